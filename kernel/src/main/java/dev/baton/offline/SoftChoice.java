package dev.baton.offline;

import dev.baton.ops.Backend;
import dev.baton.policy.Categorical;
import dev.baton.train.SampleSet;

/**
 * The loss of classification by costs: the cross entropy −w Σ_k q_k log π(k), π the softmax of a network's outputs and q
 * that of −c / τ for costs c, so d_k = w (π_k − q_k). A difference of costs that is small against τ hardly matters, one that is
 * large decides; and unlike Σ_k π_k c_k this is convex in the outputs, so that what is learned first, to avoid what is dear,
 * does not keep the rest from being learned.
 *
 * <p>A sample's further rows are q_1 … q_K and w. Owned by one thread; allocates nothing after construction.
 */
final class SoftChoice {
    private static final int COLUMNS = SampleSet.CHUNK;

    private final Categorical categorical;
    private final int actions;
    private final int[] words = new int[COLUMNS];
    private final int[] drawn = new int[COLUMNS];

    SoftChoice(Backend backend, int actions) {
        categorical = Categorical.of(backend);
        this.actions = actions;
    }

    /** See {@link dev.baton.train.MinibatchLearner.Loss}; overwrites the outputs by the probabilities. */
    void derivative(float[] outputs, float[] samples, int extras, float[] dOut, int columns) {
        categorical.sample(outputs, 0, COLUMNS, actions, null, words, drawn, 0, columns);
        int weights = extras + actions * COLUMNS;
        for (int k = 0; k < actions; k++) {
            for (int n = 0; n < COLUMNS; n++) {
                int at = k * COLUMNS + n;
                dOut[at] = n < columns ? samples[weights + n] * (outputs[at] - samples[extras + at]) : 0;
            }
        }
    }
}
