package dev.baton.exact;

import dev.baton.env.Action;
import dev.baton.env.Charge;
import dev.baton.env.CostComponent;
import dev.baton.env.CostVector;
import dev.baton.env.EnvSpec;
import dev.baton.env.Outcome;
import dev.baton.env.Prediction;
import dev.baton.env.Price;
import dev.baton.env.Signals;
import dev.baton.env.StepCost;
import java.util.List;

/**
 * An environment as one sees it who cannot see the phase: what each signal tells, costs and leads to (model, section
 * 10). All numbers are double; the last outcome that can happen gets what probabilities lack of 1, as the simulator
 * draws.
 */
final class InformationTables {
    final EnvSpec spec;
    final int dimension;
    final int phases;
    final int actions;
    final int signals;
    final int horizon;
    /** (K + 1) the first signal of an action. */
    final int[] firstSignal;
    /** (S) the action of a signal. */
    final int[] actionOfSignal;
    /** (K) whether the action ends the episode. */
    final boolean[] ends;
    /** (S, P) the probability of a signal in a phase. */
    final double[] probability;
    /**
     * (S, P, P) the probability of a signal in phase x and of phase w after its move and y after the transition, over
     * w.
     */
    final double[] update;
    /** (S, P) the probability of a signal in a phase and of a phase after its move in which the task is not solved. */
    final double[] unsolved;
    /** (prices, S) what a signal costs at context 0. */
    final double[][] price;
    /** (prices, K) what a unit of context adds to them. */
    final double[][] perContext;
    /** (S) C ← keep · C + add. */
    final double[] contextKeep;

    final double[] contextAdd;
    /** (S, q) what is charged whatever the state is. */
    final double[] fixed;
    /** (S, d) a and b + δ. */
    final double[] scale;

    final double[] shift;
    /** (S) whether a = 1 in every dimension. */
    final boolean[] adds;
    /** (S) whether the divergence depends on z. */
    final boolean[] divergenceVaries;
    /** (S, d) ẑ − z' = divergenceScale ⊙ z + divergenceShift. */
    final double[] divergenceScale;

    final double[] divergenceShift;
    /** (K) the place of an action among those whose calls are limited; −1 if they are not. */
    final int[] countOfAction;
    /** (counted) N. */
    final int[] maxCalls;
    /** (d) ε + τ, and τ. */
    final double[] doneThreshold;

    final double[] slack;
    final boolean tracksLatency;
    final boolean tracksMonetary;
    final boolean tracksContext;
    final double latencyLimit;
    final double monetaryLimit;
    final boolean solvedByPhase;
    final boolean chargedEveryStep;
    final CostVector weights;
    final StepCost cost;
    final double constraintClip;
    /** Whether z_t − z_0 does not depend on z_0 while the episode goes on. */
    final boolean additive;
    /** Whether every episode starts with the same task vector. */
    final boolean sameStart;

    InformationTables(EnvSpec spec) {
        this.spec = spec;
        dimension = spec.dimension();
        phases = spec.phaseCount();
        actions = spec.actionCount();
        horizon = spec.horizon();
        weights = spec.weights();
        cost = new StepCost(spec);
        constraintClip = spec.clip().constraint();
        Signals list = new Signals(spec);
        signals = list.count();
        firstSignal = new int[actions + 1];
        actionOfSignal = new int[signals];
        ends = new boolean[actions];
        probability = new double[signals * phases];
        update = new double[signals * phases * phases];
        unsolved = new double[signals * phases];
        price = new double[Price.ALL.size()][signals];
        perContext = new double[Price.ALL.size()][actions];
        contextKeep = new double[signals];
        contextAdd = new double[signals];
        fixed = new double[signals * CostComponent.COUNT];
        scale = new double[signals * dimension];
        shift = new double[signals * dimension];
        adds = new boolean[signals];
        divergenceVaries = new boolean[signals];
        divergenceScale = new double[signals * dimension];
        divergenceShift = new double[signals * dimension];
        countOfAction = new int[actions];
        maxCalls = spec.actions().stream()
                .filter(Action::limited)
                .mapToInt(Action::maxCalls)
                .toArray();
        doneThreshold = new double[dimension];
        slack = new double[dimension];
        for (int i = 0; i < dimension; i++) {
            doneThreshold[i] = spec.doneThreshold(i);
            slack[i] = doneThreshold[i] - spec.tolerance().get(i);
        }
        tracksLatency = spec.limits().latency() < Double.POSITIVE_INFINITY;
        tracksMonetary = spec.limits().monetary() < Double.POSITIVE_INFINITY;
        tracksContext = spec.pricesContext();
        latencyLimit = spec.limits().latencyThreshold();
        monetaryLimit = spec.limits().monetaryThreshold();
        solvedByPhase = spec.solvedByPhase();
        chargedEveryStep = spec.charge() == Charge.STEP;
        boolean allAdd = true;
        int counted = 0;
        for (int k = 0; k < actions; k++) {
            firstSignal[k] = list.first(k);
            Action action = spec.actions().get(k);
            ends[k] = action.kind().endsEpisode();
            for (Price each : Price.ALL) {
                perContext[each.ordinal()][k] = action.perContext().get(each);
            }
            countOfAction[k] = action.limited() ? counted++ : -1;
            double[][] q = probabilities(action.outcomes(), phases);
            for (int j = 0; j < action.outcomes().size(); j++) {
                fill(k, list.of(k, j), action.outcomes().get(j), q[j]);
                allAdd &= ends[k] || !action.outcomes().get(j).possible() || adds[list.of(k, j)];
            }
        }
        firstSignal[actions] = signals;
        additive = allAdd;
        sameStart = StartStates.alike(spec);
    }

