package dev.baton.ops;

import dev.baton.simd.SimdSpecies;

/** {@link BatchOps} with the Vector API; the products are in {@link SimdForward}. */
final class SimdBatchOps implements BatchOps {
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
            int columns,
            boolean relu) {
        SimdForward.run(
                packed, start, in, inStart, inStride, out, outStart, outStride, outputs, inputs, columns, relu);
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
        SimdForward.rectified(
                packed, BatchOps.rectifiedTiles(hidden), inputs, in, inStart, inStride, out, outStart, outStride,
                columns);
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
        SimdForward.kept(
                packed, BatchOps.rectifiedTiles(hidden), inputs, in, inStart, out, outStart, kept, keptStart, columns);
    }

    @Override
    public void tanhForward(float[] x, int start, int stride, int rows, int columns) {
        if (columns > stride - SimdSpecies.LANES) {
            // The rows follow each other without a gap: one long loop.
            SimdFloatMath.tanh(x, start, start + rows * stride);
            return;
        }
        for (int r = 0; r < rows; r++) {
            int row = start + r * stride;
            SimdFloatMath.tanh(x, row, row + columns);
        }
    }
}
