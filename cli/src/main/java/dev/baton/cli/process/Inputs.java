package dev.baton.cli.process;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that names the environment. */
public final class Inputs {
    private static final String HOME_PROPERTY = "dev.baton.home";

    @Option(
            names = "--env",
            paramLabel = "FILE",
            description = "The environment file, - for standard input. Default: environments/paper.yaml, the paper's"
                    + " preset.")
    private Path env = preset();

    public Path environment() {
        return env;
    }

    /** Returns the paper's preset: below the folder the launcher names, else below the current one. */
    public static Path preset() {
        return home().resolve(Path.of("environments", "paper.yaml"));
    }

    /** Returns the folder of this program that the launcher names, else the current one. */
    public static Path home() {
        return Path.of(System.getProperty(HOME_PROPERTY, ""));
    }
}
