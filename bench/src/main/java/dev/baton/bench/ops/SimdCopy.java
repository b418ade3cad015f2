package dev.baton.bench.ops;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The copies of {@link CopyBenchmark} with vectors of the preferred width. */
final class SimdCopy {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    private SimdCopy() {}

    /** Copies {@code length} elements, a multiple of 64, from index {@code start} on to the same place. */
    static void run(float[] in, float[] out, int start, int length) {
        for (int i = start; i < start + length; i += 4 * L) {
            FloatVector.fromArray(S, in, i).intoArray(out, i);
            FloatVector.fromArray(S, in, i + L).intoArray(out, i + L);
            FloatVector.fromArray(S, in, i + 2 * L).intoArray(out, i + 2 * L);
            FloatVector.fromArray(S, in, i + 3 * L).intoArray(out, i + 3 * L);
        }
    }
}
