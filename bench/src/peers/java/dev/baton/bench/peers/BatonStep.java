package dev.baton.bench.peers;

import dev.baton.nn.Adam;
import dev.baton.nn.Mlp;
import dev.baton.nn.MlpGradient;
import dev.baton.ops.Backend;
import dev.baton.ops.BatchOps;
import dev.baton.policy.Categorical;
import java.util.Arrays;

/**
 * The kernel's parts in the order in which training uses them. The samples are matrices over the whole batch, so they
 * are copied into the tiles' memory, which is part of the time.
 */
final class BatonStep implements PolicyGradientStep {
    private static final int TILE = BatchOps.COLUMNS;

    private final Problem problem;
    private final double learningRate;
    private final Mlp mlp;
    private final Categorical categorical;
    private final Adam adam;
    private final float[] parameters;
    private final float[] gradient;
    private final MlpGradient sum;
    private final float[] observations = new float[Problem.FEATURES * TILE];
    private final float[] probabilities = new float[BatchOps.rows(Problem.ACTIONS) * TILE];
    private final float[] derivatives = new float[Problem.ACTIONS * TILE];
    private final float[] weights = new float[TILE];
    private final int[] actions = new int[TILE];
    // Softmax comes with a sample, which nothing here uses.
    private final int[] words = new int[TILE];
    private final int[] sampled = new int[TILE];

    BatonStep(Problem problem, double learningRate) {
        this.problem = problem;
        this.learningRate = learningRate;
        mlp = new Mlp(problem.spec(), Backend.SIMD);
        sum = new MlpGradient(problem.spec(), Backend.SIMD);
        categorical = Categorical.of(Backend.SIMD);
        parameters = problem.parameters().clone();
        adam = new Adam(parameters.length);
        gradient = new float[parameters.length];
    }

    @Override
    public void step() {
        int batch = problem.batch();
        mlp.load(parameters);
        sum.begin(parameters);
        for (int from = 0; from < batch; from += TILE) {
            int columns = Math.min(TILE, batch - from);
            System.arraycopy(problem.actions(), from, actions, 0, columns);
            System.arraycopy(problem.weights(), from, weights, 0, columns);
            for (int f = 0; f < Problem.FEATURES; f++) {
                System.arraycopy(problem.inputs(), f * batch + from, observations, f * TILE, columns);
            }
            mlp.forward(observations, 0, probabilities, 0, columns);
            categorical.sample(probabilities, 0, TILE, Problem.ACTIONS, null, words, sampled, 0, columns);
            categorical.backward(
                    probabilities, 0, TILE, Problem.ACTIONS, actions, weights, 0, derivatives, 0, TILE, 0, columns);
            sum.add(observations, 0, TILE, derivatives, 0, TILE, columns);
        }
        Arrays.fill(gradient, 0);
        sum.addTo(gradient);
        adam.step(parameters, gradient, 1f / batch, learningRate);
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
