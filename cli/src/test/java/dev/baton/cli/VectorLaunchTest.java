package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.env.EnvSpec;
import dev.baton.nn.Activation;
import dev.baton.nn.MlpSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VectorLaunchTest {
    private static final EnvSpec PAPER = EnvFile.read(CommandRun.PAPER);

    @Test
    void thePapersSettingIsNotWorthASecondJvm() {
        MlpSpec network = new MlpSpec(11, List.of(64), 5, Activation.TANH);

        double seconds =
                Work.training(PAPER, network, 12_000).times(5).scalarSeconds();

        assertThat(seconds).isBetween(1.0, 5.0);
    }

    @Test
    void wideNetworksAre() {
        MlpSpec network = new MlpSpec(11, List.of(256, 256), 5, Activation.TANH);

        assertThat(Work.training(PAPER, network, 12_000).times(5).scalarSeconds()).isGreaterThan(60);
        assertThat(Work.evaluation(PAPER, network.multiplyAdds(), 1e6).scalarSeconds())
                .isGreaterThan(60);
    }

    @Test
    void nothingIsHandedOverInsideAnotherProgram() {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream());
        Session session = new Session(nowhere, nowhere, false);

        assertThat(VectorLaunch.handOver(session, BackendChoice.AUTO, new Work(1e15, 1e15), List.of()))
                .isEmpty();
        assertThat(VectorLaunch.handOver(session, BackendChoice.SCALAR, new Work(1e15, 1e15), List.of()))
                .isEmpty();
    }

    @Test
    void theSecondJvmGetsTheSameCommandAndProperties() {
        System.setProperty("dev.baton.home", "..");
        System.setProperty(Progress.PROPERTY, "false");

        assertThat(VectorLaunch.command(List.of("evaluate", "--policy", "two words")))
                .containsSequence("--add-modules", "jdk.incubator.vector")
                .contains(
                        "-Ddev.baton.home=..",
                        "-Ddev.baton.progress=false",
                        "-Ddev.baton.parent=" + ProcessHandle.current().pid())
                .endsWith("dev.baton.cli.Main", "evaluate", "--policy", "two words");
    }

    @Test
    void theWholeProcessPrintsTheSameBytesWithEitherBackend() throws IOException, InterruptedException {
        String scalar = run("scalar");
        String simd = run("simd");

        assertThat(simd).isEqualTo(scalar).contains("\"totalCost\"");
    }

    /** Runs a JVM without the vector module, as the launcher does; standard error must stay empty. */
    private static String run(String backend) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Ddev.baton.home=..",
                "-Ddev.baton.progress=false",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName()));
        command.addAll(List.of("evaluate", "--policy", "random", "--episodes", "50", "--json", "--backend", backend));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().remove("JDK_JAVA_OPTIONS");
        Process process = builder.start();
        byte[] out = process.getInputStream().readAllBytes();
        byte[] err = process.getErrorStream().readAllBytes();

        assertThat(new String(err, StandardCharsets.UTF_8)).isEmpty();
        assertThat(process.waitFor()).isZero();
        return new String(out, StandardCharsets.UTF_8);
    }
}
