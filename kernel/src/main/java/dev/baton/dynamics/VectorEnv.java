package dev.baton.dynamics;

import dev.baton.Backend;
import dev.baton.EpisodeKind;
import dev.baton.env.Action;
import dev.baton.env.Columns;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.Simulation;
import dev.baton.env.Stepper;
import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * N environments stepped together by a host that chooses the actions: those of the model or of a host's own {@link
 * BatchDynamics}. Environment n runs episodes n, n + N, n + 2N, … of a seed. Episodes that are done at their start, which the
 * model's environment has, are passed over.
 *
 * <p>Everything a call is given is checked before anything is stepped. A step allocates nothing. Not thread-safe. Results are the
 * same bits for every backend, and those of an evaluation of the same episodes.
 */
public final class VectorEnv {
    private final Engine<?> engine;

    /**
     * Makes environments of the model that restart in the step in which an episode ends; call {@link #reset} next.
     *
     * @param spec the environment
     * @param environments N ≥ 1
     * @param backend scalar or SIMD
     * @throws IllegalArgumentException if N is not positive, the backend cannot run in this JVM, or every episode is done at its
     *     start
     */
    public VectorEnv(EnvSpec spec, int environments, Backend backend) {
        this(spec, environments, backend, Autoreset.SAME_STEP);
    }

    /**
     * Makes environments of the model; call {@link #reset} next.
     *
     * @param spec the environment
     * @param environments N ≥ 1
     * @param backend scalar or SIMD
     * @param autoreset when the next episode starts
     * @throws IllegalArgumentException as for {@link #VectorEnv(EnvSpec, int, Backend)}
     */
    public VectorEnv(EnvSpec spec, int environments, Backend backend, Autoreset autoreset) {
        engine = new Engine<>(
                Stepper.of(backend.requireAvailable(), new EnvTables(spec)), environments, autoreset, k -> {
                    Action action = spec.actions().get(k);
                    return k + " (" + action.name() + "), which has had its " + action.maxCalls() + " calls";
                });
    }

    /**
     * Makes environments of one's own that restart in the step in which an episode ends; call {@link #reset} next.
     *
     * @param dynamics the environment
     * @param environments N ≥ 1
     * @param backend how random numbers are drawn
     * @throws IllegalArgumentException if N is not positive, the backend cannot run in this JVM, or the dynamics say something
     *     impossible of themselves
     */
    public VectorEnv(BatchDynamics dynamics, int environments, Backend backend) {
        this(dynamics, environments, backend, Autoreset.SAME_STEP);
    }

    /**
     * Makes environments of one's own; call {@link #reset} next.
     *
     * @param dynamics the environment
     * @param environments N ≥ 1
     * @param backend how random numbers are drawn
     * @param autoreset when the next episode starts
     * @throws IllegalArgumentException as for {@link #VectorEnv(BatchDynamics, int, Backend)}
     */
    public VectorEnv(BatchDynamics dynamics, int environments, Backend backend, Autoreset autoreset) {
        engine = new Engine<>(
                new DynamicsSimulation(dynamics, backend), environments, autoreset, Integer::toString);
    }

    /**
     * Returns the number of environments.
     *
     * @return N
     */
    public int environments() {
        return engine.environments;
    }

    /**
     * Returns the number of observation features.
     *
     * @return F
     */
    public int observationSize() {
        return engine.features;
    }

    /**
     * Returns the number of actions.
     *
     * @return K
     */
    public int actionCount() {
        return engine.actions;
    }

    /**
     * Makes arrays of the right size.
     *
     * @return new arrays
     */
    public VectorStep newStep() {
        return new VectorStep(engine.features, engine.environments);
    }

    /**
     * Starts episode first + n in environment n.
     *
     * @param seed 0 … 2³² − 1
     * @param kind training or evaluation; evaluation episodes are those an evaluation under this seed runs
     * @param firstEpisode index of the first environment's first episode, 0 … 2⁵⁰
     * @param out observations, masks and episodes are overwritten; everything else is cleared
     * @throws IllegalArgumentException if the seed or the index is out of range or {@code out} is of another shape; nothing is
     *     changed then
     */
    public void reset(long seed, EpisodeKind kind, long firstEpisode, VectorStep out) {
        engine.reset(seed, kind, firstEpisode, out);
    }

