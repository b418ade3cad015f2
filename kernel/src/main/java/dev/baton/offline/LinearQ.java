package dev.baton.offline;

import dev.baton.train.SampleSet;
import java.util.Arrays;

/**
 * Q as a linear function of the observation, one for each action, by repeated least squares: θ_k minimises Σ_{i: A_i = k}
 * (C_i + V(S_{i+1}) − θ_k · φ(S_i))², φ the observation and 1, with V from the θ before. Costs that add up over hundreds
 * of steps get through here at no expense; what is not linear is left to a network.
 *
 * <p>All sums are in double precision and in the order of the steps.
 */
final class LinearQ {
    private static final int COLUMNS = SampleSet.CHUNK;
    /** Against the number of samples; observations are of magnitude 1. */
    private static final double RIDGE = 1e-8;

    private static final double SETTLED = 1e-9;

    private final EpisodeLog log;
    private final SampleSet samples;
    private final int actions;
    /** F + 1. */
    private final int width;
    /** (K) lower triangles of the Cholesky factors. */
    private final double[][] factor;
    /** (K, F + 1). */
    private final double[][] theta;

    /**
     * Fits.
     *
     * @param log the episodes
     * @param samples their observations
     * @param choice what is chosen next
     * @param greatest what no value exceeds
     */
    LinearQ(EpisodeLog log, SampleSet samples, Choice choice, float greatest) {
        this.log = log;
        this.samples = samples;
        actions = log.env.actionCount();
        width = samples.features + 1;
        factor = new double[actions][width * width];
        theta = new double[actions][width];
        factorise();
        int steps = log.steps();
        float[] q = new float[steps * actions];
        float[] values = new float[steps];
        int iterations = log.longest();
        for (int iteration = 0; iteration < iterations; iteration++) {
            double change = solve(values);
            outputs(samples, steps, q);
            choice.values(q, values);
            for (int i = 0; i < steps; i++) {
                values[i] = Math.clamp(values[i], 0, greatest);
            }
            if (change <= SETTLED) {
                break;
            }
        }
    }

    private double feature(int i, int f) {
        return f == width - 1 ? 1 : samples.values[samples.at(i / COLUMNS, f) + i % COLUMNS];
    }

    private void factorise() {
        double[] phi = new double[width];
        long[] taken = log.taken();
        for (int i = 0; i < log.steps(); i++) {
            double[] gram = factor[log.action[i]];
            for (int f = 0; f < width; f++) {
                phi[f] = feature(i, f);
            }
            for (int r = 0; r < width; r++) {
                for (int c = 0; c <= r; c++) {
                    gram[r * width + c] += phi[r] * phi[c];
                }
            }
        }
        for (int k = 0; k < actions; k++) {
            for (int r = 0; r < width; r++) {
                factor[k][r * width + r] += RIDGE * (taken[k] + 1);
            }
            cholesky(factor[k]);
        }
    }

    /** Replaces the lower triangle of a positive definite matrix by its factor. */
    private void cholesky(double[] a) {
        for (int r = 0; r < width; r++) {
            for (int c = 0; c <= r; c++) {
                double sum = a[r * width + c];
                for (int j = 0; j < c; j++) {
                    sum -= a[r * width + j] * a[c * width + j];
                }
                // Rounding may take away the little that the ridge has added.
                a[r * width + c] =
                        r == c ? Math.sqrt(Math.max(sum, Double.MIN_NORMAL)) : sum / a[c * width + c];
            }
        }
    }

    /** Fits once to the values of the states; returns the greatest change of a coefficient against the greatest of all. */
    private double solve(float[] values) {
        double[][] right = new double[actions][width];
        for (int e = 0; e < log.episodes(); e++) {
            for (int i = log.start[e]; i < log.start[e + 1]; i++) {
                double target = log.cost[i] + (i + 1 < log.start[e + 1] ? values[i + 1] : 0);
                double[] sums = right[log.action[i]];
                for (int f = 0; f < width; f++) {
                    sums[f] += target * feature(i, f);
                }
            }
        }
        double change = 0;
        double greatest = Double.MIN_NORMAL;
        for (int k = 0; k < actions; k++) {
            substitute(factor[k], right[k]);
            for (int f = 0; f < width; f++) {
                change = Math.max(change, Math.abs(right[k][f] - theta[k][f]));
                greatest = Math.max(greatest, Math.abs(right[k][f]));
            }
            theta[k] = right[k];
        }
        return change / greatest;
    }

    /** Replaces b by the solution of L Lᵀ x = b. */
    private void substitute(double[] l, double[] b) {
        for (int r = 0; r < width; r++) {
            for (int c = 0; c < r; c++) {
                b[r] -= l[r * width + c] * b[c];
            }
            b[r] /= l[r * width + r];
        }
        for (int r = width - 1; r >= 0; r--) {
            for (int c = r + 1; c < width; c++) {
                b[r] -= l[c * width + r] * b[c];
            }
            b[r] /= l[r * width + r];
        }
    }

    /** Writes Q(s, k) of the first states of a sample set, (N, K). */
    void outputs(SampleSet of, int steps, float[] q) {
        double[] sums = new double[COLUMNS];
        for (int first = 0; first < steps; first += COLUMNS) {
            int columns = Math.min(COLUMNS, steps - first);
            for (int k = 0; k < actions; k++) {
                Arrays.fill(sums, theta[k][width - 1]);
                for (int f = 0; f < width - 1; f++) {
                    int row = of.at(first / COLUMNS, f);
                    for (int n = 0; n < COLUMNS; n++) {
                        sums[n] += theta[k][f] * of.values[row + n];
                    }
                }
                for (int n = 0; n < columns; n++) {
                    q[(first + n) * actions + k] = (float) sums[n];
                }
            }
        }
    }
}
