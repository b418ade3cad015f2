package dev.baton.bench.peers;

import dev.baton.Backend;
import dev.baton.nn.pass.Adam;
import dev.baton.nn.pass.ForwardPass;
import dev.baton.nn.pass.MlpGradient;
import dev.baton.nn.pass.Strip;
import dev.baton.policy.choice.Categorical;

/**
 * The kernel's parts in the order in which training uses them, with inputs in the strips in which training has them.
 */
final class BatonStep implements PolicyGradientStep {
    private final Problem problem;
    private final double learningRate;
    private final ForwardPass network;
    private final int columns;
    private final Strip[] strips;
    private final Categorical categorical;
    private final Adam adam;
    private final float[] parameters;
    private final float[] gradient;
    private final MlpGradient sum;
    private final float[][] weights;
    private final int[][] actions;
    // Softmax comes with a sample, which nothing here uses.
    private final int[] words;
    private final int[] sampled;

    BatonStep(Problem problem, double learningRate) {
        this.problem = problem;
        this.learningRate = learningRate;
        network = ForwardPass.of(problem.spec(), Backend.SIMD);
        columns = network.columns();
        int count = (problem.batch() + Strip.COLUMNS - 1) / Strip.COLUMNS;
        strips = new Strip[count];
        weights = new float[count][Strip.STRIDE];
        actions = new int[count][Strip.STRIDE];
        for (int s = 0; s < count; s++) {
            strips[s] = new Strip(problem.spec());
            int first = s * Strip.COLUMNS;
            for (int f = 0; f < Problem.FEATURES; f++) {
                System.arraycopy(
                        problem.inputs(), f * problem.batch() + first, strips[s].inputs, Strip.START + f * Strip.STRIDE,
                        samples(s));
            }
            System.arraycopy(problem.weights(), first, weights[s], 0, samples(s));
            System.arraycopy(problem.actions(), first, actions[s], 0, samples(s));
        }
        words = new int[Strip.STRIDE];
        sampled = new int[Strip.STRIDE];
        sum = new MlpGradient(problem.spec(), Backend.SIMD);
        categorical = Categorical.of(Backend.SIMD);
        parameters = problem.parameters().clone();
        adam = new Adam(parameters.length);
        gradient = new float[parameters.length];
    }

    /** How many samples a strip has. */
    private int samples(int strip) {
        return Math.min(Strip.COLUMNS, problem.batch() - strip * Strip.COLUMNS);
    }

    @Override
    public void step() {
        network.load(parameters);
        sum.load(parameters);
        sum.clear();
        for (int s = 0; s < strips.length; s++) {
            Strip strip = strips[s];
            int count = samples(s);
            for (int column = 0; column < count; column += columns) {
                network.keep(strip, column, Math.min(columns, count - column));
            }
            categorical.sample(
                    strip.outputs, Strip.START, Strip.STRIDE, Problem.ACTIONS, null, words, sampled, 0, count);
            categorical.backward(
                    strip.outputs, Strip.START, Strip.STRIDE, Problem.ACTIONS, actions[s], weights[s], 0,
                    strip.dOutputs, Strip.START, Strip.STRIDE, 0, count);
            if (s < strips.length - 1) {
                sum.add(strip, count);
            } else {
                sum.finish(strip, count, gradient);
            }
        }
        adam.step(parameters, gradient, 1f / problem.batch(), learningRate);
    }

    @Override
    public float[] gradient() {
        float[] mean = gradient.clone();
        for (int i = 0; i < mean.length; i++) {
            mean[i] /= problem.batch();
        }
        return mean;
    }

    @Override
    public float[] parameters() {
        return parameters;
    }
}
