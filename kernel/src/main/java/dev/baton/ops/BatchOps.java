package dev.baton.ops;

import dev.baton.Activation;
import dev.baton.Backend;

/**
 * The operations of a feed-forward network on a batch, with the batch in the columns (lanes).
 *
 * <p>A matrix is an array, the index of its first element and a stride: element (r, n) is at
 * {@code start + r · stride + n}. An operation on {@code columns} columns may also read and overwrite the columns
 * behind them up to the next multiple of {@value Lanes#TILE}, whose contents are then unspecified; the stride leaves
 * room for them.
 *
 * <p>Methods check nothing: sizes are checked once, where workspaces are made. No method allocates.
 */
public sealed interface BatchOps permits ScalarBatchOps, SimdBatchOps {
    /**
     * Where a matrix should start in an array of its own. Behind the 16 bytes of an array's header this is a multiple
     * of 64 bytes, so that with {@code -XX:ObjectAlignmentInBytes=64} no vector lies in two cache lines. Any other
     * start gives the same results.
     */
    int START = 12;

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
     * Returns how many outputs a layer's next register tile has: as many eights as leave fives only, so that tiles of
     * both fill all numbers above 27 and most below exactly.
     *
     * @param left outputs not yet in a tile, ≥ 1
     * @return 8 or 5
     */
    static int rowsOfTile(int left) {
        for (int filled = left; ; filled++) {
            // 5 · 5 = 1 modulo 8, so this many fives leave a multiple of eight.
            int fives = 5 * filled % 8;
            if (5 * fives <= filled) {
                return 5 * fives < filled ? 8 : 5;
            }
        }
    }

    /**
     * Returns the rows that a layer's output matrix needs room for.
     *
     * @param outputs O ≥ 1
     * @return the outputs of all tiles, at least O
     */
    static int rows(int outputs) {
        int rows = 0;
        while (rows < outputs) {
            rows += rowsOfTile(outputs - rows);
        }
        return rows;
    }

    /**
     * Packs a layer for {@link #affineForward}: tile after tile of R outputs, in each first the R biases and then,
     * input by input, R weights. What a tile has beyond the last output stays 0.
     *
     * @param parameters holds weights (O, I) row-major and bias (O), not modified
     * @param weights start of the weights
     * @param bias start of the bias
     * @param outputs O ≥ 1
     * @param inputs I ≥ 1
     * @param packed overwritten; {@link #rows} · (I + 1) floats from {@code start} on
     * @param start where to
     */
    static void pack(
            float[] parameters, int weights, int bias, int outputs, int inputs, float[] packed, int start) {
        int at = start;
        int rows;
        for (int o = 0; o < outputs; o += rows) {
            rows = rowsOfTile(outputs - o);
            for (int r = 0; r < rows && o + r < outputs; r++) {
                packed[at + r] = parameters[bias + o + r];
                for (int i = 0; i < inputs; i++) {
                    packed[at + (i + 1) * rows + r] = parameters[weights + (o + r) * inputs + i];
                }
            }
            at += rows * (inputs + 1);
        }
    }

    /**
     * Affine layer: out[o][n] = bias[o] + Σ_i weights[o][i] · in[i][n], with fma in ascending i.
     *
     * @param packed the layer from {@link #pack}, not modified
     * @param start where it starts
     * @param in (I, N), not modified
     * @param inStart first element of {@code in}
     * @param inStride from row to row of {@code in}
     * @param out (O, N), overwritten; has room for {@link #rows} rows; must not overlap {@code in}
     * @param outStart first element of {@code out}
     * @param outStride from row to row of {@code out}
     * @param outputs O ≥ 1
     * @param inputs I ≥ 1
     * @param columns N ≥ 0
     */
    void affineForward(
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
            int columns);

    /**
     * Hidden layer: {@link #affineForward}, then {@link #activate} on what comes out.
     *
     * @param activation what becomes of the sums
     * @param packed the layer from {@link #pack}, not modified
     * @param start where it starts
     * @param in (I, N), not modified
     * @param inStart first element of {@code in}
     * @param inStride from row to row of {@code in}
     * @param out (O, N), overwritten; has room for {@link #rows} rows; must not overlap {@code in}
     * @param outStart first element of {@code out}
     * @param outStride from row to row of {@code out}
     * @param outputs O ≥ 1
     * @param inputs I ≥ 1
     * @param columns N ≥ 0
     */
    void hiddenForward(
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
            int columns);

    /**
     * As {@link #hiddenForward}, and keeps the slopes if the way back needs them. Rows of all matrices are {@link
     * GradientOps#STRIDE} floats apart.
     *
     * @param activation what becomes of the sums
     * @param packed the layer from {@link #pack}, not modified
     * @param start where it starts
     * @param in (I, N), not modified
     * @param inStart first element of {@code in}
     * @param out (O, N), overwritten; has room for {@link #rows} rows; must not overlap {@code in}
     * @param outStart first element of {@code out} and of {@code slopes}
     * @param outputs O ≥ 1
     * @param inputs I ≥ 1
     * @param columns N ≥ 0
     * @param slopes (O, N), overwritten as {@code out} is if {@link Activations#keepsSlope}; else not used
     */
    void hiddenForwardWithSlopes(
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
            float[] slopes);

