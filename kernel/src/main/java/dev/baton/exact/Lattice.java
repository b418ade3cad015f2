package dev.baton.exact;

import dev.baton.ops.Lanes;
import java.util.Locale;

/**
 * The reachable combinations of effects: a point says how often each of E distinct effects happened. Effect 0 is
 * implied by the step index, so a point is the vector of the other counts (n_1 … n_{E−1}) and its grade is their sum;
 * at step t the points of grade 0 … t are reachable, and n_0 = t − grade.
 *
 * <p>Points are numbered by grade, so the points of step t are 0 … {@link #points}(t) − 1. A state is a point at a
 * step, numbered step by step. Immutable.
 */
final class Lattice {
    /** The most bytes that the tables of a solver may take; larger lattices are refused. */
    public static final long MAX_BYTES = 1L << 30;

    final int horizon;
    final int effects;
    /** (H + 2) points of grade below g: {@code gradeFrom[g + 1]} points are reachable at step g. */
    final int[] gradeFrom;
    /** (H + 2) states of steps before t. */
    final int[] stateFrom;
    /** (points(H − 1), E) the point after one more effect. */
    final int[] next;

    /**
     * Makes the lattice.
     *
     * @param effects E ≥ 1
     * @param horizon H ≥ 1
     * @param dimension d, for the size of the solver's tables
     * @param actions K, for the same
     * @throws NotSolvableException if those would exceed {@value #MAX_BYTES} bytes
     */
    Lattice(int effects, int horizon, int dimension, int actions) {
        this.horizon = horizon;
        this.effects = effects;
        requireSize(effects, horizon, dimension, actions);
        gradeFrom = new int[horizon + 2];
        stateFrom = new int[horizon + 2];
        for (int t = 0; t <= horizon; t++) {
            gradeFrom[t + 1] = (int) choose(t + effects - 1, effects - 1);
            stateFrom[t + 1] = stateFrom[t] + gradeFrom[t + 1];
        }
        next = new int[gradeFrom[horizon] * effects];
        fill();
    }

    /**
     * A point's largest effect is added last; a point is born where that leads to it, and other ways lead there too.
     */
    private void fill() {
        int[] parent = new int[gradeFrom[horizon]];
        int[] last = new int[gradeFrom[horizon]];
        last[0] = 1;
        int born = 1;
        for (int grade = 0; grade < horizon; grade++) {
            for (int n = gradeFrom[grade]; n < gradeFrom[grade + 1]; n++) {
                next[n * effects] = n;
                for (int e = last[n]; e < effects; e++) {
                    next[n * effects + e] = born;
                    if (grade + 1 < horizon) {
                        parent[born] = n;
                        last[born] = e;
                    }
                    born++;
                }
            }
            for (int n = gradeFrom[grade]; n < gradeFrom[grade + 1]; n++) {
                for (int e = 1; e < last[n]; e++) {
                    next[n * effects + e] = next[next[parent[n] * effects + e] * effects + last[n]];
                }
            }
        }
    }

    /**
     * Returns H.
     *
     * @return the horizon, steps
     */
    public int horizon() {
        return horizon;
    }

    /**
     * Returns E, the number of distinct effects of actions that go on.
     *
     * @return at least 1
     */
    public int effects() {
        return effects;
    }

    /**
     * Returns the number of points reachable at a step.
     *
     * @param t 0 … H
     * @return C(t + E − 1, E − 1)
     */
    public int points(int t) {
        return gradeFrom[t + 1];
    }

    /**
     * Returns the number of states at all steps.
     *
     * @return Σ_t points(t)
     */
    public int states() {
        return stateFrom[horizon + 1];
    }

    /**
     * Returns the number of a state.
     *
     * @param t step index, 0 … H
     * @param point a point reachable at that step
     * @return 0 … states() − 1
     */
    public int state(int t, int point) {
        return stateFrom[t] + point;
    }

    /**
     * Returns the point after one more effect.
     *
     * @param point reachable before step H
     * @param effect 0 … E − 1
     * @return a point that is reachable one step later
     */
    public int next(int point, int effect) {
        return next[point * effects + effect];
    }

    private static void requireSize(int effects, int horizon, int dimension, int actions) {
        double points = choose(horizon + effects - 1, effects - 1);
        double states = choose(horizon + effects, effects);
        double before = choose(horizon + effects - 2, effects - 1);
        double shifts = dimension + Math.max(SimdBackup.FOLD, dimension);
        double leads = 2.0 * actions + SimdBackup.TILE - 1;
        double bytes = Double.BYTES * (states * Lanes.WIDEST + points * shifts)
                + Integer.BYTES * (before * (effects + leads) + 4 * points);
        if (bytes > MAX_BYTES) {
            throw new NotSolvableException(String.format(
                    Locale.ROOT,
                    "lattice: expected tables of at most %d MiB, found %.3g MiB for %.3g states (%d distinct effects"
                            + " over %d steps); a shorter horizon or fewer distinct effects would do",
                    MAX_BYTES >> 20,
                    bytes / (1 << 20),
                    states,
                    effects,
                    horizon));
        }
    }

    /** C(n, k), exact while it is below 2⁵³. */
    private static double choose(int n, int k) {
        double product = 1;
        for (int i = 1; i <= Math.min(k, n - k); i++) {
            product = product * (n - i + 1) / i;
        }
        return Math.rint(product);
    }
}
