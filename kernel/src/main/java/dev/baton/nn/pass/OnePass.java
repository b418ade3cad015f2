package dev.baton.nn.pass;

import dev.baton.Backend;
import dev.baton.nn.MlpSpec;
import dev.baton.ops.BatchOps;

/**
 * A network's outputs for one observation at a time, in plain Java: the sums of {@link Mlp} for one column, each in the
 * same order, but eight units side by side, where a batch has eight columns. Allocates nothing per call. Not
 * thread-safe.
 */
public final class OnePass {
    private static final int UNITS = 8;

    private final MlpSpec spec;
    private final BatchOps ops = BatchOps.of(Backend.SCALAR);
    /** By layer, for every eight units, (in + 1, 8): their biases, then their weights of each input. */
    private final float[][] layers;
    /** By layer, its inputs, the first the observation; the last, the outputs. Each has room for whole eights. */
    private final float[][] values;

    /**
     * Takes over a network.
     *
     * @param spec the shape
     * @param parameters (P) copied
     */
    public OnePass(MlpSpec spec, float[] parameters) {
        this.spec = spec;
        layers = new float[spec.layers()][];
        values = new float[spec.layers() + 1][];
        values[0] = new float[spec.inputs()];
        for (int l = 0; l < layers.length; l++) {
            int inputs = spec.inputsOf(l);
            int outputs = spec.outputsOf(l);
            int padded = (outputs + UNITS - 1) / UNITS * UNITS;
            float[] layer = new float[(inputs + 1) * padded];
            for (int o = 0; o < outputs; o++) {
                int at = o / UNITS * UNITS * (inputs + 1) + o % UNITS;
                layer[at] = parameters[spec.biasOf(l) + o];
                for (int i = 0; i < inputs; i++) {
                    layer[at + (i + 1) * UNITS] = parameters[spec.weightsOf(l) + o * inputs + i];
                }
            }
            layers[l] = layer;
            values[l + 1] = new float[padded];
        }
    }

    /**
     * Returns where the observation goes.
     *
     * @return (I) to be written before {@link #run}, no copy
     */
    public float[] inputs() {
        return values[0];
    }

    /**
     * Computes the outputs.
     *
     * @return (O) the outputs and what fills them up to a multiple of 8, no copy; the next call overwrites them
     */
    public float[] run() {
        int last = layers.length - 1;
        for (int l = 0; l <= last; l++) {
            float[] out = values[l + 1];
            for (int o = 0; o < out.length; o += UNITS) {
                sums(layers[l], o * (spec.inputsOf(l) + 1), values[l], spec.inputsOf(l), out, o);
            }
            if (l < last) {
                activate(out);
            }
        }
        return values[last + 1];
    }

    /** Eight units: bias + Σ_i weight · in[i], by fma in ascending i. */
    private static void sums(float[] layer, int start, float[] in, int inputs, float[] out, int y) {
        float s0 = layer[start];
        float s1 = layer[start + 1];
        float s2 = layer[start + 2];
        float s3 = layer[start + 3];
        float s4 = layer[start + 4];
        float s5 = layer[start + 5];
        float s6 = layer[start + 6];
        float s7 = layer[start + 7];
        for (int i = 0; i < inputs; i++) {
            float x = in[i];
            int w = start + (i + 1) * UNITS;
            s0 = Math.fma(layer[w], x, s0);
            s1 = Math.fma(layer[w + 1], x, s1);
            s2 = Math.fma(layer[w + 2], x, s2);
            s3 = Math.fma(layer[w + 3], x, s3);
            s4 = Math.fma(layer[w + 4], x, s4);
            s5 = Math.fma(layer[w + 5], x, s5);
            s6 = Math.fma(layer[w + 6], x, s6);
            s7 = Math.fma(layer[w + 7], x, s7);
        }
        out[y] = s0;
        out[y + 1] = s1;
        out[y + 2] = s2;
        out[y + 3] = s3;
        out[y + 4] = s4;
        out[y + 5] = s5;
        out[y + 6] = s6;
        out[y + 7] = s7;
    }

    private void activate(float[] x) {
        ops.activate(spec.activation(), x, 0, x.length, 1, x.length);
    }
}
