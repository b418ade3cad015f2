package dev.baton.files;

import dev.baton.env.Action;
import dev.baton.env.Charge;
import dev.baton.env.CostComponent;
import dev.baton.env.CostVector;
import dev.baton.env.EnvSpec;
import dev.baton.env.InvalidSpecException;
import dev.baton.env.Limits;
import dev.baton.env.Memory;
import dev.baton.env.ObservationScales;
import dev.baton.env.Outcome;
import dev.baton.env.Phases;
import dev.baton.env.Predictor;
import dev.baton.env.StartDistribution;
import dev.baton.files.text.Decimals;
import dev.baton.files.text.Source;
import dev.baton.files.text.YamlNode;
import dev.baton.files.text.YamlSection;
import dev.baton.files.text.YamlSection.Range;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Turns the tree of an environment file into an {@link EnvSpec}; for the command line, which changes trees before they
 * are read.
 */
public final class EnvReader {
    private static final List<String> COMPONENTS = CostComponent.keys();
    private static final List<String> TOP =
            List.of("name", "horizon", "context", "task", "phases", "limits", "cost", "observation", "actions");
    private static final List<String> TASK = List.of("dimension", "start", "drift", "tolerance");
    private static final List<String> START = List.of("offset", "scale", "difficultySigma", "jitter");
    private static final List<String> COST = List.of("weights", "charge", "predictor", "clip");
    private static final List<String> OBSERVATION =
            List.of("taskScale", "latencyScale", "monetaryScale", "contextScale", "belief", "counts");
    private static final List<String> CONTEXT = List.of("start");
    private static final List<String> LIMITS = List.of("latency", "monetary");

    private final Source source;
    // Where the specification's own checks find their line: path -> line.
    private final Map<String, Integer> lines = new HashMap<>();

    /**
     * Makes a reader of one tree.
     *
     * @param source the text that the tree's lines are those of, for messages
     */
    public EnvReader(Source source) {
        this.source = source;
    }

    /**
     * Reads and checks a tree.
     *
     * @param root an environment file's
     * @return the environment
     * @throws BatonException in one line: what, where, expected, found
     */
    public EnvSpec read(YamlNode root) {
        YamlSection top = open("", root, TOP);
        String name = top.name("name");
        int horizon = top.wholeNumber("horizon", 1, EnvSpec.MAX_HORIZON);

        Phases phases = top.has("phases")
                ? PhaseReader.phases(open("phases", top.require("phases", "a mapping"), PhaseReader.KEYS), this::open)
                : null;
        YamlSection task = open("task", top.require("task", "the keys " + String.join(", ", TASK)), TASK);
        int d = task.wholeNumber("dimension", 0, EnvSpec.MAX_DIMENSION);
        lines.put(task.path("dimension"), task.line("dimension"));
        StartDistribution start = new StartDistribution(List.of(), List.of(), 0, 0);
        List<Double> drift = List.of();
        List<Double> tolerance = List.of();
        if (d == 0) {
            refuseTask(task);
        } else {
            start = start(task, d);
            drift = task.vector("drift", d);
            tolerance = task.vector("tolerance", d);
        }

        YamlSection cost = open("cost", top.require("cost", "the keys weights, charge, predictor, clip"), COST);
        YamlSection weights = open(
                "cost.weights",
                cost.require("weights", "the keys " + String.join(", ", COMPONENTS)),
                COMPONENTS);
        CostVector lambda = CostVector.of(component -> weights.number(component.key(), Range.NOT_NEGATIVE));
        Charge charge =
                cost.has("charge") ? cost.choice("charge", List.of(Charge.values()), Charge::key) : Charge.TERMINAL;
        Predictor predictor = cost.has("predictor")
                ? cost.choice("predictor", List.of(Predictor.values()), Predictor::key)
                : Predictor.NOMINAL;
        CostVector clip = clip(cost);

        double context = 0;
        if (top.has("context")) {
            context = open("context", top.require("context", "the key start"), CONTEXT)
                    .number("start", Range.NOT_NEGATIVE);
        }
        Limits limits = limits(top);
        List<Action> actions = actions(top, d, phases);
        EnvSpec.Builder builder = new EnvSpec.Builder(name, horizon, lambda, actions)
                .task(start, drift, tolerance)
                .clip(clip)
                .charge(charge)
                .predictor(predictor)
                .context(context)
                .phases(phases)
                .limits(limits);
        try {
            observation(top, builder, start, horizon, actions, context, phases, limits);
            return builder.build();
        } catch (InvalidSpecException e) {
            String message = String.valueOf(e.getMessage()).replaceAll("\\p{Cntrl}", "?");
            throw source.failure(lineOf(e.key()), message, e);
        }
    }

    private StartDistribution start(YamlSection task, int d) {
        YamlSection section =
                open("task.start", task.require("start", "the keys " + String.join(", ", START)), START);
        lines.put(section.path("offset"), section.line("offset"));
        return new StartDistribution(
                section.vector("offset", d),
                section.vector("scale", d),
                section.number("difficultySigma", Range.NOT_NEGATIVE),
                section.number("jitter", Range.NOT_NEGATIVE));
    }

