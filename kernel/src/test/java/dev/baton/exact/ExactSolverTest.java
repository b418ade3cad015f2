package dev.baton.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.baton.env.CostVector;
import dev.baton.env.EnvSpec;
import dev.baton.env.TestEnvironments;
import dev.baton.ops.Backend;
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
            ExactSolver solver = new ExactSolver(spec, backend);
            ExactResults results = new ExactResults(starts);
            solver.solveAll(task, trial % 2 == 0 ? null : available, results);
            for (int n = 0; n < starts; n++) {
                double[] z = new double[d];
                for (int i = 0; i < d; i++) {
                    z[i] = task[i * starts + n];
                }
                TreeSearch search = new TreeSearch(spec, available[n]);
                TreeSearch.Result expected = search.best(z, 0);
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
                    for (int c = 0; c < CostVector.SIZE; c++) {
                        assertClose(where + "component " + c, results.component(c, n), expected.expected[3 + c]);
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
        for (int c = 0; c < CostVector.SIZE; c++) {
            cost += spec.weights().get(c) * results.component(c, n);
        }
        return cost;
    }

    /** Figures of an independent solver for the evaluation episodes of five seeds. */
    @Test
    void evaluationEpisodesOfThePreset() {
        double[] known = {10.207, 9.905, 9.759, 10.338, 10.063};
        ExactSolver solver = new ExactSolver(TestEnvironments.paper(), Backend.preferred());
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
}
