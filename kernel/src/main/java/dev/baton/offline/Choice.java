package dev.baton.offline;

import org.jspecify.annotations.Nullable;

/** What is chosen in a state, as what it makes of the values of the actions. */
final class Choice {
    private final int actions;
    private final float @Nullable [] probabilities;
    private final long @Nullable [] allowed;

    private Choice(int actions, float @Nullable [] probabilities, long @Nullable [] allowed) {
        this.actions = actions;
        this.probabilities = probabilities;
        this.allowed = allowed;
    }

    /** A policy that is given by its probabilities (N, K): Σ_k π(k | s) Q(s, k). */
    static Choice of(float[] probabilities, int actions) {
        return new Choice(actions, probabilities, null);
    }

    /** The best of the actions that are allowed (N), bit k for action k: min_k Q(s, k). */
    static Choice best(long[] allowed, int actions) {
        return new Choice(actions, null, allowed);
    }

    /** Returns (N, K) probabilities, null where they depend on the values. */
    float @Nullable [] probabilities() {
        return probabilities;
    }

    /**
     * Writes the value of each state.
     *
     * @param q (N,K) values of the actions, step by step; not modified
     * @param values (N) overwritten
     */
    void values(float[] q, float[] values) {
        if (probabilities != null) {
            expected(probabilities, q, values);
        } else if (allowed != null) {
            least(allowed, q, values);
        }
    }

    private void expected(float[] weights, float[] q, float[] values) {
        for (int i = 0; i < values.length; i++) {
            float sum = 0;
            for (int k = 0; k < actions; k++) {
                sum = Math.fma(weights[i * actions + k], q[i * actions + k], sum);
            }
            values[i] = sum;
        }
    }

    private void least(long[] masks, float[] q, float[] values) {
        for (int i = 0; i < values.length; i++) {
            float least = Float.POSITIVE_INFINITY;
            for (int k = 0; k < actions; k++) {
                if ((masks[i] >>> k & 1) != 0) {
                    least = Math.min(least, q[i * actions + k]);
                }
            }
            values[i] = least;
        }
    }
}
