package dev.baton.rng;

import dev.baton.ops.FloatMath;
import dev.baton.simd.SimdSpecies;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link Normals} over arrays with the Vector API, with the same bits. */
public final class SimdNormals {
    private static final VectorSpecies<Float> F = SimdSpecies.FLOATS;
    private static final VectorSpecies<Integer> I = SimdSpecies.INTS;
    private static final int L = SimdSpecies.LANES;

    private SimdNormals() {}

    /**
     * Writes {@link Normals#of} of pairs of random words.
     *
     * @param word0 for the radius
     * @param word1 for the angle
     * @param out overwritten
     * @param from first element
     * @param to element after the last; elements up to the next multiple of the lanes are overwritten too
     */
    public static void fill(int[] word0, int[] word1, float[] out, int from, int to) {
        for (int n = from; n < to; n += L) {
            FloatVector u0 = ((FloatVector) IntVector.fromArray(I, word0, n)
                            .lanewise(VectorOperators.LSHR, 8)
                            .add(1)
                            .convert(VectorOperators.I2F, 0))
                    .mul(Uniforms.SCALE);
            // Written by PolynomialSource: log = log(u0)
            IntVector bits = u0.reinterpretAsInts().sub(FloatMath.SQRT_HALF_BITS);
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
            log.mul(-2f).sqrt().intoArray(out, n);
        }
        for (int n = from; n < to; n += L) {
            FloatVector u1 = ((FloatVector) IntVector.fromArray(I, word1, n)
                            .lanewise(VectorOperators.LSHR, 8)
                            .convert(VectorOperators.I2F, 0))
                    .mul(Uniforms.SCALE);
            FloatVector w = u1.sub(0.5f);
            FloatVector s = w.mul(w);
            FloatVector p = FloatVector.broadcast(F, FloatMath.SIN_PI_9)
                    .fma(s, FloatVector.broadcast(F, FloatMath.SIN_PI_7));
            p = p.fma(s, FloatVector.broadcast(F, FloatMath.SIN_PI_5));
            p = p.fma(s, FloatVector.broadcast(F, FloatMath.SIN_PI_3));
            p = p.fma(s, FloatVector.broadcast(F, FloatMath.SIN_PI_1));
            FloatVector sine = w.mul(p);
            FloatVector cosine = sine.add(sine).fma(sine, FloatVector.broadcast(F, -1f));
            FloatVector.fromArray(F, out, n).mul(cosine).intoArray(out, n);
        }
    }
}
