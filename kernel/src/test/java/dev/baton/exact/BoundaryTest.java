package dev.baton.exact;

import static dev.baton.env.TestEnvironments.sure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.baton.Backend;
import dev.baton.EpisodeKind;
import dev.baton.env.Action;
import dev.baton.env.ActionKind;
import dev.baton.env.Charge;
import dev.baton.env.CostVector;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.env.ObservationScales;
import dev.baton.env.Outcome;
import dev.baton.env.Predictor;
import dev.baton.env.StartDistribution;
import dev.baton.env.Stepper;
import dev.baton.env.TestEnvironments;
import dev.baton.policy.CostAwarePolicy;
import dev.baton.policy.LatencyPolicy;
import dev.baton.policy.Policy;
import dev.baton.policy.RandomPolicy;
import dev.baton.run.Evaluation;
import dev.baton.run.EvaluationResult;
import dev.baton.run.Execution;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Simulation and optimum decide by one rule whether a task is done (model, section 2), and neither loses what many
 * small sums come to. All right values are exact decimal arithmetic.
 */
class BoundaryTest {
    private static final CostVector WEIGHTS = new CostVector(1, 0, 10, 0, 0);

    /**
     * Every path of equal one-decimal steps from 1.1 … 9.9 that ends exactly on the tolerance 1.0, in 2 to 10 steps.
     */
    @ParameterizedTest
    @EnumSource
    void pathsThatEndOnTheTolerance(Backend backend) {
        int paths = 0;
        for (int z = 11; z < 100; z++) {
            for (int a = 1; a < 46; a++) {
                for (int n = 2; n < 11; n++) {
                    if (z - a * n == 10) {
                        paths++;
                        EnvSpec spec = start(z / 10.0, n, sure("work", ActionKind.TOOL, 1, 0, -a / 10.0));
                        assertBoth(spec, backend, new LatencyPolicy(spec), n, 1);
                        EnvSpec shorter = start(z / 10.0, n - 1, sure("work", ActionKind.TOOL, 1, 0, -a / 10.0));
                        assertBoth(shorter, backend, new LatencyPolicy(shorter), n - 1 + 10 * (a / 10.0), 0);
                    }
                }
            }
        }
        assertThat(paths).isEqualTo(166);
    }

    private static void assertBoth(EnvSpec spec, Backend backend, Policy policy, double cost, double success) {
        ExactResults optimum = optimum(spec, backend, spec.start().offset().get(0));
        EvaluationResult run = Evaluation.run(spec, policy, 0, 1, new Execution(backend, 1, 64));
        assertThat(optimum.successRate[0]).as("%s", spec).isEqualTo(success);
        assertThat(run.successRate()).as("%s", spec).isEqualTo(success);
        assertThat(optimum.totalCost[0]).as("%s", spec).isCloseTo(cost, within(1e-9));
        assertThat(run.totalCost()).as("%s", spec).isCloseTo(cost, within(1e-4));
    }

    private static ExactResults optimum(EnvSpec spec, Backend backend, double... z) {
        ExactResults results = new ExactResults(1);
        ExactSolver.of(spec, backend).solveAll(z, null, results);
        return results;
    }

    private static EnvSpec start(double z, int horizon, Action... actions) {
        EnvSpec spec = TestEnvironments.tiny(z, horizon, Charge.TERMINAL, Predictor.NOMINAL, actions);
        return new EnvSpec(
                spec.name(), horizon, spec.start(), spec.drift(), spec.tolerance(), WEIGHTS, spec.clip(), spec.charge(),
                spec.predictor(), spec.observation(), spec.actions());
    }

    /** 1.6 − 3 · 0.2 = 1.0 costs 3; one large step 2.75 leaves 0.1 more than nothing to do, so two are needed. */
    @ParameterizedTest
    @EnumSource
    void theOptimumIsNotUndercutByACheaperPathThatEndsOnTheTolerance(Backend backend) {
        EnvSpec spec = start(
                1.6, 6,
                sure("small", ActionKind.TOOL, 1, 0, -0.2),
                sure("large", ActionKind.TOOL, 2.75, 0, -0.5));
        assertBoth(spec, backend, new LatencyPolicy(spec), 3, 1);
        assertThat(optimum(spec, backend, 1.6).firstAction[0]).isZero();
        // The uniform policy's mean over its paths is the exact fraction 4.21875.
        EvaluationResult random =
                Evaluation.run(spec, new RandomPolicy(spec), 0, 200_000, new Execution(backend, 1, 1024));
        assertThat(random.totalCost()).isCloseTo(4.21875, within(0.01));
    }

