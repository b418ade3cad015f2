package dev.baton.cli.report;

import dev.baton.cli.print.CsvTable;
import dev.baton.cli.print.Figure;
import dev.baton.cli.print.HtmlTable;
import dev.baton.cli.print.Numbers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** What a page shows of a sweep's summary: its configurations, the best first, and what each key that differs does. */
final class SweepCharts {
    /** The most configurations in the table and in the charts. */
    static final int MOST = 500;

    private static final int MOST_VALUES = 12;
    private static final int MOST_KEYS = 8;
    // From there on equal steps would leave all but the largest values at one end.
    private static final double WIDE = 50;
    private static final String COST = "total cost";
    private static final String TITLE = "Total cost by ";
    private static final String SEEDS = "seeds";

    private final CsvTable summary;
    private final List<String> keys;
    /** The rows, the least cost first, those without any last. */
    private final List<Integer> best;

    SweepCharts(CsvTable summary) {
        this.summary = summary;
        keys = summary.header().subList(1, Math.max(1, summary.header().indexOf(SEEDS)));
        best = IntStream.range(0, summary.rows().size())
                .boxed()
                .sorted(Comparator.comparingDouble(this::cost))
                .toList();
    }

    /** Returns the mean total cost of a row; NaN where all its cells failed. */
    private double cost(int row) {
        return summary.number(row, "totalCost");
    }

    /** Returns how many configurations the table leaves out. */
    int leftOut() {
        return Math.max(0, best.size() - MOST);
    }

    /** Returns the best configurations. */
    HtmlTable table() {
        List<String> header = new ArrayList<>(keys);
        header.addAll(List.of(">seeds", ">failed", ">" + COST, ">worst seed", ">success rate", ">steps"));
        HtmlTable table = new HtmlTable(header);
        for (int row : best.subList(0, Math.min(MOST, best.size()))) {
            List<String> cells = new ArrayList<>();
            keys.forEach(key -> cells.add(summary.text(row, key)));
            cells.add(summary.text(row, SEEDS));
            cells.add(summary.text(row, "failed"));
            cells.add(spread(row, "totalCost"));
            String seed = summary.text(row, "worstSeed");
            cells.add(number(row, "worst") + (seed.isEmpty() ? "" : " (" + seed + ")"));
            cells.add(spread(row, "successRate"));
            cells.add(number(row, "steps"));
            table.row(cells);
        }
        return table;
    }

    private String number(int row, String column) {
        double value = summary.number(row, column);
        return Double.isNaN(value) ? "" : Numbers.fixed(value);
    }

    private String spread(int row, String column) {
        String spread = number(row, column + "Sd");
        return number(row, column) + (spread.isEmpty() ? "" : " ± " + spread);
    }

    /** Returns a chart for each key that differs: the cost of the configurations by the key's value. */
    List<Figure> figures(String prefix) {
        List<Integer> shown = best.stream().filter(row -> !Double.isNaN(cost(row))).limit(MOST).toList();
        List<Figure> figures = new ArrayList<>();
        for (String key : keys.subList(0, Math.min(MOST_KEYS, keys.size()))) {
            Set<String> values = new LinkedHashSet<>();
            shown.forEach(row -> values.add(summary.text(row, key)));
            if (values.size() > MOST_VALUES && values.stream().allMatch(SweepCharts::isNumber)) {
                figures.add(points(prefix, key, shown));
            } else if (values.size() > 1 && values.size() <= MOST_VALUES) {
                figures.add(values(prefix, key, shown));
            }
        }
        return figures;
    }

    private static boolean isNumber(String text) {
        return text.matches("-?[0-9.]+([eE][-+]?[0-9]+)?");
    }

    private String note(List<Integer> shown) {
        return shown.size() < best.size()
                ? " The best " + Numbers.count(shown.size()) + " of " + Numbers.count(best.size()) + " configurations."
                : "";
    }

    private Figure values(String prefix, String key, List<Integer> shown) {
        Map<String, List<Integer>> groups = new LinkedHashMap<>();
        shown.stream()
                .sorted(Comparator.comparing((Integer row) -> summary.text(row, key), SweepCharts::byValue))
                .forEach(row -> groups.computeIfAbsent(summary.text(row, key), value -> new ArrayList<>()).add(row));
        return Charts.dotsByRow(
                prefix + TITLE + key,
                "mean " + COST,
                "configuration",
                groups.keySet().stream().map(value -> value.isEmpty() ? "(default)" : value).toList(),
                groups.values().stream()
                        .map(rows -> rows.stream().map(row -> summary.text(row, "configHash")).toList())
                        .toList(),
                groups.values().stream().map(rows -> rows.stream().map(this::cost).toList()).toList(),
                "A dot for every configuration, the mean over its seeds; a ring at the mean of those with the same "
                        + key + "." + note(shown));
    }

    /** Numbers by size, before words. */
    private static int byValue(String one, String other) {
        boolean numbers = isNumber(one) && isNumber(other);
        return numbers
                ? Double.compare(Double.parseDouble(one), Double.parseDouble(other))
                : Boolean.compare(!isNumber(one), !isNumber(other)) != 0
                        ? Boolean.compare(!isNumber(one), !isNumber(other))
                        : one.compareTo(other);
    }

    private Figure points(String prefix, String key, List<Integer> shown) {
        double least = shown.stream().mapToDouble(row -> summary.number(row, key)).min().orElse(0);
        double greatest = shown.stream().mapToDouble(row -> summary.number(row, key)).max().orElse(0);
        boolean wide = least > 0 && greatest >= WIDE * least;
        List<double[]> points = shown.stream()
                .map(row -> new double[] {
                    wide ? Math.log10(summary.number(row, key)) : summary.number(row, key), cost(row)
                })
                .toList();
        List<String> labels = shown.stream().map(row -> key + " " + summary.text(row, key)).toList();
        return Charts.scatter(
                prefix + TITLE + key,
                wide ? "log10 of " + key : key,
                "mean " + COST,
                List.of("configurations"),
                List.of(points),
                List.of(labels),
                List.of(false),
                "A dot for every configuration, the mean over its seeds." + note(shown));
    }
}
