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
            float[] out,
            int outStart,
            int outputs,
            int inputs,
            int columns,
            boolean relu) {
        SimdForward.run(packed, start, in, inStart, out, outStart, outputs, inputs, columns, relu);
    }

    @Override
    public void rectifiedForward(
            float[] packed,
            float[] in,
            int inStart,
            float[] out,
            int outStart,
            int hidden,
            int inputs,
            int columns) {
        SimdForward.rectified(
                packed, BatchOps.rectifiedTiles(hidden), inputs, in, inStart, out, outStart, columns);
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
    public void tanhForward(float[] x, int start, int rows, int columns) {
        if (columns > COLUMNS - SimdSpecies.LANES) {
            // The rows follow each other without a gap: one long loop.
            SimdFloatMath.tanh(x, start, start + rows * COLUMNS);
            return;
        }
        for (int r = 0; r < rows; r++) {
            int row = start + r * COLUMNS;
            SimdFloatMath.tanh(x, row, row + columns);
        }
    }
}
