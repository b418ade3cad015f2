package dev.baton.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.baton.Backend;
import dev.baton.env.ActionKind;
import dev.baton.env.Charge;
import dev.baton.env.EnvSpec;
import dev.baton.env.Predictor;
import dev.baton.env.TestEnvironments;
import dev.baton.policy.LatencyPolicy;
import dev.baton.policy.RandomPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImportanceWeightsTest {
    /** Two actions, two steps at most: z 3 → 2 → 1 by "go", and nothing by "stay". */
    private static final EnvSpec ENV = TestEnvironments.tiny(
            3, 2, Charge.TERMINAL, Predictor.NOMINAL,
            TestEnvironments.sure("go", ActionKind.TOOL, 1, 0, -1),
            TestEnvironments.sure("stay", ActionKind.TOOL, 2, 0, 0));

    private static LoggedEpisode episode(int[] action, float[] cost, float[] probability) {
        return new LoggedEpisode(new float[] {3, 0, 0, 2, 1, 0}, action, new int[2], cost, probability, 0);
    }

    /** A policy that always goes: weights 8, 0 and 1. */
    private static EpisodeLog three() {
        return EpisodeLog.of(ENV, List.of(
                episode(new int[] {0, 0}, new float[] {1, 1}, new float[] {0.5f, 0.25f}),
                episode(new int[] {0, 1}, new float[] {1, 3}, new float[] {0.5f, 0.75f}),
                new LoggedEpisode(new float[0], new int[0], new int[0], new float[0], new float[0], 0)));
    }

    @Test
    void weightsByHand() {
        EpisodeLog log = three();
        ImportanceWeights weights = new ImportanceWeights(log, new float[] {1, 0, 1, 0, 1, 0, 1, 0});
        assertThat(weights.finals()).containsExactly(new double[] {8, 0, 1}, within(1e-12));
        assertThat(weights.logMean10()).isCloseTo(Math.log10(3), within(1e-12));
        // Per decision 2 · 1 + 8 · 1, 2 · 1 and 0.
        assertThat(weights.sums(new double[] {1, 1, 1, 3})).containsExactly(new double[] {10, 2, 0}, within(1e-12));
        // Step 0: weights 2, 2, 1 of mean 5 / 3, both of size 2, of a share 2 / 3 that is alive. Step 1: 8, 0, 1 of
        // mean 3, of size 1, of a share 4 / 5.
        assertThat(weights.worth()).isCloseTo(1 / 0.8, within(1e-12));
        // μ_0 = (2 + 2) / 5 = 0.8, μ_1 = (8 · 1) / 9.
        double[] normalised = weights.normalised(new double[] {1, 1, 1, 3});
        assertThat(Moments.mean(normalised)).isCloseTo(0.8 + 8 / 9.0, within(1e-12));
        // w_0 = 1.2, 1.2, 0.6 and w_1 = 8 / 3, 0, 1 / 3: e.g. 1.2 (1 − 0.8) + 8 / 3 (1 − 8 / 9) + μ_0 + μ_1 of the
        // first.
        assertThat(normalised)
                .containsExactly(
                        new double[] {
                            1.2 * 0.2 + 8 / 3.0 / 9 + 0.8 + 8 / 9.0,
                            1.2 * 0.2 + 0.8 + 8 / 9.0,
                            -0.6 * 0.8 - 8 / 27.0 + 0.8 + 8 / 9.0
                        },
                        within(1e-12));
    }

    @Test
    void thePoliciesOwnEpisodesWeighOne() {
        EnvSpec env = TestEnvironments.everything();
        EpisodeLog log = Logs.of(env, new RandomPolicy(env), 0, 2, 400);
        ImportanceWeights weights =
                new ImportanceWeights(log, new LoggedStates(log, Backend.SCALAR).probabilities(new RandomPolicy(env)));
        assertThat(weights.finals()).containsOnly(1);
        assertThat(weights.worth()).isCloseTo(400, within(1e-9));
    }

    /** Products of 1,024 factors of 1 / (3 · 0.9933…) or 100 leave the range of doubles and are still compared. */
    @Test
    void longEpisodesKeepTheirWeights() {
        EnvSpec env = TestEnvironments.waiting(1024);
        EpisodeLog log = Logs.of(env, new LatencyPolicy(env), 0.01, 0, 200);
        ImportanceWeights weights = new ImportanceWeights(
                log, new LoggedStates(log, Backend.SCALAR).probabilities(new RandomPolicy(env)));
        double best = Double.NEGATIVE_INFINITY;
        for (int e = 0; e < 200; e++) {
            double sum = 0;
            for (int i = log.start[e]; i < log.start[e + 1]; i++) {
                sum += Math.log10(1 / 3.0 / log.probability[i]);
            }
            best = Math.max(best, sum);
        }
        assertThat(best).isBetween(-480.0, -430.0);
        assertThat(weights.logMean10()).isBetween(best - Math.log10(200) - 1e-6, best);
        assertThat(weights.finals()).containsOnly(0);
        assertThat(weights.worth()).isBetween(1.0, 2.0);
    }
}
