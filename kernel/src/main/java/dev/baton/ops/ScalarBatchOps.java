package dev.baton.ops;

import dev.baton.Activation;
import org.jspecify.annotations.Nullable;

/**
 * {@link BatchOps} in plain Java, the fast choice for small batches: it needs no warm-up worth the name. A few sums at
 * a time are kept in registers; their order is that of the definition. The plainest loops are the oracle in {@code
 * BatchOpsTest}.
 */
final class ScalarBatchOps implements BatchOps {
    @Override
    public void affineForward(
            float[] packed,
            int start,
            float[] in,
            int inStart,
            int inStride,
            float[] out,
            int outStart,
            int outStride,
            int outputs,
            int inputs,
            int columns) {
        int w = start;
        int rows;
        for (int o = 0; o < outputs; o += rows) {
            rows = BatchOps.rowsOfTile(outputs - o);
            for (int r = 0; r < Math.min(rows, outputs - o); r++) {
                int y = outStart + (o + r) * outStride;
                // Columns behind the last are free to be overwritten, and rows have room for whole eights.
                for (int n = 0; n < columns; n += 8) {
                    sums8(packed[w + r], packed, w + rows + r, rows, in, inStart + n, inStride, inputs, out, y + n);
                }
            }
            w += rows * (inputs + 1);
        }
    }

    @Override
    public void hiddenForward(
            Activation activation,
            float[] packed,
            int start,
            float[] in,
            int inStart,
            int inStride,
            float[] out,
            int outStart,
            int outStride,
            int outputs,
            int inputs,
            int columns) {
        affineForward(packed, start, in, inStart, inStride, out, outStart, outStride, outputs, inputs, columns);
        activate(activation, out, outStart, outStride, outputs, columns);
    }

    @Override
    public void hiddenForwardWithSlopes(
            Activation activation,
            float[] packed,
            int start,
            float[] in,
            int inStart,
            float[] out,
            int outStart,
            int outputs,
            int inputs,
            int columns,
            float[] slopes) {
        int stride = GradientOps.STRIDE;
        affineForward(packed, start, in, inStart, stride, out, outStart, stride, outputs, inputs, columns);
        for (int o = 0; o < outputs; o++) {
            int row = outStart + o * stride;
            Activations.applyWithSlopes(activation, out, row, row + columns, slopes);
        }
    }

    /** Eight neighbouring columns of first + Σ_i p[w + i step] · in[x + i stride], by fma in ascending i. */
    static void sums8(
            float first, float[] p, int w, int step, float[] in, int x, int stride, int inputs, float[] out, int y) {
        float s0 = first;
        float s1 = s0;
        float s2 = s0;
        float s3 = s0;
        float s4 = s0;
        float s5 = s0;
        float s6 = s0;
        float s7 = s0;
        for (int i = 0; i < inputs; i++) {
            float v = p[w + i * step];
            int at = x + i * stride;
            s0 = Math.fma(v, in[at], s0);
            s1 = Math.fma(v, in[at + 1], s1);
            s2 = Math.fma(v, in[at + 2], s2);
            s3 = Math.fma(v, in[at + 3], s3);
            s4 = Math.fma(v, in[at + 4], s4);
            s5 = Math.fma(v, in[at + 5], s5);
            s6 = Math.fma(v, in[at + 6], s6);
            s7 = Math.fma(v, in[at + 7], s7);
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
    public void rectifiedForward(
            float[] packed,
            float[] in,
            int inStart,
            int inStride,
            float[] out,
            int outStart,
            int outStride,
            int hidden,
            int inputs,
            int columns) {
        rectified(
                packed, BatchOps.rectifiedTiles(hidden), inputs, in, inStart, inStride, out, outStart, outStride, null,
                0, 0, columns);
    }

    @Override
    public void keptForward(
            float[] packed,
            float[] in,
            int inStart,
            float[] out,
            int outStart,
            int hidden,
            int inputs,
            int columns,
            float[] kept,
            int keptStart) {
        rectified(
                packed, BatchOps.rectifiedTiles(hidden), inputs, in, inStart, GradientOps.STRIDE, out, outStart,
                GradientOps.STRIDE, kept, keptStart, GradientOps.STRIDE, columns);
    }

    /** See {@link #keptForward}; hidden values are kept where there is an array for them. */
    static void rectified(
            float[] p,
            int tiles,
            int inputs,
            float[] in,
            int inStart,
            int inStride,
            float[] out,
            int outStart,
            int outStride,
            float @Nullable [] kept,
            int keptStart,
            int keptStride,
            int columns) {
        int length = RECTIFIED_ROWS * (1 + inputs + RECTIFIED_OUTPUTS);
        for (int n = 0; n < columns; n++) {
            int x = inStart + n;
            int y = outStart + n;
            for (int o = 0; o < RECTIFIED_OUTPUTS; o++) {
                out[y + o * outStride] = p[o];
            }
            for (int tile = 0; tile < tiles; tile++) {
                int at = RECTIFIED_OUTPUTS + tile * length;
                int second = at + RECTIFIED_ROWS * (1 + inputs);
                for (int r = 0; r < RECTIFIED_ROWS; r++) {
                    float h = p[at + r];
                    for (int i = 0; i < inputs; i++) {
                        h = Math.fma(p[at + (i + 1) * RECTIFIED_ROWS + r], in[x + i * inStride], h);
                    }
                    h = h > 0 ? h : 0;
                    if (kept != null) {
                        kept[keptStart + n + (tile * RECTIFIED_ROWS + r) * keptStride] = h;
                    }
                    for (int o = 0; o < RECTIFIED_OUTPUTS; o++) {
                        int element = y + o * outStride;
                        out[element] = Math.fma(p[second + r * RECTIFIED_OUTPUTS + o], h, out[element]);
                    }
                }
            }
        }
    }

    @Override
    public void activate(Activation activation, float[] x, int start, int stride, int rows, int columns) {
        for (int r = 0; r < rows; r++) {
            int row = start + r * stride;
            Activations.apply(activation, x, row, row + columns);
        }
    }
}
