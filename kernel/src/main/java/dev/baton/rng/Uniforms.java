package dev.baton.rng;

/** Uniform numbers from random words: their top 24 bits, as many as a float has. */
public final class Uniforms {
    /** What the top 24 bits are multiplied with: 2⁻²⁴. */
    public static final float SCALE = 0x1p-24f;

    /** What {@link #positive} has in place of the integer 0. */
    public static final float LEAST = 0.5f;

    private Uniforms() {}

    /**
     * Returns a uniform number on [0, 1) from the top 24 bits of a random word.
     *
     * @param word 32 random bits
     * @return ⌊word / 2⁸⌋ · 2⁻²⁴, word unsigned
     */
    public static float of(int word) {
        return (word >>> 8) * SCALE;
    }

    /**
     * Returns a uniform number on (0, 1) for choosing among probabilities: as {@link #of}, but 2⁻²⁵ in place of 0, so
     * that it lies above every probability that is small against 2⁻²⁴.
     *
     * @param word 32 random bits
     * @return max(⌊word / 2⁸⌋, ½) · 2⁻²⁴, word unsigned
     */
    public static float positive(int word) {
        int high = word >>> 8;
        return (high == 0 ? LEAST : high) * SCALE;
    }
}
