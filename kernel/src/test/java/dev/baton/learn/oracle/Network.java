package dev.baton.learn.oracle;

import dev.baton.nn.MlpSpec;
import dev.baton.nn.pass.DoubleMlp;
import dev.baton.nn.pass.Initialization;
import dev.baton.rng.Stream;

/**
 * A network that is learned: its parameters, the gradient of a minibatch, and Adam (Kingma and Ba 2015, algorithm 1).
 */
final class Network {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    final double[] parameters;
    private final DoubleMlp mlp;
    private final Arithmetic arithmetic;
    private final double[] gradient;
    private final double[] mean;
    private final double[] variance;
    private int steps;

    /** Starts where the kernels start: the initial parameters are shared with them. */
    Network(MlpSpec spec, Stream stream, long seed, Arithmetic arithmetic) {
        this.arithmetic = arithmetic;
        mlp = new DoubleMlp(spec);
        parameters = DoubleMlp.widen(
                stream == Stream.VALUE_PARAMETERS
                        ? Initialization.glorotUniformValue(spec, seed)
                        : Initialization.glorotUniform(spec, seed));
        gradient = new double[parameters.length];
        mean = new double[parameters.length];
        variance = new double[parameters.length];
    }

    /** Returns the outputs at one input. */
    double[] outputs(double[] x) {
        double[] nearest = {Double.POSITIVE_INFINITY};
        double[] y = mlp.forward(parameters, x, nearest);
        arithmetic.decided(nearest[0]);
        for (int k = 0; k < y.length; k++) {
            y[k] = arithmetic.difference(y[k]);
        }
        return y;
    }

    /** Adds a sample's gradient, given the derivative of its loss by the outputs. */
    void add(double[] x, double[] dOut) {
        double[] sample = new double[parameters.length];
        mlp.addGradient(parameters, x, dOut, sample);
        for (int p = 0; p < sample.length; p++) {
            gradient[p] = arithmetic.of(gradient[p] + arithmetic.of(sample[p]));
        }
    }

    /**
     * Takes one step down the mean of what was added, g = Σ / weight, shortened to the length {@code clip} if it is
     * longer: m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², θ ← θ − α m̂ / (√v̂ + ε) with m̂ = m / (1 − β₁ⁿ), v̂ = v /
     * (1 − β₂ⁿ) in the n-th step.
     *
     * @return ‖g‖ before it is shortened
     */
    double step(double weight, double clip, double learningRate) {
        steps++;
        double square = 0;
        for (double g : gradient) {
            square += g / weight * (g / weight);
        }
        double norm = Math.sqrt(square);
        for (int p = 0; p < parameters.length; p++) {
            double g = gradient[p] / weight * Math.min(1, clip / norm);
            mean[p] = arithmetic.of(BETA1 * mean[p] + (1 - BETA1) * g);
            variance[p] = arithmetic.of(BETA2 * variance[p] + (1 - BETA2) * g * g);
            double m = mean[p] / (1 - Math.pow(BETA1, steps));
            double v = variance[p] / (1 - Math.pow(BETA2, steps));
            parameters[p] = arithmetic.of(parameters[p] - learningRate * m / (Math.sqrt(v) + EPSILON));
            gradient[p] = 0;
        }
        return norm;
    }
}
