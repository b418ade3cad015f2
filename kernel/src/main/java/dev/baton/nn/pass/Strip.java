package dev.baton.nn.pass;

import dev.baton.nn.MlpSpec;
import dev.baton.ops.Activations;
import dev.baton.ops.BatchOps;
import dev.baton.ops.GradientOps;

/**
 * Samples with all that a network makes of them on the way forward, kept for the way back: a matrix (rows, N) each of
 * inputs, outputs, derivatives by the outputs and the values of every hidden layer. Element (r, n) of a matrix is at
 * {@link #START} + r · {@link #STRIDE} + n.
 *
 * <p>A pass works on some columns at a time ({@link ForwardPass#keep}); whoever fills the strip decides which.
 */
public final class Strip {
    /** The most samples. */
    public static final int COLUMNS = GradientOps.COLUMNS;

    /** Floats from row to row. */
    public static final int STRIDE = GradientOps.STRIDE;

    /** Where every matrix starts. */
    public static final int START = GradientOps.START;

    /** (I, N). */
    public final float[] inputs;
    /** (O, N) as the forward pass leaves them; has room for {@link BatchOps#rows} rows. */
    public final float[] outputs;
    /** (O, N) derivative of a scalar by the outputs: 0 in columns without a sample up to a multiple of 16. */
    public final float[] dOutputs;
    /** Per hidden layer, (J, N) values of the activation. */
    final float[][] hidden;
    /**
     * Per hidden layer, (J, N) what tells the activation's slope: the slope, or where that suffices the values
     * themselves.
     */
    final float[][] slopes;

    /**
     * Makes an empty strip.
     *
     * @param spec the network's shape
     */
    public Strip(MlpSpec spec) {
        inputs = matrix(spec.inputs());
        outputs = matrix(spec.outputs());
        dOutputs = matrix(spec.outputs());
        hidden = new float[spec.layers() - 1][];
        slopes = new float[hidden.length][];
        for (int l = 0; l < hidden.length; l++) {
            hidden[l] = matrix(spec.outputsOf(l));
            slopes[l] = Activations.keepsSlope(spec.activation()) ? matrix(spec.outputsOf(l)) : hidden[l];
        }
    }

    /**
     * Returns the floats of a strip, for limits on memory.
     *
     * @param spec the network's shape
     * @return floats per sample, not counting what fills up rows
     */
    public static long floatsPerSample(MlpSpec spec) {
        long floats = spec.inputs() + 2L * spec.outputs();
        long matrices = Activations.keepsSlope(spec.activation()) ? 2 : 1;
        for (int width : spec.hidden()) {
            floats += matrices * width;
        }
        return floats;
    }

    /** A matrix with room for whole tiles of rows, of the way forward and the way back. */
    static float[] matrix(int rows) {
        return new float[START + Math.max(BatchOps.rows(rows), GradientOps.rows(rows)) * STRIDE];
    }
}
