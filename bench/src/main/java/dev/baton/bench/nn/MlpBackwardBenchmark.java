package dev.baton.bench.nn;

import dev.baton.bench.Checksum;
import dev.baton.bench.Inputs;
import dev.baton.bench.Work;
import dev.baton.ops.BatchOps;
import dev.baton.train.Rollout;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;

/** The backward pass alone: from the derivative by the outputs to partial sums of the gradient. */
@SuppressWarnings("NullAway.Init") // setup makes the arrays
public class MlpBackwardBenchmark extends NetworkBenchmark {
    private float[] outputDerivatives;
    // Of the last block where it is not full: 0 in the columns behind the batch.
    private float[] lastDerivatives;
    private float[] scratch;
    private float[] partials;

    @Override
    public void setup(long seed) {
        Inputs inputs = new Inputs(seed);
        setupNetwork(inputs, seed);
        forwardBlock(Rollout.BLOCK);
        outputDerivatives = inputs.floats(TILES * OUTPUTS * TILE, -1, 1);
        lastDerivatives = outputDerivatives.clone();
        for (int row = 0; row < TILES * OUTPUTS; row++) {
            int left = batch % Rollout.BLOCK - row / OUTPUTS * TILE;
            Arrays.fill(lastDerivatives, row * TILE + Math.clamp(left, 0, TILE), (row + 1) * TILE, 0);
        }
        scratch = new float[mlp.scratchLength(TILES * TILE)];
        partials = new float[mlp.spec().parameterCount() * BatchOps.PARTIALS];
    }

    /**
     * Adds the gradient of the batch, block after block in the same memory, as a training update does. The sums grow
     * from call to call, up to where a float no longer changes; no step depends on them.
     */
    @Benchmark
    public void backward(Work work) {
        for (int done = 0; done < batch; done += Rollout.BLOCK) {
            int columns = Math.min(Rollout.BLOCK, batch - done);
            float[] derivatives = columns == Rollout.BLOCK ? outputDerivatives : lastDerivatives;
            mlp.backward(parameters, values, 0, derivatives, scratch, partials, columns, TILE);
        }
        work.samples += batch;
    }

    @Override
    public long result() {
        return new Checksum().add(partials, 0, partials.length).value();
    }
}
