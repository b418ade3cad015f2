package dev.baton.env;

import dev.baton.ops.BatchOps;
import java.util.Arrays;

/**
 * What a {@link BatchEnvironment} reports after a reset or a step; the caller owns it and every step overwrites it.
 * Matrices have one row per feature and one column per environment, {@link #stride} floats from row to row.
 */
public final class StepBuffers {
    private final int environments;
    private final int observationSize;
    /** Floats from row to row, the number of environments rounded up to a multiple of 16. */
    public final int stride;
    /** (F, N) observations of the present states; after an episode's last step, of the next episode's start. */
    public final float[] observations;
    /** (F, N) for columns whose episode has just ended, the observation of its last state; the others are unspecified. */
    public final float[] finalObservations;
    /** (N) the step's execution cost λ · C; a reward is its negative. */
    public final float[] costs;
    /** (N) whether the step ended the episode; the horizon is termination too (model, section 3). */
    public final boolean[] terminated;
    /** (N) where {@link #terminated}, whether the episode ended feasible. */
    public final boolean[] succeeded;
    /** (N) bit k says that action k may be chosen in the present state; {@code 1L << k} for 0 … K − 1, the others are of no account. */
    public final long[] available;

    /**
     * Makes buffers for a number of environments.
     *
     * @param observationSize F
     * @param environments N ≥ 1
     */
    public StepBuffers(int observationSize, int environments) {
        this.observationSize = observationSize;
        this.environments = environments;
        stride = BatchOps.padded(environments);
        observations = new float[observationSize * stride];
        finalObservations = new float[observationSize * stride];
        costs = new float[stride];
        terminated = new boolean[environments];
        succeeded = new boolean[environments];
        available = new long[environments];
        Arrays.fill(available, -1L);
    }

    /**
     * Checks that these buffers are an environment's.
     *
     * @throws IllegalArgumentException if they are of another shape
     */
    void require(int expectedSize, int expectedEnvironments) {
        if (observationSize != expectedSize || environments != expectedEnvironments) {
            throw new IllegalArgumentException("buffers: expected " + expectedSize + " features of " + expectedEnvironments
                    + " environments, found " + observationSize + " of " + environments
                    + "; newBuffers() makes the right ones");
        }
    }
}
