package dev.baton.exact;

import dev.baton.ops.Lanes;
import org.jspecify.annotations.Nullable;

/**
 * Start states (d, N), row i starts at {@code i * N}, in blocks that one sweep over information states solves: all that
 * follow one another and are alike where the environment's are, one where the states depend on it, else a lane each.
 * Not thread-safe.
 */
final class StartBlocks {
    private final InformationTables tables;
    private final boolean informed;
    private @Nullable InformationValues values;
    /** (d) the start state that the states are of where they are of one. */
    private double[] common = new double[0];

    /**
     * Prepares blocks of an environment.
     *
     * @param tables the environment
     * @param informed whether the phase is seen before every action
     */
    StartBlocks(InformationTables tables, boolean informed) {
        this.tables = tables;
        this.informed = informed;
    }

    /**
     * Places a block.
     *
     * @param task (d, N) task vectors at t = 0; not modified
     * @param first the first start state of the block
     * @param startStates N
     * @return whether {@link #values} must be swept, because they are not those of this block
     * @throws NotSolvableException if the states would not fit the memory
     */
    boolean place(double[] task, int first, int startStates) {
        boolean one = isOfOne();
        if (values != null && one && InformationTables.same(common, task, startStates, first)) {
            return false;
        }
        if (values == null || one) {
            double[] start = new double[tables.dimension];
            for (int i = 0; i < start.length; i++) {
                start[i] = task[i * startStates + first];
            }
            common = start;
            values = new InformationValues(
                    new InformationGraph(tables, one ? start : null, informed, InformationSolver.mostBytes()),
                    one ? 1 : Lanes.WIDEST);
        }
        for (int lane = 0; lane < Math.min(Lanes.WIDEST, startStates - first) && !one; lane++) {
            for (int i = 0; i < tables.dimension; i++) {
                values.start[i][lane] = task[i * startStates + first + lane];
            }
        }
        return true;
    }

    /** Returns how many start states a block from one on has. */
    int count(double[] task, int first, int startStates) {
        if (tables.sameStart) {
            return InformationTables.alike(task, tables.dimension, startStates, first, startStates - first);
        }
        return isOfOne() ? 1 : Math.min(Lanes.WIDEST, startStates - first);
    }

    /** Returns the lane of a start state of the block that was placed. */
    int lane(int ofBlock) {
        return isOfOne() ? 0 : ofBlock;
    }

    private boolean isOfOne() {
        return tables.sameStart || !tables.additive;
    }

    /** Returns the values of the block that was placed. */
    InformationValues values() {
        if (values == null) {
            throw new IllegalStateException("no start state has been placed");
        }
        return values;
    }
}
