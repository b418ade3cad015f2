package dev.baton.cli.sweep;

import dev.baton.cli.option.Setting;
import dev.baton.cli.option.Shard;
import dev.baton.cli.print.Csv;
import dev.baton.cli.print.Numbers;
import dev.baton.cli.print.TextTable;
import dev.baton.files.BatonException;
import dev.baton.files.text.InputFile;
import dev.baton.files.text.JsonWriter;
import dev.baton.files.text.Quoted;
import dev.baton.study.Statistic;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What the cells of a sweep gave, by configuration: three numbers for each cell, whatever the order of the lines. */
public final class SweepSummary {
    private static final int MOST_SHOWN = 10;
    private static final String CELL = "cell";

    private final Sweep sweep;
    private final BitSet done = new BitSet();
    private final double[] totalCost;
    private final double[] successRate;
    private final double[] steps;

    private SweepSummary(Sweep sweep) {
        this.sweep = sweep;
        totalCost = unknown(sweep.cells());
        successRate = unknown(sweep.cells());
        steps = unknown(sweep.cells());
    }

    private static double[] unknown(int cells) {
        double[] values = new double[cells];
        Arrays.fill(values, Double.NaN);
        return values;
    }

    /** Reads results; refuses those of another sweep. */
    public static SweepSummary read(Sweep sweep, SweepIndex index, Path results) {
        SweepSummary summary = new SweepSummary(sweep);
        SweepLine.forEach(results, line -> {
            int cell = index.cell(line).orElseThrow(() -> foreign(results, line));
            summary.done.set(cell);
            if (!line.failed()) {
                summary.totalCost[cell] = line.number("totalCost");
                summary.successRate[cell] = line.number("successRate");
                summary.steps[cell] = line.number("steps");
            }
        });
        return summary;
    }

    /** Returns the failure of a line whose cell the sweep does not have. */
    public static BatonException foreign(Path results, SweepLine line) {
        return new BatonException(InputFile.name(results) + ", line " + line.number() + ": configuration " + line.hash()
                + " under seed " + line.seed() + " is no cell of this sweep; remove this line");
    }

    /** Returns the cells that there are results of, those of failures among them. */
    public BitSet done() {
        return done;
    }

    /** Returns how many cells failed. */
    public int failed() {
        return (int) done.stream().filter(cell -> Double.isNaN(totalCost[cell])).count();
    }

    /** Returns a measure of the cells of a configuration that did not fail, by seed; null if there is none. */
    private @Nullable Statistic statistic(double[] measure, int configuration) {
        double[] values = good(configuration).mapToDouble(cell -> measure[cell]).toArray();
        return values.length == 0 ? null : Statistic.of(values);
    }

    private IntStream good(int configuration) {
        return cells(configuration).filter(cell -> done.get(cell) && !Double.isNaN(totalCost[cell]));
    }

    private IntStream cells(int configuration) {
        int first = configuration * sweep.seeds().count();
        return IntStream.range(first, first + sweep.seeds().count());
    }

    private long worstSeed(int configuration, Statistic cost) {
        return sweep.seedOf(good(configuration).skip(cost.worst()).findFirst().orElseThrow());
    }

    /** Returns one line for each configuration, with the numbers in full. */
    public String csv() {
        List<String> keys = sweep.varied();
        StringBuilder csv = new StringBuilder("configHash,");
        keys.forEach(key -> csv.append(Csv.cell(key)).append(','));
        csv.append("seeds,failed,totalCost,totalCostSd,worst,worstSeed,successRate,successRateSd,steps\n");
        for (int c = 0; c < sweep.configurations(); c++) {
            Sweep.Configuration configuration = sweep.configuration(c);
            csv.append(configuration.hash()).append(',');
            for (String key : keys) {
                csv.append(Csv.cell(value(configuration, key))).append(',');
            }
            append(csv, c);
        }
        return csv.toString();
    }

