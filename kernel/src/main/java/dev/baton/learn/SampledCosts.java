package dev.baton.learn;

import dev.baton.descent.SampleSet;
import dev.baton.env.EnvSpec;
import dev.baton.ops.Lanes;
import java.util.Arrays;

/** What each episode of an update tried, and what came of it. */
final class SampledCosts {
    /** The action of an episode that ended before its try. */
    static final int NONE = -1;

    /** (N) the action tried. */
    final int[] action;
    /** (N) at which step. */
    final int[] step;
    /** (N) the cost from there to the end. */
    final float[] toGo;
    /** (N) bit k says that action k could have been tried. */
    final long[] allowed;

    private final int actions;
    private final boolean masked;
    private final long[] count;
    private final double[] sum;

    /** Makes room for episodes of an environment. */
    SampledCosts(int episodes, EnvSpec env) {
        actions = env.actionCount();
        masked = env.limitsCalls();
        allowed = new long[episodes];
        action = new int[episodes];
        step = new int[episodes];
        toGo = new float[episodes];
        count = new long[env.horizon()];
        sum = new double[env.horizon()];
    }

    /**
     * Writes the labels of an update. An action tried with probability 1 / A, A the number of actions that may be
     * chosen in s, stands for A of its kind, so c_k = A 1[k = a] (G − b_t) / scale has the expectation (Q(s, k) −
     * b_t) / scale, and a b_t that is the same for all actions changes no gradient. The baseline takes the update
     * itself into account.
     *
     * @param samples its rows but for the features are overwritten
     * @param baseline updated
     * @param episodes of the update
     */
    void label(SampleSet samples, RunningBaseline baseline, int episodes) {
        Arrays.fill(count, 0);
        Arrays.fill(sum, 0);
        double squares = 0;
        for (int e = 0; e < episodes; e++) {
            if (action[e] != NONE) {
                count[step[e]]++;
                sum[step[e]] += toGo[e];
            }
        }
        for (int e = 0; e < episodes; e++) {
            if (action[e] != NONE) {
                double difference = toGo[e] - sum[step[e]] / count[step[e]];
                squares += difference * difference;
            }
        }
        baseline.update(count, sum, squares);
        int weight = samples.extras - 1;
        int padded = SampleSet.chunks(episodes) * Lanes.TILE;
        for (int e = 0; e < padded; e++) {
            boolean present = e < episodes && action[e] != NONE;
            int at = samples.at(e / Lanes.TILE, samples.features) + e % Lanes.TILE;
            double factor = (present ? Long.bitCount(allowed[e]) : 0) / baseline.scale();
            for (int k = 0; k < actions; k++) {
                boolean tried = present && k == action[e];
                samples.values[at + k * Lanes.TILE] =
                        tried ? (float) ((toGo[e] - baseline.at(step[e])) * factor) : 0;
                if (masked) {
                    samples.values[at + (actions + k) * Lanes.TILE] = present ? allowed[e] >>> k & 1 : 1;
                }
            }
            samples.values[at + weight * Lanes.TILE] = present ? 1 : 0;
        }
    }
}
