package dev.baton.ops;

import dev.baton.simd.SimdSpecies;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link BatchOps} with the Vector API; the products are in {@link SimdForward} and {@link SimdGradient}. */
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
        SimdForward.run(
                parameters, weights, bias, in, inStart, inStride, out, outStart, outStride, outputs, inputs, columns,
                relu);
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
    public void affineBackwardActivation(
            float[] parameters,
            int weights,
            float[] dOut,
            int dOutStart,
            int dOutStride,
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
        SimdBackwardInput.run(
                parameters, weights, dOut, dOutStart, dOutStride, y, yStart, yStride, dIn, dInStart, dInStride,
                outputs, inputs, columns, relu);
    }

    @Override
    public void affineBackwardParameters(
            float[] in,
            int inStart,
            int inStride,
            int inStep,
            float[] dOut,
            int dOutStart,
            int dOutStride,
            int dOutStep,
            float[] partials,
            int weights,
            int bias,
            int outputs,
            int inputs,
            int columns,
            int tile) {
        SimdGradient.run(
                in, inStart, inStride, inStep, dOut, dOutStart, dOutStride, dOutStep, partials, weights, bias,
                outputs, inputs, columns, tile);
    }
}
