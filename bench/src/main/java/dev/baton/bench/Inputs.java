package dev.baton.bench;

import java.util.SplittableRandom;

/** Arrays of inputs, drawn from a seed in plain Java. */
public final class Inputs {
    private final SplittableRandom random;

    /**
     * Starts a sequence of inputs.
     *
     * @param seed any
     */
    public Inputs(long seed) {
        random = new SplittableRandom(seed);
    }

    /**
     * Draws uniform numbers.
     *
     * @param length how many
     * @param from least value
     * @param to bound
     * @return a new array
     */
    public float[] floats(int length, float from, float to) {
        float[] array = new float[length];
        for (int i = 0; i < length; i++) {
            array[i] = (float) random.nextDouble(from, to);
        }
        return array;
    }

    /**
     * Draws random words.
     *
     * @param length how many
     * @return a new array
     */
    public int[] words(int length) {
        int[] array = new int[length];
        for (int i = 0; i < length; i++) {
            array[i] = random.nextInt();
        }
        return array;
    }

    /**
     * Draws whole numbers 0 … bound − 1.
     *
     * @param length how many
     * @param bound above the largest
     * @return a new array
     */
    public int[] below(int length, int bound) {
        int[] array = new int[length];
        for (int i = 0; i < length; i++) {
            array[i] = random.nextInt(bound);
        }
        return array;
    }
}
