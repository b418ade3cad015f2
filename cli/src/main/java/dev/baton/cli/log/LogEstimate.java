package dev.baton.cli.log;

import dev.baton.cli.folder.StoredLog;
import dev.baton.cli.print.Numbers;
import dev.baton.cli.print.Progress;
import dev.baton.cli.print.TextTable;
import dev.baton.cli.process.Session;
import dev.baton.env.EnvSpec;
import dev.baton.files.BatonException;
import dev.baton.files.text.JsonWriter;
import dev.baton.files.text.Quoted;
import dev.baton.offline.Estimator;
import dev.baton.offline.OffPolicyEstimate;
import dev.baton.offline.OffPolicyEvaluation;
import dev.baton.policy.Policy;
import dev.baton.run.Execution;
import dev.baton.study.Interval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a policy would cost according to a log, as a table and in words.
 *
 * @param policy as the command line calls it
 * @param environment its name
 * @param log the file, or the part of it, that speaks
 * @param evaluation what the estimators say
 */
public record LogEstimate(String policy, String environment, String log, OffPolicyEvaluation evaluation) {
    private static final long PROGRESS = 1_000_000;
    private static final int LONGEST_REASON = 1000;
    /** Mean weights beyond these are shown as powers of ten. */
    private static final double SHOWN_DIGITS = 4;

    /** Estimates; refuses a log that says nothing about the policy. */
    public static LogEstimate of(
            String name,
            Policy policy,
            EnvSpec environment,
            String log,
            StoredLog stored,
            Execution execution,
            Session session) {
        if (stored.episodes().episodes() < 2) {
            throw new BatonException(log + ": expected at least two episodes for an estimate, found one");
        }
        try (Progress progress = new Progress(session, "estimating", PROGRESS)) {
            OffPolicyEvaluation evaluation = OffPolicyEvaluation.of(
                    stored.episodes(), policy, execution, share -> progress.add(Math.round(share * PROGRESS)));
            return new LogEstimate(name, environment.name(), log, evaluation);
        } catch (OutOfMemoryError e) {
            throw LogReader.tooLarge(log, e);
        }
    }

    /** Refuses what all estimators refuse. */
    public void requireSomething() {
        if (evaluation.estimates().stream().allMatch(OffPolicyEstimate::isRefused)) {
            throw new BatonException(log + ": says nothing about the policy " + Quoted.of(policy) + ": "
                    + String.join("; ", refusals().keySet()) + " (mean weight " + meanWeight() + "); " + advice());
        }
    }

    /** Returns the estimators that are refused, by the reason. */
    private Map<String, List<String>> refusals() {
        Map<String, List<String>> refusals = new LinkedHashMap<>();
        for (OffPolicyEstimate estimate : evaluation.estimates()) {
            if (estimate.refusal() != null) {
                refusals.computeIfAbsent(Quoted.plain(estimate.refusal(), LONGEST_REASON), why -> new ArrayList<>())
                        .add(estimate.estimator().words());
            }
        }
        return refusals;
    }

    private String advice() {
        if (evaluation.uniform()) {
            return "log more episodes, best of a policy closer to this one, as with 'baton log --sample' or --explore:"
                    + " these are fully random, and of such it takes very many";
        }
        return evaluation.neverTried().isEmpty()
                ? "log more episodes, with a policy closer to this one or more --explore"
                : "log with --explore";
    }

    private String meanWeight() {
        double log10 = evaluation.logMeanWeight();
        if (Math.abs(log10) <= SHOWN_DIGITS) {
            return Numbers.fixed(evaluation.meanWeight());
        }
        return log10 == Double.NEGATIVE_INFINITY ? "0" : String.format(Locale.ROOT, "10^%.1f", log10);
    }

