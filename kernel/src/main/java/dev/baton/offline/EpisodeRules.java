package dev.baton.offline;

import dev.baton.env.Action;
import dev.baton.env.Charge;
import dev.baton.env.CostComponent;
import dev.baton.env.CostVector;
import dev.baton.env.EnvSpec;
import dev.baton.env.Outcome;
import dev.baton.env.Prediction;
import dev.baton.env.Price;
import dev.baton.env.StartDistribution;
import dev.baton.env.StepCost;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What an environment lets an episode be (model, sections 2 to 4 and 10). Every logged step says what it started from,
 * what was done and what came of it, so it is taken again in double precision: an episode that the environment cannot
 * have run is refused where it first differs by more than floats round. Not thread-safe.
 *
 * <p>Hidden phases are not in a log. Kept is the set of those in which the episode can be: every outcome must be
 * possible in one of them, and what is charged, or left at the end, must be what one of them gives.
 */
public final class EpisodeRules {
    /** How far numbers may differ, against the sum of the magnitudes that they are computed from. */
    private static final double RELATIVE = 1e-4;
    /** The normal number that difficulty is drawn from has at most this magnitude. */
    private static final double GREATEST_NORMAL = 5.8;

    private final EnvSpec env;
    private final List<Prediction> predictions = new ArrayList<>();
    private final StepCost costs;
    /** (q) what the step was charged but for the constraint. */
    private final double[] paid = new double[CostComponent.COUNT];

    private final StepCost.Charged byComponent = (component, n) -> paid[component.index()];
    private final double[] least;
    private final double[] greatest;
    private final double[] next;
    /** (K) calls so far. */
    private final int[] calls;
    /** The phases that the episode can be in, bit x for phase x; bit 0 where there are none. */
    private int phases;

    private double context;
    /** The context that the step was taken in, and ℓ and m there. */
    private double chosenAt;

    private double latency;

    private double monetary;
    /** How many limits a step has passed at least, and at most where rounding leaves it open. */
    private int leastPassed;

    private int mostPassed;
    /** How far rounding may move all of {@link #next} together. */
    private double slack;
    /** The greatest z_i − ε_i at {@link #next}. */
    private double excess;

    /**
     * Takes over an environment.
     *
     * @param env the environment
     */
    public EpisodeRules(EnvSpec env) {
        this.env = env;
        costs = new StepCost(env);
        calls = new int[env.actionCount()];
        for (int k = 0; k < env.actionCount(); k++) {
            predictions.add(Prediction.of(env, k));
        }
        int d = env.dimension();
        least = new double[d];
        greatest = new double[d];
        next = new double[d];
        StartDistribution start = env.start();
        double sigma = start.difficultySigma();
        double easiest = StrictMath.exp(-sigma * GREATEST_NORMAL - sigma * sigma / 2);
        double hardest = StrictMath.exp(sigma * GREATEST_NORMAL - sigma * sigma / 2);
        double high = hardest * (1 + start.jitter());
        double low = Math.min(easiest * (1 - start.jitter()), hardest * (1 - start.jitter()));
        for (int i = 0; i < d; i++) {
            double scale = start.scale().get(i);
            double offset = start.offset().get(i);
            least[i] = offset + Math.min(scale * low, scale * high);
            greatest[i] = offset + Math.max(scale * low, scale * high);
        }
    }

