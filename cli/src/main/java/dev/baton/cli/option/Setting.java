package dev.baton.cli.option;

import dev.baton.files.text.JsonWriter;
import dev.baton.files.text.Quoted;
import dev.baton.files.text.YamlNode;
import java.math.BigInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One key of a sweep with one of its values.
 *
 * @param key of the configuration, or {@code env.} and a path in the environment file
 * @param line of the value in the sweep file
 * @param node the value as it stands there
 * @param value as the configuration takes it; null for the environment's keys, whose reader takes the node
 * @param json the value as JSON, the same text for the same value
 */
public record Setting(String key, int line, YamlNode node, @Nullable Object value, String json) {
    private static final double LARGEST_WHOLE = 1L << 53;

    /** Says whether this changes the environment. */
    public boolean isOfEnvironment() {
        return value == null;
    }

    @Override
    public String toString() {
        return key + " " + Quoted.plain(json);
    }

    /** Returns a node as JSON on one line. */
    public static String json(YamlNode node) {
        return switch (node) {
            case YamlNode.Scalar scalar -> json(scalar);
            case YamlNode.Sequence list ->
                list.items().stream().map(Setting::json).collect(Collectors.joining(", ", "[", "]"));
            case YamlNode.Mapping mapping ->
                mapping.entries().stream()
                        .map(entry -> JsonWriter.quote(entry.key()) + ": " + json(entry.value()))
                        .collect(Collectors.joining(", ", "{", "}"));
        };
    }

    private static String json(YamlNode.Scalar scalar) {
        if (scalar.isNothing()) {
            return "null";
        }
        if (scalar.isWhole()) {
            return new BigInteger(scalar.text()).toString();
        }
        if (scalar.isNumber()) {
            return json(Double.parseDouble(scalar.text()));
        }
        return scalar.isTruth() ? String.valueOf(Boolean.parseBoolean(scalar.text())) : JsonWriter.quote(scalar.text());
    }

    /** Returns a number as JSON, a whole one without a point. */
    public static String json(double value) {
        if (!Double.isFinite(value)) {
            return JsonWriter.quote(Double.toString(value));
        }
        boolean whole = value == Math.rint(value) && Math.abs(value) < LARGEST_WHOLE;
        return whole ? Long.toString((long) value) : Double.toString(value);
    }
}
