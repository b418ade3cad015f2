package dev.baton.env;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Expectations over outcomes under a belief about the phase, Σ_x b(x) q_kj(x) (model, sections 4 and 10.3).
 *
 * @param belief (P) the probability of each phase, not modified; a single 1 where there are no phases
 */
record Prior(double[] belief) {
    /** Returns the belief of one who knows nothing but how an episode starts. */
    static Prior of(@Nullable Phases phases) {
        return new Prior(phases == null
                ? new double[] {1}
                : phases.start().stream().mapToDouble(p -> p).toArray());
    }

    /** Returns Σ_x b(x) q(x). */
    double probability(Outcome outcome) {
        if (outcome.probabilities().size() == 1) {
            return outcome.probabilities().get(0);
        }
        double sum = 0;
        for (int x = 0; x < belief.length; x++) {
            sum += belief[x] * outcome.probability(x);
        }
        return sum;
    }

    /** Returns the mean price of an action at a context. */
    double expected(Price price, Action action, double context) {
        return expected(action.outcomes(), outcome -> outcome.price(price)) + action.perContext().get(price) * context;
    }

    /**
     * Returns the mean of a number over the outcomes of an action, exactly the number where all that can happen agree.
     */
    double expected(List<Outcome> outcomes, ToDoubleFunction<Outcome> number) {
        return expected(outcomes, outcomes.stream().mapToDouble(number).toArray());
    }

    /** The same of numbers by outcome; allocates nothing. */
    double expected(List<Outcome> outcomes, double[] numbers) {
        double common = Double.NaN;
        for (int j = 0; j < outcomes.size(); j++) {
            if (probability(outcomes.get(j)) > 0) {
                if (!Double.isNaN(common) && numbers[j] != common) {
                    return sum(outcomes, numbers);
                }
                common = numbers[j];
            }
        }
        return common;
    }

    /** Returns Σ q · number over the outcomes of an action. */
    double sum(List<Outcome> outcomes, double[] numbers) {
        double sum = 0;
        for (int j = 0; j < outcomes.size(); j++) {
            sum += probability(outcomes.get(j)) * numbers[j];
        }
        return sum;
    }
}
