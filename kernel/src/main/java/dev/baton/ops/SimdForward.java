package dev.baton.ops;

import dev.baton.simd.SimdSpecies;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The forward product of an affine layer in register tiles: V vectors of the batch by R outputs, named {@code
 * forwardVxR}, every accumulator in a register for the whole sum. Three vectors by eight outputs fill 24 of the 32
 * registers of AVX-512 and use each loaded vector eight times and each broadcast weight three times; the other tiles are
 * for what is left of outputs and columns. The tiles are written out because vectors must not cross a method call, and
 * the rectified ones are methods of their own because a method with both endings is too large for the first compiler
 * tier.
 */
final class SimdForward {
    private static final VectorSpecies<Float> S = SimdSpecies.FLOATS;
    private static final int L = SimdSpecies.LANES;

    private SimdForward() {}

    /** See {@link BatchOps#affineForward}. */
    static void run(
            float[] p,
            int weights,
            int bias,
            float[] in,
            int inStart,
            int inStride,
            float[] out,
            int outStart,
            int outStride,
            int outputs,
            int inputs,
            int columns,
            boolean relu) {
        int n = 0;
        for (; n + 2 * L < columns; n += 3 * L) {
            run3(p, weights, bias, inputs, in, inStart + n, inStride, out, outStart + n, outStride, outputs, relu);
        }
        for (; n < columns; n += L) {
            run1(p, weights, bias, inputs, in, inStart + n, inStride, out, outStart + n, outStride, outputs, relu);
        }
    }

    private static void run3(
            float[] p,
            int w,
            int bias,
            int inputs,
            float[] in,
            int x,
            int inStride,
            float[] out,
            int y,
            int outStride,
            int outputs,
            boolean relu) {
        int o = 0;
        while (o < outputs) {
            int rows = rowsOfTile(outputs - o);
            int ow = w + o * inputs;
            int oy = y + o * outStride;
            if (relu) {
                switch (rows) {
                    case 8 -> forward3x8Relu(p, ow, bias + o, inputs, in, x, inStride, out, oy, outStride);
                    case 5 -> forward3x5Relu(p, ow, bias + o, inputs, in, x, inStride, out, oy, outStride);
                    case 4 -> forward3x4Relu(p, ow, bias + o, inputs, in, x, inStride, out, oy, outStride);
                    case 3 -> forward3x3Relu(p, ow, bias + o, inputs, in, x, inStride, out, oy, outStride);
                    case 2 -> forward3x2Relu(p, ow, bias + o, inputs, in, x, inStride, out, oy, outStride);
                    default -> forward3x1Relu(p, ow, bias + o, inputs, in, x, inStride, out, oy);
                }
            } else {
                switch (rows) {
                    case 8 -> forward3x8(p, ow, bias + o, inputs, in, x, inStride, out, oy, outStride);
                    case 5 -> forward3x5(p, ow, bias + o, inputs, in, x, inStride, out, oy, outStride);
                    case 4 -> forward3x4(p, ow, bias + o, inputs, in, x, inStride, out, oy, outStride);
                    case 3 -> forward3x3(p, ow, bias + o, inputs, in, x, inStride, out, oy, outStride);
                    case 2 -> forward3x2(p, ow, bias + o, inputs, in, x, inStride, out, oy, outStride);
                    default -> forward3x1(p, ow, bias + o, inputs, in, x, inStride, out, oy);
                }
            }
            o += rows;
        }
    }

    private static void run1(
            float[] p,
            int w,
            int bias,
            int inputs,
            float[] in,
            int x,
            int inStride,
            float[] out,
            int y,
            int outStride,
            int outputs,
            boolean relu) {
        int o = 0;
        while (o < outputs) {
            int rows = rowsOfTile(outputs - o);
            int ow = w + o * inputs;
            int oy = y + o * outStride;
            if (relu) {
                switch (rows) {
                    case 8 -> forward1x8Relu(p, ow, bias + o, inputs, in, x, inStride, out, oy, outStride);
                    case 5 -> forward1x5Relu(p, ow, bias + o, inputs, in, x, inStride, out, oy, outStride);
                    case 4 -> forward1x4Relu(p, ow, bias + o, inputs, in, x, inStride, out, oy, outStride);
                    case 3 -> forward1x3Relu(p, ow, bias + o, inputs, in, x, inStride, out, oy, outStride);
                    case 2 -> forward1x2Relu(p, ow, bias + o, inputs, in, x, inStride, out, oy, outStride);
                    default -> forward1x1Relu(p, ow, bias + o, inputs, in, x, inStride, out, oy);
                }
            } else {
                switch (rows) {
                    case 8 -> forward1x8(p, ow, bias + o, inputs, in, x, inStride, out, oy, outStride);
                    case 5 -> forward1x5(p, ow, bias + o, inputs, in, x, inStride, out, oy, outStride);
                    case 4 -> forward1x4(p, ow, bias + o, inputs, in, x, inStride, out, oy, outStride);
                    case 3 -> forward1x3(p, ow, bias + o, inputs, in, x, inStride, out, oy, outStride);
                    case 2 -> forward1x2(p, ow, bias + o, inputs, in, x, inStride, out, oy, outStride);
                    default -> forward1x1(p, ow, bias + o, inputs, in, x, inStride, out, oy);
                }
            }
            o += rows;
        }
    }

    /** The rows of the next tile when some outputs are left: 8 while they last, then 5 or fewer. */
    static int rowsOfTile(int left) {
        if (left >= 8) {
            return 8;
        }
        return left >= 6 ? left - 3 : left;
    }

