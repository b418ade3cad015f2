package dev.baton.study;

/**
 * A confidence interval of 95 %; what it is for is said by the method that makes it.
 *
 * @param lower its lower end
 * @param upper its upper end, not below the lower
 */
public record Interval(double lower, double upper) {
    /** How often an interval covers what it is for. */
    public static final double LEVEL = 0.95;

    /** The quantile that leaves half of the rest above it. */
    static final double UPPER_QUANTILE = 0.5 + LEVEL / 2;

    /**
     * Checks the order of the ends.
     *
     * @throws IllegalArgumentException if the upper end is below the lower or one of them is not a number
     */
    public Interval {
        if (!(lower <= upper)) {
            throw new IllegalArgumentException("interval: expected lower <= upper, found " + lower + " and " + upper);
        }
    }

    /**
     * Returns Student's interval of a mean.
     *
     * @param mean the estimate
     * @param standardError of the estimate, ≥ 0
     * @param degreesOfFreedom of the standard error, &gt; 0
     * @return mean ± t · standard error
     */
    public static Interval student(double mean, double standardError, double degreesOfFreedom) {
        double half = StudentT.quantile(UPPER_QUANTILE, degreesOfFreedom) * standardError;
        return new Interval(mean - half, mean + half);
    }

    /**
     * Returns the part of the interval that is possible where what it is for cannot be below a bound.
     *
     * @param least the bound
     * @return the same interval without what lies below the bound; the bound alone if all of it does
     */
    public Interval notBelow(double least) {
        return new Interval(Math.max(least, lower), Math.max(least, upper));
    }

    /**
     * Says whether a number lies in the interval, ends included.
     *
     * @param x the number
     * @return true if it does
     */
    public boolean contains(double x) {
        return lower <= x && x <= upper;
    }

    /**
     * Returns the distance of the ends.
     *
     * @return upper − lower
     */
    public double width() {
        return upper - lower;
    }
}
