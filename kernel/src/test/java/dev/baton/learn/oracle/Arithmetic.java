package dev.baton.learn.oracle;

import java.util.SplittableRandom;

/**
 * What a twin calculates with: numbers in double, left as they are or with a small random error wherever the kernels
 * store a float. Twins with errors differ from the exact twin by what rounding may do to the result, whatever way it
 * takes through the update; that is the tolerance a comparison with the kernels needs, and no more.
 */
final class Arithmetic {
    /** Four roundings to float. */
    private static final double ERROR = 0x1p-22;

    private final SplittableRandom random;
    private double closest = Double.POSITIVE_INFINITY;

    private Arithmetic(SplittableRandom random) {
        this.random = random;
    }

    /** Returns arithmetic without errors. */
    static Arithmetic exact() {
        return new Arithmetic(null);
    }

    /** Returns arithmetic with errors that depend on the seed. */
    static Arithmetic rounded(long seed) {
        return new Arithmetic(new SplittableRandom(seed));
    }

    /** Returns a product, quotient or sum of numbers of one sign. */
    double of(double x) {
        return random == null ? x : x + x * error();
    }

    /** Returns what is left when numbers of the size of 1, or of its own size, cancel. */
    double difference(double x) {
        return random == null ? x : x + (1 + Math.abs(x)) * error();
    }

    private double error() {
        return ERROR * (2 * random.nextDouble() - 1);
    }

    /** Takes note of how far a decision was from being another one. */
    void decided(double distance) {
        closest = Math.min(closest, Math.abs(distance));
    }

    /** Returns the least distance of all decisions: rounding must not reach it. */
    double closest() {
        return closest;
    }
}