    /**
     * Checks an episode.
     *
     * @param episode not modified
     * @throws IllegalArgumentException naming the first step and value that cannot be
     */
    public void check(LoggedEpisode episode) {
        int steps = episode.steps();
        require(steps <= env.horizon(), "steps", "at most " + env.horizon(), steps);
        float g = episode.constraint();
        require(g >= 0 && Float.isFinite(g), "constraint", "a finite number from 0", g);
        if (steps == 0) {
            require(
                    !env.solvedByPhase(), "steps",
                    "1 or more: where phases say what is solved, no episode ends before its first step", 0);
            require(g == 0, "constraint", "0 where no step was taken: such an episode starts with its task done", g);
            return;
        }
        begin();
        double spentLatency = 0;
        double spentMonetary = 0;
        for (int t = 0; t < steps; t++) {
            String at = "step " + t + ": ";
            checkChoice(episode, t, at);
            checkState(episode, t, at, spentLatency, spentMonetary);
            int k = episode.action()[t];
            Action action = env.actions().get(k);
            Outcome outcome = action.outcomes().get(episode.outcome()[t]);
            pay(action, outcome);
            int state = t * (env.dimension() + 2) + env.dimension();
            spentLatency = episode.state()[state] + latency;
            spentMonetary = episode.state()[state + 1] + monetary;
            pass(t, spentLatency, spentMonetary);
            double divergence = move(episode, t, outcome);
            double left = constraint();
            movePhases(outcome);
            boolean last = t + 1 == steps;
            checkEnd(at, last, t, action, g);
            if (last) {
                checkConstraint(g, left);
            }
            checkCost(episode, t, at, outcome, last, divergence, left);
            changePhases(action);
            calls[k]++;
        }
    }

    /** What is known before the first step. */
    private void begin() {
        Arrays.fill(calls, 0);
        context = env.context();
        phases = 0;
        for (int x = 0; x < env.phaseCount(); x++) {
            phases |= (env.startBelief().get(x) > 0 ? 1 : 0) << x;
        }
    }

    private boolean canBe(int x) {
        return (phases >>> x & 1) != 0;
    }

    /** Says whether an outcome can happen in a phase that the history allows. */
    private boolean possible(Outcome outcome) {
        for (int x = 0; x < env.phaseCount(); x++) {
            if (canBe(x) && outcome.probability(x) > 0) {
                return true;
            }
        }
        return false;
    }

    /** The price at the present context, which then changes. */
    private void pay(Action action, Outcome outcome) {
        chosenAt = context;
        latency = action.price(Price.LATENCY, outcome, context);
        monetary = action.price(Price.MONETARY, outcome, context);
        context = outcome.context().keep() * context + outcome.context().add();
    }

    /** Which limits are passed; what is nearer to a limit than floats round may count either way. */
    private void pass(int t, double spentLatency, double spentMonetary) {
        // A sum and a price of t steps at most, each rounded to a float.
        double margin = (t + 4) * 0x1p-23;
        leastPassed = 0;
        mostPassed = 0;
        double[] spent = {spentLatency, spentMonetary};
        double[] limits = {env.limits().latencyThreshold(), env.limits().monetaryThreshold()};
        for (int i = 0; i < limits.length; i++) {
            leastPassed += spent[i] * (1 - margin) > limits[i] ? 1 : 0;
            mostPassed += spent[i] * (1 + margin) > limits[i] ? 1 : 0;
        }
    }

    /** Moves the phases that an outcome is possible in. */
    private void movePhases(Outcome outcome) {
        int moved = 0;
        for (int x = 0; x < env.phaseCount(); x++) {
            if (canBe(x) && outcome.probability(x) > 0) {
                moved |= 1 << outcome.moved(x);
            }
        }
        phases = moved;
    }

    /** Changes the phases by the transition after an action. */
    private void changePhases(Action action) {
        List<List<Double>> transition = action.transition();
        if (transition.isEmpty() && env.phases() != null) {
            transition = env.phases().transition();
        }
        if (transition.isEmpty()) {
            return;
        }
        int changed = 0;
        for (int x = 0; x < env.phaseCount(); x++) {
            for (int y = 0; canBe(x) && y < env.phaseCount(); y++) {
                changed |= (transition.get(x).get(y) > 0 ? 1 : 0) << y;
            }
        }
        phases = changed;
    }

    /** Returns the phases among those that are possible in which the task is solved, or those in which it is not. */
    private int phases(boolean solved) {
        int chosen = 0;
        for (int x = 0; x < env.phaseCount(); x++) {
            chosen |= (canBe(x) && env.solvedIn(x) == solved ? 1 : 0) << x;
        }
        return chosen;
    }

