package dev.baton.testing;

import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/** The seed of a test's random data: printed, and settable with {@code -Ddev.baton.seed=N} to repeat a failure. */
public final class TestSeed {
    private static final long DEFAULT = 20_260_101;
    private static final Set<Class<?>> PRINTED = ConcurrentHashMap.newKeySet();

    private TestSeed() {}

    /** Returns random numbers that depend on the seed and the user's name, and prints the seed. */
    public static SplittableRandom random(Class<?> user) {
        return new SplittableRandom(value(user) * 31 + user.getName().hashCode());
    }

    /** Returns the seed, 0 … 2³² − 1, and prints it. */
    public static long value(Class<?> user) {
        long seed = Long.getLong("dev.baton.seed", DEFAULT) & 0xFFFFFFFFL;
        if (PRINTED.add(user)) {
            System.out.println(user.getSimpleName() + ": -Ddev.baton.seed=" + seed);
        }
        return seed;
    }
}
