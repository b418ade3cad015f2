package dev.baton.cli.report;

import dev.baton.cli.print.Axis;
import dev.baton.cli.print.Figure;
import dev.baton.cli.print.HtmlTable;
import dev.baton.cli.print.Numbers;
import dev.baton.cli.print.Svg;
import dev.baton.files.text.Quoted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/** The static charts of a page. */
public final class Charts {
    private static final int WIDTH = 480;
    private static final int LEFT = 64;
    private static final int RIGHT = 12;
    private static final int BELOW = 44;
    private static final int LABELS = 150;
    private static final int ROW = 34;
    private static final int MOST_DOTS = 20;
    private static final int BINS = 12;

    private Charts() {}

    /** Draws curves with their bands. */
    public static Figure curves(String title, String xWords, String yWords, List<Curve> curves, String caption) {
        int height = 300;
        List<Double> xs = new ArrayList<>();
        List<Double> ys = new ArrayList<>();
        for (Curve curve : curves) {
            xs.addAll(curve.x());
            ys.addAll(curve.mean());
            ys.addAll(curve.low());
            ys.addAll(curve.high());
        }
        Axis x = Axis.over(xs, true, LEFT, WIDTH - RIGHT);
        Axis y = Axis.over(ys, false, height - BELOW, 10);
        Svg svg = new Svg(title + ": " + yWords + " by " + xWords, WIDTH, height);
        svg.axes(x, y, xWords, yWords);
        for (int s = 0; s < curves.size(); s++) {
            Curve curve = curves.get(s);
            svg.group("series", s);
            if (curve.hasBand()) {
                double[] up = points(curve.x(), curve.low(), x, y);
                double[] down = points(curve.x().reversed(), curve.high().reversed(), x, y);
                svg.path(true, "area", DoubleStream.concat(Arrays.stream(up), Arrays.stream(down)).toArray());
            }
            svg.path(false, "curve", points(curve.x(), curve.mean(), x, y));
            svg.end();
        }
        return new Figure(
                title,
                List.of(svg.finish()),
                curves.size() == 1 ? List.of() : curves.stream().map(Curve::name).toList(),
                table(xWords, curves),
                caption,
                Curve.json(xWords, yWords, curves));
    }

    private static double[] points(List<Double> xs, List<Double> ys, Axis x, Axis y) {
        double[] points = new double[2 * xs.size()];
        for (int i = 0; i < xs.size(); i++) {
            points[2 * i] = x.at(xs.get(i));
            points[2 * i + 1] = y.at(ys.get(i));
        }
        return points;
    }

    private static HtmlTable table(String xWords, List<Curve> curves) {
        HtmlTable table = new HtmlTable(List.of("series", ">" + xWords, ">mean", ">least", ">greatest"));
        for (Curve curve : curves) {
            for (int i = 0; i < curve.x().size(); i++) {
                table.row(List.of(
                        curve.name(),
                        Numbers.brief(curve.x().get(i)),
                        Numbers.fixed(curve.mean().get(i)),
                        curve.hasBand() ? Numbers.fixed(curve.low().get(i)) : "",
                        curve.hasBand() ? Numbers.fixed(curve.high().get(i)) : ""));
            }
        }
        return table;
    }

