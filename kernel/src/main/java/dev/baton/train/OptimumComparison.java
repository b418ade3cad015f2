package dev.baton.train;

import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.exact.ExactResults;
import dev.baton.exact.ExactSolver;
import dev.baton.ops.Backend;
import dev.baton.policy.Actor;
import dev.baton.policy.Policy;
import java.util.Arrays;

/**
 * Compares a policy with the exact optimum in every state that it visits: which action each would take, and what the
 * policy's choice costs above the best, Q(s, a) − V(s). Owned by one thread; allocates nothing after construction.
 * Results are the same bits at any backend and lane width.
 *
 * <p>An action counts as optimal if none has a lower Q, so that ties are no disagreement. Where the simulator's rounding
 * leaves an episode running in a state that is exactly feasible, nothing is optimal, and the state is left out.
 */
public final class OptimumComparison {
    private static final int LEFT_OUT = -1;

    private final ExactSolver solver;
    private final Actor actor;
    private final Rollout rollout;
    private final EpisodeResults episodes;
    private final int lanes;
    private final int horizon;
    private final int[] columns;
    private final double[] values;
    /** By slot: the lane of the solved block, and the lattice point. */
    private final int[] lane;

    private final int[] point;
    /** (H, lanes) by slot; {@value #LEFT_OUT} where there is no state. */
    private final int[] optimal;

    private final int[] chosen;
    private final double[] gap;

    /**
     * Prepares a comparison.
     *
     * @param spec the environment
     * @param policy the policy
     * @param backend scalar or SIMD
     * @throws dev.baton.exact.NotSolvableException if the environment cannot be solved exactly
     * @throws IllegalArgumentException if the policy was made for an environment of another shape
     */
    public OptimumComparison(EnvSpec spec, Policy policy, Backend backend) {
        solver = ExactSolver.of(spec, backend);
        lanes = solver.lanes();
        horizon = spec.horizon();
        EnvTables tables = new EnvTables(spec);
        actor = policy.actor(tables, backend, lanes);
        // One tile, because the solver keeps one block of start states.
        rollout = new Rollout(tables, new Witness(), new Execution(backend, 1, lanes), lanes, null);
        episodes = new EpisodeResults(lanes);
        columns = new int[lanes];
        values = new double[spec.actionCount()];
        lane = new int[lanes];
        point = new int[lanes];
        optimal = new int[horizon * lanes];
        chosen = new int[horizon * lanes];
        gap = new double[horizon * lanes];
    }

    /**
     * Runs evaluation episodes first … first + count − 1 of a seed and adds the states that the policy visits.
     *
     * @param seed the evaluation seed
     * @param first index of the first episode
     * @param count how many, ≥ 0
     * @param results added to
     */
    public void run(long seed, int first, int count, ComparisonResults results) {
        for (int from = 0; from < count; from += lanes) {
            int block = Math.min(lanes, count - from);
            Arrays.fill(optimal, LEFT_OUT);
            rollout.run(seed, false, first + from, block, episodes, 0);
            for (int slot = 0; slot < block; slot++) {
                double sum = 0;
                for (int t = 0; t < horizon; t++) {
                    int at = t * lanes + slot;
                    if (optimal[at] != LEFT_OUT) {
                        results.addState(t, optimal[at], chosen[at], gap[at]);
                        sum += gap[at];
                    }
                }
                results.addEpisode(sum);
            }
        }
    }

    private void solve(EpisodeBatch batch, int count) {
        for (int n = 0; n < count; n++) {
            columns[n] = n;
            lane[batch.slot[n]] = n;
            point[batch.slot[n]] = ExactSolver.START;
        }
        solver.solve(batch, columns, count);
    }

    /** Lets the policy act and notes what the optimum would have done. */
    private final class Witness implements Actor {
        @Override
        public void act(EpisodeBatch batch, int from, int to) {
            int t = batch.step[from];
            if (t == 0) {
                solve(batch, to);
            }
            actor.act(batch, from, to);
            for (int n = from; n < to; n++) {
                int slot = batch.slot[n];
                int best = solver.action(lane[slot], t, point[slot]);
                if (best == ExactResults.NO_ACTION) {
                    continue;
                }
                solver.actionValues(lane[slot], t, point[slot], values);
                int action = batch.action[n];
                int at = t * lanes + slot;
                gap[at] = values[action] - values[best];
                optimal[at] = gap[at] == 0 ? action : best;
                chosen[at] = action;
            }
        }

        @Override
        public void stepped(EpisodeBatch batch, int from, int to) {
            actor.stepped(batch, from, to);
            for (int n = from; n < to; n++) {
                int slot = batch.slot[n];
                point[slot] = solver.next(batch.step[n] - 1, point[slot], batch.outcome[n]);
            }
        }
    }
}
