package dev.baton.train;

import dev.baton.env.EnvSpec;
import dev.baton.nn.Initialization;
import dev.baton.nn.Mlp;
import dev.baton.nn.MlpSpec;
import dev.baton.ops.BatchOps;
import dev.baton.policy.Losses;
import dev.baton.policy.MlpPolicy;
import dev.baton.rng.Stream;
import java.util.List;
import java.util.function.Consumer;

/**
 * Fitted Q iteration (Ernst, Geurts and Wehenkel 2005; Riedmiller 2005) on logged episodes alone [3.4 (b)]: regression of
 * C_t + min_k Q(S_{t+1}, k), 0 after the end, on (S_t, A_t).
 *
 * <p>The network is a policy network whose outputs are −Q in units of the spread of the logged costs-to-go, so the greedy
 * policy is the policy that {@link MlpPolicy} is, and needs no further fitting.
 *
 * <p>Bits do not depend on backend, lane width, tile or threads. Not thread-safe.
 */
public final class OfflineTrainer implements AutoCloseable {
    private static final int COLUMNS = BatchOps.COLUMNS;
    private static final int CHUNKS_PER_TASK = 32;
    private static final double LEAST_SCALE = 1e-6;

    private final OfflineConfig config;
    private final MlpSpec spec;
    private final float[] parameters;
    private final LoggedSamples log;
    private final SampleSet samples;
    private final Workers workers;
    private final Mlp[] mlps;
    /** (threads, K, 48). */
    private final float[][] outputs;
    private final MinibatchLearner learner;
    private final int[] chunks;
    private final float[] best;
    private final int[] starts;
    private final double scale;
    private final int episodes;
    private final long orderKey;
    private final Workers.Task predict = this::predict;

    private int iterations;
    private double gradientNorm;
    private double startCost;

    /**
     * Prepares a fit.
     *
     * @param env the environment
     * @param log its episodes, checked
     * @param config what to do
     * @param execution how to do it; never changes the result
     * @throws IllegalArgumentException if the log has no step or too many
     */
    public OfflineTrainer(EnvSpec env, List<LoggedEpisode> log, OfflineConfig config, Execution execution) {
        this.config = config;
        this.log = new LoggedSamples(env, log, execution.backend());
        if (this.log.count == 0) {
            throw new IllegalArgumentException("log: expected at least one step, found none");
        }
        episodes = log.size();
        spec = new MlpSpec(env.observationSize(), config.hidden(), env.actionCount(), config.activation());
        parameters = Initialization.glorotUniform(spec, config.seed());
        orderKey = Stream.MINIBATCH.key(config.seed());
        int count = SampleSet.chunks(this.log.count);
        samples = new SampleSet(count, env.observationSize(), Losses.SQUARED_ROWS);
        this.log.fill(samples);
        chunks = new int[count];
        for (int c = 0; c < count; c++) {
            chunks[c] = c;
        }
        best = new float[count * SampleSet.CHUNK];
        starts = log.stream().mapToInt(LoggedEpisode::steps).toArray();
        scale = spread(log);
        int largest = Math.min(count, SampleSet.chunks(config.minibatch()));
        int threads = execution.threads();
        workers = new Workers(threads);
        mlps = new Mlp[threads];
        outputs = new float[threads][BatchOps.rows(spec.outputs()) * COLUMNS];
        for (int w = 0; w < threads; w++) {
            mlps[w] = new Mlp(spec, execution.backend());
        }
        Losses losses = Losses.of(execution.backend());
        int actions = env.actionCount();
        learner = new MinibatchLearner(
                spec, parameters, samples,
                (outputs, values, extras, dOut, columns) -> losses.squaredError(
                        outputs, 0, COLUMNS, actions, values, extras, COLUMNS, Losses.SQUARED_ROWS, dOut, 0, COLUMNS,
                        columns),
                largest, execution.backend(), workers, threads);
    }

