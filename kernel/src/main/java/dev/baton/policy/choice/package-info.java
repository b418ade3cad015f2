/**
 * The categorical distribution over actions: {@link dev.baton.policy.choice.Categorical} chooses among those that are
 * available, {@link dev.baton.policy.choice.Losses} gives the derivatives by the logits that learning needs.
 *
 * <p>Not for hosts: exported to the benchmarks only. Depends on {@code ops} and {@code simd}.
 */
@NullMarked
package dev.baton.policy.choice;

import org.jspecify.annotations.NullMarked;
