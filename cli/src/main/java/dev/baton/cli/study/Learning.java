package dev.baton.cli.study;

import dev.baton.cli.folder.Checkpoints;
import dev.baton.cli.folder.RunFiles;
import dev.baton.cli.folder.StoredLog;
import dev.baton.cli.log.LogReader;
import dev.baton.cli.option.HiddenLayers;
import dev.baton.cli.option.MethodOptions;
import dev.baton.cli.option.Network;
import dev.baton.cli.option.Values;
import dev.baton.cli.print.Numbers;
import dev.baton.cli.process.Session;
import dev.baton.env.EnvSpec;
import dev.baton.exact.OptimalPolicy;
import dev.baton.files.BatonException;
import dev.baton.files.Method;
import dev.baton.files.text.InputFile;
import dev.baton.files.text.Quoted;
import dev.baton.learn.EpisodeLearner;
import dev.baton.learn.PolicyGradientTrainer;
import dev.baton.learn.PpoConfig;
import dev.baton.learn.PpoDiagnostics;
import dev.baton.learn.PpoTrainer;
import dev.baton.learn.SupervisedConfig;
import dev.baton.learn.SupervisedTrainer;
import dev.baton.learn.Teacher;
import dev.baton.learn.TrainConfig;
import dev.baton.learn.UpdateMetrics;
import dev.baton.offline.EpisodeLog;
import dev.baton.offline.EpisodeRanges;
import dev.baton.offline.ImitationConfig;
import dev.baton.offline.ImitationTrainer;
import dev.baton.offline.OfflineConfig;
import dev.baton.offline.OfflineTrainer;
import dev.baton.policy.MlpPolicy;
import dev.baton.run.Execution;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that say how a policy learns; each method has defaults of its own, and options that others lack. */
public final class Learning {
    private static final List<String> SPECIAL = List.of(
            "--episodes", "--batch", "--learning-rate", "--entropy-bonus", "--epochs", "--minibatches", "--clip",
            "--lambda", "--value-hidden", "--value-learning-rate", "--min-success", "--teacher", "--log", "--hold-out",
            "--iterations");
    /** What says how a teacher is learned from, and means nothing for a log. */
    private static final List<String> WITH_TEACHER = List.of("--episodes", "--batch", "--minibatches", "--teacher");

    /** What a configuration of PPO has and PPO does not use. */
    public static final Set<String> UNUSED_BY_PPO = Set.of("baselineDecay", "baseline", "rewardToGo");