    /**
     * Takes one step in every environment.
     *
     * @param actions (N) the action of each environment, not modified; of no account where {@link Autoreset#NEXT_STEP} starts an
     *     episode
     * @param out overwritten
     * @throws IllegalStateException before the first reset, or with {@link Autoreset#DISABLED} where an episode has ended;
     *     nothing has been stepped then
     * @throws IllegalArgumentException if there are not N actions, one is not 0 … K − 1 or not available, or {@code out} is of
     *     another shape; nothing has been stepped then
     * @throws ArithmeticException if a cost or a state stopped being finite; call reset then
     */
    public void step(int[] actions, VectorStep out) {
        engine.step(actions, out);
    }

    /**
     * Starts the next episode in some environments, whether or not theirs has ended.
     *
     * @param which (N) true for those
     * @param out observations, masks and episodes of those are overwritten, their costs and flags cleared; of the others nothing
     * @throws IllegalStateException before the first reset
     * @throws IllegalArgumentException if there are not N flags or {@code out} is of another shape; nothing is changed then
     */
    public void restart(boolean[] which, VectorStep out) {
        engine.restart(which, out);
    }

    /**
     * Keeps where all environments are.
     *
     * @return a copy, for {@link #restore} of this object or another one for the same environment, N and autoreset
     * @throws IllegalStateException before the first reset
     */
    public Snapshot save() {
        return engine.save();
    }

    /**
     * Goes back, or forward, to where all environments were; the steps from there on are the same bits again.
     *
     * @param snapshot not modified
     * @param out observations and masks are overwritten, everything else is cleared
     * @throws IllegalArgumentException if the snapshot is one of an environment of another name or shape, another N or autoreset,
     *     or {@code out} is of another shape; nothing is changed then
     */
    public void restore(Snapshot snapshot, VectorStep out) {
        engine.restore(snapshot, out);
    }

    /** Where all environments of a {@link VectorEnv} were. Holds a copy in memory. */
    public static final class Snapshot {
        private final Engine<?> copy;

        private Snapshot(Engine<?> copy) {
            this.copy = copy;
        }
    }

    /** The environments of one kind of batch. */
    private static final class Engine<C extends Columns> {
        // State rows of a tile and the tables stay in the first-level cache.
        private static final int TILE = 256;
        /** How many start states an environment may have that are all done before it is refused. */
        private static final int MOST_DONE = 1 << 22;

        private static final int EPOCH_BITS = 31;
        private static final long MOST_FIRST = 1L << 50;

        final Simulation<C> simulation;
        final int environments;
        final int features;
        final int actions;
        final Autoreset autoreset;
        private final IntFunction<String> unavailable;
        private final Tile<C>[] tiles;
        /** Where episodes are started before they take a column. */
        private final C started;
        /** Where a column is stepped whose neighbours are of another epoch. */
        private final C single;
        private final int[] column = new int[TILE];
        private long seed;
        private EpisodeKind kind = EpisodeKind.EVALUATION;
        private boolean ready;

        Engine(Simulation<C> simulation, int environments, Autoreset autoreset, IntFunction<String> unavailable) {
            if (environments < 1) {
                throw new IllegalArgumentException("environments: expected 1 or more, found " + environments);
            }
            this.simulation = simulation;
            this.environments = environments;
            this.autoreset = autoreset;
            this.unavailable = unavailable;
            features = simulation.observationSize();
            actions = simulation.actionCount();
            tiles = tiles(simulation, environments);
            started = simulation.newBatch(TILE, false);
            single = simulation.newBatch(1, false);
            requireWork();
        }

        /** An environment in which every episode starts done would restart for ever. */
        private void requireWork() {
            for (int first = 0; first < MOST_DONE; first += TILE) {
                started.assign(0, EpisodeKind.EVALUATION, first, TILE);
                simulation.start(started, 0, TILE);
                for (int n = 0; n < TILE; n++) {
                    if (started.ended[n] == 0) {
                        return;
                    }
                }
            }
            throw new IllegalArgumentException("start: expected an environment with work to do, found "
                    + simulation.name() + ", whose task is done at the start in each of " + MOST_DONE + " episodes");
        }

