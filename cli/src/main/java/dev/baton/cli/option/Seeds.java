package dev.baton.cli.option;

import dev.baton.files.text.Decimals;
import dev.baton.files.text.Quoted;
import dev.baton.rng.Stream;
import java.math.BigInteger;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A run of seeds.
 *
 * @param first the first
 * @param last the last, not below the first
 */
public record Seeds(long first, long last) {
    private static final int MOST = 10_000;
    private static final Pattern COUNT = Pattern.compile("-?[0-9]+");
    private static final Pattern RANGE = Pattern.compile("(-?[0-9]+)\\.\\.(-?[0-9]+)");
    private static final String EXPECTED = "expected a count N (seeds 0 to N-1) or a range A..B, at most 10000 seeds";

    /** Reads {@code N}, meaning 0 … N−1, or {@code A..B}, both included. */
    public static Seeds parse(String text) {
        Matcher range = RANGE.matcher(text);
        if (COUNT.matcher(text).matches()) {
            long count = number(text, text);
            if (count < 1) {
                throw wrong(text, "a count is at least 1");
            }
            if (count > MOST) {
                throw wrong(text, "that is too many");
            }
            return new Seeds(0, count - 1);
        }
        if (!range.matches()) {
            throw wrong(text, "");
        }
        Seeds seeds = new Seeds(number(range.group(1), text), number(range.group(2), text));
        if (seeds.first < 0) {
            throw wrong(text, "a seed is at least 0");
        }
        if (seeds.last < seeds.first) {
            throw wrong(text, "the range ends before it starts");
        }
        if (seeds.last - seeds.first >= MOST) {
            throw wrong(text, "that is too many");
        }
        if (seeds.last > Stream.MAX_SEED) {
            throw wrong(text, "a seed is at most " + Stream.MAX_SEED);
        }
        return seeds;
    }

    public int count() {
        return (int) (last - first + 1);
    }

    public List<Long> list() {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private static long number(String digits, String text) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw wrong(text, "a number is too large");
        }
    }

    private static TypeConversionException wrong(String text, String why) {
        return new TypeConversionException(
                EXPECTED + ", found " + Quoted.of(text) + (why.isEmpty() ? "" : " (" + why + ")"));
    }

    /** Makes seeds from an option's value. */
    public static final class Converter implements ITypeConverter<Seeds> {
        @Override
        public Seeds convert(String value) {
            return parse(value);
        }
    }

    /** Makes one seed from an option's value. */
    public static final class One implements ITypeConverter<Long> {
        @Override
        public Long convert(String value) {
            BigInteger seed = Decimals.isWhole(value) ? new BigInteger(value) : BigInteger.valueOf(-1);
            if (seed.signum() >= 0 && seed.compareTo(BigInteger.valueOf(Stream.MAX_SEED)) <= 0) {
                return seed.longValueExact();
            }
            throw new TypeConversionException(
                    "expected a whole number from 0 to " + Stream.MAX_SEED + ", found " + Quoted.of(value));
        }
    }

    /** Returns them in words. */
    public String words() {
        return count() == 1 ? "seed " + first() : "seeds " + first() + " to " + last();
    }
}
