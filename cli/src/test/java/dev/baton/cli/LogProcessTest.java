package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.folder.StoredLog;
import dev.baton.cli.log.LogFormat;
import dev.baton.cli.log.LogIndex;
import dev.baton.cli.log.LogReader;
import dev.baton.cli.option.EnvFile;
import dev.baton.cli.process.Session;
import dev.baton.env.EnvSpec;
import dev.baton.offline.EpisodeRange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Logs that several processes write, or that one is kept from finishing. */
@Timeout(300)
class LogProcessTest {
    private static final EnvSpec PAPER = EnvFile.read(CommandRun.PAPER);

    @TempDir
    private Path folder;

    private BatonProcess start(Object... words) {
        List<Object> command = new ArrayList<>(List.of("log", "--policy", "random", "--backend", "scalar"));
        command.addAll(List.of(words));
        return BatonProcess.start(folder, command.toArray());
    }

    private static void succeed(CommandRun run) {
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private StoredLog read(String name) {
        PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        return LogReader.read(folder.resolve(name), PAPER, new Session(out, out, false));
    }

    /** Waits until a writer has opened its neighbour and written something there. */
    private Path partial(BatonProcess writer) throws IOException, InterruptedException {
        while (true) {
            for (String name : names()) {
                Path file = folder.resolve(name);
                if (name.contains(".partial-") && Files.size(file) > 0) {
                    return file;
                }
            }
            assertThat(writer.process().isAlive()).as("alive").isTrue();
            Thread.sleep(20);
        }
    }

    @Test
    void severalAppendAtOnceAndNothingIsLost() throws IOException {
        succeed(start("--episodes", 50, "--output", "a.log").end());
        List<BatonProcess> writers = new ArrayList<>();
        for (int seed = 1; seed <= 4; seed++) {
            writers.add(start("--episodes", 100, "--seed", seed, "--output", "a.log", "--append"));
        }
        writers.forEach(writer -> succeed(writer.end()));

        StoredLog log = read("a.log");
        assertThat(log.episodes().episodes()).isEqualTo(450);
        assertThat(log.ranges().text()).isEqualTo("0:0+50,1:0+100,2:0+100,3:0+100,4:0+100");
        assertThat(names()).containsExactly("a.log");
    }

    @Test
    void ofSeveralThatAppendTheSameEpisodesOneDoes() {
        succeed(start("--episodes", 50, "--output", "a.log").end());
        List<BatonProcess> writers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            writers.add(start("--episodes", 300, "--seed", 1, "--output", "a.log", "--append"));
        }
        List<CommandRun> runs = writers.stream().map(BatonProcess::end).toList();

        assertThat(runs.stream().filter(run -> run.code() == 0)).hasSize(1);
        assertThat(runs.stream().filter(run -> run.code() == 1))
                .hasSize(2)
                .allMatch(run -> run.err().contains("holds seed 1, episodes 0 to 299 already"));
        assertThat(read("a.log").ranges().text()).isEqualTo("0:0+50,1:0+300");
    }

    @Test
    void ofSeveralThatMakeALogOneDoesAndNoneIsReplaced() {
        List<BatonProcess> writers = new ArrayList<>();
        for (int seed = 0; seed < 3; seed++) {
            writers.add(start("--episodes", 200, "--seed", seed, "--output", "a.log"));
        }
        List<CommandRun> runs = writers.stream().map(BatonProcess::end).toList();

        assertThat(runs.stream().filter(run -> run.code() == 0)).hasSize(1);
        assertThat(runs.stream().filter(run -> run.code() == 1))
                .hasSize(2)
                .allMatch(run -> run.err().contains("a.log: exists already"));
        int winner = runs.stream().map(CommandRun::code).toList().indexOf(0);
        assertThat(read("a.log").ranges().text()).isEqualTo(winner + ":0+200");
    }

