package dev.baton.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.baton.Backend;
import dev.baton.EpisodeKind;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.env.Stepper;
import dev.baton.env.TestEnvironments;
import dev.baton.run.EpisodeResults;
import dev.baton.run.Evaluation;
import dev.baton.run.Execution;
import dev.baton.testing.TestSeed;
import java.util.SplittableRandom;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Simulating the optimal policy gives what the solver expects. */
class OptimalPolicyTest {
    private static final int EPISODES = 20_000;

    @ParameterizedTest
    @EnumSource
    void simulatedCostIsTheOptimumOfThePreset(Backend backend) {
        assertSimulationAgrees(TestEnvironments.paper(), new Execution(backend, 2, 96), 1, null);
    }

    @Test
    void simulatedCostIsTheOptimumOfRandomEnvironments() {
        SplittableRandom random = TestSeed.random(OptimalPolicyTest.class);
        for (int trial = 0; trial < 12; trial++) {
            int actions = random.nextInt(2, 6);
            EnvSpec spec = AdditiveEnvironments.random(random, random.nextInt(1, 4), actions, 3, random.nextInt(2, 6));
            long mask = AdditiveEnvironments.mask(random, actions);
            IntToLongFunction availability = trial % 2 == 0 ? null : episode -> mask;
            assertSimulationAgrees(spec, new Execution(Backend.SCALAR, 1, 48), trial, availability);
        }
    }

    /** Mean and standard error of the difference to J* of the same start state, episode by episode. */
    private static void assertSimulationAgrees(
            EnvSpec spec, Execution execution, long seed, IntToLongFunction availability) {
        EpisodeResults simulated =
                Evaluation.episodes(spec, new OptimalPolicy(spec), seed, 0, EPISODES, execution, availability);
        double sum = 0;
        double squares = 0;
        double steps = 0;
        double total = 0;
        ExactSolver solver = ExactSolver.of(spec, execution.backend());
        ExactResults exact = new ExactResults(EPISODES);
        solveEpisodes(solver, spec, seed, availability, exact);
        for (int n = 0; n < EPISODES; n++) {
            double difference = simulated.totalCost(spec.weights(), n) - exact.totalCost[n];
            sum += difference;
            squares += difference * difference;
            steps += simulated.steps[n] - exact.steps[n];
            total += exact.totalCost[n];
        }
        double mean = sum / EPISODES;
        double error = Math.sqrt(Math.max(0, squares / EPISODES - mean * mean) / EPISODES);
        // The second part is the simulator's float rounding.
        assertThat(mean).isCloseTo(0, within(3 * error + 1e-6 * (1 + total / EPISODES)));
        assertThat(steps / EPISODES).isCloseTo(0, within(3 * spec.horizon() / Math.sqrt(EPISODES)));
    }

    private static void solveEpisodes(
            ExactSolver solver, EnvSpec spec, long seed, IntToLongFunction availability, ExactResults results) {
        if (availability == null) {
            solver.solveEpisodes(seed, 0, EPISODES, results, 0);
            return;
        }
        EpisodeBatch batch = new EpisodeBatch(new EnvTables(spec), EPISODES, false);
        batch.assign(seed, EpisodeKind.EVALUATION, 0, EPISODES);
        Stepper.of(Backend.SCALAR, new EnvTables(spec)).start(batch, 0, EPISODES);
        double[] task = new double[spec.dimension() * EPISODES];
        long[] available = new long[EPISODES];
        for (int n = 0; n < EPISODES; n++) {
            available[n] = availability.applyAsLong(n);
            for (int i = 0; i < spec.dimension(); i++) {
                task[i * EPISODES + n] = batch.task[i * batch.stride + n];
            }
        }
        solver.solveAll(task, available, results);
    }

    @Test
    void theSameBitsAtAnyThreadsAndTile() {
        EnvSpec spec = TestEnvironments.paper();
        EpisodeResults one = Evaluation.episodes(
                spec, new OptimalPolicy(spec), 5, 0, 700, new Execution(Backend.SCALAR, 1, 96), null);
        EpisodeResults other = Evaluation.episodes(
                spec, new OptimalPolicy(spec), 5, 0, 700, new Execution(Backend.SIMD, 3, 32), null);
        assertThat(other.components).isEqualTo(one.components);
        assertThat(other.steps).isEqualTo(one.steps);
    }

    @Test
    void refusesAnotherEnvironment() {
        OptimalPolicy policy = new OptimalPolicy(TestEnvironments.paper());
        assertThatThrownBy(() -> policy.actor(new EnvTables(TestEnvironments.everything()), Backend.SCALAR, 96))
                .hasMessage(
                        "environment: expected paper, for which the optimum was computed, found another: everything");
    }
}
