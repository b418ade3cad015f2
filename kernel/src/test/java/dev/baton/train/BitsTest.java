package dev.baton.train;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.env.Stepper;
import dev.baton.env.TestEnvironments;
import dev.baton.nn.Activation;
import dev.baton.nn.Initialization;
import dev.baton.nn.MlpSpec;
import dev.baton.ops.Backend;
import dev.baton.policy.CostAwarePolicy;
import dev.baton.policy.LatencyPolicy;
import dev.baton.policy.MlpPolicy;
import dev.baton.policy.Policy;
import dev.baton.policy.PolicyActor;
import dev.baton.policy.RandomPolicy;
import dev.baton.rng.Stream;
import dev.baton.rng.Threefry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The three promises of the model's section 5. The build runs this class with scalar kernels and with vectors of 128,
 * 256 and the machine's bits, so equality with the constants here is equality among them. The constants change only
 * when a formula or an order of sums is changed on purpose; the failure message shows the new ones.
 */
class BitsTest {
    private static final int EPISODES = 580;
    private static final long SEED = 12;
    private static final List<EnvSpec> ENVIRONMENTS =
            List.of(TestEnvironments.paper(), TestEnvironments.everything());

    private static final List<List<Integer>> HIDDEN = List.of(List.of(), List.of(13), List.of(13, 7));

    private static final Map<String, String> EVALUATIONS = Map.ofEntries(
            entry("everything cost-aware", "25e9c7885cb859cf"),
            entry("everything latency", "56627649a75e01bd"),
            entry("everything random", "b36923a2445b7c38"),
            entry("everything relu[13, 7]", "e436d3b60c817a79"),
            entry("everything relu[13]", "18a9aaace7c92aca"),
            entry("everything relu[]", "9e91261986acdf60"),
            entry("everything tanh[13, 7]", "4578250d7afb0966"),
            entry("everything tanh[13]", "44d03e11dde8d668"),
            entry("everything tanh[]", "9e91261986acdf60"),
            entry("paper cost-aware", "799a58150d19fb65"),
            entry("paper latency", "4475488379978a11"),
            entry("paper random", "cde8505d10078be3"),
            entry("paper relu[13, 7]", "d32f463f649aa12a"),
            entry("paper relu[13]", "2dfe0ad186c7a17a"),
            entry("paper relu[]", "8bd2cd7d9a017a39"),
            entry("paper tanh[13, 7]", "3932db8eefdd9a55"),
            entry("paper tanh[13]", "2c46dc05de254998"),
            entry("paper tanh[]", "8bd2cd7d9a017a39"));

    private static final Map<String, String> TRAININGS = Map.ofEntries(
            entry("everything relu[13, 7]", "2a82af6551bd2a18"),
            entry("everything relu[13]", "5a13eb558cb960e"),
            entry("everything relu[]", "8f4c54bccab9beaa"),
            entry("paper tanh[13, 7]", "7b47556fe403a958"),
            entry("paper tanh[13]", "fea6d36e2b95ecc5"),
            entry("paper tanh[]", "63b56c3896bc1002"));

    /** The first evaluation and training of the class, before the compilers know it well. */
    private static final Map<String, String> FIRST_EVALUATIONS = evaluations(Execution.of(1));

    private static final Map<String, String> FIRST_TRAININGS = trainings(Execution.of(1));

    private static Map<String, Policy> policies(EnvSpec spec) {
        Map<String, Policy> policies = new LinkedHashMap<>();
        policies.put("latency", new LatencyPolicy(spec));
        policies.put("cost-aware", new CostAwarePolicy(spec));
        policies.put("random", new RandomPolicy(spec));
        for (Activation activation : Activation.values()) {
            for (List<Integer> hidden : HIDDEN) {
                MlpSpec shape = new MlpSpec(spec.observationSize(), hidden, spec.actionCount(), activation);
                float[] parameters = Initialization.glorotUniform(shape, SEED);
                for (int p = 0; p < parameters.length; p++) {
                    parameters[p] *= 3;
                }
                policies.put(activation.key() + hidden, new MlpPolicy(shape, parameters));
            }
        }
        return policies;
    }

