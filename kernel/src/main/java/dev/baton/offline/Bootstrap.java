package dev.baton.offline;

import dev.baton.rng.Threefry;
import java.util.Arrays;

/**
 * Intervals for the mean of one number per episode by drawing episodes anew with replacement: the studentised bootstrap
 * (Efron 1979; Hall 1988), which follows the skewness that importance weights give. The drawing has a fixed key, so the
 * same numbers have the same interval everywhere.
 */
final class Bootstrap {
    private static final int MOST_RESAMPLES = 2000;
    private static final int FEWEST_RESAMPLES = 400;
    private static final long DRAWS = 200_000_000;
    /** Beyond either end of a 95 % interval. */
    static final double TAIL = 0.025;

    private static final double ROUNDING = 1e-12;
    /** No stream of episodes has this number. */
    private static final long KEY = Threefry.pack(0, 0x6C6F6773);

    private Bootstrap() {}

    /**
     * Returns an interval for the expectation.
     *
     * @param values (E) one per episode, E ≥ 2; not modified
     * @param tail chance that the expectation is beyond one end, {@link #TAIL} for a 95 % interval
     * @return {lower end, upper end}; the mean twice where all numbers are the same
     */
    static double[] interval(double[] values, double tail) {
        int n = values.length;
        double mean = Moments.mean(values);
        double error = Moments.error(values);
        // What is left of equal numbers is how their sum was rounded.
        if (!(error > ROUNDING * Math.abs(mean))) {
            return new double[] {mean, mean};
        }
        int resamples = Math.clamp(DRAWS / n, FEWEST_RESAMPLES, MOST_RESAMPLES);
        double[] ratios = new double[resamples];
        int count = 0;
        for (int r = 0; r < resamples; r++) {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < n; i += 2) {
                long words = Threefry.block(KEY, r, i / 2);
                double x = values[below(n, Threefry.word0(words))] - mean;
                sum += x;
                squares += x * x;
                if (i + 1 < n) {
                    double y = values[below(n, Threefry.word1(words))] - mean;
                    sum += y;
                    squares += y * y;
                }
            }
            double variance = squares - sum * sum / n;
            // A resample of one episode again and again has no spread to measure its mean by.
            if (variance > 0) {
                ratios[count++] = sum / n / Math.sqrt(variance / (n - 1.0) / n);
            }
        }
        if (count == 0) {
            return new double[] {mean, mean};
        }
        Arrays.sort(ratios, 0, count);
        return new double[] {
            mean - quantile(ratios, count, 1 - tail) * error, mean - quantile(ratios, count, tail) * error
        };
    }

    /** A whole number from 0 to n − 1; n is so small against 2³² that its bias is none. */
    private static int below(int n, int word) {
        return (int) ((word & 0xFFFFFFFFL) * n >>> 32);
    }

    /** The p-quantile of sorted numbers, that of rank p (n + 1), between two ranks in proportion. */
    private static double quantile(double[] sorted, int count, double p) {
        double rank = Math.clamp(p * (count + 1) - 1, 0, count - 1.0);
        int below = (int) rank;
        int above = Math.min(below + 1, count - 1);
        return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
    }
}
