package dev.baton.ops;

import dev.baton.simd.SimdSpecies;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The gradient of an affine layer's parameters in register tiles: V inputs by R outputs, named {@code gradientVxR}. An
 * accumulator is a vector of the 16 partial sums of one weight; with fewer than 16 lanes the partial sums are done group
 * by group, each group over its own columns.
 */
final class SimdGradient {
    private static final VectorSpecies<Float> S = SimdSpecies.FLOATS;
    private static final int L = SimdSpecies.LANES;
    private static final int PARTIALS = BatchOps.PARTIALS;

    private SimdGradient() {}

    /** See {@link BatchOps#affineBackwardParameters}. */
    static void run(
            float[] in,
            int inStart,
            int inStride,
            int inStep,
            float[] dOut,
            int dStart,
            int dStride,
            int dStep,
            float[] sums,
            int weights,
            int bias,
            int outputs,
            int inputs,
            int columns,
            int tile) {
        int padded = BatchOps.padded(columns);
        for (int l = 0; l < PARTIALS; l += L) {
            int o = 0;
            while (o < outputs) {
                int rows = SimdForward.rowsOfTile(outputs - o);
                int d = dStart + o * dStride;
                int i = 0;
                for (; i + 3 <= inputs; i += 3) {
                    int s = (weights + o * inputs + i) * PARTIALS + l;
                    int x = inStart + i * inStride;
                    run3(in, x, inStride, inStep, dOut, d, dStride, dStep, sums, s, inputs, rows, l, padded, tile);
                }
                for (; i < inputs; i++) {
                    int s = (weights + o * inputs + i) * PARTIALS + l;
                    int x = inStart + i * inStride;
                    run1(in, x, inStep, dOut, d, dStride, dStep, sums, s, inputs, rows, l, padded, tile);
                }
                o += rows;
            }
            for (o = 0; o < outputs; o++) {
                sum(dOut, dStart + o * dStride, dStep, sums, (bias + o) * PARTIALS + l, l, padded, tile);
            }
        }
    }

    private static void sum(
            float[] dOut, int d, int dStep, float[] sums, int s, int l, int columns, int tile) {
        FloatVector sum = FloatVector.fromArray(S, sums, s);
        int dt = d;
        for (int left = columns; left > 0; left -= tile) {
            int end = Math.min(left, tile);
            for (int n = l; n < end; n += PARTIALS) {
                sum = sum.add(FloatVector.fromArray(S, dOut, dt + n));
            }
            dt += dStep;
        }
        sum.intoArray(sums, s);
    }

    private static void run3(
            float[] in,
            int x,
            int inStride,
            int inStep,
            float[] dOut,
            int d,
            int dStride,
            int dStep,
            float[] sums,
            int s,
            int inputs,
            int rows,
            int l,
            int columns,
            int tile) {
        int rowStep = inputs * PARTIALS;
        switch (rows) {
            case 8 -> gradient3x8(in, x, inStride, dOut, d, dStride, sums, s, rowStep, l, columns, tile, inStep, dStep);
            case 5 -> gradient3x5(in, x, inStride, dOut, d, dStride, sums, s, rowStep, l, columns, tile, inStep, dStep);
            case 4 -> gradient3x4(in, x, inStride, dOut, d, dStride, sums, s, rowStep, l, columns, tile, inStep, dStep);
            case 3 -> gradient3x3(in, x, inStride, dOut, d, dStride, sums, s, rowStep, l, columns, tile, inStep, dStep);
            case 2 -> gradient3x2(in, x, inStride, dOut, d, dStride, sums, s, rowStep, l, columns, tile, inStep, dStep);
            default -> gradient3x1(in, x, inStride, dOut, d, sums, s, l, columns, tile, inStep, dStep);
        }
    }

    private static void run1(
            float[] in,
            int x,
            int inStep,
            float[] dOut,
            int d,
            int dStride,
            int dStep,
            float[] sums,
            int s,
            int inputs,
            int rows,
            int l,
            int columns,
            int tile) {
        int rowStep = inputs * PARTIALS;
        switch (rows) {
            case 8 -> gradient1x8(in, x, dOut, d, dStride, sums, s, rowStep, l, columns, tile, inStep, dStep);
            case 5 -> gradient1x5(in, x, dOut, d, dStride, sums, s, rowStep, l, columns, tile, inStep, dStep);
            case 4 -> gradient1x4(in, x, dOut, d, dStride, sums, s, rowStep, l, columns, tile, inStep, dStep);
            case 3 -> gradient1x3(in, x, dOut, d, dStride, sums, s, rowStep, l, columns, tile, inStep, dStep);
            case 2 -> gradient1x2(in, x, dOut, d, dStride, sums, s, rowStep, l, columns, tile, inStep, dStep);
            default -> gradient1x1(in, x, dOut, d, sums, s, l, columns, tile, inStep, dStep);
        }
    }

