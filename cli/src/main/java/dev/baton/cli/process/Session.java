package dev.baton.cli.process;

import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Where one run of the command line writes, and whether it is the whole process.
 *
 * @param out results
 * @param err messages and progress
 * @param process whether {@code out} and {@code err} are the process's own streams
 * @param quiet whether failures alone are told
 */
public record Session(PrintStream out, PrintStream err, boolean process, AtomicBoolean quiet) {
    public Session(PrintStream out, PrintStream err, boolean process) {
        this(out, err, process, new AtomicBoolean());
    }

    /** Writes one line of advice that is no failure. */
    public void note(String line) {
        if (!quiet.get()) {
            err.println("baton: note: " + line);
        }
    }
}
