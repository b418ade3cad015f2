package dev.baton.cli.option;

import dev.baton.files.text.Quoted;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Two different dimensions of a task vector from the command line.
 *
 * @param first counted from 0
 * @param second counted from 0
 */
public record Dimensions(int first, int second) {
    @Override
    public String toString() {
        return (first + 1) + "," + (second + 1);
    }

    /** Makes dimensions from two numbers, counted from 1, with a comma between them. */
    public static final class Converter implements ITypeConverter<Dimensions> {
        @Override
        public Dimensions convert(String value) {
            List<String> words = List.of(value.split(",", -1));
            boolean whole = words.size() == 2 && words.stream().allMatch(word -> word.matches("[1-9][0-9]?"));
            if (!whole || words.get(0).equals(words.get(1))) {
                throw new TypeConversionException(
                        "expected two different dimensions, counted from 1, such as 1,2, found " + Quoted.of(value));
            }
            return new Dimensions(Integer.parseInt(words.get(0)) - 1, Integer.parseInt(words.get(1)) - 1);
        }
    }
}