    private static void forward3x8Relu(
            float[] p, int w, int bias, int inputs, float[] in, int x, int inStride, float[] out, int y, int outStride) {
        FloatVector s0a = FloatVector.broadcast(S, p[bias]);
        FloatVector s0b = s0a;
        FloatVector s0c = s0a;
        FloatVector s1a = FloatVector.broadcast(S, p[bias + 1]);
        FloatVector s1b = s1a;
        FloatVector s1c = s1a;
        FloatVector s2a = FloatVector.broadcast(S, p[bias + 2]);
        FloatVector s2b = s2a;
        FloatVector s2c = s2a;
        FloatVector s3a = FloatVector.broadcast(S, p[bias + 3]);
        FloatVector s3b = s3a;
        FloatVector s3c = s3a;
        FloatVector s4a = FloatVector.broadcast(S, p[bias + 4]);
        FloatVector s4b = s4a;
        FloatVector s4c = s4a;
        FloatVector s5a = FloatVector.broadcast(S, p[bias + 5]);
        FloatVector s5b = s5a;
        FloatVector s5c = s5a;
        FloatVector s6a = FloatVector.broadcast(S, p[bias + 6]);
        FloatVector s6b = s6a;
        FloatVector s6c = s6a;
        FloatVector s7a = FloatVector.broadcast(S, p[bias + 7]);
        FloatVector s7b = s7a;
        FloatVector s7c = s7a;
        for (int i = 0; i < inputs; i++) {
            int column = x + i * inStride;
            FloatVector xa = FloatVector.fromArray(S, in, column);
            FloatVector xb = FloatVector.fromArray(S, in, column + L);
            FloatVector xc = FloatVector.fromArray(S, in, column + 2 * L);
            FloatVector w0 = FloatVector.broadcast(S, p[w + i]);
            s0a = xa.fma(w0, s0a);
            s0b = xb.fma(w0, s0b);
            s0c = xc.fma(w0, s0c);
            FloatVector w1 = FloatVector.broadcast(S, p[w + inputs + i]);
            s1a = xa.fma(w1, s1a);
            s1b = xb.fma(w1, s1b);
            s1c = xc.fma(w1, s1c);
            FloatVector w2 = FloatVector.broadcast(S, p[w + 2 * inputs + i]);
            s2a = xa.fma(w2, s2a);
            s2b = xb.fma(w2, s2b);
            s2c = xc.fma(w2, s2c);
            FloatVector w3 = FloatVector.broadcast(S, p[w + 3 * inputs + i]);
            s3a = xa.fma(w3, s3a);
            s3b = xb.fma(w3, s3b);
            s3c = xc.fma(w3, s3c);
            FloatVector w4 = FloatVector.broadcast(S, p[w + 4 * inputs + i]);
            s4a = xa.fma(w4, s4a);
            s4b = xb.fma(w4, s4b);
            s4c = xc.fma(w4, s4c);
            FloatVector w5 = FloatVector.broadcast(S, p[w + 5 * inputs + i]);
            s5a = xa.fma(w5, s5a);
            s5b = xb.fma(w5, s5b);
            s5c = xc.fma(w5, s5c);
            FloatVector w6 = FloatVector.broadcast(S, p[w + 6 * inputs + i]);
            s6a = xa.fma(w6, s6a);
            s6b = xb.fma(w6, s6b);
            s6c = xc.fma(w6, s6c);
            FloatVector w7 = FloatVector.broadcast(S, p[w + 7 * inputs + i]);
            s7a = xa.fma(w7, s7a);
            s7b = xb.fma(w7, s7b);
            s7c = xc.fma(w7, s7c);
        }
        FloatVector zero = FloatVector.zero(S);
        zero.blend(s0a, s0a.compare(VectorOperators.GT, 0f)).intoArray(out, y);
        zero.blend(s0b, s0b.compare(VectorOperators.GT, 0f)).intoArray(out, y + L);
        zero.blend(s0c, s0c.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * L);
        zero.blend(s1a, s1a.compare(VectorOperators.GT, 0f)).intoArray(out, y + outStride);
        zero.blend(s1b, s1b.compare(VectorOperators.GT, 0f)).intoArray(out, y + outStride + L);
        zero.blend(s1c, s1c.compare(VectorOperators.GT, 0f)).intoArray(out, y + outStride + 2 * L);
        zero.blend(s2a, s2a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * outStride);
        zero.blend(s2b, s2b.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * outStride + L);
        zero.blend(s2c, s2c.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * outStride + 2 * L);
        zero.blend(s3a, s3a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 3 * outStride);
        zero.blend(s3b, s3b.compare(VectorOperators.GT, 0f)).intoArray(out, y + 3 * outStride + L);
        zero.blend(s3c, s3c.compare(VectorOperators.GT, 0f)).intoArray(out, y + 3 * outStride + 2 * L);
        zero.blend(s4a, s4a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 4 * outStride);
        zero.blend(s4b, s4b.compare(VectorOperators.GT, 0f)).intoArray(out, y + 4 * outStride + L);
        zero.blend(s4c, s4c.compare(VectorOperators.GT, 0f)).intoArray(out, y + 4 * outStride + 2 * L);
        zero.blend(s5a, s5a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 5 * outStride);
        zero.blend(s5b, s5b.compare(VectorOperators.GT, 0f)).intoArray(out, y + 5 * outStride + L);
        zero.blend(s5c, s5c.compare(VectorOperators.GT, 0f)).intoArray(out, y + 5 * outStride + 2 * L);
        zero.blend(s6a, s6a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 6 * outStride);
        zero.blend(s6b, s6b.compare(VectorOperators.GT, 0f)).intoArray(out, y + 6 * outStride + L);
        zero.blend(s6c, s6c.compare(VectorOperators.GT, 0f)).intoArray(out, y + 6 * outStride + 2 * L);
        zero.blend(s7a, s7a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 7 * outStride);
        zero.blend(s7b, s7b.compare(VectorOperators.GT, 0f)).intoArray(out, y + 7 * outStride + L);
        zero.blend(s7c, s7c.compare(VectorOperators.GT, 0f)).intoArray(out, y + 7 * outStride + 2 * L);
    }

