package dev.baton.exact;

import dev.baton.env.Action;
import dev.baton.env.Charge;
import dev.baton.env.CostComponent;
import dev.baton.env.EnvSpec;
import dev.baton.env.Outcome;
import dev.baton.env.Predictor;
import java.util.ArrayList;
import java.util.List;

/**
 * The optimum by trying everything: a recursion over actions and what is seen of their outcomes, from the model's
 * sections 3, 4 and 10, without lattice, beliefs, tables or shortcuts. What is not seen is carried as the joint
 * probability of the history and each phase. Takes (K S)^H steps.
 */
public final class TreeSearch {
    private final EnvSpec spec;
    private final long available;
    private final int phases;

    /** The least gap between the best and the second best action after any history, relative to their size. */
    double narrowest = Double.POSITIVE_INFINITY;

    /** Keeps the environment; bit k of {@code available} says that action k may be chosen. */
    public TreeSearch(EnvSpec spec, long available) {
        this.spec = spec;
        this.available = available;
        phases = spec.phases() == null ? 1 : spec.phases().names().size();
    }

    /**
     * Returns Q*(s, k) where nothing is hidden: the cost of an action in a state that is not done, and of the best from
     * then on.
     */
    public double cost(double[] z, int t, int k) {
        return of(start(z), t, k).totalCost();
    }

    /**
     * What an episode comes to, times the probability of its history: cost, success, steps, the five components; the
     * action.
     */
    static final class Result {
        final double[] expected = new double[3 + CostComponent.COUNT];
        int action = ExactResults.NO_ACTION;

        double totalCost() {
            return expected[0];
        }

        private void add(Result other) {
            for (int i = 0; i < expected.length; i++) {
                expected[i] += other.expected[i];
            }
        }
    }

    /** What a policy knows but for the history, and the joint probability of history and phase. */
    private record State(double[] z, double latency, double monetary, double context, int[] calls, double[] joint) {}

    /** The best from a start state. */
    Result best(double[] z) {
        return best(start(z), 0);
    }

    /** The best of one who sees the phase before every action. */
    Result informed(double[] z) {
        return reveal(start(z), 0);
    }

    private State start(double[] z) {
        double[] joint = {1};
        if (spec.phases() != null) {
            joint = spec.phases().start().stream().mapToDouble(p -> p).toArray();
        }
        return new State(z, 0, 0, spec.context(), new int[spec.actionCount()], joint);
    }

    private boolean revealing;

    private Result reveal(State state, int t) {
        revealing = true;
        Result sum = new Result();
        for (int x = 0; x < phases; x++) {
            if (state.joint[x] > 0) {
                double[] alone = new double[phases];
                alone[x] = state.joint[x];
                sum.add(best(
                        new State(state.z, state.latency, state.monetary, state.context, state.calls, alone), t));
            }
        }
        return sum;
    }

    private Result best(State state, int t) {
        double weight = sum(state.joint);
        Result best = new Result();
        if (!bySolvedPhase() && excess(state.z) == 0) {
            best.expected[1] = weight;
            return best;
        }
        if (t == spec.horizon()) {
            return best;
        }
        best = null;
        for (int k = 0; k < spec.actionCount(); k++) {
            int most = spec.actions().get(k).maxCalls();
            if ((available >>> k & 1) == 0 || most != Action.UNLIMITED && state.calls[k] >= most) {
                continue;
            }
            Result result = of(state, t, k);
            if (best != null) {
                double gap = Math.abs(result.totalCost() - best.totalCost()) / weight;
                narrowest = Math.min(narrowest, gap / (1 + Math.abs(best.totalCost() / weight)));
            }
            if (best == null || result.totalCost() < best.totalCost()) {
                best = result;
                best.action = k;
            }
        }
        return best;
    }

    private Result of(State state, int t, int k) {
        Result mean = new Result();
        List<Outcome> left = new ArrayList<>(spec.actions().get(k).outcomes());
        while (!left.isEmpty()) {
            Outcome first = left.removeFirst();
            List<Outcome> seen = new ArrayList<>(List.of(first));
            left.removeIf(other -> {
                boolean same = other.signal() != null && other.signal().equals(first.signal());
                return same && seen.add(other);
            });
            after(state, t, k, seen, mean);
        }
        return mean;
    }

