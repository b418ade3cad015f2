package dev.baton.ops;

import dev.baton.simd.SimdSpecies;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link FmaPeak} with the Vector API. */
final class SimdFmaPeak {
    private static final VectorSpecies<Float> S = SimdSpecies.FLOATS;

    private SimdFmaPeak() {}

    static float run(int iterations) {
        FloatVector a0 = FloatVector.broadcast(S, 0f);
        FloatVector a1 = FloatVector.broadcast(S, 1f);
        FloatVector a2 = FloatVector.broadcast(S, 2f);
        FloatVector a3 = FloatVector.broadcast(S, 3f);
        FloatVector a4 = FloatVector.broadcast(S, 4f);
        FloatVector a5 = FloatVector.broadcast(S, 5f);
        FloatVector a6 = FloatVector.broadcast(S, 6f);
        FloatVector a7 = FloatVector.broadcast(S, 7f);
        FloatVector b0 = FloatVector.broadcast(S, 8f);
        FloatVector b1 = FloatVector.broadcast(S, 9f);
        FloatVector b2 = FloatVector.broadcast(S, 10f);
        FloatVector b3 = FloatVector.broadcast(S, 11f);
        FloatVector b4 = FloatVector.broadcast(S, 12f);
        FloatVector b5 = FloatVector.broadcast(S, 13f);
        FloatVector b6 = FloatVector.broadcast(S, 14f);
        FloatVector b7 = FloatVector.broadcast(S, 15f);
        FloatVector x = FloatVector.broadcast(S, 0.999f);
        FloatVector y = FloatVector.broadcast(S, 0.001f);
        for (int i = 0; i < iterations; i++) {
            a0 = a0.fma(x, y);
            a1 = a1.fma(x, y);
            a2 = a2.fma(x, y);
            a3 = a3.fma(x, y);
            a4 = a4.fma(x, y);
            a5 = a5.fma(x, y);
            a6 = a6.fma(x, y);
            a7 = a7.fma(x, y);
            b0 = b0.fma(x, y);
            b1 = b1.fma(x, y);
            b2 = b2.fma(x, y);
            b3 = b3.fma(x, y);
            b4 = b4.fma(x, y);
            b5 = b5.fma(x, y);
            b6 = b6.fma(x, y);
            b7 = b7.fma(x, y);
        }
        FloatVector a = a0.add(a1).add(a2.add(a3)).add(a4.add(a5).add(a6.add(a7)));
        FloatVector b = b0.add(b1).add(b2.add(b3)).add(b4.add(b5).add(b6.add(b7)));
        // A yardstick, not a result: the order of this sum does not matter.
        return a.add(b).reduceLanes(VectorOperators.ADD);
    }
}
