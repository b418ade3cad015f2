package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.baton.cli.folder.RunFiles;
import dev.baton.embedding.Embedding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/embedding.md: its blocks are those of {@link Embedding}, and they do what they say. */
class EmbeddingTest {
    private static final Path HOME = Path.of(System.getProperty("dev.baton.home", ".."));

    @TempDir
    private Path folder;

    private static List<String> between(Path file, String pattern) throws IOException {
        List<String> blocks = new ArrayList<>();
        Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL | Pattern.MULTILINE).matcher(Files.readString(file));
        while (matcher.find()) {
            blocks.add(matcher.group(1).stripIndent().strip());
        }
        return blocks;
    }

    @Test
    void theDocumentsBlocksAreTheOnesThatRun() throws IOException {
        List<String> document = between(HOME.resolve("docs/embedding.md"), "^```java\\n(.*?)^```");
        Path program = HOME.resolve("cli/src/test/java/dev/baton/embedding/Embedding.java");
        List<String> source = between(program, "// snippet\\n(.*?)// end");
        assertThat(source).hasSize(9);
        assertThat(document).containsExactlyElementsOf(source);
        assertThat(between(HOME.resolve("README.md"), "^```java\\n(.*?)^```"))
                .containsExactlyElementsOf(between(program, "// README\\n(.*?)// end"));
    }

    @Test
    void aHostStepsTrainsAndActsWithAPolicyOfTheCommandLine() throws IOException {
        Path run = folder.resolve("run");
        CommandRun trained = CommandRun.of("train", "--episodes", 240, "--eval-episodes", 20, "--output", run);
        assertThat(trained.code()).as(trained.err()).isZero();
        Path own = folder.resolve("own.safetensors");

        String out = printed(CommandRun.PAPER.toString(), run.resolve(RunFiles.POLICY).toString(), own.toString());

        // One environment of a host runs the very episodes of an evaluation.
        assertThat(number(out, "acted")).isCloseTo(number(out, "evaluated"), within(1e-5));
        assertThat(number(out, "stepped")).isPositive();
        assertThat(out).contains("1200 episodes, mean cost ");
        // To repair in every step costs 60; long training comes to 17.5.
        assertThat(number(out, "own")).isBetween(16.0, 20.0);
        assertThat(out).contains("\nresumed true\n");
        CommandRun evaluated =
                CommandRun.of("evaluate", "--policy", own, "--episodes", 100, "--seeds", "7..7", "--json");
        assertThat(evaluated.code()).as(evaluated.err()).isZero();
        Json json = Json.parse(evaluated.out());
        assertThat(Double.parseDouble(json.get("result").get("totalCost").get("mean").text()))
                .isEqualTo(number(out, "trained"));
    }

    private static String printed(String... args) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            Embedding.main(args);
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static double number(String out, String word) {
        Matcher matcher = Pattern.compile("^" + word + " (.*)$", Pattern.MULTILINE).matcher(out);
        assertThat(matcher.find()).as(out).isTrue();
        return Double.parseDouble(matcher.group(1));
    }
}
