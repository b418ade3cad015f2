package dev.baton.cli;

import dev.baton.cli.YamlSection.Range;
import dev.baton.env.Action;
import dev.baton.env.ActionKind;
import dev.baton.env.Charge;
import dev.baton.env.CostVector;
import dev.baton.env.EnvSpec;
import dev.baton.env.InvalidSpecException;
import dev.baton.env.ObservationScales;
import dev.baton.env.Outcome;
import dev.baton.env.Predictor;
import dev.baton.env.StartDistribution;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns the tree of an environment file into an {@link EnvSpec}. */
final class EnvReader {
    private static final List<String> COMPONENTS =
            List.of("latency", "monetary", "constraint", "failure", "divergence");
    private static final List<String> TOP = List.of("name", "horizon", "task", "cost", "observation", "actions");
    private static final List<String> TASK = List.of("dimension", "start", "drift", "tolerance");
    private static final List<String> START = List.of("offset", "scale", "difficultySigma", "jitter");
    private static final List<String> COST = List.of("weights", "charge", "predictor", "clip");
    private static final List<String> OBSERVATION = List.of("taskScale", "latencyScale", "monetaryScale");
    private static final List<String> SIMPLE_EFFECT = List.of("failureProbability", "scale", "shift");
    private static final List<String> ACTION = List.of(
            "name", "kind", "latency", "monetary", "failureProbability", "scale", "shift", "outcomes");
    private static final List<String> OUTCOME = List.of("probability", "failure", "scale", "shift");

    private final Source source;
    // Where the specification's own checks find their line: path -> line.
    private final Map<String, Integer> lines = new HashMap<>();

    EnvReader(Source source) {
        this.source = source;
    }

    EnvSpec read(YamlNode root) {
        YamlSection top = open("", root, TOP);
        String name = top.name("name");
        int horizon = top.wholeNumber("horizon", 1, EnvSpec.MAX_HORIZON);

        YamlSection task = open("task", top.require("task", "the keys " + String.join(", ", TASK)), TASK);
        int d = task.wholeNumber("dimension", 1, EnvSpec.MAX_DIMENSION);
        YamlSection startSection =
                open("task.start", task.require("start", "the keys " + String.join(", ", START)), START);
        lines.put(startSection.path("offset"), startSection.line("offset"));
        StartDistribution start = new StartDistribution(
                startSection.vector("offset", d),
                startSection.vector("scale", d),
                startSection.number("difficultySigma", Range.NOT_NEGATIVE),
                startSection.number("jitter", Range.NOT_NEGATIVE));
        List<Double> drift = task.vector("drift", d);
        List<Double> tolerance = task.vector("tolerance", d);

        YamlSection cost = open("cost", top.require("cost", "the keys weights, charge, predictor, clip"), COST);
        YamlSection weights = open(
                "cost.weights",
                cost.require("weights", "the keys " + String.join(", ", COMPONENTS)),
                COMPONENTS);
        CostVector lambda = new CostVector(
                weights.number("latency", Range.NOT_NEGATIVE),
                weights.number("monetary", Range.NOT_NEGATIVE),
                weights.number("constraint", Range.NOT_NEGATIVE),
                weights.number("failure", Range.NOT_NEGATIVE),
                weights.number("divergence", Range.NOT_NEGATIVE));
        Charge charge =
                cost.has("charge") ? cost.choice("charge", List.of(Charge.values()), Charge::key) : Charge.TERMINAL;
        Predictor predictor = cost.has("predictor")
                ? cost.choice("predictor", List.of(Predictor.values()), Predictor::key)
                : Predictor.NOMINAL;
        CostVector clip = clip(cost);

        List<Action> actions = actions(top, d);
        ObservationScales observation = observation(top, start, horizon, actions);
        try {
            return new EnvSpec(
                    name, horizon, start, drift, tolerance, lambda, clip, charge, predictor, observation, actions);
        } catch (InvalidSpecException e) {
            String message = String.valueOf(e.getMessage()).replaceAll("\\p{Cntrl}", "?");
            throw source.failure(lineOf(e.key()), message, e);
        }
    }

    private CostVector clip(YamlSection cost) {
        if (!cost.has("clip")) {
            return CostVector.UNCLIPPED;
        }
        YamlSection clip = open("cost.clip", cost.require("clip", "a mapping"), COMPONENTS);
        return new CostVector(
                clip.number("latency", Range.NOT_NEGATIVE, Double.POSITIVE_INFINITY),
                clip.number("monetary", Range.NOT_NEGATIVE, Double.POSITIVE_INFINITY),
                clip.number("constraint", Range.NOT_NEGATIVE, Double.POSITIVE_INFINITY),
                clip.number("failure", Range.NOT_NEGATIVE, Double.POSITIVE_INFINITY),
                clip.number("divergence", Range.NOT_NEGATIVE, Double.POSITIVE_INFINITY));
    }

    private ObservationScales observation(
            YamlSection top, StartDistribution start, int horizon, List<Action> actions) {
        ObservationScales defaults = ObservationScales.defaults(start, horizon, actions);
        List<String> given = new ArrayList<>();
        ObservationScales scales = defaults;
        if (top.has("observation")) {
            YamlSection section = open("observation", top.require("observation", "a mapping"), OBSERVATION);
            OBSERVATION.stream().filter(section::has).forEach(given::add);
            scales = new ObservationScales(
                    section.number("taskScale", Range.POSITIVE, defaults.task()),
                    section.number("latencyScale", Range.POSITIVE, defaults.latency()),
                    section.number("monetaryScale", Range.POSITIVE, defaults.monetary()));
        }
        if (!given.contains("taskScale")) {
            requireTaskScale(start, scales.task());
        }
        if (!given.contains("latencyScale")) {
            requirePriceScale("latency", horizon, actions.stream().map(Action::latency).toList(), scales.latency());
        }
        if (!given.contains("monetaryScale")) {
            requirePriceScale("monetary", horizon, actions.stream().map(Action::monetary).toList(), scales.monetary());
        }
        return scales;
    }

