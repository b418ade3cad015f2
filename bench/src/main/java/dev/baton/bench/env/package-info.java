/** The steppers of {@code dev.baton.env}. */
@NullMarked
package dev.baton.bench.env;

import org.jspecify.annotations.NullMarked;
