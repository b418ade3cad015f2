package dev.baton.bench.peers;

import dev.baton.bench.Work;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** The forward pass of the same network on the same batch. */
@SuppressWarnings("NullAway.Init") // setup makes the pass
public class PeerForwardBenchmark extends PeerBenchmark {
    /** Whose. */
    @Param({"BATON", "OPENBLAS", "DJL", "NETLIB", "ONNX"})
    public ForwardLibrary peer = ForwardLibrary.BATON;

    private PeerForward pass;

    @Override
    void setup(long seed) {
        Problem problem = Problem.of(activation, batch, seed);
        pass = PeerForward.of(peer, problem);
        pass.forward();
        problem.requireLogits(pass.logits());
    }

    /** Computes the logits of the batch. */
    @Benchmark
    public void forward(Work work) {
        pass.forward();
        work.samples += batch;
    }

    @Override
    float[] result() {
        return pass.logits();
    }

    @Override
    public void close() {
        pass.close();
    }
}
