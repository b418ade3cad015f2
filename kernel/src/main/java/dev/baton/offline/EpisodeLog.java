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
    /** (N) index j of the outcome drawn. */
    final byte[] outcome;
    /** (N). */
    final float[] cost;
    /** (N). */
    final float[] probability;

    private EpisodeLog(
            EnvSpec env,
            int[] start,
            float[] state,
            byte[] action,
            byte[] outcome,
            float[] cost,
            float[] probability) {
        this.env = env;
        this.start = start;
        this.state = state;
        this.action = action;
        this.outcome = outcome;
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
        Builder builder = new Builder(env);
        builder.expect(episodes.size(), steps);
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
        Builder builder = new Builder(env);
        builder.expect(count, steps);
        for (int e = 0; e < episodes(); e++) {
            if (chosen.test(e)) {
                builder.copy(this, e);
            }
        }
        return builder.build();
    }

    /** Collects episodes one after another, so that a long log need never be in memory twice. */
    public static final class Builder {
        private static final int FIRST_EPISODES = 1024;
        private static final int FIRST_STEPS = 1 << 14;

        private final EnvSpec env;
        private final int width;
        private final int mostSteps;
        private int[] start = new int[1];
        private float[] state = new float[0];
        private byte[] action = new byte[0];
        private byte[] outcome = new byte[0];
        private float[] cost = new float[0];
        private float[] probability = new float[0];
        private int episodes;

        /**
         * Starts without episodes.
         *
         * @param env the environment
         */
        public Builder(EnvSpec env) {
            this.env = env;
            width = env.dimension() + 2;
            mostSteps = Math.min(MAX_STEPS, (Integer.MAX_VALUE - 64) / width);
        }

        /**
         * Makes room; without, there is room for twice as much whenever it runs out.
         *
         * @param count how many episodes there will be
         * @param steps how many steps they have together
         * @throws IllegalArgumentException if there are more than fit
         */
        public void expect(long count, long steps) {
            requireRoom(count, steps);
            start = Arrays.copyOf(start, (int) count + 1);
            room((int) steps);
        }

        private void requireRoom(long count, long steps) {
            if (steps > mostSteps || count > MAX_STEPS) {
                throw new IllegalArgumentException("log: expected at most " + mostSteps + " steps of " + MAX_STEPS
                        + " episodes, found " + steps + " of " + count);
            }
        }

        private void room(int steps) {
            state = Arrays.copyOf(state, steps * width);
            action = Arrays.copyOf(action, steps);
            outcome = Arrays.copyOf(outcome, steps);
            cost = Arrays.copyOf(cost, steps);
            probability = Arrays.copyOf(probability, steps);
        }

        /**
         * Adds an episode.
         *
         * @param episode checked, copied
         * @throws IllegalArgumentException if there are more steps than fit
         */
        public void add(LoggedEpisode episode) {
            int steps = episode.steps();
            int at = begin(steps);
            System.arraycopy(episode.state(), 0, state, at * width, steps * width);
            System.arraycopy(episode.cost(), 0, cost, at, steps);
            System.arraycopy(episode.probability(), 0, probability, at, steps);
            for (int t = 0; t < steps; t++) {
                action[at + t] = (byte) episode.action()[t];
                outcome[at + t] = (byte) episode.outcome()[t];
            }
        }

        private void copy(EpisodeLog from, int episode) {
            int first = from.start[episode];
            int steps = from.steps(episode);
            int at = begin(steps);
            System.arraycopy(from.state, first * width, state, at * width, steps * width);
            System.arraycopy(from.action, first, action, at, steps);
            System.arraycopy(from.outcome, first, outcome, at, steps);
            System.arraycopy(from.cost, first, cost, at, steps);
            System.arraycopy(from.probability, first, probability, at, steps);
        }

        /** Makes room for an episode and returns where its steps go. */
        private int begin(int steps) {
            int at = start[episodes];
            long end = (long) at + steps;
            requireRoom(episodes + 1L, end);
            if (episodes + 1 == start.length) {
                start = Arrays.copyOf(start, Math.max(FIRST_EPISODES, 2 * episodes));
            }
            if (end > action.length) {
                room((int) Math.clamp(2L * action.length, Math.max(FIRST_STEPS, end), Math.max(end, mostSteps)));
            }
            start[++episodes] = (int) end;
            return at;
        }

        /**
         * Returns the log; the builder must not be used afterwards.
         *
         * @return what was added
         */
        public EpisodeLog build() {
            int steps = start[episodes];
            if (action.length != steps) {
                room(steps);
            }
            return new EpisodeLog(env, Arrays.copyOf(start, episodes + 1), state, action, outcome, cost, probability);
        }
    }
}
