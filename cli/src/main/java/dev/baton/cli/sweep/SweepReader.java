package dev.baton.cli.sweep;

import dev.baton.cli.option.Seeds;
import dev.baton.cli.option.Setting;
import dev.baton.cli.print.Numbers;
import dev.baton.cli.process.Inputs;
import dev.baton.files.BatonException;
import dev.baton.files.Method;
import dev.baton.files.text.InputFile;
import dev.baton.files.text.Quoted;
import dev.baton.files.text.Source;
import dev.baton.files.text.YamlDocument;
import dev.baton.files.text.YamlNode;
import dev.baton.files.text.YamlSection;
import dev.baton.rng.Stream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.TypeConversionException;

/** Reads a sweep file; what a value may be, whoever takes it says. */
final class SweepReader {
    private static final List<String> DESIGNS = List.of("grid", "list", "random");
    private static final List<String> TOP =
            List.of("environment", "method", "seeds", "config", "grid", "list", "random");
    private static final List<String> RANDOM = List.of("count", "seed", "keys");
    private static final List<String> BETWEEN = List.of("from", "to", "log");

    private final Source source;
    private final YamlSection top;
    private final Method method;
    private final Seeds seeds;
    private final SweepKeys keys;

    SweepReader(Source source) {
        this.source = source;
        if (source.text().isBlank()) {
            throw source.failure(0, "is empty; expected a sweep file");
        }
        this.top = section("", YamlDocument.parse(source), TOP);
        this.method = top.has("method")
                ? top.choice("method", SweepKeys.methods(), Method::key)
                : Method.REINFORCE;
        this.seeds = readSeeds();
        this.keys = new SweepKeys(method, source);
    }

    Method method() {
        return method;
    }

    Seeds seeds() {
        return seeds;
    }

    SweepKeys keys() {
        return keys;
    }

    private YamlSection section(String path, YamlNode node, List<String> known) {
        return YamlSection.of(source, path, node, known, key -> Optional.empty());
    }

    private Seeds readSeeds() {
        String expected = "seeds: a count N (0 to N-1) or a range A..B";
        YamlNode node = top.require("seeds", expected.substring("seeds: ".length()));
        if (!(node instanceof YamlNode.Scalar scalar)) {
            throw source.failure(node.line(), expected.replace(": ", ": expected ") + ", found " + node.describe());
        }
        try {
            return Seeds.parse(scalar.text());
        } catch (TypeConversionException e) {
            throw source.failure(node.line(), "seeds: " + e.getMessage(), e);
        }
    }

    /** Returns the path of the environment, which the sweep file gives from where it is itself. */
    Path environment(Path file) {
        if (!top.has("environment")) {
            return Inputs.preset();
        }
        YamlNode node = top.require("environment", "the path of an environment file");
        if (!(node instanceof YamlNode.Scalar scalar) || scalar.text().isBlank()) {
            throw top.wrong("environment", "the path of an environment file", node.describe());
        }
        return file.resolveSibling(InputFile.path(scalar.text()));
    }

    /** Returns the settings that all configurations share. */
    List<Setting> fixed(Reader reader) {
        return top.has("config")
                ? settings("config", top.require("config", "keys with values"), reader)
                : List.of();
    }

    private List<Setting> settings(String section, YamlNode node, Reader reader) {
        List<Setting> settings = new ArrayList<>();
        for (YamlNode.Entry entry : entries(section, node)) {
            settings.add(reader.read(section, entry.key(), entry.value()));
        }
        return settings;
    }

    /** Returns keys with values, all of them known. */
    private List<YamlNode.Entry> entries(String section, YamlNode node) {
        if (!(node instanceof YamlNode.Mapping mapping)) {
            throw source.wrong(node.line(), section, "keys with values", node.describe());
        }
        mapping.entries().forEach(entry -> keys.requireKnown(section, entry.key(), entry.line()));
        return mapping.entries();
    }

    /** Returns the configurations. */
    SweepDesign design(Reader reader, List<Setting> fixed) {
        List<String> given = DESIGNS.stream().filter(top::has).toList();
        if (given.size() > 1) {
            throw source.failure(
                    top.line(given.get(1)),
                    given.get(1) + ": expected one of " + String.join(", ", DESIGNS) + ", found " + given.get(0)
                            + " too (line " + top.line(given.get(0)) + "); keep one of them");
        }
        SweepDesign design = given.isEmpty() ? new SweepDesign.Single() : design(given.get(0), reader);
        requireNotFixed(given, design, fixed);
        if ((long) design.count() * seeds.count() > Sweep.MAX_CELLS) {
            throw tooMany((long) design.count() * seeds.count(), given.isEmpty() ? "seeds" : given.get(0));
        }
        return design;
    }

    private SweepDesign design(String word, Reader reader) {
        YamlNode node = top.require(word, "configurations");
        return switch (word) {
            case "grid" -> grid(node, reader);
            case "list" -> list(node, reader);
            default -> random(section("random", node, RANDOM), reader);
        };
    }

    private void requireNotFixed(List<String> given, SweepDesign design, List<Setting> fixed) {
        Map<String, Integer> lines = fixed.stream().collect(Collectors.toMap(Setting::key, Setting::line));
        for (String key : design.keys()) {
            if (lines.containsKey(key)) {
                throw source.failure(
                        top.line(given.get(0)), given.get(0) + "." + key + ": given in config too (line "
                                + lines.get(key) + "); keep one of them");
            }
        }
    }

