package dev.baton.ops;

/**
 * {@link BatchOps} in plain Java, the fast choice for small batches: it needs no warm-up worth the name. A few sums at a
 * time are kept in registers; their order is that of the definition. The plainest loops are the oracle in {@code
 * BatchOpsTest}.
 */
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
            int w = weights + o * inputs;
            float b = parameters[bias + o];
            int y = outStart + o * outStride;
            int n = 0;
            for (; n + 8 <= columns; n += 8) {
                product8(parameters, w, 1, b, in, inStart + n, inStride, inputs, out, y + n);
            }
            for (; n < columns; n++) {
                out[y + n] = product1(parameters, w, 1, b, in, inStart + n, inStride, inputs);
            }
            if (relu) {
                for (n = y; n < y + columns; n++) {
                    out[n] = out[n] > 0 ? out[n] : 0;
                }
            }
        }
    }

    /** Eight neighbouring columns of Σ_k p[w + k step] · in[x + k stride], from {@code start}, k ascending. */
    private static void product8(
            float[] p, int weights, int step, float start, float[] in, int x, int stride, int count, float[] out, int y) {
        float s0 = start;
        float s1 = start;
        float s2 = start;
        float s3 = start;
        float s4 = start;
        float s5 = start;
        float s6 = start;
        float s7 = start;
        for (int k = 0; k < count; k++) {
            float w = p[weights + k * step];
            int at = x + k * stride;
            s0 = Math.fma(w, in[at], s0);
            s1 = Math.fma(w, in[at + 1], s1);
            s2 = Math.fma(w, in[at + 2], s2);
            s3 = Math.fma(w, in[at + 3], s3);
            s4 = Math.fma(w, in[at + 4], s4);
            s5 = Math.fma(w, in[at + 5], s5);
            s6 = Math.fma(w, in[at + 6], s6);
            s7 = Math.fma(w, in[at + 7], s7);
        }
        out[y] = s0;
        out[y + 1] = s1;
        out[y + 2] = s2;
        out[y + 3] = s3;
        out[y + 4] = s4;
        out[y + 5] = s5;
        out[y + 6] = s6;
        out[y + 7] = s7;
    }

    private static float product1(
            float[] p, int weights, int step, float start, float[] in, int x, int stride, int count) {
        float s = start;
        for (int k = 0; k < count; k++) {
            s = Math.fma(p[weights + k * step], in[x + k * stride], s);
        }
        return s;
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
            int x = dInStart + i * dInStride;
            int n = 0;
            for (; n + 8 <= columns; n += 8) {
                product8(parameters, weights + i, inputs, 0, dOut, dOutStart + n, dOutStride, outputs, dIn, x + n);
            }
            for (; n < columns; n++) {
                dIn[x + n] = product1(parameters, weights + i, inputs, 0, dOut, dOutStart + n, dOutStride, outputs);
            }
        }
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
        int padded = BatchOps.padded(columns);
        int x = inStart;
        int d = dOutStart;
        for (int left = padded; left > 0; left -= tile) {
            int end = Math.min(left, tile);
            gradientOfTile(in, x, inStride, dOut, d, dOutStride, partials, weights, bias, outputs, inputs, end);
            x += inStep;
            d += dOutStep;
        }
    }

    private static void gradientOfTile(
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
        for (int o = 0; o < outputs; o++) {
            int d = dOutStart + o * dOutStride;
            int row = (weights + o * inputs) * PARTIALS;
            int i = 0;
            for (; i + 4 <= inputs; i += 4) {
                gradient4(in, inStart + i * inStride, inStride, dOut, d, partials, row + i * PARTIALS, columns);
            }
            for (; i < inputs; i++) {
                gradient1(in, inStart + i * inStride, dOut, d, partials, row + i * PARTIALS, columns);
            }
            for (int n = 0; n < columns; n++) {
                partials[(bias + o) * PARTIALS + n % PARTIALS] += dOut[d + n];
            }
        }
    }

    /** The partial sums of four neighbouring weights of a row. */
    private static void gradient4(
            float[] in, int x, int stride, float[] dOut, int d, float[] partials, int sum, int columns) {
        for (int l = 0; l < PARTIALS; l++) {
            int s = sum + l;
            float s0 = partials[s];
            float s1 = partials[s + PARTIALS];
            float s2 = partials[s + 2 * PARTIALS];
            float s3 = partials[s + 3 * PARTIALS];
            for (int n = l; n < columns; n += PARTIALS) {
                float v = dOut[d + n];
                int at = x + n;
                s0 = Math.fma(in[at], v, s0);
                s1 = Math.fma(in[at + stride], v, s1);
                s2 = Math.fma(in[at + 2 * stride], v, s2);
                s3 = Math.fma(in[at + 3 * stride], v, s3);
            }
            partials[s] = s0;
            partials[s + PARTIALS] = s1;
            partials[s + 2 * PARTIALS] = s2;
            partials[s + 3 * PARTIALS] = s3;
        }
    }

    private static void gradient1(float[] in, int x, float[] dOut, int d, float[] partials, int sum, int columns) {
        for (int n = 0; n < columns; n++) {
            int l = sum + n % PARTIALS;
            partials[l] = Math.fma(in[x + n], dOut[d + n], partials[l]);
        }
    }
}
