package dev.baton.learn;

import dev.baton.EpisodeKind;
import dev.baton.descent.SampleSet;
import dev.baton.env.CostVector;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.env.Stepper;
import dev.baton.nn.MlpSpec;
import dev.baton.nn.pass.Mlp;
import dev.baton.ops.BatchOps;
import dev.baton.ops.FloatMath;
import dev.baton.policy.Actor;
import dev.baton.policy.choice.Categorical;
import dev.baton.rng.Stream;
import dev.baton.rng.Threefry;
import dev.baton.run.EpisodeResults;
import dev.baton.run.Execution;
import dev.baton.run.Rollout;

/**
 * One worker's part of the episodes of supervised learning: runs blocks of 16, a third of a chunk, with the learner's
 * sampled policy or the teacher's, and stores labelled samples. What a label is, the subclasses say.
 */
abstract sealed class SupervisedWorker implements Actor permits OptimumWorker, SampledWorker {
    /** Episodes of a block; as many as the exact solver works on at once. */
    static final int BLOCK = 16;
    /** Blocks that share a chunk. */
    static final int BLOCKS_PER_CHUNK = SampleSet.CHUNK / BLOCK;
    /** Index of Σ execution cost over the episodes of a block, among its sums. */
    static final int COST = 0;
    /** Index of the number of successes. */
    static final int SUCCESSES = 1;
    /** Index of the number of steps. */
    static final int STEPS = 2;
    /** Index of the number of samples. */
    static final int SAMPLES = 3;
    /** Sums of a block. */
    static final int SUMS = 4;

    /** What is learned from. */
    final SampleSet samples;
    /** K. */
    final int actions;
    /** Whether K rows of the samples, after those of the costs, say which actions may be chosen: 1, or 0. */
    final boolean masked;
    /** The row of the samples' weights, the last of the extra ones. */
    final int weight;
    /** Of the block that runs. */
    long key;
    /** The block that runs. */
    int block;
    /** (16) by slot: whether the teacher's actions lead to the states. */
    final boolean[] guided = new boolean[BLOCK];

    private final Stepper stepper;
    private final Mlp mlp;
    private final Categorical categorical;
    private final float[] parameters;
    private final float[] features;
    private final float[] logits;
    private final CostVector weights;
    private final Rollout<EpisodeBatch> rollout;
    private final EpisodeResults results = new EpisodeResults(BLOCK);

    SupervisedWorker(EnvTables tables, MlpSpec spec, float[] parameters, SampleSet samples, Execution execution) {
        EnvSpec env = tables.spec();
        this.parameters = parameters;
        this.samples = samples;
        actions = env.actionCount();
        masked = env.limitsCalls();
        weight = samples.extras - 1;
        weights = env.weights();
        stepper = Stepper.of(execution.backend(), tables);
        mlp = new Mlp(spec, execution.backend());
        categorical = Categorical.of(execution.backend());
        features = new float[spec.inputs() * BatchOps.COLUMNS];
        logits = new float[BatchOps.rows(actions) * BatchOps.COLUMNS];
        rollout = new Rollout<>(stepper, this, BLOCK, BLOCK, null);
    }

    /**
     * Runs a block of training episodes and writes its sums.
     *
     * @param seed of the training
     * @param first index of its first episode
     * @param count of its episodes, 1 … 16
     * @param b number of the block in the update
     * @param teacherShare probability that the teacher's actions lead to an episode's states
     * @param sums overwritten at the block's place
     */
    final void run(long seed, int first, int count, int b, double teacherShare, double[] sums) {
        block = b;
        key = Stream.EXPLORATION.key(seed);
        for (int slot = 0; slot < count; slot++) {
            int word = Threefry.word0(Threefry.block(key, first + slot, 0));
            guided[slot] = FloatMath.uniform(word) < teacherShare;
        }
        mlp.load(parameters);
        begin(first, count);
        long steps = rollout.run(seed, EpisodeKind.TRAINING, first, count, results, 0);
        int at = b * SUMS;
        sums[at + COST] = 0;
        sums[at + SUCCESSES] = 0;
        for (int n = 0; n < count; n++) {
            sums[at + COST] += results.totalCost(weights, n);
            sums[at + SUCCESSES] += results.constraint[n] == 0 ? 1 : 0;
        }
        sums[at + STEPS] = steps;
        sums[at + SAMPLES] = end();
    }

    /** Prepares a block whose episodes start at an index. */
    abstract void begin(int first, int count);

    /** Returns how many samples the block has given. */
    abstract int end();

    /**
     * Stores samples of the columns 0 … to − 1 and replaces actions.
     *
     * @param batch its actions are the learner's, sampled
     * @param to column after the last
     * @param features (F,48) observations
     */
    abstract void label(EpisodeBatch batch, int to, float[] features);

    @Override
    public final void act(EpisodeBatch batch, int from, int to) {
        stepper.observe(batch, from, to, features, 0, BatchOps.COLUMNS);
        mlp.forward(features, 0, logits, 0, to);
        categorical.sample(
                logits, 0, BatchOps.COLUMNS, actions, batch.available, batch.actionWord, batch.action, 0, to);
        label(batch, to, features);
    }
}