    private static Map<String, String> evaluations(Execution execution) {
        Map<String, String> hashes = new TreeMap<>();
        for (EnvSpec spec : ENVIRONMENTS) {
            policies(spec).forEach((name, policy) -> {
                EpisodeResults results = Evaluation.episodes(spec, policy, SEED, 0, EPISODES, execution, null);
                hashes.put(spec.name() + " " + name, hash(results));
            });
        }
        return hashes;
    }

    private static Map<String, String> trainings(Execution execution) {
        Map<String, String> hashes = new TreeMap<>();
        for (List<Integer> hidden : HIDDEN) {
            for (EnvSpec spec : ENVIRONMENTS) {
                Activation activation = spec.name().equals("paper") ? Activation.TANH : Activation.RELU;
                // 300 episodes are two blocks; the last update has 100.
                TrainConfig config = new TrainConfig(SEED, 700, 300, hidden, activation, 0.01, 0.02, 0.9, 1);
                hashes.put(spec.name() + " " + activation.key() + hidden, hash(train(spec, config, execution)));
            }
        }
        return hashes;
    }

    private static float[] train(EnvSpec spec, TrainConfig config, Execution execution) {
        try (PolicyGradientTrainer trainer = new PolicyGradientTrainer(spec, config, execution)) {
            return trainer.train(metrics -> {}).parameters();
        }
    }

    private static String hash(EpisodeResults results) {
        long hash = 0xcbf29ce484222325L;
        // These environments are short, so that every sum is a float.
        for (double sum : results.components) {
            hash = (hash ^ Float.floatToIntBits((float) sum)) * 0x100000001b3L;
        }
        hash = hash(hash, results.constraint);
        for (int steps : results.steps) {
            hash = (hash ^ steps) * 0x100000001b3L;
        }
        return Long.toHexString(hash);
    }

    private static String hash(float[] values) {
        return Long.toHexString(hash(0xcbf29ce484222325L, values));
    }

    private static long hash(long start, float[] values) {
        long hash = start;
        for (float value : values) {
            hash = (hash ^ Float.floatToIntBits(value)) * 0x100000001b3L;
        }
        return hash;
    }

    /** Every tile and every number of threads, though not every combination, and some with the other back end. */
    private static List<Execution> executions() {
        Backend other = Backend.preferred() == Backend.SIMD ? Backend.SCALAR : Backend.SIMD;
        List<Execution> executions = new ArrayList<>(List.of(new Execution(other, 1, 64), new Execution(other, 2, 48)));
        int[][] tilesAndThreads = {{16, 1}, {48, 2}, {64, 3}, {256, 1}, {1024, 2}, {16, 3}};
        for (int[] t : tilesAndThreads) {
            executions.add(new Execution(Backend.preferred(), t[1], t[0]));
        }
        return executions;
    }

    @Tag("bits")
    @Test
    void resultsHaveTheStoredBits() {
        assertThat(FIRST_EVALUATIONS).as("found:%n%s", code(FIRST_EVALUATIONS)).isEqualTo(EVALUATIONS);
        assertThat(FIRST_TRAININGS).as("found:%n%s", code(FIRST_TRAININGS)).isEqualTo(TRAININGS);
    }

    /** The constants as they stand in this file. */
    private static String code(Map<String, String> hashes) {
        StringJoiner lines = new StringJoiner("," + System.lineSeparator());
        hashes.forEach((name, hash) -> lines.add("            entry(\"" + name + "\", \"" + hash + "\")"));
        return lines.toString();
    }

    @Tag("bits")
    @Test
    void evaluationHasTheSameBitsInEveryExecution() {
        for (Execution execution : executions()) {
            assertThat(evaluations(execution)).as("%s", execution).isEqualTo(FIRST_EVALUATIONS);
        }
    }

