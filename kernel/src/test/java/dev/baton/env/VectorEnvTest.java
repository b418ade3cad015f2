package dev.baton.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Backend;
import dev.baton.EpisodeKind;
import dev.baton.dynamics.VectorEnv;
import dev.baton.dynamics.VectorStep;
import dev.baton.rng.Stream;
import dev.baton.rng.Threefry;
import dev.baton.testing.TestSeed;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The environment as an embedder meets it: what it refuses, before anything moves, and what it clears. */
class VectorEnvTest {
    @ParameterizedTest
    @EnumSource
    void stepBeforeResetIsRefused(Backend backend) {
        VectorEnv env = new VectorEnv(TestEnvironments.paper(), 2, backend);
        VectorStep out = env.newStep();
        assertThatThrownBy(() -> env.step(new int[2], out))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("step: expected a reset before the first step");
    }

    @ParameterizedTest
    @EnumSource
    void wrongBuffersAreRefusedBeforeAnythingMoves(Backend backend) {
        EnvSpec spec = TestEnvironments.paper();
        VectorEnv env = new VectorEnv(spec, 600, backend);
        VectorEnv other = new VectorEnv(spec, 600, backend);
        VectorStep out = env.newStep();
        VectorStep right = other.newStep();
        env.reset(0, EpisodeKind.EVALUATION, 0, out);
        other.reset(0, EpisodeKind.EVALUATION, 0, right);
        int[] actions = new int[600];
        assertThatThrownBy(() -> env.step(actions, new VectorStep(spec.observationSize(), 300, 5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("step: expected 11 features and 5 cost components of 600 environments, found 11 features"
                        + " and 5 cost components of 300 environments; newStep() makes the right arrays");
        assertThatThrownBy(() -> env.step(actions, new VectorStep(spec.observationSize(), 600, 4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found 11 features and 4 cost components of 600 environments;");
        assertThatThrownBy(() -> env.step(actions, new VectorStep(5, 600, 5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found 5 features and 5 cost components of 600 environments;");
        assertThatThrownBy(() -> env.reset(0, EpisodeKind.EVALUATION, 0, new VectorStep(5, 600, 5)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> env.step(new int[10], out))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("actions: expected one for each of 600 environments, found 10");
        actions[599] = 5;
        assertThatThrownBy(() -> env.step(actions, out))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("actions[599]: expected 0 to 4, found 5");
        actions[599] = 0;
        env.step(actions, out);
        VectorStep bare = other.newStep(false);
        other.step(actions, bare);
        assertThat(bare.components).isEmpty();
        assertThat(out.observations).isEqualTo(bare.observations);
        assertThat(out.costs).isEqualTo(bare.costs);
    }

    @ParameterizedTest
    @EnumSource
    void numbersThatAreNotFiniteAreRefused(Backend backend) {
        EnvSpec spec = TestEnvironments.tiny(
                2, 10, Charge.STEP, Predictor.NONE,
                Action.of("blow up", ActionKind.TOOL, 1, 0, 0, List.of(1e9), List.of(0.0)));
        VectorEnv env = new VectorEnv(spec, 1, backend);
        VectorStep out = env.newStep();
        env.reset(0, EpisodeKind.EVALUATION, 0, out);
        for (int t = 0; t < 4; t++) {
            env.step(new int[1], out);
            assertThat(out.costs[0]).isFinite();
        }
        assertThatThrownBy(() -> env.step(new int[1], out))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageStartingWith("environment 0: expected finite numbers, found a cost of ");
        assertThatThrownBy(() -> env.step(new int[1], out))
                .as("the state is lost")
                .isInstanceOf(IllegalStateException.class);
        env.reset(0, EpisodeKind.EVALUATION, 0, out);
        env.step(new int[1], out);
    }

    /** Among the live columns, in the part of a vector too; what is left behind them is of no account. */
    @ParameterizedTest
    @EnumSource
    void whatIsNotFiniteIsFoundInEveryColumn(Backend backend) {
        Stepper stepper = Stepper.of(backend, new EnvTables(TestEnvironments.paper()));
        for (int count : new int[] {1, 7, 16, 21, 48}) {
            EpisodeBatch batch = stepper.newBatch(48, false);
            batch.count = count;
            assertThat(stepper.allFinite(batch)).isTrue();
            for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
                for (float[] row : List.of(batch.cost, batch.constraint)) {
                    for (int n = 0; n < 48; n++) {
                        row[n] = bad;
                        assertThat(stepper.allFinite(batch)).as("%s in column %d of %d", bad, n, count)
                                .isEqualTo(n >= count);
                        row[n] = -Float.MAX_VALUE;
                        assertThat(stepper.allFinite(batch)).isTrue();
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void resetClearsEverything(Backend backend) {
        EnvSpec spec = TestEnvironments.tiny(
                2, 3, Charge.TERMINAL, Predictor.NONE, TestEnvironments.sure("work", ActionKind.TOOL, 3, 0, -2));
        VectorEnv env = new VectorEnv(spec, 4, backend);
        VectorStep out = env.newStep();
        env.reset(1, EpisodeKind.EVALUATION, 0, out);
        env.step(new int[4], out);
        assertThat(out.succeeded).containsOnly(true);
        assertThat(out.terminated).containsOnly(true);
        env.reset(2, EpisodeKind.EVALUATION, 0, out);
        assertThat(out.succeeded).containsOnly(false);
        assertThat(out.terminated).containsOnly(false);
        assertThat(out.costs).containsOnly(0);
    }

    /** 99.4 % and 99.97 % of the episodes are solved at their start: r is above 5, above 8. */
    @ParameterizedTest
    @EnumSource
    void fewEpisodesWithWorkToDoAreEnough(Backend backend) {
        for (double tolerance : new double[] {5, 8}) {
            EnvSpec spec = mostlyDone(tolerance);
            VectorEnv env = new VectorEnv(spec, 300, backend);
            VectorStep out = env.newStep();
            env.reset(0, EpisodeKind.EVALUATION, 0, out);
            for (int t = 0; t < 5; t++) {
                for (int n = 0; n < 300; n++) {
                    assertThat(out.observations[2 * out.stride + n + out.stride])
                            .as("the constraint is open")
                            .isEqualTo(1);
                }
                env.step(new int[300], out);
            }
        }
    }

    private static EnvSpec mostlyDone(double tolerance) {
        StartDistribution start = new StartDistribution(List.of(0.0), List.of(1.0), 0.74, 0);
        List<Action> actions = List.of(TestEnvironments.tool("cheap", 1, 0, 0.5, -1));
        return new EnvSpec(
                "mostly done", 3, start, List.of(0.0), List.of(tolerance), new CostVector(1, 1, 10, 1, 0),
                CostVector.UNCLIPPED, Charge.TERMINAL, Predictor.NOMINAL, new ObservationScales(1, 1, 1), actions);
    }

    @ParameterizedTest
    @EnumSource
    void anEnvironmentWithoutWorkIsRefusedAtOnce(Backend backend) {
        EnvSpec spec = TestEnvironments.tiny(
                0.9, 3, Charge.TERMINAL, Predictor.NONE, TestEnvironments.sure("work", ActionKind.TOOL, 3, 0, -2));
        assertThatThrownBy(() -> new VectorEnv(spec, 4, backend))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("start: expected an environment with work to do, found tiny");
    }

    /**
     * Episodes around 2³¹ and 2³²: environments whose episodes are of different epochs step as each would alone, and
     * none repeats an earlier episode.
     */
    @ParameterizedTest
    @EnumSource
    void episodesBeyondACounterAreOthers(Backend backend) {
        EnvSpec spec = TestEnvironments.paper();
        int count = 20;
        for (long boundary : new long[] {1L << 31, 1L << 32, 1L << 49}) {
            long first = boundary - 7;
            VectorEnv together = new VectorEnv(spec, count, backend);
            VectorStep out = together.newStep();
            together.reset(3, EpisodeKind.EVALUATION, first, out);
            VectorEnv[] alone = new VectorEnv[count];
            VectorStep[] single = new VectorStep[count];
            for (int n = 0; n < count; n++) {
                alone[n] = new VectorEnv(spec, 1, backend);
                single[n] = alone[n].newStep();
                alone[n].reset(3, EpisodeKind.EVALUATION, first + n, single[n]);
            }
            float[] starts = Arrays.copyOf(out.observations, count);
            SplittableRandom random = TestSeed.random(VectorEnvTest.class);
            boolean[] over = new boolean[count];
            int[] actions = new int[count];
            for (int t = 0; t < 30; t++) {
                for (int n = 0; n < count; n++) {
                    for (int f = 0; f < spec.observationSize() && !over[n]; f++) {
                        assertThat(out.observations[f * out.stride + n])
                                .as("first %d, environment %d, step %d, feature %d", first, n, t, f)
                                .isEqualTo(single[n].observations[f * single[n].stride]);
                    }
                    actions[n] = random.nextInt(5);
                }
                together.step(actions, out);
                for (int n = 0; n < count; n++) {
                    if (!over[n]) {
                        alone[n].step(new int[] {actions[n]}, single[n]);
                        assertThat(out.costs[n]).isEqualTo(single[n].costs[0]);
                        over[n] = out.terminated[n]; // alone, the next episode is another
                    }
                }
            }
            VectorEnv zero = new VectorEnv(spec, count, backend);
            VectorStep early = zero.newStep();
            zero.reset(3, EpisodeKind.EVALUATION, 0, early);
            assertThat(starts)
                    .as("not the first episodes again")
                    .isNotEqualTo(Arrays.copyOf(early.observations, count));
            for (int n = 7; n < count; n++) {
                assertThat(starts[n]).isNotEqualTo(early.observations[n - 7]);
            }
        }
    }

    @Test
    void everyEpochHasItsKey() {
        assertThat(Stream.TRAINING_STEP.key(5, 0)).isEqualTo(Stream.TRAINING_STEP.key(5));
        assertThat(Stream.TRAINING_STEP.key(5, 1)).isNotEqualTo(Stream.TRAINING_STEP.key(5));
        assertThat(Threefry.word0(Stream.TRAINING_STEP.key(5, 1))).isEqualTo(5);
        assertThatThrownBy(() -> Stream.TRAINING_STEP.key(5, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Stream.TRAINING_STEP.key(5, 1 << 23)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Stream.TRAINING_STEP.key(-1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void resetRefusesIndicesOutOfRange() {
        VectorEnv env = new VectorEnv(TestEnvironments.paper(), 2, Backend.SCALAR);
        VectorStep out = env.newStep();
        assertThatThrownBy(() -> env.reset(0, EpisodeKind.EVALUATION, -1, out))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("firstEpisode: expected an episode index from 0 to 2^50, found -1");
        assertThatThrownBy(() -> new VectorEnv(TestEnvironments.paper(), 0, Backend.SCALAR))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
