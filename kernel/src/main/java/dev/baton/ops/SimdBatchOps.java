package dev.baton.ops;

import dev.baton.Activation;
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
            int columns) {
        SimdForward.run(
                packed, start, in, inStart, inStride, out, outStart, outStride, outputs, inputs, columns, false);
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
        switch (activation) {
            case RELU -> SimdForward.run(
                    packed, start, in, inStart, inStride, out, outStart, outStride, outputs, inputs, columns, true);
            case TANH, SILU, LEAKY_RELU -> {
                SimdForward.run(
                        packed, start, in, inStart, inStride, out, outStart, outStride, outputs, inputs, columns,
                        false);
                activate(activation, out, outStart, outStride, outputs, columns);
            }
        }
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
        if (!Activations.keepsSlope(activation)) {
            hiddenForward(
                    activation, packed, start, in, inStart, stride, out, outStart, stride, outputs, inputs, columns);
            return;
        }
        SimdForward.run(packed, start, in, inStart, stride, out, outStart, stride, outputs, inputs, columns, false);
        for (int o = 0; o < outputs; o++) {
            int row = outStart + o * stride;
            SimdActivations.applyWithSlopes(activation, out, row, row + columns, slopes);
        }
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
    public void activate(Activation activation, float[] x, int start, int stride, int rows, int columns) {
        if (stride % SimdSpecies.LANES == 0 && columns > stride - SimdSpecies.LANES) {
            // Whole vectors, and no gap between the rows: one long loop.
            SimdActivations.apply(activation, x, start, start + rows * stride);
            return;
        }
        if (activation == Activation.TANH) {
            SimdFloatMath.tanh(x, start, stride, rows, columns);
            return;
        }
        for (int r = 0; r < rows; r++) {
            int row = start + r * stride;
            SimdActivations.apply(activation, x, row, row + columns);
        }
    }
}
