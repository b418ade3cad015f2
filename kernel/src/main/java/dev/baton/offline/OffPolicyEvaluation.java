package dev.baton.offline;

import dev.baton.env.Action;
import dev.baton.policy.Policy;
import dev.baton.run.Execution;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a policy would cost, estimated from episodes that other policies ran, by several estimators, each with an
 * interval or without and each refused where the log cannot carry it. See docs/decisions/013.
 *
 * @param episodes of the log
 * @param loggedCost mean cost of the logged episodes themselves
 * @param loggedError its standard error
 * @param meanWeight mean importance weight of whole episodes, 1 in expectation; may be 0 or infinite where numbers end
 * @param meanWeightLower end of its 99 % interval; NaN where there is none
 * @param meanWeightUpper end of its 99 % interval; NaN where there is none
 * @param logMeanWeight logarithm of the mean weight to the base 10
 * @param worth how many episodes of the policy itself the log is worth, at the step where it is worth least: (Σ W)² / Σ
 *     W² against the share of the policy's episodes that last as long
 * @param neverTried names of actions that the policy takes in logged states and the log never shows
 * @param halves {fitted to every second episode, fitted to the others}: two fits of Q that share nothing; empty where
 *     none was made
 * @param uniform whether the log is that of a policy that is fully random
 * @param estimates one per {@link Estimator}, in their order
 */
