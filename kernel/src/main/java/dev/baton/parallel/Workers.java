package dev.baton.parallel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A fixed team of threads that runs numbered tasks, the caller among them. Between calls the others spin for a moment
 * and then park, because a training update hands over work every fraction of a millisecond. At the end of a call the
 * caller spins for about as long as a task of training takes and then parks, which leaves its core to a worker that
 * lost its own to another process. Nobody who spins is woken. Allocates nothing per call. Used by one thread at a time.
 */
public final class Workers implements AutoCloseable {
    /** Work on one task. */
    @FunctionalInterface
    public interface Task {
        /**
         * Runs a task; a worker runs one at a time.
         *
         * @param worker 0 … workers − 1
         * @param task its number
         */
        void run(int worker, int task);
    }

    private static final int SPINS_BETWEEN_CALLS = 20_000;
    private static final int SPINS_AT_THE_END = 10_000;

    private final Thread[] threads;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicInteger generation = new AtomicInteger();
    /** Threads that have parked, or are about to, until the next call. */
    private final AtomicInteger parked = new AtomicInteger();
    private volatile boolean closed;
    private int tasks;
    private @Nullable Task task;
    private volatile @Nullable Throwable failure;
    /** The caller while it may be parked. */
    private volatile @Nullable Thread waiting;

    /**
     * Starts daemon threads.
     *
     * @param workers of the team, the caller among them
     */
    public Workers(int workers) {
        threads = new Thread[workers - 1];
        for (int w = 0; w < threads.length; w++) {
            int worker = w + 1;
            threads[w] = Thread.ofPlatform()
                    .name("baton-" + worker)
                    .daemon(true)
                    .unstarted(() -> serve(worker));
        }
        for (Thread thread : threads) {
            thread.start();
        }
    }

    /**
     * Runs tasks 0 … count − 1, returns when all are done, and throws what the first failed task threw.
     *
     * @param count how many
     * @param work runs one
     */
    public void run(int count, Task work) {
        if (threads.length == 0 || count == 1) {
            for (int t = 0; t < count; t++) {
                work.run(0, t);
            }
            return;
        }
        task = work;
        tasks = count;
        next.set(0);
        busy.set(threads.length);
        generation.incrementAndGet();
        // Who parks next has counted itself before it looked for a new generation.
        if (parked.get() > 0) {
            unparkAll();
        }
        drain(0, work);
        awaitOthers();
        Throwable thrown = failure;
        failure = null;
        if (thrown instanceof RuntimeException e) {
            throw e;
        }
        if (thrown instanceof Error e) {
            throw e;
        }
    }

    private void awaitOthers() {
        int spins = 0;
        while (busy.get() > 0) {
            if (++spins < SPINS_AT_THE_END) {
                Thread.onSpinWait();
                continue;
            }
            // Who ends last either sees this or has been seen to have ended.
            waiting = Thread.currentThread();
            if (busy.get() > 0) {
                LockSupport.park(this);
            }
            waiting = null;
        }
    }

    private void drain(int worker, Task work) {
        int total = tasks;
        try {
            for (int t = next.getAndIncrement(); t < total; t = next.getAndIncrement()) {
                work.run(worker, t);
            }
        } catch (RuntimeException | Error e) {
            failure = e;
            next.set(total);
        }
    }

    private void serve(int worker) {
        int seen = 0;
        while (true) {
            int spins = 0;
            while (generation.get() == seen && !closed) {
                if (++spins < SPINS_BETWEEN_CALLS) {
                    Thread.onSpinWait();
                } else {
                    parkBetweenCalls(seen);
                }
            }
            if (closed) {
                return;
            }
            seen = generation.get();
            Task work = task;
            if (work != null) {
                drain(worker, work);
            }
            if (busy.decrementAndGet() == 0) {
                LockSupport.unpark(waiting);
            }
        }
    }

    private void parkBetweenCalls(int seen) {
        parked.incrementAndGet();
        if (generation.get() == seen && !closed) {
            LockSupport.park(this);
        }
        parked.decrementAndGet();
    }

    private void unparkAll() {
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
    }

    /** Ends the threads. */
    @Override
    public void close() {
        closed = true;
        unparkAll();
    }
}
