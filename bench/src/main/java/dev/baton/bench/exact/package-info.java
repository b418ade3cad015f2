/** The solver of {@code dev.baton.exact}. */
@NullMarked
package dev.baton.bench.exact;

import org.jspecify.annotations.NullMarked;
