package dev.baton.exact;

/** {@link Backup} in plain Java, one lane after another. */
final class ScalarBackup extends Backup {
    ScalarBackup(ExactTables tables, int lanes) {
        super(tables, lanes);
    }

    @Override
    void horizon(int count) {
        double weight = tables.constraintWeight;
        double clip = tables.constraintClip;
        int row = lattice.stateFrom[tables.horizon];
        for (int lane = 0; lane < count; lane++) {
            for (int grade = 0; grade <= tables.horizon; grade++) {
                stay(tables.horizon - grade, lane, lane + 1);
                for (int point = lattice.gradeFrom[grade]; point < lattice.gradeFrom[grade + 1]; point++) {
                    values[(row + point) * lanes + lane] = weight * least(stayedConstraint(lane, point), clip);
                }
            }
        }
    }

    @Override
    void step(int t, int count) {
        for (int lane = 0; lane < count; lane++) {
            for (int grade = 0; grade <= t; grade++) {
                stay(t - grade, lane, lane + 1);
                step(t, grade, lane);
            }
        }
    }

    private double stayedConstraint(int lane, int point) {
        int d = tables.dimension;
        double twice = 0;
        for (int i = 0; i < d; i++) {
            double x = stayed[i * lanes + lane] + shiftOfPoint[point * d + i];
            twice += x + Math.abs(x);
        }
        return 0.5 * twice;
    }

    /** The points of one grade in one lane. */
    private void step(int t, int grade, int lane) {
        double charge = tables.chargedEveryStep && t > 0 ? tables.constraintWeight : 0;
        double clip = tables.constraintClip;
        boolean some = tables.hasLong();
        int stay = t - grade;
        int to = lattice.gradeFrom[grade + 1];
        int row = lattice.stateFrom[t];
        for (int point = lattice.gradeFrom[grade]; point < to; point++) {
            double g = stayedConstraint(lane, point);
            double u = 0;
            if (g > 0) {
                u = some ? leastOfLong(t, point, stay, lane) : least(t, point, lane);
                u = charge == 0 ? u : Math.fma(charge, least(g, clip), u);
            }
            values[(row + point) * lanes + lane] = u;
        }
    }

    /** min_k Q_t(z, k) where every action has a fixed cost and at most two effects. */
    private double least(int t, int point, int lane) {
        double[] probability = tables.pairProbability;
        double[] u = values;
        double[] cost = fixed;
        int stride = lanes;
        int actions = tables.actions;
        int at = point * 2 * actions;
        int row = lattice.stateFrom[t + 1] * stride + lane;
        // Numbers that are not negative are ordered as their bits are, and integers are compared without a jump.
        long best = Long.MAX_VALUE;
        for (int k = 0; k < actions; k++) {
            double q = Math.fma(probability[2 * k], u[row + pairRow[at + 2 * k]], cost[k * stride + lane]);
            q = Math.fma(probability[2 * k + 1], u[row + pairRow[at + 2 * k + 1]], q);
            best = Math.min(best, Double.doubleToRawLongBits(q));
        }
        return Double.longBitsToDouble(best);
    }

    private double leastOfLong(int t, int point, int stay, int lane) {
        double best = Double.POSITIVE_INFINITY;
        for (int k = 0; k < tables.actions; k++) {
            best = least(best, actionValue(lane, t, point, stay, k));
        }
        return best;
    }
}
