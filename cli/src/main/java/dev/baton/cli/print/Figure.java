package dev.baton.cli.print;

import java.util.List;

/**
 * A chart with its title, the names of its series, its numbers and what to know about it.
 *
 * @param title what it shows
 * @param pictures one or more SVG pictures
 * @param legend the names of the series in the order of their colours; none where there is one only
 * @param table the numbers
 * @param caption what to know, in a sentence or two
 * @param curves the same numbers as JSON where they can be looked at closely, or nothing
 */
public record Figure(
        String title, List<String> pictures, List<String> legend, HtmlTable table, String caption, String curves) {
    public Figure {
        pictures = List.copyOf(pictures);
        legend = List.copyOf(legend);
    }

    public String html() {
        StringBuilder html = new StringBuilder("<figure>\n<h3>").append(HtmlPage.escaped(title)).append("</h3>\n");
        if (!legend.isEmpty()) {
            html.append("<ul class=\"legend\">");
            for (int s = 0; s < legend.size(); s++) {
                html.append("<li class=\"s")
                        .append(Svg.shade(s))
                        .append("\" data-series=\"")
                        .append(s)
                        .append("\"><i></i>");
                html.append(HtmlPage.escaped(legend.get(s))).append("</li>");
            }
            html.append("</ul>\n");
        }
        html.append("<div class=\"pictures\">");
        pictures.forEach(html::append);
        html.append("</div>\n");
        if (!curves.isEmpty()) {
            // A script's text ends at the first "</script", wherever it stands.
            html.append("<script type=\"application/json\">")
                    .append(curves.replace("<", "\\u003c"))
                    .append("</script>\n");
        }
        html.append("<figcaption>").append(HtmlPage.escaped(caption)).append("</figcaption>\n");
        html.append("<details><summary>Numbers</summary>").append(table.html()).append("</details>\n</figure>\n");
        return html.toString();
    }
}
