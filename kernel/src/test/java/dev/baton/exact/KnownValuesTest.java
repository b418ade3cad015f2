package dev.baton.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.baton.Backend;
import dev.baton.env.CostComponent;
import dev.baton.env.EnvSpec;
import dev.baton.env.KnownWorlds;
import dev.baton.env.StartDistribution;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The values of the model's section 10.4, from two implementations that know nothing of this one; for the tiger also
 * from four public solvers.
 */
class KnownValuesTest {
    /** The values are printed to eight digits. */
    private static final double DIGITS = 6e-9;

    @ParameterizedTest
    @CsvSource({
        "tiger, 1, 11, 0, 11", "tiger, 2, 22, 0, 22", "tiger, 3, 27.28, 0, 33", "tiger, 4, 37.57875, 0, 44",
        "tiger, 5, 46.39085, 0, 55", "tiger, 6, 54.38118125, 0, 66",
        "tool-health, 1, 4.1, 4.1, 4.1", "tool-health, 3, 2.19639936, 1.76015270, 3.69176578",
        "tool-health, 4, 1.90906357, 1.12658415, 2.53229178", "tool-health, 5, 1.64489444, 0.91538035, 2.27456791",
        "tool-health, 6, 1.52309063, 0.83898398, 2.15483947", "tool-health, 7, 1.42526180, 0.80691068, 2.08832551",
        "cascade, 1, 0.94580000, 0.81497000, 0.94580000", "cascade, 3, 0.76777036, 0.24127182, 0.93188000",
        "cascade, 5, 0.70824605, 0.16544304, 0.93188000", "cascade, 6, 0.68925209, 0.14447950, 0.93188000",
        "cascade, 7, 0.67255506, 0.12892223, 0.93188000",
        "agent-loop, 4, 1.26800000, 1.24285163, 1.26800000", "agent-loop, 5, 1.12765550, 1.08771298, 1.12926495",
        "agent-loop, 6, 1.08149427, 0.94398381, 1.08725995", "agent-loop, 7, 1.06725726, 0.85404209, 1.08119902",
        "agent-loop, 8, 1.02918332, 0.80361978, NaN"
    })
    void optimumInformedAndPlan(String name, int horizon, double optimum, double informed, double plan) {
        EnvSpec spec = world(name).apply(horizon);
        double[] start = start(spec);
        ExactResults results = new ExactResults(1);
        ExactSolver.of(spec, Backend.SCALAR).solveAll(start, null, results);
        assertThat(results.totalCost[0]).isCloseTo(optimum, within(DIGITS * Math.max(1, optimum)));
        InformationBounds bounds = new InformationBounds(spec);
        double[] seeing = new double[1];
        bounds.informed(start, seeing);
        assertThat(seeing[0]).isCloseTo(informed, within(DIGITS * Math.max(1, optimum)));
        InformationBounds.Plan found = bounds.plans(start, 1).getFirst();
        assertThat(found.totalCost()).isGreaterThanOrEqualTo(results.totalCost[0] - 1e-12);
        assertThat(seeing[0]).isLessThanOrEqualTo(results.totalCost[0] + 1e-12);
        if (!Double.isNaN(plan)) {
            assertThat(found.totalCost()).isCloseTo(plan, within(DIGITS * Math.max(1, plan)));
        }
    }

    /** Where all episodes start alike, start states that are given may still be others. */
    @Test
    void startStatesThatAreNotTheEnvironments() {
        EnvSpec spec = KnownWorlds.toolHealth(5);
        double[] starts = {3, 1, 1, 3, 0};
        ExactResults results = new ExactResults(starts.length);
        ExactSolver.of(spec, Backend.SCALAR).solveAll(starts, null, results);
        InformationBounds bounds = new InformationBounds(spec);
        double[] informed = new double[starts.length];
        bounds.informed(starts, informed);
        List<InformationBounds.Plan> plans = bounds.plans(starts, starts.length);
        for (int n = 0; n < starts.length; n++) {
            double[] one = {starts[n]};
            EnvSpec alone = spec.edit()
                    .task(new StartDistribution(List.of(starts[n]), List.of(0.0), 0, 0), spec.drift(), spec.tolerance())
                    .build();
            ExactResults result = new ExactResults(1);
            ExactSolver.of(alone, Backend.SCALAR).solveAll(one, null, result);
            double[] seeing = new double[1];
            new InformationBounds(alone).informed(one, seeing);
            assertThat(results.totalCost[n]).isEqualTo(result.totalCost[0]);
            assertThat(informed[n]).isEqualTo(seeing[0]);
            assertThat(plans.get(n)).isEqualTo(new InformationBounds(alone).plans(one, 1).getFirst());
        }
        assertThat(results.totalCost[1]).isLessThan(results.totalCost[0]).isGreaterThan(results.totalCost[4]);
        assertThat(results.totalCost[4]).isZero();
    }

