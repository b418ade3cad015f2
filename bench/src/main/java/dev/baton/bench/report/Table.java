package dev.baton.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** A Markdown table; columns after the named number of words are numbers and stand to the right. */
final class Table {
    private final List<String> lines = new ArrayList<>();
    private int rows;

    /** Begins a table whose first {@code words} columns are text. */
    Table(int words, String... heads) {
        lines.add(line(List.of(heads)));
        List<String> rules = new ArrayList<>();
        for (int i = 0; i < heads.length; i++) {
            rules.add(i < words ? "---" : "---:");
        }
        lines.add(line(rules));
    }

    void add(String... cells) {
        lines.add(line(List.of(cells)));
        rows++;
    }

    boolean isEmpty() {
        return rows == 0;
    }

    @Override
    public String toString() {
        return String.join("\n", lines) + "\n\n";
    }

    private static String line(List<String> cells) {
        return cells.stream().map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |"));
    }

    /** Writes a number with three significant digits, thousands separated. */
    static String number(double value) {
        if (!Double.isFinite(value)) {
            return "–";
        }
        double magnitude = Math.abs(value);
        String pattern = magnitude >= 100 ? "%,.0f" : magnitude >= 10 ? "%.1f" : magnitude >= 0.1 ? "%.2f" : "%.2g";
        return value == 0 ? "0" : String.format(Locale.ROOT, pattern, value);
    }

    static String measured(Row.Measured measured) {
        return number(measured.value()) + (Double.isNaN(measured.error()) ? "" : " ± " + number(measured.error()));
    }

    static String percent(OptionalDouble share) {
        return share.isPresent() ? String.format(Locale.ROOT, "%.0f %%", 100 * share.getAsDouble()) : "–";
    }

    static String ratio(double value) {
        return Double.isFinite(value) ? number(value) + " ×" : "–";
    }

    /** Writes bytes; what is below a thousandth of a byte is the harness itself. */
    static String bytes(double value) {
        return Math.abs(value) < 1e-3 ? "0" : number(value);
    }
}
