package dev.baton.cli.remark;

import dev.baton.cli.print.Numbers;
import dev.baton.cli.print.TextTable;
import dev.baton.env.Action;
import dev.baton.env.Charge;
import dev.baton.env.CostComponent;
import dev.baton.env.CostVector;
import dev.baton.env.EnvSpec;
import dev.baton.env.Outcome;
import dev.baton.env.Phases;
import dev.baton.env.Price;
import dev.baton.env.StartDistribution;
import dev.baton.files.text.Quoted;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An environment in words.
 *
 * @param spec the environment
 */
public record EnvironmentText(EnvSpec spec) {
    /** Returns the whole description. */
    public String text() {
        StringBuilder text = new StringBuilder();
        TextTable facts = new TextTable(List.of("environment", Quoted.plain(spec.name())));
        facts.row(List.of("episode", "at most " + count(spec.horizon(), "step") + "; " + ending()));
        if (spec.dimension() == 0) {
            facts.row(List.of("task", "no task vector; the phase says what is done"));
        } else {
            facts.row(List.of("task", count(spec.dimension(), "dimension") + ": the work left in each"));
            facts.row(List.of("start", start()));
            facts.row(List.of("drift", Numbers.brief(spec.drift()) + " per step"));
            facts.row(List.of("tolerance", Numbers.brief(spec.tolerance()) + "; done when no dimension is above it"));
        }
        Phases phases = spec.phases();
        if (phases != null) {
            addPhases(facts, phases);
        }
        addLimits(facts);
        if (spec.context() != 0 || changesContext()) {
            facts.row(List.of("context", context()));
        }
        facts.row(List.of("cost weights", weights(spec.weights())));
        facts.row(List.of("constraint", constraint()));
        facts.row(List.of("divergence", divergence()));
        facts.row(List.of(
                "clips",
                spec.clip().equals(CostVector.UNCLIPPED) ? "none" : "per step at most " + components(spec.clip())));
        facts.row(List.of("observation", observation()));
        text.append(facts.text());
        String expected = phases != null ? ", prices and failures as expected at the start" : "";
        text.append('\n')
                .append(count(spec.actionCount(), "action"))
                .append(expected)
                .append(":\n\n")
                .append(actions());
        List<String> remarks = new Remarks(spec).all();
        if (!remarks.isEmpty()) {
            text.append("\nRemarks:\n");
            remarks.forEach(remark -> text.append("  - ").append(remark).append('\n'));
        }
        return text.toString();
    }

    private String ending() {
        String limit = spec.limits().any() ? " or a passed limit" : "";
        return spec.solvedByPhase()
                ? "ends early only by an action that ends it" + limit
                : "ends early when the task is done" + limit;
    }

    private void addPhases(TextTable facts, Phases phases) {
        facts.row(List.of(
                "phases",
                count(phases.count(), "phase") + " that no policy sees: " + String.join(", ", plain(phases.names()))));
        facts.row(List.of("starts in", shares(phases.start(), phases)));
        if (!phases.transition().isEmpty()) {
            facts.row(List.of("after a step", transition(phases.transition(), phases)));
        }
        if (spec.solvedByPhase()) {
            List<String> solved = IntStream.range(0, phases.count())
                    .filter(spec::solvedIn)
                    .mapToObj(x -> Quoted.plain(phases.names().get(x)))
                    .toList();
            facts.row(List.of("done in", String.join(", ", solved)));
        }
    }

    private static List<String> plain(List<String> names) {
        return names.stream().map(Quoted::plain).toList();
    }

    /** Returns the phases of some probability. */
    private static String shares(List<Double> probabilities, Phases phases) {
        return IntStream.range(0, phases.count())
                .filter(x -> probabilities.get(x) > 0)
                .mapToObj(x -> Quoted.plain(phases.names().get(x)) + " " + percent(probabilities.get(x)))
                .collect(Collectors.joining(", "));
    }

    private static String transition(List<List<Double>> rows, Phases phases) {
        return IntStream.range(0, phases.count())
                .filter(x -> rows.get(x).get(x) < 1)
                .mapToObj(x -> Quoted.plain(phases.names().get(x)) + " becomes " + shares(rows.get(x), phases))
                .collect(Collectors.collectingAndThen(
                        Collectors.joining("; "), words -> words.isEmpty() ? "phases stay" : words));
    }

    private void addLimits(TextTable facts) {
        if (Double.isFinite(spec.limits().latency())) {
            facts.row(List.of(
                    "deadline",
                    Numbers.brief(spec.limits().latency()) + " s; a step that passes it is the last, without success"));
        }
        if (Double.isFinite(spec.limits().monetary())) {
            facts.row(List.of(
                    "budget",
                    Numbers.brief(spec.limits().monetary())
                            + " cost units; a step that passes it is the last, without success"));
        }
    }

