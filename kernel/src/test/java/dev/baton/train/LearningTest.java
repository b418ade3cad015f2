package dev.baton.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.env.EnvSpec;
import dev.baton.env.TestEnvironments;
import dev.baton.policy.MlpPolicy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole of it: twelve thousand episodes make a policy near the exact optimum of 10.07 (model, section 8). */
@Tag("slow")
class LearningTest {
    private static final int EPISODES = 5_000;

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2})
    void learnsThePaperPreset(long seed) {
        EnvSpec spec = TestEnvironments.paper();
        MlpPolicy policy;
        try (PolicyGradientTrainer trainer =
                new PolicyGradientTrainer(spec, TrainConfig.paper(seed), Execution.of(1))) {
            policy = trainer.train(metrics -> {});
            assertThat(trainer.metrics().episodes()).isEqualTo(12_000);
            assertThat(trainer.metrics().update()).isEqualTo(375);
        }
        EvaluationResult result = Evaluation.run(spec, policy, 1_000, EPISODES, Execution.of(2));
        System.out.printf("LearningTest: seed %d, %s%n", seed, result);
        assertThat(result.totalCost()).isLessThanOrEqualTo(10.9);
        assertThat(result.successRate()).isGreaterThanOrEqualTo(0.9);
        assertThat(result.totalCost()).as("below the optimum").isGreaterThan(10.07 - 4 * standardError(spec, policy));
    }

    private static double standardError(EnvSpec spec, MlpPolicy policy) {
        EpisodeResults episodes = Evaluation.episodes(spec, policy, 1_000, 0, EPISODES, Execution.of(2), null);
        double sum = 0;
        double square = 0;
        for (int n = 0; n < EPISODES; n++) {
            double cost = episodes.totalCost(spec.weights(), n);
            sum += cost;
            square += cost * cost;
        }
        double mean = sum / EPISODES;
        return Math.sqrt((square / EPISODES - mean * mean) / EPISODES);
    }
}
