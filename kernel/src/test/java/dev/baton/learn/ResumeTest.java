package dev.baton.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Backend;
import dev.baton.env.EnvSpec;
import dev.baton.env.KnownWorlds;
import dev.baton.env.TestEnvironments;
import dev.baton.exact.OptimalPolicy;
import dev.baton.nn.Activation;
import dev.baton.policy.CostAwarePolicy;
import dev.baton.run.Execution;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A training that was put down and taken up again is the one that nobody interrupted, bit for bit. */
@Tag("bits")
class ResumeTest {
    private static final int EPISODES = 600;
    private static final List<Execution> EXECUTIONS = List.of(
            new Execution(Backend.SCALAR, 2, 48),
            new Execution(Backend.preferred(), 3, 256),
            new Execution(Backend.preferred(), 1, 16));

    /** A way to train. */
    enum Way {
        REINFORCE,
        WITHOUT_BASELINE,
        PPO,
        CONSTRAINED,
        CONSTRAINED_PPO,
        TAUGHT_BY_THE_OPTIMUM,
        TAUGHT_BY_A_RULE
    }

    private static EnvSpec env(Way way) {
        return switch (way) {
            case REINFORCE, PPO, TAUGHT_BY_A_RULE -> TestEnvironments.everything();
            case WITHOUT_BASELINE, TAUGHT_BY_THE_OPTIMUM -> TestEnvironments.paper();
            case CONSTRAINED, CONSTRAINED_PPO -> KnownWorlds.cascade(7);
        };
    }

    /** The last update has fewer episodes than the others. */
    private static TrainConfig config(List<Integer> hidden) {
        return new TrainConfig(5, EPISODES, 130, hidden, Activation.TANH, 0.01, 0.02, 0.97, 1.0);
    }

    private static ResumableTraining start(Way way, Execution execution) {
        return start(way, execution, List.of(13));
    }

    private static ResumableTraining start(Way way, Execution execution, List<Integer> hidden) {
        EnvSpec env = env(way);
        TrainConfig config = config(hidden);
        PpoConfig ppo = new PpoConfig(config, 3, 4, 0.2, 0.9, List.of(9), 0.01);
        SupervisedConfig supervised = new SupervisedConfig(config, 2, 3);
        return switch (way) {
            case REINFORCE -> new PolicyGradientTrainer(env, config, execution);
            case WITHOUT_BASELINE ->
                new PolicyGradientTrainer(env, config.withBaseline(false).withRewardToGo(false), execution);
            case PPO -> new PpoTrainer(env, ppo, execution);
            case CONSTRAINED ->
                new ConstrainedTrainer(
                        env, 0.9, config, world -> new PolicyGradientTrainer(world, config, execution), execution);
            case CONSTRAINED_PPO ->
                new ConstrainedTrainer(env, 0.9, config, world -> new PpoTrainer(world, ppo, execution), execution);
            case TAUGHT_BY_THE_OPTIMUM -> new SupervisedTrainer(
                    env, new Teacher.Optimum(new OptimalPolicy(env)), supervised, execution);
            case TAUGHT_BY_A_RULE -> new SupervisedTrainer(
                    env, new Teacher.Sampled(new CostAwarePolicy(env)), supervised, execution);
        };
    }

    private static Object metrics(ResumableTraining training) {
        return switch (training) {
            case EpisodeLearner learner -> learner.metrics();
            case SupervisedTrainer supervised -> supervised.metrics();
            case ConstrainedTrainer constrained -> constrained.metrics();
            default -> throw new IllegalStateException();
        };
    }

    /** All numbers of a state, as bits. */
    private static Map<String, ByteBuffer> bits(TrainingState state) {
        Map<String, ByteBuffer> bits = new LinkedHashMap<>();
        for (String name : state.names()) {
            Object array = state.array(name);
            ByteBuffer bytes = ByteBuffer.allocate(Array.getLength(array) * Long.BYTES);
            switch (array) {
                case float[] floats -> bytes.asFloatBuffer().put(floats);
                case double[] doubles -> bytes.asDoubleBuffer().put(doubles);
                case long[] longs -> bytes.asLongBuffer().put(longs);
                default -> throw new IllegalStateException(name);
            }
            bits.put(name, bytes);
        }
        return bits;
    }

