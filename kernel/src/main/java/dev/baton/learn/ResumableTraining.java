package dev.baton.learn;

/**
 * A training that can be put down after any update and taken up again, by another process, on another number of
 * threads, with another tile or backend, to the end that it would have had: the same parameters and metrics, bit for
 * bit. Not thread-safe.
 */
public interface ResumableTraining extends AutoCloseable {
    /**
     * Says whether the configured number of episodes has been run.
     *
     * @return true if {@link #update} has nothing left to do
     */
    boolean finished();

    /**
     * Says how far the training is.
     *
     * @return training episodes that have been run
     */
    long episodes();

    /**
     * Runs the next episodes and learns from them; does nothing once {@link #finished}.
     *
     * @return steps taken by all episodes together
     * @throws ArithmeticException if costs or parameters stopped being finite
     */
    long update();

    /**
     * Returns everything that the next updates depend on and that environment and configuration do not say.
     *
     * @return a copy
     */
    TrainingState save();

    /**
     * Goes back, or forward, to what a training in the same environment with the same configuration had come to.
     *
     * @param state of such a training; not modified
     * @throws IllegalArgumentException if the state has other arrays or counts than such a training can have; nothing
     *     is changed then
     */
    void restore(TrainingState state);

    @Override
    void close();
}