    /** The standard deviation of the costs-to-go of all logged steps. */
    private static double spread(List<LoggedEpisode> log) {
        double sum = 0;
        double squares = 0;
        long steps = 0;
        for (LoggedEpisode episode : log) {
            double toGo = 0;
            for (int t = episode.steps() - 1; t >= 0; t--) {
                toGo += episode.cost()[t];
                sum += toGo;
                squares += toGo * toGo;
                steps++;
            }
        }
        double mean = sum / steps;
        return Math.max(LEAST_SCALE, Math.sqrt(Math.max(0, squares / steps - mean * mean)));
    }

    /**
     * Computes the targets anew and makes the passes of one iteration over the log.
     *
     * @throws ArithmeticException if parameters stopped being finite
     */
    public void iterate() {
        workers.run((chunks.length + CHUNKS_PER_TASK - 1) / CHUNKS_PER_TASK, predict);
        target();
        int step = SampleSet.chunks(config.minibatch());
        double norms = 0;
        int steps = 0;
        int minibatches = (chunks.length + step - 1) / step;
        int all = config.iterations() * config.epochs() * minibatches;
        int done = iterations * config.epochs() * minibatches;
        for (int epoch = 0; epoch < config.epochs(); epoch++) {
            ChunkOrder.shuffle(chunks, chunks.length, orderKey, iterations * config.epochs() + epoch);
            for (int from = 0; from < chunks.length; from += step) {
                int to = Math.min(chunks.length, from + step);
                double weight = (double) (to - from) * SampleSet.CHUNK;
                double remaining = 1 - (double) (done + steps) / all;
                norms += learner.step(
                        chunks, from, to, weight, config.gradientClip(), config.learningRate() * remaining);
                steps++;
            }
        }
        gradientNorm = norms / steps;
        iterations++;
    }

    /** The greatest output in every state of a task's chunks. */
    private void predict(int worker, int task) {
        float[] out = outputs[worker];
        mlps[worker].load(parameters);
        int first = task * CHUNKS_PER_TASK;
        int end = Math.min(chunks.length, first + CHUNKS_PER_TASK);
        for (int chunk = first; chunk < end; chunk++) {
            mlps[worker].forward(samples.values, samples.at(chunk, 0), out, 0, COLUMNS);
            for (int n = 0; n < COLUMNS; n++) {
                float greatest = out[n];
                for (int k = 1; k < spec.outputs(); k++) {
                    greatest = Math.max(greatest, out[k * COLUMNS + n]);
                }
                best[chunk * COLUMNS + n] = greatest;
            }
        }
    }

    /** Writes the targets, and takes the mean of the greatest outputs at the starts for the estimated cost. */
    private void target() {
        int row = samples.features + 1;
        float factor = (float) (-1 / scale);
        for (int i = 0; i < log.count; i++) {
            // The first fit has nothing to look ahead with.
            float next = log.goesOn[i] && iterations > 0 ? best[i + 1] : 0;
            samples.values[samples.at(i / COLUMNS, row) + i % COLUMNS] =
                    Math.fma(log.cost[i], factor, next);
        }
        double sum = 0;
        int i = 0;
        for (int steps : starts) {
            sum += steps > 0 ? best[i] : 0;
            i += steps;
        }
        startCost = -scale * sum / episodes;
    }

    /**
     * Fits to the end.
     *
     * @param listener told of every iteration
     * @return the greedy policy
     * @throws ArithmeticException if parameters stopped being finite
     */
    public MlpPolicy train(Consumer<OfflineMetrics> listener) {
        while (iterations < config.iterations()) {
            iterate();
            listener.accept(metrics());
        }
        return policy();
    }

    /**
     * Describes the last iteration.
     *
     * @return its metrics
     */
    public OfflineMetrics metrics() {
        return new OfflineMetrics(iterations, episodes, startCost, gradientNorm);
    }

    /**
     * Returns the greedy policy as it is now.
     *
     * @return a copy
     */
    public MlpPolicy policy() {
        return new MlpPolicy(spec, parameters);
    }

    /** Ends the worker threads. */
    @Override
    public void close() {
        workers.close();
    }
}
