package dev.baton.env;

import java.util.function.ToDoubleFunction;

/**
 * What every unit of context adds to the price of an action: chosen at context C, each of its outcomes costs ℓ + latency · C
 * and m + monetary · C (model, section 10.1).
 *
 * @param latency x ≥ 0, seconds per unit of context
 * @param monetary y ≥ 0, cost units per unit of context
 */
public record PerContext(double latency, double monetary) {
    /** The price does not depend on the context. */
    public static final PerContext NONE = of(price -> 0);

    /**
     * Makes what a function gives for each price.
     *
     * @param number asked for each price
     * @return the prices of a unit of context
     */
    public static PerContext of(ToDoubleFunction<Price> number) {
        return new PerContext(number.applyAsDouble(Price.LATENCY), number.applyAsDouble(Price.MONETARY));
    }

    /**
     * Returns what a unit of context adds to a price.
     *
     * @param price which
     * @return 0 or more
     */
    public double price(Price price) {
        return switch (price) {
            case LATENCY -> latency;
            case MONETARY -> monetary;
        };
    }
}
