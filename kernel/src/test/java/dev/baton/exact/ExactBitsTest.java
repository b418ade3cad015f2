package dev.baton.exact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.env.EnvSpec;
import dev.baton.env.TestEnvironments;
import dev.baton.ops.Backend;
import dev.baton.testing.TestSeed;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Both implementations give the same bits at any number of start states and at every lane width. */
@Tag("bits")
class ExactBitsTest {
    private static final Backend OTHER = Backend.simdAvailable() ? Backend.SIMD : Backend.SCALAR;

    @Test
    void simdIsAvailable() {
        assertThat(OTHER).isEqualTo(Backend.SIMD);
    }

    // 1 = the least; 15/16/17 = a block and its tail; 37 = a prime; 0 = nothing.
    @Test
    void randomEnvironments() {
        SplittableRandom random = TestSeed.random(ExactBitsTest.class);
        int[] sizes = {0, 1, 2, 7, 8, 9, 15, 16, 17, 35, 37};
        for (int trial = 0; trial < 110; trial++) {
            int d = random.nextInt(1, 8);
            int actions = random.nextInt(1, 9);
            EnvSpec spec = AdditiveEnvironments.random(random, d, actions, 4, random.nextInt(1, 4));
            int starts = sizes[trial % sizes.length];
            double[] task = AdditiveEnvironments.starts(random, d, starts);
            long[] available = new long[starts];
            for (int n = 0; n < starts; n++) {
                available[n] = AdditiveEnvironments.mask(random, actions);
            }
            long[] masks = trial % 2 == 0 ? null : available;
            assertSame(solve(spec, OTHER, task, masks, starts), solve(spec, Backend.SCALAR, task, masks, starts));
        }
    }

    private static ExactResults solve(EnvSpec spec, Backend backend, double[] task, long[] available, int starts) {
        ExactResults results = new ExactResults(starts);
        ExactSolver.of(spec, backend).solveAll(task, available, results);
        return results;
    }

    private static void assertSame(ExactResults found, ExactResults expected) {
        assertThat(found.totalCost).isEqualTo(expected.totalCost);
        assertThat(found.successRate).isEqualTo(expected.successRate);
        assertThat(found.steps).isEqualTo(expected.steps);
        assertThat(found.components).isEqualTo(expected.components);
        assertThat(found.firstAction).isEqualTo(expected.firstAction);
    }

    /** Splitting the episodes differently changes nothing, and another seed gives other numbers. */
    @Test
    void evaluationEpisodesOfThePreset() {
        ExactResults whole = new ExactResults(53);
        ExactSolver.of(TestEnvironments.paper(), OTHER).solveEpisodes(3, 0, 53, whole, 0);
        ExactResults parts = new ExactResults(53);
        ExactSolver scalar = ExactSolver.of(TestEnvironments.paper(), Backend.SCALAR);
        scalar.solveEpisodes(3, 40, 13, parts, 40);
        scalar.solveEpisodes(3, 0, 40, parts, 0);
        assertSame(parts, whole);
        ExactResults other = new ExactResults(53);
        scalar.solveEpisodes(4, 0, 53, other, 0);
        assertThat(other.totalCost).isNotEqualTo(whole.totalCost);
    }
}
