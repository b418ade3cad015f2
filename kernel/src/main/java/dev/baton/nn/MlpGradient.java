package dev.baton.nn;

import dev.baton.Backend;
import dev.baton.ops.BatchOps;
import dev.baton.ops.GradientOps;
import java.util.Arrays;

/**
 * The gradient of a feed-forward network's parameters, summed over samples: the backward pass of {@link Mlp} and {@link
 * OutputPass}.
 *
 * <p>The way forward has left its hidden values in a {@link Strip}. The way back takes four values of a layer at a time
 * through all samples of the strip: their derivatives, then the products of these with the layer's inputs, so that four rows
 * stay in the first-level cache while everything is made of them. A sum over samples is sixteen partial sums, a sample's column
 * modulo 16 saying which, each in the order of the samples; {@link #addTo} adds them up. So bits do not depend on how samples
 * are cut into strips and strips into calls at multiples of 16.
 *
 * <p>Owned by one thread. Allocates nothing after construction.
 */
public final class MlpGradient {
    private static final int START = GradientOps.START;
    private static final int ROWS = GradientOps.ROWS;
    private static final int PARTIALS = BatchOps.PARTIALS;

    private final MlpSpec spec;
    private final GradientOps ops;
    private final boolean relu;
    private final int last;
    /** Per layer but the first (O, I'), I' a multiple of four: its weights. */
    private final float[][] weights;
    /** Per layer (O', I, 16), O' a multiple of four: sums of the weights' gradient; of the last layer (I', O, 16). */
    private final float[][] sums;
    /** Per layer (O', 16): sums of the biases' gradient. */
    private final float[][] biasSums;
    /** Per layer but the last: derivative by its activation's argument; of the first layer four rows only. */
    private final float[][] derivatives;
    /** Sums of a layer. */
    private final float[] folded;

    /**
     * Makes the working memory.
     *
     * @param spec the network's shape
     * @param backend scalar or SIMD
     */
    public MlpGradient(MlpSpec spec, Backend backend) {
        this.spec = spec;
        ops = GradientOps.of(backend);
        relu = spec.activation() == Activation.RELU;
        last = spec.layers() - 1;
        weights = new float[last + 1][];
        sums = new float[last + 1][];
        biasSums = new float[last + 1][];
        derivatives = new float[last][];
        int most = 0;
        for (int l = 0; l <= last; l++) {
            int inputs = spec.inputsOf(l);
            int outputs = spec.outputsOf(l);
            weights[l] = new float[l > 0 ? outputs * GradientOps.rows(inputs) : 0];
            int count = l == last ? GradientOps.rows(inputs) * outputs : GradientOps.rows(outputs) * inputs;
            most = Math.max(most, count);
            sums[l] = new float[START + BatchOps.padded(count) * PARTIALS];
            biasSums[l] = new float[BatchOps.padded(outputs) * PARTIALS];
            most = Math.max(most, outputs);
            if (l < last) {
                derivatives[l] = l == 0 ? new float[START + ROWS * Strip.STRIDE] : Strip.matrix(outputs);
            }
        }
        folded = new float[BatchOps.padded(most)];
    }

    /**
     * Takes over the network's parameters; the sum stays.
     *
     * @param parameters (P) copied
     */
    public void load(float[] parameters) {
        for (int l = 1; l <= last; l++) {
            int inputs = spec.inputsOf(l);
            int width = GradientOps.rows(inputs);
            for (int o = 0; o < spec.outputsOf(l); o++) {
                System.arraycopy(parameters, spec.weightsOf(l) + o * inputs, weights[l], o * width, inputs);
            }
        }
    }

    /** Starts the sum at 0. */
    public void clear() {
        for (int l = 0; l <= last; l++) {
            Arrays.fill(sums[l], 0);
            Arrays.fill(biasSums[l], 0);
        }
    }

    /**
     * Adds the gradient of a scalar over the samples of a strip, given its derivative by the network's outputs.
     *
     * @param strip inputs, hidden values of the same parameters and {@link Strip#dOutputs}; not modified
     * @param columns how many of its columns hold samples
     */
    public void add(Strip strip, int columns) {
        if (columns == 0) {
            return;
        }
        ops.addSums(strip.dOutputs, START, spec.outputs(), columns, biasSums[last], 0);
        float[] above = strip.dOutputs;
        for (int l = last; l > 0; l--) {
            back(strip, l, above, columns);
            above = derivatives[l - 1];
        }
        if (last == 0) {
            for (int i = 0; i < spec.inputs(); i += ROWS) {
                addLast(strip, strip.inputs, i, columns);
            }
        }
    }

    /** Goes back through a layer, four of its inputs at a time, and adds what these are for the layer below. */
    private void back(Strip strip, int l, float[] above, int columns) {
        int inputs = spec.inputsOf(l);
        int width = GradientOps.rows(inputs);
        float[] values = strip.hidden[l - 1];
        float[] below = l > 1 ? strip.hidden[l - 2] : strip.inputs;
        int belowRows = spec.inputsOf(l - 1);
        float[] d = derivatives[l - 1];
        for (int i = 0; i < inputs; i += ROWS) {
            int row = START + i * Strip.STRIDE;
            int to = l > 1 ? row : START;
            ops.backwardInput(
                    above, START, spec.outputsOf(l), weights[l], i, width, values, row, d, to, columns, relu);
            if (l == last) {
                addLast(strip, values, i, columns);
            }
            ops.addProducts(
                    d, to, below, START, belowRows, columns, sums[l - 1], START + i * belowRows * PARTIALS);
            ops.addSums(d, to, Math.min(ROWS, inputs - i), columns, biasSums[l - 1], i * PARTIALS);
        }
    }

    /** Adds the products of four inputs of the last layer with the derivatives by its outputs. */
    private void addLast(Strip strip, float[] values, int i, int columns) {
        int outputs = spec.outputs();
        ops.addProducts(
                values, START + i * Strip.STRIDE, strip.dOutputs, START, outputs, columns, sums[last],
                START + i * outputs * PARTIALS);
    }

    /**
     * Adds the sum since {@link #clear} to a gradient in the order of the parameters.
     *
     * @param gradient (P) added to
     */
    public void addTo(float[] gradient) {
        for (int l = 0; l <= last; l++) {
            int inputs = spec.inputsOf(l);
            int outputs = spec.outputsOf(l);
            int at = spec.weightsOf(l);
            ops.fold(sums[l], START, inputs * outputs, folded);
            if (l < last) {
                for (int k = 0; k < inputs * outputs; k++) {
                    gradient[at + k] += folded[k];
                }
            } else {
                for (int o = 0; o < outputs; o++) {
                    for (int i = 0; i < inputs; i++) {
                        gradient[at + o * inputs + i] += folded[i * outputs + o];
                    }
                }
            }
            ops.fold(biasSums[l], 0, outputs, folded);
            for (int o = 0; o < outputs; o++) {
                gradient[spec.biasOf(l) + o] += folded[o];
            }
        }
    }
}
