package dev.baton.env;

import dev.baton.ops.Backend;
import dev.baton.rng.Stream;
import java.util.Arrays;

/**
 * N environments stepped together by a host that chooses the actions. Environment n runs episodes n, n + N, n + 2N, … of
 * a seed; when an episode ends, the next one starts in the same step (same-step automatic restart), and its start state
 * is what the step reports beside the final observation. Episodes that are solved at the start are passed over.
 *
 * <p>Nothing here is ever truncated: only a host that stops an episode from outside may declare that. A step allocates
 * nothing. Not thread-safe. Results are the same bits for every backend.
 */
public final class BatchEnvironment {
    // State rows of a tile and the tables stay in the first-level cache.
    private static final int TILE = 256;
    /** How many start states an environment may have that are all solved before it is refused. */
    private static final int MOST_SOLVED = 1 << 22;

    private static final int EPOCH_BITS = 31;

    private final EnvTables tables;
    private final Stepper stepper;
    private final int environments;
    private final Tile[] tiles;
    private final EpisodeBatch restarted;
    private final int[] column;
    private final int[] actionWord = new int[TILE];
    private final int[] outcomeWord = new int[TILE];
    private final int[] phaseWord = new int[TILE];
    private long seed;
    private boolean started;

    /** Environments that are stepped together. */
    private static final class Tile {
        final EpisodeBatch batch;
        /** (N) ⌊episode index / 2³¹⌋, the span of the seed's episodes that the present one is of. */
        final int[] epoch;

        Tile(EnvTables tables, int environments) {
            batch = new EpisodeBatch(tables, environments, false);
            epoch = new int[environments];
        }
    }

    /**
     * Makes the environments; call {@link #reset} next.
     *
     * @param spec the environment
     * @param environments N ≥ 1
     * @param backend scalar or SIMD
     * @throws IllegalArgumentException if N is not positive, the backend cannot run in this JVM, or every episode is
     *     solved at its start
     */
    public BatchEnvironment(EnvSpec spec, int environments, Backend backend) {
        if (environments < 1) {
            throw new IllegalArgumentException("environments: expected 1 or more, found " + environments);
        }
        this.environments = environments;
        tables = new EnvTables(spec);
        stepper = Stepper.of(backend.requireAvailable(), tables);
        tiles = new Tile[(environments + TILE - 1) / TILE];
        for (int i = 0; i < tiles.length; i++) {
            tiles[i] = new Tile(tables, Math.min(TILE, environments - i * TILE));
        }
        restarted = new EpisodeBatch(tables, TILE, false);
        column = new int[TILE];
        requireWork();
    }

    /** An environment in which every episode starts solved would restart for ever. */
    private void requireWork() {
        for (int first = 0; first < MOST_SOLVED; first += TILE) {
            restarted.assign(0, false, first, TILE);
            stepper.start(restarted, 0, TILE);
            for (int n = 0; n < TILE; n++) {
                if (restarted.ended[n] == 0) {
                    return;
                }
            }
        }
        throw new IllegalArgumentException("start: expected an environment with work to do, found "
                + tables.spec.name() + ", whose task is done at the start in each of " + MOST_SOLVED + " episodes");
    }

    /**
     * Returns the number of environments.
     *
     * @return N
     */
    public int environments() {
        return environments;
    }

    /**
     * Returns the environment's description.
     *
     * @return the description, with F and K
     */
    public EnvSpec spec() {
        return tables.spec();
    }

    /**
     * Makes buffers of the right size.
     *
     * @return new buffers
     */
    public StepBuffers newBuffers() {
        return new StepBuffers(tables.spec().observationSize(), environments);
    }

    /**
     * Starts episode n in environment n.
     *
     * @param seed of the evaluation streams, so that these are the episodes an evaluation under this seed runs
     * @param out observations are overwritten; terminated, succeeded and costs are cleared
     * @throws IllegalArgumentException if the seed is out of range or the buffers are of another shape
     */
    public void reset(long seed, StepBuffers out) {
        reset(seed, 0, out);
    }