    private static void gradient3x8(
            float[] in, int x, int inStride, float[] dOut, int d, int dStride, float[] sums, int s, int rowStep, int l, int columns, int tile, int xStep, int dStep) {
        FloatVector s0a = FloatVector.fromArray(S, sums, s);
        FloatVector s0b = FloatVector.fromArray(S, sums, s + PARTIALS);
        FloatVector s0c = FloatVector.fromArray(S, sums, s + 2 * PARTIALS);
        FloatVector s1a = FloatVector.fromArray(S, sums, s + rowStep);
        FloatVector s1b = FloatVector.fromArray(S, sums, s + rowStep + PARTIALS);
        FloatVector s1c = FloatVector.fromArray(S, sums, s + rowStep + 2 * PARTIALS);
        FloatVector s2a = FloatVector.fromArray(S, sums, s + 2 * rowStep);
        FloatVector s2b = FloatVector.fromArray(S, sums, s + 2 * rowStep + PARTIALS);
        FloatVector s2c = FloatVector.fromArray(S, sums, s + 2 * rowStep + 2 * PARTIALS);
        FloatVector s3a = FloatVector.fromArray(S, sums, s + 3 * rowStep);
        FloatVector s3b = FloatVector.fromArray(S, sums, s + 3 * rowStep + PARTIALS);
        FloatVector s3c = FloatVector.fromArray(S, sums, s + 3 * rowStep + 2 * PARTIALS);
        FloatVector s4a = FloatVector.fromArray(S, sums, s + 4 * rowStep);
        FloatVector s4b = FloatVector.fromArray(S, sums, s + 4 * rowStep + PARTIALS);
        FloatVector s4c = FloatVector.fromArray(S, sums, s + 4 * rowStep + 2 * PARTIALS);
        FloatVector s5a = FloatVector.fromArray(S, sums, s + 5 * rowStep);
        FloatVector s5b = FloatVector.fromArray(S, sums, s + 5 * rowStep + PARTIALS);
        FloatVector s5c = FloatVector.fromArray(S, sums, s + 5 * rowStep + 2 * PARTIALS);
        FloatVector s6a = FloatVector.fromArray(S, sums, s + 6 * rowStep);
        FloatVector s6b = FloatVector.fromArray(S, sums, s + 6 * rowStep + PARTIALS);
        FloatVector s6c = FloatVector.fromArray(S, sums, s + 6 * rowStep + 2 * PARTIALS);
        FloatVector s7a = FloatVector.fromArray(S, sums, s + 7 * rowStep);
        FloatVector s7b = FloatVector.fromArray(S, sums, s + 7 * rowStep + PARTIALS);
        FloatVector s7c = FloatVector.fromArray(S, sums, s + 7 * rowStep + 2 * PARTIALS);
        int xt = x;
        int dt = d;
        for (int left = columns; left > 0; left -= tile) {
            int end = Math.min(left, tile);
            for (int n = l; n < end; n += PARTIALS) {
                FloatVector xa = FloatVector.fromArray(S, in, xt + n);
                FloatVector xb = FloatVector.fromArray(S, in, xt + inStride + n);
                FloatVector xc = FloatVector.fromArray(S, in, xt + 2 * inStride + n);
                FloatVector d0 = FloatVector.fromArray(S, dOut, dt + n);
                s0a = xa.fma(d0, s0a);
                s0b = xb.fma(d0, s0b);
                s0c = xc.fma(d0, s0c);
                FloatVector d1 = FloatVector.fromArray(S, dOut, dt + dStride + n);
                s1a = xa.fma(d1, s1a);
                s1b = xb.fma(d1, s1b);
                s1c = xc.fma(d1, s1c);
                FloatVector d2 = FloatVector.fromArray(S, dOut, dt + 2 * dStride + n);
                s2a = xa.fma(d2, s2a);
                s2b = xb.fma(d2, s2b);
                s2c = xc.fma(d2, s2c);
                FloatVector d3 = FloatVector.fromArray(S, dOut, dt + 3 * dStride + n);
                s3a = xa.fma(d3, s3a);
                s3b = xb.fma(d3, s3b);
                s3c = xc.fma(d3, s3c);
                FloatVector d4 = FloatVector.fromArray(S, dOut, dt + 4 * dStride + n);
                s4a = xa.fma(d4, s4a);
                s4b = xb.fma(d4, s4b);
                s4c = xc.fma(d4, s4c);
                FloatVector d5 = FloatVector.fromArray(S, dOut, dt + 5 * dStride + n);
                s5a = xa.fma(d5, s5a);
                s5b = xb.fma(d5, s5b);
                s5c = xc.fma(d5, s5c);
                FloatVector d6 = FloatVector.fromArray(S, dOut, dt + 6 * dStride + n);
                s6a = xa.fma(d6, s6a);
                s6b = xb.fma(d6, s6b);
                s6c = xc.fma(d6, s6c);
                FloatVector d7 = FloatVector.fromArray(S, dOut, dt + 7 * dStride + n);
                s7a = xa.fma(d7, s7a);
                s7b = xb.fma(d7, s7b);
                s7c = xc.fma(d7, s7c);
            }
            xt += xStep;
            dt += dStep;
        }
        s0a.intoArray(sums, s);
        s0b.intoArray(sums, s + PARTIALS);
        s0c.intoArray(sums, s + 2 * PARTIALS);
        s1a.intoArray(sums, s + rowStep);
        s1b.intoArray(sums, s + rowStep + PARTIALS);
        s1c.intoArray(sums, s + rowStep + 2 * PARTIALS);
        s2a.intoArray(sums, s + 2 * rowStep);
        s2b.intoArray(sums, s + 2 * rowStep + PARTIALS);
        s2c.intoArray(sums, s + 2 * rowStep + 2 * PARTIALS);
        s3a.intoArray(sums, s + 3 * rowStep);
        s3b.intoArray(sums, s + 3 * rowStep + PARTIALS);
        s3c.intoArray(sums, s + 3 * rowStep + 2 * PARTIALS);
        s4a.intoArray(sums, s + 4 * rowStep);
        s4b.intoArray(sums, s + 4 * rowStep + PARTIALS);
        s4c.intoArray(sums, s + 4 * rowStep + 2 * PARTIALS);
        s5a.intoArray(sums, s + 5 * rowStep);
        s5b.intoArray(sums, s + 5 * rowStep + PARTIALS);
        s5c.intoArray(sums, s + 5 * rowStep + 2 * PARTIALS);
        s6a.intoArray(sums, s + 6 * rowStep);
        s6b.intoArray(sums, s + 6 * rowStep + PARTIALS);
        s6c.intoArray(sums, s + 6 * rowStep + 2 * PARTIALS);
        s7a.intoArray(sums, s + 7 * rowStep);
        s7b.intoArray(sums, s + 7 * rowStep + PARTIALS);
        s7c.intoArray(sums, s + 7 * rowStep + 2 * PARTIALS);
    }

