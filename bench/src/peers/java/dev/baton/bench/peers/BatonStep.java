package dev.baton.bench.peers;

import dev.baton.nn.Adam;
import dev.baton.nn.Mlp;
import dev.baton.ops.Backend;
import dev.baton.ops.BatchOps;
import dev.baton.policy.Categorical;
import dev.baton.train.Execution;
import dev.baton.train.Rollout;
import java.util.Arrays;

/**
 * The kernel's parts in the order in which training uses them. The samples are matrices over the whole batch, so they
 * are copied into the tiles' memory, which is part of the time.
 */
final class BatonStep implements PolicyGradientStep {
    private static final int TILE = Execution.DEFAULT_TILE;
    private static final int TILES = (Rollout.BLOCK + TILE - 1) / TILE;

    private final Problem problem;
    private final double learningRate;
    private final Mlp mlp;
    private final Categorical categorical;
    private final Adam adam;
    private final float[] parameters;
    private final float[] gradient;
    private final float[] partials;
    private final float[] values;
    private final float[] derivatives = new float[Problem.ACTIONS * TILES * TILE];
    private final float[] scratch;
    private final float[] weights = new float[Rollout.BLOCK];
    private final int[] actions = new int[Rollout.BLOCK];
    // Softmax comes with a sample, which nothing here uses.
    private final int[] words = new int[Rollout.BLOCK];
    private final int[] sampled = new int[Rollout.BLOCK];

    BatonStep(Problem problem, double learningRate) {
        this.problem = problem;
        this.learningRate = learningRate;
        mlp = new Mlp(problem.spec(), BatchOps.of(Backend.SIMD));
        categorical = Categorical.of(Backend.SIMD);
        parameters = problem.parameters().clone();
        adam = new Adam(parameters.length);
        gradient = new float[parameters.length];
        partials = new float[parameters.length * BatchOps.PARTIALS];
        values = new float[TILES * problem.spec().rows() * TILE];
        scratch = new float[mlp.scratchLength(TILES * TILE)];
    }

    @Override
    public void step() {
        int batch = problem.batch();
        int logits = problem.spec().rowOf(2) * TILE;
        Arrays.fill(partials, 0);
        for (int done = 0; done < batch; done += Rollout.BLOCK) {
            int columns = Math.min(Rollout.BLOCK, batch - done);
            System.arraycopy(problem.actions(), done, actions, 0, columns);
            System.arraycopy(problem.weights(), done, weights, 0, columns);
            for (int from = 0; from < columns; from += TILE) {
                int to = Math.min(columns, from + TILE);
                int start = from / TILE * problem.spec().rows() * TILE;
                for (int f = 0; f < Problem.FEATURES; f++) {
                    System.arraycopy(problem.inputs(), f * batch + done + from, values, start + f * TILE, to - from);
                }
                mlp.forward(parameters, values, start, TILE, to - from);
                categorical.sample(
                        values, start + logits - from, TILE, Problem.ACTIONS, null, words, sampled, from, to);
                categorical.backward(
                        values,
                        start + logits - from,
                        TILE,
                        Problem.ACTIONS,
                        actions,
                        weights,
                        0,
                        derivatives,
                        from * Problem.ACTIONS - from,
                        TILE,
                        from,
                        to);
            }
            mlp.backward(parameters, values, 0, derivatives, scratch, partials, columns, TILE);
        }
        BatchOps.foldPartials(partials, gradient, gradient.length);
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
