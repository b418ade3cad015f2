package dev.baton.files;

import dev.baton.env.Action;
import dev.baton.env.ContextChange;
import dev.baton.env.CostComponent;
import dev.baton.env.CostVector;
import dev.baton.env.EnvSpec;
import dev.baton.env.Limits;
import dev.baton.env.Memory;
import dev.baton.env.ObservationScales;
import dev.baton.env.Outcome;
import dev.baton.env.Phases;
import dev.baton.env.Price;
import dev.baton.env.Prices;
import dev.baton.files.text.JsonWriter;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes an environment file in the order of the model's section 9, and what it has of section 10. */
final class EnvWriter {
    private static final Pattern BARE = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");
    private static final Set<String> WORDS = Set.of("true", "false", "null", "nan", "inf", "yes", "no", "on", "off");

    private final EnvSpec spec;
    private final List<String> phases;
    private final StringBuilder text = new StringBuilder();

    private EnvWriter(EnvSpec spec) {
        this.spec = spec;
        phases = spec.phases() == null ? List.of() : spec.phases().names();
    }

    static String write(EnvSpec spec) {
        return new EnvWriter(spec).write();
    }

    private String write() {
        line("name: " + word(spec.name()));
        line("horizon: " + spec.horizon());
        if (spec.context() != 0) {
            line("context: {start: " + spec.context() + "}");
        }
        task();
        if (spec.phases() != null) {
            phases(spec.phases());
        }
        if (spec.limits().any()) {
            line("limits: " + limits(spec.limits()));
        }
        line("cost:");
        line("  weights: " + components(spec.weights()));
        line("  charge: " + spec.charge().key());
        line("  predictor: " + spec.predictor().key());
        if (!spec.clip().equals(CostVector.UNCLIPPED)) {
            line("  clip: " + components(spec.clip()));
        }
        line("observation: " + observation());
        line("actions:");
        spec.actions().forEach(this::action);
        return text.toString();
    }

    private void task() {
        if (spec.dimension() == 0) {
            line("task: {dimension: 0}");
            return;
        }
        line("task:");
        line("  dimension: " + spec.dimension());
        line("  start: {offset: " + vector(spec.start().offset()) + ", scale: "
                + vector(spec.start().scale()) + ", difficultySigma: " + spec.start().difficultySigma() + ", jitter: "
                + spec.start().jitter() + "}");
        line("  drift: " + vector(spec.drift()));
        line("  tolerance: " + vector(spec.tolerance()));
    }

    private void phases(Phases hidden) {
        line("phases:");
        line("  names: " + hidden.names().stream().map(EnvWriter::word).collect(Collectors.joining(", ", "[", "]")));
        line("  start: " + byPhase(hidden.start()));
        if (!hidden.transition().isEmpty()) {
            line("  transition: " + transition(hidden.transition()));
        }
        if (!hidden.solved().isEmpty()) {
            line("  solved: "
                    + IntStream.range(0, hidden.count())
                            .filter(hidden.solved()::get)
                            .mapToObj(x -> word(hidden.names().get(x)))
                            .collect(Collectors.joining(", ", "[", "]")));
        }
    }

    private String byPhase(List<Double> numbers) {
        return mapping(x -> true, x -> numbers.get(x).toString());
    }

    private String transition(List<List<Double>> rows) {
        return mapping(x -> true, x -> byPhase(rows.get(x)));
    }

