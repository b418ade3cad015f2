package dev.baton.ops;

import dev.baton.simd.SimdSpecies;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The derivative of a hidden layer's argument in register tiles: V vectors of the batch by R inputs, the product and the
 * activation's slope in one pass, so that the derivative is written once.
 */
final class SimdBackwardInput {
    private static final VectorSpecies<Float> S = SimdSpecies.FLOATS;
    private static final int L = SimdSpecies.LANES;

    private SimdBackwardInput() {}

    /** See {@link BatchOps#affineBackwardActivation}. */
    static void run(
            float[] p,
            int weights,
            float[] dOut,
            int dStart,
            int dStride,
            float[] y,
            int yStart,
            int yStride,
            float[] dIn,
            int dInStart,
            int dInStride,
            int outputs,
            int inputs,
            int columns,
            boolean relu) {
        for (int i = 0; i < inputs; i += rowsOfTile(inputs - i)) {
            int rows = rowsOfTile(inputs - i);
            int w = weights + i;
            int ya = yStart + i * yStride;
            int x = dInStart + i * dInStride;
            int n = 0;
            for (; n + 2 * L < columns; n += 3 * L) {
                run3(p, w, inputs, dOut, dStart + n, dStride, outputs, y, ya + n, yStride, dIn, x + n, dInStride, rows, relu);
            }
            for (; n < columns; n += L) {
                run1(p, w, inputs, dOut, dStart + n, dStride, outputs, y, ya + n, yStride, dIn, x + n, dInStride, rows, relu);
            }
        }
    }

    private static int rowsOfTile(int left) {
        return left >= 4 ? 4 : 1;
    }

    private static void run3(
            float[] p,
            int w,
            int inputs,
            float[] dOut,
            int d,
            int dStride,
            int outputs,
            float[] y,
            int ya,
            int yStride,
            float[] dIn,
            int x,
            int dInStride,
            int rows,
            boolean relu) {
        if (rows == 4) {
            if (relu) {
                input3x4Relu(p, w, inputs, dOut, d, dStride, outputs, y, ya, yStride, dIn, x, dInStride);
            } else {
                input3x4Tanh(p, w, inputs, dOut, d, dStride, outputs, y, ya, yStride, dIn, x, dInStride);
            }
        } else if (relu) {
            input3x1Relu(p, w, inputs, dOut, d, dStride, outputs, y, ya, dIn, x);
        } else {
            input3x1Tanh(p, w, inputs, dOut, d, dStride, outputs, y, ya, dIn, x);
        }
    }

    private static void run1(
            float[] p,
            int w,
            int inputs,
            float[] dOut,
            int d,
            int dStride,
            int outputs,
            float[] y,
            int ya,
            int yStride,
            float[] dIn,
            int x,
            int dInStride,
            int rows,
            boolean relu) {
        if (rows == 4) {
            if (relu) {
                input1x4Relu(p, w, inputs, dOut, d, dStride, outputs, y, ya, yStride, dIn, x, dInStride);
            } else {
                input1x4Tanh(p, w, inputs, dOut, d, dStride, outputs, y, ya, yStride, dIn, x, dInStride);
            }
        } else if (relu) {
            input1x1Relu(p, w, inputs, dOut, d, dStride, outputs, y, ya, dIn, x);
        } else {
            input1x1Tanh(p, w, inputs, dOut, d, dStride, outputs, y, ya, dIn, x);
        }
    }

