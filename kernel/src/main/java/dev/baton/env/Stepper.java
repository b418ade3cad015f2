package dev.baton.env;

import dev.baton.Backend;
import dev.baton.ops.Lanes;
import dev.baton.rng.CounterRng;
import dev.baton.rng.Uniforms;
import java.util.Arrays;

/**
 * Starts, observes and steps the episodes of the model's environment (model, sections 2 to 5). The implementations give
 * the same bits.
 */
public abstract sealed class Stepper implements Simulation<EpisodeBatch> permits ScalarStepper, SimdStepper {
    /**
     * What beliefs are multiplied by before an update: the least that is kept is then 1, and no product is lost that
     * counts.
     */
    static final float BELIEF_SCALE = 0x1p100f;
    /** Beliefs below this become 0. */
    static final float LEAST_BELIEF = 0x1p-100f;

    /** The environment. */
    protected final EnvTables tables;

    private final CounterRng rng;

    /**
     * Keeps the environment.
     *
     * @param tables the environment
     * @param rng the random numbers of the same backend
     */
    Stepper(EnvTables tables, CounterRng rng) {
        this.tables = tables;
        this.rng = rng;
    }

    /**
     * Returns the implementation for a backend.
     *
     * @param backend scalar or SIMD
     * @param tables the environment
     * @return a stepper that any number of batches and threads may share
     */
    public static Stepper of(Backend backend, EnvTables tables) {
        return switch (backend) {
            case SCALAR -> new ScalarStepper(tables);
            case SIMD -> new SimdStepper(tables);
        };
    }

    @Override
    public final String name() {
        return tables.spec().name();
    }

    @Override
    public final int observationSize() {
        return tables.spec().observationSize();
    }

    @Override
    public final int actionCount() {
        return tables.actions;
    }

    @Override
    public final int horizon() {
        return tables.spec().horizon();
    }

    @Override
    public final boolean masked() {
        return tables.spec().limitsCalls();
    }

    @Override
    public final EpisodeBatch newBatch(int capacity, boolean mask) {
        return new EpisodeBatch(tables, capacity, mask);
    }

    /**
     * Draws the start states of the columns' episodes: z_i = offset_i + scale_i · r · (1 + jitter · u_i), C_0, the
     * phase and the belief of the start, everything else 0. An episode whose g is 0 has ended, unless phases say what
     * is solved.
     *
     * <p>Counter (episode, 0) gives the difficulty's normal number, counter (episode, 1 + ⌊i / 2⌋) the u of dimensions
     * i; word 1 of counter (episode, 0) of the phase stream the phase.
     *
     * @param batch episode is read; state, constraint, components and ended are overwritten, the random words too
     * @param from first column
     * @param to column after the last
     */
    @Override
    public final void start(EpisodeBatch batch, int from, int to) {
        difficulty(batch, from, to);
        for (int i = 0; i < tables.dimension; i += 2) {
            Arrays.fill(batch.step, from, Lanes.roundUp(to), 1 + i / 2);
            rng.fill(batch.startKey, batch.episode, batch.step, from, to, batch.actionWord, batch.outcomeWord);
            startDimension(batch, i, batch.actionWord, from, to);
            if (i + 1 < tables.dimension) {
                startDimension(batch, i + 1, batch.outcomeWord, from, to);
            }
        }
        Arrays.fill(batch.step, from, Lanes.roundUp(to), 0);
        startWorld(batch, from, to);
        Arrays.fill(batch.latency, from, Lanes.roundUp(to), 0);
        Arrays.fill(batch.monetary, from, Lanes.roundUp(to), 0);
        clear(batch.components, batch.stride, from, to);
        clear(batch.taskRest, batch.stride, from, to);
        clear(batch.latencyRest, batch.stride, from, to);
        clear(batch.monetaryRest, batch.stride, from, to);
        clear(batch.constraintRest, batch.stride, from, to);
        clear(batch.componentsRest, batch.stride, from, to);
        assess(batch, from, to);
    }

    private static void clear(float[] rows, int stride, int from, int to) {
        for (int row = 0; row < rows.length; row += stride) {
            Arrays.fill(rows, row + from, row + Lanes.roundUp(to), 0);
        }
    }

