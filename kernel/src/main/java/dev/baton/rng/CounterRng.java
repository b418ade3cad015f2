package dev.baton.rng;

import dev.baton.Backend;

/** Fills arrays with the random words of many counters; one {@link Threefry} block per column. */
public sealed interface CounterRng permits ScalarCounterRng, SimdCounterRng {
    /**
     * Returns the implementation for a backend.
     *
     * @param backend scalar or SIMD
     * @return a stateless generator
     */
    static CounterRng of(Backend backend) {
        return switch (backend) {
            case SCALAR -> new ScalarCounterRng();
            case SIMD -> new SimdCounterRng();
        };
    }

    /**
     * Writes word0[i], word1[i] = Threefry(key; counter0[i], counter1[i]) for from ≤ i &lt; to.
     *
     * <p>Columns from {@code to} up to the next multiple of 16 may be overwritten too: arrays have a length that is a
     * multiple of 16.
     *
     * @param key from {@link Stream#key}
     * @param counter0 (N) not modified
     * @param counter1 (N) not modified
     * @param from first column, a multiple of 16
     * @param to column after the last
     * @param word0 (N) overwritten; may be {@code counter0}
     * @param word1 (N) overwritten; may be {@code counter1}
     */
    void fill(long key, int[] counter0, int[] counter1, int from, int to, int[] word0, int[] word1);
}