    private static void gradient3x5(
            float[] in, int x, int inStride, float[] dOut, int d, int dStride, float[] sums, int s, int rowStep, int l, int columns, int tile, int xStep, int dStep) {
        FloatVector s0a = FloatVector.fromArray(S, sums, s);
        FloatVector s0b = FloatVector.fromArray(S, sums, s + PARTIALS);
        FloatVector s0c = FloatVector.fromArray(S, sums, s + 2 * PARTIALS);
        FloatVector s1a = FloatVector.fromArray(S, sums, s + rowStep);
        FloatVector s1b = FloatVector.fromArray(S, sums, s + rowStep + PARTIALS);
        FloatVector s1c = FloatVector.fromArray(S, sums, s + rowStep + 2 * PARTIALS);
        FloatVector s2a = FloatVector.fromArray(S, sums, s + 2 * rowStep);
        FloatVector s2b = FloatVector.fromArray(S, sums, s + 2 * rowStep + PARTIALS);
        FloatVector s2c = FloatVector.fromArray(S, sums, s + 2 * rowStep + 2 * PARTIALS);
        FloatVector s3a = FloatVector.fromArray(S, sums, s + 3 * rowStep);
        FloatVector s3b = FloatVector.fromArray(S, sums, s + 3 * rowStep + PARTIALS);
        FloatVector s3c = FloatVector.fromArray(S, sums, s + 3 * rowStep + 2 * PARTIALS);
        FloatVector s4a = FloatVector.fromArray(S, sums, s + 4 * rowStep);
        FloatVector s4b = FloatVector.fromArray(S, sums, s + 4 * rowStep + PARTIALS);
        FloatVector s4c = FloatVector.fromArray(S, sums, s + 4 * rowStep + 2 * PARTIALS);
        int xt = x;
        int dt = d;
        for (int left = columns; left > 0; left -= tile) {
            int end = Math.min(left, tile);
            for (int n = l; n < end; n += PARTIALS) {
                FloatVector xa = FloatVector.fromArray(S, in, xt + n);
                FloatVector xb = FloatVector.fromArray(S, in, xt + inStride + n);
                FloatVector xc = FloatVector.fromArray(S, in, xt + 2 * inStride + n);
                FloatVector d0 = FloatVector.fromArray(S, dOut, dt + n);
                s0a = xa.fma(d0, s0a);
                s0b = xb.fma(d0, s0b);
                s0c = xc.fma(d0, s0c);
                FloatVector d1 = FloatVector.fromArray(S, dOut, dt + dStride + n);
                s1a = xa.fma(d1, s1a);
                s1b = xb.fma(d1, s1b);
                s1c = xc.fma(d1, s1c);
                FloatVector d2 = FloatVector.fromArray(S, dOut, dt + 2 * dStride + n);
                s2a = xa.fma(d2, s2a);
                s2b = xb.fma(d2, s2b);
                s2c = xc.fma(d2, s2c);
                FloatVector d3 = FloatVector.fromArray(S, dOut, dt + 3 * dStride + n);
                s3a = xa.fma(d3, s3a);
                s3b = xb.fma(d3, s3b);
                s3c = xc.fma(d3, s3c);
                FloatVector d4 = FloatVector.fromArray(S, dOut, dt + 4 * dStride + n);
                s4a = xa.fma(d4, s4a);
                s4b = xb.fma(d4, s4b);
                s4c = xc.fma(d4, s4c);
            }
            xt += xStep;
            dt += dStep;
        }
        s0a.intoArray(sums, s);
        s0b.intoArray(sums, s + PARTIALS);
        s0c.intoArray(sums, s + 2 * PARTIALS);
        s1a.intoArray(sums, s + rowStep);
        s1b.intoArray(sums, s + rowStep + PARTIALS);
        s1c.intoArray(sums, s + rowStep + 2 * PARTIALS);
        s2a.intoArray(sums, s + 2 * rowStep);
        s2b.intoArray(sums, s + 2 * rowStep + PARTIALS);
        s2c.intoArray(sums, s + 2 * rowStep + 2 * PARTIALS);
        s3a.intoArray(sums, s + 3 * rowStep);
        s3b.intoArray(sums, s + 3 * rowStep + PARTIALS);
        s3c.intoArray(sums, s + 3 * rowStep + 2 * PARTIALS);
        s4a.intoArray(sums, s + 4 * rowStep);
        s4b.intoArray(sums, s + 4 * rowStep + PARTIALS);
        s4c.intoArray(sums, s + 4 * rowStep + 2 * PARTIALS);
    }

