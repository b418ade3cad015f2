package dev.baton.policy;

import dev.baton.env.Action;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.ops.Backend;

/**
 * The latency baseline [4.2]: the available action with the least latency, ties to the lowest index; after a failure it
 * retries the same action at most once, then the rule applies anew. An episode's availability does not change, so the
 * action that is retried is the action the rule gives, and the choice depends on the mask alone.
 */
public final class LatencyPolicy implements Policy {
    private final double[] key;

    /**
     * Makes the policy of an environment.
     *
     * @param spec the environment
     */
    public LatencyPolicy(EnvSpec spec) {
        key = spec.actions().stream().mapToDouble(Action::latency).toArray();
    }

    @Override
    public PolicyActor actor(EnvTables tables, Backend backend, int capacity) {
        return new LeastKeyActor(key);
    }
}
