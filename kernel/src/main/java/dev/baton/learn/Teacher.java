package dev.baton.learn;

import dev.baton.exact.OptimalPolicy;
import dev.baton.policy.Policy;

/** Whom a {@link SupervisedTrainer} learns from: what it would cost to leave the rest to the teacher is the lesson. */
public sealed interface Teacher {
    /**
     * The exact optimum, whose costs Q* − V* are known in every state.
     *
     * @param policy of the environment that is trained in
     */
    record Optimum(OptimalPolicy policy) implements Teacher {}

    /**
     * A policy whose costs are sampled, one for each episode.
     *
     * @param policy any; as {@link OptimalPolicy} it is a policy like others
     */
    record Sampled(Policy policy) implements Teacher {}
}