    private static void gradient3x4(
            float[] in, int x, int inStride, float[] dOut, int d, int dStride, float[] sums, int s, int rowStep, int l, int columns, int tile, int xStep, int dStep) {
        FloatVector s0a = FloatVector.fromArray(S, sums, s);
        FloatVector s0b = FloatVector.fromArray(S, sums, s + PARTIALS);
        FloatVector s0c = FloatVector.fromArray(S, sums, s + 2 * PARTIALS);
        FloatVector s1a = FloatVector.fromArray(S, sums, s + rowStep);
        FloatVector s1b = FloatVector.fromArray(S, sums, s + rowStep + PARTIALS);
        FloatVector s1c = FloatVector.fromArray(S, sums, s + rowStep + 2 * PARTIALS);
        FloatVector s2a = FloatVector.fromArray(S, sums, s + 2 * rowStep);
        FloatVector s2b = FloatVector.fromArray(S, sums, s + 2 * rowStep + PARTIALS);
        FloatVector s2c = FloatVector.fromArray(S, sums, s + 2 * rowStep + 2 * PARTIALS);
        FloatVector s3a = FloatVector.fromArray(S, sums, s + 3 * rowStep);
        FloatVector s3b = FloatVector.fromArray(S, sums, s + 3 * rowStep + PARTIALS);
        FloatVector s3c = FloatVector.fromArray(S, sums, s + 3 * rowStep + 2 * PARTIALS);
        int xt = x;
        int dt = d;
        for (int left = columns; left > 0; left -= tile) {
            int end = Math.min(left, tile);
            for (int n = l; n < end; n += PARTIALS) {
                FloatVector xa = FloatVector.fromArray(S, in, xt + n);
                FloatVector xb = FloatVector.fromArray(S, in, xt + inStride + n);
                FloatVector xc = FloatVector.fromArray(S, in, xt + 2 * inStride + n);
                FloatVector d0 = FloatVector.fromArray(S, dOut, dt + n);
                s0a = xa.fma(d0, s0a);
                s0b = xb.fma(d0, s0b);
                s0c = xc.fma(d0, s0c);
                FloatVector d1 = FloatVector.fromArray(S, dOut, dt + dStride + n);
                s1a = xa.fma(d1, s1a);
                s1b = xb.fma(d1, s1b);
                s1c = xc.fma(d1, s1c);
                FloatVector d2 = FloatVector.fromArray(S, dOut, dt + 2 * dStride + n);
                s2a = xa.fma(d2, s2a);
                s2b = xb.fma(d2, s2b);
                s2c = xc.fma(d2, s2c);
                FloatVector d3 = FloatVector.fromArray(S, dOut, dt + 3 * dStride + n);
                s3a = xa.fma(d3, s3a);
                s3b = xb.fma(d3, s3b);
                s3c = xc.fma(d3, s3c);
            }
            xt += xStep;
            dt += dStep;
        }
        s0a.intoArray(sums, s);
        s0b.intoArray(sums, s + PARTIALS);
        s0c.intoArray(sums, s + 2 * PARTIALS);
        s1a.intoArray(sums, s + rowStep);
        s1b.intoArray(sums, s + rowStep + PARTIALS);
        s1c.intoArray(sums, s + rowStep + 2 * PARTIALS);
        s2a.intoArray(sums, s + 2 * rowStep);
        s2b.intoArray(sums, s + 2 * rowStep + PARTIALS);
        s2c.intoArray(sums, s + 2 * rowStep + 2 * PARTIALS);
        s3a.intoArray(sums, s + 3 * rowStep);
        s3b.intoArray(sums, s + 3 * rowStep + PARTIALS);
        s3c.intoArray(sums, s + 3 * rowStep + 2 * PARTIALS);
    }

