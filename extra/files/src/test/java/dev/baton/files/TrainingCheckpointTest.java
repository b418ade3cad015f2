package dev.baton.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Activation;
import dev.baton.dynamics.BatchDynamics;
import dev.baton.dynamics.Draws;
import dev.baton.dynamics.DynamicsBatch;
import dev.baton.env.EnvSpec;
import dev.baton.learn.ConstrainedTrainer;
import dev.baton.learn.PolicyGradientTrainer;
import dev.baton.learn.PpoConfig;
import dev.baton.learn.PpoTrainer;
import dev.baton.learn.ResumableTraining;
import dev.baton.learn.SupervisedConfig;
import dev.baton.learn.SupervisedTrainer;
import dev.baton.learn.Teacher;
import dev.baton.learn.TrainConfig;
import dev.baton.learn.TrainingState;
import dev.baton.policy.CostAwarePolicy;
import dev.baton.run.Execution;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A training that a host puts into a file and goes on with from there. */
class TrainingCheckpointTest {
    private static final String SETTINGS = "0123456789abcdef";
    private static final TrainConfig CONFIG =
            new TrainConfig(5, 96, 16, List.of(6), Activation.TANH, 0.01, 0.01, 0.9, 1.0);
    private static final PpoConfig PPO = new PpoConfig(CONFIG, 2, 2, 0.2, 0.95, List.of(4), 0.01);

    @TempDir
    private Path folder;

    /** A counter that goes up or down by an action and a draw. */
    private static final class Drift implements BatchDynamics {
        @Override
        public String name() {
            return "drift";
        }

        @Override
        public int observationSize() {
            return 1;
        }

        @Override
        public int actionCount() {
            return 2;
        }

        @Override
        public int horizon() {
            return 12;
        }

        @Override
        public int floatRows() {
            return 1;
        }

        @Override
        public void start(DynamicsBatch batch, Draws draws, int from, int to) {
            draws.uniforms(0, from, to, batch.floats, batch.row(0));
        }

        @Override
        public void step(DynamicsBatch batch, Draws draws, int from, int to) {
            for (int n = from; n < to; n++) {
                batch.floats[n] += (batch.action[n] == 0 ? -0.5f : 0.5f) * draws.uniform(0, n);
                batch.cost[n] = batch.floats[n] * batch.floats[n];
            }
        }

        @Override
        public void observe(DynamicsBatch batch, int from, int to, float[] out, int start, int stride) {
            System.arraycopy(batch.floats, from, out, start + from, to - from);
        }
    }

    /** Every training that can be gone on with, in either kind of environment. */
    enum Kind {
        GRADIENT_OWN,
        PPO_OWN,
        GRADIENT,
        PPO_MODEL,
        SUPERVISED,
        CONSTRAINED;

        ResumableTraining make(int threads) {
            Execution execution = Execution.of(threads);
            return switch (this) {
                case GRADIENT_OWN -> new PolicyGradientTrainer(new Drift(), CONFIG, execution);
                case PPO_OWN -> new PpoTrainer(new Drift(), PPO, execution);
                case GRADIENT -> new PolicyGradientTrainer(paper(), CONFIG, execution);
                case PPO_MODEL -> new PpoTrainer(paper(), PPO, execution);
                case SUPERVISED -> new SupervisedTrainer(
                        paper(), new Teacher.Sampled(new CostAwarePolicy(paper())), new SupervisedConfig(CONFIG, 2, 2),
                        execution);
                case CONSTRAINED -> new ConstrainedTrainer(
                        paper(), 0.2, CONFIG, spec -> new PolicyGradientTrainer(spec, CONFIG, execution), execution);
            };
        }
    }

    private static EnvSpec paper() {
        return Environments.read(
                Path.of(System.getProperty("dev.baton.home", "../.."), "environments", "paper.yaml"));
    }

    /** Runs to the end; with a least success, whose last update tries policies in thousands of episodes, nearly so. */
    private static byte[] end(Kind kind, ResumableTraining training) {
        int last = kind == Kind.CONSTRAINED ? CONFIG.episodes() - CONFIG.episodesPerUpdate() : CONFIG.episodes();
        while (training.episodes() < last) {
            training.update();
        }
        return TrainingCheckpoint.of(training, SETTINGS, 5).bytes();
    }

