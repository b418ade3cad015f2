package dev.baton.learn;

/**
 * The running baseline (model, section 7): per step index t an exponentially weighted mean b_t of the reward-to-go, and
 * one exponentially weighted mean square of the advantage, by whose root advantages are divided.
 */
final class RunningBaseline {
    // Below this spread of costs an update has nothing to learn from.
    private static final double LEAST_SCALE = 1e-6;

    private final double decay;
    private final double[] mean;
    private final double[] weight;
    private double square;
    private double squareWeight;

    RunningBaseline(int horizon, double decay) {
        this.decay = decay;
        mean = new double[horizon];
        weight = new double[horizon];
    }

    /** Returns b_t; where no episode has reached t, the b of the step before, or 0. */
    double at(int t) {
        int known = t;
        while (known > 0 && weight[known] == 0) {
            known--;
        }
        return mean[known];
    }

    /** Returns what advantages are divided by. */
    double scale() {
        return Math.max(LEAST_SCALE, Math.sqrt(square));
    }

    /**
     * Takes one update's sums into account.
     *
     * @param count (H) samples at step t
     * @param sum (H) Σ reward-to-go at step t
     * @param squares Σ (reward-to-go − b_t)² over all samples
     */
    void update(long[] count, double[] sum, double squares) {
        long samples = 0;
        for (int t = 0; t < mean.length; t++) {
            samples += count[t];
            if (count[t] > 0) {
                // Bias-corrected: the first update counts in full.
                weight[t] = decay * weight[t] + (1 - decay);
                mean[t] += (1 - decay) / weight[t] * (sum[t] / count[t] - mean[t]);
            }
        }
        if (samples > 0) {
            squareWeight = decay * squareWeight + (1 - decay);
            square += (1 - decay) / squareWeight * (squares / samples - square);
        }
    }

    /** Returns a copy of everything that it holds: (2 H + 2) means, weights, mean square and its weight. */
    double[] state() {
        int horizon = mean.length;
        double[] state = new double[2 * horizon + 2];
        System.arraycopy(mean, 0, state, 0, horizon);
        System.arraycopy(weight, 0, state, horizon, horizon);
        state[2 * horizon] = square;
        state[2 * horizon + 1] = squareWeight;
        return state;
    }

    /** Goes on from what {@link #state} gave. */
    void restore(double[] state) {
        int horizon = mean.length;
        System.arraycopy(state, 0, mean, 0, horizon);
        System.arraycopy(state, horizon, weight, 0, horizon);
        square = state[2 * horizon];
        squareWeight = state[2 * horizon + 1];
    }

    /** Sets the mean square of the advantage to that of one update, forgetting what it was. */
    void restartScale(long[] count, double squares) {
        long samples = 0;
        for (long c : count) {
            samples += c;
        }
        square = samples > 0 ? squares / samples : 0;
        squareWeight = 1 - decay;
    }
}
