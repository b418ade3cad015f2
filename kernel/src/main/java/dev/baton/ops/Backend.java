package dev.baton.ops;

import dev.baton.simd.SimdSpecies;
import java.lang.System.Logger.Level;

/**
 * Which of the two implementations of every kernel runs. They give the same bits; only the speed differs.
 *
 * <p>The Vector API needs its incubator module in the running JVM ({@code --add-modules jdk.incubator.vector}, or a
 * modular application). Where it is missing, {@link #preferred()} is {@link #SCALAR} and says so once in the log. On a JVM
 * without HotSpot's optimising compiler SIMD is right but very slow. The system property {@value #PROPERTY} ({@code scalar} or {@code simd}) overrides the
 * choice.
 */
public enum Backend {
    /** Plain Java. */
    SCALAR,
    /** The Vector API. */
    SIMD;

    /** The system property that overrides {@link #preferred()}. */
    public static final String PROPERTY = "dev.baton.backend";

    /**
     * Says whether this JVM has resolved the Vector API's module.
     *
     * @return true if {@link #SIMD} can run
     */
    public static boolean simdAvailable() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }

    /**
     * Returns the implementation to use when nothing is known about the amount of work.
     *
     * @return {@link #SIMD} where it can run, else {@link #SCALAR}; or what {@value #PROPERTY} says
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
                case "" -> chooseByModule();
                default ->
                    throw new IllegalArgumentException(
                            PROPERTY + ": expected scalar or simd, found \"" + property + "\"");
            };
        }

        private static Backend chooseByModule() {
            if (simdAvailable()) {
                return SIMD;
            }
            System.getLogger("dev.baton")
                    .log(
                            Level.DEBUG,
                            "scalar kernels: the module jdk.incubator.vector is not resolved;"
                                    + " start Java with --add-modules jdk.incubator.vector for SIMD");
            return SCALAR;
        }
    }
}
