package dev.baton.exact;

import dev.baton.env.Action;
import dev.baton.env.Charge;
import dev.baton.env.CostComponent;
import dev.baton.env.EnvSpec;
import dev.baton.env.Outcome;
import dev.baton.env.Prediction;
import dev.baton.env.StepCost;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An environment as the backward induction reads it: what an action costs on average, where it leads with which
 * probability, and the terms of its cost that depend on the task vector.
 *
 * <p>Everything is double. The simulator's float may differ, by less than the comparison tolerance τ lets a task vector
 * miss ε, so both agree on which task vectors are feasible wherever round numbers meet ε. The last outcome that can
 * happen gets what the probabilities lack of 1, as the simulator draws.
 */
final class ExactTables {
    final EnvSpec spec;
    final int dimension;
    final int horizon;
    final int actions;
    final Lattice lattice;
    /** (E, d) s, what an effect adds to the task vector, drift included. */
    final double[] effectShift;
    /** (J · K) the effect of outcome e = j K + k; −1 where there is none. */
    final int[] effectOfOutcome;
    /** (d) ε + τ: dimension i is done where z_i is not above it. */
    final double[] doneThreshold;
    /** (d) τ, which z_i − ε_i is at least where the dimension is not done. */
    final double[] slack;

    /** (K) λ · the expected cost of a step as far as it does not depend on the task vector. */
    final double[] fixedCost;
    /** (5, K) the same by component, without weights. */
    final double[] fixedComponents;
    /**
     * (K) the probability that the action ends the episode feasible, as far as it does not depend on the task vector.
     */
    final double[] fixedSuccess;

    /** (K, E) the probability of an effect. */
    final double[] effectProbability;
    /** (K) the probability of effect 0. */
    final double[] stayProbability;
    /** (K) the effect that an action leads to otherwise; most fail, which is effect 0, or succeed. */
    final int[] leadEffect;
    /** (K) its probability. */
    final double[] leadProbability;
    /** (K + 1) first of the further effects of an action, of which there are few or none. */
    final int[] restFrom;
    /** (rest) the effect. */
    final int[] restEffect;
    /** (rest) its probability. */
    final double[] restProbability;

    /** (K + 1) first term of an action: one per part of its cost that depends on the task vector. */
    final int[] termFrom;
    /**
     * (terms) the index of its component: the constraint for g, the divergence for ‖v‖₂, with v = scale ⊙ z + shift.
     */
    final int[] termComponent;
    /** (terms) whether it is of g. */
    final boolean[] termConstrains;
    /** (terms) probability of the outcome. */
    final double[] termProbability;
    /** (terms) λ times the probability. */
    final double[] termWeight;
    /** (terms) the greatest value that is charged. */
    final double[] termClip;
    /** (terms, d). */
    final double[] termScale;
    /** (terms, d) for a constraint term with ε + τ subtracted. */
    final double[] termShift;

    final double constraintWeight;
    final double constraintClip;
    final boolean chargedEveryStep;

    /**
     * Compiles an environment of which {@link #lattice} holds.
     *
     * @throws NotSolvableException if the lattice would be too large
     */
    ExactTables(EnvSpec spec) {
        this.spec = spec;
        dimension = spec.dimension();
        horizon = spec.horizon();
        actions = spec.actionCount();
        doneThreshold = new double[dimension];
        slack = new double[dimension];
        for (int i = 0; i < dimension; i++) {
            doneThreshold[i] = spec.doneThreshold(i);
            slack[i] = doneThreshold[i] - spec.tolerance().get(i);
        }
        constraintWeight = spec.weights().constraint();
        constraintClip = spec.clip().constraint();
        chargedEveryStep = spec.charge() == Charge.STEP;

        List<double[]> effects = effects(spec);
        lattice = new Lattice(effects.size(), horizon, dimension, actions);
        effectShift = flat(effects);
        int outcomes = spec.actions().stream().mapToInt(a -> a.outcomes().size()).max().orElseThrow();
        effectOfOutcome = new int[outcomes * actions];
        Arrays.fill(effectOfOutcome, -1);
        fixedCost = new double[actions];
        fixedComponents = new double[CostComponent.COUNT * actions];
        fixedSuccess = new double[actions];
        effectProbability = new double[actions * effects.size()];
        stayProbability = new double[actions];
        leadEffect = new int[actions];
        leadProbability = new double[actions];
        restFrom = new int[actions + 1];
        termFrom = new int[actions + 1];
        List<Edge> rest = new ArrayList<>();
        List<Term> terms = new ArrayList<>();
        for (int k = 0; k < actions; k++) {
            compile(k, effects, rest, terms);
            restFrom[k + 1] = rest.size();
            termFrom[k + 1] = terms.size();
        }
        restEffect = rest.stream().mapToInt(Edge::effect).toArray();
        restProbability = rest.stream().mapToDouble(Edge::probability).toArray();
        termComponent = terms.stream().mapToInt(term -> term.component().index()).toArray();
        termConstrains = new boolean[terms.size()];
        for (int term = 0; term < termConstrains.length; term++) {
            termConstrains[term] = terms.get(term).component() == CostComponent.CONSTRAINT;
        }
        termProbability = terms.stream().mapToDouble(Term::probability).toArray();
        termWeight = terms.stream()
                .mapToDouble(term -> spec.weights().get(term.component()) * term.probability())
                .toArray();
        termClip = terms.stream()
                .mapToDouble(term -> spec.clip().get(term.component()))
                .toArray();
        termScale = flat(terms.stream().map(Term::scale).toList());
        termShift = flat(terms.stream().map(Term::shift).toList());
    }

