package dev.baton.env;

import java.util.List;

/**
 * An environment as flat float tables, the form the steppers read. Derived once from an {@link EnvSpec}.
 *
 * <p>Per action k a table has {@code actionStride} entries, per outcome {@code outcomeStride}; both are K and K · J
 * rounded up to a multiple of 16, so that a vector load of any width stays inside. Outcome j of action k has index e =
 * j K + k, where J is the largest number of outcomes of an action. The drift is part of the shift table.
 */
public final class EnvTables {
    private static final int ALIGN = 16;
    // Above every uniform number: an outcome that the action does not have is never reached.
    private static final float NEVER = 2f;
    /** Uniform numbers are multiples of this. */
    private static final double GRAIN = 0x1p-24;

    final EnvSpec spec;
    final int dimension;
    final int horizon;
    final int actions;
    final int outcomes;
    final int actionStride;
    final int outcomeStride;

    /** (J − 1, K) cumulative outcome probabilities q_k1 + … + q_kj. */
    final float[] cumulative;
    /** (K) ℓ, unclipped: what the state accumulates. */
    final float[] latency;
    /** (K) m, unclipped. */
    final float[] monetary;
    /** (K) ℓ, clipped: what is charged. */
    final float[] latencyCost;
    /** (K) m, clipped. */
    final float[] monetaryCost;
    /** (K) 1 if the action ends the episode, else 0. */
    final int[] ends;
    /** (d, E) a. */
    final float[] scale;
    /** (d, E) b + δ, or b for an action after which nothing drifts. */
    final float[] shift;
    /** (E) φ, clipped. */
    final float[] failure;
    /** (E) the divergence, clipped, if it does not depend on the state. */
    final float[] divergence;
    /** (E) λ · the components that do not depend on the state. */
    final float[] baseCost;
    /** (d, K) â of the predictor ẑ = â ⊙ z + b̂. */
    final float[] predictedScale;
    /** (d, K) b̂. */
    final float[] predictedShift;
    /** (d) ε. */
    final float[] tolerance;
    /** (d) ε + τ: dimension i is done where z_i is not above it. */
    final float[] doneThreshold;
    /**
     * Whether one float is too short for what an episode carries. Task vector, latency, money and component sums then have
     * a second one each, and the tables below hold what the float tables round away; else those are empty.
     */
    final boolean twofold;
    /** (K) ℓ. */
    final float[] latencyRest;
    /** (K) m. */
    final float[] monetaryRest;
    /** (K) ℓ, clipped. */
    final float[] latencyCostRest;
    /** (K) m, clipped. */
    final float[] monetaryCostRest;
    /** (d, E) a. */
    final float[] scaleRest;
    /** (d, E) b + δ. */
    final float[] shiftRest;
    /** (E) φ, clipped. */
    final float[] failureRest;
    /** (E) the divergence. */
    final float[] divergenceRest;

    final float constraintWeight;
    final float divergenceWeight;
    final float constraintClip;
    final float divergenceClip;
    final boolean chargedEveryStep;
    /** Whether every outcome that can happen has a = 1. */
    final boolean additive;
    /** Whether ẑ − z' does not depend on z, for every outcome that can happen. */
    final boolean constantDivergence;
    /** Whether the charged latency and money differ from the accumulated. */
    final boolean clipsPrices;

    final float taskFactor;
    final float latencyFactor;
    final float monetaryFactor;
    final float stepFactor;

