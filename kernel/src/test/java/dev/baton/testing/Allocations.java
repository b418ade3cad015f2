package dev.baton.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/**
 * Counts the bytes that warm code allocates: 0 means 0, because reading the counter allocates nothing either. Cold
 * vector code allocates until the optimising compiler has seen it, so every measurement goes in rounds until two
 * rounds one after the other are clean.
 */
public final class Allocations {
    /** The longest that a measurement waits for clean rounds. */
    public static final long MOST_NANOS = 60_000_000_000L;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ROUND = 1_000;
    /** The JVM's and the test runner's own threads allocate some times in a second; short rounds pass between. */
    private static final int ROUND_OF_ALL = 100;
    private static final int LEAST_ROUNDS = 3;

    private Allocations() {}

    /** Returns the bytes that this thread allocates in a round of an action. */
    public static long by(Runnable action) {
        return in(ROUND, action, THREADS::getCurrentThreadAllocatedBytes);
    }

    private static long in(int round, Runnable action, LongSupplier counter) {
        long before = counter.getAsLong();
        for (int i = 0; i < round; i++) {
            action.run();
        }
        return counter.getAsLong() - before;
    }

    /** Fails if an action allocates anything once it is warm. */
    public static void assertNothing(String what, Runnable action) {
        assertNothing(what, ROUND, action, THREADS::getCurrentThreadAllocatedBytes);
    }

    /** Fails if an action allocates anything once it is warm, in whatever thread; nothing else may run beside it. */
    public static void assertNothingByAll(String what, Runnable action) {
        assertNothing(what, ROUND_OF_ALL, action, THREADS::getTotalThreadAllocatedBytes);
    }

    private static void assertNothing(String what, int length, Runnable action, LongSupplier counter) {
        int clean = 0;
        long bytes = 0;
        long deadline = System.nanoTime() + MOST_NANOS;
        for (int round = 1; round <= LEAST_ROUNDS || (clean < 2 && System.nanoTime() < deadline); round++) {
            bytes = in(length, action, counter);
            clean = bytes == 0 ? clean + 1 : 0;
        }
        assertThat(bytes).as("%s: bytes of %d in the last round", what, length).isZero();
        assertThat(clean).as("%s: clean rounds one after another", what).isGreaterThanOrEqualTo(2);
    }
}
