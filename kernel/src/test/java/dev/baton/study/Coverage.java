package dev.baton.study;

import dev.baton.Backend;
import dev.baton.env.EnvSpec;
import dev.baton.env.TestEnvironments;
import dev.baton.learn.PolicyGradientTrainer;
import dev.baton.learn.TrainConfig;
import dev.baton.policy.CostAwarePolicy;
import dev.baton.policy.LatencyPolicy;
import dev.baton.policy.MlpPolicy;
import dev.baton.policy.Policy;
import dev.baton.run.Evaluation;
import dev.baton.run.Execution;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Counts how often each kind of 95 % interval covers what it is for: policies are trained under many seeds, the
 * intervals are computed as the commands do from groups of them on episodes of their own, and the truths from all seeds
 * and many more episodes. scripts/coverage runs the long form, {@code CoverageTest} a short one.
 */
final class Coverage {
    /** Start states and outcomes of the truths; no repetition has this seed. */
    private static final long REFERENCE = 4_000_000_000L;

    private static final int FIRST_SEED = 100_000;
    private static final int BLOCK = 512;
    /** Sets of episodes that the same policies as they are are judged on; each is a repetition. */
    private static final int SETS = 4;

    private static final List<String> VARIANTS =
            List.of("no baseline", "no reward-to-go", "no entropy bonus", "none of them");

    /**
     * What is counted.
     *
     * @param preset of the trainings
     * @param seeds trained with the whole algorithm, a multiple of 20
     * @param variantSeeds of them also trained with each variant, a multiple of 10
     * @param policies of the first seeds whose own truth is computed, a multiple of 5
     * @param anchors how many policies of a kind are also judged on all reference episodes
     * @param episodes that a repetition is judged on, per evaluation seed
     * @param reference episodes of a policy's own truth
     * @param share of them that the truth of a method takes, over all seeds; see {@link #truths}
     * @param threads that share the work
     */
    record Setting(
            UnaryOperator<TrainConfig> preset,
            int seeds,
            int variantSeeds,
            int policies,
            int anchors,
            int episodes,
            int reference,
            int share,
            int threads) {}

    /**
     * How often an interval covered.
     *
     * @param covered repetitions whose interval held the truth
     * @param above repetitions whose interval lay above it
     * @param repetitions of all
     */
    record Count(int covered, int above, int repetitions) {
        double share() {
            return (double) covered / repetitions;
        }
    }

    /** What is counted together. */
    private enum Part {
        METHODS,
        DIFFERENCES,
        POLICIES
    }

    private final EnvSpec env = TestEnvironments.paper();
    private final Setting setting;
    private final Map<String, Count> counts = new LinkedHashMap<>();
    /** By training seed, on the share of the reference episodes. */
    private double[] regrets = new double[0];

    private Coverage(Setting setting) {
        this.setting = setting;
    }

    /** Runs a setting. */
    static Map<String, Count> of(Setting setting) {
        Map<String, Count> all = new LinkedHashMap<>();
        new Coverage(setting).run(Part.values(), all::put);
        return all;
    }

    /** Prints a line for each interval, then for each way to the method's that was not taken. */
    public static void main(String[] args) {
        int seeds = args.length > 0 ? Integer.parseInt(args[0]) : 4_000;
        if (seeds < 20 || seeds % 20 != 0) {
            System.err.println("coverage: SEEDS: expected a multiple of 20, found " + seeds);
            System.exit(2);
        }
        Part[] parts = Arrays.stream(Part.values())
                .filter(part -> args.length < 2 || part.name().equalsIgnoreCase(args[1]))
                .toArray(Part[]::new);
        if (parts.length == 0) {
            System.err.println("coverage: PART: expected methods, differences or policies, found " + args[1]);
            System.exit(2);
        }
        long start = System.nanoTime();
        Coverage coverage = new Coverage(new Setting(
                config -> config, seeds, seeds / 2, Math.min(seeds, 1_000), 100, 1_000, 100_000, 4_000,
                Runtime.getRuntime().availableProcessors()));
        System.out.printf("%-62s %11s %8s %7s %7s%n", "95 % interval", "repetitions", "covers", "below", "above");
        coverage.run(parts, Coverage::print);
        if (coverage.regrets.length > 0) {
            Alternatives.print(coverage.regrets);
        }
        System.out.printf(Locale.ROOT, "%n%d training seeds, %.0f s%n", seeds, (System.nanoTime() - start) / 1e9);
    }

