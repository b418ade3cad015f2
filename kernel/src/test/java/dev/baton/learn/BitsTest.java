package dev.baton.learn;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Activation;
import dev.baton.Backend;
import dev.baton.env.EnvSpec;
import dev.baton.env.TestEnvironments;
import dev.baton.nn.MlpSpec;
import dev.baton.nn.pass.Initialization;
import dev.baton.policy.CostAwarePolicy;
import dev.baton.policy.LatencyPolicy;
import dev.baton.policy.MlpPolicy;
import dev.baton.policy.Policy;
import dev.baton.policy.RandomPolicy;
import dev.baton.run.EpisodeResults;
import dev.baton.run.Evaluation;
import dev.baton.run.EvaluationResult;
import dev.baton.run.Execution;
import dev.baton.run.Rollout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Same bits everywhere, the second promise of the model's section 5; the tests of evaluation have the others. The build
 * runs this class with scalar kernels and with vectors of 128, 256 and the machine's bits, so equality with the
 * constants here is equality among them. The constants change only when a formula or an order of sums is changed on
 * purpose; the failure message shows the new ones.
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
            entry("paper leaky-relu[13, 7]", "18ec5f502541fda1"),
            entry("paper random", "cde8505d10078be3"),
            entry("paper relu[13, 7]", "d32f463f649aa12a"),
            entry("paper relu[13]", "2dfe0ad186c7a17a"),
            entry("paper relu[]", "8bd2cd7d9a017a39"),
            entry("paper silu[13, 7]", "39967156c850f733"),
            entry("paper tanh[13, 7]", "3932db8eefdd9a55"),
            entry("paper tanh[13]", "2c46dc05de254998"),
            entry("paper tanh[]", "8bd2cd7d9a017a39"));

    private static final Map<String, String> TRAININGS = Map.ofEntries(
            entry("everything relu[13, 7]", "34e54573757d2e03"),
            entry("everything relu[13]", "2215e8c9e876f2ed"),
            entry("everything relu[]", "e2c270bb64016329"),
            entry("paper leaky-relu[13, 7]", "9f460f26c7f2e9ed"),
            entry("paper silu[13, 7]", "42e970a25186bd90"),
            entry("paper tanh[13, 7]", "a4a8e7ea4c169a06"),
            entry("paper tanh[13]", "2e9dfb32edda65d0"),
            entry("paper tanh[]", "abb653d6368fbf1e"));

    /** The first evaluation and training of the class, before the compilers know it well. */
    private static final Map<String, String> FIRST_EVALUATIONS = evaluations(Execution.of(1));

    private static final Map<String, String> FIRST_TRAININGS = trainings(Execution.of(1));

    /** Without a hidden layer all are the same, and with one only the rectifier goes another way than with two. */
    private static List<List<Integer>> hidden(Activation activation, EnvSpec spec) {
        return switch (activation) {
            case TANH, RELU -> HIDDEN;
            case SILU, LEAKY_RELU -> spec.name().equals("paper") ? List.of(List.of(13, 7)) : List.of();
        };
    }

    private static Map<String, Policy> policies(EnvSpec spec) {
        Map<String, Policy> policies = new LinkedHashMap<>();
        policies.put("latency", new LatencyPolicy(spec));
        policies.put("cost-aware", new CostAwarePolicy(spec));
        policies.put("random", new RandomPolicy(spec));
        for (Activation activation : Activation.values()) {
            for (List<Integer> hidden : hidden(activation, spec)) {
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
        for (Activation activation : Activation.values()) {
            EnvSpec spec = switch (activation) {
                case TANH, SILU, LEAKY_RELU -> TestEnvironments.paper();
                case RELU -> TestEnvironments.everything();
            };
            for (List<Integer> hidden : hidden(activation, spec)) {
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
    @Tag("stored-hashes")
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
                whole.withBaseline(false), whole.withRewardToGo(false),
                whole.withBaseline(false).withRewardToGo(false));
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
}
