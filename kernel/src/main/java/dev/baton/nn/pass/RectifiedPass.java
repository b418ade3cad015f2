package dev.baton.nn.pass;

import dev.baton.Backend;
import dev.baton.nn.MlpSpec;
import dev.baton.ops.BatchOps;

/**
 * One hidden layer with the rectifier and few outputs: its values go on from registers and are kept only where asked
 * for.
 */
final class RectifiedPass implements ForwardPass {
    private final MlpSpec spec;
    private final BatchOps ops;
    private final int hidden;
    private final Packing packing;
    /** Both layers. */
    private final float[] packed;

    RectifiedPass(MlpSpec spec, Backend backend) {
        this.spec = spec;
        ops = BatchOps.of(backend);
        hidden = spec.inputsOf(1);
        packing = new Packing(
                spec.parameterCount(), BatchOps.rectifiedLength(hidden, spec.inputs()),
                (parameters, packed) -> BatchOps.packRectified(
                        parameters, spec.weightsOf(0), spec.biasOf(0), spec.weightsOf(1), spec.biasOf(1),
                        spec.outputs(), hidden, spec.inputs(), packed));
        packed = packing.packed;
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
        return BatchOps.RECTIFIED_COLUMNS;
    }

    @Override
    public void forward(float[] in, int inStart, int inStride, float[] out, int outStart, int outStride, int columns) {
        ops.rectifiedForward(packed, in, inStart, inStride, out, outStart, outStride, hidden, spec.inputs(), columns);
    }

    @Override
    public void keep(Strip strip, int column, int columns) {
        int start = Strip.START + column;
        ops.keptForward(
                packed, strip.inputs, start, strip.outputs, start, hidden, spec.inputs(), columns, strip.hidden[0],
                start);
    }
}
