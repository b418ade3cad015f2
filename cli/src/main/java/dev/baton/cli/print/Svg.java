package dev.baton.cli.print;

import java.util.Locale;

/** Writes one static picture as SVG inside HTML. Coordinates are those of its view box; text is escaped here. */
public final class Svg {
    private final StringBuilder text = new StringBuilder();
    private int open;

    /** Begins a picture with the words that stand for it where it is not seen. */
    public Svg(String title, int width, int height) {
        String escaped = HtmlPage.escaped(title);
        text.append("<svg role=\"img\" aria-label=\"").append(escaped).append("\" viewBox=\"0 0 ").append(width);
        text.append(' ').append(height).append("\"><title>").append(escaped).append("</title>");
    }

    /** Opens a group; {@link #end} closes it. */
    public Svg group(String style, int series) {
        text.append("<g class=\"").append(style).append(" s").append(shade(series));
        text.append("\" data-series=\"").append(series).append("\">");
        open++;
        return this;
    }

    /** Closes the innermost group. */
    public Svg end() {
        text.append("</g>");
        open--;
        return this;
    }

    public Svg line(String style, double x1, double y1, double x2, double y2) {
        text.append("<line class=\"").append(style).append("\" x1=\"").append(number(x1)).append("\" y1=\"")
                .append(number(y1)).append("\" x2=\"").append(number(x2)).append("\" y2=\"").append(number(y2))
                .append("\"/>");
        return this;
    }

    /** Draws a rectangle that says in words what it shows. */
    public Svg rectangle(String style, double x, double y, double width, double height, String says) {
        text.append("<rect class=\"").append(style).append("\" x=\"").append(number(x)).append("\" y=\"")
                .append(number(y)).append("\" width=\"").append(number(Math.max(0, width))).append("\" height=\"")
                .append(number(Math.max(0, height))).append("\">");
        return says(says, "rect");
    }

    /** Draws a dot that says in words what it shows. */
    public Svg dot(String style, double x, double y, double radius, String says) {
        text.append("<circle class=\"").append(style).append("\" cx=\"").append(number(x)).append("\" cy=\"")
                .append(number(y)).append("\" r=\"").append(number(radius)).append("\">");
        return says(says, "circle");
    }

    private Svg says(String words, String element) {
        if (!words.isEmpty()) {
            text.append("<title>").append(HtmlPage.escaped(words)).append("</title>");
        }
        text.append("</").append(element).append('>');
        return this;
    }

    /** Draws a line through points (x0, y0, x1, y1, …), or the area within. */
    public Svg path(boolean closed, String style, double... points) {
        text.append(closed ? "<polygon" : "<polyline").append(" class=\"").append(style).append("\" points=\"");
        for (int i = 0; i < points.length; i++) {
            text.append(i == 0 ? "" : " ").append(number(points[i]));
        }
        text.append("\"/>");
        return this;
    }

    /** Writes words; the anchor is start, middle or end. */
    public Svg words(String style, double x, double y, String anchor, String words) {
        text.append("<text class=\"").append(style).append("\" x=\"").append(number(x)).append("\" y=\"")
                .append(number(y)).append("\" text-anchor=\"").append(anchor).append("\">")
                .append(HtmlPage.escaped(words)).append("</text>");
        return this;
    }

    /** Writes words from below to above. */
    public Svg upwards(double x, double y, String words) {
        text.append("<text class=\"axis\" text-anchor=\"middle\" transform=\"translate(").append(number(x)).append(' ')
                .append(number(y)).append(") rotate(-90)\">").append(HtmlPage.escaped(words)).append("</text>");
        return this;
    }

    /** Draws the axes' lines and numbers, with words beside them. */
    public Svg axes(Axis x, Axis y, String xWords, String yWords) {
        for (double tick : y.ticks()) {
            line("grid", x.from(), y.at(tick), x.to(), y.at(tick));
            words("axis", x.from() - 6, y.at(tick) + 4, "end", Numbers.brief(tick));
        }
        for (double tick : x.ticks()) {
            line("tick", x.at(tick), y.from(), x.at(tick), y.from() + 5);
            words("axis", x.at(tick), y.from() + 19, "middle", Numbers.brief(tick));
        }
        line("tick", x.from(), y.from(), x.to(), y.from());
        words("axis", (x.from() + x.to()) / 2, y.from() + 38, "middle", xWords);
        return yWords.isEmpty() ? this : upwards(14, (y.from() + y.to()) / 2, yWords);
    }

    /** Returns the picture. */
    public String finish() {
        if (open != 0) {
            throw new IllegalStateException("groups still open: " + open);
        }
        return text + "</svg>";
    }

    /** Returns which of the page's colours a series has; there are eight, after which they come again. */
    public static int shade(int series) {
        return series % 8;
    }

    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
