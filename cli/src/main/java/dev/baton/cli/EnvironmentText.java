package dev.baton.cli;

import dev.baton.env.Action;
import dev.baton.env.Charge;
import dev.baton.env.CostVector;
import dev.baton.env.EnvSpec;
import dev.baton.env.Outcome;
import dev.baton.env.StartDistribution;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * An environment in words.
 *
 * @param spec the environment
 */
record EnvironmentText(EnvSpec spec) {
    /** Returns the whole description. */
    String text() {
        StringBuilder text = new StringBuilder();
        TextTable facts = new TextTable(List.of("environment", Quoted.plain(spec.name())));
        facts.row(List.of(
                "episode", "at most " + count(spec.horizon(), "step") + "; ends early when the task is done"));
        facts.row(List.of("task", count(spec.dimension(), "dimension") + ": the work left in each"));
        facts.row(List.of("start", start()));
        facts.row(List.of("drift", Numbers.brief(spec.drift()) + " per step"));
        facts.row(List.of("tolerance", Numbers.brief(spec.tolerance()) + "; done when no dimension is above it"));
        facts.row(List.of("cost weights", weights(spec.weights())));
        facts.row(List.of(
                "constraint",
                spec.charge() == Charge.TERMINAL
                        ? "what is left above tolerance, charged at the last step"
                        : "what is left above tolerance, charged at every step"));
        facts.row(List.of("divergence", divergence()));
        facts.row(List.of(
                "clips",
                spec.clip().equals(CostVector.UNCLIPPED) ? "none" : "per step at most " + components(spec.clip())));
        facts.row(List.of(
                "observation",
                count(spec.observationSize(), "feature") + "; divided by: task "
                        + Numbers.brief(spec.observation().task()) + ", latency "
                        + Numbers.brief(spec.observation().latency()) + " s, money "
                        + Numbers.brief(spec.observation().monetary()) + " cost units"));
        text.append(facts.text());
        text.append('\n').append(count(spec.actionCount(), "action")).append(":\n\n").append(actions());
        List<String> remarks = new Remarks(spec).all();
        if (!remarks.isEmpty()) {
            text.append("\nRemarks:\n");
            remarks.forEach(remark -> text.append("  - ").append(remark).append('\n'));
        }
        return text.toString();
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
        TextTable table = new TextTable(
                List.of("action", "kind", ">latency (s)", ">money (cost units)", ">fails", "effect on the task"));
        for (Action action : spec.actions()) {
            List<String> effects = effects(action);
            for (int i = 0; i < effects.size(); i++) {
                boolean first = i == 0;
                table.row(List.of(
                        first ? Quoted.plain(action.name()) : "",
                        first ? action.kind().key() : "",
                        first ? Numbers.brief(action.latency()) : "",
                        first ? Numbers.brief(action.monetary()) : "",
                        first ? percent(action.failureProbability()) : "",
                        effects.get(i)));
            }
        }
        return table.text();
    }

    private static List<String> effects(Action action) {
        List<Outcome> possible = action.outcomes().stream()
                .filter(outcome -> outcome.probability() > 0)
                .toList();
        List<Outcome> successes =
                possible.stream().filter(outcome -> !outcome.failure()).toList();
        String ending = action.kind().endsEpisode() ? "; ends the episode" : "";
        boolean plain = successes.size() == 1
                && possible.stream().filter(Outcome::failure).allMatch(EnvironmentText::isNothing);
        if (plain) {
            return List.of(effect(successes.get(0)) + ending);
        }
        List<String> lines = new ArrayList<>();
        for (Outcome outcome : possible) {
            lines.add(percent(outcome.probability()) + (outcome.failure() ? " (failure): " : ": ") + effect(outcome)
                    + ending);
        }
        return lines;
    }

    private static boolean isNothing(Outcome outcome) {
        return outcome.scale().stream().allMatch(a -> a == 1)
                && outcome.shift().stream().allMatch(b -> b == 0);
    }

    private static String effect(Outcome outcome) {
        if (isNothing(outcome)) {
            return "none";
        }
        StringJoiner words = new StringJoiner(", then ");
        if (!outcome.scale().stream().allMatch(a -> a == 1)) {
            words.add("times " + Numbers.brief(outcome.scale()));
        }
        if (!outcome.shift().stream().allMatch(b -> b == 0)) {
            words.add("plus " + Numbers.brief(outcome.shift()));
        }
        return words.toString();
    }

    private static String weights(CostVector weights) {
        return "latency " + Numbers.brief(weights.latency()) + " per second, monetary "
                + Numbers.brief(weights.monetary()) + " per cost unit, constraint " + Numbers.brief(weights.constraint())
                + ", failure " + Numbers.brief(weights.failure()) + ", divergence "
                + Numbers.brief(weights.divergence());
    }

    private static String components(CostVector vector) {
        StringJoiner words = new StringJoiner(", ");
        for (int i = 0; i < CostVector.SIZE; i++) {
            if (Double.isFinite(vector.get(i))) {
                words.add(PolicyResult.COMPONENTS.get(i) + " " + Numbers.brief(vector.get(i)));
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
