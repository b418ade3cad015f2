package dev.baton.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import dev.baton.Backend;
import dev.baton.EpisodeKind;
import dev.baton.ops.BatchOps;
import dev.baton.rng.Stream;
import dev.baton.rng.Threefry;
import dev.baton.testing.TestSeed;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("bits")
class StepperTest {
    private final SplittableRandom random = TestSeed.random(StepperTest.class);

    /** The two implementations side by side: every state variable, step by step, on random environments and actions. */
    @Test
    void scalarAndSimdKeepTheSameState() {
        int[] counts = {1, 3, 4, 5, 8, 15, 16, 17, 31, 33, 48, 100};
        for (int i = 0; i < 36; i++) {
            compare(TestEnvironments.random(random), counts[i % counts.length], i % 3 == 0);
        }
        compare(TestEnvironments.paper(), 40, false);
        compare(TestEnvironments.everything(), 40, true);
        compare(TestEnvironments.random(random, 64, 64, 64, 5), 21, false);
        compare(TestEnvironments.random(random, 1, 4, 4, 9), 21, true);
        compare(TestEnvironments.random(random, 2, 8, 2, 9), 37, false);
        compare(TestEnvironments.random(random, 2, 17, 1, 9), 19, false);
        for (int i = 0; i < 60; i++) {
            compare(TestEnvironments.world(random), counts[i % counts.length], i % 3 == 0);
        }
        compare(TestEnvironments.world(random, 16, 2, 9, 5, 12), 37, false);
        compare(TestEnvironments.world(random, 3, 2, 4, 3, 200), 21, true);
    }

    /** Probabilities may lack up to 1e-6 of 1; what they lack goes to the last outcome that can happen. */
    @ParameterizedTest
    @EnumSource
    void anOutcomeOfProbabilityZeroIsNeverDrawn(Backend backend) {
        Action action = new Action(
                "a",
                ActionKind.TOOL,
                1,
                1,
                List.of(
                        new Outcome(0.4999996, false, List.of(1.0), List.of(0.0)),
                        new Outcome(0.5, false, List.of(1.0), List.of(1.0)),
                        new Outcome(0, false, List.of(0.5), List.of(0.0))));
        EnvSpec spec = TestEnvironments.tiny(8, 3, Charge.TERMINAL, Predictor.NOMINAL, action);
        EpisodeBatch batch = new EpisodeBatch(new EnvTables(spec), 16, false);
        Stepper stepper = Stepper.of(backend, new EnvTables(spec));
        batch.assign(0, EpisodeKind.EVALUATION, 0, 1);
        stepper.start(batch, 0, 1);
        batch.outcomeWord[0] = -1;
        stepper.step(batch, 0, 1);
        assertThat(batch.outcome[0]).isEqualTo(1);
        assertThat(batch.task[0]).isEqualTo(9);
    }

    private void compare(EnvSpec spec, int count, boolean masked) {
        EnvTables tables = new EnvTables(spec);
        EpisodeBatch[] batch = new EpisodeBatch[2];
        Stepper[] stepper = new Stepper[2];
        long seed = random.nextLong(1L << 32);
        int first = random.nextInt(Integer.MAX_VALUE - count);
        int capacity = count + random.nextInt(40);
        for (Backend backend : Backend.values()) {
            int b = backend == Backend.SCALAR ? 0 : 1;
            batch[b] = new EpisodeBatch(new EnvTables(spec), capacity, masked);
            stepper[b] = Stepper.of(backend, tables);
            batch[b].assign(seed, masked ? EpisodeKind.TRAINING : EpisodeKind.EVALUATION, first, count);
            if (batch[b].available != null) {
                Arrays.setAll(batch[b].available, n -> n * 3L + 1);
            }
            int half = count / 2 & -16;
            stepper[b].start(batch[b], 0, half);
            stepper[b].start(batch[b], half, count);
        }
        assertSameState(spec, batch[0], batch[1], false);
        retireEnded(stepper, batch);
        for (int t = 0; t < spec.horizon() && batch[0].count > 0; t++) {
            assertSameState(spec, batch[0], batch[1], false);
            assertSameObservations(spec, stepper, batch);
            int live = batch[0].count;
            int[] actions = new int[BatchOps.padded(live)];
            Arrays.setAll(actions, n -> random.nextInt(spec.actionCount()));
            int tile = 16 * random.nextInt(1, 4);
            float[] before = batch[0].components.clone();
            for (int b = 0; b < 2; b++) {
                System.arraycopy(actions, 0, batch[b].action, 0, actions.length);
                for (int from = 0; from < live; from += tile) {
                    stepper[b].draw(batch[b], from, Math.min(live, from + tile));
                    stepper[b].step(batch[b], from, Math.min(live, from + tile));
                }
            }
            assertSameState(spec, batch[0], batch[1], true);
            assertCostIsWeighted(spec, batch[0], before);
            retireEnded(stepper, batch);
        }
        assertThat(batch[0].count).as("live episodes after H steps").isZero();
    }

