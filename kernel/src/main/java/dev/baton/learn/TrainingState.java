package dev.baton.learn;

import dev.baton.nn.pass.Adam;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What a training has come to between two updates: flat arrays with names, in the order in which they were put. It
 * shares no array with the training and says nothing of environment or configuration: whoever keeps it has to know
 * which they were.
 */
public final class TrainingState {
    private static final String MOMENTS = ".moments";
    private static final String POWERS = ".powers";

    private final Map<String, Object> arrays = new LinkedHashMap<>();

    /** Makes a state without arrays. */
    public TrainingState() {}

    /**
     * Adds an array.
     *
     * @param name its name, not yet taken
     * @param values copied
     * @return this
     * @throws IllegalArgumentException if the name is taken
     */
    public TrainingState put(String name, float[] values) {
        return add(name, values.clone());
    }

    /**
     * Adds an array.
     *
     * @param name its name, not yet taken
     * @param values copied
     * @return this
     * @throws IllegalArgumentException if the name is taken
     */
    public TrainingState put(String name, double... values) {
        return add(name, values.clone());
    }

    /**
     * Adds an array.
     *
     * @param name its name, not yet taken
     * @param values copied
     * @return this
     * @throws IllegalArgumentException if the name is taken
     */
    public TrainingState put(String name, long... values) {
        return add(name, values.clone());
    }

    /** Adds parameters with their optimiser. */
    TrainingState put(String name, float[] parameters, Adam adam) {
        return put(name, parameters).put(name + MOMENTS, adam.moments()).put(name + POWERS, adam.powers());
    }

    /** Adds the arrays of a part, whose names get a prefix. */
    TrainingState put(String prefix, TrainingState part) {
        part.arrays.forEach((name, array) -> add(prefix + name, array));
        return this;
    }

    private TrainingState add(String name, Object array) {
        if (arrays.putIfAbsent(name, array) != null) {
            throw new IllegalArgumentException("state: expected each name once, found " + name + " twice");
        }
        return this;
    }

    /**
     * Returns the names of the arrays.
     *
     * @return in order, not modifiable
     */
    public Set<String> names() {
        return Collections.unmodifiableSet(arrays.keySet());
    }

    /**
     * Returns an array.
     *
     * @param name its name
     * @return a copy: a {@code float[]}, {@code double[]} or {@code long[]}
     * @throws IllegalArgumentException if there is none of this name
     */
    public Object array(String name) {
        return switch (arrays.get(name)) {
            case float[] floats -> floats.clone();
            case double[] doubles -> doubles.clone();
            case long[] longs -> longs.clone();
            case null, default -> throw missing(name);
        };
    }

    /** Returns an array of floats, not a copy. */
    float[] floats(String name) {
        if (arrays.get(name) instanceof float[] array) {
            return array;
        }
        throw missing(name);
    }

    /** Returns an array of doubles, not a copy. */
    double[] doubles(String name) {
        if (arrays.get(name) instanceof double[] array) {
            return array;
        }
        throw missing(name);
    }

    /** Returns the only number of an array. */
    double number(String name) {
        return doubles(name)[0];
    }

    /** Returns the only whole number of an array. */
    long whole(String name) {
        return longs(name)[0];
    }

    /** Returns an array of whole numbers, not a copy. */
    long[] longs(String name) {
        if (arrays.get(name) instanceof long[] array) {
            return array;
        }
        throw missing(name);
    }

    private static IllegalArgumentException missing(String name) {
        return new IllegalArgumentException("state: expected an array " + name + " of its type, found none");
    }

    /** Overwrites parameters and their optimiser. */
    void restore(String name, float[] parameters, Adam adam) {
        float[] values = floats(name);
        System.arraycopy(values, 0, parameters, 0, parameters.length);
        adam.restore(floats(name + MOMENTS), doubles(name + POWERS));
    }

    /** Returns the part whose names have a prefix, which it does not have; shares its arrays. */
    TrainingState part(String prefix) {
        TrainingState part = new TrainingState();
        arrays.forEach((name, array) -> {
            if (name.startsWith(prefix)) {
                part.add(name.substring(prefix.length()), array);
            }
        });
        return part;
    }

    /**
     * Refuses a state that has other arrays than another one, or numbers that are not finite.
     *
     * @param expected has the names, types and lengths that are expected
     * @throws IllegalArgumentException naming the array
     */
    void requireLike(TrainingState expected) {
        for (Map.Entry<String, Object> entry : expected.arrays.entrySet()) {
            String wanted = describe(entry.getValue());
            String found = describe(arrays.get(entry.getKey()));
            if (!found.equals(wanted)) {
                throw new IllegalArgumentException(
                        "state: expected " + wanted + " in " + entry.getKey() + ", found " + found);
            }
        }
        for (Map.Entry<String, Object> entry : arrays.entrySet()) {
            if (!expected.arrays.containsKey(entry.getKey())) {
                throw new IllegalArgumentException("state: expected no array " + entry.getKey() + ", found one");
            }
            requireFinite(entry.getKey(), entry.getValue());
        }
    }

    private static String describe(@Nullable Object array) {
        return switch (array) {
            case float[] floats -> floats.length + " floats";
            case double[] doubles -> doubles.length + " doubles";
            case long[] longs -> longs.length + " longs";
            case null, default -> "nothing";
        };
    }

    private static void requireFinite(String name, Object array) {
        boolean finite = true;
        if (array instanceof float[] floats) {
            for (float value : floats) {
                finite &= Float.isFinite(value);
            }
        } else if (array instanceof double[] doubles) {
            for (double value : doubles) {
                finite &= Double.isFinite(value);
            }
        }
        if (!finite) {
            throw new IllegalArgumentException("state: expected finite numbers in " + name + ", found others");
        }
    }

    /** Returns a whole number in a range. */
    int whole(String name, int least, long most) {
        long value = whole(name);
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "state: expected " + name + " from " + least + " to " + most + ", found " + value);
        }
        return Math.toIntExact(value);
    }

    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ", "TrainingState[", "]");
        arrays.forEach((name, array) -> text.add(name + ": " + describe(array)));
        return text.toString();
    }
}
