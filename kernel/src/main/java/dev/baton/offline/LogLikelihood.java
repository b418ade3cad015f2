package dev.baton.offline;

import dev.baton.Backend;
import dev.baton.descent.SampleSet;
import dev.baton.ops.Lanes;
import dev.baton.policy.choice.Categorical;
import dev.baton.policy.choice.Losses;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The loss of classification: L = −w log π(a), π the softmax of a network's outputs over the available actions, so
 * d_k = w (π_k − 1[k = a]) for these and 0 for the others. A sample's extra rows are its action, where not all actions
 * are always available K rows that say which are, and its weight. Owned by one thread; allocates nothing after
 * construction.
 */
final class LogLikelihood {

    private final Categorical categorical;
    private final Losses losses;
    private final int actions;
    private final boolean masked;
    private final int[] words = new int[Lanes.TILE];
    private final int[] drawn = new int[Lanes.TILE];
    private final int[] action = new int[Lanes.TILE];
    private final float[] weight = new float[Lanes.TILE];

    /**
     * Makes the working memory.
     *
     * @param backend scalar or SIMD
     * @param actions K
     * @param masked whether samples say which actions are available
     */
    LogLikelihood(Backend backend, int actions, boolean masked) {
        categorical = Categorical.of(backend);
        losses = Losses.of(backend);
        this.actions = actions;
        this.masked = masked;
    }

    /** Returns how many extra rows a sample must have. */
    int rows() {
        return masked ? 2 + actions : 2;
    }

    /** Writes action, availability and weight of every logged step to its sample. */
    void label(SampleSet samples, EpisodeLog log, long @Nullable [] available, IntToDoubleFunction weight) {
        for (int i = 0; i < log.steps(); i++) {
            int at = samples.at(i / Lanes.TILE, samples.features) + i % Lanes.TILE;
            samples.values[at] = log.action[i];
            samples.values[at + (rows() - 1) * Lanes.TILE] = (float) weight.applyAsDouble(i);
        }
        if (available != null) {
            allow(samples, samples.features + 1, actions, available);
        }
    }

    /**
     * Writes K rows of samples that are 1 where an action is available, else 0; behind the last sample all are.
     *
     * @param samples overwritten
     * @param row the first of the rows
     * @param actions K
     * @param available (N) bit k for action k
     */
    static void allow(SampleSet samples, int row, int actions, long[] available) {
        for (int i = 0; i < samples.columns.length * Lanes.TILE; i++) {
            long mask = i < available.length ? available[i] : -1L;
            for (int k = 0; k < actions; k++) {
                samples.values[samples.at(i / Lanes.TILE, row + k) + i % Lanes.TILE] = mask >>> k & 1;
            }
        }
    }

    /** See {@link dev.baton.descent.MinibatchLearner.Loss}; overwrites the outputs by the probabilities. */
    void derivative(float[] outputs, float[] samples, int extras, float[] dOut, int columns) {
        if (masked) {
            losses.exclude(outputs, 0, Lanes.TILE, actions, samples, extras + Lanes.TILE, Lanes.TILE, columns);
        }
        categorical.sample(outputs, 0, Lanes.TILE, actions, null, words, drawn, 0, columns);
        for (int n = 0; n < columns; n++) {
            action[n] = (int) samples[extras + n];
            weight[n] = -samples[extras + (rows() - 1) * Lanes.TILE + n];
        }
        Arrays.fill(weight, columns, Lanes.TILE, 0);
        categorical.backward(
                outputs, 0, Lanes.TILE, actions, action, weight, 0, dOut, 0, Lanes.TILE, 0, columns);
    }
}
