package dev.baton.ops;

import dev.baton.simd.SimdSpecies;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link BatchOps} with the Vector API. A kernel keeps a small matrix of accumulators in registers, some vectors of the
 * batch by some outputs, so that every loaded vector and every broadcast weight is used several times.
 */
final class SimdBatchOps implements BatchOps {
    private static final VectorSpecies<Float> S = SimdSpecies.FLOATS;
    private static final int L = SimdSpecies.LANES;

    @Override
    public void affineForward(
            float[] parameters,
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
        int o = 0;
        for (; o + 4 <= outputs; o += 4) {
            int n = 0;
            for (; n + 2 * L <= columns; n += 2 * L) {
                forward2x4(
                        parameters, weights + o * inputs, bias + o, in, inStart + n, inStride,
                        out, outStart + o * outStride + n, outStride, inputs, relu);
            }
            for (; n < columns; n += L) {
                for (int r = o; r < o + 4; r++) {
                    forward1x1(
                            parameters, weights + r * inputs, bias + r, in, inStart + n, inStride,
                            out, outStart + r * outStride + n, inputs, relu);
                }
            }
        }
        for (; o < outputs; o++) {
            for (int n = 0; n < columns; n += L) {
                forward1x1(
                        parameters, weights + o * inputs, bias + o, in, inStart + n, inStride,
                        out, outStart + o * outStride + n, inputs, relu);
            }
        }
    }

    private static void forward2x4(
            float[] parameters,
            int w,
            int bias,
            float[] in,
            int x,
            int inStride,
            float[] out,
            int y,
            int outStride,
            int inputs,
            boolean relu) {
        FloatVector s00 = FloatVector.broadcast(S, parameters[bias]);
        FloatVector s10 = FloatVector.broadcast(S, parameters[bias + 1]);
        FloatVector s20 = FloatVector.broadcast(S, parameters[bias + 2]);
        FloatVector s30 = FloatVector.broadcast(S, parameters[bias + 3]);
        FloatVector s01 = s00;
        FloatVector s11 = s10;
        FloatVector s21 = s20;
        FloatVector s31 = s30;
        for (int i = 0; i < inputs; i++) {
            FloatVector x0 = FloatVector.fromArray(S, in, x + i * inStride);
            FloatVector x1 = FloatVector.fromArray(S, in, x + i * inStride + L);
            FloatVector w0 = FloatVector.broadcast(S, parameters[w + i]);
            FloatVector w1 = FloatVector.broadcast(S, parameters[w + inputs + i]);
            FloatVector w2 = FloatVector.broadcast(S, parameters[w + 2 * inputs + i]);
            FloatVector w3 = FloatVector.broadcast(S, parameters[w + 3 * inputs + i]);
            s00 = w0.fma(x0, s00);
            s01 = w0.fma(x1, s01);
            s10 = w1.fma(x0, s10);
            s11 = w1.fma(x1, s11);
            s20 = w2.fma(x0, s20);
            s21 = w2.fma(x1, s21);
            s30 = w3.fma(x0, s30);
            s31 = w3.fma(x1, s31);
        }
        if (relu) {
            FloatVector zero = FloatVector.zero(S);
            s00 = zero.blend(s00, s00.compare(VectorOperators.GT, 0f));
            s01 = zero.blend(s01, s01.compare(VectorOperators.GT, 0f));
            s10 = zero.blend(s10, s10.compare(VectorOperators.GT, 0f));
            s11 = zero.blend(s11, s11.compare(VectorOperators.GT, 0f));
            s20 = zero.blend(s20, s20.compare(VectorOperators.GT, 0f));
            s21 = zero.blend(s21, s21.compare(VectorOperators.GT, 0f));
            s30 = zero.blend(s30, s30.compare(VectorOperators.GT, 0f));
            s31 = zero.blend(s31, s31.compare(VectorOperators.GT, 0f));
        }
        s00.intoArray(out, y);
        s01.intoArray(out, y + L);
        s10.intoArray(out, y + outStride);
        s11.intoArray(out, y + outStride + L);
        s20.intoArray(out, y + 2 * outStride);
        s21.intoArray(out, y + 2 * outStride + L);
        s30.intoArray(out, y + 3 * outStride);
        s31.intoArray(out, y + 3 * outStride + L);
    }

