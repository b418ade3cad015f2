package dev.baton.policy;

import dev.baton.env.EnvTables;
import dev.baton.ops.Backend;

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
}
