package dev.baton.env;

import java.util.Locale;

/** The predictor Ŝ that the divergence component compares the outcome with (model, section 4). */
public enum Predictor {
    /**
     * The most probable non-failure outcome (the first of equals), without drift. An action whose outcomes are all
     * failures is predicted to change nothing.
     */
    NOMINAL,
    /** The probability-weighted mean outcome plus drift. */
    EXPECTED,
    /** No predictor: the divergence is 0. */
    NONE;

    /**
     * Returns the word for this choice in an environment file.
     *
     * @return the lower-case name
     */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
