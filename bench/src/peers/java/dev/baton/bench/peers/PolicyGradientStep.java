package dev.baton.bench.peers;

/**
 * One step down the gradient of Σ_n w_n log π(a_n) / N on given samples with one library: forward pass, log-softmax,
 * weighted sum, backward pass, Adam.
 */
interface PolicyGradientStep extends AutoCloseable {
    /** Takes one step. */
    void step();

    /**
     * Returns the gradient (P) in the kernel's order, at the parameters before the last step or after it: the learning
     * rate has to be so small that these are the same.
     */
    float[] gradient();

    /** Returns the parameters (P) after the last step, in the kernel's order. */
    float[] parameters();

    @Override
    default void close() {}

    /**
     * Makes a step.
     *
     * @param library whose
     * @param problem network and samples
     * @param learningRate Adam's α
     * @return ready to run
     */
    static PolicyGradientStep of(StepLibrary library, Problem problem, double learningRate) {
        return switch (library) {
            case BATON -> new BatonStep(problem, learningRate);
            case DJL -> new DjlStep(problem, learningRate);
        };
    }
}
