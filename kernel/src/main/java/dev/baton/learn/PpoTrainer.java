package dev.baton.learn;

import dev.baton.Activation;
import dev.baton.descent.ChunkOrder;
import dev.baton.descent.MinibatchLearner;
import dev.baton.dynamics.BatchDynamics;
import dev.baton.dynamics.DynamicsSimulation;
import dev.baton.env.Columns;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.Simulation;
import dev.baton.env.Stepper;
import dev.baton.nn.MlpSpec;
import dev.baton.nn.pass.Initialization;
import dev.baton.ops.Lanes;
import dev.baton.parallel.Workers;
import dev.baton.policy.MlpPolicy;
import dev.baton.policy.choice.Losses;
import dev.baton.rng.Stream;
import dev.baton.run.Execution;
import dev.baton.run.Rollout;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Proximal policy optimisation (Schulman et al. 2017, the paper's [6]) of the execution cost: episodes of the current
 * policy, advantages by generalised advantage estimation (Schulman et al. 2016) with a value network, then some epochs
 * of minibatch descent on the clipped surrogate and on the squared error of the values.
 *
 * <p>δ_t = C_t + γ V(S_{t+1}) − V(S_t), V = 0 after the end, A_t = δ_t + γ λ A_{t+1}, and the value's target is A_t +
 * V(S_t). In the model's environment γ = 1 and every episode ends within the horizon, which is observed; an episode of
 * {@link BatchDynamics} may be truncated, and V after it is then that of its last state. Advantages are normalised over
 * an update. The value network gives V in units of the spread of the first update's costs-to-go around their mean.
 *
 * <p>Bits do not depend on backend, lane width, tile or threads. {@link #update} allocates nothing. Not thread-safe.
 */
public final class PpoTrainer implements EpisodeLearner {
    private static final double LEAST_SCALE = 1e-6;

    private final TrainConfig config;
    private final PpoConfig ppo;
    private final MlpSpec spec;
    private final float[] parameters;
    private final float[] valueParameters;
    private final int block;
    private final int blocks;
    private final PpoRecord record;
    private final PpoWorker<?>[] team;
    private final Workers workers;
    private final MissPrice missPrice = new MissPrice();
    private final MinibatchLearner policyLearner;
    private final MinibatchLearner valueLearner;
    private final double[] sums;
    private final double[] total;
    private final int[] chunks;
    private final long orderKey;
    private final Workers.Task rollouts = this::runBlock;
    private final Workers.Task costsToGo = this::sumBlock;
    private final Workers.Task advantages = this::estimateBlock;
    private final Workers.Task shards = this::runShard;
    private final Workers.Task diagnosis = this::diagnose;

    private int episodesDone;
    private int updates;
    private int pass;
    private int count;
    private int policyShards;
    private double valueMean;
    private double valueScale = 1;
    private float advantageMean;
    private float advantageFactor;
    private float entropyBonus;
    private double gradientNorm;
    private int listed;
    /** (chunks, 6) sums by chunk. */
    private double[] diagnosed = new double[0];

    /**
     * Prepares a training run.
     *
     * @param env the environment
     * @param config what to do
     * @param execution how to do it; never changes the result
     * @throws IllegalArgumentException if an update's samples would not fit an array
     */
    public PpoTrainer(EnvSpec env, PpoConfig config, Execution execution) {
        this(Stepper.of(execution.backend(), new EnvTables(env)), config, execution);
    }

    /**
     * Prepares a training run in an environment of one's own.
     *
     * @param dynamics the environment
     * @param config what to do
     * @param execution how to do it; never changes the result
     * @throws IllegalArgumentException if the dynamics say something impossible of themselves, or an update's samples
     *     would not fit an array
     */
    public PpoTrainer(BatchDynamics dynamics, PpoConfig config, Execution execution) {
        this(new DynamicsSimulation(dynamics, execution.backend()), config, execution);
    }

    private <C extends Columns> PpoTrainer(Simulation<C> env, PpoConfig config, Execution execution) {
        this.ppo = config;
        this.config = config.train();
        int features = env.observationSize();
        spec = new MlpSpec(features, this.config.hidden(), env.actionCount(), this.config.activation());
        MlpSpec valueSpec = new MlpSpec(features, config.valueHidden(), 1, Activation.RELU);
        parameters = Initialization.glorotUniform(spec, this.config.seed());
        valueParameters = Initialization.glorotUniformValue(valueSpec, this.config.seed());
        orderKey = Stream.MINIBATCH.key(this.config.seed());

        int largest = this.config.episodesOf(1);
        block = Math.min(Rollout.BLOCK, Lanes.roundUp(largest));
        blocks = blocks(largest);
        record = new PpoRecord(env, blocks, block);
        chunks = new int[record.chunks()];
        sums = new double[blocks * PpoRecord.SUMS];
        total = new double[PpoRecord.SUMS];
        int mostChunks = record.chunks();
        int threads = Math.min(execution.threads(), Math.max(blocks, 2 * MinibatchLearner.shards(mostChunks)));
        workers = new Workers(threads);
        team = new PpoWorker<?>[threads];
        for (int w = 0; w < threads; w++) {
            team[w] = new PpoWorker<>(env, spec, parameters, valueSpec, valueParameters, record, missPrice, execution);
        }
        Losses losses = Losses.of(execution.backend());
        int actions = env.actionCount();
        int rows = record.samples.extras;
        boolean masked = record.masked;
        policyLearner = new MinibatchLearner(
                spec, parameters, record.samples,
                (outputs, values, extras, dOut, columns) -> {
                    if (masked) {
                        losses.exclude(
                                outputs, 0, Lanes.TILE, actions, values, extras + Losses.SURROGATE_ALLOWED * Lanes.TILE,
                                Lanes.TILE, columns);
                    }
                    losses.clippedSurrogate(
                            outputs, 0, Lanes.TILE, actions, values, extras, Lanes.TILE, rows, advantageMean,
                            advantageFactor, (float) ppo.clip(), entropyBonus, dOut, columns);
                },
                mostChunks, execution.backend(), workers, threads);
        valueLearner = new MinibatchLearner(
                valueSpec, valueParameters, record.samples,
                (outputs, values, extras, dOut, columns) -> losses.squaredError(
                        outputs, 0, Lanes.TILE, 1, values, extras, Lanes.TILE, rows, dOut, columns),
                mostChunks, execution.backend(), workers, threads);
    }

    /**
     * Returns the network's shape.
     *
     * @return the shape
     */
    public MlpSpec spec() {
        return spec;
    }

    /**
     * Says whether the configured number of episodes has been run.
     *
     * @return true if {@link #update} has nothing left to do
     */
    @Override
    public boolean finished() {
        return episodesDone >= config.episodes();
    }

    /**
     * Runs the next episodes with the current policy and makes all passes over their samples; does nothing once {@link
     * #finished}.
     *
     * @return steps taken by all episodes together
     * @throws ArithmeticException if costs or parameters stopped being finite
     */
    @Override
    public long update() {
        if (finished()) {
            return 0;
        }
        count = config.episodesOf(updates + 1);
        int present = blocks(count);
        workers.run(present, rollouts);
        if (updates == 0) {
            workers.run(present, costsToGo);
            fold(present);
            double samples = Math.max(1, total[PpoRecord.SAMPLES]);
            valueMean = total[PpoRecord.SUM] / samples;
            valueScale = spread(samples);
        }
        workers.run(present, advantages);
        fold(present);
        double samples = total[PpoRecord.SAMPLES];
        gradientNorm = 0;
        // Episodes that were all solved at their start teach nothing.
        if (samples > 0) {
            advantageMean = (float) (total[PpoRecord.SUM] / samples);
            advantageFactor = (float) (1 / spread(samples));
            descend(present);
        }
        episodesDone += count;
        updates++;
        return (long) samples;
    }

    private double spread(double samples) {
        double mean = total[PpoRecord.SUM] / samples;
        double variance = total[PpoRecord.SQUARES] / samples - mean * mean;
        return Math.max(LEAST_SCALE, Math.sqrt(Math.max(0, variance)));
    }

    private void fold(int present) {
        Arrays.fill(total, 0);
        for (int b = 0; b < present; b++) {
            for (int s = 0; s < PpoRecord.SUMS; s++) {
                total[s] += sums[b * PpoRecord.SUMS + s];
            }
        }
    }

    private void descend(int present) {
        int length = record.list(chunks, present);
        double remaining = 1 - (double) episodesDone / config.episodes();
        entropyBonus = (float) (config.entropyBonus() * remaining);
        int minibatches = Math.min(ppo.minibatches(), length);
        double norms = 0;
        for (int epoch = 0; epoch < ppo.epochs(); epoch++) {
            ChunkOrder.shuffle(chunks, length, orderKey, pass++);
            for (int m = 0; m < minibatches; m++) {
                int from = (int) ((long) length * m / minibatches);
                int to = (int) ((long) length * (m + 1) / minibatches);
                double weight = record.samples(chunks, from, to);
                // Side by side, so that a minibatch that is one shard of each still has work for two threads.
                policyShards = policyLearner.begin(chunks, from, to);
                workers.run(policyShards + valueLearner.begin(chunks, from, to), shards);
                norms += policyLearner.finish(weight, config.gradientClip(), config.learningRate() * remaining);
                valueLearner.finish(weight, config.gradientClip(), ppo.valueLearningRate() * remaining);
            }
        }
        gradientNorm = norms / ((double) ppo.epochs() * minibatches);
    }

    /**
     * Trains to the end.
     *
     * @param listener told of every update
     * @return the trained policy
     * @throws ArithmeticException if costs or parameters stopped being finite
     */
    public MlpPolicy train(Consumer<UpdateMetrics> listener) {
        while (!finished()) {
            update();
            listener.accept(metrics());
        }
        return policy();
    }

    /**
     * Returns the policy as it is now.
     *
     * @return a copy
     */
    @Override
    public MlpPolicy policy() {
        return new MlpPolicy(spec, parameters);
    }

    /**
     * Describes the last update; the gradient's norm is the mean over its steps.
     *
     * @return its metrics
     */
    @Override
    public UpdateMetrics metrics() {
        double episodes = Math.max(1, count);
        return new UpdateMetrics(
                updates,
                episodesDone,
                total[PpoRecord.COST] / episodes,
                total[PpoRecord.SUCCESSES] / episodes,
                total[PpoRecord.SAMPLES] / episodes,
                gradientNorm);
    }

    @Override
    public long episodes() {
        return episodesDone;
    }

    @Override
    public TrainingState save() {
        TrainingState state = new TrainingState().put("updates", (long) updates).put("passes", (long) pass);
        state.put("policy", policyLearner.parameters(), policyLearner.adam());
        state.put("value", valueLearner.parameters(), valueLearner.adam());
        return state.put("value.scale", valueMean, valueScale)
                .put("missPrice", (double) missPrice.get())
                .put("last.sums", total)
                .put("last.gradientNorm", gradientNorm);
    }

    /**
     * Restores the training; {@link #diagnostics} are NaN until the next update, because its samples are no part of a
     * state.
     */
    @Override
    public void restore(TrainingState state) {
        state.requireLike(save());
        int restored = state.whole("updates", 0, config.updates());
        pass = state.whole("passes", 0, (long) restored * ppo.epochs());
        updates = restored;
        state.restore("policy", policyLearner.parameters(), policyLearner.adam());
        state.restore("value", valueLearner.parameters(), valueLearner.adam());
        valueMean = state.doubles("value.scale")[0];
        valueScale = state.doubles("value.scale")[1];
        missPrice.set(state.number("missPrice"));
        System.arraycopy(state.doubles("last.sums"), 0, total, 0, total.length);
        gradientNorm = state.number("last.gradientNorm");
        episodesDone = config.episodesAfter(updates);
        count = config.episodesOf(updates);
        Arrays.fill(record.live, 0);
    }

    /**
     * Measures how far the last update went, by one more pass of the policy over its samples; changes nothing of the
     * training. Allocates.
     *
     * @return the diagnostics; all NaN if the update had no samples
     */
    public PpoDiagnostics diagnostics() {
        listed = record.list(chunks, blocks(count));
        diagnosed = new double[listed * PpoWorker.DIAGNOSTICS];
        workers.run(listed, diagnosis);
        double[] sum = new double[PpoWorker.DIAGNOSTICS];
        for (int i = 0; i < diagnosed.length; i++) {
            sum[i % sum.length] += diagnosed[i];
        }
        double n = record.samples(chunks, 0, listed);
        double ofTargets = sum[3] / n - sum[2] / n * (sum[2] / n);
        double ofErrors = sum[5] / n - sum[4] / n * (sum[4] / n);
        return new PpoDiagnostics(sum[0] / n, sum[1] / n, ofTargets > 0 ? 1 - ofErrors / ofTargets : Double.NaN);
    }

    private void diagnose(int worker, int index) {
        team[worker].diagnose(chunks[index], (float) ppo.clip(), diagnosed, index * PpoWorker.DIAGNOSTICS);
    }

    private int size(int b) {
        return Math.min(block, count - b * block);
    }

    private void runBlock(int worker, int b) {
        team[worker].run(config.seed(), episodesDone + b * block, size(b), b, sums);
    }

    private void sumBlock(int worker, int b) {
        team[worker].costsToGo(b, sums);
    }

    private void estimateBlock(int worker, int b) {
        team[worker].advantages(b, (float) valueMean, (float) valueScale, ppo.lambda(), sums);
    }

    private void runShard(int worker, int shard) {
        if (shard < policyShards) {
            policyLearner.runShard(worker, shard);
        } else {
            valueLearner.runShard(worker, shard - policyShards);
        }
    }

    private int blocks(int episodes) {
        return (int) ((episodes + (block - 1L)) / block);
    }

    @Override
    public void chargeMisses(double price) {
        missPrice.set(price);
    }

    /** Ends the worker threads. */
    @Override
    public void close() {
        workers.close();
    }
}
