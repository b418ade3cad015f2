package dev.baton.offline;

import dev.baton.env.Action;
import dev.baton.env.Charge;
import dev.baton.env.CostVector;
import dev.baton.env.EnvSpec;
import dev.baton.env.Outcome;
import dev.baton.env.Prediction;
import dev.baton.env.StartDistribution;
import java.util.ArrayList;
import java.util.List;

/**
 * What an environment lets an episode be (model, sections 2 to 4). Every logged step says what it started from, what was
 * done and what came of it, so it is taken again in double precision: an episode that the environment cannot have run is
 * refused where it first differs by more than floats round. Not thread-safe.
 */
public final class EpisodeRules {
    /** How far numbers may differ, against the sum of the magnitudes that they are computed from. */
    private static final double RELATIVE = 1e-4;
    /** The normal number that difficulty is drawn from has at most this magnitude. */
    private static final double GREATEST_NORMAL = 5.8;

    private final EnvSpec env;
    private final List<Prediction> predictions = new ArrayList<>();
    private final double[] least;
    private final double[] greatest;
    private final double[] next;
    /** How far rounding may move all of {@link #next} together. */
    private double slack;
    /** The greatest z_i − ε_i at {@link #next}. */
    private double excess;

    /**
     * Takes over an environment.
     *
     * @param env the environment
     * @throws IllegalArgumentException if the environment cannot be logged, see {@link LogShape#requireLoggable}
     */
    public EpisodeRules(EnvSpec env) {
        LogShape.requireLoggable(env);
        this.env = env;
        for (int k = 0; k < env.actionCount(); k++) {
            predictions.add(Prediction.of(env, k));
        }
        int d = env.dimension();
        least = new double[d];
        greatest = new double[d];
        next = new double[d];
        StartDistribution start = env.start();
        double sigma = start.difficultySigma();
        double easiest = StrictMath.exp(-sigma * GREATEST_NORMAL - sigma * sigma / 2);
        double hardest = StrictMath.exp(sigma * GREATEST_NORMAL - sigma * sigma / 2);
        double high = hardest * (1 + start.jitter());
        double low = Math.min(easiest * (1 - start.jitter()), hardest * (1 - start.jitter()));
        for (int i = 0; i < d; i++) {
            double scale = start.scale().get(i);
            double offset = start.offset().get(i);
            least[i] = offset + Math.min(scale * low, scale * high);
            greatest[i] = offset + Math.max(scale * low, scale * high);
        }
    }

    /**
     * Checks an episode.
     *
     * @param episode not modified
     * @throws IllegalArgumentException naming the first step and value that cannot be
     */
    public void check(LoggedEpisode episode) {
        int steps = episode.steps();
        require(steps <= env.horizon(), "steps", "at most " + env.horizon(), steps);
        float g = episode.constraint();
        require(g >= 0 && Float.isFinite(g), "constraint", "a finite number from 0", g);
        if (steps == 0) {
            require(g == 0, "constraint", "0 where no step was taken: such an episode starts with its task done", g);
            return;
        }
        double latency = 0;
        double monetary = 0;
        for (int t = 0; t < steps; t++) {
            String at = "step " + t + ": ";
            checkChoice(episode, t, at);
            checkState(episode, t, at, latency, monetary);
            Action action = env.actions().get(episode.action()[t]);
            Outcome outcome = action.outcomes().get(episode.outcome()[t]);
            int state = t * (env.dimension() + 2) + env.dimension();
            latency = episode.state()[state] + outcome.latency();
            monetary = episode.state()[state + 1] + outcome.monetary();
            double divergence = move(episode, t, outcome);
            double constraint = constraint();
            boolean last = t + 1 == steps;
            if (last) {
                require(
                        Math.abs(g - constraint) <= slack, "constraint",
                        "about " + (float) constraint + " after the last step", g);
            }
            checkEnd(at, last, t, action, constraint);
            checkCost(episode, t, at, outcome, last, divergence, constraint);
        }
    }

    private void checkChoice(LoggedEpisode episode, int t, String at) {
        int k = episode.action()[t];
        require(k >= 0 && k < env.actionCount(), at + "action", "0 to " + (env.actionCount() - 1), k);
        List<Outcome> outcomes = env.actions().get(k).outcomes();
        int j = episode.outcome()[t];
        require(
                j >= 0 && j < outcomes.size() && outcomes.get(j).possible(), at + "outcome",
                "one that action " + k + " can have, of 0 to " + (outcomes.size() - 1), j);
        float p = episode.probability()[t];
        require(p > 0 && p <= 1, at + "behaviour probability", "above 0, at most 1: what was done can be done", p);
    }

