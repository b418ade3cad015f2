package dev.baton;

/**
 * What episodes are for. Those of the two kinds draw from different random streams and never coincide, whatever the
 * seed.
 */
public enum EpisodeKind {
    /** Episodes to learn from. */
    TRAINING,
    /** Episodes to measure on; those of an evaluation with the same seed. */
    EVALUATION
}
