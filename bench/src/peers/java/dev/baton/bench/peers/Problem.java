package dev.baton.bench.peers;

import dev.baton.Activation;
import dev.baton.bench.Inputs;
import dev.baton.nn.MlpSpec;
import java.util.List;

/**
 * A network 11-64-5 and a batch, as plain arrays that every library copies into its own.
 *
 * @param spec the network
 * @param parameters (P) in the kernel's order
 * @param inputs (11, N) feature after feature
 * @param actions (N) the action taken in each sample
 * @param weights (N) the weight of each sample's log-probability
 * @param batch N
 */
record Problem(MlpSpec spec, float[] parameters, float[] inputs, int[] actions, float[] weights, int batch) {
    static final int FEATURES = 11;
    static final int HIDDEN = 64;
    static final int ACTIONS = 5;
    // What float sums of 64 products in different orders may differ by, with room for other tanh approximations.
    private static final double TOLERANCE = 2e-5;

    static Problem of(Activation activation, int batch, long seed) {
        Inputs inputs = new Inputs(seed);
        MlpSpec spec = new MlpSpec(FEATURES, List.of(HIDDEN), ACTIONS, activation);
        return new Problem(
                spec,
                inputs.floats(spec.parameterCount(), -0.5f, 0.5f),
                inputs.floats(FEATURES * batch, -1, 1),
                inputs.below(batch, ACTIONS),
                inputs.floats(batch, -1, 1),
                batch);
    }

    /** Returns weight (o, i) of a layer. */
    float weight(int layer, int o, int i) {
        return parameters[spec.weightsOf(layer) + o * spec.inputsOf(layer) + i];
    }

    /** Returns bias o of a layer. */
    float bias(int layer, int o) {
        return parameters[spec.biasOf(layer) + o];
    }

    /** Returns a layer's weights (O, I) row-major. */
    float[] weights(int layer) {
        float[] weights = new float[spec.outputsOf(layer) * spec.inputsOf(layer)];
        System.arraycopy(parameters, spec.weightsOf(layer), weights, 0, weights.length);
        return weights;
    }

    /** Returns a layer's biases (O). */
    float[] biases(int layer) {
        float[] biases = new float[spec.outputsOf(layer)];
        System.arraycopy(parameters, spec.biasOf(layer), biases, 0, biases.length);
        return biases;
    }

    /** Returns the weights (O, I + 1) row-major with the bias as last column, for an input with a last row of ones. */
    float[] weightsWithBias(int layer) {
        int outputs = spec.outputsOf(layer);
        int inputs = spec.inputsOf(layer);
        float[] all = new float[outputs * (inputs + 1)];
        for (int o = 0; o < outputs; o++) {
            System.arraycopy(parameters, spec.weightsOf(layer) + o * inputs, all, o * (inputs + 1), inputs);
            all[o * (inputs + 1) + inputs] = bias(layer, o);
        }
        return all;
    }

    /** Returns the inputs (N, 11), sample after sample. */
    float[] inputsBySample() {
        float[] bySample = new float[FEATURES * batch];
        for (int n = 0; n < batch; n++) {
            for (int f = 0; f < FEATURES; f++) {
                bySample[n * FEATURES + f] = inputs[f * batch + n];
            }
        }
        return bySample;
    }

    /** Returns the logits (5, N) of a sample-major matrix (N, 5). */
    float[] byAction(float[] bySample) {
        float[] logits = new float[ACTIONS * batch];
        for (int n = 0; n < batch; n++) {
            for (int k = 0; k < ACTIONS; k++) {
                logits[k * batch + n] = bySample[n * ACTIONS + k];
            }
        }
        return logits;
    }

    /** Checks logits (5, N) against the definition, computed in double. */
    void requireLogits(float[] found) {
        double[] hidden = new double[HIDDEN];
        for (int n = 0; n < batch; n++) {
            forward(n, hidden);
            for (int k = 0; k < ACTIONS; k++) {
                require("logit", k * batch + n, logit(k, hidden), found[k * batch + n]);
            }
        }
    }

    /**
     * Checks a gradient (P) of Σ_n w_n log π(a_n) / N against the definition, computed in double.
     *
     * @param found in the kernel's order
     */
    void requireGradient(float[] found) {
        double[] gradient = new double[spec.parameterCount()];
        double[] hidden = new double[HIDDEN];
        double[] p = new double[ACTIONS];
        for (int n = 0; n < batch; n++) {
            forward(n, hidden);
            double sum = 0;
            for (int k = 0; k < ACTIONS; k++) {
                p[k] = Math.exp(logit(k, hidden));
                sum += p[k];
            }
            double[] dHidden = new double[HIDDEN];
            for (int k = 0; k < ACTIONS; k++) {
                double d = weights[n] * ((actions[n] == k ? 1 : 0) - p[k] / sum) / batch;
                gradient[spec.biasOf(1) + k] += d;
                for (int h = 0; h < HIDDEN; h++) {
                    gradient[spec.weightsOf(1) + k * HIDDEN + h] += d * hidden[h];
                    dHidden[h] += d * weight(1, k, h);
                }
            }
            for (int h = 0; h < HIDDEN; h++) {
                double slope = spec.activation() == Activation.RELU
                        ? (hidden[h] > 0 ? 1 : 0)
                        : 1 - hidden[h] * hidden[h];
                double d = dHidden[h] * slope;
                gradient[spec.biasOf(0) + h] += d;
                for (int f = 0; f < FEATURES; f++) {
                    gradient[spec.weightsOf(0) + h * FEATURES + f] += d * inputs[f * batch + n];
                }
            }
        }
        for (int i = 0; i < gradient.length; i++) {
            require("gradient", i, gradient[i], found[i]);
        }
    }

    private void forward(int n, double[] hidden) {
        for (int h = 0; h < HIDDEN; h++) {
            double x = bias(0, h);
            for (int f = 0; f < FEATURES; f++) {
                x += (double) weight(0, h, f) * inputs[f * batch + n];
            }
            hidden[h] = spec.activation() == Activation.RELU ? Math.max(0, x) : Math.tanh(x);
        }
    }

    private double logit(int k, double[] hidden) {
        double logit = bias(1, k);
        for (int h = 0; h < HIDDEN; h++) {
            logit += weight(1, k, h) * hidden[h];
        }
        return logit;
    }

    private static void require(String what, int index, double expected, double found) {
        if (!(Math.abs(expected - found) <= TOLERANCE)) {
            throw new IllegalStateException(
                    what + " " + index + ": expected " + expected + " within " + TOLERANCE + ", found " + found);
        }
    }
}
