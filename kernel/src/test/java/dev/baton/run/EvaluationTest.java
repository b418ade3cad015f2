package dev.baton.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import dev.baton.Activation;
import dev.baton.Backend;
import dev.baton.EpisodeKind;
import dev.baton.env.Charge;
import dev.baton.env.CostComponent;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.env.Predictor;
import dev.baton.env.Stepper;
import dev.baton.env.TestEnvironments;
import dev.baton.learn.PolicyGradientTrainer;
import dev.baton.learn.TrainConfig;
import dev.baton.nn.MlpSpec;
import dev.baton.nn.pass.Initialization;
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
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Evaluations: means are those of the episodes, pieces those of the whole, and of the model's section 5 the promises
 * that every policy meets the same episodes and that another seed gives other ones. The bits are in a test of their
 * own.
 */
class EvaluationTest {
    private static final int EPISODES = 580;
    private static final long SEED = 12;

    private final List<EnvSpec> environments = List.of(TestEnvironments.paper(), TestEnvironments.everything());

    private static Map<String, Policy> policies(EnvSpec spec) {
        MlpSpec shape = new MlpSpec(spec.observationSize(), List.of(13), spec.actionCount(), Activation.TANH);
        float[] parameters = Initialization.glorotUniform(shape, SEED);
        for (int p = 0; p < parameters.length; p++) {
            parameters[p] *= 3;
        }
        Map<String, Policy> policies = new LinkedHashMap<>();
        policies.put("latency", new LatencyPolicy(spec));
        policies.put("cost-aware", new CostAwarePolicy(spec));
        policies.put("random", new RandomPolicy(spec));
        policies.put("network", new MlpPolicy(shape, parameters));
        return policies;
    }

    private static void assertSame(EpisodeResults found, EpisodeResults expected) {
        assertThat(found.steps).isEqualTo(expected.steps);
        assertThat(found.constraint).isEqualTo(expected.constraint);
        assertThat(found.components).isEqualTo(expected.components);
    }

    /** Episodes beyond the million that is summed at once. */
    @Test
    void moreEpisodesThanOneRound() {
        EnvSpec spec = TestEnvironments.tiny(
                3, 1, Charge.TERMINAL, Predictor.NOMINAL,
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
        // Half of the actions fail; 4 standard errors, 1 false alarm in 16,000 seeds.
        assertThat(result.successRate())
                .isEqualTo(successes / episodes)
                .isCloseTo(0.5, within(4 * 0.5 / Math.sqrt(episodes)));
        assertThat(result.steps()).isEqualTo(1);
    }

    @Test
    void meansAreThoseOfTheEpisodes() {
        for (EnvSpec spec : environments) {
            Policy policy = new RandomPolicy(spec);
            EvaluationResult result = Evaluation.run(spec, policy, SEED, EPISODES, Execution.of(1));
            EpisodeResults episodes = Evaluation.episodes(spec, policy, SEED, 0, EPISODES, Execution.of(1), null);
            double[] mean = new double[8];
            for (int n = 0; n < EPISODES; n++) {
                mean[0] += episodes.totalCost(spec.weights(), n) / EPISODES;
                mean[1] += (episodes.constraint[n] == 0 ? 1.0 : 0) / EPISODES;
                mean[2] += (double) episodes.steps[n] / EPISODES;
                for (CostComponent c : CostComponent.ALL) {
                    mean[3 + c.index()] += episodes.component(c, n) / EPISODES;
                }
            }
            double[] found = new double[8];
            found[0] = result.totalCost();
            found[1] = result.successRate();
            found[2] = result.steps();
            for (CostComponent c : CostComponent.ALL) {
                found[3 + c.index()] = result.components().get(c);
            }
            assertThat(found).containsExactly(mean, offset(1e-10));
        }
    }

    @Test
    void evaluationInOneGoEqualsPieces() {
        for (EnvSpec spec : environments) {
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
                        for (CostComponent c : CostComponent.ALL) {
                            assertThat(piece.component(c, n)).isEqualTo(whole.component(c, first + n));
                        }
                    }
                }
            });
        }
    }

    @Test
    void allActionsAvailableIsTheSameAsNoMasks() {
        for (EnvSpec spec : environments) {
            policies(spec).forEach((name, policy) -> {
                for (Backend backend : Backend.values()) {
                    Execution execution = new Execution(backend, 1, 64);
                    assertSame(
                            Evaluation.episodes(spec, policy, SEED, 0, EPISODES, execution, episode -> -1L),
                            Evaluation.episodes(spec, policy, SEED, 0, EPISODES, execution, null));
                }
            });
        }
    }

    @Test
    void otherSeedOtherNumbers() {
        EnvSpec spec = TestEnvironments.paper();
        policies(spec).forEach((name, policy) -> {
            EpisodeResults one = Evaluation.episodes(spec, policy, SEED, 0, EPISODES, Execution.of(1), null);
            EpisodeResults other = Evaluation.episodes(spec, policy, SEED + 1, 0, EPISODES, Execution.of(1), null);
            assertThat(other.constraint).as(name).isNotEqualTo(one.constraint);
        });
        TrainConfig config = new TrainConfig(SEED, 300, 300, List.of(4), Activation.TANH, 0.01, 0, 0.9, 1);
        TrainConfig other = new TrainConfig(SEED + 1, 300, 300, List.of(4), Activation.TANH, 0.01, 0, 0.9, 1);
        assertThat(train(spec, other)).isNotEqualTo(train(spec, config));
    }

    private static float[] train(EnvSpec spec, TrainConfig config) {
        try (PolicyGradientTrainer trainer = new PolicyGradientTrainer(spec, config, Execution.of(1))) {
            return trainer.train(metrics -> {}).parameters();
        }
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
        for (EnvSpec spec : environments) {
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
        evaluation.assign(SEED, EpisodeKind.EVALUATION, 0, 256);
        training.assign(SEED, EpisodeKind.TRAINING, 0, 256);
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
