package dev.baton.dynamics;

import dev.baton.ops.Lanes;
import java.util.Arrays;

/**
 * What {@link VectorEnv} reports after a reset or a step; the caller owns it and every call overwrites it. Matrices
 * have one row per feature or component and one column per environment, {@link #stride} floats from row to row.
 */
public final class VectorStep {
    private final int environments;
    private final int observationSize;
    private final int componentCount;
    /** Floats from row to row, the number of environments rounded up to a multiple of 16. */
    public final int stride;
    /**
     * (F, N) observations of the present states; where an episode has ended and {@link Autoreset#SAME_STEP} has
     * started the next, of its start.
     */
    public final float[] observations;
    /**
     * (F, N) with {@link Autoreset#SAME_STEP}, for environments whose episode has just ended, the observation of its
     * last state; everything else is unspecified.
     */
    public final float[] finalObservations;
    /** (N) the step's cost; a reward is its negative. */
    public final float[] costs;
    /**
     * (q, N) the step's cost by component, in the order of the model's C_1 … C_q (latency, monetary, constraint,
     * failure, divergence) and before they are weighted; empty in environments of a host's own, whose costs have
     * none, and where nobody asked for them. Each is by how much the episode's sum has grown, which is kept in float
     * or, in long episodes, two of them.
     */
    public final float[] components;
    /** (N) whether the step ended the episode, so that nothing comes after it. */
    public final boolean[] terminated;
    /** (N) whether the step stopped the episode, whose last state has a future, as at a limit of steps. */
    public final boolean[] truncated;
    /** (N) where {@link #terminated}, whether the episode ended as a success. */
    public final boolean[] succeeded;
    /** (N) bit k says that action k may be chosen in the present state; bits from K on are of no account. */
    public final long[] available;
    /** (N) index of the episode that the step belonged to. */
    public final long[] episode;
    /** (N) steps of this episode so far. */
    public final int[] length;
    /** (N) where the episode has just ended, what all its steps cost; the others are as they were. */
    public final double[] episodeCost;

    /**
     * Makes arrays for a number of environments.
     *
     * @param observationSize F
     * @param environments N ≥ 1
     * @param componentCount q, 0 where costs have no components or nobody wants them
     */
    public VectorStep(int observationSize, int environments, int componentCount) {
        this.observationSize = observationSize;
        this.environments = environments;
        this.componentCount = componentCount;
        stride = Lanes.roundUp(environments);
        observations = new float[observationSize * stride];
        finalObservations = new float[observationSize * stride];
        costs = new float[stride];
        components = new float[componentCount * stride];
        terminated = new boolean[environments];
        truncated = new boolean[environments];
        succeeded = new boolean[environments];
        available = new long[environments];
        Arrays.fill(available, -1L);
        episode = new long[environments];
        length = new int[environments];
        episodeCost = new double[environments];
    }

    /**
     * Checks that these arrays are an environment's.
     *
     * @throws IllegalArgumentException if they are of another shape
     */
    void require(int expectedSize, int expectedEnvironments, int expectedComponents) {
        if (observationSize != expectedSize
                || environments != expectedEnvironments
                || (componentCount != expectedComponents && componentCount != 0)) {
            throw new IllegalArgumentException("step: expected "
                    + shape(expectedSize, expectedEnvironments, expectedComponents) + ", found "
                    + shape(observationSize, environments, componentCount) + "; newStep() makes the right arrays");
        }
    }

    private static String shape(int features, int environments, int components) {
        return features + " features and " + components + " cost components of " + environments + " environments";
    }
}
