package dev.baton.policy;

import dev.baton.env.EpisodeBatch;
import dev.baton.ops.BatchOps;
import java.util.Arrays;

/** Acts by a {@link LeastKey}. */
final class LeastKeyActor implements PolicyActor {
    private final LeastKey rule;
    private final int actions;
    private final int first;

    LeastKeyActor(LeastKey rule) {
        this.rule = rule;
        actions = rule.actions();
        first = rule.choose(-1L);
    }

    @Override
    public void act(EpisodeBatch batch, int from, int to) {
        long[] available = batch.available;
        if (available == null) {
            Arrays.fill(batch.action, from, BatchOps.padded(to), first);
            return;
        }
        for (int n = from; n < to; n++) {
            batch.action[n] = rule.choose(Availability.of(available, n, actions));
        }
    }

    @Override
    public void probabilities(EpisodeBatch batch, int from, int to, float[] out, int start, int stride) {
        act(batch, from, to);
        PolicyActor.certain(batch.action, actions, from, to, out, start, stride);
    }
}