    @ParameterizedTest
    @EnumSource
    void fromAnyUpdateTheEndIsTheSame(Way way) {
        Map<Integer, TrainingState> states = new TreeMap<>();
        Map<Integer, Object> seen = new TreeMap<>();
        try (ResumableTraining whole = start(way, Execution.of(1))) {
            int updates = 0;
            while (true) {
                states.put(updates, whole.save());
                seen.put(updates, metrics(whole));
                if (whole.finished()) {
                    break;
                }
                whole.update();
                updates++;
            }
        }
        int last = states.size() - 1;
        assertThat(last).isEqualTo(5);
        assertThat(bits(states.get(last))).as("learning changes the state").isNotEqualTo(bits(states.get(last - 1)));
        for (int from = 0; from <= last; from++) {
            try (ResumableTraining resumed = start(way, EXECUTIONS.get(from % EXECUTIONS.size()))) {
                resumed.restore(states.get(from));
                for (int update = from; update <= last; update++) {
                    String as = "resumed from " + from + ", update " + update;
                    assertThat(bits(resumed.save())).as(as).isEqualTo(bits(states.get(update)));
                    assertThat(metrics(resumed)).as(as).isEqualTo(seen.get(update));
                    assertThat(resumed.finished()).as(as).isEqualTo(update == last);
                    resumed.update();
                }
            }
        }
    }

    /** A training that is far ahead goes back, and what it had seen leaves no trace. */
    @ParameterizedTest
    @EnumSource
    void aTrainingGoesBack(Way way) {
        try (ResumableTraining training = start(way, Execution.of(2))) {
            training.update();
            TrainingState first = training.save();
            while (!training.finished()) {
                training.update();
            }
            Map<String, ByteBuffer> end = bits(training.save());
            training.restore(first);
            assertThat(bits(training.save())).isEqualTo(bits(first));
            while (!training.finished()) {
                training.update();
            }
            assertThat(bits(training.save())).isEqualTo(end);
        }
    }

    private static TrainingState with(TrainingState state, String changed, Object array) {
        TrainingState copy = new TrainingState();
        for (String name : state.names()) {
            switch (name.equals(changed) ? array : state.array(name)) {
                case float[] floats -> copy.put(name, floats);
                case double[] doubles -> copy.put(name, doubles);
                case long[] longs -> copy.put(name, longs);
                default -> throw new IllegalStateException(name);
            }
        }
        return copy;
    }

    @ParameterizedTest
    @EnumSource
    void whatDoesNotFitIsRefusedBeforeAnythingChanges(Way way) {
        TrainingState other;
        try (ResumableTraining wider = start(way, Execution.of(1), List.of(14))) {
            wider.update();
            other = wider.save();
        }
        try (ResumableTraining training = start(way, Execution.of(1))) {
            training.update();
            training.update();
            TrainingState state = training.save();
            Map<String, ByteBuffer> before = bits(state);
            String updates = state.names().stream().filter(name -> name.endsWith("updates")).findFirst().orElseThrow();
            String policy = state.names().stream().filter(name -> name.endsWith("policy")).findFirst().orElseThrow();
            float[] parameters = (float[]) state.array(policy);
            parameters[3] = Float.NaN;
            assertThatThrownBy(() -> training.restore(other))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching("state: expected \\d+ floats in " + policy + ", found \\d+ floats");
            assertThatThrownBy(() -> training.restore(with(state, policy, parameters)))
                    .hasMessage("state: expected finite numbers in " + policy + ", found others");
            assertThatThrownBy(() -> training.restore(with(state, updates, new long[] {6})))
                    .hasMessageEndingWith("updates from 0 to 5, found 6");
            assertThatThrownBy(() -> training.restore(with(state, updates, new long[] {-1})))
                    .hasMessageEndingWith("updates from 0 to 5, found -1");
            assertThatThrownBy(() -> training.restore(with(state, updates, new double[] {1})))
                    .hasMessage("state: expected 1 longs in " + updates + ", found 1 doubles");
            assertThatThrownBy(() -> training.restore(new TrainingState()))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> training.restore(with(state, "", 0).put("more", 1L)))
                    .hasMessage("state: expected no array more, found one");
            assertThatThrownBy(() -> with(state, "", 0).put(updates, 1L))
                    .hasMessage("state: expected each name once, found " + updates + " twice");
            assertThat(bits(training.save())).isEqualTo(before);
        }
    }

    /** What was taken from a state or given to it is a copy. */
    @ParameterizedTest
    @EnumSource
    void aStateIsACopy(Way way) {
        try (ResumableTraining training = start(way, Execution.of(1))) {
            TrainingState state = training.save();
            Map<String, ByteBuffer> before = bits(state);
            training.update();
            assertThat(bits(state)).isEqualTo(before);
            String policy = state.names().stream().filter(name -> name.endsWith("policy")).findFirst().orElseThrow();
            ((float[]) state.array(policy))[0]++;
            assertThat(bits(state)).isEqualTo(before);
            assertThat(state.toString()).startsWith("TrainingState[").contains(policy + ": ");
        }
    }
}
