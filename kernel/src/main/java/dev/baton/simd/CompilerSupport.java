package dev.baton.simd;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/** What the running JVM makes of arithmetic: whether it is worth giving it vectors. */
public final class CompilerSupport {
    private CompilerSupport() {}

    /**
     * Says whether code that runs often reaches HotSpot's second, optimising compiler, the only one that turns vectors
     * into registers. The interpreter and the first compiler make an object of every vector.
     *
     * @return false under options such as {@code -Xint} and {@code -XX:TieredStopAtLevel=1}
     */
    public static boolean isOptimising() {
        return Options.OPTIMISING;
    }

    /**
     * Says whether {@link Math#fma(float, float, float)} is one instruction. Where it is not it works out every digit
     * of the exact result, some fifty times more slowly.
     *
     * @return false on processors without the instruction and under options such as {@code -XX:UseAVX=0}
     */
    public static boolean hasFusedMultiplyAdd() {
        return Options.FUSED_MULTIPLY_ADD;
    }

    /** Read once: they cannot change while the JVM runs. */
    private static final class Options {
        private static final int OPTIMISING_LEVEL = 4;

        static final boolean OPTIMISING = !System.getProperty("java.vm.info", "").startsWith("interpreted")
                && !"quick-only".equals(value("CompilationMode", ""))
                && Integer.parseInt(value("TieredStopAtLevel", Integer.toString(OPTIMISING_LEVEL))) >= OPTIMISING_LEVEL;
        static final boolean FUSED_MULTIPLY_ADD = Boolean.parseBoolean(value("UseFMA", "true"));

        /** Returns the value of a HotSpot option, or {@code otherwise} in a JVM that has no such option. */
        private static String value(String option, String otherwise) {
            try {
                return ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                        .getVMOption(option)
                        .getValue();
            } catch (IllegalArgumentException e) {
                return otherwise;
            }
        }
    }
}