    /**
     * Replaces every element by its activation's value, as {@link Activations} has it: {@link FloatMath#tanh}; x where
     * x &gt; 0 and else 0, also for a NaN; x σ(x); x where x &gt; 0 and else 0.01 x.
     *
     * @param activation which
     * @param x (R, N), overwritten
     * @param start first element
     * @param stride from row to row
     * @param rows R
     * @param columns N
     */
    void activate(Activation activation, float[] x, int start, int stride, int rows, int columns);

    /** As {@link Lanes#TILE}, where {@link #rectifiedForward} is used: whole tiles. */
    int RECTIFIED_COLUMNS = 96;

    /** The most outputs of {@link #rectifiedForward}, and the rows that its output matrices have room for. */
    int RECTIFIED_OUTPUTS = 5;

    /** Hidden values of a register tile of {@link #rectifiedForward}. */
    int RECTIFIED_ROWS = 4;

    /**
     * Returns the tiles of a hidden layer in {@link #rectifiedForward}.
     *
     * @param hidden J ≥ 1
     * @return J / 4, rounded up
     */
    static int rectifiedTiles(int hidden) {
        return (hidden + RECTIFIED_ROWS - 1) / RECTIFIED_ROWS;
    }

    /**
     * Returns the length of two packed layers.
     *
     * @param hidden J ≥ 1
     * @param inputs I ≥ 1
     * @return floats that {@link #packRectified} writes
     */
    static int rectifiedLength(int hidden, int inputs) {
        return RECTIFIED_OUTPUTS + rectifiedTiles(hidden) * RECTIFIED_ROWS * (1 + inputs + RECTIFIED_OUTPUTS);
    }

    /**
     * Packs two layers for {@link #rectifiedForward}: five biases of the outputs; then, for every four hidden values,
     * their biases, input by input their weights, and hidden value by hidden value its weight in each output. Values
     * that fill up the last four add nothing to any sum: they are 0, and their weights in the outputs −0.
     *
     * @param parameters holds the weights (J, I) and (O, J) row-major and the biases (J) and (O), not modified
     * @param weights1 start of the weights of the first layer
     * @param bias1 start of its bias
     * @param weights2 start of the weights of the second layer
     * @param bias2 start of its bias
     * @param outputs O, 1 … {@value #RECTIFIED_OUTPUTS}
     * @param hidden J ≥ 1
     * @param inputs I ≥ 1
     * @param packed (J', I) of {@link #rectifiedLength}, overwritten
     */
    static void packRectified(
            float[] parameters,
            int weights1,
            int bias1,
            int weights2,
            int bias2,
            int outputs,
            int hidden,
            int inputs,
            float[] packed) {
        int at = 0;
        for (int o = 0; o < RECTIFIED_OUTPUTS; o++) {
            packed[at++] = o < outputs ? parameters[bias2 + o] : 0;
        }
        for (int first = 0; first < hidden; first += RECTIFIED_ROWS) {
            for (int j = first; j < first + RECTIFIED_ROWS; j++) {
                packed[at++] = j < hidden ? parameters[bias1 + j] : 0;
            }
            for (int i = 0; i < inputs; i++) {
                for (int j = first; j < first + RECTIFIED_ROWS; j++) {
                    packed[at++] = j < hidden ? parameters[weights1 + j * inputs + i] : 0;
                }
            }
            for (int j = first; j < first + RECTIFIED_ROWS; j++) {
                for (int o = 0; o < RECTIFIED_OUTPUTS; o++) {
                    packed[at++] = j < hidden && o < outputs ? parameters[weights2 + o * hidden + j] : -0f;
                }
            }
        }
    }

    /**
     * Two affine layers with the rectifier between them, whose hidden values are written nowhere: h[j][n] = max(0,
     * b1[j] + Σ_i w1[j][i] · in[i][n]), where a NaN becomes 0, and out[o][n] = b2[o] + Σ_j w2[o][j] · h[j][n], with fma
     * in ascending i and j. The same bits as two {@link #affineForward}.
     *
     * @param packed both layers from {@link #packRectified}, not modified
     * @param in (I, N), not modified
     * @param inStart first element of {@code in}
     * @param inStride from row to row of {@code in}
     * @param out (O, N), overwritten; has room for {@value #RECTIFIED_OUTPUTS} rows; must not overlap {@code in}
     * @param outStart first element of {@code out}
     * @param outStride from row to row of {@code out}
     * @param hidden J ≥ 1
     * @param inputs I ≥ 1
     * @param columns N ≥ 0
     */
    void rectifiedForward(
            float[] packed,
            float[] in,
            int inStart,
            int inStride,
            float[] out,
            int outStart,
            int outStride,
            int hidden,
            int inputs,
            int columns);

    /**
     * As {@link #rectifiedForward}, and keeps the hidden values, which the way back needs. Rows of all matrices are
     * {@link GradientOps#STRIDE} floats apart.
     *
     * @param packed both layers from {@link #packRectified}, not modified
     * @param in (I, N), not modified
     * @param inStart first element of {@code in}
     * @param out (O, N), overwritten; has room for {@value #RECTIFIED_OUTPUTS} rows; must not overlap {@code in}
     * @param outStart first element of {@code out}
     * @param hidden J ≥ 1
     * @param inputs I ≥ 1
     * @param columns N ≥ 0
     * @param kept (J, N), overwritten; has room for J rounded up to a multiple of {@value #RECTIFIED_ROWS} rows
     * @param keptStart first element of {@code kept}
     */
    void keptForward(
            float[] packed,
            float[] in,
            int inStart,
            float[] out,
            int outStart,
            int hidden,
            int inputs,
            int columns,
            float[] kept,
            int keptStart);
}
