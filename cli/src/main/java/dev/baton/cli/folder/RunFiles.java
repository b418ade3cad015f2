package dev.baton.cli.folder;

import dev.baton.cli.study.Training;
import dev.baton.files.BatonException;
import dev.baton.files.text.InputFile;
import dev.baton.files.text.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** The names of the files in an output folder. */
public final class RunFiles {
    /** The resolved environment. */
    public static final String ENVIRONMENT = "environment.yaml";
    /** The policy. */
    public static final String POLICY = "policy.safetensors";
    /** The training configuration. */
    public static final String CONFIG = "config.yaml";
    /** One line per update. */
    public static final String METRICS = "metrics.csv";
    /** What a training has come to; gone when the run is done. */
    public static final String CHECKPOINT = "checkpoint.safetensors";
    /** The identity of a run; gone when it is done. */
    public static final String RESUME = "resume.yaml";
    /** What {@code train} writes last. */
    public static final String RUN = "run.json";
    /** What {@code reproduce} writes last. */
    public static final String SUMMARY = "summary.json";
    /** What program ran, how it was called and on what machine, where the summary is that of the results alone. */
    public static final String PROGRAM = "program.json";
    /** The two tables. */
    public static final String TABLES = "table.md";
    /** One line per policy and seed. */
    public static final String PER_SEED = "per-seed.csv";

    /** Training cost by update over the seeds, one line per variant and update. */
    public static final String CURVES = "learning-curves.csv";
    /** One line per weight. */
    public static final String FRONTIER = "frontier.csv";
    /** One line per cell of a sweep. */
    public static final String SWEPT = "summary.csv";
    /** The page that {@code report} writes. */
    public static final String REPORT = "report.html";
    /** The page that {@code report} writes of two runs, into the first one's folder. */
    public static final String COMPARISON = "comparison.html";

    private static final String SEED_PREFIX = "seed-";

    private RunFiles() {}

    /** Returns the folder of one seed among several. */
    public static String seedFolder(long seed) {
        return SEED_PREFIX + seed;
    }

    /** Returns the seed that a folder belongs to. */
    public static long seed(Path seedFolder) {
        return Long.parseLong(seedFolder.getFileName().toString().substring(SEED_PREFIX.length()));
    }

    /** Says whether this is the name of a folder of one seed among several. */
    public static boolean isSeedFolder(String name) {
        return name.matches(SEED_PREFIX + "[0-9]{1,10}");
    }

    /** Finds the policy that a path on the command line means: a file, or the folder of a run. */
    public static Path policy(Path path) {
        if (!Files.isDirectory(path)) {
            return path;
        }
        Path file = path.resolve(POLICY);
        if (Files.exists(file)) {
            return file;
        }
        List<Path> seeds = seedFolders(path);
        if (!seeds.isEmpty()) {
            throw new BatonException(InputFile.name(path) + ": holds the policies of several seeds; name one of them,"
                    + " such as " + InputFile.name(seeds.get(0)));
        }
        throw new BatonException(InputFile.name(path) + ": no " + POLICY
                + " in this folder; expected the output folder of 'baton train', or a policy file (safetensors)");
    }

    /** Returns the folders of seeds in a folder, sorted by seed. */
    public static List<Path> seedFolders(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> isSeedFolder(entry.getFileName().toString()))
                    .sorted(Comparator.comparingLong(RunFiles::seed))
                    .toList();
        } catch (IOException e) {
            throw InputFile.failure(folder, "cannot be read", e);
        }
    }

    /** Returns a digest of some bytes, 16 hexadecimal digits. */
    public static String digest(byte[] bytes) {
        return HexFormat.of().formatHex(Sha256.of(bytes), 0, Long.BYTES);
    }

    /** Returns a digest of a network's parameters. */
    public static String digest(float[] parameters) {
        ByteBuffer bytes = ByteBuffer.allocate(parameters.length * Float.BYTES);
        bytes.asFloatBuffer().put(parameters);
        return digest(bytes.array());
    }
}
