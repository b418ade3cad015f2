package dev.baton.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** The benchmark methods of this module and their parameters, read from the same annotations that JMH reads. */
final class BenchmarkMethods {
    private BenchmarkMethods() {}

    /** Returns every benchmark class that extends {@link KernelBenchmark}. */
    static List<Class<? extends KernelBenchmark>> classes() {
        Path root = Path.of(URI.create(
                KernelBenchmark.class.getProtectionDomain().getCodeSource().getLocation().toString()));
        try (Stream<Path> files = Files.walk(root)) {
            List<Class<? extends KernelBenchmark>> classes = new ArrayList<>();
            files.map(root::relativize)
                    .map(Path::toString)
                    .filter(name -> name.endsWith("Benchmark.class") && !name.contains("jmh_generated"))
                    .sorted()
                    .map(name -> load(name.replace(".class", "").replace('/', '.').replace('\\', '.')))
                    .filter(c -> KernelBenchmark.class.isAssignableFrom(c) && !Modifier.isAbstract(c.getModifiers()))
                    .forEach(c -> classes.add(c.asSubclass(KernelBenchmark.class)));
            return classes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the measured methods of a class, inherited ones too. */
    static List<Method> of(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(m -> m.isAnnotationPresent(Benchmark.class))
                .sorted(Comparator.comparing(Method::getName))
                .toList();
    }

    /** Returns all combinations of the parameters' values, by field; {@code implementation} is left out. */
    static List<Map<Field, Object>> combinations(Class<?> type, int largestBatch) {
        List<Map<Field, Object>> combinations = List.of(Map.of());
        for (Field field : type.getFields()) {
            if (field.isAnnotationPresent(Param.class) && !field.getName().equals("implementation")) {
                List<Map<Field, Object>> longer = new ArrayList<>();
                for (Map<Field, Object> combination : combinations) {
                    for (String text : field.getAnnotation(Param.class).value()) {
                        Object value = parse(field.getType(), text);
                        if (field.getName().equals("batch") && (Integer) value > largestBatch) {
                            continue;
                        }
                        Map<Field, Object> next = new LinkedHashMap<>(combination);
                        next.put(field, value);
                        longer.add(next);
                    }
                }
                combinations = longer;
            }
        }
        return combinations;
    }

    /** Makes an instance with the parameters set. */
    static KernelBenchmark create(Class<? extends KernelBenchmark> type, Map<Field, Object> parameters) {
        try {
            KernelBenchmark benchmark = type.getConstructor().newInstance();
            for (Map.Entry<Field, Object> parameter : parameters.entrySet()) {
                parameter.getKey().set(benchmark, parameter.getValue());
            }
            return benchmark;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type.getName(), e);
        }
    }

    private static Object parse(Class<?> type, String text) {
        if (type == int.class) {
            return Integer.valueOf(text);
        }
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(text)) {
                return constant;
            }
        }
        throw new IllegalArgumentException(type + ": no value " + text);
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
