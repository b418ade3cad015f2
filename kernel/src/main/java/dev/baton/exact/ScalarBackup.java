package dev.baton.exact;

import java.util.Arrays;

/**
 * {@link Backup} in plain Java. Each loop over lanes does one thing, which compilers vectorise, and what is done
 * for a point is a method of its own, which is compiled once and soon.
 */
final class ScalarBackup extends Backup {
    // A difference from ε + τ, which is 10⁻⁵ or more, is 0 or above 2⁻⁷⁵: times this it is 0 or above every cost.
    private static final double HUGE = 0x1p600;

    /** (states, B) U. Rows are arrays of their own: loops are vectorised only where all indices are the same. */
    private final double[][] values;
    /** (d, B) {@link #excess} with what effect 0 has added. */
    private final double[][] stayed;
    /** (B) Q but for effect 0 and the one that the action leads to; of the point that is worked on. */
    private final double[] dependent;
    /** (B) g of the point that is worked on. */
    private final double[] constraint;

    ScalarBackup(ExactTables tables, int lanes) {
        super(tables, lanes);
        values = new double[lattice.states()][lanes];
        stayed = new double[tables.dimension][lanes];
        dependent = new double[lanes];
        constraint = new double[lanes];
    }

    @Override
    double value(int state, int lane) {
        return values[state][lane];
    }

    @Override
    void run(int count) {
        horizon(count);
        for (int t = tables.horizon - 1; t >= 0; t--) {
            step(t, count);
        }
    }

    private void horizon(int count) {
        int row = lattice.stateFrom[tables.horizon];
        for (int grade = 0; grade <= tables.horizon; grade++) {
            stay(tables.horizon - grade, count);
            for (int point = lattice.gradeFrom[grade]; point < lattice.gradeFrom[grade + 1]; point++) {
                constrain(point, count);
                pay(tables.constraintWeight, tables.constraintClip, constraint, values[row + point], count);
            }
        }
    }

    private void step(int t, int count) {
        for (int grade = 0; grade <= t; grade++) {
            stay(t - grade, count);
            for (int point = lattice.gradeFrom[grade]; point < lattice.gradeFrom[grade + 1]; point++) {
                step(t, point, t - grade, count);
            }
        }
    }

    private void step(int t, int point, int stay, int count) {
        boolean some = tables.hasLong();
        int after = lattice.stateFrom[t + 1];
        double[] u = values[lattice.stateFrom[t] + point];
        // 0 where the task is feasible, which no cost is below; elsewhere more than any.
        open(point, u, count);
        for (int k = 0; k < tables.actions; k++) {
            if (some) {
                begin(t, point, stay, k, count);
            }
            improve(
                    some ? dependent : fixed[k],
                    tables.stayProbability[k],
                    values[after + point],
                    tables.leadProbability[k],
                    values[after + leadNext[tables.actions * point + k]],
                    u,
                    count);
        }
        if (tables.chargedEveryStep && t > 0) {
            constrain(point, count);
            charge(tables.constraintWeight, tables.constraintClip, constraint, u, count);
        }
    }

    private void stay(int stay, int count) {
        for (int i = 0; i < tables.dimension; i++) {
            shift(excess[i], stay * tables.effectShift[i], stayed[i], count);
        }
    }

    /** Writes 0 where every dimension is done and more than any cost elsewhere. */
    private void open(int point, double[] u, int count) {
        int d = tables.dimension;
        Arrays.fill(u, 0, count, 0);
        for (int i = 0; i < d; i++) {
            open(stayed[i], shiftOfPoint[point * d + i], u, count);
        }
    }

    private static void open(double[] stayed, double shift, double[] u, int count) {
        for (int l = 0; l < count; l++) {
            double x = stayed[l] + shift;
            u[l] += HUGE * (x + Math.abs(x));
        }
    }

    private void constrain(int point, int count) {
        int d = tables.dimension;
        Arrays.fill(constraint, 0, count, 0);
        for (int i = 0; i < d; i++) {
            exceed(stayed[i], shiftOfPoint[point * d + i], tables.slack[i], constraint, count);
        }
    }

    private static void exceed(double[] stayed, double shift, double slack, double[] g, int count) {
        for (int l = 0; l < count; l++) {
            g[l] += ExactTables.exceeding(stayed[l] + shift, slack);
        }
    }

    private static void shift(double[] from, double shift, double[] to, int count) {
        for (int l = 0; l < count; l++) {
            to[l] = from[l] + shift;
        }
    }

    /** u ← min(u, cost + p U + r V). */
    private static void improve(
            double[] cost, double p, double[] first, double r, double[] second, double[] u, int count) {
        for (int l = 0; l < count; l++) {
            u[l] = Math.min(u[l], Math.fma(r, second[l], Math.fma(p, first[l], cost[l])));
        }
    }

    private static void pay(double weight, double clip, double[] g, double[] u, int count) {
        for (int l = 0; l < count; l++) {
            u[l] = weight * Math.min(g[l], clip);
        }
    }

    /** Adds nothing where the task is feasible. */
    private static void charge(double weight, double clip, double[] g, double[] u, int count) {
        for (int l = 0; l < count; l++) {
            u[l] = Math.fma(weight, Math.min(g[l], clip), u[l]);
        }
    }

    /** Writes Q but for the first two effects of an action to {@code dependent}. */
    private void begin(int t, int point, int stay, int k, int count) {
        double[] q = dependent;
        System.arraycopy(fixed[k], 0, q, 0, count);
        for (int term = tables.termFrom[k]; term < tables.termFrom[k + 1]; term++) {
            double weight = tables.termWeight[term];
            double clip = tables.termClip[term];
            for (int l = 0; l < count; l++) {
                q[l] = Math.fma(weight, least(term(term, l, point, stay), clip), q[l]);
            }
        }
        for (int rest = tables.restFrom[k]; rest < tables.restFrom[k + 1]; rest++) {
            double[] u = values[lattice.stateFrom[t + 1] + lattice.next(point, tables.restEffect[rest])];
            double p = tables.restProbability[rest];
            for (int l = 0; l < count; l++) {
                q[l] = Math.fma(p, u[l], q[l]);
            }
        }
    }
}
