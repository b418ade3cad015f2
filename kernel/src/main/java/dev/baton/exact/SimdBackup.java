package dev.baton.exact;

import dev.baton.simd.SimdSpecies;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link Backup} with the Vector API. Two vectors at a time share the loads of tables: 16 lanes at 512 bits. */
final class SimdBackup extends Backup {
    private static final VectorSpecies<Double> D = SimdSpecies.FLOATS.vectorShape().withLanes(double.class);
    private static final int L = D.length();

    SimdBackup(ExactTables tables, int lanes) {
        super(tables, lanes);
    }

    @Override
    void horizon(int count) {
        int horizon = tables.horizon;
        for (int grade = 0; grade <= horizon; grade++) {
            stay(horizon - grade, count);
            for (int point = lattice.gradeFrom[grade]; point < lattice.gradeFrom[grade + 1]; point++) {
                for (int l = 0; l < count; l += 2 * L) {
                    horizon(point, l);
                }
            }
        }
    }

    private void horizon(int point, int l) {
        double weight = tables.constraintWeight;
        double clip = tables.constraintClip;
        double[][] start = stayed;
        double[] shifts = shiftOfPoint;
        int d = tables.dimension;
        int at = point * d;
        DoubleVector g0 = DoubleVector.zero(D);
        DoubleVector g1 = DoubleVector.zero(D);
        for (int i = 0; i < d; i++) {
            DoubleVector shift = DoubleVector.broadcast(D, shifts[at + i]);
            DoubleVector x0 = DoubleVector.fromArray(D, start[i], l).add(shift);
            DoubleVector x1 = DoubleVector.fromArray(D, start[i], l + L).add(shift);
            g0 = g0.add(x0.add(x0.abs()));
            g1 = g1.add(x1.add(x1.abs()));
        }
        g0 = g0.mul(0.5);
        g1 = g1.mul(0.5);
        double[] row = values[lattice.stateFrom[tables.horizon] + point];
        g0.blend(clip, g0.compare(VectorOperators.GT, clip)).mul(weight).intoArray(row, l);
        g1.blend(clip, g1.compare(VectorOperators.GT, clip)).mul(weight).intoArray(row, l + L);
    }

    @Override
    void step(int t, int count) {
        boolean some = tables.hasLong();
        for (int grade = 0; grade <= t; grade++) {
            stay(t - grade, count);
            for (int point = lattice.gradeFrom[grade]; point < lattice.gradeFrom[grade + 1]; point++) {
                for (int l = 0; l < count; l += 2 * L) {
                    if (some) {
                        begin(t, point, t - grade, l);
                    }
                    step(t, point, l, some ? dependent : fixed);
                }
            }
        }
    }

    private void step(int t, int point, int l, double[][] cost) {
        double[][] u = values;
        double[][] start = stayed;
        double[] shifts = shiftOfPoint;
        int d = tables.dimension;
        int of = point * d;
        DoubleVector g0 = DoubleVector.zero(D);
        DoubleVector g1 = DoubleVector.zero(D);
        for (int i = 0; i < d; i++) {
            DoubleVector shift = DoubleVector.broadcast(D, shifts[of + i]);
            DoubleVector x0 = DoubleVector.fromArray(D, start[i], l).add(shift);
            DoubleVector x1 = DoubleVector.fromArray(D, start[i], l + L).add(shift);
            g0 = g0.add(x0.add(x0.abs()));
            g1 = g1.add(x1.add(x1.abs()));
        }
        DoubleVector best0 = DoubleVector.broadcast(D, Double.POSITIVE_INFINITY);
        DoubleVector best1 = DoubleVector.broadcast(D, Double.POSITIVE_INFINITY);
        int[] next = pairNext;
        double[] probability = tables.pairProbability;
        int actions = tables.actions;
        int at = point * 2 * actions;
        int after = lattice.stateFrom[t + 1];
        for (int k = 0; k < actions; k++) {
            double[] first = u[after + next[at + 2 * k]];
            double[] second = u[after + next[at + 2 * k + 1]];
            DoubleVector q0 = DoubleVector.fromArray(D, cost[k], l);
            DoubleVector q1 = DoubleVector.fromArray(D, cost[k], l + L);
            DoubleVector p = DoubleVector.broadcast(D, probability[2 * k]);
            q0 = p.fma(DoubleVector.fromArray(D, first, l), q0);
            q1 = p.fma(DoubleVector.fromArray(D, first, l + L), q1);
            p = DoubleVector.broadcast(D, probability[2 * k + 1]);
            q0 = p.fma(DoubleVector.fromArray(D, second, l), q0);
            q1 = p.fma(DoubleVector.fromArray(D, second, l + L), q1);
            best0 = best0.blend(q0, best0.compare(VectorOperators.GT, q0));
            best1 = best1.blend(q1, best1.compare(VectorOperators.GT, q1));
        }
        if (tables.chargedEveryStep && t > 0) {
            double clip = tables.constraintClip;
            DoubleVector weight = DoubleVector.broadcast(D, tables.constraintWeight);
            DoubleVector paid0 = g0.mul(0.5);
            DoubleVector paid1 = g1.mul(0.5);
            best0 = weight.fma(paid0.blend(clip, paid0.compare(VectorOperators.GT, clip)), best0);
            best1 = weight.fma(paid1.blend(clip, paid1.compare(VectorOperators.GT, clip)), best1);
        }
        double[] row = u[lattice.stateFrom[t] + point];
        best0.blend(0, g0.compare(VectorOperators.EQ, 0)).intoArray(row, l);
        best1.blend(0, g1.compare(VectorOperators.EQ, 0)).intoArray(row, l + L);
    }

