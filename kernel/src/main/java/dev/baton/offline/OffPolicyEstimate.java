package dev.baton.offline;

import org.jspecify.annotations.Nullable;

/**
 * What one estimator says.
 *
 * @param estimator which
 * @param totalCost the estimate; NaN if it is refused
 * @param lower end of the 95 % interval; NaN where there is no honest one
 * @param upper end of the 95 % interval; NaN where there is no honest one
 * @param refusal why it may not be believed, in words; null if it may
 */
public record OffPolicyEstimate(
        Estimator estimator, double totalCost, double lower, double upper, @Nullable String refusal) {
    /** An estimate that may not be believed. */
    static OffPolicyEstimate refused(Estimator estimator, String why) {
        return new OffPolicyEstimate(estimator, Double.NaN, Double.NaN, Double.NaN, why);
    }

    /** The mean of one number per episode, with its interval. */
    static OffPolicyEstimate mean(Estimator estimator, double[] values) {
        double[] ends = Bootstrap.interval(values, Bootstrap.TAIL);
        return new OffPolicyEstimate(estimator, Moments.mean(values), ends[0], ends[1], null);
    }

    /**
     * Says whether the estimate may not be believed.
     *
     * @return true if it is refused
     */
    public boolean isRefused() {
        return refusal != null;
    }

    /**
     * Says whether there is an interval.
     *
     * @return true if both ends are numbers
     */
    public boolean hasInterval() {
        return !Double.isNaN(lower);
    }
}
