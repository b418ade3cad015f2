package dev.baton.nn;

/** A feed-forward network once more, one column in double, from the definition of {@link MlpSpec}'s layout. */
public final class DoubleMlp {
    private final MlpSpec spec;

    /** Keeps the shape. */
    public DoubleMlp(MlpSpec spec) {
        this.spec = spec;
    }

    /** Returns the outputs for one input. */
    public double[] forward(double[] parameters, double[] input) {
        return forward(parameters, input, new double[1]);
    }

    /** Returns the outputs; lowers {@code nearest[0]} to the least magnitude of an activation's argument. */
    double[] forward(double[] parameters, double[] input, double[] nearest) {
        double[] x = input;
        int at = 0;
        for (int l = 0; l <= spec.hidden().size(); l++) {
            boolean last = l == spec.hidden().size();
            int outputs = last ? spec.outputs() : spec.hidden().get(l);
            double[] y = new double[outputs];
            for (int o = 0; o < outputs; o++) {
                y[o] = parameters[at + outputs * x.length + o];
                for (int i = 0; i < x.length; i++) {
                    y[o] += parameters[at + o * x.length + i] * x[i];
                }
                if (!last) {
                    nearest[0] = Math.min(nearest[0], Math.abs(y[o]));
                    y[o] = spec.activation() == Activation.TANH ? Math.tanh(y[o]) : Math.max(0, y[o]);
                }
            }
            at += outputs * (x.length + 1);
            x = y;
        }
        return x;
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
