package dev.baton.cli;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** One line on standard error, drawn over itself; silent unless standard error is a terminal. */
final class Progress implements AutoCloseable {
    /** The system property that overrides the look at the terminal: {@code true} or {@code false}. */
    static final String PROPERTY = "dev.baton.progress";

    private static final long INTERVAL_NANOS = 100_000_000;
    private static final int WIDTH = 78;

    private final PrintStream err;
    private final boolean shown;
    private final String what;
    private final long total;
    private long done;
    private long lastDrawn;
    private int drawnWidth;

    /** Starts at nothing done. */
    Progress(Session session, String what, long total) {
        this.err = session.err();
        this.shown = isWanted();
        this.what = what;
        this.total = total;
        this.lastDrawn = System.nanoTime();
    }

    /** Says whether progress is shown in this process. */
    static boolean isWanted() {
        String property = System.getProperty(PROPERTY, "");
        return property.isEmpty() ? standardErrorIsTerminal() : Boolean.parseBoolean(property);
    }

    /** Counts work that is finished; any thread may call it. */
    synchronized void add(long amount) {
        done += amount;
        long now = System.nanoTime();
        if (shown && now - lastDrawn >= INTERVAL_NANOS) {
            lastDrawn = now;
            draw(what + ": " + Math.min(99, 100 * done / Math.max(1, total)) + " %");
        }
    }

    /** Wipes the line. */
    @Override
    public synchronized void close() {
        if (drawnWidth > 0) {
            draw("");
            err.print('\r');
            err.flush();
        }
    }

    private void draw(String line) {
        String cut = line.length() > WIDTH ? line.substring(0, WIDTH) : line;
        err.print('\r' + cut + " ".repeat(Math.max(0, drawnWidth - cut.length())));
        err.flush();
        drawnWidth = cut.length();
    }

    // System.console() is null as soon as standard output is redirected, so it only decides where /proc is missing.
    private static boolean standardErrorIsTerminal() {
        Path link = Path.of("/proc/self/fd/2");
        if (!Files.isSymbolicLink(link)) {
            return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        }
        try {
            String device = Files.readSymbolicLink(link).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }
}
