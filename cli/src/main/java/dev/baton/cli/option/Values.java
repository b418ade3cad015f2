package dev.baton.cli.option;

import dev.baton.Activation;
import dev.baton.cli.process.BackendChoice;
import dev.baton.env.CostComponent;
import dev.baton.env.EnvSpec;
import dev.baton.files.Method;
import dev.baton.files.text.Decimals;
import dev.baton.files.text.InputFile;
import dev.baton.files.text.Quoted;
import dev.baton.nn.MlpSpec;
import dev.baton.run.Execution;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The converters of option values; a value out of range is a usage error that says what is allowed. */
public final class Values {
    private Values() {}

    private static int whole(String text, int max) {
        String expected = String.format(Locale.ROOT, "expected a whole number from 1 to %,d", max);
        double value = Decimals.isWhole(text) ? Decimals.parse(text) : Double.NaN;
        if (value >= 1 && value <= max) {
            return (int) value;
        }
        throw wrong(expected, text);
    }

    private static TypeConversionException wrong(String expected, String text) {
        return new TypeConversionException(expected + ", found " + Quoted.of(text));
    }

    /** The name of a file or folder. */
    public static final class PathName implements ITypeConverter<Path> {
        @Override
        public Path convert(String value) {
            return InputFile.path(value);
        }
    }

    /** How many episodes. */
    public static final class Episodes implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            return whole(value, 100_000_000);
        }
    }

    /** How many threads. */
    public static final class Threads implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            return whole(value, Execution.MAX_THREADS);
        }
    }

    /** How many episodes an update takes. */
    public static final class Batch implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            return whole(value, 1_000_000);
        }
    }

    /** Widths of hidden layers: numbers with commas between them, or {@code none}. */
    public static final class Hidden implements ITypeConverter<HiddenLayers> {
        @Override
        public HiddenLayers convert(String value) {
            if (value.equals("none")) {
                return new HiddenLayers(List.of());
            }
            String[] words = value.split(",", -1);
            if (words.length > MlpSpec.MAX_LAYERS) {
                throw wrong("expected at most " + MlpSpec.MAX_LAYERS + " layers", value);
            }
            return new HiddenLayers(Arrays.stream(words)
                    .map(word -> whole(word, MlpSpec.MAX_WIDTH))
                    .toList());
        }
    }

    /** A step size. */
    public static final class LearningRate implements ITypeConverter<Double> {
        @Override
        public Double convert(String value) {
            return number(value, "expected a number above 0, at most 1", rate -> rate > 0 && rate <= 1);
        }
    }

    /** How many passes, or gradient steps of a pass. */
    public static final class Epochs implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            return whole(value, 1000);
        }
    }

    /** How much time. */
    public static final class Duration implements ITypeConverter<Double> {
        @Override
        public Double convert(String value) {
            return number(value, "expected seconds, 0 to 1e6", seconds -> seconds >= 0 && seconds <= 1e6);
        }
    }

    /** How far a probability ratio may leave 1. */
    public static final class Clip implements ITypeConverter<Double> {
        @Override
        public Double convert(String value) {
            return number(value, "expected a number above 0, at most 100", found -> found > 0 && found <= 100);
        }
    }

    /** A weight of the entropy. */
    public static final class EntropyBonus implements ITypeConverter<Double> {
        @Override
        public Double convert(String value) {
            return number(value, "expected a number from 0 to 100", bonus -> bonus >= 0 && bonus <= 100);
        }
    }

    /** A weight of the cost. */
    public static final class Weight implements ITypeConverter<Double> {
        @Override
        public Double convert(String value) {
            return number(
                    value, "expected a weight from 0 to 1e9", weight -> weight >= 0 && weight <= EnvSpec.MAX_MAGNITUDE);
        }
    }

    /** How many points a frontier has. */
    public static final class Points implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            return whole(value, 1000);
        }
    }

    /** How many steps. */
    public static final class Steps implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            return whole(value, EnvSpec.MAX_HORIZON);
        }
    }

    /** A cost component by its name. */
    public static final class Component implements ITypeConverter<CostComponent> {
        @Override
        public CostComponent convert(String value) {
            return word(value, CostComponent.ALL, CostComponent::key);
        }
    }

    /** A number from 0 to 1. */
    public static final class Lambda implements ITypeConverter<Double> {
        @Override
        public Double convert(String value) {
            return number(value, "expected a number from 0 to 1", found -> found >= 0 && found <= 1);
        }
    }

    /** A share that leaves something on either side. */
    public static final class Fraction implements ITypeConverter<Double> {
        @Override
        public Double convert(String value) {
            return number(value, "expected a number above 0 and below 1", found -> found > 0 && found < 1);
        }
    }

    /** A method of learning by its lower-case name. */
    public static final class MethodWord implements ITypeConverter<Method> {
        @Override
        public Method convert(String value) {
            return word(value, List.of(Method.values()), Method::key);
        }
    }

    private static double number(String text, String expected, DoublePredicate allowed) {
        double value = Decimals.parse(text);
        if (allowed.test(value)) {
            return value;
        }
        throw wrong(expected, text);
    }

    /** An activation by its word. */
    public static final class ActivationWord implements ITypeConverter<Activation> {
        @Override
        public Activation convert(String value) {
            return Activation.of(value).orElseThrow(() -> wrong("expected " + ActivationWords.either(), value));
        }
    }

    /** The words of the activations, for help and completion. */
    public static final class ActivationWords implements Iterable<String> {
        /** Returns the words for a message. */
        public static String either() {
            return String.join(" or ", new ActivationWords());
        }

        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(Activation.values()).map(Activation::key).iterator();
        }
    }

    /** A backend by its lower-case name. */
    public static final class BackendWord implements ITypeConverter<BackendChoice> {
        @Override
        public BackendChoice convert(String value) {
            return word(value, Arrays.asList(BackendChoice.values()), choice -> choice.name()
                    .toLowerCase(Locale.ROOT));
        }
    }

    public static <T> T word(String value, List<T> values, Function<T, String> word) {
        for (T candidate : values) {
            if (word.apply(candidate).equals(value)) {
                return candidate;
            }
        }
        String words = values.stream().map(word).collect(Collectors.joining(" or "));
        throw wrong("expected " + words, value);
    }
}
