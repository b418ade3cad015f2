package dev.baton.nn.pass;

import dev.baton.nn.MlpSpec;

/** A feed-forward network once more, one column in double, from the definition of {@link MlpSpec}'s layout. */
public final class DoubleMlp {
    private final MlpSpec spec;
    private final int layers;
    /** Where each layer's weights (O,I) start among the parameters; the bias (O) follows them. */
    private final int[] starts;

    /** Keeps the shape. */
    public DoubleMlp(MlpSpec spec) {
        this.spec = spec;
        layers = spec.hidden().size() + 1;
        starts = new int[layers];
        for (int l = 1; l < layers; l++) {
            starts[l] = starts[l - 1] + outputs(l - 1) * (inputs(l - 1) + 1);
        }
    }

    private int inputs(int layer) {
        return layer == 0 ? spec.inputs() : spec.hidden().get(layer - 1);
    }

    private int outputs(int layer) {
        return layer == layers - 1 ? spec.outputs() : spec.hidden().get(layer);
    }

    /** Returns the outputs for one input. */
    public double[] forward(double[] parameters, double[] input) {
        return forward(parameters, input, new double[1]);
    }

    /** Returns the outputs; lowers {@code nearest[0]} to the least distance of an activation's argument from a kink. */
    public double[] forward(double[] parameters, double[] input, double[] nearest) {
        return affine(
                parameters, layers - 1, layerInputs(parameters, input, nearest, new double[layers][])[layers - 1]);
    }

    /**
     * Adds the gradient by the parameters of a scalar, given its derivative by the outputs at one input.
     *
     * @param parameters (P)
     * @param input (I)
     * @param dOut (O)
     * @param gradient (P) added to
     */
    public void addGradient(double[] parameters, double[] input, double[] dOut, double[] gradient) {
        double[][] arguments = new double[layers][];
        double[][] x = layerInputs(parameters, input, new double[1], arguments);
        double[] d = dOut;
        for (int l = layers - 1; l >= 0; l--) {
            int width = inputs(l);
            int bias = starts[l] + d.length * width;
            double[] dIn = new double[width];
            for (int o = 0; o < d.length; o++) {
                gradient[bias + o] += d[o];
                for (int i = 0; i < width; i++) {
                    gradient[starts[l] + o * width + i] += d[o] * x[l][i];
                    dIn[i] += d[o] * parameters[starts[l] + o * width + i] * (l == 0 ? 1 : slope(arguments[l][i]));
                }
            }
            d = dIn;
        }
    }

    /** Returns every layer's inputs; {@code arguments} gets what the activations make them of. */
    private double[][] layerInputs(double[] parameters, double[] input, double[] nearest, double[][] arguments) {
        double[][] x = new double[layers][];
        x[0] = input;
        for (int l = 1; l < layers; l++) {
            x[l] = affine(parameters, l - 1, x[l - 1]);
            arguments[l] = new double[x[l].length];
            for (int i = 0; i < x[l].length; i++) {
                nearest[0] = Math.min(nearest[0], kinkDistance(x[l][i]));
                arguments[l][i] = x[l][i];
                x[l][i] = value(x[l][i]);
            }
        }
        return x;
    }

    private double[] affine(double[] parameters, int l, double[] x) {
        double[] y = new double[outputs(l)];
        for (int o = 0; o < y.length; o++) {
            y[o] = parameters[starts[l] + y.length * x.length + o];
            for (int i = 0; i < x.length; i++) {
                y[o] += parameters[starts[l] + o * x.length + i] * x[i];
            }
        }
        return y;
    }

    private double value(double x) {
        return switch (spec.activation()) {
            case TANH -> Math.tanh(x);
            case RELU -> Math.max(0, x);
            case SILU -> x / (1 + Math.exp(-x));
            case LEAKY_RELU -> Math.max(0.01 * x, x);
        };
    }

    /** The derivative of the activation at x, from its definition. */
    private double slope(double x) {
        return switch (spec.activation()) {
            case TANH -> 1 / (Math.cosh(x) * Math.cosh(x));
            case RELU -> x > 0 ? 1 : 0;
            case SILU -> (1 + Math.exp(-x) + x * Math.exp(-x)) / ((1 + Math.exp(-x)) * (1 + Math.exp(-x)));
            case LEAKY_RELU -> x > 0 ? 1 : 0.01;
        };
    }

    private double kinkDistance(double x) {
        return switch (spec.activation()) {
            case RELU, LEAKY_RELU -> Math.abs(x);
            case TANH, SILU -> Double.POSITIVE_INFINITY;
        };
    }

    /** Widens floats. */
    public static double[] widen(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }
}
