/**
 * From the files that {@code scripts/bench-run} leaves to the tables of BENCHMARKS.md, and the checks of
 * {@code scripts/check-compiled}. Plain Java without libraries, so that it runs from benchmarks.jar wherever that runs.
 */
@NullMarked
package dev.baton.bench.report;

import org.jspecify.annotations.NullMarked;
