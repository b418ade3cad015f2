package dev.baton.cli.report;

import dev.baton.cli.print.CsvTable;
import dev.baton.cli.print.Numbers;
import dev.baton.files.text.JsonWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A measure along training: its mean over the seeds, and its least and greatest where there are several. All lists have
 * the same length.
 *
 * @param name of the series
 * @param x training episodes or updates
 * @param mean over the seeds
 * @param low least of the seeds; none for one seed
 * @param high greatest of the seeds; none for one seed
 */
public record Curve(String name, List<Double> x, List<Double> mean, List<Double> low, List<Double> high) {
    /** More points than a screen shows only hide the curve behind its noise. */
    public static final int MOST_POINTS = 250;

    public Curve {
        x = List.copyOf(x);
        mean = List.copyOf(mean);
        low = List.copyOf(low);
        high = List.copyOf(high);
    }

    public boolean hasBand() {
        return !low.isEmpty();
    }

    /** Returns how many updates share a point. */
    public static int updatesPerPoint(int updates) {
        return (updates + MOST_POINTS - 1) / MOST_POINTS;
    }

    /**
     * Returns the curve of the same column of several tables, as long as the shortest. Neighbouring updates are
     * averaged first, seed by seed.
     */
    public static Curve of(String name, List<CsvTable> tables, String xColumn, String column) {
        int rows = tables.stream().mapToInt(table -> table.rows().size()).min().orElse(0);
        int together = Math.max(1, updatesPerPoint(rows));
        List<Double> x = new ArrayList<>();
        List<Double> mean = new ArrayList<>();
        List<Double> low = new ArrayList<>();
        List<Double> high = new ArrayList<>();
        for (int from = 0; from < rows; from += together) {
            int to = Math.min(rows, from + together);
            double[] perSeed = new double[tables.size()];
            for (int s = 0; s < perSeed.length; s++) {
                perSeed[s] = mean(tables.get(s), column, from, to);
            }
            Arrays.sort(perSeed);
            if (!Double.isFinite(perSeed[perSeed.length - 1])) {
                continue; // nothing was measured here
            }
            x.add(tables.get(0).number(to - 1, xColumn));
            mean.add(Arrays.stream(perSeed).sum() / perSeed.length);
            if (perSeed.length > 1) {
                low.add(perSeed[0]);
                high.add(perSeed[perSeed.length - 1]);
            }
        }
        return new Curve(name, x, mean, low, high);
    }

    private static double mean(CsvTable table, String column, int from, int to) {
        double sum = 0;
        for (int row = from; row < to; row++) {
            sum += table.number(row, column);
        }
        return sum / (to - from);
    }

    /** Writes the curves for the page's script. */
    public static String json(String xWords, String yWords, List<Curve> curves) {
        JsonWriter json = new JsonWriter().begin();
        json.key("x").value(xWords);
        json.key("y").value(yWords);
        json.key("series").beginList();
        for (Curve curve : curves) {
            json.beginItem();
            json.key("name").value(curve.name);
            json.key("x").values(curve.x);
            json.key("mean").values(rounded(curve.mean));
            if (curve.hasBand()) {
                json.key("low").values(rounded(curve.low));
                json.key("high").values(rounded(curve.high));
            }
            json.end();
        }
        json.endList();
        return json.end().finish();
    }

    /** A plot shows no more digits than these, and a page is to stay small. */
    private static List<Double> rounded(List<Double> values) {
        return values.stream().map(value -> Double.valueOf(Numbers.brief(value))).toList();
    }
}
