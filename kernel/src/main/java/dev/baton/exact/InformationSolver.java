package dev.baton.exact;

import dev.baton.Backend;
import dev.baton.env.EnvSpec;
import dev.baton.env.Signals;
import dev.baton.ops.Lanes;

/**
 * {@link ExactSolver} over information states (model, section 10.4). Where all episodes start alike the states are
 * found and solved once. Where effects add, states are found once and solved for a block of start states; else each
 * start state has its own.
 */
final class InformationSolver extends ExactSolver {
    /** The most memory that states may take; no more than this share of the heap. */
    static final long MOST_BYTES = 4L << 30;

    private static final double HEAP_SHARE = 0.6;
    /** Where each start state has its own states, there are many start states and little time for each. */
    private static final long MOST_BYTES_PER_START = 64L << 20;

    private final InformationTables tables;
    /** (J · K) the signal of an outcome. */
    private final int[] signalOfOutcome;

    /** μ in place of the constraint's charge (model, section 10.5); NaN for the environment's own charge. */
    private final double multiplier;

    private final double[] task;
    private long available;
    private InformationGraph graph;
    private InformationValues values;
    /** Actions that were available when the common start was solved; 0 before. */
    private long solved;

    InformationSolver(EnvSpec spec, Backend backend) {
        this(spec, backend, Double.NaN);
    }

    /**
     * Prepares an environment in which an episode without success costs a multiplier, in place of the constraint's
     * charge.
     *
     * @param multiplier μ ≥ 0; +∞ for the greatest success; NaN for the environment's own charge
     */
    InformationSolver(EnvSpec spec, Backend backend, double multiplier) {
        super(spec, backend);
        this.multiplier = multiplier;
        tables = new InformationTables(spec);
        Signals signals = new Signals(spec);
        int outcomes = spec.actions().stream().mapToInt(a -> a.outcomes().size()).max().orElseThrow();
        signalOfOutcome = new int[outcomes * tables.actions];
        for (int k = 0; k < tables.actions; k++) {
            for (int j = 0; j < spec.actions().get(k).outcomes().size(); j++) {
                signalOfOutcome[j * tables.actions + k] = signals.of(k, j);
            }
        }
        task = StartStates.typical(spec);
        graph = new InformationGraph(tables, tables.sameStart || !tables.additive ? task : null, false, bound());
        values = new InformationValues(graph, tables.sameStart || !tables.additive ? 1 : Lanes.WIDEST);
    }

    /** The memory that states may take in this JVM. */
    static long mostBytes() {
        return Math.min(MOST_BYTES, (long) (HEAP_SHARE * Runtime.getRuntime().maxMemory()));
    }

    @Override
    int together(double[] tasks, int stride, int from, int count) {
        return tables.sameStart ? InformationTables.alike(tasks, task.length, stride, from, count) : count;
    }

    private long bound() {
        return perStart() ? Math.min(mostBytes(), MOST_BYTES_PER_START) : mostBytes();
    }

    @Override
    public long states() {
        return graph.nodes();
    }

    @Override
    public boolean perStart() {
        return !tables.sameStart && !tables.additive;
    }

    @Override
    public int lanes() {
        return tables.sameStart ? Lanes.WIDEST : values.lanes;
    }

    @Override
    void place(int lane, double[] start, int stride, int from, long mask) {
        if (tables.sameStart) {
            boolean same = InformationTables.same(task, start, stride, from);
            if (!same && lane > 0) {
                throw new IllegalArgumentException("task: expected start states that are alike in one block, because"
                        + " those of the environment are, found others");
            }
            if (!same) {
                for (int i = 0; i < task.length; i++) {
                    task[i] = start[i * stride + from];
                }
                graph = new InformationGraph(tables, task, false, bound());
                values = new InformationValues(graph, 1);
                solved = 0;
            }
            available = lane == 0 ? mask : available;
            if (mask != available) {
                throw new IllegalArgumentException("available: expected one mask for start states that are alike,"
                        + " found " + Long.toBinaryString(available) + " and " + Long.toBinaryString(mask));
            }
            return;
        }
        values.available[lane] = mask;
        for (int i = 0; i < tables.dimension; i++) {
            values.start[i][lane] = start[i * stride + from];
        }
    }

    @Override
    void run(int count) {
        if (tables.sameStart) {
            if (solved != available) {
                values.available[0] = available;
                sweep();
                solved = available;
            }
            return;
        }
        if (!tables.additive) {
            for (int i = 0; i < task.length; i++) {
                task[i] = values.start[i][0];
            }
            long mask = values.available[0];
            graph = new InformationGraph(tables, task, false, bound());
            values = new InformationValues(graph, 1);
            values.available[0] = mask;
        }
        sweep();
    }

    private void sweep() {
        if (Double.isNaN(multiplier)) {
            values.run();
        } else if (Double.isInfinite(multiplier)) {
            values.runForSuccess();
        } else {
            values.run(multiplier);
        }
    }

    private int lane(int lane) {
        return tables.sameStart ? 0 : lane;
    }

    @Override
    public double value(int lane, int t, int point) {
        return values.value(lane(lane), t, point);
    }

    @Override
    public int action(int lane, int t, int point) {
        return values.action(lane(lane), t, point);
    }

    @Override
    public void actionValues(int lane, int t, int point, double[] q) {
        for (int k = 0; k < q.length; k++) {
            q[k] = values.actionValue(lane(lane), t, point, k);
        }
    }

    @Override
    public int next(int t, int point, int outcome) {
        int child = graph.child[t][point * graph.fan + signalOfOutcome[outcome]];
        return child < 0 ? point : child;
    }

    @Override
    public void expect(int lane, ExactResults results, int n) {
        new InformationPath(values).follow(lane(lane), results, n);
    }

    @Override
    int number(int t, int point) {
        int number = point;
        for (int step = 0; step < t; step++) {
            number += graph.size[step];
        }
        return number;
    }

    @Override
    void collect(int lane, ActionTable actions) {
        new InformationPath(values).collect(lane(lane), (t, point, action) -> actions.put(number(t, point), action));
    }
}