    /** Writes a value for each of some phases. */
    private String mapping(IntPredicate named, IntFunction<String> value) {
        return IntStream.range(0, phases.size())
                .filter(named)
                .mapToObj(x -> word(phases.get(x)) + ": " + value.apply(x))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String limits(Limits limits) {
        StringJoiner entries = new StringJoiner(", ", "{", "}");
        if (Double.isFinite(limits.latency())) {
            entries.add("latency: " + limits.latency());
        }
        if (Double.isFinite(limits.monetary())) {
            entries.add("monetary: " + limits.monetary());
        }
        return entries.toString();
    }

    private String observation() {
        ObservationScales scales = spec.observation();
        StringJoiner entries = new StringJoiner(", ", "{", "}");
        entries.add("taskScale: " + scales.task());
        entries.add("latencyScale: " + scales.latency());
        entries.add("monetaryScale: " + scales.monetary());
        double context = ObservationScales.defaults(
                        spec.start(), spec.horizon(), spec.actions(), spec.context(), spec.phases(), spec.limits())
                .context();
        if (spec.pricesContext() || scales.context() != context) {
            entries.add("contextScale: " + scales.context());
        }
        Memory memory = spec.memory();
        if (!memory.belief() && spec.phases() != null) {
            entries.add("belief: false");
        }
        if (memory.counts()) {
            entries.add("counts: true");
        }
        return entries.toString();
    }

    private void action(Action action) {
        StringBuilder start = new StringBuilder("  - {name: ")
                .append(word(action.name()))
                .append(", kind: ")
                .append(action.kind().key());
        List<Outcome> outcomes = action.outcomes();
        start.append(prices(outcomes.get(0), price -> isCommon(outcomes, price)));
        start.append(limitsOf(action));
        if (isWrittenPlain(action)) {
            Outcome success = outcomes.get(1);
            start.append(", failureProbability: ").append(probability(outcomes.get(0)));
            line(start + effect(success) + "}");
            return;
        }
        line(start + ",");
        StringJoiner list = new StringJoiner(",\n", "     outcomes: [\n", "]}");
        for (Outcome outcome : outcomes) {
            list.add("       {probability: " + probability(outcome) + (outcome.failure() ? ", failure: true" : "")
                    + prices(outcome, price -> !isCommon(outcomes, price)) + effect(outcome)
                    + (outcome.signal() == null ? "" : ", signal: " + word(outcome.signal())) + move(outcome) + "}");
        }
        line(list.toString());
    }

    private static String prices(Outcome outcome, Predicate<Price> written) {
        return Price.ALL.stream()
                .filter(written)
                .map(price -> ", " + price.key() + ": " + outcome.price(price))
                .collect(Collectors.joining());
    }

    private static boolean isCommon(List<Outcome> outcomes, Price price) {
        return outcomes.stream().mapToDouble(outcome -> outcome.price(price)).distinct().count() == 1;
    }

    /** A success that is read back has the probability 1 − p. */
    private static boolean isWrittenPlain(Action action) {
        if (!action.isPlain()) {
            return false;
        }
        List<Double> left =
                action.outcomes().get(0).probabilities().stream().map(p -> 1 - p).toList();
        return action.outcomes().get(1).probabilities().equals(left);
    }

    private String limitsOf(Action action) {
        String grows = action.perContext().equals(Prices.NONE)
                ? ""
                : Price.ALL.stream()
                        .map(price -> price.key() + ": " + action.perContext().get(price))
                        .collect(Collectors.joining(", ", ", perContext: {", "}"));
        String calls = action.limited() ? ", maxCalls: " + action.maxCalls() : "";
        String own = action.transition().isEmpty() ? "" : ", transition: " + transition(action.transition());
        return grows + calls + own;
    }

    private String probability(Outcome outcome) {
        List<Double> probabilities = outcome.probabilities();
        return probabilities.size() == 1 ? probabilities.get(0).toString() : byPhase(probabilities);
    }

    private String move(Outcome outcome) {
        List<Integer> move = outcome.move();
        if (move.isEmpty()) {
            return "";
        }
        int first = move.get(0);
        if (move.equals(Collections.nCopies(move.size(), first))) {
            return ", move: " + word(phases.get(first));
        }
        boolean nowhere = IntStream.range(0, move.size()).allMatch(x -> move.get(x) == x);
        return ", move: " + mapping(x -> nowhere || move.get(x) != x, x -> word(phases.get(move.get(x))));
    }

    private static String effect(Outcome outcome) {
        return effect("scale", outcome.scale(), 1.0) + effect("shift", outcome.shift(), 0.0)
                + context(outcome.context());
    }

    private static String context(ContextChange change) {
        if (change.equals(ContextChange.NONE)) {
            return "";
        }
        return change.keep() == 1
                ? ", context: " + change.add()
                : ", context: {keep: " + change.keep() + ", add: " + change.add() + "}";
    }

    private static String effect(String key, List<Double> numbers, double nothing) {
        boolean changes = !numbers.stream().allMatch(number -> number.equals(nothing));
        return changes ? ", " + key + ": " + vector(numbers) : "";
    }

    private static String components(CostVector vector) {
        StringJoiner entries = new StringJoiner(", ", "{", "}");
        for (CostComponent component : CostComponent.ALL) {
            if (Double.isFinite(vector.get(component))) {
                entries.add(component.key() + ": " + vector.get(component));
            }
        }
        return entries.toString();
    }

    private static String vector(List<Double> numbers) {
        boolean same = numbers.stream().allMatch(numbers.get(0)::equals);
        return same ? numbers.get(0).toString() : numbers.toString();
    }

    private static String word(String name) {
        boolean bare = BARE.matcher(name).matches() && !WORDS.contains(name.toLowerCase(Locale.ROOT));
        return bare ? name : JsonWriter.quote(name);
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