    private static void gradient3x3(
            float[] in, int x, int inStride, float[] dOut, int d, int dStride, float[] sums, int s, int rowStep, int l, int columns, int tile, int xStep, int dStep) {
        FloatVector s0a = FloatVector.fromArray(S, sums, s);
        FloatVector s0b = FloatVector.fromArray(S, sums, s + PARTIALS);
        FloatVector s0c = FloatVector.fromArray(S, sums, s + 2 * PARTIALS);
        FloatVector s1a = FloatVector.fromArray(S, sums, s + rowStep);
        FloatVector s1b = FloatVector.fromArray(S, sums, s + rowStep + PARTIALS);
        FloatVector s1c = FloatVector.fromArray(S, sums, s + rowStep + 2 * PARTIALS);
        FloatVector s2a = FloatVector.fromArray(S, sums, s + 2 * rowStep);
        FloatVector s2b = FloatVector.fromArray(S, sums, s + 2 * rowStep + PARTIALS);
        FloatVector s2c = FloatVector.fromArray(S, sums, s + 2 * rowStep + 2 * PARTIALS);
        int xt = x;
        int dt = d;
        for (int left = columns; left > 0; left -= tile) {
            int end = Math.min(left, tile);
            for (int n = l; n < end; n += PARTIALS) {
                FloatVector xa = FloatVector.fromArray(S, in, xt + n);
                FloatVector xb = FloatVector.fromArray(S, in, xt + inStride + n);
                FloatVector xc = FloatVector.fromArray(S, in, xt + 2 * inStride + n);
                FloatVector d0 = FloatVector.fromArray(S, dOut, dt + n);
                s0a = xa.fma(d0, s0a);
                s0b = xb.fma(d0, s0b);
                s0c = xc.fma(d0, s0c);
                FloatVector d1 = FloatVector.fromArray(S, dOut, dt + dStride + n);
                s1a = xa.fma(d1, s1a);
                s1b = xb.fma(d1, s1b);
                s1c = xc.fma(d1, s1c);
                FloatVector d2 = FloatVector.fromArray(S, dOut, dt + 2 * dStride + n);
                s2a = xa.fma(d2, s2a);
                s2b = xb.fma(d2, s2b);
                s2c = xc.fma(d2, s2c);
            }
            xt += xStep;
            dt += dStep;
        }
        s0a.intoArray(sums, s);
        s0b.intoArray(sums, s + PARTIALS);
        s0c.intoArray(sums, s + 2 * PARTIALS);
        s1a.intoArray(sums, s + rowStep);
        s1b.intoArray(sums, s + rowStep + PARTIALS);
        s1c.intoArray(sums, s + rowStep + 2 * PARTIALS);
        s2a.intoArray(sums, s + 2 * rowStep);
        s2b.intoArray(sums, s + 2 * rowStep + PARTIALS);
        s2c.intoArray(sums, s + 2 * rowStep + 2 * PARTIALS);
    }

