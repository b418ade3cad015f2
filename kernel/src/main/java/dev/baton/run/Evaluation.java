package dev.baton.run;

import dev.baton.EpisodeKind;
import dev.baton.dynamics.BatchDynamics;
import dev.baton.dynamics.DynamicsBatch;
import dev.baton.dynamics.DynamicsSimulation;
import dev.baton.env.Columns;
import dev.baton.env.CostComponent;
import dev.baton.env.CostVector;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.env.Simulation;
import dev.baton.env.Stepper;
import dev.baton.ops.Lanes;
import dev.baton.parallel.Workers;
import dev.baton.policy.ColumnActor;
import dev.baton.policy.MlpPolicy;
import dev.baton.policy.Policy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Measures a policy on evaluation episodes. Under one seed every policy meets the same start states and the same ξ_t
 * (model, section 5). Results are the same bits at any backend, lane width, tile and thread count.
 */
public final class Evaluation {
    // Rounds bound the memory of block sums; a multiple of the block keeps their order.
    private static final int BLOCKS_PER_ROUND = 4096;
    /** Total cost, successes and steps come before the components. */
    private static final int BEFORE = 3;

    private static final int SUMS = BEFORE + CostComponent.COUNT;

    private Evaluation() {}

    /**
     * Runs episodes 0 … episodes − 1 of a seed and returns their means.
     *
     * @param spec the environment
     * @param policy the policy
     * @param seed the evaluation seed
     * @param episodes how many, ≥ 1
     * @param execution how to run
     * @return the means
     * @throws ArithmeticException if a task vector or cost overflowed to a number that is not finite
     */
    public static EvaluationResult run(
            EnvSpec spec, Policy policy, long seed, int episodes, Execution execution) {
        return run(spec, policy, seed, episodes, execution, null);
    }

    /**
     * Runs episodes 0 … episodes − 1 of a seed, returns their means and keeps the cost of each.
     *
     * @param spec the environment
     * @param policy the policy
     * @param seed the evaluation seed
     * @param episodes how many, ≥ 1
     * @param execution how to run
     * @param costs (episodes) overwritten with the total cost of each episode; null for none
     * @return the means
     * @throws ArithmeticException if a task vector or cost overflowed to a number that is not finite
     */
    public static EvaluationResult run(
            EnvSpec spec, Policy policy, long seed, int episodes, Execution execution, double @Nullable [] costs) {
        return run(spec, policy, seed, EpisodeKind.EVALUATION, 0, episodes, execution, costs);
    }

    /**
     * Runs training episodes begin … begin + episodes − 1 of a seed and returns their means, so that no evaluation
     * meets what was chosen by them.
     *
     * @param spec the environment
     * @param policy what chooses
     * @param seed of the episodes
     * @param begin the first episode
     * @param episodes how many, &ge; 1
     * @param execution how to run them
     * @return the means
     * @throws ArithmeticException if a task vector or cost overflowed to a number that is not finite
     */
    public static EvaluationResult training(
            EnvSpec spec, Policy policy, long seed, int begin, int episodes, Execution execution) {
        return run(spec, policy, seed, EpisodeKind.TRAINING, begin, episodes, execution, null);
    }

