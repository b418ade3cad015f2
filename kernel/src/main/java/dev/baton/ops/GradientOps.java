package dev.baton.ops;

import dev.baton.Activation;
import dev.baton.Backend;

/**
 * The operations of a backward pass, with the samples in the columns (lanes) as in {@link BatchOps}.
 *
 * <p>A matrix (R, N) is an array and the index of its first element; rows are {@value #STRIDE} floats apart, and N is
 * at most {@value #COLUMNS}. Rows are worked on {@value #ROWS} at a time, so a matrix has room for a multiple of that,
 * whose further rows are read and whose results mean nothing. Columns from N up to a multiple of {@value Lanes#WIDEST}
 * take part in sums: a derivative is 0 there, and the square of everything else finite; columns behind those may be
 * read and overwritten.
 *
 * <p>A sum over samples is {@value Lanes#WIDEST} partial sums, column n going into number n mod {@value
 * Lanes#WIDEST}, in ascending n, through one call after another. {@link #fold} adds them up when all samples are in.
 *
 * <p>Methods check nothing: sizes are checked once, where workspaces are made. No method allocates.
 */
public sealed interface GradientOps permits ScalarGradientOps, SimdGradientOps {
    /** The most columns of a call: as many as keep the rows of a product in the first-level cache. */
    int COLUMNS = 576;

    /**
     * Floats from row to row: the forward pass may overwrite two vectors behind the last column, and an odd number of
     * cache lines keeps rows out of each other's way.
     */
    int STRIDE = COLUMNS + 80;

    /** Rows of a register tile. */
    int ROWS = 4;

    /** Floats of working memory that {@link #products} takes: the partial sums of a tile. */
    int SCRATCH = ROWS * ROWS * Lanes.WIDEST;

    /** Where matrices start. */
    int START = BatchOps.START;

    /**
     * Returns the implementation for a backend.
     *
     * @param backend scalar or SIMD
     * @return stateless operations
     */
    static GradientOps of(Backend backend) {
        return switch (backend) {
            case SCALAR -> new ScalarGradientOps();
            case SIMD -> new SimdGradientOps();
        };
    }

    /**
     * Rounds a number of rows up to what matrices need room for.
     *
     * @param rows ≥ 0
     * @return the smallest multiple of {@value #ROWS} that is not less
     */
    static int rows(int rows) {
        return (rows + (ROWS - 1)) & -ROWS;
    }

    /**
     * Back through an affine layer and the activation before it, for {@value #ROWS} of its inputs: with s = Σ_o
     * w[o][i] · d[o][n], by fma in ascending o from 0, e[i][n] is s times the slope: of tanh s · (1 − y[i][n]²), by
     * fma; of the rectifier s where y[i][n] &gt; 0 and else 0; of the leaky rectifier s where y[i][n] &gt; 0 and else
     * 0.01 s; and s · y[i][n] where y is the slope.
     *
     * @param d (O, N), derivative by the layer's outputs, not modified
     * @param dStart first element of {@code d}
     * @param outputs O ≥ 1
     * @param w (O, W) the weights, row-major without gaps, not modified
     * @param wStart the first of the four weights in the first row
     * @param width W
     * @param y (4, N) what tells the slope: the activation's values, which are the layer's inputs, or the slope itself
     *     where {@link Activations#keepsSlope}; not modified
     * @param yStart first element of {@code y}
     * @param e (4, N) overwritten with the derivative by the activation's argument, up to column N rounded up to a
     *     multiple of 16; not {@code d}
     * @param eStart first element of {@code e}
     * @param columns N ≥ 0
     * @param activation whose slope
     */
    void backwardInput(
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
            Activation activation);