        @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic class
        private static <C extends Columns> Tile<C>[] tiles(Simulation<C> simulation, int environments) {
            Tile<C>[] tiles = new Tile[(environments + TILE - 1) / TILE];
            for (int i = 0; i < tiles.length; i++) {
                tiles[i] = new Tile<>(simulation, i * TILE, Math.min(TILE, environments - i * TILE));
            }
            return tiles;
        }

        void reset(long seed, EpisodeKind kind, long first, VectorStep out) {
            out.require(features, environments);
            if (first < 0 || first > MOST_FIRST) {
                throw new IllegalArgumentException(
                        "firstEpisode: expected an episode index from 0 to 2^50, found " + first);
            }
            // Refuses a seed that is out of range.
            single.useStreams(seed, kind, 0);
            this.seed = seed;
            this.kind = kind;
            for (Tile<C> tile : tiles) {
                tile.batch.assign(seed, kind, 0, tile.count);
                for (int n = 0; n < tile.count; n++) {
                    // The episode before the first, so that the way to the next one is the same as ever.
                    tile.place(n, first + tile.first + n - environments);
                    column[n] = n;
                }
                next(tile, tile.count);
                Arrays.fill(tile.over, false);
                show(tile, out);
                for (int n = 0; n < tile.count; n++) {
                    clear(tile, n, out);
                }
            }
            ready = true;
        }

        private void requireReady(String what) {
            if (!ready) {
                throw new IllegalStateException(what + ": expected a reset before the first step");
            }
        }

        void step(int[] chosen, VectorStep out) {
            requireReady("step");
            out.require(features, environments);
            if (chosen.length != environments) {
                throw new IllegalArgumentException(
                        "actions: expected one for each of " + environments + " environments, found " + chosen.length);
            }
            for (Tile<C> tile : tiles) {
                requireActions(tile, chosen);
            }
            for (Tile<C> tile : tiles) {
                step(tile, chosen, out);
            }
        }

        private void requireActions(Tile<C> tile, int[] chosen) {
            long[] available = tile.batch.available;
            for (int n = 0; n < tile.count; n++) {
                int env = tile.first + n;
                if (tile.over[n]) {
                    if (autoreset == Autoreset.DISABLED) {
                        throw new IllegalStateException("step: expected a restart of environment " + env
                                + ", whose episode has ended, before the next step");
                    }
                    continue;
                }
                int k = chosen[env];
                if (k < 0 || k >= actions) {
                    throw new IllegalArgumentException(
                            "actions[" + env + "]: expected 0 to " + (actions - 1) + ", found " + k);
                }
                if (available != null && (available[n] >>> k & 1) == 0) {
                    throw new IllegalArgumentException("actions[" + env
                            + "]: expected an action that is available, found " + unavailable.apply(k));
                }
            }
        }

        private void step(Tile<C> tile, int[] chosen, VectorStep out) {
            C batch = tile.batch;
            int count = tile.count;
            int restarting = 0;
            System.arraycopy(chosen, tile.first, batch.action, 0, count);
            if (tile.anyOver) {
                restarting = listOver(tile);
                next(tile, restarting);
                // These are stepped along and start once more.
                for (int n = 0; n < count; n++) {
                    batch.action[n] = tile.over[n] ? anyAvailable(batch, n) : batch.action[n];
                }
            }
            advance(tile);
            boolean ended = report(tile, out);
            if (restarting > 0) {
                restarting = listOver(tile);
                start(tile, restarting);
                for (int i = 0; i < restarting; i++) {
                    tile.over[column[i]] = false;
                    clear(tile, column[i], out);
                }
            }
            tile.anyOver = false;
            if (ended) {
                end(tile, out);
            }
            show(tile, out);
        }

        private int listOver(Tile<C> tile) {
            int length = 0;
            for (int n = 0; n < tile.count; n++) {
                if (tile.over[n]) {
                    column[length++] = n;
                }
            }
            return length;
        }

