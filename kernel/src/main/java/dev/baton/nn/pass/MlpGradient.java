package dev.baton.nn.pass;

import dev.baton.Activation;
import dev.baton.Backend;
import dev.baton.nn.MlpSpec;
import dev.baton.ops.Activations;
import dev.baton.ops.GradientOps;
import dev.baton.ops.Lanes;
import java.util.Arrays;

/**
 * The gradient of a feed-forward network's parameters, summed over samples: the backward pass of {@link ForwardPass}.
 *
 * <p>The way forward has left its hidden values in a {@link Strip}. The way back takes four values of a layer at a time
 * through all samples of the strip: their derivatives, then the products of these with the layer's inputs, so that four
 * rows stay in the first-level cache while everything is made of them. A sum over samples is sixteen partial sums, a
 * sample's column modulo 16 saying which, each in the order of the samples; {@link #finish} adds them up. So bits do
 * not depend on how samples are cut into strips and strips into calls at multiples of 16. Where one strip holds all
 * samples, partial sums stay in registers until they are added up.
 *
 * <p>Owned by one thread. Allocates nothing after construction.
 */
public final class MlpGradient {
    private static final int START = GradientOps.START;
    private static final int ROWS = GradientOps.ROWS;
    /** (4, N) of 1, whose products with derivatives add these up. */
    private static final float[] ONES = ones();

    private final MlpSpec spec;
    private final GradientOps ops;
    private final Activation activation;
    private final int last;
    /** By layer: inputs and outputs. */
    private final int[] inputsOf;

    private final int[] outputsOf;
    /** Per layer but the first (O, I'), I' a multiple of four: its weights. */
    private final float[][] weights;
    /** Per layer (O', I, 16), O' a multiple of four: sums of the weights' gradient; of the last layer (I', O, 16). */
    private final float[][] sums;
    /** Per layer (O', 16): sums of the biases' gradient. */
    private final float[][] biasSums;
    /** Per layer but the last: derivative by its activation's argument. */
    private final float[][] derivatives;
    /** Sums of a layer. */
    private final float[] folded;

    private final float[] scratch = new float[GradientOps.SCRATCH];
    /** Whether the sums are 0, whatever their arrays hold. */
    private boolean empty = true;

