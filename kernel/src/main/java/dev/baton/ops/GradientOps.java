package dev.baton.ops;

import dev.baton.Backend;

/**
 * The operations of a backward pass, with the values of one sample side by side, so that the lanes hold a layer's
 * outputs and every sum over samples is taken in the order of the samples.
 *
 * <p>They work on a chunk of N ≤ {@value #CHUNK} samples. Two kinds of matrix occur. A <i>wide matrix</i> (R, W) has a row of W
 * values, a multiple of {@value #WIDTH}, for every sample, input or output; it is read and written a vector at a time, starts
 * at element {@value #START} of its array (see {@link BatchOps#START}), and samples up to the next multiple of {@value #ROWS}
 * are overwritten with it. An <i>operand</i> (R, {@value #CHUNK}) starts at element 0, is read one number at a time and has a
 * row of all samples for each value, with room for rows up to a multiple of {@value #ROWS}; a constant distance between its
 * rows lets the compiler take the bounds checks out of the loops.
 *
 * <p>Methods check nothing: sizes are checked once, where workspaces are made. No method allocates.
 */
public sealed interface GradientOps permits ScalarGradientOps, SimdGradientOps {
    /** The most samples of a call, and floats from row to row of an operand; a multiple of 16. */
    int CHUNK = 48;

    /** Where wide matrices start. */
    int START = BatchOps.START;

    /** Arrays have room for a multiple of this many rows, see above: the rows of any register tile. Divides {@value #CHUNK}. */
    int ROWS = 12;

    /** Widths of wide matrices are multiples of this. */
    int WIDTH = 32;

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
     * Rounds a number of values up to the width of a wide matrix.
     *
     * @param values ≥ 1
     * @return the smallest multiple of {@value #WIDTH} that is not less
     */
    static int width(int values) {
        return (values + (WIDTH - 1)) & -WIDTH;
    }

    /**
     * Rounds a number of rows up to what arrays need room for.
     *
     * @param rows ≥ 0
     * @return the smallest multiple of {@value #ROWS} that is not less
     */
    static int rows(int rows) {
        return (rows + (ROWS - 1)) / ROWS * ROWS;
    }

    /**
     * Affine layer: out[n][j] = b[j] + Σ_i w[i][j] · in[i][n], with fma in ascending i; then, if {@code relu}, out[n][j]
     * = max(0, out[n][j]), where a NaN becomes 0. The same bits as {@link BatchOps#affineForward}.
     *
     * @param in (I, 48), not modified
     * @param inputs I ≥ 1
     * @param w (I + 1, W) the weights and, as the last row, the bias b; not modified
     * @param out (N, W) overwritten; must not be {@code in}
     * @param width W
     * @param samples N ≥ 0
     * @param relu whether to rectify
     */
    void affine(float[] in, int inputs, float[] w, float[] out, int width, int samples, boolean relu);

    /**
     * Copies rows into an operand: out[r][n] = in[r][n].
     *
     * @param in (R, N), not modified; read up to column N rounded up to a multiple of 16
     * @param inStart first element of {@code in}
     * @param inStride from row to row of {@code in}
     * @param rows R
     * @param out (R, 48) overwritten up to column N rounded up to a multiple of 16
     * @param samples N ≥ 0
     */
    void copy(float[] in, int inStart, int inStride, int rows, float[] out, int samples);

    /**
     * Puts the values of a sample side by side: out[n][j] = in[j][n].
     *
     * @param in (R, N), not modified; read up to column N rounded up to a multiple of 16
     * @param inStart first element of {@code in}
     * @param inStride from row to row of {@code in}
     * @param rows R ≥ 1
     * @param out (N, W) overwritten in its first R columns, up to sample N rounded up to a multiple of 16
     * @param width W ≥ R
     * @param samples N ≥ 0
     */
    void transpose(float[] in, int inStart, int inStride, int rows, float[] out, int width, int samples);

    /**
     * Replaces every element by its {@link FloatMath#tanh}.
     *
     * @param x overwritten
     * @param length of the matrix, a multiple of {@value #WIDTH}
     */
    void tanh(float[] x, int length);

    /**
     * Replaces values of tanh by its slope there: y ← 1 − y², by fma.
     *
     * @param y overwritten
     * @param length of the matrix, a multiple of {@value #WIDTH}
     */
    void tanhSlope(float[] y, int length);

    /**
     * Back through an affine layer and the activation before it: with s = Σ_o w[o][j] · d[o][n], by fma in ascending o
     * from 0, y[n][j] ← s where y[n][j] &gt; 0 and else 0 if {@code relu}, and y[n][j] ← s · y[n][j] if not.
     *
     * @param d (O, 48), derivative by the layer's outputs, not modified
     * @param outputs O ≥ 1
     * @param w (O, W) the weights, not modified
     * @param y (N, W) the rectified values, or the slopes; overwritten by the derivative by the activation's argument
     * @param width W
     * @param samples N ≥ 0
     * @param relu whether y are rectified values
     */
    void backwardInput(float[] d, int outputs, float[] w, float[] y, int width, int samples, boolean relu);

    /**
     * Gradient of weights: g[r][j] ← g[r][j] + Σ_n a[r][n] · b[n][j], with fma in ascending n. Where a row of a is ones, that
     * of a bias.
     *
     * @param a (R, 48), not modified
     * @param rows R ≥ 1
     * @param b (N, W) not modified
     * @param width W
     * @param samples N ≥ 0
     * @param g (R, W) added to; rows from R up to a multiple of {@value #ROWS} may be overwritten
     */
    void addProducts(float[] a, int rows, float[] b, int width, int samples, float[] g);

    /**
     * Gradient of the last layer's bias: partials[r][n mod 16] ← partials[r][n mod 16] + d[r][n], in ascending n.
     *
     * @param d (R, 48), 0 in the columns from N up to a multiple of 16; not modified
     * @param rows R
     * @param samples N ≥ 0
     * @param partials (R, 16) added to
     */
    void addSums(float[] d, int rows, int samples, float[] partials);
}
