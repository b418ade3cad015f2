package dev.baton.bench.train;

import dev.baton.Activation;
import dev.baton.bench.Environments;
import dev.baton.env.EnvSpec;
import dev.baton.policy.Policy;
import org.openjdk.jmh.annotations.Param;

/**
 * Rollout: whole episodes of the paper's environment with a network 11-hidden-5 that samples its actions. Everything a
 * step needs is in it: random words, observation, network, softmax, sample, step, costs, leaving of ended episodes.
 */
public class RolloutBenchmark extends EpisodesBenchmark {
    /** Width of the hidden layer; 64 is the paper's. */
    @Param({"32", "64", "128"})
    public int hidden;

    /** Activation of the hidden layer; tanh is the paper's. */
    @Param({"TANH", "RELU"})
    public Activation activation = Activation.TANH;

    @Override
    EnvSpec environment() {
        return Environments.PAPER.spec();
    }

    @Override
    Policy policy(long seed) {
        return new Trained(seed, hidden, activation).policy(implementation).sampled();
    }
}
