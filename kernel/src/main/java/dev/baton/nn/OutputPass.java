package dev.baton.nn;

import dev.baton.Backend;
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
    /** Where each hidden layer starts among the values that are kept, and last their end. */
    private final int[] keptLayers;

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
            int rows = BatchOps.rectifiedTiles(hidden) * BatchOps.RECTIFIED_ROWS;
            keptLayers = new int[] {0, rows * BatchOps.RECTIFIED_COLUMNS};
        } else {
            packed = null;
            layers = new Mlp(spec, backend);
            keptLayers = layers.hiddenStarts;
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
        if (packed != null) {
            ops.rectifiedForward(packed, in, inStart, out, outStart, hidden, spec.inputs(), columns);
        } else if (layers != null) {
            layers.forward(in, inStart, out, outStart, columns);
        }
    }

    /**
     * Returns what {@link #keep} writes.
     *
     * @return floats for {@link #columns} columns
     */
    public int keptLength() {
        return keptLayers[spec.layers() - 1];
    }

    /** Where the values of a hidden layer start among those that are kept. */
    int keptLayer(int layer) {
        return keptLayers[layer];
    }

    /**
     * Computes the outputs of a batch and keeps the hidden values for {@link MlpGradient}.
     *
     * @param in (I, N) the inputs, not modified; rows are {@link #columns} apart
     * @param inStart first element of {@code in}
     * @param out (O, N) overwritten; rows are {@link #columns} apart; has room for {@link BatchOps#rows} rows
     * @param outStart first element of {@code out}
     * @param columns N; columns behind them may be read and overwritten
     * @param kept overwritten, {@link #keptLength} floats
     * @param keptStart first of them
     */
    public void keep(float[] in, int inStart, float[] out, int outStart, int columns, float[] kept, int keptStart) {
        if (packed != null) {
            ops.keptForward(
                    packed, in, inStart, out, outStart, hidden, spec.inputs(), columns, kept, keptStart);
        } else if (layers != null) {
            layers.forward(in, inStart, out, outStart, columns, kept, keptStart);
        }
    }
}
