package dev.baton.cli;

import dev.baton.env.Action;
import dev.baton.env.EnvSpec;
import dev.baton.env.Outcome;
import dev.baton.env.Predictor;
import dev.baton.env.StartDistribution;
import java.util.ArrayList;
import java.util.List;

/**
 * What is allowed in an environment but may not be meant. Every remark is a fact that follows from the file.
 *
 * @param spec the environment
 */
record Remarks(EnvSpec spec) {
    /** Returns all remarks, possibly none. */
    List<String> all() {
        List<String> remarks = new ArrayList<>();
        addStuckDimensions(remarks);
        addDominatedActions(remarks);
        addSolvedStarts(remarks);
        if (spec.weights().constraint() == 0) {
            remarks.add("Unfinished work costs nothing: cost.weights.constraint is 0.");
        }
        if (spec.predictor() == Predictor.NONE && spec.weights().divergence() > 0) {
            remarks.add("The weight of the divergence has no effect: there is no predictor.");
        }
        return remarks;
    }

    private void addStuckDimensions(List<String> remarks) {
        for (int i = 0; i < spec.dimension(); i++) {
            int dimension = i;
            boolean lowered = spec.actions().stream().anyMatch(action -> canLower(action, dimension));
            if (!lowered) {
                remarks.add("No action lowers dimension " + i
                        + " (counted from 0) while it is above its tolerance, drift included.");
            }
        }
    }

    /** Says whether some z above the tolerance becomes smaller: (a − 1) z + b + δ &lt; 0. */
    private boolean canLower(Action action, int i) {
        double drift = action.kind().drifts() ? spec.drift().get(i) : 0;
        for (Outcome outcome : action.outcomes()) {
            double a = outcome.scale().get(i);
            double added = outcome.shift().get(i) + drift;
            // For a > 1 the left side is smallest just above the tolerance, for a < 1 far away from it.
            boolean lowers = a < 1 || (a - 1) * spec.tolerance().get(i) + added < 0;
            if (outcome.probability() > 0 && lowers) {
                return true;
            }
        }
        return false;
    }

    private void addDominatedActions(List<String> remarks) {
        List<Action> actions = spec.actions();
        for (int k = 0; k < actions.size(); k++) {
            for (int j = 0; j < actions.size(); j++) {
                if (j != k && isDominated(actions.get(k), actions.get(j), j < k)) {
                    remarks.add(Quoted.of(actions.get(k).name()) + " has the same effects as "
                            + Quoted.of(actions.get(j).name()) + " and is nowhere cheaper (latency, money).");
                    break;
                }
            }
        }
    }

    /** Of two equal actions the later one is dominated. */
    private static boolean isDominated(Action action, Action other, boolean otherIsEarlier) {
        boolean sameEffects = action.kind().endsEpisode() == other.kind().endsEpisode()
                && action.kind().drifts() == other.kind().drifts()
                && effects(action).equals(effects(other));
        boolean equal = action.latency() == other.latency() && action.monetary() == other.monetary();
        boolean nowhereCheaper = action.latency() >= other.latency() && action.monetary() >= other.monetary();
        return sameEffects && nowhereCheaper && (!equal || otherIsEarlier);
    }

    private static List<Outcome> effects(Action action) {
        return action.outcomes().stream()
                .filter(outcome -> outcome.probability() > 0)
                .toList();
    }

    private void addSolvedStarts(List<String> remarks) {
        boolean always = true;
        boolean sometimes = true;
        for (int i = 0; i < spec.dimension(); i++) {
            double room = spec.tolerance().get(i) - spec.start().offset().get(i);
            double scale = spec.start().scale().get(i);
            if (scale < 0) {
                return; // the difficulty pulls dimensions apart; nothing simple holds for all of them at once
            }
            always &= scale == 0 ? room >= 0 : largest(scale) <= room;
            sometimes &= scale == 0 ? room >= 0 : smallest(scale) < room;
        }
        if (always) {
            remarks.add("Every episode starts with its task done: there is nothing to do.");
        } else if (sometimes) {
            remarks.add("Some episodes start with their task done: they have no steps and cost nothing.");
        }
    }

    private double largest(double scale) {
        StartDistribution start = spec.start();
        return start.difficultySigma() > 0 ? Double.POSITIVE_INFINITY : scale * (1 + start.jitter());
    }

    /** Returns the infimum of scale · r · (1 + jitter · u). */
    private double smallest(double scale) {
        StartDistribution start = spec.start();
        if (start.difficultySigma() == 0) {
            return scale * (1 - start.jitter());
        }
        return start.jitter() > 1 ? Double.NEGATIVE_INFINITY : 0;
    }
}
