/**
 * The environment of the model: what an episode is, what a step does and what it costs (model, sections 2 to 5).
 *
 * <p>{@link dev.baton.env.EnvSpec} describes one environment and refuses what the model does not allow. {@link
 * dev.baton.env.EpisodeBatch} holds many episodes as a structure of arrays, one episode per lane; {@link
 * dev.baton.env.Stepper} starts, observes and steps them, once as plain Java and once with the Vector API, with the
 * same bits.
 *
 * <p>What rollouts and trainers know of it, {@link dev.baton.env.Simulation} and {@link dev.baton.env.Columns}, is what
 * they know of a host's own environment, too ({@code dev.baton.dynamics}).
 *
 * <p>Depends on {@code ops} and {@code rng}. A new cost component or action kind is added to the model first, then to
 * {@code EnvTables}, the scalar stepper, the SIMD stepper and the double-precision oracle in the tests, in this order.
 */
@NullMarked
package dev.baton.env;

import org.jspecify.annotations.NullMarked;
