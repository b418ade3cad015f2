package dev.baton.bench.peers;

import dev.baton.bench.Work;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** A policy-gradient step on the same samples. */
@SuppressWarnings("NullAway.Init") // setup makes the step
public class PeerPolicyGradientBenchmark extends PeerBenchmark {
    // So small that the network stays what it is however many steps are timed.
    private static final double LEARNING_RATE = 1e-9;
    private static final double CHECKED_LEARNING_RATE = 1e-2;
    private static final double TOLERANCE = 1e-4;
    // Adam divides by the gradient's own size, so the less there is the more does rounding decide; and DJL adds
    // Adam's ε before the correction for bias, the kernel after it.
    private static final double LEAST_GRADIENT = 1e-3;

    /** Whose. */
    @Param({"BATON", "DJL"})
    public StepLibrary peer = StepLibrary.BATON;

    private PolicyGradientStep step;

    @Override
    void setup(long seed) {
        Problem problem = Problem.of(activation, batch, seed);
        requireSameStep(problem);
        step = PolicyGradientStep.of(peer, problem, LEARNING_RATE);
        step.step();
        problem.requireGradient(step.gradient());
        // Again, with and without a step between, so that a gradient that is not cleared is noticed.
        problem.requireGradient(step.gradient());
        step.step();
        problem.requireGradient(step.gradient());
    }

    /** Checks that two steps of Adam from the same start end in the same place as the kernel's. */
    private void requireSameStep(Problem problem) {
        try (PolicyGradientStep ours = PolicyGradientStep.of(StepLibrary.BATON, problem, CHECKED_LEARNING_RATE);
                PolicyGradientStep theirs = PolicyGradientStep.of(peer, problem, CHECKED_LEARNING_RATE)) {
            ours.step();
            theirs.step();
            float[] before = ours.gradient();
            ours.step();
            theirs.step();
            float[] expected = ours.parameters();
            float[] found = theirs.parameters();
            float[] gradient = ours.gradient();
            int compared = 0;
            for (int p = 0; p < expected.length; p++) {
                if (Math.min(Math.abs(before[p]), Math.abs(gradient[p])) > LEAST_GRADIENT) {
                    compared++;
                    if (!(Math.abs(expected[p] - found[p]) <= TOLERANCE)) {
                        throw new IllegalStateException("parameter " + p + " after two steps: expected " + expected[p]
                                + " within " + TOLERANCE + ", found " + found[p]);
                    }
                }
            }
            if (compared == 0) {
                throw new IllegalStateException("expected gradients above " + LEAST_GRADIENT + ", found none");
            }
        }
    }

    /** Takes one step. */
    @Benchmark
    public void step(Work work) {
        step.step();
        work.samples += batch;
    }

    @Override
    float[] result() {
        return step.gradient();
    }

    @Override
    public void close() {
        step.close();
    }
}
