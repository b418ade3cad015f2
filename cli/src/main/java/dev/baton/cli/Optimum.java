package dev.baton.cli;

import dev.baton.env.CostVector;
import dev.baton.env.EnvSpec;
import dev.baton.exact.ExactResults;
import dev.baton.exact.ExactSolver;
import dev.baton.exact.NotSolvableException;
import dev.baton.ops.Backend;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * What the optimal policy comes to over many start states: total cost, success rate, steps and the components.
 *
 * @param measures in this order
 */
record Optimum(List<Moments> measures) {
    private static final int SLICE = 256;

    Optimum {
        measures = List.copyOf(measures);
    }

    /** Returns the number of states of an environment, or fails in one line that names its file. */
    static long states(EnvSpec spec, Path file) {
        try {
            return ExactSolver.states(spec);
        } catch (NotSolvableException e) {
            throw new BatonException(InputFile.name(file) + ": cannot be solved exactly: " + e.getMessage(), e);
        }
    }

    /** Solves the start states that the evaluation of some seeds meets, in slices that threads take in turn. */
    static Optimum ofEpisodes(
            EnvSpec spec, Seeds seeds, int episodes, Backend backend, int threads, Progress progress) {
        int perSeed = (episodes + SLICE - 1) / SLICE;
        long slices = (long) perSeed * seeds.count();
        int ranges = (int) Math.min(threads, slices);
        List<Callable<List<Optimum>>> tasks = new ArrayList<>();
        for (int r = 0; r < ranges; r++) {
            long from = slices * r / ranges;
            long to = slices * (r + 1) / ranges;
            tasks.add(() -> {
                ExactSolver solver = ExactSolver.of(spec, backend);
                List<Optimum> parts = new ArrayList<>();
                for (long slice = from; slice < to; slice++) {
                    int first = (int) (slice % perSeed) * SLICE;
                    int count = Math.min(SLICE, episodes - first);
                    ExactResults results = new ExactResults(count);
                    solver.solveEpisodes(seeds.first() + slice / perSeed, first, count, results, 0);
                    parts.add(of(results));
                    progress.add(count);
                }
                return parts;
            });
        }
        Optimum all = new Optimum(Collections.nCopies(3 + CostVector.SIZE, Moments.NONE));
        for (List<Optimum> parts : Jobs.run(threads, tasks)) {
            for (Optimum part : parts) {
                all = all.plus(part);
            }
        }
        return all;
    }

    /** Returns the measures of some start states. */
    static Optimum of(ExactResults results) {
        int n = results.startStates();
        List<Moments> measures = new ArrayList<>();
        measures.add(Moments.of(results.totalCost, 0, n));
        measures.add(Moments.of(results.successRate, 0, n));
        measures.add(Moments.of(results.steps, 0, n));
        for (int c = 0; c < CostVector.SIZE; c++) {
            measures.add(Moments.of(results.components, c * n, n));
        }
        return new Optimum(measures);
    }

    private Optimum plus(Optimum other) {
        List<Moments> sums = new ArrayList<>();
        for (int i = 0; i < measures.size(); i++) {
            sums.add(measures.get(i).plus(other.measures.get(i)));
        }
        return new Optimum(sums);
    }

    Moments totalCost() {
        return measures.get(0);
    }

    Moments successRate() {
        return measures.get(1);
    }

    Moments steps() {
        return measures.get(2);
    }

    Moments component(int index) {
        return measures.get(3 + index);
    }
}
