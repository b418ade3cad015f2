package dev.baton.cli.study;

import dev.baton.cli.print.Numbers;
import dev.baton.env.EnvSpec;
import dev.baton.exact.StartStates;

/**
 * The start states that something exact is averaged over.
 *
 * @param task (d, N) task vectors
 * @param count N
 * @param seed the evaluation seed that they are of
 */
public record StartTasks(double[] task, int count, long seed) {
    /** Returns the start states of a seed's first evaluation episodes; a single one where all are alike. */
    public static StartTasks of(EnvSpec spec, long seed, int episodes) {
        return StartStates.alike(spec)
                ? new StartTasks(StartStates.typical(spec), 1, seed)
                : new StartTasks(StartStates.ofEpisodes(spec, seed, episodes), episodes, seed);
    }

    /** Returns what they are in words. */
    public String describe() {
        return count == 1
                ? "from the start that all episodes have"
                : "over the start states of " + Numbers.count(count) + " episodes under seed " + seed;
    }
}