    /**
     * Starts episode first + n in environment n.
     *
     * @param seed of the evaluation streams
     * @param first index of the first environment's first episode, 0 … 2⁵⁰
     * @param out as for {@link #reset(long, StepBuffers)}
     * @throws IllegalArgumentException if the seed or the index is out of range or the buffers are of another shape
     */
    public void reset(long seed, long first, StepBuffers out) {
        out.require(tables.spec().observationSize(), environments);
        if (first < 0 || first > 1L << 50) {
            throw new IllegalArgumentException("first: expected an episode index from 0 to 2^50, found " + first);
        }
        this.seed = seed;
        for (int i = 0; i < tiles.length; i++) {
            Tile tile = tiles[i];
            int count = Math.min(TILE, environments - i * TILE);
            tile.batch.assign(seed, false, 0, count);
            for (int n = 0; n < count; n++) {
                // The episode before the first, so that the way to the next one is the same as ever.
                place(tile, n, first + i * (long) TILE + n - environments);
                tile.batch.ended[n] = 1;
            }
            restartEnded(tile);
            show(tile.batch, i * TILE, out);
        }
        Arrays.fill(out.terminated, false);
        Arrays.fill(out.succeeded, false);
        Arrays.fill(out.costs, 0);
        started = true;
    }

    /**
     * Takes one step in every environment.
     *
     * @param actions (N) the action of each environment, not modified
     * @param out overwritten
     * @throws IllegalStateException before the first reset
     * @throws IllegalArgumentException if there are not N actions, one is not 0 … K − 1 or not available, or the buffers are
     *     of another shape; nothing has been stepped then
     * @throws ArithmeticException if a task vector overflowed to a number that is not finite; call reset then
     */
    public void step(int[] actions, StepBuffers out) {
        if (!started) {
            throw new IllegalStateException("step: expected a reset before the first step");
        }
        out.require(tables.spec().observationSize(), environments);
        if (actions.length != environments) {
            throw new IllegalArgumentException(
                    "actions: expected one for each of " + environments + " environments, found " + actions.length);
        }
        for (int n = 0; n < environments; n++) {
            if (actions[n] < 0 || actions[n] >= tables.actions) {
                throw new IllegalArgumentException(
                        "actions[" + n + "]: expected 0 to " + (tables.actions - 1) + ", found " + actions[n]);
            }
        }
        for (int i = 0; i < tiles.length; i++) {
            requireAvailable(tiles[i].batch, i * TILE, actions);
        }
        for (int i = 0; i < tiles.length; i++) {
            step(tiles[i], i * TILE, actions, out);
        }
    }

    private void requireAvailable(EpisodeBatch batch, int first, int[] actions) {
        long[] available = batch.available;
        for (int n = 0; available != null && n < batch.count; n++) {
            int k = actions[first + n];
            if ((available[n] >>> k & 1) == 0) {
                Action action = tables.spec().actions().get(k);
                throw new IllegalArgumentException("actions[" + (first + n) + "]: expected an action that is available, found "
                        + k + " (" + action.name() + "), which has had its " + action.maxCalls() + " calls");
            }
        }
    }

    private void step(Tile tile, int first, int[] actions, StepBuffers out) {
        EpisodeBatch batch = tile.batch;
        int count = batch.count;
        System.arraycopy(actions, first, batch.action, 0, count);
        draw(tile);
        stepper.step(batch, 0, count);
        System.arraycopy(batch.cost, 0, out.costs, first, count);
        boolean any = false;
        for (int n = 0; n < count; n++) {
            boolean ended = batch.ended[n] != 0;
            any |= ended;
            out.terminated[first + n] = ended;
            out.succeeded[first + n] = ended && batch.constraint[n] == 0;
            if (!Float.isFinite(batch.constraint[n]) || !Float.isFinite(batch.cost[n])) {
                started = false;
                throw new ArithmeticException("environment " + (first + n) + ": expected finite numbers, found a cost of "
                        + batch.cost[n] + " and a constraint of " + batch.constraint[n]
                        + "; the effects of its actions let the task vector overflow");
            }
        }
        if (any) {
            stepper.observe(batch, 0, count, out.finalObservations, first, out.stride);
            restartEnded(tile);
        }
        show(batch, first, out);
    }