    private static void input3x4Relu(
            float[] p, int w, int inputs, float[] dOut, int d, int dStride, int outputs, float[] y, int yAt, int yStride, float[] dIn, int x, int dInStride) {
        FloatVector s0a = FloatVector.zero(S);
        FloatVector s0b = FloatVector.zero(S);
        FloatVector s0c = FloatVector.zero(S);
        FloatVector s1a = FloatVector.zero(S);
        FloatVector s1b = FloatVector.zero(S);
        FloatVector s1c = FloatVector.zero(S);
        FloatVector s2a = FloatVector.zero(S);
        FloatVector s2b = FloatVector.zero(S);
        FloatVector s2c = FloatVector.zero(S);
        FloatVector s3a = FloatVector.zero(S);
        FloatVector s3b = FloatVector.zero(S);
        FloatVector s3c = FloatVector.zero(S);
        for (int o = 0; o < outputs; o++) {
            FloatVector da = FloatVector.fromArray(S, dOut, d + o * dStride);
            FloatVector db = FloatVector.fromArray(S, dOut, d + o * dStride + L);
            FloatVector dc = FloatVector.fromArray(S, dOut, d + o * dStride + 2 * L);
            FloatVector w0 = FloatVector.broadcast(S, p[w + o * inputs]);
            s0a = da.fma(w0, s0a);
            s0b = db.fma(w0, s0b);
            s0c = dc.fma(w0, s0c);
            FloatVector w1 = FloatVector.broadcast(S, p[w + o * inputs + 1]);
            s1a = da.fma(w1, s1a);
            s1b = db.fma(w1, s1b);
            s1c = dc.fma(w1, s1c);
            FloatVector w2 = FloatVector.broadcast(S, p[w + o * inputs + 2]);
            s2a = da.fma(w2, s2a);
            s2b = db.fma(w2, s2b);
            s2c = dc.fma(w2, s2c);
            FloatVector w3 = FloatVector.broadcast(S, p[w + o * inputs + 3]);
            s3a = da.fma(w3, s3a);
            s3b = db.fma(w3, s3b);
            s3c = dc.fma(w3, s3c);
        }
        FloatVector zero = FloatVector.zero(S);
        zero.blend(s0a, FloatVector.fromArray(S, y, yAt).compare(VectorOperators.GT, 0f)).intoArray(dIn, x);
        zero.blend(s0b, FloatVector.fromArray(S, y, yAt + L).compare(VectorOperators.GT, 0f)).intoArray(dIn, x + L);
        zero.blend(s0c, FloatVector.fromArray(S, y, yAt + 2 * L).compare(VectorOperators.GT, 0f)).intoArray(dIn, x + 2 * L);
        zero.blend(s1a, FloatVector.fromArray(S, y, yAt + yStride).compare(VectorOperators.GT, 0f)).intoArray(dIn, x + dInStride);
        zero.blend(s1b, FloatVector.fromArray(S, y, yAt + yStride + L).compare(VectorOperators.GT, 0f)).intoArray(dIn, x + dInStride + L);
        zero.blend(s1c, FloatVector.fromArray(S, y, yAt + yStride + 2 * L).compare(VectorOperators.GT, 0f)).intoArray(dIn, x + dInStride + 2 * L);
        zero.blend(s2a, FloatVector.fromArray(S, y, yAt + 2 * yStride).compare(VectorOperators.GT, 0f)).intoArray(dIn, x + 2 * dInStride);
        zero.blend(s2b, FloatVector.fromArray(S, y, yAt + 2 * yStride + L).compare(VectorOperators.GT, 0f)).intoArray(dIn, x + 2 * dInStride + L);
        zero.blend(s2c, FloatVector.fromArray(S, y, yAt + 2 * yStride + 2 * L).compare(VectorOperators.GT, 0f)).intoArray(dIn, x + 2 * dInStride + 2 * L);
        zero.blend(s3a, FloatVector.fromArray(S, y, yAt + 3 * yStride).compare(VectorOperators.GT, 0f)).intoArray(dIn, x + 3 * dInStride);
        zero.blend(s3b, FloatVector.fromArray(S, y, yAt + 3 * yStride + L).compare(VectorOperators.GT, 0f)).intoArray(dIn, x + 3 * dInStride + L);
        zero.blend(s3c, FloatVector.fromArray(S, y, yAt + 3 * yStride + 2 * L).compare(VectorOperators.GT, 0f)).intoArray(dIn, x + 3 * dInStride + 2 * L);
    }

