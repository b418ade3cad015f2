package dev.baton.cli.folder;

import dev.baton.cli.option.EnvFile;
import dev.baton.cli.print.CsvTable;
import dev.baton.env.EnvSpec;
import dev.baton.files.BatonException;
import dev.baton.files.Environments;
import dev.baton.files.TrainedPolicy;
import dev.baton.files.text.InputFile;
import dev.baton.files.text.StoredJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An output folder of {@code train}, {@code reproduce}, {@code ablate}, {@code frontier}, {@code robustness} or
 * {@code sweep}, as far as it holds anything.
 */
public final class RunFolder {
    private final Path path;
    private final String name;

    private RunFolder(Path path, String name) {
        this.path = path;
        this.name = name;
    }

    /** Opens a folder; refuses one in which nothing is known. */
    public static RunFolder open(String word) {
        if (word.isEmpty()) {
            throw new BatonException("the folder of a run: expected a name, found nothing");
        }
        Path path = InputFile.path(word);
        String shown = InputFile.name(path);
        if (Files.notExists(path)) {
            throw new BatonException(shown + ": no such folder; expected the output folder of a run");
        }
        if (!Files.isDirectory(path)) {
            throw new BatonException(shown + ": is not a folder; expected the output folder of a run");
        }
        Path last = path.toAbsolutePath().normalize().getFileName();
        RunFolder folder = new RunFolder(path, last == null ? shown : last.toString());
        boolean known = List.of(RunFiles.RUN, RunFiles.SUMMARY, RunFiles.METRICS, RunFiles.POLICY, RunFiles.SWEPT)
                .stream()
                .anyMatch(folder::has);
        if (!known && RunFiles.seedFolders(path).isEmpty()) {
            throw new BatonException(shown + ": holds no run; expected the output folder of 'baton train', 'reproduce',"
                    + " 'ablate', 'frontier', 'robustness' or 'sweep'");
        }
        return folder;
    }

    public Path path() {
        return path;
    }

    /** Returns the folder's own name. */
    public String name() {
        return name;
    }

    public boolean has(String file) {
        return Files.isRegularFile(path.resolve(file));
    }

    /** Returns the environment, which a folder of one seed among several has one folder up. */
    public Optional<EnvSpec> environment() {
        Path own = path.resolve(RunFiles.ENVIRONMENT);
        if (Files.isRegularFile(own)) {
            return Optional.of(EnvFile.read(own));
        }
        Path above = path.toAbsolutePath().normalize().resolveSibling(RunFiles.ENVIRONMENT);
        return RunFiles.isSeedFolder(name) && Files.isRegularFile(above)
                ? Optional.of(EnvFile.read(above))
                : Optional.empty();
    }

    /** Returns what {@code train} has left, or one of the others. */
    public Optional<StoredJson> result() {
        for (String file : List.of(RunFiles.RUN, RunFiles.SUMMARY)) {
            if (has(file)) {
                return Optional.of(StoredJson.read(path.resolve(file)));
            }
        }
        return Optional.empty();
    }

    /** Returns what program ran and on what machine, as far as the run says. */
    public Optional<StoredJson> program() {
        return Stream.of(RunFiles.RUN, RunFiles.PROGRAM)
                .filter(this::has)
                .findFirst()
                .map(file -> StoredJson.read(path.resolve(file)));
    }

    /** Returns a table, if it is there. */
    public Optional<CsvTable> table(String file) {
        return has(file) ? Optional.of(CsvTable.read(path.resolve(file))) : Optional.empty();
    }

    /** Returns a text, if it is there. */
    public Optional<String> text(String file) {
        return has(file)
                ? Optional.of(InputFile.readText(path.resolve(file), Environments.MAX_BYTES, "what a run leaves"))
                : Optional.empty();
    }

    /** Returns the folder itself, or those of its seeds. */
    private List<Path> seeds(String file) {
        List<Path> folders = new ArrayList<>();
        if (has(file)) {
            folders.add(path);
        } else {
            RunFiles.seedFolders(path).stream()
                    .filter(folder -> Files.isRegularFile(folder.resolve(file)))
                    .forEach(folders::add);
        }
        return folders;
    }

    /** Returns the policies, by seed. */
    public List<TrainedPolicy> policies() {
        return seeds(RunFiles.POLICY).stream()
                .map(folder -> TrainedPolicy.read(folder.resolve(RunFiles.POLICY)))
                .toList();
    }

    /** Returns what the updates of every seed said. */
    public List<CsvTable> metrics() {
        return metricFiles().values().stream().map(CsvTable::read).toList();
    }

    /** Returns where that stands, by the folder of the seed; nothing for the folder itself. */
    public Map<String, Path> metricFiles() {
        Map<String, Path> files = new LinkedHashMap<>();
        for (Path folder : seeds(RunFiles.METRICS)) {
            files.put(folder.equals(path) ? "" : folder.getFileName().toString(), folder.resolve(RunFiles.METRICS));
        }
        return files;
    }
}
