package dev.baton.dynamics;

import dev.baton.Backend;
import dev.baton.EpisodeKind;
import dev.baton.env.Action;
import dev.baton.env.Columns;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.Simulation;
import dev.baton.env.Stepper;
import dev.baton.ops.Lanes;
import dev.baton.parallel.Workers;
import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * N environments stepped together by a host that chooses the actions: those of the model or of a host's own {@link
 * BatchDynamics}. Environment n runs episodes n, n + N, n + 2N, … of a seed. Episodes that are done at their start,
 * which the model's environment has, are passed over.
 *
 * <p>Everything a call is given is checked before anything is stepped. A step allocates nothing. Belongs to one
 * thread at a time, but may step on several: {@link #VectorEnv(EnvSpec, int, Backend, Autoreset, int)} starts them
 * and {@link #close} ends them. Results are the same bits for every backend and number of threads, and those of an
 * evaluation of the same episodes.
 */
public final class VectorEnv implements AutoCloseable {
    private final Engine<?> engine;

    /**
     * Makes environments of the model that restart in the step in which an episode ends; call {@link #reset} next.
     *
     * @param spec the environment
     * @param environments N ≥ 1
     * @param backend scalar or SIMD
     * @throws IllegalArgumentException if N is not positive, the backend cannot run in this JVM, or every episode is
     *     done at its start
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
        this(spec, environments, backend, autoreset, 1);
    }

    /**
     * Makes environments of the model that are stepped on several threads; call {@link #reset} next.
     *
     * @param spec the environment
     * @param environments N ≥ 1
     * @param backend scalar or SIMD
     * @param autoreset when the next episode starts
     * @param threads the caller among them, ≥ 1; up to 512 environments are one thread's work, and no more threads
     *     are started than have some
     * @throws IllegalArgumentException as for {@link #VectorEnv(EnvSpec, int, Backend)}, or if there is no thread
     */
    public VectorEnv(EnvSpec spec, int environments, Backend backend, Autoreset autoreset, int threads) {
        engine = new Engine<>(
                Stepper.of(backend.requireAvailable(), new EnvTables(spec)), environments, autoreset, threads, k -> {
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
     * @throws IllegalArgumentException if N is not positive, the backend cannot run in this JVM, or the dynamics say
     *     something impossible of themselves
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
        this(dynamics, environments, backend, autoreset, 1);
    }

    /**
     * Makes environments of one's own that are stepped on several threads; call {@link #reset} next.
     *
     * @param dynamics the environment
     * @param environments N ≥ 1
     * @param backend how random numbers are drawn
     * @param autoreset when the next episode starts
     * @param threads the caller among them, ≥ 1; up to 512 environments are one thread's work, and no more threads
     *     are started than have some
     * @throws IllegalArgumentException as for {@link #VectorEnv(BatchDynamics, int, Backend)}, or if there is no thread
     */
    public VectorEnv(BatchDynamics dynamics, int environments, Backend backend, Autoreset autoreset, int threads) {
        engine = new Engine<>(
                new DynamicsSimulation(dynamics, backend), environments, autoreset, threads, Integer::toString);
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
        return newStep(true);
    }

    /**
     * Makes arrays of the right size, with or without the cost by component, which takes a step some time to report.
     *
     * @param components whether {@link VectorStep#components} has rows, where costs have components
     * @return new arrays
     */
    public VectorStep newStep(boolean components) {
        return new VectorStep(engine.features, engine.environments, components ? engine.components : 0);
    }

    /**
     * Starts episode first + n in environment n.
     *
     * @param seed 0 … 2³² − 1
     * @param kind training or evaluation; evaluation episodes are those an evaluation under this seed runs
     * @param firstEpisode index of the first environment's first episode, 0 … 2⁵⁰
     * @param out observations, masks and episodes are overwritten; everything else is cleared
     * @throws IllegalArgumentException if the seed or the index is out of range or {@code out} is of another shape;
     *     nothing is changed then
     */
    public void reset(long seed, EpisodeKind kind, long firstEpisode, VectorStep out) {
        engine.reset(seed, kind, firstEpisode, out);
    }

    /**
     * Takes one step in every environment.
     *
     * @param actions (N) the action of each environment, not modified; of no account where {@link
     *     Autoreset#NEXT_STEP} starts an episode
     * @param out overwritten
     * @throws IllegalStateException before the first reset, or with {@link Autoreset#DISABLED} where an episode has
     *     ended; nothing has been stepped then
     * @throws IllegalArgumentException if there are not N actions, one is not 0 … K − 1 or not available, or {@code
     *     out} is of another shape; nothing has been stepped then
     * @throws ArithmeticException if a cost or a state stopped being finite, of the first environment in which one
     *     did; call reset then, as after whatever one's own dynamics throw
     */
    public void step(int[] actions, VectorStep out) {
        engine.step(actions, out);
    }

    /**
     * Starts the next episode in some environments, whether or not theirs has ended.
     *
     * @param which (N) true for those
     * @param out observations, masks and episodes of those are overwritten, their costs and flags cleared; of the
     *     others nothing
     * @throws IllegalStateException before the first reset
     * @throws IllegalArgumentException if there are not N flags or {@code out} is of another shape; nothing is
     *     changed then
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
     * @throws IllegalArgumentException if the snapshot is one of an environment of another name or shape, another N
     *     or autoreset, or {@code out} is of another shape; nothing is changed then
     */
    public void restore(Snapshot snapshot, VectorStep out) {
        engine.restore(snapshot, out);
    }

    /** Ends the threads that were started; without any there is nothing to end. No step may follow. */
    @Override
    public void close() {
        engine.workers.close();
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
        // Measured: with 256 what a tile costs once shows, with 1,024 its state leaves the nearest caches.
        private static final int TILE = 512;
        /** How many start states an environment may have that are all done before it is refused. */
        private static final int MOST_DONE = 1 << 22;

        private static final int EPOCH_BITS = 31;
        private static final long MOST_FIRST = 1L << 50;

        final Simulation<C> simulation;
        final int environments;
        final int features;
        final int actions;
        final int components;
        final Autoreset autoreset;
        final Workers workers;
        private final IntFunction<String> unavailable;
        private final Tile<C>[] tiles;
        /** Working memory, by worker. */
        private final Desk<C>[] desks;
        /** Steps a tile; made once, so that a step allocates nothing. */
        private final Workers.Task work = this::stepTile;
        /** What the present step was given. */
        private int[] chosen = new int[0];
        private VectorStep reported = new VectorStep(0, 0, 0);
        private long seed;
        private EpisodeKind kind = EpisodeKind.EVALUATION;
        private boolean ready;

        Engine(
                Simulation<C> simulation,
                int environments,
                Autoreset autoreset,
                int threads,
                IntFunction<String> unavailable) {
            if (environments < 1) {
                throw new IllegalArgumentException("environments: expected 1 or more, found " + environments);
            }
            if (threads < 1) {
                throw new IllegalArgumentException("threads: expected 1 or more, found " + threads);
            }
            this.simulation = simulation;
            this.environments = environments;
            this.autoreset = autoreset;
            this.unavailable = unavailable;
            features = simulation.observationSize();
            actions = simulation.actionCount();
            tiles = tiles(simulation, environments);
            components = tiles[0].components();
            desks = desks(simulation, Math.min(threads, tiles.length));
            requireWork();
            workers = new Workers(desks.length);
        }

        /** An environment in which every episode starts done would restart for ever. */
        private void requireWork() {
            C started = desks[0].started;
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

        @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic class
        private static <C extends Columns> Desk<C>[] desks(Simulation<C> simulation, int workers) {
            Desk<C>[] desks = new Desk[workers];
            for (int w = 0; w < workers; w++) {
                desks[w] = new Desk<>(simulation);
            }
            return desks;
        }

        void reset(long seed, EpisodeKind kind, long first, VectorStep out) {
            out.require(features, environments, components);
            if (first < 0 || first > MOST_FIRST) {
                throw new IllegalArgumentException(
                        "firstEpisode: expected an episode index from 0 to 2^50, found " + first);
            }
            Desk<C> desk = desks[0];
            // Refuses a seed that is out of range.
            desk.single.useStreams(seed, kind, 0);
            ready = false;
            this.seed = seed;
            this.kind = kind;
            for (Tile<C> tile : tiles) {
                tile.batch.assign(seed, kind, 0, tile.count);
                for (int n = 0; n < tile.count; n++) {
                    // The episode before the first, so that the way to the next one is the same as ever.
                    tile.place(n, first + tile.first + n - environments);
                    desk.column[n] = n;
                }
                next(tile, desk, tile.count);
                Arrays.fill(tile.over, false);
                tile.anyOver = false;
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

        void step(int[] actionsChosen, VectorStep out) {
            requireReady("step");
            out.require(features, environments, components);
            if (actionsChosen.length != environments) {
                throw new IllegalArgumentException("actions: expected one for each of " + environments
                        + " environments, found " + actionsChosen.length);
            }
            for (Tile<C> tile : tiles) {
                requireActions(tile, actionsChosen);
            }
            chosen = actionsChosen;
            reported = out;
            // Until all tiles have been stepped there is no state to go on from.
            ready = false;
            workers.run(tiles.length, work);
            for (Tile<C> tile : tiles) {
                tile.requireFinite(out);
            }
            ready = true;
        }

        private void stepTile(int worker, int tile) {
            step(tiles[tile], desks[worker], chosen, reported);
        }

        private void requireActions(Tile<C> tile, int[] chosen) {
            long[] available = tile.batch.available;
            if (available == null && !tile.anyOver && inRange(chosen, tile.first, tile.first + tile.count)) {
                return;
            }
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

        /** Without branches, so that the loop is compiled to vector instructions. */
        private boolean inRange(int[] chosen, int from, int to) {
            int last = actions - 1;
            int signs = 0;
            for (int env = from; env < to; env++) {
                signs |= chosen[env] | (last - chosen[env]);
            }
            return signs >= 0;
        }

        private void step(Tile<C> tile, Desk<C> desk, int[] chosen, VectorStep out) {
            C batch = tile.batch;
            int count = tile.count;
            int restarting = 0;
            System.arraycopy(chosen, tile.first, batch.action, 0, count);
            if (tile.anyOver) {
                restarting = tile.listOver(desk.column);
                next(tile, desk, restarting);
                // These are stepped along and start once more.
                for (int n = 0; n < count; n++) {
                    batch.action[n] = tile.over[n] ? anyAvailable(batch, n) : batch.action[n];
                }
            }
            boolean components = out.components.length > 0;
            if (components) {
                tile.keepComponents(desk.rests, out);
            }
            advance(tile, desk);
            if (components) {
                simulation.growth(batch, out.components, tile.first, out.stride, desk.rests);
            }
            int ended = report(tile, desk, out);
            if (restarting > 0) {
                restarting = tile.listOver(desk.column);
                start(tile, desk, restarting);
                for (int i = 0; i < restarting; i++) {
                    tile.over[desk.column[i]] = false;
                    clear(tile, desk.column[i], out);
                }
                // Those that were stepped along and ended are no ends.
                ended = simulation.listEnded(batch, desk.column);
            }
            tile.anyOver = false;
            if (ended > 0) {
                end(tile, desk, ended, out);
            }
            show(tile, out);
        }

        private int anyAvailable(C batch, int n) {
            return batch.available == null ? 0 : Math.min(actions - 1, Long.numberOfTrailingZeros(batch.available[n]));
        }

        /** Steps the columns; one by one where they are of different epochs, which draw under different keys. */
        private void advance(Tile<C> tile, Desk<C> desk) {
            C batch = tile.batch;
            if (tile.ofOneEpoch()) {
                batch.useStreams(seed, kind, tile.epoch[0]);
                simulation.draw(batch, 0, tile.count);
                simulation.step(batch, 0, tile.count);
                return;
            }
            C single = desk.single;
            for (int n = 0; n < tile.count; n++) {
                simulation.copy(single, 0, batch, n);
                single.count = 1;
                single.useStreams(seed, kind, tile.epoch[n]);
                simulation.draw(single, 0, 1);
                simulation.step(single, 0, 1);
                simulation.copy(batch, n, single, 0);
            }
        }

        /** Writes what the step did, lists the columns whose episodes have ended and returns how many there are. */
        private int report(Tile<C> tile, Desk<C> desk, VectorStep out) {
            C batch = tile.batch;
            int first = tile.first;
            int behind = first + tile.count;
            System.arraycopy(batch.cost, 0, out.costs, first, tile.count);
            System.arraycopy(batch.step, 0, out.length, first, tile.count);
            tile.writeEpisodes(out.episode);
            Arrays.fill(out.terminated, first, behind, false);
            Arrays.fill(out.truncated, first, behind, false);
            Arrays.fill(out.succeeded, first, behind, false);
            tile.lookForOverflow(simulation);
            int ended = simulation.listEnded(batch, desk.column);
            // Those that are only stepped along are no ends.
            int told = tile.anyOver ? tile.omitOver(desk.column, ended) : ended;
            for (int i = 0; i < told; i++) {
                int n = desk.column[i];
                boolean truncated = batch.truncated(n);
                out.terminated[first + n] = !truncated;
                out.truncated[first + n] = truncated;
                out.succeeded[first + n] = batch.succeeded(n);
                out.episodeCost[first + n] = batch.totalCost(n);
            }
            return told;
        }

        private void end(Tile<C> tile, Desk<C> desk, int ended, VectorStep out) {
            if (autoreset == Autoreset.SAME_STEP) {
                simulation.observe(tile.batch, 0, tile.count, out.finalObservations, tile.first, out.stride);
                next(tile, desk, ended);
            } else {
                for (int i = 0; i < ended; i++) {
                    tile.over[desk.column[i]] = true;
                }
                tile.anyOver = true;
            }
        }

        void restart(boolean[] which, VectorStep out) {
            requireReady("restart");
            out.require(features, environments, components);
            if (which.length != environments) {
                throw new IllegalArgumentException("which: expected one flag for each of " + environments
                        + " environments, found " + which.length);
            }
            Desk<C> desk = desks[0];
            ready = false;
            for (Tile<C> tile : tiles) {
                int length = 0;
                for (int n = 0; n < tile.count; n++) {
                    if (which[tile.first + n]) {
                        desk.column[length++] = n;
                        tile.over[n] = false;
                    }
                }
                next(tile, desk, length);
                show(tile, out);
                for (int n = 0; n < tile.count; n++) {
                    if (which[tile.first + n]) {
                        clear(tile, n, out);
                    }
                }
                tile.anyOver = tile.listOver(desk.column) > 0;
            }
            ready = true;
        }

        /** Starts the next episode in the listed columns, until none is done at its start. */
        private void next(Tile<C> tile, Desk<C> desk, int length) {
            int[] column = desk.column;
            int left = length;
            while (left > 0) {
                for (int i = 0; i < left; i++) {
                    tile.moveOn(column[i], environments);
                }
                start(tile, desk, left);
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
        private void start(Tile<C> tile, Desk<C> desk, int length) {
            C started = desk.started;
            int[] column = desk.column;
            for (int first = 0, behind; first < length; first = behind) {
                behind = tile.endOfEpoch(column, first, length);
                int count = behind - first;
                for (int r = 0; r < count; r++) {
                    started.episode[r] = tile.batch.episode[column[first + r]];
                }
                started.count = count;
                if (started.available != null) {
                    Arrays.fill(started.available, 0, count, -1L);
                }
                started.useStreams(seed, kind, tile.epoch[column[first]]);
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
            out.episode[env] = tile.index(n);
            out.length[env] = 0;
            for (int row = 0; row < out.components.length; row += out.stride) {
                out.components[row + env] = 0;
            }
        }

        Snapshot save() {
            requireReady("save");
            Engine<C> copy = new Engine<>(simulation, environments, autoreset, 1, unavailable);
            copy.take(this);
            return new Snapshot(copy);
        }

        void restore(Snapshot snapshot, VectorStep out) {
            out.require(features, environments, components);
            Engine<?> from = snapshot.copy;
            if (!from.simulation.name().equals(simulation.name())
                    || from.tiles[0].batch.getClass() != tiles[0].batch.getClass()
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
                System.arraycopy(other.epoch, 0, tile.epoch, 0, tile.count);
                tile.epochsMoved = true;
                System.arraycopy(other.over, 0, tile.over, 0, tile.count);
                tile.anyOver = other.anyOver;
            }
        }
    }

    /** Working memory of one thread. */
    private static final class Desk<C extends Columns> {
        /** Where episodes are started before they take a column. */
        final C started;
        /** Where a column is stepped whose neighbours are of another epoch. */
        final C single;
        /** A list of columns. */
        final int[] column = new int[Engine.TILE + Lanes.WIDEST];
        /** (q, N) what the sums of components round away, before a step, rows as in the tile's batch; may be empty. */
        final float[] rests;

        Desk(Simulation<C> simulation) {
            started = simulation.newBatch(Engine.TILE, false);
            single = simulation.newBatch(1, false);
            rests = new float[started.componentRests().length];
        }
    }

    /** Environments that are stepped together. */
    private static final class Tile<C extends Columns> {
        private static final int NONE = -1;

        final C batch;
        /** The first environment. */
        final int first;

        final int count;
        /** (count) ⌊episode index / 2³¹⌋, the span of the seed's episodes; what is left of the index is the batch's. */
        final int[] epoch;
        /** Whether an epoch has changed since all were seen to be the same, or they never were. */
        boolean epochsMoved;
        /** (count) whether the episode has ended and the next one has not been started. */
        final boolean[] over;

        boolean anyOver;
        /** The first column whose numbers the last step could not hold. */
        private int overflowed = NONE;

        Tile(Simulation<C> simulation, int first, int count) {
            batch = simulation.newBatch(count, false);
            this.first = first;
            this.count = count;
            epoch = new int[count];
            over = new boolean[count];
        }

        void place(int n, long episode) {
            epoch[n] = (int) (episode >> Engine.EPOCH_BITS);
            batch.episode[n] = (int) (episode & Integer.MAX_VALUE);
            epochsMoved = true;
        }

        /** Takes those columns out of a list whose episodes had ended before the step; returns how many are left. */
        int omitOver(int[] list, int length) {
            int left = 0;
            for (int i = 0; i < length; i++) {
                if (!over[list[i]]) {
                    list[left++] = list[i];
                }
            }
            return left;
        }

        /** Goes from a column's episode to a later one. */
        void moveOn(int n, int episodes) {
            int next = batch.episode[n] + episodes;
            if (next < 0) {
                epoch[n]++;
                epochsMoved = true;
            }
            batch.episode[n] = next & Integer.MAX_VALUE;
        }

        /** Returns the index of a column's episode. */
        long index(int n) {
            return ((long) epoch[n] << Engine.EPOCH_BITS) + batch.episode[n];
        }

        /** Writes the indices of all columns' episodes where the first environment's goes and behind it. */
        void writeEpisodes(long[] out) {
            int[] episode = batch.episode;
            if (ofOneEpoch()) {
                long span = (long) epoch[0] << Engine.EPOCH_BITS;
                for (int n = 0; n < count; n++) {
                    out[first + n] = span + episode[n];
                }
                return;
            }
            for (int n = 0; n < count; n++) {
                out[first + n] = index(n);
            }
        }

        /** Returns where in a list of columns the first epoch ends. */
        int endOfEpoch(int[] column, int from, int to) {
            if (ofOneEpoch()) {
                return to;
            }
            int end = from + 1;
            while (end < to && epoch[column[end]] == epoch[column[from]]) {
                end++;
            }
            return end;
        }

        int components() {
            return batch.componentSums().length / batch.stride;
        }

        /** Keeps what the sums of components are before a step, and the rests of the sums. */
        void keepComponents(float[] rests, VectorStep out) {
            float[] sums = batch.componentSums();
            for (int from = 0, to = first; from < sums.length; from += batch.stride, to += out.stride) {
                System.arraycopy(sums, from, out.components, to, count);
            }
            System.arraycopy(batch.componentRests(), 0, rests, 0, batch.componentRests().length);
        }

        void lookForOverflow(Simulation<C> simulation) {
            overflowed = NONE;
            if (simulation.allFinite(batch)) {
                return;
            }
            for (int n = count - 1; n >= 0; n--) {
                if (!batch.isFinite(n)) {
                    overflowed = n;
                }
            }
        }

        /** Throws for the first column whose numbers the step could not hold. */
        void requireFinite(VectorStep out) {
            if (overflowed != NONE) {
                int env = first + overflowed;
                throw new ArithmeticException("environment " + env + ": expected finite numbers, found a cost of "
                        + out.costs[env] + " in step " + out.length[env] + "; state or cost overflowed");
            }
        }

        /** Lists the columns whose episodes have ended and not been followed by others; returns how many there are. */
        int listOver(int[] list) {
            int length = 0;
            for (int n = 0; n < count; n++) {
                if (over[n]) {
                    list[length++] = n;
                }
            }
            return length;
        }

        boolean ofOneEpoch() {
            if (epochsMoved) {
                int differences = 0;
                for (int n = 0; n < count; n++) {
                    differences |= epoch[n] ^ epoch[0];
                }
                epochsMoved = differences != 0;
            }
            return !epochsMoved;
        }
    }
}