    private boolean changesContext() {
        return spec.pricesContext()
                || spec.actions().stream()
                        .flatMap(action -> action.outcomes().stream())
                        .anyMatch(outcome -> outcome.context().keep() != 1 || outcome.context().add() != 0);
    }

    private String context() {
        return Numbers.brief(spec.context()) + " at the start"
                + (spec.pricesContext() ? "; later calls pay for it" : "; no price depends on it");
    }

    private String constraint() {
        String what = spec.dimension() == 0 ? "" : "what is left above tolerance";
        if (spec.solvedByPhase()) {
            what += (what.isEmpty() ? "" : ", plus ") + "1 where the phase is none that is done";
        }
        if (spec.limits().any()) {
            what += ", plus 1 for a passed limit";
        }
        return what + (spec.charge() == Charge.TERMINAL ? ", charged at the last step" : ", charged at every step");
    }

    private String observation() {
        StringJoiner words = new StringJoiner(", ");
        if (spec.dimension() > 0) {
            words.add("task " + Numbers.brief(spec.observation().task()));
        }
        words.add("latency " + Numbers.brief(spec.observation().latency()) + " s");
        words.add("money " + Numbers.brief(spec.observation().monetary()) + " cost units");
        if (spec.pricesContext()) {
            words.add("context " + Numbers.brief(spec.observation().context()));
        }
        StringJoiner memory = new StringJoiner(" and ", "; with ", "").setEmptyValue("");
        if (spec.phases() != null && spec.memory().belief()) {
            memory.add("the belief");
        }
        if (spec.memory().counts()) {
            memory.add("the counts of signals");
        }
        return count(spec.observationSize(), "feature") + "; divided by: " + words + memory;
    }

    private String start() {
        StartDistribution start = spec.start();
        String difficulty = start.difficultySigma() == 0
                ? ""
                : " × difficulty (log-normal, mean 1, sigma " + Numbers.brief(start.difficultySigma()) + ")";
        String jitter = start.jitter() == 0 ? "" : " × (1 ± " + Numbers.brief(start.jitter()) + ")";
        return Numbers.brief(start.offset()) + " + " + Numbers.brief(start.scale()) + difficulty + jitter;
    }

    private String divergence() {
        return switch (spec.predictor()) {
            case NOMINAL -> "distance from the most probable success, drift not foreseen";
            case EXPECTED -> "distance from the mean outcome, drift foreseen";
            case NONE -> "not counted (no predictor)";
        };
    }

    private String actions() {
        List<String> columns = new ArrayList<>(List.of("action", "kind"));
        Price.ALL.forEach(price -> columns.add(
                ">" + price.component().noun() + " (" + price.component().unit() + ")"));
        columns.add(">fails");
        if (spec.solvedByPhase()) {
            columns.add(">done after it");
        }
        columns.add("effect" + (spec.phases() == null ? " on the task" : ""));
        TextTable table = new TextTable(columns);
        for (int k = 0; k < spec.actionCount(); k++) {
            Action action = spec.actions().get(k);
            List<String> effects = effects(action);
            for (int i = 0; i < effects.size(); i++) {
                List<String> row = new ArrayList<>();
                if (i == 0) {
                    row.add(Quoted.plain(action.name()));
                    row.add(action.kind().key());
                    for (Price price : Price.ALL) {
                        row.add(Numbers.brief(spec.expectedPrice(price, k)));
                    }
                    row.add(percent(spec.failureProbability(k)));
                    if (spec.solvedByPhase()) {
                        row.add(percent(solvedAfter(action)));
                    }
                } else {
                    row.addAll(Collections.nCopies(columns.size() - 1, ""));
                }
                row.add(effects.get(i));
                table.row(row);
            }
        }
        return table.text();
    }

    /** Returns the probability that the task is done after an action at the start. */
    private double solvedAfter(Action action) {
        double solved = 0;
        for (int x = 0; x < spec.phaseCount(); x++) {
            for (Outcome outcome : action.outcomes()) {
                if (spec.solvedIn(outcome.moved(x))) {
                    solved += spec.startBelief().get(x) * outcome.probability(x);
                }
            }
        }
        return solved;
    }

    private List<String> effects(Action action) {
        List<Outcome> possible =
                action.outcomes().stream().filter(Outcome::possible).toList();
        List<Outcome> successes =
                possible.stream().filter(outcome -> !outcome.failure()).toList();
        boolean plain = successes.size() == 1
                && possible.stream().filter(Outcome::failure).allMatch(ActionRemarks::isNothing)
                && possible.stream().allMatch(outcome -> outcome.signal() == null
                        && outcome.probabilities().size() == 1
                        && Price.ALL.stream()
                                .allMatch(price -> outcome.price(price) == successes.get(0).price(price)));
        String ending = action.kind().endsEpisode() ? "; ends the episode" : "";
        List<String> lines = new ArrayList<>();
        if (plain) {
            lines.add(effect(successes.get(0)) + ending);
        } else {
            for (Outcome outcome : possible) {
                lines.add(probability(outcome) + (outcome.failure() ? " (failure)" : "") + signal(outcome) + ": "
                        + prices(action, outcome) + effect(outcome) + ending);
            }
        }
        addRules(lines, action);
        return lines;
    }

