package dev.baton.ops;

import static dev.baton.ops.BatchOps.COLUMNS;

import dev.baton.simd.SimdSpecies;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The forward product of an affine layer in register tiles: V vectors of the batch by R outputs, named {@code
 * forwardVxR}, every accumulator in a register for the whole sum. Three vectors by eight outputs fill 24 of the 32
 * registers of AVX-512 and use each loaded vector eight times and each broadcast weight three times. One vector is for
 * what is left of the columns. The tiles are written out because vectors must not cross a method call, and the rectified
 * ones are methods of their own because a method with both endings is too large for the first compiler tier.
 */
final class SimdForward {
    private static final VectorSpecies<Float> S = SimdSpecies.FLOATS;
    private static final int L = SimdSpecies.LANES;

    private SimdForward() {}

    /** See {@link BatchOps#affineForward}. */
    static void run(
            float[] p,
            int start,
            float[] in,
            int inStart,
            float[] out,
            int outStart,
            int outputs,
            int inputs,
            int columns,
            boolean relu) {
        int n = 0;
        // Two vectors cost less as three than one by one.
        for (; n + L < columns; n += 3 * L) {
            run3(p, start, in, inStart + n, out, outStart + n, outputs, inputs, relu);
        }
        for (; n < columns; n += L) {
            run1(p, start, in, inStart + n, out, outStart + n, outputs, inputs, relu);
        }
    }

    private static void run3(
            float[] p, int start, float[] in, int x, float[] out, int y, int outputs, int inputs, boolean relu) {
        int w = start;
        int rows;
        for (int o = 0; o < outputs; o += rows) {
            rows = BatchOps.rowsOfTile(outputs - o);
            int at = y + o * COLUMNS;
            if (rows == 8) {
                if (relu) {
                    forward3x8Relu(p, w, inputs, in, x, out, at);
                } else {
                    forward3x8(p, w, inputs, in, x, out, at);
                }
            } else if (relu) {
                forward3x5Relu(p, w, inputs, in, x, out, at);
            } else {
                forward3x5(p, w, inputs, in, x, out, at);
            }
            w += rows * (inputs + 1);
        }
    }

    private static void run1(
            float[] p, int start, float[] in, int x, float[] out, int y, int outputs, int inputs, boolean relu) {
        int w = start;
        int rows;
        for (int o = 0; o < outputs; o += rows) {
            rows = BatchOps.rowsOfTile(outputs - o);
            int at = y + o * COLUMNS;
            if (rows == 8) {
                if (relu) {
                    forward1x8Relu(p, w, inputs, in, x, out, at);
                } else {
                    forward1x8(p, w, inputs, in, x, out, at);
                }
            } else if (relu) {
                forward1x5Relu(p, w, inputs, in, x, out, at);
            } else {
                forward1x5(p, w, inputs, in, x, out, at);
            }
            w += rows * (inputs + 1);
        }
    }

