package dev.baton.cli;

import java.io.PrintStream;

/**
 * Where one run of the command line writes, and whether it is the whole process.
 *
 * @param out results
 * @param err messages and progress
 * @param process whether {@code out} and {@code err} are the process's own streams
 */
record Session(PrintStream out, PrintStream err, boolean process) {
    /** Writes one line of advice that is no failure. */
    void note(String line) {
        err.println("baton: note: " + line);
    }
}
