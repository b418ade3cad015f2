package dev.baton.exact;

import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.ops.Backend;
import dev.baton.policy.Policy;
import dev.baton.policy.PolicyActor;
import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The optimal policy of an environment that can be solved exactly. An actor solves an episode when it acts on it at step
 * 0 and then follows the outcomes over the lattice, so it must act from the start and see every step; it keeps the
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
     * @throws NotSolvableException if the effects of its actions do not commute or the lattice would be too large
     */
    public OptimalPolicy(EnvSpec spec) {
        this.spec = new ExactTables(spec).spec;
    }

    @Override
    public PolicyActor actor(EnvTables tables, Backend backend, int capacity) {
        if (!tables.spec().equals(spec)) {
            throw new IllegalArgumentException("environment: expected " + spec.name()
                    + ", for which the optimum was computed, found another: " + tables.spec().name());
        }
        return new SolvingActor(new ExactSolver(spec, backend), spec.actionCount());
    }

    private static final class SolvingActor implements PolicyActor {
        private final ExactSolver solver;
        private final int actionCount;
        private final int[] columns;
        /** By slot: the lattice point, and from the number of a state to its action. */
        private int[] point = new int[0];

        private @Nullable Int2IntOpenHashMap[] actions = new Int2IntOpenHashMap[0];

        SolvingActor(ExactSolver solver, int actionCount) {
            this.solver = solver;
            this.actionCount = actionCount;
            columns = new int[solver.lanes()];
        }

        @Override
        public void act(EpisodeBatch batch, int from, int to) {
            if (point.length < batch.capacity) {
                point = new int[batch.capacity];
                actions = new Int2IntOpenHashMap[batch.capacity];
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
                Int2IntOpenHashMap table = actions[slot];
                if (table == null) {
                    table = new Int2IntOpenHashMap();
                    table.defaultReturnValue(ExactResults.NO_ACTION);
                    actions[slot] = table;
                }
                solver.collect(lane, table);
                point[slot] = ExactSolver.START;
            }
        }

        private int action(EpisodeBatch batch, int n) {
            int slot = batch.slot[n];
            Int2IntOpenHashMap table = actions[slot];
            if (table == null) {
                throw new IllegalStateException("the optimal policy must act on an episode from its start on");
            }
            int action = table.get(solver.lattice().state(batch.step[n], point[slot]));
            if (action >= 0) {
                return action;
            }
            return batch.available == null ? 0 : Long.numberOfTrailingZeros(batch.available[n]);
        }

        @Override
        public void stepped(EpisodeBatch batch, int from, int to) {
            for (int n = from; n < to; n++) {
                int slot = batch.slot[n];
                point[slot] = solver.next(point[slot], batch.outcome[n]);
            }
        }
    }
}
