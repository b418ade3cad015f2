package dev.baton.learn.oracle;

/** The categorical distribution π_k = exp(y_k) / Σ_j exp(y_j) over logits y. */
final class Softmax {
    private Softmax() {}

    static double[] probabilities(double[] logits) {
        double[] p = new double[logits.length];
        double sum = 0;
        for (int k = 0; k < p.length; k++) {
            p[k] = Math.exp(logits[k]);
            sum += p[k];
        }
        for (int k = 0; k < p.length; k++) {
            p[k] /= sum;
        }
        return p;
    }

    /** Returns the first action whose cumulative probability exceeds u. */
    static int draw(double[] p, double u, Arithmetic arithmetic) {
        double cumulative = 0;
        int drawn = -1;
        for (int k = 0; k < p.length - 1; k++) {
            cumulative += p[k];
            arithmetic.decided(u - cumulative);
            if (drawn < 0 && u < cumulative) {
                drawn = k;
            }
        }
        return drawn < 0 ? p.length - 1 : drawn;
    }

    /** Returns H = −Σ_k π_k log π_k. */
    static double entropy(double[] p) {
        double entropy = 0;
        for (double q : p) {
            entropy -= q * Math.log(q);
        }
        return entropy;
    }

    /** Returns ∂ log π_a / ∂ y_k = 1[k = a] − π_k. */
    static double score(double[] p, int action, int k) {
        return (k == action ? 1 : 0) - p[k];
    }

    /** Returns ∂H / ∂ y_k = −π_k (log π_k + H). */
    static double entropySlope(double[] p, int k) {
        return -p[k] * (Math.log(p[k]) + entropy(p));
    }
}
