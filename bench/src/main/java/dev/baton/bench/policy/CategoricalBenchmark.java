package dev.baton.bench.policy;

import dev.baton.bench.Checksum;
import dev.baton.bench.Inputs;
import dev.baton.bench.KernelBenchmark;
import dev.baton.bench.Work;
import dev.baton.ops.BatchOps;
import dev.baton.policy.choice.Categorical;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** The distribution over five actions: probabilities and a sample, the greatest logit, the derivative. */
@SuppressWarnings("NullAway.Init") // setup makes the arrays
public class CategoricalBenchmark extends KernelBenchmark {
    private static final int ACTIONS = 5;
    private static final float ENTROPY_BONUS = 0.01f;

    // 1 = latency floor; 255/256/257 = lane tail, none, lane tail and a prime; 4096 = leaves the first-level cache;
    // 65536 = leaves the second; 1M = memory. A rollout hands over tiles of some tens.
    /** Columns. */
    @Param({"1", "255", "256", "257", "4096", "65536", "1048576"})
    public int batch;

    private Categorical categorical;
    private int stride;
    private float[] logits;
    private float[] probabilities;
    private float[] copied;
    private float[] derivatives;
    private float[] weights;
    private int[] words;
    private int[] taken;
    private int[] actions;

    @Override
    public void setup(long seed) {
        Inputs inputs = new Inputs(seed);
        stride = BatchOps.padded(batch);
        categorical = Categorical.of(implementation);
        logits = inputs.floats(ACTIONS * stride, -2, 2);
        weights = inputs.floats(stride, -1, 1);
        words = inputs.words(stride);
        taken = new int[stride];
        actions = new int[stride];
        copied = new float[ACTIONS * stride];
        derivatives = new float[ACTIONS * stride];
        probabilities = logits.clone();
        categorical.sample(probabilities, 0, stride, ACTIONS, null, words, taken, 0, batch);
        Arrays.fill(actions, -1);
    }

    /** Baseline: the copy that {@link #copyAndSample} begins with. */
    @Benchmark
    public void baselineCopy(Work work) {
        System.arraycopy(logits, 0, copied, 0, logits.length);
        work.samples += batch;
    }

    /** Softmax and a sample. It overwrites the logits, so they are copied first; a rollout does not. */
    @Benchmark
    public void copyAndSample(Work work) {
        System.arraycopy(logits, 0, copied, 0, logits.length);
        categorical.sample(copied, 0, stride, ACTIONS, null, words, actions, 0, batch);
        work.samples += batch;
    }

    /** The action with the greatest logit. */
    @Benchmark
    public void argmax(Work work) {
        categorical.argmax(logits, 0, stride, ACTIONS, null, actions, 0, batch);
        work.samples += batch;
    }

    /** The derivative by the logits, with entropy bonus. */
    @Benchmark
    public void backward(Work work) {
        categorical.backward(
                probabilities, 0, stride, ACTIONS, taken, weights, ENTROPY_BONUS, derivatives, 0, stride, 0, batch);
        work.samples += batch;
    }

    @Override
    public long result() {
        return new Checksum()
                .add(copied, 0, stride, ACTIONS, batch)
                .add(derivatives, 0, stride, ACTIONS, batch)
                .add(actions, 0, batch)
                .value();
    }
}
