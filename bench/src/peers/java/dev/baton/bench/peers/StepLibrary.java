package dev.baton.bench.peers;

/** The libraries that learn. */
public enum StepLibrary {
    /** The kernel. */
    BATON,
    /** PyTorch through DJL, with its automatic differentiation and its Adam. */
    DJL
}
