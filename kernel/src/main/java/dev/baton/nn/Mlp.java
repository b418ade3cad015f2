package dev.baton.nn;

import dev.baton.Backend;
import dev.baton.ops.BatchOps;

/**
 * The forward pass of a feed-forward network over a batch: affine layers with an activation between them, the last layer
 * affine only. {@link MlpGradient} is the way back.
 *
 * <p>A batch is a matrix of at most {@link BatchOps#COLUMNS} columns with rows that many floats apart. Owned by one
 * thread. Allocates nothing after construction.
 */
public final class Mlp {
    private final MlpSpec spec;
    private final BatchOps ops;
    private final boolean relu;
    private final int[] inputs;
    private final int[] outputs;
    /** Where each layer starts in {@link #packed}. */
    private final int[] starts;
    private final float[] packed;
    /**
     * (width, columns) of the hidden layers, one after the other from {@link BatchOps#START} on, as the last forward
     * pass left them.
     */
    final float[] hidden;
    /** Where each hidden layer starts among the hidden values, and last their end. */
    final int[] hiddenStarts;

    /**
     * Makes the pass of a network whose parameters are all 0.
     *
     * @param spec the shape
     * @param backend scalar or SIMD
     */
    public Mlp(MlpSpec spec, Backend backend) {
        this.spec = spec;
        ops = BatchOps.of(backend);
        relu = spec.activation() == Activation.RELU;
        int layers = spec.layers();
        inputs = new int[layers];
        outputs = new int[layers];
        starts = new int[layers];
        int length = 0;
        for (int l = 0; l < layers; l++) {
            inputs[l] = spec.inputsOf(l);
            outputs[l] = spec.outputsOf(l);
            starts[l] = length;
            length += BatchOps.rows(outputs[l]) * (inputs[l] + 1);
        }
        packed = new float[length];
        hiddenStarts = new int[layers];
        for (int l = 1; l < layers; l++) {
            hiddenStarts[l] = hiddenStarts[l - 1] + BatchOps.rows(outputs[l - 1]) * BatchOps.COLUMNS;
        }
        hidden = new float[BatchOps.START + hiddenStarts[layers - 1]];
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
     * Takes over the network's parameters.
     *
     * @param parameters (P) copied
     */
    public void load(float[] parameters) {
        for (int l = 0; l < outputs.length; l++) {
            BatchOps.pack(
                    parameters, spec.weightsOf(l), spec.biasOf(l), outputs[l], inputs[l], packed, starts[l]);
        }
    }

    /**
     * Computes the outputs of a batch.
     *
     * @param in (I, N) the inputs, not modified
     * @param inStart first element of {@code in}
     * @param out (O, N) overwritten; has room for {@link BatchOps#rows} rows
     * @param outStart first element of {@code out}
     * @param columns N; columns behind them may be read and overwritten
     */
    public void forward(float[] in, int inStart, float[] out, int outStart, int columns) {
        forward(in, inStart, out, outStart, columns, hidden, BatchOps.START);
    }

    /** As the other method; the hidden values go elsewhere, from {@code keptStart} on. */
    void forward(float[] in, int inStart, float[] out, int outStart, int columns, float[] kept, int keptStart) {
        int last = inputs.length - 1;
        float[] from = in;
        int start = inStart;
        for (int l = 0; l < last; l++) {
            int next = keptStart + hiddenStarts[l];
            ops.affineForward(packed, starts[l], from, start, kept, next, outputs[l], inputs[l], columns, relu);
            if (!relu) {
                ops.tanhForward(kept, next, outputs[l], columns);
            }
            from = kept;
            start = next;
        }
        ops.affineForward(
                packed, starts[last], from, start, out, outStart, outputs[last], inputs[last], columns, false);
    }
}