    /** 3.4 − 1.0 − 0.7 − 0.7 = 1.0 in any order: 1 + 0.7 + 0.7. */
    @ParameterizedTest
    @EnumSource
    void theOrderOfStepsDoesNotMatter(Backend backend) {
        EnvSpec spec = start(
                3.4, 4,
                sure("one", ActionKind.TOOL, 1, 0, -1.0),
                sure("seven tenths", ActionKind.TOOL, 0.7, 0, -0.7));
        ExactResults optimum = optimum(spec, backend, 3.4);
        assertThat(optimum.totalCost[0]).isCloseTo(2.4, within(1e-12));
        assertThat(optimum.successRate[0]).isEqualTo(1);
        // The fastest tool alone takes four steps of 0.7.
        assertThat(Evaluation.run(spec, new LatencyPolicy(spec), 0, 1, new Execution(backend, 1, 64)).totalCost())
                .isCloseTo(2.8, within(1e-6));
        // Uniform choice over {1, 0.7}: 2.65625 by the tree of its 14 paths.
        assertThat(Evaluation.run(spec, new RandomPolicy(spec), 0, 200_000, new Execution(backend, 1, 1024))
                        .totalCost())
                .isCloseTo(2.65625, within(0.005));
    }

    /** A thousand prices of 0.1, and a drift of ½ on 2²⁴, whose neighbours among floats are 2 away. */
    @ParameterizedTest
    @EnumSource
    void manySmallSumsKeepWhatFloatsRoundAway(Backend backend) {
        EnvSpec prices = start(2, 1000, sure("wait", ActionKind.TOOL, 0.1, 0, 0));
        EvaluationResult paid = Evaluation.run(prices, new LatencyPolicy(prices), 0, 3, new Execution(backend, 1, 64));
        assertThat(paid.components().latency()).isCloseTo(100, within(1e-7));
        assertThat(optimum(prices, backend, 2).totalCost[0]).isCloseTo(110, within(1e-9));
        assertThat(paid.totalCost()).isCloseTo(110, within(1e-7));

        StartDistribution far = new StartDistribution(List.of(0x1p24), List.of(0.0), 0, 0);
        EnvSpec drifting = new EnvSpec(
                "drifting", 1000, far, List.of(0.5), List.of(1.0), new CostVector(0, 0, 1, 0, 0), CostVector.UNCLIPPED,
                Charge.TERMINAL, Predictor.NONE, new ObservationScales(1, 1, 1),
                List.of(sure("wait", ActionKind.TOOL, 1, 0, 0)));
        double expected = 0x1p24 + 1000 * 0.5 - 1;
        assertThat(Evaluation.run(drifting, new LatencyPolicy(drifting), 0, 1, new Execution(backend, 1, 64))
                        .totalCost())
                .isEqualTo(expected);
        assertThat(optimum(drifting, backend, 0x1p24).totalCost[0]).isEqualTo(expected);
    }

    /** A horizon of 1,024 with prices of 0.1, and 10 · 0.1 left at the end. */
    @ParameterizedTest
    @EnumSource
    void theLongestHorizon(Backend backend) {
        EnvSpec spec = start(1.1, 1024, sure("wait", ActionKind.TOOL, 0.1, 0, 0));
        assertThat(Evaluation.run(spec, new LatencyPolicy(spec), 0, 1, new Execution(backend, 1, 64)).totalCost())
                .isCloseTo(102.4 + 1, within(1e-6));
    }