    private static void forward3x8(
            float[] p, int w, int bias, int inputs, float[] in, int x, int inStride, float[] out, int y, int outStride) {
        FloatVector s0a = FloatVector.broadcast(S, p[bias]);
        FloatVector s0b = s0a;
        FloatVector s0c = s0a;
        FloatVector s1a = FloatVector.broadcast(S, p[bias + 1]);
        FloatVector s1b = s1a;
        FloatVector s1c = s1a;
        FloatVector s2a = FloatVector.broadcast(S, p[bias + 2]);
        FloatVector s2b = s2a;
        FloatVector s2c = s2a;
        FloatVector s3a = FloatVector.broadcast(S, p[bias + 3]);
        FloatVector s3b = s3a;
        FloatVector s3c = s3a;
        FloatVector s4a = FloatVector.broadcast(S, p[bias + 4]);
        FloatVector s4b = s4a;
        FloatVector s4c = s4a;
        FloatVector s5a = FloatVector.broadcast(S, p[bias + 5]);
        FloatVector s5b = s5a;
        FloatVector s5c = s5a;
        FloatVector s6a = FloatVector.broadcast(S, p[bias + 6]);
        FloatVector s6b = s6a;
        FloatVector s6c = s6a;
        FloatVector s7a = FloatVector.broadcast(S, p[bias + 7]);
        FloatVector s7b = s7a;
        FloatVector s7c = s7a;
        for (int i = 0; i < inputs; i++) {
            int column = x + i * inStride;
            FloatVector xa = FloatVector.fromArray(S, in, column);
            FloatVector xb = FloatVector.fromArray(S, in, column + L);
            FloatVector xc = FloatVector.fromArray(S, in, column + 2 * L);
            FloatVector w0 = FloatVector.broadcast(S, p[w + i]);
            s0a = xa.fma(w0, s0a);
            s0b = xb.fma(w0, s0b);
            s0c = xc.fma(w0, s0c);
            FloatVector w1 = FloatVector.broadcast(S, p[w + inputs + i]);
            s1a = xa.fma(w1, s1a);
            s1b = xb.fma(w1, s1b);
            s1c = xc.fma(w1, s1c);
            FloatVector w2 = FloatVector.broadcast(S, p[w + 2 * inputs + i]);
            s2a = xa.fma(w2, s2a);
            s2b = xb.fma(w2, s2b);
            s2c = xc.fma(w2, s2c);
            FloatVector w3 = FloatVector.broadcast(S, p[w + 3 * inputs + i]);
            s3a = xa.fma(w3, s3a);
            s3b = xb.fma(w3, s3b);
            s3c = xc.fma(w3, s3c);
            FloatVector w4 = FloatVector.broadcast(S, p[w + 4 * inputs + i]);
            s4a = xa.fma(w4, s4a);
            s4b = xb.fma(w4, s4b);
            s4c = xc.fma(w4, s4c);
            FloatVector w5 = FloatVector.broadcast(S, p[w + 5 * inputs + i]);
            s5a = xa.fma(w5, s5a);
            s5b = xb.fma(w5, s5b);
            s5c = xc.fma(w5, s5c);
            FloatVector w6 = FloatVector.broadcast(S, p[w + 6 * inputs + i]);
            s6a = xa.fma(w6, s6a);
            s6b = xb.fma(w6, s6b);
            s6c = xc.fma(w6, s6c);
            FloatVector w7 = FloatVector.broadcast(S, p[w + 7 * inputs + i]);
            s7a = xa.fma(w7, s7a);
            s7b = xb.fma(w7, s7b);
            s7c = xc.fma(w7, s7c);
        }
        s0a.intoArray(out, y);
        s0b.intoArray(out, y + L);
        s0c.intoArray(out, y + 2 * L);
        s1a.intoArray(out, y + outStride);
        s1b.intoArray(out, y + outStride + L);
        s1c.intoArray(out, y + outStride + 2 * L);
        s2a.intoArray(out, y + 2 * outStride);
        s2b.intoArray(out, y + 2 * outStride + L);
        s2c.intoArray(out, y + 2 * outStride + 2 * L);
        s3a.intoArray(out, y + 3 * outStride);
        s3b.intoArray(out, y + 3 * outStride + L);
        s3c.intoArray(out, y + 3 * outStride + 2 * L);
        s4a.intoArray(out, y + 4 * outStride);
        s4b.intoArray(out, y + 4 * outStride + L);
        s4c.intoArray(out, y + 4 * outStride + 2 * L);
        s5a.intoArray(out, y + 5 * outStride);
        s5b.intoArray(out, y + 5 * outStride + L);
        s5c.intoArray(out, y + 5 * outStride + 2 * L);
        s6a.intoArray(out, y + 6 * outStride);
        s6b.intoArray(out, y + 6 * outStride + L);
        s6c.intoArray(out, y + 6 * outStride + 2 * L);
        s7a.intoArray(out, y + 7 * outStride);
        s7b.intoArray(out, y + 7 * outStride + L);
        s7c.intoArray(out, y + 7 * outStride + 2 * L);
    }

    private static void forward3x5Relu(
            float[] p, int w, int bias, int inputs, float[] in, int x, int inStride, float[] out, int y, int outStride) {
        FloatVector s0a = FloatVector.broadcast(S, p[bias]);
        FloatVector s0b = s0a;
        FloatVector s0c = s0a;
        FloatVector s1a = FloatVector.broadcast(S, p[bias + 1]);
        FloatVector s1b = s1a;
        FloatVector s1c = s1a;
        FloatVector s2a = FloatVector.broadcast(S, p[bias + 2]);
        FloatVector s2b = s2a;
        FloatVector s2c = s2a;
        FloatVector s3a = FloatVector.broadcast(S, p[bias + 3]);
        FloatVector s3b = s3a;
        FloatVector s3c = s3a;
        FloatVector s4a = FloatVector.broadcast(S, p[bias + 4]);
        FloatVector s4b = s4a;
        FloatVector s4c = s4a;
        for (int i = 0; i < inputs; i++) {
            int column = x + i * inStride;
            FloatVector xa = FloatVector.fromArray(S, in, column);
            FloatVector xb = FloatVector.fromArray(S, in, column + L);
            FloatVector xc = FloatVector.fromArray(S, in, column + 2 * L);
            FloatVector w0 = FloatVector.broadcast(S, p[w + i]);
            s0a = xa.fma(w0, s0a);
            s0b = xb.fma(w0, s0b);
            s0c = xc.fma(w0, s0c);
            FloatVector w1 = FloatVector.broadcast(S, p[w + inputs + i]);
            s1a = xa.fma(w1, s1a);
            s1b = xb.fma(w1, s1b);
            s1c = xc.fma(w1, s1c);
            FloatVector w2 = FloatVector.broadcast(S, p[w + 2 * inputs + i]);
            s2a = xa.fma(w2, s2a);
            s2b = xb.fma(w2, s2b);
            s2c = xc.fma(w2, s2c);
            FloatVector w3 = FloatVector.broadcast(S, p[w + 3 * inputs + i]);
            s3a = xa.fma(w3, s3a);
            s3b = xb.fma(w3, s3b);
            s3c = xc.fma(w3, s3c);
            FloatVector w4 = FloatVector.broadcast(S, p[w + 4 * inputs + i]);
            s4a = xa.fma(w4, s4a);
            s4b = xb.fma(w4, s4b);
            s4c = xc.fma(w4, s4c);
        }
        FloatVector zero = FloatVector.zero(S);
        zero.blend(s0a, s0a.compare(VectorOperators.GT, 0f)).intoArray(out, y);
        zero.blend(s0b, s0b.compare(VectorOperators.GT, 0f)).intoArray(out, y + L);
        zero.blend(s0c, s0c.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * L);
        zero.blend(s1a, s1a.compare(VectorOperators.GT, 0f)).intoArray(out, y + outStride);
        zero.blend(s1b, s1b.compare(VectorOperators.GT, 0f)).intoArray(out, y + outStride + L);
        zero.blend(s1c, s1c.compare(VectorOperators.GT, 0f)).intoArray(out, y + outStride + 2 * L);
        zero.blend(s2a, s2a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * outStride);
        zero.blend(s2b, s2b.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * outStride + L);
        zero.blend(s2c, s2c.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * outStride + 2 * L);
        zero.blend(s3a, s3a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 3 * outStride);
        zero.blend(s3b, s3b.compare(VectorOperators.GT, 0f)).intoArray(out, y + 3 * outStride + L);
        zero.blend(s3c, s3c.compare(VectorOperators.GT, 0f)).intoArray(out, y + 3 * outStride + 2 * L);
        zero.blend(s4a, s4a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 4 * outStride);
        zero.blend(s4b, s4b.compare(VectorOperators.GT, 0f)).intoArray(out, y + 4 * outStride + L);
        zero.blend(s4c, s4c.compare(VectorOperators.GT, 0f)).intoArray(out, y + 4 * outStride + 2 * L);
    }

