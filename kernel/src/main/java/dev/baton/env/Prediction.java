package dev.baton.env;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The predictor of one action, ẑ = â ⊙ z + b̂ (model, section 4), beside what really happens: z' = a ⊙ z + b + δ. */
public final class Prediction {
    /** Probabilities closer than this are equal, and the first in the model's order is predicted. */
    private static final double TIE = 1e-9;

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

    /**
     * Returns the prediction of an action.
     *
     * @param spec the environment
     * @param k the action
     * @return its predictor
     */
    public static Prediction of(EnvSpec spec, int k) {
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
                Outcome nominal = nominal(spec, k);
                for (int i = 0; i < d; i++) {
                    scale[i] = nominal == null ? 1 : nominal.scale().get(i);
                    shift[i] = nominal == null ? 0 : nominal.shift().get(i);
                }
            }
            case EXPECTED -> {
                double total = 0;
                for (Outcome outcome : action.outcomes()) {
                    double q = spec.priorProbability(outcome);
                    total += q;
                    for (int i = 0; i < d; i++) {
                        scale[i] += q * outcome.scale().get(i);
                        shift[i] += q * outcome.shift().get(i);
                    }
                }
                for (int i = 0; i < d; i++) {
                    // Probabilities that sum to 1 but for a rounding must not make effects that add look as if they
                    // scaled.
                    scale[i] /= total;
                    shift[i] = shift[i] / total + drift[i];
                }
            }
        }
        return new Prediction(spec.predictor() != Predictor.NONE, scale, shift, drift);
    }

    /** An outcome of the most probable signal that is no failure; null where there is none. */
    private static @Nullable Outcome nominal(EnvSpec spec, int k) {
        List<Outcome> outcomes = spec.actions().get(k).outcomes();
        Signals signals = new Signals(spec);
        double[] together = new double[signals.count()];
        double most = 0;
        for (int j = 0; j < outcomes.size(); j++) {
            if (!outcomes.get(j).failure()) {
                together[signals.of(k, j)] += spec.priorProbability(outcomes.get(j));
                most = Math.max(most, together[signals.of(k, j)]);
            }
        }
        for (int j = 0; j < outcomes.size(); j++) {
            double q = together[signals.of(k, j)];
            if (!outcomes.get(j).failure() && q > 0 && q >= most - TIE) {
                return outcomes.get(j);
            }
        }
        return null;
    }

    /** Returns â of one dimension. */
    double scale(int i) {
        return scale[i];
    }

    /** Returns b̂ of one dimension. */
    double shift(int i) {
        return shift[i];
    }

    /**
     * Says whether ẑ − z' is the same for every z under an outcome.
     *
     * @param outcome one of the action's
     * @return true without a predictor, or where â = a
     */
    public boolean differsByConstant(Outcome outcome) {
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

    /**
     * Returns â − a in one dimension: ẑ − z' = (â − a) ⊙ z + (b̂ − b − δ).
     *
     * @param outcome one of the action's
     * @param i dimension
     * @return the factor of z_i; meaningless without a predictor
     */
    public double scaleDifference(Outcome outcome, int i) {
        return scale[i] - outcome.scale().get(i);
    }

    /**
     * Returns b̂ − b − δ in one dimension.
     *
     * @param outcome one of the action's
     * @param i dimension
     * @return the summand; meaningless without a predictor
     */
    public double shiftDifference(Outcome outcome, int i) {
        return shift[i] - outcome.shift().get(i) - drift[i];
    }

    /**
     * Returns ‖ẑ − z'‖₂ where it is the same for every z.
     *
     * @param outcome one of the action's, for which {@link #differsByConstant} holds
     * @return the distance, not clipped; 0 without a predictor
     */
    public double distance(Outcome outcome) {
        return distance(outcome, null);
    }

    /** ‖ẑ − z'‖₂ at the task vector z; 0 without a predictor. A null z stands for one that does not matter. */
    double distance(Outcome outcome, double @Nullable [] z) {
        if (!compared) {
            return 0;
        }
        double sum = 0;
        for (int i = 0; i < scale.length; i++) {
            double difference = shiftDifference(outcome, i);
            if (z != null) {
                difference += scaleDifference(outcome, i) * z[i];
            }
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }
}
