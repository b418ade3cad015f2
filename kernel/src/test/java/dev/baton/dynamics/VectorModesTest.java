package dev.baton.dynamics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Backend;
import dev.baton.EpisodeKind;
import dev.baton.env.EnvSpec;
import dev.baton.env.KnownWorlds;
import dev.baton.env.TestEnvironments;
import dev.baton.run.EpisodeTotals;
import dev.baton.run.Evaluation;
import dev.baton.run.Execution;
import dev.baton.testing.Allocations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link VectorEnv} with every kind of restart, for the model's environment and a host's own. */
class VectorModesTest {
    private static final int N = 530;
    private static final int STEPS = 36;

    /** What a host can step. */
    enum World {
        OWN,
        MODEL,
        MASKED;

        VectorEnv make(int environments, Backend backend, Autoreset autoreset) {
            return make(environments, backend, autoreset, 1);
        }

        VectorEnv make(int environments, Backend backend, Autoreset autoreset, int threads) {
            EnvSpec spec = this == MASKED ? KnownWorlds.agentLoop(8) : TestEnvironments.everything();
            return this == OWN
                    ? new VectorEnv(new Walk(), environments, backend, autoreset, threads)
                    : new VectorEnv(spec, environments, backend, autoreset, threads);
        }
    }

    /** An available action, by episode and step alone. */
    private static int action(VectorEnv env, VectorStep seen, int n, long episode, int step) {
        int k = (int) Math.floorMod(episode * 7 + step * 3L + episode / 11, (long) env.actionCount());
        while ((seen.available[n] >>> k & 1) == 0) {
            k = (k + 1) % env.actionCount();
        }
        return k;
    }

    private static List<Float> column(float[] matrix, VectorStep seen, int features, int n) {
        List<Float> column = new ArrayList<>();
        for (int f = 0; f < features; f++) {
            column.add(matrix[f * seen.stride + n]);
        }
        return column;
    }

    /** Runs for some steps and returns all that is seen of each whole episode, in order. */
    private static Map<Long, List<Object>> episodes(World world, Backend backend, Autoreset autoreset) {
        VectorEnv env = world.make(N, backend, autoreset);
        VectorStep seen = env.newStep();
        env.reset(4, EpisodeKind.TRAINING, 10, seen);
        Map<Long, List<Object>> running = new TreeMap<>();
        Map<Long, List<Object>> whole = new TreeMap<>();
        long[] episode = seen.episode.clone();
        int[] length = new int[N];
        boolean[] over = new boolean[N];
        for (int t = 0; t < STEPS; t++) {
            int[] actions = new int[N];
            for (int n = 0; n < N; n++) {
                if (length[n] == 0 && !over[n]) {
                    running.put(episode[n],
                            new ArrayList<>(List.of(column(seen.observations, seen, env.observationSize(), n))));
                }
                actions[n] = over[n] ? -1 : action(env, seen, n, episode[n], length[n]);
            }
            env.step(actions, seen);
            for (int n = 0; n < N; n++) {
                if (over[n]) {
                    assertThat(autoreset).isEqualTo(Autoreset.NEXT_STEP);
                    assertThat(seen.costs[n]).isZero();
                    assertThat(seen.terminated[n] || seen.truncated[n]).isFalse();
                    assertThat(seen.length[n]).isZero();
                    episode[n] = seen.episode[n];
                    length[n] = 0;
                    over[n] = false;
                    continue;
                }
                assertThat(seen.episode[n]).isEqualTo(episode[n]);
                length[n]++;
                assertThat(seen.length[n]).isEqualTo(length[n]);
                boolean ended = seen.terminated[n] || seen.truncated[n];
                boolean same = ended && autoreset == Autoreset.SAME_STEP;
                double cost = ended ? seen.episodeCost[n] : 0;
                running.get(episode[n]).add(List.of(
                        seen.costs[n], seen.terminated[n], seen.truncated[n], seen.succeeded[n], cost,
                        column(same ? seen.finalObservations : seen.observations, seen, env.observationSize(), n)));
                if (ended) {
                    whole.put(episode[n], running.remove(episode[n]));
                    over[n] = !same;
                    length[n] = 0;
                }
            }
            if (autoreset == Autoreset.SAME_STEP) {
                // Whose episode has ended has begun the next one, which the next step will name.
                VectorEnv.Snapshot here = env.save();
                VectorStep there = env.newStep();
                env.restore(here, there);
                episode = there.episode.clone();
            } else if (autoreset == Autoreset.DISABLED) {
                env.restart(over, seen);
                for (int n = 0; n < N; n++) {
                    episode[n] = over[n] ? seen.episode[n] : episode[n];
                    length[n] = over[n] ? 0 : length[n];
                }
                Arrays.fill(over, false);
            }
        }
        return whole;
    }

