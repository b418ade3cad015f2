package dev.baton.offline;

import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.env.Stepper;
import dev.baton.ops.Backend;
import dev.baton.ops.BatchOps;
import dev.baton.policy.Policy;
import dev.baton.policy.PolicyActor;
import dev.baton.train.Execution;
import dev.baton.train.SampleSet;
import java.util.Arrays;

/** Restores logged steps to batches of states, so that they can be observed and policies asked. Not thread-safe. */
final class LoggedStates {
    private static final int BATCH = Execution.DEFAULT_TILE;
    private static final int COLUMNS = SampleSet.CHUNK;

    private final EpisodeLog log;
    private final EnvTables tables;
    private final Backend backend;
    private final Stepper stepper;
    private final EpisodeBatch batch;

    LoggedStates(EpisodeLog log, Backend backend) {
        this.log = log;
        this.backend = backend;
        tables = new EnvTables(log.env);
        stepper = Stepper.of(backend, tables);
        batch = new EpisodeBatch(tables, BATCH, false);
    }

    /** Holds the states of steps first … first + columns − 1 in the batch. */
    private void restore(int first, int columns) {
        int d = log.env.dimension();
        int episode = Arrays.binarySearch(log.start, first);
        episode = episode < 0 ? -episode - 2 : episode;
        for (int n = 0; n < columns; n++) {
            int i = first + n;
            while (i >= log.start[episode + 1]) {
                episode++;
            }
            int row = i * (d + 2);
            for (int j = 0; j < d; j++) {
                batch.task[j * batch.stride + n] = log.state[row + j];
            }
            batch.latency[n] = log.state[row + d];
            batch.monetary[n] = log.state[row + d + 1];
            batch.step[n] = i - log.start[episode];
            batch.slot[n] = n;
            batch.episode[n] = episode;
        }
        batch.count = columns;
    }

    /** Returns the observations of all steps, F rows of a chunk, with a number of further rows that are 0. */
    SampleSet observations(int extras) {
        int count = log.steps();
        int features = log.env.observationSize();
        SampleSet samples = new SampleSet(SampleSet.chunks(count), features, extras);
        float[] observed = new float[features * BATCH];
        for (int first = 0; first < count; first += BATCH) {
            int columns = Math.min(BATCH, count - first);
            restore(first, columns);
            stepper.observe(batch, 0, columns, observed, 0, BATCH);
            // A batch is a whole number of chunks.
            for (int n = 0; n < columns; n += COLUMNS) {
                int chunk = (first + n) / COLUMNS;
                int width = Math.min(COLUMNS, columns - n);
                for (int f = 0; f < features; f++) {
                    System.arraycopy(observed, f * BATCH + n, samples.values, samples.at(chunk, f), width);
                }
            }
        }
        return samples;
    }

    /** Returns π(k | s) of a policy in the state of every step, (N, K). */
    float[] probabilities(Policy policy) {
        int count = log.steps();
        int actions = log.env.actionCount();
        float[] all = new float[Math.multiplyExact(count, actions)];
        float[] out = new float[actions * BATCH];
        PolicyActor actor = policy.actor(tables, backend, BATCH);
        for (int first = 0; first < count; first += BATCH) {
            int columns = Math.min(BATCH, count - first);
            restore(first, columns);
            Arrays.fill(batch.action, columns, BatchOps.padded(columns), 0);
            actor.probabilities(batch, 0, columns, out, 0, BATCH);
            for (int n = 0; n < columns; n++) {
                for (int k = 0; k < actions; k++) {
                    all[(first + n) * actions + k] = out[k * BATCH + n];
                }
            }
        }
        return all;
    }
}
