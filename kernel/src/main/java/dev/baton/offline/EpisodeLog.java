package dev.baton.offline;

import dev.baton.env.EnvSpec;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Logged episodes as a structure of arrays, one step after another in the order of the episodes: what estimates and
 * offline learning read. Immutable once built.
 */
public final class EpisodeLog {
    /** The most steps that fit the arrays. */
    public static final int MAX_STEPS = 1 << 28;

    final EnvSpec env;
    /** (E + 1) first step of each episode, and behind the last. */
    final int[] start;
    /** (N, d + 2). */
    final float[] state;
    /** (N). */
    final byte[] action;
    /** (N). */
    final float[] cost;
    /** (N). */
    final float[] probability;

    private EpisodeLog(
            EnvSpec env, int[] start, float[] state, byte[] action, float[] cost, float[] probability) {
        this.env = env;
        this.start = start;
        this.state = state;
        this.action = action;
        this.cost = cost;
        this.probability = probability;
    }

    /**
     * Collects episodes.
     *
     * @param env the environment
     * @param episodes checked
     * @return the log
     */
    public static EpisodeLog of(EnvSpec env, List<LoggedEpisode> episodes) {
        long steps = 0;
        for (LoggedEpisode episode : episodes) {
            steps += episode.steps();
        }
        Builder builder = new Builder(env, episodes.size(), steps);
        episodes.forEach(builder::add);
        return builder.build();
    }

    /**
     * Returns the number of episodes.
     *
     * @return E
     */
    public int episodes() {
        return start.length - 1;
    }

    /**
     * Returns the number of steps of all episodes together.
     *
     * @return N
     */
    public int steps() {
        return start[start.length - 1];
    }

    /**
     * Returns the number of steps of an episode.
     *
     * @param episode 0 … E − 1
     * @return T
     */
    int steps(int episode) {
        return start[episode + 1] - start[episode];
    }

    /** Returns the number of steps of the longest episode. */
    int longest() {
        int longest = 0;
        for (int e = 0; e < episodes(); e++) {
            longest = Math.max(longest, steps(e));
        }
        return longest;
    }

    /**
     * Returns the cost of every episode.
     *
     * @return (E) Σ_t C_t
     */
    public double[] costs() {
        double[] costs = new double[episodes()];
        for (int e = 0; e < costs.length; e++) {
            for (int i = start[e]; i < start[e + 1]; i++) {
                costs[e] += cost[i];
            }
        }
        return costs;
    }

    /**
     * Returns how often each action was taken.
     *
     * @return (K) counts
     */
    public long[] taken() {
        long[] taken = new long[env.actionCount()];
        for (byte a : action) {
            taken[a]++;
        }
        return taken;
    }

    /**
     * Returns the costs from each step to the end of its episode.
     *
     * @return (N)
     */
    double[] costsToGo() {
        double[] toGo = new double[steps()];
        for (int e = 0; e < episodes(); e++) {
            double sum = 0;
            for (int i = start[e + 1] - 1; i >= start[e]; i--) {
                sum += cost[i];
                toGo[i] = sum;
            }
        }
        return toGo;
    }

    /**
     * Returns some of the episodes.
     *
     * @param chosen says of an episode's number whether it is among them
     * @return a log of those, in the same order
     */
    public EpisodeLog select(IntPredicate chosen) {
        int count = 0;
        int steps = 0;
        for (int e = 0; e < episodes(); e++) {
            if (chosen.test(e)) {
                count++;
                steps += steps(e);
            }
        }
        Builder builder = new Builder(env, count, steps);
        for (int e = 0; e < episodes(); e++) {
            if (chosen.test(e)) {
                builder.copy(this, e);
            }
        }
        return builder.build();
    }

    /** Collects episodes one after another, so that a long log is never in memory twice. */
    public static final class Builder {
        private final EnvSpec env;
        private final int width;
        private final int[] start;
        private final float[] state;
        private final byte[] action;
        private final float[] cost;
        private final float[] probability;
        private int episodes;

        /**
         * Makes room.
         *
         * @param env the environment
         * @param episodes how many will be added
         * @param steps how many steps they have together
         * @throws IllegalArgumentException if there are more steps than fit
         */
        public Builder(EnvSpec env, int episodes, long steps) {
            this.env = env;
            width = env.dimension() + 2;
            long most = Math.min(MAX_STEPS, (Integer.MAX_VALUE - 64) / width);
            if (steps > most) {
                throw new IllegalArgumentException("log: expected at most " + most + " steps, found " + steps);
            }
            start = new int[episodes + 1];
            state = new float[(int) steps * width];
            action = new byte[(int) steps];
            cost = new float[(int) steps];
            probability = new float[(int) steps];
        }

        /**
         * Adds an episode.
         *
         * @param episode checked, copied
         */
        public void add(LoggedEpisode episode) {
            int at = start[episodes];
            int steps = episode.steps();
            System.arraycopy(episode.state(), 0, state, at * width, steps * width);
            System.arraycopy(episode.cost(), 0, cost, at, steps);
            System.arraycopy(episode.probability(), 0, probability, at, steps);
            for (int t = 0; t < steps; t++) {
                action[at + t] = (byte) episode.action()[t];
            }
            start[++episodes] = at + steps;
        }

        private void copy(EpisodeLog from, int episode) {
            int at = start[episodes];
            int first = from.start[episode];
            int steps = from.steps(episode);
            System.arraycopy(from.state, first * width, state, at * width, steps * width);
            System.arraycopy(from.action, first, action, at, steps);
            System.arraycopy(from.cost, first, cost, at, steps);
            System.arraycopy(from.probability, first, probability, at, steps);
            start[++episodes] = at + steps;
        }

        /**
         * Returns the log.
         *
         * @return what was added
         * @throws IllegalStateException if that is not as much as was announced
         */
        public EpisodeLog build() {
            if (episodes != start.length - 1 || start[episodes] != action.length) {
                throw new IllegalStateException("log: expected " + (start.length - 1) + " episodes of " + action.length
                        + " steps, found " + episodes + " of " + start[episodes]);
            }
            return new EpisodeLog(env, Arrays.copyOf(start, start.length), state, action, cost, probability);
        }
    }
}