    private static void print(String name, Count count) {
        System.out.printf(
                Locale.ROOT, "%-62s %11d %6.1f %% %5.1f %% %5.1f %%%n", name, count.repetitions, 100 * count.share(),
                100.0 * (count.repetitions - count.covered - count.above) / count.repetitions,
                100.0 * count.above / count.repetitions);
    }

    private void count(String name, Interval interval, double truth) {
        Count before = counts.getOrDefault(name, new Count(0, 0, 0));
        counts.put(name, new Count(
                before.covered + (interval.contains(truth) ? 1 : 0),
                before.above + (interval.lower() > truth ? 1 : 0),
                before.repetitions + 1));
    }

    /** Counts, and tells of each kind of interval when it has been counted. */
    private void run(Part[] parts, BiConsumer<String, Count> told) {
        List<Policy> full = train(config -> config, setting.seeds);
        for (Part part : parts) {
            switch (part) {
                case METHODS -> regretOfMethods(full);
                case DIFFERENCES -> differencesOfMethods(full);
                case POLICIES -> policiesAsTheyAre(
                        full.subList(0, setting.policies),
                        train(config -> config.withBaseline(false), setting.policies / 5));
            }
            counts.forEach(told);
            counts.clear();
        }
    }

    private List<Policy> train(UnaryOperator<TrainConfig> variant, int seeds) {
        Policy[] policies = new Policy[seeds];
        parallel(seeds, s -> {
            TrainConfig config = variant.apply(setting.preset.apply(TrainConfig.paper(FIRST_SEED + s)));
            try (PolicyGradientTrainer trainer = new PolicyGradientTrainer(env, config, Execution.of(1))) {
                MlpPolicy policy = trainer.train(metrics -> {});
                policies[s] = policy;
            }
        });
        return List.of(policies);
    }

    /** The regret of the method as 'reproduce' has it: S policies on the same episodes of five seeds. */
    private void regretOfMethods(List<Policy> full) {
        regrets = truths(full);
        double truth = Moments.of(regrets).mean();
        double middle = Bootstrap.interquartileMean(List.of(regrets));
        for (int size : new int[] {5, 10, 20}) {
            Margins[] margins = new Margins[full.size() / size];
            parallel(margins.length, r ->
                    margins[r] = regret(full.subList(r * size, (r + 1) * size), 5L * r, 5, setting.episodes));
            for (Margins of : margins) {
                count("regret, the method, " + size + " seeds", of.ofMethod().orElseThrow().notBelow(0), truth);
                if (size >= Bootstrap.FEWEST_SEEDS) {
                    count("interquartile mean, " + size + " seeds",
                            of.ofInterquartileMean().orElseThrow().notBelow(0), middle);
                }
            }
        }
    }

