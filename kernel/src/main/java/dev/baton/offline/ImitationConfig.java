package dev.baton.offline;

import dev.baton.nn.Activation;
import java.util.List;

/**
 * How logged episodes are imitated.
 *
 * @param seed of the initial parameters and the minibatches
 * @param hidden widths of the policy network's hidden layers, possibly none
 * @param activation of the hidden layers
 * @param epochs passes over the log in which the policy is fitted, ≥ 1
 * @param minibatch samples of a gradient step, ≥ 1; rounded up to a multiple of 48
 * @param learningRate Adam's α at the start, &gt; 0; falls linearly to 0
 * @param gradientClip largest Euclidean norm of a gradient step, &gt; 0
 * @param temperature β in the weights exp(−A / β), A the cost of a step above what was to be expected in standard
 *     deviations of that, &gt; 0; infinite for weights of 1
 */
public record ImitationConfig(
        long seed,
        List<Integer> hidden,
        Activation activation,
        int epochs,
        int minibatch,
        double learningRate,
        double gradientClip,
        double temperature) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException naming the value that is out of range
     */
    public ImitationConfig {
        hidden = List.copyOf(hidden);
        OfflineConfig.requireFit(epochs, minibatch, learningRate, gradientClip);
        OfflineConfig.require(temperature > 0, "temperature", "a number above 0", temperature);
    }

    /**
     * Returns our setting; see docs/decisions/007.
     *
     * @param seed of the initial parameters and the minibatches
     * @return the configuration
     */
    public static ImitationConfig preset(long seed) {
        return new ImitationConfig(seed, List.of(64), Activation.TANH, 30, 512, 0.003, 1, 1);
    }

    /**
     * Returns a copy with another network.
     *
     * @param value widths of its hidden layers
     * @return the copy
     */
    public ImitationConfig withHidden(List<Integer> value) {
        return new ImitationConfig(seed, value, activation, epochs, minibatch, learningRate, gradientClip, temperature);
    }

    /**
     * Returns a copy with another activation.
     *
     * @param value of the hidden layers
     * @return the copy
     */
    public ImitationConfig withActivation(Activation value) {
        return new ImitationConfig(seed, hidden, value, epochs, minibatch, learningRate, gradientClip, temperature);
    }

    /**
     * Returns a copy with another number of epochs.
     *
     * @param value passes in which the policy is fitted
     * @return the copy
     */
    public ImitationConfig withEpochs(int value) {
        return new ImitationConfig(seed, hidden, activation, value, minibatch, learningRate, gradientClip, temperature);
    }

    /**
     * Returns a copy with another step size.
     *
     * @param value at the start
     * @return the copy
     */
    public ImitationConfig withLearningRate(double value) {
        return new ImitationConfig(seed, hidden, activation, epochs, minibatch, value, gradientClip, temperature);
    }
}
