package dev.baton.bench.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/** ONNX Runtime with all its graph optimisations; inputs and outputs stay in native memory that is made once. */
final class OnnxForward implements PeerForward {
    private final Problem problem;
    private final OrtSession session;
    private final OnnxTensor input;
    private final OnnxTensor output;
    private final FloatBuffer logits;
    private final Map<String, OnnxTensor> inputs;
    private final Map<String, OnnxTensor> outputs;

    OnnxForward(Problem problem) {
        this.problem = problem;
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            session = environment.createSession(OnnxModel.of(problem), options);
            int batch = problem.batch();
            FloatBuffer in = direct(batch * Problem.FEATURES);
            in.put(problem.inputsBySample()).flip();
            logits = direct(batch * Problem.ACTIONS);
            input = OnnxTensor.createTensor(environment, in, new long[] {batch, Problem.FEATURES});
            output = OnnxTensor.createTensor(environment, logits, new long[] {batch, Problem.ACTIONS});
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
        inputs = Map.of(OnnxModel.INPUT, input);
        outputs = Map.of(OnnxModel.OUTPUT, output);
    }

    private static FloatBuffer direct(int floats) {
        return ByteBuffer.allocateDirect(floats * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    @Override
    public void forward() {
        // The result only refers to the pinned output.
        try (OrtSession.Result result = session.run(inputs, outputs)) {
            assert result.size() == 1;
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public float[] logits() {
        float[] bySample = new float[problem.batch() * Problem.ACTIONS];
        logits.get(0, bySample);
        return problem.byAction(bySample);
    }

    @Override
    public void close() {
        input.close();
        output.close();
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
