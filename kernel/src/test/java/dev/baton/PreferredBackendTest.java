package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@link Backend#preferred()} is in JVMs that lack something, and that the log says so once. */
class PreferredBackendTest {
    private static final String MODULE = "--add-modules=jdk.incubator.vector";

    @ParameterizedTest
    @CsvSource({
        MODULE + ", SIMD, ''",
        "-Da=b, SCALAR, WARNING: scalar kernels: the module jdk.incubator.vector is not resolved; for SIMD start Java"
                + " with --add-modules jdk.incubator.vector",
        MODULE + " -Xint, SCALAR, without its optimising compiler",
        MODULE + " -XX:TieredStopAtLevel=1, SCALAR, without its optimising compiler",
        MODULE + " -XX:-UseFMA, SCALAR, no fused multiply-add",
        MODULE + " -XX:-UseFMA -Ddev.baton.backend=simd, SIMD, ''",
    })
    void aJvmWithThese(String options, String expected, String reason) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(List.of(options.split(" ", -1)));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Probe.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeAll(Arrays.asList("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(err).isZero();
        assertThat(out).isEqualTo(expected);
        List<String> said = err.lines().filter(line -> line.contains("scalar kernels")).toList();
        if (reason.isEmpty()) {
            assertThat(said).isEmpty();
        } else {
            assertThat(said).singleElement().asString().contains(reason);
        }
    }

    /** The other process. */
    static final class Probe {
        private Probe() {}

        public static void main(String[] args) {
            Backend first = Backend.preferred();
            System.out.print(first == Backend.preferred() ? first : "two answers");
        }
    }
}