    /** Without a task vector there is nothing to start, drift or tolerate. */
    private void refuseTask(YamlSection task) {
        for (String key : TASK) {
            if (!key.equals("dimension") && task.has(key)) {
                throw source.failure(
                        task.line(key),
                        task.path(key)
                                + ": not allowed where task.dimension is 0: there is no task vector; leave it out");
            }
        }
    }

    private Limits limits(YamlSection top) {
        if (!top.has("limits")) {
            return Limits.NONE;
        }
        YamlSection section =
                open("limits", top.require("limits", "the keys " + String.join(", ", LIMITS)), LIMITS);
        return new Limits(
                section.number("latency", Range.POSITIVE, Double.POSITIVE_INFINITY),
                section.number("monetary", Range.POSITIVE, Double.POSITIVE_INFINITY));
    }

    private CostVector clip(YamlSection cost) {
        if (!cost.has("clip")) {
            return CostVector.UNCLIPPED;
        }
        YamlSection clip = open("cost.clip", cost.require("clip", "a mapping"), COMPONENTS);
        return CostVector.of(
                component -> clip.number(component.key(), Range.NOT_NEGATIVE, Double.POSITIVE_INFINITY));
    }

    private void observation(
            YamlSection top,
            EnvSpec.Builder builder,
            StartDistribution start,
            int horizon,
            List<Action> actions,
            double context,
            @Nullable Phases phases,
            Limits limits) {
        ObservationScales defaults =
                ObservationScales.defaults(start, horizon, actions, context, phases, limits);
        List<String> given = new ArrayList<>();
        ObservationScales scales = defaults;
        if (top.has("observation")) {
            YamlSection section = open("observation", top.require("observation", "a mapping"), OBSERVATION);
            OBSERVATION.stream().filter(section::has).forEach(given::add);
            scales = new ObservationScales(
                    section.number("taskScale", Range.POSITIVE, defaults.task()),
                    section.number("latencyScale", Range.POSITIVE, defaults.latency()),
                    section.number("monetaryScale", Range.POSITIVE, defaults.monetary()),
                    section.number("contextScale", Range.POSITIVE, defaults.context()));
            if (section.has("belief") && phases == null) {
                throw source.failure(
                        section.line("belief"),
                        "observation.belief: expected phases at the top of the file, found none");
            }
            builder.memory(new Memory(section.truth("belief", true), section.truth("counts", false)));
        }
        if (!given.contains("taskScale")) {
            requireTaskScale(start, scales.task());
        }
        if (!given.contains("latencyScale")) {
            requirePriceScale("latency", horizon, actions, Outcome::latency, scales.latency());
        }
        if (!given.contains("monetaryScale")) {
            requirePriceScale("monetary", horizon, actions, Outcome::monetary, scales.monetary());
        }
        builder.observation(scales);
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
                "task.start.offset + task.start.scale: expected a sum of at most 1e9, by which observations are"
                        + " divided, found " + Decimals.brief(scale) + " (" + Decimals.brief(start.offset().get(i))
                        + " + " + Decimals.brief(start.scale().get(i))
                        + "); use smaller numbers, or give observation.taskScale");
    }

    private void requirePriceScale(
            String price, int horizon, List<Action> actions, ToDoubleFunction<Outcome> of, double scale) {
        if (scale <= EnvSpec.MAX_MAGNITUDE) {
            return;
        }
        List<Double> dearest = actions.stream()
                .map(action -> action.outcomes().stream().mapToDouble(of).max().orElse(0))
                .toList();
        int k = dearest.indexOf(Collections.max(dearest));
        String key = "actions[" + k + "]." + price;
        throw source.failure(
                lineOf(key),
                key + ": expected horizon × the mean " + price + " of the actions to be at most 1e9, by which"
                        + " observations are divided, found " + Decimals.brief(scale) + " (horizon " + horizon
                        + ", this " + Decimals.brief(dearest.get(k))
                        + "); use smaller numbers, or give observation." + price + "Scale");
    }

    private List<Action> actions(YamlSection top, int d, @Nullable Phases phases) {
        String expected = "a list of 1 to " + EnvSpec.MAX_ACTIONS + " actions";
        YamlNode.Sequence list = top.list("actions", expected);
        lines.put("actions", top.line("actions"));
        int count = list.items().size();
        if (count < 1 || count > EnvSpec.MAX_ACTIONS) {
            throw source.wrong(list.line(), "actions", expected, list.describe());
        }
        ActionReader reader = new ActionReader(source, lines, this::open, d, phases);
        List<Action> actions = new ArrayList<>(count);
        for (int k = 0; k < count; k++) {
            actions.add(reader.read(open("actions[" + k + "]", list.items().get(k), ActionReader.ACTION)));
        }
        return actions;
    }

    private YamlSection open(String path, YamlNode node, List<String> keys) {
        lines.put(path, node.line());
        return YamlSection.of(source, path, node, keys, EnvReader::placeOf);
    }

    /** Says where a key belongs that stands in the wrong section. */
    private static Optional<String> placeOf(String key) {
        Map<String, List<String>> sections = Map.of(
                "the top of the file", TOP, "task", TASK, "task.start", START, "cost", COST, "observation", OBSERVATION,
                "phases", PhaseReader.KEYS, "an action", ActionReader.ACTION, "an outcome", ActionReader.OUTCOME);
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
