/** The distributions of {@code dev.baton.policy}. */
@NullMarked
package dev.baton.bench.policy;

import org.jspecify.annotations.NullMarked;
