package dev.baton.cli;

import dev.baton.env.Action;
import dev.baton.env.CostVector;
import dev.baton.env.EnvSpec;
import dev.baton.env.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/** Writes an environment file in the order of the model's section 9. */
final class EnvWriter {
    private static final Pattern BARE = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");
    private static final Set<String> WORDS = Set.of("true", "false", "null", "nan", "inf", "yes", "no", "on", "off");

    private final StringBuilder text = new StringBuilder();

    String write(EnvSpec spec) {
        line("name: " + word(spec.name()));
        line("horizon: " + spec.horizon());
        line("task:");
        line("  dimension: " + spec.dimension());
        line("  start: {offset: " + vector(spec.start().offset()) + ", scale: "
                + vector(spec.start().scale()) + ", difficultySigma: " + spec.start().difficultySigma() + ", jitter: "
                + spec.start().jitter() + "}");
        line("  drift: " + vector(spec.drift()));
        line("  tolerance: " + vector(spec.tolerance()));
        line("cost:");
        line("  weights: " + components(spec.weights()));
        line("  charge: " + spec.charge().key());
        line("  predictor: " + spec.predictor().key());
        if (!spec.clip().equals(CostVector.UNCLIPPED)) {
            line("  clip: " + components(spec.clip()));
        }
        line("observation: {taskScale: " + spec.observation().task() + ", latencyScale: "
                + spec.observation().latency() + ", monetaryScale: "
                + spec.observation().monetary() + "}");
        line("actions:");
        spec.actions().forEach(this::action);
        return text.toString();
    }

    private void action(Action action) {
        String start = "  - {name: " + word(action.name()) + ", kind: " + action.kind().key() + ", latency: "
                + action.latency() + ", monetary: " + action.monetary();
        if (action.isPlain()) {
            Outcome success = action.outcomes().get(1);
            line(start + ", failureProbability: " + action.outcomes().get(0).probability() + effect(success) + "}");
            return;
        }
        line(start + ",");
        StringJoiner outcomes = new StringJoiner(",\n", "     outcomes: [\n", "]}");
        for (Outcome outcome : action.outcomes()) {
            outcomes.add("       {probability: " + outcome.probability() + (outcome.failure() ? ", failure: true" : "")
                    + effect(outcome) + "}");
        }
        line(outcomes.toString());
    }

    private static String effect(Outcome outcome) {
        return effect("scale", outcome.scale(), 1.0) + effect("shift", outcome.shift(), 0.0);
    }

    private static String effect(String key, List<Double> numbers, double nothing) {
        boolean changes = !numbers.stream().allMatch(number -> number.equals(nothing));
        return changes ? ", " + key + ": " + vector(numbers) : "";
    }

    private static String components(CostVector vector) {
        String[] names = {"latency", "monetary", "constraint", "failure", "divergence"};
        StringJoiner entries = new StringJoiner(", ", "{", "}");
        for (int i = 0; i < CostVector.SIZE; i++) {
            if (Double.isFinite(vector.get(i))) {
                entries.add(names[i] + ": " + vector.get(i));
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
