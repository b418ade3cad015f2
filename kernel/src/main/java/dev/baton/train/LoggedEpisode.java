package dev.baton.train;

/**
 * One episode as it was logged: T steps, 0 if the task was solved at the start.
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

    /**
     * Checks the numbers.
     *
     * @param shape of the log
     * @throws IllegalArgumentException naming the first step and value that cannot be
     */
    public void check(LogShape shape) {
        require(steps() <= shape.horizon(), "steps", "at most " + shape.horizon(), steps());
        require(constraint >= 0 && Float.isFinite(constraint), "constraint", "a finite number from 0", constraint);
        for (int t = 0; t < steps(); t++) {
            String at = "step " + t + ": ";
            int k = action[t];
            require(k >= 0 && k < shape.actions().size(), at + "action", "0 to " + (shape.actions().size() - 1), k);
            require(outcome[t] >= 0, at + "outcome", "0 or more", outcome[t]);
            require(Float.isFinite(cost[t]), at + "cost", "a finite number", cost[t]);
            float p = probability[t];
            require(
                    p > 0 && p <= 1, at + "behaviour probability", "above 0, at most 1: what was done can be done", p);
            for (int i = t * (shape.dimension() + 2); i < (t + 1) * (shape.dimension() + 2); i++) {
                require(Float.isFinite(state[i]), at + "state", "finite numbers", state[i]);
            }
        }
    }

    private static void require(boolean holds, String what, String expected, Number found) {
        if (!holds) {
            throw new IllegalArgumentException(what + ": expected " + expected + ", found " + found);
        }
    }
}
