package dev.baton;

import dev.baton.simd.CompilerSupport;
import dev.baton.simd.SimdSpecies;
import java.lang.System.Logger.Level;
import java.util.Optional;

/**
 * Which of the two implementations of every kernel runs. They give the same bits; only the speed differs.
 *
 * <p>The Vector API needs its incubator module in the running JVM ({@code --add-modules jdk.incubator.vector}, or
 * {@code requires jdk.incubator.vector} in the application's module), HotSpot's optimising compiler and a processor
 * with fused multiply-add. Where one of them is missing, {@link #preferred()} is {@link #SCALAR} and says so once in
 * the log; a missing module, which a flag mends, is a warning. The system property {@value #PROPERTY} ({@code scalar}
 * or {@code simd}) overrides the choice.
 */
public enum Backend {
    /** Plain Java. */
    SCALAR,
    /** The Vector API. */
    SIMD;

    /** The system property that overrides {@link #preferred()}. */
    public static final String PROPERTY = "dev.baton.backend";

    /**
     * Says whether the Vector API's module is there: resolved when this JVM started, or in a layer below since.
     *
     * @return true if {@link #SIMD} can run
     */
    public static boolean simdAvailable() {
        try {
            Class.forName("jdk.incubator.vector.FloatVector", false, Backend.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /**
     * Says why {@link #SIMD}, though it gives the same bits, is many times slower than {@link #SCALAR} in this JVM.
     *
     * @return the reason as a clause, such as "this JVM runs without its optimising compiler (…)"; nothing if it is
     *     faster
     */
    public static Optional<String> simdObstacle() {
        if (!CompilerSupport.hasFusedMultiplyAdd()) {
            return Optional.of(
                    "this JVM has no fused multiply-add (an old processor, or an option such as -XX:UseAVX=0)");
        }
        if (!CompilerSupport.isOptimising()) {
            return Optional.of("this JVM runs without its optimising compiler (-Xint or -XX:TieredStopAtLevel, which"
                    + " development tools set)");
        }
        return Optional.empty();
    }

    /**
     * Returns the implementation to use when nothing is known about the amount of work.
     *
     * @return {@link #SIMD} where it can run and is the faster one, else {@link #SCALAR}; or what {@value #PROPERTY}
     *     says
     * @throws IllegalArgumentException if {@value #PROPERTY} is neither, or names SIMD where it cannot run
     */
    public static Backend preferred() {
        return Choice.PREFERRED;
    }

    /**
     * Checks that this implementation can run in this JVM.
     *
     * @return this
     * @throws IllegalArgumentException if it cannot; says which flag is missing
     */
    public Backend requireAvailable() {
        if (this == SIMD && !simdAvailable()) {
            throw new IllegalArgumentException("backend simd: expected a JVM started with --add-modules"
                    + " jdk.incubator.vector, found one without; add the flag or use the scalar backend");
        }
        return this;
    }

    /**
     * Returns the lanes a kernel works on at once.
     *
     * @return 1 for {@link #SCALAR}, else the float lanes of a vector
     */
    public int lanes() {
        return this == SCALAR ? 1 : SimdSpecies.LANES;
    }

    private static final class Choice {
        static final Backend PREFERRED = choose();

        private static Backend choose() {
            String property = System.getProperty(PROPERTY, "");
            return switch (property) {
                case "scalar" -> SCALAR;
                case "simd" -> SIMD.requireAvailable();
                case "" -> fastest();
                default ->
                    throw new IllegalArgumentException(
                            PROPERTY + ": expected scalar or simd, found \"" + property + "\"");
            };
        }

        private static Backend fastest() {
            if (!simdAvailable()) {
                log(Level.WARNING, "the module jdk.incubator.vector is not resolved; for SIMD start Java with"
                        + " --add-modules jdk.incubator.vector, or let the application's own module require it");
                return SCALAR;
            }
            Optional<String> obstacle = simdObstacle();
            obstacle.ifPresent(reason -> log(Level.INFO, reason));
            return obstacle.isPresent() ? SCALAR : SIMD;
        }

        private static void log(Level level, String reason) {
            System.getLogger("dev.baton").log(level, "scalar kernels: " + reason);
        }
    }
}
