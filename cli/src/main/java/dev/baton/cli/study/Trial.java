package dev.baton.cli.study;

import dev.baton.cli.print.Progress;
import dev.baton.env.EnvSpec;
import dev.baton.files.TrainedPolicy;
import dev.baton.learn.TrainConfig;
import dev.baton.learn.UpdateMetrics;
import dev.baton.policy.MlpPolicy;
import dev.baton.policy.Policy;
import dev.baton.run.EvaluationResult;
import dev.baton.run.Execution;
import dev.baton.study.Statistic;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One policy, trained and judged.
 *
 * @param seed of the training
 * @param policy that came of it
 * @param evaluation of it
 * @param curve every update of the training
 */
public record Trial(long seed, MlpPolicy policy, EvaluationResult evaluation, List<UpdateMetrics> curve) {
    public Trial {
        curve = List.copyOf(curve);
    }

    /** Trains with a configuration, and evaluates under another seed, so that all trials can meet the same episodes. */
    public static Trial run(
            EnvSpec spec,
            TrainConfig config,
            long evaluationSeed,
            int episodes,
            Execution execution,
            Progress progress) {
        List<UpdateMetrics> curve = new ArrayList<>();
        TrainedPolicy policy = Training.train(spec, config, execution, progress, metrics -> {
            if (metrics instanceof UpdateMetrics update) {
                curve.add(update);
            }
        });
        EvaluationResult evaluation =
                Training.evaluate(spec, policy.network(), evaluationSeed, episodes, execution, progress);
        return new Trial(config.seed(), policy.network(), evaluation, curve);
    }

    /** Returns the mean cost of the episodes it was judged on. */
    public double totalCost() {
        return evaluation.totalCost();
    }

    /** Returns the share of them that succeeded. */
    public double successRate() {
        return evaluation.successRate();
    }

    /** Returns the method that some trials belong to. */
    public static Contender contender(String name, List<Trial> trials) {
        return new Contender(
                name,
                trials.stream().map(Trial::seed).toList(),
                trials.stream().<Policy>map(Trial::policy).toList(),
                trials.get(0).policy.spec().multiplyAdds());
    }

    /** Returns a number of every trial. */
    public static Statistic statistic(List<Trial> trials, ToDoubleFunction<Trial> measure) {
        return Statistic.of(trials.stream().mapToDouble(measure).toArray());
    }
}