    /** Refuses a default scale out of range in terms of what it is made of: the file has no key of its own for it. */
    private void requireTaskScale(StartDistribution start, double scale) {
        if (scale <= EnvSpec.MAX_MAGNITUDE) {
            return;
        }
        int i = 0;
        while (start.offset().get(i) + start.scale().get(i) < scale) {
            i++;
        }
        throw source.failure(
                lineOf("task.start.offset"),
                "task.start.offset + task.start.scale: expected a sum of at most 1e9, by which observations are divided,"
                        + " found " + Numbers.brief(scale) + " (" + Numbers.brief(start.offset().get(i)) + " + "
                        + Numbers.brief(start.scale().get(i)) + "); use smaller numbers, or give observation.taskScale");
    }

    private void requirePriceScale(String price, int horizon, List<Double> prices, double scale) {
        if (scale <= EnvSpec.MAX_MAGNITUDE) {
            return;
        }
        int dearest = prices.indexOf(Collections.max(prices));
        String key = "actions[" + dearest + "]." + price;
        throw source.failure(
                lineOf(key),
                key + ": expected horizon × the mean " + price + " of the actions to be at most 1e9, by which observations"
                        + " are divided, found " + Numbers.brief(scale) + " (horizon " + horizon + ", this "
                        + Numbers.brief(prices.get(dearest)) + "); use smaller numbers, or give observation." + price
                        + "Scale");
    }

    private List<Action> actions(YamlSection top, int d) {
        String expected = "a list of 1 to " + EnvSpec.MAX_ACTIONS + " actions";
        YamlNode.Sequence list = top.list("actions", expected);
        int count = list.items().size();
        if (count < 1 || count > EnvSpec.MAX_ACTIONS) {
            throw source.wrong(list.line(), "actions", expected, list.describe());
        }
        List<Action> actions = new ArrayList<>(count);
        for (int k = 0; k < count; k++) {
            actions.add(action(open("actions[" + k + "]", list.items().get(k), ACTION), d));
        }
        return actions;
    }

    private Action action(YamlSection section, int d) {
        String name = section.name("name");
        lines.put(section.path("name"), section.line("name"));
        ActionKind kind = section.choice("kind", List.of(ActionKind.values()), ActionKind::key);
        lines.put(section.path("latency"), section.line("latency"));
        lines.put(section.path("monetary"), section.line("monetary"));
        double latency = section.number("latency", Range.NOT_NEGATIVE);
        double monetary = section.number("monetary", Range.NOT_NEGATIVE);
        if (section.has("outcomes")) {
            for (String key : SIMPLE_EFFECT) {
                if (section.has(key)) {
                    throw source.failure(
                            section.line(key),
                            section.path(key) + ": not allowed beside outcomes; say it in the outcomes");
                }
            }
            return new Action(name, kind, latency, monetary, outcomes(section, d));
        }
        return Action.of(
                name,
                kind,
                latency,
                monetary,
                section.number("failureProbability", Range.PROBABILITY, 0),
                section.vector("scale", d, 1),
                section.vector("shift", d, 0));
    }

    private List<Outcome> outcomes(YamlSection section, int d) {
        String expected = "a list of 1 to " + EnvSpec.MAX_OUTCOMES + " outcomes";
        YamlNode.Sequence list = section.list("outcomes", expected);
        int count = list.items().size();
        if (count < 1 || count > EnvSpec.MAX_OUTCOMES) {
            throw source.wrong(list.line(), section.path("outcomes"), expected, list.describe());
        }
        List<Outcome> outcomes = new ArrayList<>(count);
        for (int j = 0; j < count; j++) {
            String path = section.path("outcomes") + "[" + j + "]";
            YamlSection outcome = open(path, list.items().get(j), OUTCOME);
            lines.put(outcome.path("failure"), outcome.line("failure"));
            outcomes.add(new Outcome(
                    outcome.number("probability", Range.PROBABILITY),
                    outcome.truth("failure", false),
                    outcome.vector("scale", d, 1),
                    outcome.vector("shift", d, 0)));
        }
        lines.put(section.path("outcomes"), list.line());
        return outcomes;
    }

    private YamlSection open(String path, YamlNode node, List<String> keys) {
        lines.put(path, node.line());
        return YamlSection.of(source, path, node, keys, EnvReader::placeOf);
    }

    /** Says where a key belongs that stands in the wrong section. */
    private static Optional<String> placeOf(String key) {
        Map<String, List<String>> sections = Map.of(
                "the top of the file", TOP, "task", TASK, "task.start", START, "cost", COST, "observation", OBSERVATION,
                "an action", ACTION);
        List<String> places = sections.entrySet().stream()
                .filter(section -> section.getValue().contains(key))
                .map(Map.Entry::getKey)
                .toList();
        return places.size() == 1 ? Optional.of(places.get(0)) : Optional.empty();
    }

    /** Returns the line of the longest known start of a path. */
    private int lineOf(String key) {
        String path = key;
        while (true) {
            Integer line = lines.get(path);
            if (line != null) {
                return path.isEmpty() ? 0 : line;
            }
            int cut = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
            path = cut < 0 ? "" : path.substring(0, cut);
        }
    }
}
