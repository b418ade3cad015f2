package dev.baton.policy.choice;

import dev.baton.Backend;
import dev.baton.rng.Uniforms;
import org.jspecify.annotations.Nullable;

/**
 * The categorical distribution over K actions given by logits, one distribution per column: π_k = exp(l_k) / Σ_j
 * exp(l_j) over the available actions, 0 for the others.
 *
 * <p>Columns are from ≤ n &lt; to, {@code from} a multiple of 16; columns from {@code to} up to a multiple of 16 may be
 * overwritten. Action arrays get actions that exist there too. A start index is that of column 0 and may be negative if
 * column {@code from} is not the array's first. Nothing is allocated. A mask without a bit of 0 … K − 1 is an
 * {@link IllegalArgumentException} that names its column.
 */
public sealed interface Categorical permits ScalarCategorical, SimdCategorical {
    /**
     * Returns the implementation for a backend.
     *
     * @param backend scalar or SIMD
     * @return a stateless implementation
     */
    static Categorical of(Backend backend) {
        return switch (backend) {
            case SCALAR -> new ScalarCategorical();
            case SIMD -> new SimdCategorical();
        };
    }

    /**
     * Chooses the available action with the greatest logit, ties to the lowest index.
     *
     * @param logits (K,N) not modified
     * @param start index of logit 0 of column 0
     * @param stride from logit to logit
     * @param actions K
     * @param available bit k says that action k may be chosen; null means that all may
     * @param action (N) overwritten
     * @param from first column
     * @param to column after the last
     */
    void argmax(
            float[] logits,
            int start,
            int stride,
            int actions,
            long @Nullable [] available,
            int[] action,
            int from,
            int to);

    /**
     * Replaces logits by probabilities and samples an action: the first k with u · Σ_j e_j &lt; e_0 + … + e_k, where
     * e_k = exp(l_k − max l), sums ascending, and the last available action if rounding leaves none; u is {@link
     * Uniforms#positive}, so that an action whose probability is small against 2⁻²⁴ is not taken for being first.
     *
     * @param logits (K,N) overwritten by the probabilities
     * @param start index of logit 0 of column 0
     * @param stride from logit to logit
     * @param actions K
     * @param available bit k says that action k may be chosen; null means that all may
     * @param word (N) a random word per column, not modified
     * @param action (N) overwritten
     * @param from first column
     * @param to column after the last
     */
    void sample(
            float[] logits,
            int start,
            int stride,
            int actions,
            long @Nullable [] available,
            int[] word,
            int[] action,
            int from,
            int to);

    /**
     * Writes the derivative by the logits of Σ_n w_n log π(a_n) − β Σ_n H(π_n): d_k = w (1[k = a] − π_k) + β π_k (log
     * π_k + H), H = −Σ_j π_j log π_j, the terms in β in that order and only if β ≠ 0. In columns from {@code to} up to
     * a multiple of 16 it writes 0.
     *
     * @param probabilities (K,N) from {@link #sample}, not modified
     * @param start index of probability 0 of column 0
     * @param stride from action to action
     * @param actions K
     * @param action (N) the sampled actions, not modified
     * @param weight (N) w, not modified
     * @param entropyBonus β
     * @param out (K,N) overwritten; must not be {@code probabilities}
     * @param outStart index of element 0 of column 0
     * @param outStride from action to action
     * @param from first column
     * @param to column after the last
     */
    void backward(
            float[] probabilities,
            int start,
            int stride,
            int actions,
            int[] action,
            float[] weight,
            float entropyBonus,
            float[] out,
            int outStart,
            int outStride,
            int from,
            int to);
}
