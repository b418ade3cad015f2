package dev.baton.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.baton.Activation;
import dev.baton.Backend;
import dev.baton.env.CostVector;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvVariants;
import dev.baton.env.KnownWorlds;
import dev.baton.exact.ConstrainedSolver;
import dev.baton.policy.MixedPolicy;
import dev.baton.policy.PlanPolicy;
import dev.baton.policy.Policy;
import dev.baton.run.EpisodeResults;
import dev.baton.run.Evaluation;
import dev.baton.run.EvaluationResult;
import dev.baton.run.Execution;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A least probability of success (model, section 10.5): mixtures of two policies, and learning with a multiplier. */
class ConstrainedTrainerTest {
    private static final EnvSpec CASCADE = KnownWorlds.cascade(7);

    /** J_c and success in a world whose constraint costs nothing. */
    private static EnvSpec unconstrained(EnvSpec spec) {
        CostVector w = spec.weights();
        return EnvVariants.withWeights(
                spec, new CostVector(w.latency(), w.monetary(), 0, w.failure(), w.divergence()));
    }

    private static double unconstrainedCost(EnvSpec spec, EvaluationResult result) {
        return result.totalCost() - spec.weights().constraint() * result.components().constraint();
    }

    /** The optimal mixture, simulated, gives the success and the cost that are exact, within three standard errors. */
    @ParameterizedTest
    @ValueSource(doubles = {0.9, 0.95, 0.99})
    void theExactMixtureSimulates(double least) {
        int episodes = 40_000;
        ConstrainedSolver.Mixture mixture = new ConstrainedSolver(CASCADE, new double[0], 1).atLeast(least);
        EvaluationResult result = Evaluation.run(
                CASCADE, mixture.policy(CASCADE), 11, episodes, new Execution(Backend.preferred(), 1, 256));
        double success = mixture.success();
        assertThat(result.successRate())
                .isCloseTo(success, within(3 * Math.sqrt(success * (1 - success) / episodes)));
        // A standard deviation of at most 0.6 per episode.
        assertThat(unconstrainedCost(CASCADE, result))
                .isCloseTo(mixture.cost(), within(3 * 0.6 / Math.sqrt(episodes)));
    }

    @Test
    void theExactMixtureOfAToolThatGoesDownSimulates() {
        EnvSpec spec = KnownWorlds.toolHealth(7);
        int episodes = 40_000;
        ConstrainedSolver.Mixture mixture = new ConstrainedSolver(spec, new double[] {3}, 1).atLeast(0.9);
        EvaluationResult result =
                Evaluation.run(spec, mixture.policy(spec), 12, episodes, new Execution(Backend.preferred(), 1, 256));
        assertThat(result.successRate())
                .isCloseTo(mixture.success(), within(3 * Math.sqrt(0.09 / episodes)));
        // A standard deviation of at most 1 per episode.
        assertThat(unconstrainedCost(spec, result)).isCloseTo(mixture.cost(), within(3 / Math.sqrt(episodes)));
    }

