package dev.baton.learn;

import java.util.Arrays;

/** Sums over the episodes of some blocks: what the running baseline and the metrics need. */
final class BlockSums {
    /** (H) samples at step t. */
    final long[] count;
    /** (H) Σ reward-to-go at step t. */
    final double[] sum;
    /** Σ (reward-to-go − b_t)² over all samples. */
    double squares;
    /** Σ execution cost over the episodes. */
    double totalCost;
    /** Episodes that ended with g = 0. */
    long successes;

    BlockSums(int horizon) {
        count = new long[horizon];
        sum = new double[horizon];
    }

    void clear() {
        Arrays.fill(count, 0);
        Arrays.fill(sum, 0);
        squares = 0;
        totalCost = 0;
        successes = 0;
    }

    void add(BlockSums other) {
        for (int t = 0; t < count.length; t++) {
            count[t] += other.count[t];
            sum[t] += other.sum[t];
        }
        squares += other.squares;
        totalCost += other.totalCost;
        successes += other.successes;
    }

    long samples() {
        long samples = 0;
        for (long c : count) {
            samples += c;
        }
        return samples;
    }
}
