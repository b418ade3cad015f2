package dev.baton.cli.report;

import dev.baton.cli.print.Figure;
import dev.baton.cli.print.PageFiles;
import dev.baton.cli.print.Plot;
import dev.baton.cli.print.PlotImage;
import dev.baton.cli.print.PlotStyle;
import dev.baton.files.BatonException;
import dev.baton.files.text.InputFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Writes every chart of a page into a folder, as SVG and as PNG. */
public final class PlotFiles {
    private static final Pattern OURS = Pattern.compile("[0-9]{2,}-[a-z0-9-]+\\.(svg|png)");

    private PlotFiles() {}

    /** Returns the folder beside a page for its pictures. */
    public static Path folder(Path page) {
        return PageFiles.beside(page, "-plots");
    }

    /**
     * Writes the charts; what an earlier page of other charts has left there goes, and nothing else.
     *
     * @throws BatonException if the folder cannot be written, or if Java cannot draw letters here
     */
    public static void write(Path folder, List<Figure> figures) {
        PlotStyle style = PlotStyle.ofPage();
        Set<String> written = new TreeSet<>();
        try {
            Files.createDirectories(folder);
            for (int f = 0; f < figures.size(); f++) {
                Figure figure = figures.get(f);
                String name = String.format(Locale.ROOT, "%02d-%s", f + 1, word(figure.title()));
                Plot plot = new Plot(figure);
                PageFiles.write(
                        folder.resolve(name + ".svg"), plot.svg(figure, style).getBytes(StandardCharsets.UTF_8));
                PageFiles.write(folder.resolve(name + ".png"), png(plot, style));
                written.addAll(List.of(name + ".svg", name + ".png"));
            }
            try (Stream<Path> entries = Files.list(folder)) {
                for (Path entry : entries.toList()) {
                    String name = entry.getFileName().toString();
                    if (OURS.matcher(name).matches() && !written.contains(name)) {
                        Files.delete(entry);
                    }
                }
            }
        } catch (IOException e) {
            throw InputFile.failure(folder, "cannot be written", e);
        }
    }

    /** Java throws many things where the system has no fonts. */
    private static byte[] png(Plot plot, PlotStyle style) {
        try {
            return PlotImage.png(plot, style);
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Error | NullPointerException e) {
            throw new BatonException("--plots: PNG cannot be drawn, because this Java finds no fonts (" + e
                    + "); install fontconfig and a font, such as DejaVu", e);
        }
    }

    private static String word(String title) {
        String word = title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        return word.isEmpty() ? "chart" : word.substring(0, Math.min(60, word.length()));
    }
}
