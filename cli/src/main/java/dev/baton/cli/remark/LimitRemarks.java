package dev.baton.cli.remark;

import dev.baton.cli.print.Numbers;
import dev.baton.env.Action;
import dev.baton.env.Charge;
import dev.baton.env.EnvSpec;
import dev.baton.env.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Remarks on deadline and budget.
 *
 * @param spec the environment
 */
record LimitRemarks(EnvSpec spec) {
    /**
     * What an action's call costs.
     *
     * @param action the action
     * @param price seconds or cost units
     */
    private record Call(Action action, double price) {}

    void addTo(List<String> remarks) {
        addLimit(
                remarks,
                "deadline",
                " s",
                spec.limits().latency(),
                spec.limits().latencyThreshold(),
                Outcome::latency,
                action -> action.perContext().latency());
        addLimit(
                remarks,
                "budget",
                " cost units",
                spec.limits().monetary(),
                spec.limits().monetaryThreshold(),
                Outcome::monetary,
                action -> action.perContext().monetary());
        if (spec.limits().any() && spec.charge() == Charge.STEP && spec.weights().constraint() > 0) {
            remarks.add("The constraint is charged at every step, and a step that passes a limit ends the episode:"
                    + " passing it early saves charges.");
        }
    }

    private void addLimit(
            List<String> remarks,
            String name,
            String unit,
            double limit,
            double threshold,
            ToDoubleFunction<Outcome> price,
            ToDoubleFunction<Action> perContext) {
        if (!Double.isFinite(limit)) {
            return;
        }
        double most = most(price, perContext);
        double least = least(price, perContext);
        if (most <= threshold) {
            remarks.add("The " + name + " of " + Numbers.brief(limit) + unit + " never matters: no plan takes more"
                    + " than " + Numbers.brief(most) + unit + ".");
        } else if (least > threshold) {
            remarks.add("Every plan passes the " + name + " of " + Numbers.brief(limit) + unit + ": the least that one"
                    + " takes is " + Numbers.brief(least) + unit + ", so no episode succeeds.");
        }
    }

    /** Returns a bound of what H steps take, exactly the most where no price grows with the context. */
    private double most(ToDoubleFunction<Outcome> price, ToDoubleFunction<Action> perContext) {
        double context = mostContext();
        List<Call> calls = new ArrayList<>();
        for (Action action : spec.actions()) {
            double dearest = action.outcomes().stream()
                    .filter(Outcome::possible)
                    .mapToDouble(price)
                    .max()
                    .orElse(0);
            calls.add(new Call(action, dearest + perContext.applyAsDouble(action) * context));
        }
        calls.sort(Comparator.comparingDouble(Call::price).reversed());
        double ending = calls.stream()
                .filter(call -> call.action.kind().endsEpisode())
                .mapToDouble(Call::price)
                .findFirst()
                .orElse(0);
        List<Call> going =
                calls.stream().filter(call -> !call.action.kind().endsEpisode()).toList();
        return Math.max(sum(going, spec.horizon()), sum(going, spec.horizon() - 1) + ending);
    }

    /** Returns the sum of so many calls, the first of them first, each as often as it is allowed. */
    private static double sum(List<Call> calls, int steps) {
        double sum = 0;
        int left = steps;
        for (Call call : calls) {
            int times = call.action.limited() ? Math.min(left, call.action.maxCalls()) : left;
            sum += times * call.price;
            left -= times;
        }
        return sum;
    }

    private double mostContext() {
        double context = spec.context();
        for (int t = 1; t < spec.horizon(); t++) {
            double next = context;
            for (Action action : spec.actions()) {
                for (Outcome outcome : action.outcomes()) {
                    if (outcome.possible()) {
                        next = Math.max(
                                next, outcome.context().keep() * context + outcome.context().add());
                    }
                }
            }
            context = next;
        }
        return context;
    }

    /**
     * Returns a bound of the least that an episode takes: one step, or H where only an action or the horizon ends it.
     */
    private double least(ToDoubleFunction<Outcome> price, ToDoubleFunction<Action> perContext) {
        List<Call> first = new ArrayList<>();
        List<Call> later = new ArrayList<>();
        for (Action action : spec.actions()) {
            double cheapest = action.outcomes().stream()
                    .filter(Outcome::possible)
                    .mapToDouble(price)
                    .min()
                    .orElse(0);
            first.add(new Call(action, cheapest + perContext.applyAsDouble(action) * spec.context()));
            later.add(new Call(action, cheapest));
        }
        double one = first.stream().mapToDouble(Call::price).min().orElse(0);
        if (!spec.solvedByPhase()) {
            return one;
        }
        later.sort(Comparator.comparingDouble(Call::price));
        double ending = later.stream()
                .filter(call -> call.action.kind().endsEpisode())
                .mapToDouble(Call::price)
                .findFirst()
                .orElse(Double.POSITIVE_INFINITY);
        List<Call> going =
                later.stream().filter(call -> !call.action.kind().endsEpisode()).toList();
        return Math.max(one, Math.min(ending, sum(going, spec.horizon())));
    }
}
