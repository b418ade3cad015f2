package dev.baton.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Backend;
import dev.baton.EpisodeKind;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.env.Stepper;
import dev.baton.env.TestEnvironments;
import dev.baton.nn.Activation;
import dev.baton.nn.MlpSpec;
import dev.baton.nn.pass.Initialization;
import dev.baton.testing.Allocations;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link PolicyRunner} does for one observation what the policy's actors do for a batch. */
class PolicyRunnerTest {
    private static final EnvSpec ENV = TestEnvironments.paper();
    private static final int EPISODES = 200;

    private static MlpPolicy policy(Activation activation, List<Integer> hidden) {
        MlpSpec shape = new MlpSpec(ENV.observationSize(), hidden, ENV.actionCount(), activation);
        return new MlpPolicy(shape, Initialization.glorotUniform(shape, 11));
    }

    @Tag("bits")
    @ParameterizedTest
    @EnumSource(Activation.class)
    void choosesWhatTheActorsChoose(Activation activation) {
        for (List<Integer> hidden : List.of(List.<Integer>of(), List.of(64), List.of(7, 5))) {
            MlpPolicy policy = policy(activation, hidden);
            Backend backend = Backend.preferred();
            EnvTables tables = new EnvTables(ENV);
            EpisodeBatch batch = new EpisodeBatch(tables, EPISODES, false);
            batch.assign(5, EpisodeKind.EVALUATION, 0, EPISODES);
            Stepper stepper = Stepper.of(backend, tables);
            stepper.start(batch, 0, EPISODES);
            stepper.draw(batch, 0, EPISODES);
            int features = ENV.observationSize();
            int actions = ENV.actionCount();
            int stride = (EPISODES + 15) & -16;
            float[] observations = new float[features * stride];
            stepper.observe(batch, 0, EPISODES, observations, 0, stride);
            float[] expected = new float[actions * stride];
            policy.sampled().actor(tables, backend, EPISODES)
                    .probabilities(batch, 0, EPISODES, expected, 0, stride);
            policy.actor(tables, backend, EPISODES).act(batch, 0, EPISODES);

            PolicyRunner runner = policy.runner();
            float[] observation = new float[features];
            float[] probabilities = new float[actions];
            for (int n = 0; n < EPISODES; n++) {
                for (int i = 0; i < features; i++) {
                    observation[i] = observations[i * stride + n];
                }
                assertThat(runner.act(observation)).isEqualTo(batch.action[n]);
                runner.probabilities(observation, -1, probabilities);
                for (int k = 0; k < actions; k++) {
                    assertThat(probabilities[k]).isEqualTo(expected[k * stride + n]);
                }
            }
        }
    }

    @Test
    void choosesAmongWhatIsAvailable() {
        PolicyRunner runner = policy(Activation.TANH, List.of(8)).runner();
        float[] observation = new float[ENV.observationSize()];
        observation[0] = 2;
        float[] probabilities = new float[ENV.actionCount()];
        int best = runner.act(observation);
        int second = runner.act(observation, ~(1L << best));
        assertThat(second).isNotEqualTo(best);
        assertThat(runner.act(observation, 1L << second)).isEqualTo(second);
        runner.probabilities(observation, ~(1L << best), probabilities);
        assertThat(probabilities[best]).isZero();
        assertThat(probabilities[second]).isPositive();
        assertThat(runner.act(observation)).isEqualTo(best);
    }

    @Test
    void allocatesNothing() {
        PolicyRunner runner = policy(Activation.RELU, List.of(64)).runner();
        float[] observation = new float[ENV.observationSize()];
        float[] probabilities = new float[ENV.actionCount()];
        Allocations.assertNothing("a decision", () -> {
            observation[0]++;
            runner.act(observation);
            runner.probabilities(observation, -1, probabilities);
        });
    }

    @Test
    void refusesWhatIsNoObservation() {
        PolicyRunner runner = policy(Activation.TANH, List.of()).runner();
        int features = ENV.observationSize();
        float[] observation = new float[features];
        assertThatThrownBy(() -> runner.act(new float[features + 1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("observation: expected " + features + " features, found " + (features + 1));
        assertThatThrownBy(() -> runner.act(observation, 1L << ENV.actionCount()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("available: expected at least one of");
        assertThatThrownBy(() -> runner.probabilities(observation, -1, new float[1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one for each action, found 1");
        observation[1] = Float.NaN;
        assertThatThrownBy(() -> runner.act(observation))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("observation[1]: expected a finite number, found NaN");
    }
}
