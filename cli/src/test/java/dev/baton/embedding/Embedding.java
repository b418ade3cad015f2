package dev.baton.embedding;

import dev.baton.Activation;
import dev.baton.Backend;
import dev.baton.EpisodeKind;
import dev.baton.dynamics.BatchDynamics;
import dev.baton.dynamics.Draws;
import dev.baton.dynamics.DynamicsBatch;
import dev.baton.dynamics.EnvironmentChecker;
import dev.baton.dynamics.VectorEnv;
import dev.baton.dynamics.VectorStep;
import dev.baton.env.EnvSpec;
import dev.baton.files.Environments;
import dev.baton.files.Method;
import dev.baton.files.Provenance;
import dev.baton.files.TrainedPolicy;
import dev.baton.files.TrainingCheckpoint;
import dev.baton.learn.PpoConfig;
import dev.baton.learn.PpoTrainer;
import dev.baton.learn.TrainConfig;
import dev.baton.policy.MlpPolicy;
import dev.baton.policy.PolicyRunner;
import dev.baton.run.EpisodeTotals;
import dev.baton.run.Evaluation;
import dev.baton.run.EvaluationResult;
import dev.baton.run.Execution;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A host of Baton. What stands between the marks are the blocks of docs/embedding.md: {@code EmbeddingTest} compares
 * them and runs them, {@code scripts/consumer-test} builds this file outside the repository.
 */
public final class Embedding {
    private Embedding() {}

    /**
     * Does all of it.
     *
     * @param args an environment file, a policy file that was trained in it, a policy file to write; a checkpoint is
     *     written beside that
     */
    public static void main(String[] args) {
        EnvSpec environment = read(Path.of(args[0]));
        System.out.println("stepped " + step(environment));
        System.out.println("acted " + act(environment, Path.of(args[1]), 100));
        System.out.println("evaluated " + evaluate(environment, Path.of(args[1]), 100).totalCost());
        train(environment, Path.of(args[2]));
        System.out.println("trained " + evaluate(environment, Path.of(args[2]), 100).totalCost());
        System.out.println("own " + own());
        System.out.println("resumed " + resume(Path.of(args[2] + ".checkpoint")));
    }

    static EnvSpec read(Path file) {
        // snippet
        EnvSpec environment = Environments.read(file);
        // end
        return environment;
    }

    static double step(EnvSpec environment) {
        // snippet
        VectorEnv batch = new VectorEnv(environment, 256, Backend.preferred());
        VectorStep seen = batch.newStep();
        int[] actions = new int[batch.environments()];
        batch.reset(7, EpisodeKind.EVALUATION, 0, seen);
        double paid = 0;
        long episodes = 0;
        for (int t = 0; t < 1_000; t++) {
            for (int n = 0; n < actions.length; n++) {
                actions[n] = (n + t) % environment.actionCount();
            }
            batch.step(actions, seen);
            for (int n = 0; n < actions.length; n++) {
                paid += seen.costs[n];
                episodes += seen.terminated[n] ? 1 : 0;
            }
        }
        System.out.println("mean cost of an episode: " + paid / episodes);
        // end
        return paid / episodes;
    }

    static void train(EnvSpec environment, Path file) {
        // snippet
        PpoConfig config = PpoConfig.paper(1, 1_200);
        try (PpoTrainer trainer = new PpoTrainer(environment, config, Execution.of(2))) {
            MlpPolicy network = trainer.train(update ->
                    System.out.println(update.episodes() + " episodes, mean cost " + update.totalCost()));
            Provenance how = new Provenance(
                    Method.PPO, 1, 1_200, "clip: " + config.clip() + "\n", "my simulator 1.0", "");
            TrainedPolicy.of(network, environment, how).write(file);
        }
        // end
    }

    static double act(EnvSpec environment, Path file, int episodes) {
        // snippet
        TrainedPolicy trained = TrainedPolicy.read(file);
        EnvSpec asTrained = trained.environment().seen(environment);
        PolicyRunner runner = trained.runner(asTrained);

        VectorEnv live = new VectorEnv(asTrained, 1, Backend.SCALAR);
        VectorStep seen = live.newStep();
        live.reset(7, EpisodeKind.EVALUATION, 0, seen);
        float[] observation = new float[asTrained.observationSize()];
        float[] probabilities = new float[asTrained.actionCount()];
        int[] action = new int[1];
        double paid = 0;
        for (int ended = 0; ended < episodes; ) {
            for (int i = 0; i < observation.length; i++) {
                observation[i] = seen.observations[i * seen.stride];
            }
            runner.probabilities(observation, seen.available[0], probabilities);
            action[0] = runner.act(observation, seen.available[0]);
            live.step(action, seen);
            paid += seen.costs[0];
            ended += seen.terminated[0] ? 1 : 0;
        }
        // end
        return paid / episodes;
    }

