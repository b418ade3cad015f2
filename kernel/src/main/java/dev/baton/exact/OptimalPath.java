package dev.baton.exact;

import dev.baton.env.CostComponent;
import org.jspecify.annotations.Nullable;

/**
 * Follows the optimal policy from a start state through every outcome, with the probability of each state. Only states
 * that it can meet are visited, so this is a small part of a solution, and plain Java for every backend.
 */
final class OptimalPath {
    private static final int CONSTRAINT = CostComponent.CONSTRAINT.index();

    private final Backup backup;
    private final ExactTables tables;
    private final Lattice lattice;
    /** (points) the probability of a point at the present step, 0 elsewhere; and at the next. */
    private double[] present;
    private double[] following;
    /** The points of positive probability. */
    private int[] points;
    private int[] followingPoints;
    private int followingCount;

    private double success;
    private double steps;
    private final double[] component = new double[CostComponent.COUNT];

    OptimalPath(Backup backup) {
        this.backup = backup;
        tables = backup.tables;
        lattice = backup.lattice;
        int size = lattice.points(tables.horizon);
        present = new double[size];
        following = new double[size];
        points = new int[size];
        followingPoints = new int[size];
    }

    /** The optimal action, the lowest index of equals; {@link ExactResults#NO_ACTION} where the task is feasible. */
    int action(int lane, int t, int point, int stay) {
        return backup.constraint(lane, point, stay) == 0 ? ExactResults.NO_ACTION : best(lane, t, point, stay);
    }

    private int best(int lane, int t, int point, int stay) {
        int best = ExactResults.NO_ACTION;
        double least = Double.POSITIVE_INFINITY;
        for (int k = 0; k < tables.actions; k++) {
            double q = backup.actionValue(lane, t, point, stay, k);
            if (q < least) {
                least = q;
                best = k;
            }
        }
        return best;
    }

    /**
     * Follows the optimal policy.
     *
     * @param lane of the solved block
     * @param results overwritten at {@code n} but for the total cost, or null
     * @param n where the result goes
     * @param actions cleared, then filled with the action of every state that is met, or null
     */
    void follow(int lane, @Nullable ExactResults results, int n, @Nullable ActionTable actions) {
        success = 0;
        steps = 0;
        for (int c = 0; c < component.length; c++) {
            component[c] = 0;
        }
        if (actions != null) {
            actions.clear();
        }
        int first = ExactResults.NO_ACTION;
        points[0] = ExactSolver.START;
        present[0] = 1;
        int count = 1;
        for (int t = 0; t < tables.horizon; t++) {
            int action = advance(lane, t, count, actions);
            first = t == 0 ? action : first;
            swap();
            count = followingCount;
        }
        for (int p = 0; p < count; p++) {
            int point = points[p];
            arrive(backup.constraint(lane, point, stay(tables.horizon, point)), present[point], true);
            present[point] = 0;
        }
        if (results != null) {
            results.firstAction[n] = first;
            results.successRate[n] = success;
            results.steps[n] = steps;
            for (int c = 0; c < CostComponent.COUNT; c++) {
                results.components[c * results.startStates() + n] = component[c];
            }
        }
    }

    /** Goes from step t to the next; returns the action in the last of the states, which at step 0 is the only one. */
    private int advance(int lane, int t, int count, @Nullable ActionTable actions) {
        followingCount = 0;
        int action = ExactResults.NO_ACTION;
        for (int p = 0; p < count; p++) {
            int point = points[p];
            double probability = present[point];
            present[point] = 0;
            action = visit(lane, t, point, probability);
            if (actions != null && action >= 0) {
                actions.put(lattice.state(t, point), action);
            }
        }
        return action;
    }

    /** Accounts for one state at step t &lt; H and hands its probability on; returns the action taken. */
    private int visit(int lane, int t, int point, double probability) {
        int stay = stay(t, point);
        double g = backup.constraint(lane, point, stay);
        arrive(g, probability, tables.chargedEveryStep && t > 0);
        if (g == 0) {
            return ExactResults.NO_ACTION;
        }
        int k = best(lane, t, point, stay);
        steps += probability;
        for (int c = 0; c < CostComponent.COUNT; c++) {
            component[c] = Math.fma(probability, tables.fixedComponents[c * tables.actions + k], component[c]);
        }
        success = Math.fma(probability, tables.fixedSuccess[k], success);
        for (int term = tables.termFrom[k]; term < tables.termFrom[k + 1]; term++) {
            double value = backup.term(term, lane, point, stay);
            int c = tables.termComponent[term];
            double share = probability * tables.termProbability[term];
            component[c] = Math.fma(share, Backup.least(value, tables.termClip[term]), component[c]);
            success += tables.termConstrains[term] && value == 0 ? share : 0;
        }
        for (int e = 0; e < lattice.effects; e++) {
            lead(point, e, probability * tables.effectProbability[k * lattice.effects + e]);
        }
        return k;
    }

    private void lead(int point, int effect, double probability) {
        if (probability > 0) {
            int after = lattice.next(point, effect);
            if (following[after] == 0) {
                followingPoints[followingCount++] = after;
            }
            following[after] += probability;
        }
    }

    /** Charges g where it is charged; a feasible task is a success, and its episode goes no further. */
    private void arrive(double g, double probability, boolean charged) {
        if (g == 0) {
            success += probability;
        } else if (charged) {
            component[CONSTRAINT] =
                    Math.fma(probability, Backup.least(g, tables.constraintClip), component[CONSTRAINT]);
        }
    }

    private void swap() {
        double[] probabilities = present;
        present = following;
        following = probabilities;
        int[] list = points;
        points = followingPoints;
        followingPoints = list;
    }

    private int stay(int t, int point) {
        int grade = 0;
        while (lattice.gradeFrom[grade + 1] <= point) {
            grade++;
        }
        return t - grade;
    }
}
