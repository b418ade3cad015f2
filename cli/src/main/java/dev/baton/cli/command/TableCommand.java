package dev.baton.cli.command;

import dev.baton.cli.option.Values;
import dev.baton.cli.print.Csv;
import dev.baton.cli.print.Numbers;
import dev.baton.cli.print.TextTable;
import dev.baton.cli.process.Session;
import dev.baton.cli.report.TableRows;
import dev.baton.cli.sweep.SweepRun;
import dev.baton.files.BatonException;
import dev.baton.files.text.Decimals;
import dev.baton.files.text.NearestWord;
import dev.baton.files.text.Quoted;
import dev.baton.study.Statistic;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "table",
        description = {
            "Turn the results of a sweep into a table.",
            "",
            "A row is all cells that have the same values of the keys; its figures are mean ± sample standard deviation"
                    + " over these cells, which are the seeds of one configuration unless --by names fewer keys."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  baton table runs/part-1",
            "  baton table runs/part-1/results.jsonl --by learningRate --columns totalCost,failure",
            "  baton table runs/part-1 --format latex"
        })
public final class TableCommand implements Callable<Integer> {
    private static final List<String> USUAL = List.of("totalCost", "successRate", "steps");

    private final Session session;

    @Parameters(
            paramLabel = "FILE",
            description = "results.jsonl of 'baton sweep' or summary.json of 'baton reproduce', or the folder of one.")
    private Path file = Path.of("");

    @Option(
            names = "--by",
            paramLabel = "KEY,…",
            split = ",",
            description = "The keys that rows differ by. Default: all that the file has.")
    private @Nullable List<String> by;

    @Option(
            names = "--columns",
            paramLabel = "NAME,…",
            split = ",",
            description = "Some of totalCost, successRate, steps, ${bundle:components}."
                    + " Default: the first three.")
    private List<String> columns = USUAL;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            converter = FormatWord.class,
            description = "text, markdown, csv (numbers in full) or latex (with booktabs). Default: text.")
    private Format format = Format.TEXT;

    public TableCommand(Session session) {
        this.session = session;
    }

    /** How a table is printed. */
    public enum Format {
        TEXT,
        MARKDOWN,
        CSV,
        LATEX;

        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public Integer call() {
        columns.forEach(column -> requireKnown("--columns", column, SweepRun.measures()));
        List<TableRows.Row> rows = TableRows.read(file);
        LinkedHashSet<String> known = new LinkedHashSet<>();
        rows.forEach(row -> known.addAll(row.keys().keySet()));
        List<String> keys = by == null ? List.copyOf(known) : by;
        keys.forEach(key -> requireKnown("--by", key, known));
        List<Group> groups = groups(rows, keys);
        session.out().print(
                switch (format) {
                    case TEXT -> table(keys, groups).text();
                    case MARKDOWN -> table(keys, groups).markdown();
                    case LATEX -> table(keys, groups).latex();
                    case CSV -> csv(keys, groups);
                });
        return 0;
    }

    private static void requireKnown(String option, String word, Collection<String> words) {
        if (!words.contains(word)) {
            String hint = NearestWord.of(word, words)
                    .map(nearest -> "did you mean " + nearest + "?")
                    .orElse(words.isEmpty()
                            ? "all cells have the same configuration"
                            : "expected some of " + Quoted.plain(String.join(", ", words), 1000));
            throw new BatonException(option + ": there is no " + Quoted.of(word) + "; " + hint);
        }
    }

    private static List<Group> groups(List<TableRows.Row> rows, List<String> keys) {
        Map<List<String>, Group> groups = new LinkedHashMap<>();
        for (TableRows.Row row : rows) {
            List<String> values =
                    keys.stream().map(key -> row.keys().getOrDefault(key, "")).toList();
            groups.computeIfAbsent(values, of -> new Group(of, new ArrayList<>())).rows.add(row);
        }
        List<Group> sorted = new ArrayList<>(groups.values());
        sorted.sort((one, other) -> compare(one.values, other.values));
        return sorted;
    }

    private static int compare(List<String> one, List<String> other) {
        for (int k = 0; k < one.size(); k++) {
            double a = Decimals.parse(one.get(k));
            double b = Decimals.parse(other.get(k));
            // Numbers, then texts.
            int order = Double.isNaN(a) && Double.isNaN(b) ? one.get(k).compareTo(other.get(k)) : Double.compare(a, b);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private TextTable table(List<String> keys, List<Group> groups) {
        boolean failures = groups.stream().anyMatch(group -> group.failed() > 0);
        List<String> header = new ArrayList<>(keys.stream().map(key -> ">" + key).toList());
        header.add(">cells");
        if (failures) {
            header.add(">failed");
        }
        columns.forEach(column -> header.add(">" + column));
        TextTable table = new TextTable(header);
        for (Group group : groups) {
            List<String> row = new ArrayList<>(group.values.stream().map(Quoted::plain).toList());
            row.add(Integer.toString(group.rows.size() - group.failed()));
            if (failures) {
                row.add(Integer.toString(group.failed()));
            }
            for (String column : columns) {
                Statistic statistic = group.statistic(column);
                row.add(statistic == null ? "" : Numbers.of(statistic));
            }
            table.row(row);
        }
        return table;
    }

    private String csv(List<String> keys, List<Group> groups) {
        StringBuilder csv = new StringBuilder();
        keys.forEach(key -> csv.append(Csv.cell(key)).append(','));
        csv.append("cells,failed");
        columns.forEach(column -> csv.append(',').append(column).append(',').append(column).append("Sd"));
        csv.append('\n');
        for (Group group : groups) {
            group.values.forEach(value -> csv.append(Csv.cell(value)).append(','));
            csv.append(group.rows.size() - group.failed()).append(',').append(group.failed());
            for (String column : columns) {
                Statistic statistic = group.statistic(column);
                if (statistic == null) {
                    csv.append(",,");
                    continue;
                }
                csv.append(',').append(statistic.mean()).append(',');
                csv.append(statistic.perSeed().size() == 1 ? "" : Double.toString(statistic.std()));
            }
            csv.append('\n');
        }
        return csv.toString();
    }

    /**
     * Rows that share the values of the keys.
     *
     * @param values of the keys
     * @param rows in their order
     */
    private record Group(List<String> values, List<TableRows.Row> rows) {
        int failed() {
            return (int) rows.stream().filter(TableRows.Row::failed).count();
        }

        @Nullable Statistic statistic(String column) {
            int measure = SweepRun.measures().indexOf(column);
            double[] numbers = rows.stream()
                    .filter(row -> !row.failed())
                    .mapToDouble(row -> row.measures()[measure])
                    .toArray();
            return numbers.length == 0 ? null : Statistic.of(numbers);
        }
    }

    /** A way to print a table. */
    public static final class FormatWord implements ITypeConverter<TableCommand.Format> {
        @Override
        public TableCommand.Format convert(String value) {
            return Values.word(value, List.of(TableCommand.Format.values()), TableCommand.Format::key);
        }
    }
}
