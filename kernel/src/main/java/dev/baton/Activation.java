package dev.baton;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What the hidden layers of a network make of their sums. {@code dev.baton.ops.Activations} has functions and slopes,
 * decision 023 what a further one takes.
 */
public enum Activation {
    /** Hyperbolic tangent. */
    TANH("tanh"),
    /** Rectifier: x where that is positive, else 0. */
    RELU("ReLU"),
    /** x σ(x) with the logistic function σ(x) = 1 / (1 + e⁻ˣ); also known as swish with β = 1. */
    SILU("SiLU"),
    /** Leaky rectifier: x where that is positive, else 0.01 x. */
    LEAKY_RELU("leaky ReLU");

    private final String title;

    Activation(String title) {
        this.title = title;
    }

    /**
     * Returns what this activation is called in text.
     *
     * @return the name as papers write it, such as ReLU
     */
    public String title() {
        return title;
    }

    /**
     * Returns the word for this activation in files and on the command line.
     *
     * @return the name in lower case, with hyphens
     */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Finds an activation by its word.
     *
     * @param key any text
     * @return the activation whose {@link #key} it is, if there is one
     */
    public static Optional<Activation> of(String key) {
        return Arrays.stream(values()).filter(activation -> activation.key().equals(key)).findFirst();
    }
}