    private static void forward3x8Relu(float[] p, int w, int inputs, float[] in, int x, float[] out, int y) {
        FloatVector s0a = FloatVector.broadcast(S, p[w]);
        FloatVector s0b = s0a;
        FloatVector s0c = s0a;
        FloatVector s1a = FloatVector.broadcast(S, p[w + 1]);
        FloatVector s1b = s1a;
        FloatVector s1c = s1a;
        FloatVector s2a = FloatVector.broadcast(S, p[w + 2]);
        FloatVector s2b = s2a;
        FloatVector s2c = s2a;
        FloatVector s3a = FloatVector.broadcast(S, p[w + 3]);
        FloatVector s3b = s3a;
        FloatVector s3c = s3a;
        FloatVector s4a = FloatVector.broadcast(S, p[w + 4]);
        FloatVector s4b = s4a;
        FloatVector s4c = s4a;
        FloatVector s5a = FloatVector.broadcast(S, p[w + 5]);
        FloatVector s5b = s5a;
        FloatVector s5c = s5a;
        FloatVector s6a = FloatVector.broadcast(S, p[w + 6]);
        FloatVector s6b = s6a;
        FloatVector s6c = s6a;
        FloatVector s7a = FloatVector.broadcast(S, p[w + 7]);
        FloatVector s7b = s7a;
        FloatVector s7c = s7a;
        for (int i = 0; i < inputs; i++) {
            int column = x + i * COLUMNS;
            int row = w + 8 + i * 8;
            FloatVector xa = FloatVector.fromArray(S, in, column);
            FloatVector xb = FloatVector.fromArray(S, in, column + L);
            FloatVector xc = FloatVector.fromArray(S, in, column + 2 * L);
            FloatVector w0 = FloatVector.broadcast(S, p[row]);
            s0a = xa.fma(w0, s0a);
            s0b = xb.fma(w0, s0b);
            s0c = xc.fma(w0, s0c);
            FloatVector w1 = FloatVector.broadcast(S, p[row + 1]);
            s1a = xa.fma(w1, s1a);
            s1b = xb.fma(w1, s1b);
            s1c = xc.fma(w1, s1c);
            FloatVector w2 = FloatVector.broadcast(S, p[row + 2]);
            s2a = xa.fma(w2, s2a);
            s2b = xb.fma(w2, s2b);
            s2c = xc.fma(w2, s2c);
            FloatVector w3 = FloatVector.broadcast(S, p[row + 3]);
            s3a = xa.fma(w3, s3a);
            s3b = xb.fma(w3, s3b);
            s3c = xc.fma(w3, s3c);
            FloatVector w4 = FloatVector.broadcast(S, p[row + 4]);
            s4a = xa.fma(w4, s4a);
            s4b = xb.fma(w4, s4b);
            s4c = xc.fma(w4, s4c);
            FloatVector w5 = FloatVector.broadcast(S, p[row + 5]);
            s5a = xa.fma(w5, s5a);
            s5b = xb.fma(w5, s5b);
            s5c = xc.fma(w5, s5c);
            FloatVector w6 = FloatVector.broadcast(S, p[row + 6]);
            s6a = xa.fma(w6, s6a);
            s6b = xb.fma(w6, s6b);
            s6c = xc.fma(w6, s6c);
            FloatVector w7 = FloatVector.broadcast(S, p[row + 7]);
            s7a = xa.fma(w7, s7a);
            s7b = xb.fma(w7, s7b);
            s7c = xc.fma(w7, s7c);
        }
        FloatVector zero = FloatVector.zero(S);
        zero.blend(s0a, s0a.compare(VectorOperators.GT, 0f)).intoArray(out, y);
        zero.blend(s0b, s0b.compare(VectorOperators.GT, 0f)).intoArray(out, y + L);
        zero.blend(s0c, s0c.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * L);
        zero.blend(s1a, s1a.compare(VectorOperators.GT, 0f)).intoArray(out, y + COLUMNS);
        zero.blend(s1b, s1b.compare(VectorOperators.GT, 0f)).intoArray(out, y + COLUMNS + L);
        zero.blend(s1c, s1c.compare(VectorOperators.GT, 0f)).intoArray(out, y + COLUMNS + 2 * L);
        zero.blend(s2a, s2a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * COLUMNS);
        zero.blend(s2b, s2b.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * COLUMNS + L);
        zero.blend(s2c, s2c.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * COLUMNS + 2 * L);
        zero.blend(s3a, s3a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 3 * COLUMNS);
        zero.blend(s3b, s3b.compare(VectorOperators.GT, 0f)).intoArray(out, y + 3 * COLUMNS + L);
        zero.blend(s3c, s3c.compare(VectorOperators.GT, 0f)).intoArray(out, y + 3 * COLUMNS + 2 * L);
        zero.blend(s4a, s4a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 4 * COLUMNS);
        zero.blend(s4b, s4b.compare(VectorOperators.GT, 0f)).intoArray(out, y + 4 * COLUMNS + L);
        zero.blend(s4c, s4c.compare(VectorOperators.GT, 0f)).intoArray(out, y + 4 * COLUMNS + 2 * L);
        zero.blend(s5a, s5a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 5 * COLUMNS);
        zero.blend(s5b, s5b.compare(VectorOperators.GT, 0f)).intoArray(out, y + 5 * COLUMNS + L);
        zero.blend(s5c, s5c.compare(VectorOperators.GT, 0f)).intoArray(out, y + 5 * COLUMNS + 2 * L);
        zero.blend(s6a, s6a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 6 * COLUMNS);
        zero.blend(s6b, s6b.compare(VectorOperators.GT, 0f)).intoArray(out, y + 6 * COLUMNS + L);
        zero.blend(s6c, s6c.compare(VectorOperators.GT, 0f)).intoArray(out, y + 6 * COLUMNS + 2 * L);
        zero.blend(s7a, s7a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 7 * COLUMNS);
        zero.blend(s7b, s7b.compare(VectorOperators.GT, 0f)).intoArray(out, y + 7 * COLUMNS + L);
        zero.blend(s7c, s7c.compare(VectorOperators.GT, 0f)).intoArray(out, y + 7 * COLUMNS + 2 * L);
    }

