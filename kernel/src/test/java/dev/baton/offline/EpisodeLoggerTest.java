package dev.baton.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.baton.Backend;
import dev.baton.env.Action;
import dev.baton.env.ActionKind;
import dev.baton.env.Charge;
import dev.baton.env.EnvSpec;
import dev.baton.env.Predictor;
import dev.baton.env.TestEnvironments;
import dev.baton.nn.Activation;
import dev.baton.nn.MlpSpec;
import dev.baton.nn.pass.Initialization;
import dev.baton.policy.LatencyPolicy;
import dev.baton.policy.MlpPolicy;
import dev.baton.policy.Policy;
import dev.baton.policy.RandomPolicy;
import dev.baton.run.Execution;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EpisodeLoggerTest {
    @Test
    void theLogSaysWhatHappened() {
        EnvSpec env = TestEnvironments.tiny(
                4, 5, Charge.STEP, Predictor.NOMINAL, TestEnvironments.sure("a", ActionKind.TOOL, 1, 0.5, -1));
        List<LoggedEpisode> log = Logs.episodes(env, new LatencyPolicy(env), 0, 3, 21, Execution.of(1));
        assertThat(log).hasSize(21);
        for (LoggedEpisode episode : log) {
            // z, latency, money before each step; costs 1 + 0.5 + g with g 2, 1, 0.
            assertThat(episode.state()).containsExactly(4, 0, 0, 3, 1, 0.5f, 2, 2, 1);
            assertThat(episode.cost()).containsExactly(3.5f, 2.5f, 1.5f);
            assertThat(episode.action()).containsExactly(0, 0, 0);
            assertThat(episode.outcome()).containsOnly(0);
            assertThat(episode.probability()).containsExactly(1, 1, 1);
            assertThat(episode.constraint()).isZero();
            assertThat(episode.totalCost()).isEqualTo(7.5);
        }
    }

    @Test
    void explorationHasTheStatedProbabilities() {
        EnvSpec env = TestEnvironments.paper();
        int[] counts = new int[env.actionCount()];
        int steps = 0;
        for (LoggedEpisode episode : Logs.episodes(env, new LatencyPolicy(env), 0.4, 3, 500, Execution.of(1))) {
            for (int t = 0; t < episode.steps(); t++) {
                counts[episode.action()[t]]++;
                steps++;
                assertThat(episode.probability()[t]).isEqualTo(episode.action()[t] == 0 ? 0.68f : 0.08f);
            }
        }
        // Some 5,000 steps: 5 standard errors are 0.033 and 0.019.
        assertThat((double) counts[0] / steps).isCloseTo(0.68, within(0.033));
        for (int k = 1; k < counts.length; k++) {
            assertThat((double) counts[k] / steps).isCloseTo(0.08, within(0.019));
        }
    }

    /** All logits 0: the true probability is 0.2 whatever is explored. */
    @ParameterizedTest
    @EnumSource
    void aNetworkThatSamplesIsLoggedWithItsTrueProbability(Backend backend) {
        EnvSpec env = TestEnvironments.paper();
        MlpSpec spec = new MlpSpec(env.observationSize(), List.of(), env.actionCount(), Activation.TANH);
        Policy even = new MlpPolicy(spec, new float[spec.parameterCount()]).sampled();
        for (double explore : new double[] {0, 0.5}) {
            for (LoggedEpisode episode :
                    Logs.episodes(env, even, explore, 0, 288, new Execution(backend, 1, 1152))) {
                assertThat(episode.probability()).containsOnly(0.2f);
            }
        }
        EpisodeLog log = Logs.of(env, new RandomPolicy(env), 0, 0, 1000);
        OffPolicyEvaluation evaluation =
                OffPolicyEvaluation.of(log, even, new Execution(backend, 1, 1152), share -> {});
        assertThat(evaluation.meanWeight()).isCloseTo(1, within(1e-6));
        OffPolicyEstimate estimate = evaluation.estimate(Estimator.PER_DECISION);
        assertThat(estimate.totalCost()).isCloseTo(29.21, within(4 * evaluation.loggedError()));
    }

    /** A network that samples and explores: (1 − ε) π + ε / K of the action, π by hand from the logits. */
    @Test
    void explorationMixesWithTheProbabilitiesOfANetwork() {
        EnvSpec env = TestEnvironments.paper();
        MlpSpec spec = new MlpSpec(env.observationSize(), List.of(), env.actionCount(), Activation.TANH);
        float[] parameters = new float[spec.parameterCount()];
        double[] logits = {0.5, -1, 2, 0, 1};
        double sum = 0;
        for (int k = 0; k < logits.length; k++) {
            parameters[spec.biasOf(0) + k] = (float) logits[k];
            sum += Math.exp(logits[k]);
        }
        Policy sampled = new MlpPolicy(spec, parameters).sampled();
        for (LoggedEpisode episode : Logs.episodes(env, sampled, 0.3, 1, 50, Execution.of(1))) {
            for (int t = 0; t < episode.steps(); t++) {
                double chance = 0.7 * Math.exp(logits[episode.action()[t]]) / sum + 0.06;
                assertThat((double) episode.probability()[t]).isCloseTo(chance, within(1e-6));
            }
        }
    }

    @Test
    void anOverflowFails() {
        Action grow = Action.of("grow", ActionKind.TOOL, 1, 0, 0, List.of(1e9), List.of(0.0));
        EnvSpec env = TestEnvironments.tiny(2, 10, Charge.STEP, Predictor.NONE, grow);
        EpisodeLogger logger = new EpisodeLogger(env, new RandomPolicy(env), 0, Execution.of(1));
        assertThatThrownBy(() -> logger.run(0, 0, 3, episode -> {}))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageStartingWith("total cost: expected finite numbers, found Infinity");
    }

    @Test
    void allBackendsTilesAndBlocksLogTheSame() {
        EnvSpec env = TestEnvironments.everything();
        MlpSpec spec = new MlpSpec(env.observationSize(), List.of(5), env.actionCount(), Activation.RELU);
        Policy policy = new MlpPolicy(spec, Initialization.glorotUniform(spec, 1)).sampled();
        List<LoggedEpisode> first = Logs.episodes(env, policy, 0.2, 9, 600, new Execution(Backend.SCALAR, 1, 48));
        for (Execution execution : List.of(new Execution(Backend.SIMD, 1, 16), new Execution(Backend.SIMD, 1, 1152))) {
            List<LoggedEpisode> other = Logs.episodes(env, policy, 0.2, 9, 600, execution);
            for (int e = 0; e < 600; e++) {
                assertThat(other.get(e)).usingRecursiveComparison().isEqualTo(first.get(e));
            }
        }
    }

    @Test
    void refusesWhatCannotBe() {
        EnvSpec env = TestEnvironments.paper();
        assertThatThrownBy(() -> new EpisodeLogger(env, new RandomPolicy(env), 2, Execution.of(1)))
                .hasMessage("explore: expected a number from 0 to 1, found 2.0");
        assertThatThrownBy(() -> LogShape.of(TestEnvironments.chain()).requireFits(env))
                .hasMessage("dimension: expected 4, found 1; the log was made in another environment");
        EnvSpec other = TestEnvironments.with(env, TestEnvironments.all(4, 0.3), env.clip());
        assertThatThrownBy(() -> LogShape.of(env).requireFits(other))
                .hasMessageStartingWith("fingerprint of what actions do and cost, of start states, drift and tolerance:"
                        + " expected " + other.fingerprint() + ", found " + env.fingerprint());
    }
}
