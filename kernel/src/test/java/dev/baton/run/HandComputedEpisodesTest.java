package dev.baton.run;

import static dev.baton.env.ActionKind.CLARIFY;
import static dev.baton.env.ActionKind.ESCALATE;
import static dev.baton.env.ActionKind.REASON;
import static dev.baton.env.ActionKind.TERMINATE;
import static dev.baton.env.ActionKind.TOOL;
import static dev.baton.env.TestEnvironments.all;
import static dev.baton.env.TestEnvironments.sure;
import static dev.baton.env.TestEnvironments.tiny;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Backend;
import dev.baton.env.Action;
import dev.baton.env.ActionKind;
import dev.baton.env.Charge;
import dev.baton.env.CostComponent;
import dev.baton.env.CostVector;
import dev.baton.env.EnvSpec;
import dev.baton.env.Outcome;
import dev.baton.env.Predictor;
import dev.baton.env.TestEnvironments;
import dev.baton.policy.CostAwarePolicy;
import dev.baton.policy.LatencyPolicy;
import dev.baton.policy.Policy;
import dev.baton.policy.RandomPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Episodes short enough to work out on paper; all numbers are exact in float. */
class HandComputedEpisodesTest {
    private static final CostVector UNCLIPPED = CostVector.UNCLIPPED;
    private static final List<Double> DRIFT = List.of(0.25);

    /** Checks steps, g at the end and the five components under every policy and back end. */
    private static void assertEpisode(EnvSpec spec, int steps, double g, double... components) {
        for (Policy policy : List.of(new LatencyPolicy(spec), new CostAwarePolicy(spec), new RandomPolicy(spec))) {
            assertEpisode(spec, policy, steps, g, components);
        }
    }

    private static void assertEpisode(EnvSpec spec, Policy policy, int steps, double g, double... components) {
        for (Backend backend : Backend.values()) {
            EpisodeResults results = Evaluation.episodes(spec, policy, 3, 5, 2, new Execution(backend, 1, 16), null);
            for (int n = 0; n < 2; n++) {
                assertThat(results.steps[n]).as("steps").isEqualTo(steps);
                assertThat((double) results.constraint[n]).as("g").isEqualTo(g);
                for (CostComponent c : CostComponent.ALL) {
                    assertThat(results.component(c, n)).as(c.key()).isEqualTo(components[c.index()]);
                }
            }
        }
    }

    @Test
    void aCertainToolWorksUntilTheTaskIsDone() {
        EnvSpec spec = tiny(3, 10, Charge.TERMINAL, Predictor.NOMINAL, sure("tool", TOOL, 2, 0.5, -1));
        assertEpisode(spec, 2, 0, 4, 1, 0, 0, 0);
    }

    @Test
    void toolReasonAndClarifyGoOnUntilTheHorizon() {
        for (ActionKind kind : List.of(TOOL, REASON, CLARIFY)) {
            Action idle = sure("idle", kind, 1, 0.5, 0);
            EnvSpec terminal = tiny(3, 3, Charge.TERMINAL, Predictor.NOMINAL, idle);
            assertEpisode(terminal, 3, 2, 3, 1.5, 2, 0, 0);
            EnvSpec step = tiny(3, 3, Charge.STEP, Predictor.NOMINAL, idle);
            assertEpisode(step, 3, 2, 3, 1.5, 6, 0, 0);
        }
    }

    @Test
    void stepChargeIsTheConstraintAfterEachStep() {
        EnvSpec spec = tiny(4, 10, Charge.STEP, Predictor.NOMINAL, sure("tool", TOOL, 1, 0, -1));
        // z 4 → 3 → 2 → 1: g 2, 1, 0.
        assertEpisode(spec, 3, 0, 3, 0, 3, 0, 0);
    }

    @Test
    void escalationEndsTheEpisodeAfterItsEffectAndDrift() {
        EnvSpec spec = tiny(3, 10, Charge.TERMINAL, Predictor.NOMINAL, sure("hand_over", ESCALATE, 6, 9, -0.5));
        assertEpisode(spec, 1, 1.5, 6, 9, 1.5, 0, 0);
        assertEpisode(TestEnvironments.with(spec, DRIFT, UNCLIPPED), 1, 1.75, 6, 9, 1.75, 0, 0.25);
    }