    private static void forward3x8(float[] p, int w, int inputs, float[] in, int x, float[] out, int y) {
        FloatVector s0a = FloatVector.broadcast(S, p[w]);
        FloatVector s0b = s0a;
        FloatVector s0c = s0a;
        FloatVector s1a = FloatVector.broadcast(S, p[w + 1]);
        FloatVector s1b = s1a;
        FloatVector s1c = s1a;
        FloatVector s2a = FloatVector.broadcast(S, p[w + 2]);
        FloatVector s2b = s2a;
        FloatVector s2c = s2a;
        FloatVector s3a = FloatVector.broadcast(S, p[w + 3]);
        FloatVector s3b = s3a;
        FloatVector s3c = s3a;
        FloatVector s4a = FloatVector.broadcast(S, p[w + 4]);
        FloatVector s4b = s4a;
        FloatVector s4c = s4a;
        FloatVector s5a = FloatVector.broadcast(S, p[w + 5]);
        FloatVector s5b = s5a;
        FloatVector s5c = s5a;
        FloatVector s6a = FloatVector.broadcast(S, p[w + 6]);
        FloatVector s6b = s6a;
        FloatVector s6c = s6a;
        FloatVector s7a = FloatVector.broadcast(S, p[w + 7]);
        FloatVector s7b = s7a;
        FloatVector s7c = s7a;
        for (int i = 0; i < inputs; i++) {
            int column = x + i * COLUMNS;
            int row = w + 8 + i * 8;
            FloatVector xa = FloatVector.fromArray(S, in, column);
            FloatVector xb = FloatVector.fromArray(S, in, column + L);
            FloatVector xc = FloatVector.fromArray(S, in, column + 2 * L);
            FloatVector w0 = FloatVector.broadcast(S, p[row]);
            s0a = xa.fma(w0, s0a);
            s0b = xb.fma(w0, s0b);
            s0c = xc.fma(w0, s0c);
            FloatVector w1 = FloatVector.broadcast(S, p[row + 1]);
            s1a = xa.fma(w1, s1a);
            s1b = xb.fma(w1, s1b);
            s1c = xc.fma(w1, s1c);
            FloatVector w2 = FloatVector.broadcast(S, p[row + 2]);
            s2a = xa.fma(w2, s2a);
            s2b = xb.fma(w2, s2b);
            s2c = xc.fma(w2, s2c);
            FloatVector w3 = FloatVector.broadcast(S, p[row + 3]);
            s3a = xa.fma(w3, s3a);
            s3b = xb.fma(w3, s3b);
            s3c = xc.fma(w3, s3c);
            FloatVector w4 = FloatVector.broadcast(S, p[row + 4]);
            s4a = xa.fma(w4, s4a);
            s4b = xb.fma(w4, s4b);
            s4c = xc.fma(w4, s4c);
            FloatVector w5 = FloatVector.broadcast(S, p[row + 5]);
            s5a = xa.fma(w5, s5a);
            s5b = xb.fma(w5, s5b);
            s5c = xc.fma(w5, s5c);
            FloatVector w6 = FloatVector.broadcast(S, p[row + 6]);
            s6a = xa.fma(w6, s6a);
            s6b = xb.fma(w6, s6b);
            s6c = xc.fma(w6, s6c);
            FloatVector w7 = FloatVector.broadcast(S, p[row + 7]);
            s7a = xa.fma(w7, s7a);
            s7b = xb.fma(w7, s7b);
            s7c = xc.fma(w7, s7c);
        }
        s0a.intoArray(out, y);
        s0b.intoArray(out, y + L);
        s0c.intoArray(out, y + 2 * L);
        s1a.intoArray(out, y + COLUMNS);
        s1b.intoArray(out, y + COLUMNS + L);
        s1c.intoArray(out, y + COLUMNS + 2 * L);
        s2a.intoArray(out, y + 2 * COLUMNS);
        s2b.intoArray(out, y + 2 * COLUMNS + L);
        s2c.intoArray(out, y + 2 * COLUMNS + 2 * L);
        s3a.intoArray(out, y + 3 * COLUMNS);
        s3b.intoArray(out, y + 3 * COLUMNS + L);
        s3c.intoArray(out, y + 3 * COLUMNS + 2 * L);
        s4a.intoArray(out, y + 4 * COLUMNS);
        s4b.intoArray(out, y + 4 * COLUMNS + L);
        s4c.intoArray(out, y + 4 * COLUMNS + 2 * L);
        s5a.intoArray(out, y + 5 * COLUMNS);
        s5b.intoArray(out, y + 5 * COLUMNS + L);
        s5c.intoArray(out, y + 5 * COLUMNS + 2 * L);
        s6a.intoArray(out, y + 6 * COLUMNS);
        s6b.intoArray(out, y + 6 * COLUMNS + L);
        s6c.intoArray(out, y + 6 * COLUMNS + 2 * L);
        s7a.intoArray(out, y + 7 * COLUMNS);
        s7b.intoArray(out, y + 7 * COLUMNS + L);
        s7c.intoArray(out, y + 7 * COLUMNS + 2 * L);
    }

