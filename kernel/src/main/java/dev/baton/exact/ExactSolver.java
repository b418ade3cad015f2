package dev.baton.exact;

import dev.baton.Backend;
import dev.baton.EpisodeKind;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.env.Stepper;
import org.jspecify.annotations.Nullable;

/**
 * Computes the optimum of start states by backward induction, a block of {@link #lanes} at a time. After {@link #solve}
 * the block can be asked for the value, the optimal action and the value of every action in any reachable state, until
 * the next one is solved. Among equally good actions the one with the lowest index is optimal.
 *
 * <p>A state is what a policy can know: a step index t and a point, {@link #START} at t = 0, then {@link #next} after
 * every outcome, which depends on no more than the outcome's signal. Not thread-safe. Results are the same bits for
 * every backend.
 */
public abstract sealed class ExactSolver permits LatticeSolver, InformationSolver {
    /** The point of every episode at step 0. */
    public static final int START = 0;

    private final Stepper stepper;
    private final EnvTables env;
    private final double[] start;
    private @Nullable EpisodeBatch batch;

    ExactSolver(EnvSpec spec, Backend backend) {
        env = new EnvTables(spec);
        stepper = Stepper.of(backend, env);
        start = new double[spec.dimension()];
    }

    /**
     * Prepares an environment.
     *
     * @param spec the environment
     * @param backend scalar or SIMD
     * @return a solver: over a lattice of counts where effects add and nothing is hidden, else over information states
     * @throws NotSolvableException if its states would not fit the memory
     * @throws IllegalArgumentException if the backend cannot run in this JVM
     */
    public static ExactSolver of(EnvSpec spec, Backend backend) {
        return ExactTables.lattice(spec) ? new LatticeSolver(spec, backend) : new InformationSolver(spec, backend);
    }

    /**
     * Returns the number of states that an environment has, without solving it.
     *
     * @param spec the environment
     * @return states at all steps; for one start state where they depend on it
     * @throws NotSolvableException if they would not fit the memory
     */
    public static long states(EnvSpec spec) {
        return of(spec, Backend.SCALAR).states();
    }

    /**
     * Returns the number of states at all steps.
     *
     * @return at least 1; of the start state that was solved last where they depend on it
     */
    public abstract long states();

    /**
     * Says whether every start state has states of its own, so that each is solved by itself: effects that multiply,
     * from start states that differ.
     *
     * @return whether many start states take many times as long as one
     */
    public abstract boolean perStart();

    /**
     * Returns the most start states that are solved together.
     *
     * @return B
     */
    public abstract int lanes();

    /**
     * Returns how many start states from one on can be solved together.
     *
     * @param task (d, N) as for {@link #solve(double[], int, int, int, long[])}
     * @param stride from row to row
     * @param from the first
     * @param count as many at most, ≥ 1
     */
    int together(double[] task, int stride, int from, int count) {
        return count;
    }

    /** Writes a start state to a lane. */
    abstract void place(int lane, double[] task, int stride, int from, long available);

    /** Solves what was placed in lanes 0 … count − 1. */
    abstract void run(int count);

    /**
     * Solves a block of start states.
     *
     * @param task (d, N) task vectors at t = 0, row i starts at {@code i * stride}; not modified
     * @param stride from row to row
     * @param from column of the first start state, which goes to lane 0
     * @param count 1 … {@link #lanes}
     * @param available (N) bit k says that action k may be chosen, at least one; null if all may
     */
    public final void solve(double[] task, int stride, int from, int count, long @Nullable [] available) {
        requireCount(count);
        for (int lane = 0; lane < count; lane++) {
            long mask = available == null ? -1L : available[from + lane];
            requireAction(lane, mask);
            place(lane, task, stride, from + lane, mask);
        }
        run(count);
    }

    /**
     * Solves the start states of columns of a batch, which need not be at their start any more in other respects.
     *
     * @param episodes task and available are read
     * @param columns the columns, the first of which goes to lane 0
     * @param count 1 … {@link #lanes}
     */
    public final void solve(EpisodeBatch episodes, int[] columns, int count) {
        requireCount(count);
        for (int lane = 0; lane < count; lane++) {
            int n = columns[lane];
            for (int i = 0; i < start.length; i++) {
                start[i] = episodes.exactTask(i, n);
            }
            long mask = episodes.available == null ? -1L : episodes.available[n];
            requireAction(lane, mask);
            place(lane, start, 1, 0, mask);
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
    public final void solveAll(double[] task, long @Nullable [] available, ExactResults results) {
        int total = results.startStates();
        for (int from = 0; from < total; ) {
            int block = together(task, total, from, Math.min(lanes(), total - from));
            solve(task, total, from, block, available);
            for (int lane = 0; lane < block; lane++) {
                expect(lane, results, from + lane);
            }
            from += block;
        }
    }

    /**
     * Solves the start states of evaluation episodes first … first + count − 1 of a seed, those that an evaluation
     * under this seed meets, and writes what the optimal policy leads to from each.
     *
     * @param seed the evaluation seed
     * @param first index of the first episode
     * @param count how many, ≥ 0
     * @param results overwritten from {@code offset} on
     * @param offset where the first episode's result goes
     */
    public final void solveEpisodes(long seed, int first, int count, ExactResults results, int offset) {
        if (batch == null) {
            batch = new EpisodeBatch(env, lanes(), false);
        }
        for (int done = 0; done < count; done += lanes()) {
            int block = Math.min(lanes(), count - done);
            batch.assign(seed, EpisodeKind.EVALUATION, first + done, block);
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
     * @return min_k Q_t(I, k); 0 where the task is feasible and the episode has ended
     */
    public abstract double value(int lane, int t, int point);

    /**
     * Returns the optimal action in a state.
     *
     * @param lane of the solved block
     * @param t step index, 0 … H − 1
     * @param point reachable at that step
     * @return the available action of least expected cost, the lowest index of equals; {@link ExactResults#NO_ACTION}
     *     where the task is feasible and the episode has ended
     */
    public abstract int action(int lane, int t, int point);

    /**
     * Computes the expected cost to the end of every action in a state, followed optimally.
     *
     * @param lane of the solved block
     * @param t step index, 0 … H − 1
     * @param point reachable at that step, where the episode has not ended
     * @param q (K) overwritten with Q_t(I, k); +∞ for an action that is not available
     */
    public abstract void actionValues(int lane, int t, int point, double[] q);

    /**
     * Returns the point after an outcome.
     *
     * @param t step index before, 0 … H − 1
     * @param point the point before
     * @param outcome the outcome e = j K + k as {@code EpisodeBatch.outcome} numbers it
     * @return the point after; the same where the outcome ends the episode
     */
    public abstract int next(int t, int point, int outcome);

    /**
     * Computes what the optimal policy leads to from a start state, exactly over outcomes.
     *
     * @param lane of the solved block
     * @param results overwritten at {@code n}
     * @param n where the result goes
     */
    public abstract void expect(int lane, ExactResults results, int n);

    /** Returns a number that no other point at any step has. */
    abstract int number(int t, int point);

    /** Collects the optimal action of every state that the optimal policy can meet: {@link #number} → action. */
    abstract void collect(int lane, ActionTable actions);

    private void requireAction(int lane, long available) {
        if ((available & -1L >>> (64 - env.spec().actionCount())) == 0) {
            throw new IllegalArgumentException(
                    "available: expected at least one action for start state " + lane + ", found none");
        }
    }

    private void requireCount(int wanted) {
        if (wanted < 1 || wanted > lanes()) {
            throw new IllegalArgumentException("count: expected 1 to " + lanes() + ", found " + wanted);
        }
    }
}
