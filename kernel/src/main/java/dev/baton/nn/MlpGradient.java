package dev.baton.nn;

import dev.baton.Backend;
import dev.baton.ops.BatchOps;
import dev.baton.ops.GradientOps;
import java.util.Arrays;

/**
 * The gradient of a feed-forward network's parameters, summed over samples: the backward pass of {@link Mlp}.
 *
 * <p>Where the forward pass was just made, or its hidden values were kept, they are taken from it. Otherwise they are
 * computed again, a few samples at a time that stay in the first-level cache. Every sum over samples is taken in the order in which the samples are added, the bias of the last layer in 16 partial sums by the sample's
 * number modulo 16; so bits do not depend on how samples are cut into calls at multiples of 16.
 *
 * <p>Owned by one thread. Allocates nothing after construction.
 */
public final class MlpGradient {
    private static final int CHUNK = GradientOps.CHUNK;
    private static final int START = GradientOps.START;

    private final MlpSpec spec;
    private final GradientOps ops;
    private final boolean relu;
    private final int last;
    /** Per layer, the width of the sample matrix of its inputs; layer 0's inputs have one only if there is no other. */
    private final int[] widths;
    /** Per hidden layer (I + 1, W): weights by input, then the bias. */
    private final float[][] forward;
    /** Per layer but the first (O, W): weights by output. */
    private final float[][] backward;
    /** Sums of the gradient: per hidden layer (I + 1, W), the last row that of the bias; for the last layer (O, W). */
    private final float[][] sums;
    /** (O, 16) sums of the gradient of the last layer's bias. */
    private final float[] biasSums;
    /** Per layer (CHUNK, W): its inputs, later the derivative by their activation's argument. */
    private final float[][] values;
    /** Per hidden layer (I + 1, CHUNK): its inputs, and a row of ones, whose weights are the bias. */
    private final float[][] operands;
    /** (O, CHUNK) derivative by a layer's outputs. */
    private final float[] derivatives;

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
        widths = new int[last + 1];
        forward = new float[last][];
        backward = new float[last + 1][];
        sums = new float[last + 1][];
        values = new float[last + 1][];
        operands = new float[last + 1][];
        int widest = spec.outputs();
        for (int l = 0; l <= last; l++) {
            widths[l] = GradientOps.width(spec.inputsOf(l));
            boolean used = l > 0 || last == 0;
            values[l] = new float[used ? START + CHUNK * widths[l] : 0];
            operands[l] = new float[l < last ? GradientOps.rows(spec.inputsOf(l) + 1) * CHUNK : 0];
            if (l < last) {
                Arrays.fill(operands[l], spec.inputsOf(l) * CHUNK, (spec.inputsOf(l) + 1) * CHUNK, 1);
            }
            widest = Math.max(widest, l > 1 ? spec.inputsOf(l) : 0);
            backward[l] = new float[l > 0 ? START + spec.outputsOf(l) * widths[l] : 0];
        }
        for (int l = 0; l < last; l++) {
            forward[l] = new float[START + (spec.inputsOf(l) + 1) * widths[l + 1]];
            sums[l] = new float[START + GradientOps.rows(spec.inputsOf(l) + 1) * widths[l + 1]];
        }
        sums[last] = new float[START + GradientOps.rows(spec.outputs()) * widths[last]];
        derivatives = new float[GradientOps.rows(widest) * CHUNK];
        biasSums = new float[spec.outputs() * BatchOps.PARTIALS];
    }

    /**
     * Takes over the network's parameters; the sum stays.
     *
     * @param parameters (P) copied
     */
    public void load(float[] parameters) {
        for (int l = 0; l <= last; l++) {
            int inputs = spec.inputsOf(l);
            int outputs = spec.outputsOf(l);
            if (l > 0) {
                copyRows(parameters, spec.weightsOf(l), backward[l], widths[l], outputs, inputs);
            }
            if (l < last) {
                int width = widths[l + 1];
                transpose(parameters, spec.weightsOf(l), inputs, forward[l], START, width, inputs, outputs);
                System.arraycopy(parameters, spec.biasOf(l), forward[l], START + inputs * width, outputs);
            }
        }
    }

    /** Starts the sum at 0. */
    public void clear() {
        for (float[] sum : sums) {
            Arrays.fill(sum, 0);
        }
        Arrays.fill(biasSums, 0);
    }

    /**
     * Adds the gradient of a scalar over some samples, given its derivative by the network's outputs.
     *
     * @param in (I, N) the inputs, not modified; read up to column N rounded up to a multiple of 16
     * @param inStart first element of {@code in}
     * @param inStride from row to row of {@code in}
     * @param dOut (O, N) derivative by the outputs, not modified; 0 in the columns from N up to a multiple of 16
     * @param dOutStart first element of {@code dOut}
     * @param dOutStride from row to row of {@code dOut}
     * @param samples N ≥ 0
     */
    public void add(
            float[] in, int inStart, int inStride, float[] dOut, int dOutStart, int dOutStride, int samples) {
        for (int from = 0; from < samples; from += CHUNK) {
            int count = Math.min(CHUNK, samples - from);
            forward(in, inStart + from, inStride, count);
            ops.copy(dOut, dOutStart + from, dOutStride, spec.outputs(), derivatives, count);
            backward(derivatives, count);
        }
    }

    /**
     * Adds the gradient of a scalar over the samples of a forward pass that was just made with the same parameters. The
     * bits are those of the other method.
     *
     * @param pass the forward pass, not modified
     * @param in (I, N) its inputs, not modified; rows are {@link BatchOps#COLUMNS} apart
     * @param inStart first element of {@code in}
     * @param dOut (O, N) derivative by the outputs, not modified; 0 in the columns from N up to a multiple of 16; rows are
     *     {@link BatchOps#COLUMNS} apart, and there is room for {@link GradientOps#rows}
     * @param samples N, from 0 to {@link BatchOps#COLUMNS}
     */
    public void add(Mlp pass, float[] in, int inStart, float[] dOut, int samples) {
        inputs(in, inStart, CHUNK, samples);
        for (int l = 1; l <= last; l++) {
            hidden(l, pass.hidden, START + pass.hiddenStarts[l - 1], CHUNK, samples);
        }
        backward(dOut, samples);
    }

    /**
     * Adds the gradient of a scalar over the samples of a forward pass made with the same parameters, whose hidden values
     * were kept. The bits are those of the other methods.
     *
     * @param pass the forward pass
     * @param kept what {@link OutputPass#keep} wrote, not modified
     * @param keptStart first of it
     * @param in (I, N) its inputs, not modified; rows are {@link OutputPass#columns} apart
     * @param inStart first element of {@code in}
     * @param dOut (O, N) derivative by the outputs, not modified; 0 in the columns from N up to a multiple of 16; rows are
     *     {@link OutputPass#columns} apart
     * @param dOutStart first element of {@code dOut}
     * @param samples N, from 0 to {@link OutputPass#columns}
     */
    public void add(
            OutputPass pass,
            float[] kept,
            int keptStart,
            float[] in,
            int inStart,
            float[] dOut,
            int dOutStart,
            int samples) {
        int stride = pass.columns();
        for (int from = 0; from < samples; from += CHUNK) {
            int count = Math.min(CHUNK, samples - from);
            inputs(in, inStart + from, stride, count);
            for (int l = 1; l <= last; l++) {
                hidden(l, kept, keptStart + pass.keptLayer(l - 1) + from, stride, count);
            }
            ops.copy(dOut, dOutStart + from, stride, spec.outputs(), derivatives, count);
            backward(derivatives, count);
        }
    }

    /** Takes up the inputs of some samples. */
    private void inputs(float[] in, int start, int stride, int count) {
        if (last == 0) {
            transpose(in, start, stride, values[0], START, widths[0], count, spec.inputs());
        } else {
            ops.copy(in, start, stride, spec.inputs(), operands[0], count);
        }
    }

    /** Takes up a layer's inputs, which are hidden values. */
    private void hidden(int l, float[] of, int start, int stride, int count) {
        ops.transpose(of, start, stride, spec.inputsOf(l), values[l], widths[l], count);
        if (l < last) {
            ops.copy(of, start, stride, spec.inputsOf(l), operands[l], count);
        }
    }

    private void forward(float[] in, int start, int stride, int count) {
        inputs(in, start, stride, count);
        for (int l = 0; l < last; l++) {
            int width = widths[l + 1];
            float[] out = values[l + 1];
            if (l > 0) {
                transpose(values[l], START, widths[l], operands[l], 0, CHUNK, spec.inputsOf(l), count);
            }
            ops.affine(operands[l], spec.inputsOf(l), forward[l], out, width, count, relu);
            if (!relu) {
                ops.tanh(out, count * width);
            }
        }
    }

    /** Goes back through all layers, given the derivative by the outputs. */
    private void backward(float[] dOut, int count) {
        ops.addProducts(dOut, spec.outputs(), values[last], widths[last], count, sums[last]);
        ops.addSums(dOut, spec.outputs(), count, biasSums);
        for (int l = last; l > 0; l--) {
            int width = widths[l];
            float[] d = values[l];
            if (!relu) {
                ops.tanhSlope(d, count * width);
            }
            if (l < last) {
                transpose(values[l + 1], START, widths[l + 1], derivatives, 0, CHUNK, spec.outputsOf(l), count);
            }
            float[] above = l < last ? derivatives : dOut;
            ops.backwardInput(above, spec.outputsOf(l), backward[l], d, width, count, relu);
            ops.addProducts(operands[l - 1], spec.inputsOf(l - 1) + 1, d, width, count, sums[l - 1]);
        }
    }

    /** to[r][c] = from[r][c]. */
    private static void copyRows(float[] from, int start, float[] to, int width, int rows, int columns) {
        for (int r = 0; r < rows; r++) {
            System.arraycopy(from, start + r * columns, to, START + r * width, columns);
        }
    }

    /** to[r][c] = from[c][r]. */
    private static void transpose(
            float[] from, int start, int fromStride, float[] to, int toStart, int toStride, int rows, int columns) {
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                to[toStart + r * toStride + c] = from[start + c * fromStride + r];
            }
        }
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
            int weights = spec.weightsOf(l);
            if (l < last) {
                int width = widths[l + 1];
                addTo(gradient, weights, sums[l], 1, width, outputs, inputs);
                int bias = START + inputs * width;
                for (int o = 0; o < outputs; o++) {
                    gradient[spec.biasOf(l) + o] += sums[l][bias + o];
                }
            } else {
                addTo(gradient, weights, sums[l], widths[l], 1, outputs, inputs);
                for (int o = 0; o < outputs; o++) {
                    gradient[spec.biasOf(l) + o] += biasSum(o);
                }
            }
        }
    }

    private float biasSum(int output) {
        float sum = 0;
        for (int s = 0; s < BatchOps.PARTIALS; s++) {
            sum += biasSums[output * BatchOps.PARTIALS + s];
        }
        return sum;
    }

    /** gradient[at + o inputs + i] += sums[12 + o · output + i · input]. */
    private static void addTo(
            float[] gradient, int at, float[] sums, int output, int input, int outputs, int inputs) {
        for (int o = 0; o < outputs; o++) {
            int row = at + o * inputs;
            for (int i = 0; i < inputs; i++) {
                gradient[row + i] += sums[START + o * output + i * input];
            }
        }
    }
}