    /** The state that a step starts from: at t = 0 one that the start distribution can give, then what moved there. */
    private void checkState(LoggedEpisode episode, int t, String at, double latency, double monetary) {
        int d = env.dimension();
        float[] state = episode.state();
        int row = t * (d + 2);
        double left = 0;
        for (int i = 0; i < d; i++) {
            float z = state[row + i];
            String what = at + "task vector, dimension " + i;
            double from = t == 0 ? least[i] : next[i];
            double to = t == 0 ? greatest[i] : next[i];
            double margin = RELATIVE * (Math.abs(from) + Math.abs(to)) + (t == 0 ? RELATIVE : slack);
            String expected = t == 0
                    ? "a start state, " + (float) from + " to " + (float) to
                    : "about " + (float) from + ", where the step before leads";
            require(z >= from - margin && z <= to + margin, what, expected, z);
            left += Math.max(0, z - env.tolerance().get(i));
        }
        require(t > 0 || left > 0, at + "task vector", "work left: an episode that starts done has no step", left);
        requireClose(at + "accumulated latency", latency, state[row + d]);
        requireClose(at + "accumulated money", monetary, state[row + d + 1]);
    }

    /** Writes z after a step to {@link #next}; returns ‖ẑ − z‖₂. */
    private double move(LoggedEpisode episode, int t, Outcome outcome) {
        int d = env.dimension();
        Prediction prediction = predictions.get(episode.action()[t]);
        boolean constant = prediction.differsByConstant(outcome);
        boolean drifts = env.actions().get(episode.action()[t]).kind().drifts();
        double squares = 0;
        slack = 0;
        for (int i = 0; i < d; i++) {
            double z = episode.state()[t * (d + 2) + i];
            double moved = outcome.scale().get(i) * z;
            double shift = outcome.shift().get(i);
            double drift = drifts ? env.drift().get(i) : 0;
            next[i] = moved + shift + drift;
            slack += RELATIVE * (Math.abs(moved) + Math.abs(shift) + Math.abs(drift) + Math.abs(env.tolerance().get(i)));
            if (!constant) {
                double difference = prediction.scaleDifference(outcome, i) * z + prediction.shiftDifference(outcome, i);
                squares += difference * difference;
            }
        }
        return constant ? prediction.distance(outcome) : Math.sqrt(squares);
    }

    /** Returns g at {@link #next}. */
    private double constraint() {
        double g = 0;
        excess = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < next.length; i++) {
            double difference = next[i] - env.tolerance().get(i);
            g += Math.max(0, difference);
            excess = Math.max(excess, difference);
        }
        return g;
    }

    private void checkEnd(String at, boolean last, int t, Action action, double constraint) {
        boolean must = t + 1 == env.horizon() || action.kind().endsEpisode();
        if (last) {
            require(
                    must || constraint <= slack, at + "constraint after it",
                    "0 where an episode ends before the horizon", constraint);
        } else {
            require(!must, at + "episode", "its end at the horizon or with an action that ends it", t + 1);
            require(excess >= -slack, at + "episode", "its end, because the task is done then", t + 1);
        }
    }

    private void checkCost(
            LoggedEpisode episode,
            int t,
            String at,
            Outcome outcome,
            boolean last,
            double divergence,
            double constraint) {
        CostVector clip = env.clip();
        CostVector weights = env.weights();
        double charged = last || env.charge() == Charge.STEP ? Math.min(constraint, clip.constraint()) : 0;
        double[] parts = {
            weights.latency() * Math.min(outcome.latency(), clip.latency()),
            weights.monetary() * Math.min(outcome.monetary(), clip.monetary()),
            weights.constraint() * charged,
            weights.failure() * (outcome.failure() ? Math.min(1, clip.failure()) : 0),
            weights.divergence() * Math.min(divergence, clip.divergence())
        };
        double sum = 0;
        for (double part : parts) {
            sum += part;
        }
        double margin = RELATIVE * sum + slack * (weights.constraint() + weights.divergence()) + Float.MIN_NORMAL;
        float cost = episode.cost()[t];
        require(
                cost >= 0 && Math.abs(cost - sum) <= margin, at + "cost",
                "about " + (float) sum + ", which the environment charges", cost);
    }

    private static void requireClose(String what, double expected, float found) {
        require(
                Math.abs(found - expected) <= RELATIVE * expected, what,
                "about " + (float) expected + ": it starts at 0 and grows by what actions take", found);
    }

    private static void require(boolean holds, String what, String expected, Number found) {
        if (!holds) {
            throw new IllegalArgumentException(what + ": expected " + expected + ", found " + found);
        }
    }
}
