package dev.baton.bench.ops;

import dev.baton.Activation;
import dev.baton.bench.Checksum;
import dev.baton.bench.Inputs;
import dev.baton.bench.KernelBenchmark;
import dev.baton.bench.Work;
import dev.baton.ops.GradientOps;
import dev.baton.ops.Lanes;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** The parts of the way back through a network 11-64-5, each over the samples of a strip as the way back takes it. */
@SuppressWarnings("NullAway.Init") // setup makes the arrays
public class GradientOpsBenchmark extends KernelBenchmark {
    private static final int INPUTS = 11;
    private static final int HIDDEN = 64;
    private static final int OUTPUTS = 5;
    private static final int STRIDE = GradientOps.STRIDE;
    private static final int ROWS = GradientOps.ROWS;

    /** A part of the way back. */
    public enum Part {
        /** Derivative by the hidden values' arguments, through the rectifier. */
        BACK_RELU,
        /** The same through tanh. */
        BACK_TANH,
        /** Gradient of the weights 64 to 5. */
        LAST_WEIGHTS,
        /** Gradient of the weights 11 to 64 and of the 64 biases. */
        FIRST_WEIGHTS,
        /** Folding the partial sums of all weights, which a shard does once, whatever its samples. */
        FOLD,
        /** Gradient of all weights of one strip, folded in registers. */
        FOLDED_PRODUCTS
    }

    /** The part. */
    @Param({"BACK_RELU", "BACK_TANH", "LAST_WEIGHTS", "FIRST_WEIGHTS", "FOLD", "FOLDED_PRODUCTS"})
    public Part part = Part.BACK_RELU;

    // A whole strip; one and 47 samples have a tail.
    /** Samples. */
    @Param({"1", "47", "576"})
    public int batch;

    private GradientOps ops;
    /** (64, 576) derivative of the hidden values, the 11 inputs and the 5 derivatives of outputs. */
    private float[] hidden;

    private float[] inputs;
    private float[] outputs;
    private float[] weights;
    private float[] result;
    private float[] sums;
    private float[] biasSums;
    private float[] folded;
    private final float[] scratch = new float[GradientOps.SCRATCH];

    @Override
    public void setup(long seed) {
        Inputs random = new Inputs(seed);
        ops = GradientOps.of(implementation);
        hidden = matrix(random, HIDDEN);
        inputs = matrix(random, INPUTS);
        outputs = matrix(random, OUTPUTS);
        weights = random.floats(OUTPUTS * HIDDEN, -0.5f, 0.5f);
        result = new float[GradientOps.START + ROWS * STRIDE];
        sums = random.floats(GradientOps.START + HIDDEN * (INPUTS + OUTPUTS) * Lanes.WIDEST, -1, 1);
        biasSums = random.floats(HIDDEN * Lanes.WIDEST, -1, 1);
        folded = new float[HIDDEN * (INPUTS + OUTPUTS)];
    }

    private float[] matrix(Inputs random, int rows) {
        float[] matrix = random.floats(GradientOps.START + GradientOps.rows(rows) * STRIDE, -1, 1);
        for (int r = 0; r < rows; r++) {
            int row = GradientOps.START + r * STRIDE;
            Arrays.fill(matrix, row + batch, row + STRIDE, 0);
        }
        return matrix;
    }

    private void back(int input, int row, Activation activation) {
        int start = GradientOps.START;
        ops.backwardInput(
                outputs, start, OUTPUTS, weights, input, HIDDEN, hidden, row, result, start, batch, activation);
    }

    /** Does one part for all 64 hidden values. Sums grow from call to call; no step depends on them. */
    @Benchmark
    public void part(Work work) {
        int start = GradientOps.START;
        for (int i = 0; i < HIDDEN && part != Part.FOLD && part != Part.FOLDED_PRODUCTS; i += ROWS) {
            int row = start + i * STRIDE;
            switch (part) {
                case BACK_RELU -> back(i, row, Activation.RELU);
                case BACK_TANH -> back(i, row, Activation.TANH);
                case LAST_WEIGHTS -> ops.addProducts(
                        hidden, row, outputs, start, OUTPUTS, batch, sums, start + i * OUTPUTS * Lanes.WIDEST);
                case FIRST_WEIGHTS ->
                    ops.addProductsAndSums(
                            hidden, row, inputs, start, INPUTS, batch, sums, start + i * INPUTS * Lanes.WIDEST,
                            biasSums, i * Lanes.WIDEST);
                case FOLD, FOLDED_PRODUCTS -> throw new IllegalStateException();
            }
        }
        if (part == Part.FOLD) {
            ops.fold(sums, start, HIDDEN * (INPUTS + OUTPUTS), folded);
        }
        if (part == Part.FOLDED_PRODUCTS) {
            ops.products(hidden, start, HIDDEN, inputs, start, INPUTS, batch, folded, 0, INPUTS, scratch);
            ops.products(
                    outputs, start, OUTPUTS, hidden, start, HIDDEN, batch, folded, HIDDEN * INPUTS, HIDDEN, scratch);
        }
        work.samples += batch;
    }

    @Override
    public long result() {
        Checksum checksum = new Checksum().add(sums, 0, sums.length).add(folded, 0, folded.length)
                .add(biasSums, 0, biasSums.length);
        for (int r = 0; r < ROWS; r++) {
            int row = GradientOps.START + r * STRIDE;
            checksum.add(result, row, row + batch);
        }
        return checksum.value();
    }
}
