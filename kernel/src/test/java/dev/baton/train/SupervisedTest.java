package dev.baton.train;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.baton.env.ActionKind;
import dev.baton.env.Charge;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.Predictor;
import dev.baton.env.TestEnvironments;
import dev.baton.exact.OptimalPolicy;
import dev.baton.nn.Activation;
import dev.baton.nn.Initialization;
import dev.baton.nn.MlpSpec;
import dev.baton.ops.Backend;
import dev.baton.policy.LatencyPolicy;
import dev.baton.policy.MlpPolicy;
import dev.baton.policy.Policy;
import dev.baton.policy.RandomPolicy;
import java.util.ArrayList;
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
                    entry("latency", "292ada4e10bc5b35"),
                    entry("optimum", "c912c34d432f7d2f"),
                    entry("random", "4ed1b04e940e4016"));

    private static MlpPolicy train(EnvSpec spec, Policy teacher, SupervisedConfig config, Execution execution) {
        try (SupervisedTrainer trainer = new SupervisedTrainer(spec, teacher, config, execution)) {
            return trainer.train(metrics -> {});
        }
    }

    private static Map<String, String> trainings(Execution execution) {
        EnvSpec spec = TestEnvironments.paper();
        Map<String, Policy> teachers = Map.of(
                "optimum", new OptimalPolicy(spec),
                "latency", new LatencyPolicy(spec),
                "random", new RandomPolicy(spec));
        // The last update has 30 episodes.
        TrainConfig train = new TrainConfig(SEED, 170, 70, List.of(13), Activation.TANH, 0.01, 0, 0.9, 1);
        Map<String, String> hashes = new TreeMap<>();
        teachers.forEach((name, teacher) -> hashes.put(
                name, Hash.of(train(spec, teacher, new SupervisedConfig(train, 2, 3), execution).parameters())));
        return hashes;
    }

    @Tag("bits")
    @Test
    void resultsHaveTheStoredBitsInEveryExecution() {
        Map<String, String> first = trainings(Execution.of(1));
        StringJoiner lines = new StringJoiner("," + System.lineSeparator());
        first.forEach((name, hash) -> lines.add("            entry(\"" + name + "\", \"" + hash + "\")"));
        assertThat(first).as("found:%n%s", lines).isEqualTo(TRAININGS);
        Backend other = Backend.preferred() == Backend.SIMD ? Backend.SCALAR : Backend.SIMD;
        for (Execution execution : List.of(
                new Execution(other, 2, 48),
                new Execution(Backend.preferred(), 3, 16),
                new Execution(Backend.preferred(), 2, 256))) {
            assertThat(trainings(execution)).as("%s", execution).isEqualTo(first);
        }
    }

    /**
     * One step to go: a costs 1, b costs 4 and solves what would be charged with 6 otherwise. So Q(a) = 1 + 6 and Q(b) =
     * 4, at the only state.
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
                new EnvTables(env), spec, Initialization.glorotUniform(spec, 0), samples, new Execution(backend, 1, 16));
        double[] sums = new double[2 * SupervisedWorker.SUMS];
        worker.run(SEED, 0, 13, 1, 1, sums);
        assertThat(sums[SupervisedWorker.SUMS + SupervisedWorker.SAMPLES]).isEqualTo(13);
        assertThat(sums[SupervisedWorker.SUMS + SupervisedWorker.COST]).as("led by the optimum").isEqualTo(13 * 4);
        for (int i = 0; i < 16; i++) {
            int at = samples.at(0, env.observationSize()) + 16 + i;
            assertThat(samples.values[at + 2 * SampleSet.CHUNK]).as("weight").isEqualTo(i < 13 ? 1 : 0);
            if (i < 13) {
                assertThat(samples.values[at]).isEqualTo(3);
                assertThat(samples.values[at + SampleSet.CHUNK]).isZero();
            }
        }
    }

    /** The mean of c_k over many episodes is (Q(k) − b) / scale, Q(a) − Q(b) = 3. */
    @ParameterizedTest
    @EnumSource
    void sampledCostsAreUnbiased(Backend backend) {
        EnvSpec env = oneStep();
        int episodes = 1600;
        MlpSpec spec = new MlpSpec(env.observationSize(), List.of(), 2, Activation.TANH);
        SampleSet samples = new SampleSet(SampleSet.chunks(episodes), env.observationSize(), 3);
        SampledCosts costs = new SampledCosts(episodes, 1);
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
            int at = samples.at(e / SampleSet.CHUNK, env.observationSize()) + e % SampleSet.CHUNK;
            mean[0] += samples.values[at] / episodes;
            mean[1] += samples.values[at + SampleSet.CHUNK] / episodes;
            assertThat(samples.values[at + 2 * SampleSet.CHUNK]).isEqualTo(1);
        }
        // Standard error 0.05 of the difference in units of the scale.
        assertThat((mean[0] - mean[1]) * baseline.scale()).isCloseTo(3, within(0.4));
    }

    @Test
    void theLastUpdateHasTheRest() {
        EnvSpec spec = TestEnvironments.paper();
        TrainConfig train = new TrainConfig(SEED, 70, 32, List.of(4), Activation.TANH, 0.01, 0, 0.9, 1);
        List<UpdateMetrics> metrics = new ArrayList<>();
        try (SupervisedTrainer trainer = new SupervisedTrainer(
                spec, new OptimalPolicy(spec), new SupervisedConfig(train, 1, 1), Execution.of(1))) {
            trainer.train(metrics::add);
            assertThat(trainer.finished()).isTrue();
            assertThat(trainer.update()).isZero();
        }
        assertThat(metrics).extracting(UpdateMetrics::episodes).containsExactly(32L, 64L, 70L);
        assertThat(metrics).allMatch(m -> m.totalCost() > 5 && m.steps() > 1 && m.gradientNorm() > 0);
    }

    /** Within 2 % of the optimum of 10.11 on these start states from a quarter of the preset's episodes. */
    @Tag("slow")
    @Test
    void learnsFromTheOptimum() {
        EnvSpec spec = TestEnvironments.paper();
        SupervisedConfig config = SupervisedConfig.paper(0);
        MlpPolicy policy = train(
                spec, new OptimalPolicy(spec), config.withTrain(config.train().withEpisodes(3_000)), Execution.of(2));
        EvaluationResult result = Evaluation.run(spec, policy, 777, 100_000, Execution.of(2));
        System.out.println("SupervisedTest: " + result);
        assertThat(result.totalCost()).isBetween(10.11 * 0.995, 10.11 * 1.02);
    }

    /** Better than the teacher, whose cost is 69. */
    @Tag("slow")
    @Test
    void improvesOnAPolicy() {
        EnvSpec spec = TestEnvironments.paper();
        MlpPolicy policy =
                train(spec, new LatencyPolicy(spec), SupervisedConfig.sampled(0), Execution.of(2));
        EvaluationResult result = Evaluation.run(spec, policy, 777, 10_000, Execution.of(2));
        assertThat(result.totalCost()).isLessThan(40);
    }
}