    private static void input3x4Tanh(
            float[] p, int w, int inputs, float[] dOut, int d, int dStride, int outputs, float[] y, int yAt, int yStride, float[] dIn, int x, int dInStride) {
        FloatVector s0a = FloatVector.zero(S);
        FloatVector s0b = FloatVector.zero(S);
        FloatVector s0c = FloatVector.zero(S);
        FloatVector s1a = FloatVector.zero(S);
        FloatVector s1b = FloatVector.zero(S);
        FloatVector s1c = FloatVector.zero(S);
        FloatVector s2a = FloatVector.zero(S);
        FloatVector s2b = FloatVector.zero(S);
        FloatVector s2c = FloatVector.zero(S);
        FloatVector s3a = FloatVector.zero(S);
        FloatVector s3b = FloatVector.zero(S);
        FloatVector s3c = FloatVector.zero(S);
        for (int o = 0; o < outputs; o++) {
            FloatVector da = FloatVector.fromArray(S, dOut, d + o * dStride);
            FloatVector db = FloatVector.fromArray(S, dOut, d + o * dStride + L);
            FloatVector dc = FloatVector.fromArray(S, dOut, d + o * dStride + 2 * L);
            FloatVector w0 = FloatVector.broadcast(S, p[w + o * inputs]);
            s0a = da.fma(w0, s0a);
            s0b = db.fma(w0, s0b);
            s0c = dc.fma(w0, s0c);
            FloatVector w1 = FloatVector.broadcast(S, p[w + o * inputs + 1]);
            s1a = da.fma(w1, s1a);
            s1b = db.fma(w1, s1b);
            s1c = dc.fma(w1, s1c);
            FloatVector w2 = FloatVector.broadcast(S, p[w + o * inputs + 2]);
            s2a = da.fma(w2, s2a);
            s2b = db.fma(w2, s2b);
            s2c = dc.fma(w2, s2c);
            FloatVector w3 = FloatVector.broadcast(S, p[w + o * inputs + 3]);
            s3a = da.fma(w3, s3a);
            s3b = db.fma(w3, s3b);
            s3c = dc.fma(w3, s3c);
        }
        FloatVector one = FloatVector.broadcast(S, 1f);
        FloatVector y0a = FloatVector.fromArray(S, y, yAt);
        s0a.mul(y0a.neg().fma(y0a, one)).intoArray(dIn, x);
        FloatVector y0b = FloatVector.fromArray(S, y, yAt + L);
        s0b.mul(y0b.neg().fma(y0b, one)).intoArray(dIn, x + L);
        FloatVector y0c = FloatVector.fromArray(S, y, yAt + 2 * L);
        s0c.mul(y0c.neg().fma(y0c, one)).intoArray(dIn, x + 2 * L);
        FloatVector y1a = FloatVector.fromArray(S, y, yAt + yStride);
        s1a.mul(y1a.neg().fma(y1a, one)).intoArray(dIn, x + dInStride);
        FloatVector y1b = FloatVector.fromArray(S, y, yAt + yStride + L);
        s1b.mul(y1b.neg().fma(y1b, one)).intoArray(dIn, x + dInStride + L);
        FloatVector y1c = FloatVector.fromArray(S, y, yAt + yStride + 2 * L);
        s1c.mul(y1c.neg().fma(y1c, one)).intoArray(dIn, x + dInStride + 2 * L);
        FloatVector y2a = FloatVector.fromArray(S, y, yAt + 2 * yStride);
        s2a.mul(y2a.neg().fma(y2a, one)).intoArray(dIn, x + 2 * dInStride);
        FloatVector y2b = FloatVector.fromArray(S, y, yAt + 2 * yStride + L);
        s2b.mul(y2b.neg().fma(y2b, one)).intoArray(dIn, x + 2 * dInStride + L);
        FloatVector y2c = FloatVector.fromArray(S, y, yAt + 2 * yStride + 2 * L);
        s2c.mul(y2c.neg().fma(y2c, one)).intoArray(dIn, x + 2 * dInStride + 2 * L);
        FloatVector y3a = FloatVector.fromArray(S, y, yAt + 3 * yStride);
        s3a.mul(y3a.neg().fma(y3a, one)).intoArray(dIn, x + 3 * dInStride);
        FloatVector y3b = FloatVector.fromArray(S, y, yAt + 3 * yStride + L);
        s3b.mul(y3b.neg().fma(y3b, one)).intoArray(dIn, x + 3 * dInStride + L);
        FloatVector y3c = FloatVector.fromArray(S, y, yAt + 3 * yStride + 2 * L);
        s3c.mul(y3c.neg().fma(y3c, one)).intoArray(dIn, x + 3 * dInStride + 2 * L);
    }

