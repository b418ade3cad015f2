package dev.baton.learn;

import dev.baton.EpisodeKind;
import dev.baton.env.Columns;
import dev.baton.env.Simulation;
import dev.baton.nn.MlpSpec;
import dev.baton.nn.pass.ForwardPass;
import dev.baton.nn.pass.MlpGradient;
import dev.baton.nn.pass.Strip;
import dev.baton.ops.Lanes;
import dev.baton.policy.ColumnActor;
import dev.baton.policy.choice.Categorical;
import dev.baton.run.EpisodeTotals;
import dev.baton.run.Execution;
import dev.baton.run.Rollout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

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
    private final ForwardPass network;
    private final Categorical categorical;
    private final float[] parameters;
    /** Columns that the network works on at a time, so that their hidden values stay in the first-level cache. */
    private final int tile;

    private final int horizon;
    private final float gamma;
    private final int actions;
    private final Rollout<C> rollout;
    private final EpisodeTotals results;

    /** What is kept of the steps, one after the other. */
    private final Steps[] steps;
    /** (H) which of them has a step, and in which column it starts. */
    private final int[] stepsOf;

    private final int[] columnOf;
    /** (H) live columns. */
    private final int[] live;
    /** (N) by slot: the return, to go or of the whole episode. */
    private final float[] returns;

    private final MlpGradient gradient;
    /** The steps whose gradient is still to be added, the last of a block. */
    private @Nullable Steps waiting;

    private final boolean subtract;
    private final boolean toGo;
    private final MissPrice missPrice;
    private final float[] baselineAt;
    private int begun;
    private float advantageFactor;
    private float entropyBonus;

    /** Whole steps of a block, as many as a strip has room for. */
    private static final class Steps {
        final Strip strip;
        /** By column: the action taken. */
        final int[] action = new int[Strip.STRIDE];
        /** By column: the episode's slot in the block. */
        final int[] slot = new int[Strip.STRIDE];
        /** By column: the step's cost, then the weight of log π. */
        final float[] cost = new float[Strip.STRIDE];
        /** Columns in use, a multiple of 16. */
        int columns;

        Steps(MlpSpec spec) {
            strip = new Strip(spec);
        }
    }

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
        network = ForwardPass.of(spec, execution.backend());
        categorical = Categorical.of(execution.backend());
        this.parameters = parameters;
        horizon = simulation.horizon();
        gamma = (float) simulation.discount();
        int stride = Lanes.roundUp(block);
        tile = Math.min(execution.tile(), network.columns());
        actions = spec.outputs();
        rollout = new Rollout<>(simulation, this, execution.tile(), stride, null);
        results = new EpisodeTotals(stride);
        requireRoom((long) horizon * stride * Strip.floatsPerSample(spec), simulation);
        int perStrip = Strip.COLUMNS / stride;
        steps = new Steps[(horizon + perStrip - 1) / perStrip];
        Arrays.setAll(steps, s -> new Steps(spec));
        stepsOf = new int[horizon];
        columnOf = new int[horizon];
        live = new int[horizon];
        returns = new float[stride];
        gradient = new MlpGradient(spec, execution.backend());
        baselineAt = new float[horizon];
    }

    private static void requireRoom(long floats, Simulation<?> simulation) {
        if (floats > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("horizon of " + simulation.name() + ": expected one whose steps of "
                    + Lanes.WIDEST + " episodes fit in 8 GB, found " + simulation.horizon() + " with "
                    + simulation.observationSize() + " features and " + simulation.actionCount() + " actions");
        }
    }

    /**
     * Returns the episodes of a training block: {@link Rollout#BLOCK}, fewer where the record of a block would grow too
     * large, and never fewer than 16. A function of the problem alone, because it is part of the order of sums.
     */
    static int blockSize(int horizon, MlpSpec spec, int episodesPerUpdate) {
        int block = Rollout.BLOCK;
        long bytesPerEpisode = (long) Float.BYTES * horizon * (Strip.floatsPerSample(spec) + 3);
        while (block > Lanes.WIDEST && block * bytesPerEpisode > MAX_RECORD_BYTES) {
            block = Math.max(Lanes.WIDEST, block / 2 & -Lanes.WIDEST);
        }
        return Math.min(block, Lanes.roundUp(episodesPerUpdate));
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
        waiting = null;
    }

    /** Runs a block of training episodes, adds to the sums, and if {@code learn} adds its gradient. */
    void run(long seed, int first, int count, boolean learn, BlockSums sums) {
        if (waiting != null) {
            gradient.add(waiting.strip, waiting.columns);
            waiting = null;
        }
        Arrays.fill(live, 0);
        rollout.run(seed, EpisodeKind.TRAINING, first, count, results, 0);
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
    void finish(float[] shard) {
        if (waiting == null) {
            // Every episode of the last block was done at its start.
            gradient.finish(steps[0].strip, 0, shard);
        } else {
            gradient.finish(waiting.strip, waiting.columns, shard);
            waiting = null;
        }
    }

    @Override
    public void act(C batch, int from, int to) {
        int t = batch.step[from];
        if (from == 0) {
            place(t, batch.count);
        }
        Steps at = steps[stepsOf[t]];
        int column = columnOf[t] + from;
        int start = Strip.START + column - from;
        int end;
        for (int n = from; n < to; n = end) {
            end = n + columnsOfTile(to - n);
            simulation.observe(batch, n, end, at.strip.inputs, start, Strip.STRIDE);
            network.keep(at.strip, column + n - from, end - n);
            categorical.sample(
                    at.strip.outputs, start, Strip.STRIDE, actions, batch.available, batch.actionWord, batch.action, n,
                    end);
        }
        System.arraycopy(batch.action, from, at.action, column, to - from);
        System.arraycopy(batch.slot, from, at.slot, column, to - from);
    }

    /**
     * Returns the columns of the next tile. None of sixteen or fewer is left over: such are so rare in large blocks
     * that their code is long in the interpreter, where every vector is an object.
     */
    private int columnsOfTile(int left) {
        int columns = Math.min(tile, left);
        boolean spare = left > columns && left <= columns + Lanes.WIDEST && columns > Lanes.WIDEST;
        return spare ? columns - Lanes.WIDEST : columns;
    }

    /** Finds room for a step behind the one before. */
    private void place(int t, int count) {
        int padded = Lanes.roundUp(count);
        int index = t == 0 ? 0 : stepsOf[t - 1];
        if (t == 0) {
            steps[0].columns = 0;
        } else if (steps[index].columns + padded > Strip.COLUMNS) {
            index++;
            steps[index].columns = 0;
        }
        stepsOf[t] = index;
        columnOf[t] = steps[index].columns;
        steps[index].columns += padded;
    }

    @Override
    public void stepped(C batch, int from, int to) {
        int t = batch.step[from] - 1;
        float[] cost = steps[stepsOf[t]].cost;
        int column = columnOf[t] + from;
        System.arraycopy(batch.cost, from, cost, column, to - from);
        missPrice.charge(batch, from, to, cost, column);
        live[t] = to;
    }

    /**
     * Replaces step costs by the weights of log π and adds to the sums. The weight is (G_t − b_t) / scale; G_t is the
     * return of the whole episode without reward-to-go, and b_t is not subtracted without baseline. The sums, and so
     * the scale, are those around the baseline in every case: leaving it out must change the noise of a gradient, not
     * its expectation nor what the entropy bonus weighs against it.
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
            float[] cost = steps[stepsOf[t]].cost;
            int[] slot = steps[stepsOf[t]].slot;
            int start = columnOf[t];
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
            float[] cost = steps[stepsOf[t]].cost;
            int[] slot = steps[stepsOf[t]].slot;
            for (int n = columnOf[t]; n < columnOf[t] + live[t]; n++) {
                returns[slot[n]] = Math.fma(gamma, returns[slot[n]], cost[n]);
            }
        }
    }

    private void backward() {
        for (int t = 0; t < horizon && live[t] > 0; t++) {
            Steps at = steps[stepsOf[t]];
            int column = columnOf[t];
            categorical.backward(
                    at.strip.outputs, Strip.START, Strip.STRIDE, actions, at.action, at.cost, entropyBonus,
                    at.strip.dOutputs, Strip.START, Strip.STRIDE, column, column + live[t]);
            if (t + 1 == horizon || live[t + 1] == 0) {
                waiting = at;
            } else if (stepsOf[t + 1] != stepsOf[t]) {
                gradient.add(at.strip, at.columns);
            }
        }
    }
}
