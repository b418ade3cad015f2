package dev.baton.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.baton.Backend;
import dev.baton.env.Action;
import dev.baton.env.ActionKind;
import dev.baton.env.Charge;
import dev.baton.env.CostComponent;
import dev.baton.env.EnvSpec;
import dev.baton.env.ImmediateCost;
import dev.baton.env.Predictor;
import dev.baton.env.TestEnvironments;
import dev.baton.testing.TestSeed;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The solver against a brute-force tree search, against known figures of the preset, and against itself. */
class ExactSolverTest {
    private static final int ENVIRONMENTS = 400;

    @ParameterizedTest
    @EnumSource
    void agreesWithTreeSearch(Backend backend) {
        SplittableRandom random = TestSeed.random(ExactSolverTest.class);
        int distinct = 0;
        for (int trial = 0; trial < ENVIRONMENTS; trial++) {
            int d = random.nextInt(1, 4);
            int actions = random.nextInt(1, 5);
            EnvSpec spec = AdditiveEnvironments.random(random, d, actions, 3, random.nextInt(1, 5));
            int starts = random.nextInt(1, 4);
            double[] task = AdditiveEnvironments.starts(random, d, starts);
            long[] available = new long[starts];
            for (int n = 0; n < starts; n++) {
                available[n] = trial % 2 == 0 ? -1L : AdditiveEnvironments.mask(random, actions);
            }
            ExactSolver solver = ExactSolver.of(spec, backend);
            ExactResults results = new ExactResults(starts);
            solver.solveAll(task, trial % 2 == 0 ? null : available, results);
            for (int n = 0; n < starts; n++) {
                double[] z = new double[d];
                for (int i = 0; i < d; i++) {
                    z[i] = task[i * starts + n];
                }
                TreeSearch search = new TreeSearch(spec, available[n]);
                TreeSearch.Result expected = search.best(z);
                String where = "environment " + trial + ", start " + n + ": ";
                assertClose(where + "J*", results.totalCost[n], expected.totalCost());
                assertThat(weighted(spec, results, n)).as(where + "λ · components").isCloseTo(
                        expected.totalCost(), within(1e-9 * (1 + expected.totalCost())));
                // Equally good actions may lead to different components, and rounding chooses among them.
                if (search.narrowest > 1e-9) {
                    distinct++;
                    assertThat(results.firstAction[n]).as(where + "first action").isEqualTo(expected.action);
                    assertClose(where + "success", results.successRate[n], expected.expected[1]);
                    assertClose(where + "steps", results.steps[n], expected.expected[2]);
                    for (CostComponent c : CostComponent.ALL) {
                        assertClose(where + c, results.component(c, n), expected.expected[3 + c.index()]);
                    }
                }
            }
        }
        assertThat(distinct).as("start states without equally good actions").isGreaterThan(ENVIRONMENTS / 4);
    }

    private static void assertClose(String what, double found, double expected) {
        assertThat(found).as(what).isCloseTo(expected, within(1e-9 * Math.max(1e-3, Math.abs(expected))));
    }

    private static double weighted(EnvSpec spec, ExactResults results, int n) {
        double cost = 0;
        for (CostComponent c : CostComponent.ALL) {
            cost += spec.weights().get(c) * results.component(c, n);
        }
        return cost;
    }

    /** Figures of an independent solver for the evaluation episodes of five seeds. */
    @Test
    void evaluationEpisodesOfThePreset() {
        double[] known = {10.207, 9.905, 9.759, 10.338, 10.063};
        ExactSolver solver = ExactSolver.of(TestEnvironments.paper(), Backend.preferred());
        for (int seed = 0; seed < known.length; seed++) {
            ExactResults results = new ExactResults(1_000);
            solver.solveEpisodes(seed, 0, 1_000, results, 0);
            double sum = 0;
            for (double cost : results.totalCost) {
                sum += cost;
            }
            assertThat(sum / 1_000).as("seed %d", seed).isCloseTo(known[seed], within(0.0005));
        }
    }

