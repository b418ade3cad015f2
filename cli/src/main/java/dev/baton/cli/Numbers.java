package dev.baton.cli;

import dev.baton.study.Interval;
import dev.baton.study.Statistic;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Numbers as people read them. */
final class Numbers {
    private Numbers() {}

    /** Returns four decimals, the precision the paper prints. */
    static String fixed(double value) {
        String text = String.format(Locale.ROOT, "%.4f", value);
        return text.equals("-0.0000") ? "0.0000" : text;
    }

    /** Returns mean ± deviation, or the mean alone for one seed. */
    static String of(Statistic statistic) {
        return statistic.perSeed().size() == 1
                ? fixed(statistic.mean())
                : fixed(statistic.mean()) + " ± " + fixed(statistic.std());
    }

    /** Returns both ends of an interval, or that it is not known. */
    static String of(Interval interval) {
        return Double.isInfinite(interval.width())
                ? "unknown"
                : fixed(interval.lower()) + " to " + fixed(interval.upper());
    }

    /** Returns a share of something in per cent with its sign, or nothing where there is nothing to share. */
    static String share(double part, double whole) {
        return whole == 0 ? "" : String.format(Locale.ROOT, "%+.2f %%", 100 * part / whole);
    }

    /** Returns a number without needless digits: 1, 0.25, 1e9. */
    static String brief(double value) {
        if (value == 0) {
            return "0";
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(7)).stripTrailingZeros();
        double magnitude = Math.abs(value);
        return magnitude >= 1e7 || magnitude < 1e-4 ? rounded.toString() : rounded.toPlainString();
    }

    /** Returns one number where all are the same, else all of them. */
    static String brief(List<Double> numbers) {
        boolean same = numbers.stream().allMatch(numbers.get(0)::equals);
        return same
                ? brief(numbers.get(0))
                : numbers.stream().map(Numbers::brief).collect(Collectors.joining(", ", "(", ")"));
    }

    /** Returns a count with thousands set apart. */
    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** Returns a duration. */
    static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.1f s", seconds);
    }

    /** Returns seeds in words. */
    static String seeds(Seeds seeds) {
        return seeds.count() == 1 ? "seed " + seeds.first() : "seeds " + seeds.first() + " to " + seeds.last();
    }
}