    /** The differences as 'ablate' and 'compare' have them: S pairs on the same episodes of one seed. */
    private void differencesOfMethods(List<Policy> full) {
        List<List<Policy>> variants = List.of(
                train(config -> config.withBaseline(false), setting.variantSeeds),
                train(config -> config.withRewardToGo(false), setting.variantSeeds),
                train(config -> config.withEntropyBonus(0), setting.variantSeeds),
                train(
                        config -> config.withBaseline(false).withRewardToGo(false).withEntropyBonus(0),
                        setting.variantSeeds));
        double[] ofFull = truths(full.subList(0, setting.variantSeeds));
        for (int v = 0; v < VARIANTS.size(); v++) {
            List<Policy> variant = variants.get(v);
            double[] ofVariant = truths(variant);
            double truth = Moments.of(ofVariant).mean() - Moments.of(ofFull).mean();
            double improvement = Bootstrap.probabilityOfImprovement(ofVariant, ofFull);
            for (int size : new int[] {5, 10}) {
                Paired[] pairs = new Paired[variant.size() / size];
                parallel(pairs.length, r -> {
                    List<Policy> both = new ArrayList<>(variant.subList(r * size, (r + 1) * size));
                    both.addAll(full.subList(r * size, (r + 1) * size));
                    List<Comparison> compared = compare(both, List.of(size, size), 1_000_000L + r, 1, setting.episodes);
                    pairs[r] = new Paired(compared.get(0).regret(), compared.get(1).regret());
                });
                for (Paired pair : pairs) {
                    String name = VARIANTS.get(v) + " - full, the methods, " + size + " seeds";
                    count("difference, " + name, pair.ofMethods().orElseThrow(), truth);
                    if (size >= Bootstrap.FEWEST_SEEDS) {
                        count("improvement, " + name, pair.improvementInterval().orElseThrow(), improvement);
                    }
                }
            }
        }
    }

    /** Five policies of a method, two policies compared, a rule, and the costs that 'evaluate' prints. */
    private void policiesAsTheyAre(List<Policy> full, List<Policy> others) {
        List<Policy> rules = List.of(new LatencyPolicy(env), new CostAwarePolicy(env));
        List<Policy> all = new ArrayList<>(full);
        all.addAll(others);
        all.addAll(rules);
        double[] truths = bySeed(all, setting.reference);
        int groups = full.size() / 5;
        int repetitions = groups * SETS;
        int rule = all.size() - 2;
        List<List<Comparison>> compared = new ArrayList<>();
        Statistic[] costs = new Statistic[repetitions];
        for (int r = 0; r < repetitions; r++) {
            compared.add(List.of());
        }
        parallel(repetitions, r -> {
            int group = r % groups;
            List<Policy> policies = new ArrayList<>(full.subList(5 * group, 5 * group + 5));
            policies.add(full.get(5 * group));
            policies.add(others.get(group));
            policies.addAll(rules);
            compared.set(r, compare(policies, List.of(5, 1, 1, 1, 1), 2_000_000L + 5L * r, 5, setting.episodes));
            costs[r] = Statistic.of(IntStream.range(0, 5)
                    .mapToDouble(s -> Evaluation.run(
                                    env, full.get(5 * group), 2_000_000L + 5L * r + s, setting.episodes,
                                    Execution.of(1))
                            .totalCost())
                    .toArray());
        });
        double optimum = compareSlices(List.of(rules.get(0)), List.of(1), REFERENCE, 1, setting.reference)
                .optimum()
                .totalCost()
                .mean();
        for (int r = 0; r < repetitions; r++) {
            List<Comparison> of = compared.get(r);
            int first = 5 * (r % groups);
            double truth = Moments.of(truths, first, 5).mean();
            count("regret, five policies as they are", of.get(0).asTheyAre(), truth);
            count("regret, one policy as it is", of.get(1).asTheyAre(), truths[first]);
            count("regret, latency", of.get(3).asTheyAre(), truths[rule]);
            count("difference of two policies as they are",
                    of.get(1).regret().minus(of.get(2).regret()).asTheyAre(),
                    truths[first] - truths[full.size() + r % groups]);
            count("difference of latency and cost-aware",
                    of.get(3).regret().minus(of.get(4).regret()).asTheyAre(), truths[rule] - truths[rule + 1]);
            count("total cost, one policy as it is, five evaluation seeds", costs[r].moments().interval(),
                    optimum + truths[first]);
        }
    }

