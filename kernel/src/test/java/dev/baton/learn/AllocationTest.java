package dev.baton.learn;

import dev.baton.Activation;
import dev.baton.Backend;
import dev.baton.EpisodeKind;
import dev.baton.env.Action;
import dev.baton.env.ActionKind;
import dev.baton.env.Charge;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.env.KnownWorlds;
import dev.baton.env.Predictor;
import dev.baton.env.Stepper;
import dev.baton.env.TestEnvironments;
import dev.baton.exact.ExactResults;
import dev.baton.exact.ExactSolver;
import dev.baton.exact.OptimalPolicy;
import dev.baton.nn.MlpSpec;
import dev.baton.nn.pass.Initialization;
import dev.baton.policy.CostAwarePolicy;
import dev.baton.policy.LatencyPolicy;
import dev.baton.policy.MlpPolicy;
import dev.baton.policy.Policy;
import dev.baton.policy.RandomPolicy;
import dev.baton.run.EpisodeResults;
import dev.baton.run.Execution;
import dev.baton.run.Rollout;
import dev.baton.study.CommonEpisodes;
import dev.baton.study.OptimumComparison;
import dev.baton.testing.Allocations;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Warm steps, rollouts and updates allocate nothing. */
class AllocationTest {
    private static List<EnvSpec> environments() {
        return List.of(TestEnvironments.paper(), TestEnvironments.everything(), KnownWorlds.agentLoop(8));
    }

    @ParameterizedTest
    @EnumSource
    void steps(Backend backend) {
        for (EnvSpec spec : environments()) {
            Stepper stepper = Stepper.of(backend, new EnvTables(spec));
            EpisodeBatch batch = new EpisodeBatch(new EnvTables(spec), 64, false);
            int[] ended = new int[batch.capacity + 16];
            float[] observations = new float[spec.observationSize() * batch.stride];
            Allocations.assertNothing(spec.name() + " step", () -> {
                if (batch.count == 0) {
                    batch.assign(1, EpisodeKind.EVALUATION, 0, 61);
                    stepper.start(batch, 0, 61);
                    batch.remove(ended, stepper.listEnded(batch, ended));
                }
                stepper.observe(batch, 0, batch.count, observations, 0, batch.stride);
                stepper.draw(batch, 0, batch.count);
                stepper.step(batch, 0, batch.count);
                batch.remove(ended, stepper.listEnded(batch, ended));
            });
        }
    }

    /** Returns the actions whose calls are not limited, so that a mask with them always leaves one. */
    private static long alwaysAvailable(EnvSpec spec) {
        long actions = 0;
        for (int k = 0; k < spec.actionCount(); k++) {
            actions |= spec.actions().get(k).limited() ? 0 : 1L << k;
        }
        return actions;
    }

