package dev.baton.train;

import dev.baton.env.Columns;
import dev.baton.env.Simulation;
import dev.baton.nn.MlpGradient;
import dev.baton.nn.MlpSpec;
import dev.baton.nn.OutputPass;
import dev.baton.ops.BatchOps;
import dev.baton.policy.Categorical;
import dev.baton.policy.ColumnActor;
import java.util.Arrays;

/**
 * One worker's part of policy-gradient training: runs blocks of episodes with the sampled policy, keeping what every
 * step's gradient needs, and adds the blocks' gradients to a sum. Everything is allocated at construction.
 *
 * @param <C> the batches of the environment
 */
final class TrainingWorker<C extends Columns> implements ColumnActor<C> {
    // What is recorded of a block should stay within this, and a block within Rollout.BLOCK episodes.
    private static final long MAX_RECORD_BYTES = 64L << 20;

    private final Simulation<C> simulation;
    private final OutputPass network;
    private final Categorical categorical;
    private final float[] parameters;
    /** Floats from row to row of what is recorded, and the most columns of a pass. */
    private final int columns;

    private final int tile;
    private final int horizon;
    private final float gamma;
    private final int stride;
    private final int tiles;
    private final int actions;
    private final int observationSize;
    private final int probabilitySize;
    private final Rollout<C> rollout;
    private final EpisodeTotals results;

    /** (H, tiles, F, columns) observations, from {@link BatchOps#START} on. */
    private final float[] observations;
    /** (H, tiles, K, columns) probabilities of the actions, from {@link BatchOps#START} on. */
    private final float[] probabilities;
    /** (H, N) actions taken. */
    private final int[] action;
    /** (H, N) the episode's slot in the block. */
    private final int[] slot;
    /** (H, N) step costs, then the weights of log π. */
    private final float[] cost;
    /** (H) live columns. */
    private final int[] live;
    /** (N) by slot: the return, to go or of the whole episode. */
    private final float[] returns;

    private final int[] stepAction;
    private final float[] weight;
    private final float[] dLogits;
    private final MlpGradient gradient;
    private final boolean subtract;
    private final boolean toGo;
    private final MissPrice missPrice;
    private final float[] baselineAt;
    private int begun;
    private float advantageFactor;
    private float entropyBonus;

    /**
     * Makes the working memory.
     *
     * @param subtract whether the baseline is subtracted from the return
     * @param toGo whether the return is the reward-to-go, else that of the whole episode
     * @param missPrice what is charged beside for an episode without success
     */
    TrainingWorker(
            Simulation<C> simulation,
            MlpSpec spec,
            float[] parameters,
            Execution execution,
            int block,
            boolean subtract,
            boolean toGo,
            MissPrice missPrice) {
        this.missPrice = missPrice;
        this.subtract = subtract;
        this.toGo = toGo;
        this.simulation = simulation;
        network = new OutputPass(spec, execution.backend());
        columns = network.columns();
        categorical = Categorical.of(execution.backend());
        this.parameters = parameters;
        horizon = simulation.horizon();
        gamma = (float) simulation.discount();
        stride = BatchOps.padded(block);
        tile = Math.min(execution.tile(), columns);
        tiles = (stride + tile - 1) / tile;
        actions = spec.outputs();
        observationSize = spec.inputs() * columns;
        probabilitySize = BatchOps.rows(actions) * columns;
        rollout = new Rollout<>(simulation, this, tile, stride, null);
        results = new EpisodeTotals(stride);
        requireArray((long) horizon * tiles * Math.max(observationSize, probabilitySize), simulation);
        observations = new float[BatchOps.START + horizon * tiles * observationSize];
        probabilities = new float[BatchOps.START + horizon * tiles * probabilitySize];
        action = new int[horizon * stride];
        slot = new int[horizon * stride];
        cost = new float[horizon * stride];
        live = new int[horizon];
        returns = new float[stride];
        stepAction = new int[stride];
        weight = new float[stride];
        dLogits = new float[actions * columns];
        gradient = new MlpGradient(spec, execution.backend());
        baselineAt = new float[horizon];
    }

    private static void requireArray(long length, Simulation<?> simulation) {
        if (length > Integer.MAX_VALUE - 64) {
            throw new IllegalArgumentException("horizon of " + simulation.name() + ": expected one whose steps of "
                    + BatchOps.PARTIALS + " episodes fit an array, found " + simulation.horizon() + " with "
                    + simulation.observationSize() + " features and " + simulation.actionCount() + " actions");
        }
    }

