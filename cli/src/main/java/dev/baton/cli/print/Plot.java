package dev.baton.cli.print;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** A chart as one picture by itself, for papers: the page's pictures beside each other, with the legend above them. */
public final class Plot {
    /** Room around everything. */
    public static final int MARGIN = 8;

    private static final int ROW = 20;
    private static final int SWATCH = 12;
    private static final int GAP = 6;
    private static final int BETWEEN = 18;
    // Of a letter on average; the legend is as wide in every font.
    private static final double LETTER = 7.4;

    private final String title;
    private final List<Element> pictures;
    private final List<Entry> legend = new ArrayList<>();
    private final int width;
    private final int height;
    private final int top;

    /** A place in the legend. */
    public record Entry(int series, String words, double x, double y) {
        /** Returns where its words begin. */
        public double wordsX() {
            return x + SWATCH + GAP;
        }

        public int swatch() {
            return SWATCH;
        }
    }

    /** Lays a figure out. */
    public Plot(Figure figure) {
        title = figure.title();
        pictures = figure.pictures().stream().map(Plot::parse).toList();
        width = 2 * MARGIN + pictures.stream().mapToInt(picture -> (int) box(picture)[2]).sum();
        double x = MARGIN;
        double y = MARGIN;
        for (int s = 0; s < figure.legend().size(); s++) {
            String words = figure.legend().get(s);
            double end = x + SWATCH + GAP + LETTER * words.length();
            if (end > width - MARGIN && x > MARGIN) {
                x = MARGIN;
                y += ROW;
                end = x + SWATCH + GAP + LETTER * words.length();
            }
            legend.add(new Entry(Svg.shade(s), words, x, y));
            x = end + BETWEEN;
        }
        top = legend.isEmpty() ? MARGIN : (int) y + ROW + GAP;
        height = top + MARGIN + pictures.stream().mapToInt(picture -> (int) box(picture)[3]).max().orElse(0);
    }

    private static Element parse(String svg) {
        try {
            return DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(svg)))
                    .getDocumentElement();
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new IllegalStateException("a picture of ours", e);
        }
    }

    /** Returns the view box: its left and upper end, width and height. */
    public static double[] box(Element picture) {
        String[] words = picture.getAttribute("viewBox").split(" ", -1);
        double[] box = new double[words.length];
        for (int i = 0; i < box.length; i++) {
            box[i] = Double.parseDouble(words[i]);
        }
        return box;
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** Returns where the pictures begin, below the legend. */
    public int top() {
        return top;
    }

    public List<Element> pictures() {
        return pictures;
    }

    public List<Entry> legend() {
        return legend;
    }

    /** Returns it as an SVG file. */
    public String svg(Figure figure, PlotStyle style) {
        StringBuilder svg = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"")
                .append(width)
                .append("\" height=\"")
                .append(height);
        svg.append("\" viewBox=\"0 0 ").append(width).append(' ').append(height).append("\">\n<title>");
        svg.append(HtmlPage.escaped(title)).append("</title>\n<style>\n").append(style.css()).append("</style>\n");
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
        for (Entry entry : legend) {
            svg.append("<rect x=\"")
                    .append(entry.x())
                    .append("\" y=\"")
                    .append(entry.y())
                    .append("\" width=\"")
                    .append(SWATCH);
            svg.append("\" height=\"")
                    .append(SWATCH)
                    .append("\" fill=\"")
                    .append(style.color(entry.series()))
                    .append("\"/>");
            svg.append("<text x=\"")
                    .append(entry.wordsX())
                    .append("\" y=\"")
                    .append(entry.y() + SWATCH - 1)
                    .append("\">");
            svg.append(HtmlPage.escaped(entry.words())).append("</text>\n");
        }
        int x = MARGIN;
        for (int p = 0; p < pictures.size(); p++) {
            double[] box = box(pictures.get(p));
            svg.append("<svg x=\"").append(x).append("\" y=\"").append(top).append("\" width=\"").append((int) box[2]);
            svg.append("\" height=\"").append((int) box[3]).append("\" ");
            svg.append(figure.pictures().get(p).substring("<svg ".length())).append('\n');
            x += (int) box[2];
        }
        return svg.append("</svg>\n").toString();
    }
}
