package dev.baton.offline;

import java.util.Arrays;

/**
 * The importance weights of logged episodes for a policy: W_t = Π_{s ≤ t} π(A_s | S_s) / b(A_s | S_s), b the logged
 * behaviour probability, kept as logarithms because products of hundreds of factors leave the range of any number.
 *
 * <p>An episode that has ended keeps its last weight. The mean weight of all episodes is 1 in expectation after every
 * step: where it is not, the log does not show what the policy does.
 */
final class ImportanceWeights {
    private final EpisodeLog log;
    /** (N) log W after each step. */
    private final double[] logWeight;
    /** (longest) log of the mean weight of all episodes after each step. */
    private final double[] logMean;

    private final double worth;

    /**
     * Computes the weights.
     *
     * @param log the episodes
     * @param probabilities (N, K) π(k | s) in the state of every step
     */
    ImportanceWeights(EpisodeLog log, float[] probabilities) {
        this.log = log;
        int actions = log.env.actionCount();
        logWeight = new double[log.steps()];
        for (int e = 0; e < log.episodes(); e++) {
            double sum = 0;
            for (int i = log.start[e]; i < log.start[e + 1]; i++) {
                sum += StrictMath.log(probabilities[i * actions + log.action[i]]) - StrictMath.log(log.probability[i]);
                logWeight[i] = sum;
            }
        }
        logMean = new double[log.longest()];
        worth = means();
    }

    /**
     * Fills the mean weights and returns the least worth of a step: the effective sample size of the weights after it,
     * (Σ W)² / Σ W², against the share of the policy's episodes that last as long.
     */
    private double means() {
        double least = log.episodes();
        LogSum ended = new LogSum();
        for (int e = 0; e < log.episodes(); e++) {
            if (log.steps(e) == 0) {
                ended.add(0);
            }
        }
        for (int t = 0; t < logMean.length; t++) {
            LogSum before = new LogSum();
            LogSum after = new LogSum();
            LogSum squares = new LogSum();
            LogSum ending = new LogSum();
            for (int e = 0; e < log.episodes(); e++) {
                int i = log.start[e] + t;
                if (i >= log.start[e + 1]) {
                    continue;
                }
                before.add(t == 0 ? 0 : logWeight[i - 1]);
                after.add(logWeight[i]);
                squares.add(2 * logWeight[i]);
                if (i + 1 == log.start[e + 1]) {
                    ending.add(logWeight[i]);
                }
            }
            double alive = before.value() - LogSum.of(before.value(), ended.value());
            if (before.value() > Double.NEGATIVE_INFINITY) {
                double size =
                        after.value() > Double.NEGATIVE_INFINITY ? 2 * after.value() - squares.value() : after.value();
                least = Math.min(least, StrictMath.exp(size - alive));
            }
            logMean[t] = LogSum.of(after.value(), ended.value()) - StrictMath.log(log.episodes());
            ended.add(ending.value());
        }
        return least;
    }

    /**
     * Returns how many episodes of the policy itself the log is worth at the step where it is worth least.
     *
     * @return 0 … E
     */
    double worth() {
        return worth;
    }

    /** Returns log W of an episode's end. */
    private double last(int e) {
        return log.steps(e) == 0 ? 0 : logWeight[log.start[e + 1] - 1];
    }

    /**
     * Returns the weights of whole episodes.
     *
     * @return (E) infinite where they leave the range
     */
    double[] finals() {
        double[] finals = new double[log.episodes()];
        for (int e = 0; e < finals.length; e++) {
            finals[e] = StrictMath.exp(last(e));
        }
        return finals;
    }

    /**
     * Returns the mean weight of whole episodes.
     *
     * @return its logarithm to the base 10; −∞ where all weights are 0
     */
    double logMean10() {
        LogSum sum = new LogSum();
        for (int e = 0; e < log.episodes(); e++) {
            sum.add(last(e));
        }
        return (sum.value() - StrictMath.log(log.episodes())) / StrictMath.log(10);
    }

    /**
     * Returns Σ_t W_t x_t of every episode, whose mean is unbiased for what it is under the policy.
     *
     * @param x (N) a number per step
     * @return (E)
     */
    double[] sums(double[] x) {
        double[] sums = new double[log.episodes()];
        for (int e = 0; e < sums.length; e++) {
            for (int i = log.start[e]; i < log.start[e + 1]; i++) {
                sums[e] += StrictMath.exp(logWeight[i]) * x[i];
            }
        }
        return sums;
    }

    /**
     * Returns numbers whose mean is Σ_t Σ_e W_t x_t / Σ_e W_t, the self-normalised form, and whose spread is that of
     * its linear expansion: Σ_t (w_t (x_t − μ_t) + μ_t), w_t the weight over its mean and μ_t the mean of w_t x_t.
     *
     * @param x (N) a number per step
     * @return (E)
     */
    double[] normalised(double[] x) {
        int episodes = log.episodes();
        double[] mu = new double[logMean.length];
        double[] terms = new double[episodes];
        for (int e = 0; e < episodes; e++) {
            for (int i = log.start[e]; i < log.start[e + 1]; i++) {
                int t = i - log.start[e];
                mu[t] += StrictMath.exp(logWeight[i] - logMean[t]) * x[i] / episodes;
            }
        }
        // Behind its end an episode has the number 0, and what is left is its weight times these.
        double[] rest = new double[logMean.length + 1];
        double total = 0;
        for (int t = logMean.length - 1; t >= 0; t--) {
            rest[t] = rest[t + 1] + mu[t] * StrictMath.exp(-logMean[t]);
            total += mu[t];
        }
        Arrays.fill(terms, total);
        for (int e = 0; e < episodes; e++) {
            for (int i = log.start[e]; i < log.start[e + 1]; i++) {
                int t = i - log.start[e];
                terms[e] += StrictMath.exp(logWeight[i] - logMean[t]) * (x[i] - mu[t]);
            }
            terms[e] -= StrictMath.exp(last(e)) * rest[log.steps(e)];
        }
        return terms;
    }

    /** The logarithm of a sum of which the logarithms of the terms are given. */
    private static final class LogSum {
        private double greatest = Double.NEGATIVE_INFINITY;
        private double sum;

        void add(double logarithm) {
            if (logarithm == Double.NEGATIVE_INFINITY) {
                return;
            }
            if (logarithm > greatest) {
                sum = sum * StrictMath.exp(greatest - logarithm) + 1;
                greatest = logarithm;
            } else {
                sum += StrictMath.exp(logarithm - greatest);
            }
        }

        double value() {
            return greatest == Double.NEGATIVE_INFINITY ? greatest : greatest + StrictMath.log(sum);
        }

        static double of(double a, double b) {
            LogSum sum = new LogSum();
            sum.add(a);
            sum.add(b);
            return sum.value();
        }
    }
}
