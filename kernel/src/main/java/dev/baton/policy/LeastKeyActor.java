package dev.baton.policy;

import dev.baton.env.EpisodeBatch;
import dev.baton.ops.BatchOps;
import java.util.Arrays;

/** Chooses the available action with the least of fixed numbers, ties to the lowest index. */
final class LeastKeyActor implements PolicyActor {
    private final double[] key;
    private final int least;

    LeastKeyActor(double[] key) {
        this.key = key;
        least = least(key, -1L);
    }

    @Override
    public void act(EpisodeBatch batch, int from, int to) {
        long[] available = batch.available;
        if (available == null) {
            Arrays.fill(batch.action, from, BatchOps.padded(to), least);
            return;
        }
        for (int n = from; n < to; n++) {
            batch.action[n] = least(key, available[n]);
        }
    }

    @Override
    public void probabilities(EpisodeBatch batch, int from, int to, float[] out, int start, int stride) {
        act(batch, from, to);
        PolicyActor.certain(batch.action, key.length, from, to, out, start, stride);
    }

    /** The available index of the least number; the mask has at least one bit. */
    static int least(double[] key, long available) {
        int best = -1;
        for (int k = 0; k < key.length; k++) {
            if ((available >>> k & 1) != 0 && (best < 0 || key[k] < key[best])) {
                best = k;
            }
        }
        return best;
    }
}
