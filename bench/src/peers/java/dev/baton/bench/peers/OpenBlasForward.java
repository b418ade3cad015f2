package dev.baton.bench.peers;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;

import dev.baton.Activation;
import dev.baton.ops.Lanes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/**
 * Two matrix products of OpenBLAS with an activation of ours between them. Biases cost nothing extra: they are a column
 * of the weights, and the inputs have a row of ones.
 */
@SuppressWarnings("restricted") // the memory is ours, and its size is known
final class OpenBlasForward implements PeerForward {
    private final Problem problem;
    private final int stride;
    private final FloatPointer weights0;
    private final FloatPointer weights1;
    private final FloatPointer inputs;
    private final FloatPointer hidden;
    private final FloatPointer logits;
    private final MemorySegment hiddenSegment;

    OpenBlasForward(Problem problem) {
        this.problem = problem;
        openblas.blas_set_num_threads(1);
        int batch = problem.batch();
        stride = Lanes.roundUp(batch);
        weights0 = pointer(problem.weightsWithBias(0));
        weights1 = pointer(problem.weightsWithBias(1));
        inputs = pointer(withOnes(problem.inputs(), batch, Problem.FEATURES, stride));
        hidden = pointer(withOnes(new float[Problem.HIDDEN * batch], batch, Problem.HIDDEN, stride));
        logits = pointer(new float[Problem.ACTIONS * stride]);
        hiddenSegment = MemorySegment.ofAddress(hidden.address())
                .reinterpret((long) (Problem.HIDDEN + 1) * stride * Float.BYTES);
    }

    /** Returns rows of {@code stride} floats with the matrix's columns, and one row of ones more. */
    static float[] withOnes(float[] matrix, int columns, int rows, int stride) {
        float[] wider = new float[(rows + 1) * stride];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(matrix, row * columns, wider, row * stride, columns);
        }
        for (int n = 0; n < columns; n++) {
            wider[rows * stride + n] = 1;
        }
        return wider;
    }

    private static FloatPointer pointer(float[] values) {
        FloatPointer pointer = new FloatPointer(values.length);
        pointer.put(values, 0, values.length);
        return pointer;
    }

    @Override
    public void forward() {
        product(weights0, inputs, hidden, Problem.HIDDEN, Problem.FEATURES + 1);
        if (problem.spec().activation() == Activation.RELU) {
            SimdActivation.relu(hiddenSegment, Problem.HIDDEN * stride);
        } else {
            SimdActivation.tanh(hiddenSegment, Problem.HIDDEN * stride);
        }
        product(weights1, hidden, logits, Problem.ACTIONS, Problem.HIDDEN + 1);
    }

    private void product(FloatPointer weights, FloatPointer in, FloatPointer out, int outputs, int inputs) {
        cblas_sgemm(
                CblasRowMajor,
                CblasNoTrans,
                CblasNoTrans,
                outputs,
                problem.batch(),
                inputs,
                1,
                weights,
                inputs,
                in,
                stride,
                0,
                out,
                stride);
    }

    @Override
    public float[] logits() {
        float[] found = new float[Problem.ACTIONS * problem.batch()];
        MemorySegment segment = MemorySegment.ofAddress(logits.address())
                .reinterpret((long) Problem.ACTIONS * stride * Float.BYTES);
        for (int k = 0; k < Problem.ACTIONS; k++) {
            MemorySegment.copy(
                    segment,
                    ValueLayout.JAVA_FLOAT,
                    (long) k * stride * Float.BYTES,
                    found,
                    k * problem.batch(),
                    problem.batch());
        }
        return found;
    }

    @Override
    public void close() {
        for (FloatPointer pointer : new FloatPointer[] {weights0, weights1, inputs, hidden, logits}) {
            pointer.close();
        }
    }
}
