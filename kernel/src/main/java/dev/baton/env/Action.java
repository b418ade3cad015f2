package dev.baton.env;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * An action the policy can choose (model, section 3).
 *
 * @param name unique within an environment
 * @param kind which of the paper's five kinds it is
 * @param latency ℓ_k ≥ 0, seconds
 * @param monetary m_k ≥ 0, cost units
 * @param outcomes at least one, probabilities summing to 1; put into the model's order: failures first, otherwise as given
 */
public record Action(String name, ActionKind kind, double latency, double monetary, List<Outcome> outcomes) {
    /** Copies the list and puts failures first. */
    public Action {
        List<Outcome> ordered = new ArrayList<>(outcomes);
        ordered.sort(Comparator.comparing(Outcome::failure).reversed());
        outcomes = List.copyOf(ordered);
    }

    /**
     * Makes an action with one effect and a failure probability: two outcomes, failure without effect first.
     *
     * @param name unique within an environment
     * @param kind which of the five kinds it is
     * @param latency ℓ_k, seconds
     * @param monetary m_k, cost units
     * @param failureProbability p
     * @param scale a, one factor per dimension
     * @param shift b, one summand per dimension
     * @return the action
     */
    public static Action of(
            String name,
            ActionKind kind,
            double latency,
            double monetary,
            double failureProbability,
            List<Double> scale,
            List<Double> shift) {
        int d = scale.size();
        Outcome failure =
                new Outcome(failureProbability, true, Collections.nCopies(d, 1.0), Collections.nCopies(d, 0.0));
        Outcome success = new Outcome(1 - failureProbability, false, scale, shift);
        return new Action(name, kind, latency, monetary, List.of(failure, success));
    }

    /**
     * Says whether {@link #of} makes this action: failure without effect and one success. In an environment file such an
     * action is written without outcomes, its effect as keys of its own.
     *
     * @return whether the action is plain
     */
    public boolean isPlain() {
        return outcomes.size() == 2
                && equals(of(
                        name,
                        kind,
                        latency,
                        monetary,
                        outcomes.get(0).probability(),
                        outcomes.get(1).scale(),
                        outcomes.get(1).shift()));
    }

    /**
     * Returns P(failure), the summed probability of the failure outcomes.
     *
     * @return a number in [0, 1]
     */
    public double failureProbability() {
        double p = 0;
        for (Outcome outcome : outcomes) {
            if (outcome.failure()) {
                p += outcome.probability();
            }
        }
        return p;
    }
}
