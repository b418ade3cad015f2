package dev.baton.cli;

import static dev.baton.cli.CommandRun.succeed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.baton.cli.folder.RunFiles;
import dev.baton.cli.folder.StoredLog;
import dev.baton.cli.log.FrameReader;
import dev.baton.cli.log.LogFormat;
import dev.baton.cli.log.LogIndex;
import dev.baton.cli.log.LogReader;
import dev.baton.cli.log.LogWriter;
import dev.baton.cli.option.EnvFile;
import dev.baton.cli.process.Session;
import dev.baton.env.EnvSpec;
import dev.baton.files.BatonException;
import dev.baton.files.TrainedPolicy;
import dev.baton.offline.EpisodeRange;
import dev.baton.offline.LogShape;
import dev.baton.offline.LoggedEpisode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogTest {
    private static final EnvSpec PAPER = EnvFile.read(CommandRun.PAPER);

    @TempDir
    private Path folder = Path.of("");

    private final ByteArrayOutputStream notes = new ByteArrayOutputStream();
    private final Session session = new Session(
            new PrintStream(notes, true, StandardCharsets.UTF_8), new PrintStream(notes, true, StandardCharsets.UTF_8),
            false);

    private Path log(String name, int episodes) {
        Path file = folder.resolve(name);
        succeed("log", "--policy", "random", "--episodes", episodes, "--output", file);
        return file;
    }

    private static void fails(String message, Object... args) {
        CommandRun run = CommandRun.of(args);
        assertThat(run.err()).contains(message).hasLineCount(1);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
    }

    private StoredLog read(Path file) {
        return LogReader.read(file, PAPER, session);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static List<LoggedEpisode> episodes(byte[] bytes, int count) throws IOException {
        FrameReader frames = new FrameReader("bytes", new ByteArrayInputStream(bytes));
        LogShape shape = LogFormat.shape("bytes", frames.next("header", LogFormat.MAX_HEADER));
        frames.next("block", LogFormat.ANNOUNCEMENT);
        List<LoggedEpisode> episodes = new ArrayList<>();
        for (int e = 0; e < count; e++) {
            episodes.add(LogFormat.decode("bytes", frames.next("episode", LogFormat.longest(shape)), shape));
        }
        assertThat(frames.next("end", 1)).isEmpty();
        return episodes;
    }

    private static byte[] bytes(List<LoggedEpisode> episodes, EpisodeRange range, boolean whole) throws IOException {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (LoggedEpisode episode : episodes) {
            frames.write(LogFormat.encode(episode, PAPER.dimension()));
        }
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.write(LogFormat.announce(new LogFormat.Block(range, frames.size(), whole)));
        frames.writeTo(block);
        return block.toByteArray();
    }

    private static byte[] join(byte[]... parts) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.write(part);
        }
        return all.toByteArray();
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Path file = log("a.log", 5);
        byte[] written = Files.readAllBytes(file);
        List<LoggedEpisode> episodes = episodes(written, 5);
        assertThat(join(LogFormat.header(PAPER), bytes(episodes, new EpisodeRange(0, 0, 5), true))).isEqualTo(written);

        StoredLog stored = read(file);
        double[] costs = new double[5];
        Arrays.setAll(costs, e -> episodes.get(e).totalCost());
        assertThat(stored.episodes().costs()).containsExactly(costs);
        assertThat(stored.ranges().text()).isEqualTo("0:0+5");
        LogIndex index = LogIndex.of(file, PAPER);
        assertThat(index.episodes()).isEqualTo(5);
        assertThat(index.steps()).isEqualTo(stored.episodes().steps());
        assertThat(index.end()).isEqualTo(written.length);
        assertThat(index.unfinished()).isFalse();
    }

    /** An empty file is of a writer that was killed before it wrote, or of one that is just about to lock it. */
    @Test
    void anEmptyNeighbourGoesWithoutAWord() throws IOException {
        Path empty = Files.createFile(folder.resolve("a.log.partial-1"));
        Path some = Files.writeString(folder.resolve("a.log.partial-2"), "x");
        CommandRun run =
                CommandRun.of("log", "--policy", "random", "--episodes", 3, "--output", folder.resolve("a.log"));
        assertThat(run.code()).isZero();
        assertThat(run.err()).contains("a.log.partial-2: left behind by").doesNotContain("a.log.partial-1");
        assertThat(empty).doesNotExist();
        assertThat(some).doesNotExist();
    }

    /** Somebody else takes the name, or moves the folder away, while episodes are written: they are not thrown away. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFinishedLogThatCannotTakeItsPlaceIsKeptAndNamed(boolean taken) throws IOException {
        byte[] whole = Files.readAllBytes(log("whole.log", 3));
        Path place = Files.createDirectory(folder.resolve("place"));
        try (LogWriter writer =
                new LogWriter(place.resolve("a.log"), PAPER, new EpisodeRange(0, 0, 3), false, session)) {
            episodes(whole, 3).forEach(writer::write);
            if (taken) {
                Files.createFile(place.resolve("a.log"));
            } else {
                Files.move(place, folder.resolve("elsewhere"));
            }
            assertThatThrownBy(() -> writer.publish(session))
                    .isInstanceOf(BatonException.class)
                    .hasMessageStartingWith(
                            place.resolve("a.log") + (taken ? ": exists already" : ": cannot be moved into place: "))
                    .hasMessageContaining("; the finished log is in " + place.resolve("a.log.partial-"));
        }
        try (Stream<Path> files = Files.list(taken ? place : folder.resolve("elsewhere"))) {
            Path kept = files.filter(file -> !file.endsWith("a.log")).findFirst().orElseThrow();
            assertThat(kept).hasBinaryContent(whole);
        }
    }

    @Test
    void oneEpisodeHasNoSpread() {
        assertThat(succeed(
                                "log", "--policy", "latency", "--episodes", 1, "--output", folder.resolve("one.log"),
                                "--json")
                        .out())
                .contains("\"standardError\": null");
    }

    @Test
    void appendingAddsEpisodes() throws IOException {
        Path file = log("a.log", 3);
        byte[] before = Files.readAllBytes(file);
        Json json = Json.parse(succeed("log", "--policy", "latency", "--explore", 0.5, "--seed", 7, "--episodes", 4,
                "--output", file, "--append", "--json").out());
        assertThat(json.get("episodes").text()).isEqualTo("4");
        assertThat(json.get("episodesInFile").text()).isEqualTo("7");
        byte[] after = Files.readAllBytes(file);
        assertThat(Arrays.copyOf(after, before.length)).isEqualTo(before);
        double[] costs = read(file).episodes().costs();
        assertThat(costs).hasSize(7);
        // Of the four that were added.
        double mean = Arrays.stream(costs, 3, 7).sum() / 4;
        double squares = Arrays.stream(costs, 3, 7).map(cost -> (cost - mean) * (cost - mean)).sum();
        assertThat(json.get("totalCost").number()).isCloseTo(mean, within(1e-9));
        assertThat(json.get("standardError").number()).isCloseTo(Math.sqrt(squares / 3 / 4), within(1e-9));
        assertThat(read(file).ranges().text()).isEqualTo("0:0+3,7:0+4");

        fails("exists already", "log", "--policy", "random", "--episodes", 2, "--output", file);
        fails("holds seed 7, episodes 0 to 3 already", "log", "--policy", "random", "--episodes", 2, "--seed", 7,
                "--output", file, "--append");
        assertThat(Files.readAllBytes(file)).isEqualTo(after);
        fails("no such file", "log", "--policy", "random", "--output", folder.resolve("none"), "--append");
        assertThat(names()).containsExactly("a.log");
    }

    @Test
    void aLogOfAnotherSimulatorIsRefusedByItsFingerprint() throws IOException {
        Path file = log("a.log", 2);
        String paper = Files.readString(CommandRun.PAPER);
        assertThat(paper).contains("latency: 4.64, monetary: 2.04,");
        Path dearer = Files.writeString(
                folder.resolve("dearer.yaml"),
                paper.replace("latency: 4.64, monetary: 2.04,", "latency: 4.64, monetary: 20.4,"));
        fails("fingerprint", "evaluate", "--policy", "random", "--env", dearer, "--log", file);
        fails("fingerprint", "log", "--policy", "random", "--seed", 1, "--env", dearer, "--output", file, "--append");
    }

    @Test
    void theSameEpisodesTwiceAreRefused() throws IOException {
        byte[] header = LogFormat.header(PAPER);
        List<LoggedEpisode> episodes = episodes(Files.readAllBytes(log("a.log", 3)), 3);
        byte[] first = bytes(episodes, new EpisodeRange(0, 0, 3), true);
        byte[] second = bytes(episodes.subList(1, 3), new EpisodeRange(0, 2, 2), true);
        Path file = Files.write(folder.resolve("twice.log"), join(header, first, second));
        fails("holds episodes twice: seed 0, episodes 2 to 3 follow seed 0, episodes 0 to 2", "evaluate", "--policy",
                "random", "--log", file);
    }

    @Test
    void whatWasNeverFinishedIsLeftOutAndCutOff() throws IOException {
        Path file = log("a.log", 3);
        byte[] whole = Files.readAllBytes(file);
        List<LoggedEpisode> episodes = episodes(whole, 3);
        byte[] unfinished = bytes(episodes, new EpisodeRange(1, 0, 3), false);
        Files.write(file, join(whole, Arrays.copyOf(unfinished, unfinished.length - 5)));

        assertThat(read(file).ranges().text()).isEqualTo("0:0+3");
        assertThat(notes.toString(StandardCharsets.UTF_8))
                .contains("seed 1, episodes 0 to 2 are left out, because adding them was not finished");

        CommandRun run = CommandRun.of(
                "log", "--policy", "random", "--episodes", 2, "--seed", 1, "--output", file, "--append");
        assertThat(run.code()).isZero();
        assertThat(run.err()).contains("episodes whose adding was not finished have been cut off").hasLineCount(1);
        assertThat(read(file).ranges().text()).isEqualTo("0:0+3,1:0+2");
    }

    @Test
    void everyCutIsNoticed() throws IOException {
        byte[] whole = Files.readAllBytes(log("a.log", 2));
        Path cut = folder.resolve("cut.log");
        for (int length = 0; length < whole.length; length++) {
            Files.write(cut, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> read(cut))
                    .as("%d of %d bytes", length, whole.length)
                    .isInstanceOf(BatonException.class)
                    .hasMessageMatching("[^\\n]*(truncated|an empty file)[^\\n]*");
        }
    }

    @Test
    void everyChangedByteIsNoticed() throws IOException {
        byte[] whole = Files.readAllBytes(log("a.log", 1));
        Path file = folder.resolve("changed.log");
        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= 4;
            Files.write(file, changed);
            assertThatThrownBy(() -> read(file))
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
        changes.add(new String[] {"latency: 0.25,", "latency: 0.5,",
            "cost weights (latency, monetary, constraint, failure, divergence): expected [0.5, 0.1, 2.0, 0.85, 0.5],"
                    + " found [0.25, 0.1, 2.0, 0.85, 0.5]"});
        for (String[] change : changes) {
            Path env = Files.writeString(folder.resolve("env.yaml"), paper.replace(change[0], change[1]));
            fails(change[2], "train", "--method", "offline", "--env", env, "--log", file, "--output",
                    folder.resolve("run"));
            fails(change[2], "evaluate", "--policy", "random", "--env", env, "--log", file);
        }
        fails("not a log", "evaluate", "--policy", "random", "--log", CommandRun.PAPER);
    }

    /** Costs, outcomes and probabilities as in no episode of the environment; the checksums are right. */
    @ParameterizedTest
    @CsvSource({
        "probability, 'step 0: behaviour probability: expected above 0, at most 1'",
        "cost, 'step 0: cost: expected about '",
        "outcome, 'step 0: outcome: expected one that action '",
        "action, 'step 0: action: expected 0 to 4'",
        "latency, 'step 0: accumulated latency: expected about 0.0'",
        "constraint, 'constraint: expected a finite number from 0'",
        "steps, 'constraint: expected 0 where no step was taken'",
    })
    void whatNoEpisodeCanBeIsRefused(String what, String message) throws IOException {
        LoggedEpisode good = episodes(Files.readAllBytes(log("a.log", 1)), 1).get(0);
        LoggedEpisode bad = good;
        switch (what) {
            case "probability" -> good.probability()[0] = 0;
            case "cost" -> good.cost()[0] = -3;
            case "outcome" -> good.outcome()[0] = 7;
            case "action" -> good.action()[0] = 5;
            case "latency" -> good.state()[PAPER.dimension()] = 1;
            case "constraint" ->
                bad = new LoggedEpisode(
                        good.state(), good.action(), good.outcome(), good.cost(), good.probability(), Float.NaN);
            default ->
                bad = new LoggedEpisode(new float[0], new int[0], new int[0], new float[0], new float[0], 2.5f);
        }
        byte[] log = join(LogFormat.header(PAPER), bytes(List.of(bad), new EpisodeRange(0, 0, 1), true));
        Path file = Files.write(folder.resolve("bad.log"), log);
        fails("episode 0, " + message, "evaluate", "--policy", "random", "--log", file);
        fails("episode 0, " + message, "train", "--method", "offline", "--log", file, "--output", folder.resolve("r"));
    }

    @Test
    void aLogTeachesAndEstimates() throws IOException {
        Path file = log("a.log", 3000);
        Path run = folder.resolve("run");
        Json trained = Json.parse(succeed("train", "--method", "offline", "--log", file, "--hold-out", 0.2,
                "--iterations", 8, "--output", run, "--eval-episodes", 20, "--json").out());
        assertThat(trained.get("episodes").text()).isEqualTo("2400");
        assertThat(trained.keys()).contains("heldOut");
        assertThat(Files.readAllLines(run.resolve("config.yaml"))).startsWith("seeds: [0]", "method: offline");
        assertThat(Files.readAllLines(run.resolve("metrics.csv"))).hasSize(9);
        TrainedPolicy learned = TrainedPolicy.read(run.resolve(RunFiles.POLICY));
        assertThat(learned.provenance().loggedEpisodes()).isEqualTo("0:0+2400");
        Json evaluated =
                Json.parse(succeed("evaluate", "--policy", run, "--episodes", 20, "--seeds", 1, "--json").out());
        assertThat(evaluated.get("result").get("totalCost").get("mean").text())
                .isEqualTo(trained.get("result").get("totalCost").get("mean").text());
        CommandRun own = CommandRun.of("evaluate", "--policy", run, "--log", file);
        assertThat(own.err())
                .contains("was trained on logged episodes of the same seed and number as some of " + file)
                .contains("--hold-out");
    }

    @Test
    void allEstimatorsAreShown() {
        Path file = log("a.log", 400);
        Json estimate = Json.parse(succeed("evaluate", "--policy", "random", "--log", file, "--json").out());
        assertThat(estimate.keys()).containsExactly(
                "trainedOnLog", "environment", "policy", "episodes", "loggedTotalCost", "loggedStandardError",
                "worthEpisodes", "meanWeight", "perDecision", "weighted", "fittedQ", "doublyRobust", "fittedToHalves");
        assertThat(estimate.get("worthEpisodes").number()).isCloseTo(400, within(1e-9));
        assertThat(estimate.get("meanWeight").get("mean").number()).isEqualTo(1);
        assertThat(estimate.get("doublyRobust").get("lower").number())
                .isLessThan(estimate.get("loggedTotalCost").number());
        assertThat(estimate.get("perDecision").get("totalCost").number())
                .isCloseTo(estimate.get("loggedTotalCost").number(), within(1e-9));
        assertThat(succeed("evaluate", "--policy", "random", "--log", file).out())
                .contains("per decision", "weighted", "fitted Q", "doubly robust")
                .contains("The mean weight, which must be 1, is 1.0000")
                .contains("Believe the doubly robust estimate");
    }

    @Test
    void aLogOfADeterministicPolicyIsRefused() {
        Path fast = folder.resolve("fast.log");
        succeed("log", "--policy", "latency", "--episodes", 300, "--output", fast);
        fails("says nothing about the policy \"random\"", "evaluate", "--policy", "random", "--log", fast);
        fails("which the log never shows", "evaluate", "--policy", "random", "--log", fast);
    }

    /** More exploration cannot be had of random episodes. */
    @Test
    void tooFewRandomEpisodesAreToBeMore() {
        fails("(mean weight 0); log more episodes, best of a policy closer to this one", "evaluate", "--policy",
                "latency", "--log", log("two.log", 2));
    }

    @Test
    void imitationDoesAsTheLogDoes() {
        Path log = folder.resolve("fast.log");
        succeed("log", "--policy", "latency", "--explore", 0.2, "--episodes", 300, "--output", log);
        Path run = folder.resolve("imitated");
        CommandRun trained = CommandRun.of(
                "train", "--method", "supervised", "--log", log, "--epochs", 10, "--output", run,
                "--eval-episodes", 50);
        assertThat(trained.code()).isZero();
        Json same = Json.parse(succeed("evaluate", "--policy", run, "--episodes", 100, "--json").out());
        Json latency = Json.parse(succeed("evaluate", "--policy", "latency", "--episodes", 100, "--json").out());
        assertThat(same.get("result").get("components").get("latency").get("mean").number())
                .isLessThan(1.5 * latency.get("result").get("components").get("latency").get("mean").number());
    }

    @Test
    void halfOfEveryBlockIsHeldBack() {
        Path file = log("a.log", 10);
        succeed("log", "--policy", "cost-aware", "--episodes", 6, "--seed", 3, "--output", file, "--append");
        StoredLog.Parts parts = read(file).holdOut(0.5);
        assertThat(parts.learning().ranges().text()).isEqualTo("0:0+5,3:0+3");
        assertThat(parts.judging().ranges().text()).isEqualTo("0:5+5,3:3+3");
        double[] all = read(file).episodes().costs();
        assertThat(parts.learning().episodes().costs())
                .containsExactly(all[0], all[1], all[2], all[3], all[4], all[10], all[11], all[12]);
        assertThat(parts.learning().ranges().overlaps(parts.judging().ranges())).isFalse();
    }

    @Test
    void wrongUsage() {
        for (Object[] args : new Object[][] {
            {"train", "--method", "offline", "--output", "x"},
            {"train", "--method", "offline", "--log", "l", "--episodes", 3, "--output", "x"},
            {"train", "--method", "supervised", "--log", "l", "--teacher", "random", "--output", "x"},
            {"train", "--method", "supervised", "--hold-out", 0.5, "--output", "x"},
            {"train", "--method", "offline", "--log", "l", "--hold-out", 1, "--output", "x"},
            {"evaluate", "--policy", "random", "--log", "l", "--episodes", 3},
            {"log", "--policy", "random", "--explore", 2, "--output", "x"},
            {"log", "--policy", "random", "--seed", -1, "--output", "x"}
        }) {
            CommandRun run = CommandRun.of(args);
            assertThat(run.err()).hasLineCount(1).contains("try 'baton ");
            assertThat(run.code()).isEqualTo(2);
        }
        fails("expected a learned policy", "log", "--policy", "random", "--sample", "--output", folder.resolve("x"));
    }
}
