package dev.baton.cli;

import dev.baton.env.EnvSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The environment file of the model's section 9: YAML 1.2, so JSON is accepted too. */
final class EnvFile {
    /** The largest file that is read, and that a run leaves. */
    static final int MAX_BYTES = 1 << 20;

    private static final String WHAT = "an environment file";
    private static final int MOST_GROWTH = 4;

    private EnvFile() {}

    /** Returns what a message calls the file. */
    static String name(Path file) {
        return file.equals(InputFile.STANDARD_INPUT) ? "standard input" : InputFile.name(file);
    }

    /** Reads and checks a file, or standard input for {@code -}. */
    static EnvSpec read(Path file) {
        return parse(new Source(name(file), InputFile.readText(file, MAX_BYTES, WHAT)));
    }

    /** Reads and checks a text. */
    static EnvSpec parse(Source source) {
        if (source.text().isBlank()) {
            throw source.failure(0, "is empty; expected " + WHAT);
        }
        EnvSpec spec = new EnvReader(source).read(YamlDocument.parse(source));
        // A run leaves its environment written out in full, which has to be readable again. "1," becomes "1.0, ", and nothing
        // else grows as much.
        if (source.text().length() > MAX_BYTES / MOST_GROWTH) {
            requireReadableWrittenOut(source, spec);
        }
        return spec;
    }

    private static void requireReadableWrittenOut(Source source, EnvSpec spec) {
        int written = write(spec).getBytes(StandardCharsets.UTF_8).length;
        if (written > MAX_BYTES) {
            throw source.failure(0, "too large for " + WHAT + ": expected at most " + InputFile.bytes(MAX_BYTES)
                    + " with every number written out, found " + InputFile.bytes(written));
        }
    }

    /** Writes a specification with every default spelled out; {@link #parse} reads back an equal one. */
    static String write(EnvSpec spec) {
        return EnvWriter.write(spec);
    }
}
