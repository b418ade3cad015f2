package dev.baton.offline;

import dev.baton.nn.Activation;
import java.util.List;

/**
 * How a policy is learned from a log.
 *
 * @param seed of the initial parameters and the minibatches
 * @param hidden widths of the policy network's hidden layers, possibly none
 * @param activation of the hidden layers
 * @param iterations passes over the log in which Q is fitted, each with targets of its own, ≥ 0; 0 for as many as costs
 *     need to travel the longest episode, and 60 to 160, fewer in longer logs, in which Q settles
 * @param epochs passes over the log in which the policy is fitted, ≥ 1
 * @param minibatch samples of a gradient step of the policy, ≥ 1; rounded up to a multiple of 48
 * @param learningRate Adam's α at the start, of Q and of the policy, &gt; 0; falls linearly to 0
 * @param gradientClip largest Euclidean norm of a gradient step of the policy, &gt; 0
 */
public record OfflineConfig(
        long seed,
        List<Integer> hidden,
        Activation activation,
        int iterations,
        int epochs,
        int minibatch,
        double learningRate,
        double gradientClip) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException naming the value that is out of range
     */
    public OfflineConfig {
        hidden = List.copyOf(hidden);
        require(iterations >= 0 && iterations <= 100_000, "iterations", "0 to 100000", iterations);
        requireFit(epochs, minibatch, learningRate, gradientClip);
    }

    /** Checks the settings of any fit of a network to logged steps. */
    static void requireFit(int epochs, int minibatch, double learningRate, double gradientClip) {
        require(epochs >= 1 && epochs <= 1000, "epochs", "1 to 1000", epochs);
        require(minibatch >= 1 && minibatch <= 1 << 20, "minibatch", "1 to 1048576", minibatch);
        require(learningRate > 0 && learningRate <= 10, "learningRate", "a number above 0, at most 10", learningRate);
        require(gradientClip > 0, "gradientClip", "a number above 0", gradientClip);
    }

    static void require(boolean holds, String name, String expected, Number found) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": expected " + expected + ", found " + found);
        }
    }

    /**
     * Returns our setting; see docs/decisions/013.
     *
     * @param seed of the initial parameters and the minibatches
     * @return the configuration
     */
    public static OfflineConfig preset(long seed) {
        return new OfflineConfig(seed, List.of(64), Activation.TANH, 0, 30, 512, 0.003, 1);
    }

    /**
     * Returns a copy with another network.
     *
     * @param value widths of its hidden layers
     * @return the copy
     */
    public OfflineConfig withHidden(List<Integer> value) {
        return new OfflineConfig(seed, value, activation, iterations, epochs, minibatch, learningRate, gradientClip);
    }

    /**
     * Returns a copy with another activation.
     *
     * @param value of the hidden layers
     * @return the copy
     */
    public OfflineConfig withActivation(Activation value) {
        return new OfflineConfig(seed, hidden, value, iterations, epochs, minibatch, learningRate, gradientClip);
    }

    /**
     * Returns a copy with another number of iterations.
     *
     * @param value passes over the log in which Q is fitted; 0 for as many as suit the log
     * @return the copy
     */
    public OfflineConfig withIterations(int value) {
        return new OfflineConfig(seed, hidden, activation, value, epochs, minibatch, learningRate, gradientClip);
    }

    /**
     * Returns a copy with another number of epochs.
     *
     * @param value passes in which the policy is fitted
     * @return the copy
     */
    public OfflineConfig withEpochs(int value) {
        return new OfflineConfig(seed, hidden, activation, iterations, value, minibatch, learningRate, gradientClip);
    }

    /**
     * Returns a copy with another step size.
     *
     * @param value at the start
     * @return the copy
     */
    public OfflineConfig withLearningRate(double value) {
        return new OfflineConfig(seed, hidden, activation, iterations, epochs, minibatch, value, gradientClip);
    }
}
