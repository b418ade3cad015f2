/** The generators of {@code dev.baton.rng}. */
@NullMarked
package dev.baton.bench.rng;

import org.jspecify.annotations.NullMarked;