    /** What an action leads to with a probability. */
    private record Edge(int effect, double probability) {}

    /** Says whether Q of some action has more parts than a fixed cost, effect 0 and another. */
    boolean hasLong() {
        return termComponent.length + restEffect.length > 0;
    }

    /** Part of an action's cost that depends on the task vector. */
    private record Term(CostComponent component, double probability, double[] scale, double[] shift) {}

    /**
     * Says whether counts of effects tell the state: effects add, and nothing of the model's section 10 but prices is
     * there.
     */
    static boolean lattice(EnvSpec spec) {
        boolean plain = spec.phases() == null
                && !spec.limits().any()
                && !spec.pricesContext()
                && spec.actions().stream().noneMatch(Action::limited);
        return plain
                && spec.actions().stream()
                        .filter(action -> !action.kind().endsEpisode())
                        .flatMap(action -> action.outcomes().stream())
                        .filter(Outcome::possible)
                        .allMatch(outcome -> outcome.scale().stream().allMatch(a -> a == 1));
    }

    /** The distinct effects; first the one that most outcomes have, so that it needs no count of its own. */
    private static List<double[]> effects(EnvSpec spec) {
        List<double[]> effects = new ArrayList<>();
        List<Integer> users = new ArrayList<>();
        for (int k = 0; k < spec.actionCount(); k++) {
            Action action = spec.actions().get(k);
            if (action.kind().endsEpisode()) {
                continue;
            }
            double[] probability = probabilities(action);
            for (int j = 0; j < probability.length; j++) {
                if (probability[j] > 0) {
                    double[] shift = shift(spec, action, j);
                    int e = indexOf(effects, shift);
                    if (e < 0) {
                        effects.add(shift);
                        users.add(1);
                    } else {
                        users.set(e, users.get(e) + 1);
                    }
                }
            }
        }
        if (effects.isEmpty()) {
            return List.of(new double[spec.dimension()]); // every action ends the episode: nothing is ever added
        }
        int most = 0;
        for (int e = 1; e < effects.size(); e++) {
            most = users.get(e) > users.get(most) ? e : most;
        }
        effects.addFirst(effects.remove(most));
        return effects;
    }

    private static int indexOf(List<double[]> effects, double[] shift) {
        for (int e = 0; e < effects.size(); e++) {
            if (Arrays.equals(effects.get(e), shift)) {
                return e;
            }
        }
        return -1;
    }

    /** b + δ; + 0 turns −0 into 0, which is the same effect. */
    private static double[] shift(EnvSpec spec, Action action, int j) {
        double[] shift = new double[spec.dimension()];
        for (int i = 0; i < shift.length; i++) {
            double drift = action.kind().drifts() ? spec.drift().get(i) : 0;
            shift[i] = action.outcomes().get(j).shift().get(i) + drift + 0.0;
        }
        return shift;
    }