    @Test
    void plansThatAreNamed() {
        assertThat(plan(KnownWorlds.cascade(1))).containsExactly("large");
        assertThat(plan(KnownWorlds.cascade(7))).containsExactly("small", "large", "submit");
        assertThat(plan(KnownWorlds.toolHealth(1))).containsExactly("hand_over");
        assertThat(plan(KnownWorlds.tiger(4))).containsOnly("listen").hasSize(4);
    }

    private static List<String> plan(EnvSpec spec) {
        return new InformationBounds(spec).plans(start(spec), 1).getFirst().actions();
    }

    private static double[] start(EnvSpec spec) {
        return spec.start().scale().stream().mapToDouble(z -> z).toArray();
    }

    /** Success, steps and components of the optimum at each file's horizon, in the model's order. */
    @ParameterizedTest
    @CsvSource({
        "tool-health, 7, 0.98766248, 4.09358530, 10.276714, 0.234633, 0.012338, 0.568034",
        "cascade, 7, 0.96212346, 5.61605959, 17.020510, 0.348636, 0.037898, 0.042431",
        "agent-loop, 8, 0.88981719, 6.38939539, 53.289689, 0.408155, 0.143536, 0.100485"
    })
    void whatTheOptimumLeadsTo(
            String name, int horizon, double success, double steps, double latency, double monetary, double constraint,
            double failure) {
        EnvSpec spec = world(name).apply(horizon);
        ExactResults results = new ExactResults(1);
        ExactSolver.of(spec, Backend.SCALAR).solveAll(start(spec), null, results);
        assertThat(results.successRate[0]).isCloseTo(success, within(DIGITS));
        assertThat(results.steps[0]).isCloseTo(steps, within(DIGITS * 10));
        double[] expected = {latency, monetary, constraint, failure, 0};
        for (CostComponent c : CostComponent.ALL) {
            assertThat(results.component(c, 0)).as(c.key()).isCloseTo(expected[c.index()], within(6e-7));
        }
    }

    /** The least cost at which cascade succeeds at least so often, the two policies, and the weight of the second. */
    @ParameterizedTest
    @CsvSource({
        "0.90, 0.33743229, 0.85439561, 0.25864224, 0.90002632, 0.33747775, 0.99942325",
        "0.95, 0.47466555, 0.93710986, 0.42550418, 0.96198670, 0.52038133, 0.51815815",
        "0.99, 0.83203612, 0.98916229, 0.78994264, 0.99059003, 0.86168428, 0.58673706"
    })
    void atLeastSoOften(
            double least, double cost, double success1, double cost1, double success2, double cost2, double weight) {
        EnvSpec spec = KnownWorlds.cascade(7);
        ConstrainedSolver.Mixture mixture = new ConstrainedSolver(spec, start(spec), 1).atLeast(least);
        assertThat(mixture.cost()).isCloseTo(cost, within(DIGITS));
        assertThat(mixture.success()).isCloseTo(least, within(1e-12));
        assertThat(mixture.first().success()).isCloseTo(success1, within(DIGITS));
        assertThat(mixture.first().cost()).isCloseTo(cost1, within(DIGITS));
        assertThat(mixture.second().success()).isCloseTo(success2, within(DIGITS));
        assertThat(mixture.second().cost()).isCloseTo(cost2, within(DIGITS));
        assertThat(mixture.weight()).isCloseTo(weight, within(1e-6));
    }

    @Test
    void theGreatestSuccessAndWhatIsBeyondIt() {
        EnvSpec spec = KnownWorlds.cascade(7);
        ConstrainedSolver solver = new ConstrainedSolver(spec, start(spec), 1);
        assertThat(solver.point(Double.POSITIVE_INFINITY).success()).isCloseTo(0.99059003, within(DIGITS));
        assertThatThrownBy(() -> solver.atLeast(0.995))
                .isInstanceOf(NotSolvableException.class)
                .hasMessage("success: expected at most 0.99059003, the greatest probability that any policy reaches,"
                        + " found 0.995");
        assertThat(solver.atLeast(0).weight()).isZero();
        EnvSpec health = KnownWorlds.toolHealth(7);
        assertThat(new ConstrainedSolver(health, start(health), 1).atLeast(0.9).cost())
                .isCloseTo(1.07552720, within(DIGITS));
    }

    private static IntFunction<EnvSpec> world(String name) {
        return switch (name) {
            case "tiger" -> KnownWorlds::tiger;
            case "tool-health" -> KnownWorlds::toolHealth;
            case "cascade" -> KnownWorlds::cascade;
            case "agent-loop" -> KnownWorlds::agentLoop;
            default -> throw new IllegalArgumentException(name);
        };
    }
}