    @ParameterizedTest
    @EnumSource
    void goesOnToTheSameBits(Kind kind) throws IOException {
        Path file = folder.resolve("half.safetensors");
        byte[] expected;
        try (ResumableTraining whole = kind.make(1)) {
            expected = end(kind, whole);
        }
        try (ResumableTraining first = kind.make(1)) {
            for (int update = 0; update < 3; update++) {
                first.update();
                TrainingCheckpoint.of(first, SETTINGS, 5).write(file);
            }
        }
        try (ResumableTraining second = kind.make(2)) {
            TrainingCheckpoint.resume(file, second, SETTINGS, 5);
            assertThat(second.episodes()).isEqualTo(48);
            assertThat(end(kind, second)).isEqualTo(expected);
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void whatDoesNotFitChangesNothing() {
        Path file = folder.resolve("c");
        try (PpoTrainer ppo = new PpoTrainer(new Drift(), PPO, Execution.of(1));
                PolicyGradientTrainer other = new PolicyGradientTrainer(new Drift(), CONFIG, Execution.of(1))) {
            ppo.update();
            TrainingCheckpoint.of(ppo, "drift, " + PPO, 5).write(file);
            byte[] before = TrainingCheckpoint.of(other, SETTINGS, 5).bytes();
            assertThatThrownBy(() -> TrainingCheckpoint.resume(file, other, "drift, " + PPO, 5))
                    .isInstanceOf(BatonException.class)
                    .hasMessageContaining("c: does not fit this training: state: expected ");
            assertThatThrownBy(() -> TrainingCheckpoint.resume(file, ppo, "drift, another", 5))
                    .isInstanceOf(BatonException.class)
                    .hasMessageContaining(
                            "c: a checkpoint of another training: expected settings drift, another and seed 5, found"
                                    + " settings drift, PpoConfig[")
                    .hasMessageNotContaining("\n");
            assertThatThrownBy(() -> TrainingCheckpoint.read(file, "drift, " + PPO, 4))
                    .hasMessageContaining("and seed 4, found");
            assertThat(TrainingCheckpoint.of(other, SETTINGS, 5).bytes()).isEqualTo(before);
        }
    }

    @Test
    void holdsEveryBit() throws IOException {
        TrainingState state = new TrainingState()
                .put("policy", new float[] {1.5f, -0f, Float.MIN_VALUE})
                .put("none", new float[0])
                .put("scale", Math.PI, -0.0)
                .put("updates", 7L, Long.MIN_VALUE);
        byte[] bytes = new TrainingCheckpoint(SETTINGS, 3, 99, state).bytes();
        Path file = Files.write(folder.resolve("c"), bytes);

        TrainingCheckpoint read = TrainingCheckpoint.read(file);

        assertThat(read.settings()).isEqualTo(SETTINGS);
        assertThat(read.seed()).isEqualTo(3);
        assertThat(read.metricsBytes()).isEqualTo(99);
        assertThat(read.bytes()).isEqualTo(bytes);
        assertThat((float[]) read.state().array("policy")).containsExactly(1.5f, -0f, Float.MIN_VALUE);
        assertThat((float[]) read.state().array("none")).isEmpty();
        assertThat((double[]) read.state().array("scale")).containsExactly(Math.PI, -0.0);
        assertThat((long[]) read.state().array("updates")).containsExactly(7, Long.MIN_VALUE);
        long header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        assertThat(header % 8).isZero();
        assertThat(new String(bytes, 8, (int) header, StandardCharsets.UTF_8))
                .startsWith("{\"__metadata__\": {\"sha256\": \"")
                .contains("\", \"format\": \"baton-checkpoint\", \"version\": \"1\", \"settings\": \"" + SETTINGS
                        + "\", \"seed\": \"3\", \"metricsBytes\": \"99\"}, \"scale\": ")
                .contains("\"scale\": {\"dtype\": \"F64\", \"shape\": [2], \"data_offsets\": [0, 16]}")
                .contains("\"updates\": {\"dtype\": \"I64\", \"shape\": [2], \"data_offsets\": [16, 32]}")
                .contains("\"policy\": {\"dtype\": \"F32\", \"shape\": [3], \"data_offsets\": [32, 44]}");
    }

    /** Whatever bit is wrong, wherever a file ends, it is refused in one line. */
    @Test
    void aDamagedFileIsNeverRead() throws IOException {
        byte[] bytes = new TrainingCheckpoint(SETTINGS, 3, 99, new TrainingState().put("a", new float[] {1, 2}))
                .bytes();
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
            assertThatThrownBy(() -> TrainingCheckpoint.read(path))
                    .isInstanceOf(BatonException.class)
                    .hasMessageMatching(".*/c: (not a checkpoint, or cut short|damaged): .*");
        }
    }

    /** Files that say the right SHA-256 of a wrong header, and files of others. */
    @Test
    void aForeignFileIsNamed() throws IOException {
        byte[] bytes = new TrainingCheckpoint(SETTINGS, 3, 99, new TrainingState().put("a", new float[] {1, 2}))
                .bytes();
        refused(bytes, text -> text.replace("baton-checkpoint", "other-checkpoint"),
                "expected format baton-checkpoint, found other");
        refused(bytes, text -> text.replace("\"version\": \"1\"", "\"version\": \"2\""), "expected version 1, found 2");
        refused(bytes, text -> text.replace("\"seed\": \"3\"", "\"seed\": \"x\""),
                "expected a whole number as seed, found x");
        refused(bytes, text -> text.replace("[0, 8]", "[0, 9]"),
                "array \"a\": expected F32, F64 or I64 within 8 bytes, found F32 at");
        refused(bytes, text -> text.replace("[0, 8]", "[4,16]"), "array \"a\": expected ");
        refused(bytes, text -> text.replace("[0, 8]", "[8, 0]"), "array \"a\": expected ");
        refused(bytes, text -> text.replace("[0, 8]", "[0, 7]"), "array \"a\": expected ");
        refused(bytes, text -> text.replace("F32", "F16"),
                "array \"a\": expected F32, F64 or I64 within 8 bytes, found F16");
        Path text =
                Files.writeString(folder.resolve("t"), "episodes: 12\nhidden: [64]\n# a file that is something else\n");
        assertThatThrownBy(() -> TrainingCheckpoint.read(text))
                .isInstanceOf(BatonException.class)
                .hasMessageContaining("t: not a checkpoint, or cut short: found ");
        assertThatThrownBy(() -> TrainingCheckpoint.read(folder))
                .hasMessageEndingWith(": is a folder; expected a checkpoint of a training (safetensors)");
        assertThatThrownBy(() -> TrainingCheckpoint.read(folder.resolve("none")))
                .hasMessageContaining("none: no such file");
    }

    private void refused(byte[] bytes, UnaryOperator<String> change, String message) throws IOException {
        String whole = new String(bytes, StandardCharsets.ISO_8859_1);
        String changed = change.apply(whole);
        assertThat(changed).hasSameSizeAs(whole).isNotEqualTo(whole);
        int digits = whole.indexOf("sha256\": \"") + "sha256\": \"".length();
        String zero = changed.substring(0, digits) + "0".repeat(64) + changed.substring(digits + 64);
        String right = changed.substring(0, digits) + sha256(zero) + changed.substring(digits + 64);
        Path file = Files.write(folder.resolve("c"), right.getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> TrainingCheckpoint.read(file))
                .isInstanceOf(BatonException.class)
                .hasMessageContaining("c: " + message)
                .hasMessageNotContaining("\n");
    }

    private static String sha256(String latin) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(latin.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatCannotBeWrittenLosesNothing() throws IOException {
        TrainingState state = new TrainingState().put("a", new float[] {1, 2});
        TrainingCheckpoint checkpoint = new TrainingCheckpoint(SETTINGS, 3, 0, state);
        assertThatThrownBy(() -> checkpoint.write(folder))
                .isInstanceOf(BatonException.class)
                .hasMessageEndingWith(": is a folder; expected the name of a checkpoint to write");
        Path file = Files.writeString(folder.resolve("c"), "before");
        Files.createDirectory(folder.resolve("c.new"));
        assertThatThrownBy(() -> checkpoint.write(file))
                .isInstanceOf(BatonException.class)
                .hasMessageContaining("c: cannot be written: ");
        assertThat(file).hasContent("before");
        TrainingCheckpoint wordy = new TrainingCheckpoint("s".repeat(1 << 20), 3, 0, state);
        assertThatThrownBy(wordy::bytes)
                .isInstanceOf(BatonException.class)
                .hasMessageStartingWith(
                        "checkpoint of seed 3: expected settings and names of arrays of at most 1,048,576 bytes");
    }
}
