package dev.baton.files;

import dev.baton.env.EnvSpec;
import dev.baton.files.text.InputFile;
import dev.baton.files.text.Source;
import dev.baton.files.text.YamlDocument;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The environment file of the model's section 9: YAML 1.2, so JSON is accepted too. */
public final class Environments {
    /** The largest file that is read, and that a run leaves, in bytes. */
    public static final int MAX_BYTES = 1 << 20;

    private static final String WHAT = "an environment file";
    private static final int MOST_GROWTH = 4;

    private Environments() {}

    /**
     * Reads and checks a file.
     *
     * @param file UTF-8, at most {@link #MAX_BYTES}; a pipe will do
     * @return the environment
     * @throws BatonException if it cannot be read or is not a valid environment; names the line and what was expected
     */
    public static EnvSpec read(Path file) {
        return read(InputFile.name(file), InputFile.readText(file, MAX_BYTES, WHAT));
    }

    /**
     * Reads and checks what a stream holds.
     *
     * @param name what messages call it
     * @param in UTF-8, at most {@link #MAX_BYTES}; read to its end, not closed
     * @return the environment
     * @throws BatonException as for {@link #read(Path)}
     */
    public static EnvSpec read(String name, InputStream in) {
        return read(name, InputFile.readText(name, in, MAX_BYTES, WHAT));
    }

    /**
     * Reads and checks a text.
     *
     * @param name what messages call it
     * @param text the contents of an environment file
     * @return the environment
     * @throws BatonException if it is not a valid environment; names the line and what was expected
     */
    public static EnvSpec read(String name, String text) {
        Source source = new Source(name, text);
        if (text.isBlank()) {
            throw source.failure(0, "is empty; expected " + WHAT);
        }
        EnvSpec spec = new EnvReader(source).read(YamlDocument.parse(source));
        // A run leaves its environment written out in full, which has to be readable again. "1," becomes "1.0, ", and
        // nothing else grows as much.
        if (text.length() > MAX_BYTES / MOST_GROWTH) {
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

    /**
     * Writes an environment with every default spelled out.
     *
     * @param spec the environment
     * @return the contents of a file; {@link #read(String, String)} makes an equal environment of it
     */
    public static String write(EnvSpec spec) {
        return EnvWriter.write(spec);
    }
}
