package dev.baton.offline;

/**
 * One episode as it was logged: T steps, 0 if the task was solved at the start. Context, calls, signals and belief
 * before each step follow from the actions and outcomes before it; hidden phases are not in a log, but g tells whether
 * the last one was solved.
 *
 * @param state (T, d + 2) before each step: task vector z, accumulated latency, accumulated money
 * @param action (T) taken
 * @param outcome (T) index j of the outcome drawn
 * @param cost (T) of the step, λ · C as charged
 * @param probability (T) of the action under the policy that took it, in (0, 1]
 * @param constraint g at the end; the episode is a success if it is 0
 */
public record LoggedEpisode(
        float[] state, int[] action, int[] outcome, float[] cost, float[] probability, float constraint) {
    /**
     * Returns the number of steps.
     *
     * @return T
     */
    public int steps() {
        return action.length;
    }

    /**
     * Returns the cost of the whole episode.
     *
     * @return Σ_t cost
     */
    public double totalCost() {
        double sum = 0;
        for (float c : cost) {
            sum += c;
        }
        return sum;
    }
}
