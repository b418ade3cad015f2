package dev.baton.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.cli.Main;
import dev.baton.cli.sweep.SweepCells;
import dev.baton.cli.sweep.SweepEngine;
import dev.baton.files.BatonException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps on two local executors: the same folder as that of one process, whatever was there before. */
class SweepJobTest {
    /** Two configurations learn, numbers of the third overflow. */
    private static final String SWEEP = """
            seeds: 0..3
            config: {episodes: 64, evalEpisodes: 20, hidden: [8]}
            list:
              - {}
              - {learningRate: 0.005, env.horizon: 7}
              - env.actions.cached_lookup.scale: 1000000
                env.actions.keyword_search.scale: 1000000
                env.actions.retriever.scale: 1000000
                env.actions.code_runner.scale: 1000000
                env.actions.expert_model.scale: 1000000
            """;

    @TempDir
    private static Path folder;

    private static Path file = Path.of("");
    private static Path alone = Path.of("");

    /** A run of the command line in this process. */
    record Run(int code, String out, String err) {
        static Run of(String... words) {
            System.setProperty("dev.baton.progress", "false");
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            int code = Main.run(
                    words, new PrintStream(out, true, StandardCharsets.UTF_8),
                    new PrintStream(err, true, StandardCharsets.UTF_8));
            return new Run(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        }
    }

    @BeforeAll
    static void oneProcess() throws IOException {
        file = Files.writeString(folder.resolve("sweep.yaml"), SWEEP);
        alone = folder.resolve("alone");
        Run run = Run.of("sweep", file.toString(), "--output", alone.toString(), "--threads", "1");
        assertThat(run.err())
                .isEqualTo("baton: 4 of 12 cells failed; \"failed\" in " + alone + "/results.jsonl says why\n");
    }

    private static List<String> sorted(Path output) throws IOException {
        return Files.readAllLines(output.resolve("results.jsonl")).stream().sorted().toList();
    }

    private static void assertSameAsAlone(Path output) throws IOException {
        assertThat(sorted(output)).hasSize(12).isEqualTo(sorted(alone));
        for (String name : List.of("summary.csv", "DONE", "sweep.yaml", "environment.yaml")) {
            assertThat(output.resolve(name)).hasSameBinaryContentAs(alone.resolve(name));
        }
        try (var entries = Files.list(output)) {
            assertThat(entries.map(entry -> entry.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "results.jsonl", "summary.csv", "DONE", "sweep.yaml", "environment.yaml", "program.json");
        }
    }

    @Test
    void theFolderIsThatOfOneProcessAndFinishedCellsAreSkipped() throws IOException {
        Path output = folder.resolve("spark");
        String[] words = SweepJob.words("local[2]", file.toString(), "--output", output.toString());
        Run first = Run.of(words);

        assertThat(first.err())
                .isEqualTo("baton: 4 of 12 cells failed; \"failed\" in " + output + "/results.jsonl says why\n");
        assertThat(first.code()).isEqualTo(1);
        assertSameAsAlone(output);
        assertThat(output.resolve("program.json")).content().contains("\"kernels\": \"Spark, local[2]\"");

        // As a killed process leaves it: cells are missing, and the last line is cut. One that is there is not computed
        // again.
        List<String> lines = Files.readAllLines(output.resolve("results.jsonl"));
        List<String> left = List.of(lines.get(5), lines.get(0), lines.get(7));
        Files.writeString(
                output.resolve("results.jsonl"), String.join("\n", left) + "\n" + lines.get(3).substring(0, 40));
        Files.delete(output.resolve("DONE"));
        Run second = Run.of(words);

        assertThat(second.err()).startsWith("baton: note: 3 of 12 cells are there already; going on with 9\n");
        assertThat(Files.readAllLines(output.resolve("results.jsonl"))).startsWith(left.toArray(String[]::new));
        assertSameAsAlone(output);
    }

    /** A disk that is full, say. */
    @Test
    void whatFailsWhileLinesAreWrittenIsThrownAsItIs() throws IOException {
        Path preset = Path.of(System.getProperty("dev.baton.home", "../..")).resolve("environments/paper.yaml");
        SweepCells cells = new SweepCells("sweep.yaml", SWEEP, "paper.yaml", Files.readString(preset));
        BatonException full = new BatonException("no room");
        BiConsumer<int[], List<String>> sink = (numbers, lines) -> {
            throw full;
        };
        SweepEngine engine = ServiceLoader.load(SweepEngine.class).findFirst().orElseThrow();

        assertThat(engine).isInstanceOf(SparkEngine.class);
        assertThatThrownBy(() -> engine.run("local[2]", cells, new int[] {0, 1, 5}, sink)).isSameAs(full);
    }

    @Test
    void aMasterThatIsNoneIsOneLine() {
        Path output = folder.resolve("none");
        Run run = Run.of(SweepJob.words("nowhere", file.toString(), "--output", output.toString()));

        assertThat(run.err())
                .startsWith("baton: --spark nowhere: ")
                .contains("Could not parse Master URL: 'nowhere'")
                .endsWith("; what is finished is kept, and the same command goes on from there\n")
                .hasLineCount(1);
        assertThat(run.code()).isEqualTo(1);
    }
}