    /**
     * Writes what an episode knows of its history before its first step: C_0, no calls, no signals, the belief at the
     * start. {@link #start} does so.
     *
     * @param batch context, calls, counts and belief are overwritten
     * @param from first column
     * @param to column after the last
     */
    public final void startHistory(EpisodeBatch batch, int from, int to) {
        if (tables.contextual) {
            Arrays.fill(batch.context, from, Lanes.roundUp(to), (float) tables.spec.context());
        }
        for (int row = 0; row < batch.calls.length; row += batch.stride) {
            Arrays.fill(batch.calls, row + from, row + Lanes.roundUp(to), 0);
        }
        clear(batch.counts, batch.stride, from, to);
        for (int x = 0; x * batch.stride < batch.belief.length; x++) {
            int row = x * batch.stride;
            Arrays.fill(batch.belief, row + from, row + Lanes.roundUp(to), tables.startBelief[x]);
        }
    }

    /**
     * Lets context, calls, counts, belief and availability follow from an action and its outcome, as {@link #step}
     * does: what is left of a step where everything else of it is known, as in a log.
     *
     * @param batch action and outcome are read, of columns up to the next multiple of 16 too; context, calls, counts,
     *     belief and available are updated
     * @param from first column
     * @param to column after the last
     */
    public final void follow(EpisodeBatch batch, int from, int to) {
        if (tables.contextual) {
            for (int n = from; n < to; n++) {
                changeContext(batch, n, batch.outcome[n]);
            }
        }
        if (tables.hidden) {
            believe(batch, from, to);
        }
        count(batch, from, to);
    }

    /** C ← a_C · C + n of an outcome. */
    final void changeContext(EpisodeBatch batch, int n, int e) {
        batch.context[n] = Math.fma(tables.contextKeep[e], batch.context[n], tables.contextAdd[e]);
    }

    /** What is known of the history at the start, and the phase, which is not. */
    private void startWorld(EpisodeBatch batch, int from, int to) {
        startHistory(batch, from, to);
        if (tables.hidden) {
            rng.fill(batch.phaseKey, batch.episode, batch.step, from, to, batch.phaseWord, batch.actionWord);
            for (int n = from; n < to; n++) {
                batch.phase[n] = startPhase(Uniforms.of(batch.actionWord[n]));
            }
        }
    }

    private int startPhase(float u) {
        int x = 0;
        while (u >= tables.startCumulative[x]) {
            x++;
        }
        return x;
    }

    private void difficulty(EpisodeBatch batch, int from, int to) {
        Arrays.fill(batch.step, from, Lanes.roundUp(to), 0);
        rng.fill(batch.startKey, batch.episode, batch.step, from, to, batch.actionWord, batch.outcomeWord);
        double sigma = tables.spec.start().difficultySigma();
        difficulty(batch, (float) sigma, (float) (-sigma * sigma / 2), from, to);
    }

    /**
     * Draws the random words of the columns' next step.
     *
     * @param batch episode and step are read; actionWord, outcomeWord and phaseWord are overwritten
     * @param from first column
     * @param to column after the last
     */
    @Override
    public final void draw(EpisodeBatch batch, int from, int to) {
        if (tables.transitions) {
            // Word 1 is used at the start alone; what it leaves in outcomeWord is drawn over.
            rng.fill(batch.phaseKey, batch.episode, batch.step, from, to, batch.phaseWord, batch.outcomeWord);
        }
        rng.fill(batch.stepKey, batch.episode, batch.step, from, to, batch.actionWord, batch.outcomeWord);
    }

    /**
     * Counts the calls of limited actions, and takes those away that have had theirs; counts the signals that were
     * seen.
     */
    final void count(EpisodeBatch batch, int from, int to) {
        long[] available = batch.available;
        if (tables.countedActions.length > 0 && available != null) {
            for (int n = from; n < to; n++) {
                int k = batch.action[n];
                int c = tables.countOfAction[k];
                if (c >= 0 && ++batch.calls[c * batch.stride + n] >= tables.maxCalls[c]) {
                    available[n] &= ~(1L << k);
                }
            }
        }
        if (tables.countedSignals > 0) {
            for (int n = from; n < to; n++) {
                batch.counts[tables.signal[batch.outcome[n]] * batch.stride + n] += 1;
            }
        }
    }

