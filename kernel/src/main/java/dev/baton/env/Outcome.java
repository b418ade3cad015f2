package dev.baton.env;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * One outcome of an action: what it costs, and z ← a ⊙ z + b, with a probability (model, sections 3 and 10).
 *
 * @param probabilities q_kj(x) in [0, 1], one number per phase, or a single one that holds in every phase
 * @param failure φ_kj: whether this outcome is an execution failure
 * @param prices ℓ_kj ≥ 0 and m_kj ≥ 0; {@link #OF_ACTION} only until an action names it
 * @param scale a_kj, one factor per dimension
 * @param shift b_kj, one summand per dimension
 * @param context what it does to the context
 * @param signal what a policy gets to see of the step, shared by outcomes that look the same; null if it is the only
 *     one of its kind
 * @param move (P) the phase that each phase moves to; empty if phases stay
 */
public record Outcome(
        List<Double> probabilities,
        boolean failure,
        Prices prices,
        List<Double> scale,
        List<Double> shift,
        ContextChange context,
        @Nullable String signal,
        List<Integer> move) {
    /** A price that the action names. */
    public static final double OF_ACTION = Double.NaN;

    /** Copies the lists. */
    public Outcome {
        probabilities = List.copyOf(probabilities);
        scale = List.copyOf(scale);
        shift = List.copyOf(shift);
        move = List.copyOf(move);
    }

    /**
     * Makes an outcome of a file without the keys of the model's section 10: its action's price, the same probability
     * in every phase, a signal of its own.
     *
     * @param probability q_kj in [0, 1]
     * @param failure φ_kj
     * @param scale a_kj, one factor per dimension
     * @param shift b_kj, one summand per dimension
     */
    public Outcome(double probability, boolean failure, List<Double> scale, List<Double> shift) {
        this(
                List.of(probability), failure, Prices.of(price -> OF_ACTION), scale, shift, ContextChange.NONE, null,
                List.of());
    }

    /**
     * Makes an outcome of a latency and a price in money.
     *
     * @param probabilities q_kj(x) in [0, 1], one number per phase, or a single one that holds in every phase
     * @param failure φ_kj
     * @param latency ℓ_kj, seconds
     * @param monetary m_kj, cost units
     * @param scale a_kj, one factor per dimension
     * @param shift b_kj, one summand per dimension
     * @param context what it does to the context
     * @param signal what a policy gets to see of the step; null if it is the only one of its kind
     * @param move (P) the phase that each phase moves to; empty if phases stay
     */
    public Outcome(
            List<Double> probabilities,
            boolean failure,
            double latency,
            double monetary,
            List<Double> scale,
            List<Double> shift,
            ContextChange context,
            @Nullable String signal,
            List<Integer> move) {
        this(probabilities, failure, Prices.of(latency, monetary), scale, shift, context, signal, move);
    }

    /**
     * Returns q_kj(x).
     *
     * @param phase x, 0 … P − 1; any number where phases do not matter
     * @return the probability
     */
    public double probability(int phase) {
        return probabilities.size() == 1 ? probabilities.get(0) : probabilities.get(phase);
    }

    /**
     * Says whether this outcome can happen.
     *
     * @return whether its probability is above 0 in some phase
     */
    public boolean possible() {
        return probabilities.stream().anyMatch(q -> q > 0);
    }

    /**
     * Returns the phase after this outcome.
     *
     * @param phase x, 0 … P − 1
     * @return where x moves to
     */
    public int moved(int phase) {
        return move.isEmpty() ? phase : move.get(phase);
    }

    /**
     * Returns a copy with other probabilities.
     *
     * @param changed one number per phase, or a single one
     * @return the copy
     */
    public Outcome withProbabilities(List<Double> changed) {
        return new Outcome(changed, failure, prices, scale, shift, context, signal, move);
    }

    /**
     * Returns ℓ_kj.
     *
     * @return seconds; {@link #OF_ACTION} only until an action names it
     */
    public double latency() {
        return prices.latency();
    }

    /**
     * Returns m_kj.
     *
     * @return cost units; {@link #OF_ACTION} only until an action names it
     */
    public double monetary() {
        return prices.monetary();
    }

    /**
     * Returns one of the prices.
     *
     * @param price which
     * @return its number, {@link #OF_ACTION} only until an action names it
     */
    public double price(Price price) {
        return prices.get(price);
    }

    /**
     * Returns a copy with other prices.
     *
     * @param changed asked for the number of each price
     * @return the copy
     */
    public Outcome withPrices(ToDoubleFunction<Price> changed) {
        return new Outcome(probabilities, failure, Prices.of(changed), scale, shift, context, signal, move);
    }

    /**
     * Says whether a policy sees the same of another outcome: its failure flag, prices, effect on the task vector and
     * on the context.
     *
     * @param other of the same action
     * @return the name of the first of these in which they differ, or null if there is none
     */
    public @Nullable String visibleDifference(Outcome other) {
        if (failure != other.failure) {
            return "failure";
        }
        for (Price price : Price.ALL) {
            if (price(price) != other.price(price)) {
                return price.key();
            }
        }
        if (!scale.equals(other.scale)) {
            return "scale";
        }
        if (!shift.equals(other.shift)) {
            return "shift";
        }
        return context.equals(other.context) ? null : "context";
    }
}
