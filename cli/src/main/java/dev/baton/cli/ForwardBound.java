package dev.baton.cli;

import dev.baton.nn.Activation;
import dev.baton.nn.MlpSpec;
import dev.baton.policy.MlpPolicy;
import java.util.Arrays;

/** Whether a network can leave the range of a float, where an infinity less another is no number and chooses nothing. */
final class ForwardBound {
    /** How large an observation may be: a thousand times what the scales bring it to. */
    private static final double LARGEST_FEATURE = 1e3;

    private ForwardBound() {}

    /**
     * Refuses a network that may overflow. Layer by layer |Σ w x + b| ≤ Σ |w| max |x| + |b|, which bounds every partial
     * sum as well.
     *
     * @throws ArithmeticException naming the layer
     */
    static void require(MlpPolicy network) {
        MlpSpec spec = network.spec();
        float[] parameters = network.parameters();
        double[] in = new double[spec.inputs()];
        Arrays.fill(in, LARGEST_FEATURE);
        for (int layer = 0; layer < spec.layers(); layer++) {
            double[] out = new double[spec.outputsOf(layer)];
            for (int o = 0; o < out.length; o++) {
                out[o] = Math.abs(parameters[spec.biasOf(layer) + o]);
                int row = spec.weightsOf(layer) + o * in.length;
                for (int i = 0; i < in.length; i++) {
                    out[o] += Math.abs(parameters[row + i]) * in[i];
                }
                if (!(out[o] <= Float.MAX_VALUE)) {
                    throw new ArithmeticException("layer" + layer + ": expected weights whose outputs stay finite for"
                            + " observations up to 1000, found sums up to "
                            + (Double.isNaN(out[o]) ? "NaN" : Numbers.brief(out[o])));
                }
                // The rectifier keeps the bound.
                if (spec.activation() == Activation.TANH) {
                    out[o] = Math.min(1, out[o]);
                }
            }
            in = out;
        }
    }
}
