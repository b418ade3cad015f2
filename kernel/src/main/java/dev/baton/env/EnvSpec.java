package dev.baton.env;

import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import java.util.List;

/**
 * One environment, checked: everything a file of the model's section 9 says.
 *
 * @param name for tables and output
 * @param horizon H, steps, 1 … {@value #MAX_HORIZON}
 * @param start the start distribution; its lists give d, 1 … {@value #MAX_DIMENSION}
 * @param drift δ, one number per dimension
 * @param tolerance ε, one number per dimension
 * @param weights λ ≥ 0
 * @param clip the maximum of each component per step, ≥ 0; {@link CostVector#UNCLIPPED} for none
 * @param charge when the constraint is charged
 * @param predictor what the divergence compares with
 * @param observation what observations are divided by
 * @param actions K actions, 1 … {@value #MAX_ACTIONS}
 */
public record EnvSpec(
        String name,
        int horizon,
        StartDistribution start,
        List<Double> drift,
        List<Double> tolerance,
        CostVector weights,
        CostVector clip,
        Charge charge,
        Predictor predictor,
        ObservationScales observation,
        List<Action> actions) {
    /** The largest horizon. */
    public static final int MAX_HORIZON = 1024;
    /** The largest dimension of the task vector. */
    public static final int MAX_DIMENSION = 64;
    /** The largest number of actions. */
    public static final int MAX_ACTIONS = 64;
    /** The largest number of outcomes of one action. */
    public static final int MAX_OUTCOMES = 64;
    /** The largest magnitude of any number, far inside the range of a float. */
    public static final double MAX_MAGNITUDE = 1e9;
    /** How far a dimension may lie above its ε and still be done, in units of the numbers it is compared with. */
    public static final double COMPARISON_TOLERANCE = 1e-5;
    /** How far outcome probabilities may sum from 1. */
    public static final double PROBABILITY_TOLERANCE = 1e-6;

    /**
     * Checks everything the model demands.
     *
     * @throws InvalidSpecException naming the first key that is wrong
     */
    public EnvSpec {
        drift = List.copyOf(drift);
        tolerance = List.copyOf(tolerance);
        actions = List.copyOf(actions);
        if (name.isBlank()) {
            throw new InvalidSpecException("name", "a name", "nothing");
        }
        requireRange("horizon", horizon, MAX_HORIZON);
        int d = start.offset().size();
        requireRange("task.dimension", d, MAX_DIMENSION);
        requireVector("task.start.offset", start.offset(), d);
        requireVector("task.start.scale", start.scale(), d);
        requireNotNegative("task.start.difficultySigma", start.difficultySigma());
        requireNotNegative("task.start.jitter", start.jitter());
        requireVector("task.drift", drift, d);
        requireVector("task.tolerance", tolerance, d);
        requireWeights(weights);
        requireClips(clip);
        requirePositive("observation.taskScale", observation.task());
        requirePositive("observation.latencyScale", observation.latency());
        requirePositive("observation.monetaryScale", observation.monetary());
        requireActions(actions, d);
    }

    /**
     * Returns d, the dimension of the task vector.
     *
     * @return 1 … {@value #MAX_DIMENSION}
     */
    public int dimension() {
        return start.offset().size();
    }

    /**
     * Returns K.
     *
     * @return 1 … {@value #MAX_ACTIONS}
     */
    public int actionCount() {
        return actions.size();
    }

    /**
     * Returns F = 2d + 3, the number of observation features.
     *
     * @return the length of one observation
     */
    public int observationSize() {
        return 2 * dimension() + 3;
    }

    /**
     * Returns ε_i + τ_i: dimension i of the task is done where z_i is not above it (model, section 2). Simulation, exact
     * solver and checks all decide by this number.
     *
     * @param i dimension, 0 … d − 1
     * @return the threshold, in units of the task vector
     */
    public double doneThreshold(int i) {
        return tolerance.get(i) + comparisonTolerance(i);
    }

    /**
     * Returns τ_i = 10⁻⁵ · max(1, |ε_i|, offset_i + scale_i), by which round numbers may miss ε_i in any arithmetic
     * (model, section 2).
     *
     * @param i dimension, 0 … d − 1
     * @return τ_i &gt; 0, in units of the task vector
     */
    public double comparisonTolerance(int i) {
        double start = start().offset().get(i) + start().scale().get(i);
        return COMPARISON_TOLERANCE * Math.max(1, Math.max(Math.abs(tolerance.get(i)), start));
    }

    /**
     * Returns what tells this environment from every other: a digest of every number that changes an outcome or a cost.
     * Names and observation scales change neither, so environments that differ only in those have the same fingerprint.
     *
     * @return 32 hexadecimal digits, the same for the same environment on every machine and in every version
     */
    public String fingerprint() {
        return Fingerprint.of(this);
    }

    private static void requireActions(List<Action> actions, int d) {
        if (actions.isEmpty()) {
            throw new InvalidSpecException("actions", "1 to " + MAX_ACTIONS + " actions", "none");
        }
        if (actions.size() > MAX_ACTIONS) {
            throw new InvalidSpecException("actions", "1 to " + MAX_ACTIONS + " actions", actions.size() + " actions");
        }
        Object2IntOpenHashMap<String> indexOf = new Object2IntOpenHashMap<>(actions.size());
        indexOf.defaultReturnValue(-1);
        for (int k = 0; k < actions.size(); k++) {
            Action action = actions.get(k);
            String key = "actions[" + k + "]";
            if (action.name().isBlank()) {
                throw new InvalidSpecException(key + ".name", "a name", "nothing");
            }
            int earlier = indexOf.putIfAbsent(action.name(), k);
            if (earlier >= 0) {
                throw new InvalidSpecException(
                        key + ".name",
                        "a name no other action has",
                        "\"" + action.name() + "\", the name of actions[" + earlier + "]");
            }
            requireNotNegative(key + ".latency", action.latency());
            requireNotNegative(key + ".monetary", action.monetary());
            requireOutcomes(key, action.outcomes(), d);
        }
    }

    private static void requireOutcomes(String actionKey, List<Outcome> outcomes, int d) {
        String key = actionKey + ".outcomes";
        if (outcomes.isEmpty() || outcomes.size() > MAX_OUTCOMES) {
            throw new InvalidSpecException(key, "1 to " + MAX_OUTCOMES + " outcomes", String.valueOf(outcomes.size()));
        }
        double sum = 0;
        for (int j = 0; j < outcomes.size(); j++) {
            Outcome outcome = outcomes.get(j);
            double q = outcome.probability();
            if (!(q >= 0 && q <= 1)) {
                throw new InvalidSpecException(key + "[" + j + "].probability", "a number in [0, 1]", found(q));
            }
            requireVector(key + "[" + j + "].scale", outcome.scale(), d);
            requireVector(key + "[" + j + "].shift", outcome.shift(), d);
            sum += q;
        }
        if (Math.abs(sum - 1) > PROBABILITY_TOLERANCE) {
            throw new InvalidSpecException(key, "probabilities that sum to 1 (within 1e-6)", "a sum of " + found(sum));
        }
    }

    private static void requireWeights(CostVector weights) {
        String[] names = {"latency", "monetary", "constraint", "failure", "divergence"};
        for (int i = 0; i < CostVector.SIZE; i++) {
            requireNotNegative("cost.weights." + names[i], weights.get(i));
        }
    }

    private static void requireClips(CostVector clip) {
        String[] names = {"latency", "monetary", "constraint", "failure", "divergence"};
        for (int i = 0; i < CostVector.SIZE; i++) {
            if (clip.get(i) != Double.POSITIVE_INFINITY) {
                requireNotNegative("cost.clip." + names[i], clip.get(i));
            }
        }
    }

    private static void requireRange(String key, int value, int max) {
        if (value < 1 || value > max) {
            throw new InvalidSpecException(key, "a whole number from 1 to " + max, String.valueOf(value));
        }
    }

    private static void requireVector(String key, List<Double> vector, int d) {
        if (vector.size() != d) {
            throw new InvalidSpecException(key, "one number or " + d + " numbers", vector.size() + " numbers");
        }
        for (int i = 0; i < d; i++) {
            if (!(Math.abs(vector.get(i)) <= MAX_MAGNITUDE)) {
                throw new InvalidSpecException(
                        key + "[" + i + "]", "a finite number within ±1e9", found(vector.get(i)));
            }
        }
    }

    private static void requireNotNegative(String key, double value) {
        if (!(value >= 0 && value <= MAX_MAGNITUDE)) {
            throw new InvalidSpecException(key, "a finite number from 0 to 1e9", found(value));
        }
    }

    private static void requirePositive(String key, double value) {
        if (!(value > 0 && value <= MAX_MAGNITUDE)) {
            throw new InvalidSpecException(key, "a finite number above 0, at most 1e9", found(value));
        }
    }

    private static String found(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e6 ? String.valueOf((long) value) : String.valueOf(value);
    }
}
