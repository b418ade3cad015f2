package dev.baton.study;

import dev.baton.Backend;
import dev.baton.EpisodeKind;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.env.Stepper;
import dev.baton.exact.ExactResults;
import dev.baton.exact.ExactSolver;
import dev.baton.ops.Lanes;
import dev.baton.policy.Actor;
import dev.baton.policy.Policy;
import dev.baton.run.EpisodeResults;
import dev.baton.run.Execution;
import dev.baton.run.Rollout;
import java.util.Arrays;
import java.util.List;

/**
 * Compares policies with the exact optimum in every state that they visit: which action each would take, and what the
 * policy's choice costs above the best, Q(s, a) − V(s). All policies meet the same episodes, whose start states are
 * solved once. Owned by one thread; {@link #run} allocates nothing. Results are the same bits at any backend and lane
 * width.
 *
 * <p>An action counts as optimal if none has a lower Q, so that ties are no disagreement. Where the simulator's
 * rounding leaves an episode running in a state that is exactly feasible, nothing is optimal, and the state is left
 * out.
 */
public final class OptimumComparison {
    private static final int LEFT_OUT = -1;

    private final EnvSpec spec;
    private final ExactSolver solver;
    private final Stepper stepper;
    private final EpisodeBatch starts;
    private final Actor[] actors;
    private final Witness witness = new Witness();
    private final Rollout<EpisodeBatch> rollout;
    private final EpisodeResults episodes;
    private final int lanes;
    private final int horizon;
    private final double[] values;
    /** By slot, which is the lane of the solved block: the lattice point. */
    private final int[] point;
    /** (H, lanes) by slot; {@value #LEFT_OUT} where there is no state. */
    private final int[] optimal;

    private final int[] chosen;
    private final double[] gap;

    /**
     * Prepares a comparison.
     *
     * @param spec the environment
     * @param policies at least one
     * @param backend scalar or SIMD
     * @throws dev.baton.exact.NotSolvableException if the environment cannot be solved exactly
     * @throws IllegalArgumentException if a policy was made for an environment of another shape
     */
    public OptimumComparison(EnvSpec spec, List<? extends Policy> policies, Backend backend) {
        this.spec = spec;
        solver = ExactSolver.of(spec, backend);
        lanes = solver.lanes();
        horizon = spec.horizon();
        EnvTables tables = new EnvTables(spec);
        stepper = Stepper.of(backend, tables);
        starts = new EpisodeBatch(tables, lanes, false);
        actors = new Actor[policies.size()];
        for (int p = 0; p < actors.length; p++) {
            actors[p] = policies.get(p).actor(tables, backend, lanes);
        }
        // One tile, because the solver keeps one block of start states.
        rollout = new Rollout<>(stepper, witness, Lanes.roundUp(lanes), lanes, null);
        episodes = new EpisodeResults(lanes);
        values = new double[spec.actionCount()];
        point = new int[lanes];
        optimal = new int[horizon * lanes];
        chosen = new int[horizon * lanes];
        gap = new double[horizon * lanes];
    }

    /**
     * Runs every policy on evaluation episodes first … first + count − 1 of a seed.
     *
     * @param seed the evaluation seed
     * @param first index of the first episode
     * @param count how many, ≥ 0
     * @param out of as many policies; its choices are added to, the rest is overwritten from {@code offset} on
     * @param offset where the first episode's results go
     */
    public void run(long seed, int first, int count, CommonEpisodes out, int offset) {
        for (int from = 0; from < count; from += lanes) {
            int block = Math.min(lanes, count - from);
            starts.assign(seed, EpisodeKind.EVALUATION, first + from, block);
            stepper.start(starts, 0, block);
            solver.solve(starts, starts.slot, block);
            for (int lane = 0; lane < block; lane++) {
                solver.expect(lane, out.optimum, offset + from + lane);
            }
            for (int p = 0; p < actors.length; p++) {
                Arrays.fill(optimal, LEFT_OUT);
                Arrays.fill(point, ExactSolver.START);
                witness.actor = actors[p];
                rollout.run(seed, EpisodeKind.EVALUATION, first + from, block, episodes, 0);
                collect(p, block, out, offset + from);
            }
        }
    }

    private void collect(int policy, int block, CommonEpisodes out, int offset) {
        Choices choices = out.choices(policy);
        for (int slot = 0; slot < block; slot++) {
            double sum = 0;
            for (int t = 0; t < horizon; t++) {
                int at = t * lanes + slot;
                if (optimal[at] != LEFT_OUT) {
                    choices.add(t, optimal[at], chosen[at], gap[at]);
                    sum += gap[at];
                }
            }
            out.set(policy, offset + slot, sum, episodes.totalCost(spec.weights(), slot));
        }
    }

    /** Lets a policy act and notes what the optimum would have done. */
    private final class Witness implements Actor {
        private Actor actor = this;

        @Override
        public void act(EpisodeBatch batch, int from, int to) {
            int t = batch.step[from];
            actor.act(batch, from, to);
            for (int n = from; n < to; n++) {
                int slot = batch.slot[n];
                int best = solver.action(slot, t, point[slot]);
                if (best == ExactResults.NO_ACTION) {
                    continue;
                }
                solver.actionValues(slot, t, point[slot], values);
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