    private static void forward1x1(
            float[] parameters,
            int w,
            int bias,
            float[] in,
            int x,
            int inStride,
            float[] out,
            int y,
            int inputs,
            boolean relu) {
        FloatVector s = FloatVector.broadcast(S, parameters[bias]);
        for (int i = 0; i < inputs; i++) {
            s = FloatVector.fromArray(S, in, x + i * inStride).fma(FloatVector.broadcast(S, parameters[w + i]), s);
        }
        if (relu) {
            s = FloatVector.zero(S).blend(s, s.compare(VectorOperators.GT, 0f));
        }
        s.intoArray(out, y);
    }

    @Override
    public void tanhForward(float[] x, int start, int stride, int rows, int columns) {
        for (int r = 0; r < rows; r++) {
            int end = start + r * stride + columns;
            for (int n = start + r * stride; n < end; n += L) {
                FloatVector y = FloatVector.fromArray(S, x, n);
                y = y.blend(FloatMath.TANH_LIMIT, y.compare(VectorOperators.GT, FloatMath.TANH_LIMIT));
                y = y.blend(-FloatMath.TANH_LIMIT, y.compare(VectorOperators.LT, -FloatMath.TANH_LIMIT));
                FloatVector s = y.mul(y);
                FloatVector p = FloatVector.broadcast(S, FloatMath.TANH_P3)
                        .fma(s, FloatVector.broadcast(S, FloatMath.TANH_P2));
                p = p.fma(s, FloatVector.broadcast(S, FloatMath.TANH_P1));
                p = p.fma(s, FloatVector.broadcast(S, FloatMath.TANH_P0));
                FloatVector q = FloatVector.broadcast(S, FloatMath.TANH_Q4)
                        .fma(s, FloatVector.broadcast(S, FloatMath.TANH_Q3));
                q = q.fma(s, FloatVector.broadcast(S, FloatMath.TANH_Q2));
                q = q.fma(s, FloatVector.broadcast(S, FloatMath.TANH_Q1));
                q = q.fma(s, FloatVector.broadcast(S, 1f));
                y.mul(p).div(q).intoArray(x, n);
            }
        }
    }

    @Override
    public void tanhBackward(
            float[] y, int yStart, int yStride, float[] d, int dStart, int dStride, int rows, int columns) {
        for (int r = 0; r < rows; r++) {
            int yRow = yStart + r * yStride;
            int dRow = dStart + r * dStride;
            for (int n = 0; n < columns; n += L) {
                FloatVector value = FloatVector.fromArray(S, y, yRow + n);
                FloatVector slope = value.neg().fma(value, FloatVector.broadcast(S, 1f));
                FloatVector.fromArray(S, d, dRow + n).mul(slope).intoArray(d, dRow + n);
            }
        }
    }

    @Override
    public void reluBackward(
            float[] y, int yStart, int yStride, float[] d, int dStart, int dStride, int rows, int columns) {
        for (int r = 0; r < rows; r++) {
            int yRow = yStart + r * yStride;
            int dRow = dStart + r * dStride;
            for (int n = 0; n < columns; n += L) {
                FloatVector value = FloatVector.fromArray(S, y, yRow + n);
                FloatVector.zero(S)
                        .blend(FloatVector.fromArray(S, d, dRow + n), value.compare(VectorOperators.GT, 0f))
                        .intoArray(d, dRow + n);
            }
        }
    }

    @Override
    public void affineBackwardInput(
            float[] parameters,
            int weights,
            float[] dOut,
            int dOutStart,
            int dOutStride,
            float[] dIn,
            int dInStart,
            int dInStride,
            int outputs,
            int inputs,
            int columns) {
        int i = 0;
        for (; i + 4 <= inputs; i += 4) {
            for (int n = 0; n < columns; n += L) {
                backwardInput4(
                        parameters, weights + i, dOut, dOutStart + n, dOutStride,
                        dIn, dInStart + i * dInStride + n, dInStride, outputs, inputs);
            }
        }
        for (; i < inputs; i++) {
            for (int n = 0; n < columns; n += L) {
                FloatVector s = FloatVector.zero(S);
                for (int o = 0; o < outputs; o++) {
                    s = FloatVector.fromArray(S, dOut, dOutStart + o * dOutStride + n)
                            .fma(FloatVector.broadcast(S, parameters[weights + o * inputs + i]), s);
                }
                s.intoArray(dIn, dInStart + i * dInStride + n);
            }
        }
    }

