package dev.baton.nn.pass;

import dev.baton.Backend;
import dev.baton.nn.Activation;
import dev.baton.nn.MlpSpec;
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
    /** (width, 48) of the layers, by turns: one is read while the other is written. */
    private final float[][] turns = new float[2][];

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
        int widest = 0;
        for (int l = 0; l < layers - 1; l++) {
            widest = Math.max(widest, BatchOps.rows(outputs[l]));
        }
        for (int turn = 0; turn < 2; turn++) {
            turns[turn] = new float[turn < layers - 1 ? BatchOps.START + widest * BatchOps.COLUMNS : 0];
        }
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
     * Computes the outputs of a batch. Rows are {@link BatchOps#COLUMNS} apart.
     *
     * @param in (I, N) the inputs, not modified
     * @param inStart first element of {@code in}
     * @param out (O, N) overwritten; has room for {@link BatchOps#rows} rows
     * @param outStart first element of {@code out}
     * @param columns N; columns behind them may be read and overwritten
     */
    public void forward(float[] in, int inStart, float[] out, int outStart, int columns) {
        forward(in, inStart, BatchOps.COLUMNS, out, outStart, BatchOps.COLUMNS, columns);
    }

    /** As the other method, with other strides. */
    void forward(float[] in, int inStart, int inStride, float[] out, int outStart, int outStride, int columns) {
        int last = inputs.length - 1;
        float[] from = in;
        int start = inStart;
        int stride = inStride;
        for (int l = 0; l < last; l++) {
            layer(l, from, start, stride, turns[l % 2], BatchOps.START, BatchOps.COLUMNS, columns);
            from = turns[l % 2];
            start = BatchOps.START;
            stride = BatchOps.COLUMNS;
        }
        layer(last, from, start, stride, out, outStart, outStride, columns);
    }

    /**
     * Computes some columns of a strip from its inputs: the hidden values and the outputs.
     *
     * @param strip its inputs are not modified
     * @param column the first column
     * @param columns how many; columns behind them may be read and overwritten
     */
    public void keep(Strip strip, int column, int columns) {
        int last = inputs.length - 1;
        float[] from = strip.inputs;
        for (int l = 0; l <= last; l++) {
            float[] to = l < last ? strip.hidden[l] : strip.outputs;
            int start = Strip.START + column;
            layer(l, from, start, Strip.STRIDE, to, start, Strip.STRIDE, columns);
            from = to;
        }
    }

    private void layer(
            int l, float[] from, int start, int stride, float[] to, int toStart, int toStride, int columns) {
        boolean hidden = l < inputs.length - 1;
        ops.affineForward(
                packed, starts[l], from, start, stride, to, toStart, toStride, outputs[l], inputs[l], columns,
                hidden && relu);
        if (hidden && !relu) {
            ops.tanhForward(to, toStart, toStride, outputs[l], columns);
        }
    }
}
