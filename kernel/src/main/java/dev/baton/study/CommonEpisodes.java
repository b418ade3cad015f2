package dev.baton.study;

import dev.baton.env.EnvSpec;
import dev.baton.exact.ExactResults;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the optimum and P policies come to on the same N episodes, one row per policy. */
public final class CommonEpisodes {
    private final int episodes;
    /** The optimum of each episode's start state. */
    final ExactResults optimum;
    /** (P, N) Σ_t Q(s_t, a_t) − V(s_t) of an episode. */
    private final double[] regret;
    /** (P, N) what the simulated episode cost. */
    private final double[] cost;

    private final List<Choices> choices;

    /**
     * Makes room for results.
     *
     * @param spec the environment
     * @param policies P ≥ 1
     * @param episodes N ≥ 1
     */
    public CommonEpisodes(EnvSpec spec, int policies, int episodes) {
        this.episodes = episodes;
        optimum = new ExactResults(episodes);
        regret = new double[policies * episodes];
        cost = new double[policies * episodes];
        choices = new ArrayList<>(policies);
        for (int p = 0; p < policies; p++) {
            choices.add(new Choices(spec));
        }
    }

    /**
     * Returns the number of episodes.
     *
     * @return N
     */
    public int episodes() {
        return episodes;
    }

    /**
     * Returns the optimum over the start states.
     *
     * @return means and spreads over the N start states
     */
    public Optimum optimum() {
        return Optimum.of(optimum);
    }

    /**
     * Returns how a policy's choices compare with the optimum's.
     *
     * @param policy 0 … P − 1
     * @return its choices in all states that it visited
     */
    public Choices choices(int policy) {
        return choices.get(policy);
    }

    /**
     * Returns the regret of each episode, Σ_t Q(s_t, a_t) − V(s_t): exact over what would follow each choice, with the
     * mean J(π) − J* (performance difference lemma; Kakade and Langford 2002).
     *
     * @param policy 0 … P − 1
     * @return (N), a copy
     */
    public double[] regret(int policy) {
        return Arrays.copyOfRange(regret, policy * episodes, (policy + 1) * episodes);
    }

    /**
     * Returns the luck of each episode, simulated cost − J* − regret: what outcomes did to the cost beside the choices.
     * Its expectation is 0 whatever the policy does, so a mean far from 0 says that simulation and optimum disagree.
     *
     * @param policy 0 … P − 1
     * @return (N)
     */
    public double[] luck(int policy) {
        double[] luck = new double[episodes];
        for (int n = 0; n < episodes; n++) {
            int at = policy * episodes + n;
            luck[n] = cost[at] - optimum.totalCost[n] - regret[at];
        }
        return luck;
    }

    void set(int policy, int n, double regretOfEpisode, double costOfEpisode) {
        regret[policy * episodes + n] = regretOfEpisode;
        cost[policy * episodes + n] = costOfEpisode;
    }
}
