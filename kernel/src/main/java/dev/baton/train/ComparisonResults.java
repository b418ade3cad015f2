package dev.baton.train;

import dev.baton.env.EnvSpec;

/** How a policy's choices compare with the optimum's, summed over the states that it visited. */
public final class ComparisonResults {
    private final EnvSpec spec;
    /** (H, K, K) visited states by step, optimal action and the policy's action. */
    private final long[] choices;
    /** (H) Σ (Q(s, a) − V(s)) over the states visited at a step, a the policy's action. */
    private final double[] regret;

    private long episodes;
    private double sum;
    private double squares;

    /**
     * Starts with no states.
     *
     * @param spec the environment
     */
    public ComparisonResults(EnvSpec spec) {
        this.spec = spec;
        choices = new long[spec.horizon() * spec.actionCount() * spec.actionCount()];
        regret = new double[spec.horizon()];
    }

    void addState(int t, int optimal, int chosen, double gap) {
        int actions = spec.actionCount();
        choices[(t * actions + optimal) * actions + chosen]++;
        regret[t] += gap;
    }

    void addEpisode(double gaps) {
        episodes++;
        sum += gaps;
        squares += gaps * gaps;
    }

    /**
     * Adds the states of other episodes.
     *
     * @param other of the same environment, not modified
     */
    public void add(ComparisonResults other) {
        for (int i = 0; i < choices.length; i++) {
            choices[i] += other.choices[i];
        }
        for (int t = 0; t < regret.length; t++) {
            regret[t] += other.regret[t];
        }
        episodes += other.episodes;
        sum += other.sum;
        squares += other.squares;
    }

    /**
     * Returns the number of episodes.
     *
     * @return N
     */
    public long episodes() {
        return episodes;
    }

    /**
     * Returns in how many states a pair of actions met.
     *
     * @param t step index, 0 … H − 1
     * @param optimal the optimal action; the policy's own where that is one of several
     * @param chosen the policy's action
     * @return the states visited at that step
     */
    public long count(int t, int optimal, int chosen) {
        return choices[(t * spec.actionCount() + optimal) * spec.actionCount() + chosen];
    }

    /**
     * Returns the summed regret of the choices at a step.
     *
     * @param t step index, 0 … H − 1
     * @return Σ (Q(s, a) − V(s)) over the states visited there, ≥ 0
     */
    public double regret(int t) {
        return regret[t];
    }

    /**
     * Returns the mean over episodes of their summed regrets, which estimates J(π) − J* (performance difference lemma;
     * Kakade and Langford 2002).
     *
     * @return the mean, 0 for no episodes
     */
    public double meanRegret() {
        return episodes == 0 ? 0 : sum / episodes;
    }

    /**
     * Returns the standard error of {@link #meanRegret}.
     *
     * @return the error, 0 for fewer than two episodes
     */
    public double standardError() {
        if (episodes < 2) {
            return 0;
        }
        double spread = Math.max(0, squares - sum * sum / episodes);
        return Math.sqrt(spread / (episodes - 1) / episodes);
    }
}
