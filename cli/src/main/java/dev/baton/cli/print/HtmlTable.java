package dev.baton.cli.print;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A table of a page. */
public final class HtmlTable {
    private final List<String> header;
    private final List<Boolean> right;
    private final List<List<String>> rows = new ArrayList<>();

    /** Makes an empty table; a header that starts with {@code >} means a column aligned to the right. */
    public HtmlTable(List<String> header) {
        this.header = header.stream().map(h -> h.startsWith(">") ? h.substring(1) : h).toList();
        this.right = header.stream().map(h -> h.startsWith(">")).toList();
    }

    public void row(List<String> cells) {
        if (cells.size() != header.size()) {
            throw new IllegalArgumentException("cells: expected " + header.size() + ", found " + cells.size());
        }
        rows.add(List.copyOf(cells));
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Returns the table in a frame of its own that scrolls where the page is too narrow. */
    public String html() {
        StringBuilder html =
                new StringBuilder("<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Table\"><table>");
        html.append("<thead>").append(row(header, "th scope=\"col\"", "th")).append("</thead>\n<tbody>\n");
        rows.forEach(row -> html.append(row(row, "td", "td")));
        return html.append("</tbody></table></div>\n").toString();
    }

    private String row(List<String> cells, String open, String close) {
        StringBuilder html = new StringBuilder("<tr>");
        for (int c = 0; c < cells.size(); c++) {
            html.append('<').append(open).append(right.get(c) ? " class=\"n\"" : "").append('>');
            html.append(HtmlPage.escaped(cells.get(c))).append("</").append(close).append('>');
        }
        return html.append("</tr>\n").toString();
    }

    /** Returns the cells as plain text, for messages and tests. */
    @Override
    public String toString() {
        return rows.stream().map(row -> String.join(" | ", row)).collect(Collectors.joining("\n"));
    }
}
