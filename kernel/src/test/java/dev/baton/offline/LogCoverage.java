package dev.baton.offline;

import dev.baton.env.EnvSpec;
import dev.baton.env.ObservationScales;
import dev.baton.env.TestEnvironments;
import dev.baton.learn.PolicyGradientTrainer;
import dev.baton.learn.TrainConfig;
import dev.baton.policy.CostAwarePolicy;
import dev.baton.policy.LatencyPolicy;
import dev.baton.policy.MlpPolicy;
import dev.baton.policy.Policy;
import dev.baton.policy.RandomPolicy;
import dev.baton.run.Evaluation;
import dev.baton.run.Execution;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Counts how often the 95 % intervals of estimates from a log that are not refused cover what the policy costs: every
 * repetition logs episodes of its own, the truth is from many more. scripts/coverage-logs runs all cases, {@code
 * LogCoverageTest} the cheap ones.
 */
final class LogCoverage {
    /** Start states and outcomes of the truths; no repetition has this seed. */
    private static final long REFERENCE = 4_000_000_000L;

    private static final long FIRST_SEED = 10_000;

    /**
     * A log and a policy.
     *
     * @param name in words
     * @param env of both
     * @param behaviour whose episodes are logged
     * @param explore share of its steps that are random
     * @param episodes of a log
     * @param target whose cost is estimated
     */
    record Case(String name, EnvSpec env, Policy behaviour, double explore, int episodes, Policy target) {}

    /**
     * How often the interval of an estimator covered.
     *
     * @param covered repetitions whose interval held the truth
     * @param above repetitions whose interval lay above it
     * @param believed repetitions that were not refused
     * @param width of the intervals, summed
     */
    record Count(int covered, int above, int believed, double width) {
        Count with(OffPolicyEstimate estimate, double truth) {
            if (!estimate.hasInterval()) {
                return this;
            }
            boolean covers = estimate.lower() <= truth && truth <= estimate.upper();
            return new Count(
                    covered + (covers ? 1 : 0),
                    above + (estimate.lower() > truth ? 1 : 0),
                    believed + 1,
                    width + estimate.upper() - estimate.lower());
        }

        double share() {
            return (double) covered / believed;
        }
    }

    private LogCoverage() {}

    /** Logs whose estimates take little time: few episodes, or short ones. */
    static List<Case> cheap() {
        EnvSpec paper = TestEnvironments.paper();
        EnvSpec brief = horizon(paper, 2);
        return List.of(
                new Case("its own, random", paper, new RandomPolicy(paper), 0, 300, new RandomPolicy(paper)),
                new Case("latency, 5 % random", paper, new LatencyPolicy(paper), 0.05, 300, new LatencyPolicy(paper)),
                new Case("latency of random, horizon 2", brief, new RandomPolicy(brief), 0, 4000,
                        new LatencyPolicy(brief)));
    }

    private static List<Case> dear() {
        EnvSpec paper = TestEnvironments.paper();
        EnvSpec brief = horizon(paper, 2);
        MlpPolicy learned = learned(paper);
        Policy rule = new CostAwarePolicy(paper);
        return List.of(
                new Case("cost-aware, 20 % random", paper, rule, 0.2, 1000, rule),
                new Case("learned, 20 % random", paper, learned, 0.2, 1000, learned),
                new Case("learned of sampled", paper, learned.sampled(), 0, 2000, learned),
                new Case("learned of random, horizon 2", brief, new RandomPolicy(brief), 0, 4000, learned(brief)));
    }

    private static MlpPolicy learned(EnvSpec env) {
        try (PolicyGradientTrainer trainer = new PolicyGradientTrainer(env, TrainConfig.paper(0), Execution.of(1))) {
            return trainer.train(metrics -> {});
        }
    }

    private static EnvSpec horizon(EnvSpec env, int horizon) {
        return new EnvSpec(
                env.name(), horizon, env.start(), env.drift(), env.tolerance(), env.weights(), env.clip(), env.charge(),
                env.predictor(), ObservationScales.defaults(env.start(), horizon, env.actions()), env.actions());
    }

    /** Counts over repetitions of a case. */
    static Map<Estimator, Count> of(Case of, int repetitions, int reference) {
        double truth = Evaluation.run(of.env, of.target, REFERENCE, reference, Execution.of(1)).totalCost();
        List<OffPolicyEvaluation> evaluations = IntStream.range(0, repetitions)
                .parallel()
                .mapToObj(r -> OffPolicyEvaluation.of(
                        Logs.of(of.env, of.behaviour, of.explore, FIRST_SEED + r, of.episodes), of.target,
                        Execution.of(1), share -> {}))
                .toList();
        Map<Estimator, Count> counts = new EnumMap<>(Estimator.class);
        for (Estimator estimator : Estimator.values()) {
            Count count = new Count(0, 0, 0, 0);
            for (OffPolicyEvaluation evaluation : evaluations) {
                count = count.with(evaluation.estimate(estimator), truth);
            }
            counts.put(estimator, count);
        }
        return counts;
    }

    /** Prints a line for each case and estimator that has intervals. */
    public static void main(String[] args) {
        int repetitions = args.length > 0 ? Integer.parseInt(args[0]) : 200;
        if (repetitions < 1) {
            System.err.println("coverage-logs: REPETITIONS: expected a whole number from 1, found " + repetitions);
            System.exit(2);
        }
        String part = args.length > 1 ? args[1] : "";
        long start = System.nanoTime();
        System.out.printf(
                "%-32s %-14s %8s %8s %7s %7s %8s%n", "log and policy", "estimator", "believed", "covers", "below",
                "above", "width");
        for (List<Case> cases : List.of(cheap(), dear())) {
            for (Case of : cases) {
                if (of.name.contains(part)) {
                    of(of, repetitions, 1_000_000).forEach((estimator, count) -> print(of.name, estimator, count));
                }
            }
        }
        System.out.printf(
                Locale.ROOT, "%n%d repetitions, %.0f s%n", repetitions, (System.nanoTime() - start) / 1e9);
    }

    private static void print(String name, Estimator estimator, Count count) {
        if (estimator == Estimator.FITTED_Q) {
            return; // has no interval
        }
        int below = count.believed - count.covered - count.above;
        String shares = count.believed == 0
                ? ""
                : String.format(
                        Locale.ROOT, "%6.1f %% %5.1f %% %5.1f %% %8.3f", 100 * count.share(),
                        100.0 * below / count.believed,
                        100.0 * count.above / count.believed, count.width / count.believed);
        System.out.printf("%-32s %-14s %8d %s%n", name, estimator.words(), count.believed, shares);
    }
}
