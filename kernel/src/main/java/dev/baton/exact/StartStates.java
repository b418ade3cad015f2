package dev.baton.exact;

import dev.baton.Backend;
import dev.baton.EpisodeKind;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.env.Stepper;

/** The task vectors that episodes start with. */
public final class StartStates {
    private static final int BATCH = 256;

    private StartStates() {}

    /**
     * Says whether every episode of an environment starts with the same task vector.
     *
     * @param spec the environment
     * @return whether there is none, or nothing about it is random
     */
    public static boolean alike(EnvSpec spec) {
        return spec.dimension() == 0
                || spec.start().scale().stream().allMatch(s -> s == 0)
                || spec.start().difficultySigma() == 0 && spec.start().jitter() == 0;
    }

    /**
     * Returns the task vector of a start of mean difficulty, without jitter.
     *
     * @param spec the environment
     * @return (d)
     */
    public static double[] typical(EnvSpec spec) {
        double[] task = new double[spec.dimension()];
        for (int i = 0; i < task.length; i++) {
            task[i] = spec.start().offset().get(i) + spec.start().scale().get(i);
        }
        return task;
    }

    /**
     * Draws the task vectors of the first evaluation episodes of a seed, those that an evaluation under this seed
     * meets.
     *
     * @param spec the environment
     * @param seed the evaluation seed
     * @param count N ≥ 1
     * @return (d, N) row i starts at {@code i * N}
     */
    public static double[] ofEpisodes(EnvSpec spec, long seed, int count) {
        EnvTables tables = new EnvTables(spec);
        Stepper stepper = Stepper.of(Backend.SCALAR, tables);
        EpisodeBatch batch = new EpisodeBatch(tables, BATCH, false);
        double[] task = new double[spec.dimension() * count];
        for (int first = 0; first < count; first += BATCH) {
            int block = Math.min(BATCH, count - first);
            batch.assign(seed, EpisodeKind.EVALUATION, first, block);
            stepper.start(batch, 0, block);
            for (int i = 0; i < spec.dimension(); i++) {
                for (int n = 0; n < block; n++) {
                    task[i * count + first + n] = batch.exactTask(i, n);
                }
            }
        }
        return task;
    }
}
