package dev.baton.policy.choice;

import dev.baton.Backend;

/**
 * The losses that policies and value functions are fitted with, as derivatives by a network's outputs; one sample per
 * column.
 *
 * <p>What a sample knows beside its outputs lies in rows of a matrix {@code sample}; its last row is the sample's
 * weight, 0 for a column that holds none. A matrix is an array, the index of its first element and a stride; columns
 * are 0 ≤ n &lt; N, and columns up to the next multiple of 16 may be read and overwritten. Nothing is allocated. The
 * implementations give the same bits.
 */
public sealed interface Losses permits ScalarLosses, SimdLosses {
    /** Rows of a sample for {@link #clippedSurrogate}: action, π_old(a), advantage, target, weight. */
    int SURROGATE_ROWS = 5;

    /**
     * Index of the first of the rows that say which actions may be chosen, where {@link #clippedSurrogate} has such.
     */
    int SURROGATE_ALLOWED = 3;

    /** What {@link #exclude} writes; its exponential is 0 beside that of any logit that is worth the name. */
    float EXCLUDED = -1e30f;

    /** Rows of a sample for {@link #squaredError}: action, target, weight. */
    int SQUARED_ROWS = 3;

    /**
     * Returns the implementation for a backend.
     *
     * @param backend scalar or SIMD
     * @return a stateless implementation
     */
    static Losses of(Backend backend) {
        return switch (backend) {
            case SCALAR -> new ScalarLosses();
            case SIMD -> new SimdLosses();
        };
    }

    /**
     * Takes actions that may not be chosen out of a choice: their logits become {@value #EXCLUDED}, so that the losses
     * of this interface have π_k = 0 and d_k = 0 for them, exactly, and all else as if there were no such actions.
     *
     * @param logits (K,N) overwritten where an action may not be chosen
     * @param start first element of {@code logits}
     * @param stride from row to row of {@code logits}
     * @param actions K
     * @param allowed (K,N) 0 where an action may not be chosen, else 1; at least one 1 in every column; not modified
     * @param allowedStart first element of {@code allowed}
     * @param allowedStride from row to row of {@code allowed}
     * @param columns N
     */
    void exclude(
            float[] logits,
            int start,
            int stride,
            int actions,
            float[] allowed,
            int allowedStart,
            int allowedStride,
            int columns);

    /**
     * Writes the derivative by the logits of PPO's clipped surrogate of a cost with an entropy bonus (Schulman et al.
     * 2017, eq. 7, for costs): L = w (max(ρ A, clip(ρ, 1 − ε, 1 + ε) A) − β H(π)), ρ = π(a) / π_old(a), A = (advantage
     * − shift) · factor, a positive advantage being a greater cost than expected.
     *
     * <p>d_k = w (g (1[k = a] − π_k) + β π_k (log π_k + H)), where g = ρ A, or 0 where clipping is in force: A &lt; 0
     * and ρ &gt; 1 + ε, or A &gt; 0 and ρ &lt; 1 − ε.
     *
     * @param logits (K,N) not modified
     * @param start first element of {@code logits}
     * @param stride from row to row of {@code logits}
     * @param actions K
     * @param sample the first rows are action, π_old(a) and advantage, the last is the weight; not modified
     * @param sampleStart first element of {@code sample}
     * @param sampleStride from row to row of {@code sample}
     * @param rows rows of {@code sample}, ≥ {@value #SURROGATE_ROWS}
     * @param shift subtracted from the advantages
     * @param factor that they are multiplied by then
     * @param clip ε
     * @param entropyBonus β
     * @param out (K,N) overwritten, laid out as {@code logits}
     * @param columns N
     */
    void clippedSurrogate(
            float[] logits,
            int start,
            int stride,
            int actions,
            float[] sample,
            int sampleStart,
            int sampleStride,
            int rows,
            float shift,
            float factor,
            float clip,
            float entropyBonus,
            float[] out,
            int columns);

    /**
     * Writes the derivative by the logits of the expected cost of the policy's action: L = w Σ_k π_k c_k, so d_k = w
     * π_k (c_k − Σ_j π_j c_j).
     *
     * @param logits (K,N) not modified
     * @param start first element of {@code logits}
     * @param stride from row to row of {@code logits}
     * @param actions K
     * @param sample the first K rows are c_1 … c_K, finite, the last is the weight; not modified
     * @param sampleStart first element of {@code sample}
     * @param sampleStride from row to row of {@code sample}
     * @param rows rows of {@code sample}, ≥ K + 1
     * @param out (K,N) overwritten, laid out as {@code logits}
     * @param columns N
     */
    void expectedCost(
            float[] logits,
            int start,
            int stride,
            int actions,
            float[] sample,
            int sampleStart,
            int sampleStride,
            int rows,
            float[] out,
            int columns);

    /**
     * Writes the derivative by the outputs of half the squared error of one of them: L = w (y_a − target)² / 2, so
     * d_k = w 1[k = a] (y_k − target). A network with one output has no choice: its action is 0 whatever the sample
     * says.
     *
     * @param outputs (K,N) not modified
     * @param start first element of {@code outputs}
     * @param stride from row to row of {@code outputs}
     * @param actions K
     * @param sample the rows action, target and weight are the first, the last but one and the last; not modified
     * @param sampleStart first element of {@code sample}
     * @param sampleStride from row to row of {@code sample}
     * @param rows rows of {@code sample}, ≥ {@value #SQUARED_ROWS}
     * @param out (K,N) overwritten, laid out as {@code outputs}
     * @param columns N
     */
    void squaredError(
            float[] outputs,
            int start,
            int stride,
            int actions,
            float[] sample,
            int sampleStart,
            int sampleStride,
            int rows,
            float[] out,
            int columns);
}
