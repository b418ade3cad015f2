package dev.baton.cli;

import static dev.baton.cli.CommandRun.succeed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.baton.cli.option.Setting;
import dev.baton.cli.sweep.SparkFolder;
import dev.baton.cli.sweep.Sweep;
import dev.baton.cli.sweep.SweepFolder;
import dev.baton.env.CostComponent;
import dev.baton.files.text.InputFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Sweeps, the joining of their shards, and tables of their results. */
class SweepTest {
    private static final String GRID = """
            seeds: 0..2
            config: {episodes: 64, evalEpisodes: 20, hidden: [8]}
            grid:
              learningRate: [0.005, 0.02]
              env.cost.weights.failure: [0.85, 2]
            """;

    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("sweep.yaml"), text);
    }

    private static void assertFailure(CommandRun run, String message) {
        assertThat(run.err()).isEqualTo("baton: " + message + "\n");
        assertThat(run.out()).isEmpty();
        assertThat(run.code()).isEqualTo(1);
    }

    /** Returns the lines of a folder's results without their order. */
    private static List<String> sorted(Path output) throws IOException {
        return Files.readAllLines(output.resolve("results.jsonl")).stream().sorted().toList();
    }

    private static List<String> names(Path output) throws IOException {
        try (Stream<Path> files = Files.list(output)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void theResultsAreTheSameForAnyThreadsAndAllThere() throws IOException {
        Path sweep = file(GRID);
        Path one = folder.resolve("one");
        Path three = folder.resolve("three");
        succeed("sweep", sweep, "--output", one, "--threads", 1);
        Json printed = Json.parse(succeed("sweep", sweep, "--output", three, "--threads", 3, "--json").out());

        assertThat(sorted(one)).hasSize(12).doesNotHaveDuplicates().isEqualTo(sorted(three));
        assertThat(one.resolve("summary.csv")).hasSameTextualContentAs(three.resolve("summary.csv"));
        assertThat(names(one)).containsExactly(
                "DONE", "environment.yaml", "program.json", "results.jsonl", "summary.csv", "sweep.yaml");
        assertThat(Json.parse(Files.readString(one.resolve("program.json"))).keys())
                .containsExactly("version", "commit", "java", "flags", "command", "processor", "cores", "kernels");
        assertThat(one.resolve("sweep.yaml")).hasContent(GRID);
        assertThat(printed.get("cells").number()).isEqualTo(12);
        assertThat(printed.get("failed").number()).isZero();
        Json line = Json.parse(sorted(one).getFirst());
        assertThat(line.keys())
                .containsExactly(
                        "configHash", "seed", "cell", "totalCost", "successRate", "steps", "components", "episodes",
                        "evalEpisodes", "policy");
        assertThat(line.get("cell").keys()).containsExactly("learningRate", "env.cost.weights.failure");
        assertThat(line.get("components").keys()).isEqualTo(CostComponent.keys());
    }

    @Test
    void sparkThatIsNotThereIsOneLine() throws IOException {
        Path jar = folder.resolve("extra/spark/target/baton-spark.jar");
        Path jars = folder.resolve("spark/jars");
        String home = folder.resolve("spark").toString();
        String before = System.getProperty("dev.baton.home", "..");
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        System.setProperty("dev.baton.home", folder.toString());
        try {
            assertThatThrownBy(() -> SparkFolder.engine(home))
                    .hasMessage("--spark: " + jar
                            + ": no such file; build it first: mvn -pl extra/spark -am -DskipTests package");
            Files.createDirectories(jar.getParent());
            Files.createFile(jar);
            assertThatThrownBy(() -> SparkFolder.engine(""))
                    .hasMessageContaining(
                            "expected SPARK_HOME to name the folder of a Spark 4 for Scala 2.13, found it unset");
            assertThatThrownBy(() -> SparkFolder.engine(home))
                    .hasMessage(jars + ": cannot be read (SPARK_HOME is " + home + "): no such file or folder");
            Files.createDirectories(jars);
            Files.createFile(jars.resolve("spark-core_2.12-3.5.0.jar"));
            assertThatThrownBy(() -> SparkFolder.engine(home))
                    .hasMessageContaining(jars + ": holds no spark-core_2.13-4.*.jar");
            Files.createFile(jars.resolve("spark-core_2.13-4.2.0.jar"));
            assertThatThrownBy(() -> SparkFolder.engine(home))
                    .hasMessageContaining(jar + ": holds no engine for sweeps");
        } finally {
            Thread.currentThread().setContextClassLoader(loader);
            System.setProperty("dev.baton.home", before);
        }

        CommandRun both = CommandRun.of("sweep", file(GRID), "--spark", "local[2]", "--threads", 2);
        assertThat(both.err())
                .isEqualTo("baton sweep: option '--threads' does not go with --spark; try 'baton sweep --help'\n");
        assertThat(both.code()).isEqualTo(2);
    }

    /** A cell is what 'train' makes of the same settings and a copy of the environment that was edited by hand. */
    @ParameterizedTest
    @CsvSource({"reinforce,''", "ppo,--clip 0.3"})
    void aCellIsATrainingByHand(String method, String options) throws IOException {
        Path sweep = file("""
                method: %s
                seeds: 3..4
                config: {episodes: 96, evalEpisodes: 30, hidden: [12, 8], activation: relu%s}
                list:
                  - {}
                  - {learningRate: 0.01, env.horizon: 7, env.actions.retriever.latency: 2.5}
                """.formatted(method, options.isEmpty() ? "" : ", clip: 0.3"));
        Path output = folder.resolve("sweep");
        succeed("sweep", sweep, "--output", output);
        String paper = Files.readString(CommandRun.PAPER)
                .replace("horizon: 10", "horizon: 7")
                .replace("retriever,      kind: tool, latency: 4.91", "retriever, kind: tool, latency: 2.5");
        Path edited = Files.writeString(folder.resolve("edited.yaml"), paper);
        List<Object> words = new ArrayList<>(List.of(
                "train", "--method", method, "--seeds", "3..4", "--episodes", 96, "--eval-episodes", 30, "--hidden",
                "12,8", "--activation", "relu", "--json"));
        if (!options.isEmpty()) {
            words.addAll(List.of((Object[]) options.split(" ", -1)));
        }

        List<List<Double>> byHand = new ArrayList<>();
        for (List<Object> more : List.of(
                List.<Object>of("--output", folder.resolve("a")),
                List.<Object>of("--output", folder.resolve("b"), "--env", edited, "--learning-rate", 0.01))) {
            List<Object> all = new ArrayList<>(words);
            all.addAll(more);
            byHand.add(
                    Json.parse(succeed(all.toArray()).out()).get("result").get("totalCost").get("perSeed").numbers());
        }

        for (String text : sorted(output)) {
            Json line = Json.parse(text);
            boolean changed = !line.get("cell").keys().isEmpty();
            assertThat(line.get("totalCost").number())
                    .isEqualTo(byHand.get(changed ? 1 : 0).get((int) line.get("seed").number() - 3));
        }
        assertThat(sorted(output)).hasSize(4);
    }

    @Test
    void whatIsThereIsNotComputedAgainAndACutLineIs() throws IOException {
        Path sweep = file(GRID);
        Path output = folder.resolve("run");
        succeed("sweep", sweep, "--output", output, "--threads", 1);
        List<String> whole = Files.readAllLines(output.resolve("results.jsonl"));
        String summary = Files.readString(output.resolve("summary.csv"));
        succeed("sweep", sweep, "--output", output);
        assertThat(output.resolve("results.jsonl")).hasContent(String.join("\n", whole));

        String cut = String.join("\n", whole.subList(0, 5)) + "\n" + whole.get(5).substring(0, 40);
        Files.writeString(output.resolve("results.jsonl"), cut);
        CommandRun resumed = CommandRun.of("sweep", sweep, "--output", output, "--threads", 1);

        assertThat(resumed.err()).isEqualTo("baton: note: 5 of 12 cells are there already; going on with 7\n");
        assertThat(Files.readAllLines(output.resolve("results.jsonl"))).isEqualTo(whole);
        assertThat(output.resolve("summary.csv")).hasContent(summary);
    }

    @Test
    void shardsJoinToTheWhole() throws IOException {
        Path sweep = file(GRID);
        Path whole = folder.resolve("whole");
        succeed("sweep", sweep, "--output", whole);
        List<Object> merge = new ArrayList<>(List.of("merge", "--output", folder.resolve("merged")));
        for (int i = 1; i <= 3; i++) {
            Path part = folder.resolve("part-" + i);
            succeed("sweep", sweep, "--output", part, "--shard", i + "/3");
            assertThat(sorted(part)).hasSize(4);
            merge.add(part);
        }
        merge.add(whole);

        assertThat(succeed(merge.toArray()).out()).startsWith("12 of 12 cells are in ");
        assertThat(sorted(folder.resolve("merged"))).isEqualTo(sorted(whole));
        assertThat(folder.resolve("merged/summary.csv")).hasSameTextualContentAs(whole.resolve("summary.csv"));
        assertThat(folder.resolve("merged/DONE")).exists();

        Path part = folder.resolve("part-2");
        CommandRun missing = succeed("merge", part, "--output", folder.resolve("some"));
        assertThat(missing.out()).startsWith("4 of 12 cells are in ").contains("computes the others");
        assertThat(folder.resolve("some/DONE")).doesNotExist();
        assertThat(CommandRun.of("sweep", sweep, "--output", folder.resolve("some")).code()).isZero();
        assertThat(sorted(folder.resolve("some"))).isEqualTo(sorted(whole));

        Path results = part.resolve("results.jsonl");
        Files.writeString(results, Files.readString(results).replaceFirst("\"steps\": [0-9]", "\"steps\": 99"));
        CommandRun unequal = CommandRun.of("merge", whole, part, "--output", folder.resolve("never"));
        assertThat(unequal.err())
                .startsWith("baton: " + InputFile.name(results) + ", line 1: configuration ")
                .contains("another result than in an earlier folder")
                .hasLineCount(1);
        assertThat(unequal.code()).isEqualTo(1);
        assertThat(folder.resolve("never")).doesNotExist();
    }

    @Test
    void aFolderIsOfOneSweepAndOneProcess() throws IOException {
        Path sweep = file(GRID);
        Path output = folder.resolve("run");
        try (SweepFolder held = SweepFolder.open(output, () -> {})) {
            assertThat(held.has("sweep.yaml")).isFalse();
            CommandRun second = CommandRun.of("sweep", sweep, "--output", output);
            assertThat(second.err())
                    .startsWith("baton: " + InputFile.name(output) + ": another run is being written there, by process "
                            + ProcessHandle.current().pid() + " on ")
                    .hasLineCount(1);
            assertThat(second.code()).isEqualTo(1);
        }
        assertThat(output).doesNotExist();
        succeed("sweep", sweep, "--output", output);

        file(GRID.replace("0..2", "0..3"));
        assertFailure(CommandRun.of("sweep", sweep, "--output", output), InputFile.name(output)
                + ": holds results of another sweep file: its copy, " + InputFile.name(output.resolve("sweep.yaml"))
                + ", differs from line 1 on; choose another folder or restore the file");
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.writeString(other.resolve("notes"), "x");
        assertFailure(CommandRun.of("sweep", sweep, "--output", other), InputFile.name(other)
                + ": holds something that is not a sweep's (notes); choose another folder or remove it first");
        assertThat(names(other)).containsExactly("notes");
    }

    @Test
    void aCellThatFailsSpoilsNoOther() throws IOException {
        Path sweep = file("""
                seeds: 2
                config: {episodes: 32, evalEpisodes: 10}
                list:
                  - {}
                  - env.actions.cached_lookup.scale: 1000000
                    env.actions.keyword_search.scale: 1000000
                    env.actions.retriever.scale: 1000000
                    env.actions.code_runner.scale: 1000000
                    env.actions.expert_model.scale: 1000000
                """);
        Path output = folder.resolve("run");
        CommandRun run = CommandRun.of("sweep", sweep, "--output", output);

        assertThat(run.err()).isEqualTo("baton: 2 of 4 cells failed; \"failed\" in "
                + InputFile.name(output.resolve("results.jsonl")) + " says why\n");
        assertThat(run.code()).isEqualTo(1);
        assertThat(sorted(output)).hasSize(4).filteredOn(line -> line.contains("\"failed\": \"")).hasSize(2);
        assertThat(Files.readAllLines(output.resolve("summary.csv")).getLast()).endsWith(",0,2,,,,,,,");
        assertThat(succeed("table", output, "--by", "env.actions.retriever.scale").out()).contains("failed");
    }

    @Test
    void randomDrawsStayInTheirRangesAndDependOnNothingElse() throws IOException {
        String text = """
                seeds: 1
                random:
                  count: %d
                  seed: 7
                  keys:
                    learningRate: {from: 0.0001, to: 0.1, log: true}
                    episodes: {from: 10, to: 12}
                    entropyBonus: [0, 0.5]
                """;
        Sweep few = Sweep.read(file(text.formatted(5)));
        Sweep many = Sweep.read(file(text.formatted(2000)));
        int below = 0;
        int[] episodes = new int[13];
        for (int c = 0; c < many.configurations(); c++) {
            List<Setting> settings = many.configuration(c).varied();
            if (c < few.configurations()) {
                assertThat(few.configuration(c).hash()).isEqualTo(many.configuration(c).hash());
            }
            double rate = Double.parseDouble(settings.get(0).json());
            assertThat(rate).isBetween(1e-4, 1e-1);
            below += rate < Math.sqrt(1e-4 * 1e-1) ? 1 : 0;
            episodes[Integer.parseInt(settings.get(1).json())]++;
            assertThat(settings.get(2).json()).isIn("0", "0.5");
        }
        // Half of 2,000 with a standard deviation of 22, and a third with one of 21; more than five are news.
        assertThat((double) below).isCloseTo(1000, within(112.0));
        assertThat((double) episodes[10]).isCloseTo(667, within(106.0));
        assertThat((double) episodes[12]).isCloseTo(667, within(106.0));
    }

    @Test
    void aDryRunComputesNothing() throws IOException {
        CommandRun run = succeed("sweep", file(GRID), "--dry-run", "--shard", "2/3", "--output", folder.resolve("run"));

        assertThat(run.out())
                .startsWith("12 cells: 4 configurations, seeds 0 to 2, reinforce, of which 4 are in shard 2/3.\n")
                .contains("\n   1     1  ", "\n  10     1  ", " or less on ", "tiny");
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void aSweepIsReadFromStandardInput() {
        InputStream in = System.in;
        System.setIn(new ByteArrayInputStream(GRID.getBytes(StandardCharsets.UTF_8)));
        try {
            assertThat(succeed("sweep", "-", "--dry-run").out()).startsWith("12 cells: ");
        } finally {
            System.setIn(in);
        }
    }

    /** Each row: a sweep file after its first line, and the message without the file's name. */
    static Stream<Arguments> errors() {
        String drawn = "random: {count: %s, seed: 1, keys: {learningRate: {from: %s, to: 0.1, log: %s}}}";
        return Stream.of(
                Arguments.of("seds: 3", ", line 2: seds: unknown key; did you mean \"seeds\"?"),
                Arguments.of(
                        "method: magic", ", line 2: method: expected one of reinforce, ppo, found the text \"magic\""),
                Arguments.of("grid: {lerningRate: [1]}",
                        ", line 2: grid.lerningRate: unknown key; did you mean \"learningRate\"?"),
                Arguments.of("grid: {clip: [0.1]}",
                        ", line 2: grid.clip: unknown key; method reinforce does not use it, ppo does"),
                Arguments.of("grid: {learningRate: [0.01, 0.010]}",
                        ", line 2: grid.learningRate: 0.01 is given twice; keep one of them"),
                Arguments.of("grid: {learningRate: [fast]}",
                        ", line 2: grid.learningRate: expected a finite number, found the text \"fast\""),
                Arguments.of("grid: {learningRate: [11]}",
                        ", line 2: grid.learningRate: expected a number above 0, at most 10, found 11.0"),
                Arguments.of("grid: {learningRate: 0.1}",
                        ", line 2: grid.learningRate: expected a list of values, found 0.1"),
                Arguments.of("grid:\n  hidden:\n    - [8]\n    - [5000]",
                        ", line 5: grid.hidden[0]: expected a whole number from 1 to 4,096, found 5000"),
                Arguments.of("grid: {hidden: [[4096, 4096, 4096, 4096, 4096, 4096]]}",
                        ", line 2: hidden: expected a network of at most 67,108,864 parameters, found 83,976,197"
                                + " (hidden [4096, 4096, 4096, 4096, 4096, 4096])"),
                Arguments.of("grid: {env.horizn: [5]}", ", line 2: with env.horizn 5, ENV: horizn: unknown key; did you"
                        + " mean \"horizon\"?"),
                Arguments.of("grid:\n  env.horizon: [5,\n    0]\n  env.task.drift: [0.1]", ", line 4: with env.horizon"
                        + " 0, ENV: horizon: expected a whole number from 1 to 1024, found 0"),
                Arguments.of("config: {env.actions.retreiver.latency: 1}", ", line 2: with"
                        + " env.actions.retreiver.latency 1, ENV: actions has no \"retreiver\"; did you mean"
                        + " \"retriever\"?"),
                Arguments.of("config: {env.horizon.x: 0}", ", line 2: with env.horizon.x 0, ENV: horizon is the single"
                        + " value 10, which has no \"x\"; give all of it"),
                Arguments.of("config: {env.task.dimension: 3}", ", line 2: with env.task.dimension 3, ENV, line 14:"
                        + " actions[0].shift: expected one number or a list of 3 numbers (task.dimension is 3), found a"
                        + " list of 4"),
                Arguments.of("config: {learningRate: 0.1}\ngrid: {learningRate: [0.2]}",
                        ", line 3: grid.learningRate: given in config too (line 2); keep one of them"),
                Arguments.of("grid: {}\nlist: []",
                        ", line 3: list: expected one of grid, list, random, found grid too (line 2); keep one of"
                                + " them"),
                Arguments.of("list:\n  - {learningRate: 0.1}\n  - {entropyBonus: 1}\n  - {learningRate: 0.10}",
                        ", line 5: configurations 0 and 2 (from 0) are the same (learningRate 0.1); leave one of them"
                                + " out"),
                Arguments.of(drawn.formatted("3", "1", "false"), ", line 2: random.keys.learningRate.to: expected more"
                        + " than 1, where it is drawn from, found 0.1"),
                Arguments.of(drawn.formatted("3", "0", "true"), ", line 2: random.keys.learningRate.from: expected a"
                        + " finite number above 0, at most 1e9, found 0"),
                Arguments.of(drawn.formatted("0", "0.1", "true"),
                        ", line 2: random.count: expected a whole number from 1 to 1000000, found 0"),
                Arguments.of(drawn.formatted("999999", "0.01", "true"),
                        ", line 2: random: expected at most 1,000,000 configurations × seeds, found 1,999,998"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void everyErrorIsOneLineWithItsPlace(String text, String message) throws IOException {
        Path sweep = file("seeds: 2\n" + text + "\n");

        CommandRun run = CommandRun.of("sweep", sweep, "--output", folder.resolve("run"));

        assertFailure(
                run,
                InputFile.name(sweep) + message.replace("ENV", Path.of("..", "environments", "paper.yaml").toString()));
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void settingsOfTheEnvironmentAreCheckedTogether() throws IOException {
        Path sweep = file("""
                seeds: 1
                config: {episodes: 32, evalEpisodes: 10, env.task.dimension: 1}
                grid:
                  env.actions:
                    - - {name: a, kind: tool, latency: 1, monetary: 0.1, shift: -1}
                      - {name: b, kind: tool, latency: 2, monetary: 0.1, shift: -2}
                """);
        succeed("sweep", sweep, "--output", folder.resolve("run"));
        assertThat(sorted(folder.resolve("run"))).hasSize(1);
    }

    @Test
    void aTableIsRightAboutMeansAndSpreads() throws IOException {
        String line = "{\"configHash\": \"%s\", \"seed\": %d, \"cell\": {\"rate\": %s, \"env.a_b\": \"x,y\"},"
                + " \"totalCost\": %s, \"successRate\": 1.0, \"steps\": 3.0, \"components\": {\"latency\": 1.0,"
                + " \"monetary\": 2.0, \"constraint\": 0.0, \"failure\": %s, \"divergence\": 0.5}, \"episodes\": 1}\n";
        Path results = folder.resolve("results.jsonl");
        Files.writeString(results, line.formatted("00000000000000bb", 0, "10", "5.0", "1.0")
                + line.formatted("00000000000000aa", 1, "2", "3.0", "2.0")
                + line.formatted("00000000000000aa", 0, "2", "1.0", "4.0")
                + "{\"configHash\": \"cut");

        // By hand: 1 and 3 have the mean 2 and the deviation √2; with 5 they have 3 and 2.
        assertThat(succeed("table", results).out()).isEqualTo("""
                rate  env.a_b  cells        totalCost      successRate            steps
                   2      x,y      2  2.0000 ± 1.4142  1.0000 ± 0.0000  3.0000 ± 0.0000
                  10      x,y      1  5.0000           1.0000           3.0000
                """);
        assertThat(succeed("table", folder, "--by", "env.a_b", "--columns", "totalCost,failure", "--format", "csv")
                        .out())
                .isEqualTo("env.a_b,cells,failed,totalCost,totalCostSd,failure,failureSd\n\"x,y\",3,0,3.0,2.0,"
                        + "2.333333333333333,1.5275252316519465\n");
        assertThat(succeed("table", results, "--by", "env.a_b", "--columns", "totalCost", "--format", "markdown").out())
                .isEqualTo("| env.a_b | cells | totalCost |\n| ---: | ---: | ---: |\n| x,y | 3 | 3.0000 ± 2.0000 |\n");
        assertThat(succeed("table", results, "--by", "env.a_b", "--columns", "totalCost", "--format", "latex").out())
                .isEqualTo("""
                        % needs \\usepackage{booktabs}
                        \\begin{tabular}{rrr}
                        \\toprule
                        env.a\\_b & cells & totalCost \\\\
                        \\midrule
                        x,y & $3$ & $3.0000 \\pm 2.0000$ \\\\
                        \\bottomrule
                        \\end{tabular}
                        """);
        assertFailure(CommandRun.of("table", results, "--by", "rat"), "--by: there is no \"rat\"; did you mean rate?");
        assertFailure(CommandRun.of("table", results, "--columns", "cost"), "--columns: there is no \"cost\"; expected"
                + " some of totalCost, successRate, steps, latency, monetary, constraint, failure, divergence");
    }

    @Test
    void aTableOfReproduce() throws IOException {
        Path output = folder.resolve("r");
        Json summary = Json.parse(succeed(
                        "reproduce", "--seeds", 2, "--episodes", 64, "--eval-episodes", 20, "--json", "--output",
                        output)
                .out());

        List<String> lines = succeed("table", output, "--format", "csv").out().lines().toList();

        assertThat(lines).hasSize(1 + summary.get("policies").keys().size());
        String first = summary.get("policies").keys().stream().sorted().findFirst().orElseThrow();
        assertThat(lines.get(1)).startsWith(
                first + ",2,0," + summary.get("policies").get(first).get("totalCost").get("mean").text() + ",");
    }

    @Test
    void whatIsNoResultIsRefused() throws IOException {
        Path sweep = file(GRID);
        Path output = folder.resolve("run");
        succeed("sweep", sweep, "--output", output);
        Path results = output.resolve("results.jsonl");
        Files.writeString(results, "rubbish\n", StandardOpenOption.APPEND);
        assertFailure(CommandRun.of("sweep", sweep, "--output", output), InputFile.name(results)
                + ", line 13: expected the result of a cell, found \"rubbish\"; remove this line, and the cell is"
                + " computed again");
        Path empty = Files.createFile(folder.resolve("empty.jsonl"));
        assertFailure(CommandRun.of("table", empty), InputFile.name(empty) + ": has no results yet");
        assertFailure(CommandRun.of("table", sweep), InputFile.name(sweep)
                + ": expected results.jsonl of 'baton sweep' or summary.json of 'baton reproduce', found something"
                + " else");
        assertFailure(CommandRun.of("merge", folder, "--output", folder.resolve("m")), InputFile.name(folder.resolve(
                "environment.yaml")) + ": no such file; expected a folder of 'baton sweep'");
    }
}
