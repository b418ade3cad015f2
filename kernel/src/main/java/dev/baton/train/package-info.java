/**
 * Running episodes with a policy, measuring it, and learning one (model, section 7): {@link dev.baton.train.Rollout} is
 * the loop, {@link dev.baton.train.Evaluation} the measurement, {@link dev.baton.train.PolicyGradientTrainer} the
 * learner.
 *
 * <p>Only {@link dev.baton.offline} and {@link dev.baton.study} depend on it. Work is cut into blocks of {@value
 * dev.baton.train.Rollout#BLOCK} episodes, blocks are what threads share, and every sum over blocks is in block order,
 * so results do not depend on threads or tiles.
 */
@NullMarked
package dev.baton.train;

import org.jspecify.annotations.NullMarked;
