package dev.baton.files.text;

import dev.baton.study.Interval;
import dev.baton.study.Statistic;
import java.util.List;

/**
 * Writes one JSON value, indented by two; lists stay on one line. Doubles are their shortest decimal that reads back.
 */
public final class JsonWriter {
    private final StringBuilder text = new StringBuilder();
    private final boolean oneLine;
    private int depth;
    private boolean first = true;

    /** Makes a writer that indents. */
    public JsonWriter() {
        this(false);
    }

    private JsonWriter(boolean oneLine) {
        this.oneLine = oneLine;
    }

    /** Returns a writer that puts the whole value on one line. */
    public static JsonWriter onOneLine() {
        return new JsonWriter(true);
    }

    /** Opens an object, as a value or at the start. */
    public JsonWriter begin() {
        text.append('{');
        depth++;
        first = true;
        return this;
    }

    /** Closes the innermost object. */
    public JsonWriter end() {
        depth--;
        if (!first) {
            indent();
        }
        text.append('}');
        first = false;
        return this;
    }

    /** Opens a list of objects as a value. */
    public JsonWriter beginList() {
        text.append('[');
        depth++;
        first = true;
        return this;
    }

    /** Opens the next object of a list; {@link #end} closes it. */
    public JsonWriter beginItem() {
        if (!first) {
            text.append(',');
        }
        indent();
        return begin();
    }

    /** Closes the innermost list. */
    public JsonWriter endList() {
        depth--;
        indent();
        text.append(']');
        first = false;
        return this;
    }

    /** Writes a key; a value must follow. */
    public JsonWriter key(String key) {
        if (!first) {
            text.append(',');
        }
        indent();
        first = false;
        text.append(quote(key)).append(": ");
        return this;
    }

    public JsonWriter value(String value) {
        text.append(quote(value));
        return this;
    }

    public JsonWriter value(long value) {
        text.append(value);
        return this;
    }

    public JsonWriter value(boolean value) {
        text.append(value);
        return this;
    }

    public JsonWriter value(double value) {
        text.append(number(value));
        return this;
    }

    /** Writes a number, or null for what is none or not finite. */
    public JsonWriter valueOrNothing(double value) {
        return Double.isFinite(value) ? value(value) : nothing();
    }

    /** Writes a value that is JSON already. */
    public JsonWriter json(String value) {
        text.append(value);
        return this;
    }

    /** Writes null. */
    public JsonWriter nothing() {
        text.append("null");
        return this;
    }

    /** Writes a list of numbers or strings. */
    public JsonWriter values(List<?> values) {
        text.append('[');
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                text.append(", ");
            }
            Object value = values.get(i);
            if (value instanceof Double number) {
                value(number.doubleValue());
            } else if (value instanceof Long || value instanceof Integer) {
                text.append(value);
            } else {
                value(String.valueOf(value));
            }
        }
        text.append(']');
        return this;
    }

    /** Writes a statistic as an object; one seed has no deviation. */
    public JsonWriter value(Statistic statistic) {
        text.append("{\"mean\": ")
                .append(number(statistic.mean()))
                .append(", \"std\": ")
                .append(statistic.perSeed().size() == 1 ? "null" : number(statistic.std()))
                .append(", \"perSeed\": ");
        values(statistic.perSeed());
        text.append('}');
        return this;
    }

    /** Writes the ends of an interval as a list, or null where it is not known. */
    public JsonWriter value(Interval interval) {
        return Double.isInfinite(interval.width())
                ? nothing()
                : values(List.of(interval.lower(), interval.upper()));
    }

    /** Returns the text with a line break at its end. */
    public String finish() {
        return text + "\n";
    }

    /** Returns a string literal. */
    public static String quote(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                case '\r' -> quoted.append("\\r");
                default -> quoted.append(isRaw(value, i) ? String.valueOf(c) : String.format("\\u%04x", (int) c));
            }
        }
        return quoted.append('"').toString();
    }

    /** Says whether a character may stand as it is, in JSON and in YAML. */
    private static boolean isRaw(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
        }
        return (c >= ' ' && c < 0x7f) || (c >= 0xa0 && c < 0x2000) || (c > 0x206f && c < 0xd800);
    }

    private static String number(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalStateException("a result is not a finite number: " + value);
        }
        return Double.toString(value);
    }

    private void indent() {
        if (oneLine) {
            text.append(text.charAt(text.length() - 1) == ',' ? " " : "");
            return;
        }
        text.append('\n').append("  ".repeat(depth));
    }
}
