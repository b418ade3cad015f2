package dev.baton.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.spark.SweepJobTest.Run;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep on executors that are processes of their own, one of which is killed while it computes. */
@Tag("cluster")
class SweepClusterTest {
    private static final String SWEEP = """
            seeds: 0..39
            config: {episodes: 2400, evalEpisodes: 200}
            grid:
              learningRate: [0.002, 0.005, 0.01, 0.02]
            """;

    @TempDir
    private Path folder;

    @Test
    void anExecutorThatIsKilledChangesNothing() throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("sweep.yaml"), SWEEP);
        Path alone = folder.resolve("alone");
        assertThat(Run.of("sweep", file.toString(), "--output", alone.toString()).code()).isZero();
        String classPath = System.getProperty("java.class.path");
        layOut(Path.of(System.getenv("SPARK_HOME"), "jars"), classPath);
        System.setProperty("spark.executor.extraClassPath", classPath);
        Path output = folder.resolve("cluster");
        AtomicBoolean killed = new AtomicBoolean();
        Thread killer = Thread.ofPlatform().daemon().start(() -> killed.set(killOneWhenLinesAreThere(output)));

        Run run = Run.of(SweepJob.words("local-cluster[2,1,1024]", file.toString(), "--output", output.toString()));
        killer.join();

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(killed).as("an executor was killed before the end").isTrue();
        assertThat(sorted(output)).hasSize(160).isEqualTo(sorted(alone));
        assertThat(output.resolve("summary.csv")).hasSameBinaryContentAs(alone.resolve("summary.csv"));
    }

    private static List<String> sorted(Path output) throws IOException {
        return Files.readAllLines(output.resolve("results.jsonl")).stream().sorted().toList();
    }

    /** Spark starts executors from a folder with its jars in it. */
    private static void layOut(Path jars, String classPath) throws IOException {
        Files.createDirectories(jars);
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            Path link = jars.resolve(Path.of(entry).getFileName());
            if (entry.endsWith(".jar") && !Files.exists(link)) {
                Files.createSymbolicLink(link, Path.of(entry));
            }
        }
    }

    /** Says whether the sweep was not at its end yet. */
    private static boolean killOneWhenLinesAreThere(Path output) {
        Path results = output.resolve("results.jsonl");
        try {
            while (!Files.exists(results) || Files.size(results) == 0) {
                Thread.sleep(5);
            }
            // The workers of local-cluster are threads of this process, and all that they start are executors.
            try (Stream<ProcessHandle> executors = ProcessHandle.current().children()) {
                return executors.findFirst().orElseThrow().destroyForcibly()
                        && !Files.exists(output.resolve("DONE"));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
