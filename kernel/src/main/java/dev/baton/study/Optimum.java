package dev.baton.study;

import dev.baton.env.CostComponent;
import dev.baton.env.CostVector;
import dev.baton.exact.ExactResults;
import dev.baton.run.EvaluationResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What the optimal policy comes to over many start states: total cost, success rate, steps and the components.
 *
 * @param measures in this order
 */
public record Optimum(List<Moments> measures) {
    /** Total cost, success rate and steps come before the components. */
    private static final int BEFORE = 3;

    /** Over no start states. */
    public static final Optimum NONE = new Optimum(Collections.nCopies(BEFORE + CostComponent.COUNT, Moments.NONE));

    /** Copies the list. */
    public Optimum {
        measures = List.copyOf(measures);
    }

    /**
     * Returns the measures of some start states.
     *
     * @param results of the exact solver
     * @return their means and spreads
     */
    public static Optimum of(ExactResults results) {
        int n = results.startStates();
        List<Moments> measures = new ArrayList<>();
        measures.add(Moments.of(results.totalCost));
        measures.add(Moments.of(results.successRate));
        measures.add(Moments.of(results.steps));
        CostComponent.ALL.forEach(
                component -> measures.add(Moments.of(results.components, component.index() * n, n)));
        return new Optimum(measures);
    }

    /**
     * Returns the measures of two sets of start states together.
     *
     * @param other of the other set
     * @return of both
     */
    public Optimum plus(Optimum other) {
        List<Moments> sums = new ArrayList<>();
        for (int i = 0; i < measures.size(); i++) {
            sums.add(measures.get(i).plus(other.measures.get(i)));
        }
        return new Optimum(sums);
    }

    /**
     * Returns the optimum's cost over the start states.
     *
     * @return J*
     */
    public Moments totalCost() {
        return measures.get(0);
    }

    /**
     * Returns the probability of success over the start states.
     *
     * @return the probability
     */
    public Moments successRate() {
        return measures.get(1);
    }

    /**
     * Returns the expected length of an episode over the start states.
     *
     * @return steps
     */
    public Moments steps() {
        return measures.get(2);
    }

    /**
     * Returns the expected charged cost of a component over the start states.
     *
     * @param component which
     * @return its moments
     */
    public Moments component(CostComponent component) {
        return measures.get(BEFORE + component.index());
    }

    /**
     * Returns the means in the form of an evaluation.
     *
     * @return the means over the start states
     */
    public EvaluationResult evaluation() {
        CostVector components = CostVector.of(component -> component(component).mean());
        return new EvaluationResult(
                (int) totalCost().count(), totalCost().mean(), successRate().mean(), steps().mean(), components);
    }
}
