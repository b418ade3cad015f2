/**
 * Running episodes with a policy and measuring it (model, section 7): {@link dev.baton.run.Rollout} is the loop, {@link
 * dev.baton.run.Evaluation} the measurement.
 *
 * <p>Work is cut into blocks of {@value dev.baton.run.Rollout#BLOCK} episodes, blocks are what threads share, and every
 * sum over blocks is in block order, so results do not depend on threads or tiles.
 */
@NullMarked
package dev.baton.run;

import org.jspecify.annotations.NullMarked;