    /** Says whether a task vector is that of a column. */
    static boolean same(double[] task, double[] columns, int stride, int n) {
        for (int i = 0; i < task.length; i++) {
            if (task[i] != columns[i * stride + n]) {
                return false;
            }
        }
        return true;
    }

    /** Returns how many columns from one on, at most {@code count}, hold the same task vector. */
    static int alike(double[] columns, int dimension, int stride, int from, int count) {
        double[] first = new double[dimension];
        for (int i = 0; i < dimension; i++) {
            first[i] = columns[i * stride + from];
        }
        int alike = 1;
        while (alike < count && same(first, columns, stride, from + alike)) {
            alike++;
        }
        return alike;
    }

    /** (J, P) probabilities that sum to 1 in every phase. */
    private static double[][] probabilities(List<Outcome> outcomes, int phases) {
        double[][] q = new double[outcomes.size()][phases];
        for (int x = 0; x < phases; x++) {
            int last = 0;
            double sum = 0;
            for (int j = 0; j < q.length; j++) {
                q[j][x] = outcomes.get(j).probability(x);
                last = q[j][x] > 0 ? j : last;
            }
            for (int j = 0; j < last; j++) {
                double upTo = Math.min(1, sum + q[j][x]);
                q[j][x] = upTo - sum;
                sum = upTo;
            }
            q[last][x] = 1 - sum;
        }
        return q;
    }

    private void fill(int k, int s, Outcome outcome, double[] q) {
        Action action = spec.actions().get(k);
        Prediction prediction = Prediction.of(spec, k);
        actionOfSignal[s] = k;
        for (Price each : Price.ALL) {
            price[each.ordinal()][s] = outcome.price(each);
        }
        contextKeep[s] = outcome.context().keep();
        contextAdd[s] = outcome.context().add();
        adds[s] = outcome.scale().stream().allMatch(a -> a == 1);
        divergenceVaries[s] = !prediction.differsByConstant(outcome);
        for (CostComponent component : CostComponent.ALL) {
            fixed[s * CostComponent.COUNT + component.index()] = cost.fixed(component, k, outcome, prediction);
        }
        for (int i = 0; i < dimension; i++) {
            double drift = action.kind().drifts() ? spec.drift().get(i) : 0;
            int at = s * dimension + i;
            scale[at] = outcome.scale().get(i);
            shift[at] = outcome.shift().get(i) + drift;
            divergenceScale[at] = prediction.scaleDifference(outcome, i);
            divergenceShift[at] = prediction.shiftDifference(outcome, i);
        }
        for (int x = 0; x < phases; x++) {
            int w = outcome.moved(x);
            probability[s * phases + x] += q[x];
            unsolved[s * phases + x] += spec.solvedIn(w) ? 0 : q[x];
            for (int y = 0; y < phases; y++) {
                update[(s * phases + x) * phases + y] += q[x] * transition(k, w, y);
            }
        }
    }

    private double transition(int k, int x, int y) {
        List<List<Double>> own = spec.actions().get(k).transition();
        List<List<Double>> matrix = own.isEmpty() && spec.phases() != null ? spec.phases().transition() : own;
        return matrix.isEmpty() ? (x == y ? 1 : 0) : matrix.get(x).get(y);
    }
}
