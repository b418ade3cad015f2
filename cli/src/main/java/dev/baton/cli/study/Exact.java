package dev.baton.cli.study;

import dev.baton.Backend;
import dev.baton.cli.option.Seeds;
import dev.baton.cli.print.Progress;
import dev.baton.cli.process.Jobs;
import dev.baton.cli.process.Work;
import dev.baton.env.EnvSpec;
import dev.baton.exact.ExactResults;
import dev.baton.exact.ExactSolver;
import dev.baton.exact.NotSolvableException;
import dev.baton.files.BatonException;
import dev.baton.files.text.InputFile;
import dev.baton.policy.Policy;
import dev.baton.study.CommonEpisodes;
import dev.baton.study.Comparison;
import dev.baton.study.Optimum;
import dev.baton.study.OptimumComparison;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** The exact optimum of the start states of some evaluation seeds, in slices that threads take in turn. */
public final class Exact {
    private static final int SLICE = 256;

    // Some tens of seconds of plain Java; beyond that the optimum is a command of its own.
    private static final double MOST_ACTION_VALUES = 4e9;

    private Exact() {}

    /** Returns the number of states of an environment, or fails in one line that names its file. */
    public static long states(EnvSpec spec, Path file) {
        try {
            return ExactSolver.states(spec);
        } catch (NotSolvableException e) {
            throw new BatonException(InputFile.name(file) + ": cannot be solved exactly: " + e.getMessage(), e);
        }
    }

    /** Returns in a sentence why the optimum is not computed beside something else, or nothing if it is. */
    public static String refusal(EnvSpec spec, double startStates) {
        try {
            long states = ExactSolver.states(spec);
            double values = startStates * states * spec.actionCount();
            return values <= MOST_ACTION_VALUES
                    ? ""
                    : String.format(
                            Locale.ROOT,
                            "the optimum is not computed: %.2g action values for %.2g start states of %,d states are"
                                    + " more than the %.0g that this command computes; 'baton optimum' has no limit",
                            values,
                            startStates,
                            states,
                            MOST_ACTION_VALUES);
        } catch (NotSolvableException e) {
            return "the optimum cannot be solved exactly: " + e.getMessage();
        }
    }

    /** Returns how much there is to compute. */
    public static Work work(EnvSpec spec, double startStates) {
        return Work.exact(spec, ExactSolver.states(spec), startStates);
    }

    /** Returns the optimum under each of the seeds. */
    public static List<Optimum> optimum(
            EnvSpec spec, Seeds seeds, int episodes, Backend backend, int threads, Progress progress) {
        Supplier<Slice<Optimum>> workers = () -> {
            ExactSolver solver = ExactSolver.of(spec, backend);
            return (seed, first, count) -> {
                ExactResults results = new ExactResults(count);
                solver.solveEpisodes(seed, first, count, results, 0);
                return Optimum.of(results);
            };
        };
        return bySeed(slices(seeds, episodes, threads, progress, workers), seeds.count());
    }

    /** Runs contenders on the same episodes beside the optimum of their start states. */
    public static Beside compare(
            EnvSpec spec,
            List<Contender> contenders,
            Seeds seeds,
            int episodes,
            Backend backend,
            int threads,
            Progress progress) {
        List<Policy> policies =
                contenders.stream().flatMap(contender -> contender.policies().stream()).toList();
        List<Integer> sizes =
                contenders.stream().map(contender -> contender.policies().size()).toList();
        Supplier<Slice<Part>> workers = () -> {
            OptimumComparison comparison = new OptimumComparison(spec, policies, backend);
            return (seed, first, count) -> {
                CommonEpisodes results = new CommonEpisodes(spec, policies.size(), count);
                comparison.run(seed, first, count, results, 0);
                return new Part(results.optimum(), Comparison.of(results, sizes));
            };
        };
        List<Part> parts = slices(seeds, episodes, threads, progress, workers);
        List<Comparison> comparisons = new ArrayList<>();
        for (int c = 0; c < contenders.size(); c++) {
            int contender = c;
            comparisons.add(Comparison.join(
                    parts.stream().map(part -> part.comparisons.get(contender)).toList()));
        }
        return new Beside(bySeed(parts.stream().map(Part::optimum).toList(), seeds.count()), comparisons);
    }

    /** Work on the episodes first … first + count − 1 of a seed, by one thread at a time. */
    @FunctionalInterface
    private interface Slice<R> {
        R run(long seed, int first, int count);
    }

    private record Part(Optimum optimum, List<Comparison> comparisons) {}

    /** Returns the results of all slices in the order of seeds and episodes, whatever the threads. */
    private static <R> List<R> slices(
            Seeds seeds, int episodes, int threads, Progress progress, Supplier<Slice<R>> workers) {
        int perSeed = slicesOf(episodes);
        long slices = (long) perSeed * seeds.count();
        int ranges = (int) Math.min(threads, slices);
        List<Callable<List<R>>> tasks = new ArrayList<>();
        for (int r = 0; r < ranges; r++) {
            long from = slices * r / ranges;
            long to = slices * (r + 1) / ranges;
            tasks.add(() -> {
                Slice<R> worker = workers.get();
                List<R> results = new ArrayList<>();
                for (long slice = from; slice < to; slice++) {
                    int first = (int) (slice % perSeed) * SLICE;
                    int count = Math.min(SLICE, episodes - first);
                    results.add(worker.run(seeds.first() + slice / perSeed, first, count));
                    progress.add(count);
                }
                return results;
            });
        }
        List<R> all = new ArrayList<>();
        Jobs.run(threads, tasks).forEach(all::addAll);
        return all;
    }

    private static int slicesOf(int episodes) {
        return (episodes + SLICE - 1) / SLICE;
    }

    private static List<Optimum> bySeed(List<Optimum> slices, int seeds) {
        int perSeed = slices.size() / seeds;
        List<Optimum> optima = new ArrayList<>();
        for (int s = 0; s < seeds; s++) {
            optima.add(slices.subList(s * perSeed, (s + 1) * perSeed).stream().reduce(Optimum.NONE, Optimum::plus));
        }
        return optima;
    }
}
