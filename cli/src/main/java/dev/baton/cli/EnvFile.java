package dev.baton.cli;

import dev.baton.env.EnvSpec;
import dev.baton.files.Environments;
import dev.baton.files.text.InputFile;
import java.nio.file.Path;

/** The environment file that a command was given, which may be standard input. */
final class EnvFile {
    /** The name that stands for standard input. */
    static final Path STANDARD_INPUT = Path.of("-");

    private EnvFile() {}

    /** Returns what a message calls the file. */
    static String name(Path file) {
        return file.equals(STANDARD_INPUT) ? "standard input" : InputFile.name(file);
    }

    /** Reads and checks a file, or standard input for {@code -}. */
    static EnvSpec read(Path file) {
        return file.equals(STANDARD_INPUT)
                ? Environments.read(name(file), System.in)
                : Environments.read(file);
    }
}
