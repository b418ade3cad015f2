package dev.baton.ops;

import dev.baton.Activation;
import dev.baton.simd.SimdSpecies;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Activations} over arrays with the Vector API, with the same bits. Ranges are from ≤ n &lt; to; elements from
 * {@code to} up to the next multiple of the lanes are overwritten too. The way back is in {@link SimdGradientTiles}.
 */
final class SimdActivations {
    private static final VectorSpecies<Float> F = SimdSpecies.FLOATS;
    private static final int L = SimdSpecies.LANES;

    private SimdActivations() {}

    /** See {@link Activations#apply}. */
    static void apply(Activation activation, float[] x, int from, int to) {
        switch (activation) {
            case TANH -> SimdFloatMath.tanh(x, from, to);
            case RELU -> relu(x, from, to);
            case SILU -> silu(x, from, to);
            case LEAKY_RELU -> leakyRelu(x, from, to);
        }
    }

    /** See {@link Activations#applyWithSlopes}. */
    static void applyWithSlopes(Activation activation, float[] x, int from, int to, float[] slopes) {
        switch (activation) {
            case TANH, RELU, LEAKY_RELU -> apply(activation, x, from, to);
            case SILU -> siluWithSlopes(x, from, to, slopes);
        }
    }

    private static void relu(float[] x, int from, int to) {
        for (int n = from; n < to; n += L) {
            FloatVector y = FloatVector.fromArray(F, x, n);
            FloatVector.zero(F).blend(y, y.compare(VectorOperators.GT, 0f)).intoArray(x, n);
        }
    }

    private static void leakyRelu(float[] x, int from, int to) {
        for (int n = from; n < to; n += L) {
            FloatVector y = FloatVector.fromArray(F, x, n);
            y.mul(Activations.LEAK).blend(y, y.compare(VectorOperators.GT, 0f)).intoArray(x, n);
        }
    }

    private static void silu(float[] x, int from, int to) {
        for (int n = from; n < to; n += L) {
            FloatVector low = FloatVector.fromArray(F, x, n);
            low = low.blend(Activations.SILU_LOW, low.compare(VectorOperators.LT, Activations.SILU_LOW));
            // FloatMath.exp of −low without its upper bound, which SILU_LOW is below.
            FloatVector y = low.neg();
            y = y.blend(FloatMath.EXP_LOW, y.compare(VectorOperators.LT, FloatMath.EXP_LOW));
            // Written by PolynomialSource: e = exp(y)
            FloatVector shifted = y.fma(FloatVector.broadcast(F, FloatMath.LOG2_E),
                    FloatVector.broadcast(F, FloatMath.ROUND));
            FloatVector power = shifted.sub(FloatMath.ROUND);
            FloatVector r = power.fma(FloatVector.broadcast(F, -FloatMath.LN2_HIGH), y);
            r = power.fma(FloatVector.broadcast(F, -FloatMath.LN2_LOW), r);
            FloatVector p = FloatVector.broadcast(F, FloatMath.EXP_5).fma(r, FloatVector.broadcast(F, FloatMath.EXP_4));
            p = p.fma(r, FloatVector.broadcast(F, FloatMath.EXP_3));
            p = p.fma(r, FloatVector.broadcast(F, FloatMath.EXP_2));
            p = p.fma(r, FloatVector.broadcast(F, 1f));
            p = p.fma(r, FloatVector.broadcast(F, 1f));
            FloatVector e = p.mul(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).add(0x3f800000)
                    .reinterpretAsFloats());
            // Written up to here.
            low.mul(FloatVector.broadcast(F, 1f).div(e.add(1f))).intoArray(x, n);
        }
    }

    private static void siluWithSlopes(float[] x, int from, int to, float[] slopes) {
        for (int n = from; n < to; n += L) {
            FloatVector low = FloatVector.fromArray(F, x, n);
            low = low.blend(Activations.SILU_LOW, low.compare(VectorOperators.LT, Activations.SILU_LOW));
            FloatVector y = low.neg();
            y = y.blend(FloatMath.EXP_LOW, y.compare(VectorOperators.LT, FloatMath.EXP_LOW));
            // Written by PolynomialSource: e = exp(y)
            FloatVector shifted = y.fma(FloatVector.broadcast(F, FloatMath.LOG2_E),
                    FloatVector.broadcast(F, FloatMath.ROUND));
            FloatVector power = shifted.sub(FloatMath.ROUND);
            FloatVector r = power.fma(FloatVector.broadcast(F, -FloatMath.LN2_HIGH), y);
            r = power.fma(FloatVector.broadcast(F, -FloatMath.LN2_LOW), r);
            FloatVector p = FloatVector.broadcast(F, FloatMath.EXP_5).fma(r, FloatVector.broadcast(F, FloatMath.EXP_4));
            p = p.fma(r, FloatVector.broadcast(F, FloatMath.EXP_3));
            p = p.fma(r, FloatVector.broadcast(F, FloatMath.EXP_2));
            p = p.fma(r, FloatVector.broadcast(F, 1f));
            p = p.fma(r, FloatVector.broadcast(F, 1f));
            FloatVector e = p.mul(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).add(0x3f800000)
                    .reinterpretAsFloats());
            // Written up to here.
            FloatVector s = FloatVector.broadcast(F, 1f).div(e.add(1f));
            FloatVector high = low.blend(Activations.SILU_HIGH, low.compare(VectorOperators.GT, Activations.SILU_HIGH));
            high.mul(s).fma(e.mul(s), s).intoArray(slopes, n);
            low.mul(s).intoArray(x, n);
        }
    }
}