    /**
     * Means over many start states, against the figures of an independent solver: 4 standard errors and half a digit.
     */
    @Test
    void figuresOfThePreset() {
        int n = 20_000;
        ExactResults results = new ExactResults(n);
        ExactSolver.of(TestEnvironments.paper(), Backend.preferred()).solveEpisodes(77, 0, n, results, 0);
        assertMean("total cost", results.totalCost, 0, n, 10.07, 0.005);
        assertMean("success", results.successRate, 0, n, 0.918, 0.0005);
        double[] known = {25.25, 8.28, 0.393, 0.584, 3.298};
        double[] halfDigit = {0.005, 0.005, 0.0005, 0.0005, 0.0005};
        for (int c = 0; c < CostComponent.COUNT; c++) {
            assertMean("component " + c, results.components, c * n, n, known[c], halfDigit[c]);
        }
    }

    private static void assertMean(String what, double[] numbers, int from, int n, double known, double halfDigit) {
        double sum = 0;
        double squares = 0;
        for (int i = from; i < from + n; i++) {
            sum += numbers[i];
            squares += numbers[i] * numbers[i];
        }
        double mean = sum / n;
        // The known figures are means over 40,000 start states, which have an error of their own.
        double error = Math.sqrt((squares / n - mean * mean) * (1.0 / n + 1.0 / 40_000));
        assertThat(mean).as(what).isCloseTo(known, within(4 * error + halfDigit));
    }

    /** The value of the start is the best of the action values, and they obey the recursion along any path. */
    @Test
    void actionValuesObeyTheRecursion() {
        SplittableRandom random = TestSeed.random(ExactSolverTest.class);
        EnvSpec spec = TestEnvironments.paper();
        ExactSolver solver = ExactSolver.of(spec, Backend.SCALAR);
        ExactResults results = new ExactResults(1);
        double[] q = new double[spec.actionCount()];
        for (int trial = 0; trial < 20; trial++) {
            double[] task = {4, 3 + random.nextInt(64) / 64.0, 5, 2 + random.nextInt(64) / 64.0};
            solver.solve(task, 1, 0, 1, null);
            solver.expect(0, results, 0);
            assertThat(solver.value(0, 0, ExactSolver.START)).isEqualTo(results.totalCost[0]);
            assertThat(solver.action(0, 0, ExactSolver.START)).isEqualTo(results.firstAction[0]);
            int point = ExactSolver.START;
            for (int t = 0; t < 9 && solver.action(0, t, point) >= 0; t++) {
                solver.actionValues(0, t, point, q);
                double least = q[0];
                for (double value : q) {
                    least = Math.min(least, value);
                }
                assertThat(solver.value(0, t, point)).isEqualTo(least);
                assertThat(q[solver.action(0, t, point)]).isEqualTo(least);
                int k = random.nextInt(5);
                double p = spec.failureProbability(k);
                int failed = solver.next(t, point, k);
                int succeeded = solver.next(t, point, 5 + k);
                double fixed = q[k] - p * solver.value(0, t + 1, failed) - (1 - p) * solver.value(0, t + 1, succeeded);
                assertThat(fixed).as("immediate cost").isCloseTo(immediate(spec, k), within(1e-9));
                point = random.nextInt(8) == 0 ? failed : succeeded;
            }
        }
    }

    private static double immediate(EnvSpec spec, int k) {
        return new ImmediateCost(spec).fixed()[k];
    }

    @Test
    void equallyGoodActionsGoToTheLowestIndex() {
        EnvSpec spec = TestEnvironments.tiny(
                3, 4, Charge.TERMINAL, Predictor.NONE,
                TestEnvironments.sure("dear", ActionKind.TOOL, 5, 0, -1),
                TestEnvironments.sure("first", ActionKind.TOOL, 1, 1, -1),
                TestEnvironments.sure("same", ActionKind.TOOL, 1, 1, -1));
        for (Backend backend : Backend.values()) {
            ExactResults results = new ExactResults(1);
            ExactSolver.of(spec, backend).solveAll(new double[] {3}, null, results);
            assertThat(results.firstAction[0]).isEqualTo(1);
            assertThat(results.totalCost[0]).isEqualTo(4);
            assertThat(results.steps[0]).isEqualTo(2);
            assertThat(results.successRate[0]).isEqualTo(1);
        }
    }

