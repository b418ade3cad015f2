package dev.baton.dynamics;

/** When {@link VectorEnv} starts the next episode of an environment whose episode has ended; names as in Gymnasium. */
public enum Autoreset {
    /**
     * In the step that ends the episode: observations are those of the next start, {@link VectorStep#finalObservations}
     * those of the last state.
     */
    SAME_STEP,
    /**
     * In the step after: that step takes no action in this environment, costs nothing, and its observation is the next
     * start.
     */
    NEXT_STEP,
    /** Never: {@link VectorEnv#restart} does, and a step before that is refused. */
    DISABLED
}
