package dev.baton.offline;

/** A way to estimate from a log what a policy would cost. */
public enum Estimator {
    /** Σ_t W_t C_t, averaged over episodes (Precup, Sutton and Singh 2000): unbiased. */
    PER_DECISION("per decision"),
    /** The same with the weights of every step divided by their mean: slightly biased, but of less variance. */
    WEIGHTED("weighted"),
    /** The value of the start states by a fitted Q function of the policy (Le, Voloshin and Yue 2019). */
    FITTED_Q("fitted Q"),
    /**
     * The fitted Q function, corrected by the weighted errors of its predictions on episodes that it was not fitted to
     * (Jiang and Li 2016; with weights divided by their mean, Thomas and Brunskill 2016): right if either the weights
     * or the function is, and of less variance than weights alone.
     */
    DOUBLY_ROBUST("doubly robust");

    private final String words;

    Estimator(String words) {
        this.words = words;
    }

    /**
     * Returns the estimator's name in a table.
     *
     * @return lower-case words
     */
    public String words() {
        return words;
    }
}
