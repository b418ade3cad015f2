package dev.baton.ops;

import static dev.baton.ops.Lanes.WIDEST;
import static dev.baton.ops.SimdGradientTiles.backward4x2LeakyRelu;
import static dev.baton.ops.SimdGradientTiles.backward4x2Relu;
import static dev.baton.ops.SimdGradientTiles.backward4x2Slope;
import static dev.baton.ops.SimdGradientTiles.backward4x2Tanh;
import static dev.baton.ops.SimdGradientTiles.backward4x4LeakyRelu;
import static dev.baton.ops.SimdGradientTiles.backward4x4Relu;
import static dev.baton.ops.SimdGradientTiles.backward4x4Slope;
import static dev.baton.ops.SimdGradientTiles.backward4x4Tanh;
import static dev.baton.ops.SimdGradientTiles.backwardProductsLeakyRelu;
import static dev.baton.ops.SimdGradientTiles.backwardProductsRelu;
import static dev.baton.ops.SimdGradientTiles.backwardProductsTanh;
import static dev.baton.ops.SimdGradientTiles.fold16;
import static dev.baton.ops.SimdGradientTiles.fold4;
import static dev.baton.ops.SimdGradientTiles.fold8;
import static dev.baton.ops.SimdGradientTiles.folded1x16;
import static dev.baton.ops.SimdGradientTiles.folded1x4;
import static dev.baton.ops.SimdGradientTiles.folded4x4;
import static dev.baton.ops.SimdGradientTiles.foldedPair4x4;
import static dev.baton.ops.SimdGradientTiles.products4x1;
import static dev.baton.ops.SimdGradientTiles.products4x1Sums;
import static dev.baton.ops.SimdGradientTiles.products4x2;
import static dev.baton.ops.SimdGradientTiles.products4x2Sums;
import static dev.baton.ops.SimdGradientTiles.products4x3;
import static dev.baton.ops.SimdGradientTiles.products4x3Sums;
import static dev.baton.ops.SimdGradientTiles.products4x4;
import static dev.baton.ops.SimdGradientTiles.products4x4Sums;
import static dev.baton.ops.SimdGradientTiles.products4x5;
import static dev.baton.ops.SimdGradientTiles.products4x5Sums;

import dev.baton.Activation;
import dev.baton.simd.SimdSpecies;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link GradientOps} with the Vector API. A product is done in the register tiles of {@link SimdGradientTiles}; every
 * accumulator stays in a register for all columns of a call.
 */
