package dev.baton.offline;

import dev.baton.ops.Backend;
import dev.baton.policy.Categorical;
import dev.baton.train.SampleSet;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * The loss of classification: L = −w log π(a), π the softmax of a network's outputs, so d_k = w (π_k − 1[k = a]). A
 * sample's first extra row is its action, the last its weight. Owned by one thread; allocates nothing after construction.
 */
final class LogLikelihood {
    private static final int COLUMNS = SampleSet.CHUNK;

    private final Categorical categorical;
    private final int actions;
    private final int rows;
    private final int[] words = new int[COLUMNS];
    private final int[] drawn = new int[COLUMNS];
    private final int[] action = new int[COLUMNS];
    private final float[] weight = new float[COLUMNS];

    /**
     * Makes the working memory.
     *
     * @param backend scalar or SIMD
     * @param actions K
     * @param rows E, further rows of the samples
     */
    LogLikelihood(Backend backend, int actions, int rows) {
        categorical = Categorical.of(backend);
        this.actions = actions;
        this.rows = rows;
    }

    /** Writes the action and the weight of every logged step to its sample. */
    static void label(SampleSet samples, EpisodeLog log, IntToDoubleFunction weight) {
        for (int i = 0; i < log.steps(); i++) {
            int at = samples.at(i / COLUMNS, samples.features) + i % COLUMNS;
            samples.values[at] = log.action[i];
            samples.values[at + (samples.extras - 1) * COLUMNS] = (float) weight.applyAsDouble(i);
        }
    }

    /** See {@link dev.baton.train.MinibatchLearner.Loss}; overwrites the outputs by the probabilities. */
    void derivative(float[] outputs, float[] samples, int extras, float[] dOut, int columns) {
        categorical.sample(outputs, 0, COLUMNS, actions, null, words, drawn, 0, columns);
        for (int n = 0; n < columns; n++) {
            action[n] = (int) samples[extras + n];
            weight[n] = -samples[extras + (rows - 1) * COLUMNS + n];
        }
        Arrays.fill(weight, columns, COLUMNS, 0);
        categorical.backward(
                outputs, 0, COLUMNS, actions, action, weight, 0, dOut, 0, COLUMNS, 0, columns);
    }
}