    @Tag("bits")
    @Test
    void trainingHasTheSameBitsInEveryExecution() {
        for (Execution execution : executions()) {
            assertThat(trainings(execution)).as("%s", execution).isEqualTo(FIRST_TRAININGS);
        }
    }

    /** Baseline and reward-to-go left out, each of which gives another policy. */
    @Tag("bits")
    @Test
    void variantsHaveTheSameBitsInEveryExecution() {
        EnvSpec spec = TestEnvironments.paper();
        TrainConfig whole = new TrainConfig(SEED, 700, 300, List.of(5), Activation.TANH, 0.01, 0.02, 0.9, 1);
        List<TrainConfig> variants = List.of(
                whole.withBaseline(false), whole.withRewardToGo(false), whole.withBaseline(false).withRewardToGo(false));
        List<String> hashes = new ArrayList<>(List.of(hash(train(spec, whole, Execution.of(1)))));
        for (TrainConfig variant : variants) {
            String expected = hash(train(spec, variant, Execution.of(1)));
            for (Execution execution : executions()) {
                assertThat(hash(train(spec, variant, execution))).as("%s", execution).isEqualTo(expected);
            }
            hashes.add(expected);
        }
        assertThat(hashes).doesNotHaveDuplicates();
    }

    @Tag("bits")
    @Test
    void warmResultsHaveTheBitsOfTheFirst() {
        for (int i = 0; i < 4; i++) {
            assertThat(evaluations(Execution.of(1))).isEqualTo(FIRST_EVALUATIONS);
            assertThat(trainings(Execution.of(1))).isEqualTo(FIRST_TRAININGS);
        }
    }

    @Tag("bits")
    @Test
    void meansHaveTheSameBitsInEveryExecution() {
        EnvSpec spec = TestEnvironments.paper();
        policies(spec).forEach((name, policy) -> {
            EvaluationResult expected = Evaluation.run(spec, policy, SEED, EPISODES, Execution.of(1));
            for (Execution execution : executions()) {
                assertThat(Evaluation.run(spec, policy, SEED, EPISODES, execution)).isEqualTo(expected);
            }
        });
    }

    /** More blocks than the shards that threads share, and a last block of one episode. */
    @Tag("bits")
    @Test
    void manyBlocksPerUpdateHaveTheSameBits() {
        EnvSpec spec = TestEnvironments.paper();
        int episodes = 70 * Rollout.BLOCK + 1;
        TrainConfig config = new TrainConfig(SEED, episodes, episodes, List.of(), Activation.TANH, 0.1, 0.1, 0, 1);
        float[] expected = train(spec, config, new Execution(Backend.SIMD, 1, 64));
        assertThat(train(spec, config, new Execution(Backend.SIMD, 2, 256))).isEqualTo(expected);
        assertThat(train(spec, config, new Execution(Backend.SCALAR, 3, 48))).isEqualTo(expected);
    }

    /** Episodes beyond the million that is summed at once. */
    @Test
    void moreEpisodesThanOneRound() {
        EnvSpec spec = TestEnvironments.tiny(
                3, 1, dev.baton.env.Charge.TERMINAL, dev.baton.env.Predictor.NOMINAL,
                TestEnvironments.tool("a", 1, 0, 0.5, -2.5));
        int episodes = (1 << 20) + 777;
        Policy policy = new LatencyPolicy(spec);
        EvaluationResult result = Evaluation.run(spec, policy, SEED, episodes, new Execution(Backend.SIMD, 1, 256));
        assertThat(Evaluation.run(spec, policy, SEED, episodes, new Execution(Backend.SIMD, 2, 64))).isEqualTo(result);
        assertThat(result.episodes()).isEqualTo(episodes);
        EpisodeResults all = Evaluation.episodes(spec, policy, SEED, 0, episodes, Execution.of(2), null);
        double cost = 0;
        double successes = 0;
        for (int n = 0; n < episodes; n++) {
            cost += all.totalCost(spec.weights(), n);
            successes += all.constraint[n] == 0 ? 1 : 0;
        }
        // Sums of small integers and halves are exact in any order.
        assertThat(result.totalCost()).isEqualTo(cost / episodes);
        assertThat(result.successRate()).isEqualTo(successes / episodes).isBetween(0.49, 0.51);
        assertThat(result.steps()).isEqualTo(1);
    }

