package dev.baton.offline;

import dev.baton.descent.SampleSet;
import dev.baton.ops.Lanes;
import java.util.Arrays;

/**
 * Q as a linear function of the observation, one for each action, by least squares: θ_k minimises Σ_{i: A_i = k} (C_i +
 * V(S_{i+1}) − θ_k · φ(S_i))², φ the observation and 1, V of these θ themselves. Costs that add up over hundreds of
 * steps get through here at no expense; what is not linear is left to a network.
 *
 * <p>For a policy that is given that is one system of linear equations (least-squares temporal differences for Q;
 * Lagoudakis and Parr 2003), which is solved where it has at most {@value #MOST_UNKNOWNS} unknowns. Otherwise the fit
 * is repeated, once for every step of the longest episode, with V from the θ before.
 *
 * <p>All sums are in double precision and in the order of the steps.
 */
final class LinearQ {
    /** Unknowns of the system that is solved. */
    static final int MOST_UNKNOWNS = 512;

    /** Against the number of samples; observations are of magnitude 1. */
    private static final double RIDGE = 1e-11;

    private final EpisodeLog log;
    private final SampleSet samples;
    private final int actions;
    /** F + 1. */
    private final int width;
    /** (K) Σ φ φᵀ of the action's steps, and a ridge. */
    private final double[][] gram;
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
        gram = new double[actions][width * width];
        theta = new double[actions][width];
        fillGram();
        float[] probabilities = choice.probabilities();
        if (probabilities == null || actions * width > MOST_UNKNOWNS || !isSolved(probabilities)) {
            repeat(choice, greatest);
        }
    }

    /** Writes φ of a step. */
    private void features(int i, double[] phi) {
        for (int f = 0; f < width - 1; f++) {
            phi[f] = samples.values[samples.at(i / Lanes.TILE, f) + i % Lanes.TILE];
        }
        phi[width - 1] = 1;
    }

    private void fillGram() {
        double[] phi = new double[width];
        for (int i = 0; i < log.steps(); i++) {
            features(i, phi);
            addOuter(gram[log.action[i]], width, 0, 0, phi, phi, 1);
        }
        long[] taken = log.taken();
        for (int k = 0; k < actions; k++) {
            for (int r = 0; r < width; r++) {
                gram[k][r * width + r] += RIDGE * (taken[k] + 1);
            }
        }
    }

    /** Adds a multiple of x yᵀ to a block of a matrix. */
    private static void addOuter(
            double[] matrix, int stride, int row, int column, double[] x, double[] y, double factor) {
        for (int r = 0; r < x.length; r++) {
            double scaled = factor * x[r];
            int at = (row + r) * stride + column;
            for (int c = 0; c < y.length; c++) {
                matrix[at + c] += scaled * y[c];
            }
        }
    }

    /**
     * Solves Σ_{i: A_i = k} φ_i (θ_k · φ_i − Σ_j π_j θ_j · φ_{i+1}) = Σ_{i: A_i = k} φ_i C_i; says whether that is
     * possible.
     */
    private boolean isSolved(float[] probabilities) {
        int unknowns = actions * width;
        double[] matrix = new double[unknowns * unknowns];
        double[] right = new double[unknowns];
        for (int k = 0; k < actions; k++) {
            for (int r = 0; r < width; r++) {
                System.arraycopy(
                        gram[k], r * width, matrix, (k * width + r) * unknowns + k * width, width);
            }
        }
        double[] phi = new double[width];
        double[] next = new double[width];
        for (int e = 0; e < log.episodes(); e++) {
            for (int i = log.start[e]; i < log.start[e + 1]; i++) {
                features(i, phi);
                int row = log.action[i] * width;
                for (int f = 0; f < width; f++) {
                    right[row + f] += phi[f] * log.cost[i];
                }
                if (i + 1 < log.start[e + 1]) {
                    features(i + 1, next);
                    for (int j = 0; j < actions; j++) {
                        float p = probabilities[(i + 1) * actions + j];
                        if (p > 0) {
                            addOuter(matrix, unknowns, row, j * width, phi, next, -p);
                        }
                    }
                }
            }
        }
        if (!isSolved(matrix, right)) {
            return false;
        }
        for (int k = 0; k < actions; k++) {
            System.arraycopy(right, k * width, theta[k], 0, width);
        }
        return true;
    }

    /** Replaces b by the solution of A x = b by elimination with row pivots; says whether it is finite. */
    private static boolean isSolved(double[] a, double[] b) {
        int n = b.length;
        for (int column = 0; column < n; column++) {
            int pivot = column;
            for (int r = column + 1; r < n; r++) {
                if (Math.abs(a[r * n + column]) > Math.abs(a[pivot * n + column])) {
                    pivot = r;
                }
            }
            swap(a, b, pivot, column);
            for (int r = column + 1; r < n; r++) {
                double factor = a[r * n + column] / a[column * n + column];
                if (factor != 0) {
                    for (int c = column; c < n; c++) {
                        a[r * n + c] -= factor * a[column * n + c];
                    }
                    b[r] -= factor * b[column];
                }
            }
        }
        boolean finite = true;
        for (int r = n - 1; r >= 0; r--) {
            for (int c = r + 1; c < n; c++) {
                b[r] -= a[r * n + c] * b[c];
            }
            b[r] /= a[r * n + r];
            finite &= Double.isFinite(b[r]);
        }
        return finite;
    }

    private static void swap(double[] a, double[] b, int r, int s) {
        if (r == s) {
            return;
        }
        int n = b.length;
        for (int c = 0; c < n; c++) {
            double kept = a[r * n + c];
            a[r * n + c] = a[s * n + c];
            a[s * n + c] = kept;
        }
        double kept = b[r];
        b[r] = b[s];
        b[s] = kept;
    }

    private void repeat(Choice choice, float greatest) {
        for (double[] matrix : gram) {
            factorise(matrix);
        }
        int steps = log.steps();
        float[] q = new float[steps * actions];
        float[] values = new float[steps];
        int iterations = log.longest();
        for (int iteration = 0; iteration < iterations; iteration++) {
            fit(values);
            outputs(samples, steps, q);
            choice.values(q, values);
            for (int i = 0; i < steps; i++) {
                values[i] = Math.clamp(values[i], 0, greatest);
            }
        }
    }

    /** Replaces the lower triangle of a positive definite matrix by its Cholesky factor. */
    private void factorise(double[] a) {
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

    /** Fits once to the values of the states. */
    private void fit(float[] values) {
        for (double[] sums : theta) {
            Arrays.fill(sums, 0);
        }
        double[] phi = new double[width];
        for (int e = 0; e < log.episodes(); e++) {
            for (int i = log.start[e]; i < log.start[e + 1]; i++) {
                double target = log.cost[i] + (i + 1 < log.start[e + 1] ? values[i + 1] : 0);
                features(i, phi);
                double[] sums = theta[log.action[i]];
                for (int f = 0; f < width; f++) {
                    sums[f] += target * phi[f];
                }
            }
        }
        for (int k = 0; k < actions; k++) {
            substitute(gram[k], theta[k]);
        }
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
        double[] sums = new double[Lanes.TILE];
        for (int first = 0; first < steps; first += Lanes.TILE) {
            int columns = Math.min(Lanes.TILE, steps - first);
            for (int k = 0; k < actions; k++) {
                Arrays.fill(sums, theta[k][width - 1]);
                for (int f = 0; f < width - 1; f++) {
                    int row = of.at(first / Lanes.TILE, f);
                    for (int n = 0; n < Lanes.TILE; n++) {
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
