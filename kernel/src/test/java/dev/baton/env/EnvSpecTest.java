package dev.baton.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the model does not allow, with the message that names the key, what was expected and what was found. */
class EnvSpecTest {
    private static final double NAN = Double.NaN;
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    /** A valid environment of two dimensions whose parts a test replaces one at a time. */
    private static final class Draft {
        String name = "draft";
        int horizon = 10;
        List<Double> offset = List.of(1.0, 2.0);
        List<Double> scale = List.of(1.0, 1.0);
        double sigma = 0.5;
        double jitter = 0.25;
        List<Double> drift = List.of(0.1, 0.1);
        List<Double> tolerance = List.of(1.0, 1.0);
        CostVector weights = new CostVector(1, 1, 1, 1, 1);
        CostVector clip = CostVector.UNCLIPPED;
        ObservationScales observation = new ObservationScales(1, 1, 1);
        List<Action> actions = List.of(TestEnvironments.tool("a", 1, 1, 0.1, -1, 0));

        EnvSpec spec() {
            return new EnvSpec(
                    name, horizon, new StartDistribution(offset, scale, sigma, jitter), drift, tolerance, weights, clip,
                    Charge.TERMINAL, Predictor.NOMINAL, observation, actions);
        }

        void refused(String key, String expected, String found) {
            assertThatThrownBy(this::spec)
                    .isInstanceOfSatisfying(InvalidSpecException.class, e -> assertThat(e.key())
                            .isEqualTo(key))
                    .hasMessage(key + ": expected " + expected + ", found " + found);
        }
    }

    @Test
    void acceptsTheLimits() {
        Draft draft = new Draft();
        draft.horizon = EnvSpec.MAX_HORIZON;
        draft.offset = TestEnvironments.all(64, -1e9);
        draft.scale = TestEnvironments.all(64, 1e9);
        draft.drift = TestEnvironments.all(64, 0.0);
        draft.tolerance = TestEnvironments.all(64, 0.0);
        draft.weights = new CostVector(0, 0, 0, 0, 1e9);
        draft.clip = new CostVector(0, INFINITY, 1e9, 0, 0);
        draft.observation = new ObservationScales(1e9, Double.MIN_VALUE, 1);
        draft.actions = actions(64, 64);
        EnvSpec spec = draft.spec();
        assertThat(spec.dimension()).isEqualTo(64);
        assertThat(spec.actionCount()).isEqualTo(64);
        assertThat(spec.observationSize()).isEqualTo(131);
        assertThat(TestEnvironments.paper().observationSize()).isEqualTo(11);
        Draft outcomes = new Draft();
        outcomes.actions = List.of(action(1e9, 1e9, same(64)));
        assertThat(outcomes.spec().actions().getFirst().outcomes()).hasSize(64);
        Draft least = new Draft();
        least.horizon = 1;
        least.offset = List.of(0.0);
        least.scale = List.of(0.0);
        least.sigma = 0;
        least.jitter = 0;
        least.drift = List.of(0.0);
        least.tolerance = List.of(0.0);
        least.actions = actions(1, 1);
        assertThat(least.spec().actionCount()).isEqualTo(1);
        assertThat(least.spec().dimension()).isEqualTo(1);
    }

    @Test
    void namesTheNumberAsItIsWritten() {
        Draft draft = new Draft();
        draft.sigma = -999_999;
        draft.refused("task.start.difficultySigma", "a finite number from 0 to 1e9", "-999999");
        draft.sigma = -1_000_000;
        draft.refused("task.start.difficultySigma", "a finite number from 0 to 1e9", "-1000000.0");
    }

