package dev.baton.cli.sweep;

import java.util.List;
import java.util.function.BiConsumer;

/**
 * Where the cells of a sweep are computed, if not on this process's own threads. {@code extra/spark} has one; it is
 * found as a service, so that nothing here depends on Spark.
 */
public interface SweepEngine {
    /**
     * Computes some cells and returns when all are done.
     *
     * @param master which machines, in the engine's own words, such as {@code local[2]}
     * @param cells computes them wherever it is sent
     * @param numbers of the cells, from 0, ascending, not modified
     * @param finished takes the numbers of a few cells and their lines, in any order, never by two threads at once;
     *     what it throws ends the run
     * @throws dev.baton.files.BatonException if the engine cannot start or gives up; what was finished before is kept
     */
    void run(String master, SweepCells cells, int[] numbers, BiConsumer<int[], List<String>> finished);
}