    private static void forward3x5Relu(float[] p, int w, int inputs, float[] in, int x, float[] out, int y) {
        FloatVector s0a = FloatVector.broadcast(S, p[w]);
        FloatVector s0b = s0a;
        FloatVector s0c = s0a;
        FloatVector s1a = FloatVector.broadcast(S, p[w + 1]);
        FloatVector s1b = s1a;
        FloatVector s1c = s1a;
        FloatVector s2a = FloatVector.broadcast(S, p[w + 2]);
        FloatVector s2b = s2a;
        FloatVector s2c = s2a;
        FloatVector s3a = FloatVector.broadcast(S, p[w + 3]);
        FloatVector s3b = s3a;
        FloatVector s3c = s3a;
        FloatVector s4a = FloatVector.broadcast(S, p[w + 4]);
        FloatVector s4b = s4a;
        FloatVector s4c = s4a;
        for (int i = 0; i < inputs; i++) {
            int column = x + i * COLUMNS;
            int row = w + 5 + i * 5;
            FloatVector xa = FloatVector.fromArray(S, in, column);
            FloatVector xb = FloatVector.fromArray(S, in, column + L);
            FloatVector xc = FloatVector.fromArray(S, in, column + 2 * L);
            FloatVector w0 = FloatVector.broadcast(S, p[row]);
            s0a = xa.fma(w0, s0a);
            s0b = xb.fma(w0, s0b);
            s0c = xc.fma(w0, s0c);
            FloatVector w1 = FloatVector.broadcast(S, p[row + 1]);
            s1a = xa.fma(w1, s1a);
            s1b = xb.fma(w1, s1b);
            s1c = xc.fma(w1, s1c);
            FloatVector w2 = FloatVector.broadcast(S, p[row + 2]);
            s2a = xa.fma(w2, s2a);
            s2b = xb.fma(w2, s2b);
            s2c = xc.fma(w2, s2c);
            FloatVector w3 = FloatVector.broadcast(S, p[row + 3]);
            s3a = xa.fma(w3, s3a);
            s3b = xb.fma(w3, s3b);
            s3c = xc.fma(w3, s3c);
            FloatVector w4 = FloatVector.broadcast(S, p[row + 4]);
            s4a = xa.fma(w4, s4a);
            s4b = xb.fma(w4, s4b);
            s4c = xc.fma(w4, s4c);
        }
        FloatVector zero = FloatVector.zero(S);
        zero.blend(s0a, s0a.compare(VectorOperators.GT, 0f)).intoArray(out, y);
        zero.blend(s0b, s0b.compare(VectorOperators.GT, 0f)).intoArray(out, y + L);
        zero.blend(s0c, s0c.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * L);
        zero.blend(s1a, s1a.compare(VectorOperators.GT, 0f)).intoArray(out, y + COLUMNS);
        zero.blend(s1b, s1b.compare(VectorOperators.GT, 0f)).intoArray(out, y + COLUMNS + L);
        zero.blend(s1c, s1c.compare(VectorOperators.GT, 0f)).intoArray(out, y + COLUMNS + 2 * L);
        zero.blend(s2a, s2a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * COLUMNS);
        zero.blend(s2b, s2b.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * COLUMNS + L);
        zero.blend(s2c, s2c.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * COLUMNS + 2 * L);
        zero.blend(s3a, s3a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 3 * COLUMNS);
        zero.blend(s3b, s3b.compare(VectorOperators.GT, 0f)).intoArray(out, y + 3 * COLUMNS + L);
        zero.blend(s3c, s3c.compare(VectorOperators.GT, 0f)).intoArray(out, y + 3 * COLUMNS + 2 * L);
        zero.blend(s4a, s4a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 4 * COLUMNS);
        zero.blend(s4b, s4b.compare(VectorOperators.GT, 0f)).intoArray(out, y + 4 * COLUMNS + L);
        zero.blend(s4c, s4c.compare(VectorOperators.GT, 0f)).intoArray(out, y + 4 * COLUMNS + 2 * L);
    }