    /**
     * Returns the episodes of a training block: {@link Rollout#BLOCK}, fewer where the record of a block would grow too
     * large, and never fewer than 16. A function of the problem alone, because it is part of the order of sums.
     */
    static int blockSize(int horizon, MlpSpec spec, int episodesPerUpdate) {
        int block = Rollout.BLOCK;
        long bytesPerEpisode = (long) Float.BYTES * horizon * (spec.inputs() + spec.outputs() + 3);
        while (block > BatchOps.PARTIALS && block * bytesPerEpisode > MAX_RECORD_BYTES) {
            block = Math.max(BatchOps.PARTIALS, block / 2 & -BatchOps.PARTIALS);
        }
        return Math.min(block, BatchOps.padded(episodesPerUpdate));
    }

    /**
     * Takes over the parameters, the baseline and the entropy bonus, which are the same for all shards of a round; does
     * nothing if it did so in this round.
     *
     * @param round positive
     */
    void begin(int round, RunningBaseline baseline, float bonus) {
        if (begun == round) {
            return;
        }
        begun = round;
        network.load(parameters);
        gradient.load(parameters);
        for (int t = 0; t < horizon; t++) {
            baselineAt[t] = (float) baseline.at(t);
        }
        advantageFactor = (float) (1 / baseline.scale());
        entropyBonus = bonus;
    }

    /** Starts a shard's sum at 0. */
    void clear() {
        gradient.clear();
    }

    /** Runs a block of training episodes, adds to the sums, and if {@code learn} adds its gradient. */
    void run(long seed, int first, int count, boolean learn, BlockSums sums) {
        Arrays.fill(live, 0);
        rollout.run(seed, true, first, count, results, 0);
        for (int n = 0; n < count; n++) {
            sums.totalCost += results.cost[n];
            sums.successes += results.succeeded[n] ? 1 : 0;
        }
        weigh(sums);
        if (learn) {
            backward();
        }
    }

    /** Writes the shard's gradient. */
    void fold(float[] shard) {
        Arrays.fill(shard, 0);
        gradient.addTo(shard);
    }

    @Override
    public void act(C batch, int from, int to) {
        int t = batch.step[from];
        int index = t * tiles + from / tile;
        int x = BatchOps.START + index * observationSize;
        int p = BatchOps.START + index * probabilitySize;
        simulation.observe(batch, from, to, observations, x - from, columns);
        network.run(observations, x, probabilities, p, to - from);
        categorical.sample(
                probabilities, p - from, columns, actions, batch.available, batch.actionWord, batch.action, from, to);
        System.arraycopy(batch.action, from, action, t * stride + from, to - from);
        System.arraycopy(batch.slot, from, slot, t * stride + from, to - from);
    }

    @Override
    public void stepped(C batch, int from, int to) {
        int t = batch.step[from] - 1;
        System.arraycopy(batch.cost, from, cost, t * stride + from, to - from);
        missPrice.charge(batch, from, to, cost, t * stride + from);
        live[t] = to;
    }

    /**
     * Replaces step costs by the weights of log π and adds to the sums. The weight is (G_t − b_t) / scale; G_t is the
     * return of the whole episode without reward-to-go, and b_t is not subtracted without baseline. The sums, and so the
     * scale, are those around the baseline in every case: leaving it out must change the noise of a gradient, not its
     * expectation nor what the entropy bonus weighs against it.
     */
    private void weigh(BlockSums sums) {
        Arrays.fill(returns, 0);
        if (!toGo) {
            sumEpisodes();
        }
        for (int t = horizon - 1; t >= 0; t--) {
            float b = baselineAt[t];
            float subtracted = subtract ? b : 0;
            double sum = 0;
            double squares = 0;
            int start = t * stride;
            for (int n = start; n < start + live[t]; n++) {
                float g = toGo ? Math.fma(gamma, returns[slot[n]], cost[n]) : returns[slot[n]];
                returns[slot[n]] = g;
                float advantage = g - b;
                sum += g;
                squares += (double) advantage * advantage;
                cost[n] = (g - subtracted) * advantageFactor;
            }
            sums.count[t] += live[t];
            sums.sum[t] += sum;
            sums.squares += squares;
        }
    }

    private void sumEpisodes() {
        for (int t = horizon - 1; t >= 0; t--) {
            for (int n = t * stride; n < t * stride + live[t]; n++) {
                returns[slot[n]] = Math.fma(gamma, returns[slot[n]], cost[n]);
            }
        }
    }

    private void backward() {
        for (int t = 0; t < horizon && live[t] > 0; t++) {
            System.arraycopy(action, t * stride, stepAction, 0, live[t]);
            System.arraycopy(cost, t * stride, weight, 0, live[t]);
            for (int from = 0; from < live[t]; from += tile) {
                int to = Math.min(live[t], from + tile);
                int index = t * tiles + from / tile;
                categorical.backward(
                        probabilities, BatchOps.START + index * probabilitySize - from, columns, actions, stepAction, weight,
                        entropyBonus, dLogits, -from, columns, from, to);
                gradient.add(
                        observations, BatchOps.START + index * observationSize, columns, dLogits, 0, columns, to - from);
            }
        }
    }
}
