/**
 * What logged episodes say: {@link dev.baton.offline.EpisodeLogger} writes them down, {@link
 * dev.baton.offline.EpisodeRules} checks them, {@link dev.baton.offline.OffPolicyEvaluation} estimates what another
 * policy would have cost, {@link dev.baton.offline.OfflineTrainer} learns one that keeps to what they show, and {@link
 * dev.baton.offline.ImitationTrainer} one that does as they do.
 *
 * <p>Uses {@link dev.baton.learn} and what that uses, but no exact solution; no package depends on it.
 */
@NullMarked
package dev.baton.offline;

import org.jspecify.annotations.NullMarked;
