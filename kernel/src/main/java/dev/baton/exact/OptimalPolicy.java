package dev.baton.exact;

import dev.baton.Backend;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.policy.Policy;
import dev.baton.policy.PolicyActor;
import org.jspecify.annotations.Nullable;

/**
 * The optimal policy of an environment that can be solved exactly. An actor solves an episode when it acts on it at
 * step 0 and then follows the outcomes over the lattice, so it must act from the start and see every step; it keeps the
 * actions of the states that the optimal policy can meet, per episode.
 *
 * <p>The simulator's task vector is a float. Where rounding leaves an episode running at a state that is exactly
 * feasible, nothing is optimal any more, and the lowest available action is taken.
 */
public final class OptimalPolicy implements Policy {
    private final EnvSpec spec;

    /**
     * Makes the policy of an environment.
     *
     * @param spec the environment
     * @throws NotSolvableException if its states would not fit the memory
     */
    public OptimalPolicy(EnvSpec spec) {
        ExactSolver.states(spec);
        this.spec = spec;
    }

    /**
     * Makes the policy that is optimal where an episode without success costs a multiplier in place of the constraint's
     * charge (model, section 10.5); at equal cost the one of higher success.
     *
     * @param spec the environment
     * @param multiplier μ ≥ 0; +∞ for the policy of the greatest success
     * @return the policy of {@link ConstrainedSolver#point}
     */
    static Policy constrained(EnvSpec spec, double multiplier) {
        return (tables, backend, capacity) -> {
            requireSame(spec, tables);
            return new SolvingActor(new InformationSolver(spec, backend, multiplier), spec.actionCount());
        };
    }

    @Override
    public PolicyActor actor(EnvTables tables, Backend backend, int capacity) {
        requireSame(spec, tables);
        return new SolvingActor(ExactSolver.of(spec, backend), spec.actionCount());
    }

    private static void requireSame(EnvSpec spec, EnvTables tables) {
        if (!tables.spec().equals(spec)) {
            throw new IllegalArgumentException("environment: expected " + spec.name()
                    + ", for which the optimum was computed, found another: " + tables.spec().name());
        }
    }

    private static final class SolvingActor implements PolicyActor {
        private final ExactSolver solver;
        private final int actionCount;
        private final int[] columns;
        /** By slot: the lattice point, and the actions of its states. */
        private int[] point = new int[0];

        private @Nullable ActionTable[] actions = new ActionTable[0];

        SolvingActor(ExactSolver solver, int actionCount) {
            this.solver = solver;
            this.actionCount = actionCount;
            columns = new int[solver.lanes()];
        }

        @Override
        public void act(EpisodeBatch batch, int from, int to) {
            if (point.length < batch.capacity) {
                point = new int[batch.capacity];
                actions = new ActionTable[batch.capacity];
            }
            int count = 0;
            for (int n = from; n < to; n++) {
                if (batch.step[n] == 0) {
                    columns[count++] = n;
                    if (count == columns.length) {
                        start(batch, count);
                        count = 0;
                    }
                }
            }
            if (count > 0) {
                start(batch, count);
            }
            for (int n = from; n < to; n++) {
                batch.action[n] = action(batch, n);
            }
        }

        @Override
        public void probabilities(EpisodeBatch batch, int from, int to, float[] out, int start, int stride) {
            act(batch, from, to);
            PolicyActor.certain(batch.action, actionCount, from, to, out, start, stride);
        }

        private void start(EpisodeBatch batch, int count) {
            solver.solve(batch, columns, count);
            for (int lane = 0; lane < count; lane++) {
                int slot = batch.slot[columns[lane]];
                ActionTable table = actions[slot];
                if (table == null) {
                    table = new ActionTable();
                    actions[slot] = table;
                }
                solver.collect(lane, table);
                point[slot] = ExactSolver.START;
            }
        }

        private int action(EpisodeBatch batch, int n) {
            int slot = batch.slot[n];
            ActionTable table = actions[slot];
            if (table == null) {
                throw new IllegalStateException("the optimal policy must act on an episode from its start on");
            }
            int action = table.get(solver.number(batch.step[n], point[slot]));
            if (action >= 0) {
                return action;
            }
            return batch.available == null ? 0 : Long.numberOfTrailingZeros(batch.available[n]);
        }

        @Override
        public void stepped(EpisodeBatch batch, int from, int to) {
            for (int n = from; n < to; n++) {
                int slot = batch.slot[n];
                point[slot] = solver.next(batch.step[n] - 1, point[slot], batch.outcome[n]);
            }
        }
    }
}
