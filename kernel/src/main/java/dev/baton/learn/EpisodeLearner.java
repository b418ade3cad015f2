package dev.baton.learn;

import dev.baton.policy.MlpPolicy;

/** Learns a policy from episodes that it runs itself, update by update. Not thread-safe. */
public sealed interface EpisodeLearner extends ResumableTraining permits PolicyGradientTrainer, PpoTrainer {
    /**
     * Describes the last update.
     *
     * @return its metrics
     */
    UpdateMetrics metrics();

    /**
     * Returns the policy as it is now.
     *
     * @return a copy
     */
    MlpPolicy policy();

    /**
     * Charges every episode that ends without success a price at its last step, beside its execution cost, from the
     * next update on. {@link #metrics} do not hold it.
     *
     * @param price μ ≥ 0
     */
    void chargeMisses(double price);
}