final class SimdGradientOps implements GradientOps {
    private static final VectorSpecies<Float> S = SimdSpecies.FLOATS;
    private static final int L = SimdSpecies.LANES;
    private static final VectorSpecies<Float> FOUR = FloatVector.SPECIES_128;
    /** The most outputs of a last layer that one tile goes back through. */
    private static final int MOST_OUTPUTS = 5;
    /**
     * For s = 1, 2, 4, 8: of rows r and r + s the elements of r where bit s is clear in their number and those of r + s
     * where it is set, each s places from where it stands, so that row and row meet.
     */
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
        int padded = Lanes.roundUp(columns);
        int n = 0;
        for (; n + 2 * L < padded; n += 4 * L) {
            int x = dStart + n;
            int h = yStart + n;
            int to = eStart + n;
            switch (activation) {
                case TANH -> backward4x4Tanh(d, x, outputs, w, wStart, width, y, e, h, to);
                case RELU -> backward4x4Relu(d, x, outputs, w, wStart, width, y, e, h, to);
                case LEAKY_RELU -> backward4x4LeakyRelu(d, x, outputs, w, wStart, width, y, e, h, to);
                case SILU -> backward4x4Slope(d, x, outputs, w, wStart, width, y, e, h, to);
            }
        }
        if (n < padded) {
            int x = dStart + n;
            int h = yStart + n;
            int to = eStart + n;
            switch (activation) {
                case TANH -> backward4x2Tanh(d, x, outputs, w, wStart, width, y, e, h, to);
                case RELU -> backward4x2Relu(d, x, outputs, w, wStart, width, y, e, h, to);
                case LEAKY_RELU -> backward4x2LeakyRelu(d, x, outputs, w, wStart, width, y, e, h, to);
                case SILU -> backward4x2Slope(d, x, outputs, w, wStart, width, y, e, h, to);
            }
        }
    }

    @Override
    public void backwardInputAndProducts(
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
            Activation activation,
            float[] g,
            int gStart) {
        // A tile takes 32 registers, so vectors of 512 bits.
        if (L < WIDEST || outputs > MOST_OUTPUTS) {
            GradientOps.super.backwardInputAndProducts(
                    d, dStart, outputs, w, wStart, width, y, yStart, e, eStart, columns, activation, g, gStart);
            return;
        }
        for (int r = 0; r < ROWS; r += 2) {
            int i = wStart + r;
            int h = yStart + r * STRIDE;
            int to = eStart + r * STRIDE;
            int at = gStart + r * outputs * WIDEST;
            switch (activation) {
                case TANH -> backwardProductsTanh(outputs, d, dStart, w, i, width, y, e, h, to, columns, g, at);
                case RELU -> backwardProductsRelu(outputs, d, dStart, w, i, width, y, e, h, to, columns, g, at);
                case LEAKY_RELU -> backwardProductsLeakyRelu(
                        outputs, d, dStart, w, i, width, y, e, h, to, columns, g, at);
                case SILU -> throw new IllegalArgumentException(activation + " keeps its slope");
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
                addTile(tile, a, aStart + l, b, bStart + c * STRIDE + l, columns, g, gStart + c * WIDEST + l, width);
            }
        }
    }

    @Override
    public void addProductsAndSums(
            float[] a,
            int aStart,
            float[] b,
            int bStart,
            int rows,
            int columns,
            float[] g,
            int gStart,
            float[] sums,
            int start) {
        int width = rows * WIDEST;
        int tile;
        for (int c = 0; c < rows; c += tile) {
            tile = rowsOfTile(rows - c);
            for (int l = 0; l < WIDEST; l += L) {
                int x = aStart + l;
                int y = bStart + c * STRIDE + l;
                int at = gStart + c * WIDEST + l;
                if (c + tile < rows) {
                    addTile(tile, a, x, b, y, columns, g, at, width);
                } else {
                    addTileAndSums(tile, a, x, b, y, columns, g, at, width, sums, start + l);
                }
            }
        }
    }

    private static void addTile(
            int tile, float[] a, int x, float[] b, int y, int columns, float[] g, int at, int width) {
        switch (tile) {
            case 1 -> products4x1(a, x, b, y, columns, g, at, width);
            case 2 -> products4x2(a, x, b, y, columns, g, at, width);
            case 3 -> products4x3(a, x, b, y, columns, g, at, width);
            case 4 -> products4x4(a, x, b, y, columns, g, at, width);
            default -> products4x5(a, x, b, y, columns, g, at, width);
        }
    }

    private static void addTileAndSums(
            int tile,
            float[] a,
            int x,
            float[] b,
            int y,
            int columns,
            float[] g,
            int at,
            int width,
            float[] sums,
            int to) {
        switch (tile) {
            case 1 -> products4x1Sums(a, x, b, y, columns, g, at, width, sums, to);
            case 2 -> products4x2Sums(a, x, b, y, columns, g, at, width, sums, to);
            case 3 -> products4x3Sums(a, x, b, y, columns, g, at, width, sums, to);
            case 4 -> products4x4Sums(a, x, b, y, columns, g, at, width, sums, to);
            default -> products4x5Sums(a, x, b, y, columns, g, at, width, sums, to);
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
        for (int r = 0; r < height; r += ROWS) {
            int rows = Math.min(ROWS, height - r);
            int x = aStart + r * STRIDE;
            int at = start + r * stride;
            int c = 0;
            while (rows == 1 && L == WIDEST && c + WIDEST <= width) {
                folded1x16(a, x, b, bStart + c * STRIDE, columns, out, at + c, EXCHANGE);
                c += WIDEST;
            }
            for (; c < width; c += ROWS) {
                int y = bStart + c * STRIDE;
                int few = Math.min(ROWS, width - c);
                tile(a, x, b, y, columns, rows, scratch);
                place(scratch, rows, few, out, at + c, stride);
            }
        }
    }

    /** Up to four rows by four others: sum (r, c) becomes element 4 r + c. */
    private void tile(float[] a, int x, float[] b, int y, int columns, int rows, float[] sums) {
        if (L < WIDEST) {
            inMemory(a, x, b, y, columns, sums);
        } else if (rows == 1) {
            folded1x4(a, x, b, y, columns, sums, 0, EXCHANGE);
        } else if (columns > WIDEST && columns <= 2 * WIDEST) {
            foldedPair4x4(a, x, b, y, sums, 0, EXCHANGE);
        } else {
            folded4x4(a, x, b, y, columns, sums, 0, EXCHANGE);
        }
    }

    /** Copies (rows, width) out of a tile. */
    private static void place(float[] sums, int rows, int width, float[] out, int at, int stride) {
        for (int r = 0; r < rows; r++) {
            int from = r * ROWS;
            int to = at + r * stride;
            // A loop over three costs more than they do.
            if (width == ROWS) {
                FloatVector.fromArray(FOUR, sums, from).intoArray(out, to);
            } else {
                out[to] = sums[from];
                if (width > 1) {
                    out[to + 1] = sums[from + 1];
                }
                if (width > 2) {
                    out[to + 2] = sums[from + 2];
                }
            }
        }
    }

    /** A tile whose sixteen partial sums each are several vectors. */
    private void inMemory(float[] a, int x, float[] b, int y, int columns, float[] sums) {
        Arrays.fill(sums, 0, ROWS * ROWS * WIDEST, 0);
        addProducts(a, x, b, y, ROWS, columns, sums, 0);
        // A sum is written where partial sums have been read before.
        fold(sums, 0, ROWS * ROWS, sums);
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
