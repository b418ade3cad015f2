package dev.baton.learn;

import dev.baton.Activation;
import java.util.List;

/**
 * How a policy is learned by proximal policy optimisation.
 *
 * @param train episodes, policy network, learning rate, entropy bonus and gradient clip; the running baseline's decay
 *     is not used
 * @param epochs passes over the samples of an update, ≥ 1
 * @param minibatches gradient steps of a pass, ≥ 1; fewer where an update has fewer than 16 samples for each
 * @param clip ε of the clipped surrogate, &gt; 0
 * @param lambda λ of the generalised advantage estimation, in [0, 1]; costs are not discounted
 * @param valueHidden widths of the value network's hidden layers, possibly none; its activation is the rectifier
 * @param valueLearningRate Adam's α of the value network at the start, &gt; 0; falls linearly to 0 over the training
 */
public record PpoConfig(
        TrainConfig train,
        int epochs,
        int minibatches,
        double clip,
        double lambda,
        List<Integer> valueHidden,
        double valueLearningRate) {
    private static final int PAPER_EPISODES = 12_000;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException naming the value that is out of range
     */
    public PpoConfig {
        valueHidden = List.copyOf(valueHidden);
        requirePasses(epochs, minibatches);
        require(clip > 0 && clip <= 1e6, "clip", "a number above 0, at most 1e6", clip);
        require(lambda >= 0 && lambda <= 1, "lambda", "a number from 0 to 1", lambda);
        require(
                valueLearningRate > 0 && valueLearningRate <= 10, "valueLearningRate", "a number above 0, at most 10",
                valueLearningRate);
    }

    /** Checks how often and in how many parts the samples of an update are gone through. */
    static void requirePasses(int epochs, int minibatches) {
        require(epochs >= 1 && epochs <= 1000, "epochs", "1 to 1000", epochs);
        require(minibatches >= 1 && minibatches <= 100_000, "minibatches", "1 to 100000", minibatches);
    }

    private static void require(boolean holds, String name, String expected, Number found) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": expected " + expected + ", found " + found);
        }
    }

    /**
     * Returns our setting for the paper's environment and number of episodes, 12,000; see docs/decisions/007.
     *
     * @param seed of the training episodes, the initial parameters and the minibatches
     * @return the configuration
     */
    public static PpoConfig paper(long seed) {
        return paper(seed, PAPER_EPISODES);
    }

    /**
     * Returns our setting for the paper's environment and a number of episodes: an update has 120 episodes for every
     * 12,000, from 120 to 960. With updates above 120 episodes the learning rate is 0.005 instead of 0.003 and the clip
     * 0.1 instead of 0.2; see docs/decisions/007.
     *
     * @param seed of the training episodes, the initial parameters and the minibatches
     * @param episodes training episodes in all, ≥ 1
     * @return the configuration
     */
    public static PpoConfig paper(long seed, int episodes) {
        int times = Math.clamp(episodes / PAPER_EPISODES, 1, 8);
        int perUpdate = 120 * times;
        TrainConfig train = new TrainConfig(
                seed, episodes, perUpdate, List.of(64), Activation.TANH, times > 1 ? 0.005 : 0.003, 0.02, 0, 1.0);
        return new PpoConfig(
                train, 4, minibatches(perUpdate), times > 1 ? 0.1 : 0.2, 0.9, List.of(32), 0.01);
    }

    /**
     * Returns how many minibatches we cut an update into: one for every 30 episodes, from 1 to 32.
     *
     * @param episodesPerUpdate ≥ 1
     * @return the number of minibatches
     */
    public static int minibatches(int episodesPerUpdate) {
        return Math.clamp(episodesPerUpdate / 30, 1, 32);
    }

    /**
     * Returns a copy with other episodes, policy network and learning rate.
     *
     * @param value the part that policy gradient has too
     * @return the copy
     */
    public PpoConfig withTrain(TrainConfig value) {
        return new PpoConfig(value, epochs, minibatches, clip, lambda, valueHidden, valueLearningRate);
    }

    /**
     * Returns a copy with another number of passes over the samples of an update.
     *
     * @param value passes
     * @return the copy
     */
    public PpoConfig withEpochs(int value) {
        return new PpoConfig(train, value, minibatches, clip, lambda, valueHidden, valueLearningRate);
    }

    /**
     * Returns a copy with another number of gradient steps of a pass.
     *
     * @param value gradient steps
     * @return the copy
     */
    public PpoConfig withMinibatches(int value) {
        return new PpoConfig(train, epochs, value, clip, lambda, valueHidden, valueLearningRate);
    }

    /**
     * Returns a copy with another clip.
     *
     * @param value how far a probability ratio may leave 1
     * @return the copy
     */
    public PpoConfig withClip(double value) {
        return new PpoConfig(train, epochs, minibatches, value, lambda, valueHidden, valueLearningRate);
    }

    /**
     * Returns a copy with another λ.
     *
     * @param value of the generalised advantage estimation
     * @return the copy
     */
    public PpoConfig withLambda(double value) {
        return new PpoConfig(train, epochs, minibatches, clip, value, valueHidden, valueLearningRate);
    }

    /**
     * Returns a copy with another value network.
     *
     * @param value widths of its hidden layers
     * @return the copy
     */
    public PpoConfig withValueHidden(List<Integer> value) {
        return new PpoConfig(train, epochs, minibatches, clip, lambda, value, valueLearningRate);
    }

    /**
     * Returns a copy with another step size of the value network.
     *
     * @param value at the start
     * @return the copy
     */
    public PpoConfig withValueLearningRate(double value) {
        return new PpoConfig(train, epochs, minibatches, clip, lambda, valueHidden, value);
    }
}
