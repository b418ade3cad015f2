package dev.baton.offline;

import dev.baton.env.Action;
import dev.baton.env.CostComponent;
import dev.baton.env.CostVector;
import dev.baton.env.EnvSpec;
import java.util.List;

/**
 * The environment that a log is about: its fingerprint, and what the fingerprint alone would not say in words.
 *
 * @param environment its name, for messages only
 * @param fingerprint {@link EnvSpec#fingerprint}
 * @param dimension d
 * @param horizon H
 * @param actions the names of its K actions, which the fingerprint leaves out
 * @param weights λ, with which the logged costs were charged
 */
public record LogShape(
        String environment, String fingerprint, int dimension, int horizon, List<String> actions, CostVector weights) {
    /** Copies the list. */
    public LogShape {
        actions = List.copyOf(actions);
    }

    /**
     * Returns the shape of an environment.
     *
     * @param spec the environment
     * @return its shape
     */
    public static LogShape of(EnvSpec spec) {
        List<String> names = spec.actions().stream().map(Action::name).toList();
        return new LogShape(
                spec.name(), spec.fingerprint(), spec.dimension(), spec.horizon(), names, spec.weights());
    }

    /**
     * Checks that a log of this shape is about an environment.
     *
     * @param spec the environment
     * @throws IllegalArgumentException naming the first difference
     */
    public void requireFits(EnvSpec spec) {
        LogShape expected = of(spec);
        require("dimension", expected.dimension, dimension);
        require("horizon", expected.horizon, horizon);
        require("actions", expected.actions, actions);
        require(
                "cost weights (" + String.join(", ", CostComponent.keys()) + ")", list(expected.weights),
                list(weights));
        require(
                "fingerprint of what actions do and cost, of start states, drift and tolerance",
                expected.fingerprint,
                fingerprint);
    }

    private static List<Double> list(CostVector weights) {
        return CostComponent.ALL.stream().map(weights::get).toList();
    }

    private static void require(String what, Object expected, Object found) {
        if (!expected.equals(found)) {
            throw new IllegalArgumentException(what + ": expected " + expected + ", found " + found
                    + "; the log was made in another environment");
        }
    }
}