    private static void backwardInput4(
            float[] parameters,
            int w,
            float[] dOut,
            int d,
            int dOutStride,
            float[] dIn,
            int x,
            int dInStride,
            int outputs,
            int inputs) {
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = FloatVector.zero(S);
        FloatVector s2 = FloatVector.zero(S);
        FloatVector s3 = FloatVector.zero(S);
        for (int o = 0; o < outputs; o++) {
            FloatVector v = FloatVector.fromArray(S, dOut, d + o * dOutStride);
            int row = w + o * inputs;
            s0 = v.fma(FloatVector.broadcast(S, parameters[row]), s0);
            s1 = v.fma(FloatVector.broadcast(S, parameters[row + 1]), s1);
            s2 = v.fma(FloatVector.broadcast(S, parameters[row + 2]), s2);
            s3 = v.fma(FloatVector.broadcast(S, parameters[row + 3]), s3);
        }
        s0.intoArray(dIn, x);
        s1.intoArray(dIn, x + dInStride);
        s2.intoArray(dIn, x + 2 * dInStride);
        s3.intoArray(dIn, x + 3 * dInStride);
    }

    @Override
    public void affineBackwardParameters(
            float[] in,
            int inStart,
            int inStride,
            float[] dOut,
            int dOutStart,
            int dOutStride,
            float[] partials,
            int weights,
            int bias,
            int outputs,
            int inputs,
            int columns) {
        int padded = BatchOps.padded(columns);
        for (int o = 0; o < outputs; o++) {
            int d = dOutStart + o * dOutStride;
            int row = weights + o * inputs;
            for (int l = 0; l < PARTIALS; l += L) {
                int i = 0;
                for (; i + 4 <= inputs; i += 4) {
                    backwardParameters4(
                            in, inStart + i * inStride + l, inStride, dOut, d + l,
                            partials, (row + i) * PARTIALS + l, padded - l);
                }
                for (; i < inputs; i++) {
                    backwardParameters1(
                            in, inStart + i * inStride + l, dOut, d + l,
                            partials, (row + i) * PARTIALS + l, padded - l);
                }
                int sum = (bias + o) * PARTIALS + l;
                FloatVector s = FloatVector.fromArray(S, partials, sum);
                for (int n = l; n < padded; n += PARTIALS) {
                    s = s.add(FloatVector.fromArray(S, dOut, d + n));
                }
                s.intoArray(partials, sum);
            }
        }
    }

    private static void backwardParameters4(
            float[] in, int x, int inStride, float[] dOut, int d, float[] partials, int sum, int columns) {
        FloatVector s0 = FloatVector.fromArray(S, partials, sum);
        FloatVector s1 = FloatVector.fromArray(S, partials, sum + PARTIALS);
        FloatVector s2 = FloatVector.fromArray(S, partials, sum + 2 * PARTIALS);
        FloatVector s3 = FloatVector.fromArray(S, partials, sum + 3 * PARTIALS);
        for (int n = 0; n < columns; n += PARTIALS) {
            FloatVector v = FloatVector.fromArray(S, dOut, d + n);
            s0 = FloatVector.fromArray(S, in, x + n).fma(v, s0);
            s1 = FloatVector.fromArray(S, in, x + inStride + n).fma(v, s1);
            s2 = FloatVector.fromArray(S, in, x + 2 * inStride + n).fma(v, s2);
            s3 = FloatVector.fromArray(S, in, x + 3 * inStride + n).fma(v, s3);
        }
        s0.intoArray(partials, sum);
        s1.intoArray(partials, sum + PARTIALS);
        s2.intoArray(partials, sum + 2 * PARTIALS);
        s3.intoArray(partials, sum + 3 * PARTIALS);
    }

    private static void backwardParameters1(
            float[] in, int x, float[] dOut, int d, float[] partials, int sum, int columns) {
        FloatVector s = FloatVector.fromArray(S, partials, sum);
        for (int n = 0; n < columns; n += PARTIALS) {
            s = FloatVector.fromArray(S, in, x + n).fma(FloatVector.fromArray(S, dOut, d + n), s);
        }
        s.intoArray(partials, sum);
    }
}