    /**
     * Makes the working memory.
     *
     * @param spec the network's shape
     * @param backend scalar or SIMD
     */
    public MlpGradient(MlpSpec spec, Backend backend) {
        this.spec = spec;
        ops = GradientOps.of(backend);
        activation = spec.activation();
        last = spec.layers() - 1;
        inputsOf = new int[last + 1];
        outputsOf = new int[last + 1];
        Arrays.setAll(inputsOf, spec::inputsOf);
        Arrays.setAll(outputsOf, spec::outputsOf);
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
            sums[l] = new float[START + Lanes.roundUp(count) * Lanes.WIDEST];
            biasSums[l] = new float[Lanes.roundUp(outputs) * Lanes.WIDEST];
            most = Math.max(most, outputs);
            if (l < last) {
                derivatives[l] = Strip.matrix(outputs);
            }
        }
        folded = new float[Lanes.roundUp(most)];
    }

    private static float[] ones() {
        float[] ones = new float[ROWS * Strip.STRIDE];
        Arrays.fill(ones, 1);
        return ones;
    }

    /**
     * Takes over the network's parameters; the sum stays.
     *
     * @param parameters (P) copied
     */
    public void load(float[] parameters) {
        for (int l = 1; l <= last; l++) {
            int inputs = inputsOf[l];
            int width = GradientOps.rows(inputs);
            int rows = width == inputs ? 1 : outputsOf[l];
            int length = outputsOf[l] * inputs / rows;
            for (int r = 0; r < rows; r++) {
                System.arraycopy(parameters, spec.weightsOf(l) + r * length, weights[l], r * width, length);
            }
        }
    }

    /** Starts the sum at 0. */
    public void clear() {
        empty = true;
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
        if (empty) {
            for (int l = 0; l <= last; l++) {
                Arrays.fill(sums[l], 0);
                Arrays.fill(biasSums[l], 0);
            }
            empty = false;
        }
        ops.addSums(strip.dOutputs, START, outputsOf[last], columns, biasSums[last], 0);
        if (last == 0) {
            for (int i = 0; i < inputsOf[0]; i += ROWS) {
                addLast(strip, strip.inputs, i, columns);
            }
        }
        for (int l = last; l > 0; l--) {
            int inputs = inputsOf[l];
            float[] below = below(strip, l - 1);
            int belowRows = inputsOf[l - 1];
            for (int i = 0; i < inputs; i += ROWS) {
                // Of the first layer they are wanted no more, and four rows stay in the cache.
                int row = l > 1 ? START + i * Strip.STRIDE : START;
                if (l < last) {
                    back(strip, l, i, columns, row);
                } else {
                    backAndAddLast(strip, i, columns, row);
                }
                ops.addProductsAndSums(
                        derivatives[l - 1], row, below, START, belowRows, columns, sums[l - 1],
                        START + i * belowRows * Lanes.WIDEST, biasSums[l - 1], i * Lanes.WIDEST);
            }
        }
    }

    /** Adds the products of four inputs of the last layer with the derivatives by its outputs. */
    private void addLast(Strip strip, float[] values, int i, int columns) {
        int outputs = outputsOf[last];
        ops.addProducts(
                values, START + i * Strip.STRIDE, strip.dOutputs, START, outputs, columns, sums[last],
                START + i * outputs * Lanes.WIDEST);
    }

    /** Goes back through the last layer to four of its inputs, and adds their products with the derivatives. */
    private void backAndAddLast(Strip strip, int i, int columns, int to) {
        float[] values = strip.hidden[last - 1];
        if (Activations.keepsSlope(activation)) {
            back(strip, last, i, columns, to);
            addLast(strip, values, i, columns);
        } else {
            int outputs = outputsOf[last];
            ops.backwardInputAndProducts(
                    strip.dOutputs, START, outputs, weights[last], i, GradientOps.rows(inputsOf[last]), values,
                    START + i * Strip.STRIDE, derivatives[last - 1], to, columns, activation, sums[last],
                    START + i * outputs * Lanes.WIDEST);
        }
    }

    /** The inputs of a layer. */
    private static float[] below(Strip strip, int l) {
        return l > 0 ? strip.hidden[l - 1] : strip.inputs;
    }

    /** Goes back through a layer to four of its inputs, whose derivatives by their arguments start at {@code to}. */
    private void back(Strip strip, int l, int i, int columns, int to) {
        float[] above = l == last ? strip.dOutputs : derivatives[l];
        int row = START + i * Strip.STRIDE;
        ops.backwardInput(
                above, START, outputsOf[l], weights[l], i, GradientOps.rows(inputsOf[l]), strip.slopes[l - 1],
                row, derivatives[l - 1], to, columns, activation);
    }

    /**
     * Adds the last strip and writes the sum since {@link #clear} in the order of the parameters. A sum starts at 0
     * then.
     *
     * @param strip as for {@link #add}
     * @param columns how many of its columns hold samples
     * @param gradient (P) overwritten
     */
    public void finish(Strip strip, int columns, float[] gradient) {
        if (empty) {
            write(strip, columns, gradient);
        } else {
            add(strip, columns);
            fold(gradient);
        }
        empty = true;
    }

    /** Writes the gradient over the samples of a strip. */
    private void write(Strip strip, int columns, float[] gradient) {
        int outputs = outputsOf[last];
        writeSums(strip.dOutputs, START, outputs, columns, gradient, spec.biasOf(last));
        int wide = inputsOf[last];
        ops.products(
                strip.dOutputs, START, outputs, below(strip, last), START, wide, columns, gradient,
                spec.weightsOf(last), wide, scratch);
        for (int l = last; l > 0; l--) {
            int inputs = inputsOf[l];
            int belowRows = inputsOf[l - 1];
            for (int i = 0; i < inputs; i += ROWS) {
                int row = START + i * Strip.STRIDE;
                back(strip, l, i, columns, row);
                ops.products(
                        derivatives[l - 1], row, Math.min(ROWS, inputs - i), below(strip, l - 1), START, belowRows,
                        columns, gradient, spec.weightsOf(l - 1) + i * belowRows, belowRows, scratch);
            }
            writeSums(derivatives[l - 1], START, inputs, columns, gradient, spec.biasOf(l - 1));
        }
    }

    private void writeSums(float[] d, int start, int rows, int columns, float[] gradient, int at) {
        ops.products(ONES, 0, 1, d, start, rows, columns, gradient, at, rows, scratch);
    }

    /** Adds up partial sums. */
    private void fold(float[] gradient) {
        for (int l = 0; l <= last; l++) {
            int inputs = inputsOf[l];
            int outputs = outputsOf[l];
            int at = spec.weightsOf(l);
            ops.fold(sums[l], START, inputs * outputs, folded);
            if (l < last) {
                System.arraycopy(folded, 0, gradient, at, inputs * outputs);
            } else {
                for (int o = 0; o < outputs; o++) {
                    for (int i = 0; i < inputs; i++) {
                        gradient[at + o * inputs + i] = folded[i * outputs + o];
                    }
                }
            }
            ops.fold(biasSums[l], 0, outputs, folded);
            System.arraycopy(folded, 0, gradient, spec.biasOf(l), outputs);
        }
    }
}
