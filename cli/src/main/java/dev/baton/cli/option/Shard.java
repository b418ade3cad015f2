package dev.baton.cli.option;

import dev.baton.files.text.Quoted;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * One of several parts of a sweep: every n-th cell.
 *
 * @param index of the part, from 1
 * @param count of the parts
 */
public record Shard(int index, int count) {
    /** Everything. */
    public static final Shard WHOLE = new Shard(1, 1);

    public boolean has(int cell) {
        return cell % count == index - 1;
    }

    @Override
    public String toString() {
        return index + "/" + count;
    }

    /** Makes a shard from an option's value. */
    public static final class Converter implements ITypeConverter<Shard> {
        private static final Pattern SHARD = Pattern.compile("([0-9]{1,6})/([0-9]{1,6})");

        @Override
        public Shard convert(String value) {
            Matcher shard = SHARD.matcher(value);
            if (shard.matches()) {
                int index = Integer.parseInt(shard.group(1));
                int count = Integer.parseInt(shard.group(2));
                if (index >= 1 && index <= count) {
                    return new Shard(index, count);
                }
            }
            throw new TypeConversionException(
                    "expected i/n, the i-th of n parts, as in 1/4, found " + Quoted.of(value));
        }
    }
}