    /** Writes the estimates as values of an object that is open. */
    public void writeTo(JsonWriter writer) {
        writer.key("environment").value(environment);
        writer.key("policy").value(policy);
        writer.key("episodes").value(evaluation.episodes());
        writer.key("loggedTotalCost").value(evaluation.loggedCost());
        writer.key("loggedStandardError").value(evaluation.loggedError());
        writer.key("worthEpisodes").value(evaluation.worth());
        writer.key("meanWeight").begin();
        writer.key("mean").valueOrNothing(evaluation.meanWeight());
        writer.key("lower").valueOrNothing(evaluation.meanWeightLower());
        writer.key("upper").valueOrNothing(evaluation.meanWeightUpper());
        writer.key("log10").valueOrNothing(evaluation.logMeanWeight());
        writer.end();
        for (Estimator estimator : Estimator.values()) {
            OffPolicyEstimate estimate = evaluation.estimate(estimator);
            writer.key(key(estimator)).begin();
            writer.key("totalCost").valueOrNothing(estimate.totalCost());
            writer.key("lower").valueOrNothing(estimate.lower());
            writer.key("upper").valueOrNothing(estimate.upper());
            writer.key("refused");
            if (estimate.refusal() == null) {
                writer.nothing();
            } else {
                writer.value(estimate.refusal());
            }
            writer.end();
        }
        writer.key("fittedToHalves").values(evaluation.halves());
    }

    private static String key(Estimator estimator) {
        return switch (estimator) {
            case PER_DECISION -> "perDecision";
            case WEIGHTED -> "weighted";
            case FITTED_Q -> "fittedQ";
            case DOUBLY_ROBUST -> "doublyRobust";
        };
    }

    /** Returns the table and what it means. */
    public String text() {
        TextTable table = new TextTable(List.of("estimator", ">total cost", ">95 % interval"));
        for (OffPolicyEstimate estimate : evaluation.estimates()) {
            table.row(List.of(
                    estimate.estimator().words(),
                    estimate.isRefused() ? "refused" : Numbers.fixed(estimate.totalCost()),
                    interval(estimate)));
        }
        return "Policy " + Quoted.plain(policy) + " in the environment " + Quoted.plain(environment)
                + ", estimated from the " + Numbers.count(evaluation.episodes()) + " episodes of " + log
                + ", whose mean cost is " + Numbers.fixed(evaluation.loggedCost()) + " (standard error "
                + Numbers.fixed(evaluation.loggedError()) + ").\n\n" + table.text() + "\n" + diagnosis();
    }

    private static String interval(OffPolicyEstimate estimate) {
        if (estimate.isRefused()) {
            return "";
        }
        return estimate.hasInterval()
                ? Numbers.of(new Interval(estimate.lower(), estimate.upper()))
                : "none";
    }

    private String diagnosis() {
        StringBuilder text = new StringBuilder("The mean weight, which must be 1, is " + meanWeight());
        if (Double.isFinite(evaluation.meanWeightLower()) && Math.abs(evaluation.logMeanWeight()) <= SHOWN_DIGITS) {
            text.append(" (99 % interval ")
                    .append(Numbers.fixed(Math.max(0, evaluation.meanWeightLower())))
                    .append(" to ")
                    .append(Numbers.fixed(evaluation.meanWeightUpper()))
                    .append(')');
        }
        text.append(String.format(
                Locale.ROOT,
                "; at the step where it is worth least, the log is worth %,.1f episodes of the policy itself.\n",
                evaluation.worth()));
        refusals().forEach((why, estimators) -> text.append(sentence(join(estimators)))
                .append(estimators.size() == 1 ? " is" : " are")
                .append(" refused: ")
                .append(why)
                .append(".\n"));
        return text.append(belief()).append('\n').toString();
    }

    private static String join(List<String> words) {
        int last = words.size() - 1;
        return last == 0
                ? words.get(0)
                : String.join(", ", words.subList(0, last)) + " and " + words.get(last);
    }

    private static String sentence(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    /** Which of them may be believed. */
    private String belief() {
        OffPolicyEstimate robust = evaluation.estimate(Estimator.DOUBLY_ROBUST);
        OffPolicyEstimate fitted = evaluation.estimate(Estimator.FITTED_Q);
        StringBuilder text = new StringBuilder();
        if (!robust.isRefused()) {
            text.append("Believe the doubly robust estimate: its interval holds whatever the fit gets wrong, and is the"
                    + " narrowest where the fit is good.");
        }
        if (!fitted.isRefused()) {
            text.append(text.isEmpty() ? "" : "\n")
                    .append("Fitted Q has no interval, because no log shows what a fit gets wrong; fitted to either"
                            + " half of the episodes it says ")
                    .append(Numbers.fixed(evaluation.halves().get(0)))
                    .append(" and ")
                    .append(Numbers.fixed(evaluation.halves().get(1)))
                    .append('.');
        }
        if (robust.isRefused()) {
            text.append(text.isEmpty() ? "" : "\n").append("For an interval, ").append(advice()).append('.');
        }
        return text.toString();
    }
}