    private static void forward3x5(
            float[] p, int w, int bias, int inputs, float[] in, int x, int inStride, float[] out, int y, int outStride) {
        FloatVector s0a = FloatVector.broadcast(S, p[bias]);
        FloatVector s0b = s0a;
        FloatVector s0c = s0a;
        FloatVector s1a = FloatVector.broadcast(S, p[bias + 1]);
        FloatVector s1b = s1a;
        FloatVector s1c = s1a;
        FloatVector s2a = FloatVector.broadcast(S, p[bias + 2]);
        FloatVector s2b = s2a;
        FloatVector s2c = s2a;
        FloatVector s3a = FloatVector.broadcast(S, p[bias + 3]);
        FloatVector s3b = s3a;
        FloatVector s3c = s3a;
        FloatVector s4a = FloatVector.broadcast(S, p[bias + 4]);
        FloatVector s4b = s4a;
        FloatVector s4c = s4a;
        for (int i = 0; i < inputs; i++) {
            int column = x + i * inStride;
            FloatVector xa = FloatVector.fromArray(S, in, column);
            FloatVector xb = FloatVector.fromArray(S, in, column + L);
            FloatVector xc = FloatVector.fromArray(S, in, column + 2 * L);
            FloatVector w0 = FloatVector.broadcast(S, p[w + i]);
            s0a = xa.fma(w0, s0a);
            s0b = xb.fma(w0, s0b);
            s0c = xc.fma(w0, s0c);
            FloatVector w1 = FloatVector.broadcast(S, p[w + inputs + i]);
            s1a = xa.fma(w1, s1a);
            s1b = xb.fma(w1, s1b);
            s1c = xc.fma(w1, s1c);
            FloatVector w2 = FloatVector.broadcast(S, p[w + 2 * inputs + i]);
            s2a = xa.fma(w2, s2a);
            s2b = xb.fma(w2, s2b);
            s2c = xc.fma(w2, s2c);
            FloatVector w3 = FloatVector.broadcast(S, p[w + 3 * inputs + i]);
            s3a = xa.fma(w3, s3a);
            s3b = xb.fma(w3, s3b);
            s3c = xc.fma(w3, s3c);
            FloatVector w4 = FloatVector.broadcast(S, p[w + 4 * inputs + i]);
            s4a = xa.fma(w4, s4a);
            s4b = xb.fma(w4, s4b);
            s4c = xc.fma(w4, s4c);
        }
        s0a.intoArray(out, y);
        s0b.intoArray(out, y + L);
        s0c.intoArray(out, y + 2 * L);
        s1a.intoArray(out, y + outStride);
        s1b.intoArray(out, y + outStride + L);
        s1c.intoArray(out, y + outStride + 2 * L);
        s2a.intoArray(out, y + 2 * outStride);
        s2b.intoArray(out, y + 2 * outStride + L);
        s2c.intoArray(out, y + 2 * outStride + 2 * L);
        s3a.intoArray(out, y + 3 * outStride);
        s3b.intoArray(out, y + 3 * outStride + L);
        s3c.intoArray(out, y + 3 * outStride + 2 * L);
        s4a.intoArray(out, y + 4 * outStride);
        s4b.intoArray(out, y + 4 * outStride + L);
        s4c.intoArray(out, y + 4 * outStride + 2 * L);
    }

    private static void forward3x4Relu(
            float[] p, int w, int bias, int inputs, float[] in, int x, int inStride, float[] out, int y, int outStride) {
        FloatVector s0a = FloatVector.broadcast(S, p[bias]);
        FloatVector s0b = s0a;
        FloatVector s0c = s0a;
        FloatVector s1a = FloatVector.broadcast(S, p[bias + 1]);
        FloatVector s1b = s1a;
        FloatVector s1c = s1a;
        FloatVector s2a = FloatVector.broadcast(S, p[bias + 2]);
        FloatVector s2b = s2a;
        FloatVector s2c = s2a;
        FloatVector s3a = FloatVector.broadcast(S, p[bias + 3]);
        FloatVector s3b = s3a;
        FloatVector s3c = s3a;
        for (int i = 0; i < inputs; i++) {
            int column = x + i * inStride;
            FloatVector xa = FloatVector.fromArray(S, in, column);
            FloatVector xb = FloatVector.fromArray(S, in, column + L);
            FloatVector xc = FloatVector.fromArray(S, in, column + 2 * L);
            FloatVector w0 = FloatVector.broadcast(S, p[w + i]);
            s0a = xa.fma(w0, s0a);
            s0b = xb.fma(w0, s0b);
            s0c = xc.fma(w0, s0c);
            FloatVector w1 = FloatVector.broadcast(S, p[w + inputs + i]);
            s1a = xa.fma(w1, s1a);
            s1b = xb.fma(w1, s1b);
            s1c = xc.fma(w1, s1c);
            FloatVector w2 = FloatVector.broadcast(S, p[w + 2 * inputs + i]);
            s2a = xa.fma(w2, s2a);
            s2b = xb.fma(w2, s2b);
            s2c = xc.fma(w2, s2c);
            FloatVector w3 = FloatVector.broadcast(S, p[w + 3 * inputs + i]);
            s3a = xa.fma(w3, s3a);
            s3b = xb.fma(w3, s3b);
            s3c = xc.fma(w3, s3c);
        }
        FloatVector zero = FloatVector.zero(S);
        zero.blend(s0a, s0a.compare(VectorOperators.GT, 0f)).intoArray(out, y);
        zero.blend(s0b, s0b.compare(VectorOperators.GT, 0f)).intoArray(out, y + L);
        zero.blend(s0c, s0c.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * L);
        zero.blend(s1a, s1a.compare(VectorOperators.GT, 0f)).intoArray(out, y + outStride);
        zero.blend(s1b, s1b.compare(VectorOperators.GT, 0f)).intoArray(out, y + outStride + L);
        zero.blend(s1c, s1c.compare(VectorOperators.GT, 0f)).intoArray(out, y + outStride + 2 * L);
        zero.blend(s2a, s2a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * outStride);
        zero.blend(s2b, s2b.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * outStride + L);
        zero.blend(s2c, s2c.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * outStride + 2 * L);
        zero.blend(s3a, s3a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 3 * outStride);
        zero.blend(s3b, s3b.compare(VectorOperators.GT, 0f)).intoArray(out, y + 3 * outStride + L);
        zero.blend(s3c, s3c.compare(VectorOperators.GT, 0f)).intoArray(out, y + 3 * outStride + 2 * L);
    }

