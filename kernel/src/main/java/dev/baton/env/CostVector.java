package dev.baton.env;

import java.util.function.ToDoubleFunction;

/**
 * One number for each {@link CostComponent}: weights λ, clips, or a cost by component.
 *
 * @param latency C_1, seconds
 * @param monetary C_2, cost units
 * @param constraint C_3, the constraint function g, in units of the task vector
 * @param failure C_4, execution failures
 * @param divergence C_5, plan–outcome distance, in units of the task vector
 */
public record CostVector(double latency, double monetary, double constraint, double failure, double divergence) {
    /** Nothing costs anything. */
    public static final CostVector ZERO = of(component -> 0);

    /** The clip that clips nothing. */
    public static final CostVector UNCLIPPED = of(component -> Double.POSITIVE_INFINITY);

    /**
     * Makes a vector of what a function gives for each component.
     *
     * @param number asked in the model's order
     * @return the vector
     */
    public static CostVector of(ToDoubleFunction<CostComponent> number) {
        return new CostVector(
                number.applyAsDouble(CostComponent.LATENCY),
                number.applyAsDouble(CostComponent.MONETARY),
                number.applyAsDouble(CostComponent.CONSTRAINT),
                number.applyAsDouble(CostComponent.FAILURE),
                number.applyAsDouble(CostComponent.DIVERGENCE));
    }

    /**
     * Returns the number of a component.
     *
     * @param component which
     * @return its number
     */
    public double get(CostComponent component) {
        return switch (component) {
            case LATENCY -> latency;
            case MONETARY -> monetary;
            case CONSTRAINT -> constraint;
            case FAILURE -> failure;
            case DIVERGENCE -> divergence;
        };
    }

    /**
     * Returns a copy in which one component has another number.
     *
     * @param component which
     * @param number its number in the copy
     * @return the copy
     */
    public CostVector with(CostComponent component, double number) {
        return of(other -> other == component ? number : get(other));
    }
}
