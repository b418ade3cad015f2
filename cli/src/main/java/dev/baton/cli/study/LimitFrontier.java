package dev.baton.cli.study;

import dev.baton.Backend;
import dev.baton.cli.option.Compute;
import dev.baton.cli.option.Values;
import dev.baton.cli.print.Numbers;
import dev.baton.cli.print.TextTable;
import dev.baton.cli.process.Jobs;
import dev.baton.cli.process.Work;
import dev.baton.env.EnvSpec;
import dev.baton.env.Limits;
import dev.baton.exact.ExactResults;
import dev.baton.exact.ExactSolver;
import dev.baton.exact.NotSolvableException;
import dev.baton.files.BatonException;
import dev.baton.files.text.InputFile;
import dev.baton.files.text.JsonWriter;
import dev.baton.files.text.Quoted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.ITypeConverter;

/**
 * The optimum along a deadline or a budget, and what one more second or cost unit of it is worth.
 *
 * @param spec the environment
 * @param limited what the limit is of
 * @param starts what is averaged over
 * @param points in ascending order of the limit
 */
public record LimitFrontier(EnvSpec spec, Limited limited, StartTasks starts, List<Point> points) {
    public LimitFrontier {
        points = List.copyOf(points);
    }

    /** What a limit is of. */
    public enum Limited {
        LATENCY,
        MONETARY;

        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        private EnvSpec with(EnvSpec spec, double limit) {
            Limits limits = this == LATENCY
                    ? spec.limits().withLatency(limit)
                    : spec.limits().withMonetary(limit);
            return spec.edit().limits(limits).build();
        }

        private String unit() {
            return this == LATENCY ? "second" : "cost unit";
        }
    }

    /**
     * One value of the limit.
     *
     * @param limit seconds or cost units
     * @param totalCost J*
     * @param successRate of the optimum
     * @param firstAction the most frequent one over the start states; empty where every task is done at its start
     * @param share of the start states in which it is
     */
    public record Point(double limit, double totalCost, double successRate, String firstAction, double share) {}

    /** Returns how much there is to compute; fails in one line where the environment cannot be solved. */
    public static Work work(EnvSpec spec, Path file, Limited limited, List<Double> limits, StartTasks starts) {
        EnvSpec widest = limited.with(spec, limits.getLast());
        return Work.exact(widest, Exact.states(widest, file), (double) starts.count() * limits.size());
    }

    /** Solves every value of a limit, each by a thread of its own. */
    public static LimitFrontier solve(
            EnvSpec spec, Path file, Limited limited, List<Double> limits, StartTasks starts, Compute compute) {
        Backend backend = compute.execution(1).backend();
        List<Callable<Point>> tasks = new ArrayList<>();
        for (double limit : limits) {
            tasks.add(() -> point(limited.with(spec, limit), limit, starts, backend));
        }
        try {
            return new LimitFrontier(spec, limited, starts, Jobs.run(compute.threads(), tasks));
        } catch (NotSolvableException e) {
            throw new BatonException(InputFile.name(file) + ": cannot be solved exactly: " + e.getMessage(), e);
        }
    }

    private static Point point(EnvSpec spec, double limit, StartTasks starts, Backend backend) {
        ExactResults results = new ExactResults(starts.count());
        ExactSolver.of(spec, backend).solveAll(starts.task(), null, results);
        int[] taken = new int[spec.actionCount() + 1];
        for (int action : results.firstAction) {
            taken[action + 1]++;
        }
        int most = IntStream.range(0, taken.length).reduce(0, (a, b) -> taken[b] > taken[a] ? b : a);
        return new Point(
                limit,
                Arrays.stream(results.totalCost).average().orElseThrow(),
                Arrays.stream(results.successRate).average().orElseThrow(),
                most == 0 ? "" : spec.actions().get(most - 1).name(),
                (double) taken[most] / starts.count());
    }

    /** Returns by how much the cost falls per unit of the limit from the point before; NaN at the first. */
    private double price(int point) {
        if (point == 0) {
            return Double.NaN;
        }
        Point before = points.get(point - 1);
        Point here = points.get(point);
        return (before.totalCost - here.totalCost) / (here.limit - before.limit);
    }

    public String text() {
        TextTable table = new TextTable(List.of(
                limited == Limited.LATENCY ? ">deadline (s)" : ">budget (cost units)",
                ">total cost",
                ">success rate",
                ">one more " + limited.unit() + " is worth",
                "first action"));
        for (int i = 0; i < points.size(); i++) {
            Point point = points.get(i);
            String share = point.share < 1 ? " (" + Numbers.rough(100 * point.share) + " %)" : "";
            table.row(List.of(
                    Numbers.brief(point.limit),
                    Numbers.fixed(point.totalCost),
                    Numbers.fixed(point.successRate),
                    i == 0 ? "" : Numbers.fixed(price(i)),
                    (point.firstAction.isEmpty() ? "none, it is solved" : Quoted.plain(point.firstAction)) + share));
        }
        return "Exact optimum along the " + (limited == Limited.LATENCY ? "deadline" : "budget")
                + " in the environment "
                + Quoted.plain(spec.name()) + ", " + starts.describe() + ".\n\n" + table.text() + "\nWhat one more "
                + limited.unit() + " is worth: by how much the total cost falls from the row above, per "
                + limited.unit() + ".\n";
    }

    public String json() {
        JsonWriter json = new JsonWriter().begin();
        json.key("environment").value(spec.name());
        json.key("limit").value(limited.key());
        json.key("startStates").value(starts.count());
        json.key("points").beginList();
        for (int i = 0; i < points.size(); i++) {
            Point point = points.get(i);
            json.beginItem();
            json.key("value").value(point.limit);
            json.key("totalCost").value(point.totalCost);
            json.key("successRate").value(point.successRate);
            if (i == 0) {
                json.key("pricePerUnit").nothing();
            } else {
                json.key("pricePerUnit").value(price(i));
            }
            if (point.firstAction.isEmpty()) {
                json.key("firstAction").nothing();
            } else {
                json.key("firstAction").value(point.firstAction);
            }
            json.key("firstActionShare").value(point.share);
            json.end();
        }
        json.endList();
        return json.end().finish();
    }

    /** What a limit is of. */
    public static final class LimitWord implements ITypeConverter<LimitFrontier.Limited> {
        @Override
        public LimitFrontier.Limited convert(String value) {
            return Values.word(value, List.of(LimitFrontier.Limited.values()), LimitFrontier.Limited::key);
        }
    }
}
