package dev.baton.bench.peers;

import dev.baton.Backend;
import dev.baton.nn.Adam;
import dev.baton.nn.MlpGradient;
import dev.baton.nn.OutputPass;
import dev.baton.ops.BatchOps;
import dev.baton.policy.Categorical;
import java.util.Arrays;

/** The kernel's parts in the order in which training uses them, with inputs in the tiles in which the network runs. */
final class BatonStep implements PolicyGradientStep {
    private final Problem problem;
    private final double learningRate;
    private final OutputPass network;
    private final int columns;
    private final Tiles inputs;
    private final Categorical categorical;
    private final Adam adam;
    private final float[] parameters;
    private final float[] gradient;
    private final MlpGradient sum;
    private final float[] probabilities;
    private final float[] derivatives;
    private final float[] weights;
    private final int[] actions;
    // Softmax comes with a sample, which nothing here uses.
    private final int[] words;
    private final int[] sampled;

    BatonStep(Problem problem, double learningRate) {
        this.problem = problem;
        this.learningRate = learningRate;
        network = new OutputPass(problem.spec(), Backend.SIMD);
        columns = network.columns();
        inputs = new Tiles(Problem.FEATURES, problem.batch(), columns);
        inputs.fill(problem.inputs());
        probabilities = new float[BatchOps.START + BatchOps.rows(Problem.ACTIONS) * columns];
        derivatives = new float[Problem.ACTIONS * columns];
        weights = new float[columns];
        actions = new int[columns];
        words = new int[columns];
        sampled = new int[columns];
        sum = new MlpGradient(problem.spec(), Backend.SIMD);
        categorical = Categorical.of(Backend.SIMD);
        parameters = problem.parameters().clone();
        adam = new Adam(parameters.length);
        gradient = new float[parameters.length];
    }

    @Override
    public void step() {
        network.load(parameters);
        sum.load(parameters);
        sum.clear();
        int p = BatchOps.START;
        for (int tile = 0; tile < inputs.count; tile++) {
            int count = inputs.columns(tile);
            int x = inputs.start(tile);
            System.arraycopy(problem.actions(), tile * columns, actions, 0, count);
            System.arraycopy(problem.weights(), tile * columns, weights, 0, count);
            network.run(inputs.values, x, probabilities, p, count);
            categorical.sample(probabilities, p, columns, Problem.ACTIONS, null, words, sampled, 0, count);
            categorical.backward(
                    probabilities, p, columns, Problem.ACTIONS, actions, weights, 0, derivatives, 0, columns, 0, count);
            sum.add(inputs.values, x, columns, derivatives, 0, columns, count);
        }
        Arrays.fill(gradient, 0);
        sum.addTo(gradient);
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
