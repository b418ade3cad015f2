/**
 * The passes through a network and its optimiser: {@link dev.baton.nn.pass.Mlp} forward,
 * {@link dev.baton.nn.pass.MlpGradient} back, {@link dev.baton.nn.pass.ForwardPass} where only outputs count,
 * {@link dev.baton.nn.pass.OnePass} for one observation, {@link dev.baton.nn.pass.Adam} the update.
 *
 * <p>Not for hosts: exported to the benchmarks only. Depends on {@code nn}, {@code ops} and {@code rng}
 * (initialisation).
 */
@NullMarked
package dev.baton.nn.pass;

import org.jspecify.annotations.NullMarked;