    static EvaluationResult evaluate(EnvSpec environment, Path file, int episodes) {
        // snippet
        TrainedPolicy trained = TrainedPolicy.read(file);
        EvaluationResult result =
                Evaluation.run(environment, trained.asTrained(), 7, episodes, Execution.of(2));
        System.out.println(result.totalCost() + " at " + result.successRate() + " success");
        // end
        return result;
    }

    // snippet
    /** A machine that wears. Running it costs its wear squared, repairing it (action 1) costs 1 and makes it new. */
    static final class Machine implements BatchDynamics {
        @Override
        public String name() {
            return "machine";
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
            return 60; // an episode is truncated then: the machine goes on
        }

        @Override
        public double discount() {
            return 0.95;
        }

        @Override
        public int floatRows() {
            return 1; // the wear
        }

        @Override
        public void start(DynamicsBatch batch, Draws draws, int from, int to) {
            draws.uniforms(0, from, to, batch.floats, batch.row(0));
        }

        @Override
        public void step(DynamicsBatch batch, Draws draws, int from, int to) {
            float[] wear = batch.floats;
            for (int n = from; n < to; n++) {
                if (batch.action[n] == 1) {
                    batch.cost[n] = 1;
                    wear[n] = 0;
                } else {
                    batch.cost[n] = wear[n] * wear[n];
                    wear[n] += 0.4f * draws.uniform(0, n);
                }
                if (wear[n] > 4) {
                    batch.cost[n] += 10;
                    batch.ended[n] = DynamicsBatch.TERMINATED; // broken
                }
            }
        }

        @Override
        public void observe(DynamicsBatch batch, int from, int to, float[] out, int start, int stride) {
            for (int n = from; n < to; n++) {
                out[start + n] = batch.floats[n] / 2;
            }
        }
    }
    // end

    // snippet
    static PpoConfig wear() {
        TrainConfig learning =
                new TrainConfig(1, 160, 16, List.of(16), Activation.RELU, 0.02, 0.01, 0, 1.0);
        return new PpoConfig(learning, 4, 4, 0.2, 0.9, List.of(16), 0.02);
    }
    // end

    static double own() {
        // snippet
        BatchDynamics machine = new Machine();
        List<String> violations = EnvironmentChecker.check(machine, 1, 20);
        if (!violations.isEmpty()) {
            throw new IllegalStateException(String.join("\n", violations));
        }
        MlpPolicy policy;
        try (PpoTrainer trainer = new PpoTrainer(machine, wear(), Execution.of(2))) {
            policy = trainer.train(update -> {});
        }
        EpisodeTotals learned = Evaluation.episodes(machine, policy, 7, 0, 1_000, Execution.of(2));
        System.out.println("an episode costs " + learned.meanCost() + " in " + learned.meanSteps() + " steps");
        // end
        return learned.meanCost();
    }

    static boolean resume(Path file) {
        MlpPolicy whole;
        try (PpoTrainer trainer = new PpoTrainer(new Machine(), wear(), Execution.of(1))) {
            whole = trainer.train(update -> {});
        }
        // snippet
        BatchDynamics machine = new Machine();
        PpoConfig ppo = wear();
        String settings = machine.name() + ", " + ppo; // what the file must be of
        try (PpoTrainer trainer = new PpoTrainer(machine, ppo, Execution.of(2))) {
            while (trainer.episodes() < 80) {
                trainer.update();
            }
            TrainingCheckpoint.of(trainer, settings, 1).write(file);
        }
        // in another process, on another number of threads
        MlpPolicy policy;
        try (PpoTrainer trainer = new PpoTrainer(machine, ppo, Execution.of(1))) {
            TrainingCheckpoint.resume(file, trainer, settings, 1);
            policy = trainer.train(update -> {});
        }
        // end
        return Arrays.equals(policy.parameters(), whole.parameters());
    }

    /**
     * README's block: the preset and the policy of its first training.
     *
     * @param observation (F) what is seen
     * @return the action
     */
    public static int choose(float[] observation) {
        // README
        EnvSpec environment = Environments.read(Path.of("environments/paper.yaml"));
        TrainedPolicy trained = TrainedPolicy.read(Path.of("runs/a/policy.safetensors"));
        PolicyRunner runner = trained.runner(trained.environment().seen(environment));
        int action = runner.act(observation);
        // end
        return action;
    }
}
