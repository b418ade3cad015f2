package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps whose process ends early; {@code scripts/kill-test} is the long form. */
@Timeout(300)
class SweepProcessTest {
    private static final String SWEEP = """
            seeds: 0..99
            config: {episodes: 64, evalEpisodes: 20, hidden: [8]}
            grid: {learningRate: [0.005, 0.02], entropyBonus: [0, 0.02]}
            """;

    @TempDir
    private Path folder;

    private BatonProcess sweep(String output) {
        return BatonProcess.start(folder, "sweep", "sweep.yaml", "--backend", "scalar", "--output", output);
    }

    private List<String> sorted(String output) throws IOException {
        return Files.readAllLines(folder.resolve(output).resolve("results.jsonl")).stream().sorted().toList();
    }

    private void awaitLines(String output, long more, BatonProcess run) throws Exception {
        Path results = folder.resolve(output).resolve("results.jsonl");
        long before = Files.exists(results) ? Files.size(results) : 0;
        while (run.process().isAlive() && (!Files.exists(results) || Files.size(results) <= before + more)) {
            Thread.sleep(2);
        }
    }

    @Test
    void whereverItIsKilledTheResultsAreThoseOfAnUninterruptedRun() throws Exception {
        Files.writeString(folder.resolve("sweep.yaml"), SWEEP);
        assertThat(sweep("whole").end().code()).isZero();
        SplittableRandom random = new SplittableRandom(5);
        int kills = 0;
        for (int i = 0; i < 4; i++) {
            BatonProcess run = sweep("killed");
            awaitLines("killed", 1 + random.nextInt(20_000), run);
            run.process().destroyForcibly().waitFor();
            kills += run.end().code() == 137 ? 1 : 0;
        }
        assertThat(kills).as("killed before the end").isPositive();

        CommandRun last = sweep("killed").end();

        assertThat(last.code()).as(last.err()).isZero();
        assertThat(sorted("killed")).hasSize(400).isEqualTo(sorted("whole"));
        for (String name : List.of("summary.csv", "DONE", "sweep.yaml", "environment.yaml")) {
            assertThat(folder.resolve("killed").resolve(name))
                    .hasSameBinaryContentAs(folder.resolve("whole").resolve(name));
        }
        try (Stream<Path> files = Files.list(folder.resolve("killed"))) {
            assertThat(files).hasSize(6);
        }
    }

    @Test
    void anInterruptSaysHowToGoOn() throws Exception {
        Files.writeString(folder.resolve("sweep.yaml"), SWEEP.replace("0..99", "0..9999"));
        BatonProcess run = sweep("s");
        awaitLines("s", 1, run);

        new ProcessBuilder("kill", "-INT", Long.toString(run.process().pid())).start().waitFor();
        CommandRun end = run.end();

        assertThat(end.code()).isEqualTo(130);
        assertThat(end.err())
                .matches("baton: interrupted after [0-9,]+ cells, which are in s; the same command goes on from"
                        + " there\n");
        assertThat(folder.resolve("s"))
                .isDirectoryNotContaining("glob:**/.writing")
                .isDirectoryContaining("glob:**.jsonl");
        assertThat(Files.readString(folder.resolve("s/results.jsonl"))).endsWith("}\n");
    }
}
