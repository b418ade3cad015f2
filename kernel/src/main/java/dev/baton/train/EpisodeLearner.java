package dev.baton.train;

import dev.baton.policy.MlpPolicy;

/** Learns a policy from episodes that it runs itself, update by update. Not thread-safe. */
public sealed interface EpisodeLearner extends AutoCloseable permits PolicyGradientTrainer, PpoTrainer {
    /**
     * Says whether the configured number of episodes has been run.
     *
     * @return true if {@link #update} has nothing left to do
     */
    boolean finished();

    /**
     * Runs the next episodes and learns from them; does nothing once {@link #finished}.
     *
     * @return steps taken by all episodes together
     * @throws ArithmeticException if costs or parameters stopped being finite
     */
    long update();

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
     * Charges every episode that ends without success a price at its last step, beside its execution cost, from the next update
     * on. {@link #metrics} do not hold it.
     *
     * @param price μ ≥ 0
     */
    void chargeMisses(double price);

    @Override
    void close();
}
