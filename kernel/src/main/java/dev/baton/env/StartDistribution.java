package dev.baton.env;

import java.util.List;

/**
 * The distribution of the task vector at the start: z_i = offset_i + scale_i · r · (1 + jitter · u_i) with one
 * difficulty r = exp(σ n − σ²/2) per episode, n standard normal, u_i uniform on [−1, 1) (model, section 2).
 *
 * @param offset one number per dimension
 * @param scale one number per dimension
 * @param difficultySigma σ ≥ 0
 * @param jitter ≥ 0
 */
public record StartDistribution(List<Double> offset, List<Double> scale, double difficultySigma, double jitter) {
    /** Copies the lists. */
    public StartDistribution {
        offset = List.copyOf(offset);
        scale = List.copyOf(scale);
    }
}
