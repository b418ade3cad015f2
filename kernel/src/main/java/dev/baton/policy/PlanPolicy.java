package dev.baton.policy;

import dev.baton.Backend;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.policy.choice.Availability;
import java.util.List;

/**
 * A sequence of actions that is fixed in advance, the last of which is repeated (model, section 10.3). Where the action
 * is not available, the first available one in file order takes its place.
 */
public final class PlanPolicy implements Policy {
    private final int[] plan;

    /**
     * Makes the policy of an environment.
     *
     * @param spec the environment
     * @param names of actions, in the order in which they are taken, at least one
     * @throws IllegalArgumentException if there is none, or the environment has no action of a name
     */
    public PlanPolicy(EnvSpec spec, List<String> names) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("plan: expected the names of one or more actions, found none");
        }
        List<String> known = spec.actions().stream().map(action -> action.name()).toList();
        plan = new int[names.size()];
        for (int t = 0; t < plan.length; t++) {
            plan[t] = known.indexOf(names.get(t));
            if (plan[t] < 0) {
                throw new IllegalArgumentException("plan: expected actions of the environment " + spec.name() + " ("
                        + String.join(", ", known) + "), found \"" + names.get(t) + "\"");
            }
        }
    }

    @Override
    public PolicyActor actor(EnvTables tables, Backend backend, int capacity) {
        return new PlannedActor(plan, tables.spec().actionCount());
    }

    private record PlannedActor(int[] plan, int actions) implements PolicyActor {
        @Override
        public void act(EpisodeBatch batch, int from, int to) {
            for (int n = from; n < to; n++) {
                int wanted = plan[Math.min(batch.step[n], plan.length - 1)];
                long available = Availability.of(batch.available, n, actions);
                batch.action[n] =
                        (available >>> wanted & 1) != 0 ? wanted : Long.numberOfTrailingZeros(available);
            }
        }

        @Override
        public void probabilities(EpisodeBatch batch, int from, int to, float[] out, int start, int stride) {
            act(batch, from, to);
            PolicyActor.certain(batch.action, actions, from, to, out, start, stride);
        }
    }
}
