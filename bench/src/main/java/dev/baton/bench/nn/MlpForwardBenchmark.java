package dev.baton.bench.nn;

import dev.baton.bench.Checksum;
import dev.baton.bench.Inputs;
import dev.baton.bench.Work;
import dev.baton.ops.BatchOps;
import dev.baton.ops.Lanes;
import dev.baton.run.Rollout;
import org.openjdk.jmh.annotations.Benchmark;

/** The forward pass, in tiles as a rollout does it and as a training update records it. */
public class MlpForwardBenchmark extends NetworkBenchmark {
    @Override
    public void setup(long seed) {
        setupNetwork(new Inputs(seed), seed);
    }

    /** Computes the outputs of the batch, block after block in the same memory, as an update does. */
    @Benchmark
    public void forward(Work work) {
        for (int done = 0; done < batch; done += Rollout.BLOCK) {
            forwardBlock(Math.min(Rollout.BLOCK, batch - done));
        }
        work.samples += batch;
    }

    @Override
    public long result() {
        Checksum sum = new Checksum();
        int columns = Math.min(Rollout.BLOCK, batch);
        for (int from = 0; from < columns; from += Lanes.TILE) {
            int start = from / Lanes.TILE * BatchOps.rows(OUTPUTS) * Lanes.TILE;
            sum.add(outputs, start, Lanes.TILE, OUTPUTS, Math.min(Lanes.TILE, columns - from));
        }
        return sum.value();
    }
}
