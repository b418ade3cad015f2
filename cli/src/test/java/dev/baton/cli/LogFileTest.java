package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.env.EnvSpec;
import dev.baton.train.LoggedEpisode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
    @TempDir
    private Path folder = Path.of("");

    private static CommandRun succeed(Object... args) {
        CommandRun run = CommandRun.of(args);
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        return run;
    }

    private Path log(String name, int episodes) {
        Path file = folder.resolve(name);
        succeed("log", "--policy", "random", "--episodes", episodes, "--output", file);
        return file;
    }

    private void fails(String message, Object... args) {
        CommandRun run = CommandRun.of(args);
        assertThat(run.err()).contains(message).hasLineCount(1);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        EnvSpec spec = EnvFile.read(CommandRun.PAPER);
        Path file = log("a.log", 5);
        List<LoggedEpisode> episodes = LogFile.read(file, spec);
        assertThat(episodes).hasSize(5);
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        again.write(LogFile.header(spec));
        again.write(LogFile.announce(5));
        for (LoggedEpisode episode : episodes) {
            again.write(LogFile.encode(episode, spec.dimension()));
        }
        assertThat(again.toByteArray()).isEqualTo(Files.readAllBytes(file));
    }

    @Test
    void appendingAddsEpisodes() throws IOException {
        EnvSpec spec = EnvFile.read(CommandRun.PAPER);
        Path file = log("a.log", 3);
        byte[] before = Files.readAllBytes(file);
        Json json = Json.parse(succeed("log", "--policy", "latency", "--explore", 0.5, "--seed", 7, "--episodes", 4,
                "--output", file, "--append", "--json").out());
        assertThat(json.get("episodes").text()).isEqualTo("4");
        assertThat(json.get("episodesInFile").text()).isEqualTo("7");
        byte[] after = Files.readAllBytes(file);
        assertThat(Arrays.copyOf(after, before.length)).isEqualTo(before);
        assertThat(LogFile.read(file, spec)).hasSize(7);

        fails("exists already", "log", "--policy", "random", "--episodes", 2, "--output", file);
        assertThat(Files.readAllBytes(file)).isEqualTo(after);
        fails("no such file", "log", "--policy", "random", "--output", folder.resolve("none"), "--append");
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    void everyCutIsNoticed() throws IOException {
        EnvSpec spec = EnvFile.read(CommandRun.PAPER);
        byte[] whole = Files.readAllBytes(log("a.log", 2));
        Path cut = folder.resolve("cut.log");
        for (int length = 0; length < whole.length; length++) {
            Files.write(cut, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> LogFile.read(cut, spec))
                    .as("%d of %d bytes", length, whole.length)
                    .isInstanceOf(BatonException.class)
                    .hasMessageMatching("[^\\n]*(truncated|an empty file)[^\\n]*");
        }
    }

    @Test
    void everyChangedByteIsNoticed() throws IOException {
        EnvSpec spec = EnvFile.read(CommandRun.PAPER);
        byte[] whole = Files.readAllBytes(log("a.log", 1));
        Path file = folder.resolve("changed.log");
        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= 4;
            Files.write(file, changed);
            assertThatThrownBy(() -> LogFile.read(file, spec))
                    .as("byte %d", at)
                    .isInstanceOf(BatonException.class)
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void anotherEnvironmentIsRefused() throws IOException {
        Path file = log("a.log", 2);
        String paper = Files.readString(CommandRun.PAPER);
        List<String[]> changes = new ArrayList<>();
        changes.add(new String[] {"horizon: 10", "horizon: 11", "horizon: expected 11, found 10"});
        changes.add(new String[] {"name: retriever,", "name: finder,", "actions: expected "});
        changes.add(new String[] {"latency: 0.25,", "latency: 0.5,", "cost weights: expected "});
        for (String[] change : changes) {
            Path env = Files.writeString(folder.resolve("env.yaml"), paper.replace(change[0], change[1]));
            fails(change[2], "train", "--method", "offline", "--env", env, "--log", file, "--output",
                    folder.resolve("run"));
            fails(change[2], "evaluate", "--policy", "random", "--env", env, "--log", file);
        }
        fails("not a log", "evaluate", "--policy", "random", "--log", CommandRun.PAPER);
    }

    @Test
    void probabilityZeroIsRefused() throws IOException {
        EnvSpec spec = EnvFile.read(CommandRun.PAPER);
        LoggedEpisode episode = LogFile.read(log("a.log", 1), spec).get(0);
        episode.probability()[0] = 0;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(LogFile.header(spec));
        bytes.write(LogFile.announce(1));
        bytes.write(LogFile.encode(episode, spec.dimension()));
        Path file = Files.write(folder.resolve("zero.log"), bytes.toByteArray());
        fails("episode 0, step 0: behaviour probability: expected above 0, at most 1", "evaluate", "--policy", "random",
                "--log", file);
    }

    @Test
    void aLogTeachesAndEstimates() throws IOException {
        Path file = log("a.log", 200);
        Path run = folder.resolve("run");
        Json trained = Json.parse(succeed("train", "--method", "offline", "--log", file, "--iterations", 2, "--output", run,
                "--eval-episodes", 20, "--json").out());
        assertThat(trained.get("episodes").text()).isEqualTo("200");
        assertThat(Files.readAllLines(run.resolve("config.yaml"))).startsWith("seeds: [0]", "method: offline");
        assertThat(Files.readAllLines(run.resolve("metrics.csv")))
                .hasSize(3)
                .startsWith("iteration,episodes,startCost,gradientNorm");
        Json evaluated =
                Json.parse(succeed("evaluate", "--policy", run, "--episodes", 20, "--seeds", 1, "--json").out());
        assertThat(evaluated.get("result").get("totalCost").get("mean").text())
                .isEqualTo(trained.get("result").get("totalCost").get("mean").text());

        Json estimate = Json.parse(succeed("evaluate", "--policy", "random", "--log", file, "--json").out());
        assertThat(estimate.keys()).containsExactly(
                "environment", "policy", "episodes", "effectiveSampleSize", "loggedTotalCost", "perDecision", "weighted");
        assertThat(Double.parseDouble(estimate.get("effectiveSampleSize").text())).isEqualTo(200);
        assertThat(estimate.get("perDecision").get("totalCost").text())
                .isEqualTo(estimate.get("loggedTotalCost").text());
        assertThat(succeed("evaluate", "--policy", "random", "--log", file).out()).contains("per decision", "weighted");

        Path fast = folder.resolve("fast.log");
        succeed("log", "--policy", "latency", "--episodes", 3, "--output", fast);
        fails("says nothing about the policy \"cost-aware\"", "evaluate", "--policy", "cost-aware", "--log", fast);
    }

    @Test
    void wrongUsage() {
        for (Object[] args : new Object[][] {
            {"train", "--method", "offline", "--output", "x"},
            {"train", "--method", "offline", "--log", "l", "--episodes", 3, "--output", "x"},
            {"evaluate", "--policy", "random", "--log", "l", "--episodes", 3},
            {"log", "--policy", "random", "--explore", 2, "--output", "x"},
            {"log", "--policy", "random", "--seed", -1, "--output", "x"}
        }) {
            CommandRun run = CommandRun.of(args);
            assertThat(run.err()).hasLineCount(1).contains("try 'baton ");
            assertThat(run.code()).isEqualTo(2);
        }
    }
}
