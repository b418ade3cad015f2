package dev.baton.train;

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

    private final long[] count;
    private final double[] sum;

    SampledCosts(int episodes, int horizon) {
        action = new int[episodes];
        step = new int[episodes];
        toGo = new float[episodes];
        count = new long[horizon];
        sum = new double[horizon];
    }

    /**
     * Writes the labels of an update. An action tried with probability 1 / K stands for K of its kind, so c_k = K 1[k =
     * a] (G − b_t) / scale has the expectation (Q(s, k) − b_t) / scale, and a b_t that is the same for all actions
     * changes no gradient. The baseline takes the update itself into account.
     *
     * @param samples its cost rows and weights are overwritten
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
        int actions = samples.extras - 1;
        double factor = actions / baseline.scale();
        int padded = SampleSet.chunks(episodes) * SampleSet.CHUNK;
        for (int e = 0; e < padded; e++) {
            boolean present = e < episodes && action[e] != NONE;
            int at = samples.at(e / SampleSet.CHUNK, samples.features) + e % SampleSet.CHUNK;
            for (int k = 0; k < actions; k++) {
                boolean tried = present && k == action[e];
                samples.values[at + k * SampleSet.CHUNK] =
                        tried ? (float) ((toGo[e] - baseline.at(step[e])) * factor) : 0;
            }
            samples.values[at + actions * SampleSet.CHUNK] = present ? 1 : 0;
        }
    }
}
