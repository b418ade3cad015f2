package dev.baton.env;

import java.util.List;

/**
 * One outcome of an action: z ← a ⊙ z + b with a probability (model, section 3).
 *
 * @param probability q_kj in [0, 1]
 * @param failure φ_kj: whether this outcome is an execution failure
 * @param scale a_kj, one factor per dimension
 * @param shift b_kj, one summand per dimension
 */
public record Outcome(double probability, boolean failure, List<Double> scale, List<Double> shift) {
    /** Copies the lists. */
    public Outcome {
        scale = List.copyOf(scale);
        shift = List.copyOf(shift);
    }
}