    /**
     * Draws rows of parts that add up.
     *
     * @param parts their names
     * @param rows the names of the rows
     * @param values by row and part
     */
    public static Figure stacked(
            String title, String words, List<String> parts, List<String> rows, List<double[]> values, String caption) {
        int height = 12 + ROW * rows.size() + BELOW;
        List<Double> totals =
                values.stream().map(row -> Arrays.stream(row).sum()).toList();
        Axis x = Axis.over(totals, true, LABELS, WIDTH - 64);
        Svg svg = new Svg(title, WIDTH, height);
        rows(svg, x, rows, words, height);
        for (int p = 0; p < parts.size(); p++) {
            svg.group("series", p);
            for (int r = 0; r < rows.size(); r++) {
                double before = Arrays.stream(values.get(r), 0, p).sum();
                double own = values.get(r)[p];
                svg.rectangle(
                        "bar", x.at(before), 12 + ROW * r + 5, x.at(before + own) - x.at(before), ROW - 10,
                        rows.get(r) + ", " + parts.get(p) + ": " + Numbers.fixed(own));
            }
            svg.end();
        }
        List<String> header = new ArrayList<>(List.of("", ">" + words));
        parts.forEach(part -> header.add(">" + part));
        HtmlTable table = new HtmlTable(header);
        for (int r = 0; r < rows.size(); r++) {
            svg.words("axis", x.at(totals.get(r)) + 6, 12 + ROW * r + ROW / 2 + 5, "start",
                    Numbers.plain(totals.get(r), 2));
            List<String> cells = new ArrayList<>(List.of(rows.get(r), Numbers.fixed(totals.get(r))));
            Arrays.stream(values.get(r)).forEach(value -> cells.add(Numbers.fixed(value)));
            table.row(cells);
        }
        return new Figure(title, List.of(svg.finish()), parts, table, caption, "");
    }

    private static void rows(Svg svg, Axis x, List<String> rows, String words, int height) {
        for (double tick : x.ticks()) {
            svg.line("grid", x.at(tick), 12, x.at(tick), height - BELOW);
            svg.words("axis", x.at(tick), height - BELOW + 17, "middle", Numbers.brief(tick));
        }
        svg.words("axis", (x.from() + x.to()) / 2, height - 6, "middle", words);
        for (int r = 0; r < rows.size(); r++) {
            svg.words("axis", LABELS - 8, 12 + ROW * r + ROW / 2 + 5, "end", Quoted.plain(rows.get(r), 20));
        }
    }

    /**
     * Draws a dot for every seed of every row, and a ring at the row's mean; a histogram for one row of many seeds.
     *
     * @param rows the names
     * @param seeds by row
     * @param values by row, as many as seeds
     */
    public static Figure perSeed(
            String title, String words, List<String> rows, List<List<String>> seeds, List<List<Double>> values,
            String caption) {
        if (rows.size() == 1 && values.get(0).size() > MOST_DOTS) {
            HtmlTable table = table("seed", words, rows, seeds, values);
            return new Figure(title, List.of(histogram(title, words, values.get(0))), List.of(), table, caption, "");
        }
        return dotsByRow(title, words, "seed", rows, seeds, values, caption);
    }

    private static HtmlTable table(
            String of, String words, List<String> rows, List<List<String>> labels, List<List<Double>> values) {
        HtmlTable table = new HtmlTable(List.of("", of, ">" + words));
        for (int r = 0; r < rows.size(); r++) {
            for (int s = 0; s < labels.get(r).size(); s++) {
                table.row(List.of(rows.get(r), labels.get(r).get(s), Numbers.fixed(values.get(r).get(s))));
            }
        }
        return table;
    }

    /**
     * Draws a dot for every value of every row, and a ring at the row's mean.
     *
     * @param of what a dot stands for, such as a seed
     * @param rows the names
     * @param labels of the dots by row
     * @param values by row, as many as labels
     */
    public static Figure dotsByRow(
            String title, String words, String of, List<String> rows, List<List<String>> labels,
            List<List<Double>> values, String caption) {
        String picture = dots(title, words, of, rows, labels, values);
        return new Figure(title, List.of(picture), List.of(), table(of, words, rows, labels, values), caption, "");
    }

