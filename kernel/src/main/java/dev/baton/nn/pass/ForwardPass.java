package dev.baton.nn.pass;

import dev.baton.Activation;
import dev.baton.Backend;
import dev.baton.nn.MlpSpec;
import dev.baton.ops.BatchOps;
import dev.baton.ops.Lanes;

/**
 * The forward pass of a network over a batch, with rows of the batch's matrices a number of floats apart. Every
 * implementation gives the bits of {@link Mlp}. {@link MlpGradient} is the way back.
 *
 * <p>Owned by one thread. Allocates nothing after construction.
 */
public sealed interface ForwardPass permits Mlp, RectifiedPass {
    /**
     * Makes the fastest pass of a network whose parameters are all 0.
     *
     * @param spec the shape
     * @param backend scalar or SIMD
     * @return layer by layer; or, for one hidden layer with the rectifier and few outputs on vectors, both layers in
     *     registers
     */
    static ForwardPass of(MlpSpec spec, Backend backend) {
        // Plain Java goes layer by layer, where eight columns of one sum at a time stay in registers.
        boolean inRegisters = backend == Backend.SIMD
                && spec.layers() == 2
                && spec.activation() == Activation.RELU
                && spec.outputs() <= BatchOps.RECTIFIED_OUTPUTS;
        return inRegisters ? new RectifiedPass(spec, backend) : new Mlp(spec, backend);
    }

    /**
     * Returns the shape.
     *
     * @return the shape
     */
    MlpSpec spec();

    /**
     * Takes over the network's parameters.
     *
     * @param parameters (P) copied
     */
    void load(float[] parameters);

    /**
     * Returns the size of a batch.
     *
     * @return the most columns of a batch, and floats from row to row of its matrices
     */
    int columns();

    /**
     * Computes the outputs of a batch whose rows are {@link #columns} apart.
     *
     * @param in (I, N) the inputs, not modified
     * @param inStart first element of {@code in}
     * @param out (O, N) overwritten; has room for {@link BatchOps#rows} rows
     * @param outStart first element of {@code out}
     * @param columns N, at most {@link #columns}; columns behind them may be read and overwritten
     */
    default void forward(float[] in, int inStart, float[] out, int outStart, int columns) {
        forward(in, inStart, columns(), out, outStart, columns(), columns);
    }

    /**
     * Computes the outputs of a batch of at most {@link Lanes#TILE} columns, with rows as far apart as the caller has
     * them.
     *
     * @param in (I, N) the inputs, not modified
     * @param inStart first element of {@code in}
     * @param inStride from row to row of {@code in}, at least {@link Lanes#TILE}
     * @param out (O, N) overwritten; has room for {@link BatchOps#rows} rows
     * @param outStart first element of {@code out}
     * @param outStride from row to row of {@code out}, at least {@link Lanes#TILE}
     * @param columns N; columns behind them may be read and overwritten
     */
    void forward(float[] in, int inStart, int inStride, float[] out, int outStart, int outStride, int columns);

    /**
     * Computes some columns of a strip from its inputs: the hidden values, what tells their slopes, and the outputs.
     *
     * @param strip its inputs are not modified
     * @param column the first column
     * @param columns how many; columns behind them may be read and overwritten
     */
    void keep(Strip strip, int column, int columns);
}
