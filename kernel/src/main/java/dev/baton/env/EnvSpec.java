package dev.baton.env;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One environment, checked: everything a file of the model's section 9 says. Made by a {@link Builder}, also from
 * another one with {@link #edit}.
 *
 * @param name for tables and output
 * @param horizon H, steps, 1 … {@value #MAX_HORIZON}
 * @param start the start distribution; its lists give d, 0 … {@value #MAX_DIMENSION}, 0 only where phases say what is
 *     solved
 * @param drift δ, one number per dimension
 * @param tolerance ε, one number per dimension
 * @param weights λ ≥ 0
 * @param clip the maximum of each component per step, ≥ 0; {@link CostVector#UNCLIPPED} for none
 * @param charge when the constraint is charged
 * @param predictor what the divergence compares with
 * @param observation what observations are divided by
 * @param memory what of the history an observation holds
 * @param actions K actions, 1 … {@value #MAX_ACTIONS}
 * @param context C_0, the context at the start, ≥ 0
 * @param phases the hidden phases, or null
 * @param limits deadline and budget
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
        Memory memory,
        List<Action> actions,
        double context,
        @Nullable Phases phases,
        Limits limits) {
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
    /** How far probabilities may sum from 1. */
    public static final double PROBABILITY_TOLERANCE = 1e-6;

    private static final String NAMES_TWICE = "a name no other has";

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
        requireRange("horizon", horizon, 1, MAX_HORIZON);
        requirePhases(phases);
        int d = start.offset().size();
        if (d == 0 && (phases == null || phases.solved().isEmpty())) {
            throw new InvalidSpecException(
                    "task.dimension", "1 to " + MAX_DIMENSION + ", or 0 where phases.solved says what is done", "0");
        }
        requireRange("task.dimension", d, 0, MAX_DIMENSION);
        requireVector("task.start.offset", start.offset(), d);
        requireVector("task.start.scale", start.scale(), d);
        requireNotNegative("task.start.difficultySigma", start.difficultySigma());
        requireNotNegative("task.start.jitter", start.jitter());
        requireVector("task.drift", drift, d);
        requireVector("task.tolerance", tolerance, d);
        requireComponents("cost.weights.", weights, false);
        requireComponents("cost.clip.", clip, true);
        requirePositive("observation.taskScale", observation.task());
        requirePositive("observation.latencyScale", observation.latency());
        requirePositive("observation.monetaryScale", observation.monetary());
        requirePositive("observation.contextScale", observation.context());
        requireNotNegative("context.start", context);
        requireLimit("limits.latency", limits.latency());
        requireLimit("limits.monetary", limits.monetary());
        requireActions(actions, d, phases);
        requireAvailability(actions, horizon);
    }

    /**
     * Makes an environment without anything of the model's section 10.
     *
     * @param name for tables and output
     * @param horizon H
     * @param start the start distribution, at least one dimension
     * @param drift δ, one number per dimension
     * @param tolerance ε, one number per dimension
     * @param weights λ ≥ 0
     * @param clip the maximum of each component per step
     * @param charge when the constraint is charged
     * @param predictor what the divergence compares with
     * @param observation what observations are divided by
     * @param actions K actions
     * @throws InvalidSpecException naming the first key that is wrong
     */
    public EnvSpec(
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
        this(
                name, horizon, start, drift, tolerance, weights, clip, charge, predictor, observation, Memory.BELIEF,
                actions, 0, null, Limits.NONE);
    }

    /**
     * Starts a copy in which some things are to be different.
     *
     * @return a builder that holds everything this environment says
     */
    public Builder edit() {
        return new Builder(this);
    }

    /**
     * Returns d, the dimension of the task vector.
     *
     * @return 0 … {@value #MAX_DIMENSION}
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
     * Returns P, the number of hidden phases.
     *
     * @return 2 … {@value Phases#MAX_PHASES}, or 1 where there are none
     */
    public int phaseCount() {
        return phases == null ? 1 : phases.count();
    }

    /**
     * Says whether phases say what is solved; nothing ends by itself then (model, section 10.3).
     *
     * @return whether {@link Phases#solved} is given
     */
    public boolean solvedByPhase() {
        return phases != null && !phases.solved().isEmpty();
    }

    /**
     * Says whether the task counts as done in a phase.
     *
     * @param phase 0 … P − 1
     * @return what {@link Phases#solved} says; true where phases do not say
     */
    public boolean solvedIn(int phase) {
        return phases == null || phases.solved().isEmpty() || phases.solved().get(phase);
    }

    /**
     * Returns the belief at the start.
     *
     * @return (P) the probability of each phase; a single 1 where there are none
     */
    public List<Double> startBelief() {
        return phases == null ? List.of(1.0) : phases.start();
    }

    /**
     * Says whether some price grows with the context.
     *
     * @return whether the context matters, and is observed
     */
    public boolean pricesContext() {
        return actions.stream().anyMatch(action -> !action.perContext().equals(Prices.NONE));
    }

    /**
     * Says whether an action may be called a limited number of times only, so that not every action is always
     * available.
     *
     * @return whether one has {@code maxCalls}
     */
    public boolean limitsCalls() {
        return actions.stream().anyMatch(Action::limited);
    }

    /**
     * Returns F, the number of observation features (model, sections 2 and 10.3): 2 d + 3, one for the context where a
     * price grows with it, one per action with a limit of calls, P for the belief, one per signal for the counts.
     *
     * @return the length of one observation
     */
    public int observationSize() {
        int size = 2 * dimension() + 3;
        size += pricesContext() ? 1 : 0;
        size += (int) actions.stream().filter(Action::limited).count();
        size += phases != null && memory.belief() ? phases.count() : 0;
        return size + (memory.counts() ? new Signals(this).count() : 0);
    }

    /**
     * Returns what an outcome's probability is at the start, Σ_x start(x) q_kj(x).
     *
     * @param outcome one of this environment's
     * @return the probability before anything was seen
     */
    public double priorProbability(Outcome outcome) {
        return Prior.of(phases).probability(outcome);
    }

    /**
     * Returns the expected price of an action at the start: Σ_x start(x) Σ_j q_kj(x) ℓ_kj, or m_kj in place of ℓ_kj, at
     * context C_0.
     *
     * @param price which
     * @param k the action
     * @return in the unit of the price's component
     */
    public double expectedPrice(Price price, int k) {
        return Prior.of(phases).expected(price, actions.get(k), context);
    }

    /**
     * Returns P(failure) of an action at the start, the summed probability of its failure outcomes.
     *
     * @param k the action
     * @return a number in [0, 1]
     */
    public double failureProbability(int k) {
        double p = 0;
        for (Outcome outcome : actions.get(k).outcomes()) {
            p += outcome.failure() ? priorProbability(outcome) : 0;
        }
        return p;
    }

    /**
     * Returns ε_i + τ_i: dimension i of the task is done where z_i is not above it (model, section 2). Simulation,
     * exact solver and checks all decide by this number.
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
        double sum = start.offset().get(i) + start.scale().get(i);
        return COMPARISON_TOLERANCE * Math.max(1, Math.max(Math.abs(tolerance.get(i)), sum));
    }

    /**
     * Returns what tells this environment from every other: a digest of every number that changes an outcome or a cost.
     * Names, observation scales and memory change neither, so environments that differ only in those have the same
     * fingerprint.
     *
     * @return 32 hexadecimal digits, the same for the same environment on every machine and in every version
     */
    public String fingerprint() {
        return Fingerprint.of(this);
    }

    private static void requirePhases(@Nullable Phases phases) {
        if (phases == null) {
            return;
        }
        int count = phases.count();
        if (count < 2 || count > Phases.MAX_PHASES) {
            throw new InvalidSpecException(
                    "phases.names", "2 to " + Phases.MAX_PHASES + " phases", String.valueOf(count));
        }
        for (int x = 0; x < count; x++) {
            String name = phases.names().get(x);
            int earlier = phases.names().indexOf(name);
            if (name.isBlank()) {
                throw new InvalidSpecException("phases.names[" + x + "]", "a name", "nothing");
            }
            if (earlier < x) {
                throw new InvalidSpecException(
                        "phases.names[" + x + "]", NAMES_TWICE,
                        quoted(name) + ", the name of phases.names[" + earlier + "]");
            }
        }
        requireDistribution("phases.start", phases.start(), count);
        requireTransition("phases.transition", phases.transition(), phases.names());
        if (!phases.solved().isEmpty() && phases.solved().size() != count) {
            throw new InvalidSpecException(
                    "phases.solved", "nothing or a word for each of " + count + " phases",
                    String.valueOf(phases.solved()));
        }
    }

    private static void requireTransition(String key, List<List<Double>> transition, List<String> names) {
        if (transition.isEmpty()) {
            return;
        }
        if (transition.size() != names.size()) {
            throw new InvalidSpecException(key, names.size() + " rows", transition.size() + " rows");
        }
        for (int x = 0; x < names.size(); x++) {
            requireDistribution(key + "." + names.get(x), transition.get(x), names.size());
        }
    }

    private static void requireDistribution(String key, List<Double> probabilities, int count) {
        if (probabilities.size() != count) {
            throw new InvalidSpecException(key, count + " probabilities", probabilities.size() + " probabilities");
        }
        double sum = 0;
        for (double p : probabilities) {
            requireProbability(key, p);
            sum += p;
        }
        if (Math.abs(sum - 1) > PROBABILITY_TOLERANCE) {
            throw new InvalidSpecException(key, "probabilities that sum to 1 (within 1e-6)", "a sum of " + found(sum));
        }
    }

    private static void requireProbability(String key, double p) {
        if (!(p >= 0 && p <= 1)) {
            throw new InvalidSpecException(key, "a number in [0, 1]", found(p));
        }
    }

    private static void requireActions(List<Action> list, int d, @Nullable Phases phases) {
        if (list.isEmpty()) {
            throw new InvalidSpecException("actions", "1 to " + MAX_ACTIONS + " actions", "none");
        }
        if (list.size() > MAX_ACTIONS) {
            throw new InvalidSpecException("actions", "1 to " + MAX_ACTIONS + " actions", list.size() + " actions");
        }
        Map<String, Integer> indexOf = new HashMap<>();
        for (int k = 0; k < list.size(); k++) {
            Action action = list.get(k);
            String key = "actions[" + k + "]";
            if (action.name().isBlank()) {
                throw new InvalidSpecException(key + ".name", "a name", "nothing");
            }
            Integer earlier = indexOf.putIfAbsent(action.name(), k);
            if (earlier != null) {
                throw new InvalidSpecException(
                        key + ".name", "a name no other action has",
                        quoted(action.name()) + ", the name of actions[" + earlier + "]");
            }
            for (Price price : Price.ALL) {
                requireNotNegative(key + ".perContext." + price.key(), action.perContext().get(price));
            }
            if (action.limited()) {
                requireRange(key + ".maxCalls", action.maxCalls(), 1, MAX_HORIZON);
            }
            if (!action.transition().isEmpty()) {
                if (phases == null) {
                    throw new InvalidSpecException(key + ".transition", "phases at the top of the file", "none");
                }
                requireTransition(key + ".transition", action.transition(), phases.names());
            }
            requireOutcomes(key, action.outcomes(), d, phases);
        }
    }

    private static void requireOutcomes(
            String actionKey, List<Outcome> outcomes, int d, @Nullable Phases phases) {
        int phaseCount = phases == null ? 1 : phases.count();
        String key = actionKey + ".outcomes";
        if (outcomes.isEmpty() || outcomes.size() > MAX_OUTCOMES) {
            throw new InvalidSpecException(key, "1 to " + MAX_OUTCOMES + " outcomes", String.valueOf(outcomes.size()));
        }
        for (int j = 0; j < outcomes.size(); j++) {
            Outcome outcome = outcomes.get(j);
            String path = key + "[" + j + "]";
            int size = outcome.probabilities().size();
            if (size != 1 && size != phaseCount) {
                throw new InvalidSpecException(
                        path + ".probability", "one number or one for each of " + phaseCount + " phases",
                        size + " numbers");
            }
            for (double q : outcome.probabilities()) {
                requireProbability(path + ".probability", q);
            }
            requireVector(path + ".scale", outcome.scale(), d);
            requireVector(path + ".shift", outcome.shift(), d);
            requireProbability(path + ".context.keep", outcome.context().keep());
            requireNotNegative(path + ".context.add", outcome.context().add());
            requireMove(path + ".move", outcome.move(), phaseCount);
        }
        Price.ALL.forEach(price -> requirePrices(actionKey, outcomes, price));
        for (int x = 0; x < phaseCount; x++) {
            double sum = 0;
            for (Outcome outcome : outcomes) {
                sum += outcome.probability(x);
            }
            if (Math.abs(sum - 1) > PROBABILITY_TOLERANCE) {
                String where = phases == null ? "" : " in phase " + phases.names().get(x);
                throw new InvalidSpecException(
                        key, "probabilities that sum to 1" + where + " (within 1e-6)", "a sum of " + found(sum));
            }
        }
        requireSignals(key, outcomes);
    }

    /** A price that all outcomes share is the action's own. */
    private static void requirePrices(String actionKey, List<Outcome> outcomes, Price price) {
        double first = outcomes.get(0).price(price);
        boolean shared = outcomes.stream().allMatch(outcome -> Double.compare(outcome.price(price), first) == 0);
        for (int j = 0; j < outcomes.size(); j++) {
            String key = actionKey + (shared ? "." : ".outcomes[" + j + "].") + price.key();
            requireNotNegative(key, outcomes.get(j).price(price));
        }
    }

    private static void requireMove(String key, List<Integer> move, int phaseCount) {
        if (move.isEmpty()) {
            return;
        }
        if (phaseCount == 1) {
            throw new InvalidSpecException(key, "phases at the top of the file", "none");
        }
        if (move.size() != phaseCount) {
            throw new InvalidSpecException(key, phaseCount + " phases", move.size() + " phases");
        }
        for (int y : move) {
            if (y < 0 || y >= phaseCount) {
                throw new InvalidSpecException(key, "phases 0 to " + (phaseCount - 1), String.valueOf(y));
            }
        }
    }

    /** Outcomes of one signal look the same to a policy. */
    private static void requireSignals(String key, List<Outcome> outcomes) {
        for (int j = 0; j < outcomes.size(); j++) {
            String signal = outcomes.get(j).signal();
            if (signal == null) {
                continue;
            }
            if (signal.isBlank()) {
                throw new InvalidSpecException(key + "[" + j + "].signal", "a name", "nothing");
            }
            for (int i = 0; i < j; i++) {
                String difference = signal.equals(outcomes.get(i).signal())
                        ? outcomes.get(i).visibleDifference(outcomes.get(j))
                        : null;
                if (difference != null) {
                    throw new InvalidSpecException(
                            key + "[" + j + "].signal",
                            "outcomes of signal " + quoted(signal) + " that look the same (failure, prices, effect on"
                                    + " task and context)",
                            "outcomes " + i + " and " + j + ", which differ in " + difference);
                }
            }
        }
    }

    private static void requireAvailability(List<Action> actions, int horizon) {
        long calls = 0;
        for (Action action : actions) {
            if (!action.limited()) {
                return;
            }
            calls += action.maxCalls();
        }
        if (calls < horizon) {
            throw new InvalidSpecException(
                    "actions",
                    "an action without maxCalls, or maxCalls that sum to the horizon of " + horizon + " or more",
                    "a sum of " + calls + ", after which no action is available");
        }
    }

    private static void requireComponents(String key, CostVector vector, boolean orInfinite) {
        for (CostComponent component : CostComponent.ALL) {
            if (!(orInfinite && vector.get(component) == Double.POSITIVE_INFINITY)) {
                requireNotNegative(key + component.key(), vector.get(component));
            }
        }
    }

    private static void requireLimit(String key, double limit) {
        if (limit != Double.POSITIVE_INFINITY) {
            requirePositive(key, limit);
        }
    }

    private static void requireRange(String key, int value, int min, int max) {
        if (value < min || value > max) {
            throw new InvalidSpecException(key, "a whole number from " + min + " to " + max, String.valueOf(value));
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

    private static String quoted(String name) {
        return "\"" + name + "\"";
    }

    private static String found(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e6
                ? String.valueOf((long) value)
                : String.valueOf(value);
    }

    /** A description in the making; what is not set has the model's default. Every setter returns this builder. */
    public static final class Builder {
        private final String name;
        private int horizon;
        private StartDistribution start = new StartDistribution(List.of(), List.of(), 0, 0);
        private List<Double> drift = List.of();
        private List<Double> tolerance = List.of();
        private CostVector weights;
        private CostVector clip = CostVector.UNCLIPPED;
        private Charge charge = Charge.TERMINAL;
        private Predictor predictor = Predictor.NOMINAL;
        private @Nullable ObservationScales observation;
        private Memory memory = Memory.BELIEF;
        private List<Action> actions;
        private double context;
        private @Nullable Phases phases;
        private Limits limits = Limits.NONE;

        /**
         * Starts a description.
         *
         * @param name for tables and output
         * @param horizon H
         * @param weights λ
         * @param actions K actions
         */
        public Builder(String name, int horizon, CostVector weights, List<Action> actions) {
            this.name = name;
            this.horizon = horizon;
            this.weights = weights;
            this.actions = actions;
        }

        private Builder(EnvSpec spec) {
            this(spec.name, spec.horizon, spec.weights, spec.actions);
            start = spec.start;
            drift = spec.drift;
            tolerance = spec.tolerance;
            clip = spec.clip;
            charge = spec.charge;
            predictor = spec.predictor;
            observation = spec.observation;
            memory = spec.memory;
            context = spec.context;
            phases = spec.phases;
            limits = spec.limits;
        }

        /**
         * Sets H.
         *
         * @param changed steps
         * @return this builder
         */
        public Builder horizon(int changed) {
            horizon = changed;
            return this;
        }

        /**
         * Sets the task vector's distribution at the start, its drift and tolerance; they agree in their dimension.
         *
         * @param changedStart the start distribution
         * @param changedDrift δ
         * @param changedTolerance ε
         * @return this builder
         */
        public Builder task(StartDistribution changedStart, List<Double> changedDrift, List<Double> changedTolerance) {
            start = changedStart;
            drift = changedDrift;
            tolerance = changedTolerance;
            return this;
        }

        /**
         * Sets δ.
         *
         * @param changed one number per dimension
         * @return this builder
         */
        public Builder drift(List<Double> changed) {
            drift = changed;
            return this;
        }

        /**
         * Sets λ.
         *
         * @param changed ≥ 0
         * @return this builder
         */
        public Builder weights(CostVector changed) {
            weights = changed;
            return this;
        }

        /**
         * Sets the maximum of each component per step.
         *
         * @param changed ≥ 0
         * @return this builder
         */
        public Builder clip(CostVector changed) {
            clip = changed;
            return this;
        }

        /**
         * Sets when the constraint is charged.
         *
         * @param changed at the end or at every step
         * @return this builder
         */
        public Builder charge(Charge changed) {
            charge = changed;
            return this;
        }

        /**
         * Sets what the divergence compares with.
         *
         * @param changed the predictor
         * @return this builder
         */
        public Builder predictor(Predictor changed) {
            predictor = changed;
            return this;
        }

        /**
         * Sets what observations are divided by.
         *
         * @param changed the scales, or null for the defaults
         * @return this builder
         */
        public Builder observation(@Nullable ObservationScales changed) {
            observation = changed;
            return this;
        }

        /**
         * Sets what of the history an observation holds.
         *
         * @param changed belief, counts, both or neither
         * @return this builder
         */
        public Builder memory(Memory changed) {
            memory = changed;
            return this;
        }

        /**
         * Sets the actions.
         *
         * @param changed K actions
         * @return this builder
         */
        public Builder actions(List<Action> changed) {
            actions = changed;
            return this;
        }

        /**
         * Sets C_0.
         *
         * @param changed the context at the start
         * @return this builder
         */
        public Builder context(double changed) {
            context = changed;
            return this;
        }

        /**
         * Sets the hidden phases.
         *
         * @param changed the phases, or null for none
         * @return this builder
         */
        public Builder phases(@Nullable Phases changed) {
            phases = changed;
            return this;
        }

        /**
         * Sets deadline and budget.
         *
         * @param changed the limits
         * @return this builder
         */
        public Builder limits(Limits changed) {
            limits = changed;
            return this;
        }

        /**
         * Checks and returns the environment; scales that were not set get the model's defaults.
         *
         * @return the environment
         * @throws InvalidSpecException naming the first key that is wrong
         */
        public EnvSpec build() {
            ObservationScales scales = observation != null
                    ? observation
                    : ObservationScales.defaults(start, horizon, actions, context, phases, limits);
            return new EnvSpec(
                    name, horizon, start, drift, tolerance, weights, clip, charge, predictor, scales, memory, actions,
                    context, phases, limits);
        }
    }
}
