package dev.baton.train;

import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.ops.BatchOps;
import dev.baton.ops.FloatMath;
import dev.baton.policy.Actor;
import dev.baton.policy.Policy;
import dev.baton.policy.RandomPolicy;
import dev.baton.rng.Stream;
import dev.baton.rng.Threefry;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Runs a policy on training episodes and writes down everything that offline learning needs, in the order of the
 * episodes. With probability ε a step takes a uniformly random action instead of the policy's.
 */
public final class EpisodeLogger implements Actor {
    private final Actor actor;
    private final Rollout rollout;
    private final EpisodeResults results;
    private final double explore;
    private final boolean uniform;
    private final int dimension;
    private final int actions;
    private final int horizon;
    private final int capacity = Rollout.BLOCK;
    private final float[] state;
    private final int[] action;
    private final int[] outcome;
    private final float[] cost;
    private final float[] probability;
    private long key;

    /**
     * Makes the working memory.
     *
     * @param env the environment
     * @param policy random, or one that always takes the same action in the same state
     * @param explore ε, 0 … 1
     * @param execution backend and tile; the threads do not matter
     */
    public EpisodeLogger(EnvSpec env, Policy policy, double explore, Execution execution) {
        if (!(explore >= 0 && explore <= 1)) {
            throw new IllegalArgumentException("explore: expected a number from 0 to 1, found " + explore);
        }
        this.explore = explore;
        EnvTables tables = new EnvTables(env);
        uniform = policy instanceof RandomPolicy;
        dimension = env.dimension();
        actions = env.actionCount();
        horizon = env.horizon();
        actor = policy.actor(tables, execution.backend(), execution.tile());
        rollout = new Rollout(tables, this, execution, capacity, null);
        results = new EpisodeResults(capacity);
        state = new float[capacity * horizon * (dimension + 2)];
        action = new int[capacity * horizon];
        outcome = new int[capacity * horizon];
        cost = new float[capacity * horizon];
        probability = new float[capacity * horizon];
    }

    /**
     * Runs episodes first … first + count − 1 of a seed.
     *
     * @param seed the seed
     * @param first index of the first episode
     * @param count how many
     * @param log takes the episodes in order
     */
    public void run(long seed, int first, int count, Consumer<LoggedEpisode> log) {
        key = Stream.EXPLORATION.key(seed);
        for (int done = 0; done < count; done += capacity) {
            int size = Math.min(capacity, count - done);
            rollout.run(seed, true, first + done, size, results, 0);
            for (int slot = 0; slot < size; slot++) {
                int from = slot * horizon;
                int to = from + results.steps[slot];
                log.accept(new LoggedEpisode(
                        Arrays.copyOfRange(state, from * (dimension + 2), to * (dimension + 2)),
                        Arrays.copyOfRange(action, from, to),
                        Arrays.copyOfRange(outcome, from, to),
                        Arrays.copyOfRange(cost, from, to),
                        Arrays.copyOfRange(probability, from, to),
                        results.constraint[slot]));
            }
        }
    }

    @Override
    public void act(EpisodeBatch batch, int from, int to) {
        actor.act(batch, from, to);
        for (int n = from; n < to; n++) {
            int preferred = batch.action[n];
            long words = Threefry.block(key, batch.episode[n], batch.step[n]);
            if (FloatMath.uniform(Threefry.word0(words)) < explore) {
                batch.action[n] = (int) (FloatMath.uniform(Threefry.word1(words)) * actions);
            }
            int at = batch.slot[n] * horizon + batch.step[n];
            action[at] = batch.action[n];
            double taken = batch.action[n] == preferred ? 1 - explore : 0;
            probability[at] = (float) (uniform ? 1.0 / actions : taken + explore / actions);
            int s = at * (dimension + 2);
            for (int i = 0; i < dimension; i++) {
                state[s + i] = batch.task[i * batch.stride + n];
            }
            state[s + dimension] = batch.latency[n];
            state[s + dimension + 1] = batch.monetary[n];
        }
        for (int n = to; n < BatchOps.padded(to); n++) {
            batch.action[n] = 0;
        }
    }

    @Override
    public void stepped(EpisodeBatch batch, int from, int to) {
        actor.stepped(batch, from, to);
        for (int n = from; n < to; n++) {
            int at = batch.slot[n] * horizon + batch.step[n] - 1;
            cost[at] = batch.cost[n];
            outcome[at] = batch.outcome[n] / actions;
        }
    }
}
