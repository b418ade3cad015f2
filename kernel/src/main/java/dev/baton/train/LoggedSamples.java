package dev.baton.train;

import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.env.Stepper;
import dev.baton.ops.Backend;
import java.util.List;

/** Logged steps one after another, restored to batches of states. */
final class LoggedSamples {
    /** Columns of a restored batch. */
    static final int BATCH = Execution.DEFAULT_TILE;

    final int count;
    final int[] action;
    final float[] cost;
    /** (N) whether the next sample is the same episode's. */
    final boolean[] goesOn;

    private final int[] episode;
    private final int[] step;
    private final List<LoggedEpisode> episodes;
    private final EnvSpec spec;
    private final Stepper stepper;
    private final EpisodeBatch batch;

    LoggedSamples(EnvSpec spec, List<LoggedEpisode> episodes, Backend backend) {
        this.spec = spec;
        this.episodes = episodes;
        long steps = 0;
        for (LoggedEpisode logged : episodes) {
            steps += logged.steps();
        }
        if (steps > Integer.MAX_VALUE / 64) {
            throw new IllegalArgumentException(
                    "log: expected at most " + Integer.MAX_VALUE / 64 + " steps, found " + steps);
        }
        count = (int) steps;
        action = new int[count];
        cost = new float[count];
        goesOn = new boolean[count];
        episode = new int[count];
        step = new int[count];
        int i = 0;
        for (int e = 0; e < episodes.size(); e++) {
            LoggedEpisode logged = episodes.get(e);
            for (int t = 0; t < logged.steps(); t++) {
                action[i] = logged.action()[t];
                cost[i] = logged.cost()[t];
                goesOn[i] = t + 1 < logged.steps();
                episode[i] = e;
                step[i] = t;
                i++;
            }
        }
        EnvTables tables = new EnvTables(spec);
        stepper = Stepper.of(backend, tables);
        batch = new EpisodeBatch(tables, BATCH, false);
    }

    /** Returns a batch that holds the states of samples first … first + columns − 1. */
    EpisodeBatch restore(int first, int columns) {
        batch.count = columns;
        int d = spec.dimension();
        for (int n = 0; n < columns; n++) {
            float[] state = episodes.get(episode[first + n]).state();
            int at = step[first + n] * (d + 2);
            for (int i = 0; i < d; i++) {
                batch.task[i * batch.stride + n] = state[at + i];
            }
            batch.latency[n] = state[at + d];
            batch.monetary[n] = state[at + d + 1];
            batch.step[n] = step[first + n];
            batch.slot[n] = n;
            batch.episode[n] = episode[first + n];
        }
        return batch;
    }

    /** Fills the features of a sample set, its actions, and the weights 1; row 0 of the extras is the action. */
    void fill(SampleSet samples) {
        int features = samples.features;
        float[] observed = new float[features * BATCH];
        for (int first = 0; first < count; first += BATCH) {
            int columns = Math.min(BATCH, count - first);
            stepper.observe(restore(first, columns), 0, columns, observed, 0, BATCH);
            for (int n = 0; n < columns; n++) {
                int i = first + n;
                int at = samples.at(i / SampleSet.CHUNK, 0) + i % SampleSet.CHUNK;
                for (int f = 0; f < features; f++) {
                    samples.values[at + f * SampleSet.CHUNK] = observed[f * BATCH + n];
                }
                samples.values[at + features * SampleSet.CHUNK] = action[i];
                samples.values[at + (features + samples.extras - 1) * SampleSet.CHUNK] = 1;
            }
        }
    }
}
