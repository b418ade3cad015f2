package dev.baton.ops;

import dev.baton.simd.SimdSpecies;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link BatchOps} with the Vector API; the products are in {@link SimdForward}. */
final class SimdBatchOps implements BatchOps {
    private static final VectorSpecies<Float> S = SimdSpecies.FLOATS;
    private static final int L = SimdSpecies.LANES;

    @Override
    public void affineForward(
            float[] packed,
            int start,
            float[] in,
            int inStart,
            float[] out,
            int outStart,
            int outputs,
            int inputs,
            int columns,
            boolean relu) {
        SimdForward.run(packed, start, in, inStart, out, outStart, outputs, inputs, columns, relu);
    }

    @Override
    public void tanhForward(float[] x, int start, int rows, int columns) {
        for (int r = 0; r < rows; r++) {
            int row = start + r * COLUMNS;
            SimdFloatMath.tanh(x, row, row + columns);
        }
    }
}