    /**
     * Writes the unscaled belief after a signal that the belief held for impossible: the signal's probabilities from
     * all phases alike.
     *
     * @return its sum
     */
    final float believeImpossible(EpisodeBatch batch, int n) {
        int e = batch.outcome[n];
        int phases = tables.phases;
        float total = 0;
        for (int y = 0; y < phases; y++) {
            float sum = 0;
            for (int x = 0; x < phases; x++) {
                sum += tables.beliefUpdate[(x * phases + y) * tables.outcomeStride + e];
            }
            batch.nextBelief[y * batch.stride + n] = sum;
            total += sum;
        }
        return total;
    }

    /** Writes the difficulty r = exp(σ n + mean), n normal from the two random words. */
    abstract void difficulty(EpisodeBatch batch, float sigma, float mean, int from, int to);

    /** Writes dimension i of the task vector from the difficulty and one random word per column. */
    abstract void startDimension(EpisodeBatch batch, int i, int[] word, int from, int to);

    /**
     * Writes g of the present task vector, which is a float each at the start, to {@code constraint} and whether it is
     * 0 to {@code ended}.
     */
    abstract void assess(EpisodeBatch batch, int from, int to);

    /**
     * Writes the observations (F, N), scaled, in the model's order: z, L, M, c, t/H, and where the environment has them
     * C, the calls of limited actions, the belief, the counts of signals. Multiplies by the reciprocal of a scale,
     * rounded to float.
     *
     * @param batch read
     * @param from first column
     * @param to column after the last
     * @param out overwritten
     * @param start index of feature 0 of column 0; negative if column {@code from} is not the array's first
     * @param stride from feature to feature
     */
    @Override
    public abstract void observe(EpisodeBatch batch, int from, int to, float[] out, int start, int stride);

    /**
     * Takes one step in every column: draws the outcome, pays, moves the task vector, the context and the phase,
     * charges the cost, marks the episodes that end, and lets phase, belief and counts follow.
     *
     * @param batch action, outcomeWord and phaseWord are read; state, available, components, outcome, cost, constraint
     *     and ended are updated
     * @param from first column
     * @param to column after the last
     */
    @Override
    public abstract void step(EpisodeBatch batch, int from, int to);

    /**
     * Updates the belief by the signal of the outcome drawn last, b(y) ← Σ_x b(x) W(x, y), scaled to sum to 1;
     * {@link #step} does so.
     *
     * @param batch outcome is read, belief updated; with hidden phases
     * @param from first column
     * @param to column after the last
     */
    abstract void believe(EpisodeBatch batch, int from, int to);

    /**
     * Lists the live columns whose episode has ended.
     *
     * @param batch ended is read
     * @param list (capacity + 16) overwritten from 0 on with column numbers in ascending order; what follows them is
     *     unspecified
     * @return how many there are
     */
    @Override
    public abstract int listEnded(EpisodeBatch batch, int[] list);

    @Override
    public final void growth(EpisodeBatch batch, float[] sums, int start, int stride, float[] rests) {
        for (int c = 0; c < CostComponent.COUNT; c++) {
            int row = start + c * stride;
            growth(batch, c * batch.stride, sums, row, rests);
            Arrays.fill(sums, row + batch.count, row + Lanes.roundUp(batch.count), 0);
        }
    }

    /**
     * Lets the sums of one component before a step become their growth.
     *
     * @param batch components and their rests are read
     * @param from index of column 0 in these and in {@code rests}
     * @param sums overwritten up to a multiple of 16 columns
     * @param to index of column 0
     * @param rests what the sums rounded away; may be empty
     */
    abstract void growth(EpisodeBatch batch, int from, float[] sums, int to, float[] rests);

    @Override
    public final void copy(EpisodeBatch to, int n, EpisodeBatch from, int c) {
        to.place(n, from, c);
    }
}