    @ParameterizedTest
    @EnumSource
    void rollouts(Backend backend) {
        for (EnvSpec spec : environments()) {
            MlpSpec shape = new MlpSpec(spec.observationSize(), List.of(8), spec.actionCount(), Activation.TANH);
            List<Policy> policies = List.of(
                    new LatencyPolicy(spec),
                    new CostAwarePolicy(spec),
                    new RandomPolicy(spec),
                    new MlpPolicy(shape, Initialization.glorotUniform(shape, 1)));
            EnvTables tables = new EnvTables(spec);
            Stepper stepper = Stepper.of(backend, tables);
            EpisodeResults results = new EpisodeResults(16);
            for (Policy policy : policies) {
                Rollout<EpisodeBatch> open =
                        new Rollout<>(stepper, policy.actor(tables, backend, 16), 64, 16, null);
                long always = alwaysAvailable(spec);
                String what = spec.name() + " rollout of " + policy.getClass().getSimpleName();
                Allocations.assertNothing(what, () -> open.run(3, EpisodeKind.EVALUATION, 0, 9, results, 0));
                Rollout<EpisodeBatch> masked = new Rollout<>(
                        stepper, policy.actor(tables, backend, 16), 64, 16, episode -> episode | always);
                Allocations.assertNothing(
                        "masked " + what, () -> masked.run(3, EpisodeKind.EVALUATION, 0, 9, results, 0));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void updates(Backend backend) {
        for (Activation activation : Activation.values()) {
            // More episodes than all rounds need, so that no update is the last.
            TrainConfig config = new TrainConfig(
                    1, 2_000_000_000, 16, List.of(8), activation, 1e-4, 0.01, 0.9, 1);
            List<EnvSpec> specs = switch (activation) {
                case TANH, RELU -> List.of(TestEnvironments.paper(), KnownWorlds.agentLoop(8));
                case SILU, LEAKY_RELU -> List.of(TestEnvironments.paper());
            };
            for (EnvSpec spec : specs) {
                try (PolicyGradientTrainer trainer =
                        new PolicyGradientTrainer(spec, config, new Execution(backend, 1, 64))) {
                    Allocations.assertNothing(spec.name() + " update with " + activation, trainer::update);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void ppoUpdates(Backend backend) {
        TrainConfig train = new TrainConfig(
                1, 2_000_000_000, 16, List.of(8), Activation.TANH, 1e-4, 0.01, 0.9, 1);
        PpoConfig config = new PpoConfig(train, 2, 2, 0.2, 0.9, List.of(8), 1e-4);
        for (EnvSpec spec : List.of(TestEnvironments.paper(), KnownWorlds.agentLoop(8))) {
            try (PpoTrainer trainer = new PpoTrainer(spec, config, new Execution(backend, 1, 64))) {
                Allocations.assertNothing(spec.name() + " PPO update", trainer::update);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void supervisedUpdates(Backend backend) {
        EnvSpec spec = TestEnvironments.tiny(
                5, 4, Charge.STEP, Predictor.EXPECTED,
                TestEnvironments.tool("one", 1, 1, 0.2, -1.5),
                TestEnvironments.sure("stop", ActionKind.TERMINATE, 0, 0, 0));
        TrainConfig train = new TrainConfig(
                1, 2_000_000_000, 16, List.of(8), Activation.TANH, 1e-4, 0.01, 0.9, 1);
        SupervisedConfig config = new SupervisedConfig(train, 2, 2);
        for (Teacher teacher : List.of(
                new Teacher.Optimum(new OptimalPolicy(spec)), new Teacher.Sampled(new LatencyPolicy(spec)))) {
            try (SupervisedTrainer trainer =
                    new SupervisedTrainer(spec, teacher, config, new Execution(backend, 1, 64))) {
                Allocations.assertNothing("update supervised by " + teacher, trainer::update);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void exactSolutions(Backend backend) {
        Action[] actions = {
            TestEnvironments.tool("one", 1, 1, 0.2, -1.5),
            TestEnvironments.tool("two", 2, 0.5, 0.1, -2.25),
            TestEnvironments.sure("stop", ActionKind.TERMINATE, 0, 0, 0)
        };
        EnvSpec spec = TestEnvironments.tiny(5, 4, Charge.STEP, Predictor.EXPECTED, actions);
        ExactSolver solver = ExactSolver.of(spec, backend);
        ExactResults results = new ExactResults(17);
        double[] task = new double[17];
        Arrays.setAll(task, n -> 0.5 * n);
        Allocations.assertNothing("exact solution", () -> solver.solveAll(task, null, results));
        Allocations.assertNothing("exact solution of episodes", () -> solver.solveEpisodes(3, 5, 17, results, 0));
        OptimumComparison comparison =
                new OptimumComparison(spec, List.of(new RandomPolicy(spec), new LatencyPolicy(spec)), backend);
        CommonEpisodes episodes = new CommonEpisodes(spec, 2, 17);
        Allocations.assertNothing("comparison", () -> comparison.run(3, 0, 17, episodes, 0));
    }
}
