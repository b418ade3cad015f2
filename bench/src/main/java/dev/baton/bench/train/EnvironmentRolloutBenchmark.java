package dev.baton.bench.train;

import dev.baton.bench.Environments;
import dev.baton.env.EnvSpec;
import dev.baton.policy.Policy;
import dev.baton.policy.RandomPolicy;
import org.openjdk.jmh.annotations.Param;

/**
 * Environment only: whole episodes with the random policy, from start state to end. Counts live steps; choosing a
 * random action is part of it, and so is the belief where something is hidden; observing and evaluating a network is
 * not.
 */
public class EnvironmentRolloutBenchmark extends EpisodesBenchmark {
    /** Which environment. */
    @Param({"PAPER", "FIVE_KINDS", "CASCADE", "AGENT_LOOP"})
    public Environments environment = Environments.PAPER;

    @Override
    EnvSpec environment() {
        return environment.spec();
    }

    @Override
    Policy policy(long seed) {
        return new RandomPolicy(environment.spec());
    }
}