    private static void forward3x5(float[] p, int w, int inputs, float[] in, int x, float[] out, int y) {
        FloatVector s0a = FloatVector.broadcast(S, p[w]);
        FloatVector s0b = s0a;
        FloatVector s0c = s0a;
        FloatVector s1a = FloatVector.broadcast(S, p[w + 1]);
        FloatVector s1b = s1a;
        FloatVector s1c = s1a;
        FloatVector s2a = FloatVector.broadcast(S, p[w + 2]);
        FloatVector s2b = s2a;
        FloatVector s2c = s2a;
        FloatVector s3a = FloatVector.broadcast(S, p[w + 3]);
        FloatVector s3b = s3a;
        FloatVector s3c = s3a;
        FloatVector s4a = FloatVector.broadcast(S, p[w + 4]);
        FloatVector s4b = s4a;
        FloatVector s4c = s4a;
        for (int i = 0; i < inputs; i++) {
            int column = x + i * COLUMNS;
            int row = w + 5 + i * 5;
            FloatVector xa = FloatVector.fromArray(S, in, column);
            FloatVector xb = FloatVector.fromArray(S, in, column + L);
            FloatVector xc = FloatVector.fromArray(S, in, column + 2 * L);
            FloatVector w0 = FloatVector.broadcast(S, p[row]);
            s0a = xa.fma(w0, s0a);
            s0b = xb.fma(w0, s0b);
            s0c = xc.fma(w0, s0c);
            FloatVector w1 = FloatVector.broadcast(S, p[row + 1]);
            s1a = xa.fma(w1, s1a);
            s1b = xb.fma(w1, s1b);
            s1c = xc.fma(w1, s1c);
            FloatVector w2 = FloatVector.broadcast(S, p[row + 2]);
            s2a = xa.fma(w2, s2a);
            s2b = xb.fma(w2, s2b);
            s2c = xc.fma(w2, s2c);
            FloatVector w3 = FloatVector.broadcast(S, p[row + 3]);
            s3a = xa.fma(w3, s3a);
            s3b = xb.fma(w3, s3b);
            s3c = xc.fma(w3, s3c);
            FloatVector w4 = FloatVector.broadcast(S, p[row + 4]);
            s4a = xa.fma(w4, s4a);
            s4b = xb.fma(w4, s4b);
            s4c = xc.fma(w4, s4c);
        }
        s0a.intoArray(out, y);
        s0b.intoArray(out, y + L);
        s0c.intoArray(out, y + 2 * L);
        s1a.intoArray(out, y + COLUMNS);
        s1b.intoArray(out, y + COLUMNS + L);
        s1c.intoArray(out, y + COLUMNS + 2 * L);
        s2a.intoArray(out, y + 2 * COLUMNS);
        s2b.intoArray(out, y + 2 * COLUMNS + L);
        s2c.intoArray(out, y + 2 * COLUMNS + 2 * L);
        s3a.intoArray(out, y + 3 * COLUMNS);
        s3b.intoArray(out, y + 3 * COLUMNS + L);
        s3c.intoArray(out, y + 3 * COLUMNS + 2 * L);
        s4a.intoArray(out, y + 4 * COLUMNS);
        s4b.intoArray(out, y + 4 * COLUMNS + L);
        s4c.intoArray(out, y + 4 * COLUMNS + 2 * L);
    }

