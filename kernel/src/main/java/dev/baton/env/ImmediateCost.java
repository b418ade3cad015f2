package dev.baton.env;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The expected cost of one step of each action as far as it is charged at once: λ_1 ℓ + λ_2 m + λ_4 P(failure) + λ_5 E‖ẑ
 * − z'‖, and + λ_3 E g(S') where the constraint is charged at every step; each component clipped as it is charged (model,
 * section 6, the cost-aware baseline's view). With hidden phases expected under the belief (section 10.3).
 */
public final class ImmediateCost {
    private final EnvSpec spec;
    private final List<Prediction> predictions;
    private final double[] fixed;
    private final boolean dependsOnState;
    private final boolean constrained;

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
        constrained = spec.charge() == Charge.STEP && spec.weights().constraint() > 0;
        boolean depends = constrained || spec.phases() != null || spec.pricesContext();
        for (int k = 0; k < actions; k++) {
            for (Outcome outcome : spec.actions().get(k).outcomes()) {
                depends |= outcome.possible() && !predictions.get(k).differsByConstant(outcome);
            }
        }
        dependsOnState = depends;
        fixed = new double[actions];
        for (int k = 0; k < actions && !depends; k++) {
            fixed[k] = expected(k, new State(spec));
        }
    }

    /** What the cost of a step depends on; the caller's own, so that nothing is allocated. */
    public static final class State {
        private final double[] z;
        private final double[] belief;
        private double latency;
        private double monetary;
        private double context;

        /**
         * Makes the state at the start, but for the task vector, which is 0.
         *
         * @param spec the environment
         */
        public State(EnvSpec spec) {
            z = new double[spec.dimension()];
            belief = new double[spec.phaseCount()];
            belief[0] = 1;
            context = spec.context();
        }

        /**
         * Returns the state at the start of an episode.
         *
         * @param spec the environment
         * @param task (d) its task vector; copied
         * @return belief and context at the start, nothing spent
         */
        public static State atStart(EnvSpec spec, double[] task) {
            State state = new State(spec);
            System.arraycopy(task, 0, state.z, 0, state.z.length);
            for (int x = 0; x < state.belief.length; x++) {
                state.belief[x] = spec.startBelief().get(x);
            }
            return state;
        }

        /**
         * Takes over the state of an episode.
         *
         * @param batch read
         * @param n its column
         */
        public void read(EpisodeBatch batch, int n) {
            for (int i = 0; i < z.length; i++) {
                z[i] = batch.exactTask(i, n);
            }
            for (int x = 0; x * batch.stride < batch.belief.length; x++) {
                belief[x] = batch.belief[x * batch.stride + n];
            }
            latency = batch.latency[n];
            monetary = batch.monetary[n];
            context = batch.context.length > 0 ? batch.context[n] : 0;
        }
    }

    /**
     * Says whether the cost of some action depends on the state.
     *
     * @return whether {@link #at} must be used
     */
    public boolean dependsOnState() {
        return dependsOnState;
    }

    /**
     * Returns the expected costs where they do not depend on the state.
     *
     * @return (K) a copy; of no meaning if {@link #dependsOnState}
     */
    public double[] fixed() {
        return fixed.clone();
    }

    /**
     * Computes the expected costs in a state.
     *
     * @param state not modified
     * @param cost (K) overwritten
     */
    public void at(State state, double[] cost) {
        for (int k = 0; k < cost.length; k++) {
            cost[k] = dependsOnState ? expected(k, state) : fixed[k];
        }
    }

    private double expected(int k, State state) {
        Action action = spec.actions().get(k);
        CostVector weights = spec.weights();
        CostVector clip = spec.clip();
        double latency = price(action, state, true);
        double monetary = price(action, state, false);
        double constraint = 0;
        double failure = 0;
        double divergence = 0;
        List<Outcome> outcomes = action.outcomes();
        for (int j = 0; j < outcomes.size(); j++) {
            Outcome outcome = outcomes.get(j);
            double q = probability(outcome, state);
            double paidLatency = outcome.latency() + action.perContext().latency() * state.context;
            double paidMonetary = outcome.monetary() + action.perContext().monetary() * state.context;
            failure += outcome.failure() ? q * Math.min(1, clip.failure()) : 0;
            divergence += q * Math.min(predictions.get(k).distance(outcome, state.z), clip.divergence());
            if (constrained) {
                double g = excess(k, outcome, state.z)
                        + passed(state.latency + paidLatency, spec.limits().latencyThreshold())
                        + passed(state.monetary + paidMonetary, spec.limits().monetaryThreshold());
                for (int x = 0; x < state.belief.length; x++) {
                    double unsolved = spec.solvedIn(outcome.moved(x)) ? 0 : 1;
                    constraint += state.belief[x] * outcome.probability(x) * Math.min(g + unsolved, clip.constraint());
                }
            }
        }
        return weights.latency() * latency
                + weights.monetary() * monetary
                + weights.constraint() * constraint
                + weights.failure() * failure
                + weights.divergence() * divergence;
    }

    /** The expected latency or money that is charged, exactly the price where all outcomes that can happen have the same. */
    private double price(Action action, State state, boolean latency) {
        double common = Double.NaN;
        boolean agree = true;
        double sum = 0;
        List<Outcome> outcomes = action.outcomes();
        for (int j = 0; j < outcomes.size(); j++) {
            Outcome outcome = outcomes.get(j);
            double q = probability(outcome, state);
            if (q > 0) {
                double paid = latency
                        ? Math.min(outcome.latency() + action.perContext().latency() * state.context, spec.clip().latency())
                        : Math.min(
                                outcome.monetary() + action.perContext().monetary() * state.context,
                                spec.clip().monetary());
                agree &= Double.isNaN(common) || paid == common;
                common = paid;
                sum += q * paid;
            }
        }
        return agree ? common : sum;
    }

    private static double probability(Outcome outcome, State state) {
        if (outcome.probabilities().size() == 1) {
            return outcome.probability(0);
        }
        double q = 0;
        for (int x = 0; x < state.belief.length; x++) {
            q += state.belief[x] * outcome.probability(x);
        }
        return q;
    }

    private static int passed(double sum, double threshold) {
        return sum > threshold ? 1 : 0;
    }

    /** g_z(S'). */
    private double excess(int k, Outcome outcome, double[] z) {
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
