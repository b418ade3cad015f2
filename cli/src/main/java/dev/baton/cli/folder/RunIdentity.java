package dev.baton.cli.folder;

import dev.baton.cli.process.Build;
import dev.baton.env.EnvSpec;
import dev.baton.files.BatonException;
import dev.baton.files.Environments;
import dev.baton.files.text.InputFile;
import dev.baton.files.text.JsonWriter;
import dev.baton.files.text.Quoted;
import dev.baton.files.text.StoredJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a run's results depend on, a line for each: only a run of the same may be gone on with.
 *
 * @param text the lines
 */
public record RunIdentity(String text) {
    /** The key of the hash in what a run leaves. */
    public static final String KEY = "settingsHash";

    private static final int SHORT = 8;
    private static final int LONGEST_LINE = 200;
    private static final int LONGEST_NAME = 40;
    private static final Pattern UNUSUAL = Pattern.compile("[^A-Za-z0-9._-]+");

    /** Returns the identity of a run in an environment with settings, which end with a line break. */
    public static RunIdentity of(EnvSpec environment, String settings) {
        byte[] written = Environments.write(environment).getBytes(StandardCharsets.UTF_8);
        return new RunIdentity(
                "program: baton " + Build.version() + "\nenvironment: " + RunFiles.digest(written) + "\n" + settings);
    }

    /** Returns 16 hexadecimal digits that tell this identity from others. */
    public String hash() {
        return RunFiles.digest(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the folder of a run that nobody has named. */
    public Path folder(EnvSpec environment) {
        String name = UNUSUAL.matcher(environment.name()).replaceAll("-");
        String start = name.substring(0, Math.min(LONGEST_NAME, name.length()));
        return Path.of("runs", start + "-" + hash().substring(0, SHORT));
    }

    /** Says whether a file that a run has left, JSON, is of a finished run of this identity. */
    public boolean isOf(String json) {
        return json.contains(JsonWriter.quote(KEY) + ": " + JsonWriter.quote(hash()));
    }

    /** Says whether a folder holds a finished run of this identity. */
    public boolean isIn(Path folder) {
        Path file = folder.resolve(RunFiles.RUN);
        return Files.isRegularFile(file)
                && isOf(InputFile.readText(file, StoredJson.MOST_BYTES, "what a run leaves (JSON)"));
    }

    /**
     * Refuses what an interrupted run of another identity has left.
     *
     * @param file its identity
     * @param shown the folder that both are to become
     */
    public void requireSame(Path file, Path shown) {
        List<String> here = text.lines().toList();
        List<String> there = Files.exists(file)
                ? InputFile.readText(file, Environments.MAX_BYTES, "the settings of a run").lines().toList()
                : List.of();
        if (here.equals(there)) {
            return;
        }
        int line = 0;
        while (line < there.size() && line < here.size() && there.get(line).equals(here.get(line))) {
            line++;
        }
        throw new BatonException(InputFile.name(shown) + ": an interrupted run with other settings is in "
                + InputFile.name(file.getParent() == null ? file : file.getParent()) + ": it has " + shown(there, line)
                + ", this one " + shown(here, line)
                + "; go on with it with its own settings, choose another folder, or start over with --force, which"
                + " keeps it aside");
    }

    private static String shown(List<String> lines, int line) {
        return line < lines.size() ? "'" + Quoted.plain(lines.get(line), LONGEST_LINE) + "'" : "nothing in that place";
    }
}