    private static void input3x1Relu(
            float[] p, int w, int inputs, float[] dOut, int d, int dStride, int outputs, float[] y, int yAt, float[] dIn, int x) {
        FloatVector s0a = FloatVector.zero(S);
        FloatVector s0b = FloatVector.zero(S);
        FloatVector s0c = FloatVector.zero(S);
        for (int o = 0; o < outputs; o++) {
            FloatVector da = FloatVector.fromArray(S, dOut, d + o * dStride);
            FloatVector db = FloatVector.fromArray(S, dOut, d + o * dStride + L);
            FloatVector dc = FloatVector.fromArray(S, dOut, d + o * dStride + 2 * L);
            FloatVector w0 = FloatVector.broadcast(S, p[w + o * inputs]);
            s0a = da.fma(w0, s0a);
            s0b = db.fma(w0, s0b);
            s0c = dc.fma(w0, s0c);
        }
        FloatVector zero = FloatVector.zero(S);
        zero.blend(s0a, FloatVector.fromArray(S, y, yAt).compare(VectorOperators.GT, 0f)).intoArray(dIn, x);
        zero.blend(s0b, FloatVector.fromArray(S, y, yAt + L).compare(VectorOperators.GT, 0f)).intoArray(dIn, x + L);
        zero.blend(s0c, FloatVector.fromArray(S, y, yAt + 2 * L).compare(VectorOperators.GT, 0f)).intoArray(dIn, x + 2 * L);
    }

    private static void input3x1Tanh(
            float[] p, int w, int inputs, float[] dOut, int d, int dStride, int outputs, float[] y, int yAt, float[] dIn, int x) {
        FloatVector s0a = FloatVector.zero(S);
        FloatVector s0b = FloatVector.zero(S);
        FloatVector s0c = FloatVector.zero(S);
        for (int o = 0; o < outputs; o++) {
            FloatVector da = FloatVector.fromArray(S, dOut, d + o * dStride);
            FloatVector db = FloatVector.fromArray(S, dOut, d + o * dStride + L);
            FloatVector dc = FloatVector.fromArray(S, dOut, d + o * dStride + 2 * L);
            FloatVector w0 = FloatVector.broadcast(S, p[w + o * inputs]);
            s0a = da.fma(w0, s0a);
            s0b = db.fma(w0, s0b);
            s0c = dc.fma(w0, s0c);
        }
        FloatVector one = FloatVector.broadcast(S, 1f);
        FloatVector y0a = FloatVector.fromArray(S, y, yAt);
        s0a.mul(y0a.neg().fma(y0a, one)).intoArray(dIn, x);
        FloatVector y0b = FloatVector.fromArray(S, y, yAt + L);
        s0b.mul(y0b.neg().fma(y0b, one)).intoArray(dIn, x + L);
        FloatVector y0c = FloatVector.fromArray(S, y, yAt + 2 * L);
        s0c.mul(y0c.neg().fma(y0c, one)).intoArray(dIn, x + 2 * L);
    }

    private static void input1x4Relu(
            float[] p, int w, int inputs, float[] dOut, int d, int dStride, int outputs, float[] y, int yAt, int yStride, float[] dIn, int x, int dInStride) {
        FloatVector s0a = FloatVector.zero(S);
        FloatVector s1a = FloatVector.zero(S);
        FloatVector s2a = FloatVector.zero(S);
        FloatVector s3a = FloatVector.zero(S);
        for (int o = 0; o < outputs; o++) {
            FloatVector da = FloatVector.fromArray(S, dOut, d + o * dStride);
            FloatVector w0 = FloatVector.broadcast(S, p[w + o * inputs]);
            s0a = da.fma(w0, s0a);
            FloatVector w1 = FloatVector.broadcast(S, p[w + o * inputs + 1]);
            s1a = da.fma(w1, s1a);
            FloatVector w2 = FloatVector.broadcast(S, p[w + o * inputs + 2]);
            s2a = da.fma(w2, s2a);
            FloatVector w3 = FloatVector.broadcast(S, p[w + o * inputs + 3]);
            s3a = da.fma(w3, s3a);
        }
        FloatVector zero = FloatVector.zero(S);
        zero.blend(s0a, FloatVector.fromArray(S, y, yAt).compare(VectorOperators.GT, 0f)).intoArray(dIn, x);
        zero.blend(s1a, FloatVector.fromArray(S, y, yAt + yStride).compare(VectorOperators.GT, 0f)).intoArray(dIn, x + dInStride);
        zero.blend(s2a, FloatVector.fromArray(S, y, yAt + 2 * yStride).compare(VectorOperators.GT, 0f)).intoArray(dIn, x + 2 * dInStride);
        zero.blend(s3a, FloatVector.fromArray(S, y, yAt + 3 * yStride).compare(VectorOperators.GT, 0f)).intoArray(dIn, x + 3 * dInStride);
    }

