package dev.baton.cli;

import dev.baton.env.EnvSpec;
import dev.baton.policy.MlpPolicy;
import dev.baton.policy.Policy;
import dev.baton.train.Evaluation;
import dev.baton.train.EvaluationResult;
import dev.baton.train.Execution;
import dev.baton.train.PolicyGradientTrainer;
import dev.baton.train.TrainConfig;
import dev.baton.train.UpdateMetrics;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Calls the kernel and turns its failures into one line. */
final class Training {
    private Training() {}

    /** Trains one policy and reports each update's episodes as progress. */
    static LearnedPolicy train(
            EnvSpec spec,
            TrainConfig config,
            Execution execution,
            Progress progress,
            Consumer<UpdateMetrics> listener) {
        long[] before = {0};
        try (PolicyGradientTrainer trainer = new PolicyGradientTrainer(spec, config, execution)) {
            MlpPolicy policy = trainer.train(metrics -> {
                progress.add(metrics.episodes() - before[0]);
                before[0] = metrics.episodes();
                listener.accept(metrics);
            });
            return LearnedPolicy.of(policy, spec, config.seed(), config.episodes());
        } catch (ArithmeticException e) {
            throw failed("training with seed " + config.seed(), spec, e);
        }
    }

    /** Evaluates a policy under one seed. */
    static EvaluationResult evaluate(
            EnvSpec spec, Policy policy, long seed, int episodes, Execution execution, Progress progress) {
        return evaluate(spec, policy, seed, episodes, execution, progress, null);
    }

    /** Evaluates a policy under one seed and keeps the cost of every episode, if there is an array for it. */
    static EvaluationResult evaluate(
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

    private static BatonException failed(String what, EnvSpec spec, ArithmeticException e) {
        return new BatonException(
                what + " failed in the environment " + Quoted.of(spec.name()) + ": " + String.valueOf(e.getMessage())
                        .replaceAll("\\p{Cntrl}", " "),
                e);
    }
}