    @Test
    void terminationEndsTheEpisodeWithoutDrift() {
        EnvSpec spec = tiny(3, 10, Charge.TERMINAL, Predictor.NOMINAL, sure("give_up", TERMINATE, 0.5, 0, 0));
        assertEpisode(TestEnvironments.with(spec, DRIFT, UNCLIPPED), 1, 2, 0.5, 0, 2, 0, 0);
        EnvSpec expected = tiny(3, 10, Charge.TERMINAL, Predictor.EXPECTED, sure("give_up", TERMINATE, 0.5, 0, 0));
        assertEpisode(TestEnvironments.with(expected, DRIFT, UNCLIPPED), 1, 2, 0.5, 0, 2, 0, 0);
    }

    @Test
    void driftAddsWorkEveryStep() {
        EnvSpec spec = tiny(3, 4, Charge.TERMINAL, Predictor.NOMINAL, sure("idle", TOOL, 1, 0, 0));
        assertEpisode(TestEnvironments.with(spec, DRIFT, UNCLIPPED), 4, 3, 4, 0, 3, 0, 1);
    }

    @Test
    void anEpisodeSolvedAtTheStartHasLengthZeroAndCostsNothing() {
        for (double z : new double[] {1, 0.5, -3}) {
            EnvSpec spec = tiny(z, 10, Charge.STEP, Predictor.NOMINAL, sure("tool", TOOL, 2, 3, 5));
            assertEpisode(spec, 0, 0, 0, 0, 0, 0, 0);
            EvaluationResult mean = Evaluation.run(spec, new LatencyPolicy(spec), 0, 20, Execution.of(1));
            assertThat(mean).isEqualTo(new EvaluationResult(20, 0, 1, 0, new CostVector(0, 0, 0, 0, 0)));
        }
    }

    @Test
    void scaleMultipliesBeforeShiftAndDrift() {
        Outcome half = new Outcome(1, false, List.of(0.5), List.of(-0.25));
        EnvSpec spec =
                tiny(8, 2, Charge.TERMINAL, Predictor.NOMINAL, new Action("half", REASON, 1, 0, List.of(half)));
        // 8 → 4 − ¼ + ¼ = 4 → 2.
        assertEpisode(TestEnvironments.with(spec, DRIFT, UNCLIPPED), 2, 1, 2, 0, 1, 0, 0.5);
    }

    @Test
    void everyPredictor() {
        // Fails in all but one of 2²⁴ steps; where it worked, z would have fallen by 2.
        Action failing = new Action(
                "failing",
                TOOL,
                1,
                0,
                List.of(
                        new Outcome(1 - 0x1p-24, true, all(1, 1.0), all(1, 0.0)),
                        new Outcome(0x1p-24, false, all(1, 1.0), all(1, -2.0))));
        EnvSpec nominal = tiny(3, 4, Charge.TERMINAL, Predictor.NOMINAL, failing);
        assertEpisode(nominal, 4, 2, 4, 0, 2, 4, 8);
        assertEpisode(TestEnvironments.with(nominal, DRIFT, UNCLIPPED), 4, 3, 4, 0, 3, 4, 9);
        EnvSpec expected = tiny(3, 4, Charge.TERMINAL, Predictor.EXPECTED, failing);
        assertEpisode(TestEnvironments.with(expected, DRIFT, UNCLIPPED), 4, 3, 4, 0, 3, 4, 4 * 0x1p-23);
        EnvSpec none = tiny(3, 4, Charge.TERMINAL, Predictor.NONE, failing);
        assertEpisode(TestEnvironments.with(none, DRIFT, UNCLIPPED), 4, 3, 4, 0, 3, 4, 0);
    }

