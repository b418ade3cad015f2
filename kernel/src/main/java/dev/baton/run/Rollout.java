package dev.baton.run;

import dev.baton.EpisodeKind;
import dev.baton.env.Columns;
import dev.baton.env.Simulation;
import dev.baton.ops.Lanes;
import dev.baton.policy.ColumnActor;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Runs blocks of episodes from start to end with one actor; owned by one worker. Episodes that end leave the batch, so
 * that later steps work on fewer columns. Allocates nothing after construction. Not thread-safe.
 *
 * @param <C> the batches of the environment
 */
public final class Rollout<C extends Columns> {
    /**
     * Takes what is kept of episodes that have ended.
     *
     * @param <C> the batches that it understands
     */
    @FunctionalInterface
    public interface Collector<C extends Columns> {
        /**
         * Takes over the episodes in the listed columns of a batch, each to its slot plus an offset.
         *
         * @param batch read
         * @param list columns in ascending order
         * @param length how many
         * @param offset where the episode of slot 0 goes
         */
        void collect(C batch, int[] list, int length, int offset);
    }

    /** Episodes of a block: what sums are ordered by, and what a worker runs at once where it records every step. */
    public static final int BLOCK = 288;

    /**
     * Episodes that should run at once where nothing is recorded: enough that the last columns of a tile, which are
     * worked on in part only, do not matter, and few enough to stay in a second-level cache.
     */
    public static final int EPISODES = 4 * BLOCK;

    private final Simulation<C> simulation;
    private final C batch;
    private final ColumnActor<? super C> actor;
    private final int tile;
    private final int horizon;
    private final @Nullable IntToLongFunction availability;
    private final int[] ended;

    /**
     * Makes the working memory.
     *
     * @param simulation the environment
     * @param actor chooses the actions; made for a capacity of at least the tile
     * @param tile episodes that are drawn, acted on and stepped together, a multiple of 16
     * @param capacity the most episodes of a block
     * @param availability from an episode's index to its availability mask, of which at least one bit of 0 … K − 1 is
     *     set; null if all actions always may be chosen
     */
    public Rollout(
            Simulation<C> simulation,
            ColumnActor<? super C> actor,
            int tile,
            int capacity,
            @Nullable IntToLongFunction availability) {
        this.simulation = simulation;
        this.batch = simulation.newBatch(capacity, availability != null);
        this.actor = actor;
        this.tile = tile;
        this.horizon = simulation.horizon();
        this.availability = availability;
        this.ended = new int[batch.capacity + Lanes.WIDEST];
    }

    /**
     * Runs episodes first … first + count − 1 of a seed to their ends.
     *
     * @param seed the seed
     * @param kind what they are for
     * @param first index of the first episode
     * @param count at most the capacity
     * @param results what the episodes came to; overwritten from {@code offset} on
     * @param offset where the first episode's result goes
     * @return steps taken by all episodes together
     */
    public long run(long seed, EpisodeKind kind, int first, int count, Collector<? super C> results, int offset) {
        batch.assign(seed, kind, first, count);
        long[] available = batch.available;
        if (available != null && availability != null) {
            for (int n = 0; n < count; n++) {
                available[n] = availability.applyAsLong(first + n);
            }
        }
        simulation.start(batch, 0, count);
        retireEnded(results, offset);
        long steps = 0;
        for (int t = 0; t < horizon && batch.count > 0; t++) {
            int live = batch.count;
            for (int from = 0; from < live; from += tile) {
                int to = Math.min(live, from + tile);
                simulation.draw(batch, from, to);
                actor.act(batch, from, to);
                simulation.step(batch, from, to);
                actor.stepped(batch, from, to);
            }
            steps += live;
            retireEnded(results, offset);
        }
        return steps;
    }

    private void retireEnded(Collector<? super C> results, int offset) {
        int length = simulation.listEnded(batch, ended);
        if (length > 0) {
            results.collect(batch, ended, length, offset);
            batch.remove(ended, length);
        }
    }
}
