package dev.baton.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** One mapping of a file with the path that leads to it; reads its values by type and knows which keys it may have. */
final class YamlSection {
    private static final double MAX_MAGNITUDE = 1e9;
    /** The longest name, in characters. */
    private static final int MAX_NAME = 256;

    private final Source source;
    private final String path;
    private final int line;
    private final Map<String, YamlNode.Entry> entries = new HashMap<>();

    private YamlSection(Source source, String path, YamlNode.Mapping mapping) {
        this.source = source;
        this.path = path;
        this.line = mapping.line();
        for (YamlNode.Entry entry : mapping.entries()) {
            entries.put(entry.key(), entry);
        }
    }

    /**
     * Opens a mapping.
     *
     * @param path where it is, empty for the top of the file
     * @param keys the keys it may have
     * @param elsewhere where a key belongs that is not one of these
     */
    static YamlSection of(
            Source source,
            String path,
            YamlNode node,
            List<String> keys,
            Function<String, Optional<String>> elsewhere) {
        if (!(node instanceof YamlNode.Mapping mapping)) {
            throw source.wrong(
                    node.line(),
                    path.isEmpty() ? "the file" : path,
                    "the keys " + String.join(", ", keys),
                    node.describe());
        }
        for (YamlNode.Entry entry : mapping.entries()) {
            if (!keys.contains(entry.key())) {
                String meant = NearestWord.of(entry.key(), keys)
                        .map(word -> "did you mean " + Quoted.of(word) + "?")
                        .or(() -> elsewhere.apply(entry.key()).map(place -> "it belongs at " + place))
                        .orElse("expected one of " + String.join(", ", keys));
                throw source.failure(entry.line(), join(path, Quoted.plain(entry.key())) + ": unknown key; " + meant);
            }
        }
        return new YamlSection(source, path, mapping);
    }

    boolean has(String key) {
        return entries.containsKey(key);
    }

    /** Returns the line of a key, or of the section if the key is not there. */
    int line(String key) {
        YamlNode.Entry entry = entries.get(key);
        return entry == null ? line : entry.line();
    }

    String path(String key) {
        return join(path, key);
    }

    YamlNode require(String key, String expected) {
        YamlNode.Entry entry = entries.get(key);
        if (entry == null) {
            throw source.failure(line, path(key) + ": missing; expected " + expected);
        }
        return entry.value();
    }

    private String text(YamlNode node, String where) {
        if (!(node instanceof YamlNode.Scalar scalar) || scalar.isNothing()) {
            throw source.wrong(node.line(), where, "a text", node.describe());
        }
        if (scalar.isNumber() || scalar.isTruth()) {
            throw source.wrong(
                    node.line(), where, "a text (in quotes if it looks like something else)", node.describe());
        }
        return scalar.text();
    }

    /** Reads a name: one that fits into every file and message that will hold it. */
    String name(String key) {
        return name(require(key, "a text"), path(key));
    }

    private String name(YamlNode node, String where) {
        String name = text(node, where);
        int length = name.codePointCount(0, name.length());
        if (length > MAX_NAME) {
            throw source.wrong(
                    node.line(), where, "a name of at most " + MAX_NAME + " characters", "one of " + length);
        }
        name.codePoints().filter(YamlSection::isUnfit).findFirst().ifPresent(c -> {
            throw source.wrong(
                    node.line(),
                    where,
                    "a name without control characters",
                    String.format("U+%04X in %s", c, Quoted.of(name)));
        });
        return name;
    }

    private static boolean isUnfit(int c) {
        int type = Character.getType(c);
        return Character.isISOControl(c)
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.SURROGATE;
    }

    /** Reads one of a few words. */
    <T> T choice(String key, List<T> values, Function<T, String> word) {
        List<String> words = values.stream().map(word).toList();
        String expected = "one of " + String.join(", ", words);
        YamlNode node = require(key, expected);
        if (node instanceof YamlNode.Scalar scalar) {
            int index = words.indexOf(scalar.text());
            if (index >= 0) {
                return values.get(index);
            }
            Optional<String> meant = scalar.isNothing() ? Optional.empty() : NearestWord.of(scalar.text(), words);
            if (meant.isPresent()) {
                throw source.failure(
                        scalar.line(),
                        path(key) + ": expected " + expected + ", found " + scalar.describe() + "; did you mean "
                                + Quoted.of(meant.get()) + "?");
            }
        }
        throw wrong(node, key, expected);
    }

    int wholeNumber(String key, int min, int max) {
        String expected = "a whole number from " + min + " to " + max;
        YamlNode node = require(key, expected);
        if (node instanceof YamlNode.Scalar scalar && scalar.isWhole()) {
            try {
                int value = Integer.parseInt(scalar.text());
                if (value >= min && value <= max) {
                    return value;
                }
            } catch (NumberFormatException e) {
                throw wrong(node, key, expected);
            }
        }
        throw wrong(node, key, expected);
    }

