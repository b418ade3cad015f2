package dev.baton.offline;

import dev.baton.Backend;
import dev.baton.descent.ChunkOrder;
import dev.baton.descent.MinibatchLearner;
import dev.baton.descent.SampleSet;
import dev.baton.nn.MlpSpec;
import dev.baton.nn.pass.Initialization;
import dev.baton.ops.Lanes;
import dev.baton.parallel.Workers;
import dev.baton.rng.Stream;
import java.util.Arrays;

/**
 * A network that is fitted to stored samples in passes over all of them, in minibatches of random order, on one thread.
 */
final class NetworkFit {
    private final float[] parameters;
    private final MinibatchLearner learner;
    private final int[] chunks;
    private final int step;
    private final double clip;
    private final long orderKey;
    private int passes;

    /**
     * Starts with random parameters.
     *
     * @param spec the network
     * @param seed of the parameters and the order
     * @param samples what it is fitted to
     * @param loss of a sample
     * @param minibatch samples of a gradient step; rounded up to a whole number of chunks
     * @param clip largest Euclidean norm of a gradient step
     * @param backend scalar or SIMD
     */
    NetworkFit(
            MlpSpec spec,
            long seed,
            SampleSet samples,
            MinibatchLearner.Loss loss,
            int minibatch,
            double clip,
            Backend backend) {
        this.clip = clip;
        parameters = Initialization.glorotUniform(spec, seed);
        orderKey = Stream.MINIBATCH.key(seed);
        chunks = new int[samples.columns.length];
        Arrays.setAll(chunks, c -> c);
        step = Math.min(chunks.length, SampleSet.chunks(minibatch));
        learner = new MinibatchLearner(spec, parameters, samples, loss, step, backend, new Workers(1), 1);
    }

    /**
     * Makes a pass.
     *
     * @param learningRate Adam's α
     * @return the mean norm of its gradients
     * @throws ArithmeticException if parameters stopped being finite
     */
    double pass(double learningRate) {
        ChunkOrder.shuffle(chunks, chunks.length, orderKey, passes++);
        double norms = 0;
        int steps = 0;
        for (int from = 0; from < chunks.length; from += step) {
            int to = Math.min(chunks.length, from + step);
            double weight = (double) (to - from) * Lanes.TILE;
            norms += learner.step(chunks, from, to, weight, clip, learningRate);
            steps++;
        }
        return norms / steps;
    }

    /** Returns the parameters as they are now, not copied. */
    float[] parameters() {
        return parameters;
    }
}
