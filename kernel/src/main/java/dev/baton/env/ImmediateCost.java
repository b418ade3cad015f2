package dev.baton.env;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The expected cost of one step of each action without the constraint: λ_1 ℓ + λ_2 m + λ_4 P(failure) + λ_5 E‖ẑ − z'‖,
 * each component clipped as it is charged (model, section 6, the cost-aware baseline's view).
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
        boolean depends = false;
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
                fixed[k] += expectedDivergence(k, new double[spec.dimension()]);
            }
        }
    }

    /**
     * Says whether the divergence of some action depends on the task vector.
     *
     * @return whether {@link #at} must be used
     */
    public boolean dependsOnState() {
        return dependsOnState;
    }

    /**
     * Returns the expected costs where they do not depend on the state.
     *
     * @return (K) a copy; without the divergence if {@link #dependsOnState}
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
            cost[k] = dependsOnState ? fixed[k] + expectedDivergence(k, z) : fixed[k];
        }
    }

    private double expectedDivergence(int k, double[] z) {
        double sum = 0;
        List<Outcome> outcomes = spec.actions().get(k).outcomes();
        for (int j = 0; j < outcomes.size(); j++) {
            Outcome outcome = outcomes.get(j);
            double distance = predictions.get(k).distance(outcome, z);
            sum += outcome.probability() * Math.min(distance, spec.clip().divergence());
        }
        return spec.weights().divergence() * sum;
    }
}
