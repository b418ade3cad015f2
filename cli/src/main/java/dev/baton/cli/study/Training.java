package dev.baton.cli.study;

import dev.baton.cli.folder.Checkpoints;
import dev.baton.cli.option.ConfigFile;
import dev.baton.cli.print.Progress;
import dev.baton.cli.process.Build;
import dev.baton.env.EnvSpec;
import dev.baton.files.BatonException;
import dev.baton.files.Method;
import dev.baton.files.Provenance;
import dev.baton.files.TrainedPolicy;
import dev.baton.files.text.Quoted;
import dev.baton.learn.PolicyGradientTrainer;
import dev.baton.learn.ResumableTraining;
import dev.baton.learn.TrainConfig;
import dev.baton.learn.UpdateMetrics;
import dev.baton.policy.MlpPolicy;
import dev.baton.policy.Policy;
import dev.baton.run.Evaluation;
import dev.baton.run.EvaluationResult;
import dev.baton.run.Execution;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Calls the kernel and turns its failures into one line. */
public final class Training {
    private Training() {}

    /** Trains one policy by policy gradient and reports each update's episodes as progress. */
    public static TrainedPolicy train(
            EnvSpec spec,
            TrainConfig config,
            Execution execution,
            Progress progress,
            Consumer<Record> listener) {
        Learning.Trainer trainer = (seed, how, told, shares, checkpoints) -> {
            try (PolicyGradientTrainer gradient = new PolicyGradientTrainer(spec, config, how)) {
                run(gradient, checkpoints, () -> told.accept(gradient.metrics()));
                return gradient.policy();
            }
        };
        Provenance provenance = Build.provenance(
                Method.REINFORCE, config.seed(), config.episodes(), ConfigFile.settings(config, Set.of()));
        return train(spec, trainer, provenance, execution, progress, listener, Checkpoints.NONE);
    }

    /** Trains to the end, from what checkpoints have kept, and tells of every update. */
    public static void run(ResumableTraining training, Checkpoints checkpoints, Runnable told) {
        checkpoints.begin(training);
        while (!training.finished()) {
            training.update();
            told.run();
            checkpoints.updated(training);
        }
    }

    /** Trains one policy and reports each update's episodes as progress. */
    public static TrainedPolicy train(
            EnvSpec spec,
            Learning.Trainer trainer,
            Provenance provenance,
            Execution execution,
            Progress progress,
            Consumer<Record> listener,
            Checkpoints checkpoints) {
        long[] before = {0};
        try {
            MlpPolicy policy = trainer.train(provenance.seed(), execution, metrics -> {
                long done = episodes(metrics, before[0]);
                progress.add(done - before[0]);
                before[0] = done;
                listener.accept(metrics);
            }, share -> progress.add(Math.round(share * provenance.episodes())), checkpoints);
            progress.add(before[0] > 0 ? provenance.episodes() - before[0] : 0);
            return TrainedPolicy.of(policy, spec, provenance);
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw failed("training with seed " + provenance.seed(), spec, e);
        }
    }

    private static long episodes(Record metrics, long before) {
        return switch (metrics) {
            case UpdateMetrics update -> update.episodes();
            case Learning.PpoUpdate ppo -> ppo.update().episodes();
            case LeastSuccess.Update least -> episodes(least.update(), before);
            default -> before;
        };
    }

    /** Evaluates a policy under one seed. */
    public static EvaluationResult evaluate(
            EnvSpec spec, Policy policy, long seed, int episodes, Execution execution, Progress progress) {
        return evaluate(spec, policy, seed, episodes, execution, progress, null);
    }

    /** Evaluates a policy under one seed and keeps the cost of every episode, if there is an array for it. */
    public static EvaluationResult evaluate(
            EnvSpec spec,
            Policy policy,
            long seed,
            int episodes,
            Execution execution,
            Progress progress,
            double @Nullable [] costs) {
        try {
            EvaluationResult result = Evaluation.run(spec, policy, seed, episodes, execution, costs);
            progress.add(episodes);
            return result;
        } catch (ArithmeticException e) {
            throw failed("evaluation under seed " + seed, spec, e);
        }
    }

    /** Returns one line about numbers that stopped being finite, or settings that cannot be. */
    public static BatonException failed(String what, EnvSpec spec, RuntimeException e) {
        return new BatonException(
                what + " failed in the environment " + Quoted.of(spec.name()) + ": " + String.valueOf(e.getMessage())
                        .replaceAll("\\p{Cntrl}", " "),
                e);
    }
}
