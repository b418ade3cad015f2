package dev.baton.cli.print;

import dev.baton.cli.process.Session;
import java.io.Console;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What a command is doing and how far it is, on standard error: on a terminal one line that is drawn over itself,
 * elsewhere a line every few seconds, with the rate and the time that is left. It also moves while nothing is finished,
 * so that nobody takes a long step for the end.
 */
public final class Progress implements AutoCloseable {
    /** The system property that overrides the look at the terminal: {@code true}, {@code lines} or {@code false}. */
    public static final String PROPERTY = "dev.baton.progress";

    private static final int WIDTH = 78;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** How progress is shown. */
    public enum Mode {
        /** A line drawn over itself. */
        TERMINAL("true", 500, 200),
        /** Lines one below the other, for files and other programs. */
        LINES("lines", 5_000, 5_000),
        /** Not at all. */
        NONE("false", 0, 0);

        private final String word;
        private final long firstMillis;
        private final long everyMillis;

        Mode(String word, long firstMillis, long everyMillis) {
            this.word = word;
            this.firstMillis = firstMillis;
            this.everyMillis = everyMillis;
        }

        /** Returns what this process is to show. */
        public static Mode here() {
            String property = System.getProperty(PROPERTY, "");
            for (Mode mode : values()) {
                if (mode.word.equals(property)) {
                    return mode;
                }
            }
            return standardErrorIsTerminal() ? TERMINAL : LINES;
        }
    }

    private final PrintStream err;
    private final Mode mode;
    private final String what;
    private final long total;
    private final long start = System.nanoTime();
    private final CountDownLatch closed = new CountDownLatch(1);
    private long done;
    /** What other processes had done of that. */
    private long before;
    private int drawnWidth;

    /** Starts at nothing done of a total, which is 0 if it is not known. */
    public Progress(Session session, String what, long total) {
        this(session, what, total, session.quiet().get() ? Mode.NONE : Mode.here(), 1);
    }

    /** Starts with a clock that runs some times faster than usual. */
    public Progress(Session session, String what, long total, Mode mode, int haste) {
        this.err = session.err();
        this.mode = mode;
        this.what = what;
        this.total = total;
        if (mode != Mode.NONE) {
            Thread.ofPlatform().name("baton-progress").daemon().start(() -> show(haste));
        }
    }

    /** Returns one that nobody sees. */
    public static Progress unseen() {
        PrintStream nothing = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return new Progress(new Session(nothing, nothing, false), "", 0, Mode.NONE, 1);
    }

    private void show(int haste) {
        try {
            long wait = mode.firstMillis;
            while (!closed.await(wait * 1_000 / haste, TimeUnit.MICROSECONDS)) {
                draw();
                wait = mode.everyMillis;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Counts work that is finished; any thread may call it. */
    public synchronized void add(long amount) {
        done += amount;
    }

    /**
     * Says that some of what is counted, now or later, was finished by an earlier process; it says nothing about the
     * rate.
     */
    public synchronized void doneBefore(long amount) {
        before += amount;
    }

    private synchronized void draw() {
        if (closed.getCount() == 0) {
            return;
        }
        long nanos = System.nanoTime() - start;
        String share = total > 0 ? Math.min(99, 100 * done / total) + " %, " : "";
        String line = what + ": " + share + nanos / NANOS_PER_SECOND + " s" + rate((double) nanos / NANOS_PER_SECOND);
        if (mode == Mode.LINES) {
            err.println("baton: " + line);
        } else {
            overwrite(line);
        }
        err.flush();
    }

    /** Returns how much is finished in a second and how long the rest takes; nothing where that is not known. */
    private String rate(double seconds) {
        double perSecond = Math.max(0, done - before) / seconds;
        if (total <= 0 || perSecond <= 0 || done >= total) {
            return "";
        }
        String rate = perSecond < 10 ? Numbers.fixed(perSecond) : Numbers.count(Math.round(perSecond));
        return ", " + rate + "/s, " + duration((total - done) / perSecond) + " left";
    }

    /** Returns a time in its two largest units. */
    public static String duration(double time) {
        long seconds = Math.round(time);
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }

    /** Wipes the line. */
    @Override
    public synchronized void close() {
        closed.countDown();
        if (drawnWidth > 0) {
            overwrite("");
            err.print('\r');
            err.flush();
        }
    }

    private void overwrite(String line) {
        String cut = line.length() > WIDTH ? line.substring(0, WIDTH) : line;
        err.print('\r' + cut + " ".repeat(Math.max(0, drawnWidth - cut.length())));
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