    @Test
    void whatASignalEndsLeavesTheLogAsItWas() throws Exception {
        succeed(start("--episodes", 5, "--output", "a.log").end());
        byte[] before = Files.readAllBytes(folder.resolve("a.log"));
        BatonProcess writer = start("--episodes", 100_000_000, "--seed", 1, "--output", "a.log", "--append");
        partial(writer);
        writer.process().destroy();
        CommandRun run = writer.end();

        assertThat(run.code()).isEqualTo(143);
        assertThat(run.err()).doesNotContain("bug");
        assertThat(Files.readAllBytes(folder.resolve("a.log"))).isEqualTo(before);
        assertThat(names()).containsExactly("a.log");
    }

    @Test
    void whatAKilledWriterLeftIsRemovedAndMentioned() throws Exception {
        BatonProcess writer = start("--episodes", 100_000_000, "--output", "a.log");
        Path left = partial(writer);
        CommandRun beside = start("--episodes", 3, "--seed", 1, "--output", "b.log").end();
        succeed(beside);
        writer.process().destroyForcibly();
        assertThat(writer.end().code()).isEqualTo(137);
        assertThat(names()).containsExactly(left.getFileName().toString(), "b.log");

        CommandRun next = start("--episodes", 3, "--output", "a.log").end();

        assertThat(next.code()).isZero();
        assertThat(next.err())
                .contains(left.getFileName() + ": left behind by a 'baton log' that was killed; removed")
                .hasLineCount(1);
        assertThat(names()).containsExactly("a.log", "b.log");
    }

    @Test
    void appendingFollowsLinks() throws IOException {
        Files.createDirectory(folder.resolve("far"));
        succeed(start("--episodes", 5, "--output", "far/a.log").end());
        Files.createSymbolicLink(folder.resolve("link"), Path.of("far", "a.log"));
        succeed(start("--episodes", 5, "--seed", 1, "--output", "link", "--append").end());

        assertThat(Files.isSymbolicLink(folder.resolve("link"))).isTrue();
        assertThat(read("far/a.log").ranges().text()).isEqualTo("0:0+5,1:0+5");
        assertThat(names()).containsExactly("far", "link");
    }

    @Test
    void theModeIsThatOfTheUmask() throws IOException {
        List<String> words = new ArrayList<>(List.of("sh", "-c", "umask 027; exec \"$@\"", "sh"));
        words.addAll(BatonProcess.java());
        CommandRun run = BatonProcess.start(
                        folder,
                        Map.of(),
                        BatonProcess.command(words, "log", "--policy", "random", "--episodes", 3, "--output", "a.log"))
                .end();
        succeed(run);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("a.log"))))
                .isEqualTo("rw-r-----");
    }

    /**
     * What is between announcements is a hole of many gigabytes, which takes minutes to read and does not fit in
     * memory.
     */
    @Test
    void appendingDoesNotReadWhatIsThere() throws IOException {
        Path file = folder.resolve("large.log");
        long hole = 40_000_000_000L;
        byte[] header = LogFormat.header(PAPER);
        byte[] block = LogFormat.announce(new LogFormat.Block(new EpisodeRange(0, 0, 90_000_000), hole, true));
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.write(header);
            large.write(block);
            large.setLength(header.length + block.length + hole);
        }
        CommandRun run = CommandRun.of(
                "log", "--policy", "random", "--seed", 1, "--episodes", 10, "--output", file, "--append", "--json");
        succeed(run);
        assertThat(Json.parse(run.out()).get("episodesInFile").text()).isEqualTo("90000010");
        assertThat(LogIndex.of(file, PAPER).ranges().text()).isEqualTo("0:0+90000000,1:0+10");
    }

    @Test
    void writingTakesNoMemoryPerEpisode() {
        List<String> words = BatonProcess.java("-Xmx40m");
        CommandRun run = BatonProcess.start(
                        folder,
                        Map.of(),
                        BatonProcess.command(
                                words, "log", "--policy", "random", "--episodes", 200_000, "--output", "a.log",
                                "--backend", "scalar"))
                .end();
        succeed(run);
        assertThat(folder.resolve("a.log")).satisfies(file -> assertThat(Files.size(file)).isGreaterThan(60_000_000));
    }
}
