package dev.baton.policy;

import dev.baton.env.Action;
import dev.baton.env.ActionKind;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.ops.Backend;

/**
 * The latency baseline [4.2]: among the available actions of kind {@code tool} the one with the least latency, ties to the
 * lowest index; where no tool is available, among those that go on, and where there is none of these either, among all. After
 * a failure it retries the same action at most once, then the rule applies anew. An episode's availability does not change,
 * so the action that is retried is the action the rule gives, and the choice depends on the mask alone.
 */
public final class LatencyPolicy implements Policy {
    private final LeastKey rule;

    /**
     * Makes the policy of an environment.
     *
     * @param spec the environment
     */
    public LatencyPolicy(EnvSpec spec) {
        double[] latency = spec.actions().stream().mapToDouble(Action::latency).toArray();
        long tools = 0;
        long going = 0;
        for (int k = 0; k < latency.length; k++) {
            ActionKind kind = spec.actions().get(k).kind();
            tools |= (kind == ActionKind.TOOL ? 1L : 0) << k;
            going |= (kind.endsEpisode() ? 0 : 1L) << k;
        }
        rule = new LeastKey(latency, tools, going);
    }

    @Override
    public PolicyActor actor(EnvTables tables, Backend backend, int capacity) {
        return new LeastKeyActor(rule);
    }
}
