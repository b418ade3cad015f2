package dev.baton.exact;

import dev.baton.env.CostComponent;

/** The optimum of N start states as a structure of arrays: expectations over outcomes under the optimal policy. */
public final class ExactResults {
    /** The first action of an episode that is solved at its start. */
    public static final int NO_ACTION = -1;

    private final int startStates;
    /** (N) J*, the expected execution cost λ · C. */
    public final double[] totalCost;
    /** (N) the probability of ending with g = 0. */
    public final double[] successRate;
    /** (N) expected length of the episode. */
    public final double[] steps;
    /** (q, N) expected charged cost by component, in the model's order. */
    public final double[] components;
    /** (N) the optimal first action, the lowest index of equals; {@link #NO_ACTION} where none is taken. */
    public final int[] firstAction;

    /**
     * Makes room for results.
     *
     * @param startStates N ≥ 0
     */
    public ExactResults(int startStates) {
        this.startStates = startStates;
        totalCost = new double[startStates];
        successRate = new double[startStates];
        steps = new double[startStates];
        components = new double[CostComponent.COUNT * startStates];
        firstAction = new int[startStates];
    }

    /**
     * Returns the number of start states there is room for.
     *
     * @return N
     */
    public int startStates() {
        return startStates;
    }

    /**
     * Returns one expected component.
     *
     * @param component which
     * @param n 0 … N − 1
     * @return the expected charged cost of an episode
     */
    public double component(CostComponent component, int n) {
        return components[component.index() * startStates + n];
    }
}
