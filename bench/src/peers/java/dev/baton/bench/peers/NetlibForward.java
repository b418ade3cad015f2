package dev.baton.bench.peers;

import dev.baton.Activation;
import dev.baton.ops.Lanes;
import dev.baton.ops.SimdFloatMath;
import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;

/**
 * Two matrix products of netlib's BLAS on the Vector API, with an activation of ours between them. Biases are a column
 * of the weights. BLAS is column-major, and our rows over the batch are its columns: outᵀ (N,O) = inᵀ (N,I) · weightsᵀ
 * (I,O).
 */
final class NetlibForward implements PeerForward {
    private static final String EXPECTED = "VectorBLAS";

    private final Problem problem;
    private final BLAS blas;
    private final int stride;
    private final float[] weights0;
    private final float[] weights1;
    private final float[] inputs;
    private final float[] hidden;
    private final float[] logits;

    NetlibForward(Problem problem) {
        this.problem = problem;
        blas = JavaBLAS.getInstance();
        String found = blas.getClass().getSimpleName();
        if (!found.equals(EXPECTED)) {
            throw new IllegalStateException("netlib: expected " + EXPECTED + ", found " + found);
        }
        int batch = problem.batch();
        stride = Lanes.roundUp(batch);
        weights0 = problem.weightsWithBias(0);
        weights1 = problem.weightsWithBias(1);
        inputs = OpenBlasForward.withOnes(problem.inputs(), batch, Problem.FEATURES, stride);
        hidden = OpenBlasForward.withOnes(new float[Problem.HIDDEN * batch], batch, Problem.HIDDEN, stride);
        logits = new float[Problem.ACTIONS * stride];
    }

    @Override
    public void forward() {
        product(weights0, inputs, hidden, Problem.HIDDEN, Problem.FEATURES + 1);
        if (problem.spec().activation() == Activation.RELU) {
            for (int i = 0; i < Problem.HIDDEN * stride; i++) {
                hidden[i] = Math.max(0f, hidden[i]);
            }
        } else {
            SimdFloatMath.tanh(hidden, 0, Problem.HIDDEN * stride);
        }
        product(weights1, hidden, logits, Problem.ACTIONS, Problem.HIDDEN + 1);
    }

    private void product(float[] weights, float[] in, float[] out, int outputs, int inputs) {
        blas.sgemm("N", "N", problem.batch(), outputs, inputs, 1, in, stride, weights, inputs, 0, out, stride);
    }

    @Override
    public float[] logits() {
        float[] found = new float[Problem.ACTIONS * problem.batch()];
        for (int k = 0; k < Problem.ACTIONS; k++) {
            System.arraycopy(logits, k * stride, found, k * problem.batch(), problem.batch());
        }
        return found;
    }
}
