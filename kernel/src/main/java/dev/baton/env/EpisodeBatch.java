package dev.baton.env;

import dev.baton.ops.BatchOps;
import dev.baton.rng.Stream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Many episodes as a structure of arrays: one column (lane) per episode, one row per state variable. The first {@link
 * #count} columns are live; the columns after them, up to the next multiple of 16, hold zeros or leftovers and are
 * stepped along without effect.
 *
 * <p>All arrays are made once. The fields are open to the steppers and to embedding code that reads or writes state
 * directly; row r of a (R, N) array starts at {@code r * stride}. Not thread-safe: one thread owns a batch.
 */
public final class EpisodeBatch {
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
    /** (d, N) task vector z. */
    public final float[] task;
    /** (N) accumulated latency L, seconds. */
    public final float[] latency;
    /** (N) accumulated money M, cost units. */
    public final float[] monetary;
    /** (N) constraint function g of the present state. */
    public final float[] constraint;
    /** (5, N) sums of the charged cost components since the start, in the model's order. */
    public final float[] components;
    /** (d, N) what {@link #task} rounds away; empty where one float is enough (model, section 2). */
    public final float[] taskRest;
    /** (N) what {@link #latency} rounds away; may be empty. */
    public final float[] latencyRest;
    /** (N) what {@link #monetary} rounds away; may be empty. */
    public final float[] monetaryRest;
    /** (N) what {@link #constraint} rounds away; may be empty. */
    public final float[] constraintRest;
    /** (5, N) what {@link #components} rounds away; may be empty. */
    public final float[] componentsRest;
    /** (N) context C; empty where no price grows with it. */
    public final float[] context;
    /** (counted, N) calls so far of the actions whose calls are limited, in file order. */
    public final int[] calls;
    /** (N) the hidden phase x; empty where there are none. */
    public final int[] phase;
    /** (P, N) the belief b: the probability of each phase given what was seen; may be empty. */
    public final float[] belief;
    /** (S, N) how often each signal was seen; empty where observations do not hold it. */
    public final float[] counts;
    /** (N) bit k says that action k may be chosen; null means that all may. */
    public final long @Nullable [] available;

    /** (N) the action to take; written by a policy. */
    public final int[] action;
    /** (N) word 0 of the step's random block, which samples the action. */
    public final int[] actionWord;
    /** (N) word 1 of the step's random block, ξ_t, which draws the outcome. */
    public final int[] outcomeWord;
    /** (N) word 0 of the step's block of the phase stream, ξ'_t, which draws the transition; may be empty. */
    public final int[] phaseWord;
    /** (N) index e = j K + k of the outcome drawn last. */
    public final int[] outcome;
    /** (N) the step's cost λ · C. */
    public final float[] cost;
    /** (N) 1 if the episode has ended, else 0. */
    public final int[] ended;

    /** Working memory of a step: (N) an index into tables; may be empty. */
    final int[] entry;
    /** Working memory of a step: (N) a price at the present context; may be empty. */
    final float[] price;
    /** Working memory of a step: (N) λ_1 C_1 + λ_2 C_2 at the present context; may be empty. */
    final float[] priceCost;
    /** Working memory of a step: (N) what is charged of g. */
    final float[] charged;
    /** Working memory of a step: (N) 1 where a limit was passed; may be empty. */
    final float[] passed;
    /** Working memory of a step: (P, N) beliefs that are not yet scaled; may be empty. */
    final float[] nextBelief;
    /** Working memory of a step: (N) their sums; may be empty. */
    final float[] beliefTotal;

    /** (N) where {@link #remove} moves columns from, and where to. */
    private final int[] moveFrom;

    private final int[] moveTo;

    /** Key of the streams the episodes draw their start states from. */
    public long startKey;
    /** Key of the stream the episodes draw their steps from. */
    public long stepKey;
    /** Key of the stream the episodes draw their phases from. */
    public long phaseKey;

    /**
     * Makes an empty batch.
     *
     * @param tables the environment
     * @param capacity at least this many columns; rounded up to a multiple of 16
     * @param masked whether episodes have availability masks; they have where calls are limited, too
     * @throws IllegalArgumentException if the capacity is not positive or the state would not fit an array
     */
    public EpisodeBatch(EnvTables tables, int capacity, boolean masked) {
        int dimension = tables.dimension;
        if (capacity < 1 || (long) Math.max(dimension, CostVector.SIZE) * capacity > (1 << 30)) {
            throw new IllegalArgumentException(
                    "capacity: expected 1 to " + (1 << 30) / Math.max(dimension, CostVector.SIZE) + " episodes, found "
                            + capacity);
        }
        int padded = BatchOps.padded(capacity);
        this.capacity = padded;
        this.stride = padded;
        episode = new int[padded];
        step = new int[padded];
        slot = new int[padded];
        task = new float[dimension * padded];
        latency = new float[padded];
        monetary = new float[padded];
        constraint = new float[padded];
        components = new float[CostVector.SIZE * padded];
        int rest = tables.twofold ? padded : 0;
        taskRest = new float[dimension * rest];
        latencyRest = new float[rest];
        monetaryRest = new float[rest];
        constraintRest = new float[rest];
        componentsRest = new float[CostVector.SIZE * rest];
        context = new float[tables.contextual ? padded : 0];
        calls = new int[tables.countedActions.length * padded];
        phase = new int[tables.hidden ? padded : 0];
        belief = new float[tables.hidden ? tables.phases * padded : 0];
        counts = new float[tables.countedSignals * padded];
        phaseWord = new int[tables.hidden ? padded : 0];
        entry = new int[tables.hidden ? padded : 0];
        price = new float[tables.contextual ? padded : 0];
        priceCost = new float[tables.contextual ? padded : 0];
        charged = new float[padded];
        passed = new float[tables.limited ? padded : 0];
        nextBelief = new float[belief.length];
        beliefTotal = new float[tables.hidden ? padded : 0];
        available = masked || tables.countedActions.length > 0 ? new long[padded] : null;
        action = new int[padded];
        actionWord = new int[padded];
        outcomeWord = new int[padded];
        outcome = new int[padded];
        cost = new float[padded];
        ended = new int[padded];
        moveFrom = new int[padded];
        moveTo = new int[padded];
    }

    /**
     * Assigns consecutive episodes to the columns, in which every action is available; {@link Stepper#start} then draws their
     * start states.
     *
     * @param seed the seed
     * @param training whether these are training episodes, which never coincide with evaluation episodes
     * @param firstEpisode index of the episode in column 0
     * @param count live columns, at most the capacity
     * @throws IllegalArgumentException if there are more columns than the capacity, or an index is not 0 … 2³¹ − 1
     */
    public void assign(long seed, boolean training, int firstEpisode, int count) {
        if (count < 0 || count > capacity) {
            throw new IllegalArgumentException("count: expected 0 to " + capacity + ", found " + count);
        }
        requireIndices(firstEpisode, count);
        startKey = (training ? Stream.TRAINING_START : Stream.EVALUATION_START).key(seed);
        stepKey = (training ? Stream.TRAINING_STEP : Stream.EVALUATION_STEP).key(seed);
        phaseKey = (training ? Stream.TRAINING_PHASE : Stream.EVALUATION_PHASE).key(seed);
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
            throw new IllegalArgumentException("firstEpisode: expected indices from 0 to " + Integer.MAX_VALUE + ", found "
                    + firstEpisode + " for " + count + " episodes");
        }
    }

    /**
     * Returns one dimension of a column's task vector, with what the float rounds away where that is kept.
     *
     * @param i dimension, 0 … d − 1
     * @param n column
     * @return z_i
     */
    public double exactTask(int i, int n) {
        int at = i * stride + n;
        return taskRest.length > 0 ? (double) task[at] + taskRest[at] : task[at];
    }

    /**
     * Takes columns out: from the last of the list to the first, each is replaced by the then last live column. Zeroes
     * task, latency and money of the columns behind the live ones up to a multiple of 16, so that nothing computed from
     * them can overflow.
     *
     * @param list columns in ascending order
     * @param length how many
     */
    public void remove(int[] list, int length) {
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
        move(latency, 0, moves);
        move(monetary, 0, moves);
        for (int row = 0; row < task.length; row += stride) {
            move(task, row, moves);
        }
        for (int row = 0; row < components.length; row += stride) {
            move(components, row, moves);
        }
        for (int row = 0; row < taskRest.length; row += stride) {
            move(taskRest, row, moves);
        }
        for (int row = 0; row < componentsRest.length; row += stride) {
            move(componentsRest, row, moves);
        }
        if (latencyRest.length > 0) {
            move(latencyRest, 0, moves);
            move(monetaryRest, 0, moves);
        }
        if (context.length > 0) {
            move(context, 0, moves);
        }
        for (int row = 0; row < calls.length; row += stride) {
            move(calls, row, moves);
        }
        if (phase.length > 0) {
            move(phase, 0, moves);
        }
        for (int row = 0; row < belief.length; row += stride) {
            move(belief, row, moves);
        }
        for (int row = 0; row < counts.length; row += stride) {
            move(counts, row, moves);
        }
        if (available != null) {
            for (int i = 0; i < moves; i++) {
                available[moveTo[i]] = available[moveFrom[i]];
            }
        }
        int end = BatchOps.padded(live);
        for (int n = live; n < end; n++) {
            for (int z = n; z < task.length; z += stride) {
                task[z] = 0;
            }
            for (int z = n; z < taskRest.length; z += stride) {
                taskRest[z] = 0;
            }
            latency[n] = 0;
            monetary[n] = 0;
        }
    }

    /**
     * Takes over an episode that has just been started in another batch of the same environment.
     *
     * @param n the column, overwritten but for {@link #slot} and the random words; every action is available
     * @param from the other batch, not modified
     * @param c its column
     */
    void place(int n, EpisodeBatch from, int c) {
        episode[n] = from.episode[c];
        step[n] = from.step[c];
        latency[n] = from.latency[c];
        monetary[n] = from.monetary[c];
        constraint[n] = from.constraint[c];
        ended[n] = from.ended[c];
        copyRows(task, n, from.task, c, from.stride);
        copyRows(components, n, from.components, c, from.stride);
        copyRows(taskRest, n, from.taskRest, c, from.stride);
        copyRows(latencyRest, n, from.latencyRest, c, from.stride);
        copyRows(monetaryRest, n, from.monetaryRest, c, from.stride);
        copyRows(constraintRest, n, from.constraintRest, c, from.stride);
        copyRows(componentsRest, n, from.componentsRest, c, from.stride);
        copyRows(context, n, from.context, c, from.stride);
        copyRows(belief, n, from.belief, c, from.stride);
        copyRows(counts, n, from.counts, c, from.stride);
        for (int row = 0; row * stride < calls.length; row++) {
            calls[row * stride + n] = from.calls[row * from.stride + c];
        }
        if (phase.length > 0) {
            phase[n] = from.phase[c];
        }
        if (available != null) {
            available[n] = -1L;
        }
    }

    private void copyRows(float[] to, int n, float[] from, int c, int fromStride) {
        for (int row = 0; row * stride < to.length; row++) {
            to[row * stride + n] = from[row * fromStride + c];
        }
    }

    private void move(int[] x, int row, int moves) {
        for (int i = 0; i < moves; i++) {
            x[row + moveTo[i]] = x[row + moveFrom[i]];
        }
    }

    private void move(float[] x, int row, int moves) {
        for (int i = 0; i < moves; i++) {
            x[row + moveTo[i]] = x[row + moveFrom[i]];
        }
    }
}
