package dev.baton.env;

import java.util.List;

/**
 * What an outcome has a number of its own for, in place of its action's, and what may grow with the context (model,
 * section 10.1).
 */
public enum Price {
    /** ℓ_kj, seconds. */
    LATENCY(CostComponent.LATENCY),
    /** m_kj, cost units. */
    MONETARY(CostComponent.MONETARY);

    /** All of them, in the order of the components. */
    public static final List<Price> ALL = List.of(values());

    private final CostComponent component;

    Price(CostComponent component) {
        this.component = component;
    }

    /**
     * Says whether a component is a price.
     *
     * @param component of the cost
     * @return whether one of the prices is charged as it
     */
    public static boolean isCharged(CostComponent component) {
        for (int i = 0; i < ALL.size(); i++) {
            if (ALL.get(i).component == component) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns what the price is charged as.
     *
     * @return the component
     */
    public CostComponent component() {
        return component;
    }

    /**
     * Returns the name that files know it by: its component's.
     *
     * @return the key in YAML
     */
    public String key() {
        return component.key();
    }
}
