package dev.baton.offline;

/** What is chosen in a state, as what it makes of the values of the actions. */
@FunctionalInterface
interface Choice {
    /**
     * Writes the value of each state.
     *
     * @param q (N,K) values of the actions, step by step; not modified
     * @param values (N) overwritten
     */
    void values(float[] q, float[] values);

    /** A policy that is given: Σ_k π(k | s) Q(s, k). */
    static Choice of(float[] probabilities, int actions) {
        return (q, values) -> {
            for (int i = 0; i < values.length; i++) {
                float sum = 0;
                for (int k = 0; k < actions; k++) {
                    sum = Math.fma(probabilities[i * actions + k], q[i * actions + k], sum);
                }
                values[i] = sum;
            }
        };
    }

    /** The best of the actions that may be chosen in each state: min_k Q(s, k). */
    static Choice best(long[] allowed, int actions) {
        return (q, values) -> {
            for (int i = 0; i < values.length; i++) {
                float least = Float.POSITIVE_INFINITY;
                for (int k = 0; k < actions; k++) {
                    if ((allowed[i] >>> k & 1) != 0) {
                        least = Math.min(least, q[i * actions + k]);
                    }
                }
                values[i] = least;
            }
        };
    }
}
