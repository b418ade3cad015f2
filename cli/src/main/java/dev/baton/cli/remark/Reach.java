package dev.baton.cli.remark;

import dev.baton.env.Action;
import dev.baton.env.EnvSpec;
import dev.baton.env.Outcome;

/**
 * Bounds of what the task vector can become, dimension by dimension: of all outcomes that can happen, the one that
 * leads furthest down, and the one that leads furthest up.
 */
final class Reach {
    private final EnvSpec spec;

    Reach(EnvSpec spec) {
        this.spec = spec;
    }

    /** Returns the least that z_i can be after 1 … H steps from a start between two numbers. */
    double least(int i, double from, double to) {
        double least = Double.POSITIVE_INFINITY;
        double low = from;
        double high = to;
        for (int t = 0; t < spec.horizon(); t++) {
            double nextLow = Double.POSITIVE_INFINITY;
            double nextHigh = Double.NEGATIVE_INFINITY;
            for (Action action : spec.actions()) {
                double drift = action.kind().drifts() ? spec.drift().get(i) : 0;
                for (Outcome outcome : action.outcomes()) {
                    if (!outcome.possible()) {
                        continue;
                    }
                    double a = outcome.scale().get(i);
                    double b = outcome.shift().get(i) + drift;
                    double one = product(a, low) + b;
                    double other = product(a, high) + b;
                    least = Math.min(least, Math.min(one, other));
                    if (!action.kind().endsEpisode()) {
                        nextLow = Math.min(nextLow, Math.min(one, other));
                        nextHigh = Math.max(nextHigh, Math.max(one, other));
                    }
                }
            }
            if (nextLow > nextHigh) {
                return least; // every action ends the episode
            }
            low = nextLow;
            high = nextHigh;
        }
        return least;
    }

    /** Returns the greatest |z_i| after 0, 1 … H steps from a start of at most some magnitude. */
    double[] magnitudes(int i, double start) {
        double[] magnitudes = new double[spec.horizon() + 1];
        magnitudes[0] = start;
        for (int t = 0; t < spec.horizon(); t++) {
            for (Action action : spec.actions()) {
                double drift = action.kind().drifts() ? spec.drift().get(i) : 0;
                for (Outcome outcome : action.outcomes()) {
                    if (outcome.possible()) {
                        double reached = product(Math.abs(outcome.scale().get(i)), magnitudes[t])
                                + Math.abs(outcome.shift().get(i) + drift);
                        magnitudes[t + 1] = Math.max(magnitudes[t + 1], reached);
                    }
                }
            }
        }
        return magnitudes;
    }

    /** 0 times infinity is 0 here: the effect forgets what was there. */
    private static double product(double a, double z) {
        return a == 0 ? 0 : a * z;
    }
}
