package dev.baton.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** A small table; columns are as wide as they need to be. */
final class TextTable {
    private final List<String> header;
    private final List<Boolean> right;
    private final List<List<String>> rows = new ArrayList<>();

    /** Makes an empty table; a header that starts with {@code >} means a column aligned to the right. */
    TextTable(List<String> header) {
        this.header = header.stream()
                .map(h -> h.startsWith(">") ? h.substring(1) : h)
                .toList();
        this.right = header.stream().map(h -> h.startsWith(">")).toList();
    }

    void row(List<String> cells) {
        if (cells.size() != header.size()) {
            throw new IllegalArgumentException("cells: expected " + header.size() + ", found " + cells.size());
        }
        rows.add(List.copyOf(cells));
    }

    /** Returns the table for a terminal, two spaces between the columns. */
    String text() {
        int[] widths = new int[header.size()];
        List<List<String>> all = new ArrayList<>(rows);
        all.addFirst(header);
        for (List<String> row : all) {
            for (int c = 0; c < widths.length; c++) {
                widths[c] = Math.max(widths[c], length(row.get(c)));
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : all) {
            StringJoiner line = new StringJoiner("  ");
            for (int c = 0; c < widths.length; c++) {
                String gap = " ".repeat(widths[c] - length(row.get(c)));
                line.add(right.get(c) ? gap + row.get(c) : row.get(c) + gap);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    /** Returns the table in Markdown. */
    String markdown() {
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

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
