package dev.baton.env;

import dev.baton.EpisodeKind;
import dev.baton.rng.Stream;

/**
 * Many episodes of the model's environment as a structure of arrays: one column (lane) per episode, one row per state
 * variable. {@link #cost} is the step's λ · C.
 *
 * <p>The fields are open to the steppers and to embedding code that reads or writes state directly.
 */
public final class EpisodeBatch extends Columns implements StepCost.Charged {
    /** (d, N) task vector z. */
    public final float[] task;
    /** (N) accumulated latency L, seconds. */
    public final float[] latency;
    /** (N) accumulated money M, cost units. */
    public final float[] monetary;
    /** (N) constraint function g of the present state. */
    public final float[] constraint;
    /** (q, N) sums of the charged cost components since the start, in the model's order. */
    public final float[] components;
    /** (d, N) what {@link #task} rounds away; empty where one float is enough (model, section 2). */
    public final float[] taskRest;
    /** (N) what {@link #latency} rounds away; may be empty. */
    public final float[] latencyRest;
    /** (N) what {@link #monetary} rounds away; may be empty. */
    public final float[] monetaryRest;
    /** (N) what {@link #constraint} rounds away; may be empty. */
    public final float[] constraintRest;
    /** (q, N) what {@link #components} rounds away; may be empty. */
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
    /** (N) word 1 of the step's random block, ξ_t, which draws the outcome. */
    public final int[] outcomeWord;
    /** (N) word 0 of the step's block of the phase stream, ξ'_t, which draws the transition; may be empty. */
    public final int[] phaseWord;
    /** (N) index e = j K + k of the outcome drawn last. */
    public final int[] outcome;

    /** Working memory of a start: (N) the difficulty r. */
    final float[] difficulty;
    /** Working memory of a step: (N) ‖ẑ − z'‖, clipped; empty where it does not depend on the state. */
    final float[] divergence;
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

    private final CostVector weights;

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
        super(requireCapacity(tables, capacity), masked || tables.countedActions.length > 0);
        int dimension = tables.dimension;
        int padded = this.capacity;
        weights = tables.spec().weights();
        task = new float[dimension * padded];
        latency = new float[padded];
        monetary = new float[padded];
        constraint = new float[padded];
        components = new float[CostComponent.COUNT * padded];
        int rest = tables.twofold ? padded : 0;
        taskRest = new float[dimension * rest];
        latencyRest = new float[rest];
        monetaryRest = new float[rest];
        constraintRest = new float[rest];
        componentsRest = new float[CostComponent.COUNT * rest];
        context = new float[tables.contextual ? padded : 0];
        calls = new int[tables.countedActions.length * padded];
        phase = new int[tables.hidden ? padded : 0];
        belief = new float[tables.hidden ? tables.phases * padded : 0];
        counts = new float[tables.countedSignals * padded];
        phaseWord = new int[tables.hidden ? padded : 0];
        difficulty = new float[padded];
        divergence = new float[tables.constantDivergence ? 0 : padded];
        entry = new int[tables.hidden ? padded : 0];
        price = new float[tables.contextual ? padded : 0];
        priceCost = new float[tables.contextual ? padded : 0];
        charged = new float[padded];
        passed = new float[tables.limited ? padded : 0];
        nextBelief = new float[belief.length];
        beliefTotal = new float[tables.hidden ? padded : 0];
        outcomeWord = new int[padded];
        outcome = new int[padded];
    }

    private static int requireCapacity(EnvTables tables, int capacity) {
        int rows = Math.max(tables.dimension, CostComponent.COUNT);
        if (capacity < 1 || (long) rows * capacity > (1 << 30)) {
            throw new IllegalArgumentException(
                    "capacity: expected 1 to " + (1 << 30) / rows + " episodes, found " + capacity);
        }
        return capacity;
    }

    @Override
    public void useStreams(long seed, EpisodeKind kind, int epoch) {
        startKey = (kind == EpisodeKind.TRAINING ? Stream.TRAINING_START : Stream.EVALUATION_START).key(seed, epoch);
        stepKey = (kind == EpisodeKind.TRAINING ? Stream.TRAINING_STEP : Stream.EVALUATION_STEP).key(seed, epoch);
        phaseKey = (kind == EpisodeKind.TRAINING ? Stream.TRAINING_PHASE : Stream.EVALUATION_PHASE).key(seed, epoch);
    }

    @Override
    public boolean isFinite(int n) {
        return Float.isFinite(constraint[n]) && Float.isFinite(cost[n]);
    }

    @Override
    public boolean allFinite() {
        return super.allFinite() && greatest(constraint) <= Float.MAX_VALUE;
    }

    /** λ · Σ C in double from the sums of the components. */
    @Override
    public double totalCost(int n) {
        return StepCost.weighted(weights, this, n);
    }

    @Override
    public float[] componentSums() {
        return components;
    }

    @Override
    public float[] componentRests() {
        return componentsRest;
    }

    /** Says whether the constraint function is 0. */
    @Override
    public boolean succeeded(int n) {
        // Asked of the bits but the sign: a comparison of floats is a branch, and nothing foretells how episodes end.
        return (Float.floatToRawIntBits(constraint[n]) & Integer.MAX_VALUE) == 0;
    }

    /** The horizon is termination, too (model, section 3). */
    @Override
    public boolean truncated(int n) {
        return false;
    }

    /**
     * Returns the sum of one of a column's cost components, with what the float rounds away where that is kept.
     *
     * @param component which
     * @param n column
     * @return its sum since the start
     */
    @Override
    public double component(CostComponent component, int n) {
        int at = component.index() * stride + n;
        double rest = componentsRest.length > 0 ? componentsRest[at] : 0;
        return components[at] + rest;
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

    @Override
    protected void moveState(int moves) {
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
    }

    /** Zeroes task, latency and money. */
    @Override
    protected void clearState(int from, int to) {
        for (int n = from; n < to; n++) {
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
     * Takes over an episode from another batch of the same environment.
     *
     * @param n the column, overwritten but for {@link #slot} and the random words
     * @param from the other batch, not modified
     * @param c its column
     */
    void place(int n, EpisodeBatch from, int c) {
        episode[n] = from.episode[c];
        step[n] = from.step[c];
        action[n] = from.action[c];
        cost[n] = from.cost[c];
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
            available[n] = from.available == null ? -1L : from.available[c];
        }
    }

    private void copyRows(float[] to, int n, float[] from, int c, int fromStride) {
        for (int row = 0; row * stride < to.length; row++) {
            to[row * stride + n] = from[row * fromStride + c];
        }
    }
}
