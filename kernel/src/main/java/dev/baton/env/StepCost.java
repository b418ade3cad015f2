package dev.baton.env;

/**
 * The execution cost C_exec = λ · C of steps [3.2]: what is charged of each component, and what the components come to.
 * Tables, baselines, exact solver, results and the rules of logs ask here, so that the formula and its clips stand
 * nowhere else.
 */
public final class StepCost {
    private final EnvSpec spec;
    private final boolean divergenceVaries;

    /**
     * Prepares an environment.
     *
     * @param spec the environment
     */
    public StepCost(EnvSpec spec) {
        this.spec = spec;
        boolean varies = false;
        for (int k = 0; k < spec.actionCount(); k++) {
            Prediction prediction = Prediction.of(spec, k);
            for (Outcome outcome : spec.actions().get(k).outcomes()) {
                varies |= outcome.possible() && !prediction.differsByConstant(outcome);
            }
        }
        divergenceVaries = varies;
    }

    /** Components that one or many columns were charged. */
    @FunctionalInterface
    public interface Charged {
        /**
         * Returns what a column was charged of a component.
         *
         * @param component which
         * @param n the column
         * @return C_component
         */
        double component(CostComponent component, int n);
    }

    /**
     * Returns λ · C of a column; allocates nothing.
     *
     * @param weights λ
     * @param charged C
     * @param n the column
     * @return Σ λ_c C_c, summed from 0 in the model's order
     */
    public static double weighted(CostVector weights, Charged charged, int n) {
        double sum = 0;
        for (int i = 0; i < CostComponent.COUNT; i++) {
            CostComponent component = CostComponent.ALL.get(i);
            sum += weights.get(component) * charged.component(component, n);
        }
        return sum;
    }

    /**
     * Returns what is charged of a component: its value or its clip, whichever is less.
     *
     * @param component which
     * @param value at a step, not clipped
     * @return what counts of it
     */
    public double charged(CostComponent component, double value) {
        return Math.min(value, spec.clip().get(component));
    }

    /**
     * Says whether what is charged of a component depends on more than the outcome: on context, task vector, phase or
     * limits.
     *
     * @param component which
     * @return whether {@link #fixed} leaves something out
     */
    public boolean varies(CostComponent component) {
        return switch (component) {
            case LATENCY, MONETARY -> spec.pricesContext();
            case CONSTRAINT -> true;
            case FAILURE -> false;
            case DIVERGENCE -> divergenceVaries;
        };
    }

    /**
     * Returns what an outcome is charged of a component, but for the constraint.
     *
     * @param component which
     * @param action the action
     * @param outcome one of the action's
     * @param context C where it was chosen
     * @param divergence ‖ẑ − z'‖₂, not clipped
     * @return clipped; 0 for the constraint
     */
    public double at(CostComponent component, Action action, Outcome outcome, double context, double divergence) {
        double value =
                switch (component) {
                    case LATENCY -> action.price(Price.LATENCY, outcome, context);
                    case MONETARY -> action.price(Price.MONETARY, outcome, context);
                    case CONSTRAINT -> 0;
                    case FAILURE -> outcome.failure() ? 1 : 0;
                    case DIVERGENCE -> divergence;
                };
        return charged(component, value);
    }

    /**
     * Returns what an outcome is charged of a component whatever the state is.
     *
     * @param component which
     * @param k the action
     * @param outcome one of the action's
     * @param prediction of the action
     * @return clipped; for a price what is charged at context 0, 0 for the constraint and for a divergence that varies
     */
    public double fixed(CostComponent component, int k, Outcome outcome, Prediction prediction) {
        double divergence = prediction.differsByConstant(outcome) ? prediction.distance(outcome) : 0;
        return at(component, spec.actions().get(k), outcome, 0, divergence);
    }
}
