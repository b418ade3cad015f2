package dev.baton.env;

import dev.baton.ops.Lanes;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An environment as flat float tables, the form the steppers read. Derived once from an {@link EnvSpec}.
 *
 * <p>Per action k a table has {@code actionStride} entries, per outcome {@code outcomeStride}, per phase and action
 * {@code phaseStride}; these are K, K · J and P · K rounded up to a multiple of 16, so that a vector load of any width
 * stays inside. Outcome j of action k has index e = j K + k, where J is the largest number of outcomes of an action;
 * action k in phase x has index x K + k. The drift is part of the shift table. Tables of what an environment does not
 * have are empty.
 */
public final class EnvTables {
    // Above every uniform number: what does not exist is never reached.
    private static final float NEVER = 2f;
    /** Uniform numbers are multiples of this. */
    private static final double GRAIN = 0x1p-24;

    final EnvSpec spec;
    final int dimension;
    final int horizon;
    final int actions;
    final int outcomes;
    final int phases;
    final int actionStride;
    final int outcomeStride;
    final int phaseStride;

    /** (J − 1, P · K) cumulative outcome probabilities q_k1(x) + … + q_kj(x). */
    final float[] cumulative;
    /** (E) ℓ, unclipped: what the state accumulates. */
    final float[] latency;
    /** (E) m, unclipped. */
    final float[] monetary;
    /** (K) 1 if the action ends the episode, else 0. */
    final int[] ends;
    /** (d, E) a. */
    final float[] scale;
    /** (d, E) b + δ, or b for an action after which nothing drifts. */
    final float[] shift;
    /** (q, E) what is charged of each component, clipped; 0 for one that depends on the state. */
    final float[] charge;
    /** The components that do not depend on the state: the rows of {@link #charge} that are not 0. */
    final int[] fixedRows;
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
     * Whether one float is too short for what an episode carries. Task vector, latency, money and component sums then
     * have a second one each, and the tables below hold what the float tables round away; else those are empty.
     */
    final boolean twofold;
    /** (E) ℓ. */
    final float[] latencyRest;
    /** (E) m. */
    final float[] monetaryRest;
    /** (d, E) a. */
    final float[] scaleRest;
    /** (d, E) b + δ. */
    final float[] shiftRest;
    /** (q, E) what is charged. */
    final float[] chargeRest;

    /** Whether some price grows with the context; prices are then no part of {@link #baseCost}. */
    final boolean contextual;
    /** (K) what a unit of context adds to ℓ. */
    final float[] latencyPerContext;
    /** (K) what a unit of context adds to m. */
    final float[] monetaryPerContext;
    /** (E) a of C ← a C + n. */
    final float[] contextKeep;
    /** (E) n. */
    final float[] contextAdd;
    /** Whether there is a deadline or a budget. */
    final boolean limited;
    /** D + τ_D. */
    final float latencyLimit;
    /** B + τ_B. */
    final float monetaryLimit;
    /** The actions with a limit of calls, in file order. */
    final int[] countedActions;
    /** (K) the place of an action among those; −1 where its calls are not limited. */
    final int[] countOfAction;
    /** (counted) N. */
    final int[] maxCalls;

    /** Whether there are hidden phases. */
    final boolean hidden;
    /** Whether phases say what is solved; nothing ends by itself then. */
    final boolean solvedByPhase;
    /** Whether an outcome can move the phase. */
    final boolean moves;
    /** Whether the phase can change after a step. */
    final boolean transitions;
    /** (P) cumulative probabilities of the phase at the start. */
    final float[] startCumulative;
    /** (P) the belief at the start. */
    final float[] startBelief;
    /** (P, E) the phase that outcome e moves phase x to. */
    final int[] movedPhase;
    /** (P) what the phase adds to g: 1 where the task is not solved in it. */
    final float[] unsolved;
    /** (P − 1, P · K) cumulative probabilities of the phase after phase x and action k. */
    final float[] transitionCumulative;
    /**
     * (P, P, E) what the belief in phase x becomes of the belief in phase y by the signal of outcome e and the
     * transition after it, but for a factor that is common to all x and y.
     */
    final float[] beliefUpdate;
    /** Whether observations hold the belief. */
    final boolean observesBelief;
    /** S where observations hold the counts of signals, else 0. */
    final int countedSignals;
    /** (E) the signal of an outcome; empty where signals are not counted. */
    final int[] signal;
    /** Whether the environment has nothing of the model's section 10 but outcomes with prices of their own. */
    final boolean plain;

