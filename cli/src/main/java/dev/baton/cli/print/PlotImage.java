package dev.baton.cli.print;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Draws plots as PNG: the elements that {@link Svg} writes, and no others. Only who asks for pictures loads this class,
 * and Java's with it, which take a second.
 */
public final class PlotImage {
    // Three points for each of the page's: sharp in print at the width of a column.
    private static final int SCALE = 3;
    private static final Pattern SERIES = Pattern.compile("\\bs([0-7])\\b");
    private static final Pattern UPWARDS = Pattern.compile("translate\\(([-0-9.]+) ([-0-9.]+)\\) rotate\\(-90\\)");

    private final PlotStyle style;
    private final Graphics2D graphics;

    private PlotImage(PlotStyle style, Graphics2D graphics) {
        this.style = style;
        this.graphics = graphics;
    }

    /** Returns a plot as the bytes of a PNG file. */
    public static byte[] png(Plot plot, PlotStyle style) {
        System.setProperty("java.awt.headless", "true");
        BufferedImage image =
                new BufferedImage(SCALE * plot.width(), SCALE * plot.height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
            graphics.scale(SCALE, SCALE);
            new PlotImage(style, graphics).draw(plot);
        } finally {
            graphics.dispose();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.setUseCache(false);
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new IllegalStateException("memory takes every byte", e);
        }
        return bytes.toByteArray();
    }

    private void draw(Plot plot) {
        for (Plot.Entry entry : plot.legend()) {
            graphics.setColor(Color.decode(style.color(entry.series())));
            graphics.fill(new Rectangle2D.Double(entry.x(), entry.y(), entry.swatch(), entry.swatch()));
            words("", 0, entry.wordsX(), entry.y() + entry.swatch() - 1, "start", entry.words());
        }
        AffineTransform before = graphics.getTransform();
        graphics.translate(Plot.MARGIN, plot.top());
        for (Element picture : plot.pictures()) {
            children(picture, 0);
            graphics.translate(Plot.box(picture)[2], 0);
        }
        graphics.setTransform(before);
    }

    private void children(Element parent, int series) {
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                element(element, series);
            }
        }
    }

    private void element(Element element, int series) {
        switch (element.getTagName()) {
            case "g" -> {
                Matcher own = SERIES.matcher(element.getAttribute("class"));
                children(element, own.find() ? Integer.parseInt(own.group(1)) : series);
            }
            case "line" ->
                shape(element, series, new Line2D.Double(
                        number(element, "x1"), number(element, "y1"), number(element, "x2"), number(element, "y2")));
            case "rect" ->
                shape(element, series, new Rectangle2D.Double(
                        number(element, "x"), number(element, "y"), number(element, "width"),
                        number(element, "height")));
            case "circle" -> {
                double radius = number(element, "r");
                shape(element, series, new Ellipse2D.Double(
                        number(element, "cx") - radius, number(element, "cy") - radius, 2 * radius, 2 * radius));
            }
            case "polyline", "polygon" -> shape(element, series, path(element));
            case "text" -> text(element, series);
            case "title" -> {} // what it says is seen
            default -> throw new IllegalStateException("a picture of ours has <" + element.getTagName() + ">");
        }
    }

    private static double number(Element element, String name) {
        return Double.parseDouble(element.getAttribute(name));
    }

    private static Shape path(Element element) {
        Path2D path = new Path2D.Double();
        List<Double> points = List.of(element.getAttribute("points").split(" ", -1)).stream()
                .map(Double::valueOf)
                .toList();
        for (int i = 0; i + 1 < points.size(); i += 2) {
            if (i == 0) {
                path.moveTo(points.get(0), points.get(1));
            } else {
                path.lineTo(points.get(i), points.get(i + 1));
            }
        }
        if (element.getTagName().equals("polygon")) {
            path.closePath();
        }
        return path;
    }

    private String property(Element element, int series, String name) {
        return style.property(element.getTagName(), element.getAttribute("class"), series, name);
    }

    private void shape(Element element, int series, Shape shape) {
        String opacity = property(element, series, "opacity");
        graphics.setComposite(AlphaComposite.SrcOver.derive(opacity.isEmpty() ? 1 : Float.parseFloat(opacity)));
        String fill = property(element, series, "fill");
        if (fill.startsWith("#")) {
            graphics.setColor(Color.decode(fill));
            graphics.fill(shape);
        }
        String stroke = property(element, series, "stroke");
        if (stroke.startsWith("#")) {
            String width = property(element, series, "stroke-width");
            graphics.setStroke(new BasicStroke(
                    width.isEmpty() ? 1 : Float.parseFloat(width), BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
            graphics.setColor(Color.decode(stroke));
            graphics.draw(shape);
        }
        graphics.setComposite(AlphaComposite.SrcOver);
    }

    private void text(Element element, int series) {
        Matcher upwards = UPWARDS.matcher(element.getAttribute("transform"));
        if (upwards.matches()) {
            AffineTransform before = graphics.getTransform();
            graphics.translate(Double.parseDouble(upwards.group(1)), Double.parseDouble(upwards.group(2)));
            graphics.rotate(-Math.PI / 2);
            words(element.getAttribute("class"), series, 0, 0, "middle", element.getTextContent());
            graphics.setTransform(before);
        } else {
            words(
                    element.getAttribute("class"), series, number(element, "x"), number(element, "y"),
                    element.getAttribute("text-anchor"), element.getTextContent());
        }
    }

    private void words(String look, int series, double x, double y, String anchor, String words) {
        String size = style.property("text", look, series, "font-size").replace("px", "");
        boolean bold = style.property("text", look, series, "font-weight").equals("700");
        graphics.setFont(
                new Font(Font.SANS_SERIF, bold ? Font.BOLD : Font.PLAIN, 1).deriveFont(Float.parseFloat(size)));
        graphics.setColor(Color.decode(style.property("text", look, series, "fill")));
        double length = graphics.getFontMetrics().getStringBounds(words, graphics).getWidth();
        double share = anchor.equals("middle") ? 0.5 : anchor.equals("end") ? 1 : 0;
        graphics.drawString(words, (float) (x - share * length), (float) y);
    }
}