    @Test
    void aSolvedStartCostsNothing() {
        ExactResults results = new ExactResults(1);
        ExactSolver.of(TestEnvironments.paper(), Backend.SCALAR).solveAll(new double[] {1, 0, -5, 0.5}, null, results);
        assertThat(results.totalCost[0]).isZero();
        assertThat(results.steps[0]).isZero();
        assertThat(results.successRate[0]).isEqualTo(1);
        assertThat(results.firstAction[0]).isEqualTo(ExactResults.NO_ACTION);
    }

    /**
     * Information states against histories, in small random environments that combine everything: phases, signals,
     * moves, transitions, solved phases, effects that multiply, context, limits, limited calls.
     */
    @Test
    void informationStatesAgreeWithHistories() {
        SplittableRandom random = TestSeed.random(ExactSolverTest.class);
        int distinct = 0;
        for (int trial = 0; trial < 200; trial++) {
            int horizon = random.nextInt(1, 5);
            EnvSpec spec = TestEnvironments.world(
                    random, trial % 5 == 0 ? 0 : random.nextInt(2, 4), random.nextInt(1, 3), random.nextInt(2, 4), 2,
                    horizon);
            int d = spec.dimension();
            int starts = 2;
            double[] task = AdditiveEnvironments.starts(random, d, starts);
            ExactSolver solver = new InformationSolver(spec, Backend.SCALAR);
            ExactResults results = new ExactResults(starts);
            // Where episodes start alike, the start is the environment's own.
            boolean same = new InformationTables(spec).sameStart;
            for (int at = 0; at < task.length && same; at++) {
                task[at] = spec.start().offset().get(at / starts) + spec.start().scale().get(at / starts);
            }
            solver.solveAll(task, null, results);
            for (int n = 0; n < starts; n++) {
                double[] z = new double[d];
                for (int i = 0; i < d; i++) {
                    z[i] = task[i * starts + n];
                }
                TreeSearch search = new TreeSearch(spec, -1L);
                TreeSearch.Result expected = search.best(z);
                String where = "environment " + trial + ", start " + n + ", " + spec + ": ";
                assertClose(where + "J*", results.totalCost[n], expected.totalCost());
                assertThat(weighted(spec, results, n)).as(where + "λ · components").isCloseTo(
                        expected.totalCost(), within(1e-9 * (1 + expected.totalCost())));
                if (search.narrowest > 1e-9) {
                    distinct++;
                    assertThat(results.firstAction[n]).as(where + "first action").isEqualTo(expected.action);
                    assertClose(where + "success", results.successRate[n], expected.expected[1]);
                    assertClose(where + "steps", results.steps[n], expected.expected[2]);
                    for (CostComponent c : CostComponent.ALL) {
                        assertClose(where + c, results.component(c, n), expected.expected[3 + c.index()]);
                    }
                }
            }
        }
        assertThat(distinct).as("start states without equally good actions").isGreaterThan(100);
    }

    @Test
    void refusesALatticeThatIsTooLarge() {
        Action[] actions = new Action[12];
        for (int k = 0; k < actions.length; k++) {
            actions[k] = TestEnvironments.tool("tool" + k, 1, 1, 0.1, -k - 1);
        }
        EnvSpec large = TestEnvironments.tiny(9, 30, Charge.TERMINAL, Predictor.NONE, actions);
        assertThatThrownBy(() -> ExactSolver.of(large, Backend.SCALAR))
                .isInstanceOf(NotSolvableException.class)
                .hasMessage("lattice: expected tables of at most 1024 MiB, found 6.29e+06 MiB for 3.66e+10 states (13"
                        + " distinct effects over 30 steps); a shorter horizon or fewer distinct effects would do");
    }

    @Test
    void refusesBlocksAndMasksThatAreWrong() {
        ExactSolver solver = ExactSolver.of(TestEnvironments.paper(), Backend.SCALAR);
        assertThatThrownBy(() -> solver.solve(new double[4 * 200], 200, 0, 200, null))
                .hasMessage("count: expected 1 to 128, found 200");
        assertThatThrownBy(() -> solver.solve(new double[4], 1, 0, 1, new long[] {1L << 5}))
                .hasMessage("available: expected at least one action for start state 0, found none");
    }
}
