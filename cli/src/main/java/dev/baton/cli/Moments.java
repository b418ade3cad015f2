package dev.baton.cli;

/**
 * The mean of many numbers and their spread, without keeping them.
 *
 * @param count how many, n
 * @param mean 0 for none
 * @param squares Σ (x − mean)²
 */
record Moments(long count, double mean, double squares) {
    static final Moments NONE = new Moments(0, 0, 0);

    /** The two-sided 95 % quantile of the standard normal distribution. */
    private static final double Z95 = 1.959963984540054;

    /** Returns the moments of the first {@code n} numbers from an index on. */
    static Moments of(double[] x, int from, int n) {
        if (n == 0) {
            return NONE;
        }
        // Around the first, so that equal numbers have exactly their own mean and no spread.
        double sum = 0;
        for (int i = from; i < from + n; i++) {
            sum += x[i] - x[from];
        }
        double mean = x[from] + sum / n;
        double squares = 0;
        for (int i = from; i < from + n; i++) {
            squares += (x[i] - mean) * (x[i] - mean);
        }
        return new Moments(n, mean, squares);
    }

    /** Returns the moments of both sets of numbers together. */
    Moments plus(Moments other) {
        if (count == 0 || other.count == 0) {
            return count == 0 ? other : this;
        }
        long total = count + other.count;
        double difference = other.mean - mean;
        double share = (double) other.count / total;
        return new Moments(
                total, mean + difference * share, squares + other.squares + difference * difference * share * count);
    }

    /** Returns the sample standard deviation, 0 for a single number. */
    double std() {
        return count < 2 ? 0 : Math.sqrt(squares / (count - 1));
    }

    /** Returns half the width of the 95 % confidence interval of the mean, by the normal distribution. */
    double halfWidth() {
        return count == 0 ? 0 : Z95 * std() / Math.sqrt((double) count);
    }
}
