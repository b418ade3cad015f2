/**
 * Learning a policy by running it (model, section 8): policy gradient, PPO, and classification taught by another
 * policy.
 *
 * <p>One update of {@link dev.baton.learn.PolicyGradientTrainer} in eight steps; PPO and classification differ in 4 to
 * 6:
 * <ol>
 *   <li>episodes are numbered on from those of the update before, and blocks of them are handed to the threads;
 *   <li>a {@link dev.baton.run.Rollout} steps each block: the network's way forward, an action drawn, the environment's
 *   step;
 *   <li>each step keeps its inputs, hidden values, probabilities, action and cost;
 *   <li>costs are added from the end: G_t = c_t + G_{t+1}, the reward-to-go;
 *   <li>less the baseline's running mean and divided by its deviation that is the advantage A_t;
 *   <li>the gradient at the logits is A_t (onehot(a_t) - p) / N, and the entropy's;
 *   <li>the way back adds each sample's products to the shard's partial sums, which fold in a fixed order;
 *   <li>Adam steps.
 * </ol>
 *
 * <p>Only {@link dev.baton.offline} and {@link dev.baton.study} depend on it.
 */
@NullMarked
package dev.baton.learn;

import org.jspecify.annotations.NullMarked;