    final float latencyWeight;
    final float monetaryWeight;
    final float constraintWeight;
    final float divergenceWeight;
    final float latencyClip;
    final float monetaryClip;
    final float constraintClip;
    final float divergenceClip;
    final boolean chargedEveryStep;
    /** Whether every outcome that can happen has a = 1. */
    final boolean additive;
    /** Whether ẑ − z' does not depend on z, for every outcome that can happen. */
    final boolean constantDivergence;

    final float taskFactor;
    final float latencyFactor;
    final float monetaryFactor;
    final float contextFactor;
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
        phases = spec.phaseCount();
        actionStride = Lanes.roundUp(actions);
        outcomeStride = Lanes.roundUp(actions * outcomes);
        phaseStride = Lanes.roundUp(phases * actions);
        CostVector clip = spec.clip();
        CostVector weights = spec.weights();

        cumulative = new float[(outcomes - 1) * phaseStride];
        ends = new int[actionStride];
        predictedScale = new float[dimension * actionStride];
        predictedShift = new float[dimension * actionStride];
        tolerance = new float[dimension];
        doneThreshold = new float[dimension];
        latency = new float[outcomeStride];
        monetary = new float[outcomeStride];
        scale = new float[dimension * outcomeStride];
        shift = new float[dimension * outcomeStride];
        charge = new float[CostComponent.COUNT * outcomeStride];
        baseCost = new float[outcomeStride];
        twofold = !Precision.floatSuffices(spec);
        int rests = twofold ? outcomeStride : 0;
        latencyRest = new float[rests];
        monetaryRest = new float[rests];
        scaleRest = new float[dimension * rests];
        shiftRest = new float[dimension * rests];
        chargeRest = new float[CostComponent.COUNT * rests];

        contextual = spec.pricesContext();
        latencyPerContext = new float[contextual ? actionStride : 0];
        monetaryPerContext = new float[contextual ? actionStride : 0];
        contextKeep = new float[contextual ? outcomeStride : 0];
        contextAdd = new float[contextual ? outcomeStride : 0];
        limited = spec.limits().any();
        latencyLimit = (float) spec.limits().latencyThreshold();
        monetaryLimit = (float) spec.limits().monetaryThreshold();
        countedActions =
                IntStream.range(0, actions).filter(k -> list.get(k).limited()).toArray();
        maxCalls = Arrays.stream(countedActions).map(k -> list.get(k).maxCalls()).toArray();
        countOfAction = new int[actions];
        Arrays.fill(countOfAction, -1);
        for (int c = 0; c < countedActions.length; c++) {
            countOfAction[countedActions[c]] = c;
        }

        hidden = spec.phases() != null;
        solvedByPhase = spec.solvedByPhase();
        startBelief = new float[hidden ? phases : 0];
        startCumulative = new float[hidden ? phases : 0];
        unsolved = new float[hidden ? phases : 0];
        movedPhase = new int[hidden ? phases * outcomeStride : 0];
        beliefUpdate = new float[hidden ? phases * phases * outcomeStride : 0];
        moves = list.stream()
                .flatMap(action -> action.outcomes().stream())
                .anyMatch(outcome -> outcome.possible() && !outcome.move().isEmpty());
        transitions = hidden && IntStream.range(0, actions).anyMatch(k -> !transition(k).isEmpty());
        transitionCumulative = new float[transitions ? (phases - 1) * phaseStride : 0];
        observesBelief = hidden && spec.memory().belief();
        Signals signals = new Signals(spec);
        countedSignals = spec.memory().counts() ? signals.count() : 0;
        signal = new int[countedSignals > 0 ? outcomeStride : 0];
        plain = !contextual && !limited && countedActions.length == 0 && !hidden && countedSignals == 0;