    private static void forward1x8Relu(float[] p, int w, int inputs, float[] in, int x, float[] out, int y) {
        FloatVector s0a = FloatVector.broadcast(S, p[w]);
        FloatVector s1a = FloatVector.broadcast(S, p[w + 1]);
        FloatVector s2a = FloatVector.broadcast(S, p[w + 2]);
        FloatVector s3a = FloatVector.broadcast(S, p[w + 3]);
        FloatVector s4a = FloatVector.broadcast(S, p[w + 4]);
        FloatVector s5a = FloatVector.broadcast(S, p[w + 5]);
        FloatVector s6a = FloatVector.broadcast(S, p[w + 6]);
        FloatVector s7a = FloatVector.broadcast(S, p[w + 7]);
        for (int i = 0; i < inputs; i++) {
            int column = x + i * COLUMNS;
            int row = w + 8 + i * 8;
            FloatVector xa = FloatVector.fromArray(S, in, column);
            FloatVector w0 = FloatVector.broadcast(S, p[row]);
            s0a = xa.fma(w0, s0a);
            FloatVector w1 = FloatVector.broadcast(S, p[row + 1]);
            s1a = xa.fma(w1, s1a);
            FloatVector w2 = FloatVector.broadcast(S, p[row + 2]);
            s2a = xa.fma(w2, s2a);
            FloatVector w3 = FloatVector.broadcast(S, p[row + 3]);
            s3a = xa.fma(w3, s3a);
            FloatVector w4 = FloatVector.broadcast(S, p[row + 4]);
            s4a = xa.fma(w4, s4a);
            FloatVector w5 = FloatVector.broadcast(S, p[row + 5]);
            s5a = xa.fma(w5, s5a);
            FloatVector w6 = FloatVector.broadcast(S, p[row + 6]);
            s6a = xa.fma(w6, s6a);
            FloatVector w7 = FloatVector.broadcast(S, p[row + 7]);
            s7a = xa.fma(w7, s7a);
        }
        FloatVector zero = FloatVector.zero(S);
        zero.blend(s0a, s0a.compare(VectorOperators.GT, 0f)).intoArray(out, y);
        zero.blend(s1a, s1a.compare(VectorOperators.GT, 0f)).intoArray(out, y + COLUMNS);
        zero.blend(s2a, s2a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * COLUMNS);
        zero.blend(s3a, s3a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 3 * COLUMNS);
        zero.blend(s4a, s4a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 4 * COLUMNS);
        zero.blend(s5a, s5a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 5 * COLUMNS);
        zero.blend(s6a, s6a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 6 * COLUMNS);
        zero.blend(s7a, s7a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 7 * COLUMNS);
    }

    private static void forward1x8(float[] p, int w, int inputs, float[] in, int x, float[] out, int y) {
        FloatVector s0a = FloatVector.broadcast(S, p[w]);
        FloatVector s1a = FloatVector.broadcast(S, p[w + 1]);
        FloatVector s2a = FloatVector.broadcast(S, p[w + 2]);
        FloatVector s3a = FloatVector.broadcast(S, p[w + 3]);
        FloatVector s4a = FloatVector.broadcast(S, p[w + 4]);
        FloatVector s5a = FloatVector.broadcast(S, p[w + 5]);
        FloatVector s6a = FloatVector.broadcast(S, p[w + 6]);
        FloatVector s7a = FloatVector.broadcast(S, p[w + 7]);
        for (int i = 0; i < inputs; i++) {
            int column = x + i * COLUMNS;
            int row = w + 8 + i * 8;
            FloatVector xa = FloatVector.fromArray(S, in, column);
            FloatVector w0 = FloatVector.broadcast(S, p[row]);
            s0a = xa.fma(w0, s0a);
            FloatVector w1 = FloatVector.broadcast(S, p[row + 1]);
            s1a = xa.fma(w1, s1a);
            FloatVector w2 = FloatVector.broadcast(S, p[row + 2]);
            s2a = xa.fma(w2, s2a);
            FloatVector w3 = FloatVector.broadcast(S, p[row + 3]);
            s3a = xa.fma(w3, s3a);
            FloatVector w4 = FloatVector.broadcast(S, p[row + 4]);
            s4a = xa.fma(w4, s4a);
            FloatVector w5 = FloatVector.broadcast(S, p[row + 5]);
            s5a = xa.fma(w5, s5a);
            FloatVector w6 = FloatVector.broadcast(S, p[row + 6]);
            s6a = xa.fma(w6, s6a);
            FloatVector w7 = FloatVector.broadcast(S, p[row + 7]);
            s7a = xa.fma(w7, s7a);
        }
        s0a.intoArray(out, y);
        s1a.intoArray(out, y + COLUMNS);
        s2a.intoArray(out, y + 2 * COLUMNS);
        s3a.intoArray(out, y + 3 * COLUMNS);
        s4a.intoArray(out, y + 4 * COLUMNS);
        s5a.intoArray(out, y + 5 * COLUMNS);
        s6a.intoArray(out, y + 6 * COLUMNS);
        s7a.intoArray(out, y + 7 * COLUMNS);
    }

