package dev.baton.exact;

import dev.baton.Backend;

/**
 * Bellman backups over the lattice for a block of start states, one per lane, from the horizon back to the start:
 *
 * <pre>
 *   U_H(z) = λ_3 C_3(z)
 *   U_t(z) = 0 where g(z) = 0, else [λ_3 C_3(z) if charged at every step and t &gt; 0] + min_k Q_t(z, k)
 *   Q_t(z, k) = fixed cost + terms that depend on z + Σ_effects q U_{t+1}(next)
 * </pre>
 *
 * with C_3 = min(g, clip). U counts what is charged on arrival, so U_0 of the start state is J*. g = Σ_i (x_i + τ_i
 * where x_i &gt; 0, else 0), x_i = z_i − (ε_i + τ_i), is summed in ascending i; terms, then the third and further
 * effects, then the first two are added with fma. Every number is finite but the cost of an action that is not
 * available, which is +∞. The implementations give the same bits at every width.
 */
abstract sealed class Backup permits ScalarBackup, SimdBackup {
    final ExactTables tables;
    final Lattice lattice;
    /** B, lanes of the block. */
    final int lanes;
    /** (d, B) task vectors of the start states. */
    final double[][] task;
    /** (d, B) the same with ε + τ subtracted. */
    final double[][] excess;
    /** (K, B) cost of an action that depends neither on the point nor on the step; +∞ where it is not available. */
    final double[][] fixed;
    /** (points(H − 1), K) the point after the effect that an action leads to. */
    final int[] leadNext;
    /** (points(H), d) what the counts of a point add to the task vector, without effect 0. */
    final double[] shiftOfPoint;

    Backup(ExactTables tables, int lanes) {
        this.tables = tables;
        this.lanes = lanes;
        lattice = tables.lattice;
        task = new double[tables.dimension][lanes];
        excess = new double[tables.dimension][lanes];
        fixed = new double[tables.actions][lanes];
        shiftOfPoint = shifts(tables);
        leadNext = new int[lattice.points(tables.horizon - 1) * tables.actions];
        for (int at = 0; at < leadNext.length; at++) {
            leadNext[at] = lattice.next(at / tables.actions, tables.leadEffect[at % tables.actions]);
        }
    }

    static Backup of(Backend backend, ExactTables tables, int lanes) {
        return switch (backend) {
            case SCALAR -> new ScalarBackup(tables, lanes);
            case SIMD -> new SimdBackup(tables, lanes);
        };
    }

    /**
     * Computes U of every state.
     *
     * @param count lanes in use; the others may be overwritten
     */
    abstract void run(int count);

    /** Places a start state in a lane; the task vector has been written to {@link #task}. */
    final void prepare(int lane, long available) {
        for (int i = 0; i < tables.dimension; i++) {
            excess[i][lane] = task[i][lane] - tables.doneThreshold[i];
        }
        for (int k = 0; k < tables.actions; k++) {
            fixed[k][lane] = (available >>> k & 1) != 0 ? tables.fixedCost[k] : Double.POSITIVE_INFINITY;
        }
    }

    /** U of one lane's state. */
    abstract double value(int state, int lane);

    /** g of one lane's state. */
    final double constraint(int lane, int point, int stay) {
        double g = 0;
        for (int i = 0; i < tables.dimension; i++) {
            double x = excess[i][lane] + stay * tables.effectShift[i];
            x += shiftOfPoint[point * tables.dimension + i];
            g += ExactTables.exceeding(x, tables.slack[i]);
        }
        return g;
    }

    /** The value of a term, g or ‖v‖₂ with v = scale ⊙ z + shift, not clipped. */
    final double term(int term, int lane, int point, int stay) {
        boolean constraint = tables.termConstrains[term];
        double sum = 0;
        for (int i = 0; i < tables.dimension; i++) {
            int at = term * tables.dimension + i;
            double z = task[i][lane] + stay * tables.effectShift[i];
            z += shiftOfPoint[point * tables.dimension + i];
            double v = Math.fma(tables.termScale[at], z, tables.termShift[at]);
            sum = constraint ? sum + ExactTables.exceeding(v, tables.slack[i]) : Math.fma(v, v, sum);
        }
        return constraint ? sum : Math.sqrt(sum);
    }

    /** Q_t(z, k) of one lane's state, with the operations of {@link #run} in their order. */
    final double actionValue(int lane, int t, int point, int stay, int k) {
        double q = fixed[k][lane];
        for (int term = tables.termFrom[k]; term < tables.termFrom[k + 1]; term++) {
            double value = term(term, lane, point, stay);
            q = Math.fma(tables.termWeight[term], least(value, tables.termClip[term]), q);
        }
        int row = lattice.stateFrom[t + 1];
        for (int rest = tables.restFrom[k]; rest < tables.restFrom[k + 1]; rest++) {
            int state = row + lattice.next(point, tables.restEffect[rest]);
            q = Math.fma(tables.restProbability[rest], value(state, lane), q);
        }
        q = Math.fma(tables.stayProbability[k], value(row + point, lane), q);
        return Math.fma(tables.leadProbability[k], value(row + leadNext[point * tables.actions + k], lane), q);
    }

    /** min of numbers that are not NaN and not −0. */
    static double least(double a, double b) {
        return a > b ? b : a;
    }

    /** Σ_e n_e s_e without effect 0, from the point that has one effect less: the sums ascend in e. */
    private static double[] shifts(ExactTables tables) {
        Lattice lattice = tables.lattice;
        int d = tables.dimension;
        int points = lattice.points(tables.horizon);
        double[] shifts = new double[points * d];
        int born = 1;
        for (int point = 0; born < points; point++) {
            for (int e = 1; e < lattice.effects(); e++) {
                if (lattice.next(point, e) == born) {
                    for (int i = 0; i < d; i++) {
                        shifts[born * d + i] = shifts[point * d + i] + tables.effectShift[e * d + i];
                    }
                    born++;
                }
            }
        }
        return shifts;
    }
}
