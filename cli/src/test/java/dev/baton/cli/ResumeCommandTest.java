package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.cli.folder.SeedCheckpoints;
import dev.baton.files.BatonException;
import dev.baton.files.TrainingCheckpoint;
import dev.baton.learn.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code train} does with a folder that is there. */
class ResumeCommandTest {
    @TempDir
    private Path folder;

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private Object[] train(Object... words) {
        return CommandRun.words(new Object[] {"train", "--episodes", 96, "--output", folder.resolve("n")}, words);
    }

    @Test
    void theSameCommandAgainFindsTheRunFinished() throws IOException {
        String first = CommandRun.succeed(train()).out();
        String run = Files.readString(folder.resolve("n/run.json"));
        CommandRun again = CommandRun.of(train("--threads", 1));
        assertThat(again.code()).isZero();
        assertThat(again.err())
                .startsWith("baton: note: ")
                .endsWith("n: this run is finished; --force would start it over\n");
        assertThat(first).endsWith(again.out());
        CommandRun json = CommandRun.succeed(train("--json"));
        assertThat(json.out()).isEqualTo(run);
        assertThat(Files.readString(folder.resolve("n/run.json"))).isEqualTo(run);
        CommandRun other = CommandRun.of(train("--hidden", 3));
        assertThat(other.code()).isEqualTo(1);
        assertThat(other.err()).endsWith("n: already holds a run (run.json), which would be lost; choose another folder"
                + " or keep it aside with --force\n");
        assertThat(names()).containsExactly("n");
    }

    @Test
    void forceStartsOverAndKeepsWhatWasThere() throws IOException {
        CommandRun.succeed(train());
        String policy = Files.readString(folder.resolve("n/metrics.csv"));
        for (int i = 1; i <= 2; i++) {
            CommandRun forced = CommandRun.of(train("--force"));
            assertThat(forced.code()).isZero();
            assertThat(forced.err()).matches("baton: note: kept .*n as .*n\\.old-" + i + "\n");
        }
        assertThat(names()).containsExactly("n", "n.old-1", "n.old-2");
        assertThat(folder.resolve("n/metrics.csv")).hasContent(policy);
        assertThat(folder.resolve("n.old-1/metrics.csv")).hasContent(policy);
        CommandRun quiet = CommandRun.succeed(train("--force", "--quiet"));
        assertThat(quiet.out()).startsWith("Trained with 96 episodes");
    }

    @Test
    void resumeAloneBeginsNothing() throws IOException {
        CommandRun run = CommandRun.of(train("--resume"));
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).endsWith("n: expected a run that was interrupted, for --resume, found none; leave"
                + " --resume out to begin it\n").hasLineCount(1);
        assertThat(names()).isEmpty();
    }

    @Test
    void aCheckpointOfAnotherTrainingIsNamedWithTheWayOut() {
        TrainingState state = new TrainingState().put("a", new float[] {1, 2});
        Path file = folder.resolve("c");
        new TrainingCheckpoint("0123456789abcdef", 3, 99, state).write(file);
        assertThat(SeedCheckpoints.read(file, "0123456789abcdef", 3).metricsBytes()).isEqualTo(99);
        assertThatThrownBy(() -> SeedCheckpoints.read(file, "fedcba9876543210", 3))
                .isInstanceOf(BatonException.class)
                .hasMessageEndingWith("c: a checkpoint of another training: expected settings fedcba9876543210 and seed"
                        + " 3, found settings 0123456789abcdef and seed 3; start over with --force, which keeps the"
                        + " folder aside");
        assertThatThrownBy(() -> SeedCheckpoints.read(folder.resolve("none"), "", 3))
                .isInstanceOf(BatonException.class)
                .hasMessageContaining("none: no such file");
    }

    @Test
    void aSecondSeedOrAnotherTeacherIsAnotherRun() {
        CommandRun.succeed(train("--method", "supervised"));
        for (Object[] change : new Object[][] {{"--seeds", 2}, {"--teacher", "random"}, {"--eval-episodes", 21}}) {
            CommandRun run = CommandRun.of(train(CommandRun.words(new Object[] {"--method", "supervised"}, change)));
            assertThat(run.err()).contains("already holds a run");
            assertThat(run.code()).isEqualTo(1);
        }
    }
}
