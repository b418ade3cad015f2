package dev.baton.env;

/**
 * What every unit of context adds to the price of an action: chosen at context C, each of its outcomes costs ℓ + latency · C
 * and m + monetary · C (model, section 10.1).
 *
 * @param latency x ≥ 0, seconds per unit of context
 * @param monetary y ≥ 0, cost units per unit of context
 */
public record PerContext(double latency, double monetary) {
    /** The price does not depend on the context. */
    public static final PerContext NONE = new PerContext(0, 0);
}
