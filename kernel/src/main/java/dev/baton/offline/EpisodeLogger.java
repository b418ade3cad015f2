package dev.baton.offline;

import dev.baton.EpisodeKind;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.env.Stepper;
import dev.baton.ops.Lanes;
import dev.baton.policy.Actor;
import dev.baton.policy.Policy;
import dev.baton.policy.PolicyActor;
import dev.baton.policy.choice.Availability;
import dev.baton.rng.Stream;
import dev.baton.rng.Threefry;
import dev.baton.rng.Uniforms;
import dev.baton.run.EpisodeResults;
import dev.baton.run.Execution;
import dev.baton.run.Rollout;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Runs a policy on training episodes and writes down everything that offline learning needs, in the order of the
 * episodes. With probability ε a step takes a uniformly random one of the available actions instead of the policy's, so
 * an available action k is taken with probability (1 − ε) π(k | s) + ε / K', K' the number of available actions, which
 * is what the log says of it. Hidden phases are not written down.
 */
public final class EpisodeLogger {
    private final EnvSpec env;
    private final Rollout<EpisodeBatch> rollout;
    private final EpisodeResults results;
    private final Recorder recorder;
    private final int capacity = Rollout.BLOCK;

    /**
     * Makes the working memory.
     *
     * @param env the environment
     * @param policy any
     * @param explore ε, 0 … 1
     * @param execution backend and tile; the threads do not matter
     * @throws IllegalArgumentException if ε is out of range
     */
    public EpisodeLogger(EnvSpec env, Policy policy, double explore, Execution execution) {
        if (!(explore >= 0 && explore <= 1)) {
            throw new IllegalArgumentException("explore: expected a number from 0 to 1, found " + explore);
        }
        this.env = env;
        EnvTables tables = new EnvTables(env);
        PolicyActor actor = policy.actor(tables, execution.backend(), execution.tile());
        recorder = new Recorder(env, actor, explore, capacity, execution.tile());
        rollout = new Rollout<>(
                Stepper.of(execution.backend(), tables), recorder, execution.tile(), capacity, null);
        results = new EpisodeResults(capacity);
    }

    /**
     * Runs episodes first … first + count − 1 of a seed.
     *
     * @param seed the seed
     * @param first index of the first episode
     * @param count how many
     * @param log takes the episodes in order
     * @throws ArithmeticException if a task vector or cost overflowed to a number that is not finite
     */
    public void run(long seed, int first, int count, Consumer<LoggedEpisode> log) {
        recorder.key = Stream.EXPLORATION.key(seed);
        for (int done = 0; done < count; done += capacity) {
            int size = Math.min(capacity, count - done);
            rollout.run(seed, EpisodeKind.TRAINING, first + done, size, results, 0);
            for (int slot = 0; slot < size; slot++) {
                log.accept(recorder.episode(slot, results.steps[slot], requireFinite(slot)));
            }
        }
    }

    /** Returns g at the end of an episode. */
    private float requireFinite(int slot) {
        double cost = results.totalCost(env.weights(), slot);
        if (!Double.isFinite(cost)) {
            throw new ArithmeticException("total cost: expected finite numbers, found " + cost
                    + "; the effects of the environment's actions let the task vector overflow");
        }
        return results.constraint[slot];
    }

    /** Acts, and keeps what every step of a block started from and came to. */
    private static final class Recorder implements Actor {
        private final PolicyActor actor;
        private final double explore;
        private final int dimension;
        private final int actions;
        private final int horizon;
        private final int tile;
        private final float[] state;
        private final int[] action;
        private final int[] outcome;
        private final float[] cost;
        private final float[] probability;
        /** (K, tile) π(k | s). */
        private final float[] chances;

        private long key;

        Recorder(EnvSpec env, PolicyActor actor, double explore, int capacity, int tile) {
            this.actor = actor;
            this.explore = explore;
            this.tile = tile;
            dimension = env.dimension();
            actions = env.actionCount();
            horizon = env.horizon();
            state = new float[capacity * horizon * (dimension + 2)];
            action = new int[capacity * horizon];
            outcome = new int[capacity * horizon];
            cost = new float[capacity * horizon];
            probability = new float[capacity * horizon];
            chances = new float[actions * tile];
        }

        LoggedEpisode episode(int slot, int steps, float constraint) {
            int from = slot * horizon;
            int to = from + steps;
            return new LoggedEpisode(
                    Arrays.copyOfRange(state, from * (dimension + 2), to * (dimension + 2)),
                    Arrays.copyOfRange(action, from, to),
                    Arrays.copyOfRange(outcome, from, to),
                    Arrays.copyOfRange(cost, from, to),
                    Arrays.copyOfRange(probability, from, to),
                    constraint);
        }

        @Override
        public void act(EpisodeBatch batch, int from, int to) {
            actor.probabilities(batch, from, to, chances, -from, tile);
            actor.act(batch, from, to);
            for (int n = from; n < to; n++) {
                long words = Threefry.block(key, batch.episode[n], batch.step[n]);
                long available = Availability.of(batch.available, n, actions);
                int choices = Long.bitCount(available);
                if (Uniforms.of(Threefry.word0(words)) < explore) {
                    // A uniform number has 24 bits and the choices are few: the product is below their number.
                    batch.action[n] =
                            Availability.nth(available, (int) (Uniforms.of(Threefry.word1(words)) * choices));
                }
                int k = batch.action[n];
                int at = batch.slot[n] * horizon + batch.step[n];
                action[at] = k;
                probability[at] = (float) ((1 - explore) * chances[k * tile + n - from] + explore / choices);
                int s = at * (dimension + 2);
                for (int i = 0; i < dimension; i++) {
                    state[s + i] = batch.task[i * batch.stride + n];
                }
                state[s + dimension] = batch.latency[n];
                state[s + dimension + 1] = batch.monetary[n];
            }
            for (int n = to; n < Lanes.roundUp(to); n++) {
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
}
