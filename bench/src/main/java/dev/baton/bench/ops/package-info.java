/** The operations of {@code dev.baton.ops}, and the two yardsticks: what this core can do at most. */
@NullMarked
package dev.baton.bench.ops;

import org.jspecify.annotations.NullMarked;
