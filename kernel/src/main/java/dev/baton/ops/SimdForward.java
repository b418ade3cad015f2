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

import dev.baton.simd.SimdSpecies;

/**
 * The forward product of an affine layer in register tiles of three vectors of the batch, or two or one for what is
 * left of the columns, by eight or five outputs: every accumulator stays in a register for the whole sum, and three by
 * eight use each loaded vector eight times and each broadcast weight three times.
 */
final class SimdForward {
    private static final int L = SimdSpecies.LANES;

    private SimdForward() {}

    /** See {@link BatchOps#affineForward}; {@code rectified} says whether the rectifier follows in the registers. */
    static void run(
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

    /** See {@link BatchOps#rectifiedForward}. */
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
            int columns) {
        int vectors = (columns + L - 1) / L;
        int tile;
        for (int n = 0; vectors > 0; n += tile * L, vectors -= tile) {
            tile = vectorsOfTile(vectors);
            switch (tile) {
                case 3 -> rectified3x4(p, tiles, inputs, in, inStart + n, inStride, out, outStart + n, outStride);
                case 2 -> rectified2x4(p, tiles, inputs, in, inStart + n, inStride, out, outStart + n, outStride);
                default -> rectified1x4(p, tiles, inputs, in, inStart + n, inStride, out, outStart + n, outStride);
            }
        }
    }

    /** Three and one cost more than two and two. */
    private static int vectorsOfTile(int left) {
        return left == 4 ? 2 : Math.min(left, 3);
    }

    /** See {@link BatchOps#keptForward}. */
    static void kept(
            float[] p,
            int tiles,
            int inputs,
            float[] in,
            int inStart,
            float[] out,
            int outStart,
            float[] h,
            int hStart,
            int columns) {
        int vectors = (columns + L - 1) / L;
        int tile;
        for (int n = 0; vectors > 0; n += tile * L, vectors -= tile) {
            tile = vectorsOfTile(vectors);
            switch (tile) {
                case 3 -> kept3x4(p, tiles, inputs, in, inStart + n, out, outStart + n, h, hStart + n);
                case 2 -> kept2x4(p, tiles, inputs, in, inStart + n, out, outStart + n, h, hStart + n);
                default -> kept1x4(p, tiles, inputs, in, inStart + n, out, outStart + n, h, hStart + n);
            }
        }
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
