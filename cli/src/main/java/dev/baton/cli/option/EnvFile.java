package dev.baton.cli.option;

import dev.baton.cli.process.Inputs;
import dev.baton.env.EnvSpec;
import dev.baton.files.Environments;
import dev.baton.files.text.InputFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** The environment or sweep file that a command was given, which may be standard input. */
public final class EnvFile {
    /** The name that stands for standard input. */
    public static final Path STANDARD_INPUT = Path.of("-");

    private EnvFile() {}

    /** Returns what a message calls the file. */
    public static String name(Path file) {
        return file.equals(STANDARD_INPUT) ? "standard input" : InputFile.name(file);
    }

    /** Reads and checks a file, or standard input for {@code -}. */
    public static EnvSpec read(Path file) {
        return file.equals(STANDARD_INPUT)
                ? Environments.read(name(file), System.in)
                : Environments.read(file);
    }

    /** Reads the text of a file, or of standard input for {@code -}, of at most {@link Environments#MAX_BYTES}. */
    public static String text(Path file, String what) {
        return file.equals(STANDARD_INPUT)
                ? InputFile.readText(name(file), System.in, Environments.MAX_BYTES, what)
                : InputFile.readText(file, Environments.MAX_BYTES, what);
    }

    /** Says whether this is the environment the paper's figures belong to, wherever its file lies. */
    public static boolean isPreset(EnvSpec environment) {
        Path preset = Inputs.preset();
        return Files.isRegularFile(preset) && read(preset).equals(environment);
    }
}
