package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baton.Activation;
import dev.baton.Backend;
import dev.baton.cli.option.EnvFile;
import dev.baton.cli.process.BackendChoice;
import dev.baton.cli.process.Session;
import dev.baton.cli.process.Work;
import dev.baton.env.EnvSpec;
import dev.baton.files.BatonException;
import dev.baton.nn.MlpSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackendChoiceTest {
    private static final EnvSpec PAPER = EnvFile.read(CommandRun.PAPER);
    private static final Work NONE = new Work(0, 0);
    // What the launcher's jar has in its manifest.
    private static final String LATE = "--add-exports=java.base/jdk.internal.module=ALL-UNNAMED";

    private final ByteArrayOutputStream notes = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(notes, true, StandardCharsets.UTF_8);
    private final Session session = new Session(err, err, false);

    @Test
    void thePapersSettingIsDoneBeforeVectorsAreCompiled() {
        MlpSpec network = new MlpSpec(11, List.of(64), 5, Activation.TANH);
        Work work = Work.training(PAPER, network, 12_000).times(5);

        assertThat(work.scalarSeconds()).isBetween(1.0, 5.0);
        assertThat(BackendChoice.AUTO.choose(session, work)).isEqualTo(Backend.SCALAR);
    }

    @Test
    void wideNetworksAndManyEpisodesGetVectors() {
        MlpSpec network = new MlpSpec(11, List.of(256, 256), 5, Activation.TANH);

        assertThat(BackendChoice.AUTO.choose(
                        session, Work.training(PAPER, network, 12_000).times(5)))
                .isEqualTo(Backend.SIMD);
        assertThat(BackendChoice.AUTO.choose(session, Work.evaluation(PAPER, network.multiplyAdds(), 1e6)))
                .isEqualTo(Backend.SIMD);
        assertThat(notes.size()).as("notes").isZero();
    }

    @Test
    void whatIsAskedForIsChosenWhateverTheWork() {
        assertThat(BackendChoice.SIMD.choose(session, NONE)).isEqualTo(Backend.SIMD);
        assertThat(BackendChoice.SCALAR.choose(session, Work.UNBOUNDED)).isEqualTo(Backend.SCALAR);
        assertThat(notes.size()).as("notes").isZero();
    }

    @ParameterizedTest
    @CsvSource({"scalar, SCALAR", "simd, SIMD"})
    void thePropertyStandsInForTheOption(String property, Backend expected) {
        String before = System.getProperty(Backend.PROPERTY);
        System.setProperty(Backend.PROPERTY, property);
        try {
            assertThat(BackendChoice.AUTO.choose(session, NONE)).isEqualTo(expected);
            assertThat(BackendChoice.AUTO.choose(session, Work.UNBOUNDED)).isEqualTo(expected);
            assertThat(BackendChoice.SCALAR.choose(session, NONE)).isEqualTo(Backend.SCALAR);
        } finally {
            restore(before);
        }
    }

    @Test
    void aPropertyThatIsNoBackendIsRefused() {
        String before = System.getProperty(Backend.PROPERTY);
        System.setProperty(Backend.PROPERTY, "gpu");
        try {
            assertThatThrownBy(() -> BackendChoice.AUTO.choose(session, NONE))
                    .isInstanceOf(BatonException.class)
                    .hasMessage("dev.baton.backend: expected scalar or simd, found \"gpu\"");
        } finally {
            restore(before);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-Xint", "-XX:TieredStopAtLevel=1", "-XX:TieredStopAtLevel=3", "-XX:CompilationMode=quick-only"})
    void withoutTheOptimisingCompilerPlainJavaIsChosenAndSaidOnce(String option) {
        Answer large = Answer.of(List.of(LATE, option), "AUTO", 1e6);
        Answer small = Answer.of(List.of(LATE, option), "AUTO", 0.01);
        Answer wanted = Answer.of(List.of(LATE, option), "SIMD", 0.01);

        assertThat(large.out()).isEqualTo("SCALAR");
        assertThat(large.err().lines())
                .singleElement()
                .asString()
                .startsWith("baton: note: plain Java in place of vectors, which takes longer: ")
                .contains("without its optimising compiler");
        assertThat(small).isEqualTo(new Answer("SCALAR", ""));
        assertThat(wanted.out()).isEqualTo("SIMD");
        assertThat(wanted.err().lines())
                .singleElement()
                .asString()
                .startsWith("baton: note: --backend simd is many times slower than scalar here: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-XX:-UseFMA", "-XX:UseAVX=0"})
    void withoutFusedMultiplyAddEveryAmountOfWorkIsWorthAWord(String option) {
        assumeTrue(!option.contains("AVX") || System.getProperty("os.arch").equals("amd64"), "an option of x86");
        for (String wish : List.of("AUTO", "SCALAR")) {
            Answer small = Answer.of(List.of(LATE, option), wish, 0.01);
            assertThat(small.out()).isEqualTo("SCALAR");
            assertThat(small.err().lines()).singleElement().asString().contains("no fused multiply-add");
        }
        Answer large = Answer.of(List.of(LATE, option), "AUTO", 1e6);
        assertThat(large.out()).isEqualTo("SCALAR");
        assertThat(large.err().lines()).singleElement().asString().contains("no fused multiply-add");
    }

    @Test
    void aJvmThatWasStartedWithoutTheModuleResolvesItWhenItIsWorthIt() {
        assertThat(Answer.of(List.of(LATE), "AUTO", 1e6)).isEqualTo(new Answer("SIMD", ""));
        assertThat(Answer.of(List.of(LATE), "SIMD", 0)).isEqualTo(new Answer("SIMD", ""));
        assertThat(Answer.of(List.of(LATE), "AUTO", 0.01)).isEqualTo(new Answer("SCALAR", ""));
    }

    @Test
    void whereTheModuleCannotBeResolvedThatIsSaidAndWhatToDo() {
        Answer large = Answer.of(List.of(), "AUTO", 1e6);
        Answer wanted = Answer.of(List.of(), "SIMD", 0.01);

        assertThat(large.out()).isEqualTo("SCALAR");
        assertThat(large.err().lines()).singleElement().asString().endsWith("in BATON_JAVA_OPTS");
        assertThat(wanted.out()).startsWith("--backend simd: ").endsWith("in BATON_JAVA_OPTS");
        assertThat(wanted.err()).isEmpty();
    }

    @Test
    void theWholeProcessPrintsTheSameBytesWithEitherBackend() {
        Answer scalar = evaluate("scalar");
        Answer simd = evaluate("simd");

        assertThat(simd).isEqualTo(scalar);
        assertThat(simd.out()).contains("\"totalCost\"");
        assertThat(simd.err()).isEmpty();
    }

    private static Answer evaluate(String backend) {
        return Answer.of(
                List.of(LATE, "-Ddev.baton.home=..", "-Ddev.baton.progress=false"),
                Main.class,
                List.of("evaluate", "--policy", "random", "--episodes", "50", "--json", "--backend", backend));
    }

    private static void restore(String before) {
        if (before == null) {
            System.clearProperty(Backend.PROPERTY);
        } else {
            System.setProperty(Backend.PROPERTY, before);
        }
    }

    /**
     * What another JVM printed, started as the launcher does, without the vector module.
     *
     * @param out on standard output
     * @param err on standard error
     */
    private record Answer(String out, String err) {
        static Answer of(List<String> options, String wish, double seconds) {
            return of(options, BackendChoiceProbe.class, List.of(wish, Double.toString(seconds)));
        }

        static Answer of(List<String> options, Class<?> main, List<String> words) {
            List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
            command.addAll(options);
            command.add("-cp");
            command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
            command.add(main.getName());
            command.addAll(words);
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().keySet().removeAll(Arrays.asList("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
            try {
                Process process = builder.start();
                String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(process.waitFor()).as("exit code; standard error: " + err).isZero();
                return new Answer(out, err);
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
