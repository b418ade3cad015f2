package dev.baton.env;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Copies of an environment in which one thing is different. Where that is not the observation, what observations are
 * divided by stays as it is, so that a policy trained in one sees the other through the same eyes.
 */
public final class EnvVariants {
    private EnvVariants() {}

    /**
     * Returns a copy that is the same world seen through other eyes: no outcome and no cost differs.
     *
     * @param spec the environment
     * @param observation what observations are divided by
     * @return the copy
     * @throws InvalidSpecException if a scale is not a finite number above 0
     */
    public static EnvSpec withObservation(EnvSpec spec, ObservationScales observation) {
        return copy(spec, spec.drift(), spec.weights(), observation, spec.actions());
    }

    /**
     * Returns a copy with other cost weights.
     *
     * @param spec the environment
     * @param weights λ
     * @return the copy
     * @throws InvalidSpecException if a weight is negative or not finite
     */
    public static EnvSpec withWeights(EnvSpec spec, CostVector weights) {
        return copy(spec, spec.drift(), weights, spec.observation(), spec.actions());
    }

    /**
     * Returns a copy in which every action fails more or less often. Failure outcomes keep their proportions to each
     * other, and so do the others; a failure probability ends at 1, and an action that always fails stays so.
     *
     * @param spec the environment
     * @param factor ≥ 0, by which failure probabilities are multiplied
     * @return the copy
     */
    public static EnvSpec withFailureRates(EnvSpec spec, double factor) {
        return withActions(spec, action -> withFailureRate(action, factor));
    }

    /**
     * Returns a copy in which every action takes more or less time and money.
     *
     * @param spec the environment
     * @param factor ≥ 0, by which ℓ and m are multiplied
     * @return the copy
     */
    public static EnvSpec withPrices(EnvSpec spec, double factor) {
        return withActions(
                spec,
                action -> new Action(
                        action.name(),
                        action.kind(),
                        action.latency() * factor,
                        action.monetary() * factor,
                        action.outcomes()));
    }

    /**
     * Returns a copy in which unfinished work grows faster or slower.
     *
     * @param spec the environment
     * @param factor by which δ is multiplied
     * @return the copy
     */
    public static EnvSpec withDrift(EnvSpec spec, double factor) {
        return copy(
                spec,
                spec.drift().stream().map(delta -> delta * factor).toList(),
                spec.weights(),
                spec.observation(),
                spec.actions());
    }

    private static Action withFailureRate(Action action, double factor) {
        double before = action.failureProbability();
        if (before == 0 || before >= 1) {
            return action;
        }
        double after = Math.min(1, before * factor);
        List<Outcome> outcomes = new ArrayList<>();
        for (Outcome outcome : action.outcomes()) {
            double share = outcome.failure() ? after / before : (1 - after) / (1 - before);
            outcomes.add(new Outcome(
                    outcome.probability() * share, outcome.failure(), outcome.scale(), outcome.shift()));
        }
        return new Action(action.name(), action.kind(), action.latency(), action.monetary(), outcomes);
    }

    private static EnvSpec withActions(EnvSpec spec, UnaryOperator<Action> change) {
        return copy(
                spec,
                spec.drift(),
                spec.weights(),
                spec.observation(),
                spec.actions().stream().map(change).toList());
    }

    private static EnvSpec copy(
            EnvSpec spec,
            List<Double> drift,
            CostVector weights,
            ObservationScales observation,
            List<Action> actions) {
        return new EnvSpec(
                spec.name(),
                spec.horizon(),
                spec.start(),
                drift,
                spec.tolerance(),
                weights,
                spec.clip(),
                spec.charge(),
                spec.predictor(),
                observation,
                actions);
    }
}