    private void addRules(List<String> lines, Action action) {
        List<String> grows = Price.ALL.stream()
                .filter(price -> action.perContext().get(price) > 0)
                .map(price -> amount(action.perContext().get(price), price))
                .toList();
        if (!grows.isEmpty()) {
            lines.add("per unit of context " + String.join(" and ", grows) + " more");
        }
        if (action.limited()) {
            lines.add("at most " + count(action.maxCalls(), "call") + " in an episode");
        }
        if (!action.transition().isEmpty() && spec.phases() != null) {
            lines.add("after it: " + transition(action.transition(), spec.phases()));
        }
    }

    private static String signal(Outcome outcome) {
        return outcome.signal() == null ? "" : " " + Quoted.of(outcome.signal());
    }

    /** Returns the prices in which an outcome differs from another of its action. */
    private static String prices(Action action, Outcome outcome) {
        StringJoiner words = new StringJoiner(", ", "", "; ").setEmptyValue("");
        for (Price price : Price.ALL) {
            if (action.outcomes().stream().anyMatch(other -> other.price(price) != outcome.price(price))) {
                words.add(amount(outcome.price(price), price));
            }
        }
        return words.toString();
    }

    private static String amount(double number, Price price) {
        return Numbers.brief(number) + " " + price.component().unit();
    }

    /** Returns a probability, by phase where they differ. */
    private String probability(Outcome outcome) {
        Phases phases = spec.phases();
        List<Double> probabilities = outcome.probabilities();
        if (phases == null || probabilities.stream().distinct().count() == 1) {
            return percent(probabilities.get(0));
        }
        return probabilities.stream()
                .distinct()
                .map(q -> percent(q) + " in "
                        + IntStream.range(0, phases.count())
                                .filter(x -> probabilities.get(x).equals(q))
                                .mapToObj(x -> Quoted.plain(phases.names().get(x)))
                                .collect(Collectors.joining(" and ")))
                .collect(Collectors.joining(", "));
    }

    private String effect(Outcome outcome) {
        if (ActionRemarks.isNothing(outcome)) {
            return "none";
        }
        StringJoiner words = new StringJoiner(", then ");
        if (!outcome.scale().stream().allMatch(a -> a == 1)) {
            words.add("times " + Numbers.brief(outcome.scale()));
        }
        if (!outcome.shift().stream().allMatch(b -> b == 0)) {
            words.add("plus " + Numbers.brief(outcome.shift()));
        }
        StringJoiner all = new StringJoiner("; ");
        if (words.length() > 0) {
            all.add(words.toString());
        }
        if (outcome.context().keep() != 1) {
            all.add("context times " + Numbers.brief(outcome.context().keep()) + ", plus "
                    + Numbers.brief(outcome.context().add()));
        } else if (outcome.context().add() != 0) {
            all.add("context plus " + Numbers.brief(outcome.context().add()));
        }
        String moves = moves(outcome);
        if (!moves.isEmpty()) {
            all.add(moves);
        }
        return all.toString();
    }

    private String moves(Outcome outcome) {
        Phases phases = spec.phases();
        if (phases == null) {
            return "";
        }
        return IntStream.range(0, phases.count())
                .filter(x -> outcome.moved(x) != x)
                .mapToObj(x -> Quoted.plain(phases.names().get(x)) + " becomes "
                        + Quoted.plain(phases.names().get(outcome.moved(x))))
                .collect(Collectors.joining(", "));
    }

    private static String weights(CostVector weights) {
        StringJoiner words = new StringJoiner(", ");
        for (CostComponent component : CostComponent.ALL) {
            words.add(component.key() + " " + Numbers.brief(weights.get(component)) + per(component));
        }
        return words.toString();
    }

    private static String per(CostComponent component) {
        return component.oneUnit().isEmpty() ? "" : " per " + component.oneUnit();
    }

    private static String components(CostVector vector) {
        StringJoiner words = new StringJoiner(", ");
        for (CostComponent component : CostComponent.ALL) {
            if (Double.isFinite(vector.get(component))) {
                words.add(component.key() + " " + Numbers.brief(vector.get(component)));
            }
        }
        return words.toString();
    }

    private static String percent(double probability) {
        return Numbers.brief(100 * probability) + " %";
    }

    private static String count(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
