package dev.baton.files.text;

import java.util.List;
import java.util.regex.Pattern;

/** A node of a YAML document, with the line it starts in. */
public sealed interface YamlNode {
    /** Returns the line, counted from 1. */
    int line();

    /** Returns what this is, as a message says it. */
    String describe();

    /**
     * A single value.
     *
     * @param line counted from 1
     * @param text the value without quotes
     * @param plain whether it stands without quotes
     */
    record Scalar(int line, String text, boolean plain) implements YamlNode {
        // YAML 1.2 core schema, decimal only.
        private static final Pattern NOT_FINITE =
                Pattern.compile("[-+]?\\.?(inf|Inf|INF|Infinity|infinity)|\\.?(nan|NaN|NAN)");
        private static final Pattern NOTHING = Pattern.compile("|~|null|Null|NULL");
        private static final Pattern TRUTH = Pattern.compile("true|True|TRUE|false|False|FALSE");

        public boolean isNumber() {
            return plain && Decimals.isNumber(text);
        }

        public boolean isWhole() {
            return plain && Decimals.isWhole(text);
        }

        public boolean isNotFinite() {
            return plain && NOT_FINITE.matcher(text).matches();
        }

        public boolean isNothing() {
            return plain && NOTHING.matcher(text).matches();
        }

        public boolean isTruth() {
            return plain && TRUTH.matcher(text).matches();
        }

        @Override
        public String describe() {
            if (isNothing()) {
                return "nothing";
            }
            if (isNumber() || isTruth() || isNotFinite()) {
                return Quoted.plain(text);
            }
            boolean quotedNumber = !plain && Decimals.isNumber(text);
            return quotedNumber ? text + " in quotes (leave the quotes out)" : "the text " + Quoted.of(text);
        }
    }

    /**
     * A list.
     *
     * @param line counted from 1
     * @param items in order
     */
    record Sequence(int line, List<YamlNode> items) implements YamlNode {
        @Override
        public String describe() {
            return items.isEmpty() ? "an empty list" : "a list of " + items.size();
        }
    }

    /**
     * Keys with values.
     *
     * @param line counted from 1
     * @param entries in order, no key twice
     */
    record Mapping(int line, List<Entry> entries) implements YamlNode {
        @Override
        public String describe() {
            return entries.isEmpty() ? "an empty mapping" : "a mapping (keys with values)";
        }
    }

    /**
     * One key with its value.
     *
     * @param line where the key stands
     * @param key the key
     * @param value the value
     */
    record Entry(int line, String key, YamlNode value) {}
}
