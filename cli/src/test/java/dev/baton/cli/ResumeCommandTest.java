package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.files.BatonException;
import dev.baton.learn.TrainingState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code train} does with a folder that is there, and what a checkpoint file holds. */
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
        assertThat(again.err()).startsWith("baton: note: ").endsWith("n: this run is finished; --force would start it over\n");
        assertThat(first).endsWith(again.out());
        CommandRun json = CommandRun.succeed(train("--json"));
        assertThat(json.out()).isEqualTo(run);
        assertThat(Files.readString(folder.resolve("n/run.json"))).isEqualTo(run);
        CommandRun other = CommandRun.of(train("--hidden", 3));
        assertThat(other.code()).isEqualTo(1);
        assertThat(other.err()).endsWith("n: already holds a run (run.json), which would be lost; choose another folder or keep"
                + " it aside with --force\n");
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
        assertThat(run.err()).endsWith("n: expected a run that was interrupted, for --resume, found none; leave --resume out to"
                + " begin it\n").hasLineCount(1);
        assertThat(names()).isEmpty();
    }

    @Test
    void aCheckpointFileHoldsEveryBit() throws IOException {
        TrainingState state = new TrainingState()
                .put("policy", new float[] {1.5f, -0f, Float.MIN_VALUE})
                .put("none", new float[0])
                .put("scale", Math.PI, -0.0)
                .put("updates", 7L, Long.MIN_VALUE);
        byte[] bytes = new Checkpoint("0123456789abcdef", 3, 99, state).bytes();
        Path file = Files.write(folder.resolve("c"), bytes);

        Checkpoint read = Checkpoint.read(file, "0123456789abcdef", 3);

        assertThat(read.metricsBytes()).isEqualTo(99);
        assertThat((float[]) read.state().array("policy")).containsExactly(1.5f, -0f, Float.MIN_VALUE);
        assertThat((float[]) read.state().array("none")).isEmpty();
        assertThat((double[]) read.state().array("scale")).containsExactly(Math.PI, -0.0);
        assertThat((long[]) read.state().array("updates")).containsExactly(7, Long.MIN_VALUE);
        long header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        assertThat(header % 8).isZero();
        assertThat(new String(bytes, 8, (int) header, StandardCharsets.UTF_8))
                .contains("\"scale\": {\"dtype\": \"F64\", \"shape\": [2], \"data_offsets\": [0, 16]}")
                .contains("\"updates\": {\"dtype\": \"I64\", \"shape\": [2], \"data_offsets\": [16, 32]}")
                .contains("\"policy\": {\"dtype\": \"F32\", \"shape\": [3], \"data_offsets\": [32, 44]}");
        assertThatThrownBy(() -> Checkpoint.read(file, "fedcba9876543210", 3))
                .isInstanceOf(BatonException.class)
                .hasMessageContaining("c: a checkpoint of another training: expected settings fedcba9876543210 and seed 3, found"
                        + " settings 0123456789abcdef and seed 3; start over with --force");
        assertThatThrownBy(() -> Checkpoint.read(file, "0123456789abcdef", 4)).hasMessageContaining("and seed 4, found");
    }

    /** Whatever bit is wrong, wherever a file ends, it is refused in one line. */
    @Test
    void aDamagedCheckpointIsNeverRead() throws IOException {
        byte[] bytes = new Checkpoint("0123456789abcdef", 3, 99, new TrainingState().put("a", new float[] {1, 2})).bytes();
        List<byte[]> bad = new ArrayList<>();
        for (int i = 0; i < bytes.length; i++) {
            byte[] changed = bytes.clone();
            changed[i] ^= 1;
            bad.add(changed);
            bad.add(Arrays.copyOf(bytes, i));
        }
        bad.add(Arrays.copyOf(bytes, bytes.length + 1));
        for (byte[] file : bad) {
            Path path = Files.write(folder.resolve("c"), file);
            assertThatThrownBy(() -> Checkpoint.read(path, "0123456789abcdef", 3))
                    .isInstanceOf(BatonException.class)
                    .hasMessageMatching(".*/c: (not a checkpoint, or cut short|damaged): .*");
        }
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
