package dev.baton.files;

import dev.baton.env.Action;
import dev.baton.env.ActionKind;
import dev.baton.env.ContextChange;
import dev.baton.env.EnvSpec;
import dev.baton.env.Outcome;
import dev.baton.env.Phases;
import dev.baton.env.Price;
import dev.baton.env.Prices;
import dev.baton.files.text.Quoted;
import dev.baton.files.text.Source;
import dev.baton.files.text.YamlNode;
import dev.baton.files.text.YamlSection;
import dev.baton.files.text.YamlSection.Range;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the actions of an environment file. */
final class ActionReader {
    private static final List<String> PRICES = Price.ALL.stream().map(Price::key).toList();
    static final List<String> ACTION = keys(
            List.of("name", "kind"),
            List.of(
                    "failureProbability", "scale", "shift", "context", "perContext", "maxCalls", "transition",
                    "outcomes"));
    static final List<String> OUTCOME =
            keys(List.of("probability", "failure"), List.of("scale", "shift", "context", "signal", "move"));
    private static final List<String> SIMPLE_EFFECT = List.of("failureProbability", "scale", "shift", "context");
    private static final List<String> CONTEXT = List.of("keep", "add");

    private final Source source;
    private final Map<String, Integer> lines;
    private final PhaseReader.Opener opener;
    private final int d;
    private final List<String> phases;

    /**
     * Keeps what actions refer to.
     *
     * @param lines where the specification's own checks find their line; added to
     * @param d dimension of the task vector
     */
    ActionReader(
            Source source, Map<String, Integer> lines, PhaseReader.Opener opener, int d, @Nullable Phases phases) {
        this.source = source;
        this.lines = lines;
        this.opener = opener;
        this.d = d;
        this.phases = phases == null ? List.of() : phases.names();
    }

    /** The prices stand between what says which and what says how. */
    private static List<String> keys(List<String> before, List<String> after) {
        return Stream.of(before, PRICES, after).flatMap(List::stream).toList();
    }

    Action read(YamlSection section) {
        String name = section.name("name");
        ActionKind kind = section.choice("kind", List.of(ActionKind.values()), ActionKind::key);
        for (String key : ACTION) {
            lines.put(section.path(key), section.line(key));
        }
        List<Outcome> named = section.has("outcomes") ? outcomes(section) : plain(section);
        List<Outcome> outcomes = Action.priced(named, price -> price(section, price, named));
        requireSameLooks(section, outcomes);
        return new Action(
                name, kind, outcomes, perContext(section),
                section.has("maxCalls") ? section.wholeNumber("maxCalls", 1, EnvSpec.MAX_HORIZON) : Action.UNLIMITED,
                transition(section));
    }

    /** An action's price, which it may leave out where all its outcomes name one. */
    private static double price(YamlSection section, Price price, List<Outcome> outcomes) {
        boolean named = outcomes.stream().allMatch(outcome -> !Double.isNaN(outcome.price(price)));
        return named && !section.has(price.key())
                ? Outcome.OF_ACTION
                : section.number(price.key(), Range.NOT_NEGATIVE);
    }

    private Prices perContext(YamlSection section) {
        if (!section.has("perContext")) {
            return Prices.NONE;
        }
        YamlSection grows = opener.open(
                section.path("perContext"),
                section.require("perContext", "the keys " + String.join(", ", PRICES)),
                PRICES);
        return Prices.of(price -> grows.number(price.key(), Range.NOT_NEGATIVE, 0));
    }

    private List<List<Double>> transition(YamlSection section) {
        if (!section.has("transition")) {
            return List.of();
        }
        requirePhases(section, "transition");
        return PhaseReader.transition(
                opener.open(
                        section.path("transition"), section.require("transition", "a row of probabilities by phase"),
                        phases),
                phases,
                opener);
    }

    private void requirePhases(YamlSection section, String key) {
        if (phases.isEmpty()) {
            throw source.failure(
                    section.line(key), section.path(key) + ": expected phases at the top of the file, found none");
        }
    }

    /** Failure without effect, then one success. */
    private List<Outcome> plain(YamlSection section) {
        List<Double> failing = probabilities(section, "failureProbability", 0);
        Outcome failure = outcome(
                failing, true, Collections.nCopies(d, 1.0), Collections.nCopies(d, 0.0), ContextChange.NONE);
        Outcome success = outcome(
                failing.stream().map(p -> 1 - p).toList(), false, vector(section, "scale", 1),
                vector(section, "shift", 0), context(section));
        return List.of(failure, success);
    }

    private static Outcome outcome(
            List<Double> probabilities, boolean failure, List<Double> scale, List<Double> shift,
            ContextChange context) {
        return new Outcome(
                probabilities, failure, Prices.of(price -> Outcome.OF_ACTION), scale, shift, context, null, List.of());
    }

