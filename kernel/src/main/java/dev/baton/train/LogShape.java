package dev.baton.train;

import dev.baton.env.Action;
import dev.baton.env.CostVector;
import dev.baton.env.EnvSpec;
import java.util.List;

/**
 * What an environment must have in common with a log for the log to be about it.
 *
 * @param environment its name, for messages only
 * @param dimension d
 * @param horizon H
 * @param actions the names of its K actions
 * @param weights λ, with which the logged costs were charged
 */
public record LogShape(String environment, int dimension, int horizon, List<String> actions, CostVector weights) {
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
        return new LogShape(spec.name(), spec.dimension(), spec.horizon(), names, spec.weights());
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
        require("cost weights", expected.weights, weights);
    }

    private static void require(String what, Object expected, Object found) {
        if (!expected.equals(found)) {
            throw new IllegalArgumentException(what + ": expected " + expected + ", found " + found
                    + "; the log was made in another environment");
        }
    }
}
