package dev.baton.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Activation;
import dev.baton.Backend;
import dev.baton.env.ActionKind;
import dev.baton.env.Charge;
import dev.baton.env.EnvSpec;
import dev.baton.env.Predictor;
import dev.baton.env.TestEnvironments;
import dev.baton.policy.CostAwarePolicy;
import dev.baton.policy.LatencyPolicy;
import dev.baton.policy.MlpPolicy;
import dev.baton.policy.Policy;
import dev.baton.policy.RandomPolicy;
import dev.baton.run.Evaluation;
import dev.baton.run.Execution;
import dev.baton.testing.Hash;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ImitationTrainerTest {
    private static final String TRAINED = "907f2241d09ef187";

    private static MlpPolicy train(EpisodeLog log, ImitationConfig config, Backend backend) {
        return new ImitationTrainer(log, config, backend).train(metrics -> {});
    }

    private static double cost(EnvSpec env, Policy policy) {
        return Evaluation.run(env, policy, 777, 40_000, Execution.of(2)).totalCost();
    }

    @Tag("bits")
    @Test
    void resultHasTheStoredBitsInEveryExecution() {
        EnvSpec env = TestEnvironments.paper();
        EpisodeLog log = Logs.of(env, new RandomPolicy(env), 0, 3, 200);
        ImitationConfig config = new ImitationConfig(12, List.of(13), Activation.TANH, 3, 500, 0.01, 1, 1);
        assertThat(Hash.of(train(log, config, Backend.preferred()).parameters())).isEqualTo(TRAINED);
        for (Backend backend : Backend.values()) {
            assertThat(Hash.of(train(log, config, backend).parameters())).isEqualTo(TRAINED);
        }
    }

    /** A baseline's trajectories [3.4 (a)] teach the baseline, and nothing else. */
    @Test
    void aBaselinesLogTeachesTheBaseline() {
        EnvSpec env = TestEnvironments.paper();
        for (Policy baseline : List.of(new LatencyPolicy(env), new CostAwarePolicy(env))) {
            EpisodeLog log = Logs.of(env, baseline, 0, 0, 300);
            ImitationTrainer trainer =
                    new ImitationTrainer(log, ImitationConfig.preset(0), Backend.preferred());
            List<ImitationMetrics> metrics = new ArrayList<>();
            MlpPolicy policy = trainer.train(metrics::add);
            assertThat(trainer.neverTried()).hasSize(4);
            assertThat(cost(env, policy)).isEqualTo(cost(env, baseline));
            assertThat(metrics).hasSize(30).allMatch(m -> m.episodes() == 300);
        }
    }

    /** "dear" and "cheap" do the same, at 4 and 1; both were logged alike, so only what they cost tells them apart. */
    @Test
    void whatCostsLessIsImitatedMore() {
        EnvSpec env = TestEnvironments.tiny(
                4, 4, Charge.TERMINAL, Predictor.NOMINAL,
                TestEnvironments.sure("dear", ActionKind.TOOL, 4, 0, -1),
                TestEnvironments.sure("cheap", ActionKind.TOOL, 1, 0, -1));
        EpisodeLog log = Logs.of(env, new RandomPolicy(env), 0, 1, 800);
        List<ImitationMetrics> metrics = new ArrayList<>();
        MlpPolicy policy = new ImitationTrainer(log, ImitationConfig.preset(1), Backend.preferred())
                .train(metrics::add);
        assertThat(cost(env, policy)).isEqualTo(3);
        assertThat(metrics.getFirst().effectiveSteps()).isBetween(0.2 * log.steps(), 0.8 * log.steps());
        ImitationConfig blind = new ImitationConfig(
                1, List.of(64), Activation.TANH, 30, 512, 0.003, 1, Double.POSITIVE_INFINITY);
        metrics.clear();
        new ImitationTrainer(log, blind, Backend.preferred()).train(metrics::add);
        assertThat(metrics.getFirst().effectiveSteps()).as("weights of 1").isEqualTo(log.steps());
    }

    /** Random episodes cost 29.2: what went well among them is better than their mean. */
    @Tag("slow")
    @Test
    void improvesOnRandomEpisodes() {
        EnvSpec env = TestEnvironments.paper();
        EpisodeLog log = Logs.of(env, new RandomPolicy(env), 0, 1, 4000);
        double cost = cost(env, train(log, ImitationConfig.preset(1), Backend.preferred()));
        System.out.println("ImitationTrainerTest: " + cost);
        assertThat(cost).isLessThan(20);
    }

    @Test
    void refusesWhatCannotBe() {
        EnvSpec env = TestEnvironments.paper();
        assertThatThrownBy(() -> train(EpisodeLog.of(env, List.of()), ImitationConfig.preset(0), Backend.SCALAR))
                .hasMessage("log: expected at least one step, found none");
        assertThatThrownBy(() -> new ImitationConfig(0, List.of(), Activation.RELU, 1, 1, 1, 1, 0))
                .hasMessage("temperature: expected a number above 0, found 0.0");
    }
}