    @Test
    void meansAreThoseOfTheEpisodes() {
        for (EnvSpec spec : ENVIRONMENTS) {
            Policy policy = new RandomPolicy(spec);
            EvaluationResult result = Evaluation.run(spec, policy, SEED, EPISODES, Execution.of(1));
            EpisodeResults episodes = Evaluation.episodes(spec, policy, SEED, 0, EPISODES, Execution.of(1), null);
            double[] mean = new double[8];
            for (int n = 0; n < EPISODES; n++) {
                mean[0] += episodes.totalCost(spec.weights(), n) / EPISODES;
                mean[1] += (episodes.constraint[n] == 0 ? 1.0 : 0) / EPISODES;
                mean[2] += (double) episodes.steps[n] / EPISODES;
                for (int c = 0; c < 5; c++) {
                    mean[3 + c] += episodes.component(c, n) / EPISODES;
                }
            }
            double[] found = new double[8];
            found[0] = result.totalCost();
            found[1] = result.successRate();
            found[2] = result.steps();
            for (int c = 0; c < 5; c++) {
                found[3 + c] = result.components().get(c);
            }
            assertThat(found).containsExactly(mean, org.assertj.core.data.Offset.offset(1e-10));
        }
    }

    @Test
    void evaluationInOneGoEqualsPieces() {
        for (EnvSpec spec : ENVIRONMENTS) {
            policies(spec).forEach((name, policy) -> {
                EpisodeResults whole = Evaluation.episodes(spec, policy, SEED, 0, EPISODES, Execution.of(2), null);
                int[] cuts = {0, 1, 17, 305, 305, 330, EPISODES};
                for (int i = 0; i + 1 < cuts.length; i++) {
                    int first = cuts[i];
                    int count = cuts[i + 1] - first;
                    EpisodeResults piece = Evaluation.episodes(spec, policy, SEED, first, count, Execution.of(1), null);
                    for (int n = 0; n < count; n++) {
                        assertThat(piece.steps[n]).isEqualTo(whole.steps[first + n]);
                        assertThat(piece.constraint[n]).isEqualTo(whole.constraint[first + n]);
                        for (int c = 0; c < 5; c++) {
                            assertThat(piece.component(c, n)).isEqualTo(whole.component(c, first + n));
                        }
                    }
                }
            });
        }
    }

    @Test
    void allActionsAvailableIsTheSameAsNoMasks() {
        for (EnvSpec spec : ENVIRONMENTS) {
            policies(spec).forEach((name, policy) -> {
                for (Backend backend : Backend.values()) {
                    EpisodeResults masked = Evaluation.episodes(
                            spec, policy, SEED, 0, EPISODES, new Execution(backend, 1, 64), episode -> -1L);
                    assertThat(hash(masked)).isEqualTo(FIRST_EVALUATIONS.get(spec.name() + " " + name));
                }
            });
        }
    }

    @Test
    void otherSeedOtherNumbers() {
        EnvSpec spec = TestEnvironments.paper();
        policies(spec).forEach((name, policy) -> {
            EpisodeResults other = Evaluation.episodes(spec, policy, SEED + 1, 0, EPISODES, Execution.of(1), null);
            assertThat(hash(other)).isNotEqualTo(FIRST_EVALUATIONS.get("paper " + name));
        });
        TrainConfig config = new TrainConfig(SEED, 300, 300, List.of(4), Activation.TANH, 0.01, 0, 0.9, 1);
        TrainConfig other = new TrainConfig(SEED + 1, 300, 300, List.of(4), Activation.TANH, 0.01, 0, 0.9, 1);
        assertThat(train(spec, other, Execution.of(1))).isNotEqualTo(train(spec, config, Execution.of(1)));
    }

