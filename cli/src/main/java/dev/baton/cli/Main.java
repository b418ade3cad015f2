package dev.baton.cli;

import dev.baton.cli.process.OutOfMemory;
import dev.baton.cli.process.Session;
import dev.baton.cli.process.StandardOutput;
import dev.baton.exact.NotSolvableException;
import dev.baton.files.BatonException;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;

/** The entry point: {@code baton COMMAND …}. Exit codes: 0 done, 1 failed, 2 wrong usage. */
public final class Main {
    private Main() {}

    /**
     * Runs the command line and ends the process.
     *
     * @param args the words after {@code baton}
     */
    public static void main(String[] args) {
        exit(execute(args));
    }

    /**
     * Runs the command line on the process's own streams without ending the process.
     *
     * @param args the words after {@code baton}
     * @return the exit code
     */
    public static int execute(String[] args) {
        StandardOutput sink = new StandardOutput(new FileOutputStream(FileDescriptor.out));
        // UTF-8 whatever the locale: JSON demands it and the tables contain ±.
        PrintStream out = new PrintStream(new BufferedOutputStream(sink), false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        int code = run(args, new Session(out, err, true));
        out.flush();
        if (sink.failure() != null) {
            err.println("baton: cannot write to standard output: " + sink.failure());
            code = code == 0 ? 1 : code;
        }
        return code;
    }

    /**
     * Runs the command line without ending the process.
     *
     * @param args the words after {@code baton}
     * @param out takes the results
     * @param err takes messages and progress
     * @return the exit code
     */
    public static int run(String[] args, PrintStream out, PrintStream err) {
        return run(args, new Session(out, err, false));
    }

    /** Ends the process; nothing else does. */
    static void exit(int code) {
        System.exit(code);
    }

    /** Says whether something else, such as a signal, is ending this process. */
    private static boolean isEnding() {
        Thread probe = Thread.ofPlatform().unstarted(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(probe);
            Runtime.getRuntime().removeShutdownHook(probe);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    private static int run(String[] args, Session session) {
        CommandLine line = BatonCommand.commandLine(session, args);
        try {
            return line.execute(args);
        } catch (OutOfMemoryError e) {
            List<CommandLine> words = line.getParseResult().asCommandLineList();
            return report(new BatonException(OutOfMemory.describe(e, words.getLast().getParseResult()), e), session);
        }
    }

    /** Prints what went wrong, in one line if it is no bug, and returns the exit code. */
    static int report(Throwable failure, Session session) {
        if (session.process() && isEnding()) {
            return 1; // a consequence of that
        }
        switch (failure) {
            case BatonException e -> session.err().println("baton: " + e.getMessage());
            // Most are refused before anything is computed; a start state may still have more states than the typical
            // one.
            case NotSolvableException e -> session.err().println("baton: cannot be solved exactly: " + e.getMessage());
            default -> {
                session.err().println("baton: this is a bug, please report it:");
                failure.printStackTrace(session.err());
            }
        }
        return 1;
    }
}
