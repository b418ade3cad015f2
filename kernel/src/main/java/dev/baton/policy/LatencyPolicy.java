package dev.baton.policy;

import dev.baton.Backend;
import dev.baton.env.Action;
import dev.baton.env.ActionKind;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.env.ExpectedLatency;
import dev.baton.policy.choice.Availability;
import java.util.Arrays;

/**
 * The latency baseline [4.2]: among the available actions of kind {@code tool} the one with the least latency, ties to
 * the lowest index; where no tool is available, among those that go on, and where there is none of these either, among
 * all. After a failure it retries the same action at most once, then the rule applies anew. Latencies are expected over
 * outcomes, with hidden phases under the belief, at the present context (model, sections 6 and 10).
 */
public final class LatencyPolicy implements Policy {
    private final ExpectedLatency latency;
    private final long[] preferred;
    private final boolean[] failure;

    /**
     * Makes the policy of an environment.
     *
     * @param spec the environment
     */
    public LatencyPolicy(EnvSpec spec) {
        latency = new ExpectedLatency(spec);
        int actions = spec.actionCount();
        long tools = 0;
        long going = 0;
        int outcomes = 0;
        for (int k = 0; k < actions; k++) {
            ActionKind kind = spec.actions().get(k).kind();
            tools |= (kind == ActionKind.TOOL ? 1L : 0) << k;
            going |= (kind.endsEpisode() ? 0 : 1L) << k;
            outcomes = Math.max(outcomes, spec.actions().get(k).outcomes().size());
        }
        preferred = new long[] {tools, going};
        failure = new boolean[outcomes * actions];
        for (int k = 0; k < actions; k++) {
            Action action = spec.actions().get(k);
            for (int j = 0; j < action.outcomes().size(); j++) {
                failure[j * actions + k] = action.outcomes().get(j).failure();
            }
        }
    }

    @Override
    public PolicyActor actor(EnvTables tables, Backend backend, int capacity) {
        // Where neither latencies nor availability change, the action that is retried is the one that the rule gives.
        boolean constant = !latency.dependsOnState()
                && tables.spec().actions().stream().noneMatch(Action::limited);
        return constant ? new LeastKeyActor(latency.fixed(), preferred) : new RetryingActor();
    }

    private final class RetryingActor implements PolicyActor {
        private static final int NONE = -1;

        private final double[] key = latency.fixed();
        /** By slot: the action to try a second time, or none. */
        private int[] retry = new int[0];

        @Override
        public void act(EpisodeBatch batch, int from, int to) {
            if (retry.length < batch.capacity) {
                retry = Arrays.copyOf(retry, batch.capacity);
            }
            for (int n = from; n < to; n++) {
                int slot = batch.slot[n];
                if (batch.step[n] == 0) {
                    retry[slot] = NONE;
                }
                long available = Availability.of(batch.available, n, key.length);
                int again = retry[slot];
                if (again != NONE && (available >>> again & 1) != 0) {
                    batch.action[n] = again;
                } else {
                    latency.at(batch, n, key);
                    batch.action[n] = LeastKey.choose(key, available, preferred);
                }
            }
        }

        @Override
        public void probabilities(EpisodeBatch batch, int from, int to, float[] out, int start, int stride) {
            act(batch, from, to);
            PolicyActor.certain(batch.action, key.length, from, to, out, start, stride);
        }

        @Override
        public boolean remembers() {
            return true;
        }

        @Override
        public void stepped(EpisodeBatch batch, int from, int to) {
            for (int n = from; n < to; n++) {
                int slot = batch.slot[n];
                boolean again = failure[batch.outcome[n]] && retry[slot] != batch.action[n];
                retry[slot] = again ? batch.action[n] : NONE;
            }
        }
    }
}
