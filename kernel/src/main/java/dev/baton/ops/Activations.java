package dev.baton.ops;

import dev.baton.Activation;

/**
 * The activations in plain Java: what each makes of an argument x, what its slope makes of a derivative, and what the
 * slope is told from on the way back. {@link SimdActivations} has the same with vectors, bit for bit.
 *
 * <p>A slope that the value y tells costs no memory; one that it does not tell is worked out on the way forward, where
 * its parts are at hand, and kept in a matrix of its own ({@link #keepsSlope}; decision 023).
 */
public final class Activations {
    /** What the leaky rectifier multiplies numbers with that are not positive. */
    static final float LEAK = 0.01f;

    /** The least argument of {@link #silu}; smaller ones are taken for it. */
    static final float SILU_LOW = -87f;
    /** The greatest argument of the slope of {@link #silu}, from which on it is 1. */
    static final float SILU_HIGH = 88f;

    private Activations() {}

    /**
     * Says whether a slope is kept on the way forward because the value does not tell it.
     *
     * @param activation any
     * @return false if {@link GradientOps#backwardInput} takes the values
     */
    public static boolean keepsSlope(Activation activation) {
        return switch (activation) {
            case TANH, RELU, LEAKY_RELU -> false;
            case SILU -> true;
        };
    }

    /**
     * Bounds the values of an activation.
     *
     * @param activation any
     * @param magnitude a bound of the argument's magnitude, ≥ 0
     * @return what no value exceeds in magnitude
     */
    public static double bound(Activation activation, double magnitude) {
        return switch (activation) {
            case TANH -> 1;
            case RELU, SILU, LEAKY_RELU -> magnitude;
        };
    }

    /** Replaces arguments x[from] … x[to − 1] by values. */
    static void apply(Activation activation, float[] x, int from, int to) {
        switch (activation) {
            case TANH -> {
                for (int n = from; n < to; n++) {
                    x[n] = FloatMath.tanh(x[n]);
                }
            }
            case RELU -> {
                for (int n = from; n < to; n++) {
                    x[n] = x[n] > 0 ? x[n] : 0;
                }
            }
            case SILU -> {
                for (int n = from; n < to; n++) {
                    x[n] = silu(x[n]);
                }
            }
            case LEAKY_RELU -> {
                for (int n = from; n < to; n++) {
                    x[n] = x[n] > 0 ? x[n] : LEAK * x[n];
                }
            }
        }
    }

    /** As {@link #apply}, and writes the slopes at the same places of {@code slopes} if the activation keeps them. */
    static void applyWithSlopes(Activation activation, float[] x, int from, int to, float[] slopes) {
        switch (activation) {
            case TANH, RELU, LEAKY_RELU -> apply(activation, x, from, to);
            case SILU -> {
                for (int n = from; n < to; n++) {
                    slopes[n] = siluSlope(x[n]);
                    x[n] = silu(x[n]);
                }
            }
        }
    }

    /**
     * Multiplies derivatives by values, d[from] … d[to − 1], with the slopes: derivatives by arguments.
     *
     * @param y from {@code at} on the values, or the slopes where {@link #keepsSlope}
     */
    static void back(Activation activation, float[] d, int from, int to, float[] y, int at) {
        int ahead = at - from;
        switch (activation) {
            case TANH -> {
                for (int n = from; n < to; n++) {
                    d[n] *= Math.fma(-y[n + ahead], y[n + ahead], 1f);
                }
            }
            case RELU -> {
                for (int n = from; n < to; n++) {
                    d[n] = y[n + ahead] > 0 ? d[n] : 0;
                }
            }
            case SILU -> {
                for (int n = from; n < to; n++) {
                    d[n] *= y[n + ahead];
                }
            }
            case LEAKY_RELU -> {
                for (int n = from; n < to; n++) {
                    d[n] = y[n + ahead] > 0 ? d[n] : LEAK * d[n];
                }
            }
        }
    }

    /**
     * Returns x σ(x), within 9 ulp for x ≥ −87 and constant (−1.4e-36) below. NaN gives NaN.
     *
     * @param x any float
     * @return x / (1 + e⁻ˣ)
     */
    static float silu(float x) {
        float low = x < SILU_LOW ? SILU_LOW : x;
        return low * (1f / (1f + FloatMath.exp(-low)));
    }

    /**
     * Returns the slope of x σ(x), which is σ + x σ (1 − σ), within 6e-7. NaN gives NaN.
     *
     * @param x any float
     * @return σ(x) (1 + x (1 − σ(x))), with 1 − σ as e⁻ˣ σ, which loses no digits
     */
    static float siluSlope(float x) {
        float low = x < SILU_LOW ? SILU_LOW : x;
        float y = low > SILU_HIGH ? SILU_HIGH : low;
        float e = FloatMath.exp(-low);
        float s = 1f / (1f + e);
        return Math.fma(y * s, e * s, s);
    }
}