    private static final String OPTIMUM = "optimum";

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            converter = Values.MethodWord.class,
            description = {
                "reinforce: the paper's policy gradient with a running baseline (default); entropy bonus, clipped"
                        + " gradients and falling steps are ours;",
                "ppo: proximal policy optimisation with a value network;",
                "supervised: cost-sensitive classification by a teacher, or of the actions of a log;",
                "offline: fitted Q iteration on a log ('baton log' writes one), within what it shows."
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
                    + " 24,000 --episodes; supervised 0.002 from another teacher than the optimum, 0.003 from a log;"
                    + " offline 0.003.")
    private @Nullable Double learningRate;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            converter = Values.Epochs.class,
            description = "ppo, supervised: passes over the samples of an update. Default: 4; from the optimum 8. With"
                    + " a log: passes over its steps in which the policy is fitted. Default: 30.")
    private @Nullable Integer epochs;

    @Option(
            names = "--minibatches",
            paramLabel = "N",
            converter = Values.Epochs.class,
            description = "ppo, supervised: gradient steps of a pass. Default: ppo one for every 30 episodes of an"
                    + " update, from 1 to 32; supervised 8.")
    private @Nullable Integer minibatches;

    @Option(
            names = "--clip",
            paramLabel = "NUMBER",
            converter = Values.Clip.class,
            description = "ppo: how far a probability ratio may leave 1. Default: 0.2 below 24,000 --episodes, else"
                    + " 0.1.")
    private @Nullable Double clip;

    @Option(
            names = "--lambda",
            paramLabel = "NUMBER",
            converter = Values.Lambda.class,
            description = "ppo: λ of the generalised advantage estimation. Default: 0.9.")
    private @Nullable Double lambda;

    @Option(
            names = "--value-hidden",
            paramLabel = "WIDTHS",
            converter = Values.Hidden.class,
            description = "ppo: widths of the value network's hidden layers; none for no hidden layer. Default: 32.")
    private @Nullable HiddenLayers valueHidden;

    @Option(
            names = "--value-learning-rate",
            paramLabel = "RATE",
            converter = Values.LearningRate.class,
            description = "ppo: Adam's step size of the value network at the start; falls linearly to 0. Default:"
                    + " 0.01.")
    private @Nullable Double valueLearningRate;

    @Option(
            names = "--min-success",
            paramLabel = "P",
            converter = Values.Lambda.class,
            description = "reinforce, ppo: learn the least cost, that of the constraint left out, at which episodes"
                    + " succeed with at least this probability: whatever weight the constraint has, a multiplier that"
                    + " follows the failures takes its place. metrics.csv has the multiplier.")
    private @Nullable Double minSuccess;

    @Option(
            names = "--teacher",
            paramLabel = "POLICY",
            description = "supervised: optimum (exact), ${bundle:rules}, or the path of a policy."
                    + " Default: optimum.")
    private String teacher = OPTIMUM;

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "offline, supervised: the log to learn from; offline requires one.")
    private @Nullable Path log;

    @Option(
            names = "--hold-out",
            paramLabel = "NUMBER",
            converter = Values.Fraction.class,
            description = "With a log: the share of its episodes that is not learned from; what the policy would cost"
                    + " is then estimated from these alone.")
    private @Nullable Double holdOut;

    @Option(
            names = "--iterations",
            paramLabel = "N",
            converter = Values.Epochs.class,
            description = "offline: passes over the log in which Q is fitted, each with targets of its own. Default: as"
                    + " many as the longest episode has steps, and 60 to 160, fewer in longer logs.")
    private @Nullable Integer iterations;

    public Method method() {
        return method;
    }

    /** Refuses options that belong to other methods only. */
    public void check(CommandSpec spec) {
        for (String option : SPECIAL) {
            if (!MethodOptions.has(method, option) && spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "option '" + option + "' does not belong to --method " + method.key() + ", but to "
                                + MethodOptions.methods(option));
            }
        }
        for (String option : WITH_TEACHER) {
            if (imitates() && spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new ParameterException(
                        spec.commandLine(), "option '" + option + "' does not go with --log, whose episodes are there");
            }
        }
        if (holdOut != null && log == null) {
            throw new ParameterException(spec.commandLine(), "option '--hold-out' goes with --log only");
        }
    }

    /** Says whether there is a log in place of a teacher. */
    private boolean imitates() {
        return method == Method.SUPERVISED && log != null;
    }

    private Path log(CommandSpec spec) {
        if (log == null) {
            throw new ParameterException(
                    spec.commandLine(), "--method offline: missing option: '--log=FILE'");
        }
        return log;
    }

    /** Returns the whole configuration under a seed. */
    public Record config(Network network, long seed) {
        Record config = ofMethod(network, seed);
        return minSuccess == null ? config : new LeastSuccess.Config(config, minSuccess);
    }

    private Record ofMethod(Network network, long seed) {
        return switch (method) {
            case REINFORCE -> with(TrainConfig.paper(seed), network);
            case PPO -> ppo(network, seed);
            case SUPERVISED -> imitates() ? imitationConfig(network, seed) : supervised(network, seed);
            case OFFLINE -> offline(network, seed);
        };
    }

    /** Returns the names of what a configuration has and the method does not use. */
    public Set<String> unused() {
        return switch (method) {
            case REINFORCE, OFFLINE -> Set.of();
            case PPO -> UNUSED_BY_PPO;
            // The optimum's costs are exact; those of another teacher are measured from a running baseline.
            case SUPERVISED ->
                imitates() || teacher.equals(OPTIMUM)
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
        return preset.withTrain(train)
                .withEpochs(epochs == null ? preset.epochs() : epochs)
                .withMinibatches(minibatches == null ? PpoConfig.minibatches(train.episodesPerUpdate()) : minibatches)
                .withClip(clip == null ? preset.clip() : clip)
                .withLambda(lambda == null ? preset.lambda() : lambda)
                .withValueHidden(valueHidden == null ? preset.valueHidden() : valueHidden.widths())
                .withValueLearningRate(valueLearningRate == null ? preset.valueLearningRate() : valueLearningRate);
    }

    /** Returns what trains for a least success under a seed, or null where none is asked for. */
    public @Nullable LeastSuccess leastSuccess(EnvSpec environment, Network network, long seed) {
        if (minSuccess == null) {
            return null;
        }
        if (method == Method.PPO) {
            PpoConfig config = ppo(network, seed);
            return new LeastSuccess(
                    environment, minSuccess, config.train(),
                    (env, execution) -> new PpoTrainer(env, config, execution));
        }
        TrainConfig config = with(TrainConfig.paper(seed), network);
        return new LeastSuccess(
                environment, minSuccess, config, (env, execution) -> new PolicyGradientTrainer(env, config, execution));
    }

    /** Returns how many episodes about are evaluated while a policy is trained for a least success; else none. */
    public double trialEpisodes(Network network) {
        if (minSuccess == null) {
            return 0;
        }
        double perUpdate = (method == Method.PPO ? ppo(network, 0).train() : with(TrainConfig.paper(0), network))
                .episodesPerUpdate();
        return network.episodes() / perUpdate * Math.max(1024, perUpdate) + 3.0 * network.episodes();
    }

    /** Returns what an update saw, with what PPO alone reports. */
    public static Record update(EpisodeLearner learner, UpdateMetrics metrics) {
        return switch (learner) {
            case PolicyGradientTrainer gradient -> metrics;
            case PpoTrainer ppo -> new PpoUpdate(metrics, ppo.diagnostics());
        };
    }

    private SupervisedConfig supervised(Network network, long seed) {
        SupervisedConfig preset =
                teacher.equals(OPTIMUM) ? SupervisedConfig.paper(seed) : SupervisedConfig.sampled(seed);
        return preset.withTrain(with(preset.train(), network))
                .withEpochs(epochs == null ? preset.epochs() : epochs)
                .withMinibatches(minibatches == null ? preset.minibatches() : minibatches);
    }

    private OfflineConfig offline(Network network, long seed) {
        OfflineConfig preset = OfflineConfig.preset(seed);
        TrainConfig shape = network.config(seed);
        return preset.withHidden(shape.hidden())
                .withActivation(shape.activation())
                .withIterations(iterations == null ? preset.iterations() : iterations)
                .withEpochs(epochs == null ? preset.epochs() : epochs)
                .withLearningRate(learningRate == null ? preset.learningRate() : learningRate);
    }

    private ImitationConfig imitationConfig(Network network, long seed) {
        ImitationConfig preset = ImitationConfig.preset(seed);
        TrainConfig shape = network.config(seed);
        return preset.withHidden(shape.hidden())
                .withActivation(shape.activation())
                .withEpochs(epochs == null ? preset.epochs() : epochs)
                .withLearningRate(learningRate == null ? preset.learningRate() : learningRate);
    }

    /** Trains one policy under a seed. */
    @FunctionalInterface
    public interface Trainer {
        /**
         * Returns the trained policy.
         *
         * @param listener told of every update
         * @param progress told of shares of the work that are done, where updates do not say so; by any thread
         * @param checkpoints keep what there is between updates, where the method can be gone on with
         */
        MlpPolicy train(
                long seed,
                Execution execution,
                Consumer<Record> listener,
                DoubleConsumer progress,
                Checkpoints checkpoints);

        /** Says whether there is more to tell of a training than its policy: its last state is then kept beside it. */
        default boolean tellsMore() {
            return false;
        }
    }

    /**
     * Finds what the method learns from, so that it is refused before anything is computed, and returns the trainer.
     */
    public Prepared prepare(EnvSpec environment, Network network, CommandSpec spec, Session session) {
        if (method != Method.OFFLINE && !imitates()) {
            Trainer trainer = online(environment, network, session);
            return new Prepared(trainer, network.episodes(), new EpisodeRanges(), null, teacherIdentity());
        }
        Path file = log(spec);
        StoredLog stored = LogReader.read(file, environment, session);
        StoredLog.Parts parts = holdOut == null ? null : stored.holdOut(holdOut);
        StoredLog learning = parts == null ? stored : parts.learning();
        if (parts != null && (learning.episodes().episodes() < 2 || parts.judging().episodes().episodes() < 2)) {
            throw new BatonException(InputFile.name(file) + ": --hold-out " + holdOut + " of its "
                    + Numbers.count(stored.episodes().episodes()) + " episodes: expected at least two in either part");
        }
        EpisodeLog episodes = learning.episodes();
        noteNeverTried(InputFile.name(file), episodes, environment, session);
        Trainer trainer = method == Method.OFFLINE
                ? offline(network, episodes, InputFile.name(file), session)
                : imitation(network, episodes);
        return new Prepared(
                trainer, episodes.episodes(), learning.ranges(), parts == null ? null : parts.judging(),
                logIdentity(learning));
    }

    /** Returns the teacher, a policy of a file by its contents; nothing where there is none. */
    private String teacherIdentity() {
        if (method != Method.SUPERVISED) {
            return "";
        }
        Path file = InputFile.path(teacher);
        if (teacher.equals(OPTIMUM) || Files.notExists(file)) {
            return "teacher: " + teacher + "\n";
        }
        Path policy = RunFiles.policy(file);
        try {
            return "teacher: " + RunFiles.digest(Files.readAllBytes(policy)) + "\n";
        } catch (IOException e) {
            throw InputFile.failure(policy, "cannot be read", e);
        }
    }

    /** Returns what is learned from, a log by its episodes and what they cost. */
    private String logIdentity(StoredLog learning) {
        double[] costs = learning.episodes().costs();
        ByteBuffer bytes = ByteBuffer.allocate(costs.length * Double.BYTES);
        bytes.asDoubleBuffer().put(costs);
        return "log: " + learning.ranges().text() + " " + RunFiles.digest(bytes.array()) + "\nholdOut: " + holdOut
                + "\n";
    }

    private static void noteNeverTried(String name, EpisodeLog episodes, EnvSpec environment, Session session) {
        long[] taken = episodes.taken();
        List<String> never = new ArrayList<>();
        for (int k = 0; k < taken.length; k++) {
            if (taken[k] == 0) {
                never.add(environment.actions().get(k).name());
            }
        }
        if (!never.isEmpty()) {
            session.note(name + " never shows " + Quoted.plain(String.join(", ", never)) + ": " + never.size() + " of "
                    + taken.length + " actions were never tried, and the policy will never take them");
        }
    }

    /**
     * What an update of PPO saw.
     *
     * @param update as any method's
     * @param diagnostics of PPO alone
     */
    public record PpoUpdate(UpdateMetrics update, PpoDiagnostics diagnostics) {}

    /**
     * A method with what it learns from.
     *
     * @param trainer trains one policy
     * @param episodes that it learns from
     * @param logged which of them a log gave
     * @param heldOut what is held back to judge it by, or null
     * @param source what it learns from, as far as the configuration does not say that; a line for each
     */
    public record Prepared(
            Trainer trainer, long episodes, EpisodeRanges logged, @Nullable StoredLog heldOut, String source) {}

    private Trainer offline(Network network, EpisodeLog episodes, String name, Session session) {
        return (seed, execution, listener, progress, checkpoints) -> {
            OfflineConfig config = offline(network, seed);
            try (OfflineTrainer trainer = new OfflineTrainer(episodes, config, execution, progress)) {
                MlpPolicy policy = trainer.train(listener::accept);
                if (trainer.imitates()) {
                    session.note(name + " supports nothing that would cost less than it does: the policy of seed "
                            + seed + " does what the log does most often");
                }
                return policy;
            } catch (OutOfMemoryError e) {
                throw LogReader.tooLarge(name, e);
            }
        };
    }

    private Trainer imitation(Network network, EpisodeLog episodes) {
        return (seed, execution, listener, progress, checkpoints) -> {
            ImitationConfig config = imitationConfig(network, seed);
            ImitationTrainer trainer = new ImitationTrainer(episodes, config, execution.backend());
            return trainer.train(metrics -> {
                listener.accept(metrics);
                progress.accept(1.0 / config.epochs());
            });
        };
    }

    private Trainer online(EnvSpec environment, Network network, Session session) {
        return switch (method) {
            case REINFORCE -> (seed, execution, listener, progress, checkpoints) -> {
                TrainConfig config = with(TrainConfig.paper(seed), network);
                try (PolicyGradientTrainer trainer = new PolicyGradientTrainer(environment, config, execution)) {
                    Training.run(trainer, checkpoints, () -> listener.accept(trainer.metrics()));
                    return trainer.policy();
                }
            };
            case PPO -> (seed, execution, listener, progress, checkpoints) -> {
                try (PpoTrainer trainer = new PpoTrainer(environment, ppo(network, seed), execution)) {
                    Training.run(trainer, checkpoints, () -> listener.accept(update(trainer, trainer.metrics())));
                    return trainer.policy();
                }
            };
            case SUPERVISED -> {
                Teacher guide = teacher(environment, session);
                yield (seed, execution, listener, progress, checkpoints) -> {
                    SupervisedConfig config = supervised(network, seed);
                    try (SupervisedTrainer trainer = new SupervisedTrainer(environment, guide, config, execution)) {
                        Training.run(trainer, checkpoints, () -> listener.accept(trainer.metrics()));
                        return trainer.policy();
                    }
                };
            }
            case OFFLINE -> throw new IllegalStateException();
        };
    }

    private Teacher teacher(EnvSpec environment, Session session) {
        if (!teacher.equals(OPTIMUM)) {
            return new Teacher.Sampled(PolicyChoice.of(teacher, environment, session).policy());
        }
        try {
            return new Teacher.Optimum(new OptimalPolicy(environment));
        } catch (IllegalArgumentException e) {
            throw new BatonException("--teacher optimum: " + e.getMessage(), e);
        }
    }

    /** Returns how often a sample goes through the network forward and backward. */
    public int passes() {
        return switch (method) {
            case REINFORCE -> 1;
            case PPO, SUPERVISED -> imitates() ? 60 : epochs == null ? 8 : 2 * epochs;
            // Passes of networks that are about as large as the policy's, of which two are fitted at a time.
            case OFFLINE -> 500;
        };
    }
}
