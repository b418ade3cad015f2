package dev.baton.policy;

import dev.baton.Backend;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.ops.Lanes;
import dev.baton.rng.Threefry;
import dev.baton.rng.Uniforms;

/**
 * A mixture of two policies, one of which is drawn for a whole episode (model, section 10.5): the second where word 1
 * of the phase stream at counter (episode, H), as a uniform number, is below its probability. What is drawn is a
 * function of seed and episode alone.
 */
public final class MixedPolicy implements Policy {
    private final Policy first;
    private final Policy second;
    private final double weight;

    /**
     * Makes a mixture.
     *
     * @param first the one policy
     * @param second the other
     * @param weight the probability of the second, 0 … 1, resolved to 2⁻²⁴
     * @throws IllegalArgumentException if the weight is out of range
     */
    public MixedPolicy(Policy first, Policy second, double weight) {
        if (!(weight >= 0 && weight <= 1)) {
            throw new IllegalArgumentException("weight: expected a probability from 0 to 1, found " + weight);
        }
        this.first = first;
        this.second = second;
        this.weight = weight;
    }

    @Override
    public PolicyActor actor(EnvTables tables, Backend backend, int capacity) {
        return new MixedActor(
                first.actor(tables, backend, capacity),
                second.actor(tables, backend, capacity),
                weight,
                tables.spec().horizon(),
                tables.spec().actionCount(),
                new int[Lanes.roundUp(capacity)],
                new float[tables.spec().actionCount() * Lanes.roundUp(capacity)]);
    }

    /**
     * Both act and see every step, so that each may remember what it needs.
     *
     * @param chosen (capacity) working memory: the first policy's actions
     * @param others (K, capacity) working memory: the second policy's probabilities
     */
    private record MixedActor(
            PolicyActor first, PolicyActor second, double weight, int horizon, int actions, int[] chosen,
            float[] others)
            implements PolicyActor {
        @Override
        public void act(EpisodeBatch batch, int from, int to) {
            first.act(batch, from, to);
            System.arraycopy(batch.action, from, chosen, 0, to - from);
            second.act(batch, from, to);
            for (int n = from; n < to; n++) {
                if (isFirst(batch, n)) {
                    batch.action[n] = chosen[n - from];
                }
            }
        }

        private boolean isFirst(EpisodeBatch batch, int n) {
            int word = Threefry.word1(Threefry.block(batch.phaseKey, batch.episode[n], horizon));
            return Uniforms.of(word) >= weight;
        }

        /** Those of the policy that was drawn for the episode. */
        @Override
        public void probabilities(EpisodeBatch batch, int from, int to, float[] out, int start, int stride) {
            first.probabilities(batch, from, to, out, start, stride);
            second.probabilities(batch, from, to, others, -from, chosen.length);
            for (int k = 0; k < actions; k++) {
                for (int n = from; n < to; n++) {
                    if (!isFirst(batch, n)) {
                        out[start + k * stride + n] = others[k * chosen.length + n - from];
                    }
                }
            }
        }

        @Override
        public boolean remembers() {
            return true;
        }

        @Override
        public void stepped(EpisodeBatch batch, int from, int to) {
            first.stepped(batch, from, to);
            second.stepped(batch, from, to);
        }
    }
}
