package dev.baton.ops;

/** {@link BatchOps} in plain Java: what is computed, and the fast choice for small batches. */
final class ScalarBatchOps implements BatchOps {
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
        for (int o = 0; o < outputs; o++) {
            int row = outStart + o * outStride;
            for (int n = 0; n < columns; n++) {
                float sum = parameters[bias + o];
                for (int i = 0; i < inputs; i++) {
                    sum = Math.fma(parameters[weights + o * inputs + i], in[inStart + i * inStride + n], sum);
                }
                out[row + n] = !relu || sum > 0 ? sum : 0;
            }
        }
    }

    @Override
    public void tanhForward(float[] x, int start, int stride, int rows, int columns) {
        for (int r = 0; r < rows; r++) {
            for (int n = start + r * stride; n < start + r * stride + columns; n++) {
                x[n] = FloatMath.tanh(x[n]);
            }
        }
    }

    @Override
    public void tanhBackward(
            float[] y, int yStart, int yStride, float[] d, int dStart, int dStride, int rows, int columns) {
        for (int r = 0; r < rows; r++) {
            for (int n = 0; n < columns; n++) {
                float value = y[yStart + r * yStride + n];
                d[dStart + r * dStride + n] *= Math.fma(-value, value, 1f);
            }
        }
    }

    @Override
    public void reluBackward(
            float[] y, int yStart, int yStride, float[] d, int dStart, int dStride, int rows, int columns) {
        for (int r = 0; r < rows; r++) {
            for (int n = 0; n < columns; n++) {
                if (!(y[yStart + r * yStride + n] > 0)) {
                    d[dStart + r * dStride + n] = 0;
                }
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
        for (int i = 0; i < inputs; i++) {
            for (int n = 0; n < columns; n++) {
                float sum = 0;
                for (int o = 0; o < outputs; o++) {
                    sum = Math.fma(parameters[weights + o * inputs + i], dOut[dOutStart + o * dOutStride + n], sum);
                }
                dIn[dInStart + i * dInStride + n] = sum;
            }
        }
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
            for (int i = 0; i < inputs; i++) {
                int x = inStart + i * inStride;
                int sum = (weights + o * inputs + i) * PARTIALS;
                for (int n = 0; n < padded; n++) {
                    int l = sum + n % PARTIALS;
                    partials[l] = Math.fma(in[x + n], dOut[d + n], partials[l]);
                }
            }
            for (int n = 0; n < padded; n++) {
                partials[(bias + o) * PARTIALS + n % PARTIALS] += dOut[d + n];
            }
        }
    }
}
