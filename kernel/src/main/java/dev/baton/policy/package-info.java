/**
 * Orchestration policies (model, section 6): the two baselines, the uniformly random policy and the network policy. How
 * one of several actions is drawn is in {@code policy.choice}.
 *
 * <p>A {@link dev.baton.policy.Policy} is immutable and shared; it makes one {@link dev.baton.policy.Actor} per worker,
 * which owns the working memory and chooses actions for a batch. Depends on {@code ops}, {@code rng}, {@code env} and
 * {@code nn}. A new policy honours the availability mask and has a row in {@code PolicyTest}.
 */
@NullMarked
package dev.baton.policy;

import org.jspecify.annotations.NullMarked;
