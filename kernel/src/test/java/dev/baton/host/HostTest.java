package dev.baton.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.baton.Backend;
import dev.baton.EpisodeKind;
import dev.baton.dynamics.Autoreset;
import dev.baton.dynamics.BatchDynamics;
import dev.baton.dynamics.Draws;
import dev.baton.dynamics.DynamicsBatch;
import dev.baton.dynamics.EnvironmentChecker;
import dev.baton.dynamics.VectorEnv;
import dev.baton.dynamics.VectorStep;
import dev.baton.env.Columns;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.env.ExpectedLatency;
import dev.baton.env.InvalidSpecException;
import dev.baton.env.KnownWorlds;
import dev.baton.env.Prediction;
import dev.baton.env.Signals;
import dev.baton.env.Simulation;
import dev.baton.env.StepCost;
import dev.baton.env.Stepper;
import dev.baton.env.TestEnvironments;
import dev.baton.exact.InformationBounds;
import dev.baton.exact.Playbook;
import dev.baton.exact.StartStates;
import dev.baton.learn.ConstrainedTrainer;
import dev.baton.learn.EpisodeLearner;
import dev.baton.learn.PpoConfig;
import dev.baton.learn.PpoDiagnostics;
import dev.baton.learn.PpoTrainer;
import dev.baton.learn.ResumableTraining;
import dev.baton.learn.TrainConfig;
import dev.baton.learn.TrainingState;
import dev.baton.policy.Actor;
import dev.baton.policy.ColumnActor;
import dev.baton.policy.MlpPolicy;
import dev.baton.policy.PolicyRunner;
import dev.baton.policy.Rule;
import dev.baton.run.Execution;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the kernel exports, used from another package as a host does. */
class HostTest {
    private static final PpoConfig PPO = new PpoConfig(
            TrainConfig.paper(3).withEpisodes(64).withEpisodesPerUpdate(32), 1, 2, 0.2, 0.95, List.of(4), 0.01);

    /** Counts down from 3; action 1 counts twice as fast at twice the cost. */
    private static final class Countdown implements BatchDynamics {
        @Override
        public String name() {
            return "countdown";
        }

        @Override
        public int observationSize() {
            return 1;
        }

        @Override
        public int actionCount() {
            return 2;
        }

        @Override
        public int horizon() {
            return 5;
        }

        @Override
        public int intRows() {
            return 1;
        }

        @Override
        public void start(DynamicsBatch batch, Draws draws, int from, int to) {
            Arrays.fill(batch.ints, from, to, 3);
        }

        @Override
        public void step(DynamicsBatch batch, Draws draws, int from, int to) {
            for (int n = from; n < to; n++) {
                batch.ints[n] -= 1 + batch.action[n];
                batch.cost[n] = 1 + batch.action[n];
                batch.ended[n] = batch.ints[n] > 0 ? DynamicsBatch.RUNNING : DynamicsBatch.SUCCEEDED;
            }
        }

        @Override
        public void observe(DynamicsBatch batch, int from, int to, float[] out, int start, int stride) {
            for (int n = from; n < to; n++) {
                out[start + n] = batch.ints[n];
            }
        }
    }

    @Test
    void anEnvironmentOfItsOwn() {
        assertThat(EnvironmentChecker.check(new Countdown(), 1, 8)).isEmpty();
        VectorEnv env = new VectorEnv(new Countdown(), 2, Backend.SCALAR, Autoreset.NEXT_STEP);
        VectorStep seen = env.newStep();
        env.reset(1, EpisodeKind.TRAINING, 0, seen);
        for (int t = 0; t < 3; t++) {
            env.step(new int[] {0, 1}, seen);
        }
        // One has just ended after three steps of 1, the other after two of 2, and waits for its next start.
        assertThat(seen.succeeded).containsExactly(true, false);
        assertThat(seen.episodeCost).containsExactly(3, 4);
        assertThat(seen.episode).containsExactly(0, 3);
        assertThat(seen.observations[1]).isEqualTo(3);
    }

