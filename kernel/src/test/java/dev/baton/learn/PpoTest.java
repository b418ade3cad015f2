package dev.baton.learn;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.baton.Activation;
import dev.baton.Backend;
import dev.baton.descent.MinibatchLearner;
import dev.baton.descent.SampleSet;
import dev.baton.env.ActionKind;
import dev.baton.env.Charge;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.env.Predictor;
import dev.baton.env.Stepper;
import dev.baton.env.TestEnvironments;
import dev.baton.nn.MlpSpec;
import dev.baton.nn.pass.DoubleMlp;
import dev.baton.nn.pass.Initialization;
import dev.baton.ops.Lanes;
import dev.baton.parallel.Workers;
import dev.baton.policy.MlpPolicy;
import dev.baton.policy.choice.Losses;
import dev.baton.run.Execution;
import dev.baton.run.Rollout;
import dev.baton.testing.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PpoTest {
    private static final long SEED = 12;

    private static final Map<String, String> TRAININGS = Map.ofEntries(
            entry("everything relu[13, 7]", "eefb822819ed333e"),
            entry("everything relu[]", "3a98ea44909e1fbd"),
            entry("paper tanh[13, 7]", "45fe17f6896a7c9a"),
            entry("paper tanh[]", "c394f3bdb3e50557"));

    private static PpoConfig config(int episodes, int perUpdate, List<Integer> hidden, Activation activation) {
        TrainConfig train = new TrainConfig(SEED, episodes, perUpdate, hidden, activation, 0.01, 0.02, 0, 1);
        return new PpoConfig(train, 2, 3, 0.2, 0.9, hidden, 0.02);
    }

    private static MlpPolicy train(EnvSpec spec, PpoConfig config, Execution execution) {
        try (PpoTrainer trainer = new PpoTrainer(spec, config, execution)) {
            return trainer.train(metrics -> {});
        }
    }

    private static Map<String, String> trainings(Execution execution) {
        Map<String, String> hashes = new TreeMap<>();
        for (List<Integer> hidden : List.of(List.<Integer>of(), List.of(13, 7))) {
            for (EnvSpec spec : List.of(TestEnvironments.paper(), TestEnvironments.everything())) {
                Activation activation = spec.name().equals("paper") ? Activation.TANH : Activation.RELU;
                // 300 episodes are two blocks; the last update has 100.
                MlpPolicy policy = train(spec, config(700, 300, hidden, activation), execution);
                hashes.put(spec.name() + " " + activation.key() + hidden, Hash.of(policy.parameters()));
            }
        }
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
        List<Execution> executions = new ArrayList<>(List.of(new Execution(other, 2, 48)));
        int[][] tilesAndThreads = {{16, 1}, {48, 2}, {256, 1}, {1024, 3}, {96, 1}};
        for (int[] t : tilesAndThreads) {
            executions.add(new Execution(Backend.preferred(), t[1], t[0]));
        }
        for (Execution execution : executions) {
            assertThat(trainings(execution)).as("%s", execution).isEqualTo(first);
        }
    }

    /** More chunks than a shard has and several shards in a minibatch. */
    @Tag("bits")
    @Test
    void manyShardsHaveTheSameBits() {
        EnvSpec spec = TestEnvironments.paper();
        PpoConfig config = config(5 * Rollout.BLOCK + 1, 5 * Rollout.BLOCK + 1, List.of(4), Activation.TANH);
        float[] expected = train(spec, config, new Execution(Backend.SIMD, 1, 64)).parameters();
        assertThat(train(spec, config, new Execution(Backend.SIMD, 2, 256)).parameters()).isEqualTo(expected);
        assertThat(train(spec, config, new Execution(Backend.SCALAR, 3, 48)).parameters()).isEqualTo(expected);
    }

    /** Advantages, targets and probabilities of a recorded block against a plain estimation per episode in double. */
    @ParameterizedTest
    @EnumSource
    void advantagesAreThoseOfThePlainRecursion(Backend backend) {
        for (EnvSpec env : List.of(TestEnvironments.paper(), TestEnvironments.everything())) {
            for (double lambda : new double[] {0, 0.7, 1}) {
                assertAdvantages(env, lambda, new Execution(backend, 1, 32));
            }
        }
    }

    private static void assertAdvantages(EnvSpec env, double lambda, Execution execution) {
        int episodes = 61;
        double mean = 3;
        double scale = 2.5;
        MlpSpec spec = new MlpSpec(env.observationSize(), List.of(6), env.actionCount(), Activation.TANH);
        MlpSpec valueSpec = new MlpSpec(env.observationSize(), List.of(5), 1, Activation.RELU);
        float[] parameters = Initialization.glorotUniform(spec, 1);
        float[] valueParameters = Initialization.glorotUniformValue(valueSpec, 1);
        Stepper stepper = Stepper.of(execution.backend(), new EnvTables(env));
        PpoRecord record = new PpoRecord(stepper, 2, 61);
        PpoWorker<EpisodeBatch> worker = new PpoWorker<>(
                stepper, spec, parameters, valueSpec, valueParameters, record, new MissPrice(), execution);
        double[] sums = new double[2 * PpoRecord.SUMS];
        worker.run(SEED, 0, episodes, 1, sums);
        worker.advantages(1, (float) mean, (float) scale, (float) lambda, sums);

        DoubleMlp value = new DoubleMlp(valueSpec);
        DoubleMlp policy = new DoubleMlp(spec);
        double[] next = new double[64];
        double[] nextAdvantage = new double[64];
        double sum = 0;
        double samples = 0;
        for (int t = env.horizon() - 1; t >= 0; t--) {
            for (int n = 0; n < record.live[env.horizon() + t]; n++) {
                int i = record.column(1, t) + n;
                double[] features = new double[env.observationSize()];
                for (int f = 0; f < features.length; f++) {
                    features[f] = at(record, i, f);
                }
                double v = mean + scale * value.forward(DoubleMlp.widen(valueParameters), features)[0];
                int slot = record.slot[i];
                double delta = record.cost[i] + next[slot] - v;
                double advantage = delta + lambda * nextAdvantage[slot];
                next[slot] = v;
                nextAdvantage[slot] = advantage;
                double close = 1e-4 * (1 + Math.abs(advantage));
                int extra = env.observationSize();
                assertThat((double) at(record, i, extra + 2)).isCloseTo(advantage, within(close));
                assertThat((double) at(record, i, extra + 3))
                        .isCloseTo((advantage + v - mean) / scale, within(close));
                double[] logits = policy.forward(DoubleMlp.widen(parameters), features);
                double total = Arrays.stream(logits).map(Math::exp).sum();
                assertThat((double) at(record, i, extra + 1))
                        .isCloseTo(Math.exp(logits[(int) at(record, i, extra)]) / total, within(1e-5));
                assertThat(at(record, i, extra + 4)).isEqualTo(1f);
                sum += advantage;
                samples++;
            }
        }
        assertThat(sums[PpoRecord.SUMS + PpoRecord.SAMPLES]).isEqualTo(samples).isPositive();
        assertThat(sums[PpoRecord.SUMS + PpoRecord.SUM]).isCloseTo(sum, within(1e-3 * (1 + Math.abs(sum))));
        int[] chunks = new int[record.chunks()];
        double weights = 0;
        for (int c = 0; c < record.list(chunks, 2); c++) {
            for (int i = 0; i < Lanes.TILE; i++) {
                weights += record.samples.values[record.samples.at(chunks[c], env.observationSize() + 4) + i];
            }
        }
        assertThat(weights).as("samples in the listed chunks").isEqualTo(samples);
    }

    private static float at(PpoRecord record, int column, int row) {
        return record.samples.values[
                record.samples.at(column / Lanes.TILE, row) + column % Lanes.TILE];
    }

    /** The gradient of a minibatch by the parameters against central differences of the loss in double. */
    @ParameterizedTest
    @EnumSource
    void gradientIsThatOfTheLoss(Backend backend) {
        SplittableRandom random = new SplittableRandom(5);
        MlpSpec spec = new MlpSpec(4, List.of(6), 3, Activation.TANH);
        float[] parameters = Initialization.glorotUniform(spec, 2);
        int chunks = 9;
        SampleSet samples = new SampleSet(chunks, 4, Losses.SQUARED_ROWS);
        for (int c = 0; c < chunks; c++) {
            for (int i = 0; i < Lanes.TILE; i++) {
                for (int f = 0; f < 6; f++) {
                    samples.values[samples.at(c, f) + i] = (float) random.nextDouble(-1, 1);
                }
                samples.values[samples.at(c, 4) + i] = random.nextInt(3);
                samples.values[samples.at(c, 6) + i] = random.nextInt(5) == 0 ? 0 : 1;
            }
        }
        int[] order = {3, 8, 0, 5, 7, 1};
        double[] expected = centralDifferences(spec, parameters, samples, order);
        Losses losses = Losses.of(backend);
        try (Workers workers = new Workers(2)) {
            MinibatchLearner learner = new MinibatchLearner(
                    spec, parameters, samples,
                    (outputs, values, extras, dOut, columns) -> losses.squaredError(
                            outputs, 0, Lanes.TILE, 3, values, extras, Lanes.TILE, Losses.SQUARED_ROWS,
                            dOut, columns),
                    chunks, backend, workers, 2);
            double norm = learner.step(order, 0, order.length, 10, 1e9, 1e-3);
            double square = 0;
            for (int p = 0; p < expected.length; p++) {
                assertThat((double) learner.gradient()[p]).as("parameter %d", p).isCloseTo(expected[p], within(2e-4));
                square += expected[p] * expected[p];
            }
            assertThat(norm).isCloseTo(Math.sqrt(square) / 10, within(1e-4));
        }
    }

    private static double[] centralDifferences(MlpSpec spec, float[] parameters, SampleSet samples, int[] order) {
        DoubleMlp mlp = new DoubleMlp(spec);
        double[] theta = DoubleMlp.widen(parameters);
        double[] gradient = new double[theta.length];
        for (int p = 0; p < theta.length; p++) {
            double kept = theta[p];
            theta[p] = kept + 1e-5;
            gradient[p] = loss(mlp, theta, samples, order) / 2e-5;
            theta[p] = kept - 1e-5;
            gradient[p] -= loss(mlp, theta, samples, order) / 2e-5;
            theta[p] = kept;
        }
        return gradient;
    }

    private static double loss(DoubleMlp mlp, double[] theta, SampleSet samples, int[] order) {
        double loss = 0;
        for (int c : order) {
            for (int i = 0; i < Lanes.TILE; i++) {
                double[] x = new double[4];
                for (int f = 0; f < 4; f++) {
                    x[f] = samples.values[samples.at(c, f) + i];
                }
                int action = (int) samples.values[samples.at(c, 4) + i];
                double error = mlp.forward(theta, x)[action] - samples.values[samples.at(c, 5) + i];
                loss += samples.values[samples.at(c, 6) + i] * error * error / 2;
            }
        }
        return loss;
    }

    @Test
    void theLastUpdateHasTheRest() {
        List<UpdateMetrics> metrics = new ArrayList<>();
        PpoConfig config = config(70, 32, List.of(4), Activation.TANH);
        try (PpoTrainer trainer = new PpoTrainer(TestEnvironments.paper(), config, Execution.of(1))) {
            assertThat(trainer.finished()).isFalse();
            trainer.train(metrics::add);
            assertThat(trainer.finished()).isTrue();
            assertThat(trainer.update()).isZero();
        }
        assertThat(metrics).extracting(UpdateMetrics::update).containsExactly(1, 2, 3);
        assertThat(metrics).extracting(UpdateMetrics::episodes).containsExactly(32L, 64L, 70L);
    }

    /**
     * KL, clip fraction and explained variance of the first update against plain arithmetic in double: the samples are
     * run again with the initial networks, their advantages by the recursion per episode, the ratios by the trained
     * policy.
     */
    @ParameterizedTest
    @EnumSource
    void diagnosticsAreThoseOfThePlainFormulas(Backend backend) {
        EnvSpec env = TestEnvironments.paper();
        int episodes = 50;
        // A long step, so that many ratios leave the clip.
        TrainConfig train = new TrainConfig(SEED, 100, episodes, List.of(6), Activation.TANH, 0.05, 0.02, 0, 1);
        PpoConfig config = new PpoConfig(train, 3, 2, 0.1, 0.9, List.of(5), 0.02);
        MlpSpec spec = new MlpSpec(env.observationSize(), List.of(6), env.actionCount(), Activation.TANH);
        MlpSpec valueSpec = new MlpSpec(env.observationSize(), List.of(5), 1, Activation.RELU);
        float[] before = Initialization.glorotUniform(spec, SEED);
        float[] valueParameters = Initialization.glorotUniformValue(valueSpec, SEED);
        PpoDiagnostics found;
        float[] after;
        try (PpoTrainer trainer = new PpoTrainer(env, config, new Execution(backend, 2, 32))) {
            trainer.update();
            float[] kept = trainer.policy().parameters();
            found = trainer.diagnostics();
            after = trainer.policy().parameters();
            assertThat(after).as("nothing is changed").isEqualTo(kept);
            assertThat(trainer.diagnostics()).isEqualTo(found);
        }
        assertThat(after).isNotEqualTo(before);

        Stepper stepper = Stepper.of(Backend.SCALAR, new EnvTables(env));
        PpoRecord record = new PpoRecord(stepper, 1, episodes);
        PpoWorker<EpisodeBatch> worker = new PpoWorker<>(
                stepper, spec, before, valueSpec, valueParameters, record, new MissPrice(),
                new Execution(Backend.SCALAR, 1, 32));
        worker.run(SEED, 0, episodes, 0, new double[PpoRecord.SUMS]);
        double[] kl = {0};
        double[] clipped = {0};
        List<Double> targets = new ArrayList<>();
        List<Double> errors = new ArrayList<>();
        double[] toGo = new double[64];
        // The unit of values is the spread of the costs-to-go around their mean, which come first.
        List<Double> costsToGo = new ArrayList<>();
        forEachSample(env, record, (t, i) -> {
            int slot = record.slot[i];
            toGo[slot] += record.cost[i];
            costsToGo.add(toGo[slot]);
        });
        double mean = costsToGo.stream().mapToDouble(x -> x).average().orElseThrow();
        double scale = Math.sqrt(variance(costsToGo));
        double[] next = new double[64];
        double[] nextAdvantage = new double[64];
        DoubleMlp policy = new DoubleMlp(spec);
        DoubleMlp value = new DoubleMlp(valueSpec);
        forEachSample(env, record, (t, i) -> {
            double[] features = new double[env.observationSize()];
            for (int f = 0; f < features.length; f++) {
                features[f] = at(record, i, f);
            }
            int action = (int) at(record, i, env.observationSize());
            int slot = record.slot[i];
            double v = mean + scale * value.forward(DoubleMlp.widen(valueParameters), features)[0];
            double advantage = record.cost[i] + next[slot] - v + 0.9 * nextAdvantage[slot];
            next[slot] = v;
            nextAdvantage[slot] = advantage;
            targets.add(advantage + v);
            errors.add(advantage);
            double ratio = probability(policy, after, features, action) / probability(policy, before, features, action);
            kl[0] += ratio - 1 - Math.log(ratio);
            clipped[0] += ratio > 1.1 || ratio < 0.9 ? 1 : 0;
        });
        double n = targets.size();
        assertThat(found.approximateKl()).isPositive().isCloseTo(kl[0] / n, within(1e-4 * kl[0] / n));
        assertThat(found.clipFraction()).isBetween(0.05, 0.95).isCloseTo(clipped[0] / n, within(1e-12));
        assertThat(found.explainedVariance())
                .isCloseTo(1 - variance(errors) / variance(targets), within(1e-4));
    }

    /** What a sample is asked for: its step and its column. */
    @FunctionalInterface
    private interface Sample {
        void at(int t, int column);
    }

    private static void forEachSample(EnvSpec env, PpoRecord record, Sample sample) {
        for (int t = env.horizon() - 1; t >= 0; t--) {
            for (int n = 0; n < record.live[t]; n++) {
                sample.at(t, record.column(0, t) + n);
            }
        }
    }

    private static double variance(List<Double> x) {
        double mean = x.stream().mapToDouble(a -> a).average().orElseThrow();
        return x.stream().mapToDouble(a -> (a - mean) * (a - mean)).average().orElseThrow();
    }

    private static double probability(DoubleMlp policy, float[] parameters, double[] features, int action) {
        double[] logits = policy.forward(DoubleMlp.widen(parameters), features);
        return Math.exp(logits[action]) / Arrays.stream(logits).map(Math::exp).sum();
    }

    /** The value network explains nothing before it has learned, and most of the variance after. */
    @Test
    void diagnosticsFollowTheTraining() {
        List<PpoDiagnostics> found = new ArrayList<>();
        try (PpoTrainer trainer =
                new PpoTrainer(TestEnvironments.paper(), PpoConfig.paper(1, 2_400), Execution.of(1))) {
            assertThat(trainer.diagnostics().approximateKl()).as("before the first update").isNaN();
            trainer.train(metrics -> found.add(trainer.diagnostics()));
        }
        assertThat(found).hasSize(20);
        assertThat(found.get(0).explainedVariance()).isLessThan(0.3);
        assertThat(found.get(19).explainedVariance()).isGreaterThan(0.5);
        assertThat(found).allMatch(d -> d.approximateKl() > 0 && d.clipFraction() >= 0);
        // The last step is the shortest, because the learning rate falls to 0.
        assertThat(found.get(19).approximateKl()).isLessThan(found.get(0).approximateKl());
    }

    @Test
    void otherSeedOtherPolicy() {
        EnvSpec spec = TestEnvironments.paper();
        PpoConfig config = config(64, 32, List.of(4), Activation.TANH);
        TrainConfig t = config.train();
        PpoConfig other = config.withTrain(new TrainConfig(
                SEED + 1, t.episodes(), t.episodesPerUpdate(), t.hidden(), t.activation(), t.learningRate(),
                t.entropyBonus(), t.baselineDecay(), t.gradientClip()));
        assertThat(train(spec, other, Execution.of(1)).parameters())
                .isNotEqualTo(train(spec, config, Execution.of(1)).parameters());
    }

    @Test
    void refusesValuesOutOfRange() {
        TrainConfig train = TrainConfig.paper(0);
        assertRefused("epochs: expected 1 to 1000, found 0", () -> new PpoConfig(train, 0, 1, 1, 1, List.of(), 1));
        assertRefused(
                "minibatches: expected 1 to 100000, found 0", () -> new PpoConfig(train, 1, 0, 1, 1, List.of(), 1));
        assertRefused(
                "clip: expected a number above 0, at most 1e6, found 0.0",
                () -> new PpoConfig(train, 1, 1, 0, 1, List.of(), 1));
        assertRefused(
                "lambda: expected a number from 0 to 1, found 1.5",
                () -> new PpoConfig(train, 1, 1, 1, 1.5, List.of(), 1));
        assertRefused(
                "valueLearningRate: expected a number above 0, at most 10, found NaN",
                () -> new PpoConfig(train, 1, 1, 1, 1, List.of(), Double.NaN));
        PpoConfig large = PpoConfig.paper(0)
                .withTrain(TrainConfig.paper(0).withEpisodes(Integer.MAX_VALUE).withEpisodesPerUpdate(1_000_000_000));
        assertThatThrownBy(() -> new PpoTrainer(TestEnvironments.paper(), large, Execution.of(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("episodesPerUpdate: expected at most 214748364 for a horizon of 10, found ");
    }

    private static void assertRefused(String message, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    /** What docs/decisions/007 says of the preset. */
    @Test
    void thePreset() {
        TrainConfig train = new TrainConfig(3, 12_000, 120, List.of(64), Activation.TANH, 0.003, 0.02, 0, 1);
        assertThat(PpoConfig.paper(3)).isEqualTo(new PpoConfig(train, 4, 4, 0.2, 0.9, List.of(32), 0.01));
        PpoConfig large = new PpoConfig(train.withEpisodes(5), 1000, 100_000, 1e6, 1, List.of(), 10);
        assertThat(PpoConfig.paper(3).withTrain(train.withEpisodes(5)).train().episodes()).isEqualTo(5);
        assertThat(large.clip()).isEqualTo(1e6);
        assertThat(large.valueLearningRate()).isEqualTo(10);
        assertThat(new PpoConfig(train, 1, 1, 1, 0, List.of(), 1).lambda()).isZero();
        assertThat(PpoConfig.minibatches(29)).isEqualTo(1);
        assertThat(PpoConfig.minibatches(60)).isEqualTo(2);
    }

    @Test
    void thePresetFollowsTheNumberOfEpisodes() {
        int[][] expected = {{1, 120, 4}, {12_000, 120, 4}, {23_999, 120, 4}, {24_000, 240, 8}, {60_000, 600, 20},
            {95_999, 840, 28}, {96_000, 960, 32}, {200_000, 960, 32}, {Integer.MAX_VALUE, 960, 32}};
        for (int[] e : expected) {
            PpoConfig config = PpoConfig.paper(3, e[0]);
            boolean small = e[1] == 120;
            assertThat(config.train().episodes()).isEqualTo(e[0]);
            assertThat(config.train().episodesPerUpdate()).isEqualTo(e[1]);
            assertThat(config.minibatches()).isEqualTo(e[2]);
            assertThat(config.train().learningRate()).isEqualTo(small ? 0.003 : 0.005);
            assertThat(config.clip()).isEqualTo(small ? 0.2 : 0.1);
        }
        assertThat(PpoConfig.paper(3)).isEqualTo(PpoConfig.paper(3, 12_000));
        assertThat(new int[] {PpoConfig.minibatches(1), PpoConfig.minibatches(60), PpoConfig.minibatches(4096)})
                .containsExactly(1, 2, 32);
    }

    /** Every action multiplies the task vector by 1e9, ten times. */
    @Test
    void anOverflowIsAnError() {
        PpoConfig config = config(64, 32, List.of(4), Activation.TANH);
        try (PpoTrainer trainer = new PpoTrainer(TestEnvironments.overflowing(), config, Execution.of(1))) {
            assertThatThrownBy(trainer::update)
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessageStartingWith("gradient: expected finite numbers, found ");
        }
    }

    @Test
    void anUpdateWithoutStepsLearnsNothing() {
        PpoConfig config = config(64, 32, List.of(4), Activation.TANH);
        try (PpoTrainer trainer = new PpoTrainer(TestEnvironments.solved(), config, Execution.of(1))) {
            float[] before = trainer.policy().parameters();
            assertThat(trainer.update()).isZero();
            assertThat(trainer.policy().parameters()).isEqualTo(before);
            assertThat(trainer.metrics()).isEqualTo(new UpdateMetrics(1, 32, 0, 1, 0, 0));
        }
    }

    @Test
    void stepsAreCounted() {
        EnvSpec env = TestEnvironments.tiny(
                3, 10, Charge.TERMINAL, Predictor.NOMINAL,
                TestEnvironments.sure("a", ActionKind.TOOL, 2, 0.5, -1),
                TestEnvironments.sure("b", ActionKind.TOOL, 2, 0.5, -1));
        PpoConfig config = config(64, 64, List.of(4), Activation.TANH);
        try (PpoTrainer trainer = new PpoTrainer(env, config, Execution.of(1))) {
            assertThat(trainer.spec()).isEqualTo(new MlpSpec(5, List.of(4), 2, Activation.TANH));
            assertThat(trainer.update()).as("steps").isEqualTo(128);
        }
    }
}
