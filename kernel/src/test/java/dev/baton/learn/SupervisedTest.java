package dev.baton.learn;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.baton.Activation;
import dev.baton.Backend;
import dev.baton.descent.SampleSet;
import dev.baton.env.ActionKind;
import dev.baton.env.Charge;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.Predictor;
import dev.baton.env.TestEnvironments;
import dev.baton.exact.OptimalPolicy;
import dev.baton.nn.MlpSpec;
import dev.baton.nn.pass.Initialization;
import dev.baton.ops.Lanes;
import dev.baton.policy.LatencyPolicy;
import dev.baton.policy.MlpPolicy;
import dev.baton.policy.Policy;
import dev.baton.policy.RandomPolicy;
import dev.baton.run.Evaluation;
import dev.baton.run.Execution;
import dev.baton.testing.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SupervisedTest {
    private static final long SEED = 12;

    private static final Map<String, String> TRAININGS =
            Map.ofEntries(
                    entry("latency", "1d019bb7945a503"),
                    entry("optimum", "bc30f0b7f477c685"),
                    entry("random", "fb31549668098f1d"));

    private static MlpPolicy train(EnvSpec spec, Teacher teacher, SupervisedConfig config, Execution execution) {
        try (SupervisedTrainer trainer = new SupervisedTrainer(spec, teacher, config, execution)) {
            return trainer.train(metrics -> {});
        }
    }

    private static Map<String, String> trainings(Execution execution) {
        EnvSpec spec = TestEnvironments.paper();
        Map<String, Teacher> teachers = Map.of(
                "optimum", new Teacher.Optimum(new OptimalPolicy(spec)),
                "latency", new Teacher.Sampled(new LatencyPolicy(spec)),
                "random", new Teacher.Sampled(new RandomPolicy(spec)));
        // The last update has 30 episodes.
        TrainConfig train = new TrainConfig(SEED, 170, 70, List.of(13), Activation.TANH, 0.01, 0, 0.9, 1);
        Map<String, String> hashes = new TreeMap<>();
        teachers.forEach((name, teacher) -> hashes.put(
                name, Hash.of(train(spec, teacher, new SupervisedConfig(train, 2, 3), execution).parameters())));
        return hashes;
    }

    @Tag("bits")
    @Tag("stored-hashes")
    @Test
    void resultsHaveTheStoredBits() {
        Map<String, String> found = trainings(Execution.of(1));
        StringJoiner lines = new StringJoiner("," + System.lineSeparator());
        found.forEach((name, hash) -> lines.add("            entry(\"" + name + "\", \"" + hash + "\")"));
        assertThat(found).as("found:%n%s", lines).isEqualTo(TRAININGS);
    }

    @Tag("bits")
    @Test
    void resultsHaveTheSameBitsInEveryExecution() {
        Map<String, String> first = trainings(Execution.of(1));
        Backend other = Backend.preferred() == Backend.SIMD ? Backend.SCALAR : Backend.SIMD;
        for (Execution execution : List.of(
                new Execution(other, 2, 48),
                new Execution(Backend.preferred(), 3, 16),
                new Execution(Backend.preferred(), 2, 256))) {
            assertThat(trainings(execution)).as("%s", execution).isEqualTo(first);
        }
    }

    /**
     * One step to go: a costs 1, b costs 4 and solves what would be charged with 6 otherwise. So Q(a) = 1 + 6 and
     * Q(b) = 4, at the only state.
     */
    private static EnvSpec oneStep() {
        return TestEnvironments.tiny(
                7, 1, Charge.TERMINAL, Predictor.NOMINAL,
                TestEnvironments.sure("a", ActionKind.TOOL, 1, 0, 0),
                TestEnvironments.sure("b", ActionKind.TOOL, 4, 0, -6));
    }

    @ParameterizedTest
    @EnumSource
    void labelsFromTheOptimumAreRegrets(Backend backend) {
        EnvSpec env = oneStep();
        MlpSpec spec = new MlpSpec(env.observationSize(), List.of(), 2, Activation.TANH);
        SampleSet samples = new SampleSet(2, env.observationSize(), 3);
        OptimumWorker worker = new OptimumWorker(
                new EnvTables(env), spec, Initialization.glorotUniform(spec, 0), samples,
                new Execution(backend, 1, 16));
        double[] sums = new double[2 * SupervisedWorker.SUMS];
        worker.run(SEED, 0, 13, 1, 1, sums);
        assertThat(sums[SupervisedWorker.SUMS + SupervisedWorker.SAMPLES]).isEqualTo(13);
        assertThat(sums[SupervisedWorker.SUMS + SupervisedWorker.COST]).as("led by the optimum").isEqualTo(13 * 4);
        for (int i = 0; i < 16; i++) {
            int at = samples.at(0, env.observationSize()) + 16 + i;
            assertThat(samples.values[at + 2 * Lanes.TILE]).as("weight").isEqualTo(i < 13 ? 1 : 0);
            if (i < 13) {
                assertThat(samples.values[at]).isEqualTo(3);
                assertThat(samples.values[at + Lanes.TILE]).isZero();
            }
        }
    }

    /**
     * An action tried stands for K = 2 of its kind, so c_a = 2 (G − b) / scale, and 0 for the other. With a share p of
     * tries of a, b = 7 p + 4 (1 − p) and the means differ by 2 p (7 − b) − 2 (1 − p) (4 − b) = 12 p (1 − p), which is
     * Q(a) − Q(b) = 3 but for (p − ½)².
     */
    @ParameterizedTest
    @EnumSource
    void sampledCostsAreUnbiased(Backend backend) {
        EnvSpec env = oneStep();
        int episodes = 1600;
        MlpSpec spec = new MlpSpec(env.observationSize(), List.of(), 2, Activation.TANH);
        SampleSet samples = new SampleSet(SampleSet.chunks(episodes), env.observationSize(), 3);
        SampledCosts costs = new SampledCosts(episodes, env);
        SampledWorker worker = new SampledWorker(
                new EnvTables(env), spec, Initialization.glorotUniform(spec, 0), samples, new Execution(backend, 1, 16),
                new LatencyPolicy(env), costs);
        double[] sums = new double[episodes / 16 * SupervisedWorker.SUMS];
        for (int b = 0; b < episodes / 16; b++) {
            worker.run(SEED, b * 16, 16, b, 0.5, sums);
        }
        RunningBaseline baseline = new RunningBaseline(1, 0.9);
        costs.label(samples, baseline, episodes);
        double[] mean = new double[2];
        for (int e = 0; e < episodes; e++) {
            int at = samples.at(e / Lanes.TILE, env.observationSize()) + e % Lanes.TILE;
            mean[0] += samples.values[at] / episodes;
            mean[1] += samples.values[at + Lanes.TILE] / episodes;
            assertThat(samples.values[at + 2 * Lanes.TILE]).isEqualTo(1);
        }
        double share = Arrays.stream(costs.action).filter(action -> action == 0).count() / (double) episodes;
        // 4 standard errors: 1 false alarm in 16,000 seeds.
        assertThat(share).isCloseTo(0.5, within(4 * 0.5 / Math.sqrt(episodes)));
        assertThat((mean[0] - mean[1]) * baseline.scale()).isCloseTo(12 * share * (1 - share), within(1e-5));
    }

    @Test
    void theLastUpdateHasTheRest() {
        EnvSpec spec = TestEnvironments.paper();
        TrainConfig train = new TrainConfig(SEED, 70, 32, List.of(4), Activation.TANH, 0.01, 0, 0.9, 1);
        List<UpdateMetrics> metrics = new ArrayList<>();
        try (SupervisedTrainer trainer = new SupervisedTrainer(
                spec, new Teacher.Optimum(new OptimalPolicy(spec)), new SupervisedConfig(train, 1, 1),
                Execution.of(1))) {
            trainer.train(metrics::add);
            assertThat(trainer.finished()).isTrue();
            assertThat(trainer.update()).isZero();
        }
        assertThat(metrics).extracting(UpdateMetrics::episodes).containsExactly(32L, 64L, 70L);
    }

    /**
     * The teacher takes the quick tool, always: three times 1. The slow one does it at once for 1.75, which is one step
     * of improvement; from 3 on, quick and quick are 2 and slow is 1.75; from 2 on, quick is 1. So the learner comes to
     * 1.75.
     */
    @Test
    void improvesOnAPolicy() {
        EnvSpec env = TestEnvironments.tiny(
                4, 3, Charge.TERMINAL, Predictor.NONE,
                TestEnvironments.sure("quick", ActionKind.TOOL, 1, 0, -1),
                TestEnvironments.sure("slow", ActionKind.TOOL, 1.75, 0, -3));
        Policy teacher = new LatencyPolicy(env);
        assertThat(Evaluation.run(env, teacher, 0, 10, Execution.of(1)).totalCost()).isEqualTo(3);
        TrainConfig train = new TrainConfig(SEED, 960, 96, List.of(), Activation.TANH, 0.05, 0, 0.9, 1);
        MlpPolicy policy = train(env, new Teacher.Sampled(teacher), new SupervisedConfig(train, 4, 1), Execution.of(1));
        assertThat(Evaluation.run(env, policy, 0, 10, Execution.of(1)).totalCost()).isEqualTo(1.75);
    }

    @Test
    void anOverflowIsAnError() {
        EnvSpec env = TestEnvironments.overflowing();
        TrainConfig train = new TrainConfig(SEED, 70, 32, List.of(4), Activation.TANH, 0.01, 0, 0.9, 1);
        try (SupervisedTrainer trainer = new SupervisedTrainer(
                env, new Teacher.Sampled(new RandomPolicy(env)), new SupervisedConfig(train, 1, 1), Execution.of(1))) {
            assertThatThrownBy(trainer::update)
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessageStartingWith("gradient: expected finite numbers, found ");
        }
    }

    @Test
    void anUpdateWithoutStepsLearnsNothing() {
        EnvSpec env = TestEnvironments.solved();
        TrainConfig train = new TrainConfig(SEED, 70, 32, List.of(4), Activation.TANH, 0.01, 0, 0.9, 1);
        for (Teacher teacher : List.of(
                new Teacher.Optimum(new OptimalPolicy(env)), new Teacher.Sampled(new RandomPolicy(env)))) {
            try (SupervisedTrainer trainer =
                    new SupervisedTrainer(env, teacher, new SupervisedConfig(train, 2, 2), Execution.of(1))) {
                float[] before = trainer.policy().parameters();
                assertThat(trainer.update()).isZero();
                assertThat(trainer.policy().parameters()).isEqualTo(before);
                assertThat(trainer.metrics()).isEqualTo(new UpdateMetrics(1, 32, 0, 1, 0, 0));
            }
        }
    }

    @Test
    void stepsAreCounted() {
        EnvSpec env = TestEnvironments.tiny(
                3, 10, Charge.TERMINAL, Predictor.NOMINAL,
                TestEnvironments.sure("a", ActionKind.TOOL, 2, 0.5, -1),
                TestEnvironments.sure("b", ActionKind.TOOL, 2, 0.5, -1));
        TrainConfig train = new TrainConfig(SEED, 64, 50, List.of(4), Activation.TANH, 0.01, 0, 0.9, 1);
        for (Teacher teacher : List.of(
                new Teacher.Optimum(new OptimalPolicy(env)), new Teacher.Sampled(new RandomPolicy(env)))) {
            try (SupervisedTrainer trainer =
                    new SupervisedTrainer(env, teacher, new SupervisedConfig(train, 1, 1), Execution.of(1))) {
                assertThat(trainer.update()).as("steps").isEqualTo(100);
                assertThat(trainer.update()).as("steps of the rest").isEqualTo(28);
            }
        }
    }

    /** What docs/decisions/007 says of the presets. */
    @Test
    void presets() {
        SupervisedConfig paper = SupervisedConfig.paper(3);
        assertThat(paper).isEqualTo(new SupervisedConfig(
                new TrainConfig(3, 12_000, 480, List.of(64), Activation.TANH, 0.005, 0, 0.97, 1), 8, 8));
        assertThat(SupervisedConfig.sampled(3)).isEqualTo(new SupervisedConfig(
                new TrainConfig(3, 12_000, 480, List.of(64), Activation.TANH, 0.002, 0, 0.97, 1), 4, 8));
        TrainConfig other = paper.train().withEpisodes(5);
        assertThat(paper.withTrain(other)).isEqualTo(new SupervisedConfig(other, 8, 8));
    }

    @Test
    void refusesValuesOutOfRange() {
        TrainConfig train = TrainConfig.paper(0);
        assertThat(new SupervisedConfig(train, 1000, 100_000).minibatches()).isEqualTo(100_000);
        for (int epochs : new int[] {0, 1001}) {
            assertThatThrownBy(() -> new SupervisedConfig(train, epochs, 1))
                    .hasMessage("epochs: expected 1 to 1000, found " + epochs);
        }
        for (int minibatches : new int[] {0, 100_001}) {
            assertThatThrownBy(() -> new SupervisedConfig(train, 1, minibatches))
                    .hasMessage("minibatches: expected 1 to 100000, found " + minibatches);
        }
    }
}
