package dev.baton.ops;

import static dev.baton.ops.SimdForwardTiles.forward1x5;
import static dev.baton.ops.SimdForwardTiles.forward1x5Relu;
import static dev.baton.ops.SimdForwardTiles.forward1x8;
import static dev.baton.ops.SimdForwardTiles.forward1x8Relu;
import static dev.baton.ops.SimdForwardTiles.forward2x5;
import static dev.baton.ops.SimdForwardTiles.forward2x5Relu;
import static dev.baton.ops.SimdForwardTiles.forward2x8;
import static dev.baton.ops.SimdForwardTiles.forward2x8Relu;
import static dev.baton.ops.SimdForwardTiles.forward3x5;
import static dev.baton.ops.SimdForwardTiles.forward3x5Relu;
import static dev.baton.ops.SimdForwardTiles.forward3x8;
import static dev.baton.ops.SimdForwardTiles.forward3x8Relu;
import static dev.baton.ops.SimdForwardTiles.kept1x4;
import static dev.baton.ops.SimdForwardTiles.kept2x4;
import static dev.baton.ops.SimdForwardTiles.kept3x4;
import static dev.baton.ops.SimdForwardTiles.rectified1x4;
import static dev.baton.ops.SimdForwardTiles.rectified2x4;
import static dev.baton.ops.SimdForwardTiles.rectified3x4;

import dev.baton.Activation;
import dev.baton.simd.SimdSpecies;

/**
 * {@link BatchOps} with the Vector API. A product is done in register tiles of three vectors of the batch, or two or
 * one for what is left of the columns, by eight or five outputs ({@link SimdForwardTiles}): every accumulator stays in
 * a register for the whole sum, and three by eight use each loaded vector eight times and each broadcast weight three
 * times.
 */
final class SimdBatchOps implements BatchOps {
    private static final int L = SimdSpecies.LANES;

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
        run(
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
            case RELU -> run(
                    packed, start, in, inStart, inStride, out, outStart, outStride, outputs, inputs, columns, true);
            case TANH, SILU, LEAKY_RELU -> {
                run(
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
        run(packed, start, in, inStart, stride, out, outStart, stride, outputs, inputs, columns, false);
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
        int tiles = BatchOps.rectifiedTiles(hidden);
        int vectors = (columns + L - 1) / L;
        int tile;
        for (int n = 0; vectors > 0; n += tile * L, vectors -= tile) {
            tile = vectorsOfTile(vectors);
            switch (tile) {
                case 3 -> rectified3x4(packed, tiles, inputs, in, inStart + n, inStride, out, outStart + n, outStride);
                case 2 -> rectified2x4(packed, tiles, inputs, in, inStart + n, inStride, out, outStart + n, outStride);
                default -> rectified1x4(packed, tiles, inputs, in, inStart + n, inStride, out, outStart + n, outStride);
            }
        }
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
        int tiles = BatchOps.rectifiedTiles(hidden);
        int vectors = (columns + L - 1) / L;
        int tile;
        for (int n = 0; vectors > 0; n += tile * L, vectors -= tile) {
            tile = vectorsOfTile(vectors);
            switch (tile) {
                case 3 -> kept3x4(packed, tiles, inputs, in, inStart + n, out, outStart + n, kept, keptStart + n);
                case 2 -> kept2x4(packed, tiles, inputs, in, inStart + n, out, outStart + n, kept, keptStart + n);
                default -> kept1x4(packed, tiles, inputs, in, inStart + n, out, outStart + n, kept, keptStart + n);
            }
        }
    }

    @Override
    public void activate(Activation activation, float[] x, int start, int stride, int rows, int columns) {
        if (stride % L == 0 && columns > stride - L) {
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

    /** A layer, with the rectifier behind it in the registers where {@code rectified}. */
    private static void run(
            float[] p,
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
            boolean rectified) {
        int vectors = (columns + L - 1) / L;
        int tile;
        for (int n = 0; vectors > 0; n += tile * L, vectors -= tile) {
            tile = vectorsOfTile(vectors);
            int x = inStart + n;
            int w = start;
            int rows;
            for (int o = 0; o < outputs; o += rows) {
                rows = BatchOps.rowsOfTile(outputs - o);
                int y = outStart + n + o * outStride;
                if (rectified) {
                    tileRelu(tile, rows, p, w, inputs, in, x, inStride, out, y, outStride);
                } else {
                    tile(tile, rows, p, w, inputs, in, x, inStride, out, y, outStride);
                }
                w += rows * (inputs + 1);
            }
        }
    }

    /** Three and one cost more than two and two. */
    private static int vectorsOfTile(int left) {
        return left == 4 ? 2 : Math.min(left, 3);
    }

    private static void tile(
            int vectors,
            int rows,
            float[] p,
            int w,
            int inputs,
            float[] in,
            int x,
            int stride,
            float[] out,
            int y,
            int outStride) {
        if (rows == 8) {
            switch (vectors) {
                case 3 -> forward3x8(p, w, inputs, in, x, stride, out, y, outStride);
                case 2 -> forward2x8(p, w, inputs, in, x, stride, out, y, outStride);
                default -> forward1x8(p, w, inputs, in, x, stride, out, y, outStride);
            }
        } else {
            switch (vectors) {
                case 3 -> forward3x5(p, w, inputs, in, x, stride, out, y, outStride);
                case 2 -> forward2x5(p, w, inputs, in, x, stride, out, y, outStride);
                default -> forward1x5(p, w, inputs, in, x, stride, out, y, outStride);
            }
        }
    }

    private static void tileRelu(
            int vectors,
            int rows,
            float[] p,
            int w,
            int inputs,
            float[] in,
            int x,
            int stride,
            float[] out,
            int y,
            int outStride) {
        if (rows == 8) {
            switch (vectors) {
                case 3 -> forward3x8Relu(p, w, inputs, in, x, stride, out, y, outStride);
                case 2 -> forward2x8Relu(p, w, inputs, in, x, stride, out, y, outStride);
                default -> forward1x8Relu(p, w, inputs, in, x, stride, out, y, outStride);
            }
        } else {
            switch (vectors) {
                case 3 -> forward3x5Relu(p, w, inputs, in, x, stride, out, y, outStride);
                case 2 -> forward2x5Relu(p, w, inputs, in, x, stride, out, y, outStride);
                default -> forward1x5Relu(p, w, inputs, in, x, stride, out, y, outStride);
            }
        }
    }
}
