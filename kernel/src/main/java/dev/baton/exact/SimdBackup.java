package dev.baton.exact;

import dev.baton.simd.SimdSpecies;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Backup} with the Vector API, one vector of lanes at a time. Tables are flat, so that a row costs an index and
 * no array. What is done for {@link #TILE} actions and for the first {@link #FOLD} dimensions is written out, with what
 * does not change from point to point in registers.
 */
final class SimdBackup extends Backup {
    private static final VectorSpecies<Double> D = SimdSpecies.FLOATS.vectorShape().withLanes(double.class);
    private static final int L = D.length();
    /** Lanes that are worked on from the horizon to the start before the next, for their table to stay in a cache. */
    private static final int GROUP = 8;
    private static final long INFINITY_BITS = 0x7ff0000000000000L;

    /** Actions whose costs and probabilities are held in registers while many points are worked on. */
    static final int TILE = 5;
    /** Dimensions that are added up without a loop; there are at least as many. */
    static final int FOLD = 4;

    /** The first lane of the group that is worked on, and where its part of {@link #values} starts. */
    private int first;
    private int base;

    private final int tiles;
    private final int folds;
    /** (B / GROUP, states, GROUP) U. */
    private final double[] values;
    /**
     * (folds, GROUP) {@link #excess} with what effect 0 has added; −1 in dimensions that there are not, which adds
     * nothing to g.
     */
    private final double[] stayed;
    /** (points(H), folds) {@link #shiftOfPoint}. */
    private final double[] shifts;
    /** (folds) τ; 0 in dimensions that there are not. */
    private final double[] slacks;
    /** (tiles, GROUP) {@link #fixed}; +∞ for actions that there are not. */
    private final double[] cost;
    /** (tiles, GROUP) Q but for effect 0 and the one that the action leads to; of the point that is worked on. */
    private final double[] dependent;
    /** (points(H − 1), tiles) the first lane after the effect that an action leads to, from the start of its step. */
    private final int[] lead;
    /** (tiles) the probability of effect 0, and of the one that the action leads to. */
    private final double[] stayProbability;
    private final double[] leadProbability;

    SimdBackup(ExactTables tables, int lanes) {
        super(tables, lanes);
        tiles = (tables.actions + TILE - 1) / TILE * TILE;
        folds = Math.max(FOLD, tables.dimension);
        values = new double[lattice.states() * lanes];
        stayed = new double[folds * GROUP];
        Arrays.fill(stayed, -1);
        shifts = new double[lattice.points(tables.horizon) * folds];
        for (int at = 0; at < shiftOfPoint.length; at++) {
            shifts[at / tables.dimension * folds + at % tables.dimension] = shiftOfPoint[at];
        }
        slacks = Arrays.copyOf(tables.slack, folds);
        cost = new double[tiles * GROUP];
        dependent = new double[tiles * GROUP];
        Arrays.fill(cost, Double.POSITIVE_INFINITY);
        Arrays.fill(dependent, Double.POSITIVE_INFINITY);
        stayProbability = Arrays.copyOf(tables.stayProbability, tiles);
        leadProbability = Arrays.copyOf(tables.leadProbability, tiles);
        lead = new int[lattice.points(tables.horizon - 1) * tiles];
        for (int at = 0; at < lead.length; at++) {
            int k = at % tiles;
            lead[at] = GROUP * lattice.next(at / tiles, k < tables.actions ? tables.leadEffect[k] : 0);
        }
    }

    @Override
    double value(int state, int lane) {
        return values[(lane / GROUP * lattice.states() + state) * GROUP + lane % GROUP];
    }

    @Override
    void run(int count) {
        for (first = 0; first < count; first += GROUP) {
            base = first * lattice.states();
            for (int k = 0; k < tables.actions; k++) {
                System.arraycopy(fixed[k], first, cost, k * GROUP, GROUP);
            }
            horizon();
            for (int t = tables.horizon - 1; t >= 0; t--) {
                step(t);
            }
        }
    }

    private void horizon() {
        int t = tables.horizon;
        Arrays.fill(values, row(t), row(t + 1), 0);
        arrive(t);
    }

    /** Where the first point of step t starts in the part of the group. */
    private int row(int t) {
        return base + lattice.stateFrom[t] * GROUP;
    }

    private void step(int t) {
        boolean some = tables.hasLong();
        for (int grade = 0; grade <= t; grade++) {
            stay(t - grade);
            int from = lattice.gradeFrom[grade];
            int to = lattice.gradeFrom[grade + 1];
            for (int l = 0; l < GROUP; l += L) {
                open(t, from, to, l);
                if (some) {
                    for (int point = from; point < to; point++) {
                        begin(t, point, t - grade, l);
                        improve(t, point, point + 1, l, dependent);
                    }
                } else {
                    improve(t, from, to, l, cost);
                }
            }
        }
        if (tables.chargedEveryStep && t > 0) {
            arrive(t);
        }
    }

    private void stay(int stay) {
        for (int i = 0; i < tables.dimension; i++) {
            double shift = stay * tables.effectShift[i];
            for (int lane = 0; lane < GROUP; lane++) {
                stayed[i * GROUP + lane] = excess[i][first + lane] + shift;
            }
        }
    }

    /** Adds what is charged on arrival to U of every state at step t. */
    private void arrive(int t) {
        for (int grade = 0; grade <= t; grade++) {
            stay(t - grade);
            for (int l = 0; l < GROUP; l += L) {
                charge(t, lattice.gradeFrom[grade], lattice.gradeFrom[grade + 1], l);
            }
        }
    }

    private void charge(int t, int from, int to, int l) {
        double clip = tables.constraintClip;
        double[] start = stayed;
        double[] shift = shifts;
        double[] u = values;
        double[] slack = slacks;
        int d = folds;
        int row = row(t) + l;
        DoubleVector s0 = DoubleVector.fromArray(D, start, l);
        DoubleVector s1 = DoubleVector.fromArray(D, start, l + GROUP);
        DoubleVector s2 = DoubleVector.fromArray(D, start, l + 2 * GROUP);
        DoubleVector s3 = DoubleVector.fromArray(D, start, l + 3 * GROUP);
        DoubleVector weight = DoubleVector.broadcast(D, tables.constraintWeight);
        for (int point = from; point < to; point++) {
            int i = point * d;
            DoubleVector x0 = s0.add(DoubleVector.broadcast(D, shift[i]));
            DoubleVector x1 = s1.add(DoubleVector.broadcast(D, shift[i + 1]));
            DoubleVector x2 = s2.add(DoubleVector.broadcast(D, shift[i + 2]));
            DoubleVector x3 = s3.add(DoubleVector.broadcast(D, shift[i + 3]));
            DoubleVector g = DoubleVector.zero(D);
            g = g.add(x0.add(slack[0]), x0.compare(VectorOperators.GT, 0));
            g = g.add(x1.add(slack[1]), x1.compare(VectorOperators.GT, 0));
            g = g.add(x2.add(slack[2]), x2.compare(VectorOperators.GT, 0));
            g = g.add(x3.add(slack[3]), x3.compare(VectorOperators.GT, 0));
            for (int more = FOLD; more < d; more++) {
                DoubleVector x = DoubleVector.fromArray(D, start, more * GROUP + l).add(shift[i + more]);
                g = g.add(x.add(slack[more]), x.compare(VectorOperators.GT, 0));
            }
            g = g.blend(clip, g.compare(VectorOperators.GT, clip));
            int at = row + point * GROUP;
            weight.fma(g, DoubleVector.fromArray(D, u, at)).intoArray(u, at);
        }
    }

    /** Starts U of points at step t: 0 where the task is feasible, which no cost is below, elsewhere +∞. */
    private void open(int t, int from, int to, int l) {
        double[] start = stayed;
        double[] shift = shifts;
        double[] u = values;
        int d = folds;
        int row = row(t) + l;
        // x > 0 where the sign of 0 − x is set; differences of equal numbers are +0.
        DoubleVector zero = DoubleVector.zero(D);
        DoubleVector s0 = zero.sub(DoubleVector.fromArray(D, start, l));
        DoubleVector s1 = zero.sub(DoubleVector.fromArray(D, start, l + GROUP));
        DoubleVector s2 = zero.sub(DoubleVector.fromArray(D, start, l + 2 * GROUP));
        DoubleVector s3 = zero.sub(DoubleVector.fromArray(D, start, l + 3 * GROUP));
        for (int point = from; point < to; point++) {
            int i = point * d;
            LongVector y0 = s0.sub(DoubleVector.broadcast(D, shift[i])).reinterpretAsLongs();
            LongVector y1 = s1.sub(DoubleVector.broadcast(D, shift[i + 1])).reinterpretAsLongs();
            LongVector y2 = s2.sub(DoubleVector.broadcast(D, shift[i + 2])).reinterpretAsLongs();
            LongVector y3 = s3.sub(DoubleVector.broadcast(D, shift[i + 3])).reinterpretAsLongs();
            LongVector open = y0.or(y1).or(y2.or(y3));
            for (int more = FOLD; more < d; more++) {
                DoubleVector x = DoubleVector.fromArray(D, start, more * GROUP + l).add(shift[i + more]);
                open = open.or(DoubleVector.zero(D).sub(x).reinterpretAsLongs());
            }
            open.lanewise(VectorOperators.ASHR, Long.SIZE - 1)
                    .and(INFINITY_BITS)
                    .reinterpretAsDoubles()
                    .intoArray(u, row + point * GROUP);
        }
    }

    /** U ← min(U, Q_k) at points of step t, tile by tile of actions. */
    private void improve(int t, int from, int to, int l, double[] costs) {
        for (int k = 0; k < tiles; k += TILE) {
            improve(t, from, to, l, costs, k);
        }
    }

    private void improve(int t, int from, int to, int l, double[] costs, int k) {
        double[] u = values;
        int[] next = lead;
        int stride = tiles;
        int row = row(t) + l;
        int after = row(t + 1) + l;
        int c = k * GROUP + l;
        DoubleVector c0 = DoubleVector.fromArray(D, costs, c);
        DoubleVector c1 = DoubleVector.fromArray(D, costs, c + GROUP);
        DoubleVector c2 = DoubleVector.fromArray(D, costs, c + 2 * GROUP);
        DoubleVector c3 = DoubleVector.fromArray(D, costs, c + 3 * GROUP);
        DoubleVector c4 = DoubleVector.fromArray(D, costs, c + 4 * GROUP);
        DoubleVector p0 = DoubleVector.broadcast(D, stayProbability[k]);
        DoubleVector p1 = DoubleVector.broadcast(D, stayProbability[k + 1]);
        DoubleVector p2 = DoubleVector.broadcast(D, stayProbability[k + 2]);
        DoubleVector p3 = DoubleVector.broadcast(D, stayProbability[k + 3]);
        DoubleVector p4 = DoubleVector.broadcast(D, stayProbability[k + 4]);
        DoubleVector r0 = DoubleVector.broadcast(D, leadProbability[k]);
        DoubleVector r1 = DoubleVector.broadcast(D, leadProbability[k + 1]);
        DoubleVector r2 = DoubleVector.broadcast(D, leadProbability[k + 2]);
        DoubleVector r3 = DoubleVector.broadcast(D, leadProbability[k + 3]);
        DoubleVector r4 = DoubleVector.broadcast(D, leadProbability[k + 4]);
        for (int point = from; point < to; point++) {
            int n = point * stride + k;
            DoubleVector stay = DoubleVector.fromArray(D, u, after + point * GROUP);
            DoubleVector q0 = r0.fma(DoubleVector.fromArray(D, u, after + next[n]), p0.fma(stay, c0));
            DoubleVector q1 = r1.fma(DoubleVector.fromArray(D, u, after + next[n + 1]), p1.fma(stay, c1));
            DoubleVector q2 = r2.fma(DoubleVector.fromArray(D, u, after + next[n + 2]), p2.fma(stay, c2));
            DoubleVector q3 = r3.fma(DoubleVector.fromArray(D, u, after + next[n + 3]), p3.fma(stay, c3));
            DoubleVector q4 = r4.fma(DoubleVector.fromArray(D, u, after + next[n + 4]), p4.fma(stay, c4));
            DoubleVector best = DoubleVector.fromArray(D, u, row + point * GROUP);
            q0 = q0.blend(q1, q0.compare(VectorOperators.GT, q1));
            q2 = q2.blend(q3, q2.compare(VectorOperators.GT, q3));
            best = best.blend(q4, best.compare(VectorOperators.GT, q4));
            q0 = q0.blend(q2, q0.compare(VectorOperators.GT, q2));
            best.blend(q0, best.compare(VectorOperators.GT, q0)).intoArray(u, row + point * GROUP);
        }
    }

    /** Writes Q but for effect 0 and the one that the action leads to, to {@code dependent}, for every action. */
    private void begin(int t, int point, int stay, int l) {
        for (int k = 0; k < tables.actions; k++) {
            DoubleVector q = DoubleVector.fromArray(D, cost, k * GROUP + l);
            for (int term = tables.termFrom[k]; term < tables.termFrom[k + 1]; term++) {
                boolean constraint = tables.termConstrains[term];
                DoubleVector sum = DoubleVector.zero(D);
                for (int i = 0; i < tables.dimension; i++) {
                    int at = term * tables.dimension + i;
                    DoubleVector v = DoubleVector.fromArray(D, task[i], first + l)
                            .add(stay * tables.effectShift[i])
                            .add(shiftOfPoint[point * tables.dimension + i]);
                    v = DoubleVector.broadcast(D, tables.termScale[at])
                            .fma(v, DoubleVector.broadcast(D, tables.termShift[at]));
                    sum = constraint
                            ? sum.add(v.add(tables.slack[i]), v.compare(VectorOperators.GT, 0))
                            : v.fma(v, sum);
                }
                sum = constraint ? sum : sum.sqrt();
                double clip = tables.termClip[term];
                sum = sum.blend(clip, sum.compare(VectorOperators.GT, clip));
                q = DoubleVector.broadcast(D, tables.termWeight[term]).fma(sum, q);
            }
            for (int rest = tables.restFrom[k]; rest < tables.restFrom[k + 1]; rest++) {
                int row = row(t + 1) + lattice.next(point, tables.restEffect[rest]) * GROUP + l;
                q = DoubleVector.broadcast(D, tables.restProbability[rest])
                        .fma(DoubleVector.fromArray(D, values, row), q);
            }
            q.intoArray(dependent, k * GROUP + l);
        }
    }
}
