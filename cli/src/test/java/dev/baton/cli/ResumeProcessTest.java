package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.folder.RunFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trainings that are killed, interrupted, or run out of disk, and go on; {@code scripts/kill-test} is the long form.
 */
class ResumeProcessTest {
    private static final Object[] TRAINING = {"train", "--method", "ppo", "--backend", "scalar"};
    private static final int EPISODES = 12_000;

    @TempDir
    private Path folder;

    private BatonProcess start(Object... words) {
        List<String> java = BatonProcess.java("-Ddev.baton.progress=false");
        return BatonProcess.start(folder, Map.of(), BatonProcess.command(java, words));
    }

    private static Object[] training(Object... words) {
        return trainingOf(EPISODES, 0.05, words);
    }

    private static Object[] trainingOf(int episodes, double checkpointEvery, Object... words) {
        return CommandRun.words(
                TRAINING, new Object[] {"--episodes", episodes, "--checkpoint-every", checkpointEvery}, words);
    }

    private static void await(Path file, BatonProcess writer) throws InterruptedException {
        while (!Files.exists(file)) {
            assertThat(writer.process().isAlive()).as("alive").isTrue();
            Thread.sleep(5);
        }
    }

    /** The files of a run by name, without what says when and how it was called. */
    private static Map<String, String> untimed(Path run) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(run)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String text = file.endsWith(RunFiles.POLICY)
                        ? List.of(Files.readAllBytes(file).length, Arrays.hashCode(Files.readAllBytes(file)))
                                .toString()
                        : Files.readString(file);
                List<String> lines = text.lines()
                        .filter(line -> !line.matches(" *\"(wallSeconds|resumed|command|flags)\".*"))
                        .toList();
                files.put(run.relativize(file).toString(), String.join("\n", lines));
            }
        }
        return files;
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void whereverItIsKilledItEndsInTheSameBytes() throws Exception {
        assertThat(start(training("--output", "whole")).end().code()).isZero();
        SplittableRandom random = new SplittableRandom(5);
        int kills = 0;
        for (int i = 0; i < 3; i++) {
            BatonProcess run = start(training("--output", "killed", "--threads", 1 + i % 2));
            await(folder.resolve("killed.partial-run/" + RunFiles.CHECKPOINT), run);
            Thread.sleep(random.nextInt(150));
            run.process().destroyForcibly().waitFor();
            CommandRun end = run.end();
            assertThat(end.code()).as(end.err()).isIn(0, 137);
            if (end.code() == 0) {
                break;
            }
            kills++;
        }
        assertThat(kills).isPositive();

        CommandRun last = start(training("--output", "killed", "--resume", "--threads", 2)).end();

        assertThat(last.code()).as(last.err()).isZero();
        assertThat(last.err()).startsWith("baton: note: going on with killed.partial-run, which was left by process ")
                .hasLineCount(1);
        assertThat(last.out()).contains(" since it was resumed;");
        assertThat(untimed(folder.resolve("killed"))).isEqualTo(untimed(folder.resolve("whole")));
        assertThat(names()).containsExactly("killed", "whole");
    }

    /** Ctrl-C says where the run is and exits with 130, and what was left is in nobody's way. */
    @Test
    void anInterruptLeavesARunThatGoesOn() throws Exception {
        BatonProcess run = start(trainingOf(100_000_000, 0.05, "--output", "n"));
        await(folder.resolve("n.partial-run/" + RunFiles.CHECKPOINT), run);
        // A shell's background processes ignore SIGINT, but this one is none.
        assertThat(new ProcessBuilder("kill", "-INT", Long.toString(run.process().pid())).start().waitFor()).isZero();

        CommandRun end = run.end();

        assertThat(end.code()).isEqualTo(130);
        assertThat(end.err())
                .isEqualTo("baton: interrupted; the run so far is in n.partial-run, and the same command goes on from"
                        + " there\n");
        CommandRun other = start("train", "--episodes", 320, "--output", "n").end();
        assertThat(other.code()).isEqualTo(1);
        assertThat(other.err())
                .startsWith("baton: n: an interrupted run with other settings is in ")
                .contains("n.partial-run: it has '")
                .endsWith("or start over with --force, which keeps it aside\n")
                .hasLineCount(1);
        assertThat(names()).containsExactly("n.partial-run");
        CommandRun forced = start("train", "--episodes", 320, "--output", "n", "--force").end();
        assertThat(forced.code()).as(forced.err()).isZero();
        assertThat(forced.err()).isEqualTo("baton: note: kept n.partial-run as n.old-1\n");
        assertThat(names()).containsExactly("n", "n.old-1");
        assertThat(folder.resolve("n.old-1").resolve(RunFiles.CHECKPOINT)).isRegularFile();
    }

    @Test
    void aCheckpointThatIsDamagedIsRefusedAndNothingIsLost() throws Exception {
        BatonProcess run = start(training("--output", "n"));
        Path partial = folder.resolve("n.partial-run");
        await(partial.resolve(RunFiles.CHECKPOINT), run);
        run.process().destroyForcibly().waitFor();
        run.end();
        Path file = partial.resolve(RunFiles.CHECKPOINT);
        byte[] whole = Files.readAllBytes(file);
        byte[] changed = whole.clone();
        changed[whole.length - 5] ^= 1;
        List<byte[]> bad =
                List.of(new byte[0], Arrays.copyOf(whole, 100), Arrays.copyOf(whole, whole.length - 8), changed);
        for (byte[] bytes : bad) {
            Files.write(file, bytes);
            CommandRun refused = start(training("--output", "n")).end();
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.err().lines().toList().getLast())
                    .startsWith("baton: ")
                    .contains(RunFiles.CHECKPOINT)
                    .matches(".*(not a checkpoint, or cut short|damaged).*")
                    .endsWith("; start over with --force, which keeps the folder aside");
            assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
        }
        Files.write(file, whole);
        Path metrics = partial.resolve(RunFiles.METRICS);
        byte[] lines = Files.readAllBytes(metrics);
        Files.write(metrics, Arrays.copyOf(lines, 10));
        CommandRun refused = start(training("--output", "n")).end();
        assertThat(refused.err()).contains("metrics.csv: cut short: expected at least ");
        assertThat(refused.code()).isEqualTo(1);
        Files.write(metrics, lines);
        assertThat(start(training("--output", "n")).end().code()).isZero();
    }

    /** A file system of one MiB that fills up, and one that turns read-only. */
    @Test
    void aDiskThatFillsUpKeepsWhatIsFinished() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Assumptions.assumeTrue(
                start(List.of("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk.toString())) == 0,
                "no right to mount a file system");
        try {
            Object[] words = trainingOf(EPISODES, 0, "--hidden", "40,40", "--output", disk.resolve("n"));
            Path ballast = Files.createFile(disk.resolve("ballast"));
            BatonProcess run = start(words);
            await(disk.resolve("n.partial-run/" + RunFiles.CHECKPOINT), run);
            fill(ballast);
            CommandRun full = run.end();
            assertThat(full.code()).as(full.err()).isEqualTo(1);
            assertThat(full.err())
                    .contains("cannot be written: ", "; what is finished is in ",
                            ", and the same command goes on from there")
                    .hasLineCount(1);
            assertThat(disk.resolve("n.partial-run")).isDirectoryNotContaining("glob:**.new");
            Files.delete(ballast);
            assertThat(start(List.of("mount", "-o", "remount,ro", disk.toString()))).isZero();
            CommandRun readOnly = start(words).end();
            assertThat(readOnly.code()).isEqualTo(1);
            assertThat(readOnly.err()).contains("Read-only file system").hasLineCount(1);
            assertThat(start(List.of("mount", "-o", "remount,rw,size=8m", disk.toString()))).isZero();
            CommandRun end = start(words).end();
            assertThat(end.code()).as(end.err()).isZero();
            assertThat(disk.resolve("n").resolve(RunFiles.POLICY)).isRegularFile();
        } finally {
            assertThat(start(List.of("umount", disk.toString()))).isZero();
        }
    }

    private static int start(List<String> command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private static void fill(Path file) {
        for (int size = 1 << 16; size > 0; size /= 2) {
            boolean fits = true;
            while (fits) {
                fits = append(file, size);
            }
        }
    }

    private static boolean append(Path file, int size) {
        try {
            Files.write(file, new byte[size], StandardOpenOption.APPEND);
            return true;
        } catch (IOException e) {
            return false; // smaller pieces may still fit
        }
    }
}
