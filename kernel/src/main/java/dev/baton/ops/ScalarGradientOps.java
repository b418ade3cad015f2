package dev.baton.ops;

import dev.baton.Activation;
import java.util.Arrays;

/**
 * {@link GradientOps} in plain Java: eight neighbouring sums at a time, kept in registers. The plainest loops are the
 * oracle in {@code GradientOpsTest}.
 */
final class ScalarGradientOps implements GradientOps {
    @Override
    public void backwardInput(
            float[] d,
            int dStart,
            int outputs,
            float[] w,
            int wStart,
            int width,
            float[] y,
            int yStart,
            float[] e,
            int eStart,
            int columns,
            Activation activation) {
        int padded = Lanes.roundUp(columns);
        for (int r = 0; r < ROWS; r++) {
            int row = r * STRIDE;
            for (int n = 0; n < padded; n += 8) {
                ScalarBatchOps.sums8(
                        0, w, wStart + r, width, d, dStart + n, STRIDE, outputs, e, eStart + row + n);
            }
            Activations.back(activation, e, eStart + row, eStart + row + padded, y, yStart + row);
        }
    }

    @Override
    public void addProducts(
            float[] a, int aStart, float[] b, int bStart, int rows, int columns, float[] g, int gStart) {
        for (int r = 0; r < ROWS; r++) {
            for (int c = 0; c < rows; c++) {
                int at = gStart + (r * rows + c) * Lanes.WIDEST;
                products8(a, aStart + r * STRIDE, b, bStart + c * STRIDE, columns, g, at);
                products8(a, aStart + r * STRIDE + 8, b, bStart + c * STRIDE + 8, columns, g, at + 8);
            }
        }
    }

    /** Half of the partial sums of a product. */
    private static void products8(float[] a, int x, float[] b, int y, int columns, float[] g, int at) {
        float s0 = g[at];
        float s1 = g[at + 1];
        float s2 = g[at + 2];
        float s3 = g[at + 3];
        float s4 = g[at + 4];
        float s5 = g[at + 5];
        float s6 = g[at + 6];
        float s7 = g[at + 7];
        for (int n = 0; n < columns; n += Lanes.WIDEST) {
            s0 = Math.fma(a[x + n], b[y + n], s0);
            s1 = Math.fma(a[x + n + 1], b[y + n + 1], s1);
            s2 = Math.fma(a[x + n + 2], b[y + n + 2], s2);
            s3 = Math.fma(a[x + n + 3], b[y + n + 3], s3);
            s4 = Math.fma(a[x + n + 4], b[y + n + 4], s4);
            s5 = Math.fma(a[x + n + 5], b[y + n + 5], s5);
            s6 = Math.fma(a[x + n + 6], b[y + n + 6], s6);
            s7 = Math.fma(a[x + n + 7], b[y + n + 7], s7);
        }
        g[at] = s0;
        g[at + 1] = s1;
        g[at + 2] = s2;
        g[at + 3] = s3;
        g[at + 4] = s4;
        g[at + 5] = s5;
        g[at + 6] = s6;
        g[at + 7] = s7;
    }

    @Override
    public void addSums(float[] d, int dStart, int rows, int columns, float[] partials, int start) {
        int padded = Lanes.roundUp(columns);
        for (int r = 0; r < rows; r++) {
            int at = start + r * Lanes.WIDEST;
            for (int n = 0; n < padded; n++) {
                partials[at + n % Lanes.WIDEST] += d[dStart + r * STRIDE + n];
            }
        }
    }

    @Override
    public void products(
            float[] a,
            int aStart,
            int height,
            float[] b,
            int bStart,
            int width,
            int columns,
            float[] out,
            int start,
            int stride,
            float[] scratch) {
        for (int r = 0; r < height; r++) {
            for (int c = 0; c < width; c++) {
                Arrays.fill(scratch, 0, Lanes.WIDEST, 0);
                int x = aStart + r * STRIDE;
                int y = bStart + c * STRIDE;
                products8(a, x, b, y, columns, scratch, 0);
                products8(a, x + 8, b, y + 8, columns, scratch, 8);
                out[start + r * stride + c] = sum(scratch, 0);
            }
        }
    }

    @Override
    public void fold(float[] partials, int start, int rows, float[] out) {
        for (int r = 0; r < rows; r++) {
            out[r] = sum(partials, start + r * Lanes.WIDEST);
        }
    }

    /** Sum of sixteen partial sums, in halves. */
    private static float sum(float[] p, int at) {
        return half(p, at) + half(p, at + 1);
    }

    /** Sum of the partial sums of even number, or of odd number from the second on, in halves. */
    private static float half(float[] p, int at) {
        float first = (p[at] + p[at + 8]) + (p[at + 4] + p[at + 12]);
        float second = (p[at + 2] + p[at + 10]) + (p[at + 6] + p[at + 14]);
        return first + second;
    }
}