    /**
     * Checks g at the end, which must be what is left of the task and 1 for each limit passed and for a phase that is
     * not solved.
     */
    private void checkConstraint(float g, double left) {
        int matching = 0;
        double[] possible = new double[2];
        int count = 0;
        for (int unsolved = 0; unsolved < 2; unsolved++) {
            int those = phases(unsolved == 0);
            for (int v = leastPassed; those != 0 && v <= mostPassed; v++) {
                if (Math.abs(g - (left + v + unsolved)) <= slack) {
                    matching |= those;
                }
            }
            if (those != 0) {
                possible[count++] = left + leastPassed + unsolved;
            }
        }
        require(
                matching != 0,
                "constraint",
                "about " + (float) possible[0] + (count > 1 ? " or " + (float) possible[1] : "")
                        + " after the last step",
                g);
        phases = matching;
    }

    private void checkChoice(LoggedEpisode episode, int t, String at) {
        int k = episode.action()[t];
        require(k >= 0 && k < env.actionCount(), at + "action", "0 to " + (env.actionCount() - 1), k);
        Action action = env.actions().get(k);
        require(
                available(k), at + "action",
                "one that is available, which action " + k + " is not after " + action.maxCalls() + " calls", k);
        List<Outcome> outcomes = action.outcomes();
        int j = episode.outcome()[t];
        require(
                j >= 0 && j < outcomes.size() && outcomes.get(j).possible(), at + "outcome",
                "one that action " + k + " can have, of 0 to " + (outcomes.size() - 1), j);
        require(
                possible(outcomes.get(j)), at + "outcome",
                "one that action " + k + " can have in a phase that what happened before leaves possible", j);
        float p = episode.probability()[t];
        require(p > 0 && p <= 1, at + "behaviour probability", "above 0, at most 1: what was done can be done", p);
        require(
                choices() > 1 || p >= 1 - RELATIVE, at + "behaviour probability",
                "1: action " + k + " is the only one that is available", p);
    }

    private boolean available(int k) {
        Action action = env.actions().get(k);
        return !action.limited() || calls[k] < action.maxCalls();
    }

    /** Returns how many actions are available. */
    private int choices() {
        int count = 0;
        for (int k = 0; k < calls.length; k++) {
            count += available(k) ? 1 : 0;
        }
        return count;
    }

    /** The state that a step starts from: at t = 0 one that the start distribution can give, then what moved there. */
    private void checkState(LoggedEpisode episode, int t, String at, double spentLatency, double spentMonetary) {
        int d = env.dimension();
        float[] state = episode.state();
        int row = t * (d + 2);
        double left = 0;
        for (int i = 0; i < d; i++) {
            float z = state[row + i];
            String what = at + "task vector, dimension " + i;
            double from = t == 0 ? least[i] : next[i];
            double to = t == 0 ? greatest[i] : next[i];
            double margin = RELATIVE * (Math.abs(from) + Math.abs(to)) + (t == 0 ? RELATIVE : slack);
            String expected = t == 0
                    ? "a start state, " + (float) from + " to " + (float) to
                    : "about " + (float) from + ", where the step before leads";
            require(z >= from - margin && z <= to + margin, what, expected, z);
            left += Math.max(0, z - env.tolerance().get(i));
        }
        require(t > 0 || left > 0 || env.solvedByPhase(), at + "task vector",
                "work left: an episode that starts done has no step", left);
        requireClose(at + "accumulated latency", spentLatency, state[row + d]);
        requireClose(at + "accumulated money", spentMonetary, state[row + d + 1]);
    }

