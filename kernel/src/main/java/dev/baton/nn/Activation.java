package dev.baton.nn;

import java.util.Locale;

/** The activation of the hidden layers. */
public enum Activation {
    /** Hyperbolic tangent, {@link dev.baton.ops.FloatMath#tanh}. */
    TANH,
    /** Rectifier, max(0, x). */
    RELU;

    /**
     * Returns the word for this activation in files and on the command line.
     *
     * @return the lower-case name
     */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