    private static void forward1x5Relu(float[] p, int w, int inputs, float[] in, int x, float[] out, int y) {
        FloatVector s0a = FloatVector.broadcast(S, p[w]);
        FloatVector s1a = FloatVector.broadcast(S, p[w + 1]);
        FloatVector s2a = FloatVector.broadcast(S, p[w + 2]);
        FloatVector s3a = FloatVector.broadcast(S, p[w + 3]);
        FloatVector s4a = FloatVector.broadcast(S, p[w + 4]);
        for (int i = 0; i < inputs; i++) {
            int column = x + i * COLUMNS;
            int row = w + 5 + i * 5;
            FloatVector xa = FloatVector.fromArray(S, in, column);
            FloatVector w0 = FloatVector.broadcast(S, p[row]);
            s0a = xa.fma(w0, s0a);
            FloatVector w1 = FloatVector.broadcast(S, p[row + 1]);
            s1a = xa.fma(w1, s1a);
            FloatVector w2 = FloatVector.broadcast(S, p[row + 2]);
            s2a = xa.fma(w2, s2a);
            FloatVector w3 = FloatVector.broadcast(S, p[row + 3]);
            s3a = xa.fma(w3, s3a);
            FloatVector w4 = FloatVector.broadcast(S, p[row + 4]);
            s4a = xa.fma(w4, s4a);
        }
        FloatVector zero = FloatVector.zero(S);
        zero.blend(s0a, s0a.compare(VectorOperators.GT, 0f)).intoArray(out, y);
        zero.blend(s1a, s1a.compare(VectorOperators.GT, 0f)).intoArray(out, y + COLUMNS);
        zero.blend(s2a, s2a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * COLUMNS);
        zero.blend(s3a, s3a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 3 * COLUMNS);
        zero.blend(s4a, s4a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 4 * COLUMNS);
    }

    private static void forward1x5(float[] p, int w, int inputs, float[] in, int x, float[] out, int y) {
        FloatVector s0a = FloatVector.broadcast(S, p[w]);
        FloatVector s1a = FloatVector.broadcast(S, p[w + 1]);
        FloatVector s2a = FloatVector.broadcast(S, p[w + 2]);
        FloatVector s3a = FloatVector.broadcast(S, p[w + 3]);
        FloatVector s4a = FloatVector.broadcast(S, p[w + 4]);
        for (int i = 0; i < inputs; i++) {
            int column = x + i * COLUMNS;
            int row = w + 5 + i * 5;
            FloatVector xa = FloatVector.fromArray(S, in, column);
            FloatVector w0 = FloatVector.broadcast(S, p[row]);
            s0a = xa.fma(w0, s0a);
            FloatVector w1 = FloatVector.broadcast(S, p[row + 1]);
            s1a = xa.fma(w1, s1a);
            FloatVector w2 = FloatVector.broadcast(S, p[row + 2]);
            s2a = xa.fma(w2, s2a);
            FloatVector w3 = FloatVector.broadcast(S, p[row + 3]);
            s3a = xa.fma(w3, s3a);
            FloatVector w4 = FloatVector.broadcast(S, p[row + 4]);
            s4a = xa.fma(w4, s4a);
        }
        s0a.intoArray(out, y);
        s1a.intoArray(out, y + COLUMNS);
        s2a.intoArray(out, y + 2 * COLUMNS);
        s3a.intoArray(out, y + 3 * COLUMNS);
        s4a.intoArray(out, y + 4 * COLUMNS);
    }
}
