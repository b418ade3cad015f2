package dev.baton.cli.report;

import dev.baton.cli.folder.RunFiles;
import dev.baton.cli.folder.RunFolder;
import dev.baton.cli.print.CsvTable;
import dev.baton.cli.print.PageFiles;
import dev.baton.files.BatonException;
import dev.baton.files.text.InputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the learning curves of runs for TensorBoard: a folder for each seed, which is what it calls a run. */
public final class EventFiles {
    private static final String EPISODES = "episodes";

    private EventFiles() {}

    /** Returns the folder beside a page for its curves. */
    public static Path folder(Path page) {
        return PageFiles.beside(page, "-tensorboard");
    }

    /** Returns where metrics of updates are, by the name of their curves; refuses runs that have none. */
    public static Map<String, Path> metrics(List<RunFolder> runs) {
        Map<String, Path> metrics = new LinkedHashMap<>();
        for (int r = 0; r < runs.size(); r++) {
            RunFolder run = runs.get(r);
            // Folders of the same name lie in different places.
            boolean known = r > 0 && runs.get(0).name().equals(run.name());
            String name = known ? run.name() + "-2" : run.name();
            run.metricFiles().forEach((seed, file) -> metrics.put(seed.isEmpty() ? name : name + "/" + seed, file));
        }
        if (metrics.isEmpty()) {
            List<String> names = runs.stream().map(run -> InputFile.name(run.path())).toList();
            throw new BatonException("--tensorboard: " + String.join(" and ", names) + ": no " + RunFiles.METRICS
                    + " of updates here; expected the folder of 'baton train'");
        }
        return metrics;
    }

    /**
     * Writes the curves: every column, by episodes where there are, else by what stands in the first column.
     *
     * @param metrics as {@link #metrics} returns them
     * @throws BatonException if the folder cannot be written
     */
    public static void write(Path folder, Map<String, Path> metrics) {
        try {
            for (Map.Entry<String, Path> entry : metrics.entrySet()) {
                Path own = Files.createDirectories(folder.resolve(entry.getKey()));
                CsvTable table = CsvTable.read(entry.getValue());
                double written = Files.getLastModifiedTime(entry.getValue()).toMillis() / 1000.0;
                PageFiles.write(own.resolve(EventFile.NAME), events(table, written));
            }
        } catch (IOException e) {
            throw InputFile.failure(folder, "cannot be written", e);
        }
    }

    private static byte[] events(CsvTable table, double written) {
        EventFile file = new EventFile(written);
        if (!table.header().isEmpty()) {
            String first = table.header().get(0);
            String by = table.has(EPISODES) ? EPISODES : first;
            List<String> curves =
                    table.header().stream().filter(c -> !c.equals(by) && !c.equals(first)).toList();
            for (int row = 0; row < table.rows().size(); row++) {
                for (String curve : curves) {
                    double value = table.number(row, curve);
                    if (!Double.isNaN(value)) {
                        file.add(curve, Math.round(table.number(row, by)), value);
                    }
                }
            }
        }
        return file.finish();
    }
}
