package dev.baton.bench.nn;

import dev.baton.bench.Checksum;
import dev.baton.bench.Inputs;
import dev.baton.bench.Work;
import dev.baton.nn.MlpGradient;
import dev.baton.train.Rollout;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;

/** The backward pass alone: from the inputs and the derivative by the outputs to the sum of the gradient. */
@SuppressWarnings("NullAway.Init") // setup makes the arrays
public class MlpBackwardBenchmark extends NetworkBenchmark {
    private float[] outputDerivatives;
    // Of the last tile where it is not full: 0 in the columns behind the batch.
    private float[] lastDerivatives;
    private MlpGradient gradient;

    @Override
    public void setup(long seed) {
        Inputs inputs = new Inputs(seed);
        setupNetwork(inputs, seed);
        outputDerivatives = inputs.floats(OUTPUTS * COLUMNS, -1, 1);
        lastDerivatives = outputDerivatives.clone();
        for (int row = 0; row < OUTPUTS; row++) {
            Arrays.fill(lastDerivatives, row * COLUMNS + lastColumns(), (row + 1) * COLUMNS, 0);
        }
        gradient = new MlpGradient(mlp.spec(), implementation);
        gradient.load(parameters);
    }

    private int lastColumns() {
        return batch % Rollout.BLOCK % COLUMNS;
    }

    /**
     * Adds the gradient of the batch, block after block in the same memory, as a training update does. The sums grow
     * from call to call, up to where a float no longer changes; no step depends on them.
     */
    @Benchmark
    public void backward(Work work) {
        for (int done = 0; done < batch; done += Rollout.BLOCK) {
            int columns = Math.min(Rollout.BLOCK, batch - done);
            for (int from = 0; from < columns; from += COLUMNS) {
                int count = Math.min(COLUMNS, columns - from);
                gradient.add(
                        observations,
                        from / COLUMNS * INPUTS * COLUMNS,
                        COLUMNS,
                        count == COLUMNS ? outputDerivatives : lastDerivatives,
                        0,
                        COLUMNS,
                        count);
            }
        }
        work.samples += batch;
    }

    @Override
    public long result() {
        float[] sum = new float[parameters.length];
        gradient.addTo(sum);
        return new Checksum().add(sum, 0, sum.length).value();
    }
}
