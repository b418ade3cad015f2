/** The passes of {@code dev.baton.nn}. */
@NullMarked
package dev.baton.bench.nn;

import org.jspecify.annotations.NullMarked;
