package dev.baton.cli.print;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Puts the Markdown that {@code reproduce} leaves into a page: headings, tables and paragraphs, nothing else. */
public final class MarkdownTables {
    private static final Pattern BAR = Pattern.compile("(?<!\\\\)\\|");

    private final HtmlPage page;
    private final List<String> paragraph = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    private MarkdownTables(HtmlPage page) {
        this.page = page;
    }

    /** Writes a text into a page; its first heading is the page's own. */
    public static void write(String markdown, HtmlPage page) {
        MarkdownTables tables = new MarkdownTables(page);
        markdown.lines().forEach(tables::line);
        tables.flush();
    }

    private void line(String line) {
        if (line.startsWith("|")) {
            rows.add(cells(line));
            return;
        }
        if (line.startsWith("#") || line.isBlank() || !rows.isEmpty()) {
            flush();
        }
        if (line.startsWith("## ")) {
            page.heading(line.substring(3));
        } else if (!line.startsWith("#") && !line.isBlank()) {
            paragraph.add(line);
        }
    }

    /** What stands between the bars of a row. */
    private static List<String> cells(String line) {
        String[] parts = BAR.split(line, -1);
        return Arrays.stream(parts, 1, Math.max(1, parts.length - 1))
                .map(cell -> cell.strip().replace("\\|", "|"))
                .toList();
    }

    private void flush() {
        if (!paragraph.isEmpty()) {
            page.paragraph(String.join(" ", paragraph));
            paragraph.clear();
        }
        if (rows.size() > 1) {
            List<String> header = new ArrayList<>(rows.get(0));
            List<String> alignment = rows.get(1);
            for (int c = 0; c < header.size() && c < alignment.size(); c++) {
                header.set(c, (alignment.get(c).endsWith(":") ? ">" : "") + header.get(c));
            }
            HtmlTable table = new HtmlTable(header);
            rows.stream().skip(2).filter(row -> row.size() == header.size()).forEach(table::row);
            page.table(table);
        }
        rows.clear();
    }
}