    /**
     * Does {@link #backwardInput} where the layer's inputs tell the slope, and {@link #addProducts} of these inputs
     * with the derivative by the outputs: all of a network's last layer, with each row loaded once for both.
     *
     * @param d (O, N), derivative by the layer's outputs, not modified
     * @param dStart first element of {@code d}
     * @param outputs O ≥ 1
     * @param w (O, W) the weights, row-major without gaps, not modified
     * @param wStart the first of the four weights in the first row
     * @param width W
     * @param y (4, N) the layer's inputs, not modified
     * @param yStart first element of {@code y}
     * @param e (4, N) overwritten with the derivative by the activation's argument, up to column N rounded up to a
     *     multiple of 16; not {@code d}
     * @param eStart first element of {@code e}
     * @param columns N ≥ 0
     * @param activation whose slope; not one that {@linkplain Activations#keepsSlope keeps it}
     * @param g (4, O, 16) partial sums without gaps, added to
     * @param gStart first element of {@code g}
     */
    default void backwardInputAndProducts(
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
        backwardInput(d, dStart, outputs, w, wStart, width, y, yStart, e, eStart, columns, activation);
        addProducts(y, yStart, d, dStart, outputs, columns, g, gStart);
    }

    /**
     * Gradient of weights, for {@value #ROWS} rows: g[r][c] ← g[r][c] + Σ_n a[r][n] · b[c][n], by fma.
     *
     * @param a (4, N), not modified
     * @param aStart first element of {@code a}
     * @param b (C, N), not modified
     * @param bStart first element of {@code b}
     * @param rows C ≥ 1
     * @param columns N ≥ 0
     * @param g (4, C, 16) partial sums without gaps, added to
     * @param gStart first element of {@code g}
     */
    void addProducts(float[] a, int aStart, float[] b, int bStart, int rows, int columns, float[] g, int gStart);

    /**
     * Does {@link #addProducts}, and {@link #addSums} of the four rows: what a layer's derivatives are for.
     *
     * @param a (4, N), not modified
     * @param aStart first element of {@code a}
     * @param b (C, N), not modified
     * @param bStart first element of {@code b}
     * @param rows C ≥ 1
     * @param columns N ≥ 0
     * @param g (4, C, 16) partial sums without gaps, added to
     * @param gStart first element of {@code g}
     * @param sums (4, 16) without gaps, added to
     * @param start first element of {@code sums}
     */
    void addProductsAndSums(
            float[] a,
            int aStart,
            float[] b,
            int bStart,
            int rows,
            int columns,
            float[] g,
            int gStart,
            float[] sums,
            int start);

    /**
     * Gradient of biases: partials[r] ← partials[r] + Σ_n d[r][n].
     *
     * @param d (R, N), not modified
     * @param dStart first element of {@code d}
     * @param rows R
     * @param columns N ≥ 0
     * @param partials (R, 16) without gaps, added to
     * @param start first element of {@code partials}
     */
    void addSums(float[] d, int dStart, int rows, int columns, float[] partials, int start);

    /**
     * The sums of {@link #addProducts} over all samples that there are, added up: out[r][c] = Σ_n a[r][n] · b[c][n],
     * the bits that products added to partial sums of 0 have after {@link #fold}.
     *
     * @param a (R, N), not modified
     * @param aStart first element of {@code a}
     * @param height R ≥ 0
     * @param b (C, N), not modified
     * @param bStart first element of {@code b}
     * @param width C ≥ 0
     * @param columns N ≥ 0
     * @param out (R, C) overwritten, and nothing between its rows
     * @param start first element of {@code out}
     * @param stride from row to row of {@code out}
     * @param scratch {@value #SCRATCH} floats, overwritten
     */
    void products(
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
            float[] scratch);

    /**
     * Adds up partial sums, in halves: of sixteen numbers the first eight and the last eight, then the first four of
     * those and the last four, and so on.
     *
     * @param partials (R, 16) without gaps, not modified; read up to R rounded up to a multiple of 16
     * @param start first element of {@code partials}
     * @param rows R
     * @param out (R) overwritten up to a multiple of 16
     */
    void fold(float[] partials, int start, int rows, float[] out);
}
