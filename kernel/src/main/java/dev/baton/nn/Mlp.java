package dev.baton.nn;

import dev.baton.ops.BatchOps;

/**
 * The forward and backward pass of a feed-forward network over a batch: affine layers with an activation between them,
 * the last layer affine only. Stateless after construction; no pass allocates.
 */
public final class Mlp {
    private final MlpSpec spec;
    private final BatchOps ops;
    private final int[] inputs;
    private final int[] outputs;
    private final int[] weights;
    private final int[] biases;
    private final int[] rows;
    private final boolean relu;

    /**
     * Makes the passes of a network.
     *
     * @param spec the shape
     * @param ops scalar or SIMD operations
     */
    public Mlp(MlpSpec spec, BatchOps ops) {
        this.spec = spec;
        this.ops = ops;
        int layers = spec.layers();
        inputs = new int[layers];
        outputs = new int[layers];
        weights = new int[layers];
        biases = new int[layers];
        rows = new int[layers + 1];
        for (int l = 0; l < layers; l++) {
            inputs[l] = spec.inputsOf(l);
            outputs[l] = spec.outputsOf(l);
            weights[l] = spec.weightsOf(l);
            biases[l] = spec.biasOf(l);
            rows[l] = spec.rowOf(l);
        }
        rows[layers] = spec.rowOf(layers);
        relu = spec.activation() == Activation.RELU;
    }

    /**
     * Returns the shape.
     *
     * @return the shape
     */
    public MlpSpec spec() {
        return spec;
    }

    /**
     * Computes the values of all layers from the input rows.
     *
     * @param parameters (P) not modified
     * @param values (rows, N): the first rows hold the inputs, the others are overwritten
     * @param start first element of {@code values}
     * @param stride from row to row, a multiple of 16
     * @param columns N; columns up to the next multiple of 16 may be overwritten
     */
    public void forward(float[] parameters, float[] values, int start, int stride, int columns) {
        int last = inputs.length - 1;
        for (int l = 0; l <= last; l++) {
            int out = start + rows[l + 1] * stride;
            ops.affineForward(
                    parameters,
                    weights[l],
                    biases[l],
                    values,
                    start + rows[l] * stride,
                    stride,
                    values,
                    out,
                    stride,
                    outputs[l],
                    inputs[l],
                    columns,
                    relu && l < last);
            if (!relu && l < last) {
                ops.tanhForward(values, out, stride, outputs[l], columns);
            }
        }
    }

    /**
     * Adds the gradient of a scalar by the parameters to partial sums, given its derivative by the outputs.
     *
     * <p>The columns may lie in several tiles: column n is column n mod {@code tile} of tile ⌊n / tile⌋; rows are {@code
     * tile} floats apart and tiles as many rows as they have.
     *
     * @param parameters (P) not modified
     * @param values (tiles, rows, tile) what {@link #forward} left in each tile, not modified
     * @param start first element of {@code values}
     * @param dOut (tiles, outputs, tile) derivative by the outputs, not modified; 0 in the columns from N up to a multiple
     *     of 16
     * @param scratch overwritten; see {@link #scratchLength}
     * @param partials (P, 16) added to
     * @param columns N
     * @param tile columns of a tile, a multiple of 16
     */
    public void backward(
            float[] parameters,
            float[] values,
            int start,
            float[] dOut,
            float[] scratch,
            float[] partials,
            int columns,
            int tile) {
        int padded = BatchOps.padded(columns);
        int last = inputs.length - 1;
        int valuesStep = (rows[last + 1] + outputs[last]) * tile;
        float[] d = dOut;
        int from = 0;
        int next = 0;
        for (int l = last; l >= 0; l--) {
            int in = start + rows[l] * tile;
            int dStep = outputs[l] * tile;
            ops.affineBackwardParameters(
                    values, in, tile, valuesStep, d, from, tile, dStep, partials, weights[l], biases[l], outputs[l],
                    inputs[l], padded, tile);
            if (l == 0) {
                break;
            }
            for (int n = 0; n < padded; n += tile) {
                int index = n / tile;
                ops.affineBackwardActivation(
                        parameters, weights[l], d, from + index * dStep, tile, values, in + index * valuesStep, tile,
                        scratch, next + index * inputs[l] * tile, tile, outputs[l], inputs[l],
                        Math.min(tile, padded - n), relu);
            }
            d = scratch;
            from = next;
            next = next == 0 ? scratch.length / 2 : 0;
        }
    }

    /**
     * Returns the length that the scratch array of {@link #backward} needs: two matrices of the widest hidden layer.
     *
     * @param columns all tiles' columns, a multiple of the tile
     * @return floats, at least 1
     */
    public int scratchLength(int columns) {
        int widest = 0;
        for (int width : spec.hidden()) {
            widest = Math.max(widest, width);
        }
        return Math.max(1, 2 * widest * columns);
    }
}
