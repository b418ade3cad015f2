package dev.baton.nn.pass;

import dev.baton.Backend;
import dev.baton.nn.Activation;
import dev.baton.nn.MlpSpec;
import dev.baton.ops.BatchOps;
import org.jspecify.annotations.Nullable;

/**
 * The forward pass of a rollout: the bits of {@link Mlp}, faster where one hidden layer with the rectifier leads to few
 * outputs, because its values then go on from registers. Hidden values are kept only where they are asked for.
 *
 * <p>Owned by one thread. Allocates nothing after construction.
 */
public final class OutputPass {
    private final MlpSpec spec;
    private final BatchOps ops;
    private final int hidden;
    /** Both layers packed, or null where layer after layer is computed. */
    private final float @Nullable [] packed;

    private final @Nullable Mlp layers;

    /**
     * Makes the pass of a network whose parameters are all 0.
     *
     * @param spec the shape
     * @param backend scalar or SIMD
     */
    public OutputPass(MlpSpec spec, Backend backend) {
        this.spec = spec;
        ops = BatchOps.of(backend);
        hidden = spec.layers() == 2 ? spec.inputsOf(1) : 0;
        // Plain Java goes layer by layer, where eight columns of one sum at a time stay in registers.
        if (backend == Backend.SIMD
                && hidden > 0
                && spec.activation() == Activation.RELU
                && spec.outputs() <= BatchOps.RECTIFIED_OUTPUTS) {
            packed = new float[BatchOps.rectifiedLength(hidden, spec.inputs())];
            layers = null;
        } else {
            packed = null;
            layers = new Mlp(spec, backend);
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
        if (packed != null) {
            BatchOps.packRectified(
                    parameters, spec.weightsOf(0), spec.biasOf(0), spec.weightsOf(1), spec.biasOf(1), spec.outputs(), hidden,
                    spec.inputs(), packed);
        } else if (layers != null) {
            layers.load(parameters);
        }
    }

    /**
     * Returns the size of a batch.
     *
     * @return the most columns of a batch, and floats from row to row of its matrices
     */
    public int columns() {
        return packed != null ? BatchOps.RECTIFIED_COLUMNS : BatchOps.COLUMNS;
    }

    /**
     * Computes the outputs of a batch.
     *
     * @param in (I, N) the inputs, not modified
     * @param inStart first element of {@code in}
     * @param out (O, N) overwritten; has room for {@link BatchOps#rows} rows
     * @param outStart first element of {@code out}
     * @param columns N, at most {@link #columns}; columns behind them may be read and overwritten
     */
    public void run(float[] in, int inStart, float[] out, int outStart, int columns) {
        run(in, inStart, columns(), out, outStart, columns(), columns);
    }

    /**
     * Computes the outputs of a batch of at most {@link BatchOps#COLUMNS} columns, with rows as far apart as the caller has
     * them.
     *
     * @param in (I, N) the inputs, not modified
     * @param inStart first element of {@code in}
     * @param inStride from row to row of {@code in}, at least {@link BatchOps#COLUMNS}
     * @param out (O, N) overwritten; has room for {@link BatchOps#rows} rows
     * @param outStart first element of {@code out}
     * @param outStride from row to row of {@code out}, at least {@link BatchOps#COLUMNS}
     * @param columns N; columns behind them may be read and overwritten
     */
    public void run(
            float[] in, int inStart, int inStride, float[] out, int outStart, int outStride, int columns) {
        if (packed != null) {
            ops.rectifiedForward(
                    packed, in, inStart, inStride, out, outStart, outStride, hidden, spec.inputs(), columns);
        } else if (layers != null) {
            layers.forward(in, inStart, inStride, out, outStart, outStride, columns);
        }
    }

    /**
     * Computes some columns of a strip from its inputs: the hidden values and the outputs.
     *
     * @param strip its inputs are not modified
     * @param column the first column
     * @param columns how many; columns behind them may be read and overwritten
     */
    public void keep(Strip strip, int column, int columns) {
        if (packed != null) {
            int start = Strip.START + column;
            ops.keptForward(
                    packed, strip.inputs, start, strip.outputs, start, hidden, spec.inputs(), columns, strip.hidden[0], start);
        } else if (layers != null) {
            layers.keep(strip, column, columns);
        }
    }
}