    private static String dots(
            String title, String words, String of, List<String> rows, List<List<String>> seeds,
            List<List<Double>> values) {
        int height = 12 + ROW * rows.size() + BELOW;
        Axis x = Axis.over(values.stream().flatMap(List::stream).toList(), true, LABELS, WIDTH - 24);
        Svg svg = new Svg(title, WIDTH, height);
        rows(svg, x, rows, words, height);
        for (int r = 0; r < rows.size(); r++) {
            double y = 12 + ROW * r + ROW / 2;
            svg.line("grid", x.from(), y, x.to(), y).group("series", 0);
            List<Double> row = values.get(r);
            for (int s = 0; s < row.size(); s++) {
                svg.dot("mark", x.at(row.get(s)), y, 4, rows.get(r) + ", " + of + " " + seeds.get(r).get(s) + ": "
                        + Numbers.fixed(row.get(s)));
            }
            double mean = row.stream().mapToDouble(v -> v).sum() / row.size();
            svg.end().group("series", 1);
            svg.dot("ring", x.at(mean), y, 6, rows.get(r) + ", mean: " + Numbers.fixed(mean)).end();
        }
        return svg.finish();
    }

    private static String histogram(String title, String words, List<Double> values) {
        int height = 260;
        Axis x = Axis.over(values, true, LEFT, WIDTH - RIGHT);
        double width = (x.greatest() - x.least()) / BINS;
        int[] counts = new int[BINS];
        for (double value : values) {
            counts[Math.clamp((int) ((value - x.least()) / width), 0, BINS - 1)]++;
        }
        Axis y = Axis.over(
                Arrays.stream(counts).mapToObj(count -> (double) count).toList(), true, height - BELOW, 10);
        Svg svg = new Svg(title, WIDTH, height);
        svg.axes(x, y, words, "seeds").group("series", 0);
        for (int b = 0; b < BINS; b++) {
            double from = x.least() + b * width;
            svg.rectangle(
                    "bar", x.at(from), y.at(counts[b]), x.at(from + width) - x.at(from), y.at(0) - y.at(counts[b]),
                    Numbers.fixed(from) + " to " + Numbers.fixed(from + width) + ": " + counts[b]
                            + (counts[b] == 1 ? " seed" : " seeds"));
        }
        return svg.end().finish();
    }

    /**
     * Draws points of two measures; those of a series that is joined by a line are in its order.
     *
     * @param names of the series
     * @param points (x, y) by series
     * @param labels of the points by series
     * @param joined by series, whether a line joins them
     */
    public static Figure scatter(
            String title,
            String xWords,
            String yWords,
            List<String> names,
            List<List<double[]>> points,
            List<List<String>> labels,
            List<Boolean> joined,
            String caption) {
        int height = 320;
        List<double[]> all = points.stream().flatMap(List::stream).toList();
        Axis x = Axis.over(all.stream().map(p -> p[0]).toList(), false, LEFT, WIDTH - RIGHT);
        Axis y = Axis.over(all.stream().map(p -> p[1]).toList(), false, height - BELOW, 10);
        Svg svg = new Svg(title, WIDTH, height);
        svg.axes(x, y, xWords, yWords);
        HtmlTable table = new HtmlTable(List.of("series", "point", ">" + xWords, ">" + yWords));
        for (int s = 0; s < names.size(); s++) {
            svg.group("series", s);
            List<double[]> series = points.get(s);
            if (joined.get(s)) {
                svg.path(
                        false, "curve",
                        series.stream().flatMapToDouble(p -> DoubleStream.of(x.at(p[0]), y.at(p[1]))).toArray());
            }
            for (int i = 0; i < series.size(); i++) {
                double[] point = series.get(i);
                String label = labels.get(s).get(i);
                svg.dot(joined.get(s) ? "ring" : "mark", x.at(point[0]), y.at(point[1]), joined.get(s) ? 5 : 4,
                        names.get(s) + ", " + label + ": " + xWords + " " + Numbers.fixed(point[0]) + ", " + yWords
                                + " " + Numbers.fixed(point[1]));
                table.row(List.of(names.get(s), label, Numbers.fixed(point[0]), Numbers.fixed(point[1])));
            }
            svg.end();
        }
        return new Figure(title, List.of(svg.finish()), names, table, caption, "");
    }
}