    private static EvaluationResult run(
            EnvSpec spec,
            Policy policy,
            long seed,
            EpisodeKind kind,
            int begin,
            int episodes,
            Execution execution,
            double @Nullable [] costs) {
        if (episodes < 1) {
            throw new IllegalArgumentException("episodes: expected 1 or more, found " + episodes);
        }
        EnvTables tables = new EnvTables(spec);
        int workers = Math.min(execution.threads(), blocks(episodes));
        int together = together(episodes, workers);
        Worker[] team = new Worker[workers];
        for (int w = 0; w < workers; w++) {
            team[w] = new Worker(tables, policy, execution, Math.min(episodes, together));
        }
        double[] total = new double[SUMS];
        double[] sums = new double[Math.min(BLOCKS_PER_ROUND, blocks(episodes)) * SUMS];
        int round = BLOCKS_PER_ROUND * Rollout.BLOCK;
        try (Workers threads = new Workers(workers)) {
            for (int done = 0; done < episodes; done += Math.min(round, episodes - done)) {
                int first = done;
                int count = Math.min(round, episodes - done);
                threads.run(
                        parts(count, together),
                        (worker, part) -> team[worker].sum(
                                seed, kind, begin, first, part * together,
                                Math.min(together, count - part * together), sums, spec.weights(), costs));
                for (int block = 0; block < blocks(count); block++) {
                    for (int s = 0; s < SUMS; s++) {
                        total[s] += sums[block * SUMS + s];
                    }
                }
            }
        }
        for (int s = 0; s < SUMS; s++) {
            total[s] /= episodes;
        }
        return result(episodes, total);
    }

    /**
     * Runs episodes first … first + count − 1 of a seed and returns each episode's result.
     *
     * @param spec the environment
     * @param policy the policy
     * @param seed the evaluation seed
     * @param first index of the first episode
     * @param count how many, ≥ 0
     * @param execution how to run
     * @param availability from an episode's index to its availability mask (bit k: action k may be chosen, at least one
     *     of them); null if all actions always may
     * @return one result per episode
     * @throws IllegalArgumentException if a mask leaves an episode without an action, or an index is not 0 … 2³¹ − 1
     */
    public static EpisodeResults episodes(
            EnvSpec spec,
            Policy policy,
            long seed,
            int first,
            int count,
            Execution execution,
            @Nullable IntToLongFunction availability) {
        EnvTables tables = new EnvTables(spec);
        EpisodeResults results = new EpisodeResults(Math.max(0, count));
        IntToLongFunction checked = availability == null ? null : checked(availability, spec.actionCount());
        runAll(
                Stepper.of(execution.backend(), tables),
                () -> policy.actor(tables, execution.backend(), execution.tile()),
                seed, first, count, execution, checked, results);
        return results;
    }

    /**
     * Runs evaluation episodes first … first + count − 1 of a seed in an environment of one's own, and returns what
     * each came to.
     *
     * @param dynamics the environment
     * @param policy takes the available action of the greatest logit
     * @param seed the evaluation seed
     * @param first index of the first episode
     * @param count how many, ≥ 0
     * @param execution how to run; never changes the result
     * @return one result per episode
     * @throws IllegalArgumentException if the policy is one for another environment, or an index is not 0 … 2³¹ − 1
     */
    public static EpisodeTotals episodes(
            BatchDynamics dynamics, MlpPolicy policy, long seed, int first, int count, Execution execution) {
        DynamicsSimulation simulation = new DynamicsSimulation(dynamics, execution.backend());
        return episodes(
                simulation, () -> policy.actor(simulation, execution.backend(), false), seed, first, count, execution);
    }

    /**
     * Runs evaluation episodes first … first + count − 1 of a seed in an environment of one's own by a rule.
     *
     * @param dynamics the environment
     * @param rule chooses; keeps nothing, because all threads share it
     * @param seed the evaluation seed
     * @param first index of the first episode
     * @param count how many, ≥ 0
     * @param execution how to run; never changes the result
     * @return one result per episode
     * @throws IllegalArgumentException if an index is not 0 … 2³¹ − 1
     */
    public static EpisodeTotals episodes(
            BatchDynamics dynamics,
            ColumnActor<? super DynamicsBatch> rule,
            long seed,
            int first,
            int count,
            Execution execution) {
        return episodes(
                new DynamicsSimulation(dynamics, execution.backend()), () -> rule, seed, first, count, execution);
    }

    private static EpisodeTotals episodes(
            DynamicsSimulation simulation,
            Supplier<ColumnActor<? super DynamicsBatch>> actors,
            long seed,
            int first,
            int count,
            Execution execution) {
        EpisodeTotals results = new EpisodeTotals(Math.max(0, count));
        runAll(simulation, actors, seed, first, count, execution, null, results);
        return results;
    }

