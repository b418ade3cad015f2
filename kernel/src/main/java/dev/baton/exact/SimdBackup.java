package dev.baton.exact;

import dev.baton.simd.SimdSpecies;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link Backup} with the Vector API. Two vectors at a time share the loads of tables: 16 lanes at 512 bits. */
final class SimdBackup extends Backup {
    private static final VectorSpecies<Double> D = SimdSpecies.FLOATS.vectorShape().withLanes(double.class);
    private static final int L = D.length();

    /** (E) index in {@link #values} of the successor's row. */
    private final int[] rows;

    SimdBackup(ExactTables tables, int lanes) {
        super(tables, lanes);
        rows = new int[lattice.effects()];
    }

    @Override
    void horizon(int count) {
        int horizon = tables.horizon;
        for (int grade = 0; grade <= horizon; grade++) {
            for (int point = lattice.gradeFrom[grade]; point < lattice.gradeFrom[grade + 1]; point++) {
                int row = lattice.state(horizon, point) * lanes;
                for (int l = 0; l < count; l += 2 * L) {
                    horizon(row, point, horizon - grade, l);
                }
            }
        }
    }

    private void horizon(int row, int point, int stay, int l) {
        double weight = tables.constraintWeight;
        double clip = tables.constraintClip;
        DoubleVector g0 = DoubleVector.zero(D);
        DoubleVector g1 = DoubleVector.zero(D);
        for (int i = 0; i < tables.dimension; i++) {
            double shift = shift(point, stay, i);
            DoubleVector x0 = DoubleVector.fromArray(D, excess, i * lanes + l).add(shift);
            DoubleVector x1 = DoubleVector.fromArray(D, excess, i * lanes + l + L).add(shift);
            g0 = g0.add(x0.add(x0.abs()));
            g1 = g1.add(x1.add(x1.abs()));
        }
        g0 = g0.mul(0.5);
        g1 = g1.mul(0.5);
        g0.blend(clip, g0.compare(VectorOperators.GT, clip)).mul(weight).intoArray(values, row + l);
        g1.blend(clip, g1.compare(VectorOperators.GT, clip)).mul(weight).intoArray(values, row + l + L);
    }

    @Override
    void step(int t, int count) {
        int effects = lattice.effects();
        int after = lattice.stateFrom[t + 1];
        boolean terms = tables.termComponent.length > 0;
        for (int grade = 0; grade <= t; grade++) {
            for (int point = lattice.gradeFrom[grade]; point < lattice.gradeFrom[grade + 1]; point++) {
                for (int e = 0; e < effects; e++) {
                    rows[e] = (after + lattice.next[point * effects + e]) * lanes;
                }
                for (int l = 0; l < count; l += 2 * L) {
                    if (terms) {
                        addTerms(point, t - grade, l);
                    }
                    step(t, point, t - grade, l);
                }
            }
        }
    }

    private void step(int t, int point, int stay, int l) {
        DoubleVector g0 = DoubleVector.zero(D);
        DoubleVector g1 = DoubleVector.zero(D);
        for (int i = 0; i < tables.dimension; i++) {
            double shift = shift(point, stay, i);
            DoubleVector x0 = DoubleVector.fromArray(D, excess, i * lanes + l).add(shift);
            DoubleVector x1 = DoubleVector.fromArray(D, excess, i * lanes + l + L).add(shift);
            g0 = g0.add(x0.add(x0.abs()));
            g1 = g1.add(x1.add(x1.abs()));
        }
        DoubleVector best0 = DoubleVector.broadcast(D, Double.POSITIVE_INFINITY);
        DoubleVector best1 = best0;
        double[] from = tables.termComponent.length > 0 ? dependent : fixed;
        for (int k = 0; k < tables.actions; k++) {
            DoubleVector q0 = DoubleVector.fromArray(D, from, k * lanes + l);
            DoubleVector q1 = DoubleVector.fromArray(D, from, k * lanes + l + L);
            for (int edge = tables.edgeFrom[k]; edge < tables.edgeFrom[k + 1]; edge++) {
                DoubleVector p = DoubleVector.broadcast(D, tables.edgeProbability[edge]);
                int row = rows[tables.edgeEffect[edge]] + l;
                q0 = p.fma(DoubleVector.fromArray(D, values, row), q0);
                q1 = p.fma(DoubleVector.fromArray(D, values, row + L), q1);
            }
            best0 = best0.blend(q0, best0.compare(VectorOperators.GT, q0));
            best1 = best1.blend(q1, best1.compare(VectorOperators.GT, q1));
        }
        VectorMask<Double> solved0 = g0.compare(VectorOperators.EQ, 0);
        VectorMask<Double> solved1 = g1.compare(VectorOperators.EQ, 0);
        if (tables.chargedEveryStep && t > 0) {
            double clip = tables.constraintClip;
            DoubleVector weight = DoubleVector.broadcast(D, tables.constraintWeight);
            g0 = g0.mul(0.5);
            g1 = g1.mul(0.5);
            best0 = weight.fma(g0.blend(clip, g0.compare(VectorOperators.GT, clip)), best0);
            best1 = weight.fma(g1.blend(clip, g1.compare(VectorOperators.GT, clip)), best1);
        }
        int row = lattice.state(t, point) * lanes + l;
        best0.blend(0, solved0).intoArray(values, row);
        best1.blend(0, solved1).intoArray(values, row + L);
    }

    /** Writes the fixed cost with the terms that depend on the state to {@code dependent}, for every action. */
    private void addTerms(int point, int stay, int l) {
        for (int k = 0; k < tables.actions; k++) {
            int row = k * lanes + l;
            DoubleVector q0 = DoubleVector.fromArray(D, fixed, row);
            DoubleVector q1 = DoubleVector.fromArray(D, fixed, row + L);
            for (int term = tables.termFrom[k]; term < tables.termFrom[k + 1]; term++) {
                boolean constraint = tables.termComponent[term] == 2;
                DoubleVector sum0 = DoubleVector.zero(D);
                DoubleVector sum1 = DoubleVector.zero(D);
                for (int i = 0; i < tables.dimension; i++) {
                    int at = term * tables.dimension + i;
                    double shift = shift(point, stay, i);
                    DoubleVector scale = DoubleVector.broadcast(D, tables.termScale[at]);
                    DoubleVector summand = DoubleVector.broadcast(D, tables.termShift[at]);
                    DoubleVector v0 = scale.fma(DoubleVector.fromArray(D, task, i * lanes + l).add(shift), summand);
                    DoubleVector v1 = scale.fma(DoubleVector.fromArray(D, task, i * lanes + l + L).add(shift), summand);
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
            q0.intoArray(dependent, row);
            q1.intoArray(dependent, row + L);
        }
    }
}
