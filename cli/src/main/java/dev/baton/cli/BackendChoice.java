package dev.baton.cli;

/** Which kernels a command asks for. */
enum BackendChoice {
    /** SIMD where the work is worth it. */
    AUTO,
    /** Plain Java. */
    SCALAR,
    /** The Vector API. */
    SIMD
}