    @Test
    void nominalPredictorTakesTheFirstOfEquallyProbableOutcomes() {
        Outcome first = new Outcome(0.5, false, all(1, 1.0), all(1, 0.5));
        Outcome second = new Outcome(0.5, false, all(1, 1.0), all(1, 2.5));
        Action coin = new Action("coin", REASON, 1, 0, List.of(first, second));
        EnvSpec spec = tiny(3, 1, Charge.TERMINAL, Predictor.NOMINAL, coin);
        EpisodeResults results =
                Evaluation.episodes(spec, new LatencyPolicy(spec), 0, 0, 64, Execution.of(1), null);
        for (int n = 0; n < 64; n++) {
            // g is 2.5 after the first outcome, 4.5 after the second.
            assertThat(results.component(CostComponent.DIVERGENCE, n))
                    .isEqualTo(results.constraint[n] == 2.5f ? 0f : 2f);
            assertThat(results.constraint[n]).isIn(2.5f, 4.5f);
        }
        assertThat(results.constraint).contains(2.5f, 4.5f);
    }

    @Test
    void anActionThatCanOnlyFailIsPredictedToChangeNothing() {
        Action failing =
                new Action("failing", TOOL, 1, 0, List.of(new Outcome(1, true, all(1, 1.0), all(1, 0.5))));
        EnvSpec spec = tiny(3, 4, Charge.TERMINAL, Predictor.NOMINAL, failing);
        assertEpisode(spec, 4, 4, 4, 0, 4, 4, 2);
    }

    /** One tool that always fails, spelled in two ways: an outcome that cannot happen changes nothing. */
    @Test
    void anOutcomeOfProbabilityZeroIsNotPredicted() {
        Outcome failure = new Outcome(1, true, all(1, 1.0), all(1, 0.5));
        Outcome never = new Outcome(0, false, all(1, 1.0), all(1, -2.0));
        for (List<Outcome> outcomes : List.of(List.of(failure), List.of(failure, never), List.of(never, failure))) {
            EnvSpec spec = tiny(3, 4, Charge.TERMINAL, Predictor.NOMINAL, new Action("failing", TOOL, 1, 0, outcomes));
            assertEpisode(spec, 4, 4, 4, 0, 4, 4, 2);
        }
    }

    @Test
    void divergenceIsTheEuclideanDistance() {
        Action action = sure("tool", TOOL, 1, 0, 0, 0);
        EnvSpec one = tiny(3, 1, Charge.TERMINAL, Predictor.NOMINAL, sure("tool", TOOL, 1, 0, 0));
        EnvSpec two = new EnvSpec(
                "two", 1, new dev.baton.env.StartDistribution(all(2, 3.0), all(2, 0.0), 0, 0), List.of(3.0, 4.0),
                all(2, 1.0), one.weights(), UNCLIPPED, Charge.TERMINAL, Predictor.NOMINAL, one.observation(),
                List.of(action));
        assertEpisode(two, 1, 11, 1, 0, 11, 0, 5);
    }

    @Test
    void everyComponentIsClippedPerStep() {
        Action failing = new Action(
                "failing",
                TOOL,
                2,
                1,
                List.of(
                        new Outcome(1 - 0x1p-24, true, all(1, 1.0), all(1, 0.0)),
                        new Outcome(0x1p-24, false, all(1, 1.0), all(1, -2.0))));
        EnvSpec step = tiny(6, 2, Charge.STEP, Predictor.NOMINAL, failing);
        CostVector clip = new CostVector(1.5, 0.25, 3, 0.75, 0.5);
        assertEpisode(TestEnvironments.with(step, List.of(0.0), clip), 2, 5, 3, 0.5, 6, 1.5, 1);
        EnvSpec terminal = tiny(6, 2, Charge.TERMINAL, Predictor.NOMINAL, failing);
        assertEpisode(TestEnvironments.with(terminal, List.of(0.0), clip), 2, 5, 3, 0.5, 3, 1.5, 1);
        CostVector zero = new CostVector(0, 0, 0, 0, 0);
        assertEpisode(TestEnvironments.with(terminal, List.of(0.0), zero), 2, 5, 0, 0, 0, 0, 0);
    }

