package dev.baton.ops;

import dev.baton.simd.SimdSpecies;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The functions of {@link FloatMath} over arrays with the Vector API, with the same bits. Ranges are from ≤ n &lt; to;
 * elements from {@code to} up to the next multiple of the lanes are overwritten too.
 */
public final class SimdFloatMath {
    private static final VectorSpecies<Float> F = SimdSpecies.FLOATS;
    private static final int L = SimdSpecies.LANES;
    /** What makes the bits of every positive NaN negative and of no other number. */
    private static final int NAN_TO_NEGATIVE = Integer.MAX_VALUE - Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

    private static final int TANH_LIMIT_BITS = Float.floatToRawIntBits(FloatMath.TANH_LIMIT) + NAN_TO_NEGATIVE;

    private SimdFloatMath() {}

    /**
     * Replaces x by {@link FloatMath#exp} of x.
     *
     * @param x overwritten
     * @param from first element
     * @param to element after the last
     */
    public static void exp(float[] x, int from, int to) {
        for (int n = from; n < to; n += L) {
            FloatVector y = FloatVector.fromArray(F, x, n);
            y = y.blend(FloatMath.EXP_LOW, y.compare(VectorOperators.LT, FloatMath.EXP_LOW));
            y = y.blend(FloatMath.EXP_HIGH, y.compare(VectorOperators.GT, FloatMath.EXP_HIGH));
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
            e.intoArray(x, n);
        }
    }

    /**
     * Replaces x by {@link FloatMath#tanh} of x.
     *
     * @param x overwritten
     * @param from first element
     * @param to element after the last
     */
    public static void tanh(float[] x, int from, int to) {
        tanh(x, from, L, (to - from + L - 1) / L, L);
    }

    /**
     * Replaces x by {@link FloatMath#tanh} of x in a matrix.
     *
     * @param x (R, N) overwritten, up to column N rounded up to a multiple of the lanes
     * @param start first element
     * @param stride from row to row
     * @param rows R
     * @param columns N
     */
    static void tanh(float[] x, int start, int stride, int rows, int columns) {
        // Down the rows, so that the constants stay in registers however short a row is.
        for (int column = start; column < start + columns; column += L) {
            int n = column;
            for (int r = 0; r < rows; r++) {
                IntVector bits = FloatVector.fromArray(F, x, n).reinterpretAsInts();
                // Integers limit the magnitude beside the multiply-adds. Moved up, infinity is the greatest of them and
                // a NaN is negative, so that it stays.
                FloatVector y = bits.and(0x7fffffff)
                        .add(NAN_TO_NEGATIVE)
                        .min(TANH_LIMIT_BITS)
                        .sub(NAN_TO_NEGATIVE)
                        .or(bits.and(0x80000000))
                        .reinterpretAsFloats();
                FloatVector s = y.mul(y);
                FloatVector p = FloatVector.broadcast(F, FloatMath.TANH_P3)
                        .fma(s, FloatVector.broadcast(F, FloatMath.TANH_P2));
                p = p.fma(s, FloatVector.broadcast(F, FloatMath.TANH_P1));
                p = p.fma(s, FloatVector.broadcast(F, FloatMath.TANH_P0));
                FloatVector q = FloatVector.broadcast(F, FloatMath.TANH_Q4)
                        .fma(s, FloatVector.broadcast(F, FloatMath.TANH_Q3));
                q = q.fma(s, FloatVector.broadcast(F, FloatMath.TANH_Q2));
                q = q.fma(s, FloatVector.broadcast(F, FloatMath.TANH_Q1));
                q = q.fma(s, FloatVector.broadcast(F, 1f));
                y.mul(p).div(q).intoArray(x, n);
                n += stride;
            }
        }
    }

    /**
     * Writes {@link FloatMath#log} of x.
     *
     * @param x not modified
     * @param from first element of {@code x}
     * @param out overwritten; may be {@code x} at the same place
     * @param to where the first result goes
     * @param count elements; up to the next multiple of the lanes is overwritten too
     */
    public static void log(float[] x, int from, float[] out, int to, int count) {
        for (int n = 0; n < count; n += L) {
            FloatVector y = FloatVector.fromArray(F, x, from + n);
            // Written by PolynomialSource: log = log(y)
            IntVector bits = y.reinterpretAsInts().sub(FloatMath.SQRT_HALF_BITS);
            FloatVector exponent = (FloatVector) bits.lanewise(VectorOperators.ASHR, 23)
                    .convert(VectorOperators.I2F, 0);
            FloatVector f = bits.and(0x007fffff).add(FloatMath.SQRT_HALF_BITS).reinterpretAsFloats().sub(1f);
            FloatVector q = FloatVector.broadcast(F, FloatMath.LOG_9).fma(f, FloatVector.broadcast(F, FloatMath.LOG_8));
            q = q.fma(f, FloatVector.broadcast(F, FloatMath.LOG_7));
            q = q.fma(f, FloatVector.broadcast(F, FloatMath.LOG_6));
            q = q.fma(f, FloatVector.broadcast(F, FloatMath.LOG_5));
            q = q.fma(f, FloatVector.broadcast(F, FloatMath.LOG_4));
            q = q.fma(f, FloatVector.broadcast(F, FloatMath.LOG_3));
            FloatVector square = f.mul(f);
            FloatVector tail = square.mul(f).fma(q, square.mul(-0.5f));
            tail = exponent.fma(FloatVector.broadcast(F, FloatMath.LN2_LOW), tail);
            FloatVector log = exponent.fma(FloatVector.broadcast(F, FloatMath.LN2_HIGH), tail.add(f));
            // Written up to here.
            log.intoArray(out, to + n);
        }
    }
}
