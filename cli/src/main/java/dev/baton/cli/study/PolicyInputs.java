package dev.baton.cli.study;

import dev.baton.cli.folder.RunFiles;
import dev.baton.cli.print.RuleWords;
import dev.baton.cli.process.Inputs;
import dev.baton.files.text.InputFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names the environment of a command that may run a policy. */
public final class PolicyInputs {
    @Option(
            names = "--env",
            paramLabel = "FILE",
            description = "The environment file, - for standard input. Default: that of the run which left the policy,"
                    + " or environments/paper.yaml, the paper's preset, where it is not the policy of a run.")
    private @Nullable Path env;

    /** Returns the file that was given, else that of the policy's run, else the paper's preset. */
    public Path environment(@Nullable String policy) {
        return env == null ? ofPolicy(policy) : env;
    }

    /** Returns the file of the policy's run, else the paper's preset. */
    public static Path ofPolicy(@Nullable String policy) {
        return ofRun(policy).orElseGet(Inputs::preset);
    }

    /** A run keeps its environment beside its policy, or one folder up where it has several seeds. */
    private static Optional<Path> ofRun(@Nullable String policy) {
        if (policy == null || RuleWords.contain(policy)) {
            return Optional.empty();
        }
        Path path = InputFile.path(policy);
        Path folder = Files.isDirectory(path) ? path : path.resolveSibling("");
        Path beside = folder.resolve(RunFiles.ENVIRONMENT);
        if (Files.isRegularFile(beside)) {
            return Optional.of(beside);
        }
        Path name = folder.toAbsolutePath().normalize().getFileName();
        Path above = folder.resolve("..").resolve(RunFiles.ENVIRONMENT).normalize();
        boolean isSeed = name != null && RunFiles.isSeedFolder(name.toString());
        return isSeed && Files.isRegularFile(above) ? Optional.of(above) : Optional.empty();
    }
}
