package dev.baton.env;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * An action the policy can choose (model, sections 3 and 10).
 *
 * @param name unique within an environment
 * @param kind which of the paper's five kinds it is
 * @param outcomes at least one, probabilities summing to 1 in every phase; put into the model's order: failures first,
 *     otherwise as given
 * @param perContext what a unit of context adds to the price of every outcome
 * @param maxCalls N: after so many calls in an episode it is no longer available; {@link #UNLIMITED} for no such limit
 * @param transition (P, P) takes the place of the common transition after this action; empty if it has none of its own
 */
public record Action(
        String name,
        ActionKind kind,
        List<Outcome> outcomes,
        Prices perContext,
        int maxCalls,
        List<List<Double>> transition) {
    /** No limit on the number of calls. */
    public static final int UNLIMITED = 0;

    /** Copies the lists and puts failures first. */
    public Action {
        List<Outcome> ordered = new ArrayList<>(outcomes);
        ordered.sort(Comparator.comparing(Outcome::failure).reversed());
        outcomes = List.copyOf(ordered);
        transition = transition.stream().map(List::copyOf).toList();
    }

    /**
     * Makes an action of a file without the keys of the model's section 10 but for outcomes that may name prices of
     * their own.
     *
     * @param name unique within an environment
     * @param kind which of the five kinds it is
     * @param latency ℓ_k of the outcomes that name none, seconds
     * @param monetary m_k of the outcomes that name none, cost units
     * @param outcomes at least one
     */
    public Action(String name, ActionKind kind, double latency, double monetary, List<Outcome> outcomes) {
        this(name, kind, priced(outcomes, Prices.of(latency, monetary)::get), Prices.NONE, UNLIMITED, List.of());
    }

    /**
     * Gives outcomes a price where they name none.
     *
     * @param outcomes of one action
     * @param named the action's own price of each kind
     * @return copies
     */
    public static List<Outcome> priced(List<Outcome> outcomes, ToDoubleFunction<Price> named) {
        return outcomes.stream()
                .map(outcome -> outcome.withPrices(price ->
                        Double.isNaN(outcome.price(price)) ? named.applyAsDouble(price) : outcome.price(price)))
                .toList();
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
     * Says whether this is failure without effect and one success, which differ in no price. In an environment file
     * such an action is written without outcomes, its effect as keys of its own.
     *
     * @return whether the action is plain
     */
    public boolean isPlain() {
        if (outcomes.size() != 2) {
            return false;
        }
        Outcome failure = outcomes.get(0);
        Outcome success = outcomes.get(1);
        boolean nothing = failure.scale().stream().allMatch(a -> a == 1)
                && failure.shift().stream().allMatch(b -> b == 0)
                && failure.context().equals(ContextChange.NONE);
        return failure.failure()
                && !success.failure()
                && nothing
                && Price.ALL.stream().allMatch(price -> failure.price(price) == success.price(price))
                && failure.signal() == null
                && success.signal() == null
                && failure.move().isEmpty()
                && success.move().isEmpty();
    }

    /**
     * Returns a copy with other outcomes.
     *
     * @param changed at least one
     * @return the copy
     */
    public Action withOutcomes(List<Outcome> changed) {
        return new Action(name, kind, changed, perContext, maxCalls, transition);
    }

    /**
     * Returns a copy whose price grows differently with the context.
     *
     * @param changed what a unit of context adds
     * @return the copy
     */
    public Action withPerContext(Prices changed) {
        return new Action(name, kind, outcomes, changed, maxCalls, transition);
    }

    /**
     * Returns what an outcome costs where the action is chosen: its own price and what grows with the context.
     *
     * @param price which
     * @param outcome one of the action's
     * @param context C
     * @return the price, not clipped
     */
    public double price(Price price, Outcome outcome, double context) {
        return outcome.price(price) + perContext.get(price) * context;
    }

    /**
     * Says whether the number of calls in an episode is limited.
     *
     * @return whether {@link #maxCalls} is a number of calls
     */
    public boolean limited() {
        return maxCalls != UNLIMITED;
    }
}
