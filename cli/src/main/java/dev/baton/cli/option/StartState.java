package dev.baton.cli.option;

import dev.baton.env.EnvSpec;
import dev.baton.files.BatonException;
import dev.baton.files.text.Decimals;
import dev.baton.files.text.Quoted;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A task vector from the command line.
 *
 * @param text as it was given
 * @param task its numbers
 */
public record StartState(String text, List<Double> task) {
    public StartState {
        task = List.copyOf(task);
    }

    /** Returns the numbers; refuses an environment of another dimension. */
    public double[] of(EnvSpec environment) {
        int d = environment.dimension();
        if (d == 0) {
            throw new BatonException("--start: expected none, because task.dimension is 0 and all episodes start alike,"
                    + " found " + Quoted.of(text));
        }
        if (task.size() != d) {
            throw new BatonException("--start: expected " + d + " numbers (task.dimension is " + d + "), found "
                    + task.size() + " in " + Quoted.of(text));
        }
        return task.stream().mapToDouble(z -> z).toArray();
    }

    /** Makes a start state from numbers with commas between them. */
    public static final class Converter implements ITypeConverter<StartState> {
        @Override
        public StartState convert(String value) {
            List<Double> task = new ArrayList<>();
            for (String word : value.split(",", -1)) {
                task.add(number(word));
            }
            return new StartState(value, task);
        }

        private static double number(String word) {
            double number = Decimals.parse(word.strip());
            if (Math.abs(number) <= EnvSpec.MAX_MAGNITUDE) {
                return number;
            }
            throw new TypeConversionException(
                    "expected finite numbers within ±1e9 with commas between them, found " + Quoted.of(word));
        }
    }
}
