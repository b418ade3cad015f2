package dev.baton.train;

import dev.baton.nn.Adam;
import dev.baton.nn.Mlp;
import dev.baton.nn.MlpSpec;
import dev.baton.ops.BatchOps;
import java.util.Arrays;

/**
 * Descends a loss of a network's outputs over minibatches of stored samples: gather, forward, loss, backward, sums,
 * Adam. Allocates nothing after construction.
 *
 * <p>A minibatch is a list of chunks of 16 samples. It is cut into shards by its length alone; within a shard column n
 * of every chunk, in the list's order, adds to partial sum n; partial sums are folded in order, and so are shards. The
 * bits therefore do not depend on backend, lane width, tile or threads.
 */
final class MinibatchLearner {
    /** The derivative of a loss by the outputs; see {@link dev.baton.policy.Losses}. */
    @FunctionalInterface
    interface Loss {
        /** Writes the derivative (K,N) by the outputs (K,N), given the samples' extra rows (E,N). */
        void derivative(
                float[] outputs, int start, int stride, float[] extras, float[] dOut, int dStart, int columns);
    }

    // Enough work for a thread, and enough shards for a few threads, in a minibatch of some thousand samples.
    private static final int CHUNKS_PER_SHARD = 96;
    private static final int MAX_SHARDS = 64;
    // Columns of one backward pass: loading and storing the partial sums should cost little beside adding to them.
    private static final int COLUMNS = 288;

    private final MlpSpec spec;
    private final float[] parameters;
    /** (P) the sum over the last minibatch. */
    final float[] gradient;
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
     * @param execution backend and tile
     * @param workers the team
     * @param size of the team
     */
    MinibatchLearner(
            MlpSpec spec,
            float[] parameters,
            SampleSet samples,
            Loss loss,
            int largest,
            Execution execution,
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
            team[w] = new Member(execution, largest);
        }
        shardGradients = new float[shards(largest)][parameters.length];
    }

    /** Returns the shards of a minibatch, which are what threads share. */
    static int shards(int chunks) {
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
    double step(int[] list, int from, int to, double weight, double clip, double learningRate) {
        order = list;
        first = from;
        count = to - from;
        int shards = shards(count);
        workers.run(shards, work);
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

    private void runShard(int worker, int shard) {
        int shards = shards(count);
        int from = first + (int) ((long) count * shard / shards);
        int to = first + (int) ((long) count * (shard + 1) / shards);
        team[worker].run(from, to, shardGradients[shard]);
    }

    /** One worker's memory. */
    private final class Member {
        private final Mlp mlp;
        private final int tile;
        private final int tiles;
        private final int outputs;
        private final float[] values;
        private final float[] extras;
        private final float[] dOut;
        private final float[] scratch;
        private final float[] partials;

        Member(Execution execution, int largest) {
            mlp = new Mlp(spec, BatchOps.of(execution.backend()));
            tile = Math.min(execution.tile(), Math.min(largest * SampleSet.CHUNK, COLUMNS));
            tiles = Math.max(1, COLUMNS / tile);
            outputs = spec.rowOf(spec.layers());
            values = new float[spec.rows() * tile * tiles];
            extras = new float[samples.extras * tile];
            dOut = new float[spec.outputs() * tile * tiles];
            scratch = new float[mlp.scratchLength(tile * tiles)];
            partials = new float[spec.parameterCount() * BatchOps.PARTIALS];
        }

        void run(int from, int to, float[] out) {
            Arrays.fill(partials, 0);
            int pass = tiles * tile / SampleSet.CHUNK;
            for (int at = from; at < to; at += pass) {
                int columns = Math.min(pass, to - at) * SampleSet.CHUNK;
                for (int n = 0; n < columns; n += tile) {
                    int start = n * spec.rows();
                    int width = Math.min(tile, columns - n);
                    gather(at + n / SampleSet.CHUNK, width, start);
                    mlp.forward(parameters, values, start, tile, width);
                    loss.derivative(
                            values, start + outputs * tile, tile, extras, dOut, n * spec.outputs(), width);
                }
                mlp.backward(parameters, values, 0, dOut, scratch, partials, columns, tile);
            }
            BatchOps.foldPartials(partials, out, out.length);
        }

        private void gather(int from, int width, int start) {
            float[] source = samples.values;
            int features = samples.features;
            int rows = samples.extras;
            for (int n = 0; n < width; n += SampleSet.CHUNK) {
                int at = samples.at(order[from + n / SampleSet.CHUNK], 0);
                for (int r = 0; r < features; r++) {
                    System.arraycopy(source, at, values, start + r * tile + n, SampleSet.CHUNK);
                    at += SampleSet.CHUNK;
                }
                for (int r = 0; r < rows; r++) {
                    System.arraycopy(source, at, extras, r * tile + n, SampleSet.CHUNK);
                    at += SampleSet.CHUNK;
                }
            }
        }
    }
}
