/**
 * What a feed-forward network is: {@link dev.baton.nn.MlpSpec} gives the layout of its parameters in one flat array of
 * floats.
 *
 * <p>How it is computed and learned is in {@code nn.pass}, which the kernel keeps to itself. A new layer or activation
 * is a pair of a forward and a backward operation in {@code ops} and a row in {@code MlpGradientTest}.
 */
@NullMarked
package dev.baton.nn;

import org.jspecify.annotations.NullMarked;
