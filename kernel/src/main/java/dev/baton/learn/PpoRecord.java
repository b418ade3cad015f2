package dev.baton.learn;

import dev.baton.descent.SampleSet;
import dev.baton.env.Simulation;
import dev.baton.ops.Lanes;
import dev.baton.policy.choice.Losses;

/**
 * What an update of PPO remembers of its episodes: the samples by block, step and column, and how they hang together.
 */
final class PpoRecord {
    /** Index of Σ execution cost over the episodes of a block, among its sums. */
    static final int COST = 0;
    /** Index of the number of successes. */
    static final int SUCCESSES = 1;
    /** Index of the number of samples. */
    static final int SAMPLES = 2;
    /** Index of Σ advantage (or cost-to-go, while the value's scale is set). */
    static final int SUM = 3;
    /** Index of Σ of its square. */
    static final int SQUARES = 4;
    /** Sums of a block. */
    static final int SUMS = 5;

    final int features;
    final int horizon;
    final int stride;
    /**
     * Whether the surrogate's rows have K more, from {@link Losses#SURROGATE_ALLOWED} on: 1 where an action may be
     * chosen.
     */
    final boolean masked;
    /** (blocks, H, stride / 48) chunks; the extra rows are those of the surrogate. */
    final SampleSet samples;
    /** (blocks, H, stride) the value network's output. */
    final float[] value;
    /** (blocks, H, stride) step costs. */
    final float[] cost;
    /** (blocks, H, stride) the episode's slot in its block. */
    final int[] slot;
    /** (blocks, H) live columns. */
    final int[] live;
    /** (blocks, stride) by slot: whether the episode was truncated. */
    final boolean[] truncated;
    /** (blocks, stride) by slot: the value network's output for the last state of an episode that was truncated. */
    final float[] finalValue;

    PpoRecord(Simulation<?> env, int blocks, int block) {
        features = env.observationSize();
        horizon = env.horizon();
        stride = SampleSet.chunks(block) * Lanes.TILE;
        long columns = (long) blocks * horizon * stride;
        if (columns > Integer.MAX_VALUE - 64) {
            throw new IllegalArgumentException("episodesPerUpdate: expected at most " + Integer.MAX_VALUE / horizon
                    + " for a horizon of " + horizon + ", found " + (long) blocks * block);
        }
        masked = env.masked();
        samples = new SampleSet(
                (int) (columns / Lanes.TILE), features, Losses.SURROGATE_ROWS + (masked ? env.actionCount() : 0));
        value = new float[(int) columns];
        cost = new float[(int) columns];
        slot = new int[(int) columns];
        live = new int[blocks * horizon];
        truncated = new boolean[blocks * stride];
        finalValue = new float[blocks * stride];
    }

    /** Returns the number of chunks there is room for. */
    int chunks() {
        return value.length / Lanes.TILE;
    }

    /** Returns the first column of a step of a block. */
    int column(int block, int t) {
        return (block * horizon + t) * stride;
    }

    /** Lists the chunks of the first blocks that hold samples, in order, and returns how many there are. */
    int list(int[] out, int blocks) {
        int length = 0;
        for (int step = 0; step < blocks * horizon; step++) {
            int first = step * (stride / Lanes.TILE);
            for (int c = 0; c < SampleSet.chunks(live[step]); c++) {
                samples.columns[first + c] = Math.min(Lanes.TILE, live[step] - c * Lanes.TILE);
                out[length++] = first + c;
            }
        }
        return length;
    }

    /** Returns how many samples some listed chunks hold. */
    int samples(int[] list, int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i++) {
            sum += samples.columns[list[i]];
        }
        return sum;
    }
}