    /** What a step costs is λ · what it adds to the components; all of these are rounded some four times. */
    private static void assertCostIsWeighted(EnvSpec spec, EpisodeBatch batch, float[] before) {
        for (int n = 0; n < batch.count; n++) {
            double expected = 0;
            double size = 0;
            for (CostComponent c : CostComponent.ALL) {
                int at = c.index() * batch.stride + n;
                expected += spec.weights().get(c) * ((double) batch.components[at] - before[at]);
                size += spec.weights().get(c) * (batch.components[at] + before[at]);
            }
            assertThat((double) batch.cost[n]).isCloseTo(expected, within(4 * 0x1p-24 * size + 1e-30));
        }
    }

    private static void retireEnded(Stepper[] stepper, EpisodeBatch[] batch) {
        int[][] list = new int[2][batch[0].capacity + 16];
        int length = stepper[0].listEnded(batch[0], list[0]);
        assertThat(stepper[1].listEnded(batch[1], list[1])).isEqualTo(length);
        int listed = 0;
        for (int n = 0; n < batch[0].count; n++) {
            if (batch[0].ended[n] != 0) {
                assertThat(list[0][listed]).isEqualTo(n);
                assertThat(list[1][listed++]).isEqualTo(n);
            }
        }
        assertThat(listed).isEqualTo(length);
        batch[0].remove(list[0], length);
        batch[1].remove(list[1], length);
    }

    /** Removes the columns whose episode has ended; returns how many are left. */
    private static int retireEnded(Stepper stepper, EpisodeBatch batch) {
        int[] list = new int[batch.capacity + 16];
        batch.remove(list, stepper.listEnded(batch, list));
        return batch.count;
    }

    private static void assertSameState(EnvSpec spec, EpisodeBatch a, EpisodeBatch b, boolean stepped) {
        assertThat(b.count).isEqualTo(a.count);
        for (int n = 0; n < a.count; n++) {
            assertSameColumn(spec, a, b, n, stepped);
        }
    }

    private static void assertSameColumn(EnvSpec spec, EpisodeBatch a, EpisodeBatch b, int n, boolean stepped) {
        boolean same = a.episode[n] == b.episode[n]
                && a.step[n] == b.step[n]
                && a.slot[n] == b.slot[n]
                && same(a.latency[n], b.latency[n])
                && same(a.monetary[n], b.monetary[n]);
        for (int i = 0; i < spec.dimension(); i++) {
            same &= same(a.task[i * a.stride + n], b.task[i * b.stride + n]);
        }
        same &= sameRows(a.components, a, b.components, b, n)
                && sameRows(a.taskRest, a, b.taskRest, b, n)
                && sameRows(a.latencyRest, a, b.latencyRest, b, n)
                && sameRows(a.monetaryRest, a, b.monetaryRest, b, n)
                && sameRows(a.componentsRest, a, b.componentsRest, b, n)
                && sameRows(a.context, a, b.context, b, n)
                && sameRows(a.belief, a, b.belief, b, n)
                && sameRows(a.counts, a, b.counts, b, n);
        for (int row = 0; row * a.stride < a.calls.length; row++) {
            same &= a.calls[row * a.stride + n] == b.calls[row * b.stride + n];
        }
        same &= a.phase.length == 0 || a.phase[n] == b.phase[n];
        if (a.available != null && b.available != null) {
            same &= a.available[n] == b.available[n];
        }
        if (stepped) {
            same &= same(a.constraint[n], b.constraint[n])
                    && same(a.cost[n], b.cost[n])
                    && a.actionWord[n] == b.actionWord[n]
                    && a.outcomeWord[n] == b.outcomeWord[n]
                    && a.outcome[n] == b.outcome[n]
                    && a.ended[n] == b.ended[n];
        }
        if (!same) {
            fail("column %d differs at step %d in %s", n, a.step[n], spec);
        }
    }

