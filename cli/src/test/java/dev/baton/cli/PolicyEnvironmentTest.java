package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.option.EnvFile;
import dev.baton.files.Method;
import dev.baton.files.TrainedIn;
import dev.baton.files.TrainedPolicy;
import dev.baton.files.text.InputFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In which environment a policy runs, and what it sees there. */
class PolicyEnvironmentTest {
    private static final Object[] SMALL = {"--episodes", 320, "--eval-episodes", 20};

    @TempDir
    private Path folder;

    private String paper = "";

    @BeforeEach
    void readPaper() throws IOException {
        paper = Files.readString(CommandRun.PAPER);
    }

    private static CommandRun run(Object... args) {
        CommandRun run = CommandRun.of(args);
        assertThat(run.code()).as(run.err()).isZero();
        return run;
    }

    private static String cost(CommandRun run) {
        return Json.parse(run.out()).get("result").get("totalCost").get("mean").text();
    }

    private Path environment(String name, String text) throws IOException {
        assertThat(text).isNotEqualTo(paper);
        return Files.writeString(folder.resolve(name), text);
    }

    private Path train(String name, Object... more) {
        Path output = folder.resolve(name);
        CommandRun run = CommandRun.of(CommandRun.words(new Object[] {"train", "--output", output}, SMALL, more));
        assertThat(run.code()).as(run.err()).isZero();
        return output;
    }

    /** The scales are part of what the network learned: with those of the file it would see other numbers. */
    @Test
    void aPolicySeesThroughItsOwnScales() throws IOException {
        Path policy = train("run");
        Path scaled =
                environment("scales.yaml", paper + "observation: {taskScale: 1, latencyScale: 1, monetaryScale: 1}\n");

        CommandRun own = run("evaluate", "--policy", policy, "--episodes", 200, "--json");
        CommandRun other = run("evaluate", "--policy", policy, "--env", scaled, "--episodes", 200, "--json");

        assertThat(cost(other)).isEqualTo(cost(own));
        assertThat(own.err()).isEmpty();
        assertThat(other.err())
                .isEqualTo("baton: note: " + InputFile.name(policy.resolve("policy.safetensors"))
                        + " was trained with observations divided by task 3.75, latency 31.52, money 9.94, and so they"
                        + " are here; the environment file has task 1, latency 1, money 1\n");
        for (String command : new String[] {"optimum", "robustness"}) {
            Object[] args = {command, "--policy", policy, "--episodes", 20, "--json"};
            assertThat(run(CommandRun.words(args, new Object[] {"--env", scaled})).out()).isEqualTo(run(args).out());
        }
    }

