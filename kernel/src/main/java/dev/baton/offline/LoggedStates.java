package dev.baton.offline;

import dev.baton.Backend;
import dev.baton.EpisodeKind;
import dev.baton.descent.SampleSet;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.env.Memory;
import dev.baton.env.Stepper;
import dev.baton.ops.Lanes;
import dev.baton.policy.Policy;
import dev.baton.policy.PolicyActor;
import dev.baton.policy.choice.Availability;
import dev.baton.run.Execution;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Restores logged episodes to batches of states, so that they can be observed and policies asked. A log holds task
 * vectors and what was spent; context, calls, counts and belief follow from actions and outcomes by the steppers' own
 * arithmetic, so every feature has the bits that it had when the episode ran. Not thread-safe.
 */
final class LoggedStates {
    private static final int BATCH = Execution.DEFAULT_TILE;

    private final EpisodeLog log;
    private final EnvTables tables;
    private final Backend backend;
    private final Stepper stepper;
    private final EpisodeBatch batch;
    /** (N) the logged step of a column. */
    private final int[] row;

    private final int[] ended;

    LoggedStates(EpisodeLog log, Backend backend) {
        this.log = log;
        this.backend = backend;
        tables = new EnvTables(log.env);
        stepper = Stepper.of(backend, tables);
        batch = new EpisodeBatch(tables, BATCH, false);
        row = new int[batch.capacity];
        ended = new int[batch.capacity];
    }

    /** Sees the states of logged steps, columns 0 … count − 1 of the batch; {@link #row} says which they are. */
    private interface Visitor {
        void see();

        /** Sees the columns when action and outcome are known. */
        default void stepped() {}
    }

    /** Shows every logged step, those of an episode in order. */
    private void replay(Visitor visitor) {
        for (int first = 0; first < log.episodes(); first += BATCH) {
            batch.assign(0, EpisodeKind.TRAINING, first, Math.min(BATCH, log.episodes() - first));
            Arrays.fill(batch.outcome, 0);
            stepper.startHistory(batch, 0, batch.count);
            int t = 0;
            for (retire(t); batch.count > 0; retire(t)) {
                restore(t);
                visitor.see();
                t++;
                follow(t);
                visitor.stepped();
            }
        }
    }

    /** Takes out the episodes that have no step t. */
    private void retire(int t) {
        int count = 0;
        for (int n = 0; n < batch.count; n++) {
            if (log.steps(batch.episode[n]) <= t) {
                ended[count++] = n;
            }
        }
        batch.remove(ended, count);
    }

    private void restore(int t) {
        int d = log.env.dimension();
        for (int n = 0; n < batch.count; n++) {
            int i = log.start[batch.episode[n]] + t;
            int at = i * (d + 2);
            for (int j = 0; j < d; j++) {
                batch.task[j * batch.stride + n] = log.state[at + j];
            }
            batch.latency[n] = log.state[at + d];
            batch.monetary[n] = log.state[at + d + 1];
            batch.step[n] = t;
            row[n] = i;
        }
    }

    private void follow(int t) {
        for (int n = 0; n < batch.count; n++) {
            batch.action[n] = log.action[row[n]];
            batch.outcome[n] = log.outcome[row[n]] * log.env.actionCount() + batch.action[n];
            batch.step[n] = t;
        }
        stepper.follow(batch, 0, batch.count);
    }

    /**
     * Returns the observations of all steps, as policies see them, F rows of a chunk, with a number of further rows
     * that are 0.
     */
    SampleSet observations(int extras) {
        return observations(stepper, log.env, extras);
    }

    /**
     * Returns the information states of all steps, which tell all that can be known of what follows: the observations,
     * and the belief also where policies do not see it.
     */
    SampleSet states(int extras) {
        EnvSpec informed =
                log.env.edit().memory(new Memory(true, log.env.memory().counts())).build();
        return informed.equals(log.env)
                ? observations(extras)
                : observations(Stepper.of(backend, new EnvTables(informed)), informed, extras);
    }

    private SampleSet observations(Stepper eyes, EnvSpec seen, int extras) {
        int features = seen.observationSize();
        SampleSet samples = new SampleSet(SampleSet.chunks(log.steps()), features, extras);
        float[] observed = new float[features * batch.stride];
        replay(() -> {
            eyes.observe(batch, 0, batch.count, observed, 0, batch.stride);
            for (int n = 0; n < batch.count; n++) {
                int at = samples.at(row[n] / Lanes.TILE, 0) + row[n] % Lanes.TILE;
                for (int f = 0; f < features; f++) {
                    samples.values[at + f * Lanes.TILE] = observed[f * batch.stride + n];
                }
            }
        });
        return samples;
    }

    /**
     * Returns (N) which actions could be chosen in the state of every step, bit k for action k; null where all always
     * can.
     */
    long @Nullable [] available() {
        long[] masks = batch.available;
        if (masks == null) {
            return null;
        }
        long[] all = new long[log.steps()];
        replay(() -> {
            for (int n = 0; n < batch.count; n++) {
                all[row[n]] = Availability.of(masks, n, log.env.actionCount());
            }
        });
        return all;
    }

    /** Returns π(k | s) of a policy in the state of every step, (N, K); the policy sees the logged steps as its own. */
    float[] probabilities(Policy policy) {
        int actions = log.env.actionCount();
        float[] all = new float[Math.multiplyExact(log.steps(), actions)];
        float[] out = new float[actions * batch.stride];
        PolicyActor actor = policy.actor(tables, backend, BATCH);
        replay(new Visitor() {
            @Override
            public void see() {
                Arrays.fill(batch.action, batch.count, Lanes.roundUp(batch.count), 0);
                actor.probabilities(batch, 0, batch.count, out, 0, batch.stride);
                for (int n = 0; n < batch.count; n++) {
                    for (int k = 0; k < actions; k++) {
                        all[row[n] * actions + k] = out[k * batch.stride + n];
                    }
                }
            }

            @Override
            public void stepped() {
                actor.stepped(batch, 0, batch.count);
            }
        });
        return all;
    }

    /** Says whether a policy remembers more than the state says ({@link PolicyActor#remembers}). */
    boolean remembers(Policy policy) {
        return policy.actor(tables, backend, BATCH).remembers();
    }
}
