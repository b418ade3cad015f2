package dev.baton.train;

import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.env.Stepper;
import dev.baton.ops.BatchOps;
import dev.baton.policy.Actor;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Runs blocks of episodes from start to end with one actor; owned by one worker. Episodes that end leave the batch, so
 * that later steps work on fewer columns. Allocates nothing after construction. Not thread-safe.
 */
public final class Rollout {
    /** Episodes of a block: what sums are ordered by, and what a worker runs at once where it records every step. */
    public static final int BLOCK = 288;

    /**
     * Episodes that should run at once where nothing is recorded: enough that the last columns of a tile, which are
     * worked on in part only, do not matter, and few enough to stay in a second-level cache.
     */
    public static final int EPISODES = 4 * BLOCK;

    private final Stepper stepper;
    private final EpisodeBatch batch;
    private final Actor actor;
    private final int tile;
    private final int horizon;
    private final @Nullable IntToLongFunction availability;
    private final int[] ended;

    /**
     * Makes the working memory.
     *
     * @param tables the environment
     * @param actor chooses the actions; made for a capacity of at least the tile
     * @param execution backend and tile; the threads do not matter
     * @param capacity the most episodes of a block
     * @param availability from an episode's index to its availability mask, of which at least one bit of 0 … K − 1 is
     *     set; null if all actions always may be chosen
     */
    public Rollout(
            EnvTables tables,
            Actor actor,
            Execution execution,
            int capacity,
            @Nullable IntToLongFunction availability) {
        this.stepper = Stepper.of(execution.backend(), tables);
        this.batch = new EpisodeBatch(tables, capacity, availability != null);
        this.actor = actor;
        this.tile = execution.tile();
        this.horizon = tables.spec().horizon();
        this.availability = availability;
        this.ended = new int[batch.capacity + BatchOps.PARTIALS];
    }

    /**
     * Runs episodes first … first + count − 1 of a seed to their ends.
     *
     * @param seed the seed
     * @param training whether they are training episodes
     * @param first index of the first episode
     * @param count at most the capacity
     * @param results overwritten from {@code offset} on
     * @param offset where the first episode's result goes
     * @return steps taken by all episodes together
     */
    public long run(long seed, boolean training, int first, int count, EpisodeResults results, int offset) {
        batch.assign(seed, training, first, count);
        long[] available = batch.available;
        if (available != null && availability != null) {
            for (int n = 0; n < count; n++) {
                available[n] = availability.applyAsLong(first + n);
            }
        }
        stepper.start(batch, 0, count);
        retireEnded(results, offset);
        long steps = 0;
        for (int t = 0; t < horizon && batch.count > 0; t++) {
            int live = batch.count;
            for (int from = 0; from < live; from += tile) {
                int to = Math.min(live, from + tile);
                stepper.draw(batch, from, to);
                actor.act(batch, from, to);
                stepper.step(batch, from, to);
                actor.stepped(batch, from, to);
            }
            steps += live;
            retireEnded(results, offset);
        }
        return steps;
    }

    private void retireEnded(EpisodeResults results, int offset) {
        int length = stepper.listEnded(batch, ended);
        if (length > 0) {
            results.collect(batch, ended, length, offset);
            batch.remove(ended, length);
        }
    }
}