    boolean truth(String key, boolean otherwise) {
        if (!has(key)) {
            return otherwise;
        }
        YamlNode node = require(key, "true or false");
        if (node instanceof YamlNode.Scalar scalar && scalar.isTruth()) {
            return Boolean.parseBoolean(scalar.text());
        }
        throw wrong(node, key, "true or false");
    }

    double number(String key, Range range) {
        return number(require(key, range.expected), path(key), range);
    }

    double number(String key, Range range, double otherwise) {
        return has(key) ? number(key, range) : otherwise;
    }

    /** Reads d numbers, or one that is meant d times. */
    List<Double> vector(String key, int d) {
        String expected = d == 1 ? "one number" : "one number or a list of " + d + " numbers";
        YamlNode node = require(key, expected);
        if (node instanceof YamlNode.Scalar scalar && (scalar.isNumber() || scalar.isNotFinite())) {
            return Collections.nCopies(d, number(node, path(key), Range.ANY));
        }
        if (!(node instanceof YamlNode.Sequence list)) {
            throw wrong(node, key, expected);
        }
        if (list.items().size() != d) {
            throw source.wrong(list.line(), path(key), expected + " (task.dimension is " + d + ")", list.describe());
        }
        List<Double> numbers = new ArrayList<>(d);
        for (int i = 0; i < d; i++) {
            numbers.add(number(list.items().get(i), path(key) + "[" + i + "]", Range.ANY));
        }
        return numbers;
    }

    List<Double> vector(String key, int d, double otherwise) {
        return has(key) ? vector(key, d) : Collections.nCopies(d, otherwise);
    }

    YamlNode.Sequence list(String key, String expected) {
        YamlNode node = require(key, expected);
        if (node instanceof YamlNode.Sequence list) {
            return list;
        }
        throw wrong(node, key, expected);
    }

    /** Reads one of some words and returns its place among them. */
    int word(String key, List<String> words) {
        return word(require(key, "one of " + String.join(", ", words)), path(key), words);
    }

    /** Reads one of some words in a list and returns its place among them. */
    int wordAt(String key, int item, List<String> words) {
        YamlNode node = list(key, "a list of some of " + String.join(", ", words)).items().get(item);
        return word(node, path(key) + "[" + item + "]", words);
    }

    private int word(YamlNode node, String where, List<String> words) {
        String expected = "one of " + String.join(", ", words);
        if (!(node instanceof YamlNode.Scalar scalar)) {
            throw source.wrong(node.line(), where, expected, node.describe());
        }
        int index = words.indexOf(scalar.text());
        if (index < 0) {
            String meant = NearestWord.of(scalar.text(), words)
                    .map(word -> "; did you mean " + Quoted.of(word) + "?")
                    .orElse("");
            throw source.failure(
                    scalar.line(), where + ": expected " + expected + ", found " + scalar.describe() + meant);
        }
        return index;
    }

    /** Reads a name in a list. */
    String nameAt(String key, int item) {
        YamlNode node = list(key, "a list of names").items().get(item);
        return name(node, path(key) + "[" + item + "]");
    }

    /** Returns the failure of a value that is not as expected. */
    BatonException wrong(String key, String expected, String found) {
        return source.wrong(line(key), path(key), expected, found);
    }

    private BatonException wrong(YamlNode node, String key, String expected) {
        return source.wrong(node.line(), path(key), expected, node.describe());
    }

    private double number(YamlNode node, String where, Range range) {
        if (node instanceof YamlNode.Scalar scalar && scalar.isNumber()) {
            double value = Double.parseDouble(scalar.text());
            if (range.contains(value)) {
                return value;
            }
        }
        throw source.wrong(node.line(), where, range.expected, node.describe());
    }

    private static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** What a number may be; the same bounds as the model's, so that a message can name the line. */
    enum Range {
        ANY("a finite number within ±1e9"),
        NOT_NEGATIVE("a finite number from 0 to 1e9"),
        POSITIVE("a finite number above 0, at most 1e9"),
        PROBABILITY("a number in [0, 1]");

        private final String expected;

        Range(String expected) {
            this.expected = expected;
        }

        /** Returns the words for what is expected. */
        String expected() {
            return expected;
        }

        private boolean contains(double value) {
            return switch (this) {
                case ANY -> Math.abs(value) <= MAX_MAGNITUDE;
                case NOT_NEGATIVE -> value >= 0 && value <= MAX_MAGNITUDE;
                case POSITIVE -> value > 0 && value <= MAX_MAGNITUDE;
                case PROBABILITY -> value >= 0 && value <= 1;
            };
        }
    }
}
