package dev.baton.ops;

import static dev.baton.ops.Lanes.WIDEST;
import static dev.baton.ops.SimdGradientTiles.backward4x4LeakyRelu;
import static dev.baton.ops.SimdGradientTiles.backward4x4Relu;
import static dev.baton.ops.SimdGradientTiles.backward4x4Slope;
import static dev.baton.ops.SimdGradientTiles.backward4x4Tanh;
import static dev.baton.ops.SimdGradientTiles.fold16;
import static dev.baton.ops.SimdGradientTiles.fold4;
import static dev.baton.ops.SimdGradientTiles.fold8;
import static dev.baton.ops.SimdGradientTiles.products4x1;
import static dev.baton.ops.SimdGradientTiles.products4x2;
import static dev.baton.ops.SimdGradientTiles.products4x3;
import static dev.baton.ops.SimdGradientTiles.products4x4;
import static dev.baton.ops.SimdGradientTiles.products4x5;

import dev.baton.Activation;
import dev.baton.simd.SimdSpecies;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link GradientOps} with the Vector API. A product is done in the register tiles of {@link SimdGradientTiles}; every
 * accumulator stays in a register for all columns of a call.
 */
final class SimdGradientOps implements GradientOps {
    private static final VectorSpecies<Float> S = SimdSpecies.FLOATS;
    private static final int L = SimdSpecies.LANES;
    /** For s = 1, 2, 4, 8: of rows r and r + s the elements of r where bit s is clear in their number and those of r + s where it is
     * set, each s places from where it stands, so that row and row meet. */
    private static final int[] EXCHANGE = exchange();

    private static int[] exchange() {
        int[] index = new int[4 * L];
        for (int s = 1, at = 0; s <= 8; s *= 2, at += L) {
            for (int c = 0; c < L; c++) {
                index[at + c] = (c & s) != 0 ? L + c - s : c + s;
            }
        }
        return index;
    }

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
        for (int n = 0; n < columns; n += 4 * L) {
            switch (activation) {
                case TANH -> backward4x4Tanh(d, dStart + n, outputs, w, wStart, width, y, e, yStart + n, eStart + n);
                case RELU -> backward4x4Relu(d, dStart + n, outputs, w, wStart, width, y, e, yStart + n, eStart + n);
                case LEAKY_RELU ->
                    backward4x4LeakyRelu(d, dStart + n, outputs, w, wStart, width, y, e, yStart + n, eStart + n);
                case SILU -> backward4x4Slope(d, dStart + n, outputs, w, wStart, width, y, e, yStart + n, eStart + n);
            }
        }
    }

    @Override
    public void addProducts(
            float[] a, int aStart, float[] b, int bStart, int rows, int columns, float[] g, int gStart) {
        int width = rows * WIDEST;
        int tile;
        for (int c = 0; c < rows; c += tile) {
            tile = rowsOfTile(rows - c);
            for (int l = 0; l < WIDEST; l += L) {
                int x = aStart + l;
                int y = bStart + c * STRIDE + l;
                int at = gStart + c * WIDEST + l;
                switch (tile) {
                    case 1 -> products4x1(a, x, b, y, columns, g, at, width);
                    case 2 -> products4x2(a, x, b, y, columns, g, at, width);
                    case 3 -> products4x3(a, x, b, y, columns, g, at, width);
                    case 4 -> products4x4(a, x, b, y, columns, g, at, width);
                    default -> products4x5(a, x, b, y, columns, g, at, width);
                }
            }
        }
    }

    /** Returns 5 where fives alone fill what is left, else 4 or what is left. */
    private static int rowsOfTile(int left) {
        return 5 * (left % 4) == left ? 5 : Math.min(left, 4);
    }

    @Override
    public void addSums(float[] d, int dStart, int rows, int columns, float[] partials, int start) {
        for (int r = 0; r < rows; r++) {
            for (int l = 0; l < WIDEST; l += L) {
                int at = start + r * WIDEST + l;
                FloatVector s = FloatVector.fromArray(S, partials, at);
                int row = dStart + r * STRIDE + l;
                for (int n = 0; n < columns; n += WIDEST) {
                    s = s.add(FloatVector.fromArray(S, d, row + n));
                }
                s.intoArray(partials, at);
            }
        }
    }

    @Override
    public void fold(float[] partials, int start, int rows, float[] out) {
        for (int r = 0; r < rows; r += L) {
            int at = start + r * WIDEST;
            if (L == 16) {
                fold16(partials, at, out, r, EXCHANGE);
            } else if (L == 8) {
                fold8(partials, at, out, r, EXCHANGE);
            } else {
                fold4(partials, at, out, r, EXCHANGE);
            }
        }
    }
}