    /**
     * Each episode is wholly of one policy, the same one in every execution, and the second as often as it should be.
     */
    @Test
    void amixtureDrawsOncePerEpisode() {
        Policy large = new PlanPolicy(CASCADE, List.of("large", "submit"));
        Policy small = new PlanPolicy(CASCADE, List.of("small", "small", "submit"));
        int episodes = 10_000;
        Policy mixed = new MixedPolicy(large, small, 0.3);
        EpisodeResults first = Evaluation.episodes(
                CASCADE, mixed, 3, 0, episodes, new Execution(Backend.SCALAR, 1, 48), null);
        int second = 0;
        for (int n = 0; n < episodes; n++) {
            assertThat(first.steps[n]).isBetween(2, 3);
            second += first.steps[n] - 2;
        }
        assertThat((double) second / episodes).isCloseTo(0.3, within(4 * Math.sqrt(0.21 / episodes)));
        EpisodeResults other = Evaluation.episodes(
                CASCADE, mixed, 3, 0, episodes, new Execution(Backend.preferred(), 3, 256), null);
        assertThat(other.steps).isEqualTo(first.steps);
        assertThat(other.components).isEqualTo(first.components);
        assertThat(Evaluation.episodes(CASCADE, mixed, 4, 0, episodes, Execution.of(1), null).steps)
                .as("another seed")
                .isNotEqualTo(first.steps);
        assertThatThrownBy(() -> new MixedPolicy(large, small, 1.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("weight: expected a probability from 0 to 1, found 1.5");
    }

    private static TrainConfig config(int episodes) {
        return new TrainConfig(1, episodes, 960, List.of(64), Activation.TANH, 0.003, 0.02, 0.97, 1.0);
    }

    private static ConstrainedTrainer.Result train(double least, TrainConfig config, Execution execution) {
        PpoConfig ppo = new PpoConfig(config, 4, 32, 0.2, 0.95, List.of(32), 0.01);
        return ConstrainedTrainer.train(
                CASCADE, least, config, env -> new PpoTrainer(env, ppo, execution), execution, metrics -> {});
    }

    @Tag("bits")
    @Test
    void everyExecutionLearnsTheSame() {
        TrainConfig config = config(4_000);
        ConstrainedTrainer.Result first = train(0.9, config, Execution.of(1));
        ConstrainedTrainer.Result second = train(0.9, config, new Execution(Backend.SCALAR, 2, 48));
        assertThat(second.best().policy().parameters()).isEqualTo(first.best().policy().parameters());
        assertThat(second.best().multiplier()).isEqualTo(first.best().multiplier());
        assertThat(second.weight()).isEqualTo(first.weight());
    }

    /** Both learners; the multiplier moves against the failures that are left. */
    @Test
    void theMultiplierFollowsTheFailures() {
        TrainConfig config = config(9_600);
        List<Double> multipliers = new ArrayList<>();
        ConstrainedTrainer.train(
                CASCADE, 0.99, config, env -> new PolicyGradientTrainer(env, config, Execution.of(1)), Execution.of(1),
                metrics -> multipliers.add(metrics.multiplier()));
        assertThat(multipliers).hasSize(10);
        assertThat(multipliers.getFirst()).as("λ_3").isEqualTo(4);
        assertThat(multipliers).as("far too many failures").isSorted();
        assertThat(multipliers.getLast()).isGreaterThan(5);
        multipliers.clear();
        ConstrainedTrainer.train(
                CASCADE, 0, config, env -> new PolicyGradientTrainer(env, config, Execution.of(1)), Execution.of(1),
                metrics -> multipliers.add(metrics.multiplier()));
        assertThat(multipliers).as("any success will do").isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThatThrownBy(() -> train(1.01, config, Execution.of(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("minSuccess: expected a probability from 0 to 1, found 1.01");
        assertThatThrownBy(() -> train(0.9, config(Integer.MAX_VALUE - 1000), Execution.of(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("episodes: expected at most 2147");
    }

    /**
     * The learned mixture succeeds as often as it must, and costs little more than the exact one; so does the one
     * policy.
     */
    @Tag("slow")
    @Test
    void learnsTheLeastCostAtASuccess() {
        double least = 0.9;
        ConstrainedTrainer.Result result = train(least, config(300_000), Execution.of(2));
        EnvSpec free = unconstrained(CASCADE);
        EvaluationResult one = Evaluation.run(free, result.best().policy(), 777, 200_000, Execution.of(2));
        EvaluationResult mixed = Evaluation.run(free, result.mixed(), 777, 200_000, Execution.of(2));
        System.out.println("ConstrainedTrainerTest: " + one + ", mixed " + mixed);
        assertThat(result.reached()).isTrue();
        assertThat(one.successRate()).isGreaterThan(least - 0.005);
        assertThat(mixed.successRate()).isCloseTo(least, within(0.005));
        // The exact cost at this success is 0.33743, and 0.017 more for half a point of success at the most.
        assertThat(mixed.totalCost()).isBetween(0.33743 - 0.01, 0.33743 * 1.08);
        assertThat(one.totalCost()).isBetween(0.33743 - 0.01, 0.33743 * 1.25);
    }
}
