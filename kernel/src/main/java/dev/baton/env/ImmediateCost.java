package dev.baton.env;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The expected cost of one step of each action as far as it is charged at once: λ_1 ℓ + λ_2 m + λ_4 P(failure) + λ_5 E‖ẑ
 * − z'‖, and + λ_3 E g(S') where the constraint is charged at every step; each component clipped as it is charged (model,
 * section 6, the cost-aware baseline's view).
 */
public final class ImmediateCost {
    private final EnvSpec spec;
    private final List<Prediction> predictions;
    private final double[] fixed;
    private final boolean dependsOnState;

    /**
     * Prepares an environment.
     *
     * @param spec the environment
     */
    public ImmediateCost(EnvSpec spec) {
        this.spec = spec;
        int actions = spec.actionCount();
        predictions = IntStream.range(0, actions)
                .mapToObj(k -> Prediction.of(spec, k))
                .toList();
        fixed = new double[actions];
        boolean depends = constrained();
        for (int k = 0; k < actions; k++) {
            Action action = spec.actions().get(k);
            CostVector clip = spec.clip();
            fixed[k] = spec.weights().latency() * Math.min(action.latency(), clip.latency())
                    + spec.weights().monetary() * Math.min(action.monetary(), clip.monetary())
                    + spec.weights().failure() * action.failureProbability() * Math.min(1, clip.failure());
            for (Outcome outcome : action.outcomes()) {
                depends |= outcome.probability() > 0 && !predictions.get(k).differsByConstant(outcome);
            }
        }
        dependsOnState = depends;
        if (!depends) {
            for (int k = 0; k < actions; k++) {
                fixed[k] += dependent(k, new double[spec.dimension()]);
            }
        }
    }

    private boolean constrained() {
        return spec.charge() == Charge.STEP && spec.weights().constraint() > 0;
    }

    /**
     * Says whether the cost of some action depends on the task vector.
     *
     * @return whether {@link #at} must be used
     */
    public boolean dependsOnState() {
        return dependsOnState;
    }

    /**
     * Returns the expected costs where they do not depend on the state.
     *
     * @return (K) a copy; without divergence and constraint if {@link #dependsOnState}
     */
    public double[] fixed() {
        return fixed.clone();
    }

    /**
     * Computes the expected costs at a task vector.
     *
     * @param z (d) not modified
     * @param cost (K) overwritten
     */
    public void at(double[] z, double[] cost) {
        for (int k = 0; k < cost.length; k++) {
            cost[k] = dependsOnState ? fixed[k] + dependent(k, z) : fixed[k];
        }
    }

    private double dependent(int k, double[] z) {
        double divergence = 0;
        double constraint = 0;
        List<Outcome> outcomes = spec.actions().get(k).outcomes();
        for (int j = 0; j < outcomes.size(); j++) {
            Outcome outcome = outcomes.get(j);
            double distance = predictions.get(k).distance(outcome, z);
            divergence += outcome.probability() * Math.min(distance, spec.clip().divergence());
            if (constrained()) {
                constraint += outcome.probability() * Math.min(constraint(k, outcome, z), spec.clip().constraint());
            }
        }
        return spec.weights().divergence() * divergence + spec.weights().constraint() * constraint;
    }

    /** g(S'). */
    private double constraint(int k, Outcome outcome, double[] z) {
        boolean drifts = spec.actions().get(k).kind().drifts();
        double g = 0;
        for (int i = 0; i < z.length; i++) {
            double drift = drifts ? spec.drift().get(i) : 0;
            double next = outcome.scale().get(i) * z[i] + outcome.shift().get(i) + drift;
            g += next > spec.doneThreshold(i) ? next - spec.tolerance().get(i) : 0;
        }
        return g;
    }
}
