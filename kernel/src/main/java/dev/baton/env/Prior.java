package dev.baton.env;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Expectations of one who knows nothing but how an episode starts: probabilities of outcomes are those of the phases at the
 * start, Σ_x start(x) q_kj(x) (model, sections 4 and 10.3).
 *
 * @param start (P) the probability of each phase; a single 1 where there are no phases
 */
record Prior(List<Double> start) {
    static Prior of(@Nullable Phases phases) {
        return new Prior(phases == null ? List.of(1.0) : phases.start());
    }

    /** Returns Σ_x start(x) q(x). */
    double probability(Outcome outcome) {
        if (outcome.probabilities().size() == 1) {
            return outcome.probabilities().get(0);
        }
        double sum = 0;
        for (int x = 0; x < start.size(); x++) {
            sum += start.get(x) * outcome.probability(x);
        }
        return sum;
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