    private static void forward3x4(
            float[] p, int w, int bias, int inputs, float[] in, int x, int inStride, float[] out, int y, int outStride) {
        FloatVector s0a = FloatVector.broadcast(S, p[bias]);
        FloatVector s0b = s0a;
        FloatVector s0c = s0a;
        FloatVector s1a = FloatVector.broadcast(S, p[bias + 1]);
        FloatVector s1b = s1a;
        FloatVector s1c = s1a;
        FloatVector s2a = FloatVector.broadcast(S, p[bias + 2]);
        FloatVector s2b = s2a;
        FloatVector s2c = s2a;
        FloatVector s3a = FloatVector.broadcast(S, p[bias + 3]);
        FloatVector s3b = s3a;
        FloatVector s3c = s3a;
        for (int i = 0; i < inputs; i++) {
            int column = x + i * inStride;
            FloatVector xa = FloatVector.fromArray(S, in, column);
            FloatVector xb = FloatVector.fromArray(S, in, column + L);
            FloatVector xc = FloatVector.fromArray(S, in, column + 2 * L);
            FloatVector w0 = FloatVector.broadcast(S, p[w + i]);
            s0a = xa.fma(w0, s0a);
            s0b = xb.fma(w0, s0b);
            s0c = xc.fma(w0, s0c);
            FloatVector w1 = FloatVector.broadcast(S, p[w + inputs + i]);
            s1a = xa.fma(w1, s1a);
            s1b = xb.fma(w1, s1b);
            s1c = xc.fma(w1, s1c);
            FloatVector w2 = FloatVector.broadcast(S, p[w + 2 * inputs + i]);
            s2a = xa.fma(w2, s2a);
            s2b = xb.fma(w2, s2b);
            s2c = xc.fma(w2, s2c);
            FloatVector w3 = FloatVector.broadcast(S, p[w + 3 * inputs + i]);
            s3a = xa.fma(w3, s3a);
            s3b = xb.fma(w3, s3b);
            s3c = xc.fma(w3, s3c);
        }
        s0a.intoArray(out, y);
        s0b.intoArray(out, y + L);
        s0c.intoArray(out, y + 2 * L);
        s1a.intoArray(out, y + outStride);
        s1b.intoArray(out, y + outStride + L);
        s1c.intoArray(out, y + outStride + 2 * L);
        s2a.intoArray(out, y + 2 * outStride);
        s2b.intoArray(out, y + 2 * outStride + L);
        s2c.intoArray(out, y + 2 * outStride + 2 * L);
        s3a.intoArray(out, y + 3 * outStride);
        s3b.intoArray(out, y + 3 * outStride + L);
        s3c.intoArray(out, y + 3 * outStride + 2 * L);
    }

    private static void forward3x3Relu(
            float[] p, int w, int bias, int inputs, float[] in, int x, int inStride, float[] out, int y, int outStride) {
        FloatVector s0a = FloatVector.broadcast(S, p[bias]);
        FloatVector s0b = s0a;
        FloatVector s0c = s0a;
        FloatVector s1a = FloatVector.broadcast(S, p[bias + 1]);
        FloatVector s1b = s1a;
        FloatVector s1c = s1a;
        FloatVector s2a = FloatVector.broadcast(S, p[bias + 2]);
        FloatVector s2b = s2a;
        FloatVector s2c = s2a;
        for (int i = 0; i < inputs; i++) {
            int column = x + i * inStride;
            FloatVector xa = FloatVector.fromArray(S, in, column);
            FloatVector xb = FloatVector.fromArray(S, in, column + L);
            FloatVector xc = FloatVector.fromArray(S, in, column + 2 * L);
            FloatVector w0 = FloatVector.broadcast(S, p[w + i]);
            s0a = xa.fma(w0, s0a);
            s0b = xb.fma(w0, s0b);
            s0c = xc.fma(w0, s0c);
            FloatVector w1 = FloatVector.broadcast(S, p[w + inputs + i]);
            s1a = xa.fma(w1, s1a);
            s1b = xb.fma(w1, s1b);
            s1c = xc.fma(w1, s1c);
            FloatVector w2 = FloatVector.broadcast(S, p[w + 2 * inputs + i]);
            s2a = xa.fma(w2, s2a);
            s2b = xb.fma(w2, s2b);
            s2c = xc.fma(w2, s2c);
        }
        FloatVector zero = FloatVector.zero(S);
        zero.blend(s0a, s0a.compare(VectorOperators.GT, 0f)).intoArray(out, y);
        zero.blend(s0b, s0b.compare(VectorOperators.GT, 0f)).intoArray(out, y + L);
        zero.blend(s0c, s0c.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * L);
        zero.blend(s1a, s1a.compare(VectorOperators.GT, 0f)).intoArray(out, y + outStride);
        zero.blend(s1b, s1b.compare(VectorOperators.GT, 0f)).intoArray(out, y + outStride + L);
        zero.blend(s1c, s1c.compare(VectorOperators.GT, 0f)).intoArray(out, y + outStride + 2 * L);
        zero.blend(s2a, s2a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * outStride);
        zero.blend(s2b, s2b.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * outStride + L);
        zero.blend(s2c, s2c.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * outStride + 2 * L);
    }

    private static void forward3x3(
            float[] p, int w, int bias, int inputs, float[] in, int x, int inStride, float[] out, int y, int outStride) {
        FloatVector s0a = FloatVector.broadcast(S, p[bias]);
        FloatVector s0b = s0a;
        FloatVector s0c = s0a;
        FloatVector s1a = FloatVector.broadcast(S, p[bias + 1]);
        FloatVector s1b = s1a;
        FloatVector s1c = s1a;
        FloatVector s2a = FloatVector.broadcast(S, p[bias + 2]);
        FloatVector s2b = s2a;
        FloatVector s2c = s2a;
        for (int i = 0; i < inputs; i++) {
            int column = x + i * inStride;
            FloatVector xa = FloatVector.fromArray(S, in, column);
            FloatVector xb = FloatVector.fromArray(S, in, column + L);
            FloatVector xc = FloatVector.fromArray(S, in, column + 2 * L);
            FloatVector w0 = FloatVector.broadcast(S, p[w + i]);
            s0a = xa.fma(w0, s0a);
            s0b = xb.fma(w0, s0b);
            s0c = xc.fma(w0, s0c);
            FloatVector w1 = FloatVector.broadcast(S, p[w + inputs + i]);
            s1a = xa.fma(w1, s1a);
            s1b = xb.fma(w1, s1b);
            s1c = xc.fma(w1, s1c);
            FloatVector w2 = FloatVector.broadcast(S, p[w + 2 * inputs + i]);
            s2a = xa.fma(w2, s2a);
            s2b = xb.fma(w2, s2b);
            s2c = xc.fma(w2, s2c);
        }
        s0a.intoArray(out, y);
        s0b.intoArray(out, y + L);
        s0c.intoArray(out, y + 2 * L);
        s1a.intoArray(out, y + outStride);
        s1b.intoArray(out, y + outStride + L);
        s1c.intoArray(out, y + outStride + 2 * L);
        s2a.intoArray(out, y + 2 * outStride);
        s2b.intoArray(out, y + 2 * outStride + L);
        s2c.intoArray(out, y + 2 * outStride + 2 * L);
    }

