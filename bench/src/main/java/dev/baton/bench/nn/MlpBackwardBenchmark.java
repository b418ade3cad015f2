package dev.baton.bench.nn;

import dev.baton.bench.Checksum;
import dev.baton.bench.Inputs;
import dev.baton.bench.Work;
import dev.baton.nn.pass.MlpGradient;
import dev.baton.nn.pass.Strip;
import dev.baton.ops.Lanes;
import dev.baton.run.Rollout;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * The backward pass alone: from hidden values that were kept and the derivative by the outputs to the sum of the
 * gradient.
 */
@SuppressWarnings("NullAway.Init") // setup makes the arrays
public class MlpBackwardBenchmark extends NetworkBenchmark {
    private static final int STRIPS = (Rollout.BLOCK * 10 + Strip.COLUMNS - 1) / Strip.COLUMNS;

    // As many as ten steps of a block fill, so that they come from where they come from in training.
    private Strip[] strips;
    // Derivatives of the last strip where it is not full: 0 in the columns behind the batch.
    private Strip last;
    private MlpGradient gradient;

    @Override
    public void setup(long seed) {
        Inputs inputs = new Inputs(seed);
        setupNetwork(inputs, seed);
        strips = new Strip[STRIPS];
        for (int s = 0; s < STRIPS; s++) {
            strips[s] = strip(inputs, Strip.COLUMNS);
        }
        last = strip(inputs, batch % Strip.COLUMNS);
        gradient = new MlpGradient(mlp.spec(), implementation);
        gradient.load(parameters);
    }

    private Strip strip(Inputs inputs, int columns) {
        Strip strip = new Strip(mlp.spec());
        float[] observations = inputs.floats(INPUTS * Strip.COLUMNS, -1, 1);
        float[] derivatives = inputs.floats(OUTPUTS * Strip.COLUMNS, -1, 1);
        for (int i = 0; i < INPUTS; i++) {
            System.arraycopy(
                    observations, i * Strip.COLUMNS, strip.inputs, Strip.START + i * Strip.STRIDE, Strip.COLUMNS);
        }
        for (int o = 0; o < OUTPUTS; o++) {
            System.arraycopy(derivatives, o * Strip.COLUMNS, strip.dOutputs, Strip.START + o * Strip.STRIDE, columns);
        }
        for (int column = 0; column < Strip.COLUMNS; column += Lanes.TILE) {
            mlp.keep(strip, column, Lanes.TILE);
        }
        return strip;
    }

    /**
     * Adds the gradient of the batch, strip after strip, as a training update does. The sums grow from call to call, up
     * to where a float no longer changes; no step depends on them.
     */
    @Benchmark
    public void backward(Work work) {
        int whole = batch / Strip.COLUMNS;
        for (int s = 0; s < whole; s++) {
            gradient.add(strips[s % STRIPS], Strip.COLUMNS);
        }
        gradient.add(last, batch % Strip.COLUMNS);
        work.samples += batch;
    }

    @Override
    public long result() {
        float[] sum = new float[parameters.length];
        gradient.finish(last, 0, sum);
        return new Checksum().add(sum, 0, sum.length).value();
    }
}
