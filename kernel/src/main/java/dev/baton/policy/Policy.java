package dev.baton.policy;

import dev.baton.Backend;
import dev.baton.env.EnvTables;

/** A rule for choosing actions. Immutable: any number of actors on any number of threads share it. */
public interface Policy {
    /**
     * Makes an actor for one worker.
     *
     * @param tables the environment
     * @param backend scalar or SIMD; the choices are the same
     * @param capacity the most columns it will act on at once, a multiple of 16
     * @return a new actor
     * @throws IllegalArgumentException if the policy was made for an environment of another shape
     */
    PolicyActor actor(EnvTables tables, Backend backend, int capacity);

    /**
     * Says whether every available action is as probable as any other, whatever the state. Who knows that asks no actor
     * for {@link PolicyActor#probabilities probabilities}.
     *
     * @return true for the random policy; false for one that may choose otherwise
     */
    default boolean uniform() {
        return false;
    }
}
