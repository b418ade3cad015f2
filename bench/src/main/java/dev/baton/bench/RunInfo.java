package dev.baton.bench;

import dev.baton.Backend;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** What a measurement ran on: processor, lanes, JDK, flags, commit. */
public final class RunInfo {
    /** The environment variable that names the commit; {@code scripts/bench-run} sets it. */
    public static final String COMMIT_VARIABLE = "BATON_COMMIT";

    private static final AtomicBoolean PRINTED = new AtomicBoolean();

    private RunInfo() {}

    /** Prints the facts to standard output, the first time it is called in a JVM. */
    public static void printOnce() {
        if (!PRINTED.getAndSet(true)) {
            System.out.println();
            text().forEach(line -> System.out.println("# " + line));
        }
    }

    /**
     * Returns the facts, one per line.
     *
     * @return "name: value" lines
     */
    public static Stream<String> text() {
        return Stream.of(
                "commit: " + System.getenv().getOrDefault(COMMIT_VARIABLE, "unknown"),
                "cpu: " + cpu(),
                "cores: " + Runtime.getRuntime().availableProcessors(),
                "lanes: " + lanes(),
                "jdk: " + jdk(),
                "os: " + System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                "flags: " + String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments()));
    }

    /**
     * Returns the processor's name as the operating system gives it.
     *
     * @return the model's name, or the architecture where the system does not say
     */
    public static String cpu() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }

    /**
     * Returns the width of the vectors.
     *
     * @return for example "16 floats (512 bits)"; says so where the Vector API is missing
     */
    public static String lanes() {
        if (!Backend.simdAvailable()) {
            return "1 float (the module jdk.incubator.vector is not resolved)";
        }
        int lanes = Backend.SIMD.lanes();
        return lanes + " floats (" + lanes * Float.SIZE + " bits)";
    }

    /**
     * Returns the runtime's version and vendor.
     *
     * @return for example "25.0.3+9-LTS (Eclipse Adoptium)"
     */
    public static String jdk() {
        return Runtime.version() + " (" + System.getProperty("java.vendor") + ")";
    }

    /**
     * Prints the facts.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        text().forEach(System.out::println);
    }
}
