package dev.baton.nn.pass;

import dev.baton.nn.MlpSpec;
import dev.baton.rng.Stream;
import dev.baton.rng.Threefry;
import dev.baton.rng.Uniforms;

/** Initial parameters from the counter-based random numbers. */
public final class Initialization {
    /** The factor on the last layer, small so that the first policy is nearly uniform. */
    public static final double LAST_LAYER = 0.1;

    private Initialization() {}

    /**
     * Draws weights uniform on ±√(6 / (I + O)) (Glorot and Bengio, AISTATS 2010), those of the last layer times {@link
     * #LAST_LAYER}; biases are 0.
     *
     * @param spec the shape
     * @param seed the seed; counter (index within the layer, layer) of {@link Stream#PARAMETERS}
     * @return (P) new parameters
     */
    public static float[] glorotUniform(MlpSpec spec, long seed) {
        return draw(spec, Stream.PARAMETERS.key(seed));
    }

    /**
     * Draws the parameters of a value network as {@link #glorotUniform} does, from a stream of their own, so that the
     * two networks of one seed start differently.
     *
     * @param spec the shape
     * @param seed the seed; counter (index within the layer, layer) of {@link Stream#VALUE_PARAMETERS}
     * @return (P) new parameters
     */
    public static float[] glorotUniformValue(MlpSpec spec, long seed) {
        return draw(spec, Stream.VALUE_PARAMETERS.key(seed));
    }

    private static float[] draw(MlpSpec spec, long key) {
        float[] parameters = new float[spec.parameterCount()];
        for (int l = 0; l < spec.layers(); l++) {
            int count = spec.inputsOf(l) * spec.outputsOf(l);
            double limit = Math.sqrt(6.0 / (spec.inputsOf(l) + spec.outputsOf(l)));
            float bound = (float) (l == spec.layers() - 1 ? limit * LAST_LAYER : limit);
            for (int w = 0; w < count; w++) {
                float u = Uniforms.of(Threefry.word0(Threefry.block(key, w, l)));
                parameters[spec.weightsOf(l) + w] = bound * Math.fma(2f, u, -1f);
            }
        }
        return parameters;
    }
}
