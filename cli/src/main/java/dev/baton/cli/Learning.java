package dev.baton.cli;

import dev.baton.env.EnvSpec;
import dev.baton.exact.OptimalPolicy;
import dev.baton.policy.MlpPolicy;
import dev.baton.policy.Policy;
import dev.baton.train.Execution;
import dev.baton.train.LoggedEpisode;
import dev.baton.train.OfflineConfig;
import dev.baton.train.OfflineTrainer;
import dev.baton.train.PolicyGradientTrainer;
import dev.baton.train.PpoConfig;
import dev.baton.train.PpoDiagnostics;
import dev.baton.train.PpoTrainer;
import dev.baton.train.SupervisedConfig;
import dev.baton.train.SupervisedTrainer;
import dev.baton.train.TrainConfig;
import dev.baton.train.UpdateMetrics;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that say how a policy learns; each method has defaults of its own, and options that others lack. */
final class Learning {
    private static final List<String> SPECIAL = List.of(
            "--episodes", "--batch", "--learning-rate", "--entropy-bonus", "--epochs", "--minibatches", "--clip", "--lambda",
            "--teacher", "--log", "--iterations");
    private static final String OPTIMUM = "optimum";

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            converter = Values.MethodWord.class,
            description = {
                "reinforce: the paper's policy gradient with a running baseline (default); entropy bonus, clipped gradients"
                        + " and falling steps are ours;",
                "ppo: proximal policy optimisation with a value network;",
                "supervised: cost-sensitive classification by a teacher;",
                "offline: fitted Q iteration on a log ('baton log' writes one)."
            })
    private Method method = Method.REINFORCE;

    @Option(
            names = "--batch",
            paramLabel = "N",
            converter = Values.Batch.class,
            description = "Episodes per update. Default: 32; ppo 120 for every 12,000 --episodes, from 120 to 960;"
                    + " supervised 480.")
    private @Nullable Integer batch;

    @Option(
            names = "--learning-rate",
            paramLabel = "RATE",
            converter = Values.LearningRate.class,
            description = "Adam's step size at the start; falls linearly to 0. Default: 0.005; ppo 0.003 below"
                    + " 24,000 --episodes; supervised 0.002 from another teacher than the optimum; offline 0.003.")
    private @Nullable Double learningRate;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            converter = Values.Epochs.class,
            description = "ppo, supervised, offline: passes over the samples of an update or iteration. Default: 4;"
                    + " supervised from the optimum 8; offline 2.")
    private @Nullable Integer epochs;

    @Option(
            names = "--minibatches",
            paramLabel = "N",
            converter = Values.Epochs.class,
            description = "ppo, supervised: gradient steps of a pass. Default: ppo one for every 30 episodes of an update,"
                    + " from 1 to 32; supervised 8.")
    private @Nullable Integer minibatches;

    @Option(
            names = "--clip",
            paramLabel = "NUMBER",
            converter = Values.Clip.class,
            description = "ppo: how far a probability ratio may leave 1. Default: 0.2 below 24,000 --episodes, else 0.1.")
    private @Nullable Double clip;

    @Option(
            names = "--lambda",
            paramLabel = "NUMBER",
            converter = Values.Lambda.class,
            description = "ppo: λ of the generalised advantage estimation. Default: 0.9.")
    private @Nullable Double lambda;

    @Option(
            names = "--teacher",
            paramLabel = "POLICY",
            description = "supervised: optimum (exact), latency, cost-aware, random, or the path of a policy."
                    + " Default: optimum.")
    private String teacher = OPTIMUM;

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "offline: the log to learn from; required.")
    private @Nullable Path log;

    @Option(
            names = "--iterations",
            paramLabel = "N",
            converter = Values.Epochs.class,
            description = "offline: how often the targets are computed anew. Default: 30.")
    private @Nullable Integer iterations;

    Method method() {
        return method;
    }

    /** Refuses options that belong to other methods only. */
    void check(CommandSpec spec) {
        for (String option : SPECIAL) {
            if (!method.has(option) && spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "option '" + option + "' does not belong to --method " + method.key() + ", but to "
                                + Method.of(option));
            }
        }
    }

    private Path log(CommandSpec spec) {
        if (log == null) {
            throw new ParameterException(
                    spec.commandLine(), "--method offline: missing option: '--log=FILE'");
        }
        return log;
    }

    /** Returns the whole configuration under a seed. */
    Record config(Network network, long seed) {
        return switch (method) {
            case REINFORCE -> with(TrainConfig.paper(seed), network);
            case PPO -> ppo(network, seed);
            case SUPERVISED -> supervised(network, seed);
            case OFFLINE -> offline(network, seed);
        };
    }

    /** Returns the names of what a configuration has and the method does not use. */
    Set<String> unused() {
        return switch (method) {
            case REINFORCE, OFFLINE -> Set.of();
            case PPO -> Set.of("baselineDecay", "baseline", "rewardToGo");
            // The optimum's costs are exact; those of another teacher are measured from a running baseline.
            case SUPERVISED ->
                teacher.equals(OPTIMUM)
                        ? Set.of("entropyBonus", "baselineDecay", "baseline", "rewardToGo")
                        : Set.of("entropyBonus", "baseline", "rewardToGo");
        };
    }

    private TrainConfig with(TrainConfig preset, Network network) {
        return network.applyTo(preset)
                .withEpisodesPerUpdate(batch == null ? preset.episodesPerUpdate() : batch)
                .withLearningRate(learningRate == null ? preset.learningRate() : learningRate);
    }

    private PpoConfig ppo(Network network, long seed) {
        PpoConfig preset = PpoConfig.paper(seed, network.episodes());
        TrainConfig train = with(preset.train(), network);
        return new PpoConfig(
                train,
                epochs == null ? preset.epochs() : epochs,
                minibatches == null ? PpoConfig.minibatches(train.episodesPerUpdate()) : minibatches,
                clip == null ? preset.clip() : clip,
                lambda == null ? preset.lambda() : lambda,
                preset.valueHidden(),
                preset.valueLearningRate());
    }

    private SupervisedConfig supervised(Network network, long seed) {
        SupervisedConfig preset =
                teacher.equals(OPTIMUM) ? SupervisedConfig.paper(seed) : SupervisedConfig.sampled(seed);
        return new SupervisedConfig(
                with(preset.train(), network),
                epochs == null ? preset.epochs() : epochs,
                minibatches == null ? preset.minibatches() : minibatches);
    }

    private OfflineConfig offline(Network network, long seed) {
        OfflineConfig preset = OfflineConfig.paper(seed);
        TrainConfig shape = network.config(seed);
        return new OfflineConfig(
                seed,
                shape.hidden(),
                shape.activation(),
                iterations == null ? preset.iterations() : iterations,
                epochs == null ? preset.epochs() : epochs,
                preset.minibatch(),
                learningRate == null ? preset.learningRate() : learningRate,
                preset.gradientClip());
    }

    /** Trains one policy under a seed. */
    @FunctionalInterface
    interface Trainer {
        /** Returns the trained policy. */
        MlpPolicy train(long seed, Execution execution, Consumer<Record> listener);
    }

    /** Finds what the method learns from, so that it is refused before anything is computed, and returns the trainer. */
    Prepared prepare(EnvSpec environment, Network network, CommandSpec spec, Session session) {
        if (method == Method.OFFLINE) {
            List<LoggedEpisode> episodes = LogFile.read(log(spec), environment);
            return new Prepared(offline(environment, network, episodes), episodes.size());
        }
        return new Prepared(online(environment, network, session), network.episodes());
    }

    /**
     * What an update of PPO saw.
     *
     * @param update as any method's
     * @param diagnostics of PPO alone
     */
    record PpoUpdate(UpdateMetrics update, PpoDiagnostics diagnostics) {}

    /**
     * A method with what it learns from.
     *
     * @param trainer trains one policy
     * @param episodes that it learns from
     */
    record Prepared(Trainer trainer, long episodes) {}

    private Trainer offline(EnvSpec environment, Network network, List<LoggedEpisode> episodes) {
        return (seed, execution, listener) -> {
            OfflineConfig config = offline(network, seed);
            try (OfflineTrainer trainer = new OfflineTrainer(environment, episodes, config, execution)) {
                return trainer.train(listener::accept);
            }
        };
    }

    private Trainer online(EnvSpec environment, Network network, Session session) {
        return switch (method) {
            case REINFORCE -> (seed, execution, listener) -> {
                TrainConfig config = with(TrainConfig.paper(seed), network);
                try (PolicyGradientTrainer trainer = new PolicyGradientTrainer(environment, config, execution)) {
                    return trainer.train(listener::accept);
                }
            };
            case PPO -> (seed, execution, listener) -> {
                try (PpoTrainer trainer = new PpoTrainer(environment, ppo(network, seed), execution)) {
                    return trainer.train(update -> listener.accept(new PpoUpdate(update, trainer.diagnostics())));
                }
            };
            case SUPERVISED -> {
                Policy guide = teacher(environment, session);
                yield (seed, execution, listener) -> {
                    SupervisedConfig config = supervised(network, seed);
                    try (SupervisedTrainer trainer = new SupervisedTrainer(environment, guide, config, execution)) {
                        return trainer.train(listener::accept);
                    }
                };
            }
            case OFFLINE -> throw new IllegalStateException();
        };
    }

    private Policy teacher(EnvSpec environment, Session session) {
        if (!teacher.equals(OPTIMUM)) {
            return PolicyChoice.of(teacher, environment, session).policy();
        }
        try {
            return new OptimalPolicy(environment);
        } catch (IllegalArgumentException e) {
            throw new BatonException("--teacher optimum: " + e.getMessage(), e);
        }
    }

    /** Returns how often a sample goes through the network forward and backward. */
    int passes() {
        return switch (method) {
            case REINFORCE -> 1;
            case PPO, SUPERVISED -> epochs == null ? 8 : 2 * epochs;
            case OFFLINE -> (iterations == null ? 30 : iterations) * (epochs == null ? 2 : epochs);
        };
    }
}
