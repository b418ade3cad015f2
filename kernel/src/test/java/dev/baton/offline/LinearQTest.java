package dev.baton.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.baton.Backend;
import dev.baton.descent.SampleSet;
import dev.baton.env.EnvSpec;
import dev.baton.env.TestEnvironments;
import dev.baton.policy.RandomPolicy;
import dev.baton.policy.choice.Losses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinearQTest {
    /** Q(t, k) = ℓ_k + 0.2 (H − 1 − t) + 1 is linear in t, so that costs travel any number of steps. */
    @ParameterizedTest
    @ValueSource(ints = {1, 10, 400, 1024})
    void costsTravelAnyNumberOfSteps(int horizon) {
        EnvSpec env = TestEnvironments.waiting(horizon);
        EpisodeLog log = Logs.of(env, new RandomPolicy(env), 0, 0, Math.max(20, 4000 / horizon));
        LoggedStates states = new LoggedStates(log, Backend.SCALAR);
        SampleSet samples = states.observations(1);
        LinearQ linear =
                new LinearQ(log, samples, Choice.of(states.probabilities(new RandomPolicy(env)), 3), 1e9f);
        float[] q = new float[3 * log.steps()];
        linear.outputs(samples, log.steps(), q);
        // Observations are floats, and what they lose grows with the greatest Q.
        double most = 2e-5 * 0.2 * horizon;
        for (int i = 0; i < log.steps(); i++) {
            int t = i % horizon;
            for (int k = 0; k < 3; k++) {
                double expected = 0.1 * (k + 1) + 0.2 * (horizon - 1 - t) + 1;
                assertThat((double) q[i * 3 + k]).isCloseTo(expected, within(1e-3 + most));
            }
        }
    }

    /**
     * The best policy waits: Q(t, k) = ℓ_k + 0.1 (H − 1 − t) + 1. As many linear fits as there are steps come near it
     * from below, because the end is not linear in them; the passes of the network do the rest.
     */
    @Test
    void theBestIsApproachedFromBelowAndFoundByTheNetwork() {
        EnvSpec env = TestEnvironments.waiting(8);
        EpisodeLog log = Logs.of(env, new RandomPolicy(env), 0, 0, 500);
        long[] all = new long[log.steps()];
        java.util.Arrays.fill(all, 0b111);
        SampleSet samples = new LoggedStates(log, Backend.SCALAR).observations(Losses.SQUARED_ROWS);
        LinearQ linear = new LinearQ(log, samples, Choice.best(all, 3), 1e9f);
        float[] q = new float[3 * log.steps()];
        linear.outputs(samples, log.steps(), q);
        FittedQ fitted = new FittedQ(
                log, samples, Choice.best(all, 3), FittedQ.passes(log), 0.003, 1, Backend.SCALAR);
        while (!fitted.finished()) {
            fitted.pass();
        }
        for (int k = 0; k < 3; k++) {
            double expected = 0.1 * (k + 1) + 0.7 + 1;
            assertThat((double) q[k]).isBetween(0.7 * expected, expected);
            assertThat((double) fitted.q()[k]).isCloseTo(expected, within(0.02 * expected));
        }
    }
}