    private List<Outcome> outcomes(YamlSection section) {
        for (String key : SIMPLE_EFFECT) {
            if (section.has(key)) {
                throw source.failure(
                        section.line(key), section.path(key) + ": not allowed beside outcomes; say it in the outcomes");
            }
        }
        String expected = "a list of 1 to " + EnvSpec.MAX_OUTCOMES + " outcomes";
        YamlNode.Sequence list = section.list("outcomes", expected);
        int count = list.items().size();
        if (count < 1 || count > EnvSpec.MAX_OUTCOMES) {
            throw source.wrong(list.line(), section.path("outcomes"), expected, list.describe());
        }
        List<Outcome> outcomes = new ArrayList<>(count);
        for (int j = 0; j < count; j++) {
            String path = section.path("outcomes") + "[" + j + "]";
            YamlSection outcome = opener.open(path, list.items().get(j), OUTCOME);
            for (String key : OUTCOME) {
                lines.put(outcome.path(key), outcome.line(key));
            }
            outcome.require("probability", "a number in [0, 1], or one by phase");
            outcomes.add(new Outcome(
                    probabilities(outcome, "probability", 0),
                    outcome.truth("failure", false),
                    Prices.of(price -> outcome.number(price.key(), Range.NOT_NEGATIVE, Outcome.OF_ACTION)),
                    vector(outcome, "scale", 1),
                    vector(outcome, "shift", 0),
                    context(outcome),
                    outcome.has("signal") ? outcome.name("signal") : null,
                    move(outcome)));
        }
        lines.put(section.path("outcomes"), list.line());
        return outcomes;
    }

    /** One number for all phases, or a mapping that names every phase. */
    private List<Double> probabilities(YamlSection section, String key, double otherwise) {
        if (!section.has(key)) {
            return List.of(otherwise);
        }
        YamlNode node = section.require(key, Range.PROBABILITY.expected());
        if (!(node instanceof YamlNode.Mapping)) {
            return List.of(section.number(key, Range.PROBABILITY));
        }
        requirePhases(section, key);
        YamlSection byPhase = opener.open(section.path(key), node, phases);
        return phases.stream().map(phase -> byPhase.number(phase, Range.PROBABILITY)).toList();
    }

    private List<Double> vector(YamlSection section, String key, double otherwise) {
        if (d == 0 && section.has(key)) {
            throw source.failure(
                    section.line(key),
                    section.path(key)
                            + ": not allowed where task.dimension is 0: there is no task vector; leave it out");
        }
        return section.vector(key, d, otherwise);
    }

    /** {@code n}, or {@code {keep: a, add: n}}. */
    private ContextChange context(YamlSection section) {
        if (!section.has("context")) {
            return ContextChange.NONE;
        }
        YamlNode node = section.require("context", "a number, or the keys keep and add");
        if (!(node instanceof YamlNode.Mapping)) {
            return new ContextChange(1, section.number("context", Range.NOT_NEGATIVE));
        }
        YamlSection change = opener.open(section.path("context"), node, CONTEXT);
        return new ContextChange(
                change.number("keep", Range.PROBABILITY, 1), change.number("add", Range.NOT_NEGATIVE, 0));
    }

    /** A phase for all, or a mapping from phases to phases; those that are not named stay. */
    private List<Integer> move(YamlSection section) {
        if (!section.has("move")) {
            return List.of();
        }
        requirePhases(section, "move");
        YamlNode node = section.require("move", "a phase, or phases by phase");
        if (!(node instanceof YamlNode.Mapping)) {
            return Collections.nCopies(phases.size(), section.word("move", phases));
        }
        YamlSection byPhase = opener.open(section.path("move"), node, phases);
        List<Integer> move = new ArrayList<>();
        for (int x = 0; x < phases.size(); x++) {
            String phase = phases.get(x);
            move.add(byPhase.has(phase) ? byPhase.word(phase, phases) : x);
        }
        return move;
    }

    /** Outcomes that share a signal look the same; both are named by their places in the file. */
    private void requireSameLooks(YamlSection section, List<Outcome> outcomes) {
        for (int j = 0; j < outcomes.size(); j++) {
            String signal = outcomes.get(j).signal();
            for (int i = 0; i < j && signal != null; i++) {
                String difference = signal.equals(outcomes.get(i).signal())
                        ? outcomes.get(i).visibleDifference(outcomes.get(j))
                        : null;
                if (difference != null) {
                    String path = section.path("outcomes");
                    throw source.failure(
                            lines.getOrDefault(path + "[" + j + "].signal", 0),
                            path + "[" + j + "].signal: expected outcomes of one signal to look the same, found "
                                    + Quoted.of(signal) + " for outcomes[" + i + "] and outcomes[" + j + "], which"
                                    + " differ in " + difference + "; name another signal, or make them alike");
                }
            }
        }
    }
}
