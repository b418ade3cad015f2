package dev.baton.env;

import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

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
        return spec.edit().observation(observation).build();
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
        return spec.edit().weights(weights).build();
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
     * @param factor ≥ 0, by which ℓ and m, and what the context adds to them, are multiplied
     * @return the copy
     */
    public static EnvSpec withPrices(EnvSpec spec, double factor) {
        return withActions(spec, action -> withPrice(action, factor));
    }

    /**
     * Returns a copy in which unfinished work grows faster or slower.
     *
     * @param spec the environment
     * @param factor by which δ is multiplied
     * @return the copy
     */
    public static EnvSpec withDrift(EnvSpec spec, double factor) {
        return spec.edit()
                .drift(spec.drift().stream().map(delta -> delta * factor).toList())
                .build();
    }

    private static Action withPrice(Action action, double factor) {
        Prices grows = action.perContext();
        return action.withOutcomes(action.outcomes().stream()
                        .map(outcome -> outcome.withPrices(price -> outcome.price(price) * factor))
                        .toList())
                .withPerContext(Prices.of(price -> grows.get(price) * factor));
    }

    private static Action withFailureRate(Action action, double factor) {
        int phases = action.outcomes().stream()
                .mapToInt(outcome -> outcome.probabilities().size())
                .max()
                .orElseThrow();
        double[] failing = new double[phases];
        double[] working = new double[phases];
        for (int x = 0; x < phases; x++) {
            double before = 0;
            for (Outcome outcome : action.outcomes()) {
                before += outcome.failure() ? outcome.probability(x) : 0;
            }
            double after = before == 0 || before >= 1 ? before : Math.min(1, before * factor);
            failing[x] = after == before ? 1 : after / before;
            working[x] = after == before ? 1 : (1 - after) / (1 - before);
        }
        return action.withOutcomes(action.outcomes().stream()
                .map(outcome -> outcome.withProbabilities(IntStream.range(0, phases)
                        .mapToObj(x -> outcome.probability(x) * (outcome.failure() ? failing[x] : working[x]))
                        .toList()))
                .toList());
    }

    private static EnvSpec withActions(EnvSpec spec, UnaryOperator<Action> change) {
        return spec.edit().actions(spec.actions().stream().map(change).toList()).build();
    }
}
