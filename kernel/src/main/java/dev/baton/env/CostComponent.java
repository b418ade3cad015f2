package dev.baton.env;

import java.util.List;

/**
 * The cost components C_1 … C_q of the model's section 4, in its order. Whatever lists components (vectors, tables,
 * files, columns) lists these; whatever depends on the component is a {@code switch} over them, so that the compiler
 * names every place that a further one concerns.
 */
public enum CostComponent {
    /** C_1, what a step takes. */
    LATENCY("latency", "s", "second", "latency"),
    /** C_2, what a step is paid for. */
    MONETARY("monetary", "cost units", "cost unit", "money"),
    /** C_3, the constraint function g, in units of the task vector. */
    CONSTRAINT("constraint", "", "", "unfinished work"),
    /** C_4, execution failures. */
    FAILURE("failure", "", "", "failure"),
    /** C_5, the distance between plan and outcome, in units of the task vector. */
    DIVERGENCE("divergence", "", "", "divergence");

    /** All of them, in the model's order. */
    public static final List<CostComponent> ALL = List.of(values());

    /** How many there are, q. */
    public static final int COUNT = ALL.size();

    private final String key;
    private final String unit;
    private final String oneUnit;
    private final String noun;

    CostComponent(String key, String unit, String oneUnit, String noun) {
        this.key = key;
        this.unit = unit;
        this.oneUnit = oneUnit;
        this.noun = noun;
    }

    /**
     * Returns the name that files, tables and options know it by.
     *
     * @return the key in YAML and JSON, the head of a column
     */
    public String key() {
        return key;
    }

    /**
     * Returns what it is counted in, where that has a name of its own.
     *
     * @return the unit, or nothing
     */
    public String unit() {
        return unit;
    }

    /**
     * Returns what one of its unit is called.
     *
     * @return as in "per second", or nothing
     */
    public String oneUnit() {
        return oneUnit;
    }

    /**
     * Returns what a sentence calls it.
     *
     * @return a noun
     */
    public String noun() {
        return noun;
    }

    /**
     * Returns the name with its unit, for people.
     *
     * @return the key, and the unit in brackets where there is one
     */
    public String label() {
        return unit.isEmpty() ? key : key + " (" + unit + ")";
    }

    /**
     * Returns the component's row in an array that has one for each.
     *
     * @return 0 … q − 1
     */
    public int index() {
        return ordinal();
    }

    /**
     * Returns all names.
     *
     * @return the keys, in the model's order
     */
    public static List<String> keys() {
        return ALL.stream().map(CostComponent::key).toList();
    }
}
