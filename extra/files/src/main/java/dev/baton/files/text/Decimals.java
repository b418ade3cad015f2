package dev.baton.files.text;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.regex.Pattern;

/** Numbers as people write them: ASCII digits, and no more notations than YAML 1.2 has for decimals. */
public final class Decimals {
    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+");

    private Decimals() {}

    public static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches();
    }

    public static boolean isWhole(String text) {
        return WHOLE.matcher(text).matches();
    }

    /** Returns the number that a text is, or NaN. */
    public static double parse(String text) {
        return isNumber(text) ? Double.parseDouble(text) : Double.NaN;
    }

    /** Returns a number without needless digits: 1, 0.25, 1e9. */
    public static String brief(double value) {
        if (value == 0) {
            return "0";
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(7)).stripTrailingZeros();
        double magnitude = Math.abs(value);
        return magnitude >= 1e7 || magnitude < 1e-4
                ? rounded.toString().replace("E+", "e").replace('E', 'e')
                : rounded.toPlainString();
    }
}
