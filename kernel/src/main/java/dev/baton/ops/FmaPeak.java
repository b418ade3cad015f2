package dev.baton.ops;

import dev.baton.Backend;

/**
 * The yardstick of the kernels: as many independent fused multiply-adds as the processor can start, on registers alone.
 * What a kernel reaches is given as a share of it.
 */
public final class FmaPeak {
    /** Floating-point operations per lane of one {@link #run} iteration: 16 chains, a multiply and an add each. */
    public static final int FLOPS_PER_LANE = 32;

    private FmaPeak() {}

    /**
     * Runs iterations of 16 independent chains.
     *
     * @param backend scalar or SIMD
     * @param iterations how many
     * @return a number that depends on every chain
     */
    public static float run(Backend backend, int iterations) {
        return backend == Backend.SCALAR ? scalar(iterations) : SimdFmaPeak.run(iterations);
    }

    private static float scalar(int iterations) {
        float a0 = 0f, a1 = 1f, a2 = 2f, a3 = 3f, a4 = 4f, a5 = 5f, a6 = 6f, a7 = 7f;
        float b0 = 0f, b1 = 1f, b2 = 2f, b3 = 3f, b4 = 4f, b5 = 5f, b6 = 6f, b7 = 7f;
        float x = 0.999f;
        float y = 0.001f;
        for (int i = 0; i < iterations; i++) {
            a0 = Math.fma(a0, x, y);
            a1 = Math.fma(a1, x, y);
            a2 = Math.fma(a2, x, y);
            a3 = Math.fma(a3, x, y);
            a4 = Math.fma(a4, x, y);
            a5 = Math.fma(a5, x, y);
            a6 = Math.fma(a6, x, y);
            a7 = Math.fma(a7, x, y);
            b0 = Math.fma(b0, x, y);
            b1 = Math.fma(b1, x, y);
            b2 = Math.fma(b2, x, y);
            b3 = Math.fma(b3, x, y);
            b4 = Math.fma(b4, x, y);
            b5 = Math.fma(b5, x, y);
            b6 = Math.fma(b6, x, y);
            b7 = Math.fma(b7, x, y);
        }
        return a0 + a1 + a2 + a3 + a4 + a5 + a6 + a7 + b0 + b1 + b2 + b3 + b4 + b5 + b6 + b7;
    }
}
