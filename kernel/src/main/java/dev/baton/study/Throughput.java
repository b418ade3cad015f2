package dev.baton.study;

import dev.baton.Backend;
import dev.baton.EpisodeKind;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.env.Stepper;
import dev.baton.learn.PolicyGradientTrainer;
import dev.baton.learn.TrainConfig;
import dev.baton.ops.FmaPeak;
import dev.baton.parallel.Workers;
import dev.baton.policy.MlpPolicy;
import dev.baton.policy.Policy;
import dev.baton.policy.RandomPolicy;
import dev.baton.run.EpisodeResults;
import dev.baton.run.Execution;
import dev.baton.run.Rollout;
import java.util.Arrays;

/**
 * A quick measurement of this machine: how many episode-steps per second the kernels take on some threads, beside the
 * peak of fused multiply-adds measured in the same minute. Counts live episode-steps only. The JMH suites are the
 * careful measurement; this one is for a first look.
 */
public final class Throughput {
    private static final int WINDOWS = 11;
    private static final double RISE = 1.05;
    private static final int LONGEST_WARM_UP = 6;
    private static final int PEAK_ITERATIONS = 20_000;

    private Throughput() {}

    /**
     * What was measured on a number of threads; every figure is the median over windows of time.
     *
     * @param threads workers
     * @param fmaPeakGflops floating-point operations per nanosecond of independent multiply-adds, all threads together
     * @param envOnlyStepsPerSecond environment with the random policy
     * @param rolloutStepsPerSecond environment, network and sampling
     * @param trainStepsPerSecond whole policy-gradient updates: rollout, reward-to-go, backward, Adam
     */
    public record Run(
            int threads,
            double fmaPeakGflops,
            double envOnlyStepsPerSecond,
            double rolloutStepsPerSecond,
            double trainStepsPerSecond) {}

    /** Work of one worker; returns how much it did. */
    @FunctionalInterface
    private interface Work {
        long run();
    }

    /**
     * Measures.
     *
     * @param env the environment
     * @param config network and update size; the policy is trained for a few updates first, so that episodes have the
     *     lengths they have under a policy that works
     * @param execution backend, threads and tile
     * @param seconds how long each figure is measured after a warm-up of at least as long; &gt; 0
     * @return the figures
     */
    public static Run measure(EnvSpec env, TrainConfig config, Execution execution, double seconds) {
        EnvTables tables = new EnvTables(env);
        Execution single = execution.withThreads(1);
        MlpPolicy policy;
        try (PolicyGradientTrainer trainer = new PolicyGradientTrainer(
                env, config.withEpisodes(3200).withEpisodesPerUpdate(32), single)) {
            policy = trainer.train(metrics -> {});
        }
        int threads = execution.threads();
        double peak;
        double envOnly;
        double rollout;
        try (Workers workers = new Workers(threads)) {
            Work[] team = new Work[threads];
            Arrays.fill(team, peakWork(execution.backend()));
            peak = rate(workers, team, seconds / 2);
            envOnly = rate(workers, rollouts(tables, new RandomPolicy(env), execution), seconds);
            rollout = rate(workers, rollouts(tables, policy.sampled(), execution), seconds);
        }
        TrainConfig endless = config.withEpisodes(Integer.MAX_VALUE);
        double train;
        try (PolicyGradientTrainer trainer = new PolicyGradientTrainer(env, endless, execution);
                Workers caller = new Workers(1)) {
            train = rate(caller, new Work[] {trainer::update}, seconds);
        }
        return new Run(threads, peak / 1e9, envOnly, rollout, train);
    }

    private static Work peakWork(Backend backend) {
        return () -> {
            float sink = FmaPeak.run(backend, PEAK_ITERATIONS);
            // Never true; keeps the chains from being optimised away.
            return Float.isNaN(sink) ? 0 : (long) PEAK_ITERATIONS * FmaPeak.FLOPS_PER_LANE * backend.lanes();
        };
    }

    private static Work[] rollouts(EnvTables tables, Policy policy, Execution execution) {
        Work[] team = new Work[execution.threads()];
        for (int w = 0; w < team.length; w++) {
            Rollout<EpisodeBatch> rollout = new Rollout<>(
                    Stepper.of(execution.backend(), tables),
                    policy.actor(tables, execution.backend(), execution.tile()),
                    execution.tile(),
                    Rollout.EPISODES,
                    null);
            EpisodeResults results = new EpisodeResults(Rollout.EPISODES);
            int first = w * 4 * Rollout.EPISODES;
            team[w] = () -> {
                long steps = 0;
                for (int block = 0; block < 4; block++) {
                    steps += rollout.run(
                            0, EpisodeKind.EVALUATION, first + block * Rollout.EPISODES, Rollout.EPISODES, results, 0);
                }
                return steps;
            };
        }
        return team;
    }

    /** Warms up, measures for some seconds, and returns the median rate of the windows. */
    private static double rate(Workers workers, Work[] team, double seconds) {
        long[] done = new long[team.length];
        double[] rates = new double[WINDOWS];
        warmUp(workers, team, done, seconds);
        long window = (long) (seconds * 1e9 / WINDOWS);
        for (int i = 0; i < WINDOWS; i++) {
            rates[i] = window(workers, team, done, window);
        }
        Arrays.sort(rates);
        return rates[WINDOWS / 2];
    }

    /**
     * Runs until the rate has not risen by {@link #RISE} for as long as a measurement takes, and at most {@link
     * #LONGEST_WARM_UP} times as long: large kernels wait seconds for the compiler, one after the other.
     */
    private static void warmUp(Workers workers, Work[] team, long[] done, double seconds) {
        long measurement = (long) (seconds * 1e9);
        long start = System.nanoTime();
        long risen = start;
        double greatest = 0;
        while (System.nanoTime() - risen < measurement
                && System.nanoTime() - start < LONGEST_WARM_UP * measurement) {
            double rate = window(workers, team, done, measurement / WINDOWS);
            if (rate > greatest * RISE) {
                greatest = rate;
                risen = System.nanoTime();
            }
        }
    }

    private static double window(Workers workers, Work[] team, long[] done, long nanoseconds) {
        long start = System.nanoTime();
        workers.run(team.length, (worker, task) -> {
            long amount = 0;
            do {
                amount += team[task].run();
            } while (System.nanoTime() - start < nanoseconds);
            done[task] = amount;
        });
        double elapsed = (System.nanoTime() - start) / 1e9;
        return Arrays.stream(done).sum() / elapsed;
    }
}
