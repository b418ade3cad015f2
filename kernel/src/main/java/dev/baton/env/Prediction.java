package dev.baton.env;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The predictor of one action, ẑ = â ⊙ z + b̂ (model, section 4), beside what really happens: z' = a ⊙ z + b + δ. */
final class Prediction {
    private final boolean compared;
    private final double[] scale;
    private final double[] shift;
    private final double[] drift;

    private Prediction(boolean compared, double[] scale, double[] shift, double[] drift) {
        this.compared = compared;
        this.scale = scale;
        this.shift = shift;
        this.drift = drift;
    }

    static Prediction of(EnvSpec spec, int k) {
        Action action = spec.actions().get(k);
        int d = spec.dimension();
        double[] scale = new double[d];
        double[] shift = new double[d];
        double[] drift = new double[d];
        for (int i = 0; i < d; i++) {
            drift[i] = action.kind().drifts() ? spec.drift().get(i) : 0;
        }
        switch (spec.predictor()) {
            case NONE -> {}
            case NOMINAL -> {
                Outcome nominal = nominal(action.outcomes(), d);
                for (int i = 0; i < d; i++) {
                    scale[i] = nominal.scale().get(i);
                    shift[i] = nominal.shift().get(i);
                }
            }
            case EXPECTED -> {
                for (Outcome outcome : action.outcomes()) {
                    for (int i = 0; i < d; i++) {
                        scale[i] += outcome.probability() * outcome.scale().get(i);
                        shift[i] += outcome.probability() * outcome.shift().get(i);
                    }
                }
                for (int i = 0; i < d; i++) {
                    shift[i] += drift[i];
                }
            }
        }
        return new Prediction(spec.predictor() != Predictor.NONE, scale, shift, drift);
    }

    private static Outcome nominal(List<Outcome> outcomes, int d) {
        Outcome best = null;
        for (Outcome outcome : outcomes) {
            if (!outcome.failure() && (best == null || outcome.probability() > best.probability())) {
                best = outcome;
            }
        }
        if (best == null) {
            return new Outcome(0, false, Collections.nCopies(d, 1.0), Collections.nCopies(d, 0.0));
        }
        return best;
    }

    /** Returns â of one dimension. */
    double scale(int i) {
        return scale[i];
    }

    /** Returns b̂ of one dimension. */
    double shift(int i) {
        return shift[i];
    }

    /** Whether ẑ − z' is the same for every z under this outcome. */
    boolean differsByConstant(Outcome outcome) {
        if (!compared) {
            return true;
        }
        for (int i = 0; i < scale.length; i++) {
            if (scale[i] != outcome.scale().get(i)) {
                return false;
            }
        }
        return true;
    }

    /** ‖ẑ − z'‖₂ where it is the same for every z. */
    double distance(Outcome outcome) {
        return distance(outcome, null);
    }

    /** ‖ẑ − z'‖₂ at the task vector z; 0 without a predictor. A null z stands for one that does not matter. */
    double distance(Outcome outcome, double @Nullable [] z) {
        if (!compared) {
            return 0;
        }
        double sum = 0;
        for (int i = 0; i < scale.length; i++) {
            double difference = shift[i] - outcome.shift().get(i) - drift[i];
            if (z != null) {
                difference += (scale[i] - outcome.scale().get(i)) * z[i];
            }
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }
}
