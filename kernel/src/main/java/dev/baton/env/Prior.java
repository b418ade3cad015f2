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

    /** Returns the mean of a number over the outcomes of an action, exactly the number where all that can happen agree. */
    double expected(List<Outcome> outcomes, ToDoubleFunction<Outcome> number) {
        double common = Double.NaN;
        boolean agree = true;
        double sum = 0;
        for (Outcome outcome : outcomes) {
            double q = probability(outcome);
            if (q > 0) {
                double value = number.applyAsDouble(outcome);
                agree &= Double.isNaN(common) || value == common;
                common = value;
                sum += q * value;
            }
        }
        return agree ? common : sum;
    }
}
