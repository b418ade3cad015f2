package dev.baton.policy;

import dev.baton.Backend;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.env.ImmediateCost;
import dev.baton.policy.choice.Availability;

/**
 * The cost-aware baseline [4.5]: the available action with the least expected instantaneous weighted cost λ_1 ℓ + λ_2 m
 * + λ_4 P(failure) + λ_5 E‖ẑ − z'‖ at the present state, and + λ_3 E g(S') where the constraint is charged at every
 * step, each component clipped as it will be charged; ties to the lowest index. It leaves out what is charged later.
 */
public final class CostAwarePolicy implements Policy {
    private final ImmediateCost cost;

    /**
     * Makes the policy of an environment.
     *
     * @param spec the environment
     */
    public CostAwarePolicy(EnvSpec spec) {
        cost = new ImmediateCost(spec);
    }

    @Override
    public PolicyActor actor(EnvTables tables, Backend backend, int capacity) {
        return cost.dependsOnState() ? new StateActor(cost, tables.spec()) : new LeastKeyActor(cost.fixed());
    }

    private static final class StateActor implements PolicyActor {
        private final ImmediateCost cost;
        private final ImmediateCost.State state;
        private final double[] key;

        StateActor(ImmediateCost cost, EnvSpec spec) {
            this.cost = cost;
            state = new ImmediateCost.State(spec);
            key = new double[spec.actionCount()];
        }

        @Override
        public void act(EpisodeBatch batch, int from, int to) {
            for (int n = from; n < to; n++) {
                state.read(batch, n);
                cost.at(state, key);
                batch.action[n] = LeastKey.least(key, Availability.of(batch.available, n, key.length));
            }
        }

        @Override
        public void probabilities(EpisodeBatch batch, int from, int to, float[] out, int start, int stride) {
            act(batch, from, to);
            PolicyActor.certain(batch.action, key.length, from, to, out, start, stride);
        }
    }
}