    /** Writes z after a step to {@link #next}; returns ‖ẑ − z‖₂. */
    private double move(LoggedEpisode episode, int t, Outcome outcome) {
        int d = env.dimension();
        Prediction prediction = predictions.get(episode.action()[t]);
        boolean constant = prediction.differsByConstant(outcome);
        boolean drifts = env.actions().get(episode.action()[t]).kind().drifts();
        double squares = 0;
        slack = 0;
        for (int i = 0; i < d; i++) {
            double z = episode.state()[t * (d + 2) + i];
            double moved = outcome.scale().get(i) * z;
            double shift = outcome.shift().get(i);
            double drift = drifts ? env.drift().get(i) : 0;
            next[i] = moved + shift + drift;
            slack += RELATIVE * (Math.abs(moved) + Math.abs(shift) + Math.abs(drift)
                    + Math.abs(env.tolerance().get(i)));
            if (!constant) {
                double difference = prediction.scaleDifference(outcome, i) * z + prediction.shiftDifference(outcome, i);
                squares += difference * difference;
            }
        }
        return constant ? prediction.distance(outcome) : Math.sqrt(squares);
    }

    /** Returns what is left of the task at {@link #next}, g without phases and limits. */
    private double constraint() {
        double g = 0;
        excess = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < next.length; i++) {
            double difference = next[i] - env.tolerance().get(i);
            g += Math.max(0, difference);
            excess = Math.max(excess, difference);
        }
        return g;
    }

    private void checkEnd(String at, boolean last, int t, Action action, float g) {
        boolean must = t + 1 == env.horizon() || action.kind().endsEpisode();
        if (last) {
            if (env.solvedByPhase()) {
                require(
                        must || mostPassed > 0, at + "episode",
                        "more steps: only the horizon, an action that ends it or a limit does", t + 1);
            } else {
                require(
                        must || mostPassed > 0 || g <= slack, at + "constraint after it",
                        "0 where an episode ends before the horizon", g);
            }
            if (!must && (env.solvedByPhase() || g > slack)) {
                // Nothing else has ended it, however near the limit is.
                leastPassed = Math.max(1, leastPassed);
            }
        } else {
            require(!must, at + "episode", "its end at the horizon or with an action that ends it", t + 1);
            require(leastPassed == 0, at + "episode", "its end, because a limit is passed then", t + 1);
            require(
                    env.solvedByPhase() || excess >= -slack, at + "episode", "its end, because the task is done then",
                    t + 1);
            // What went on had passed none, however near it was.
            mostPassed = 0;
        }
    }

    /** Checks the cost, and keeps the phases that charge it. */
    private void checkCost(
            LoggedEpisode episode, int t, String at, Outcome outcome, boolean last, double divergence, double left) {
        CostVector weights = env.weights();
        Action action = env.actions().get(episode.action()[t]);
        for (int c = 0; c < paid.length; c++) {
            paid[c] = costs.at(CostComponent.ALL.get(c), action, outcome, chosenAt, divergence);
        }
        double base = StepCost.weighted(weights, byComponent, 0);
        boolean charged = last || env.charge() == Charge.STEP;
        float cost = episode.cost()[t];
        int matching = 0;
        double expected = Double.NaN;
        for (int unsolved = 0; unsolved < 2; unsolved++) {
            int those = phases(unsolved == 0);
            for (int v = leastPassed; those != 0 && v <= mostPassed; v++) {
                double constraint = charged ? costs.charged(CostComponent.CONSTRAINT, left + v + unsolved) : 0;
                double sum = base + weights.constraint() * constraint;
                double margin =
                        RELATIVE * sum + slack * (weights.constraint() + weights.divergence()) + Float.MIN_NORMAL;
                matching |= Math.abs(cost - sum) <= margin ? those : 0;
                expected = Double.isNaN(expected) ? sum : expected;
            }
        }
        require(
                cost >= 0 && matching != 0, at + "cost",
                "about " + (float) expected + ", which the environment charges", cost);
        phases = matching;
    }

    private static void requireClose(String what, double expected, float found) {
        require(
                Math.abs(found - expected) <= RELATIVE * expected, what,
                "about " + (float) expected + ": it starts at 0 and grows by what actions take", found);
    }

    private static void require(boolean holds, String what, String expected, Number found) {
        if (!holds) {
            throw new IllegalArgumentException(what + ": expected " + expected + ", found " + found);
        }
    }
}
