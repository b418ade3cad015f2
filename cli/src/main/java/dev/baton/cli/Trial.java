package dev.baton.cli;

import dev.baton.env.EnvSpec;
import dev.baton.train.ComparisonResults;
import dev.baton.train.EvaluationResult;
import dev.baton.train.Execution;
import dev.baton.train.OptimumComparison;
import dev.baton.train.TrainConfig;
import dev.baton.train.UpdateMetrics;
import java.util.ArrayList;
import java.util.List;

/**
 * One policy, trained and judged.
 *
 * @param seed of the training
 * @param evaluation of the trained policy
 * @param regret above the exact optimum, exact over what follows each choice; NaN where it is not computed
 * @param curve every update of the training
 */
record Trial(long seed, EvaluationResult evaluation, double regret, List<UpdateMetrics> curve) {
    Trial {
        curve = List.copyOf(curve);
    }

    /** Trains with a configuration, and evaluates under another seed, so that all trials can meet the same episodes. */
    static Trial run(
            EnvSpec spec,
            TrainConfig config,
            long evaluationSeed,
            int episodes,
            boolean withRegret,
            Execution execution,
            Progress progress) {
        List<UpdateMetrics> curve = new ArrayList<>();
        LearnedPolicy policy = Training.train(spec, config, execution, progress, metrics -> {
            if (metrics instanceof UpdateMetrics update) {
                curve.add(update);
            }
        });
        EvaluationResult evaluation =
                Training.evaluate(spec, policy.network(), evaluationSeed, episodes, execution, progress);
        double regret = Double.NaN;
        if (withRegret) {
            ComparisonResults results = new ComparisonResults(spec);
            new OptimumComparison(spec, policy.network(), execution.backend())
                    .run(evaluationSeed, 0, episodes, results);
            regret = results.meanRegret();
        }
        return new Trial(config.seed(), evaluation, regret, curve);
    }
}
