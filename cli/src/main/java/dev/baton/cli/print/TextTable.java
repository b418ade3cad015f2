package dev.baton.cli.print;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.function.BinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A small table; columns are as wide as they need to be. In a column aligned to the right numbers stand with their
 * decimal points below each other, and so do their spreads or the other ends of their ranges.
 */
public final class TextTable {
    private static final String NUMBER = "((?:± )?[-+]?[0-9][0-9,]*)((?:\\.[0-9]+)?(?:e-?[0-9]+)?(?: [%σs])?)";
    // A number, alone or joined to another.
    private static final Pattern NUMBERS = Pattern.compile(NUMBER + "(?:( ± | to )" + NUMBER + ")?");
    private static final Pattern EXPONENT = Pattern.compile("e(-?[0-9]+)");
    private static final int PARTS = 5;
    private static final int SECOND = 3;

    private final List<String> header;
    private final List<Boolean> right;
    private final List<List<String>> rows = new ArrayList<>();

    /** Makes an empty table; a header that starts with {@code >} means a column aligned to the right. */
    public TextTable(List<String> header) {
        this.header = header.stream()
                .map(h -> h.startsWith(">") ? h.substring(1) : h)
                .toList();
        this.right = header.stream().map(h -> h.startsWith(">")).toList();
    }

    public void row(List<String> cells) {
        if (cells.size() != header.size()) {
            throw new IllegalArgumentException("cells: expected " + header.size() + ", found " + cells.size());
        }
        rows.add(List.copyOf(cells));
    }

    /** Returns the table for a terminal, two spaces between the columns. */
    public String text() {
        List<List<String>> columns = new ArrayList<>();
        for (int c = 0; c < header.size(); c++) {
            int column = c;
            List<String> cells = rows.stream().map(row -> row.get(column)).toList();
            columns.add(right.get(c) ? toTheRight(header.get(c), aligned(cells)) : toTheLeft(header.get(c), cells));
        }
        StringBuilder text = new StringBuilder();
        for (int r = 0; r <= rows.size(); r++) {
            StringJoiner line = new StringJoiner("  ");
            for (List<String> column : columns) {
                line.add(column.get(r));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private static List<String> toTheLeft(String title, List<String> cells) {
        return padded(title, cells, (cell, gap) -> cell + gap);
    }

    private static List<String> toTheRight(String title, List<String> cells) {
        return padded(title, cells, (cell, gap) -> gap + cell);
    }

    private static List<String> padded(String title, List<String> cells, BinaryOperator<String> pad) {
        List<String> column = new ArrayList<>(cells);
        column.addFirst(title);
        int width = column.stream().mapToInt(TextTable::length).max().orElse(0);
        column.replaceAll(cell -> pad.apply(cell, " ".repeat(width - length(cell))));
        return column;
    }

    /** Puts blanks around the numbers of a column so that their decimal points are in line. */
    private static List<String> aligned(List<String> cells) {
        int[] widths = new int[PARTS];
        for (String cell : cells) {
            String[] parts = parts(cell);
            for (int p = 0; p < parts.length; p++) {
                widths[p] = Math.max(widths[p], length(parts[p]));
            }
        }
        return cells.stream().map(cell -> aligned(parts(cell), cell, widths)).toList();
    }

    private static String aligned(String[] parts, String cell, int[] widths) {
        if (parts.length == 0) {
            return cell;
        }
        StringBuilder text = new StringBuilder();
        for (int p = 0; p < PARTS; p++) {
            String gap = " ".repeat(widths[p] - length(parts[p]));
            boolean beforeAPoint = p == 0 || p == SECOND;
            text.append(beforeAPoint ? gap + parts[p] : parts[p] + gap);
        }
        return text.toString();
    }

    /**
     * Returns what stands before and after the point of a number, what joins it to a second one, and that; or nothing.
     */
    private static String[] parts(String cell) {
        Matcher numbers = NUMBERS.matcher(cell);
        if (!numbers.matches()) {
            return new String[0];
        }
        String[] parts = new String[PARTS];
        for (int p = 0; p < PARTS; p++) {
            parts[p] = Objects.requireNonNullElse(numbers.group(p + 1), "");
        }
        return parts;
    }

    /** Returns the table in Markdown. */
    public String markdown() {
        StringBuilder text = new StringBuilder(markdown(header)).append('|');
        for (boolean alignRight : right) {
            text.append(alignRight ? " ---: |" : " --- |");
        }
        text.append('\n');
        rows.forEach(row -> text.append(markdown(row)));
        return text.toString();
    }

    private static String markdown(List<String> row) {
        StringJoiner line = new StringJoiner(" | ", "| ", " |\n");
        row.forEach(cell -> line.add(cell.replace("|", "\\|")));
        return line.toString();
    }

    /** Returns the table in LaTeX, with the rules of the package booktabs. */
    public String latex() {
        StringBuilder text = new StringBuilder("% needs \\usepackage{booktabs}\n\\begin{tabular}{");
        right.forEach(alignRight -> text.append(alignRight ? 'r' : 'l'));
        text.append("}\n\\toprule\n").append(latex(header)).append("\\midrule\n");
        rows.forEach(row -> text.append(latex(row)));
        return text.append("\\bottomrule\n\\end{tabular}\n").toString();
    }

    private static String latex(List<String> row) {
        StringJoiner line = new StringJoiner(" & ", "", " \\\\\n");
        row.forEach(cell -> line.add(latex(cell)));
        return line.toString();
    }

    private static String latex(String cell) {
        if (NUMBERS.matcher(cell).matches() && !cell.contains(" to ")) {
            String number = cell.replace("±", "\\pm").replace("%", "\\%").replace(",", "{,}");
            return "$" + EXPONENT.matcher(number).replaceAll("\\\\cdot 10^{$1}") + "$";
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < cell.length(); i++) {
            char c = cell.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\textbackslash{}");
                case '~' -> text.append("\\textasciitilde{}");
                case '^' -> text.append("\\textasciicircum{}");
                case '&', '%', '$', '#', '_', '{', '}' -> text.append('\\').append(c);
                default -> text.append(c);
            }
        }
        return text.toString();
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