    /** The episodes are the same whenever the next one starts; one step more or less goes by between them. */
    @ParameterizedTest
    @EnumSource
    void everyAutoresetRunsTheSameEpisodes(World world) {
        Map<Long, List<Object>> expected = episodes(world, Backend.SCALAR, Autoreset.SAME_STEP);
        assertThat(expected.size()).isGreaterThan(3 * N);
        for (Autoreset autoreset : Autoreset.values()) {
            Map<Long, List<Object>> found = episodes(world, Backend.preferred(), autoreset);
            assertThat(found.size()).isGreaterThan(2 * N);
            int common = 0;
            for (Map.Entry<Long, List<Object>> episode : found.entrySet()) {
                if (expected.containsKey(episode.getKey())) {
                    assertThat(episode.getValue()).as("%s, episode %d", autoreset, episode.getKey())
                            .isEqualTo(expected.get(episode.getKey()));
                    common++;
                }
            }
            assertThat(common).isGreaterThan(2 * N);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWasSavedGoesOnTheSame(World world) {
        for (Autoreset autoreset : List.of(Autoreset.SAME_STEP, Autoreset.NEXT_STEP)) {
            VectorEnv env = world.make(N, Backend.preferred(), autoreset);
            VectorStep seen = env.newStep();
            env.reset(4, EpisodeKind.EVALUATION, 0, seen);
            run(env, seen, 0, 13);
            VectorEnv.Snapshot snapshot = env.save();
            float[] shown = live(env, seen);
            run(env, seen, 13, 30);
            VectorEnv other = world.make(N, Backend.SCALAR, autoreset);
            VectorStep again = other.newStep();
            for (int twice = 0; twice < 2; twice++) {
                other.restore(snapshot, again);
                assertThat(live(other, again)).isEqualTo(shown);
                run(other, again, 13, 30);
                assertThat(live(other, again)).isEqualTo(live(env, seen));
                assertThat(again.costs).isEqualTo(seen.costs);
                assertThat(again.episode).isEqualTo(seen.episode);
                assertThat(again.length).isEqualTo(seen.length);
                assertThat(again.available).isEqualTo(seen.available);
            }
        }
    }

    private static void run(VectorEnv env, VectorStep seen, int from, int to) {
        int[] actions = new int[env.environments()];
        for (int t = from; t < to; t++) {
            for (int n = 0; n < actions.length; n++) {
                actions[n] = action(env, seen, n, n, t);
            }
            env.step(actions, seen);
        }
    }

    private static float[] live(VectorEnv env, VectorStep seen) {
        int environments = env.environments();
        float[] live = new float[env.observationSize() * environments];
        for (int f = 0; f < env.observationSize(); f++) {
            System.arraycopy(seen.observations, f * seen.stride, live, f * environments, environments);
        }
        return live;
    }

    // A column, a tile and one more, two tiles less one; five tiles on two threads and on more threads than tiles.
    @ParameterizedTest
    @EnumSource
    void threadsChangeNoBit(World world) {
        for (Autoreset autoreset : Autoreset.values()) {
            for (int environments : new int[] {1, 513, 1_023, 2_050}) {
                VectorEnv one = world.make(environments, Backend.preferred(), autoreset);
                for (int threads : new int[] {2, 7}) {
                    try (VectorEnv several = world.make(environments, Backend.preferred(), autoreset, threads)) {
                        VectorStep found = several.newStep();
                        several.reset(4, EpisodeKind.EVALUATION, 3, found);
                        VectorStep expected = one.newStep();
                        one.reset(4, EpisodeKind.EVALUATION, 3, expected);
                        for (int t = 0; t < 12; t++) {
                            run(one, expected, t, t + 1);
                            run(several, found, t, t + 1);
                            assertSame(several, found, expected);
                            if (autoreset == Autoreset.DISABLED) {
                                boolean[] over = new boolean[environments];
                                for (int n = 0; n < environments; n++) {
                                    over[n] = found.terminated[n] || found.truncated[n];
                                }
                                one.restart(over, expected);
                                several.restart(over, found);
                                assertSame(several, found, expected);
                            }
                        }
                    }
                }
            }
        }
    }

    private static void assertSame(VectorEnv env, VectorStep found, VectorStep expected) {
        assertThat(live(env, found)).isEqualTo(live(env, expected));
        assertThat(found.costs).isEqualTo(expected.costs);
        assertThat(found.components).isEqualTo(expected.components);
        assertThat(found.terminated).isEqualTo(expected.terminated);
        assertThat(found.truncated).isEqualTo(expected.truncated);
        assertThat(found.succeeded).isEqualTo(expected.succeeded);
        assertThat(found.available).isEqualTo(expected.available);
        assertThat(found.episode).isEqualTo(expected.episode);
        assertThat(found.length).isEqualTo(expected.length);
        assertThat(found.episodeCost).isEqualTo(expected.episodeCost);
        for (int n = 0; n < env.environments(); n++) {
            for (int f = 0; f < env.observationSize() && (found.terminated[n] || found.truncated[n]); f++) {
                int at = f * found.stride + n;
                assertThat(found.finalObservations[at]).isEqualTo(expected.finalObservations[at]);
            }
        }
    }

    /** A tile whose environments have passed 2³¹, but for some, is saved and goes on elsewhere. */
    @ParameterizedTest
    @EnumSource
    void aTileOfTwoEpochsIsSaved(World world) {
        long first = (1L << 31) - N - N / 2;
        VectorEnv env = world.make(N, Backend.preferred(), Autoreset.SAME_STEP);
        VectorStep seen = env.newStep();
        env.reset(4, EpisodeKind.EVALUATION, first, seen);
        int steps = 0;
        while (Arrays.stream(seen.episode).max().orElseThrow() < 1L << 31) {
            run(env, seen, steps, steps + 1);
            steps++;
        }
        assertThat(Arrays.stream(seen.episode).min().orElseThrow()).isLessThan(1L << 31);
        VectorEnv other = world.make(N, Backend.SCALAR, Autoreset.SAME_STEP);
        VectorStep again = other.newStep();
        other.reset(4, EpisodeKind.EVALUATION, 0, again);
        run(other, again, 0, 1);
        other.restore(env.save(), again);
        for (int t = steps; t < steps + 4; t++) {
            run(env, seen, t, t + 1);
            run(other, again, t, t + 1);
            assertThat(again.episode).isEqualTo(seen.episode);
            assertThat(again.costs).isEqualTo(seen.costs);
            assertThat(live(other, again)).isEqualTo(live(env, seen));
        }
    }

    /** Every call overwrites whatever the arrays held, and which arrays the call before was given is of no account. */
    @ParameterizedTest
    @EnumSource
    void whatArraysHeldBeforeIsOfNoAccount(World world) {
        for (Autoreset autoreset : List.of(Autoreset.SAME_STEP, Autoreset.NEXT_STEP)) {
            VectorEnv env = world.make(N, Backend.preferred(), autoreset);
            VectorEnv other = world.make(N, Backend.preferred(), autoreset);
            VectorStep expected = env.newStep();
            env.reset(4, EpisodeKind.EVALUATION, 0, expected);
            VectorStep[] inTurn = {other.newStep(), other.newStep()};
            other.reset(4, EpisodeKind.EVALUATION, 0, inTurn[1]);
            int ended = 0;
            for (int t = 0; t < 14; t++) {
                VectorStep found = inTurn[t % 2];
                int[] actions = new int[N];
                for (int n = 0; n < N; n++) {
                    actions[n] = action(env, expected, n, n, t);
                    found.costs[n] = Float.NaN;
                    found.terminated[n] = true;
                    found.truncated[n] = true;
                    found.succeeded[n] = true;
                    found.episode[n] = -1;
                    found.length[n] = -1;
                    for (int f = 0; f < env.observationSize(); f++) {
                        found.observations[f * found.stride + n] = Float.NaN;
                    }
                    for (int row = 0; row < found.components.length; row += found.stride) {
                        found.components[row + n] = Float.NaN;
                    }
                }
                if (autoreset == Autoreset.SAME_STEP) {
                    Arrays.fill(found.finalObservations, Float.NaN);
                }
                env.step(actions, expected);
                other.step(actions, found);
                for (int n = 0; n < N; n++) {
                    boolean end = expected.terminated[n] || expected.truncated[n];
                    // Where no episode ends it stays what these arrays had.
                    found.episodeCost[n] = end ? found.episodeCost[n] : expected.episodeCost[n];
                    ended += end ? 1 : 0;
                }
                assertSame(env, found, expected);
            }
            assertThat(ended).isGreaterThan(N);
        }
    }

    /** In plain Java and with vectors, with sums of components in one float and, in long episodes, two. */
    @Test
    void bothBackendsReportTheSame() {
        for (EnvSpec spec : List.of(
                TestEnvironments.paper(), KnownWorlds.agentLoop(8), TestEnvironments.waiting(1_024))) {
            VectorEnv plain = new VectorEnv(spec, N, Backend.SCALAR);
            VectorEnv vectors = new VectorEnv(spec, N, Backend.preferred());
            VectorStep expected = plain.newStep();
            VectorStep found = vectors.newStep();
            plain.reset(4, EpisodeKind.EVALUATION, 0, expected);
            vectors.reset(4, EpisodeKind.EVALUATION, 0, found);
            for (int t = 0; t < 12; t++) {
                run(plain, expected, t, t + 1);
                run(vectors, found, t, t + 1);
                assertSame(plain, found, expected);
            }
        }
    }

    // Before a tile's end and after it, a tile and one more; all pass 2³¹ in their second or third episode.
    @ParameterizedTest
    @EnumSource
    void tilesPassFromOneEpochToTheNext(World world) {
        for (int environments : new int[] {1, 255, 256, 257, 513}) {
            long boundary = 1L << 31;
            long first = boundary - (3L * environments + 1) / 2;
            VectorEnv together = world.make(environments, Backend.preferred(), Autoreset.SAME_STEP);
            VectorStep seen = together.newStep();
            together.reset(3, EpisodeKind.EVALUATION, first, seen);
            int[] watched = {0, 1, 127, 128, 254, 255, 256, 511, 512};
            VectorEnv[] alone = new VectorEnv[watched.length];
            VectorStep[] single = new VectorStep[watched.length];
            boolean mixed = false;
            int passed = 0;
            for (int t = 0; t < 40; t++) {
                int[] actions = new int[environments];
                for (int n = 0; n < environments; n++) {
                    actions[n] = action(together, seen, n, n, t);
                }
                together.step(actions, seen);
                long least = Arrays.stream(seen.episode).min().orElseThrow();
                long most = Arrays.stream(seen.episode).max().orElseThrow();
                mixed |= least < boundary && most >= boundary;
                passed += least >= boundary ? 1 : 0;
                for (int i = 0; i < watched.length && watched[i] < environments; i++) {
                    int n = watched[i];
                    if (seen.length[n] == 1) {
                        assertThat((seen.episode[n] - first - n) % environments).isZero();
                        alone[i] = world.make(1, Backend.SCALAR, Autoreset.DISABLED);
                        single[i] = alone[i].newStep();
                        alone[i].reset(3, EpisodeKind.EVALUATION, seen.episode[n], single[i]);
                    }
                    alone[i].step(new int[] {actions[n]}, single[i]);
                    assertThat(single[i].episode[0]).isEqualTo(seen.episode[n]);
                    assertThat(seen.costs[n]).isEqualTo(single[i].costs[0]);
                    assertThat(seen.terminated[n]).isEqualTo(single[i].terminated[0]);
                    assertThat(seen.truncated[n]).isEqualTo(single[i].truncated[0]);
                    boolean end = seen.terminated[n] || seen.truncated[n];
                    int features = together.observationSize();
                    assertThat(column(end ? seen.finalObservations : seen.observations, seen, features, n))
                            .isEqualTo(column(single[i].observations, single[i], features, 0));
                }
            }
            assertThat(mixed).as("%d environments are of two epochs at once", environments).isEqualTo(environments > 1);
            assertThat(passed).as("steps of %d environments in the second epoch", environments).isPositive();
        }
    }

    /** Whatever thread meets it first, the message is of the first environment. */
    @Test
    void theFirstEnvironmentThatOverflowsIsNamed() {
        Walk infinite = new Walk() {
            @Override
            public void step(DynamicsBatch batch, Draws draws, int from, int to) {
                super.step(batch, draws, from, to);
                for (int n = from; n < to; n++) {
                    // Also where the episode ends in this step and the next one starts.
                    batch.cost[n] = batch.episode[n] >= 600 ? Float.NaN : batch.cost[n];
                    batch.ended[n] = DynamicsBatch.TERMINATED;
                }
            }
        };
        try (VectorEnv env = new VectorEnv(infinite, 2_000, Backend.SCALAR, Autoreset.SAME_STEP, 2)) {
            VectorStep seen = env.newStep();
            env.reset(0, EpisodeKind.EVALUATION, 0, seen);
            int[] actions = new int[2_000];
            assertThatThrownBy(() -> env.step(actions, seen))
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessage("environment 600: expected finite numbers, found a cost of NaN in step 1; state or cost"
                            + " overflowed");
            assertThatThrownBy(() -> env.step(actions, seen)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void whatTheDynamicsThrowReachesTheCallerAndTheStateIsLost() {
        Walk failing = new Walk() {
            @Override
            public void step(DynamicsBatch batch, Draws draws, int from, int to) {
                throw new UnsupportedOperationException("not today");
            }
        };
        try (VectorEnv env = new VectorEnv(failing, 600, Backend.SCALAR, Autoreset.SAME_STEP, 2)) {
            VectorStep seen = env.newStep();
            env.reset(0, EpisodeKind.EVALUATION, 0, seen);
            int[] actions = new int[600];
            assertThatThrownBy(() -> env.step(actions, seen)).hasMessage("not today");
            assertThatThrownBy(() -> env.step(actions, seen))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("step: expected a reset before the first step");
            env.reset(0, EpisodeKind.EVALUATION, 0, seen);
        }
    }

    @Test
    void episodesCostWhatAnEvaluationSays() {
        VectorEnv env = new VectorEnv(new Walk(), 20, Backend.preferred());
        VectorStep seen = env.newStep();
        env.reset(8, EpisodeKind.EVALUATION, 5, seen);
        EpisodeTotals totals = Evaluation.episodes(
                new Walk(), (batch, from, to) -> Arrays.fill(batch.action, from, to, 2), 8, 0, 200, Execution.of(1));
        int[] right = new int[20];
        Arrays.fill(right, 2);
        int ended = 0;
        for (int t = 0; t < 25; t++) {
            env.step(right, seen);
            for (int n = 0; n < 20; n++) {
                if (seen.terminated[n] || seen.truncated[n]) {
                    int e = (int) seen.episode[n];
                    assertThat(seen.episodeCost[n]).isEqualTo(totals.cost[e]);
                    assertThat(seen.length[n]).isEqualTo(totals.steps[e]);
                    assertThat(seen.succeeded[n]).isEqualTo(totals.succeeded[e]);
                    assertThat(seen.truncated[n]).isEqualTo(totals.truncated[e]);
                    ended++;
                }
            }
        }
        assertThat(ended).isGreaterThan(60);
    }

    @Test
    void episodesThatEndedAreNotSteppedWithoutARestart() {
        VectorEnv env = new VectorEnv(new Walk(), 3, Backend.SCALAR, Autoreset.DISABLED);
        VectorStep seen = env.newStep();
        assertThatThrownBy(() -> env.restart(new boolean[3], seen))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("restart: expected a reset before the first step");
        assertThatThrownBy(env::save).isInstanceOf(IllegalStateException.class);
        env.reset(1, EpisodeKind.EVALUATION, 0, seen);
        int steps = 0;
        while (!seen.terminated[1] && !seen.truncated[1]) {
            env.step(new int[] {2, 2, 2}, seen);
            boolean[] others =
                    {seen.terminated[0] || seen.truncated[0], false, seen.terminated[2] || seen.truncated[2]};
            env.restart(others, seen);
            steps++;
        }
        assertThat(steps).isPositive();
        float[] last = seen.observations.clone();
        assertThatThrownBy(() -> env.step(new int[] {2, 2, 2}, seen))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("step: expected a restart of environment 1, whose episode has ended, before the next step");
        assertThatThrownBy(() -> env.restart(new boolean[2], seen))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("which: expected one flag for each of 3 environments, found 2");
        assertThat(seen.observations).isEqualTo(last);
        env.restart(new boolean[] {false, true, false}, seen);
        assertThat(seen.episode[1]).isEqualTo(4);
        env.step(new int[] {2, 2, 2}, seen);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        VectorEnv env = new VectorEnv(new Walk(), 3, Backend.SCALAR);
        VectorStep seen = env.newStep();
        env.reset(1, EpisodeKind.EVALUATION, 0, seen);
        VectorEnv larger = new VectorEnv(new Walk(), 4, Backend.SCALAR);
        VectorStep four = larger.newStep();
        assertThatThrownBy(() -> larger.restore(env.save(), four))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("snapshot: expected one of 4 environments walk with 2 features, 3 actions and autoreset"
                        + " SAME_STEP, found one of 3 environments walk with 2 features, 3 actions and autoreset"
                        + " SAME_STEP");
        assertThatThrownBy(() -> env.reset(1L << 32, EpisodeKind.EVALUATION, 0, seen))
                .hasMessage("seed: expected 0 to 4294967295, found 4294967296");
        env.step(new int[] {1, 1, 1}, seen);
        assertThatThrownBy(() -> env.step(new int[] {0, 1, 2}, seen))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("actions[1]: expected an action that is available, found 1");
        assertThatThrownBy(() -> new VectorEnv(new Walk(), 3, Backend.SCALAR, Autoreset.DISABLED, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("threads: expected 1 or more, found 0");
        assertThat(seen.components).isEmpty();
        Walk infinite = new Walk() {
            @Override
            public void step(DynamicsBatch batch, Draws draws, int from, int to) {
                Arrays.fill(batch.cost, from, to, Float.POSITIVE_INFINITY);
            }
        };
        VectorEnv broken = new VectorEnv(infinite, 1, Backend.SCALAR);
        VectorStep one = broken.newStep();
        broken.reset(0, EpisodeKind.TRAINING, 0, one);
        assertThatThrownBy(() -> broken.step(new int[1], one))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("environment 0: expected finite numbers, found a cost of Infinity in step 1; state or cost"
                        + " overflowed");
        assertThatThrownBy(() -> broken.step(new int[1], one)).isInstanceOf(IllegalStateException.class);
    }

    /** Around 2³¹ episodes have different keys, and every environment still goes its own way. */
    @Test
    void episodesBeyondACounterAreOthers() {
        long first = (1L << 31) - 3;
        VectorEnv together = new VectorEnv(new Walk(), 6, Backend.preferred());
        VectorStep seen = together.newStep();
        together.reset(3, EpisodeKind.EVALUATION, first, seen);
        for (int n = 0; n < 6; n++) {
            assertThat(seen.episode[n]).isEqualTo(first + n);
        }
        VectorEnv[] alone = new VectorEnv[6];
        VectorStep[] single = new VectorStep[6];
        for (int n = 0; n < 6; n++) {
            alone[n] = new VectorEnv(new Walk(), 1, Backend.SCALAR);
            single[n] = alone[n].newStep();
            alone[n].reset(3, EpisodeKind.EVALUATION, first + n, single[n]);
        }
        for (int t = 0; t < 2; t++) {
            int action = t % 2 * 2;
            int[] actions = new int[6];
            Arrays.fill(actions, action);
            together.step(actions, seen);
            for (int n = 0; n < 6; n++) {
                alone[n].step(new int[] {action}, single[n]);
                assertThat(seen.observations[n]).isEqualTo(single[n].observations[0]);
                assertThat(seen.costs[n]).isEqualTo(single[n].costs[0]);
            }
        }
    }

    /** With two threads those of the other one are counted, too. */
    @Test
    void warmStepsAllocateNothing() {
        for (Autoreset autoreset : List.of(Autoreset.SAME_STEP, Autoreset.NEXT_STEP)) {
            for (int threads = 1; threads <= 2; threads++) {
                World world = threads == 1 ? World.OWN : World.MASKED;
                try (VectorEnv env = world.make(threads == 1 ? 20 : 514, Backend.SCALAR, autoreset, threads)) {
                    VectorStep seen = env.newStep();
                    env.reset(1, EpisodeKind.TRAINING, 0, seen);
                    int[] actions = new int[env.environments()];
                    Runnable step = () -> {
                        for (int n = 0; n < actions.length; n++) {
                            actions[n] = action(env, seen, n, n, seen.length[n]);
                        }
                        env.step(actions, seen);
                    };
                    String what = world + ", " + autoreset + ", threads " + threads;
                    if (threads == 1) {
                        Allocations.assertNothing(what, step);
                    } else {
                        Allocations.assertNothingByAll(what, step);
                    }
                }
            }
        }
    }

    @Test
    void restartsAllocateNothing() {
        VectorEnv env = new VectorEnv(new Walk(), 20, Backend.SCALAR, Autoreset.DISABLED);
        VectorStep seen = env.newStep();
        env.reset(1, EpisodeKind.TRAINING, 0, seen);
        int[] actions = new int[20];
        Arrays.fill(actions, 2);
        boolean[] over = new boolean[20];
        Allocations.assertNothing("disabled", () -> {
            env.step(actions, seen);
            for (int n = 0; n < over.length; n++) {
                over[n] = seen.terminated[n] || seen.truncated[n];
            }
            env.restart(over, seen);
        });
    }
}