    /**
     * An outcome of probability 1e-30 is in the optimum and never drawn; the uniform number 0 is, in 2⁻²⁴ of the steps.
     */
    @ParameterizedTest
    @EnumSource
    void anOutcomeRarerThanTheUniformNumbersIsNeverDrawn(Backend backend) {
        Outcome luck = new Outcome(1e-30, false, List.of(1.0), List.of(-100.0));
        Outcome none = new Outcome(1, false, List.of(1.0), List.of(0.0));
        for (List<Outcome> outcomes : List.of(List.of(luck, none), List.of(none, luck))) {
            EnvSpec spec = start(2, 8, new Action("wait", ActionKind.REASON, 0.0, 0, outcomes));
            EnvTables tables = new EnvTables(spec);
            EpisodeBatch batch = new EpisodeBatch(tables, 16, false);
            Stepper stepper = Stepper.of(backend, tables);
            batch.assign(0, EpisodeKind.EVALUATION, 0, 2);
            stepper.start(batch, 0, 2);
            batch.outcomeWord[0] = 0;
            batch.outcomeWord[1] = -1;
            stepper.step(batch, 0, 2);
            assertThat(batch.task[0]).isEqualTo(2);
            assertThat(batch.task[1]).isEqualTo(2);
        }
        EnvSpec spec = start(2, 1024, new Action("wait", ActionKind.REASON, 0.0, 0, List.of(luck, none)));
        assertThat(optimum(spec, backend, 2).successRate[0]).isCloseTo(1.024e-27, within(1e-33));
    }

    @Test
    void baselinesAreTheModels() {
        EnvSpec givesUp = TestEnvironments.tiny(
                2, 5, Charge.TERMINAL, Predictor.NOMINAL,
                sure("work", ActionKind.TOOL, 1, 0, -2),
                sure("give up", ActionKind.TERMINATE, 0, 0, 0));
        EvaluationResult tools = Evaluation.run(givesUp, new LatencyPolicy(givesUp), 0, 4, Execution.of(1));
        assertThat(tools.totalCost()).as("chooses among tools").isEqualTo(1);
        assertThat(tools.successRate()).isEqualTo(1);
        EnvSpec everyStep = charged(Charge.STEP);
        EvaluationResult seen = Evaluation.run(everyStep, new CostAwarePolicy(everyStep), 0, 4, Execution.of(1));
        assertThat(seen.totalCost()).as("wait costs 1 + 10, work 2 + 0").isEqualTo(2);
        assertThat(seen.successRate()).isEqualTo(1);
        EnvSpec atTheEnd = charged(Charge.TERMINAL);
        EvaluationResult unseen = Evaluation.run(atTheEnd, new CostAwarePolicy(atTheEnd), 0, 4, Execution.of(1));
        assertThat(unseen.totalCost()).as("does not look ahead: waits five times").isEqualTo(5 + 10);
    }

    private static EnvSpec charged(Charge charge) {
        EnvSpec spec = start(
                2, 5, sure("wait", ActionKind.TOOL, 1, 0, 0), sure("work", ActionKind.TOOL, 2, 0, -2));
        return new EnvSpec(
                "charged", 5, spec.start(), spec.drift(), spec.tolerance(), spec.weights(), spec.clip(), charge,
                spec.predictor(), spec.observation(), spec.actions());
    }

    /** A file that lists its failure last: u &lt; p is failure in every environment, and J* is the exact fraction. */
    @ParameterizedTest
    @EnumSource
    void aFailureListedLastIsDrawnFirst(Backend backend) {
        Outcome success = new Outcome(0.75, false, List.of(1.0), List.of(-1.0));
        Outcome failure = new Outcome(0.25, true, List.of(1.0), List.of(0.0));
        EnvSpec spec = TestEnvironments.tiny(
                2.5, 10, Charge.TERMINAL, Predictor.NONE,
                new Action("ask", ActionKind.REASON, 1, 0, List.of(success, failure)));
        spec = new EnvSpec(
                "ask", 10, spec.start(), spec.drift(), spec.tolerance(), new CostVector(1, 0, 10, 1, 0), spec.clip(),
                spec.charge(), spec.predictor(), spec.observation(), spec.actions());
        ExactResults optimum = optimum(spec, backend, 2.5);
        assertThat(optimum.totalCost[0]).isCloseTo(3495365 / 1048576.0, within(1e-12));
        assertThat(optimum.successRate[0]).isCloseTo(0.99997, within(5e-6));
        EvaluationResult run =
                Evaluation.run(spec, new LatencyPolicy(spec), 0, 100_000, new Execution(backend, 1, 1024));
        // The cost's standard deviation is below 2: five standard errors.
        assertThat(run.totalCost()).isCloseTo(optimum.totalCost[0], within(5 * 2 / Math.sqrt(100_000)));
    }
}
