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
     * @param parameters (P) not modified
     * @param values (rows, N) what {@link #forward} left, not modified
     * @param start first element of {@code values}
     * @param stride from row to row of {@code values}
     * @param dOut (outputs, N) derivative by the outputs, not modified; 0 in the columns from N up to a multiple of 16
     * @param dStart first element of {@code dOut}
     * @param dStride from row to row of {@code dOut}
     * @param scratch holds two matrices of the widest hidden layer by {@code dStride}, overwritten
     * @param partials (P, 16) added to
     * @param columns N
     */
    public void backward(
            float[] parameters,
            float[] values,
            int start,
            int stride,
            float[] dOut,
            int dStart,
            int dStride,
            float[] scratch,
            float[] partials,
            int columns) {
        int padded = BatchOps.padded(columns);
        float[] d = dOut;
        int from = dStart;
        int next = 0;
        for (int l = inputs.length - 1; l >= 0; l--) {
            int in = start + rows[l] * stride;
            ops.affineBackwardParameters(
                    values, in, stride, d, from, dStride, partials, weights[l], biases[l], outputs[l], inputs[l], padded);
            if (l == 0) {
                break;
            }
            ops.affineBackwardInput(
                    parameters, weights[l], d, from, dStride, scratch, next, dStride, outputs[l], inputs[l], padded);
            if (relu) {
                ops.reluBackward(values, in, stride, scratch, next, dStride, inputs[l], padded);
            } else {
                ops.tanhBackward(values, in, stride, scratch, next, dStride, inputs[l], padded);
            }
            d = scratch;
            from = next;
            next = next == 0 ? scratch.length / 2 : 0;
        }
    }

    /**
     * Returns the length that the scratch array of {@link #backward} needs.
     *
     * @param stride its {@code dStride}
     * @return floats
     */
    public int scratchLength(int stride) {
        int widest = 0;
        for (int width : spec.hidden()) {
            widest = Math.max(widest, width);
        }
        return 2 * widest * stride;
    }
}