    private static void gradient3x2(
            float[] in, int x, int inStride, float[] dOut, int d, int dStride, float[] sums, int s, int rowStep, int l, int columns, int tile, int xStep, int dStep) {
        FloatVector s0a = FloatVector.fromArray(S, sums, s);
        FloatVector s0b = FloatVector.fromArray(S, sums, s + PARTIALS);
        FloatVector s0c = FloatVector.fromArray(S, sums, s + 2 * PARTIALS);
        FloatVector s1a = FloatVector.fromArray(S, sums, s + rowStep);
        FloatVector s1b = FloatVector.fromArray(S, sums, s + rowStep + PARTIALS);
        FloatVector s1c = FloatVector.fromArray(S, sums, s + rowStep + 2 * PARTIALS);
        int xt = x;
        int dt = d;
        for (int left = columns; left > 0; left -= tile) {
            int end = Math.min(left, tile);
            for (int n = l; n < end; n += PARTIALS) {
                FloatVector xa = FloatVector.fromArray(S, in, xt + n);
                FloatVector xb = FloatVector.fromArray(S, in, xt + inStride + n);
                FloatVector xc = FloatVector.fromArray(S, in, xt + 2 * inStride + n);
                FloatVector d0 = FloatVector.fromArray(S, dOut, dt + n);
                s0a = xa.fma(d0, s0a);
                s0b = xb.fma(d0, s0b);
                s0c = xc.fma(d0, s0c);
                FloatVector d1 = FloatVector.fromArray(S, dOut, dt + dStride + n);
                s1a = xa.fma(d1, s1a);
                s1b = xb.fma(d1, s1b);
                s1c = xc.fma(d1, s1c);
            }
            xt += xStep;
            dt += dStep;
        }
        s0a.intoArray(sums, s);
        s0b.intoArray(sums, s + PARTIALS);
        s0c.intoArray(sums, s + 2 * PARTIALS);
        s1a.intoArray(sums, s + rowStep);
        s1b.intoArray(sums, s + rowStep + PARTIALS);
        s1c.intoArray(sums, s + rowStep + 2 * PARTIALS);
    }

    private static void gradient3x1(
            float[] in, int x, int inStride, float[] dOut, int d, float[] sums, int s, int l, int columns, int tile, int xStep, int dStep) {
        FloatVector s0a = FloatVector.fromArray(S, sums, s);
        FloatVector s0b = FloatVector.fromArray(S, sums, s + PARTIALS);
        FloatVector s0c = FloatVector.fromArray(S, sums, s + 2 * PARTIALS);
        int xt = x;
        int dt = d;
        for (int left = columns; left > 0; left -= tile) {
            int end = Math.min(left, tile);
            for (int n = l; n < end; n += PARTIALS) {
                FloatVector xa = FloatVector.fromArray(S, in, xt + n);
                FloatVector xb = FloatVector.fromArray(S, in, xt + inStride + n);
                FloatVector xc = FloatVector.fromArray(S, in, xt + 2 * inStride + n);
                FloatVector d0 = FloatVector.fromArray(S, dOut, dt + n);
                s0a = xa.fma(d0, s0a);
                s0b = xb.fma(d0, s0b);
                s0c = xc.fma(d0, s0c);
            }
            xt += xStep;
            dt += dStep;
        }
        s0a.intoArray(sums, s);
        s0b.intoArray(sums, s + PARTIALS);
        s0c.intoArray(sums, s + 2 * PARTIALS);
    }

