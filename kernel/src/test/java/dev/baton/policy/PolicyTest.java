package dev.baton.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Activation;
import dev.baton.Backend;
import dev.baton.EpisodeKind;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.env.Stepper;
import dev.baton.env.TestEnvironments;
import dev.baton.nn.MlpSpec;
import dev.baton.nn.pass.Initialization;
import dev.baton.rng.Threefry;
import dev.baton.run.EpisodeResults;
import dev.baton.run.Evaluation;
import dev.baton.run.Execution;
import dev.baton.run.Rollout;
import dev.baton.testing.Statistics;
import dev.baton.testing.TestSeed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for every policy, one row each in {@link #policies}. */
@Tag("bits")
class PolicyTest {
    private final SplittableRandom random = TestSeed.random(PolicyTest.class);

    static List<Policy> policies(EnvSpec spec) {
        MlpSpec tanh = new MlpSpec(spec.observationSize(), List.of(7), spec.actionCount(), Activation.TANH);
        MlpSpec linear = new MlpSpec(spec.observationSize(), List.of(), spec.actionCount(), Activation.RELU);
        return List.of(
                new LatencyPolicy(spec),
                new CostAwarePolicy(spec),
                new RandomPolicy(spec),
                new MlpPolicy(tanh, Initialization.glorotUniform(tanh, 1)),
                new MlpPolicy(linear, Initialization.glorotUniform(linear, 2)));
    }

    @Test
    void whatIsUniformGivesEveryActionTheSame() {
        EnvSpec spec = TestEnvironments.paper();
        EnvTables tables = new EnvTables(spec);
        EpisodeBatch batch = started(spec, 20, false);
        float[] probabilities = new float[spec.actionCount() * batch.stride];
        for (Policy policy : policies(spec)) {
            policy.actor(tables, Backend.SCALAR, batch.capacity)
                    .probabilities(batch, 0, 20, probabilities, 0, batch.stride);
            boolean same = true;
            for (int n = 0; n < 20; n++) {
                for (int k = 0; k < spec.actionCount(); k++) {
                    same &= probabilities[k * batch.stride + n] == 0.2f;
                }
            }
            assertThat(policy.uniform()).as(policy.getClass().getSimpleName()).isEqualTo(same);
        }
    }

    @Test
    void everyPolicyRespectsEveryMask() {
        for (int i = 0; i < 60; i++) {
            EnvSpec spec = i == 0
                    ? TestEnvironments.random(random, 3, 64, 2, 5)
                    : TestEnvironments.random(random);
            int count = random.nextInt(1, 40);
            EpisodeBatch batch = started(spec, count, true);
            long[] available = batch.available;
            assertThat(available).isNotNull();
            for (int n = 0; n < count; n++) {
                available[n] = random.nextLong() | 1L << random.nextInt(spec.actionCount());
            }
            for (Policy policy : policies(spec)) {
                int[] choice = act(policy, spec, Backend.SCALAR, batch);
                assertThat(act(policy, spec, Backend.SIMD, batch)).isEqualTo(choice);
                for (int n = 0; n < count; n++) {
                    assertThat(choice[n]).isBetween(0, spec.actionCount() - 1);
                    assertThat(available[n] >>> choice[n] & 1).as("%s", policy).isEqualTo(1);
                }
            }
        }
    }

    @Test
    void withoutMasksEveryPolicyChoosesTheSameInBothBackends() {
        for (int i = 0; i < 60; i++) {
            EnvSpec spec = TestEnvironments.random(random);
            EpisodeBatch batch = started(spec, random.nextInt(1, 40), false);
            for (Policy policy : policies(spec)) {
                int[] choice = act(policy, spec, Backend.SCALAR, batch);
                assertThat(act(policy, spec, Backend.SIMD, batch)).isEqualTo(choice);
                assertThat(Arrays.stream(choice)).allMatch(k -> k >= 0 && k < spec.actionCount());
            }
        }
    }

    /** They sum to 1, are 0 for what is not available, and 1 for the choice of a policy that always makes the same. */
    @Test
    void probabilitiesAreThoseOfTheChoices() {
        for (int i = 0; i < 60; i++) {
            EnvSpec spec = TestEnvironments.random(random);
            EpisodeBatch batch = started(spec, random.nextInt(1, 40), i % 2 == 0);
            long[] available = batch.available;
            for (int n = 0; available != null && n < batch.count; n++) {
                available[n] = random.nextLong() | 1L << random.nextInt(spec.actionCount());
            }
            MlpSpec shape = new MlpSpec(spec.observationSize(), List.of(5), spec.actionCount(), Activation.RELU);
            List<Policy> all = new ArrayList<>(policies(spec));
            all.add(new MlpPolicy(shape, Initialization.glorotUniform(shape, 3)).sampled());
            for (Policy policy : all) {
                int[] choice = act(policy, spec, Backend.SCALAR, batch);
                float[] chances = probabilities(policy, spec, Backend.SCALAR, batch);
                assertThat(probabilities(policy, spec, Backend.SIMD, batch)).isEqualTo(chances);
                boolean random = policy instanceof RandomPolicy || policy.equals(all.getLast());
                for (int n = 0; n < batch.count; n++) {
                    double sum = 0;
                    for (int k = 0; k < spec.actionCount(); k++) {
                        float chance = chances[k * batch.count + n];
                        sum += chance;
                        assertThat(chance).isBetween(0f, 1f);
                        if (available != null && (available[n] >>> k & 1) == 0) {
                            assertThat(chance).isZero();
                        }
                        if (!random) {
                            assertThat(chance).isEqualTo(k == choice[n] ? 1 : 0);
                        }
                    }
                    assertThat(sum).isCloseTo(1, org.assertj.core.api.Assertions.within(1e-5));
                    assertThat(chances[choice[n] * batch.count + n]).isPositive();
                }
            }
        }
    }

    private static float[] probabilities(Policy policy, EnvSpec spec, Backend backend, EpisodeBatch batch) {
        float[] padded = new float[spec.actionCount() * batch.capacity];
        policy.actor(new EnvTables(spec), backend, batch.capacity)
                .probabilities(batch, 0, batch.count, padded, 0, batch.capacity);
        float[] chances = new float[spec.actionCount() * batch.count];
        for (int k = 0; k < spec.actionCount(); k++) {
            System.arraycopy(padded, k * batch.capacity, chances, k * batch.count, batch.count);
        }
        return chances;
    }

    /** Chi-square with {@link Statistics#FALSE_ALARM}: how often a network samples an action in one state. */
    @Test
    void aSampledNetworkDrawsWithTheProbabilitiesItStates() {
        EnvSpec spec = TestEnvironments.paper();
        MlpSpec shape = new MlpSpec(spec.observationSize(), List.of(), spec.actionCount(), Activation.TANH);
        Policy policy = new MlpPolicy(shape, Initialization.glorotUniform(shape, 5)).sampled();
        long key = Threefry.pack((int) TestSeed.value(PolicyTest.class), 6);
        EpisodeBatch batch = new EpisodeBatch(new EnvTables(spec), 20_000, false);
        batch.assign(0, EpisodeKind.EVALUATION, 0, 20_000);
        Arrays.fill(batch.task, 2.5f);
        Arrays.setAll(batch.actionWord, n -> Threefry.word0(Threefry.block(key, n, 0)));
        float[] chances = probabilities(policy, spec, Backend.preferred(), batch);
        long[] counts = new long[5];
        for (int k : act(policy, spec, Backend.preferred(), batch)) {
            counts[k]++;
        }
        double[] expected = new double[5];
        Arrays.setAll(expected, k -> 20_000.0 * chances[k * 20_000]);
        assertThat(Arrays.stream(expected).min().orElseThrow()).isGreaterThan(500);
        assertThat(expected).doesNotHaveDuplicates();
        assertThat(Statistics.chiSquare(counts, expected)).isGreaterThan(Statistics.FALSE_ALARM);
    }

    private EpisodeBatch started(EnvSpec spec, int count, boolean masked) {
        EpisodeBatch batch = new EpisodeBatch(new EnvTables(spec), count, masked);
        Stepper stepper = Stepper.of(Backend.SCALAR, new EnvTables(spec));
        batch.assign(random.nextInt(1000), EpisodeKind.EVALUATION, random.nextInt(1000), count);
        stepper.start(batch, 0, count);
        stepper.draw(batch, 0, count);
        // The extremes of the word that samples the action.
        int[] extremes = {0, -1, 255, -256};
        System.arraycopy(extremes, 0, batch.actionWord, 0, Math.min(count, extremes.length));
        return batch;
    }

    private static int[] act(Policy policy, EnvSpec spec, Backend backend, EpisodeBatch batch) {
        Arrays.fill(batch.action, 0);
        policy.actor(new EnvTables(spec), backend, batch.capacity).act(batch, 0, batch.count);
        return Arrays.copyOf(batch.action, batch.count);
    }

    /** Chi-square with {@link Statistics#FALSE_ALARM}, of all five actions and of three. */
    @Test
    void randomPolicyIsUniformOverTheAvailable() {
        EnvSpec spec = TestEnvironments.paper();
        long key = Threefry.pack((int) TestSeed.value(PolicyTest.class), 5);
        for (long mask : new long[] {0b11111, 0b10110}) {
            EpisodeBatch batch = new EpisodeBatch(new EnvTables(spec), 20_000, true);
            batch.assign(0, EpisodeKind.EVALUATION, 0, 20_000);
            long[] available = batch.available;
            assertThat(available).isNotNull();
            Arrays.fill(available, mask);
            Arrays.setAll(batch.actionWord, n -> Threefry.word0(Threefry.block(key, n, 0)));
            long[] counts = new long[5];
            for (int k : act(new RandomPolicy(spec), spec, Backend.SCALAR, batch)) {
                counts[k]++;
            }
            long[] allowed = java.util.stream.IntStream.range(0, 5)
                    .filter(k -> (mask >>> k & 1) != 0)
                    .mapToLong(k -> counts[k])
                    .toArray();
            assertThat(Arrays.stream(allowed).sum()).isEqualTo(20_000);
            assertThat(Statistics.chiSquareUniform(allowed)).isGreaterThan(Statistics.FALSE_ALARM);
        }
    }

    @Test
    void paperBaselinesChooseTheFastestAndTheCheapest() {
        EnvSpec spec = TestEnvironments.paper();
        EpisodeBatch batch = started(spec, 30, false);
        assertThat(act(new LatencyPolicy(spec), spec, Backend.SIMD, batch)).containsOnly(0);
        assertThat(act(new CostAwarePolicy(spec), spec, Backend.SIMD, batch)).containsOnly(1);
    }

    @Test
    void learnedPolicyKeepsItsParametersToItself() {
        EnvSpec spec = TestEnvironments.paper();
        MlpSpec shape = new MlpSpec(11, List.of(), 5, Activation.TANH);
        float[] parameters = Initialization.glorotUniform(shape, 0);
        float first = parameters[0];
        MlpPolicy policy = new MlpPolicy(shape, parameters);
        parameters[0] = 99;
        policy.parameters()[0] = 99;
        assertThat(policy.parameters()[0]).isEqualTo(first);
        assertThat(policy.spec()).isEqualTo(shape);
        MlpPolicy.requireShape(new EnvTables(spec), shape);
    }

    @Test
    void learnedPolicyRefusesOtherShapes() {
        EnvTables tables = new EnvTables(TestEnvironments.paper());
        MlpSpec shape = new MlpSpec(9, List.of(), 5, Activation.TANH);
        MlpPolicy policy = new MlpPolicy(shape, new float[shape.parameterCount()]);
        assertThatThrownBy(() -> policy.actor(tables, Backend.SCALAR, 16))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("policy: expected 11 inputs and 5 outputs for environment paper, found 9 and 5");
        assertThatThrownBy(() -> new MlpPolicy(shape, new float[49]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("parameters: expected 50, found 49");
    }

    @ParameterizedTest
    @EnumSource
    void aMaskThatLeavesNothingIsRefusedByEveryPolicy(Backend backend) {
        EnvSpec spec = TestEnvironments.paper();
        MlpSpec shape = new MlpSpec(spec.observationSize(), List.of(8), spec.actionCount(), Activation.TANH);
        MlpPolicy network = new MlpPolicy(shape, new float[shape.parameterCount()]);
        EnvSpec everything = TestEnvironments.everything(); // its cost-aware costs depend on the state
        for (EnvSpec environment : List.of(spec, everything)) {
            for (Policy policy : List.of(
                    new RandomPolicy(environment), new LatencyPolicy(environment), new CostAwarePolicy(environment))) {
                assertRefusesEmptyMask(environment, policy, backend);
            }
        }
        assertRefusesEmptyMask(spec, network, backend);
        assertRefusesEmptyMask(spec, network.sampled(), backend);
    }

    private static void assertRefusesEmptyMask(EnvSpec spec, Policy policy, Backend backend) {
        EnvTables tables = new EnvTables(spec);
        Rollout<EpisodeBatch> rollout = new Rollout<>(
                Stepper.of(backend, tables), policy.actor(tables, backend, 64), 64, 64, episode -> 0L);
        assertThatThrownBy(() -> rollout.run(0, EpisodeKind.EVALUATION, 0, 64, new EpisodeResults(64), 0))
                .as("%s", policy)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("available[0]: expected at least one of the 5 actions, found none; a policy cannot choose");
    }

    @Test
    void aNetworkWhoseNumbersOverflowIsRefused() {
        MlpSpec tanh = new MlpSpec(11, List.of(64), 5, Activation.TANH);
        MlpSpec relu = new MlpSpec(11, List.of(64), 5, Activation.RELU);
        for (MlpSpec shape : List.of(tanh, relu)) {
            for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
                float[] parameters = new float[shape.parameterCount()];
                parameters[700] = bad;
                assertThatThrownBy(() -> new MlpPolicy(shape, parameters))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("parameters[700]: expected a finite number, found " + bad);
            }
            float[] large = new float[shape.parameterCount()];
            for (int i = 0; i < large.length; i++) {
                large[i] = i % 2 == 0 ? 3e38f : -3e38f;
            }
            assertThatThrownBy(() -> new MlpPolicy(shape, large))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(
                            "parameters: expected a network whose outputs are finite, found outputs of up to");
            Arrays.fill(large, 1000);
            new MlpPolicy(shape, large);
        }
    }

    @Test
    void episodesBeyondTheLastIndexAreRefused() {
        EnvSpec spec = TestEnvironments.paper();
        for (int first : new int[] {Integer.MAX_VALUE, -1}) {
            assertThatThrownBy(() ->
                            Evaluation.episodes(spec, new LatencyPolicy(spec), 0, first, 2, Execution.of(1), null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "firstEpisode: expected indices from 0 to 2147483647, found " + first + " for 2 episodes");
        }
    }
}