    /** What a policy met: the start states by episode, and ξ by episode and step. */
    private static final class Met {
        final Map<Integer, List<Float>> starts = new TreeMap<>();
        final Map<Long, Integer> outcomeWords = new TreeMap<>();
    }

    /** Looks over the shoulder of another policy. */
    private record Witness(Policy policy, Met met) implements Policy {
        @Override
        public PolicyActor actor(EnvTables tables, Backend backend, int capacity) {
            PolicyActor actor = policy.actor(tables, backend, capacity);
            int dimension = tables.spec().dimension();
            return new PolicyActor() {
                @Override
                public void act(EpisodeBatch batch, int from, int to) {
                    for (int n = from; n < to; n++) {
                        met.outcomeWords.put((long) batch.episode[n] << 16 | batch.step[n], batch.outcomeWord[n]);
                        if (batch.step[n] == 0) {
                            met.starts.put(batch.episode[n], task(batch, dimension, n));
                        }
                    }
                    actor.act(batch, from, to);
                }

                @Override
                public void probabilities(EpisodeBatch batch, int from, int to, float[] out, int start, int stride) {
                    actor.probabilities(batch, from, to, out, start, stride);
                }
            };
        }
    }

    private static List<Float> task(EpisodeBatch batch, int dimension, int n) {
        List<Float> task = new ArrayList<>();
        for (int i = 0; i < dimension; i++) {
            task.add(batch.task[i * batch.stride + n]);
        }
        return task;
    }

    @Test
    void everyPolicyMeetsTheSameEpisodes() {
        for (EnvSpec spec : ENVIRONMENTS) {
            Map<Integer, List<Float>> starts = new TreeMap<>();
            policies(spec).forEach((name, policy) -> {
                Met met = new Met();
                Evaluation.episodes(spec, new Witness(policy, met), SEED, 0, EPISODES, Execution.of(1), null);
                if (starts.isEmpty()) {
                    starts.putAll(met.starts);
                }
                assertThat(met.starts).as(name).isEqualTo(starts);
                met.outcomeWords.forEach((at, word) -> {
                    int episode = (int) (at >> 16);
                    long block = Threefry.block(Stream.EVALUATION_STEP.key(SEED), episode, (int) (at & 0xffff));
                    assertThat(word).as(name).isEqualTo(Threefry.word1(block));
                });
            });
            assertThat(starts.values()).as("different episodes").doesNotHaveDuplicates();
        }
    }

    @Test
    void trainingAndEvaluationEpisodesDiffer() {
        EnvSpec spec = TestEnvironments.paper();
        Stepper stepper = Stepper.of(Backend.preferred(), new EnvTables(spec));
        EpisodeBatch evaluation = new EpisodeBatch(new EnvTables(spec), 256, false);
        EpisodeBatch training = new EpisodeBatch(new EnvTables(spec), 256, false);
        evaluation.assign(SEED, false, 0, 256);
        training.assign(SEED, true, 0, 256);
        for (EpisodeBatch batch : List.of(evaluation, training)) {
            stepper.start(batch, 0, 256);
            stepper.draw(batch, 0, 256);
        }
        List<List<Float>> tasks = new ArrayList<>();
        List<Integer> words = new ArrayList<>();
        for (int n = 0; n < 256; n++) {
            tasks.addAll(List.of(task(evaluation, 4, n), task(training, 4, n)));
            words.addAll(List.of(evaluation.outcomeWord[n], training.outcomeWord[n]));
            words.addAll(List.of(evaluation.actionWord[n], training.actionWord[n]));
        }
        assertThat(tasks).doesNotHaveDuplicates();
        // 1,024 words of 32 bits: a chance repetition has probability 1e-4, and not under this seed.
        assertThat(words).doesNotHaveDuplicates();
        assertThat(Arrays.equals(evaluation.task, training.task)).isFalse();
    }
}