    private static void gradient1x8(
            float[] in, int x, float[] dOut, int d, int dStride, float[] sums, int s, int rowStep, int l, int columns, int tile, int xStep, int dStep) {
        FloatVector s0a = FloatVector.fromArray(S, sums, s);
        FloatVector s1a = FloatVector.fromArray(S, sums, s + rowStep);
        FloatVector s2a = FloatVector.fromArray(S, sums, s + 2 * rowStep);
        FloatVector s3a = FloatVector.fromArray(S, sums, s + 3 * rowStep);
        FloatVector s4a = FloatVector.fromArray(S, sums, s + 4 * rowStep);
        FloatVector s5a = FloatVector.fromArray(S, sums, s + 5 * rowStep);
        FloatVector s6a = FloatVector.fromArray(S, sums, s + 6 * rowStep);
        FloatVector s7a = FloatVector.fromArray(S, sums, s + 7 * rowStep);
        int xt = x;
        int dt = d;
        for (int left = columns; left > 0; left -= tile) {
            int end = Math.min(left, tile);
            for (int n = l; n < end; n += PARTIALS) {
                FloatVector xa = FloatVector.fromArray(S, in, xt + n);
                FloatVector d0 = FloatVector.fromArray(S, dOut, dt + n);
                s0a = xa.fma(d0, s0a);
                FloatVector d1 = FloatVector.fromArray(S, dOut, dt + dStride + n);
                s1a = xa.fma(d1, s1a);
                FloatVector d2 = FloatVector.fromArray(S, dOut, dt + 2 * dStride + n);
                s2a = xa.fma(d2, s2a);
                FloatVector d3 = FloatVector.fromArray(S, dOut, dt + 3 * dStride + n);
                s3a = xa.fma(d3, s3a);
                FloatVector d4 = FloatVector.fromArray(S, dOut, dt + 4 * dStride + n);
                s4a = xa.fma(d4, s4a);
                FloatVector d5 = FloatVector.fromArray(S, dOut, dt + 5 * dStride + n);
                s5a = xa.fma(d5, s5a);
                FloatVector d6 = FloatVector.fromArray(S, dOut, dt + 6 * dStride + n);
                s6a = xa.fma(d6, s6a);
                FloatVector d7 = FloatVector.fromArray(S, dOut, dt + 7 * dStride + n);
                s7a = xa.fma(d7, s7a);
            }
            xt += xStep;
            dt += dStep;
        }
        s0a.intoArray(sums, s);
        s1a.intoArray(sums, s + rowStep);
        s2a.intoArray(sums, s + 2 * rowStep);
        s3a.intoArray(sums, s + 3 * rowStep);
        s4a.intoArray(sums, s + 4 * rowStep);
        s5a.intoArray(sums, s + 5 * rowStep);
        s6a.intoArray(sums, s + 6 * rowStep);
        s7a.intoArray(sums, s + 7 * rowStep);
    }

    private static void gradient1x5(
            float[] in, int x, float[] dOut, int d, int dStride, float[] sums, int s, int rowStep, int l, int columns, int tile, int xStep, int dStep) {
        FloatVector s0a = FloatVector.fromArray(S, sums, s);
        FloatVector s1a = FloatVector.fromArray(S, sums, s + rowStep);
        FloatVector s2a = FloatVector.fromArray(S, sums, s + 2 * rowStep);
        FloatVector s3a = FloatVector.fromArray(S, sums, s + 3 * rowStep);
        FloatVector s4a = FloatVector.fromArray(S, sums, s + 4 * rowStep);
        int xt = x;
        int dt = d;
        for (int left = columns; left > 0; left -= tile) {
            int end = Math.min(left, tile);
            for (int n = l; n < end; n += PARTIALS) {
                FloatVector xa = FloatVector.fromArray(S, in, xt + n);
                FloatVector d0 = FloatVector.fromArray(S, dOut, dt + n);
                s0a = xa.fma(d0, s0a);
                FloatVector d1 = FloatVector.fromArray(S, dOut, dt + dStride + n);
                s1a = xa.fma(d1, s1a);
                FloatVector d2 = FloatVector.fromArray(S, dOut, dt + 2 * dStride + n);
                s2a = xa.fma(d2, s2a);
                FloatVector d3 = FloatVector.fromArray(S, dOut, dt + 3 * dStride + n);
                s3a = xa.fma(d3, s3a);
                FloatVector d4 = FloatVector.fromArray(S, dOut, dt + 4 * dStride + n);
                s4a = xa.fma(d4, s4a);
            }
            xt += xStep;
            dt += dStep;
        }
        s0a.intoArray(sums, s);
        s1a.intoArray(sums, s + rowStep);
        s2a.intoArray(sums, s + 2 * rowStep);
        s3a.intoArray(sums, s + 3 * rowStep);
        s4a.intoArray(sums, s + 4 * rowStep);
    }

