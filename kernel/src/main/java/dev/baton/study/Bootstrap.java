package dev.baton.study;

import dev.baton.rng.Threefry;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Intervals by drawing training seeds anew, with replacement, {@value #RESAMPLES} times. The drawing has a fixed key,
 * so the same numbers have the same interval everywhere.
 */
public final class Bootstrap {
    /** Resamples of an interval. */
    public static final int RESAMPLES = 9_999;

    /** The fewest seeds for which a percentile interval holds; see docs/decisions/011. */
    public static final int FEWEST_SEEDS = 10;

    /** No stream of episodes has this number. */
    private static final long KEY = Threefry.pack(0, 0x626F6F74);

    private Bootstrap() {}

    /**
     * Returns an interval for the expectation of a number over training seeds: the studentised bootstrap (Efron 1979;
     * Hall 1988), on each side at least as wide as Student's t. A regret has no negative values and a long right tail,
     * so that Student's interval alone is passed from below too often; for few seeds of even spread the bootstrap
     * alone is too narrow.
     *
     * @param perSeed (S) not modified, S ≥ 2; where a seed stands for several numbers, their mean: seeds are drawn
     *     whole
     * @return the interval
     */
    public static Interval ofMean(double[] perSeed) {
        Moments all = Moments.of(perSeed);
        Interval student = all.interval();
        if (all.squares() == 0 || perSeed.length < 3) {
            return student;
        }
        double[] ratios = new double[RESAMPLES];
        int count = 0;
        double[] drawn = new double[perSeed.length];
        Draws draws = new Draws();
        for (int r = 0; r < RESAMPLES; r++) {
            draws.begin(r);
            draws.fill(perSeed, drawn);
            Moments resample = Moments.of(drawn);
            // A seed drawn S times has no spread to measure its mean by.
            if (resample.squares() > 0) {
                ratios[count++] = (resample.mean() - all.mean()) / resample.standardError();
            }
        }
        Arrays.sort(ratios, 0, count);
        double least = quantile(ratios, count, 1 - Interval.UPPER_QUANTILE);
        double greatest = quantile(ratios, count, Interval.UPPER_QUANTILE);
        return new Interval(
                Math.min(student.lower(), all.mean() - greatest * all.standardError()),
                Math.max(student.upper(), all.mean() - least * all.standardError()));
    }

    /**
     * Returns the interquartile mean: the mean of the middle half of all numbers together, a quarter (rounded down)
     * left out at either end.
     *
     * @param strata the numbers by stratum, such as one environment each; not modified
     * @return their interquartile mean
     */
    public static double interquartileMean(List<double[]> strata) {
        double[] all = strata.stream().flatMapToDouble(Arrays::stream).sorted().toArray();
        int left = all.length / 4;
        return Moments.of(all, left, all.length - 2 * left).mean();
    }

    /**
     * Returns an interval for the interquartile mean by the stratified bootstrap: seeds are drawn within each stratum,
     * and the ends are percentiles (Agarwal et al. 2021).
     *
     * @param strata the numbers by stratum, each with at least {@link #FEWEST_SEEDS}; not modified
     * @return the interval
     * @throws IllegalArgumentException if a stratum has too few seeds for such an interval to hold
     */
    public static Interval ofInterquartileMean(List<double[]> strata) {
        strata.forEach(stratum -> requireSeeds(stratum.length));
        List<double[]> drawn = strata.stream().map(double[]::clone).toList();
        return percentiles(draws -> {
            for (int s = 0; s < drawn.size(); s++) {
                draws.fill(strata.get(s), drawn.get(s));
            }
            return interquartileMean(drawn);
        });
    }

    /**
     * Returns the probability that a method costs less than another, both trained anew: the share of pairs of a seed of
     * either, an equal pair counting half (Agarwal et al. 2021).
     *
     * @param costs (S) per seed; not modified
     * @param others (S') per seed of the method that it is compared with; not modified
     * @return P(cost &lt; other's cost) + P(equal) / 2
     */
    public static double probabilityOfImprovement(double[] costs, double[] others) {
        double wins = 0;
        double[] sorted = others.clone();
        Arrays.sort(sorted);
        for (double cost : costs) {
            wins += sorted.length - 0.5 * (below(sorted, cost, false) + below(sorted, cost, true));
        }
        return wins / costs.length / others.length;
    }

    /** How many of some sorted numbers are less than one, or no greater. */
    private static int below(double[] sorted, double x, boolean orEqual) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < x || (orEqual && sorted[middle] == x)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /**
     * Returns an interval for {@link #probabilityOfImprovement} by percentiles, where both methods were trained with
     * the same seeds: a seed is drawn with what both made of it, because both met the same training episodes.
     *
     * @param costs (S) per seed, S ≥ {@link #FEWEST_SEEDS}; not modified
     * @param others (S) with the same seeds in the same order; not modified
     * @return the interval
     * @throws IllegalArgumentException if there are too few seeds for such an interval to hold
     */
    public static Interval ofProbabilityOfImprovement(double[] costs, double[] others) {
        if (costs.length != others.length) {
            throw new IllegalArgumentException(
                    "seeds: expected pairs, found " + costs.length + " and " + others.length);
        }
        requireSeeds(costs.length);
        double[] drawn = new double[costs.length];
        double[] drawnOthers = new double[costs.length];
        return percentiles(draws -> {
            for (int i = 0; i < drawn.length; i++) {
                int seed = draws.below(costs.length);
                drawn[i] = costs[seed];
                drawnOthers[i] = others[seed];
            }
            return probabilityOfImprovement(drawn, drawnOthers);
        });
    }

    private static Interval percentiles(ToDoubleFunction<Draws> measure) {
        double[] values = new double[RESAMPLES];
        Draws draws = new Draws();
        for (int r = 0; r < RESAMPLES; r++) {
            draws.begin(r);
            values[r] = measure.applyAsDouble(draws);
        }
        Arrays.sort(values);
        return new Interval(
                quantile(values, RESAMPLES, 1 - Interval.UPPER_QUANTILE),
                quantile(values, RESAMPLES, Interval.UPPER_QUANTILE));
    }

    private static void requireSeeds(int seeds) {
        if (seeds < FEWEST_SEEDS) {
            throw new IllegalArgumentException("seeds: expected at least " + FEWEST_SEEDS + ", found " + seeds);
        }
    }

    /** The p-quantile of sorted numbers, that of rank p (n + 1), between two ranks in proportion. */
    private static double quantile(double[] sorted, int count, double p) {
        double rank = Math.clamp(p * (count + 1) - 1, 0, count - 1.0);
        int below = (int) rank;
        int above = Math.min(below + 1, count - 1);
        return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
    }

    /** Random seeds with replacement; counter (resample, draw / 2). */
    private static final class Draws {
        private int resample;
        private int draw;
        private long words;

        void begin(int number) {
            resample = number;
            draw = 0;
        }

        void fill(double[] from, double[] into) {
            for (int i = 0; i < into.length; i++) {
                into[i] = from[below(from.length)];
            }
        }

        /** A whole number from 0 to n − 1; n is so small that its bias is none. */
        private int below(int n) {
            if (draw % 2 == 0) {
                words = Threefry.block(KEY, resample, draw / 2);
            }
            int word = draw++ % 2 == 0 ? Threefry.word0(words) : Threefry.word1(words);
            return (int) ((word & 0xFFFFFFFFL) * n >>> 32);
        }
    }
}
