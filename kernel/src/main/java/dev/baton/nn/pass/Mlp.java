package dev.baton.nn.pass;

import dev.baton.Activation;
import dev.baton.Backend;
import dev.baton.nn.MlpSpec;
import dev.baton.ops.BatchOps;
import dev.baton.ops.Lanes;

/**
 * The forward pass of a feed-forward network layer by layer: affine layers with an activation between them, the last
 * layer affine only. A batch has at most {@link Lanes#TILE} columns.
 *
 * <p>Owned by one thread. Allocates nothing after construction.
 */
public final class Mlp implements ForwardPass {
    private final MlpSpec spec;
    private final BatchOps ops;
    private final Activation activation;
    private final int[] inputs;
    private final int[] outputs;
    private final Packing packing;
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
        activation = spec.activation();
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
        packing = new Packing(spec.parameterCount(), length, (parameters, packed) -> {
            for (int l = 0; l < layers; l++) {
                BatchOps.pack(
                        parameters, spec.weightsOf(l), spec.biasOf(l), spec.outputsOf(l), spec.inputsOf(l), packed,
                        starts[l]);
            }
        });
        packed = packing.packed;
        int widest = 0;
        for (int l = 0; l < layers - 1; l++) {
            widest = Math.max(widest, BatchOps.rows(outputs[l]));
        }
        for (int turn = 0; turn < 2; turn++) {
            turns[turn] = new float[turn < layers - 1 ? BatchOps.START + widest * Lanes.TILE : 0];
        }
    }

    @Override
    public MlpSpec spec() {
        return spec;
    }

    @Override
    public void load(float[] parameters) {
        packing.load(parameters);
    }

    @Override
    public int columns() {
        return Lanes.TILE;
    }

    @Override
    public void forward(float[] in, int inStart, int inStride, float[] out, int outStart, int outStride, int columns) {
        int last = inputs.length - 1;
        float[] from = in;
        int start = inStart;
        int stride = inStride;
        for (int l = 0; l < last; l++) {
            layer(l, from, start, stride, turns[l % 2], BatchOps.START, Lanes.TILE, columns);
            from = turns[l % 2];
            start = BatchOps.START;
            stride = Lanes.TILE;
        }
        layer(last, from, start, stride, out, outStart, outStride, columns);
    }

    @Override
    public void keep(Strip strip, int column, int columns) {
        int last = inputs.length - 1;
        float[] from = strip.inputs;
        for (int l = 0; l <= last; l++) {
            float[] to = l < last ? strip.hidden[l] : strip.outputs;
            int start = Strip.START + column;
            if (l < last) {
                ops.hiddenForwardWithSlopes(
                        activation, packed, starts[l], from, start, to, start, outputs[l], inputs[l], columns,
                        strip.slopes[l]);
            } else {
                layer(l, from, start, Strip.STRIDE, to, start, Strip.STRIDE, columns);
            }
            from = to;
        }
    }

    private void layer(
            int l, float[] from, int start, int stride, float[] to, int toStart, int toStride, int columns) {
        if (l < inputs.length - 1) {
            ops.hiddenForward(
                    activation, packed, starts[l], from, start, stride, to, toStart, toStride, outputs[l], inputs[l],
                    columns);
        } else {
            ops.affineForward(
                    packed, starts[l], from, start, stride, to, toStart, toStride, outputs[l], inputs[l], columns);
        }
    }
}
