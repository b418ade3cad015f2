package dev.baton.env;

/**
 * What an outcome does to the context C, which later calls of a model pay for: C ← keep · C + add (model, section
 * 10.1).
 *
 * @param keep a, 0 … 1: less than 1 is compacting or forgetting
 * @param add n ≥ 0, in any unit: thousands of tokens, or 1 for one more step
 */
public record ContextChange(double keep, double add) {
    /** The context stays as it is. */
    public static final ContextChange NONE = new ContextChange(1, 0);
}
