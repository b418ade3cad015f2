package dev.baton.ops;

/**
 * {@link GradientOps} in plain Java: every product is eight neighbouring sums at a time, kept in registers. The plainest
 * loops are the oracle in {@code GradientOpsTest}.
 */
final class ScalarGradientOps implements GradientOps {
    @Override
    public void affine(
            float[] in,
            int inputs,
            float[] w,
            float[] out,
            int width,
            int samples,
            boolean relu) {
        int bias = START + inputs * width;
        for (int n = 0; n < samples; n++) {
            for (int j = 0; j < width; j += 8) {
                sums8(in, n, CHUNK, inputs, w, START + j, width, w, bias + j, out, START + n * width + j);
            }
        }
        if (relu) {
            for (int i = START; i < START + samples * width; i++) {
                out[i] = out[i] > 0 ? out[i] : 0;
            }
        }
    }

    @Override
    public void copy(float[] in, int inStart, int inStride, int rows, float[] out, int samples) {
        for (int r = 0; r < rows; r++) {
            System.arraycopy(in, inStart + r * inStride, out, r * CHUNK, BatchOps.padded(samples));
        }
    }

    @Override
    public void transpose(float[] in, int inStart, int inStride, int rows, float[] out, int width, int samples) {
        for (int n = 0; n < samples; n++) {
            for (int j = 0; j < rows; j++) {
                out[START + n * width + j] = in[inStart + j * inStride + n];
            }
        }
    }

    @Override
    public void tanh(float[] x, int length) {
        for (int i = START; i < START + length; i++) {
            x[i] = FloatMath.tanh(x[i]);
        }
    }

    @Override
    public void tanhSlope(float[] y, int length) {
        for (int i = START; i < START + length; i++) {
            y[i] = Math.fma(-y[i], y[i], 1f);
        }
    }

    @Override
    public void backwardInput(
            float[] d,
            int outputs,
            float[] w,
            float[] y,
            int width,
            int samples,
            boolean relu) {
        for (int n = 0; n < samples; n++) {
            for (int j = 0; j < width; j += 8) {
                backward8(d, n, outputs, w, START + j, width, y, START + n * width + j, relu);
            }
        }
    }

    /** Eight neighbouring values; see {@link #backwardInput}. */
    private static void backward8(
            float[] d, int n, int outputs, float[] w, int j, int width, float[] y, int at, boolean relu) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        for (int o = 0; o < outputs; o++) {
            float v = d[o * CHUNK + n];
            int x = o * width + j;
            s0 = Math.fma(v, w[x], s0);
            s1 = Math.fma(v, w[x + 1], s1);
            s2 = Math.fma(v, w[x + 2], s2);
            s3 = Math.fma(v, w[x + 3], s3);
            s4 = Math.fma(v, w[x + 4], s4);
            s5 = Math.fma(v, w[x + 5], s5);
            s6 = Math.fma(v, w[x + 6], s6);
            s7 = Math.fma(v, w[x + 7], s7);
        }
        y[at] = through(s0, y[at], relu);
        y[at + 1] = through(s1, y[at + 1], relu);
        y[at + 2] = through(s2, y[at + 2], relu);
        y[at + 3] = through(s3, y[at + 3], relu);
        y[at + 4] = through(s4, y[at + 4], relu);
        y[at + 5] = through(s5, y[at + 5], relu);
        y[at + 6] = through(s6, y[at + 6], relu);
        y[at + 7] = through(s7, y[at + 7], relu);
    }

    private static float through(float s, float y, boolean relu) {
        if (relu) {
            return y > 0 ? s : 0;
        }
        return s * y;
    }

    @Override
    public void addProducts(
            float[] a, int rows, float[] b, int width, int samples, float[] g) {
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < width; j += 8) {
                int at = START + r * width + j;
                sums8(a, r * CHUNK, 1, samples, b, START + j, width, g, at, g, at);
            }
        }
    }

    /** Eight neighbouring sums: out[y + c] = first[f + c] + Σ_k a[x + k step] · b[j + c + k width], c = 0 … 7. */
    private static void sums8(
            float[] a,
            int x,
            int step,
            int count,
            float[] b,
            int j,
            int width,
            float[] first,
            int f,
            float[] out,
            int y) {
        float s0 = first[f];
        float s1 = first[f + 1];
        float s2 = first[f + 2];
        float s3 = first[f + 3];
        float s4 = first[f + 4];
        float s5 = first[f + 5];
        float s6 = first[f + 6];
        float s7 = first[f + 7];
        for (int k = 0; k < count; k++) {
            float v = a[x + k * step];
            int at = j + k * width;
            s0 = Math.fma(v, b[at], s0);
            s1 = Math.fma(v, b[at + 1], s1);
            s2 = Math.fma(v, b[at + 2], s2);
            s3 = Math.fma(v, b[at + 3], s3);
            s4 = Math.fma(v, b[at + 4], s4);
            s5 = Math.fma(v, b[at + 5], s5);
            s6 = Math.fma(v, b[at + 6], s6);
            s7 = Math.fma(v, b[at + 7], s7);
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

    @Override
    public void addSums(float[] d, int rows, int samples, float[] partials) {
        for (int r = 0; r < rows; r++) {
            for (int n = 0; n < samples; n++) {
                partials[r * BatchOps.PARTIALS + n % BatchOps.PARTIALS] += d[r * CHUNK + n];
            }
        }
    }
}
