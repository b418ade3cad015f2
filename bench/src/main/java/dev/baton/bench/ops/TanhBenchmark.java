package dev.baton.bench.ops;

import dev.baton.Activation;
import dev.baton.bench.Checksum;
import dev.baton.bench.Inputs;
import dev.baton.bench.KernelBenchmark;
import dev.baton.bench.Work;
import dev.baton.ops.BatchOps;
import dev.baton.ops.Lanes;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** The hyperbolic tangent alone: what the paper's activation costs more than the rectifier, which is free. */
@SuppressWarnings("NullAway.Init") // setup makes the array
public class TanhBenchmark extends KernelBenchmark {
    // 3072 values are 48 episodes times 64 units, the shape in a rollout; 3071 and 3073 have a tail.
    /** Values; a sample is one value. */
    @Param({"1", "3071", "3072", "3073"})
    public int batch;

    private BatchOps ops;
    private float[] values;

    @Override
    public void setup(long seed) {
        ops = BatchOps.of(implementation);
        values = new Inputs(seed).floats(BatchOps.START + Lanes.roundUp(batch), -3, 3);
    }

    /** Replaces the values in place. Applied again and again they near 0 as 1/√n does; no step depends on them. */
    @Benchmark
    public void tanh(Work work) {
        ops.activate(Activation.TANH, values, BatchOps.START, Lanes.roundUp(batch), 1, batch);
        work.samples += batch;
    }

    @Override
    public long result() {
        return new Checksum().add(values, BatchOps.START, BatchOps.START + batch).value();
    }
}
