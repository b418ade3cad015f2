package dev.baton.cli;

import dev.baton.ops.Backend;
import dev.baton.train.Execution;
import picocli.CommandLine.Option;

/** The options that say how to compute; they never change a result. */
final class Compute {
    /** Where the options that every command has stand in its help. */
    static final int LAST = 1;

    @Option(
            names = "--threads",
            order = LAST,
            paramLabel = "N",
            converter = Values.Threads.class,
            description = "Threads to use; the results are the same for any number. Default: all cores.")
    private int threads = Math.min(Runtime.getRuntime().availableProcessors(), Execution.MAX_THREADS);

    @Option(
            names = "--backend",
            paramLabel = "KIND",
            hidden = true,
            converter = Values.BackendWord.class,
            description = "auto, scalar or simd; the results are the same.")
    private BackendChoice backend = BackendChoice.AUTO;

    int threads() {
        return threads;
    }

    BackendChoice backend() {
        return backend;
    }

    /** Returns how one of several tasks that run at once computes. */
    Execution execution(int threadsPerTask) {
        Execution execution = Execution.of(threadsPerTask);
        return switch (backend) {
            case AUTO -> execution;
            case SCALAR -> new Execution(Backend.SCALAR, execution.threads(), execution.tile());
            case SIMD -> new Execution(Backend.SIMD, execution.threads(), execution.tile());
        };
    }
}