    /** Writes Q but for the first two effects to {@code dependent}, for every action. */
    private void begin(int t, int point, int stay, int l) {
        for (int k = 0; k < tables.actions; k++) {
            DoubleVector q0 = DoubleVector.fromArray(D, fixed[k], l);
            DoubleVector q1 = DoubleVector.fromArray(D, fixed[k], l + L);
            for (int term = tables.termFrom[k]; term < tables.termFrom[k + 1]; term++) {
                boolean constraint = tables.termComponent[term] == 2;
                DoubleVector sum0 = DoubleVector.zero(D);
                DoubleVector sum1 = DoubleVector.zero(D);
                for (int i = 0; i < tables.dimension; i++) {
                    int at = term * tables.dimension + i;
                    double shift = shiftOfPoint[point * tables.dimension + i];
                    double stayShift = stay * tables.effectShift[i];
                    DoubleVector scale = DoubleVector.broadcast(D, tables.termScale[at]);
                    DoubleVector summand = DoubleVector.broadcast(D, tables.termShift[at]);
                    DoubleVector v0 = scale.fma(
                            DoubleVector.fromArray(D, task[i], l).add(stayShift).add(shift), summand);
                    DoubleVector v1 = scale.fma(
                            DoubleVector.fromArray(D, task[i], l + L).add(stayShift).add(shift), summand);
                    if (constraint) {
                        sum0 = sum0.add(v0.add(v0.abs()));
                        sum1 = sum1.add(v1.add(v1.abs()));
                    } else {
                        sum0 = v0.fma(v0, sum0);
                        sum1 = v1.fma(v1, sum1);
                    }
                }
                if (constraint) {
                    sum0 = sum0.mul(0.5);
                    sum1 = sum1.mul(0.5);
                } else {
                    sum0 = sum0.sqrt();
                    sum1 = sum1.sqrt();
                }
                double clip = tables.termClip[term];
                DoubleVector weight = DoubleVector.broadcast(D, tables.termWeight[term]);
                q0 = weight.fma(sum0.blend(clip, sum0.compare(VectorOperators.GT, clip)), q0);
                q1 = weight.fma(sum1.blend(clip, sum1.compare(VectorOperators.GT, clip)), q1);
            }
            for (int rest = tables.restFrom[k]; rest < tables.restFrom[k + 1]; rest++) {
                double[] u = values[lattice.stateFrom[t + 1] + lattice.next(point, tables.restEffect[rest])];
                DoubleVector p = DoubleVector.broadcast(D, tables.restProbability[rest]);
                q0 = p.fma(DoubleVector.fromArray(D, u, l), q0);
                q1 = p.fma(DoubleVector.fromArray(D, u, l + L), q1);
            }
            q0.intoArray(dependent[k], l);
            q1.intoArray(dependent[k], l + L);
        }
    }
}
