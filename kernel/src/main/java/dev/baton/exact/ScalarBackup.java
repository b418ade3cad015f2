package dev.baton.exact;

/** {@link Backup} in plain Java. */
final class ScalarBackup extends Backup {
    private final double[] twice;
    private final double[] best;

    ScalarBackup(ExactTables tables, int lanes) {
        super(tables, lanes);
        twice = new double[lanes];
        best = new double[lanes];
    }

    @Override
    void horizon(int count) {
        int horizon = tables.horizon;
        double weight = tables.constraintWeight;
        double clip = tables.constraintClip;
        for (int grade = 0; grade <= horizon; grade++) {
            for (int point = lattice.gradeFrom[grade]; point < lattice.gradeFrom[grade + 1]; point++) {
                constraints(point, horizon - grade, count);
                int row = lattice.state(horizon, point) * lanes;
                for (int l = 0; l < count; l++) {
                    values[row + l] = weight * least(0.5 * twice[l], clip);
                }
            }
        }
    }

    @Override
    void step(int t, int count) {
        double charge = tables.chargedEveryStep && t > 0 ? tables.constraintWeight : 0;
        double clip = tables.constraintClip;
        for (int grade = 0; grade <= t; grade++) {
            for (int point = lattice.gradeFrom[grade]; point < lattice.gradeFrom[grade + 1]; point++) {
                constraints(point, t - grade, count);
                for (int l = 0; l < count; l++) {
                    best[l] = Double.POSITIVE_INFINITY;
                }
                for (int k = 0; k < tables.actions; k++) {
                    improve(t, point, t - grade, k, count);
                }
                int row = lattice.state(t, point) * lanes;
                for (int l = 0; l < count; l++) {
                    double u = charge == 0 ? best[l] : Math.fma(charge, least(0.5 * twice[l], clip), best[l]);
                    values[row + l] = twice[l] == 0 ? 0 : u;
                }
            }
        }
    }

    private void constraints(int point, int stay, int count) {
        for (int l = 0; l < count; l++) {
            twice[l] = 0;
        }
        for (int i = 0; i < tables.dimension; i++) {
            double shift = shift(point, stay, i);
            int row = i * lanes;
            for (int l = 0; l < count; l++) {
                double x = excess[row + l] + shift;
                twice[l] += x + Math.abs(x);
            }
        }
    }

    /** best ← min(best, Q_t(z, k)). */
    private void improve(int t, int point, int stay, int k, int count) {
        double[] from = fixed;
        if (tables.termFrom[k] < tables.termFrom[k + 1]) {
            addTerms(point, stay, k, count);
            from = dependent;
        }
        int row = k * lanes;
        for (int l = 0; l < count; l++) {
            double q = from[row + l];
            for (int edge = tables.edgeFrom[k]; edge < tables.edgeFrom[k + 1]; edge++) {
                int state = lattice.stateFrom[t + 1] + lattice.next(point, tables.edgeEffect[edge]);
                q = Math.fma(tables.edgeProbability[edge], values[state * lanes + l], q);
            }
            best[l] = least(best[l], q);
        }
    }

    private void addTerms(int point, int stay, int k, int count) {
        int row = k * lanes;
        System.arraycopy(fixed, row, dependent, row, count);
        for (int term = tables.termFrom[k]; term < tables.termFrom[k + 1]; term++) {
            double weight = tables.termWeight[term];
            double clip = tables.termClip[term];
            for (int l = 0; l < count; l++) {
                double value = term(term, l, point, stay);
                dependent[row + l] = Math.fma(weight, least(value, clip), dependent[row + l]);
            }
        }
    }
}
