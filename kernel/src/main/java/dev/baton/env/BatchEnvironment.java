package dev.baton.env;

import dev.baton.ops.Backend;
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

    private final EnvTables tables;
    private final Stepper stepper;
    private final int environments;
    private final EpisodeBatch[] tiles;
    private final EpisodeBatch restarted;
    private final int[] column;

    /**
     * Makes the environments; call {@link #reset} next.
     *
     * @param spec the environment
     * @param environments N ≥ 1
     * @param backend scalar or SIMD
     * @throws IllegalArgumentException if N is not positive or the backend cannot run in this JVM
     */
    public BatchEnvironment(EnvSpec spec, int environments, Backend backend) {
        if (environments < 1) {
            throw new IllegalArgumentException("environments: expected 1 or more, found " + environments);
        }
        this.environments = environments;
        tables = new EnvTables(spec);
        stepper = Stepper.of(backend.requireAvailable(), tables);
        tiles = new EpisodeBatch[(environments + TILE - 1) / TILE];
        for (int i = 0; i < tiles.length; i++) {
            tiles[i] = new EpisodeBatch(spec.dimension(), Math.min(TILE, environments - i * TILE), false);
        }
        restarted = new EpisodeBatch(spec.dimension(), TILE, false);
        column = new int[TILE];
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
     * @param out observations are overwritten; terminated is cleared
     */
    public void reset(long seed, StepBuffers out) {
        for (int i = 0; i < tiles.length; i++) {
            EpisodeBatch tile = tiles[i];
            int first = i * TILE;
            tile.assign(seed, false, first, Math.min(TILE, environments - first));
            stepper.start(tile, 0, tile.count);
            restartEnded(tile);
            stepper.observe(tile, 0, tile.count, out.observations, first, out.stride);
        }
        Arrays.fill(out.terminated, false);
        Arrays.fill(out.costs, 0);
    }

    /**
     * Takes one step in every environment.
     *
     * @param actions (N) the action of each environment, not modified
     * @param out overwritten
     * @throws IllegalArgumentException if an action is not 0 … K − 1; nothing has been stepped then
     */
    public void step(int[] actions, StepBuffers out) {
        for (int n = 0; n < environments; n++) {
            if (actions[n] < 0 || actions[n] >= tables.actions) {
                throw new IllegalArgumentException(
                        "actions[" + n + "]: expected 0 to " + (tables.actions - 1) + ", found " + actions[n]);
            }
        }
        for (int i = 0; i < tiles.length; i++) {
            step(tiles[i], i * TILE, actions, out);
        }
    }

    private void step(EpisodeBatch tile, int first, int[] actions, StepBuffers out) {
        int count = tile.count;
        System.arraycopy(actions, first, tile.action, 0, count);
        stepper.draw(tile, 0, count);
        stepper.step(tile, 0, count);
        System.arraycopy(tile.cost, 0, out.costs, first, count);
        boolean any = false;
        for (int n = 0; n < count; n++) {
            boolean ended = tile.ended[n] != 0;
            any |= ended;
            out.terminated[first + n] = ended;
            out.succeeded[first + n] = ended && tile.constraint[n] == 0;
        }
        if (any) {
            stepper.observe(tile, 0, count, out.finalObservations, first, out.stride);
            restartEnded(tile);
        }
        stepper.observe(tile, 0, count, out.observations, first, out.stride);
    }

    /** Starts the next episode in every column whose episode has ended, until none is solved at its start. */
    private void restartEnded(EpisodeBatch tile) {
        // Episodes that start solved end at once; an environment in which all do would restart for ever.
        for (int attempt = 0; attempt < EnvSpec.MAX_HORIZON; attempt++) {
            int count = 0;
            for (int n = 0; n < tile.count; n++) {
                if (tile.ended[n] != 0) {
                    restarted.episode[count] = tile.episode[n] + environments;
                    column[count++] = n;
                }
            }
            if (count == 0) {
                return;
            }
            restarted.startKey = tile.startKey;
            restarted.count = count;
            stepper.start(restarted, 0, count);
            for (int c = 0; c < count; c++) {
                place(tile, column[c], c);
            }
        }
        throw new ArithmeticException("start: expected episodes with work to do, found " + EnvSpec.MAX_HORIZON
                + " in a row that are solved at their start");
    }

    private void place(EpisodeBatch tile, int n, int c) {
        tile.episode[n] = restarted.episode[c];
        tile.step[n] = 0;
        tile.latency[n] = 0;
        tile.monetary[n] = 0;
        tile.constraint[n] = restarted.constraint[c];
        tile.ended[n] = restarted.ended[c];
        for (int i = 0; i < tables.dimension; i++) {
            tile.task[i * tile.stride + n] = restarted.task[i * restarted.stride + c];
        }
        for (int k = 0; k < CostVector.SIZE; k++) {
            tile.components[k * tile.stride + n] = 0;
        }
    }
}
