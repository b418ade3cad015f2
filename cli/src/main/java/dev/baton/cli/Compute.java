package dev.baton.cli;

import dev.baton.ops.Backend;
import dev.baton.train.Execution;
import picocli.CommandLine.Option;

/** The options that say how to compute; they never change a result. */
final class Compute {
    @Option(
            names = "--threads",
            paramLabel = "N",
            converter = Values.Threads.class,
            description = "Threads to use; the results are the same for any number. Default: all cores.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--backend",
            paramLabel = "KIND",
            hidden = true,
            converter = Values.BackendWord.class,
            description = "auto, scalar or simd; the results are the same.")
    private BackendChoice backend = BackendChoice.AUTO;

    private Backend kernels = Backend.SCALAR;

    int threads() {
        return threads;
    }

    /**
     * Chooses the kernels by what there is to compute; commands that compute call it once, before {@link #execution}.
     *
     * @throws BatonException if the command line asks for kernels that cannot run
     */
    void choose(Session session, Work work) {
        kernels = backend.choose(session, work);
    }

    Backend kernels() {
        return kernels;
    }

    /** Returns how one of several tasks that run at once computes. */
    Execution execution(int threadsPerTask) {
        return new Execution(kernels, threadsPerTask, Execution.DEFAULT_TILE);
    }
}
