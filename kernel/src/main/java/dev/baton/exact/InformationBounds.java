package dev.baton.exact;

import dev.baton.env.EnvSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * What one would pay who sees more than a policy can, and who looks at nothing (model, section 10.4): informed ≤
 * optimum ≤ plan. Not thread-safe.
 */
public final class InformationBounds {
    private final EnvSpec spec;
    private final StartBlocks blocks;

    /**
     * Prepares an environment.
     *
     * @param spec the environment
     */
    public InformationBounds(EnvSpec spec) {
        this.spec = spec;
        blocks = new StartBlocks(new InformationTables(spec), true);
    }

    /**
     * The best sequence of actions fixed in advance.
     *
     * @param actions their names, until every episode has ended
     * @param totalCost its expected cost
     */
    public record Plan(List<String> actions, double totalCost) {}

    /**
     * Computes the optimum of one who sees the hidden phase before every action.
     *
     * @param task (d, N) task vectors at t = 0, row i starts at {@code i * N}; not modified
     * @param informed (N) overwritten
     * @throws NotSolvableException if the states would not fit the memory
     */
    public void informed(double[] task, double[] informed) {
        for (int n = 0; n < informed.length; ) {
            int count = solve(task, n, informed.length);
            InformationValues solved = blocks.values();
            for (int lane = 0; lane < count; lane++) {
                double sum = 0;
                for (int node = 0; node < solved.graph.size[0]; node++) {
                    sum += solved.graph.startProbability(node) * solved.value(blocks.lane(lane), 0, node);
                }
                informed[n + lane] = sum;
            }
            n += count;
        }
    }

    /**
     * Searches the best plan of every start state.
     *
     * @param task (d, N) task vectors at t = 0, row i starts at {@code i * N}; not modified
     * @param startStates N
     * @return one plan per start state
     * @throws NotSolvableException if the states would not fit the memory, or too many sequences would have to be
     *     looked at
     */
    public List<Plan> plans(double[] task, int startStates) {
        List<Plan> plans = new ArrayList<>();
        while (plans.size() < startStates) {
            int count = solve(task, plans.size(), startStates);
            BestPlan.Plan plan = BestPlan.of(blocks.values(), 0);
            for (int lane = 0; lane < count; lane++) {
                // Start states of one lane have one plan.
                plan = blocks.lane(lane) == 0 ? plan : BestPlan.of(blocks.values(), lane);
                plans.add(new Plan(
                        plan.actions().stream().map(k -> spec.actions().get(k).name()).toList(), plan.totalCost()));
            }
        }
        return plans;
    }

    /** Solves a block of start states from one on; returns how many it has. */
    private int solve(double[] task, int first, int startStates) {
        if (blocks.place(task, first, startStates)) {
            blocks.values().run();
        }
        return blocks.count(task, first, startStates);
    }
}