    /**
     * The regret of each policy as if on all reference episodes: on a share of them, and all moved by what the rest
     * changes for the mean of the first policies. What episodes cost more or less than expected moves every policy
     * alike, and a truth that it moved would have every repetition on the same side of it.
     */
    private double[] truths(List<Policy> policies) {
        double[] regret = bySeed(policies, setting.share);
        int anchors = Math.min(setting.anchors, policies.size());
        double shift = Moments.of(bySeed(policies.subList(0, anchors), setting.reference)).mean()
                - Moments.of(regret, 0, anchors).mean();
        Arrays.setAll(regret, n -> regret[n] + shift);
        return regret;
    }

    /** The regret of each policy on reference episodes, cut among the threads. */
    private double[] bySeed(List<Policy> policies, int episodes) {
        return compareSlices(policies, List.of(policies.size()), REFERENCE, 1, episodes)
                .comparisons()
                .get(0)
                .regret()
                .byPolicy();
    }

    private Margins regret(List<Policy> policies, long firstSeed, int seeds, int episodes) {
        return compare(policies, List.of(policies.size()), firstSeed, seeds, episodes)
                .get(0)
                .regret();
    }

    private List<Comparison> compare(
            List<Policy> policies, List<Integer> sizes, long firstSeed, int seeds, int episodes) {
        OptimumComparison comparison = new OptimumComparison(env, policies, Backend.preferred());
        CommonEpisodes results = new CommonEpisodes(env, policies.size(), seeds * episodes);
        for (int s = 0; s < seeds; s++) {
            comparison.run(firstSeed + s, 0, episodes, results, s * episodes);
        }
        return Comparison.of(results, sizes);
    }

    private record Sliced(Optimum optimum, List<Comparison> comparisons) {}

    private Sliced compareSlices(List<Policy> policies, List<Integer> sizes, long seed, int seeds, int episodes) {
        int slices = seeds * ((episodes + BLOCK - 1) / BLOCK);
        Sliced[] parts = new Sliced[slices];
        int groups = Math.min(setting.threads, slices);
        parallel(groups, g -> {
            OptimumComparison comparison = new OptimumComparison(env, policies, Backend.preferred());
            for (int slice = slices * g / groups; slice < slices * (g + 1) / groups; slice++) {
                int count = Math.min(BLOCK, episodes - slice * BLOCK);
                CommonEpisodes results = new CommonEpisodes(env, policies.size(), count);
                comparison.run(seed, slice * BLOCK, count, results, 0);
                parts[slice] = new Sliced(results.optimum(), Comparison.of(results, sizes));
            }
        });
        List<Comparison> joined = IntStream.range(0, sizes.size())
                .mapToObj(c -> Comparison.join(
                        Arrays.stream(parts).map(part -> part.comparisons.get(c)).toList()))
                .toList();
        return new Sliced(Arrays.stream(parts).map(Sliced::optimum).reduce(Optimum.NONE, Optimum::plus), joined);
    }

    @FunctionalInterface
    private interface Task {
        void run(int n);
    }

    /** Runs tasks 0 … count − 1 on the setting's threads; the first failure ends them. */
    private void parallel(int count, Task task) {
        AtomicInteger next = new AtomicInteger();
        AtomicReference<Throwable> failure =
                new AtomicReference<>();
        Thread[] threads = new Thread[Math.min(setting.threads, count)];
        for (int t = 0; t < threads.length; t++) {
            threads[t] = Thread.ofPlatform().start(() -> {
                try {
                    for (int n = next.getAndIncrement(); n < count && failure.get() == null;
                            n = next.getAndIncrement()) {
                        task.run(n);
                    }
                } catch (RuntimeException | Error e) {
                    failure.compareAndSet(null, e);
                }
            });
        }
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        if (failure.get() != null) {
            throw new IllegalStateException(failure.get());
        }
    }
}
