package dev.baton.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Predictors and expected immediate costs of one action, worked out by hand (model, sections 4 and 6). */
class PredictionTest {
    private static final List<Double> ONES = List.of(1.0, 1.0);

    /** Fails with 0.2; else moves by (−1, 2) with 0.3 or, most probably, to half of z and (0.5, −0.25). */
    private static Action action(ActionKind kind) {
        return new Action(
                "a",
                kind,
                3,
                2,
                List.of(
                        new Outcome(0.2, true, ONES, List.of(0.0, 0.0)),
                        new Outcome(0.3, false, ONES, List.of(-1.0, 2.0)),
                        new Outcome(0.5, false, List.of(0.5, 0.5), List.of(0.5, -0.25))));
    }

    /** Another action that only adds: fails with 0.25, else moves by (−3, −4). */
    private static Action adding() {
        return TestEnvironments.tool("b", 1, 5, 0.25, -3, -4);
    }

    private static EnvSpec spec(Predictor predictor, CostVector clip, Action... actions) {
        StartDistribution start = new StartDistribution(List.of(4.0, 4.0), List.of(0.0, 0.0), 0, 0);
        return new EnvSpec(
                "by hand", 3, start, List.of(0.125, 0.25), ONES, new CostVector(2, 3, 100, 5, 7), clip, Charge.TERMINAL,
                predictor, new ObservationScales(1, 1, 1), List.of(actions));
    }

    private static EnvSpec spec(Predictor predictor, Action... actions) {
        return spec(predictor, CostVector.UNCLIPPED, actions);
    }

    private static void assertPrediction(Prediction found, double[] scale, double[] shift) {
        for (int i = 0; i < 2; i++) {
            assertThat(found.scale(i)).as("â of dimension %d", i).isCloseTo(scale[i], within(1e-15));
            assertThat(found.shift(i)).as("b̂ of dimension %d", i).isCloseTo(shift[i], within(1e-15));
        }
    }

    @Test
    void nominalIsTheMostProbableOutcomeThatIsNoFailureWithoutDrift() {
        Prediction found = Prediction.of(spec(Predictor.NOMINAL, action(ActionKind.REASON)), 0);
        assertPrediction(found, new double[] {0.5, 0.5}, new double[] {0.5, -0.25});
        List<Outcome> outcomes = action(ActionKind.REASON).outcomes();
        assertThat(found.differsByConstant(outcomes.get(0))).isFalse();
        assertThat(found.differsByConstant(outcomes.get(2))).isTrue();
        // ẑ − z' under the failure: (0.5 − 1) z + (0.5 − 0 − 0.125, −0.25 − 0 − 0.25).
        assertThat(found.scaleDifference(outcomes.get(0), 0)).isEqualTo(-0.5);
        assertThat(found.shiftDifference(outcomes.get(0), 0)).isEqualTo(0.375);
        assertThat(found.shiftDifference(outcomes.get(0), 1)).isEqualTo(-0.5);
        // As predicted but for the drift.
        assertThat(found.distance(outcomes.get(2))).isEqualTo(Math.hypot(0.125, 0.25));
        // −0.5 · (2, 3) + (0.375, −0.5) = (−0.625, −2).
        assertThat(found.distance(outcomes.get(0), new double[] {2, 3})).isEqualTo(Math.hypot(0.625, 2));
    }

    @Test
    void nominalTakesAnOutcomeThatFollowsAMoreProbableFailure() {
        Action often = TestEnvironments.tool("often", 1, 1, 0.75, -1, -2);
        Prediction found = Prediction.of(spec(Predictor.NOMINAL, often), 0);
        assertPrediction(found, new double[] {1, 1}, new double[] {-1, -2});
        assertThat(often.outcomes()).allMatch(found::differsByConstant);
    }

    @Test
    void expectedIsTheMeanOutcomeWithDrift() {
        Prediction found = Prediction.of(spec(Predictor.EXPECTED, action(ActionKind.CLARIFY)), 0);
        // â = 0.2 + 0.3 + 0.5 · 0.5; b̂ = 0.3 (−1, 2) + 0.5 (0.5, −0.25) + δ.
        assertPrediction(found, new double[] {0.75, 0.75}, new double[] {-0.05 + 0.125, 0.475 + 0.25});
        Prediction ending = Prediction.of(spec(Predictor.EXPECTED, action(ActionKind.TERMINATE)), 0);
        assertPrediction(ending, new double[] {0.75, 0.75}, new double[] {-0.05, 0.475});
        // Nothing drifts after the end: the failure leaves z, (â − 1) z + b̂ = −0.25 (4, 0) + (−0.05, 0.475).
        Outcome failure = action(ActionKind.TERMINATE).outcomes().getFirst();
        assertThat(ending.distance(failure, new double[] {4, 0})).isCloseTo(Math.hypot(1.05, 0.475), within(1e-15));
    }