    private static <C extends Columns> void runAll(
            Simulation<C> simulation,
            Supplier<ColumnActor<? super C>> actors,
            long seed,
            int first,
            int count,
            Execution execution,
            @Nullable IntToLongFunction availability,
            Rollout.Collector<? super C> results) {
        Columns.requireIndices(first, count);
        int workers = Math.min(execution.threads(), Math.max(1, blocks(count)));
        int together = together(count, workers);
        List<Rollout<C>> team = new ArrayList<>();
        for (int w = 0; w < workers; w++) {
            team.add(new Rollout<>(simulation, actors.get(), execution.tile(), together, availability));
        }
        try (Workers threads = new Workers(workers)) {
            threads.run(parts(count, together), (worker, part) -> {
                int offset = part * together;
                int size = Math.min(together, count - offset);
                team.get(worker).run(seed, EpisodeKind.EVALUATION, first + offset, size, results, offset);
            });
        }
    }

    private static IntToLongFunction checked(IntToLongFunction availability, int actions) {
        long all = -1L >>> (64 - actions);
        return episode -> {
            long mask = availability.applyAsLong(episode) & all;
            if (mask == 0) {
                throw new IllegalArgumentException(
                        "availability: expected at least one action for episode " + episode + ", found none");
            }
            return mask;
        };
    }

    private static int blocks(int episodes) {
        return parts(episodes, Rollout.BLOCK);
    }

    private static int parts(int episodes, int size) {
        return (int) ((episodes + (size - 1L)) / size);
    }

    /** Episodes that a worker runs at once: whole blocks, and few enough that every worker has some. */
    private static int together(int episodes, int workers) {
        return Math.clamp(blocks(episodes) / workers, 1, Rollout.EPISODES / Rollout.BLOCK) * Rollout.BLOCK;
    }

    private static EvaluationResult result(int episodes, double[] mean) {
        CostVector components = CostVector.of(component -> mean[BEFORE + component.index()]);
        if (!Double.isFinite(mean[0])) {
            throw new ArithmeticException("total cost: expected finite numbers, found " + mean[0]
                    + "; the effects of the environment's actions let the task vector overflow");
        }
        return new EvaluationResult(episodes, mean[0], mean[1], mean[2], components);
    }

    /** One worker's episodes and the sums of their blocks: total cost, successes, steps, components. */
    private static final class Worker {
        private final Rollout<EpisodeBatch> rollout;
        private final EpisodeResults results;

        Worker(EnvTables tables, Policy policy, Execution execution, int capacity) {
            int padded = Lanes.roundUp(capacity);
            rollout = new Rollout<>(
                    Stepper.of(execution.backend(), tables),
                    policy.actor(tables, execution.backend(), execution.tile()),
                    execution.tile(),
                    padded,
                    null);
            results = new EpisodeResults(padded);
        }

        void sum(
                long seed,
                EpisodeKind kind,
                int begin,
                int first,
                int offset,
                int count,
                double[] sums,
                CostVector weights,
                double @Nullable [] costs) {
            rollout.run(seed, kind, begin + first + offset, count, results, 0);
            int at = offset / Rollout.BLOCK * SUMS;
            Arrays.fill(sums, at, at + blocks(count) * SUMS, 0);
            for (int n = 0; n < count; n++) {
                int block = at + n / Rollout.BLOCK * SUMS;
                double cost = results.totalCost(weights, n);
                sums[block] += cost;
                if (costs != null) {
                    costs[first + offset + n] = cost;
                }
                sums[block + 1] += results.constraint[n] == 0 ? 1 : 0;
                sums[block + 2] += results.steps[n];
                for (int c = 0; c < CostComponent.COUNT; c++) {
                    sums[block + BEFORE + c] += results.component(CostComponent.ALL.get(c), n);
                }
            }
        }
    }
}
