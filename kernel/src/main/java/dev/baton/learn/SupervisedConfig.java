package dev.baton.learn;

import dev.baton.Activation;
import java.util.List;

/**
 * How a policy is learned from a teacher by cost-sensitive classification.
 *
 * @param train episodes, policy network, learning rate, gradient clip and, for a teacher that is a policy, the decay of
 *     the running baseline; the entropy bonus is not used
 * @param epochs passes over the samples of an update, ≥ 1
 * @param minibatches gradient steps of a pass, ≥ 1; fewer where an update has fewer than 16 samples for each
 */
public record SupervisedConfig(TrainConfig train, int epochs, int minibatches) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException naming the value that is out of range
     */
    public SupervisedConfig {
        PpoConfig.requirePasses(epochs, minibatches);
    }

    /**
     * Returns our setting for the paper's environment and number of episodes with the exact optimum as the teacher; see
     * docs/decisions/007.
     *
     * @param seed of the training episodes, the initial parameters and the minibatches
     * @return the configuration
     */
    public static SupervisedConfig paper(long seed) {
        TrainConfig train = new TrainConfig(seed, 12_000, 480, List.of(64), Activation.TANH, 0.005, 0, 0.97, 1.0);
        return new SupervisedConfig(train, 8, 8);
    }

    /**
     * Returns our setting for any other policy as the teacher, whose costs are sampled: smaller and fewer steps,
     * because labels are few and noisy.
     *
     * @param seed of the training episodes, the initial parameters and the minibatches
     * @return the configuration
     */
    public static SupervisedConfig sampled(long seed) {
        return new SupervisedConfig(paper(seed).train.withLearningRate(0.002), 4, 8);
    }

    /**
     * Returns a copy with other episodes, policy network and learning rate.
     *
     * @param value the part that policy gradient has too
     * @return the copy
     */
    public SupervisedConfig withTrain(TrainConfig value) {
        return new SupervisedConfig(value, epochs, minibatches);
    }

    /**
     * Returns a copy with another number of passes over the samples of an update.
     *
     * @param value passes
     * @return the copy
     */
    public SupervisedConfig withEpochs(int value) {
        return new SupervisedConfig(train, value, minibatches);
    }

    /**
     * Returns a copy with another number of gradient steps of a pass.
     *
     * @param value gradient steps
     * @return the copy
     */
    public SupervisedConfig withMinibatches(int value) {
        return new SupervisedConfig(train, epochs, value);
    }
}
