package dev.baton.cli.option;

import dev.baton.Backend;
import dev.baton.cli.process.BackendChoice;
import dev.baton.cli.process.Session;
import dev.baton.cli.process.Work;
import dev.baton.run.Execution;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how to compute; they never change a result. */
public final class Compute {
    /** Where the options that every command has stand in its help. */
    public static final int LAST = 1;

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

    private @Nullable Backend kernels;

    public int threads() {
        return threads;
    }

    /**
     * Chooses the kernels by what there is to compute. Every command that computes calls it once, before
     * {@link #kernels} and {@link #execution}.
     *
     * @throws BatonException if the command line asks for kernels that cannot run
     */
    public void choose(Session session, Work work) {
        kernels = backend.choose(session, work);
    }

    public Backend kernels() {
        if (kernels == null) {
            throw new IllegalStateException("the kernels have not been chosen");
        }
        return kernels;
    }

    /** Returns how one of several tasks that run at once computes. */
    public Execution execution(int threadsPerTask) {
        return new Execution(kernels(), threadsPerTask, Execution.DEFAULT_TILE);
    }
}