    /** Writes the observations of the present states, and which actions may be chosen in them. */
    private void show(EpisodeBatch batch, int first, StepBuffers out) {
        stepper.observe(batch, 0, batch.count, out.observations, first, out.stride);
        if (batch.available != null) {
            System.arraycopy(batch.available, 0, out.available, first, batch.count);
        }
    }

    /** Draws the words of the next step; columns whose episodes are of different epochs have different keys. */
    private void draw(Tile tile) {
        EpisodeBatch batch = tile.batch;
        int epoch = tile.epoch[0];
        if (uniform(tile.epoch)) {
            batch.stepKey = Stream.EVALUATION_STEP.key(seed, epoch);
            batch.phaseKey = Stream.EVALUATION_PHASE.key(seed, epoch);
            stepper.draw(batch, 0, batch.count);
            return;
        }
        for (int n = 0; n < batch.count; n++) {
            batch.stepKey = Stream.EVALUATION_STEP.key(seed, tile.epoch[n]);
            batch.phaseKey = Stream.EVALUATION_PHASE.key(seed, tile.epoch[n]);
            int from = n & -16;
            stepper.draw(batch, from, n + 1);
            actionWord[n] = batch.actionWord[n];
            outcomeWord[n] = batch.outcomeWord[n];
            phaseWord[n] = batch.phaseWord.length > 0 ? batch.phaseWord[n] : 0;
        }
        System.arraycopy(actionWord, 0, batch.actionWord, 0, batch.count);
        System.arraycopy(outcomeWord, 0, batch.outcomeWord, 0, batch.count);
        System.arraycopy(phaseWord, 0, batch.phaseWord, 0, Math.min(batch.count, batch.phaseWord.length));
    }

    private static boolean uniform(int[] epoch) {
        for (int e : epoch) {
            if (e != epoch[0]) {
                return false;
            }
        }
        return true;
    }

    /** Starts the next episode in every column whose episode has ended, until none is solved at its start. */
    private void restartEnded(Tile tile) {
        while (true) {
            int count = 0;
            for (int n = 0; n < tile.batch.count; n++) {
                if (tile.batch.ended[n] != 0) {
                    place(tile, n, index(tile, n) + environments);
                    column[count++] = n;
                }
            }
            if (count == 0) {
                return;
            }
            for (int c = 0; c < count; ) {
                int epoch = tile.epoch[column[c]];
                int first = c;
                restarted.count = 0;
                while (c < count && tile.epoch[column[c]] == epoch) {
                    restarted.episode[c - first] = tile.batch.episode[column[c]];
                    c++;
                }
                restarted.count = c - first;
                restarted.startKey = Stream.EVALUATION_START.key(seed, epoch);
                restarted.phaseKey = Stream.EVALUATION_PHASE.key(seed, epoch);
                stepper.start(restarted, 0, restarted.count);
                for (int r = 0; r < restarted.count; r++) {
                    tile.batch.place(column[first + r], restarted, r);
                }
            }
        }
    }

    private static long index(Tile tile, int n) {
        return ((long) tile.epoch[n] << EPOCH_BITS) + tile.batch.episode[n];
    }

    private static void place(Tile tile, int n, long index) {
        tile.epoch[n] = (int) (index >> EPOCH_BITS);
        tile.batch.episode[n] = (int) (index & Integer.MAX_VALUE);
    }
}
