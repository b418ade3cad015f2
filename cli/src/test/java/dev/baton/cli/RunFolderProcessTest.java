package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Run folders when processes end early or run beside each other. */
@Timeout(300)
class RunFolderProcessTest {
    @TempDir
    private Path folder;

    /** Trains until it is ended. */
    private BatonProcess trainForEver(String output) {
        return BatonProcess.start(
                folder, "train", "--backend", "scalar", "--episodes", 100_000_000, "--output", output);
    }

    private static void await(Path file, BatonProcess writer) throws InterruptedException {
        while (!Files.exists(file)) {
            assertThat(writer.process().isAlive()).as("alive").isTrue();
            Thread.sleep(20);
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aSecondRunOnOneFolderIsRefusedAtItsStart() throws Exception {
        BatonProcess first = trainForEver("n");
        try {
            await(folder.resolve("n.partial-run/metrics.csv"), first);

            CommandRun second = BatonProcess.start(folder, "train", "--episodes", 1000, "--output", "n").end();

            assertThat(second.code()).isEqualTo(1);
            assertThat(second.err())
                    .startsWith("baton: n: another run is being written there, by process " + first.process().pid()
                            + " on ")
                    .hasLineCount(1);
            assertThat(Files.readString(folder.resolve("n.partial-run/run.json")))
                    .contains("\"process\": \"" + first.process().pid() + "\"", "\"host\": ", "\"begun\": ");
        } finally {
            first.process().destroyForcibly().waitFor();
        }

        CommandRun third = BatonProcess.start(folder, "train", "--episodes", 320, "--output", "n").end();

        assertThat(third.code()).isZero();
        assertThat(third.err())
                .startsWith("baton: note: removed ")
                .contains("n.partial-run, which a run that was killed had left: process " + first.process().pid()
                        + " on ")
                .hasLineCount(1);
        assertThat(names()).containsExactly("n");
    }

    @Test
    void aRunWhoseFolderIsRemovedFails() throws Exception {
        BatonProcess run = BatonProcess.start(folder, "train", "--episodes", 12_000, "--output", "t");
        await(folder.resolve("t.partial-run/metrics.csv"), run);
        Files.delete(folder.resolve("t.partial-run/metrics.csv"));
        Files.delete(folder.resolve("t.partial-run/resume.yaml"));
        Files.delete(folder.resolve("t.partial-run/run.json"));
        Files.delete(folder.resolve("t.partial-run"));

        CommandRun end = run.end();

        assertThat(end.code()).isEqualTo(1);
        assertThat(end.err())
                .startsWith("baton: t: cannot be written: ")
                .endsWith("; the run is lost\n")
                .hasLineCount(1);
        assertThat(names()).isEmpty();
    }

    /** From before the first file to after the last. */
    @Test
    void whereverASignalHitsNothingIsLeftAndNothingIsCalledABug() throws Exception {
        List<BatonProcess> runs = new ArrayList<>();
        int count = 8;
        long start = System.nanoTime();
        BatonProcess.start(folder, "train", "--seeds", 2, "--episodes", 640, "--output", "whole").end();
        long whole = System.nanoTime() - start;
        for (int i = 0; i < count; i++) {
            BatonProcess run =
                    BatonProcess.start(folder, "train", "--seeds", 2, "--episodes", 640, "--output", "t" + i);
            runs.add(run);
            Thread.sleep((long) (whole / 1e6 * (0.2 + 0.9 * i / count)));
            run.process().destroy();
            run.process().waitFor();
        }
        for (BatonProcess run : runs) {
            CommandRun end = run.end();
            assertThat(end.code()).isIn(0, 143);
            assertThat(end.err()).matches("|baton: interrupted; the run so far is in t\\d\\.partial-run, .*\n");
        }
        // One of the seeds may have been done: then the same command goes on with the other.
        for (String name : names()) {
            if (name.contains("partial")) {
                String output = name.substring(0, name.indexOf('.'));
                assertThat(BatonProcess.start(folder, "train", "--seeds", 2, "--episodes", 640, "--output", output)
                                .end()
                                .code())
                        .isZero();
                for (String file : List.of("seed-0/policy.safetensors", "seed-1/metrics.csv")) {
                    assertThat(folder.resolve(output).resolve(file))
                            .hasSameBinaryContentAs(folder.resolve("whole").resolve(file));
                }
            }
        }
        assertThat(names()).noneMatch(name -> name.contains("partial"));
        for (String name : names()) {
            assertThat(folder.resolve(name).resolve("run.json")).content().contains("\"result\"");
        }
    }

    @Test
    void aFinishedRunIsMovedOnAFullFileSystem() {
        List<String> command = new ArrayList<>(
                List.of("sh", BatonProcess.home().resolve("cli/src/test/sh/last-inode.sh").toString()));
        command.addAll(BatonProcess.java());

        CommandRun run = BatonProcess.start(folder, Map.of(), command).end();

        Assumptions.assumeTrue(run.code() != 77, "no right to mount a file system");
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("Trained with 320 episodes").endsWith("\nt\n");
    }

    @Test
    void theModeIsThatOfTheUmask() throws Exception {
        for (String[] row : new String[][] {{"022", "rwxr-xr-x", "rw-r--r--"}, {"077", "rwx------", "rw-------"}}) {
            List<String> shell = List.of("sh", "-c", "umask " + row[0] + "; exec \"$@\"", "sh");
            List<String> command = new ArrayList<>(shell);
            command.addAll(BatonProcess.command(
                    BatonProcess.java(), "train", "--episodes", 32, "--eval-episodes", 1, "--output", "m" + row[0]));

            assertThat(BatonProcess.start(folder, Map.of(), command).end().code()).isZero();

            Path run = folder.resolve("m" + row[0]);
            assertThat(mode(run)).isEqualTo(row[1]);
            for (String file : List.of("run.json", "metrics.csv", "policy.safetensors")) {
                assertThat(mode(run.resolve(file))).as(file).isEqualTo(row[2]);
            }
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
