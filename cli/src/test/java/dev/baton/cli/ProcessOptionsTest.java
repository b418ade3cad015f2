package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Options and surroundings of the JVM: locale, processors, memory. */
@Timeout(300)
class ProcessOptionsTest {
    @TempDir
    private Path folder;

    @Test
    void moreProcessorsThanThreadsAreNoFailure() {
        CommandRun run = BatonProcess.start(
                        folder,
                        Map.of(),
                        BatonProcess.command(
                                BatonProcess.java("-XX:ActiveProcessorCount=1025"), "train", "--episodes", 320,
                                "--output", "apc"))
                .end();

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(folder.resolve("apc/run.json")).isRegularFile();
    }

    /** A locale without UTF-8 has no name for the file; that is said in one line. */
    @Test
    void aLocaleThatCannotNameAFileIsNamed() throws IOException {
        Assumptions.assumeTrue(Charset.forName(System.getProperty("sun.jnu.encoding")).newEncoder().canEncode('ü'));
        Path file = Files.copy(CommandRun.PAPER, Files.createDirectory(folder.resolve("ü")).resolve("paper.yaml"));

        for (Object[] words : new Object[][] {{"check", file}, {"evaluate", "--policy", folder.resolve("ü")},
            {"evaluate", "--policy", "random", "--env", file}}) {
            CommandRun run = BatonProcess.start(
                            folder, Map.of("LC_ALL", "C"), BatonProcess.command(BatonProcess.java(), words))
                    .end();

            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err())
                    .startsWith("baton: ")
                    .contains(": not a file name here: the locale's character set (")
                    .endsWith("run with LC_ALL=C.UTF-8 or another UTF-8 locale\n")
                    .hasLineCount(1);
        }
    }

    /** 1,221,759 states: C(40 + 5, 5). */
    @Test
    void theHintForMemorySpeaksOfWhatTheCommandHolds() throws IOException {
        Path lattice = Files.writeString(
                folder.resolve("lattice.yaml"),
                """
                name: lattice
                horizon: 40
                task: {dimension: 1, start: {offset: 3, scale: 0, difficultySigma: 0, jitter: 0}, drift: 0, \
                tolerance: 1}
                cost: {weights: {latency: 1, monetary: 0, constraint: 10, failure: 0, divergence: 0}}
                actions:
                  - {name: a, kind: tool, latency: 1, monetary: 0, failureProbability: 0.5, shift: -0.01}
                  - {name: b, kind: tool, latency: 1, monetary: 0, failureProbability: 0.5, shift: -0.02}
                  - {name: c, kind: tool, latency: 1, monetary: 0, failureProbability: 0.5, shift: -0.03}
                  - {name: d, kind: tool, latency: 1, monetary: 0, failureProbability: 0.5, shift: -0.04}
                """);
        List<String> java = BatonProcess.java("-Xmx60m");

        CommandRun optimum = BatonProcess.start(
                        folder, Map.of(), BatonProcess.command(java, "optimum", "--env", lattice, "--start", 3))
                .end();
        CommandRun train = BatonProcess.start(
                        folder,
                        Map.of(),
                        BatonProcess.command(java, "train", "--backend", "scalar", "--hidden", "4000,4000", "--output",
                                "large"))
                .end();

        assertThat(optimum.code()).isEqualTo(1);
        assertThat(optimum.err())
                .startsWith("baton: not enough memory (the limit is ")
                .contains("horizon H and E distinct effects",
                        "use a shorter horizon, fewer distinct effects or fewer threads")
                .hasLineCount(1);
        assertThat(train.code()).isEqualTo(1);
        assertThat(train.err()).contains("use smaller layers or batches, or fewer threads").hasLineCount(1);
        assertThat(folder).isDirectoryNotContaining("glob:**large*");
    }
}
