package dev.baton.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The command line in a JVM of its own, as the launcher starts it: for signals, locales, options and memory. */
final class BatonProcess {
    private static final long PATIENCE_SECONDS = 300;

    private final Process process;
    private final Path out;
    private final Path err;

    private BatonProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /**
     * The words before the command's own: Java with its options and the program. The build gives the program that it
     * packed, with its cache if it made one; without the build, as when a single test runs, it is the classes.
     */
    static List<String> java(String... options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // As the launcher does.
        command.add("-XX:+UseSerialGC");
        command.add("-XX:Tier3DelayOn=1000");
        command.add("-Ddev.baton.home=" + home());
        command.addAll(List.of(options));
        String packed = System.getProperty("dev.baton.packed");
        if (packed == null) {
            // What the launcher's jar has in its manifest.
            command.add("--add-exports=java.base/jdk.internal.module=ALL-UNNAMED");
            command.addAll(List.of("-cp", classPath(), Main.class.getName()));
            return command;
        }
        Path cache = Path.of(packed).resolve("baton.aot");
        if (Files.exists(cache)) {
            command.addAll(
                    List.of("-XX:ObjectAlignmentInBytes=64", "-Xlog:cds*=off,aot*=off", "-XX:AOTCache=" + cache));
        }
        command.addAll(List.of("-jar", Path.of(packed).resolve("baton-cli.jar").toString()));
        return command;
    }

    /** The folder with the environments. */
    static Path home() {
        return Path.of("..").toAbsolutePath().normalize();
    }

    private static String classPath() {
        StringBuilder absolute = new StringBuilder();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            absolute.append(absolute.isEmpty() ? "" : File.pathSeparator)
                    .append(Path.of(entry).toAbsolutePath());
        }
        return absolute.toString();
    }

    /** Starts a command line in a folder; what it prints is kept beside that folder's files. */
    static BatonProcess start(Path folder, Map<String, String> environment, List<String> command) {
        try {
            Path out = Files.createTempFile("baton-out", "");
            Path err = Files.createTempFile("baton-err", "");
            ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
            for (String variable : List.of(
                    "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "BATON_JAVA_OPTS")) {
                builder.environment().remove(variable);
            }
            builder.environment().putAll(environment);
            builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
            builder.redirectOutput(out.toFile()).redirectError(err.toFile());
            return new BatonProcess(builder.start(), out, err);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Starts Baton in a folder. */
    static BatonProcess start(Path folder, Object... words) {
        return start(folder, Map.of(), command(java(), words));
    }

    /** Puts words behind others. */
    static List<String> command(List<String> start, Object... words) {
        List<String> command = new ArrayList<>(start);
        for (Object word : words) {
            command.add(word.toString());
        }
        return command;
    }

    Process process() {
        return process;
    }

    /** Waits for the end. */
    CommandRun end() {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError("still running after " + PATIENCE_SECONDS + " s; it printed " + read(err));
            }
            CommandRun run = new CommandRun(process.exitValue(), read(out), read(err));
            Files.delete(out);
            Files.delete(err);
            return run;
        } catch (InterruptedException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