    @Test
    void equalLatenciesGoToTheLowestIndex() {
        EnvSpec spec = tiny(
                3, 2, Charge.TERMINAL, Predictor.NOMINAL,
                sure("slow", TOOL, 2, 0, 0), sure("first", TOOL, 1, 0.5, 0), sure("second", TOOL, 1, 0.25, 0));
        assertEpisode(spec, new LatencyPolicy(spec), 2, 2, 2, 1, 2, 0, 0);
        // The cost-aware policy sees the price as well, and takes the lowest index of equal sums.
        assertEpisode(spec, new CostAwarePolicy(spec), 2, 2, 2, 0.5, 2, 0, 0);
        EnvSpec tie = tiny(
                3, 2, Charge.TERMINAL, Predictor.NOMINAL,
                sure("first", TOOL, 1, 0.5, 0), sure("second", TOOL, 0.5, 1, 0));
        assertEpisode(tie, new CostAwarePolicy(tie), 2, 2, 2, 1, 2, 0, 0);
    }

    @Test
    void latencyBaselineRetriesTheFailedAction() {
        Action failing = new Action(
                "failing", TOOL, 0.5, 1, List.of(new Outcome(1, true, all(1, 1.0), all(1, 0.0))));
        EnvSpec spec = tiny(3, 5, Charge.TERMINAL, Predictor.NONE, sure("sure", TOOL, 1, 0, -1), failing);
        assertEpisode(spec, new LatencyPolicy(spec), 5, 2, 2.5, 5, 2, 5, 0);
    }

    @Test
    void masksChooseTheAction() {
        EnvSpec spec = tiny(
                3, 2, Charge.TERMINAL, Predictor.NOMINAL,
                sure("a", TOOL, 1, 1, 0), sure("b", TOOL, 2, 2, 0), sure("c", TOOL, 4, 4, 0));
        for (Policy policy : List.of(new LatencyPolicy(spec), new CostAwarePolicy(spec))) {
            for (Backend backend : Backend.values()) {
                // Episode n may not use actions below n mod 3; bits beyond the third mean nothing.
                EpisodeResults results = Evaluation.episodes(
                        spec, policy, 0, 0, 40, new Execution(backend, 1, 16), n -> -1L << n % 3);
                for (int n = 0; n < 40; n++) {
                    assertThat(results.component(CostComponent.LATENCY, n)).isEqualTo(2f * (1 << n % 3));
                }
            }
        }
    }

    @Test
    void refusesAMaskWithoutActions() {
        EnvSpec spec = tiny(3, 2, Charge.TERMINAL, Predictor.NOMINAL, sure("a", TOOL, 1, 1, 0));
        for (Policy policy : List.of(new LatencyPolicy(spec), new CostAwarePolicy(spec), new RandomPolicy(spec))) {
            assertThatThrownBy(() -> Evaluation.episodes(
                            spec, policy, 0, 10, 40, Execution.of(1), n -> n == 20 ? 2 : 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("availability: expected at least one action for episode 20, found none");
        }
    }

    @Test
    void anOverflowIsAnErrorAndNeverASuccess() {
        // z grows a billionfold or becomes 0 · ∞, which is not a number.
        Action wild = new Action(
                "wild",
                TOOL,
                1,
                0,
                List.of(
                        new Outcome(0.75, false, all(1, 1e9), all(1, 0.0)),
                        new Outcome(0.25, false, all(1, 0.0), all(1, 2.0))));
        EnvSpec spec = tiny(3, 100, Charge.TERMINAL, Predictor.NONE, wild);
        for (Backend backend : Backend.values()) {
            Execution execution = new Execution(backend, 1, 16);
            EpisodeResults results = Evaluation.episodes(spec, new LatencyPolicy(spec), 0, 0, 100, execution, null);
            assertThat(results.constraint).doesNotContain(0f);
            assertThat(results.steps).containsOnly(100);
            assertThatThrownBy(() -> Evaluation.run(spec, new LatencyPolicy(spec), 0, 100, execution))
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessageContaining("overflow");
        }
    }
}
