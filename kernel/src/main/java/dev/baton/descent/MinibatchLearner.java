package dev.baton.descent;

import dev.baton.Backend;
import dev.baton.nn.MlpSpec;
import dev.baton.nn.pass.Adam;
import dev.baton.nn.pass.ForwardPass;
import dev.baton.nn.pass.MlpGradient;
import dev.baton.nn.pass.Strip;
import dev.baton.ops.BatchOps;
import dev.baton.ops.Lanes;
import dev.baton.parallel.Workers;

/**
 * Descends a loss of a network's outputs over minibatches of stored samples: forward, loss, backward, sums, Adam.
 * Allocates nothing after construction.
 *
 * <p>A minibatch is a list of chunks of up to 48 samples. It is cut into shards by its length alone; within a shard
 * samples are added in the list's order, and shards are folded in order. The bits therefore do not depend on backend,
 * lane width, tile or threads.
 */
public final class MinibatchLearner {
    /** The derivative of a loss by the outputs; see {@link dev.baton.policy.choice.Losses}. */
    @FunctionalInterface
    public interface Loss {
        /**
         * Writes the derivative by the outputs.
         *
         * @param outputs (K,48) of the network; may be overwritten
         * @param samples holds the samples' extra rows (E,48)
         * @param extras where they start
         * @param dOut (K,48) overwritten
         * @param columns how many columns hold samples
         */
        void derivative(float[] outputs, float[] samples, int extras, float[] dOut, int columns);
    }

    // Enough work for a thread, and enough shards for a few threads, in a minibatch of some thousand samples.
    private static final int CHUNKS_PER_SHARD = 32;
    private static final int MAX_SHARDS = 64;

    private final MlpSpec spec;
    private final float[] parameters;
    private final float[] gradient;
    private final Adam adam;
    private final Workers workers;
    private final Member[] team;
    private final float[][] shardGradients;
    private final Loss loss;
    private final SampleSet samples;
    private final Workers.Task work = this::runShard;

    private int[] order = {};
    private int first;
    private int count;

    /**
     * Makes the working memory.
     *
     * @param spec the network
     * @param parameters (P) what is learned; updated in place
     * @param samples where the samples lie
     * @param loss of a sample, summed over a minibatch
     * @param largest the most chunks of a minibatch
     * @param backend scalar or SIMD
     * @param workers the team
     * @param size of the team
     */
    public MinibatchLearner(
            MlpSpec spec,
            float[] parameters,
            SampleSet samples,
            Loss loss,
            int largest,
            Backend backend,
            Workers workers,
            int size) {
        this.spec = spec;
        this.parameters = parameters;
        this.samples = samples;
        this.loss = loss;
        this.workers = workers;
        gradient = new float[parameters.length];
        adam = new Adam(parameters.length);
        team = new Member[size];
        for (int w = 0; w < team.length; w++) {
            team[w] = new Member(backend);
        }
        shardGradients = new float[shards(largest)][parameters.length];
    }

    /**
     * Returns the shards of a minibatch, which are what threads share.
     *
     * @param chunks of the minibatch
     * @return 1 … 64
     */
    public static int shards(int chunks) {
        return Math.max(1, Math.min(MAX_SHARDS, (chunks + CHUNKS_PER_SHARD - 1) / CHUNKS_PER_SHARD));
    }

    /**
     * Takes one step down the gradient of the mean loss of a minibatch.
     *
     * @param list chunks; not modified
     * @param from the minibatch's first entry of the list
     * @param to its entry after the last
     * @param weight what the sum of the losses is divided by, &gt; 0
     * @param clip largest Euclidean norm of the gradient
     * @param learningRate Adam's α
     * @return the gradient's norm before clipping
     * @throws ArithmeticException if the gradient is not finite
     */
    public double step(int[] list, int from, int to, double weight, double clip, double learningRate) {
        workers.run(begin(list, from, to), work);
        return finish(weight, clip, learningRate);
    }

    /**
     * Returns the parameters.
     *
     * @return (P) no copy
     */
    public float[] parameters() {
        return parameters;
    }

    /**
     * Returns the optimiser.
     *
     * @return the one that steps these parameters
     */
    public Adam adam() {
        return adam;
    }

