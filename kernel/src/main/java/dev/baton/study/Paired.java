package dev.baton.study;

import dev.baton.rng.Threefry;
import java.util.Arrays;
import java.util.Optional;

/**
 * The difference of two methods, or of two policies, on common episodes; with several policies each, pair by pair of
 * the same training seed.
 *
 * @param one what is looked at
 * @param other what it is compared with
 */
public record Paired(Margins one, Margins other) {
    /** No stream of episodes has this number. */
    private static final long KEY = Threefry.pack(0, 0x73776170);

    /**
     * Returns the margins of the differences.
     *
     * @return one − other
     * @throws IllegalArgumentException if episodes or policies cannot be paired
     */
    public Margins difference() {
        return one.minus(other);
    }

    /**
     * Returns the interval for the expected difference of the methods over training seeds, start states and outcomes.
     *
     * @return Student's over pairs of seeds and episodes, {@link Margins#overBoth}; none for single policies
     */
    public Optional<Interval> ofMethods() {
        return difference().overBoth();
    }

    /**
     * Returns how probable it is that one costs less than the other where both are trained anew.
     *
     * @return the share of pairs of seeds, an equal pair counting half
     */
    public double probabilityOfImprovement() {
        return Bootstrap.probabilityOfImprovement(one.byPolicy(), other.byPolicy());
    }

    /**
     * Returns the interval of {@link #probabilityOfImprovement}.
     *
     * @return a percentile bootstrap over common seeds; none for fewer than {@link Bootstrap#FEWEST_SEEDS}, with which
     *     it does not hold
     */
    public Optional<Interval> improvementInterval() {
        return one.policies() < Bootstrap.FEWEST_SEEDS || one.policies() != other.policies()
                ? Optional.empty()
                : Optional.of(Bootstrap.ofProbabilityOfImprovement(one.byPolicy(), other.byPolicy()));
    }

    /**
     * Returns the ratio of the standard deviations over the training seeds.
     *
     * @return that of one over that of the other; NaN where both are 0
     */
    public double spreadRatio() {
        return one.overSeeds().std() / other.overSeeds().std();
    }

    /**
     * Returns how probable a ratio of standard deviations at least as far from 1 is where both methods spread alike:
     * the permutation test, which exchanges the two numbers of a seed, each measured from its method's median, or
     * leaves them, {@link Bootstrap#RESAMPLES} times. It supposes no distribution; a ratio of variances by the F
     * distribution would suppose a normal one.
     *
     * @return the two-sided p-value; 1 for fewer than two pairs
     */
    public double spreadPValue() {
        int seeds = Math.min(one.policies(), other.policies());
        if (seeds < 2 || one.policies() != other.policies()) {
            return 1;
        }
        double[] a = centred(one.byPolicy());
        double[] b = centred(other.byPolicy());
        double found = Math.abs(logRatio(a, b));
        long extreme = 1;
        for (int r = 0; r < Bootstrap.RESAMPLES; r++) {
            for (int i = 0; i < seeds; i++) {
                if ((Threefry.word0(Threefry.block(KEY, r, i)) & 1) != 0) {
                    double kept = a[i];
                    a[i] = b[i];
                    b[i] = kept;
                }
            }
            // Equal up to rounding counts as equal.
            extreme += Math.abs(logRatio(a, b)) >= found * (1 - 1e-12) ? 1 : 0;
        }
        return (double) extreme / (Bootstrap.RESAMPLES + 1);
    }

    private static double[] centred(double[] x) {
        double[] sorted = x.clone();
        Arrays.sort(sorted);
        double median = (sorted[(x.length - 1) / 2] + sorted[x.length / 2]) / 2;
        return Arrays.stream(x).map(value -> value - median).toArray();
    }

    private static double logRatio(double[] a, double[] b) {
        double squaresOfA = Moments.of(a).squares();
        double squaresOfB = Moments.of(b).squares();
        return squaresOfA == squaresOfB ? 0 : Math.log(squaresOfA / squaresOfB);
    }
}
