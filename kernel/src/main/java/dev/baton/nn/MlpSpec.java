package dev.baton.nn;

import dev.baton.Activation;
import dev.baton.ops.Activations;
import java.util.List;

/**
 * The shape of a feed-forward network and where everything lies in its flat arrays.
 *
 * <p>Parameters: per layer the weights (O,I) row-major, then the bias (O), layer after layer.
 *
 * @param inputs features of the input
 * @param hidden widths of the hidden layers, possibly none
 * @param outputs outputs of the last, affine layer
 * @param activation of the hidden layers
 */
public record MlpSpec(int inputs, List<Integer> hidden, int outputs, Activation activation) {
    /** The widest layer. */
    public static final int MAX_WIDTH = 4096;
    /** The largest number of hidden layers. */
    public static final int MAX_LAYERS = 16;

    /**
     * Checks the shape.
     *
     * @throws IllegalArgumentException naming the argument that is out of range
     */
    public MlpSpec {
        hidden = List.copyOf(hidden);
        requireWidth("inputs", inputs);
        requireWidth("outputs", outputs);
        if (hidden.size() > MAX_LAYERS) {
            throw new IllegalArgumentException(
                    "hidden: expected at most " + MAX_LAYERS + " layers, found " + hidden.size());
        }
        for (int width : hidden) {
            requireWidth("hidden", width);
        }
    }

    private static void requireWidth(String name, int width) {
        if (width < 1 || width > MAX_WIDTH) {
            throw new IllegalArgumentException(
                    name + ": expected a width from 1 to " + MAX_WIDTH + ", found " + width);
        }
    }

    /**
     * Returns the number of affine layers.
     *
     * @return hidden layers + 1
     */
    public int layers() {
        return hidden.size() + 1;
    }

    /**
     * Returns the inputs of a layer.
     *
     * @param layer 0 … layers − 1
     * @return I
     */
    public int inputsOf(int layer) {
        return layer == 0 ? inputs : hidden.get(layer - 1);
    }

    /**
     * Returns the outputs of a layer.
     *
     * @param layer 0 … layers − 1
     * @return O
     */
    public int outputsOf(int layer) {
        return layer == hidden.size() ? outputs : hidden.get(layer);
    }

    /**
     * Returns where a layer's weights start among the parameters.
     *
     * @param layer 0 … {@link #layers}, where the last gives the number of parameters
     * @return index of weight (0, 0)
     */
    public int weightsOf(int layer) {
        int offset = 0;
        for (int l = 0; l < layer; l++) {
            offset += outputsOf(l) * (inputsOf(l) + 1);
        }
        return offset;
    }

    /**
     * Returns where a layer's bias starts among the parameters.
     *
     * @param layer 0 … layers − 1
     * @return index of bias 0
     */
    public int biasOf(int layer) {
        return weightsOf(layer) + outputsOf(layer) * inputsOf(layer);
    }

    /**
     * Returns the number of parameters.
     *
     * @return P
     */
    public int parameterCount() {
        return weightsOf(layers());
    }

    /**
     * Returns the multiply-adds of one forward pass of one column.
     *
     * @return the number of weights
     */
    public long multiplyAdds() {
        long count = 0;
        for (int l = 0; l < layers(); l++) {
            count += (long) outputsOf(l) * inputsOf(l);
        }
        return count;
    }

    /**
     * Bounds what any affine layer can compute, so that a network whose numbers overflow is known before it is used.
     *
     * @param parameters (P) not modified
     * @param input the greatest magnitude of an input, ≥ 0
     * @return a number that no layer's output exceeds in magnitude before its activation; infinite or NaN if a
     *     parameter is
     */
    public double outputBound(float[] parameters, double input) {
        double greatest = 0;
        double in = input;
        for (int l = 0; l < layers(); l++) {
            double out = 0;
            for (int o = 0; o < outputsOf(l); o++) {
                double sum = Math.abs(parameters[biasOf(l) + o]);
                int row = weightsOf(l) + o * inputsOf(l);
                for (int i = 0; i < inputsOf(l); i++) {
                    sum += Math.abs((double) parameters[row + i]) * in;
                }
                out = Math.max(out, sum);
            }
            greatest = Math.max(greatest, out);
            in = Activations.bound(activation, out);
        }
        return greatest;
    }
}