public record OffPolicyEvaluation(
        int episodes,
        double loggedCost,
        double loggedError,
        double meanWeight,
        double meanWeightLower,
        double meanWeightUpper,
        double logMeanWeight,
        double worth,
        List<String> neverTried,
        List<Double> halves,
        boolean uniform,
        List<OffPolicyEstimate> estimates) {
    /** How many episodes of the policy itself a log must be worth for an interval by importance weights. */
    public static final int LEAST_WORTH = 100;

    /** How many logged steps like it a choice must have, for a fitted Q function to know what it leads to. */
    public static final int LEAST_NEIGHBOURS = 2000;

    /** The share of a policy's choices that may have fewer. */
    public static final double MOST_UNSUPPORTED = 0.05;

    /** How far two fits of Q may differ, against their mean. */
    public static final double MOST_DIFFERENCE = 0.1;

    /**
     * Beyond either end of the mean weight's interval. An interval of 95 % would refuse every twentieth good log, and
     * just those whose estimates miss most, so that what is left would be covered too often.
     */
    private static final double WEIGHT_TAIL = 0.005;

    /** Of the time that is shown. */
    private static final double BEHAVIOUR_SHARE = 0.15;

    /** Copies the lists. */
    public OffPolicyEvaluation {
        neverTried = List.copyOf(neverTried);
        halves = List.copyOf(halves);
        estimates = List.copyOf(estimates);
    }

    /**
     * Returns what one estimator says.
     *
     * @param estimator which
     * @return its estimate
     */
    public OffPolicyEstimate estimate(Estimator estimator) {
        return estimates.get(estimator.ordinal());
    }

    /**
     * Estimates.
     *
     * @param log episodes
     * @param policy any; it sees every logged episode as its own, from the start
     * @param execution backend and threads; never changes the result
     * @param progress told of every share of the work that is done, by any thread; they add up to 1
     * @return what the estimators say
     * @throws IllegalArgumentException if the log has fewer than two episodes
     */
    public static OffPolicyEvaluation of(
            EpisodeLog log, Policy policy, Execution execution, DoubleConsumer progress) {
        if (log.episodes() < CrossFit.FOLDS) {
            throw new IllegalArgumentException(
                    "log: expected at least two episodes for a standard error, found " + log.episodes());
        }
        return new Run(log, policy, execution, progress).evaluate();
    }

    /** One evaluation. */
    private static final class Run {
        private final EpisodeLog log;
        private final Policy policy;
        private final Execution execution;
        private final DoubleConsumer progress;
        private final int actions;
        private final LoggedStates states;
        private final float[] probabilities;
        private final ImportanceWeights weights;
        private final double[] finals;
        private @Nullable CrossFit fit;

        Run(EpisodeLog log, Policy policy, Execution execution, DoubleConsumer progress) {
            this.log = log;
            this.policy = policy;
            this.execution = execution;
            this.progress = progress;
            actions = log.env.actionCount();
            states = new LoggedStates(log, execution.backend());
            probabilities = states.probabilities(policy);
            weights = new ImportanceWeights(log, probabilities);
            finals = weights.finals();
        }

        OffPolicyEvaluation evaluate() {
            List<String> never = neverTried();
            double mean = Moments.mean(finals);
            boolean finite = Double.isFinite(Moments.deviation(finals));
            double[] ends = finite ? Bootstrap.interval(finals, WEIGHT_TAIL) : new double[] {Double.NaN, Double.NaN};
            String weightRefusal = weightRefusal(never, mean, ends);
            String fitRefusal = fitRefusal(never);
            // A function that is wrong costs the doubly robust estimate precision only.
            if (fitRefusal == null || weightRefusal == null) {
                fit = new CrossFit(
                        log, policy, execution, share -> progress.accept((1 - BEHAVIOUR_SHARE) * share));
                fitRefusal = fitRefusal == null ? differenceRefusal(fit) : fitRefusal;
            }
            double[] costs = log.costs();
            return new OffPolicyEvaluation(
                    log.episodes(),
                    Moments.mean(costs),
                    Moments.error(costs),
                    mean,
                    ends[0],
                    ends[1],
                    weights.logMean10(),
                    weights.worth(),
                    never,
                    fit == null ? List.of() : List.of(fit.half(0), fit.half(1)),
                    isUniform(),
                    estimates(weightRefusal, fitRefusal));
        }

        private List<OffPolicyEstimate> estimates(@Nullable String weightRefusal, @Nullable String fitRefusal) {
            List<OffPolicyEstimate> estimates = new ArrayList<>();
            if (weightRefusal == null) {
                double[] costs = new double[log.steps()];
                for (int i = 0; i < costs.length; i++) {
                    costs[i] = log.cost[i];
                }
                estimates.add(OffPolicyEstimate.mean(Estimator.PER_DECISION, weights.sums(costs)));
                estimates.add(OffPolicyEstimate.mean(Estimator.WEIGHTED, weights.normalised(costs)));
            } else {
                estimates.add(OffPolicyEstimate.refused(Estimator.PER_DECISION, weightRefusal));
                estimates.add(OffPolicyEstimate.refused(Estimator.WEIGHTED, weightRefusal));
            }
            estimates.add(
                    fit != null && fitRefusal == null
                            ? new OffPolicyEstimate(Estimator.FITTED_Q, fit.mean(), Double.NaN, Double.NaN, null)
                            : OffPolicyEstimate.refused(Estimator.FITTED_Q, String.valueOf(fitRefusal)));
            if (fit != null && weightRefusal == null) {
                double[] values = weights.normalised(fit.errors());
                for (int e = 0; e < values.length; e++) {
                    values[e] += fit.startValues()[e];
                }
                estimates.add(OffPolicyEstimate.mean(Estimator.DOUBLY_ROBUST, values));
            } else {
                estimates.add(OffPolicyEstimate.refused(Estimator.DOUBLY_ROBUST, String.valueOf(weightRefusal)));
            }
            return estimates;
        }

        private List<String> neverTried() {
            long[] taken = log.taken();
            List<String> names = new ArrayList<>();
            for (int k = 0; k < actions; k++) {
                boolean wanted = false;
                for (int i = k; i < probabilities.length && !wanted; i += actions) {
                    wanted = probabilities[i] > 0;
                }
                Action action = log.env.actions().get(k);
                if (wanted && taken[k] == 0) {
                    names.add(action.name());
                }
            }
            return names;
        }

        private static String neverTried(List<String> names) {
            StringJoiner list = new StringJoiner(", ");
            names.forEach(list::add);
            return "the policy takes " + list + ", which the log never shows";
        }

        private @Nullable String weightRefusal(List<String> never, double mean, double[] ends) {
            if (!never.isEmpty()) {
                return neverTried(never);
            }
            if (mean == 0 && weights.logMean10() == Double.NEGATIVE_INFINITY) {
                return "none of the logged episodes could be the policy's: all weights are 0";
            }
            if (!(ends[0] <= 1 && ends[1] >= 1)) {
                return "the mean weight must be 1 and is not: what the policy does is hardly in the log";
            }
            if (weights.worth() < LEAST_WORTH) {
                return String.format(
                        Locale.ROOT,
                        "the log is worth %.1f episodes of the policy itself, and an interval needs %d",
                        weights.worth(), LEAST_WORTH);
            }
            return null;
        }

        private boolean isUniform() {
            long[] available = states.available();
            for (int i = 0; i < log.steps(); i++) {
                float even = (float) (1.0 / (available == null ? actions : Long.bitCount(available[i])));
                if (Math.abs(log.probability[i] - even) > Math.ulp(even)) {
                    return false;
                }
            }
            return true;
        }

        private @Nullable String fitRefusal(List<String> never) {
            if (!never.isEmpty()) {
                return neverTried(never);
            }
            return states.remembers(policy)
                    ? "the policy remembers what happened before, which the states that Q is a function of do not say"
                    : supportRefusal();
        }

        private @Nullable String supportRefusal() {
            double unsupported = 1;
            if (log.steps() >= LEAST_NEIGHBOURS) {
                BehaviourModel behaviour = new BehaviourModel(log, states, 0, execution.backend());
                while (!behaviour.finished()) {
                    behaviour.pass();
                    progress.accept(BEHAVIOUR_SHARE / behaviour.passes());
                }
                float[] neighbours = behaviour.neighbours();
                double sum = 0;
                for (int i = 0; i < neighbours.length; i++) {
                    sum += neighbours[i] < LEAST_NEIGHBOURS ? probabilities[i] : 0;
                }
                unsupported = sum / log.steps();
            }
            return unsupported <= MOST_UNSUPPORTED
                    ? null
                    : String.format(
                            Locale.ROOT,
                            "%.0f %% of what the policy does in the logged states has fewer than %,d logged steps like"
                                    + " it",
                            100 * unsupported, LEAST_NEIGHBOURS);
        }

        private static @Nullable String differenceRefusal(CrossFit fit) {
            return Math.abs(fit.half(0) - fit.half(1)) <= MOST_DIFFERENCE * fit.mean()
                    ? null
                    : String.format(
                            Locale.ROOT, "fitted to two halves of the log it says %.4g and %.4g", fit.half(0),
                            fit.half(1));
        }
    }
}