        additive = list.stream()
                .flatMap(action -> action.outcomes().stream())
                .filter(Outcome::possible)
                .allMatch(outcome -> outcome.scale().stream().allMatch(a -> a == 1));
        StepCost cost = new StepCost(spec);
        constantDivergence = !cost.varies(CostComponent.DIVERGENCE);
        fixedRows = CostComponent.ALL.stream()
                .filter(component -> !cost.varies(component))
                .mapToInt(CostComponent::index)
                .toArray();
        chargedEveryStep = spec.charge() == Charge.STEP;
        latencyWeight = (float) weights.latency();
        monetaryWeight = (float) weights.monetary();
        constraintWeight = (float) weights.constraint();
        divergenceWeight = (float) weights.divergence();
        latencyClip = (float) clip.latency();
        monetaryClip = (float) clip.monetary();
        constraintClip = (float) clip.constraint();
        divergenceClip = (float) clip.divergence();

        for (int k = 0; k < actions; k++) {
            fillAction(k);
            fillDraw(k);
            for (int j = 0; j < list.get(k).outcomes().size(); j++) {
                fillOutcome(k, j);
                fillCharge(k, j, cost);
                if (countedSignals > 0) {
                    signal[j * actions + k] = signals.of(k, j);
                }
            }
        }
        if (hidden) {
            fillPhases(signals);
        }
        for (int i = 0; i < dimension; i++) {
            tolerance[i] = spec.tolerance().get(i).floatValue();
            doneThreshold[i] = (float) spec.doneThreshold(i);
        }
        taskFactor = (float) (1 / spec.observation().task());
        latencyFactor = (float) (1 / spec.observation().latency());
        monetaryFactor = (float) (1 / spec.observation().monetary());
        contextFactor = (float) (1 / spec.observation().context());
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
        ends[k] = action.kind().endsEpisode() ? 1 : 0;
        if (contextual) {
            latencyPerContext[k] = (float) action.perContext().latency();
            monetaryPerContext[k] = (float) action.perContext().monetary();
        }
        Prediction prediction = Prediction.of(spec, k);
        for (int i = 0; i < dimension; i++) {
            predictedScale[i * actionStride + k] = (float) prediction.scale(i);
            predictedShift[i * actionStride + k] = (float) prediction.shift(i);
        }
    }

    private void fillDraw(int k) {
        List<Outcome> list = spec.actions().get(k).outcomes();
        for (int x = 0; x < phases; x++) {
            int phase = x;
            double[] q = list.stream().mapToDouble(outcome -> outcome.probability(phase)).toArray();
            putLimits(q, cumulative, outcomes, phaseStride, x * actions + k);
        }
    }

    private void fillOutcome(int k, int j) {
        Action action = spec.actions().get(k);
        Outcome outcome = action.outcomes().get(j);
        int e = j * actions + k;
        for (int i = 0; i < dimension; i++) {
            double drift = action.kind().drifts() ? spec.drift().get(i) : 0;
            put(outcome.scale().get(i), scale, scaleRest, i * outcomeStride + e);
            put(outcome.shift().get(i) + drift, shift, shiftRest, i * outcomeStride + e);
        }
        put(outcome.latency(), latency, latencyRest, e);
        put(outcome.monetary(), monetary, monetaryRest, e);
        if (contextual) {
            contextKeep[e] = (float) outcome.context().keep();
            contextAdd[e] = (float) outcome.context().add();
        }
    }

    private void fillCharge(int k, int j, StepCost cost) {
        Outcome outcome = spec.actions().get(k).outcomes().get(j);
        Prediction prediction = Prediction.of(spec, k);
        int e = j * actions + k;
        CostVector fixed = CostVector.of(
                component -> cost.varies(component) ? 0 : cost.fixed(component, k, outcome, prediction));
        for (CostComponent component : CostComponent.ALL) {
            put(fixed.get(component), charge, chargeRest, component.index() * outcomeStride + e);
        }
        baseCost[e] = (float) StepCost.weighted(spec.weights(), (component, n) -> fixed.get(component), 0);
    }

    private void put(double value, float[] table, float[] rest, int at) {
        table[at] = (float) value;
        if (twofold) {
            rest[at] = (float) (value - table[at]);
        }
    }

    /** The transition after an action; empty where phases stay. */
    private List<List<Double>> transition(int k) {
        List<List<Double>> own = spec.actions().get(k).transition();
        return own.isEmpty() && spec.phases() != null ? spec.phases().transition() : own;
    }

    /** The probability of phase y after phase x and action k. */
    private double transition(int k, int x, int y) {
        List<List<Double>> matrix = transition(k);
        if (matrix.isEmpty()) {
            return x == y ? 1 : 0;
        }
        return matrix.get(x).get(y);
    }

    private void fillPhases(Signals signals) {
        List<Double> start = spec.startBelief();
        putLimits(start.stream().mapToDouble(p -> p).toArray(), startCumulative, phases + 1, 1, 0);
        for (int x = 0; x < phases; x++) {
            startBelief[x] = start.get(x).floatValue();
            unsolved[x] = spec.solvedIn(x) ? 0 : 1;
        }
        for (int k = 0; k < actions; k++) {
            for (int x = 0; x < phases && transitions; x++) {
                double[] row = new double[phases];
                for (int y = 0; y < phases; y++) {
                    row[y] = transition(k, x, y);
                }
                putLimits(row, transitionCumulative, phases, phaseStride, x * actions + k);
            }
            for (int j = 0; j < spec.actions().get(k).outcomes().size(); j++) {
                fillBelief(k, j, signals);
            }
        }
    }

    /** b̃(w) ∝ Σ_x b(x) Σ_{j: signal s} q_kj(x) 1[move_j(x) = w], then Σ_w b̃(w) T(w, y). */
    private void fillBelief(int k, int j, Signals signals) {
        List<Outcome> list = spec.actions().get(k).outcomes();
        int e = j * actions + k;
        double[] update = new double[phases * phases];
        for (int i = 0; i < list.size(); i++) {
            if (signals.of(k, i) == signals.of(k, j)) {
                for (int x = 0; x < phases; x++) {
                    int w = list.get(i).moved(x);
                    for (int y = 0; y < phases; y++) {
                        update[x * phases + y] += list.get(i).probability(x) * transition(k, w, y);
                    }
                }
            }
        }
        // Only proportions count; scaled, they stay clear of the smallest floats however rare the signal.
        double greatest = Arrays.stream(update).max().orElseThrow();
        double factor = greatest > 0 ? 1 / greatest : 0;
        for (int x = 0; x < phases; x++) {
            movedPhase[x * outcomeStride + e] = list.get(j).moved(x);
            for (int y = 0; y < phases; y++) {
                beliefUpdate[(x * phases + y) * outcomeStride + e] = (float) (factor * update[x * phases + y]);
            }
        }
    }

    /**
     * Writes for all but the last of some outcomes what a uniform number must be below for it or an earlier one to
     * happen. An outcome rarer than the uniform numbers are apart never happens; so does one that is 0. The last that
     * can gets what the others lack of 1.
     *
     * @param probabilities of outcomes 0 … n − 1
     * @param table (count − 1, stride) overwritten at column {@code at}
     * @param count n or more; what does not exist never happens
     */
    private static void putLimits(double[] probabilities, float[] table, int count, int stride, int at) {
        int last = probabilities.length - 1;
        while (probabilities[last] < GRAIN) {
            last--;
        }
        double sum = 0;
        float before = 0;
        for (int j = 0; j < count - 1; j++) {
            float limit = NEVER;
            if (j < last) {
                sum += probabilities[j];
                limit = probabilities[j] < GRAIN ? before : (float) sum;
            }
            table[j * stride + at] = limit;
            before = limit;
        }
    }
}