    /** Adds what follows a signal, of which the outcomes look alike. */
    private void after(State state, int t, int k, List<Outcome> seen, Result mean) {
        Action action = spec.actions().get(k);
        Outcome look = seen.getFirst();
        double[] moved = new double[phases];
        for (Outcome outcome : seen) {
            for (int x = 0; x < phases; x++) {
                int y = outcome.move().isEmpty() ? x : outcome.move().get(x);
                moved[y] += state.joint[x] * outcome.probability(x);
            }
        }
        double weight = sum(moved);
        if (weight == 0) {
            return;
        }
        double[] z = new double[state.z.length];
        for (int i = 0; i < z.length; i++) {
            z[i] = look.scale().get(i) * state.z[i] + look.shift().get(i) + drift(action, i);
        }
        double latency = look.latency() + action.perContext().latency() * state.context;
        double monetary = look.monetary() + action.perContext().monetary() * state.context;
        int passed = passed(state.latency + latency, spec.limits().latency())
                + passed(state.monetary + monetary, spec.limits().monetary());
        double excess = excess(z);
        boolean ended = action.kind().endsEpisode()
                || t + 1 == spec.horizon()
                || passed > 0
                || !bySolvedPhase() && excess == 0;
        double[] paid = {latency, monetary, 0, look.failure() ? 1 : 0, divergence(state.z, z, k)};
        mean.expected[2] += weight;
        for (CostComponent c : CostComponent.ALL) {
            pay(mean, c, weight * Math.min(paid[c.index()], spec.clip().get(c)));
        }
        for (int y = 0; y < phases; y++) {
            double g = excess + (solved(y) ? 0 : 1) + passed;
            if (ended || spec.charge() == Charge.STEP) {
                pay(mean, CostComponent.CONSTRAINT, moved[y] * Math.min(g, spec.clip().constraint()));
            }
            mean.expected[1] += ended && g == 0 ? moved[y] : 0;
        }
        if (ended) {
            return;
        }
        int[] calls = state.calls.clone();
        calls[k]++;
        State next = new State(
                z, state.latency + latency, state.monetary + monetary,
                look.context().keep() * state.context + look.context().add(), calls, changed(moved, action));
        mean.add(revealing ? reveal(next, t + 1) : best(next, t + 1));
    }

    private void pay(Result result, CostComponent component, double charged) {
        result.expected[3 + component.index()] += charged;
        result.expected[0] += spec.weights().get(component) * charged;
    }

    private double[] changed(double[] moved, Action action) {
        List<List<Double>> transition = action.transition();
        if (transition.isEmpty() && spec.phases() != null) {
            transition = spec.phases().transition();
        }
        if (transition.isEmpty()) {
            return moved;
        }
        double[] changed = new double[phases];
        for (int w = 0; w < phases; w++) {
            for (int y = 0; y < phases; y++) {
                changed[y] += moved[w] * transition.get(w).get(y);
            }
        }
        return changed;
    }

    private boolean bySolvedPhase() {
        return spec.phases() != null && !spec.phases().solved().isEmpty();
    }

    private boolean solved(int y) {
        return !bySolvedPhase() || spec.phases().solved().get(y);
    }

    private static int passed(double sum, double limit) {
        return sum > limit + 1e-5 * Math.max(1, limit) ? 1 : 0;
    }

    private static double sum(double[] numbers) {
        double sum = 0;
        for (double number : numbers) {
            sum += number;
        }
        return sum;
    }

    private double drift(Action action, int i) {
        return action.kind().drifts() ? spec.drift().get(i) : 0;
    }

    private double prior(Outcome outcome) {
        double q = 0;
        for (int x = 0; x < phases; x++) {
            q += (spec.phases() == null ? 1 : spec.phases().start().get(x)) * outcome.probability(x);
        }
        return q;
    }

    // Equal outcomes without a signal are signals of their own.
    @SuppressWarnings("ReferenceEquality")
    private double divergence(double[] z, double[] next, int k) {
        if (spec.predictor() == Predictor.NONE) {
            return 0;
        }
        Action action = spec.actions().get(k);
        double[] predicted = new double[z.length];
        if (spec.predictor() == Predictor.EXPECTED) {
            for (int i = 0; i < z.length; i++) {
                predicted[i] = drift(action, i);
                for (Outcome outcome : action.outcomes()) {
                    predicted[i] += prior(outcome) * (outcome.scale().get(i) * z[i] + outcome.shift().get(i));
                }
            }
        } else {
            Outcome nominal = null;
            double most = 0;
            for (Outcome outcome : action.outcomes()) {
                double q = 0;
                for (Outcome other : action.outcomes()) {
                    boolean same = other == outcome
                            || other.signal() != null && other.signal().equals(outcome.signal());
                    q += same ? prior(other) : 0;
                }
                if (!outcome.failure() && q > 0 && (nominal == null || q > most + 1e-9)) {
                    nominal = outcome;
                    most = q;
                }
            }
            for (int i = 0; i < z.length; i++) {
                predicted[i] = nominal == null ? z[i] : nominal.scale().get(i) * z[i] + nominal.shift().get(i);
            }
        }
        double squares = 0;
        for (int i = 0; i < z.length; i++) {
            squares += (predicted[i] - next[i]) * (predicted[i] - next[i]);
        }
        return Math.sqrt(squares);
    }

    private double excess(double[] z) {
        double g = 0;
        for (int i = 0; i < z.length; i++) {
            double excess = z[i] - spec.tolerance().get(i);
            double start = spec.start().offset().get(i) + spec.start().scale().get(i);
            double tolerated = 1e-5 * Math.max(1, Math.max(Math.abs(spec.tolerance().get(i)), start));
            g += excess > tolerated ? excess : 0;
        }
        return g;
    }
}
