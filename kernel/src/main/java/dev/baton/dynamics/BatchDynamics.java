package dev.baton.dynamics;

import java.util.Arrays;

/**
 * An environment of one's own: what a state is, how it starts, moves, ends and looks, for many episodes side by side.
 * The same trainers, evaluations and {@link VectorEnv} run it that run Baton's own environment.
 *
 * <p><b>Costs.</b> Everything here is minimised. A problem that is stated in rewards has costs of −reward; what other
 * libraries call the return is the negative of an episode's cost.
 *
 * <p><b>Columns.</b> An episode is a column of a {@link DynamicsBatch}; a state variable is a row of its {@link
 * DynamicsBatch#floats} or {@link DynamicsBatch#ints}. Every method works on columns from ≤ n &lt; to, where
 * {@code from} is a multiple of 16. Arrays have room for a multiple of 16 columns, so a method may also read and
 * overwrite the rows of its own state, the cost and the end of columns from {@code to} up to the next multiple of 16:
 * loops over vectors of up to 16 lanes need no tail. Episodes move from column to column, and columns are worked on in
 * any grouping and by any thread. Therefore what happens in a column must depend on nothing but this column's state,
 * step, action and {@link Draws}.
 *
 * <p><b>Same bits.</b> If that holds, and arithmetic is what has one correct result (+ − × ÷, {@code Math.fma}, {@code
 * Math.sqrt}, polynomials of these, {@code StrictMath}; not {@code Math.exp} or {@code Math.sin}, whose bits may change
 * when the compiler takes over), every result has the same bits for any number of threads, any batch and tile. {@link
 * EnvironmentChecker} looks for what breaks these rules.
 *
 * <p>Implementations keep nothing that changes: one object serves all threads. Working memory is rows of the state.
 * Methods allocate nothing.
 */
public interface BatchDynamics {
    /** The longest horizon. */
    int MAX_HORIZON = 1_000_000;

    /**
     * Returns a name, for messages.
     *
     * @return the name, not blank
     */
    String name();

    /**
     * Returns the number of observation features.
     *
     * @return F ≥ 1
     */
    int observationSize();

    /**
     * Returns the number of actions.
     *
     * @return K, 1 … 64
     */
    int actionCount();

    /**
     * Returns after how many steps an episode that still runs is truncated. Its state has a future then: PPO adds the
     * value network's estimate of what that would cost. Where the time is part of the problem, {@link #step} terminates
     * the episode at the last step itself and the observation holds the time.
     *
     * @return H, 1 … {@value #MAX_HORIZON}
     */
    int horizon();

    /**
     * Returns how much a cost counts beside one a step earlier, in what is learned: part of the problem's statement.
     * Evaluations and metrics sum costs undiscounted.
     *
     * @return γ, above 0, at most 1; 1 unless it is overridden
     */
    default double discount() {
        return 1;
    }

    /**
     * Returns the number of rows of {@link DynamicsBatch#floats}.
     *
     * @return rows of floats, ≥ 0
     */
    default int floatRows() {
        return 0;
    }

    /**
     * Returns the number of rows of {@link DynamicsBatch#ints}.
     *
     * @return rows of ints, ≥ 0
     */
    default int intRows() {
        return 0;
    }

    /**
     * Says whether some action may be unavailable in some state; {@link #available} says which.
     *
     * @return false unless it is overridden
     */
    default boolean masked() {
        return false;
    }

    /**
     * Draws the start states. All rows of the columns are 0 before.
     *
     * @param batch the state is written
     * @param draws random numbers of each column's episode
     * @param from first column
     * @param to column after the last
     */
    void start(DynamicsBatch batch, Draws draws, int from, int to);

    /**
     * Takes one step in every column: writes the next state and {@link DynamicsBatch#cost}, and where the step ends the
     * episode {@link DynamicsBatch#ended}. Both are 0 before. {@link DynamicsBatch#step} is t, 0 … H − 1.
     *
     * @param batch action, step and state are read; state, cost and ended are written
     * @param draws random numbers of each column's episode and step
     * @param from first column
     * @param to column after the last
     */
    void step(DynamicsBatch batch, Draws draws, int from, int to);

    /**
     * Writes what is seen of the present states, also of those in which episodes have just ended. Networks learn best
     * from features of about unit size.
     *
     * @param batch read
     * @param from first column
     * @param to column after the last
     * @param out (F, N) feature i of column n goes to {@code out[start + i * stride + n]}; up to the next multiple of
     *     16 columns may be overwritten
     * @param start index of feature 0 of column 0; negative if column {@code from} is not the array's first
     * @param stride from feature to feature
     */
    void observe(DynamicsBatch batch, int from, int to, float[] out, int start, int stride);

    /**
     * Writes which actions may be chosen in the present states; called only where {@link #masked}.
     *
     * @param batch read
     * @param from first column
     * @param to column after the last
     * @param mask (N) bit k of element n says that action k may be chosen in column n; at least one bit of 0 … K − 1 in
     *     every column whose episode runs
     */
    default void available(DynamicsBatch batch, int from, int to, long[] mask) {
        Arrays.fill(mask, from, to, -1L);
    }
}