    private static boolean sameRows(float[] x, EpisodeBatch a, float[] y, EpisodeBatch b, int n) {
        boolean same = x.length / a.stride == y.length / b.stride;
        for (int row = 0; row * a.stride < x.length; row++) {
            same &= same(x[row * a.stride + n], y[row * b.stride + n]);
        }
        return same;
    }

    private static boolean same(float a, float b) {
        return Float.floatToIntBits(a) == Float.floatToIntBits(b);
    }

    private static void assertSameObservations(EnvSpec spec, Stepper[] stepper, EpisodeBatch[] batch) {
        int stride = batch[0].stride + 16;
        float[][] out = new float[2][5 + (spec.observationSize() + 1) * stride];
        int live = batch[0].count;
        for (int b = 0; b < 2; b++) {
            Arrays.fill(out[b], -77);
            stepper[b].observe(batch[b], 0, live, out[b], 5, stride);
        }
        for (int at = 0; at < out[0].length; at++) {
            int n = Math.floorMod(at - 5, stride);
            boolean row = at >= 5 && at < 5 + spec.observationSize() * stride;
            if (row && n < live) {
                assertThat(same(out[0][at], out[1][at])).as("observation").isTrue();
            } else if (!row || n >= BatchOps.padded(live)) {
                assertThat(out[0][at]).isEqualTo(-77);
                assertThat(out[1][at]).isEqualTo(-77);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void observationsAreTheModelsFeatures(Backend backend) {
        EnvSpec spec = TestEnvironments.everything();
        Stepper stepper = Stepper.of(backend, new EnvTables(spec));
        EpisodeBatch batch = new EpisodeBatch(new EnvTables(spec), 40, false);
        batch.assign(11, EpisodeKind.EVALUATION, 0, 40);
        stepper.start(batch, 0, 40);
        retireEnded(stepper, batch);
        Arrays.fill(batch.action, 0);
        stepper.draw(batch, 0, batch.count);
        stepper.step(batch, 0, batch.count);
        int live = retireEnded(stepper, batch);
        assertThat(live).isGreaterThan(10);
        int stride = batch.stride;
        float[] x = new float[9 * stride];
        stepper.observe(batch, 0, live, x, 0, stride);
        ObservationScales scales = spec.observation();
        for (int n = 0; n < live; n++) {
            for (int i = 0; i < 3; i++) {
                double z = batch.task[i * stride + n];
                assertThat((double) x[i * stride + n]).isCloseTo(z / scales.task(), within(1e-6 * (1 + Math.abs(z))));
                assertThat(x[(5 + i) * stride + n]).isEqualTo(z > spec.doneThreshold(i) ? 1 : 0);
            }
            // One step of "search"; the accumulated money is not clipped.
            assertThat((double) x[3 * stride + n]).isCloseTo(0.7 / scales.latency(), within(1e-7));
            assertThat((double) x[4 * stride + n]).isCloseTo(0.2 / scales.monetary(), within(1e-7));
            assertThat((double) x[8 * stride + n]).isCloseTo(1.0 / 7, within(1e-7));
        }
    }

    /** Work that is exactly at its tolerance is done; 49 columns, so that vectors and their tails are met. */
    @ParameterizedTest
    @EnumSource
    void indicatorsSayWhatIsNotDone(Backend backend) {
        StartDistribution start = new StartDistribution(List.of(1.0, 1.5, 0.5), List.of(0.0, 0.0, 0.0), 0, 0);
        EnvSpec spec = new EnvSpec(
                "done", 3, start, TestEnvironments.all(3, 0.0), List.of(1.0, 1.0, 1.0), new CostVector(1, 1, 1, 1, 1),
                CostVector.UNCLIPPED, Charge.TERMINAL, Predictor.NONE, new ObservationScales(1, 1, 1),
                List.of(TestEnvironments.sure("a", ActionKind.TOOL, 2, 1, 0, 0, 0)));
        Stepper stepper = Stepper.of(backend, new EnvTables(spec));
        EpisodeBatch batch = new EpisodeBatch(new EnvTables(spec), 49, false);
        batch.assign(0, EpisodeKind.EVALUATION, 0, 49);
        stepper.start(batch, 0, 49);
        float[] x = new float[9 * batch.stride];
        stepper.observe(batch, 0, 49, x, 0, batch.stride);
        for (int n = 0; n < 49; n++) {
            assertThat(x[5 * batch.stride + n]).as("c_1").isZero();
            assertThat(x[6 * batch.stride + n]).as("c_2").isEqualTo(1);
            assertThat(x[7 * batch.stride + n]).as("c_3").isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void stateAccumulatesPricesThatTheChargeClips(Backend backend) {
        EnvSpec spec = TestEnvironments.with(
                TestEnvironments.tiny(
                        5, 3, Charge.TERMINAL, Predictor.NONE, TestEnvironments.sure("a", ActionKind.TOOL, 2, 1, 0)),
                List.of(0.0),
                new CostVector(1.5, 0.25, 1, 1, 1));
        Stepper stepper = Stepper.of(backend, new EnvTables(spec));
        EpisodeBatch batch = new EpisodeBatch(new EnvTables(spec), 1, false);
        batch.assign(0, EpisodeKind.EVALUATION, 0, 1);
        stepper.start(batch, 0, 1);
        for (int t = 1; t <= 2; t++) {
            stepper.draw(batch, 0, 1);
            stepper.step(batch, 0, 1);
            assertThat(batch.latency[0]).isEqualTo(2f * t);
            assertThat(batch.monetary[0]).isEqualTo(t);
            assertThat(batch.components[0]).isEqualTo(1.5f * t);
            assertThat(batch.components[batch.stride]).isEqualTo(0.25f * t);
            assertThat(batch.cost[0]).as("the step's cost").isEqualTo(1.75f);
        }
    }

    @ParameterizedTest
    @EnumSource
    void startStatesAreThoseOfTheOracle(Backend backend) {
        EnvSpec spec = TestEnvironments.random(random, 7, 2, 2, 3);
        EnvironmentOracle oracle = new EnvironmentOracle(spec);
        EpisodeBatch batch = new EpisodeBatch(new EnvTables(spec), 100, false);
        batch.assign(5, EpisodeKind.EVALUATION, 1_000, 100);
        Stepper.of(backend, new EnvTables(spec)).start(batch, 0, 100);
        for (int n = 0; n < 100; n++) {
            double[] z = oracle.startTask(5, 1_000 + n);
            double g = 0;
            for (int i = 0; i < 7; i++) {
                assertThat((double) batch.task[i * batch.stride + n]).isCloseTo(z[i], within(1e-5 * (1 + z[i])));
                g += Math.max(0, z[i] - spec.tolerance().get(i));
            }
            // What is within the model's comparison tolerance of ε may count or not.
            assertThat((double) batch.constraint[n]).isCloseTo(g, within(1e-3));
            assertThat(batch.ended[n]).isEqualTo(batch.constraint[n] == 0 ? 1 : 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void stepWordsArePureFunctionsOfSeedEpisodeAndStep(Backend backend) {
        EnvSpec spec = TestEnvironments.paper();
        Stepper stepper = Stepper.of(backend, new EnvTables(spec));
        EpisodeBatch batch = new EpisodeBatch(new EnvTables(spec), 20, false);
        for (EpisodeKind kind : EpisodeKind.values()) {
            Stream stream = kind == EpisodeKind.TRAINING ? Stream.TRAINING_STEP : Stream.EVALUATION_STEP;
            batch.assign(Stream.MAX_SEED, kind, 77, 20);
            stepper.start(batch, 0, 20);
            for (int t = 0; t < 3; t++) {
                stepper.draw(batch, 0, 20);
                for (int n = 0; n < 20; n++) {
                    long block = Threefry.block(stream.key(Stream.MAX_SEED), 77 + n, t);
                    assertThat(batch.actionWord[n]).isEqualTo(Threefry.word0(block));
                    assertThat(batch.outcomeWord[n]).isEqualTo(Threefry.word1(block));
                }
                stepper.step(batch, 0, 20);
            }
        }
    }

    /** Other columns keep their state, whether they are before or behind. */
    @ParameterizedTest
    @EnumSource
    void startingSomeColumnsLeavesTheOthers(Backend backend) {
        EnvSpec spec = TestEnvironments.paper();
        Stepper stepper = Stepper.of(backend, new EnvTables(spec));
        EpisodeBatch batch = new EpisodeBatch(new EnvTables(spec), 48, false);
        EpisodeBatch all = new EpisodeBatch(new EnvTables(spec), 48, false);
        for (EpisodeBatch b : List.of(batch, all)) {
            b.assign(3, EpisodeKind.EVALUATION, 0, 48);
            stepper.start(b, 0, 48);
            stepper.draw(b, 0, 48);
            stepper.step(b, 0, 48);
        }
        stepper.start(batch, 16, 32);
        for (int n = 0; n < 48; n++) {
            boolean started = n >= 16 && n < 32;
            assertThat(batch.step[n]).isEqualTo(started ? 0 : 1);
            assertThat(batch.latency[n]).isEqualTo(started ? 0 : all.latency[n]);
            assertThat(batch.monetary[n]).isEqualTo(started ? 0 : all.monetary[n]);
            for (int c = 0; c < CostComponent.COUNT; c++) {
                int at = c * batch.stride + n;
                assertThat(batch.components[at]).isEqualTo(started ? 0 : all.components[at]);
            }
            for (int i = 0; i < 4 && !started; i++) {
                assertThat(batch.task[i * batch.stride + n]).isEqualTo(all.task[i * batch.stride + n]);
            }
        }
    }

    /** The draw at its extremes: the least and the greatest ξ, and probabilities of 0 and 1. */
    @ParameterizedTest
    @EnumSource
    void outcomesAtTheExtremes(Backend backend) {
        Outcome never = new Outcome(0, true, TestEnvironments.all(1, 1.0), TestEnvironments.all(1, 1.0));
        Outcome half = new Outcome(0.5, false, TestEnvironments.all(1, 1.0), TestEnvironments.all(1, 2.0));
        Outcome rest = new Outcome(0.5, false, TestEnvironments.all(1, 1.0), TestEnvironments.all(1, 4.0));
        EnvSpec spec = TestEnvironments.tiny(
                3, 9, Charge.TERMINAL, Predictor.NONE,
                new Action("three", ActionKind.TOOL, 1, 1, List.of(never, half, rest)),
                TestEnvironments.sure("sure", ActionKind.TOOL, 1, 1, 8));
        Stepper stepper = Stepper.of(backend, new EnvTables(spec));
        EpisodeBatch batch = new EpisodeBatch(new EnvTables(spec), 16, false);
        batch.assign(0, EpisodeKind.EVALUATION, 0, 8);
        stepper.start(batch, 0, 8);
        int[] words = {0, 255, 0x7fffffff, 0x7fffff00, 0x80000000, 0x800000ff, -1, -256};
        System.arraycopy(words, 0, batch.outcomeWord, 0, 8);
        stepper.step(batch, 0, 8);
        assertThat(Arrays.copyOf(batch.task, 8)).containsExactly(5, 5, 5, 5, 7, 7, 7, 7);
        Arrays.fill(batch.action, 1);
        stepper.step(batch, 0, 8);
        assertThat(Arrays.copyOf(batch.task, 8)).containsExactly(13, 13, 13, 13, 15, 15, 15, 15);
    }

    /** From the last of the list to the first, each column is replaced by the then last live one. */
    @Test
    void removalMovesWholeColumnsAndZeroesThePadding() {
        EpisodeBatch batch = new EpisodeBatch(new EnvTables(TestEnvironments.random(random, 2, 2, 2, 3)), 20, true);
        long[] available = batch.available;
        assertThat(available).isNotNull();
        batch.assign(0, EpisodeKind.EVALUATION, 100, 19);
        for (int n = 0; n < batch.capacity; n++) {
            batch.step[n] = 1_000 + n;
            batch.latency[n] = n + 0.25f;
            batch.monetary[n] = n + 0.5f;
            available[n] = 1L << n;
            for (int row = 0; row < CostComponent.COUNT; row++) {
                batch.components[row * batch.stride + n] = 10 * n + row;
            }
            batch.task[n] = 100 + n;
            batch.task[batch.stride + n] = 200 + n;
        }
        batch.remove(new int[] {0, 3, 17, 18, 99}, 4);
        assertThat(batch.count).isEqualTo(15);
        int[] expected = {15, 1, 2, 16, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14};
        for (int n = 0; n < 15; n++) {
            int from = expected[n];
            assertThat(batch.episode[n]).isEqualTo(100 + from);
            assertThat(batch.slot[n]).isEqualTo(from);
            assertThat(batch.step[n]).isEqualTo(1_000 + from);
            assertThat(batch.latency[n]).isEqualTo(from + 0.25f);
            assertThat(batch.monetary[n]).isEqualTo(from + 0.5f);
            assertThat(available[n]).isEqualTo(1L << from);
            assertThat(batch.task[n]).isEqualTo(100 + from);
            assertThat(batch.task[batch.stride + n]).isEqualTo(200 + from);
            for (int row = 0; row < CostComponent.COUNT; row++) {
                assertThat(batch.components[row * batch.stride + n]).isEqualTo(10 * from + row);
            }
        }
        assertThat(batch.task[15]).as("padding").isZero();
        assertThat(batch.task[batch.stride + 15]).isZero();
        assertThat(batch.latency[15]).isZero();
        assertThat(batch.monetary[15]).isZero();
        batch.remove(new int[0], 0);
        assertThat(batch.count).isEqualTo(15);
    }

    @Test
    void batchRefusesWhatDoesNotFit() {
        EnvTables tables = new EnvTables(TestEnvironments.paper());
        assertThatThrownBy(() -> new EpisodeBatch(tables, 0, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("capacity")
                .hasMessageContaining("found 0");
        assertThatThrownBy(() -> new EpisodeBatch(tables, (1 << 30) / 5 + 1, false))
                .as("a batch has five rows at least, one for each component")
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("capacity: expected 1 to 214748364 episodes, found 214748365");
        EnvTables wide = new EnvTables(TestEnvironments.random(random, 64, 1, 1, 1));
        assertThatThrownBy(() -> new EpisodeBatch(wide, 1 << 26, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("capacity: expected 1 to 16777216 episodes, found 67108864");
        assertThat(new EpisodeBatch(tables, 1, false).capacity).isEqualTo(16);
        EpisodeBatch batch = new EpisodeBatch(tables, 17, false);
        assertThat(batch.capacity).isEqualTo(32);
        assertThatThrownBy(() -> batch.assign(0, EpisodeKind.EVALUATION, 0, 33))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("count: expected 0 to 32, found 33");
        assertThatThrownBy(() -> batch.assign(0, EpisodeKind.EVALUATION, 0, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("count: expected 0 to 32, found -1");
        batch.assign(0, EpisodeKind.EVALUATION, 7, 32);
        assertThat(batch.count).isEqualTo(32);
        assertThat(batch.episode[31]).isEqualTo(38);
        batch.assign(0, EpisodeKind.EVALUATION, 7, 0);
        assertThat(batch.count).isZero();
    }
}
