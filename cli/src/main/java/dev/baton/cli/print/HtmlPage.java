package dev.baton.cli.print;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * One HTML page with everything it needs inside. Without scripts it is complete; they only add hovering, zooming and
 * hiding of series. All text is escaped here, and the page forbids itself to load anything.
 */
public final class HtmlPage {
    /** By which a page of Baton is known again. */
    public static final String GENERATOR = "<meta name=\"generator\" content=\"baton report\">";

    private static final String LIBRARY = "/META-INF/resources/webjars/uplot/%s/%s";
    private static final String VERSION = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";

    private final String title;
    private final StringBuilder body = new StringBuilder();
    private final List<String> sections = new ArrayList<>();
    private final List<Figure> figures = new ArrayList<>();

    public HtmlPage(String title) {
        this.title = title;
    }

    /** Returns text as it may stand in HTML, in an attribute too. */
    public static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    /** Begins a section, which the contents at the top lead to. */
    public void section(String heading) {
        if (!sections.isEmpty()) {
            body.append("</section>\n");
        }
        sections.add(heading);
        body.append("<section id=\"part-").append(sections.size()).append("\">\n<h2>");
        body.append(escaped(heading)).append("</h2>\n");
    }

    public void heading(String words) {
        body.append("<h3>").append(escaped(words)).append("</h3>\n");
    }

    public void paragraph(String words) {
        body.append("<p>").append(escaped(words)).append("</p>\n");
    }

    public void table(HtmlTable table) {
        body.append(table.html());
    }

    /** Adds text whose line breaks and blanks matter, folded away. */
    public void listing(String summary, String text) {
        body.append("<details><summary>").append(escaped(summary)).append("</summary><pre tabindex=\"0\">");
        body.append(escaped(text)).append("</pre></details>\n");
    }

    /** Returns all figures so far. */
    public List<Figure> figures() {
        return List.copyOf(figures);
    }

    /** Opens a row of figures that stand beside each other where there is room. */
    public void figures(List<Figure> figures) {
        this.figures.addAll(figures);
        body.append("<div class=\"figures\">\n");
        figures.forEach(figure -> body.append(figure.html()));
        body.append("</div>\n");
    }

    /** Opens a place in a tree that can be folded; {@link #endBranch} closes it. */
    public void branch(boolean open, String words) {
        body.append(open ? "<details class=\"branch\" open>" : "<details class=\"branch\">");
        body.append("<summary>").append(escaped(words)).append("</summary><div>\n");
    }

    public void endBranch() {
        body.append("</div></details>\n");
    }

    public void leaf(String words) {
        body.append("<p class=\"leaf\">").append(escaped(words)).append("</p>\n");
    }

    /** Returns the page. */
    public String finish() {
        String version = version();
        StringBuilder html =
                new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        html.append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src"
                + " 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:\">\n");
        html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.append("<meta name=\"color-scheme\" content=\"light dark\">\n").append(GENERATOR).append('\n');
        html.append("<title>").append(escaped(title)).append("</title>\n<style>\n");
        html.append(resource(String.format(LIBRARY, version, "dist/uPlot.min.css"))).append('\n');
        html.append(resource("report.css")).append("</style>\n</head>\n<body>\n<header>\n<h1>");
        html.append(escaped(title)).append("</h1>\n<nav aria-label=\"Contents\"><ul>");
        for (int i = 0; i < sections.size(); i++) {
            html.append("<li><a href=\"#part-").append(i + 1).append("\">").append(escaped(sections.get(i)));
            html.append("</a></li>");
        }
        html.append("</ul></nav>\n</header>\n<main>\n").append(body).append(sections.isEmpty() ? "" : "</section>\n");
        html.append("</main>\n<script>\n/*\n");
        html.append(resource(String.format(LIBRARY, version, "LICENSE"))).append("*/\n");
        html.append(resource(String.format(LIBRARY, version, "dist/uPlot.iife.min.js")))
                .append("\n</script>\n<script>\n");
        html.append(resource("report.js")).append("</script>\n</body>\n</html>\n");
        return html.toString();
    }

    private static String version() {
        Properties properties = new Properties();
        try (InputStream in = HtmlPage.class.getResourceAsStream(VERSION)) {
            if (in == null) {
                throw missing(VERSION);
            }
            properties.load(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return properties.getProperty("version", "");
    }

    /** Returns what lies beside this class. */
    public static String resource(String name) {
        try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw missing(name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static IllegalStateException missing(String name) {
        return new IllegalStateException("not on the class path: " + name);
    }
}