    /**
     * Returns the gradient.
     *
     * @return (P) the sum over the last minibatch, no copy
     */
    public float[] gradient() {
        return gradient;
    }

    /**
     * Takes up a minibatch as {@link #step} does.
     *
     * @param list chunks; not modified
     * @param from the minibatch's first entry of the list
     * @param to its entry after the last
     * @return the shards, each of which {@link #runShard} must run once
     */
    public int begin(int[] list, int from, int to) {
        order = list;
        first = from;
        count = to - from;
        return shards(count);
    }

    /**
     * Takes the step of {@link #step} when all shards have been run.
     *
     * @param weight what the sum of the losses is divided by, &gt; 0
     * @param clip largest Euclidean norm of the gradient
     * @param learningRate Adam's α
     * @return the gradient's norm before clipping
     * @throws ArithmeticException if the gradient is not finite
     */
    public double finish(double weight, double clip, double learningRate) {
        int shards = shards(count);
        double square = 0;
        for (int p = 0; p < gradient.length; p++) {
            float sum = shardGradients[0][p];
            for (int s = 1; s < shards; s++) {
                sum += shardGradients[s][p];
            }
            gradient[p] = sum;
            square += (double) sum * sum;
        }
        double norm = Math.sqrt(square) / weight;
        if (!Double.isFinite(norm)) {
            throw new ArithmeticException("gradient: expected finite numbers, found " + norm
                    + "; the task vector overflowed or the learning rate is too high");
        }
        double shrink = norm > clip ? clip / norm : 1;
        adam.step(parameters, gradient, (float) (shrink / weight), learningRate);
        return norm;
    }

    /**
     * Sums the gradient of a shard; shards may run at the same time on different workers.
     *
     * @param worker which member of the team this is, from 0
     * @param shard from 0, below what {@link #begin} returned
     */
    public void runShard(int worker, int shard) {
        int shards = shards(count);
        int from = first + (int) ((long) count * shard / shards);
        int to = first + (int) ((long) count * (shard + 1) / shards);
        team[worker].run(from, to, shardGradients[shard]);
    }

    /** One worker's memory. */
    private final class Member {
        private final ForwardPass network;
        private final MlpGradient sum;
        private final Strip strip = new Strip(spec);
        /** Outputs and derivatives by them of a chunk, as losses take them. */
        private final float[] outputs = new float[BatchOps.rows(spec.outputs()) * Lanes.TILE];

        private final float[] dOut = new float[BatchOps.rows(spec.outputs()) * Lanes.TILE];

        Member(Backend backend) {
            network = ForwardPass.of(spec, backend);
            sum = new MlpGradient(spec, backend);
        }

        void run(int from, int to, float[] out) {
            network.load(parameters);
            sum.load(parameters);
            sum.clear();
            int filled = 0;
            for (int i = from; i < to; i++) {
                if (filled + Lanes.TILE > Strip.COLUMNS) {
                    sum.add(strip, filled);
                    filled = 0;
                }
                filled += fill(order[i], filled);
            }
            sum.finish(strip, filled, out);
        }

        /** Takes a chunk into the strip from a column on; returns the columns that it takes. */
        private int fill(int chunk, int column) {
            int columns = samples.columns[chunk];
            int padded = Lanes.roundUp(columns);
            int inputs = samples.at(chunk, 0);
            copy(samples.values, inputs, Lanes.TILE, strip.inputs, Strip.START + column, Strip.STRIDE, spec.inputs(),
                    padded);
            network.keep(strip, column, columns);
            copy(strip.outputs, Strip.START + column, Strip.STRIDE, outputs, 0, Lanes.TILE, spec.outputs(), padded);
            loss.derivative(outputs, samples.values, samples.at(chunk, samples.features), dOut, columns);
            copy(dOut, 0, Lanes.TILE, strip.dOutputs, Strip.START + column, Strip.STRIDE, spec.outputs(), padded);
            return padded;
        }

        private static void copy(
                float[] from, int start, int stride, float[] to, int toStart, int toStride, int rows, int columns) {
            for (int r = 0; r < rows; r++) {
                System.arraycopy(from, start + r * stride, to, toStart + r * toStride, columns);
            }
        }
    }
}
