package dev.baton.bench.ops;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The multiply-adds of {@link FmaPeakBenchmark} with vectors of the preferred width. */
final class SimdFmaPeak {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    private SimdFmaPeak() {}

    /** Takes every chain {@code multiplyAdds} steps, all lanes of a vector counted; ends in {@code out}. */
    static void run(float[] start, float factor, float summand, float[] out, int multiplyAdds) {
        FloatVector m = FloatVector.broadcast(S, factor);
        FloatVector a = FloatVector.broadcast(S, summand);
        FloatVector v0 = FloatVector.broadcast(S, start[0]);
        FloatVector v1 = FloatVector.broadcast(S, start[1]);
        FloatVector v2 = FloatVector.broadcast(S, start[2]);
        FloatVector v3 = FloatVector.broadcast(S, start[3]);
        FloatVector v4 = FloatVector.broadcast(S, start[4]);
        FloatVector v5 = FloatVector.broadcast(S, start[5]);
        FloatVector v6 = FloatVector.broadcast(S, start[6]);
        FloatVector v7 = FloatVector.broadcast(S, start[7]);
        FloatVector v8 = FloatVector.broadcast(S, start[8]);
        FloatVector v9 = FloatVector.broadcast(S, start[9]);
        FloatVector v10 = FloatVector.broadcast(S, start[10]);
        FloatVector v11 = FloatVector.broadcast(S, start[11]);
        FloatVector v12 = FloatVector.broadcast(S, start[12]);
        FloatVector v13 = FloatVector.broadcast(S, start[13]);
        FloatVector v14 = FloatVector.broadcast(S, start[14]);
        FloatVector v15 = FloatVector.broadcast(S, start[15]);
        for (int i = 0; i < multiplyAdds; i += L) {
            v0 = v0.fma(m, a);
            v1 = v1.fma(m, a);
            v2 = v2.fma(m, a);
            v3 = v3.fma(m, a);
            v4 = v4.fma(m, a);
            v5 = v5.fma(m, a);
            v6 = v6.fma(m, a);
            v7 = v7.fma(m, a);
            v8 = v8.fma(m, a);
            v9 = v9.fma(m, a);
            v10 = v10.fma(m, a);
            v11 = v11.fma(m, a);
            v12 = v12.fma(m, a);
            v13 = v13.fma(m, a);
            v14 = v14.fma(m, a);
            v15 = v15.fma(m, a);
        }
        // The chains of one vector are equal in all lanes, and each chain writes where the one before it left off.
        v0.intoArray(out, 0);
        v1.intoArray(out, 1);
        v2.intoArray(out, 2);
        v3.intoArray(out, 3);
        v4.intoArray(out, 4);
        v5.intoArray(out, 5);
        v6.intoArray(out, 6);
        v7.intoArray(out, 7);
        v8.intoArray(out, 8);
        v9.intoArray(out, 9);
        v10.intoArray(out, 10);
        v11.intoArray(out, 11);
        v12.intoArray(out, 12);
        v13.intoArray(out, 13);
        v14.intoArray(out, 14);
        v15.intoArray(out, 15);
    }
}
