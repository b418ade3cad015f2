package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.print.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * One run of the command line inside the test's JVM.
 *
 * @param code the exit code
 * @param out what it printed on standard output
 * @param err what it printed on standard error
 */
record CommandRun(int code, String out, String err) {
    /** The paper's preset, seen from the module's folder. */
    static final Path PAPER = Path.of("..", "environments", "paper.yaml");

    /** Returns the words of several groups. */
    static Object[] words(Object[]... groups) {
        return Stream.of(groups).flatMap(Stream::of).toArray();
    }

    /** Runs a command that succeeds and has nothing to remark. */
    static CommandRun succeed(Object... args) {
        CommandRun run = of(args);
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        return run;
    }

    static CommandRun of(Object... args) {
        System.setProperty("dev.baton.home", "..");
        System.setProperty(Progress.PROPERTY, "false");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] words = new String[args.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = args[i].toString();
        }
        int code = Main.run(
                words,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new CommandRun(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
