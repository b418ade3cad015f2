package dev.baton.cli.remark;

import dev.baton.cli.print.Numbers;
import dev.baton.env.Action;
import dev.baton.env.ActionKind;
import dev.baton.env.ContextChange;
import dev.baton.env.EnvSpec;
import dev.baton.env.Outcome;
import dev.baton.env.Price;
import dev.baton.files.text.Quoted;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Remarks on what actions do.
 *
 * @param spec the environment
 */
record ActionRemarks(EnvSpec spec) {
    private static final double HARDLY_WORKS = 0.99;

    void addTo(List<String> remarks) {
        if (spec.actionCount() == 1) {
            remarks.add("There is one action only: nothing is left to choose.");
        } else if (spec.actions().stream().allMatch(action -> action.kind().endsEpisode())) {
            remarks.add("Every action ends the episode: none has more than one step.");
        }
        addDrift(remarks);
        for (int i = 0; i < spec.dimension(); i++) {
            if (!canLower(i)) {
                remarks.add("No action lowers dimension " + i
                        + " (counted from 0) while it is above its tolerance, drift included.");
            }
        }
        for (int k = 0; k < spec.actionCount(); k++) {
            addEffects(remarks, k);
        }
        addDominatedActions(remarks);
    }

    private void addDrift(List<String> remarks) {
        double least = spec.drift().stream().mapToDouble(x -> x).min().orElse(0);
        if (least < 0) {
            remarks.add("Work shrinks by itself, whatever is done: task.drift is " + Numbers.brief(least) + ".");
        }
    }

    /** Says whether some z above the tolerance becomes smaller: (a − 1) z + b + δ &lt; 0. */
    boolean canLower(int i) {
        return spec.actions().stream().anyMatch(action -> canLower(action, i));
    }

    private boolean canLower(Action action, int i) {
        double drift = action.kind().drifts() ? spec.drift().get(i) : 0;
        for (Outcome outcome : action.outcomes()) {
            double a = outcome.scale().get(i);
            double added = outcome.shift().get(i) + drift;
            // For a > 1 the left side is smallest just above the tolerance, for a < 1 far away from it.
            boolean lowers = a < 1 || (a - 1) * spec.tolerance().get(i) + added < 0;
            if (outcome.possible() && lowers) {
                return true;
            }
        }
        return false;
    }

    private void addEffects(List<String> remarks, int k) {
        Action action = spec.actions().get(k);
        String name = Quoted.of(action.name());
        boolean idle = effects(action).stream().allMatch(ActionRemarks::isNothing)
                && action.transition().isEmpty()
                && !new SignalRemarks(spec).informs(k);
        double failure = leastFailure(action);
        if (idle && failure >= 1) {
            remarks.add(name + " never has an effect: it always fails.");
        } else if (failure >= HARDLY_WORKS) {
            remarks.add(name + " hardly ever works: it fails in " + Numbers.brief(100 * failure) + " % of its calls"
                    + (spec.phases() == null ? "." : " or more, whatever the phase."));
        } else if (idle && action.kind() == ActionKind.ESCALATE) {
            remarks.add(name + " hands the task over and leaves all of its work undone: it has no effect"
                    + (spec.dimension() == 0 ? "." : " (scale: 0 would finish it)."));
        } else if (idle && action.kind() != ActionKind.TERMINATE) {
            remarks.add(name + " never has an effect on the task.");
        }
        boolean turns = effects(action).stream().anyMatch(outcome -> outcome.scale().stream().anyMatch(a -> a < 0));
        if (turns) {
            remarks.add(name + " can turn work into less than none and back: its scale is below 0.");
        }
        boolean idleOutcome = action.outcomes().stream().anyMatch(outcome -> !outcome.possible());
        if (idleOutcome && !action.isPlain()) {
            remarks.add(name + " has an outcome of probability 0, which never happens.");
        }
    }

    /** Returns P(failure) in the phase in which it is least. */
    private double leastFailure(Action action) {
        return IntStream.range(0, spec.phaseCount())
                .mapToDouble(x -> action.outcomes().stream()
                        .filter(Outcome::failure)
                        .mapToDouble(outcome -> outcome.probability(x))
                        .sum())
                .min()
                .orElse(0);
    }

    /** Says whether an outcome leaves everything as it was: task vector, context and phase. */
    static boolean isNothing(Outcome outcome) {
        return outcome.scale().stream().allMatch(a -> a == 1)
                && outcome.shift().stream().allMatch(b -> b == 0)
                && outcome.context().equals(ContextChange.NONE)
                && IntStream.range(0, outcome.move().size()).allMatch(x -> outcome.moved(x) == x);
    }

    private static List<Outcome> effects(Action action) {
        return action.outcomes().stream().filter(Outcome::possible).toList();
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

    /** Of two equal actions the later one is dominated; one more action to take where calls are limited is none. */
    private static boolean isDominated(Action action, Action other, boolean otherIsEarlier) {
        boolean sameEffects = action.kind().endsEpisode() == other.kind().endsEpisode()
                && action.kind().drifts() == other.kind().drifts()
                && action.transition().equals(other.transition())
                && !other.limited()
                && free(effects(action)).equals(free(effects(other)));
        if (!sameEffects) {
            return false;
        }
        double[] prices = prices(action);
        double[] others = prices(other);
        boolean nowhereCheaper = IntStream.range(0, prices.length).allMatch(i -> prices[i] >= others[i]);
        return nowhereCheaper && (!Arrays.equals(prices, others) || otherIsEarlier);
    }

    private static List<Outcome> free(List<Outcome> outcomes) {
        return outcomes.stream().map(outcome -> outcome.withPrices(price -> 0)).toList();
    }

    /** Returns all prices of an action in a fixed order. */
    private static double[] prices(Action action) {
        DoubleStream grows =
                Price.ALL.stream().mapToDouble(action.perContext()::get);
        DoubleStream own = effects(action).stream()
                .flatMapToDouble(outcome -> Price.ALL.stream().mapToDouble(outcome::price));
        return DoubleStream.concat(grows, own).toArray();
    }
}
