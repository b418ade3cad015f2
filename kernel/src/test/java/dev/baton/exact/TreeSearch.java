package dev.baton.exact;

import dev.baton.env.Action;
import dev.baton.env.Charge;
import dev.baton.env.CostVector;
import dev.baton.env.EnvSpec;
import dev.baton.env.Outcome;
import dev.baton.env.Predictor;

/**
 * The optimum by trying everything: a recursion over actions and outcomes from the model's sections 3 and 4, without
 * lattice, tables or shortcuts. Takes (K J)^H steps.
 */
final class TreeSearch {
    private final EnvSpec spec;
    private final long available;

    /** The least gap between the best and the second best action in any state, relative to their size. */
    double narrowest = Double.POSITIVE_INFINITY;

    TreeSearch(EnvSpec spec, long available) {
        this.spec = spec;
        this.available = available;
    }

    /** What an episode comes to: total cost, success, steps, the five components; and the first action. */
    static final class Result {
        final double[] expected = new double[3 + CostVector.SIZE];
        int action = ExactResults.NO_ACTION;

        double totalCost() {
            return expected[0];
        }

        private void add(double probability, Result other) {
            for (int i = 0; i < expected.length; i++) {
                expected[i] += probability * other.expected[i];
            }
        }
    }

    /** The best from a task vector at step t on. */
    Result best(double[] z, int t) {
        Result best = new Result();
        if (constraint(z) == 0) {
            best.expected[1] = 1;
            return best;
        }
        if (t == spec.horizon()) {
            return best;
        }
        best = null;
        for (int k = 0; k < spec.actionCount(); k++) {
            if ((available >>> k & 1) == 0) {
                continue;
            }
            Result result = of(z, t, k);
            if (best != null) {
                double gap = Math.abs(result.totalCost() - best.totalCost());
                narrowest = Math.min(narrowest, gap / (1 + Math.abs(best.totalCost())));
            }
            if (best == null || result.totalCost() < best.totalCost()) {
                best = result;
                best.action = k;
            }
        }
        return best;
    }

    private Result of(double[] z, int t, int k) {
        Action action = spec.actions().get(k);
        Result mean = new Result();
        for (int j = 0; j < action.outcomes().size(); j++) {
            Outcome outcome = action.outcomes().get(j);
            if (outcome.probability() > 0) {
                mean.add(outcome.probability(), after(z, t, action, outcome));
            }
        }
        return mean;
    }

    private Result after(double[] z, int t, Action action, Outcome outcome) {
        double[] next = new double[z.length];
        for (int i = 0; i < z.length; i++) {
            next[i] = outcome.scale().get(i) * z[i] + outcome.shift().get(i) + drift(action, i);
        }
        double g = constraint(next);
        boolean last = action.kind().endsEpisode() || g == 0 || t + 1 == spec.horizon();
        boolean charged = last || spec.charge() == Charge.STEP;
        double[] paid = {
            action.latency(), action.monetary(), charged ? g : 0, outcome.failure() ? 1 : 0, divergence(z, next, action)
        };
        Result result = new Result();
        result.expected[2] = 1;
        for (int c = 0; c < CostVector.SIZE; c++) {
            result.expected[3 + c] = Math.min(paid[c], spec.clip().get(c));
            result.expected[0] += spec.weights().get(c) * result.expected[3 + c];
        }
        if (action.kind().endsEpisode()) {
            result.expected[1] = g == 0 ? 1 : 0;
        } else {
            result.add(1, best(next, t + 1));
        }
        return result;
    }

    private double drift(Action action, int i) {
        return action.kind().drifts() ? spec.drift().get(i) : 0;
    }

    private double divergence(double[] z, double[] next, Action action) {
        if (spec.predictor() == Predictor.NONE) {
            return 0;
        }
        double[] predicted = new double[z.length];
        if (spec.predictor() == Predictor.EXPECTED) {
            for (int i = 0; i < z.length; i++) {
                predicted[i] = drift(action, i);
                for (Outcome outcome : action.outcomes()) {
                    predicted[i] += outcome.probability() * (outcome.scale().get(i) * z[i] + outcome.shift().get(i));
                }
            }
        } else {
            Outcome nominal = null;
            for (Outcome outcome : action.outcomes()) {
                boolean better = nominal == null || outcome.probability() > nominal.probability() + 1e-9;
                if (!outcome.failure() && outcome.probability() > 0 && better) {
                    nominal = outcome;
                }
            }
            for (int i = 0; i < z.length; i++) {
                predicted[i] = nominal == null ? z[i] : nominal.scale().get(i) * z[i] + nominal.shift().get(i);
            }
        }
        double squares = 0;
        for (int i = 0; i < z.length; i++) {
            squares += (predicted[i] - next[i]) * (predicted[i] - next[i]);
        }
        return Math.sqrt(squares);
    }

    private double constraint(double[] z) {
        double g = 0;
        for (int i = 0; i < z.length; i++) {
            double excess = z[i] - spec.tolerance().get(i);
            double start = spec.start().offset().get(i) + spec.start().scale().get(i);
            double tolerated = 1e-5 * Math.max(1, Math.max(Math.abs(spec.tolerance().get(i)), start));
            g += excess > tolerated ? excess : 0;
        }
        return g;
    }
}
