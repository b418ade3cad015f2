package dev.baton.env;

import java.util.function.ToDoubleFunction;

/**
 * One number for each {@link Price}: what an action costs, or what every unit of context adds to that: chosen at
 * context C, each of its outcomes costs ℓ + latency · C and m + monetary · C (model, section 10.1).
 *
 * @param latency ≥ 0, seconds
 * @param monetary ≥ 0, cost units
 */
public record Prices(double latency, double monetary) {
    /** Nothing: the price that does not depend on the context. */
    public static final Prices NONE = of(price -> 0);

    /**
     * Makes what a function gives for each price.
     *
     * @param number asked for each price
     * @return the prices
     */
    public static Prices of(ToDoubleFunction<Price> number) {
        return new Prices(number.applyAsDouble(Price.LATENCY), number.applyAsDouble(Price.MONETARY));
    }

    /**
     * Makes prices of the two that a call of a tool has always.
     *
     * @param latency seconds
     * @param monetary cost units
     * @return the prices
     */
    public static Prices of(double latency, double monetary) {
        return new Prices(latency, monetary);
    }

    /**
     * Returns one of the prices.
     *
     * @param price which
     * @return its number
     */
    public double get(Price price) {
        return switch (price) {
            case LATENCY -> latency;
            case MONETARY -> monetary;
        };
    }
}
