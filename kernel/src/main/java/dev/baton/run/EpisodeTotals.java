package dev.baton.run;

import dev.baton.env.Columns;

/** What each of N episodes of any environment came to. */
public final class EpisodeTotals implements Rollout.Collector<Columns> {
    private final int episodes;
    /** (N) Σ of the step costs; the return is its negative. */
    public final double[] cost;
    /** (N) steps taken. */
    public final int[] steps;
    /** (N) whether the episode ended as a success. */
    public final boolean[] succeeded;
    /** (N) whether the episode was stopped from outside, as at a limit of steps, rather than ended. */
    public final boolean[] truncated;

    /**
     * Makes room for results.
     *
     * @param episodes N ≥ 0
     */
    public EpisodeTotals(int episodes) {
        this.episodes = episodes;
        cost = new double[episodes];
        steps = new int[episodes];
        succeeded = new boolean[episodes];
        truncated = new boolean[episodes];
    }

    /**
     * Returns the number of episodes there is room for.
     *
     * @return N
     */
    public int episodes() {
        return episodes;
    }

    /**
     * Returns the mean cost of the episodes.
     *
     * @return Σ cost / N; NaN if there are none
     */
    public double meanCost() {
        double sum = 0;
        for (double c : cost) {
            sum += c;
        }
        return sum / episodes;
    }

    /**
     * Returns the mean length of the episodes.
     *
     * @return Σ steps / N; NaN if there are none
     */
    public double meanSteps() {
        double sum = 0;
        for (int s : steps) {
            sum += s;
        }
        return sum / episodes;
    }

    /**
     * Returns the share of the episodes that succeeded.
     *
     * @return 0 … 1; NaN if there are none
     */
    public double successRate() {
        double sum = 0;
        for (boolean s : succeeded) {
            sum += s ? 1 : 0;
        }
        return sum / episodes;
    }

    @Override
    public void collect(Columns batch, int[] list, int length, int offset) {
        for (int i = 0; i < length; i++) {
            int n = list[i];
            int to = offset + batch.slot[n];
            cost[to] = batch.totalCost(n);
            steps[to] = batch.step[n];
            succeeded[to] = batch.succeeded(n);
            truncated[to] = batch.truncated(n);
        }
    }
}
