/**
 * Environments of a host's own, and any environment stepped from outside.
 *
 * <p>{@link dev.baton.dynamics.BatchDynamics} is what a host writes, {@link dev.baton.dynamics.DynamicsBatch} the state
 * that it works on and {@link dev.baton.dynamics.Draws} its chance. {@link dev.baton.dynamics.EnvironmentChecker} looks
 * for what would break the same bits; {@link dev.baton.dynamics.VectorEnv} steps environments whose actions the host
 * chooses.
 *
 * <p>Depends on {@code env}, {@code ops} and {@code rng}. Trainers and rollouts know a {@link dev.baton.env.Simulation}
 * only, of which these dynamics are one kind and the model's environment the other.
 */
@NullMarked
package dev.baton.dynamics;

import org.jspecify.annotations.NullMarked;