    private static void input1x4Tanh(
            float[] p, int w, int inputs, float[] dOut, int d, int dStride, int outputs, float[] y, int yAt, int yStride, float[] dIn, int x, int dInStride) {
        FloatVector s0a = FloatVector.zero(S);
        FloatVector s1a = FloatVector.zero(S);
        FloatVector s2a = FloatVector.zero(S);
        FloatVector s3a = FloatVector.zero(S);
        for (int o = 0; o < outputs; o++) {
            FloatVector da = FloatVector.fromArray(S, dOut, d + o * dStride);
            FloatVector w0 = FloatVector.broadcast(S, p[w + o * inputs]);
            s0a = da.fma(w0, s0a);
            FloatVector w1 = FloatVector.broadcast(S, p[w + o * inputs + 1]);
            s1a = da.fma(w1, s1a);
            FloatVector w2 = FloatVector.broadcast(S, p[w + o * inputs + 2]);
            s2a = da.fma(w2, s2a);
            FloatVector w3 = FloatVector.broadcast(S, p[w + o * inputs + 3]);
            s3a = da.fma(w3, s3a);
        }
        FloatVector one = FloatVector.broadcast(S, 1f);
        FloatVector y0a = FloatVector.fromArray(S, y, yAt);
        s0a.mul(y0a.neg().fma(y0a, one)).intoArray(dIn, x);
        FloatVector y1a = FloatVector.fromArray(S, y, yAt + yStride);
        s1a.mul(y1a.neg().fma(y1a, one)).intoArray(dIn, x + dInStride);
        FloatVector y2a = FloatVector.fromArray(S, y, yAt + 2 * yStride);
        s2a.mul(y2a.neg().fma(y2a, one)).intoArray(dIn, x + 2 * dInStride);
        FloatVector y3a = FloatVector.fromArray(S, y, yAt + 3 * yStride);
        s3a.mul(y3a.neg().fma(y3a, one)).intoArray(dIn, x + 3 * dInStride);
    }

    private static void input1x1Relu(
            float[] p, int w, int inputs, float[] dOut, int d, int dStride, int outputs, float[] y, int yAt, float[] dIn, int x) {
        FloatVector s0a = FloatVector.zero(S);
        for (int o = 0; o < outputs; o++) {
            FloatVector da = FloatVector.fromArray(S, dOut, d + o * dStride);
            FloatVector w0 = FloatVector.broadcast(S, p[w + o * inputs]);
            s0a = da.fma(w0, s0a);
        }
        FloatVector zero = FloatVector.zero(S);
        zero.blend(s0a, FloatVector.fromArray(S, y, yAt).compare(VectorOperators.GT, 0f)).intoArray(dIn, x);
    }

    private static void input1x1Tanh(
            float[] p, int w, int inputs, float[] dOut, int d, int dStride, int outputs, float[] y, int yAt, float[] dIn, int x) {
        FloatVector s0a = FloatVector.zero(S);
        for (int o = 0; o < outputs; o++) {
            FloatVector da = FloatVector.fromArray(S, dOut, d + o * dStride);
            FloatVector w0 = FloatVector.broadcast(S, p[w + o * inputs]);
            s0a = da.fma(w0, s0a);
        }
        FloatVector one = FloatVector.broadcast(S, 1f);
        FloatVector y0a = FloatVector.fromArray(S, y, yAt);
        s0a.mul(y0a.neg().fma(y0a, one)).intoArray(dIn, x);
    }
}
