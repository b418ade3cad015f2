package dev.baton.env;

/**
 * An environment that can be run: starts, observes and steps the episodes of a batch, column by column without any
 * effect of one column on another. Rollouts, trainers and hosts' environments are written against this alone.
 *
 * <p>All methods that take columns work on from ≤ n &lt; to, {@code from} a multiple of 16; columns from {@code to} up
 * to the next multiple of 16 may be overwritten with unspecified values. None allocates. Any number of batches and
 * threads may share a simulation.
 *
 * @param <C> its batches
 */
public interface Simulation<C extends Columns> {
    /**
     * Returns the environment's name, for messages.
     *
     * @return the name
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
     * Returns the most steps of an episode.
     *
     * @return H ≥ 1
     */
    int horizon();

    /**
     * Returns how much a cost counts beside one a step earlier, in what is learned.
     *
     * @return γ, above 0, at most 1
     */
    default double discount() {
        return 1;
    }

    /**
     * Says whether some action may be unavailable in some state, so that every batch has masks.
     *
     * @return true if observing is not enough to know what may be chosen
     */
    boolean masked();

    /**
     * Makes an empty batch.
     *
     * @param capacity at least this many columns
     * @param mask whether it has availability masks even if this environment needs none
     * @return a new batch
     * @throws IllegalArgumentException if the capacity is not positive or the state would not fit an array
     */
    C newBatch(int capacity, boolean mask);

    /**
     * Draws the start states of the columns' episodes.
     *
     * @param batch episode is read; everything else but slot and action is overwritten
     * @param from first column
     * @param to column after the last
     */
    void start(C batch, int from, int to);

    /**
     * Draws the random words of the columns' next step.
     *
     * @param batch episode and step are read; actionWord is overwritten, and what else the step draws from
     * @param from first column
     * @param to column after the last
     */
    void draw(C batch, int from, int to);

    /**
     * Writes the observations (F, N). Columns from {@code to} up to a multiple of 16 may get other finite numbers.
     *
     * @param batch read
     * @param from first column
     * @param to column after the last
     * @param out overwritten
     * @param start index of feature 0 of column 0; negative if column {@code from} is not the array's first
     * @param stride from feature to feature
     */
    void observe(C batch, int from, int to, float[] out, int start, int stride);

    /**
     * Takes one step in every column.
     *
     * @param batch action and the random words are read; state, step, available, cost and ended are updated
     * @param from first column
     * @param to column after the last
     */
    void step(C batch, int from, int to);

    /**
     * Lists the live columns whose episode has ended.
     *
     * @param batch ended is read
     * @param list (capacity + 16) overwritten from 0 on with column numbers in ascending order; what follows them is
     *     unspecified
     * @return how many there are
     */
    int listEnded(C batch, int[] list);

    /**
     * Says whether all live columns' numbers can be gone on from.
     *
     * @param batch read
     * @return false if one cannot, as {@link Columns#isFinite(int)} says
     */
    default boolean allFinite(C batch) {
        return batch.allFinite();
    }

    /**
     * Lets the sums of cost components before a step become what they have grown by since.
     *
     * @param batch its component sums and their rests are read, of all live columns
     * @param sums (q, N) what {@link Columns#componentSums} was; overwritten by the growth of each sum and, added to
     *     it, of its rest, and by 0 from the live columns to a multiple of 16
     * @param start index of component 0 of column 0
     * @param stride from component to component
     * @param rests what {@link Columns#componentRests} was, rows as far apart as the batch's, not modified; empty
     *     where no rests are kept
     */
    void growth(C batch, float[] sums, int start, int stride, float[] rests);

    /**
     * Takes over an episode from a column of another batch.
     *
     * @param to the batch
     * @param n its column, overwritten but for slot and random words
     * @param from the other batch, not modified
     * @param c its column
     */
    void copy(C to, int n, C from, int c);
}