    private BatonException tooMany(long cells, String section) {
        return source.failure(
                top.line(section), section + ": expected at most " + Numbers.count(Sweep.MAX_CELLS)
                        + " configurations × seeds, found " + Numbers.count(cells));
    }

    private SweepDesign grid(YamlNode node, Reader reader) {
        List<List<Setting>> values = new ArrayList<>();
        long count = 1;
        for (YamlNode.Entry entry : entries("grid", node)) {
            List<Setting> list = values("grid", entry, reader);
            requireDistinct("grid." + entry.key(), list);
            values.add(list);
            count *= list.size();
            if (count > Sweep.MAX_CELLS) {
                throw tooMany(count * seeds.count(), "grid");
            }
        }
        return new SweepDesign.Grid(values, (int) count);
    }

    private List<Setting> values(String section, YamlNode.Entry entry, Reader reader) {
        String where = section + "." + entry.key();
        String expected = "a list of values";
        if (!(entry.value() instanceof YamlNode.Sequence list) || list.items().isEmpty()) {
            throw source.wrong(entry.value().line(), where, expected, entry.value().describe());
        }
        return list.items().stream().map(item -> reader.read(section, entry.key(), item)).toList();
    }

    private void requireDistinct(String where, List<Setting> values) {
        Map<String, Setting> seen = new HashMap<>();
        for (Setting value : values) {
            Setting earlier = seen.putIfAbsent(value.json(), value);
            if (earlier != null) {
                throw source.failure(
                        value.line(), where + ": " + Quoted.plain(value.json()) + " is given twice; keep one of them");
            }
        }
    }

    private SweepDesign list(YamlNode node, Reader reader) {
        if (!(node instanceof YamlNode.Sequence list) || list.items().isEmpty()) {
            throw source.wrong(node.line(), "list", "a list of configurations", node.describe());
        }
        List<List<Setting>> configurations = new ArrayList<>();
        for (int i = 0; i < list.items().size(); i++) {
            configurations.add(settings("list[" + i + "]", list.items().get(i), reader));
        }
        return new SweepDesign.Listed(configurations);
    }

    private SweepDesign random(YamlSection section, Reader reader) {
        int count = section.wholeNumber("count", 1, Sweep.MAX_CELLS);
        long seed = seed(section);
        List<SweepDesign.Range> ranges = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (YamlNode.Entry entry : entries(
                "random.keys", section.require("keys", "keys with what they are drawn from"))) {
            seen.add(entry.key());
            ranges.add(entry.value() instanceof YamlNode.Mapping
                    ? between(entry, reader)
                    : new SweepDesign.Choices(choices(entry, reader)));
        }
        if (seen.isEmpty()) {
            throw source.failure(section.line("keys"), "random.keys: expected at least one key, found none");
        }
        return new SweepDesign.Random(seed, count, ranges);
    }

    private List<Setting> choices(YamlNode.Entry entry, Reader reader) {
        if (entry.value() instanceof YamlNode.Scalar) {
            throw source.wrong(
                    entry.value().line(), "random.keys." + entry.key(), "a list of values, or the keys from, to, log",
                    entry.value().describe());
        }
        List<Setting> values = values("random.keys", entry, reader);
        requireDistinct("random.keys." + entry.key(), values);
        return values;
    }

    private long seed(YamlSection section) {
        YamlNode node = section.require("seed", "a whole number from 0 to " + Stream.MAX_SEED);
        String text = node instanceof YamlNode.Scalar scalar ? scalar.text() : "";
        try {
            return new Seeds.One().convert(text);
        } catch (TypeConversionException e) {
            throw source.failure(node.line(), "random.seed: " + e.getMessage(), e);
        }
    }

    private SweepDesign.Range between(YamlNode.Entry entry, Reader reader) {
        String where = "random.keys." + entry.key();
        YamlSection section = section(where, entry.value(), BETWEEN);
        boolean log = section.truth("log", false);
        double from = section.number("from", log ? YamlSection.Range.POSITIVE : YamlSection.Range.ANY);
        double to = section.number("to", YamlSection.Range.ANY);
        if (!(from < to)) {
            throw source.failure(
                    section.line("to"), where + ".to: expected more than " + Numbers.brief(from) + ", where it is drawn"
                            + " from, found " + Numbers.brief(to));
        }
        boolean whole = isWhole(section, "from") && isWhole(section, "to");
        SweepDesign.Reader one = (key, node) -> reader.read("random.keys", key, node);
        SweepDesign.Between range =
                new SweepDesign.Between(entry.key(), entry.line(), from, to, log, whole, one);
        range.at(0);
        range.at(Math.nextDown(1.0));
        return range;
    }

    private static boolean isWhole(YamlSection section, String key) {
        return section.require(key, "a number") instanceof YamlNode.Scalar scalar && scalar.isWhole();
    }

    /** Makes settings of nodes. */
    @FunctionalInterface
    interface Reader {
        /**
         * Returns the setting; refuses what the key cannot have.
         *
         * @param section what a message calls the place
         */
        Setting read(String section, String key, YamlNode node);
    }
}