        private int anyAvailable(C batch, int n) {
            return batch.available == null ? 0 : Math.min(actions - 1, Long.numberOfTrailingZeros(batch.available[n]));
        }

        /** Steps the columns; those whose episodes are of different epochs, which draw under different keys, one by one. */
        private void advance(Tile<C> tile) {
            C batch = tile.batch;
            if (tile.ofOneEpoch()) {
                batch.useStreams(seed, kind, tile.epoch[0]);
                simulation.draw(batch, 0, tile.count);
                simulation.step(batch, 0, tile.count);
                return;
            }
            for (int n = 0; n < tile.count; n++) {
                simulation.copy(single, 0, batch, n);
                single.count = 1;
                single.useStreams(seed, kind, tile.epoch[n]);
                simulation.draw(single, 0, 1);
                simulation.step(single, 0, 1);
                simulation.copy(batch, n, single, 0);
            }
        }

        /** Writes what the step did and returns whether an episode has ended. */
        private boolean report(Tile<C> tile, VectorStep out) {
            C batch = tile.batch;
            System.arraycopy(batch.cost, 0, out.costs, tile.first, tile.count);
            System.arraycopy(batch.step, 0, out.length, tile.first, tile.count);
            System.arraycopy(tile.index, 0, out.episode, tile.first, tile.count);
            boolean any = false;
            for (int n = 0; n < tile.count; n++) {
                int env = tile.first + n;
                boolean ended = batch.ended[n] != 0;
                boolean truncated = ended && batch.truncated(n);
                any |= ended;
                out.terminated[env] = ended && !truncated;
                out.truncated[env] = truncated;
                out.succeeded[env] = ended && batch.succeeded(n);
                if (ended) {
                    out.episodeCost[env] = batch.totalCost(n);
                }
                if (!batch.isFinite(n)) {
                    ready = false;
                    throw new ArithmeticException("environment " + env + ": expected finite numbers, found a cost of "
                            + batch.cost[n] + " in step " + batch.step[n] + "; state or cost overflowed");
                }
            }
            return any;
        }

        private void end(Tile<C> tile, VectorStep out) {
            int ended = 0;
            for (int n = 0; n < tile.count; n++) {
                if (tile.batch.ended[n] != 0) {
                    column[ended++] = n;
                }
            }
            if (autoreset == Autoreset.SAME_STEP) {
                simulation.observe(tile.batch, 0, tile.count, out.finalObservations, tile.first, out.stride);
                next(tile, ended);
            } else {
                for (int i = 0; i < ended; i++) {
                    tile.over[column[i]] = true;
                }
                tile.anyOver = ended > 0;
            }
        }

        void restart(boolean[] which, VectorStep out) {
            requireReady("restart");
            out.require(features, environments);
            if (which.length != environments) {
                throw new IllegalArgumentException(
                        "which: expected one flag for each of " + environments + " environments, found " + which.length);
            }
            for (Tile<C> tile : tiles) {
                int length = 0;
                for (int n = 0; n < tile.count; n++) {
                    if (which[tile.first + n]) {
                        column[length++] = n;
                        tile.over[n] = false;
                    }
                }
                next(tile, length);
                show(tile, out);
                for (int n = 0; n < tile.count; n++) {
                    if (which[tile.first + n]) {
                        clear(tile, n, out);
                    }
                }
                tile.anyOver = listOver(tile) > 0;
            }
        }

        /** Starts the next episode in the listed columns, until none is done at its start. */
        private void next(Tile<C> tile, int length) {
            int left = length;
            while (left > 0) {
                for (int i = 0; i < left; i++) {
                    tile.place(column[i], tile.index[column[i]] + environments);
                }
                start(tile, left);
                int done = 0;
                for (int i = 0; i < left; i++) {
                    if (tile.batch.ended[column[i]] != 0) {
                        column[done++] = column[i];
                    }
                }
                left = done;
            }
        }