    private static void forward3x2Relu(
            float[] p, int w, int bias, int inputs, float[] in, int x, int inStride, float[] out, int y, int outStride) {
        FloatVector s0a = FloatVector.broadcast(S, p[bias]);
        FloatVector s0b = s0a;
        FloatVector s0c = s0a;
        FloatVector s1a = FloatVector.broadcast(S, p[bias + 1]);
        FloatVector s1b = s1a;
        FloatVector s1c = s1a;
        for (int i = 0; i < inputs; i++) {
            int column = x + i * inStride;
            FloatVector xa = FloatVector.fromArray(S, in, column);
            FloatVector xb = FloatVector.fromArray(S, in, column + L);
            FloatVector xc = FloatVector.fromArray(S, in, column + 2 * L);
            FloatVector w0 = FloatVector.broadcast(S, p[w + i]);
            s0a = xa.fma(w0, s0a);
            s0b = xb.fma(w0, s0b);
            s0c = xc.fma(w0, s0c);
            FloatVector w1 = FloatVector.broadcast(S, p[w + inputs + i]);
            s1a = xa.fma(w1, s1a);
            s1b = xb.fma(w1, s1b);
            s1c = xc.fma(w1, s1c);
        }
        FloatVector zero = FloatVector.zero(S);
        zero.blend(s0a, s0a.compare(VectorOperators.GT, 0f)).intoArray(out, y);
        zero.blend(s0b, s0b.compare(VectorOperators.GT, 0f)).intoArray(out, y + L);
        zero.blend(s0c, s0c.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * L);
        zero.blend(s1a, s1a.compare(VectorOperators.GT, 0f)).intoArray(out, y + outStride);
        zero.blend(s1b, s1b.compare(VectorOperators.GT, 0f)).intoArray(out, y + outStride + L);
        zero.blend(s1c, s1c.compare(VectorOperators.GT, 0f)).intoArray(out, y + outStride + 2 * L);
    }

    private static void forward3x2(
            float[] p, int w, int bias, int inputs, float[] in, int x, int inStride, float[] out, int y, int outStride) {
        FloatVector s0a = FloatVector.broadcast(S, p[bias]);
        FloatVector s0b = s0a;
        FloatVector s0c = s0a;
        FloatVector s1a = FloatVector.broadcast(S, p[bias + 1]);
        FloatVector s1b = s1a;
        FloatVector s1c = s1a;
        for (int i = 0; i < inputs; i++) {
            int column = x + i * inStride;
            FloatVector xa = FloatVector.fromArray(S, in, column);
            FloatVector xb = FloatVector.fromArray(S, in, column + L);
            FloatVector xc = FloatVector.fromArray(S, in, column + 2 * L);
            FloatVector w0 = FloatVector.broadcast(S, p[w + i]);
            s0a = xa.fma(w0, s0a);
            s0b = xb.fma(w0, s0b);
            s0c = xc.fma(w0, s0c);
            FloatVector w1 = FloatVector.broadcast(S, p[w + inputs + i]);
            s1a = xa.fma(w1, s1a);
            s1b = xb.fma(w1, s1b);
            s1c = xc.fma(w1, s1c);
        }
        s0a.intoArray(out, y);
        s0b.intoArray(out, y + L);
        s0c.intoArray(out, y + 2 * L);
        s1a.intoArray(out, y + outStride);
        s1b.intoArray(out, y + outStride + L);
        s1c.intoArray(out, y + outStride + 2 * L);
    }

    private static void forward3x1Relu(
            float[] p, int w, int bias, int inputs, float[] in, int x, int inStride, float[] out, int y) {
        FloatVector s0a = FloatVector.broadcast(S, p[bias]);
        FloatVector s0b = s0a;
        FloatVector s0c = s0a;
        for (int i = 0; i < inputs; i++) {
            int column = x + i * inStride;
            FloatVector xa = FloatVector.fromArray(S, in, column);
            FloatVector xb = FloatVector.fromArray(S, in, column + L);
            FloatVector xc = FloatVector.fromArray(S, in, column + 2 * L);
            FloatVector w0 = FloatVector.broadcast(S, p[w + i]);
            s0a = xa.fma(w0, s0a);
            s0b = xb.fma(w0, s0b);
            s0c = xc.fma(w0, s0c);
        }
        FloatVector zero = FloatVector.zero(S);
        zero.blend(s0a, s0a.compare(VectorOperators.GT, 0f)).intoArray(out, y);
        zero.blend(s0b, s0b.compare(VectorOperators.GT, 0f)).intoArray(out, y + L);
        zero.blend(s0c, s0c.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * L);
    }

    private static void forward3x1(
            float[] p, int w, int bias, int inputs, float[] in, int x, int inStride, float[] out, int y) {
        FloatVector s0a = FloatVector.broadcast(S, p[bias]);
        FloatVector s0b = s0a;
        FloatVector s0c = s0a;
        for (int i = 0; i < inputs; i++) {
            int column = x + i * inStride;
            FloatVector xa = FloatVector.fromArray(S, in, column);
            FloatVector xb = FloatVector.fromArray(S, in, column + L);
            FloatVector xc = FloatVector.fromArray(S, in, column + 2 * L);
            FloatVector w0 = FloatVector.broadcast(S, p[w + i]);
            s0a = xa.fma(w0, s0a);
            s0b = xb.fma(w0, s0b);
            s0c = xc.fma(w0, s0c);
        }
        s0a.intoArray(out, y);
        s0b.intoArray(out, y + L);
        s0c.intoArray(out, y + 2 * L);
    }

    private static void forward1x8Relu(
            float[] p, int w, int bias, int inputs, float[] in, int x, int inStride, float[] out, int y, int outStride) {
        FloatVector s0a = FloatVector.broadcast(S, p[bias]);
        FloatVector s1a = FloatVector.broadcast(S, p[bias + 1]);
        FloatVector s2a = FloatVector.broadcast(S, p[bias + 2]);
        FloatVector s3a = FloatVector.broadcast(S, p[bias + 3]);
        FloatVector s4a = FloatVector.broadcast(S, p[bias + 4]);
        FloatVector s5a = FloatVector.broadcast(S, p[bias + 5]);
        FloatVector s6a = FloatVector.broadcast(S, p[bias + 6]);
        FloatVector s7a = FloatVector.broadcast(S, p[bias + 7]);
        for (int i = 0; i < inputs; i++) {
            int column = x + i * inStride;
            FloatVector xa = FloatVector.fromArray(S, in, column);
            s0a = xa.fma(FloatVector.broadcast(S, p[w + i]), s0a);
            s1a = xa.fma(FloatVector.broadcast(S, p[w + inputs + i]), s1a);
            s2a = xa.fma(FloatVector.broadcast(S, p[w + 2 * inputs + i]), s2a);
            s3a = xa.fma(FloatVector.broadcast(S, p[w + 3 * inputs + i]), s3a);
            s4a = xa.fma(FloatVector.broadcast(S, p[w + 4 * inputs + i]), s4a);
            s5a = xa.fma(FloatVector.broadcast(S, p[w + 5 * inputs + i]), s5a);
            s6a = xa.fma(FloatVector.broadcast(S, p[w + 6 * inputs + i]), s6a);
            s7a = xa.fma(FloatVector.broadcast(S, p[w + 7 * inputs + i]), s7a);
        }
        FloatVector zero = FloatVector.zero(S);
        zero.blend(s0a, s0a.compare(VectorOperators.GT, 0f)).intoArray(out, y);
        zero.blend(s1a, s1a.compare(VectorOperators.GT, 0f)).intoArray(out, y + outStride);
        zero.blend(s2a, s2a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * outStride);
        zero.blend(s3a, s3a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 3 * outStride);
        zero.blend(s4a, s4a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 4 * outStride);
        zero.blend(s5a, s5a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 5 * outStride);
        zero.blend(s6a, s6a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 6 * outStride);
        zero.blend(s7a, s7a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 7 * outStride);
    }

