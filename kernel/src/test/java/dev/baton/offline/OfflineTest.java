package dev.baton.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.baton.env.ActionKind;
import dev.baton.env.Charge;
import dev.baton.env.EnvSpec;
import dev.baton.env.Predictor;
import dev.baton.env.TestEnvironments;
import dev.baton.nn.Activation;
import dev.baton.ops.Backend;
import dev.baton.policy.CostAwarePolicy;
import dev.baton.policy.LatencyPolicy;
import dev.baton.policy.MlpPolicy;
import dev.baton.policy.Policy;
import dev.baton.policy.RandomPolicy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OfflineTest {
    private static final String TRAINED = "397a4c0ce1ab9508";

    private static List<LoggedEpisode> log(
            EnvSpec env, Policy policy, double explore, int episodes, Execution execution) {
        List<LoggedEpisode> log = new ArrayList<>();
        new EpisodeLogger(env, policy, explore, execution).run(3, 0, episodes, log::add);
        log.forEach(episode -> episode.check(LogShape.of(env)));
        return log;
    }

    private static MlpPolicy train(EnvSpec env, List<LoggedEpisode> log, OfflineConfig config, Execution execution) {
        try (OfflineTrainer trainer = new OfflineTrainer(env, log, config, execution)) {
            return trainer.train(metrics -> {});
        }
    }

    @Tag("bits")
    @Test
    void resultHasTheStoredBitsInEveryExecution() {
        EnvSpec env = TestEnvironments.paper();
        OfflineConfig config = new OfflineConfig(12, List.of(13), Activation.TANH, 3, 2, 500, 0.01, 1);
        Execution first = Execution.of(1);
        String hash = Hash.of(train(env, log(env, new RandomPolicy(env), 0, 333, first), config, first).parameters());
        assertThat(hash).isEqualTo(TRAINED);
        for (Execution execution : List.of(
                new Execution(Backend.SCALAR, 2, 48),
                new Execution(Backend.SIMD, 3, 16),
                new Execution(Backend.SIMD, 2, 256))) {
            List<LoggedEpisode> log = log(env, new RandomPolicy(env), 0, 333, execution);
            assertThat(Hash.of(train(env, log, config, execution).parameters())).isEqualTo(hash);
        }
    }

    @Test
    void theLogSaysWhatHappened() {
        EnvSpec env = TestEnvironments.tiny(
                4, 5, Charge.STEP, Predictor.NOMINAL, TestEnvironments.sure("a", ActionKind.TOOL, 1, 0.5, -1));
        List<LoggedEpisode> log = log(env, new LatencyPolicy(env), 0, 21, Execution.of(1));
        assertThat(log).hasSize(21);
        for (LoggedEpisode episode : log) {
            // z, latency, money before each step; costs 1 + 0.5 + g with g 2, 1, 0.
            assertThat(episode.state()).containsExactly(4, 0, 0, 3, 1, 0.5f, 2, 2, 1);
            assertThat(episode.cost()).containsExactly(3.5f, 2.5f, 1.5f);
            assertThat(episode.action()).containsExactly(0, 0, 0);
            assertThat(episode.outcome()).containsOnly(0);
            assertThat(episode.probability()).containsExactly(1, 1, 1);
            assertThat(episode.constraint()).isZero();
            assertThat(episode.totalCost()).isEqualTo(7.5);
        }
    }

    @Test
    void explorationHasTheStatedProbabilities() {
        EnvSpec env = TestEnvironments.paper();
        List<LoggedEpisode> log = log(env, new LatencyPolicy(env), 0.4, 500, Execution.of(1));
        int[] counts = new int[env.actionCount()];
        int steps = 0;
        for (LoggedEpisode episode : log) {
            for (int t = 0; t < episode.steps(); t++) {
                counts[episode.action()[t]]++;
                steps++;
                assertThat(episode.probability()[t]).isEqualTo(episode.action()[t] == 0 ? 0.68f : 0.08f);
            }
        }
        // Some 5,000 steps: 5 standard errors are 0.033 and 0.019.
        assertThat((double) counts[0] / steps).isCloseTo(0.68, within(0.033));
        for (int k = 1; k < counts.length; k++) {
            assertThat((double) counts[k] / steps).isCloseTo(0.08, within(0.019));
        }
    }

    /** Two actions, two steps at most, all of it by hand: z 3 → 2 → 1 by "go", and nothing by "stay". */
    @ParameterizedTest
    @EnumSource
    void estimatesByHand(Backend backend) {
        EnvSpec env = TestEnvironments.tiny(
                3, 2, Charge.TERMINAL, Predictor.NOMINAL,
                TestEnvironments.sure("go", ActionKind.TOOL, 1, 0, -1),
                TestEnvironments.sure("stay", ActionKind.TOOL, 2, 0, 0));
        LoggedEpisode goGo = episode(new int[] {0, 0}, new float[] {1, 1}, new float[] {0.5f, 0.25f});
        LoggedEpisode goStay = episode(new int[] {0, 1}, new float[] {1, 3}, new float[] {0.5f, 0.75f});
        LoggedEpisode solved = new LoggedEpisode(new float[0], new int[0], new int[0], new float[0], new float[0], 0);
        OffPolicyEstimate estimate =
                OffPolicyEstimate.of(env, List.of(goGo, goStay, solved), new LatencyPolicy(env), backend);
        // Weights 8, 0 and 1; per decision 2 · 1 + 8 · 1, 2 · 1 and 0; costs 2, 4 and 0.
        assertThat(estimate.episodes()).isEqualTo(3);
        assertThat(estimate.loggedCost()).isEqualTo(2);
        assertThat(estimate.perDecision()).isEqualTo(4);
        assertThat(estimate.perDecisionError()).isCloseTo(Math.sqrt((36 + 4 + 16) / 2.0 / 3), within(1e-12));
        assertThat(estimate.weighted()).isCloseTo(16.0 / 9, within(1e-12));
        double square = 64 * (2 - 16.0 / 9) * (2 - 16.0 / 9) + 16.0 / 9 * 16.0 / 9;
        assertThat(estimate.weightedError()).isCloseTo(Math.sqrt(square) / 9, within(1e-12));
        assertThat(estimate.effectiveSampleSize()).isCloseTo(81.0 / 65, within(1e-12));
        assertThatThrownBy(() -> OffPolicyEstimate.of(env, List.of(goGo), new LatencyPolicy(env), backend))
                .hasMessage("log: expected at least two episodes for a standard error, found 1");
    }

    private static LoggedEpisode episode(int[] action, float[] cost, float[] probability) {
        return new LoggedEpisode(new float[] {3, 0, 0, 2, 1, 0}, action, new int[] {1, 1}, cost, probability, 0);
    }

    /** What the estimators say about a policy from another's log agrees with running it, within 4 standard errors. */
    @Test
    void estimatesAgreeWithRunning() {
        EnvSpec env = TestEnvironments.paper();
        Policy policy = new CostAwarePolicy(env);
        List<LoggedEpisode> log = log(env, policy, 0.2, 40_000, Execution.of(1));
        OffPolicyEstimate estimate = OffPolicyEstimate.of(env, log, policy, Backend.preferred());
        double truth = Evaluation.run(env, policy, 777, 200_000, Execution.of(2)).totalCost();
        assertThat(estimate.perDecision()).isCloseTo(truth, within(4 * estimate.perDecisionError()));
        assertThat(estimate.weighted()).isCloseTo(truth, within(4 * estimate.weightedError()));
        assertThat(estimate.weightedError()).isLessThan(1.5);
        assertThat(estimate.effectiveSampleSize()).isBetween(1_000.0, 20_000.0);
        assertThat(estimate.loggedCost()).isLessThan(truth - 5);
        OffPolicyEstimate random = OffPolicyEstimate.of(env, log, new RandomPolicy(env), Backend.SCALAR);
        assertThat(random.effectiveSampleSize()).isPositive();
    }

    @Test
    void refusesWhatCannotBe() {
        EnvSpec env = TestEnvironments.tiny(
                3, 2, Charge.TERMINAL, Predictor.NOMINAL, TestEnvironments.sure("go", ActionKind.TOOL, 1, 0, -1));
        LogShape shape = LogShape.of(env);
        assertRefused(
                "step 1: behaviour probability: expected above 0, at most 1: what was done can be done, found 0.0",
                () -> episode(new int[] {0, 0}, new float[] {1, 1}, new float[] {1, 0}).check(shape));
        assertRefused(
                "step 0: action: expected 0 to 0, found 1",
                () -> episode(new int[] {1, 0}, new float[] {1, 1}, new float[] {1, 1}).check(shape));
        assertRefused(
                "step 0: cost: expected a finite number, found NaN",
                () -> episode(new int[] {0, 0}, new float[] {Float.NaN, 1}, new float[] {1, 1}).check(shape));
        assertRefused("explore: expected a number from 0 to 1, found 2.0", () ->
                new EpisodeLogger(env, new RandomPolicy(env), 2, Execution.of(1)));
        assertRefused("log: expected at least one step, found none", () ->
                train(env, List.of(), OfflineConfig.paper(0), Execution.of(1)));
        assertRefused("iterations: expected 1 to 100000, found 0", () ->
                new OfflineConfig(0, List.of(), Activation.RELU, 0, 1, 1, 1, 1));
        assertThatThrownBy(() -> shape.requireFits(TestEnvironments.paper()))
                .hasMessage("dimension: expected 4, found 1; the log was made in another environment");
    }

    private static void assertRefused(String message, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    /** One step: Q is 1 + 6 and 4 (see SupervisedTest), and so are the fitted outputs in units of the scale. */
    @Test
    void fitsTheCostsOfOneStep() {
        EnvSpec env = TestEnvironments.tiny(
                7, 1, Charge.TERMINAL, Predictor.NOMINAL,
                TestEnvironments.sure("a", ActionKind.TOOL, 1, 0, 0),
                TestEnvironments.sure("b", ActionKind.TOOL, 4, 0, -6));
        List<LoggedEpisode> log = log(env, new RandomPolicy(env), 0, 320, Execution.of(1));
        OfflineConfig config = new OfflineConfig(0, List.of(), Activation.TANH, 40, 10, 64, 0.05, 10);
        try (OfflineTrainer trainer = new OfflineTrainer(env, log, config, Execution.of(1))) {
            MlpPolicy policy = trainer.train(metrics -> {});
            assertThat(trainer.metrics().iteration()).isEqualTo(40);
            assertThat(trainer.metrics().startCost()).isCloseTo(4, within(0.05));
            assertThat(Evaluation.run(env, policy, 0, 10, Execution.of(1)).totalCost()).isEqualTo(4);
        }
    }

    /** The optimum of these start states is 10.11, that of the random policy about 60. */
    @Tag("slow")
    @Test
    void learnsFromRandomEpisodes() {
        EnvSpec env = TestEnvironments.paper();
        Execution execution = Execution.of(2);
        List<LoggedEpisode> log = log(env, new RandomPolicy(env), 0, 20_000, execution);
        OfflineConfig paper = OfflineConfig.paper(0);
        // Half the preset's iterations, which suffices.
        OfflineConfig config = new OfflineConfig(
                0, paper.hidden(), paper.activation(), 15, paper.epochs(), paper.minibatch(), paper.learningRate(),
                paper.gradientClip());
        EvaluationResult result = Evaluation.run(env, train(env, log, config, execution), 777, 100_000, execution);
        System.out.println("OfflineTest: " + result);
        assertThat(result.totalCost()).isBetween(10.11 * 0.995, 11.0);
    }
}
