package dev.baton.learn;

import dev.baton.descent.ChunkOrder;
import dev.baton.descent.MinibatchLearner;
import dev.baton.descent.SampleSet;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.nn.MlpSpec;
import dev.baton.nn.pass.Initialization;
import dev.baton.ops.Lanes;
import dev.baton.parallel.Workers;
import dev.baton.policy.MlpPolicy;
import dev.baton.policy.Policy;
import dev.baton.policy.choice.Losses;
import dev.baton.rng.Stream;
import dev.baton.run.Execution;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Cost-sensitive classification of actions by what a teacher makes of them [3.4 (a)]: descends Σ_s Σ_k π(k | s) c_k(s),
 * c_k the cost of taking action k in s and letting the teacher finish.
 *
 * <p>The states come from the teacher's own trajectories at first and from the learner's at last: an episode is led by
 * the teacher with a probability that falls linearly from 1 to 0 (DAgger; Ross, Gordon and Bagnell 2011). With the
 * exact optimum as the teacher, c = Q* − V* is known in every state; on the learner's states the loss then is its
 * regret itself, by the performance difference lemma (Kakade and Langford 2002). Any other policy as the teacher gives
 * one sampled cost per episode (AggreVaTe; Ross and Bagnell 2014), and the learner can become better than it by one
 * step of policy improvement.
 *
 * <p>Bits do not depend on backend, lane width, tile or threads. Not thread-safe.
 */
public final class SupervisedTrainer implements ResumableTraining {
    private final TrainConfig config;
    private final SupervisedConfig supervised;
    private final MlpSpec spec;
    private final float[] parameters;
    private final SampleSet samples;
    private final SampledCosts sampled;
    private final RunningBaseline baseline;
    private final boolean exact;
    private final SupervisedWorker[] team;
    private final Workers workers;
    private final MinibatchLearner learner;
    private final double[] sums;
    private final double[] total = new double[SupervisedWorker.SUMS];
    private final int[] chunks;
    private final int chunksPerGroup;
    private final long orderKey;
    private final Workers.Task rollouts = this::runBlock;

    private int episodesDone;
    private int updates;
    private int pass;
    private int count;
    private double gradientNorm;