    /**
     * Compiles an environment.
     *
     * @param spec the environment
     */
    public EnvTables(EnvSpec spec) {
        this.spec = spec;
        List<Action> list = spec.actions();
        dimension = spec.dimension();
        horizon = spec.horizon();
        actions = list.size();
        outcomes = list.stream().mapToInt(a -> a.outcomes().size()).max().orElseThrow();
        actionStride = roundUp(actions);
        outcomeStride = roundUp(actions * outcomes);
        CostVector clip = spec.clip();
        CostVector weights = spec.weights();

        cumulative = new float[(outcomes - 1) * actionStride];
        latency = new float[actionStride];
        monetary = new float[actionStride];
        latencyCost = new float[actionStride];
        monetaryCost = new float[actionStride];
        ends = new int[actionStride];
        scale = new float[dimension * outcomeStride];
        shift = new float[dimension * outcomeStride];
        failure = new float[outcomeStride];
        divergence = new float[outcomeStride];
        baseCost = new float[outcomeStride];
        predictedScale = new float[dimension * actionStride];
        predictedShift = new float[dimension * actionStride];
        tolerance = new float[dimension];
        doneThreshold = new float[dimension];
        twofold = !Precision.floatSuffices(spec);
        latencyRest = new float[twofold ? actionStride : 0];
        monetaryRest = new float[twofold ? actionStride : 0];
        latencyCostRest = new float[twofold ? actionStride : 0];
        monetaryCostRest = new float[twofold ? actionStride : 0];
        scaleRest = new float[twofold ? dimension * outcomeStride : 0];
        shiftRest = new float[twofold ? dimension * outcomeStride : 0];
        failureRest = new float[twofold ? outcomeStride : 0];
        divergenceRest = new float[twofold ? outcomeStride : 0];

        boolean allAdditive = true;
        boolean allConstant = true;
        for (int k = 0; k < actions; k++) {
            Prediction prediction = Prediction.of(spec, k);
            for (Outcome outcome : list.get(k).outcomes()) {
                if (outcome.probability() > 0) {
                    allAdditive &= outcome.scale().stream().allMatch(a -> a == 1);
                    allConstant &= prediction.differsByConstant(outcome);
                }
            }
        }
        additive = allAdditive;
        constantDivergence = allConstant;
        clipsPrices = list.stream().anyMatch(a -> a.latency() > clip.latency() || a.monetary() > clip.monetary());
        chargedEveryStep = spec.charge() == Charge.STEP;
        constraintWeight = (float) weights.constraint();
        divergenceWeight = (float) weights.divergence();
        constraintClip = (float) clip.constraint();
        divergenceClip = (float) clip.divergence();

        for (int k = 0; k < actions; k++) {
            fillAction(k);
        }
        for (int i = 0; i < dimension; i++) {
            tolerance[i] = spec.tolerance().get(i).floatValue();
            doneThreshold[i] = (float) spec.doneThreshold(i);
        }
        taskFactor = (float) (1 / spec.observation().task());
        latencyFactor = (float) (1 / spec.observation().latency());
        monetaryFactor = (float) (1 / spec.observation().monetary());
        stepFactor = (float) (1.0 / horizon);
    }

    /**
     * Returns the environment that was compiled.
     *
     * @return the description
     */
    public EnvSpec spec() {
        return spec;
    }

    private void fillAction(int k) {
        Action action = spec.actions().get(k);
        CostVector clip = spec.clip();
        CostVector weights = spec.weights();
        double paidLatency = Math.min(action.latency(), clip.latency());
        double paidMonetary = Math.min(action.monetary(), clip.monetary());
        put(action.latency(), latency, latencyRest, k);
        put(action.monetary(), monetary, monetaryRest, k);
        put(paidLatency, latencyCost, latencyCostRest, k);
        put(paidMonetary, monetaryCost, monetaryCostRest, k);
        ends[k] = action.kind().endsEpisode() ? 1 : 0;
        Prediction prediction = Prediction.of(spec, k);
        for (int i = 0; i < dimension; i++) {
            predictedScale[i * actionStride + k] = (float) prediction.scale(i);
            predictedShift[i * actionStride + k] = (float) prediction.shift(i);
        }
        float[] limits = limits(action.outcomes());
        for (int j = 0; j < outcomes; j++) {
            boolean exists = j < action.outcomes().size();
            if (j < outcomes - 1) {
                cumulative[j * actionStride + k] = exists ? limits[j] : NEVER;
            }
            if (!exists) {
                continue;
            }
            Outcome outcome = action.outcomes().get(j);
            int e = j * actions + k;
            for (int i = 0; i < dimension; i++) {
                double drift = action.kind().drifts() ? spec.drift().get(i) : 0;
                put(outcome.scale().get(i), scale, scaleRest, i * outcomeStride + e);
                put(outcome.shift().get(i) + drift, shift, shiftRest, i * outcomeStride + e);
            }
            double paidFailure = outcome.failure() ? Math.min(1, clip.failure()) : 0;
            double paidDivergence = constantDivergence ? Math.min(prediction.distance(outcome), clip.divergence()) : 0;
            put(paidFailure, failure, failureRest, e);
            put(paidDivergence, divergence, divergenceRest, e);
            baseCost[e] = (float) (weights.latency() * paidLatency
                    + weights.monetary() * paidMonetary
                    + weights.failure() * paidFailure
                    + weights.divergence() * paidDivergence);
        }
    }

    private void put(double value, float[] table, float[] rest, int at) {
        table[at] = (float) value;
        if (twofold) {
            rest[at] = (float) (value - table[at]);
        }
    }

    /**
     * For each outcome what a uniform number must be below for it or an earlier one to happen. An outcome rarer than the
     * uniform numbers are apart never happens; so does one that is 0. The last that can gets what the others lack of 1.
     */
    private static float[] limits(List<Outcome> outcomes) {
        float[] limits = new float[outcomes.size()];
        int last = outcomes.size() - 1;
        while (outcomes.get(last).probability() < GRAIN) {
            last--;
        }
        double sum = 0;
        float before = 0;
        for (int j = 0; j < limits.length; j++) {
            double q = outcomes.get(j).probability();
            sum += q;
            if (j >= last) {
                limits[j] = NEVER;
            } else {
                limits[j] = q < GRAIN ? before : (float) sum;
            }
            before = limits[j];
        }
        return limits;
    }

    private static int roundUp(int count) {
        return (count + ALIGN - 1) / ALIGN * ALIGN;
    }
}