    private static void forward1x8(
            float[] p, int w, int bias, int inputs, float[] in, int x, int inStride, float[] out, int y, int outStride) {
        FloatVector s0a = FloatVector.broadcast(S, p[bias]);
        FloatVector s1a = FloatVector.broadcast(S, p[bias + 1]);
        FloatVector s2a = FloatVector.broadcast(S, p[bias + 2]);
        FloatVector s3a = FloatVector.broadcast(S, p[bias + 3]);
        FloatVector s4a = FloatVector.broadcast(S, p[bias + 4]);
        FloatVector s5a = FloatVector.broadcast(S, p[bias + 5]);
        FloatVector s6a = FloatVector.broadcast(S, p[bias + 6]);
        FloatVector s7a = FloatVector.broadcast(S, p[bias + 7]);
        for (int i = 0; i < inputs; i++) {
            int column = x + i * inStride;
            FloatVector xa = FloatVector.fromArray(S, in, column);
            s0a = xa.fma(FloatVector.broadcast(S, p[w + i]), s0a);
            s1a = xa.fma(FloatVector.broadcast(S, p[w + inputs + i]), s1a);
            s2a = xa.fma(FloatVector.broadcast(S, p[w + 2 * inputs + i]), s2a);
            s3a = xa.fma(FloatVector.broadcast(S, p[w + 3 * inputs + i]), s3a);
            s4a = xa.fma(FloatVector.broadcast(S, p[w + 4 * inputs + i]), s4a);
            s5a = xa.fma(FloatVector.broadcast(S, p[w + 5 * inputs + i]), s5a);
            s6a = xa.fma(FloatVector.broadcast(S, p[w + 6 * inputs + i]), s6a);
            s7a = xa.fma(FloatVector.broadcast(S, p[w + 7 * inputs + i]), s7a);
        }
        s0a.intoArray(out, y);
        s1a.intoArray(out, y + outStride);
        s2a.intoArray(out, y + 2 * outStride);
        s3a.intoArray(out, y + 3 * outStride);
        s4a.intoArray(out, y + 4 * outStride);
        s5a.intoArray(out, y + 5 * outStride);
        s6a.intoArray(out, y + 6 * outStride);
        s7a.intoArray(out, y + 7 * outStride);
    }

    private static void forward1x5Relu(
            float[] p, int w, int bias, int inputs, float[] in, int x, int inStride, float[] out, int y, int outStride) {
        FloatVector s0a = FloatVector.broadcast(S, p[bias]);
        FloatVector s1a = FloatVector.broadcast(S, p[bias + 1]);
        FloatVector s2a = FloatVector.broadcast(S, p[bias + 2]);
        FloatVector s3a = FloatVector.broadcast(S, p[bias + 3]);
        FloatVector s4a = FloatVector.broadcast(S, p[bias + 4]);
        for (int i = 0; i < inputs; i++) {
            int column = x + i * inStride;
            FloatVector xa = FloatVector.fromArray(S, in, column);
            s0a = xa.fma(FloatVector.broadcast(S, p[w + i]), s0a);
            s1a = xa.fma(FloatVector.broadcast(S, p[w + inputs + i]), s1a);
            s2a = xa.fma(FloatVector.broadcast(S, p[w + 2 * inputs + i]), s2a);
            s3a = xa.fma(FloatVector.broadcast(S, p[w + 3 * inputs + i]), s3a);
            s4a = xa.fma(FloatVector.broadcast(S, p[w + 4 * inputs + i]), s4a);
        }
        FloatVector zero = FloatVector.zero(S);
        zero.blend(s0a, s0a.compare(VectorOperators.GT, 0f)).intoArray(out, y);
        zero.blend(s1a, s1a.compare(VectorOperators.GT, 0f)).intoArray(out, y + outStride);
        zero.blend(s2a, s2a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * outStride);
        zero.blend(s3a, s3a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 3 * outStride);
        zero.blend(s4a, s4a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 4 * outStride);
    }

    private static void forward1x5(
            float[] p, int w, int bias, int inputs, float[] in, int x, int inStride, float[] out, int y, int outStride) {
        FloatVector s0a = FloatVector.broadcast(S, p[bias]);
        FloatVector s1a = FloatVector.broadcast(S, p[bias + 1]);
        FloatVector s2a = FloatVector.broadcast(S, p[bias + 2]);
        FloatVector s3a = FloatVector.broadcast(S, p[bias + 3]);
        FloatVector s4a = FloatVector.broadcast(S, p[bias + 4]);
        for (int i = 0; i < inputs; i++) {
            int column = x + i * inStride;
            FloatVector xa = FloatVector.fromArray(S, in, column);
            s0a = xa.fma(FloatVector.broadcast(S, p[w + i]), s0a);
            s1a = xa.fma(FloatVector.broadcast(S, p[w + inputs + i]), s1a);
            s2a = xa.fma(FloatVector.broadcast(S, p[w + 2 * inputs + i]), s2a);
            s3a = xa.fma(FloatVector.broadcast(S, p[w + 3 * inputs + i]), s3a);
            s4a = xa.fma(FloatVector.broadcast(S, p[w + 4 * inputs + i]), s4a);
        }
        s0a.intoArray(out, y);
        s1a.intoArray(out, y + outStride);
        s2a.intoArray(out, y + 2 * outStride);
        s3a.intoArray(out, y + 3 * outStride);
        s4a.intoArray(out, y + 4 * outStride);
    }

