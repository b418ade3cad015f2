package dev.baton.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Activation;
import dev.baton.env.EnvSpec;
import dev.baton.env.Memory;
import dev.baton.env.ObservationScales;
import dev.baton.nn.MlpSpec;
import dev.baton.policy.MlpPolicy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainedPolicyTest {
    @TempDir
    private Path folder;

    private static TrainedPolicy policy(List<Integer> hidden, Activation activation) {
        MlpSpec spec = new MlpSpec(7, hidden, 3, activation);
        SplittableRandom random = new SplittableRandom(1);
        float[] parameters = new float[spec.parameterCount()];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = (float) random.nextDouble(-1, 1);
        }
        TrainedIn environment = new TrainedIn(
                "my \"env\" ±", "0123456789abcdef".repeat(2), 2, 9, List.of("a", "b, c", "d"),
                new ObservationScales(3.75, 1e-9, 0.1, 7.5), new Memory(false, true));
        Provenance provenance = new Provenance(
                Method.PPO, 42, 12_000, "episodes: 12000\nhidden: [4]\n", "baton 1.2",
                "0:0+20000,3:5+1");
        return new TrainedPolicy(new MlpPolicy(spec, parameters), environment, provenance);
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("p.safetensors"), bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "4,6", "1,2,3"})
    void readsBackWhatItWrote(String widths) throws IOException {
        List<Integer> hidden = new ArrayList<>();
        for (String width : widths.split(",", -1)) {
            if (!width.isEmpty()) {
                hidden.add(Integer.valueOf(width));
            }
        }
        for (Activation activation : Activation.values()) {
            TrainedPolicy policy = policy(hidden, activation);

            TrainedPolicy read = TrainedPolicy.read(write(policy.bytes()));

            assertThat(read.network().spec()).isEqualTo(policy.network().spec());
            assertThat(read.network().parameters()).isEqualTo(policy.network().parameters());
            assertThat(read).usingRecursiveComparison().ignoringFields("network").isEqualTo(policy);
        }
    }

    @Test
    void saysWhichLoggedEpisodesItWasLearnedFrom() throws IOException {
        TrainedPolicy policy = policy(List.of(4), Activation.TANH);
        Provenance met = new Provenance(Method.PPO, 1, 10, "", "baton", "");
        byte[] without = new TrainedPolicy(policy.network(), policy.environment(), met).bytes();
        assertThat(new String(without, StandardCharsets.UTF_8)).doesNotContain("loggedEpisodes");
        assertThat(TrainedPolicy.read(write(without)).provenance().loggedEpisodes().isEmpty()).isTrue();
        byte[] bytes = policy.bytes();
        assertThat(TrainedPolicy.read(write(bytes)).provenance().loggedEpisodes()).isEqualTo("0:0+20000,3:5+1");

        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        byte[] wrong = text.replace("0:0+20000,3:5+1", "0:0+20000,0:5+1").getBytes(StandardCharsets.ISO_8859_1);
        Path file = write(wrong);
        assertThatThrownBy(() -> TrainedPolicy.read(file))
                .isInstanceOf(BatonException.class)
                .hasMessageContaining("loggedEpisodes: expected ranges such as 0:0+20000, found \"0:0+20000,0:5+1\"");
    }

    @Test
    void followsTheSafetensorsLayout() {
        TrainedPolicy policy = policy(List.of(4), Activation.TANH);
        byte[] bytes = policy.bytes();
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int length = (int) buffer.getLong();
        String header = new String(bytes, 8, length, StandardCharsets.UTF_8);

        assertThat((8 + length) % 8).isZero();
        assertThat(header)
                .startsWith("{")
                .containsSubsequence("layer0.weight", "\"F32\"", "[4, 7]", "[0, 112]")
                .containsSubsequence("layer0.bias", "[4]", "[112, 128]")
                .containsSubsequence("layer1.weight", "[3, 4]", "[128, 176]")
                .containsSubsequence("layer1.bias", "[3]", "[176, 188]");
        assertThat(bytes).hasSize(8 + length + 188);
        assertThat(buffer.getFloat(8 + length)).isEqualTo(policy.network().parameters()[0]);
    }

    @Test
    void everyTruncationIsOneLine() throws IOException {
        byte[] bytes = policy(List.of(16), Activation.RELU).bytes();
        for (int i = 0; i < 16; i++) {
            Path file = write(Arrays.copyOf(bytes, bytes.length * i / 16));

            assertThatThrownBy(() -> TrainedPolicy.read(file))
                    .isInstanceOf(BatonException.class)
                    .message()
                    .matches(".*p\\.safetensors: (not a policy file|truncated): expected .*, found .*");
        }
        Path file = write(Arrays.copyOf(bytes, bytes.length - 1));
        assertThatThrownBy(() -> TrainedPolicy.read(file))
                .hasMessageEndingWith(
                        "truncated: expected " + bytes.length + " bytes, found " + (bytes.length - 1));
    }

    @Test
    void whatFollowsTheTensorsIsRefused() throws IOException {
        byte[] bytes = policy(List.of(3), Activation.TANH).bytes();
        Path file = write(Arrays.copyOf(bytes, bytes.length + 4));

        assertThatThrownBy(() -> TrainedPolicy.read(file)).hasMessageContaining("too long: expected ");
    }

    @Test
    void anyFlippedByteOfTheHeaderIsRefusedInOneLineOrHarmless() throws IOException {
        TrainedPolicy policy = policy(List.of(4), Activation.TANH);
        byte[] bytes = policy.bytes();
        int header = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        for (int i = 0; i < 8 + header; i++) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= (byte) (1 << i % 8);
            Path file = write(damaged);
            try {
                TrainedPolicy read = TrainedPolicy.read(file);
                // A name, a seed or white space changed; the network did not.
                assertThat(read.network().parameters()).isEqualTo(policy.network().parameters());
                assertThat(read.network().spec().inputs()).isEqualTo(7);
            } catch (BatonException e) {
                assertThat(e).message().contains("p.safetensors: ").doesNotContain("\n");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "[4, 7]        | [7, 4]        | layer0.weight.shape: expected [4, 7], found [7, 4]",
        "[0, 112]      | [0, 999]      | layer0.weight.data_offsets: expected [0, 112], found [0, 999]",
        "[112, 128]    | [-12, 128]    | layer0.bias.data_offsets: expected [112, 128], found [-12, 128]",
        "\"F32\"       | \"F64\"       | layer0.weight.dtype: expected F32, found F64",
        "baton-policy  | other-policy  | expected format baton-policy version 2, found other-policy version 2",
        "\"version\": \"2\" | \"version\": \"3\" | expected format baton-policy version 2, found"
                + " baton-policy version 3",
        "\"3.75\"      | \"0\"         | __metadata__.taskScale: expected a number above 0, at most 1e9, found \"0\"",
        "\"3.75\"      | \"0x1p-8\"    | __metadata__.taskScale: expected a number above 0, at most 1e9,"
                + " found \"0x1p-8\"",
        "\"ppo\"       | \"magic\"     | __metadata__.method: expected a known method, found \"magic\"",
        "\"horizon\": \"9\" | \"horizon\": \"0\" | __metadata__.horizon: expected a whole number from 1 to 1024,"
                + " found 0",
        "\"seed\": \"42\" | \"seed\": \"٤٢\" | __metadata__.seed: expected a whole number, found \"٤٢\"",
        "89abcdef\"    | 89abcdeg\"    | __metadata__.fingerprint: expected 32 hexadecimal digits",
        "\"tanh\"      | \"sine\"      | __metadata__.activation: expected a known activation, found \"sine\"",
        "\"inputs\": \"7\" | \"inputs\": \"x\" | __metadata__.inputs: expected a whole number, found \"x\"",
        "\"hidden\": \"4\" | \"hidden\": \"0\" | __metadata__.hidden: expected a whole number from 1 to 4096, found 0",
        "layer1.bias   | layer9.bias   | layer9.bias: unknown tensor",
        "\"seed\"      | \"sead\"      | __metadata__.sead: unknown key; did you mean \"seed\"?",
        "\"d\\\"       | \"d\\\", \\\"e\\\" | __metadata__.actions: expected 3 names, found 4",
    })
    void headersThatContradictThemselvesAreRefused(String before, String after, String message) throws IOException {
        String header = header(policy(List.of(4), Activation.TANH).bytes());
        assertThat(header).contains(before);

        Path file = write(withHeader(header.replaceFirst(
                Pattern.quote(before), Matcher.quoteReplacement(after))));

        assertThatThrownBy(() -> TrainedPolicy.read(file))
                .isInstanceOf(BatonException.class)
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void parametersMustBeFinite(float bad) throws IOException {
        byte[] bytes = policy(List.of(4), Activation.TANH).bytes();
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(bytes.length - 8, bad);
        Path file = write(bytes);

        assertThatThrownBy(() -> TrainedPolicy.read(file))
                .hasMessageEndingWith("parameters[45]: expected a finite number, found " + bad);
    }

    /** Every logit of this network would be NaN, and action 0 be taken. */
    @ParameterizedTest
    @EnumSource(Activation.class)
    void networksWhoseOutputsOverflowAreRefused(Activation activation) throws IOException {
        byte[] bytes = policy(List.of(4), activation).bytes();
        ByteBuffer tensors = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int count = policy(List.of(4), activation).network().parameters().length;
        for (int i = 0; i < count; i++) {
            tensors.putFloat(bytes.length - Float.BYTES * (count - i), i % 2 == 0 ? 3e38f : -3e38f);
        }
        Path file = write(bytes);

        assertThatThrownBy(() -> TrainedPolicy.read(file))
                .isInstanceOf(BatonException.class)
                .hasMessageContaining("p.safetensors: parameters: expected a network whose outputs are finite, found")
                .hasMessageEndingWith("its parameters are too large");
    }

    @Test
    void filesWithoutScalesAreRefusedWithAdvice() throws IOException {
        String header = header(policy(List.of(4), Activation.TANH).bytes())
                .replace("\"version\": \"2\"", "\"version\": \"1\"")
                .replaceAll(
                        "(?m)^ *\"(fingerprint|horizon|taskScale|latencyScale|monetaryScale|method|config)\":.*\n", "");
        Path file = write(withHeader(header));

        assertThatThrownBy(() -> TrainedPolicy.read(file))
                .isInstanceOf(BatonException.class)
                .hasMessageEndingWith("p.safetensors: policy header: written by an earlier Baton and does not say what"
                        + " observations are divided by; expected version 2, found 1; train the policy again");
    }

    @Test
    void aHugeNetworkIsRefusedBeforeItIsAllocated() throws IOException {
        String header = header(policy(List.of(4), Activation.TANH).bytes());
        String wide = "4096,4096,4096,4096,4096,4096";
        Path file = write(withHeader(header.replace("\"hidden\": \"4\"", "\"hidden\": \"" + wide + '"')));

        assertThatThrownBy(() -> TrainedPolicy.read(file)).hasMessageContaining("expected at most 67108864 parameters");
    }

    private static String header(byte[] file) {
        int length = (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
        return new String(file, 8, length, StandardCharsets.UTF_8);
    }

    private static byte[] withHeader(String header) {
        byte[] bytes = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + bytes.length + 188)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(bytes.length)
                .put(bytes)
                .array();
    }

    private static EnvSpec paper() {
        return Environments.read(
                Path.of(System.getProperty("dev.baton.home", "../..")).resolve("environments/paper.yaml"));
    }

    private static TrainedPolicy trainedIn(EnvSpec spec) {
        MlpSpec shape = new MlpSpec(spec.observationSize(), List.of(4), spec.actionCount(), Activation.TANH);
        float[] parameters = new float[shape.parameterCount()];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = (i * 7 % 5 - 2) / 4f;
        }
        return TrainedPolicy.of(
                new MlpPolicy(shape, parameters), spec, new Provenance(Method.PPO, 3, 1, "", "host", ""));
    }

    @Test
    void writesAFileInOnePiece() throws IOException {
        TrainedPolicy policy = trainedIn(paper());
        Path file = folder.resolve("p.safetensors");
        Files.writeString(file, "what was here");
        policy.write(file);
        assertThat(file).hasBinaryContent(policy.bytes());
        assertThat(TrainedPolicy.read(file).bytes()).isEqualTo(policy.bytes());
        assertThat(folder).isDirectoryNotContaining("glob:**.new");

        assertThatThrownBy(() -> policy.write(folder))
                .isInstanceOf(BatonException.class)
                .hasMessageEndingWith(": is a folder; expected the name of a policy file to write");
        Path nowhere = folder.resolve("none").resolve("p.safetensors");
        assertThatThrownBy(() -> policy.write(nowhere))
                .isInstanceOf(BatonException.class)
                .hasMessageEndingWith("p.safetensors: cannot be written: no such file or folder");
    }

    @Test
    void runsOnlyOnWhatItsNetworkLearnedToSee() {
        EnvSpec paper = paper();
        TrainedPolicy policy = trainedIn(paper);
        float[] observation = new float[paper.observationSize()];
        observation[0] = 1;
        assertThat(policy.runner(paper).act(observation)).isEqualTo(policy.network().runner().act(observation));

        EnvSpec scaled = paper.edit()
                .observation(new ObservationScales(1, 2, 3, 1))
                .build();
        assertThatThrownBy(() -> policy.runner(scaled))
                .isInstanceOf(BatonException.class)
                .hasMessageContaining("does not see what the environment")
                .hasMessageEndingWith("use environment().seen(spec)");
        assertThat(policy.runner(policy.environment().seen(scaled)).act(observation))
                .isEqualTo(policy.runner(paper).act(observation));
        EnvSpec longer = paper.edit().horizon(paper.horizon() + 1).build();
        assertThatThrownBy(() -> policy.runner(longer))
                .isInstanceOf(BatonException.class)
                .hasMessageContaining("does not fit the environment");
    }

    @Test
    void refusesANetworkThatIsNotTheEnvironments() {
        EnvSpec paper = paper();
        MlpSpec shape = new MlpSpec(paper.observationSize() + 1, List.of(), paper.actionCount(), Activation.TANH);
        MlpPolicy network = new MlpPolicy(shape, new float[shape.parameterCount()]);
        Provenance provenance = new Provenance(Method.PPO, 3, 1, "", "host", "");
        assertThatThrownBy(() -> TrainedPolicy.of(network, paper, provenance))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("policy: expected ");
        assertThatThrownBy(() -> new Provenance(Method.PPO, 3, 1, "", "host", "rubbish"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
