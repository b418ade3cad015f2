package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private static OutputFolder prepare(Path target) {
        return OutputFolder.prepare(target, ENTRIES, "run.json");
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
                        folder.open(name + "/metrics").close();
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
        assertThat(namesIn(root)).hasSize(4).anyMatch(name -> name.matches("run\\.partial-\\d+/run\\.json"));
    }

    @Test
    void aFileInTheWayIsRefused() throws IOException {
        Path file = Files.writeString(root.resolve("file"), "x");

        assertThatThrownBy(() -> prepare(file)).hasMessageEndingWith("is not a folder; choose another name for the output");
        assertThatThrownBy(() -> prepare(file.resolve("below/run")))
                .isInstanceOf(BatonException.class)
                .hasMessageContaining("cannot write to this folder");
        assertThat(namesIn(root)).containsExactly("file");
    }

    @Test
    void aCheckLeavesNothing() throws IOException {
        OutputFolder.check(root.resolve("a/b/run"), ENTRIES, "run.json");

        assertThat(namesIn(root)).isEmpty();
    }
}