    private static List<Action> actions(int count, int dimension) {
        List<Action> actions = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            actions.add(TestEnvironments.sure("action" + k, ActionKind.TOOL, 0, 0, new double[dimension]));
        }
        return actions;
    }

    @Test
    void name() {
        Draft draft = new Draft();
        draft.name = "  ";
        draft.refused("name", "a name", "nothing");
    }

    @Test
    void horizon() {
        for (int horizon : new int[] {0, -1, 1025}) {
            Draft draft = new Draft();
            draft.horizon = horizon;
            draft.refused("horizon", "a whole number from 1 to 1024", String.valueOf(horizon));
        }
    }

    @Test
    void dimension() {
        Draft none = new Draft();
        none.offset = List.of();
        none.refused("task.dimension", "1 to 64, or 0 where phases.solved says what is done", "0");
        Draft many = new Draft();
        many.offset = TestEnvironments.all(65, 1.0);
        many.refused("task.dimension", "a whole number from 0 to 64", "65");
    }

    @Test
    void vectorLengths() {
        String expected = "one number or 2 numbers";
        Draft scale = new Draft();
        scale.scale = List.of(1.0);
        scale.refused("task.start.scale", expected, "1 numbers");
        Draft drift = new Draft();
        drift.drift = List.of(1.0, 1.0, 1.0);
        drift.refused("task.drift", expected, "3 numbers");
        Draft tolerance = new Draft();
        tolerance.tolerance = List.of();
        tolerance.refused("task.tolerance", expected, "0 numbers");
        Draft effect = new Draft();
        effect.actions = List.of(TestEnvironments.tool("a", 1, 1, 0.1, -1));
        effect.refused("actions[0].outcomes[0].scale", expected, "1 numbers");
        Draft shift = new Draft();
        shift.actions = List.of(action(1, 1, new Outcome(1, false, List.of(1.0, 1.0), List.of(1.0, 1.0, 1.0))));
        shift.refused("actions[0].outcomes[0].shift", expected, "3 numbers");
    }

    @Test
    void vectorElements() {
        String expected = "a finite number within ±1e9";
        Draft offset = new Draft();
        offset.offset = List.of(1.0, NAN);
        offset.refused("task.start.offset[1]", expected, "NaN");
        Draft scale = new Draft();
        scale.scale = List.of(INFINITY, 1.0);
        scale.refused("task.start.scale[0]", expected, "Infinity");
        Draft drift = new Draft();
        drift.drift = List.of(0.0, -INFINITY);
        drift.refused("task.drift[1]", expected, "-Infinity");
        Draft tolerance = new Draft();
        tolerance.tolerance = List.of(2e9, 1.0);
        tolerance.refused("task.tolerance[0]", expected, "2.0E9");
        Draft effect = new Draft();
        effect.actions = List.of(action(1, 1, new Outcome(1, false, List.of(NAN, 1.0), List.of(1.0, 1.0))));
        effect.refused("actions[0].outcomes[0].scale[0]", expected, "NaN");
        Draft shift = new Draft();
        shift.actions = List.of(action(1, 1, new Outcome(1, false, List.of(1.0, 1.0), List.of(1.0, -1e10))));
        shift.refused("actions[0].outcomes[0].shift[1]", expected, "-1.0E10");
    }

    @Test
    void startDistribution() {
        String expected = "a finite number from 0 to 1e9";
        Draft sigma = new Draft();
        sigma.sigma = -0.5;
        sigma.refused("task.start.difficultySigma", expected, "-0.5");
        Draft jitter = new Draft();
        jitter.jitter = NAN;
        jitter.refused("task.start.jitter", expected, "NaN");
    }

    @Test
    void weightsAndClips() {
        String expected = "a finite number from 0 to 1e9";
        for (CostComponent c : CostComponent.ALL) {
            Draft weights = new Draft();
            weights.weights = vectorWith(1, c, -1);
            weights.refused("cost.weights." + c.key(), expected, "-1");
            weights.weights = vectorWith(1, c, INFINITY);
            weights.refused("cost.weights." + c.key(), expected, "Infinity");
            Draft clip = new Draft();
            clip.clip = vectorWith(INFINITY, c, -2);
            clip.refused("cost.clip." + c.key(), expected, "-2");
            clip.clip = vectorWith(INFINITY, c, NAN);
            clip.refused("cost.clip." + c.key(), expected, "NaN");
        }
    }

    private static CostVector vectorWith(double other, CostComponent component, double value) {
        return CostVector.of(each -> other).with(component, value);
    }

    @Test
    void observationScales() {
        String expected = "a finite number above 0, at most 1e9";
        Draft draft = new Draft();
        draft.observation = new ObservationScales(0, 1, 1);
        draft.refused("observation.taskScale", expected, "0");
        draft.observation = new ObservationScales(1, -1, 1);
        draft.refused("observation.latencyScale", expected, "-1");
        draft.observation = new ObservationScales(1, 1, INFINITY);
        draft.refused("observation.monetaryScale", expected, "Infinity");
    }

    @Test
    void numberOfActions() {
        Draft none = new Draft();
        none.actions = List.of();
        none.refused("actions", "1 to 64 actions", "none");
        Draft many = new Draft();
        many.actions = actions(65, 2);
        many.refused("actions", "1 to 64 actions", "65 actions");
    }

    @Test
    void actionNames() {
        Draft blank = new Draft();
        blank.actions = List.of(TestEnvironments.tool("", 1, 1, 0, 0, 0));
        blank.refused("actions[0].name", "a name", "nothing");
        Draft twice = new Draft();
        twice.actions = List.of(
                TestEnvironments.tool("a", 1, 1, 0, 0, 0),
                TestEnvironments.tool("b", 1, 1, 0, 0, 0),
                TestEnvironments.tool("a", 1, 1, 0, 0, 0));
        twice.refused("actions[2].name", "a name no other action has", "\"a\", the name of actions[0]");
    }

    @Test
    void prices() {
        String expected = "a finite number from 0 to 1e9";
        Draft latency = new Draft();
        latency.actions = List.of(TestEnvironments.tool("a", -0.25, 1, 0, 0, 0));
        latency.refused("actions[0].latency", expected, "-0.25");
        Draft monetary = new Draft();
        monetary.actions =
                List.of(TestEnvironments.tool("a", 1, 1, 0, 0, 0), TestEnvironments.tool("b", 1, NAN, 0, 0, 0));
        monetary.refused("actions[1].monetary", expected, "NaN");
    }

    @Test
    void outcomes() {
        Draft none = new Draft();
        none.actions = List.of(action(1, 1));
        none.refused("actions[0].outcomes", "1 to 64 outcomes", "0");
        Draft many = new Draft();
        many.actions = List.of(action(1, 1, same(65)));
        many.refused("actions[0].outcomes", "1 to 64 outcomes", "65");
    }

    /** Files may list outcomes in any order; the model's has failures first, otherwise as given (section 3). */
    @Test
    void failuresComeFirst() {
        Action action = action(1, 1, outcome(0.4, false), outcome(0.3, true), outcome(0.1, false), outcome(0.2, true));
        assertThat(action.outcomes()).extracting(outcome -> outcome.probability(0)).containsExactly(0.3, 0.2, 0.4, 0.1);
        assertThat(action.outcomes()).extracting(Outcome::failure).containsExactly(true, true, false, false);
    }

    @Test
    void probabilities() {
        String expected = "a number in [0, 1]";
        for (double p : new double[] {-0.5, 1.5, NAN}) {
            Draft draft = new Draft();
            draft.actions = List.of(action(1, 1, outcome(0.25, true), outcome(p, false)));
            draft.refused("actions[0].outcomes[1].probability", expected, String.valueOf(p));
        }
        Draft sum = new Draft();
        sum.actions = List.of(action(1, 1, outcome(0.25, true), outcome(0.5, false)));
        sum.refused("actions[0].outcomes", "probabilities that sum to 1 (within 1e-6)", "a sum of 0.75");
        Draft near = new Draft();
        near.actions = List.of(action(1, 1, outcome(0.25, true), outcome(0.7500009, false)));
        assertThat(near.spec().failureProbability(0)).isEqualTo(0.25);
    }

    private static Action action(double latency, double monetary, Outcome... outcomes) {
        return new Action("a", ActionKind.REASON, latency, monetary, List.of(outcomes));
    }

    private static Outcome outcome(double probability, boolean failure) {
        return new Outcome(probability, failure, List.of(1.0, 1.0), List.of(0.0, 0.0));
    }

    private static Outcome[] same(int count) {
        Outcome[] outcomes = new Outcome[count];
        java.util.Arrays.fill(outcomes, outcome(1.0 / count, false));
        return outcomes;
    }

    @Test
    void defaultScales() {
        ObservationScales paper = TestEnvironments.paper().observation();
        assertThat(paper.task()).isEqualTo(3.75);
        assertThat(paper.latency()).isCloseTo(10 * (0.5 + 0.8 + 4.91 + 4.91 + 4.64) / 5, within(1e-12));
        assertThat(paper.monetary()).isCloseTo(10 * (0.1 + 0.25 + 1.06 + 1.52 + 2.04) / 5, within(1e-12));
        StartDistribution start = new StartDistribution(List.of(-3.0, 0.0), List.of(1.0, 0.0), 0, 0);
        List<Action> free = List.of(TestEnvironments.sure("free", ActionKind.TOOL, 0, 0, 0, 0));
        assertThat(ObservationScales.defaults(start, 5, free)).isEqualTo(new ObservationScales(1, 1, 1));
    }

    /** τ = 10⁻⁵ · max(1, |ε|, offset + scale), and work is done up to ε + τ (model, section 2). */
    @Test
    void comparisonTolerances() {
        Draft draft = new Draft();
        draft.offset = List.of(0.25, 0.0, -2.0, 5.0);
        draft.scale = List.of(0.5, 0.0, 1.0, 2.0);
        draft.drift = TestEnvironments.all(4, 0.0);
        draft.tolerance = List.of(0.5, -3.0, 4.0, 6.0);
        draft.actions = actions(1, 4);
        EnvSpec spec = draft.spec();
        double[] expected = {1e-5, 3e-5, 4e-5, 7e-5};
        for (int i = 0; i < 4; i++) {
            assertThat(spec.comparisonTolerance(i)).isCloseTo(expected[i], within(1e-18));
            assertThat(spec.doneThreshold(i)).isEqualTo(spec.tolerance().get(i) + spec.comparisonTolerance(i));
        }
    }

    @Test
    void kindsAndTheirWords() {
        assertThat(ActionKind.values()).extracting(ActionKind::key)
                .containsExactly("tool", "reason", "clarify", "escalate", "terminate");
        assertThat(ActionKind.values()).extracting(ActionKind::endsEpisode)
                .containsExactly(false, false, false, true, true);
        assertThat(ActionKind.values()).extracting(ActionKind::drifts)
                .containsExactly(true, true, true, true, false);
        assertThat(Charge.values()).extracting(Charge::key).containsExactly("terminal", "step");
        assertThat(Predictor.values()).extracting(Predictor::key).containsExactly("nominal", "expected", "none");
    }

    @Test
    void costVectorsWeigh() {
        CostVector cost = new CostVector(1, 2, 3, 4, 5);
        CostVector weights = new CostVector(10, 20, 30, 40, 50);
        assertThat(StepCost.weighted(weights, (component, n) -> cost.get(component), 0))
                .isEqualTo(10 + 40 + 90 + 160 + 250);
        assertThat(CostComponent.keys()).containsExactly("latency", "monetary", "constraint", "failure", "divergence");
        assertThat(CostComponent.ALL.stream().map(CostComponent::label))
                .containsExactly("latency (s)", "monetary (cost units)", "constraint", "failure", "divergence");
        assertThat(CostComponent.ALL.stream().map(cost::get)).containsExactly(1.0, 2.0, 3.0, 4.0, 5.0);
        assertThat(CostVector.of(cost::get)).isEqualTo(cost);
        assertThat(cost.with(CostComponent.FAILURE, 9)).isEqualTo(new CostVector(1, 2, 3, 9, 5));
    }
}
