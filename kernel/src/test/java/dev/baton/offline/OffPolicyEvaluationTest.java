package dev.baton.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.baton.Backend;
import dev.baton.env.EnvSpec;
import dev.baton.env.TestEnvironments;
import dev.baton.learn.PpoConfig;
import dev.baton.learn.PpoTrainer;
import dev.baton.policy.CostAwarePolicy;
import dev.baton.policy.LatencyPolicy;
import dev.baton.policy.MlpPolicy;
import dev.baton.policy.Policy;
import dev.baton.policy.RandomPolicy;
import dev.baton.run.Evaluation;
import dev.baton.run.Execution;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OffPolicyEvaluationTest {
    private static OffPolicyEvaluation evaluate(EpisodeLog log, Policy policy) {
        return OffPolicyEvaluation.of(log, policy, Execution.of(2), share -> {});
    }

    private static void assertAllRefused(OffPolicyEvaluation evaluation, String weights, String fit) {
        for (Estimator estimator : Estimator.values()) {
            OffPolicyEstimate estimate = evaluation.estimate(estimator);
            assertThat(estimate.isRefused()).isTrue();
            assertThat(estimate.hasInterval()).isFalse();
            assertThat(estimate.totalCost()).isNaN();
            assertThat(estimate.refusal()).contains(estimator == Estimator.FITTED_Q ? fit : weights);
        }
    }

    /** Every share of the work is told once. */
    @Test
    void theProgressAddsUp() {
        EnvSpec env = TestEnvironments.paper();
        double[] sum = {0};
        OffPolicyEvaluation.of(
                Logs.of(env, new RandomPolicy(env), 0, 0, 400), new RandomPolicy(env), Execution.of(1), share -> {
                    assertThat(share).isPositive();
                    sum[0] += share;
                });
        assertThat(sum[0]).isCloseTo(1, within(1e-9));
    }

    @Test
    void thePoliciesOwnEpisodesAreTheirMean() {
        EnvSpec env = TestEnvironments.paper();
        EpisodeLog log = Logs.of(env, new RandomPolicy(env), 0, 1, 400);
        OffPolicyEvaluation evaluation = evaluate(log, new RandomPolicy(env));
        assertThat(evaluation.meanWeight()).isEqualTo(1);
        assertThat(evaluation.meanWeightLower()).isEqualTo(1);
        assertThat(evaluation.uniform()).isTrue();
        assertThat(evaluation.worth()).isCloseTo(400, within(1e-9));
        for (Estimator estimator : List.of(Estimator.PER_DECISION, Estimator.WEIGHTED)) {
            OffPolicyEstimate estimate = evaluation.estimate(estimator);
            assertThat(estimate.totalCost()).isCloseTo(evaluation.loggedCost(), within(1e-6));
            assertThat(estimate.upper() - estimate.lower())
                    .isCloseTo(2 * 1.96 * evaluation.loggedError(), within(0.4 * evaluation.loggedError()));
        }
        OffPolicyEstimate robust = evaluation.estimate(Estimator.DOUBLY_ROBUST);
        assertThat(robust.upper() - robust.lower()).isLessThan(4 * evaluation.loggedError());
    }

    /** Row: the log of a deterministic policy, and the random policy, whose truth is 29.21. */
    @Test
    void aLogOfOneActionSaysNothingOfTheRandomPolicy() {
        EnvSpec env = TestEnvironments.paper();
        EpisodeLog log = Logs.of(env, new LatencyPolicy(env), 0, 0, 5000);
        OffPolicyEvaluation evaluation = evaluate(log, new RandomPolicy(env));
        assertThat(evaluation.neverTried())
                .containsExactly("keyword_search", "retriever", "code_runner", "expert_model");
        assertAllRefused(evaluation, "which the log never shows", "which the log never shows");
        assertThat(evaluation.uniform()).isFalse();
        assertThat(evaluate(log, new LatencyPolicy(env)).estimate(Estimator.WEIGHTED).totalCost())
                .isCloseTo(69.46, within(0.75));
    }

    /** Row: the same with one step in a hundred at random. */
    @Test
    void aLogOfHardlyAnythingElseSaysNothingOfTheRandomPolicy() {
        EnvSpec env = TestEnvironments.paper();
        OffPolicyEvaluation evaluation =
                evaluate(Logs.of(env, new LatencyPolicy(env), 0.01, 0, 5000), new RandomPolicy(env));
        assertThat(evaluation.neverTried()).isEmpty();
        assertThat(evaluation.worth()).isLessThan(5);
        assertAllRefused(evaluation, "", "fewer than 2,000 logged steps like it");
    }

    /** Rows: 400 and 1,024 steps, of which hardly any or half are at random; 0.2 H + 1 is the truth. */
    @Test
    void weightsOfLongEpisodesAreRefusedAndCostsStillTravel() {
        for (int horizon : new int[] {400, 1024}) {
            EnvSpec env = TestEnvironments.waiting(horizon);
            OffPolicyEvaluation hardly =
                    evaluate(Logs.of(env, new LatencyPolicy(env), 0.01, 0, 200), new RandomPolicy(env));
            assertAllRefused(hardly, "the mean weight must be 1 and is not", "fewer than 2,000 logged steps like it");
            assertThat(hardly.logMeanWeight()).isBetween(-0.48 * horizon, -0.4 * horizon);
            OffPolicyEvaluation half =
                    evaluate(Logs.of(env, new LatencyPolicy(env), 0.5, 0, 200), new RandomPolicy(env));
            assertThat(half.estimate(Estimator.PER_DECISION).refusal()).contains("the mean weight must be 1");
            assertThat(half.estimate(Estimator.DOUBLY_ROBUST).isRefused()).isTrue();
            assertThat(half.estimate(Estimator.FITTED_Q).totalCost()).isCloseTo(0.2 * horizon + 1, within(0.01));
            assertThat(half.estimate(Estimator.FITTED_Q).hasInterval()).isFalse();
        }
    }

    /** Row: two random episodes and a policy that needs one action ten times. */
    @Test
    void tooFewRandomEpisodesSaySo() {
        EnvSpec env = TestEnvironments.paper();
        OffPolicyEvaluation evaluation =
                evaluate(Logs.of(env, new RandomPolicy(env), 0, 0, 2), new LatencyPolicy(env));
        assertThat(evaluation.uniform()).isTrue();
        assertAllRefused(evaluation, "", "fewer than 2,000");
        assertThatThrownBy(() -> evaluate(Logs.of(env, new RandomPolicy(env), 0, 0, 1), new LatencyPolicy(env)))
                .hasMessage("log: expected at least two episodes for a standard error, found 1");
    }

    @Test
    void episodesWithoutAStepCostNothing() {
        EnvSpec env = TestEnvironments.paper();
        LoggedEpisode done = new LoggedEpisode(new float[0], new int[0], new int[0], new float[0], new float[0], 0);
        OffPolicyEvaluation evaluation = evaluate(
                EpisodeLog.of(env, java.util.Collections.nCopies(200, done)), new LatencyPolicy(env));
        assertThat(evaluation.loggedCost()).isZero();
        assertThat(evaluation.estimate(Estimator.PER_DECISION).totalCost()).isZero();
        assertThat(evaluation.estimate(Estimator.DOUBLY_ROBUST).totalCost()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void theSameInEveryExecution(int threads) {
        EnvSpec env = TestEnvironments.chain();
        EpisodeLog log = Logs.of(env, new LatencyPolicy(env), 0.1, 0, 600);
        OffPolicyEvaluation expected = evaluate(log, new LatencyPolicy(env));
        assertThat(expected.estimate(Estimator.DOUBLY_ROBUST).refusal()).isNull();
        for (Backend backend : Backend.values()) {
            Execution execution = new Execution(backend, threads, 48);
            assertThat(OffPolicyEvaluation.of(log, new LatencyPolicy(env), execution, share -> {}))
                    .isEqualTo(expected);
        }
    }

    /** What the estimators say about a policy from another's log agrees with running it. */
    @Tag("slow")
    @Test
    void estimatesAgreeWithRunning() {
        EnvSpec env = TestEnvironments.paper();
        Policy policy = new CostAwarePolicy(env);
        OffPolicyEvaluation evaluation = evaluate(Logs.of(env, policy, 0.2, 3, 4000), policy);
        double truth = Evaluation.run(env, policy, 777, 200_000, Execution.of(2)).totalCost();
        assertThat(evaluation.loggedCost()).isLessThan(truth - 5);
        double width = Double.POSITIVE_INFINITY;
        for (OffPolicyEstimate estimate : evaluation.estimates()) {
            assertThat(estimate.isRefused()).as("%s", estimate).isFalse();
            if (estimate.hasInterval()) {
                // Twice as far as the interval says, which is some four standard errors: one false alarm in ten
                // thousand.
                double half = (estimate.upper() - estimate.lower()) / 2;
                assertThat(truth).as("%s", estimate).isBetween(estimate.lower() - half, estimate.upper() + half);
                assertThat(estimate.upper() - estimate.lower()).as("%s", estimate).isLessThan(width);
                width = estimate.upper() - estimate.lower();
            } else {
                assertThat(estimate.totalCost()).isCloseTo(truth, within(0.02 * truth));
            }
        }
    }

    /** Row: learned policies of true cost near 10.2 from 20,000 random episodes; weights gave 5 to 12. */
    @Tag("slow")
    @Test
    void aLearnedPolicyIsEstimatedFromRandomEpisodes() {
        EnvSpec env = TestEnvironments.paper();
        MlpPolicy policy;
        try (PpoTrainer trainer = new PpoTrainer(env, PpoConfig.paper(0, 12_000), Execution.of(2))) {
            policy = trainer.train(metrics -> {});
        }
        double truth = Evaluation.run(env, policy, 777, 200_000, Execution.of(2)).totalCost();
        OffPolicyEvaluation evaluation = evaluate(Logs.of(env, new RandomPolicy(env), 0, 5, 20_000), policy);
        for (OffPolicyEstimate estimate : evaluation.estimates()) {
            if (estimate.hasInterval()) {
                assertThat(truth).as("%s", estimate).isBetween(estimate.lower(), estimate.upper());
            }
        }
        assertThat(evaluation.estimate(Estimator.FITTED_Q).totalCost()).isCloseTo(truth, within(0.05 * truth));
    }
}
