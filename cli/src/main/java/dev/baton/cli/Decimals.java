package dev.baton.cli;

import java.util.regex.Pattern;

/** Numbers as people write them: ASCII digits, and no more notations than YAML 1.2 has for decimals. */
final class Decimals {
    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+");

    private Decimals() {}

    static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches();
    }

    static boolean isWhole(String text) {
        return WHOLE.matcher(text).matches();
    }

    /** Returns the number that a text is, or NaN. */
    static double parse(String text) {
        return isNumber(text) ? Double.parseDouble(text) : Double.NaN;
    }
}
