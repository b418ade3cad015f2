package dev.baton.study;

/**
 * The mean of many numbers and their spread, without keeping them.
 *
 * @param count how many, n
 * @param mean 0 for none
 * @param squares Σ (x − mean)²
 */
public record Moments(long count, double mean, double squares) {
    /** Of no numbers. */
    public static final Moments NONE = new Moments(0, 0, 0);

    /**
     * Returns the moments of all numbers of an array.
     *
     * @param x not modified
     * @return their moments
     */
    public static Moments of(double[] x) {
        return of(x, 0, x.length);
    }

    /**
     * Returns the moments of some numbers.
     *
     * @param x not modified
     * @param from index of the first
     * @param n how many, ≥ 0
     * @return their moments
     */
    public static Moments of(double[] x, int from, int n) {
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

    /**
     * Returns the moments of both sets of numbers together (Chan, Golub and LeVeque 1983).
     *
     * @param other of the other set
     * @return of both
     */
    public Moments plus(Moments other) {
        if (count == 0 || other.count == 0) {
            return count == 0 ? other : this;
        }
        long total = count + other.count;
        double difference = other.mean - mean;
        double share = (double) other.count / total;
        return new Moments(
                total, mean + difference * share, squares + other.squares + difference * difference * share * count);
    }

    /**
     * Returns the sample standard deviation.
     *
     * @return √(Σ (x − mean)² / (n − 1)), 0 for fewer than two numbers
     */
    public double std() {
        return count < 2 ? 0 : Math.sqrt(squares / (count - 1));
    }

    /**
     * Returns the standard error of the mean.
     *
     * @return std / √n, 0 for fewer than two numbers
     */
    public double standardError() {
        return count < 2 ? 0 : std() / Math.sqrt((double) count);
    }

    /**
     * Returns Student's interval of the mean of independent numbers.
     *
     * @return the interval; everything for fewer than two numbers, which say nothing about their spread
     */
    public Interval interval() {
        return count < 2
                ? new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY)
                : Interval.student(mean, standardError(), count - 1.0);
    }
}
