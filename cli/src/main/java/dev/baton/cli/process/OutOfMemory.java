package dev.baton.cli.process;

import java.util.Set;
import picocli.CommandLine.ParseResult;

/** What a command keeps in memory, for the line that says there was not enough of it. */
public final class OutOfMemory {
    private static final Set<String> EXACT = Set.of("optimum", "robustness", "frontier");

    private OutOfMemory() {}

    /**
     * Returns one line about an error.
     *
     * @param error of any thread
     * @param command what was run
     */
    public static String describe(OutOfMemoryError error, ParseResult command) {
        // Java reports a refused thread as a lack of memory.
        if (String.valueOf(error.getMessage()).contains("native thread")) {
            return "cannot start another thread: the system's limit on threads or processes is reached; use fewer"
                    + " --threads, or raise the limit ('ulimit -u' shows it)";
        }
        return "not enough memory (the limit is " + Runtime.getRuntime().maxMemory() / 1_000_000 + " MB); "
                + hint(command) + ", or allow more, as in BATON_JAVA_OPTS=-Xmx8g";
    }

    private static String hint(ParseResult command) {
        if (EXACT.contains(command.commandSpec().name())) {
            return "the exact solution keeps a number for each of C(H + E, E) states, with horizon H and E distinct"
                    + " effects of the actions, once per thread: use a shorter horizon, fewer distinct effects or fewer"
                    + " threads";
        }
        if (command.hasMatchedOption("--log")) {
            return "the episodes of the log are kept in memory: use a shorter log";
        }
        return "use smaller layers or batches, or fewer threads";
    }
}
