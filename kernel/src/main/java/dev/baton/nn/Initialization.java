package dev.baton.nn;

import dev.baton.ops.FloatMath;
import dev.baton.rng.Stream;
import dev.baton.rng.Threefry;

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
        return glorotUniform(spec, Stream.PARAMETERS, seed);
    }

    /**
     * Draws parameters as {@link #glorotUniform(MlpSpec, long)} does, from a stream of one's own choice, so that two
     * networks of one seed start differently.
     *
     * @param spec the shape
     * @param stream the stream; counter (index within the layer, layer)
     * @param seed the seed
     * @return (P) new parameters
     */
    public static float[] glorotUniform(MlpSpec spec, Stream stream, long seed) {
        return draw(spec, stream.key(seed));
    }

    private static float[] draw(MlpSpec spec, long key) {
        float[] parameters = new float[spec.parameterCount()];
        for (int l = 0; l < spec.layers(); l++) {
            int count = spec.inputsOf(l) * spec.outputsOf(l);
            double limit = Math.sqrt(6.0 / (spec.inputsOf(l) + spec.outputsOf(l)));
            float bound = (float) (l == spec.layers() - 1 ? limit * LAST_LAYER : limit);
            for (int w = 0; w < count; w++) {
                float u = FloatMath.uniform(Threefry.word0(Threefry.block(key, w, l)));
                parameters[spec.weightsOf(l) + w] = bound * Math.fma(2f, u, -1f);
            }
        }
        return parameters;
    }
}
