package dev.baton.policy;

import dev.baton.env.Columns;

/**
 * Chooses actions for the episodes of a batch; owned by one worker unless it keeps nothing, allocates nothing.
 *
 * @param <C> the batches of its environment
 */
@FunctionalInterface
public interface ColumnActor<C extends Columns> {
    /**
     * Chooses an action for the columns from ≤ n &lt; to, at most its capacity, and writes it to {@code batch.action}.
     * The step's random words have been drawn.
     *
     * @param batch state and actionWord are read, action is overwritten, up to the next multiple of 16 at most, always
     *     with actions that exist
     * @param from first column, a multiple of 16
     * @param to column after the last
     */
    void act(C batch, int from, int to);

    /**
     * Sees the columns after their step, before episodes that ended leave the batch.
     *
     * @param batch read
     * @param from first column, a multiple of 16
     * @param to column after the last
     */
    default void stepped(C batch, int from, int to) {}
}
