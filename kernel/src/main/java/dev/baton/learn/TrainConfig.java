package dev.baton.learn;

import dev.baton.Activation;
import java.util.List;

/**
 * How a policy is learned by policy gradient (model, section 7).
 *
 * @param seed of the training episodes and the initial parameters
 * @param episodes training episodes in all, ≥ 1
 * @param episodesPerUpdate episodes per gradient step, ≥ 1; the last update may have fewer
 * @param hidden widths of the hidden layers, possibly none
 * @param activation of the hidden layers
 * @param learningRate Adam's α at the start, &gt; 0; falls linearly to 0 over the training
 * @param entropyBonus β at the start, ≥ 0, in units of the normalised cost; falls linearly to 0 over the training
 * @param baselineDecay weight of the past in the running baseline, in [0, 1)
 * @param gradientClip largest Euclidean norm of a gradient step, &gt; 0
 * @param baseline whether b_t is subtracted from the return; without it the weight of log π is the return itself
 * @param rewardToGo whether an action answers for the costs from its step on; without it for those of the whole episode
 */
public record TrainConfig(
        long seed,
        int episodes,
        int episodesPerUpdate,
        List<Integer> hidden,
        Activation activation,
        double learningRate,
        double entropyBonus,
        double baselineDecay,
        double gradientClip,
        boolean baseline,
        boolean rewardToGo) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException naming the value that is out of range
     */
    public TrainConfig {
        hidden = List.copyOf(hidden);
        require(episodes >= 1, "episodes", "1 or more", episodes);
        require(episodesPerUpdate >= 1, "episodesPerUpdate", "1 or more", episodesPerUpdate);
        require(learningRate > 0 && learningRate <= 10, "learningRate", "a number above 0, at most 10", learningRate);
        require(entropyBonus >= 0 && entropyBonus <= 1e6, "entropyBonus", "a number from 0 to 1e6", entropyBonus);
        require(baselineDecay >= 0 && baselineDecay < 1, "baselineDecay", "a number in [0, 1)", baselineDecay);
        require(gradientClip > 0, "gradientClip", "a number above 0", gradientClip);
    }

    /**
     * Makes the configuration of the whole algorithm, with baseline and reward-to-go.
     *
     * @param seed of the training episodes and the initial parameters
     * @param episodes training episodes in all, ≥ 1
     * @param episodesPerUpdate episodes per gradient step, ≥ 1
     * @param hidden widths of the hidden layers, possibly none
     * @param activation of the hidden layers
     * @param learningRate Adam's α at the start, &gt; 0
     * @param entropyBonus β at the start, ≥ 0
     * @param baselineDecay weight of the past in the running baseline, in [0, 1)
     * @param gradientClip largest Euclidean norm of a gradient step, &gt; 0
     */
    public TrainConfig(
            long seed,
            int episodes,
            int episodesPerUpdate,
            List<Integer> hidden,
            Activation activation,
            double learningRate,
            double entropyBonus,
            double baselineDecay,
            double gradientClip) {
        this(
                seed, episodes, episodesPerUpdate, hidden, activation, learningRate, entropyBonus, baselineDecay,
                gradientClip, true, true);
    }

    /** Returns how many updates there are. */
    int updates() {
        return (int) ((episodes + (episodesPerUpdate - 1L)) / episodesPerUpdate);
    }

    /** Returns how many episodes have been run after some updates. */
    int episodesAfter(int updates) {
        return (int) Math.min(episodes, (long) updates * episodesPerUpdate);
    }

    /** Returns how many episodes an update runs, the first being update 1; none before it. */
    int episodesOf(int update) {
        return episodesAfter(update) - episodesAfter(Math.max(0, update - 1));
    }

    private static void require(boolean holds, String name, String expected, Number found) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": expected " + expected + ", found " + found);
        }
    }

    /**
     * Returns the paper's setting: one hidden layer of 64 tanh units, 12,000 episodes, 32 per update, reward-to-go, a
     * running baseline, Adam. What the paper does not have or does not print is ours: the learning rate and its fall to
     * 0, the baseline's decay, the entropy bonus, the largest norm of a gradient, and that returns are divided by their
     * running scale.
     *
     * @param seed of the training episodes and the initial parameters
     * @return the configuration
     */
    public static TrainConfig paper(long seed) {
        return new TrainConfig(seed, 12_000, 32, List.of(64), Activation.TANH, 0.005, 0.02, 0.97, 1.0);
    }

    /**
     * Returns a copy with another number of training episodes.
     *
     * @param value ≥ 1
     * @return the copy
     */
    public TrainConfig withEpisodes(int value) {
        return new TrainConfig(
                seed, value, episodesPerUpdate, hidden, activation, learningRate, entropyBonus, baselineDecay,
                gradientClip, baseline, rewardToGo);
    }

    /**
     * Returns a copy with another number of episodes per update.
     *
     * @param value ≥ 1
     * @return the copy
     */
    public TrainConfig withEpisodesPerUpdate(int value) {
        return new TrainConfig(
                seed, episodes, value, hidden, activation, learningRate, entropyBonus, baselineDecay, gradientClip,
                baseline, rewardToGo);
    }

    /**
     * Returns a copy with other hidden layers.
     *
     * @param value widths
     * @return the copy
     */
    public TrainConfig withHidden(List<Integer> value) {
        return new TrainConfig(
                seed, episodes, episodesPerUpdate, value, activation, learningRate, entropyBonus, baselineDecay,
                gradientClip, baseline, rewardToGo);
    }

    /**
     * Returns a copy with another activation.
     *
     * @param value of the hidden layers
     * @return the copy
     */
    public TrainConfig withActivation(Activation value) {
        return new TrainConfig(
                seed, episodes, episodesPerUpdate, hidden, value, learningRate, entropyBonus, baselineDecay,
                gradientClip, baseline, rewardToGo);
    }

    /**
     * Returns a copy with another learning rate.
     *
     * @param value &gt; 0
     * @return the copy
     */
    public TrainConfig withLearningRate(double value) {
        return new TrainConfig(
                seed, episodes, episodesPerUpdate, hidden, activation, value, entropyBonus, baselineDecay, gradientClip,
                baseline, rewardToGo);
    }

    /**
     * Returns a copy with another entropy bonus.
     *
     * @param value ≥ 0
     * @return the copy
     */
    public TrainConfig withEntropyBonus(double value) {
        return new TrainConfig(
                seed, episodes, episodesPerUpdate, hidden, activation, learningRate, value, baselineDecay, gradientClip,
                baseline, rewardToGo);
    }

    /**
     * Returns a copy with or without the baseline.
     *
     * @param value whether b_t is subtracted
     * @return the copy
     */
    public TrainConfig withBaseline(boolean value) {
        return new TrainConfig(
                seed, episodes, episodesPerUpdate, hidden, activation, learningRate, entropyBonus, baselineDecay,
                gradientClip, value, rewardToGo);
    }

    /**
     * Returns a copy with reward-to-go or the full return.
     *
     * @param value whether an action answers for the costs from its step on only
     * @return the copy
     */
    public TrainConfig withRewardToGo(boolean value) {
        return new TrainConfig(
                seed, episodes, episodesPerUpdate, hidden, activation, learningRate, entropyBonus, baselineDecay,
                gradientClip, baseline, value);
    }
}
