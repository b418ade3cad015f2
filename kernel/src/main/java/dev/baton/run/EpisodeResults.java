package dev.baton.run;

import dev.baton.env.CostVector;
import dev.baton.env.EpisodeBatch;

/** What happened in each of N episodes, as a structure of arrays. */
public final class EpisodeResults implements Rollout.Collector<EpisodeBatch> {
    private final int episodes;
    /** (5, N) sums of the charged cost components over the episode, in the model's order. */
    public final double[] components;
    /** (N) steps taken. */
    public final int[] steps;
    /** (N) the constraint function g at the end; the episode is a success if it is 0. */
    public final float[] constraint;

    /**
     * Makes room for results.
     *
     * @param episodes N ≥ 0
     */
    public EpisodeResults(int episodes) {
        this.episodes = episodes;
        components = new double[CostVector.SIZE * episodes];
        steps = new int[episodes];
        constraint = new float[episodes];
    }

    /**
     * Returns the number of episodes there is room for.
     *
     * @return N
     */
    public int episodes() {
        return episodes;
    }

    /**
     * Returns one component's sum over an episode.
     *
     * @param component 0 latency … 4 divergence
     * @param n 0 … N − 1
     * @return the sum
     */
    public double component(int component, int n) {
        return components[component * episodes + n];
    }

    /**
     * Returns the execution cost of an episode, λ · C, in double from the component sums.
     *
     * @param weights λ
     * @param n 0 … N − 1
     * @return the cost
     */
    public double totalCost(CostVector weights, int n) {
        double cost = 0;
        for (int c = 0; c < CostVector.SIZE; c++) {
            cost += weights.get(c) * components[c * episodes + n];
        }
        return cost;
    }

    @Override
    public void collect(EpisodeBatch batch, int[] list, int length, int offset) {
        for (int i = 0; i < length; i++) {
            int n = list[i];
            int slot = offset + batch.slot[n];
            steps[slot] = batch.step[n];
            constraint[slot] = batch.constraint[n];
            for (int c = 0; c < CostVector.SIZE; c++) {
                components[c * episodes + slot] = batch.exactComponent(c, n);
            }
        }
    }
}