    @Test
    void actorsAndRunnersChooseTheSame() {
        EnvSpec spec = TestEnvironments.paper();
        EnvTables tables = new EnvTables(spec);
        MlpPolicy policy;
        try (EpisodeLearner learner = new PpoTrainer(spec, PPO, Execution.of(1))) {
            learner.update();
            assertThat(learner.metrics().episodes()).isEqualTo(32);
            policy = learner.policy();
        }
        Simulation<EpisodeBatch> simulation = Stepper.of(Backend.SCALAR, tables);
        EpisodeBatch batch = simulation.newBatch(16, false);
        batch.assign(9, EpisodeKind.EVALUATION, 0, 16);
        simulation.start(batch, 0, 16);
        float[] observations = new float[spec.observationSize() * batch.stride];
        simulation.observe(batch, 0, 16, observations, 0, batch.stride);
        simulation.draw(batch, 0, 16);
        ColumnActor<EpisodeBatch> columns = policy.actor(simulation, Backend.SCALAR, false);
        columns.act(batch, 0, 16);
        int[] chosen = batch.action.clone();
        Actor actor = policy.actor(tables, Backend.SCALAR, 16);
        actor.act(batch, 0, 16);
        assertThat(batch.action).isEqualTo(chosen);
        batch.components[0] = 2;
        assertThat(StepCost.weighted(spec.weights(), batch, 0)).isEqualTo(2 * spec.weights().latency());
        batch.components[0] = 0;
        Columns any = batch;
        assertThat(any.allFinite()).isTrue();
        assertThat(any.totalCost(0)).isZero();
        PolicyRunner runner = policy.runner();
        for (int n = 0; n < 16; n++) {
            float[] observation = new float[spec.observationSize()];
            for (int f = 0; f < observation.length; f++) {
                observation[f] = observations[f * batch.stride + n];
            }
            assertThat(runner.act(observation)).isEqualTo(chosen[n]);
        }
        // The rule compares the latencies that the specification says.
        double[] latencies = new ExpectedLatency(spec).fixed();
        Rule.of("latency").orElseThrow().policy(spec).actor(tables, Backend.SCALAR, 16).act(batch, 0, 16);
        assertThat(latencies[batch.action[0]]).isEqualTo(Arrays.stream(latencies).min().orElseThrow());
    }

    @Test
    void trainingsArePutDownAndTakenUp() {
        EnvSpec spec = TestEnvironments.paper();
        TrainingState half;
        double[] diagnosed = new double[2];
        try (PpoTrainer trainer = new PpoTrainer(spec, PPO, Execution.of(1))) {
            trainer.update();
            half = trainer.save();
            trainer.update();
            diagnosed[0] = trainer.diagnostics().approximateKl();
        }
        assertThat(half.names()).contains("policy", "value", "updates");
        try (PpoTrainer trainer = new PpoTrainer(spec, PPO, Execution.of(1))) {
            ResumableTraining training = trainer;
            training.restore(half);
            training.update();
            PpoDiagnostics diagnostics = trainer.diagnostics();
            diagnosed[1] = diagnostics.approximateKl();
            assertThat(training.finished()).isTrue();
        }
        assertThat(diagnosed[1]).isEqualTo(diagnosed[0]);
        try (ConstrainedTrainer constrained = new ConstrainedTrainer(
                spec, 0, PPO.train(), other -> new PpoTrainer(other, PPO, Execution.of(1)), Execution.of(1))) {
            assertThat(constrained.finished()).isFalse();
            assertThat(constrained.save().names()).contains("trials", "multiplier");
        }
    }

    @Test
    void whatASpecificationSays() {
        EnvSpec spec = TestEnvironments.paper();
        InvalidSpecException refused =
                catchThrowableOfType(InvalidSpecException.class, () -> spec.edit().horizon(0).build());
        assertThat(refused.key()).isEqualTo("horizon");
        // A planner sees the success without the drift; what is left after a failure is the drift alone.
        double square = 0;
        for (int i = 0; i < spec.dimension(); i++) {
            double gap = spec.actions().get(0).outcomes().get(1).shift().get(i) - spec.drift().get(i);
            square += gap * gap;
        }
        assertThat(Prediction.of(spec, 0).distance(spec.actions().get(0).outcomes().get(0)))
                .isCloseTo(Math.sqrt(square), within(1e-12));
        Signals signals = new Signals(spec);
        assertThat(signals.count()).isEqualTo(2 * spec.actionCount());
        assertThat(signals.of(1, 1)).isEqualTo(signals.first(1) + 1);
    }

    @Test
    void whatIsBestWhereSomethingIsHidden() {
        EnvSpec tiger = KnownWorlds.tiger(3);
        assertThat(StartStates.alike(tiger)).isTrue();
        double[] start = StartStates.typical(tiger);
        Playbook.Node root = Playbook.optimum(tiger, start, 1, 0);
        InformationBounds bounds = new InformationBounds(tiger);
        double[] informed = new double[1];
        bounds.informed(start, informed);
        // Who sees the phase pays less; who looks at nothing pays more.
        assertThat(root.ended()).isFalse();
        assertThat(informed[0]).isLessThan(root.remaining());
        assertThat(bounds.plans(start, 1).getFirst().totalCost()).isGreaterThan(root.remaining());
    }
}
