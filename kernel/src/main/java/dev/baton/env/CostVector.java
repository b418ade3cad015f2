package dev.baton.env;

/**
 * Five numbers, one per cost component C_1 … C_5 of the model's section 4: weights λ, clips, or a cost by component.
 *
 * @param latency C_1, seconds
 * @param monetary C_2, cost units
 * @param constraint C_3, the constraint function g, in units of the task vector
 * @param failure C_4, execution failures
 * @param divergence C_5, plan–outcome distance, in units of the task vector
 */
public record CostVector(double latency, double monetary, double constraint, double failure, double divergence) {
    /** The clip that clips nothing. */
    public static final CostVector UNCLIPPED = new CostVector(
            Double.POSITIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            Double.POSITIVE_INFINITY);

    /** How many components there are, q. */
    public static final int SIZE = 5;

    /**
     * Returns one component by its index in the model's order.
     *
     * @param component 0 latency, 1 monetary, 2 constraint, 3 failure, 4 divergence
     * @return the component
     * @throws IndexOutOfBoundsException if the index is not 0 … 4
     */
    public double get(int component) {
        return switch (component) {
            case 0 -> latency;
            case 1 -> monetary;
            case 2 -> constraint;
            case 3 -> failure;
            case 4 -> divergence;
            default -> throw new IndexOutOfBoundsException("component " + component + " is not 0 … 4");
        };
    }

    /**
     * Returns λ · C, the execution cost of these components [3.2].
     *
     * @param weights λ
     * @return Σ_i λ_i C_i, summed in the model's order
     */
    public double weightedBy(CostVector weights) {
        return weights.latency * latency
                + weights.monetary * monetary
                + weights.constraint * constraint
                + weights.failure * failure
                + weights.divergence * divergence;
    }
}
