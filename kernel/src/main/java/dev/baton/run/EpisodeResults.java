package dev.baton.run;

import dev.baton.env.CostComponent;
import dev.baton.env.CostVector;
import dev.baton.env.EpisodeBatch;
import dev.baton.env.StepCost;

/** What happened in each of N episodes, as a structure of arrays. */
public final class EpisodeResults implements Rollout.Collector<EpisodeBatch>, StepCost.Charged {
    private final int episodes;
    /** (q, N) sums of the charged cost components over the episode, in the model's order. */
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
        components = new double[CostComponent.COUNT * episodes];
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
     * @param component which
     * @param n 0 … N − 1
     * @return the sum
     */
    @Override
    public double component(CostComponent component, int n) {
        return components[component.index() * episodes + n];
    }

    /**
     * Returns the execution cost of an episode, λ · C, in double from the component sums.
     *
     * @param weights λ
     * @param n 0 … N − 1
     * @return the cost
     */
    public double totalCost(CostVector weights, int n) {
        return StepCost.weighted(weights, this, n);
    }

    @Override
    public void collect(EpisodeBatch batch, int[] list, int length, int offset) {
        boolean rests = batch.componentsRest.length > 0;
        for (int i = 0; i < length; i++) {
            int n = list[i];
            int slot = offset + batch.slot[n];
            steps[slot] = batch.step[n];
            constraint[slot] = batch.constraint[n];
            // What EpisodeBatch.component returns; asking it for each took 3 % of the environment alone.
            int from = n;
            int to = slot;
            for (int c = 0; c < CostComponent.COUNT; c++) {
                double rest = rests ? batch.componentsRest[from] : 0;
                components[to] = batch.components[from] + rest;
                from += batch.stride;
                to += episodes;
            }
        }
    }
}
