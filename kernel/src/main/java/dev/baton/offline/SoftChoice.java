package dev.baton.offline;

import dev.baton.Backend;
import dev.baton.ops.Lanes;
import dev.baton.policy.choice.Categorical;
import dev.baton.policy.choice.Losses;

/**
 * The loss of classification by costs: the cross entropy −w Σ_k q_k log π(k), π the softmax of a network's outputs and
 * q that of −c / τ for costs c, so d_k = w (π_k − q_k). A difference of costs that is small against τ hardly matters,
 * one that is large decides; and unlike Σ_k π_k c_k this is convex in the outputs, so that what is learned first, to
 * avoid what is dear, does not keep the rest from being learned.
 *
 * <p>π is over the available actions. A sample's further rows are q_1 … q_K, where not all actions are always available
 * K rows that say which are, and w. Owned by one thread; allocates nothing after construction.
 */
final class SoftChoice {

    private final Categorical categorical;
    private final Losses losses;
    private final int actions;
    private final boolean masked;
    private final int[] words = new int[Lanes.TILE];
    private final int[] drawn = new int[Lanes.TILE];

    SoftChoice(Backend backend, int actions, boolean masked) {
        categorical = Categorical.of(backend);
        losses = Losses.of(backend);
        this.actions = actions;
        this.masked = masked;
    }

    /** Returns how many extra rows a sample must have. */
    int rows() {
        return (masked ? 2 * actions : actions) + 1;
    }

    /** See {@link dev.baton.descent.MinibatchLearner.Loss}; overwrites the outputs by the probabilities. */
    void derivative(float[] outputs, float[] samples, int extras, float[] dOut, int columns) {
        if (masked) {
            losses.exclude(
                    outputs, 0, Lanes.TILE, actions, samples, extras + actions * Lanes.TILE, Lanes.TILE, columns);
        }
        categorical.sample(outputs, 0, Lanes.TILE, actions, null, words, drawn, 0, columns);
        int weights = extras + (rows() - 1) * Lanes.TILE;
        for (int k = 0; k < actions; k++) {
            for (int n = 0; n < Lanes.TILE; n++) {
                int at = k * Lanes.TILE + n;
                dOut[at] = n < columns ? samples[weights + n] * (outputs[at] - samples[extras + at]) : 0;
            }
        }
    }
}
