package dev.baton.exact;

import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.env.Stepper;
import dev.baton.ops.Backend;
import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Computes the optimum of start states by backward induction, a block of {@link #lanes} at a time. After {@link #solve}
 * the block can be asked for the value, the optimal action and the value of every action in any reachable state, until
 * the next one is solved. Among equally good actions the one with the lowest index is optimal.
 *
 * <p>A state is a step index t and a {@link Lattice} point: {@link #START} at t = 0, then {@link #next} after every
 * outcome. Allocates nothing after construction. Not thread-safe. Results are the same bits for every backend.
 */
public final class ExactSolver {
    /** The point of every episode at step 0. */
    public static final int START = 0;

    /** The lanes that the bound of a lattice is counted for. */
    static final int LEAST_LANES = 16;

    private static final int MOST_LANES = 128;
    private static final int SCALAR_VALUES = 1 << 20;

    private final ExactTables tables;
    private final Backup backup;
    private final OptimalPath path;
    private final Stepper stepper;
    private final EpisodeBatch batch;

    /**
     * Prepares an environment.
     *
     * @param spec the environment
     * @param backend scalar or SIMD
     * @throws NotSolvableException if the effects of its actions do not commute or the lattice would be too large
     * @throws IllegalArgumentException if the backend cannot run in this JVM
     */
    public ExactSolver(EnvSpec spec, Backend backend) {
        tables = new ExactTables(spec);
        backup = Backup.of(backend.requireAvailable(), tables, lanes(backend, tables.lattice));
        path = new OptimalPath(backup);
        EnvTables env = new EnvTables(spec);
        stepper = Stepper.of(backend, env);
        batch = new EpisodeBatch(env, backup.lanes, false);
    }

    // Plain Java takes more, because every row costs it the start of a loop, as long as the table stays in a cache.
    private static int lanes(Backend backend, Lattice lattice) {
        int rows = SCALAR_VALUES / lattice.states() / LEAST_LANES * LEAST_LANES;
        return backend == Backend.SIMD ? LEAST_LANES : Math.max(LEAST_LANES, Math.min(MOST_LANES, rows));
    }

    /**
     * Returns the most start states that are solved together.
     *
     * @return B, a multiple of 16
     */
    public int lanes() {
        return backup.lanes;
    }

    /**
     * Returns the states of the environment.
     *
     * @return the lattice
     */
    public Lattice lattice() {
        return tables.lattice;
    }

    /**
     * Solves a block of start states.
     *
     * @param task (d, N) task vectors at t = 0, row i starts at {@code i * stride}; not modified
     * @param stride from row to row
     * @param from column of the first start state, which goes to lane 0
     * @param count 1 … {@link #lanes}
     * @param available (N) bit k says that action k may be chosen, at least one; null if all may
     */
    public void solve(double[] task, int stride, int from, int count, long @Nullable [] available) {
        requireCount(count);
        for (int lane = 0; lane < count; lane++) {
            for (int i = 0; i < tables.dimension; i++) {
                backup.task[i][lane] = task[i * stride + from + lane];
            }
            prepare(lane, available == null ? -1L : available[from + lane]);
        }
        run(count);
    }

    /**
     * Solves the start states of columns of a batch, which need not be at their start any more in other respects.
     *
     * @param batch task and available are read
     * @param columns the columns, the first of which goes to lane 0
     * @param count 1 … {@link #lanes}
     */
    public void solve(EpisodeBatch batch, int[] columns, int count) {
        requireCount(count);
        for (int lane = 0; lane < count; lane++) {
            int n = columns[lane];
            for (int i = 0; i < tables.dimension; i++) {
                backup.task[i][lane] = batch.exactTask(i, n);
            }
            prepare(lane, batch.available == null ? -1L : batch.available[n]);
        }
        run(count);
    }

    /**
     * Solves many start states and writes what the optimal policy leads to from each.
     *
     * @param task (d, N) task vectors at t = 0, row i starts at {@code i * N}; not modified
     * @param available (N) as for {@link #solve(double[], int, int, int, long[])}
     * @param results of N start states, overwritten
     */
    public void solveAll(double[] task, long @Nullable [] available, ExactResults results) {
        int total = results.startStates();
        for (int from = 0; from < total; from += backup.lanes) {
            int block = Math.min(backup.lanes, total - from);
            solve(task, total, from, block, available);
            for (int lane = 0; lane < block; lane++) {
                expect(lane, results, from + lane);
            }
        }
    }

    /**
     * Solves the start states of evaluation episodes first … first + count − 1 of a seed, those that an evaluation under
     * this seed meets, and writes what the optimal policy leads to from each.
     *
     * @param seed the evaluation seed
     * @param first index of the first episode
     * @param count how many, ≥ 0
     * @param results overwritten from {@code offset} on
     * @param offset where the first episode's result goes
     */
    public void solveEpisodes(long seed, int first, int count, ExactResults results, int offset) {
        for (int done = 0; done < count; done += backup.lanes) {
            int block = Math.min(backup.lanes, count - done);
            batch.assign(seed, false, first + done, block);
            stepper.start(batch, 0, block);
            solve(batch, batch.slot, block);
            for (int lane = 0; lane < block; lane++) {
                expect(lane, results, offset + done + lane);
            }
        }
    }

    /**
     * Returns the least expected cost from a state to the end, without what was charged on arrival there.
     *
     * @param lane of the solved block
     * @param t step index, 0 … H − 1
     * @param point reachable at that step
     * @return min_k Q_t(z, k); 0 where the task is feasible
     */
    public double value(int lane, int t, int point) {
        int action = action(lane, t, point);
        return action < 0 ? 0 : backup.actionValue(lane, t, point, stay(t, point), action);
    }

    /**
     * Returns the optimal action in a state.
     *
     * @param lane of the solved block
     * @param t step index, 0 … H − 1
     * @param point reachable at that step
     * @return the available action of least expected cost, the lowest index of equals; {@link ExactResults#NO_ACTION}
     *     where the task is feasible and the episode has ended
     */
    public int action(int lane, int t, int point) {
        return path.action(lane, t, point, stay(t, point));
    }

    /**
     * Computes the expected cost to the end of every action in a state, followed optimally.
     *
     * @param lane of the solved block
     * @param t step index, 0 … H − 1
     * @param point reachable at that step, where the task is not feasible
     * @param q (K) overwritten with Q_t(z, k); +∞ for an action that is not available
     */
    public void actionValues(int lane, int t, int point, double[] q) {
        int stay = stay(t, point);
        for (int k = 0; k < tables.actions; k++) {
            q[k] = backup.actionValue(lane, t, point, stay, k);
        }
    }

    /**
     * Returns the point after an outcome.
     *
     * @param point the point before
     * @param outcome the outcome e = j K + k as {@code EpisodeBatch.outcome} numbers it
     * @return the point after; the same where the outcome ends the episode
     */
    public int next(int point, int outcome) {
        int effect = tables.effectOfOutcome[outcome];
        return effect < 0 ? point : tables.lattice.next(point, effect);
    }

    /**
     * Computes what the optimal policy leads to from a start state, exactly over outcomes.
     *
     * @param lane of the solved block
     * @param results overwritten at {@code n}
     * @param n where the result goes
     */
    public void expect(int lane, ExactResults results, int n) {
        results.totalCost[n] = backup.value(START, lane);
        path.follow(lane, results, n, null);
    }

    /** Collects the optimal action of every state that the optimal policy can meet: state number → action. */
    void collect(int lane, Int2IntOpenHashMap actions) {
        path.follow(lane, null, 0, actions);
    }

    ExactTables tables() {
        return tables;
    }

    private int stay(int t, int point) {
        int grade = 0;
        while (tables.lattice.gradeFrom[grade + 1] <= point) {
            grade++;
        }
        return t - grade;
    }

    private void prepare(int lane, long available) {
        if ((available & -1L >>> (64 - tables.actions)) == 0) {
            throw new IllegalArgumentException(
                    "available: expected at least one action for start state " + lane + ", found none");
        }
        backup.prepare(lane, available);
    }

    private void run(int lanesInUse) {
        backup.run(lanesInUse);
    }

    private void requireCount(int wanted) {
        if (wanted < 1 || wanted > backup.lanes) {
            throw new IllegalArgumentException("count: expected 1 to " + backup.lanes + ", found " + wanted);
        }
    }
}
