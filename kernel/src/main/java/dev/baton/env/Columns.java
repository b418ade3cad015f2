package dev.baton.env;

import dev.baton.EpisodeKind;
import dev.baton.ops.Lanes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Many episodes side by side, one column (lane) per episode: what every environment's batches have in common. The first
 * {@link #count} columns are live; the columns after them, up to the next multiple of 16, hold zeros or leftovers and
 * are stepped along without effect.
 *
 * <p>All arrays are made once; row r of a (R, N) array starts at {@code r * stride}. Not thread-safe: one thread owns a
 * batch. A {@link Simulation} starts and steps its columns.
 */
public abstract class Columns {
    private static final float[] NO_COMPONENTS = {};

    /** Columns the batch has room for, a multiple of 16. */
    public final int capacity;
    /** Floats from row to row. */
    public final int stride;
    /** Live columns. */
    public int count;

    /** (N) episode index. */
    public final int[] episode;
    /** (N) step index t. */
    public final int[] step;
    /** (N) the caller's number of the episode; moves with its column. */
    public final int[] slot;
    /** (N) bit k says that action k may be chosen; null means that all may. */
    public final long @Nullable [] available;

    /** (N) the action to take; written by a policy. */
    public final int[] action;
    /** (N) word 0 of the step's random block, which samples the action. */
    public final int[] actionWord;
    /** (N) the step's cost. */
    public final float[] cost;
    /** (N) 0 while the episode runs; not 0 once it has ended. */
    public final int[] ended;

    /** (N) where {@link #remove} moves columns from, and where to. */
    private final int[] moveFrom;

    private final int[] moveTo;

    /**
     * Makes the common arrays.
     *
     * @param capacity at least this many columns, ≥ 1; rounded up to a multiple of 16
     * @param masked whether the columns have availability masks
     */
    protected Columns(int capacity, boolean masked) {
        int padded = Lanes.roundUp(capacity);
        this.capacity = padded;
        this.stride = padded;
        episode = new int[padded];
        step = new int[padded];
        slot = new int[padded];
        available = masked ? new long[padded] : null;
        action = new int[padded];
        actionWord = new int[padded];
        cost = new float[padded];
        ended = new int[padded];
        moveFrom = new int[padded];
        moveTo = new int[padded];
    }

    /**
     * Assigns consecutive episodes to the columns, in which every action is available; {@link Simulation#start} then
     * draws their start states.
     *
     * @param seed the seed
     * @param kind what the episodes are for
     * @param firstEpisode index of the episode in column 0
     * @param count live columns, at most the capacity
     * @throws IllegalArgumentException if there are more columns than the capacity, or an index is not 0 … 2³¹ − 1
     */
    public final void assign(long seed, EpisodeKind kind, int firstEpisode, int count) {
        if (count < 0 || count > capacity) {
            throw new IllegalArgumentException("count: expected 0 to " + capacity + ", found " + count);
        }
        requireIndices(firstEpisode, count);
        useStreams(seed, kind, 0);
        if (available != null) {
            Arrays.fill(available, -1L);
        }
        this.count = count;
        for (int n = 0; n < capacity; n++) {
            episode[n] = firstEpisode + n;
            slot[n] = n;
            // Columns beyond the live ones are stepped along; action 0 exists in every environment.
            action[n] = 0;
        }
    }

    /**
     * Checks that episodes of one seed have indices.
     *
     * @param firstEpisode index of the first
     * @param count how many
     * @throws IllegalArgumentException if an index is not 0 … 2³¹ − 1
     */
    public static void requireIndices(int firstEpisode, int count) {
        if (firstEpisode < 0 || firstEpisode > Integer.MAX_VALUE - Math.max(0, count - 1)) {
            throw new IllegalArgumentException("firstEpisode: expected indices from 0 to " + Integer.MAX_VALUE
                    + ", found " + firstEpisode + " for " + count + " episodes");
        }
    }

    /**
     * Sets the random streams that all columns draw from.
     *
     * @param seed 0 … 2³² − 1
     * @param kind what the episodes are for
     * @param epoch ⌊episode index / 2³¹⌋; {@link #episode} holds the rest
     * @throws IllegalArgumentException if the seed is out of range
     */
    public abstract void useStreams(long seed, EpisodeKind kind, int epoch);

    /**
     * Returns what an episode has cost so far.
     *
     * @param n its column
     * @return Σ of the step costs, in double
     */
    public abstract double totalCost(int n);

    /**
     * Returns what the episodes have cost so far by component.
     *
     * @return (q, N) sums of the components since the start, no copy; empty where costs have no components
     */
    public float[] componentSums() {
        return NO_COMPONENTS;
    }

    /**
     * Returns what {@link #componentSums} rounds away.
     *
     * @return (q, N) to be added to the sums, no copy; empty where nothing is kept
     */
    public float[] componentRests() {
        return NO_COMPONENTS;
    }

    /**
     * Says whether an episode that has ended is a success.
     *
     * @param n its column
     * @return true if it ended as it should
     */
    public abstract boolean succeeded(int n);

    /**
     * Says whether an episode that has ended was only stopped from outside, so that its state still has a future.
     *
     * @param n its column
     * @return true if it was truncated, false if it was terminated
     */
    public abstract boolean truncated(int n);

    /**
     * Says whether a column's numbers can be gone on from.
     *
     * @param n the column
     * @return false if its cost, or what else shows it, is infinite or no number
     */
    public boolean isFinite(int n) {
        return Float.isFinite(cost[n]);
    }

    /**
     * Says whether all live columns' numbers can be gone on from, as {@link #isFinite(int)} says it of one.
     *
     * @return false if one cannot
     */
    public boolean allFinite() {
        return greatest(cost) <= Float.MAX_VALUE;
    }

    /**
     * Returns the greatest magnitude in a row of live columns.
     *
     * @param x (N) the row
     * @return NaN if one is no number
     */
    protected final float greatest(float[] x) {
        float most = 0;
        for (int n = 0; n < count; n++) {
            most = Math.max(most, Math.abs(x[n]));
        }
        return most;
    }

    /**
     * Takes columns out: from the last of the list to the first, each is replaced by the then last live column. What of
     * the columns behind the live ones could overflow, up to a multiple of 16, becomes 0.
     *
     * @param list columns in ascending order
     * @param length how many
     */
    public final void remove(int[] list, int length) {
        int live = count;
        int moves = 0;
        for (int i = length - 1; i >= 0; i--) {
            live--;
            if (list[i] != live) {
                moveFrom[moves] = live;
                moveTo[moves] = list[i];
                moves++;
            }
        }
        count = live;
        // Row by row: a loop over one array is short enough for the compiler to keep everything in registers.
        move(episode, 0, moves);
        move(step, 0, moves);
        move(slot, 0, moves);
        if (available != null) {
            for (int i = 0; i < moves; i++) {
                available[moveTo[i]] = available[moveFrom[i]];
            }
        }
        moveState(moves);
        clearState(live, Lanes.roundUp(live));
    }

    /**
     * Moves the rows of an environment's own, by {@link #move(float[], int, int)} and its like.
     *
     * @param moves how many columns move
     */
    protected abstract void moveState(int moves);

    /**
     * Zeroes what could overflow in columns without an episode.
     *
     * @param from first column
     * @param to column after the last
     */
    protected abstract void clearState(int from, int to);

    /**
     * Moves columns of a row.
     *
     * @param x holds it
     * @param row index of column 0
     * @param moves how many columns move
     */
    protected final void move(int[] x, int row, int moves) {
        for (int i = 0; i < moves; i++) {
            x[row + moveTo[i]] = x[row + moveFrom[i]];
        }
    }

    /**
     * Moves columns of a row.
     *
     * @param x holds it
     * @param row index of column 0
     * @param moves how many columns move
     */
    protected final void move(float[] x, int row, int moves) {
        for (int i = 0; i < moves; i++) {
            x[row + moveTo[i]] = x[row + moveFrom[i]];
        }
    }

    /**
     * Moves columns of a row.
     *
     * @param x holds it
     * @param row index of column 0
     * @param moves how many columns move
     */
    protected final void move(double[] x, int row, int moves) {
        for (int i = 0; i < moves; i++) {
            x[row + moveTo[i]] = x[row + moveFrom[i]];
        }
    }
}
