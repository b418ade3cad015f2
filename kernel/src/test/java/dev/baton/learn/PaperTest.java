package dev.baton.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.baton.env.CostComponent;
import dev.baton.env.EnvSpec;
import dev.baton.env.TestEnvironments;
import dev.baton.policy.CostAwarePolicy;
import dev.baton.policy.LatencyPolicy;
import dev.baton.policy.Policy;
import dev.baton.policy.RandomPolicy;
import dev.baton.run.EpisodeResults;
import dev.baton.run.Evaluation;
import dev.baton.run.Execution;
import org.junit.jupiter.api.Test;

/**
 * The baselines on the paper's preset, five seeds of 1,000 episodes, against figures of an independent implementation:
 * within 4 standard errors (of the 5,000 episodes) and half a printed digit.
 */
class PaperTest {
    private static final int SEEDS = 5;
    private static final int EPISODES = 1_000;

    private final EnvSpec spec = TestEnvironments.paper();

    /** Sums and sums of squares over all episodes of total cost, success and the components. */
    private final class Sample {
        final double[] sum = new double[7];
        final double[] square = new double[7];

        Sample(Policy policy) {
            for (int seed = 0; seed < SEEDS; seed++) {
                EpisodeResults results = Evaluation.episodes(spec, policy, seed, 0, EPISODES, Execution.of(2), null);
                for (int n = 0; n < EPISODES; n++) {
                    add(0, results.totalCost(spec.weights(), n));
                    add(1, results.constraint[n] == 0 ? 1 : 0);
                    for (CostComponent c : CostComponent.ALL) {
                        add(2 + c.index(), results.component(c, n));
                    }
                }
            }
        }

        private void add(int i, double value) {
            sum[i] += value;
            square[i] += value * value;
        }

        double mean(int i) {
            return sum[i] / (SEEDS * EPISODES);
        }

        double standardError(int i) {
            int n = SEEDS * EPISODES;
            return Math.sqrt(Math.max(0, square[i] / n - mean(i) * mean(i)) / n);
        }

        void assertMean(int i, double expected, double halfDigit) {
            assertThat(mean(i)).as("figure %d", i).isCloseTo(expected, within(4 * standardError(i) + halfDigit));
        }

        void assertComponents(double latency, double monetary, double constraint, double failure, double divergence) {
            assertMean(2, latency, 1e-4);
            assertMean(3, monetary, 1e-4);
            assertMean(4, constraint, 0.005);
            assertMean(5, failure, 0.0005);
            assertMean(6, divergence, 0.0005);
        }
    }

    @Test
    void latencyBaseline() {
        Sample sample = new Sample(new LatencyPolicy(spec));
        sample.assertMean(0, 69.40, 0.005);
        assertThat(sample.mean(1)).as("success").isZero();
        sample.assertComponents(5.0, 1.0, 32.46, 1.001, 4.561);
    }

    @Test
    void costAwareBaseline() {
        Sample sample = new Sample(new CostAwarePolicy(spec));
        sample.assertMean(0, 69.00, 0.005);
        assertThat(sample.mean(1)).as("success").isZero();
        sample.assertComponents(8.0, 2.5, 32.37, 0.402, 3.353);
    }

    @Test
    void randomPolicy() {
        Sample sample = new Sample(new RandomPolicy(spec));
        sample.assertMean(0, 29.17, 0.005);
        sample.assertMean(1, 0.12, 0.005);
    }
}
