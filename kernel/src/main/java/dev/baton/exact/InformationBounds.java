package dev.baton.exact;

import dev.baton.env.EnvSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one would pay who sees more than a policy can, and who looks at nothing (model, section 10.4): informed ≤ optimum ≤ plan.
 * Not thread-safe.
 */
public final class InformationBounds {
    private static final int LANES = 16;

    private final EnvSpec spec;
    private final InformationTables tables;
    private @Nullable InformationValues values;
    /** (d) the start state that was solved last where one is solved at a time. */
    private double[] common = new double[0];

    /**
     * Prepares an environment.
     *
     * @param spec the environment
     */
    public InformationBounds(EnvSpec spec) {
        this.spec = spec;
        tables = new InformationTables(spec);
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
            InformationValues solved = solved();
            for (int lane = 0; lane < count; lane++) {
                double sum = 0;
                for (int node = 0; node < solved.graph.size[0]; node++) {
                    sum += solved.graph.startProbability(node) * solved.value(solved.lanes == 1 ? 0 : lane, 0, node);
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
     * @throws NotSolvableException if the states would not fit the memory, or too many sequences would have to be looked at
     */
    public List<Plan> plans(double[] task, int startStates) {
        List<Plan> plans = new ArrayList<>();
        while (plans.size() < startStates) {
            int count = solve(task, plans.size(), startStates);
            BestPlan.Plan common = solved().lanes == 1 ? BestPlan.of(solved(), 0) : null;
            for (int lane = 0; lane < count; lane++) {
                BestPlan.Plan plan = common != null ? common : BestPlan.of(solved(), lane);
                plans.add(new Plan(
                        plan.actions().stream().map(k -> spec.actions().get(k).name()).toList(), plan.totalCost()));
            }
        }
        return plans;
    }

    private InformationValues solved() {
        if (values == null) {
            throw new IllegalStateException("nothing has been solved");
        }
        return values;
    }

    /** Solves a block of start states from one on; returns how many it has. */
    private int solve(double[] task, int first, int startStates) {
        boolean one = tables.sameStart || !tables.additive;
        boolean other = one && !InformationTables.same(common, task, startStates, first);
        if (values == null || other) {
            double[] start = new double[tables.dimension];
            for (int i = 0; i < start.length; i++) {
                start[i] = task[i * startStates + first];
            }
            common = start;
            values = new InformationValues(
                    new InformationGraph(tables, one ? start : null, true, InformationSolver.mostBytes()),
                    one ? 1 : LANES);
            if (one) {
                values.run();
            }
        }
        if (tables.sameStart) {
            return InformationTables.alike(task, tables.dimension, startStates, first, startStates - first);
        }
        if (one) {
            return 1;
        }
        int count = Math.min(LANES, startStates - first);
        for (int lane = 0; lane < count; lane++) {
            for (int i = 0; i < tables.dimension; i++) {
                values.start[i][lane] = task[i * startStates + first + lane];
            }
        }
        values.run();
        return count;
    }
}
