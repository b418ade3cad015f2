/** The loops of {@code dev.baton.train}: rollouts, evaluation, training. */
@NullMarked
package dev.baton.bench.train;

import org.jspecify.annotations.NullMarked;
