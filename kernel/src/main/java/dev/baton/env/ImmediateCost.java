package dev.baton.env;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The expected cost of one step of each action as far as it is charged at once: λ_1 ℓ + λ_2 m + λ_4 P(failure) + λ_5
 * E‖ẑ − z'‖, and + λ_3 E g(S') where the constraint is charged at every step; each component clipped as it is charged
 * (model, section 6, the cost-aware baseline's view). With hidden phases expected under the belief (section 10.3).
 */
public final class ImmediateCost {
    private final EnvSpec spec;
    private final StepCost cost;
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
        cost = new StepCost(spec);
        int actions = spec.actionCount();
        predictions = IntStream.range(0, actions)
                .mapToObj(k -> Prediction.of(spec, k))
                .toList();
        constrained = spec.charge() == Charge.STEP && spec.weights().constraint() > 0;
        boolean varies = CostComponent.ALL.stream()
                .anyMatch(component -> component != CostComponent.CONSTRAINT && cost.varies(component));
        dependsOnState = constrained || spec.phases() != null || varies;
        fixed = new double[actions];
        for (int k = 0; k < actions && !dependsOnState; k++) {
            fixed[k] = expected(k, new State(spec));
        }
    }

    /** What the cost of a step depends on; the caller's own, so that nothing is allocated. */
    public static final class State implements StepCost.Charged {
        private final double[] z;
        private final double[] belief;
        private final Prior prior;
        /** (q) what the action under examination is expected to be charged. */
        private final double[] charged = new double[CostComponent.COUNT];

        /** (J) what each outcome of that action is charged of one component. */
        private final double[] byOutcome;

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
            prior = new Prior(belief);
            byOutcome = new double
                    [spec.actions().stream().mapToInt(action -> action.outcomes().size()).max().orElseThrow()];
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

        @Override
        public double component(CostComponent component, int n) {
            return charged[component.index()];
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
        for (int i = 0; i < CostComponent.COUNT; i++) {
            state.charged[i] = expected(CostComponent.ALL.get(i), k, state);
        }
        return StepCost.weighted(spec.weights(), state, 0);
    }

    private double expected(CostComponent component, int k, State state) {
        if (component == CostComponent.CONSTRAINT) {
            return constrained ? constraint(k, state) : 0;
        }
        Action action = spec.actions().get(k);
        double context = state.context;
        List<Outcome> outcomes = action.outcomes();
        for (int j = 0; j < outcomes.size(); j++) {
            double divergence = component == CostComponent.DIVERGENCE
                    ? predictions.get(k).distance(outcomes.get(j), state.z)
                    : 0;
            state.byOutcome[j] = cost.at(component, action, outcomes.get(j), context, divergence);
        }
        return Price.isCharged(component)
                ? state.prior.expected(outcomes, state.byOutcome)
                : state.prior.sum(outcomes, state.byOutcome);
    }

    private double constraint(int k, State state) {
        double sum = 0;
        Action action = spec.actions().get(k);
        Limits limits = spec.limits();
        List<Outcome> outcomes = action.outcomes();
        for (int j = 0; j < outcomes.size(); j++) {
            Outcome outcome = outcomes.get(j);
            double spent = state.latency + action.price(Price.LATENCY, outcome, state.context);
            double paid = state.monetary + action.price(Price.MONETARY, outcome, state.context);
            double g = excess(k, outcome, state.z)
                    + passed(spent, limits.latencyThreshold())
                    + passed(paid, limits.monetaryThreshold());
            for (int x = 0; x < state.belief.length; x++) {
                double unsolved = spec.solvedIn(outcome.moved(x)) ? 0 : 1;
                sum += state.belief[x]
                        * outcome.probability(x)
                        * cost.charged(CostComponent.CONSTRAINT, g + unsolved);
            }
        }
        return sum;
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
