package dev.baton.cli.process;

import dev.baton.files.BatonException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs independent tasks on a few threads. */
public final class Jobs {
    private Jobs() {}

    /**
     * Returns the results in the order of the tasks. A failure ends what comes after it in that order, and what came
     * before is waited for, so that of several failures it is always the same one that is thrown.
     */
    public static <T> List<T> run(int threads, List<? extends Callable<T>> tasks) {
        if (threads == 1 || tasks.size() == 1) {
            List<T> results = new ArrayList<>(tasks.size());
            for (Callable<T> task : tasks) {
                results.add(call(task));
            }
            return results;
        }
        ExecutorService pool = Executors.newFixedThreadPool(
                Math.min(threads, tasks.size()), Thread.ofPlatform().name("baton-", 1).daemon().factory());
        try {
            ExecutorCompletionService<T> queue = new ExecutorCompletionService<>(pool);
            List<Future<T>> futures = new ArrayList<>(tasks.size());
            for (Callable<T> task : tasks) {
                futures.add(queue.submit(task));
            }
            for (int i = 0; i < futures.size(); i++) {
                if (queue.take().state() == Future.State.FAILED) {
                    cancelAfterFailure(futures);
                }
            }
            List<T> results = new ArrayList<>(tasks.size());
            for (Future<T> future : futures) {
                results.add(get(future));
            }
            return Collections.unmodifiableList(results);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BatonException("interrupted", e);
        } finally {
            pool.shutdownNow();
        }
    }

    private static <T> void cancelAfterFailure(List<Future<T>> futures) {
        boolean failed = false;
        for (Future<T> future : futures) {
            if (failed) {
                future.cancel(true);
            }
            failed |= future.state() == Future.State.FAILED;
        }
    }

    /** Runs tasks that leave their results themselves; a failure ends what comes after it. */
    public static void runAll(int threads, List<? extends Runnable> tasks) {
        run(threads, tasks.stream().map(Executors::callable).toList());
    }

    private static <T> T call(Callable<T> task) {
        try {
            return task.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> T get(Future<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw new IllegalStateException(e);
        }
    }
}
