package dev.baton.cli.process;

import dev.baton.Backend;
import dev.baton.files.text.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The machine that something runs on. */
public final class Machine {
    private Machine() {}

    /** Returns the processor's name as the operating system gives it, or the architecture where it does not. */
    public static String processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }

    /** Writes processor, cores and the kernels that computed. */
    public static void writeTo(JsonWriter json, Backend kernels) {
        writeTo(json, words(kernels));
    }

    /** Writes the same with words about the kernels. */
    public static void writeTo(JsonWriter json, String kernels) {
        json.key("processor").value(processor());
        json.key("cores").value(Runtime.getRuntime().availableProcessors());
        json.key("kernels").value(kernels);
    }

    /** Returns what the kernels are in words. */
    public static String words(Backend kernels) {
        return kernels == Backend.SIMD ? "Vector API, " + kernels.lanes() + " float lanes" : "plain Java";
    }

    /** Returns the Java that runs it. */
    public static String java() {
        return System.getProperty("java.vendor") + " " + Runtime.version();
    }
}
