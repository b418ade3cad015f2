package dev.baton.files;

import dev.baton.env.Phases;
import dev.baton.files.text.Quoted;
import dev.baton.files.text.YamlNode;
import dev.baton.files.text.YamlSection;
import dev.baton.files.text.YamlSection.Range;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Reads what an environment file says of hidden phases, and whatever names them. */
final class PhaseReader {
    static final List<String> KEYS = List.of("names", "start", "transition", "solved");

    private PhaseReader() {}

    /** Opens a mapping with some keys. */
    interface Opener {
        /**
         * Opens.
         *
         * @param path where the mapping is
         * @param node what should be one
         * @param keys the keys it may have
         */
        YamlSection open(String path, YamlNode node, List<String> keys);
    }

    static Phases phases(YamlSection section, Opener opener) {
        String expected = "a list of 2 to " + Phases.MAX_PHASES + " names";
        YamlNode.Sequence list = section.list("names", expected);
        int count = list.items().size();
        if (count < 2 || count > Phases.MAX_PHASES) {
            throw section.wrong("names", expected, list.describe());
        }
        List<String> names = new ArrayList<>(count);
        for (int x = 0; x < count; x++) {
            String name = section.nameAt("names", x);
            int earlier = names.indexOf(name);
            if (earlier >= 0) {
                throw section.wrong(
                        "names[" + x + "]", "a name no other has",
                        Quoted.of(name) + ", the name of phases.names[" + earlier + "]");
            }
            names.add(name);
        }
        List<Double> start = distribution(
                opener.open(section.path("start"), section.require("start", "a probability by phase"), names), names);
        List<List<Double>> transition = section.has("transition")
                ? transition(
                        opener.open(
                                section.path("transition"),
                                section.require("transition", "a row of probabilities by phase"),
                                names),
                        names,
                        opener)
                : List.of();
        return new Phases(names, start, transition, section.has("solved") ? solved(section, names) : List.of());
    }

    private static List<Boolean> solved(YamlSection section, List<String> names) {
        String expected = "a list of phases in which the task counts as done";
        List<Boolean> solved = new ArrayList<>(Collections.nCopies(names.size(), false));
        YamlNode.Sequence list = section.list("solved", expected);
        if (list.items().isEmpty()) {
            throw section.wrong("solved", expected, "none; leave it out where the task vector alone says what is done");
        }
        for (int i = 0; i < list.items().size(); i++) {
            solved.set(section.wordAt("solved", i, names), true);
        }
        return solved;
    }

    /** Reads a probability by phase; phases that are not named have 0. */
    private static List<Double> distribution(YamlSection section, List<String> names) {
        return names.stream().map(name -> section.number(name, Range.PROBABILITY, 0)).toList();
    }

    /** Reads a row per phase; a phase without a row stays. */
    static List<List<Double>> transition(YamlSection section, List<String> names, Opener opener) {
        List<List<Double>> rows = new ArrayList<>();
        for (int x = 0; x < names.size(); x++) {
            String name = names.get(x);
            if (section.has(name)) {
                rows.add(distribution(
                        opener.open(section.path(name), section.require(name, "a probability by phase"), names),
                        names));
            } else {
                List<Double> stays = new ArrayList<>(Collections.nCopies(names.size(), 0.0));
                stays.set(x, 1.0);
                rows.add(stays);
            }
        }
        return rows;
    }
}
