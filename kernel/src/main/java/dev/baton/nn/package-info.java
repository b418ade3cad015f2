/**
 * A feed-forward network and its optimiser on flat float arrays: {@link dev.baton.nn.MlpSpec} gives the layout, {@link
 * dev.baton.nn.Mlp} the forward pass, {@link dev.baton.nn.MlpGradient} the way back, {@link dev.baton.nn.Adam} the update.
 *
 * <p>Depends on {@code ops} and {@code rng} (initialisation). A new layer is a pair of a forward and a backward
 * operation in {@code ops} and a row in {@code MlpGradientTest}; a new activation is a constant of {@link dev.baton.Activation}, and
 * the compiler names the rest (decision 023).
 */
@NullMarked
package dev.baton.nn;

import org.jspecify.annotations.NullMarked;
