package dev.baton.dynamics;

import dev.baton.Backend;
import dev.baton.EpisodeKind;
import dev.baton.env.Columns;
import dev.baton.ops.Lanes;
import java.util.Arrays;

/**
 * The episodes of {@link BatchDynamics} as a structure of arrays: one column per episode, one row per state variable;
 * row r of a matrix starts at {@code r * stride}. {@link #action} and {@link #step} are to be read, {@link #cost} and
 * {@link #ended} to be written by a step.
 */
public final class DynamicsBatch extends Columns {
    /** The value of {@link #ended} while an episode runs. */
    public static final int RUNNING = 0;
    /** The value of {@link #ended} after an end that is no success. */
    public static final int TERMINATED = 1;
    /** The value of {@link #ended} after an end as it should be; what learns makes no difference between the two. */
    public static final int SUCCEEDED = 2;
    /** The value of {@link #ended} of an episode that is only stopped, as at the horizon: its state has a future. */
    public static final int TRUNCATED = 3;

    /** (floatRows, N) the state's floats. */
    public final float[] floats;
    /** (intRows, N) the state's ints. */
    public final int[] ints;

    /** (N) Σ of the step costs. */
    final double[] paid;

    final Draws draws;

    DynamicsBatch(int capacity, boolean masked, int floatRows, int intRows, Backend backend) {
        super(capacity, masked);
        draws = new Draws(backend, episode, step);
        floats = new float[floatRows * stride];
        ints = new int[intRows * stride];
        paid = new double[stride];
    }

    /**
     * Returns where a row starts.
     *
     * @param r its number
     * @return r · stride, the index of column 0
     */
    public int row(int r) {
        return r * stride;
    }

    @Override
    public void useStreams(long seed, EpisodeKind kind, int epoch) {
        draws.use(seed, kind, epoch);
    }

    @Override
    public double totalCost(int n) {
        return paid[n];
    }

    @Override
    public boolean succeeded(int n) {
        return ended[n] == SUCCEEDED;
    }

    @Override
    public boolean truncated(int n) {
        return ended[n] == TRUNCATED;
    }

    @Override
    protected void moveState(int moves) {
        for (int row = 0; row < floats.length; row += stride) {
            move(floats, row, moves);
        }
        for (int row = 0; row < ints.length; row += stride) {
            move(ints, row, moves);
        }
        move(paid, 0, moves);
    }

    @Override
    protected void clearState(int from, int to) {
        for (int row = 0; row < floats.length; row += stride) {
            Arrays.fill(floats, row + from, row + to, 0);
        }
        for (int row = 0; row < ints.length; row += stride) {
            Arrays.fill(ints, row + from, row + to, 0);
        }
        // Step and episode of a column without an episode are read with those beside it.
        Arrays.fill(step, from, to, 0);
    }

    /** Makes columns new: no state, no step taken, nothing paid. */
    void clear(int from, int to) {
        int end = Lanes.roundUp(to);
        clearState(from, end);
        Arrays.fill(cost, from, end, 0);
        Arrays.fill(ended, from, end, RUNNING);
        Arrays.fill(paid, from, end, 0);
    }

    /** Takes over an episode, but for its slot, from a column of another batch of the same dynamics. */
    void copy(int n, DynamicsBatch from, int c) {
        episode[n] = from.episode[c];
        step[n] = from.step[c];
        action[n] = from.action[c];
        cost[n] = from.cost[c];
        ended[n] = from.ended[c];
        paid[n] = from.paid[c];
        for (int to = n, at = c; to < floats.length; to += stride, at += from.stride) {
            floats[to] = from.floats[at];
        }
        for (int to = n, at = c; to < ints.length; to += stride, at += from.stride) {
            ints[to] = from.ints[at];
        }
        if (available != null) {
            available[n] = from.available == null ? -1L : from.available[c];
        }
    }
}