    private static void forward1x4Relu(
            float[] p, int w, int bias, int inputs, float[] in, int x, int inStride, float[] out, int y, int outStride) {
        FloatVector s0a = FloatVector.broadcast(S, p[bias]);
        FloatVector s1a = FloatVector.broadcast(S, p[bias + 1]);
        FloatVector s2a = FloatVector.broadcast(S, p[bias + 2]);
        FloatVector s3a = FloatVector.broadcast(S, p[bias + 3]);
        for (int i = 0; i < inputs; i++) {
            int column = x + i * inStride;
            FloatVector xa = FloatVector.fromArray(S, in, column);
            s0a = xa.fma(FloatVector.broadcast(S, p[w + i]), s0a);
            s1a = xa.fma(FloatVector.broadcast(S, p[w + inputs + i]), s1a);
            s2a = xa.fma(FloatVector.broadcast(S, p[w + 2 * inputs + i]), s2a);
            s3a = xa.fma(FloatVector.broadcast(S, p[w + 3 * inputs + i]), s3a);
        }
        FloatVector zero = FloatVector.zero(S);
        zero.blend(s0a, s0a.compare(VectorOperators.GT, 0f)).intoArray(out, y);
        zero.blend(s1a, s1a.compare(VectorOperators.GT, 0f)).intoArray(out, y + outStride);
        zero.blend(s2a, s2a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * outStride);
        zero.blend(s3a, s3a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 3 * outStride);
    }

    private static void forward1x4(
            float[] p, int w, int bias, int inputs, float[] in, int x, int inStride, float[] out, int y, int outStride) {
        FloatVector s0a = FloatVector.broadcast(S, p[bias]);
        FloatVector s1a = FloatVector.broadcast(S, p[bias + 1]);
        FloatVector s2a = FloatVector.broadcast(S, p[bias + 2]);
        FloatVector s3a = FloatVector.broadcast(S, p[bias + 3]);
        for (int i = 0; i < inputs; i++) {
            int column = x + i * inStride;
            FloatVector xa = FloatVector.fromArray(S, in, column);
            s0a = xa.fma(FloatVector.broadcast(S, p[w + i]), s0a);
            s1a = xa.fma(FloatVector.broadcast(S, p[w + inputs + i]), s1a);
            s2a = xa.fma(FloatVector.broadcast(S, p[w + 2 * inputs + i]), s2a);
            s3a = xa.fma(FloatVector.broadcast(S, p[w + 3 * inputs + i]), s3a);
        }
        s0a.intoArray(out, y);
        s1a.intoArray(out, y + outStride);
        s2a.intoArray(out, y + 2 * outStride);
        s3a.intoArray(out, y + 3 * outStride);
    }

    private static void forward1x3Relu(
            float[] p, int w, int bias, int inputs, float[] in, int x, int inStride, float[] out, int y, int outStride) {
        FloatVector s0a = FloatVector.broadcast(S, p[bias]);
        FloatVector s1a = FloatVector.broadcast(S, p[bias + 1]);
        FloatVector s2a = FloatVector.broadcast(S, p[bias + 2]);
        for (int i = 0; i < inputs; i++) {
            int column = x + i * inStride;
            FloatVector xa = FloatVector.fromArray(S, in, column);
            s0a = xa.fma(FloatVector.broadcast(S, p[w + i]), s0a);
            s1a = xa.fma(FloatVector.broadcast(S, p[w + inputs + i]), s1a);
            s2a = xa.fma(FloatVector.broadcast(S, p[w + 2 * inputs + i]), s2a);
        }
        FloatVector zero = FloatVector.zero(S);
        zero.blend(s0a, s0a.compare(VectorOperators.GT, 0f)).intoArray(out, y);
        zero.blend(s1a, s1a.compare(VectorOperators.GT, 0f)).intoArray(out, y + outStride);
        zero.blend(s2a, s2a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * outStride);
    }

    private static void forward1x3(
            float[] p, int w, int bias, int inputs, float[] in, int x, int inStride, float[] out, int y, int outStride) {
        FloatVector s0a = FloatVector.broadcast(S, p[bias]);
        FloatVector s1a = FloatVector.broadcast(S, p[bias + 1]);
        FloatVector s2a = FloatVector.broadcast(S, p[bias + 2]);
        for (int i = 0; i < inputs; i++) {
            int column = x + i * inStride;
            FloatVector xa = FloatVector.fromArray(S, in, column);
            s0a = xa.fma(FloatVector.broadcast(S, p[w + i]), s0a);
            s1a = xa.fma(FloatVector.broadcast(S, p[w + inputs + i]), s1a);
            s2a = xa.fma(FloatVector.broadcast(S, p[w + 2 * inputs + i]), s2a);
        }
        s0a.intoArray(out, y);
        s1a.intoArray(out, y + outStride);
        s2a.intoArray(out, y + 2 * outStride);
    }

    private static void forward1x2Relu(
            float[] p, int w, int bias, int inputs, float[] in, int x, int inStride, float[] out, int y, int outStride) {
        FloatVector s0a = FloatVector.broadcast(S, p[bias]);
        FloatVector s1a = FloatVector.broadcast(S, p[bias + 1]);
        for (int i = 0; i < inputs; i++) {
            int column = x + i * inStride;
            FloatVector xa = FloatVector.fromArray(S, in, column);
            s0a = xa.fma(FloatVector.broadcast(S, p[w + i]), s0a);
            s1a = xa.fma(FloatVector.broadcast(S, p[w + inputs + i]), s1a);
        }
        FloatVector zero = FloatVector.zero(S);
        zero.blend(s0a, s0a.compare(VectorOperators.GT, 0f)).intoArray(out, y);
        zero.blend(s1a, s1a.compare(VectorOperators.GT, 0f)).intoArray(out, y + outStride);
    }

    private static void forward1x2(
            float[] p, int w, int bias, int inputs, float[] in, int x, int inStride, float[] out, int y, int outStride) {
        FloatVector s0a = FloatVector.broadcast(S, p[bias]);
        FloatVector s1a = FloatVector.broadcast(S, p[bias + 1]);
        for (int i = 0; i < inputs; i++) {
            int column = x + i * inStride;
            FloatVector xa = FloatVector.fromArray(S, in, column);
            s0a = xa.fma(FloatVector.broadcast(S, p[w + i]), s0a);
            s1a = xa.fma(FloatVector.broadcast(S, p[w + inputs + i]), s1a);
        }
        s0a.intoArray(out, y);
        s1a.intoArray(out, y + outStride);
    }

    private static void forward1x1Relu(
            float[] p, int w, int bias, int inputs, float[] in, int x, int inStride, float[] out, int y) {
        FloatVector s0a = FloatVector.broadcast(S, p[bias]);
        for (int i = 0; i < inputs; i++) {
            int column = x + i * inStride;
            FloatVector xa = FloatVector.fromArray(S, in, column);
            s0a = xa.fma(FloatVector.broadcast(S, p[w + i]), s0a);
        }
        FloatVector zero = FloatVector.zero(S);
        zero.blend(s0a, s0a.compare(VectorOperators.GT, 0f)).intoArray(out, y);
    }

    private static void forward1x1(
            float[] p, int w, int bias, int inputs, float[] in, int x, int inStride, float[] out, int y) {
        FloatVector s0a = FloatVector.broadcast(S, p[bias]);
        for (int i = 0; i < inputs; i++) {
            int column = x + i * inStride;
            FloatVector xa = FloatVector.fromArray(S, in, column);
            s0a = xa.fma(FloatVector.broadcast(S, p[w + i]), s0a);
        }
        s0a.intoArray(out, y);
    }
}
