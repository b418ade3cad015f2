package dev.baton.ops;

/**
 * The operations of a feed-forward network on a batch, with the batch in the columns (lanes).
 *
 * <p>A matrix argument is an array, the index of its first element and a stride: element (r, n) is at {@code start + r ·
 * stride + n}. Strides are multiples of 16. An operation on {@code columns} columns may also read and overwrite the
 * columns up to the next multiple of 16, whose contents are then unspecified.
 *
 * <p>Methods check nothing: sizes are checked once, where workspaces are made. No method allocates.
 */
public sealed interface BatchOps permits ScalarBatchOps, SimdBatchOps {
    /** How many partial sums a sum over the batch has: column n adds to partial sum n mod 16. */
    int PARTIALS = 16;

    /**
     * Returns the implementation for a backend.
     *
     * @param backend scalar or SIMD
     * @return stateless operations
     */
    static BatchOps of(Backend backend) {
        return switch (backend) {
            case SCALAR -> new ScalarBatchOps();
            case SIMD -> new SimdBatchOps();
        };
    }

    /**
     * Rounds a number of columns up to a multiple of {@value #PARTIALS}.
     *
     * @param columns ≥ 0
     * @return the smallest multiple that is not less
     */
    static int padded(int columns) {
        return (columns + (PARTIALS - 1)) & -PARTIALS;
    }

    /**
     * Affine layer: out[o][n] = bias[o] + Σ_i weights[o][i] · in[i][n], with fma in ascending i; then, if {@code relu},
     * out[o][n] = max(0, out[o][n]), where a NaN becomes 0.
     *
     * @param parameters holds weights and bias, not modified
     * @param weights start of the weights (O,I) row-major
     * @param bias start of the bias (O)
     * @param in (I,N), not modified
     * @param inStart first element of {@code in}
     * @param inStride from row to row of {@code in}
     * @param out (O,N), overwritten; must not overlap {@code in}
     * @param outStart first element of {@code out}
     * @param outStride from row to row of {@code out}
     * @param outputs O ≥ 1
     * @param inputs I ≥ 1
     * @param columns N ≥ 0
     * @param relu whether to rectify
     */
    void affineForward(
            float[] parameters,
            int weights,
            int bias,
            float[] in,
            int inStart,
            int inStride,
            float[] out,
            int outStart,
            int outStride,
            int outputs,
            int inputs,
            int columns,
            boolean relu);

    /**
     * Replaces every element by its {@link FloatMath#tanh}.
     *
     * @param x (R,N), overwritten
     * @param start first element
     * @param stride from row to row
     * @param rows R
     * @param columns N
     */
    void tanhForward(float[] x, int start, int stride, int rows, int columns);

    /**
     * Back through tanh: d[r][n] ← d[r][n] · (1 − y[r][n]²), the bracket by fma.
     *
     * @param y (R,N) what {@link #tanhForward} gave, not modified
     * @param yStart first element of {@code y}
     * @param yStride from row to row of {@code y}
     * @param d (R,N) derivative by y, overwritten by the derivative by the argument
     * @param dStart first element of {@code d}
     * @param dStride from row to row of {@code d}
     * @param rows R
     * @param columns N
     */
    void tanhBackward(
            float[] y, int yStart, int yStride, float[] d, int dStart, int dStride, int rows, int columns);

    /**
     * Back through the rectifier: d[r][n] ← d[r][n] where y[r][n] &gt; 0, else 0.
     *
     * @param y (R,N) the rectified values, not modified
     * @param yStart first element of {@code y}
     * @param yStride from row to row of {@code y}
     * @param d (R,N) derivative by y, overwritten by the derivative by the argument
     * @param dStart first element of {@code d}
     * @param dStride from row to row of {@code d}
     * @param rows R
     * @param columns N
     */
    void reluBackward(
            float[] y, int yStart, int yStride, float[] d, int dStart, int dStride, int rows, int columns);