    @Test
    void theTaughtSeesThroughItsOwnScalesAndItsTeacherThroughTheTeachers() throws IOException {
        Path teacher = train("teacher");
        Path scaled =
                environment("scales.yaml", paper + "observation: {taskScale: 1, latencyScale: 1, monetaryScale: 1}\n");

        train("taught", "--method", "supervised", "--teacher", teacher, "--env", scaled);

        assertThat(TrainedPolicy.read(folder.resolve("taught/policy.safetensors")).environment().scales().task())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"evaluate", "optimum", "robustness", "log"})
    void withoutAnEnvironmentThePolicysOwnIsTaken(String command) throws IOException {
        Path dear = environment(
                "dear.yaml", paper.replace("name: paper", "name: dear").replace("latency: 4.91", "latency: 49.1"));
        Path one = train("one", "--env", dear);
        Path two = train("two", "--env", dear, "--seeds", 2);
        int logs = 0;
        for (Path policy : new Path[] {
            one, one.resolve("policy.safetensors"), two.resolve("seed-1"), two.resolve("seed-1/policy.safetensors")
        }) {
            Object[] args = {command, "--policy", policy, "--episodes", 20, "--json"};
            Object[] output = command.equals("log")
                    ? new Object[] {"--output", folder.resolve("log-" + logs++)}
                    : new Object[0];

            CommandRun run = run(CommandRun.words(args, output));

            assertThat(Json.parse(run.out()).get("environment").text()).isEqualTo("dear");
            assertThat(run.err()).isEmpty();
        }
    }

    @Test
    void anotherEnvironmentIsRemarkedOn() throws IOException {
        Path dear = environment(
                "dear.yaml", paper.replace("name: paper", "name: dear").replace("latency: 4.91", "latency: 49.1"));
        Path policy = train("run", "--env", dear);
        Path alone = Files.copy(policy.resolve("policy.safetensors"), folder.resolve("alone.safetensors"));

        for (Object[] args : new Object[][] {
            {"evaluate", "--policy", policy, "--env", CommandRun.PAPER, "--json"},
            {"evaluate", "--policy", alone, "--json"}
        }) {
            CommandRun run = run(args);
            assertThat(Json.parse(run.out()).get("environment").text()).isEqualTo("paper");
            assertThat(run.err())
                    .matches("baton: note: .*\\.safetensors was trained in another environment: \"dear\" \\(fingerprint"
                            + " [0-9a-f]{8}\\); it runs in \"paper\" \\(fingerprint [0-9a-f]{8}\\), its observations"
                            + " divided by its own scales\n");
        }
    }

    @Test
    void otherActionNamesAreRemarkedOnInTheSameEnvironmentAndRefusedInAnother() throws IOException {
        Path policy = train("run");
        String renamed = paper.replace("name: retriever,", "name: finder,");
        Path same = environment("same.yaml", renamed);
        Path other = environment("other.yaml", renamed.replace("drift: 0.13", "drift: 0.2"));

        assertThat(run("evaluate", "--policy", policy, "--env", same, "--episodes", 10).err())
                .contains("was trained with actions of other names (cached_lookup, keyword_search, retriever, ")
                .hasLineCount(1);
        CommandRun refused = CommandRun.of("evaluate", "--policy", policy, "--env", other, "--episodes", 10);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .contains("does not fit the environment \"paper\": expected the actions cached_lookup, keyword_search,"
                        + " finder, ")
                .contains("found a policy for cached_lookup, keyword_search, retriever, ")
                .hasLineCount(1);
    }

    @Test
    void anotherHorizonIsRefused() throws IOException {
        Path policy = train("run");
        Path longer = environment("longer.yaml", paper.replace("horizon: 10", "horizon: 11"));

        CommandRun refused = CommandRun.of("evaluate", "--policy", policy, "--env", longer);

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .endsWith("does not fit the environment \"paper\": expected horizon 11, because the step over the"
                        + " horizon is observed, found a policy for horizon 10\n")
                .hasLineCount(1);
    }

    @Test
    void theFileSaysHowThePolicyCameAbout() {
        Path policy = train("run", "--method", "ppo", "--seeds", "7..7", "--clip", 0.3);

        TrainedPolicy read = TrainedPolicy.read(policy.resolve("policy.safetensors"));

        assertThat(read.environment()).isEqualTo(TrainedIn.of(EnvFile.read(CommandRun.PAPER)));
        assertThat(read.provenance().method()).isEqualTo(Method.PPO);
        assertThat(read.provenance().seed()).isEqualTo(7);
        assertThat(read.provenance().episodes()).isEqualTo(320);
        assertThat(read.provenance().config().lines()).contains("episodes: 320", "hidden: [64]", "clip: 0.3");
        assertThat(read.provenance().program()).startsWith("baton ");
    }

    /** As in {@code --policy <(cat run/policy.safetensors)}: a pipe has no size and can be read once. */
    @Test
    @Timeout(60)
    void aPolicyIsReadFromAPipe() throws Exception {
        Path run = train("run");
        byte[] bytes = Files.readAllBytes(run.resolve("policy.safetensors"));
        String own = cost(run("evaluate", "--policy", run, "--episodes", 50, "--json"));

        assertThat(cost(throughPipe(bytes, "evaluate", "--episodes", 50, "--json"))).isEqualTo(own);
        assertThat(throughPipe(Arrays.copyOf(bytes, bytes.length - 5), "evaluate").err())
                .matches("baton: .*pipe: truncated: expected " + bytes.length + " bytes, found " + (bytes.length - 5)
                        + "\n");
        assertThat(throughPipe(Arrays.copyOf(bytes, bytes.length + 5), "evaluate").err())
                .contains("pipe: too long: expected " + bytes.length + " bytes, found ");
        assertThat(throughPipe(new byte[0], "evaluate").err()).contains("pipe: not a policy file: expected ");
    }

    private CommandRun throughPipe(byte[] bytes, Object... words) throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        Thread writer = Thread.ofPlatform().start(() -> {
            try (OutputStream out = Files.newOutputStream(pipe)) {
                out.write(bytes);
            } catch (IOException e) {
                return; // the reader had seen enough
            }
        });
        CommandRun run = CommandRun.of(CommandRun.words(words, new Object[] {"--policy", pipe}));
        writer.join();
        Files.delete(pipe);
        return run;
    }

    @Test
    void networksThatCouldNotBeReadBackAreNotTrained() {
        Path output = folder.resolve("wide");

        CommandRun refused = CommandRun.of(
                "train", "--output", output, "--hidden", "4096,4096,4096,4096,4096", "--episodes", 1, "--batch", 1);

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .isEqualTo("baton: --hidden 4096,4096,4096,4096,4096: expected a network of at most 67,108,864"
                        + " parameters, found 67,194,885; use fewer or narrower layers\n");
        assertThat(output).doesNotExist();
    }
}
