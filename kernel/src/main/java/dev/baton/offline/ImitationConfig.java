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
        require(epochs >= 1 && epochs <= 1000, "epochs", "1 to 1000", epochs);
        require(minibatch >= 1 && minibatch <= 1 << 20, "minibatch", "1 to 1048576", minibatch);
        require(learningRate > 0 && learningRate <= 10, "learningRate", "a number above 0, at most 10", learningRate);
        require(gradientClip > 0, "gradientClip", "a number above 0", gradientClip);
        require(temperature > 0, "temperature", "a number above 0", temperature);
    }

    private static void require(boolean holds, String name, String expected, Number found) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": expected " + expected + ", found " + found);
        }
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
}