    /**
     * Back through an affine layer to its input: dIn[i][n] = Σ_o weights[o][i] · dOut[o][n], with fma in ascending o
     * from 0.
     *
     * @param parameters holds the weights, not modified
     * @param weights start of the weights (O,I) row-major
     * @param dOut (O,N), not modified
     * @param dOutStart first element of {@code dOut}
     * @param dOutStride from row to row of {@code dOut}
     * @param dIn (I,N), overwritten; must not overlap {@code dOut}
     * @param dInStart first element of {@code dIn}
     * @param dInStride from row to row of {@code dIn}
     * @param outputs O ≥ 1
     * @param inputs I ≥ 1
     * @param columns N ≥ 0
     */
    void affineBackwardInput(
            float[] parameters,
            int weights,
            float[] dOut,
            int dOutStart,
            int dOutStride,
            float[] dIn,
            int dInStart,
            int dInStride,
            int outputs,
            int inputs,
            int columns);

    /**
     * Back through an affine layer and the activation before it: {@link #affineBackwardInput}, then {@link
     * #reluBackward} or {@link #tanhBackward} with the activation's values y.
     *
     * @param parameters holds the weights, not modified
     * @param weights start of the weights (O,I) row-major
     * @param dOut (O,N), not modified
     * @param dOutStart first element of {@code dOut}
     * @param dOutStride from row to row of {@code dOut}
     * @param y (I,N) the activation's values, not modified
     * @param yStart first element of {@code y}
     * @param yStride from row to row of {@code y}
     * @param dIn (I,N), overwritten; must not overlap {@code dOut} or {@code y}
     * @param dInStart first element of {@code dIn}
     * @param dInStride from row to row of {@code dIn}
     * @param outputs O ≥ 1
     * @param inputs I ≥ 1
     * @param columns N ≥ 0
     * @param relu whether the activation is the rectifier; else it is tanh
     */
    default void affineBackwardActivation(
            float[] parameters,
            int weights,
            float[] dOut,
            int dOutStart,
            int dOutStride,
            float[] y,
            int yStart,
            int yStride,
            float[] dIn,
            int dInStart,
            int dInStride,
            int outputs,
            int inputs,
            int columns,
            boolean relu) {
        affineBackwardInput(
                parameters, weights, dOut, dOutStart, dOutStride, dIn, dInStart, dInStride, outputs, inputs, columns);
        if (relu) {
            reluBackward(y, yStart, yStride, dIn, dInStart, dInStride, inputs, columns);
        } else {
            tanhBackward(y, yStart, yStride, dIn, dInStart, dInStride, inputs, columns);
        }
    }

    /**
     * Back through an affine layer to its parameters, added to partial sums over the batch: for n ascending,
     * partials[weights + o I + i][n mod 16] ← fma(in[i][n], dOut[o][n], ·) and partials[bias + o][n mod 16] +=
     * dOut[o][n].
     *
     * <p>The columns may lie in several tiles, because a partial sum is loaded and stored once per call: column n is
     * column n mod {@code tile} of tile ⌊n / tile⌋, and tiles are {@code inStep} and {@code dOutStep} floats apart.
     *
     * @param in (I,N), not modified; finite in the columns from N up to the next multiple of 16
     * @param inStart first element of {@code in}
     * @param inStride from row to row of {@code in}
     * @param inStep from tile to tile of {@code in}
     * @param dOut (O,N), not modified; columns N up to the next multiple of 16 must be 0
     * @param dOutStart first element of {@code dOut}
     * @param dOutStride from row to row of {@code dOut}
     * @param dOutStep from tile to tile of {@code dOut}
     * @param partials (P,16), added to
     * @param weights the layer's first weight among the P parameters
     * @param bias the layer's first bias among the P parameters
     * @param outputs O ≥ 1
     * @param inputs I ≥ 1
     * @param columns N ≥ 0; rounded up to a multiple of 16
     * @param tile columns of a tile, a multiple of 16
     */
    void affineBackwardParameters(
            float[] in,
            int inStart,
            int inStride,
            int inStep,
            float[] dOut,
            int dOutStart,
            int dOutStride,
            int dOutStep,
            float[] partials,
            int weights,
            int bias,
            int outputs,
            int inputs,
            int columns,
            int tile);

    /**
     * Folds partial sums: out[p] = Σ_l partials[p][l], in ascending l from 0.
     *
     * @param partials (P,16), not modified
     * @param out (P), overwritten
     * @param count P ≥ 0
     */
    static void foldPartials(float[] partials, float[] out, int count) {
        for (int p = 0; p < count; p++) {
            float sum = 0;
            for (int l = 0; l < PARTIALS; l++) {
                sum += partials[p * PARTIALS + l];
            }
            out[p] = sum;
        }
    }
}
