package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.cli.folder.FolderClaim;
import dev.baton.cli.folder.OutputFolder;
import dev.baton.cli.process.Session;
import dev.baton.files.BatonException;
import dev.baton.files.text.InputFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputFolderTest {
    private static final List<String> ENTRIES = List.of("run.json", "environment.yaml", "seed-0");

    @TempDir
    private Path root;

    private final ByteArrayOutputStream notes = new ByteArrayOutputStream();
    private final Session session =
            new Session(new PrintStream(notes), new PrintStream(notes, true, StandardCharsets.UTF_8), false);

    private OutputFolder prepare(Path target) {
        return OutputFolder.prepare(session, target, ENTRIES, "run.json");
    }

    private String notes() {
        return notes.toString(StandardCharsets.UTF_8);
    }

    private static List<String> namesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> !file.equals(folder))
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void nothingIsVisibleBeforeItIsPublished() throws IOException {
        Path target = root.resolve("a/b/run");
        try (OutputFolder folder = prepare(target)) {
            folder.write("environment.yaml", "name: x\n");
            folder.write("seed-0/policy", new byte[] {1, 2});
            folder.write("run.json", "{}\n");
            assertThat(target).doesNotExist();

            folder.publish();
        }

        assertThat(namesIn(root))
                .containsExactly(
                        "a", "a/b", "a/b/run", "a/b/run/environment.yaml", "a/b/run/run.json", "a/b/run/seed-0",
                        "a/b/run/seed-0/policy");
        assertThat(target.resolve("environment.yaml")).hasContent("name: x");
    }

    @Test
    @Timeout(60)
    void whatStillRunsAfterAFailureLeavesNothing() throws IOException, InterruptedException {
        for (int round = 0; round < 50; round++) {
            OutputFolder folder = prepare(root.resolve("run"));
            AtomicInteger written = new AtomicInteger();
            AtomicReference<Throwable> end = new AtomicReference<>();
            Thread other = Thread.ofPlatform().start(() -> {
                try {
                    while (true) {
                        String name = "seed-" + written.get();
                        folder.write(name + "/policy", "x");
                        folder.open(name + "/metrics", 0).close();
                        written.incrementAndGet();
                    }
                } catch (IllegalStateException | IOException e) {
                    end.set(e);
                }
            });
            while (written.get() < 3 && other.isAlive()) {
                Thread.onSpinWait();
            }

            folder.close();
            other.join();

            assertThat(end.get()).isInstanceOf(IllegalStateException.class).hasMessageContaining("the run is over");
            assertThat(namesIn(root)).isEmpty();
        }
    }

    @Test
    void aFailedRunLeavesNothing() throws IOException {
        try (OutputFolder folder = prepare(root.resolve("a/b/run"))) {
            folder.write("seed-0/policy", "x");
        }

        assertThat(namesIn(root)).isEmpty();
    }

    @Test
    void aFailedRunLeavesAnExistingFolderAsItWas() throws IOException {
        Path target = Files.createDirectory(root.resolve("run"));
        Files.writeString(target.resolve("notes.txt"), "mine");
        try (OutputFolder folder = prepare(target)) {
            folder.write("run.json", "x");
        }

        assertThat(namesIn(root)).containsExactly("run", "run/notes.txt");
    }

    @Test
    void anExistingFolderKeepsWhatElseItHolds() throws IOException {
        Path target = Files.createDirectory(root.resolve("run"));
        Files.writeString(target.resolve("notes.txt"), "mine");
        try (OutputFolder folder = prepare(target)) {
            folder.write("run.json", "{}");
            folder.publish();
        }

        assertThat(namesIn(root)).containsExactly("run", "run/notes.txt", "run/run.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run.json", "summary.json", "policy.safetensors", "environment.yaml", "seed-0"})
    void aFolderThatHoldsARunIsRefused(String name) throws IOException {
        Path target = Files.createDirectory(root.resolve("run"));
        Files.writeString(target.resolve(name), "earlier");

        assertThatThrownBy(() -> prepare(target))
                .isInstanceOf(BatonException.class)
                .hasMessageEndingWith("run: already holds a run (" + name
                        + "), which would be lost; choose another folder or remove it first");
        assertThat(namesIn(root)).containsExactly("run", "run/" + name);
        assertThat(target.resolve(name)).hasContent("earlier");
    }

    @Test
    void whatAppearsMeanwhileIsNotOverwrittenAndTheRunIsKept() throws IOException {
        Path target = root.resolve("run");
        try (OutputFolder folder = prepare(target)) {
            folder.write("run.json", "late");
            Files.createDirectory(target);
            Files.writeString(target.resolve("run.json"), "early");

            assertThatThrownBy(folder::publish)
                    .isInstanceOf(BatonException.class)
                    .hasMessageContaining("the finished run is in ");
        }

        assertThat(target.resolve("run.json")).hasContent("early");
        assertThat(root.resolve("run.partial-run/run.json")).hasContent("late");
        Files.delete(target.resolve("run.json"));
        Files.delete(target);
        assertThatThrownBy(() -> prepare(target))
                .isInstanceOf(BatonException.class)
                .hasMessageMatching(".*run: a finished run that could not be moved there is in .*run\\.partial-run;"
                        + " move it or remove it first");
        assertThat(root.resolve("run.partial-run/run.json")).hasContent("late");
    }

    @Test
    void aFolderIsWrittenByOneAtATime() throws IOException {
        Path target = root.resolve("run");
        try (OutputFolder first = prepare(target)) {
            first.write("environment.yaml", "name: x");
            assertThatThrownBy(() -> prepare(target))
                    .isInstanceOf(BatonException.class)
                    .hasMessageMatching(".*/run: another run is being written there, by process "
                            + ProcessHandle.current().pid() + " on [^ ]+, begun \\d{4}-\\d\\d-\\d\\dT[0-9:]+Z; wait for"
                            + " it or choose another folder");
            // Also where the folder has come to be meanwhile, and what is written lies beside it.
            Files.createDirectory(target);
            assertThatThrownBy(() -> prepare(target)).hasMessageContaining("another run is being written there");
            first.write("run.json", "{}");
            first.publish();
        }
        assertThat(namesIn(root)).containsExactly("run", "run/environment.yaml", "run/run.json");

        Path existing = Files.createDirectory(root.resolve("existing"));
        try (OutputFolder first = prepare(existing)) {
            first.write("environment.yaml", "name: x");
            assertThatThrownBy(() -> prepare(existing)).hasMessageContaining("another run is being written there");
        }
        assertThat(namesIn(existing)).isEmpty();
    }

    @Test
    void whatAKilledRunLeftIsRemovedWithAWord() throws IOException {
        Path target = root.resolve("run");
        Path left = Files.createDirectories(root.resolve("run.partial-run/seed-3")).getParent();
        Files.writeString(left.resolve("seed-3/metrics.csv"), "half a line");
        String host = FolderClaim.Writer.here().host();
        Files.writeString(left.resolve("run.json"), "{\"writing\": \"run\", \"process\": \"17\", \"host\": \"" + host
                + "\", \"begun\": \"2026-01-02T03:04:05Z\", \"note\": \"\"}");
        try (OutputFolder folder = prepare(target)) {
            folder.write("run.json", "{}");
            folder.publish();
        }

        assertThat(notes())
                .isEqualTo("baton: note: removed " + InputFile.name(left) + ", which a run that was killed had left:"
                        + " process 17 on " + host + ", begun 2026-01-02T03:04:05Z\n");
        assertThat(namesIn(root)).containsExactly("run", "run/run.json");
    }

    /** Killed between making the folder and saying who it is. */
    @Test
    void anEmptyLeftoverIsRemovedToo() throws IOException {
        Files.createDirectory(root.resolve("run.partial-run"));
        try (OutputFolder folder = prepare(root.resolve("run"))) {
            assertThat(notes()).contains("a process that did not say which").hasLineCount(1);
            folder.write("run.json", "{}");
        }
        assertThat(namesIn(root)).isEmpty();
    }

    /** Its locks need not be seen here. */
    @Test
    void whatAnotherMachineMayBeWritingIsLeftAlone() throws IOException {
        Path left = Files.createDirectory(root.resolve("run.partial-run"));
        Files.writeString(left.resolve("run.json"), "{\"writing\": \"run\", \"process\": \"17\", \"host\":"
                + " \"else\\u001bwhere\", \"begun\": \"2026-01-02T03:04:05Z\"}");

        assertThatThrownBy(() -> prepare(root.resolve("run")))
                .isInstanceOf(BatonException.class)
                .hasMessageContaining("another run is being written there, or was left behind, by process 17 on"
                        + " else\\u001bwhere, begun 2026-01-02T03:04:05Z; if that is gone, remove ");
        assertThat(left.resolve("run.json")).isNotEmptyFile();
    }

    @Test
    void aRunWhoseFolderIsTidiedAwayFails() throws IOException {
        for (boolean remade : new boolean[] {false, true}) {
            Path target = root.resolve("run-" + remade);
            Path partial = root.resolve("run-" + remade + ".partial-run");
            try (OutputFolder folder = prepare(target)) {
                folder.write("environment.yaml", "name: x");
                delete(partial);
                if (remade) {
                    Files.createDirectory(partial);
                    Files.writeString(partial.resolve("run.json"), "of somebody else");
                }
                assertThatThrownBy(() -> folder.write("run.json", "{}"))
                        .isInstanceOf(BatonException.class)
                        .hasMessageContaining("was removed or changed by somebody else; the run is lost");
                assertThatThrownBy(folder::publish).hasMessageContaining("the run is lost");
            }
            assertThat(target).doesNotExist();
            if (remade) {
                assertThat(partial.resolve("run.json")).hasContent("of somebody else");
            }
        }
    }

    @Test
    void aRunThatLostOneOfItsFilesFails() throws IOException {
        try (OutputFolder folder = prepare(root.resolve("run"))) {
            folder.write("environment.yaml", "name: x");
            folder.write("run.json", "{}");
            Files.delete(root.resolve("run.partial-run/environment.yaml"));

            assertThatThrownBy(folder::publish)
                    .isInstanceOf(BatonException.class)
                    .hasMessageContaining("the run is lost");
        }
        assertThat(namesIn(root)).isEmpty();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** The file system allows 255 bytes; what is added to a name must not use them up. */
    @ParameterizedTest
    @ValueSource(strings = {"n", "ü", "😀"})
    void longNamesAreWritten(String letter) throws IOException {
        String name = letter.repeat(240 / letter.getBytes(StandardCharsets.UTF_8).length);
        for (boolean exists : new boolean[] {false, true}) {
            Path target = root.resolve(name);
            if (exists) {
                Files.createDirectory(target);
            }
            try (OutputFolder folder = prepare(target)) {
                folder.write("run.json", "{}");
                folder.publish();
            }
            assertThat(namesIn(root)).containsExactly(name, name + "/run.json");
            delete(target);
        }
    }

    /** Renaming needs neither a block nor an inode; modes are those of any new file without asking by a probe. */
    @Test
    void aFinishedRunIsMovedWhateverTheFileSystemHasLeft() throws IOException {
        Path plain = Files.createDirectory(root.resolve("plain"));
        Path file = Files.createFile(root.resolve("file"));
        try (OutputFolder folder = prepare(root.resolve("run"))) {
            folder.write("environment.yaml", "x");
            folder.write("run.json", "{}");
            assertThat(namesIn(root.resolve("run.partial-run"))).containsExactly("environment.yaml", "run.json");
            folder.publish();
        }
        assertThat(Files.getPosixFilePermissions(root.resolve("run"))).isEqualTo(Files.getPosixFilePermissions(plain));
        assertThat(Files.getPosixFilePermissions(root.resolve("run/run.json")))
                .isEqualTo(Files.getPosixFilePermissions(file));
    }

    @Test
    void aFileInTheWayIsRefused() throws IOException {
        Path file = Files.writeString(root.resolve("file"), "x");

        assertThatThrownBy(() -> prepare(file))
                .hasMessageEndingWith("is not a folder; choose another name for the output");
        assertThatThrownBy(() -> prepare(file.resolve("below/run")))
                .isInstanceOf(BatonException.class)
                .hasMessageContaining("cannot write to this folder");
        assertThat(namesIn(root)).containsExactly("file");
    }

    @Test
    void aCheckLeavesNothing() throws IOException {
        OutputFolder.check(session, root.resolve("a/b/run"), ENTRIES, "run.json");

        assertThat(namesIn(root)).isEmpty();
    }
}
