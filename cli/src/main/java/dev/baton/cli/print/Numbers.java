package dev.baton.cli.print;

import dev.baton.files.text.Decimals;
import dev.baton.study.Interval;
import dev.baton.study.Statistic;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Numbers as people read them. Figures have four decimals, the precision the paper prints, as long as those show their
 * leading digits: below 0.001 and from 10⁸ on they have an exponent instead, and nothing but 0 is shown as 0.
 */
public final class Numbers {
    private static final int DECIMALS = 4;
    private static final double LEAST_PLAIN = 1e-3;
    private static final double LEAST_LARGE = 1e8;
    private static final double LEAST_SHOWN = 0.5e-4;
    // The simulator's floats have no more significant digits than these.
    private static final int SIGNIFICANT = 8;
    // A spread is known to a few per cent at best; the paper prints up to five digits of it.
    private static final int OF_SPREAD = 5;

    private Numbers() {}

    /** Returns a figure without a spread. */
    public static String fixed(double value) {
        return figures(value, 0)[0];
    }

    /** Returns mean ± deviation, or the mean alone for one seed. */
    public static String of(Statistic statistic) {
        return statistic.perSeed().size() == 1
                ? fixed(statistic.mean())
                : String.join(" ± ", figures(statistic.mean(), statistic.std()));
    }

    /** Returns a figure and its spread, both with the decimals that the spread supports, and with the same exponent. */
    private static String[] figures(double value, double spread) {
        double size = Math.max(Math.abs(value), spread);
        if (size == 0 || !Double.isFinite(size)) {
            return new String[] {plain(value, DECIMALS), plain(spread, DECIMALS)};
        }
        // Four decimals of a small number say less than a very small spread supports.
        boolean precise = size < 10 * LEAST_PLAIN && spread > 0 && spread < LEAST_SHOWN;
        boolean small = size < LEAST_PLAIN || precise;
        int digits = small ? DECIMALS : SIGNIFICANT;
        int magnitude = magnitude(size, digits);
        int supported = spread > 0 ? OF_SPREAD - 1 - magnitude(spread, OF_SPREAD) : SIGNIFICANT - 1 - magnitude;
        if (!small && size < LEAST_LARGE) {
            int decimals = Math.clamp(Math.min(supported, SIGNIFICANT - 1 - magnitude), 0, DECIMALS);
            return new String[] {plain(value, decimals), plain(spread, decimals)};
        }
        int decimals = Math.clamp(supported + magnitude, 0, digits - 1);
        return new String[] {withExponent(value, magnitude, decimals), withExponent(spread, magnitude, decimals)};
    }

    /** Returns a number with some decimals, or its leading digits if those would show it as 0. */
    public static String plain(double value, int decimals) {
        String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
        boolean isZero = text.chars().noneMatch(c -> c >= '1' && c <= '9') && Double.isFinite(value);
        if (isZero && value != 0) {
            return alone(value);
        }
        return isZero && text.startsWith("-") ? text.substring(1) : text;
    }

    /** Returns a number as a multiple of a power of ten, of its own power if it would be shown as 0. */
    private static String withExponent(double value, int exponent, int decimals) {
        BigDecimal mantissa =
                new BigDecimal(value).movePointLeft(exponent).setScale(decimals, RoundingMode.HALF_EVEN);
        return mantissa.signum() == 0 && value != 0 ? alone(value) : mantissa.toPlainString() + "e" + exponent;
    }

    /** Returns two digits of a number as a multiple of its own power of ten. */
    private static String alone(double value) {
        return withExponent(value, magnitude(value, 2), 1);
    }

    /** Returns ⌊log₁₀ |x|⌋ of a number that is rounded to some digits. */
    private static int magnitude(double x, int digits) {
        BigDecimal rounded = new BigDecimal(x).round(new MathContext(digits));
        return rounded.precision() - rounded.scale() - 1;
    }

    /** Returns both ends of an interval, or that it is not known. */
    public static String of(Interval interval) {
        return Double.isInfinite(interval.width())
                ? "unknown"
                : fixed(interval.lower()) + " to " + fixed(interval.upper());
    }

    /** Returns a number without needless digits: 1, 0.25, 1e9. */
    public static String brief(double value) {
        return Decimals.brief(value);
    }

    /** Returns a number to four digits, without needless ones. */
    public static String rounded(double value) {
        return brief(new BigDecimal(value).round(new MathContext(DECIMALS)).doubleValue());
    }

    /** Returns a number to two digits. */
    public static String rough(double value) {
        return brief(new BigDecimal(value).round(new MathContext(2)).doubleValue());
    }

    /** Returns one number where all are the same, else all of them. */
    public static String brief(List<Double> numbers) {
        boolean same = numbers.stream().allMatch(numbers.get(0)::equals);
        return same
                ? brief(numbers.get(0))
                : numbers.stream().map(Numbers::brief).collect(Collectors.joining(", ", "(", ")"));
    }

    /** Returns a count with thousands set apart. */
    public static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** Returns a duration. */
    public static String seconds(double seconds) {
        return seconds < 0.05 ? "less than 0.1 s" : String.format(Locale.ROOT, "%.1f s", seconds);
    }

    /** Returns a share of something in per cent with its sign, or nothing where there is nothing to share. */
    public static String share(double part, double whole) {
        double percent = 100 * part / whole;
        return whole == 0 ? "" : (percent > 0 ? "+" : "") + plain(percent, 2) + " %";
    }
}
