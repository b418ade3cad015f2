package dev.baton.exact;

import dev.baton.Backend;
import dev.baton.env.EnvSpec;
import dev.baton.ops.Lanes;

/**
 * {@link ExactSolver} over a {@link Lattice}: where effects add and nothing is hidden, a state is how often each effect
 * has happened. Allocates nothing after construction. Results are the same bits for every backend.
 */
final class LatticeSolver extends ExactSolver {
    private static final int MOST_LANES = 128;
    private static final int SCALAR_VALUES = 1 << 20;

    private final ExactTables tables;
    private final Backup backup;
    private final OptimalPath path;

    /**
     * Prepares an environment.
     *
     * @param spec the environment
     * @param backend scalar or SIMD
     * @throws NotSolvableException if the effects of its actions do not commute or the lattice would be too large
     * @throws IllegalArgumentException if the backend cannot run in this JVM
     */
    LatticeSolver(EnvSpec spec, Backend backend) {
        super(spec, backend);
        tables = new ExactTables(spec);
        backup = Backup.of(backend.requireAvailable(), tables, lanes(backend, tables.lattice));
        path = new OptimalPath(backup);
    }

    // Plain Java takes more, because every row costs it the start of a loop, as long as the table stays in a cache.
    private static int lanes(Backend backend, Lattice lattice) {
        int rows = SCALAR_VALUES / lattice.states() / Lanes.WIDEST * Lanes.WIDEST;
        return backend == Backend.SIMD ? Lanes.WIDEST : Math.max(Lanes.WIDEST, Math.min(MOST_LANES, rows));
    }

    @Override
    public int lanes() {
        return backup.lanes;
    }

    @Override
    public long states() {
        return tables.lattice.states();
    }

    @Override
    public boolean perStart() {
        return false;
    }

    @Override
    void place(int lane, double[] task, int stride, int from, long available) {
        for (int i = 0; i < tables.dimension; i++) {
            backup.task[i][lane] = task[i * stride + from];
        }
        backup.prepare(lane, available);
    }

    @Override
    void run(int count) {
        backup.run(count);
    }

    @Override
    public double value(int lane, int t, int point) {
        int action = action(lane, t, point);
        return action < 0 ? 0 : backup.actionValue(lane, t, point, stay(t, point), action);
    }

    @Override
    public int action(int lane, int t, int point) {
        return path.action(lane, t, point, stay(t, point));
    }

    @Override
    public void actionValues(int lane, int t, int point, double[] q) {
        int stay = stay(t, point);
        for (int k = 0; k < tables.actions; k++) {
            q[k] = backup.actionValue(lane, t, point, stay, k);
        }
    }

    @Override
    public int next(int t, int point, int outcome) {
        int effect = tables.effectOfOutcome[outcome];
        return effect < 0 ? point : tables.lattice.next(point, effect);
    }

    @Override
    public void expect(int lane, ExactResults results, int n) {
        results.totalCost[n] = backup.value(START, lane);
        path.follow(lane, results, n, null);
    }

    @Override
    int number(int t, int point) {
        return tables.lattice.state(t, point);
    }

    @Override
    void collect(int lane, ActionTable actions) {
        path.follow(lane, null, 0, actions);
    }

    private int stay(int t, int point) {
        int grade = 0;
        while (tables.lattice.gradeFrom[grade + 1] <= point) {
            grade++;
        }
        return t - grade;
    }
}