    private static double[] probabilities(Action action) {
        int last = action.outcomes().size() - 1;
        while (action.outcomes().get(last).probability(0) == 0) {
            last--;
        }
        double[] probability = new double[last + 1];
        double before = 0;
        double sum = 0;
        for (int j = 0; j <= last; j++) {
            sum += action.outcomes().get(j).probability(0);
            double upTo = j == last ? 1 : Math.min(1, sum);
            probability[j] = upTo - before;
            before = upTo;
        }
        return probability;
    }

    private void compile(int k, List<double[]> effects, List<Edge> rest, List<Term> terms) {
        Action action = spec.actions().get(k);
        StepCost cost = new StepCost(spec);
        Prediction prediction = Prediction.of(spec, k);
        double[] probability = probabilities(action);
        double[] mean = new double[CostComponent.COUNT];
        double[] leads = new double[effects.size()];
        for (int j = 0; j < probability.length; j++) {
            double q = probability[j];
            if (q == 0) {
                continue;
            }
            Outcome outcome = action.outcomes().get(j);
            for (CostComponent component : CostComponent.ALL) {
                mean[component.index()] += q * cost.fixed(component, k, outcome, prediction);
            }
            if (!prediction.differsByConstant(outcome)) {
                terms.add(divergence(prediction, outcome, q));
            }
            double[] shift = shift(spec, action, j);
            if (!action.kind().endsEpisode()) {
                int e = indexOf(effects, shift);
                effectOfOutcome[j * actions + k] = e;
                leads[e] += q;
            } else if (outcome.scale().stream().allMatch(a -> a == 0)) {
                double g = 0;
                for (int i = 0; i < dimension; i++) {
                    g += exceeding(shift[i] - doneThreshold[i], slack[i]);
                }
                mean[CostComponent.CONSTRAINT.index()] += q * cost.charged(CostComponent.CONSTRAINT, g);
                fixedSuccess[k] += g == 0 ? q : 0;
            } else {
                terms.add(constraint(outcome, shift, q));
            }
        }
        connect(k, leads, rest);
        for (int c = 0; c < mean.length; c++) {
            fixedComponents[c * actions + k] = mean[c];
        }
        fixedCost[k] = StepCost.weighted(spec.weights(), (component, n) -> mean[component.index()], 0);
    }

    /**
     * Where there is more than effect 0 and another, the first two effects are added last; without effect 0 the second
     * of them leads, and the first is the last of the rest.
     */
    private void connect(int k, double[] probability, List<Edge> rest) {
        List<Edge> edges = new ArrayList<>();
        for (int e = 0; e < probability.length; e++) {
            effectProbability[k * probability.length + e] = probability[e];
            if (e > 0 && probability[e] > 0) {
                edges.add(new Edge(e, probability[e]));
            }
        }
        stayProbability[k] = probability[0];
        if (!edges.isEmpty()) {
            Edge lead = edges.remove(probability[0] > 0 || edges.size() == 1 ? 0 : 1);
            leadEffect[k] = lead.effect();
            leadProbability[k] = lead.probability();
        }
        if (probability[0] == 0 && !edges.isEmpty()) {
            edges.add(edges.removeFirst());
        }
        rest.addAll(edges);
    }

    /**
     * Returns z − ε where that is above τ, else 0.
     *
     * @param above z − (ε + τ)
     * @param slack τ
     */
    static double exceeding(double above, double slack) {
        return above > 0 ? above + slack : 0;
    }

    private Term divergence(Prediction prediction, Outcome outcome, double q) {
        double[] scale = new double[dimension];
        double[] shift = new double[dimension];
        for (int i = 0; i < dimension; i++) {
            scale[i] = prediction.scaleDifference(outcome, i);
            shift[i] = prediction.shiftDifference(outcome, i);
        }
        return new Term(CostComponent.DIVERGENCE, q, scale, shift);
    }

    private Term constraint(Outcome outcome, double[] effect, double q) {
        double[] scale = new double[dimension];
        double[] shift = new double[dimension];
        for (int i = 0; i < dimension; i++) {
            scale[i] = outcome.scale().get(i);
            shift[i] = effect[i] - doneThreshold[i];
        }
        return new Term(CostComponent.CONSTRAINT, q, scale, shift);
    }

    private double[] flat(List<double[]> rows) {
        double[] flat = new double[rows.size() * dimension];
        for (int r = 0; r < rows.size(); r++) {
            System.arraycopy(rows.get(r), 0, flat, r * dimension, dimension);
        }
        return flat;
    }
}
