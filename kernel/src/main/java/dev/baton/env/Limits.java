package dev.baton.env;

/**
 * Deadline and budget (model, section 10.2): a step that passes one is paid in full and ends the episode, which then is
 * no success.
 *
 * @param latency D &gt; 0, seconds; +∞ for no deadline
 * @param monetary B &gt; 0, cost units; +∞ for no budget
 */
public record Limits(double latency, double monetary) {
    /** Neither deadline nor budget. */
    public static final Limits NONE = new Limits(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

    /**
     * Returns a copy with another deadline.
     *
     * @param value D, seconds; +∞ for none
     * @return the copy
     */
    public Limits withLatency(double value) {
        return new Limits(value, monetary);
    }

    /**
     * Returns a copy with another budget.
     *
     * @param value B, cost units; +∞ for none
     * @return the copy
     */
    public Limits withMonetary(double value) {
        return new Limits(latency, value);
    }

    /**
     * Says whether there is a deadline or a budget.
     *
     * @return whether one of them is finite
     */
    public boolean any() {
        return latency < Double.POSITIVE_INFINITY || monetary < Double.POSITIVE_INFINITY;
    }

    /**
     * Returns D + τ_D, τ_D = 10⁻⁵ · max(1, D): the deadline is passed where the accumulated latency is above it.
     *
     * @return seconds; +∞ for no deadline
     */
    public double latencyThreshold() {
        return threshold(latency);
    }

    /**
     * Returns B + τ_B, τ_B = 10⁻⁵ · max(1, B): the budget is passed where the accumulated money is above it.
     *
     * @return cost units; +∞ for no budget
     */
    public double monetaryThreshold() {
        return threshold(monetary);
    }

    private static double threshold(double limit) {
        return limit + EnvSpec.COMPARISON_TOLERANCE * Math.max(1, limit);
    }
}
