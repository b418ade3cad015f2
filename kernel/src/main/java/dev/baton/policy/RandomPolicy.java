package dev.baton.policy;

import dev.baton.Backend;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.policy.choice.Availability;
import dev.baton.rng.Uniforms;

/** The random policy: uniform over the available actions. */
public final class RandomPolicy implements Policy {
    private final int actions;

    /**
     * Makes the policy of an environment.
     *
     * @param spec the environment
     */
    public RandomPolicy(EnvSpec spec) {
        actions = spec.actionCount();
    }

    @Override
    public PolicyActor actor(EnvTables tables, Backend backend, int capacity) {
        return new UniformActor(actions);
    }

    @Override
    public boolean uniform() {
        return true;
    }

    private record UniformActor(int actions) implements PolicyActor {
        @Override
        public void act(EpisodeBatch batch, int from, int to) {
            long[] available = batch.available;
            if (available == null) {
                for (int n = from; n < to; n++) {
                    // A uniform number has 24 bits and K is small: the product is below K.
                    batch.action[n] = (int) (Uniforms.of(batch.actionWord[n]) * actions);
                }
                return;
            }
            for (int n = from; n < to; n++) {
                long mask = Availability.of(available, n, actions);
                int rank = (int) (Uniforms.of(batch.actionWord[n]) * Long.bitCount(mask));
                batch.action[n] = Availability.nth(mask, rank);
            }
        }

        @Override
        public void probabilities(EpisodeBatch batch, int from, int to, float[] out, int start, int stride) {
            for (int n = from; n < to; n++) {
                long mask = Availability.of(batch.available, n, actions);
                float even = (float) (1.0 / Long.bitCount(mask));
                for (int k = 0; k < actions; k++) {
                    out[start + k * stride + n] = (mask >>> k & 1) != 0 ? even : 0;
                }
            }
        }
    }
}