    @Test
    void anEffectThatScalesOneDimensionOnlyIsNotConstant() {
        Action one = new Action(
                "one", ActionKind.TOOL, 1, 1,
                List.of(
                        new Outcome(0.5, true, ONES, List.of(0.0, 0.0)),
                        new Outcome(0.5, false, List.of(1.0, 0.5), List.of(0.0, 0.0))));
        Prediction found = Prediction.of(spec(Predictor.NOMINAL, one), 0);
        assertThat(found.differsByConstant(one.outcomes().get(0))).isFalse();
        assertThat(found.differsByConstant(one.outcomes().get(1))).isTrue();
    }

    @Test
    void withoutAPredictorNothingDiffers() {
        Prediction found = Prediction.of(spec(Predictor.NONE, action(ActionKind.TOOL)), 0);
        for (Outcome outcome : action(ActionKind.TOOL).outcomes()) {
            assertThat(found.differsByConstant(outcome)).isTrue();
            assertThat(found.distance(outcome)).isZero();
            assertThat(found.distance(outcome, new double[] {9, 9})).isZero();
        }
    }

    @Test
    void expectedCostOfActionsThatAdd() {
        EnvSpec spec = spec(Predictor.NOMINAL, adding());
        ImmediateCost cost = new ImmediateCost(spec);
        // 2 · 1 + 3 · 5 + 5 · 0.25 + 7 (0.25 |ẑ − z'| after the failure + 0.75 |δ|), ẑ − z' = (−3.125, −4.25).
        double expected =
                2 + 15 + 1.25 + 7 * (0.25 * Math.hypot(3.125, 4.25) + 0.75 * Math.hypot(0.125, 0.25));
        assertThat(cost.dependsOnState()).isFalse();
        assertThat(cost.fixed()).hasSize(1);
        assertThat(cost.fixed()[0]).isCloseTo(expected, within(1e-12));
        double[] at = new double[1];
        cost.at(ImmediateCost.State.atStart(spec, new double[] {7, -1}), at);
        assertThat(at[0]).isCloseTo(expected, within(1e-12));
        cost.fixed()[0] = 0;
        assertThat(cost.fixed()[0]).as("a copy").isCloseTo(expected, within(1e-12));
    }

    @Test
    void expectedCostOfActionsThatScaleDependsOnTheState() {
        EnvSpec spec = spec(Predictor.NOMINAL, adding(), action(ActionKind.REASON));
        ImmediateCost cost = new ImmediateCost(spec);
        assertThat(cost.dependsOnState()).isTrue();
        double[] at = new double[2];
        cost.at(ImmediateCost.State.atStart(spec, new double[] {2, 3}), at);
        // At (2, 3): 0.2 |(−0.625, −2)| + 0.3 |−0.5 z + (1.375, −2.5)| + 0.5 |δ|.
        double divergence =
                0.2 * Math.hypot(0.625, 2) + 0.3 * Math.hypot(0.375, 4) + 0.5 * Math.hypot(0.125, 0.25);
        assertThat(at[1]).isCloseTo(13 + 7 * divergence, within(1e-12));
        assertThat(at[0])
                .isCloseTo(
                        18.25 + 7 * (0.25 * Math.hypot(3.125, 4.25) + 0.75 * Math.hypot(0.125, 0.25)), within(1e-12));
    }

    @Test
    void expectedCostIsThatOfTheClippedComponents() {
        CostVector clip = new CostVector(0.5, 4, 1, 0.75, 2);
        ImmediateCost cost = new ImmediateCost(spec(Predictor.NOMINAL, clip, adding()));
        double expected = 2 * 0.5 + 3 * 4 + 5 * 0.25 * 0.75 + 7 * (0.25 * 2 + 0.75 * Math.hypot(0.125, 0.25));
        assertThat(cost.fixed()[0]).isCloseTo(expected, within(1e-12));
    }

    /** What cannot happen does not make the cost depend on the state. */
    @Test
    void anOutcomeThatNeverHappensDoesNotCount() {
        Action never = new Action(
                "never", ActionKind.TOOL, 1, 1,
                List.of(
                        new Outcome(1, false, ONES, List.of(-1.0, 0.0)),
                        new Outcome(0, false, List.of(0.0, 0.0), List.of(0.0, 0.0))));
        assertThat(new ImmediateCost(spec(Predictor.NOMINAL, never)).dependsOnState()).isFalse();
    }
}
