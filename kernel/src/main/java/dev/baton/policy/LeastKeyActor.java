package dev.baton.policy;

import dev.baton.env.EpisodeBatch;
import dev.baton.ops.BatchOps;
import dev.baton.policy.choice.Availability;
import java.util.Arrays;

/** Acts by a {@link LeastKey} of fixed numbers. */
final class LeastKeyActor implements PolicyActor {
    private final double[] key;
    private final long[] preferred;
    private final int first;

    LeastKeyActor(double[] key, long... preferred) {
        this.key = key;
        this.preferred = preferred;
        first = LeastKey.choose(key, -1L, preferred);
    }

    @Override
    public void act(EpisodeBatch batch, int from, int to) {
        long[] available = batch.available;
        if (available == null) {
            Arrays.fill(batch.action, from, BatchOps.padded(to), first);
            return;
        }
        for (int n = from; n < to; n++) {
            batch.action[n] = LeastKey.choose(key, Availability.of(available, n, key.length), preferred);
        }
    }

    @Override
    public void probabilities(EpisodeBatch batch, int from, int to, float[] out, int start, int stride) {
        act(batch, from, to);
        PolicyActor.certain(batch.action, key.length, from, to, out, start, stride);
    }
}