    /**
     * Prepares a training run.
     *
     * @param env the environment
     * @param teacher the optimum, whose costs are exact, or any policy, whose costs are sampled
     * @param config what to do
     * @param execution how to do it; never changes the result
     * @throws IllegalArgumentException if an update's samples would not fit an array
     */
    public SupervisedTrainer(EnvSpec env, Teacher teacher, SupervisedConfig config, Execution execution) {
        this.supervised = config;
        this.config = config.train();
        EnvTables tables = new EnvTables(env);
        spec = new MlpSpec(
                env.observationSize(), this.config.hidden(), env.actionCount(), this.config.activation());
        parameters = Initialization.glorotUniform(spec, this.config.seed());
        orderKey = Stream.MINIBATCH.key(this.config.seed());
        baseline = new RunningBaseline(env.horizon(), this.config.baselineDecay());
        exact = switch (teacher) {
            case Teacher.Optimum optimum -> true;
            case Teacher.Sampled policy -> false;
        };
        chunksPerGroup = exact ? env.horizon() : 1;

        int largest = this.config.episodesOf(1);
        int blocks = blocks(largest);
        chunks = new int[Math.multiplyExact(groups(blocks), chunksPerGroup)];
        boolean masked = env.limitsCalls();
        samples = new SampleSet(
                chunks.length, env.observationSize(), env.actionCount() * (masked ? 2 : 1) + 1);
        sampled = new SampledCosts(exact ? 0 : Lanes.roundUp(largest), env);
        sums = new double[blocks * SupervisedWorker.SUMS];
        int threads = Math.min(execution.threads(), Math.max(blocks, MinibatchLearner.shards(chunks.length)));
        workers = new Workers(threads);
        team = new SupervisedWorker[threads];
        for (int w = 0; w < threads; w++) {
            team[w] = switch (teacher) {
                case Teacher.Optimum optimum -> new OptimumWorker(tables, spec, parameters, samples, execution);
                case Teacher.Sampled(Policy policy) ->
                    new SampledWorker(tables, spec, parameters, samples, execution, policy, sampled);
            };
        }
        Losses losses = Losses.of(execution.backend());
        int actions = env.actionCount();
        int rows = samples.extras;
        learner = new MinibatchLearner(
                spec, parameters, samples,
                (outputs, values, extras, dOut, columns) -> {
                    if (masked) {
                        losses.exclude(
                                outputs, 0, Lanes.TILE, actions, values, extras + actions * Lanes.TILE, Lanes.TILE,
                                columns);
                    }
                    losses.expectedCost(
                            outputs, 0, Lanes.TILE, actions, values, extras, Lanes.TILE, rows, dOut, columns);
                },
                chunks.length, execution.backend(), workers, threads);
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
     * Runs the next episodes and makes all passes over their samples; does nothing once {@link #finished}.
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
        Arrays.fill(total, 0);
        for (int b = 0; b < present; b++) {
            for (int s = 0; s < SupervisedWorker.SUMS; s++) {
                total[s] += sums[b * SupervisedWorker.SUMS + s];
            }
        }
        if (!exact) {
            sampled.label(samples, baseline, count);
        }
        gradientNorm = 0;
        if (total[SupervisedWorker.SAMPLES] > 0) {
            descend(list(present));
        }
        episodesDone += count;
        updates++;
        return (long) total[SupervisedWorker.STEPS];
    }

    private double progress() {
        return (double) episodesDone / config.episodes();
    }

    /** Lists the chunks that hold samples and returns how many there are. */
    private int list(int present) {
        int length = 0;
        int all = groups(present) * chunksPerGroup;
        // The last blocks of a group may not have run.
        int used = (present - (groups(present) - 1) * SupervisedWorker.BLOCKS_PER_CHUNK) * SupervisedWorker.BLOCK;
        for (int c = 0; c < all; c++) {
            int weights = samples.at(c, samples.features + samples.extras - 1);
            if (c >= all - chunksPerGroup) {
                Arrays.fill(samples.values, weights + used, weights + Lanes.TILE, 0);
            }
            float sum = 0;
            for (int i = 0; i < Lanes.TILE; i++) {
                sum += samples.values[weights + i];
            }
            if (sum > 0) {
                chunks[length++] = c;
            }
        }
        return length;
    }

    private void descend(int length) {
        int minibatches = Math.min(supervised.minibatches(), length);
        double norms = 0;
        for (int epoch = 0; epoch < supervised.epochs(); epoch++) {
            ChunkOrder.shuffle(chunks, length, orderKey, pass++);
            for (int m = 0; m < minibatches; m++) {
                int from = (int) ((long) length * m / minibatches);
                int to = (int) ((long) length * (m + 1) / minibatches);
                double weight = total[SupervisedWorker.SAMPLES] * (to - from) / length;
                norms += learner.step(
                        chunks, from, to, weight, config.gradientClip(), config.learningRate() * (1 - progress()));
            }
        }
        gradientNorm = norms / ((double) supervised.epochs() * minibatches);
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
    public MlpPolicy policy() {
        return new MlpPolicy(spec, parameters);
    }

    /**
     * Describes the last update. Costs are those of the episodes that gave the samples, led in part by the teacher; the
     * gradient's norm is the mean over its steps.
     *
     * @return its metrics
     */
    public UpdateMetrics metrics() {
        double episodes = Math.max(1, count);
        return new UpdateMetrics(
                updates,
                episodesDone,
                total[SupervisedWorker.COST] / episodes,
                total[SupervisedWorker.SUCCESSES] / episodes,
                total[SupervisedWorker.STEPS] / episodes,
                gradientNorm);
    }

    @Override
    public long episodes() {
        return episodesDone;
    }

    @Override
    public TrainingState save() {
        TrainingState state = new TrainingState().put("updates", (long) updates).put("passes", (long) pass);
        state.put("policy", learner.parameters(), learner.adam());
        return state.put("baseline", baseline.state())
                .put("last.sums", total)
                .put("last.gradientNorm", gradientNorm);
    }

    @Override
    public void restore(TrainingState state) {
        state.requireLike(save());
        int restored = state.whole("updates", 0, config.updates());
        pass = state.whole("passes", 0, (long) restored * supervised.epochs());
        updates = restored;
        state.restore("policy", learner.parameters(), learner.adam());
        baseline.restore(state.doubles("baseline"));
        System.arraycopy(state.doubles("last.sums"), 0, total, 0, total.length);
        gradientNorm = state.number("last.gradientNorm");
        episodesDone = config.episodesAfter(updates);
        count = config.episodesOf(updates);
    }

    private void runBlock(int worker, int b) {
        int first = b * SupervisedWorker.BLOCK;
        int size = Math.min(SupervisedWorker.BLOCK, count - first);
        team[worker].run(config.seed(), episodesDone + first, size, b, 1 - progress(), sums);
    }

    private static int groups(int blocks) {
        return (blocks + SupervisedWorker.BLOCKS_PER_CHUNK - 1) / SupervisedWorker.BLOCKS_PER_CHUNK;
    }

    private static int blocks(int episodes) {
        return Lanes.roundUp(episodes) / SupervisedWorker.BLOCK;
    }

    /** Ends the worker threads. */
    @Override
    public void close() {
        workers.close();
    }
}