    private void append(StringBuilder csv, int configuration) {
        long ran = cells(configuration).filter(done::get).count();
        Statistic cost = statistic(totalCost, configuration);
        Statistic success = statistic(successRate, configuration);
        Statistic length = statistic(steps, configuration);
        if (cost == null || success == null || length == null) {
            csv.append("0,").append(ran).append(",,,,,,,\n");
            return;
        }
        int seeds = cost.perSeed().size();
        csv.append(seeds).append(',').append(ran - seeds).append(',').append(cost.mean()).append(',');
        csv.append(seeds == 1 ? "" : Double.toString(cost.std())).append(',');
        csv.append(cost.perSeed().get(cost.worst())).append(',').append(worstSeed(configuration, cost)).append(',');
        csv.append(success.mean()).append(',').append(seeds == 1 ? "" : Double.toString(success.std())).append(',');
        csv.append(length.mean()).append('\n');
    }

    private static String value(Sweep.Configuration configuration, String key) {
        return configuration.varied().stream()
                .filter(setting -> setting.key().equals(key))
                .findFirst()
                .map(Setting::json)
                .orElse("");
    }

    /** Returns the configurations that have results, those of the least mean cost first. */
    private int[] best() {
        double[] means = new double[sweep.configurations()];
        for (int c = 0; c < means.length; c++) {
            Statistic cost = statistic(totalCost, c);
            means[c] = cost == null ? Double.NaN : cost.mean();
        }
        return IntStream.range(0, means.length)
                .filter(c -> !Double.isNaN(means[c]))
                .boxed()
                .sorted(Comparator.comparingDouble(c -> means[c]))
                .limit(MOST_SHOWN)
                .mapToInt(c -> c)
                .toArray();
    }

    /** Returns a table of the configurations with the least cost. */
    public String text() {
        List<String> keys = sweep.varied();
        List<String> header = new ArrayList<>(keys.stream().map(key -> ">" + key).toList());
        header.addAll(List.of(">seeds", ">total cost", ">worst seed", ">success rate"));
        TextTable table = new TextTable(header);
        int[] best = best();
        for (int c : best) {
            Sweep.Configuration configuration = sweep.configuration(c);
            Statistic cost = statistic(totalCost, c);
            Statistic success = statistic(successRate, c);
            List<String> row = new ArrayList<>(
                    keys.stream().map(key -> Quoted.plain(value(configuration, key))).toList());
            if (cost != null && success != null) {
                row.addAll(List.of(
                        Integer.toString(cost.perSeed().size()),
                        Numbers.of(cost),
                        Numbers.fixed(cost.perSeed().get(cost.worst())) + " (" + worstSeed(c, cost) + ")",
                        Numbers.of(success)));
            }
            table.row(row);
        }
        String those = best.length < sweep.configurations()
                ? "The " + best.length + " configurations of the least cost"
                : "All configurations, those of the least cost first";
        return best.length == 0
                ? ""
                : those + "; mean ± sample standard deviation over the seeds:\n\n" + table.text() + "\n";
    }

    /** Writes the numbers and the best configuration into an open object. */
    public void writeTo(JsonWriter json) {
        json.key("configurations").value(sweep.configurations());
        json.key("seeds").values(sweep.seeds().list());
        json.key("cells").value(sweep.cells());
        json.key("done").value(done.cardinality());
        json.key("failed").value(failed());
        json.key("best").beginList();
        for (int c : best()) {
            Sweep.Configuration configuration = sweep.configuration(c);
            Statistic cost = statistic(totalCost, c);
            json.beginItem();
            json.key("configHash").value(configuration.hash());
            json.key(CELL).begin();
            configuration.varied().forEach(setting -> json.key(setting.key()).json(setting.json()));
            json.end();
            if (cost != null) {
                json.key("totalCost").value(cost);
            }
            json.end();
        }
        json.endList();
    }

    /** Returns what stands in the mark that everything is there. */
    public static String done(Shard shard, Sweep sweep, SweepSummary summary) {
        JsonWriter writer = new JsonWriter().begin();
        writer.key("shard").value(shard.toString());
        writer.key("cells").value(sweep.cells());
        writer.key("done").value(summary.done().cardinality());
        writer.key("failed").value(summary.failed());
        return writer.end().finish();
    }
}