        /** Starts the present episodes of the listed columns. */
        private void start(Tile<C> tile, int length) {
            for (int c = 0; c < length; ) {
                int epoch = tile.epoch[column[c]];
                int first = c;
                while (c < length && tile.epoch[column[c]] == epoch) {
                    started.episode[c - first] = tile.batch.episode[column[c]];
                    c++;
                }
                int count = c - first;
                started.count = count;
                if (started.available != null) {
                    Arrays.fill(started.available, 0, count, -1L);
                }
                started.useStreams(seed, kind, epoch);
                simulation.start(started, 0, count);
                for (int r = 0; r < count; r++) {
                    simulation.copy(tile.batch, column[first + r], started, r);
                }
            }
        }

        /** Writes the observations of the present states, and which actions may be chosen in them. */
        private void show(Tile<C> tile, VectorStep out) {
            C batch = tile.batch;
            simulation.observe(batch, 0, tile.count, out.observations, tile.first, out.stride);
            if (batch.available != null) {
                System.arraycopy(batch.available, 0, out.available, tile.first, tile.count);
            }
        }

        /** Reports that an episode has just started. */
        private void clear(Tile<C> tile, int n, VectorStep out) {
            int env = tile.first + n;
            out.costs[env] = 0;
            out.terminated[env] = false;
            out.truncated[env] = false;
            out.succeeded[env] = false;
            out.episode[env] = tile.index[n];
            out.length[env] = 0;
        }

        Snapshot save() {
            requireReady("save");
            Engine<C> copy = new Engine<>(simulation, environments, autoreset, unavailable);
            copy.take(this);
            return new Snapshot(copy);
        }

        void restore(Snapshot snapshot, VectorStep out) {
            out.require(features, environments);
            Engine<?> from = snapshot.copy;
            if (!from.simulation.name().equals(simulation.name())
                    || from.started.getClass() != started.getClass()
                    || from.features != features
                    || from.actions != actions
                    || from.environments != environments
                    || from.autoreset != autoreset) {
                throw new IllegalArgumentException("snapshot: expected one of " + description() + ", found one of "
                        + from.description());
            }
            @SuppressWarnings("unchecked") // both have batches of one class
            Engine<C> same = (Engine<C>) from;
            take(same);
            for (Tile<C> tile : tiles) {
                show(tile, out);
                for (int n = 0; n < tile.count; n++) {
                    clear(tile, n, out);
                    out.length[tile.first + n] = tile.batch.step[n];
                }
            }
        }

        private String description() {
            return environments + " environments " + simulation.name() + " with " + features + " features, " + actions
                    + " actions and autoreset " + autoreset;
        }

        private void take(Engine<C> from) {
            seed = from.seed;
            kind = from.kind;
            ready = from.ready;
            for (int i = 0; i < tiles.length; i++) {
                Tile<C> tile = tiles[i];
                Tile<C> other = from.tiles[i];
                tile.batch.count = tile.count;
                for (int n = 0; n < tile.count; n++) {
                    simulation.copy(tile.batch, n, other.batch, n);
                }
                System.arraycopy(other.index, 0, tile.index, 0, tile.count);
                System.arraycopy(other.epoch, 0, tile.epoch, 0, tile.count);
                System.arraycopy(other.over, 0, tile.over, 0, tile.count);
                tile.anyOver = other.anyOver;
            }
        }
    }

    /** Environments that are stepped together. */
    private static final class Tile<C extends Columns> {
        final C batch;
        /** The first environment. */
        final int first;

        final int count;
        /** (count) the episode's index. */
        final long[] index;
        /** (count) ⌊episode index / 2³¹⌋, the span of the seed's episodes that the present one is of. */
        final int[] epoch;
        /** (count) whether the episode has ended and the next one has not been started. */
        final boolean[] over;

        boolean anyOver;

        Tile(Simulation<C> simulation, int first, int count) {
            batch = simulation.newBatch(count, false);
            this.first = first;
            this.count = count;
            index = new long[count];
            epoch = new int[count];
            over = new boolean[count];
        }

        void place(int n, long episode) {
            index[n] = episode;
            epoch[n] = (int) (episode >> Engine.EPOCH_BITS);
            batch.episode[n] = (int) (episode & Integer.MAX_VALUE);
        }

        boolean ofOneEpoch() {
            for (int e : epoch) {
                if (e != epoch[0]) {
                    return false;
                }
            }
            return true;
        }
    }
}