    private static void gradient1x4(
            float[] in, int x, float[] dOut, int d, int dStride, float[] sums, int s, int rowStep, int l, int columns, int tile, int xStep, int dStep) {
        FloatVector s0a = FloatVector.fromArray(S, sums, s);
        FloatVector s1a = FloatVector.fromArray(S, sums, s + rowStep);
        FloatVector s2a = FloatVector.fromArray(S, sums, s + 2 * rowStep);
        FloatVector s3a = FloatVector.fromArray(S, sums, s + 3 * rowStep);
        int xt = x;
        int dt = d;
        for (int left = columns; left > 0; left -= tile) {
            int end = Math.min(left, tile);
            for (int n = l; n < end; n += PARTIALS) {
                FloatVector xa = FloatVector.fromArray(S, in, xt + n);
                FloatVector d0 = FloatVector.fromArray(S, dOut, dt + n);
                s0a = xa.fma(d0, s0a);
                FloatVector d1 = FloatVector.fromArray(S, dOut, dt + dStride + n);
                s1a = xa.fma(d1, s1a);
                FloatVector d2 = FloatVector.fromArray(S, dOut, dt + 2 * dStride + n);
                s2a = xa.fma(d2, s2a);
                FloatVector d3 = FloatVector.fromArray(S, dOut, dt + 3 * dStride + n);
                s3a = xa.fma(d3, s3a);
            }
            xt += xStep;
            dt += dStep;
        }
        s0a.intoArray(sums, s);
        s1a.intoArray(sums, s + rowStep);
        s2a.intoArray(sums, s + 2 * rowStep);
        s3a.intoArray(sums, s + 3 * rowStep);
    }

    private static void gradient1x3(
            float[] in, int x, float[] dOut, int d, int dStride, float[] sums, int s, int rowStep, int l, int columns, int tile, int xStep, int dStep) {
        FloatVector s0a = FloatVector.fromArray(S, sums, s);
        FloatVector s1a = FloatVector.fromArray(S, sums, s + rowStep);
        FloatVector s2a = FloatVector.fromArray(S, sums, s + 2 * rowStep);
        int xt = x;
        int dt = d;
        for (int left = columns; left > 0; left -= tile) {
            int end = Math.min(left, tile);
            for (int n = l; n < end; n += PARTIALS) {
                FloatVector xa = FloatVector.fromArray(S, in, xt + n);
                FloatVector d0 = FloatVector.fromArray(S, dOut, dt + n);
                s0a = xa.fma(d0, s0a);
                FloatVector d1 = FloatVector.fromArray(S, dOut, dt + dStride + n);
                s1a = xa.fma(d1, s1a);
                FloatVector d2 = FloatVector.fromArray(S, dOut, dt + 2 * dStride + n);
                s2a = xa.fma(d2, s2a);
            }
            xt += xStep;
            dt += dStep;
        }
        s0a.intoArray(sums, s);
        s1a.intoArray(sums, s + rowStep);
        s2a.intoArray(sums, s + 2 * rowStep);
    }

    private static void gradient1x2(
            float[] in, int x, float[] dOut, int d, int dStride, float[] sums, int s, int rowStep, int l, int columns, int tile, int xStep, int dStep) {
        FloatVector s0a = FloatVector.fromArray(S, sums, s);
        FloatVector s1a = FloatVector.fromArray(S, sums, s + rowStep);
        int xt = x;
        int dt = d;
        for (int left = columns; left > 0; left -= tile) {
            int end = Math.min(left, tile);
            for (int n = l; n < end; n += PARTIALS) {
                FloatVector xa = FloatVector.fromArray(S, in, xt + n);
                FloatVector d0 = FloatVector.fromArray(S, dOut, dt + n);
                s0a = xa.fma(d0, s0a);
                FloatVector d1 = FloatVector.fromArray(S, dOut, dt + dStride + n);
                s1a = xa.fma(d1, s1a);
            }
            xt += xStep;
            dt += dStep;
        }
        s0a.intoArray(sums, s);
        s1a.intoArray(sums, s + rowStep);
    }

    private static void gradient1x1(
            float[] in, int x, float[] dOut, int d, float[] sums, int s, int l, int columns, int tile, int xStep, int dStep) {
        FloatVector s0a = FloatVector.fromArray(S, sums, s);
        int xt = x;
        int dt = d;
        for (int left = columns; left > 0; left -= tile) {
            int end = Math.min(left, tile);
            for (int n = l; n < end; n += PARTIALS) {
                FloatVector xa = FloatVector.fromArray(S, in, xt + n);
                FloatVector d0 = FloatVector.fromArray(S, dOut, dt + n);
                s0a = xa.fma(d0, s0a);
            }
            xt += xStep;
            dt += dStep;
        }
        s0a.intoArray(sums, s);
    }
}
