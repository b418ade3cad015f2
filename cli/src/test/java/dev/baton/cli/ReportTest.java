package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.baton.Activation;
import dev.baton.Backend;
import dev.baton.cli.option.EnvFile;
import dev.baton.cli.print.Axis;
import dev.baton.cli.print.Csv;
import dev.baton.cli.print.CsvTable;
import dev.baton.cli.print.HtmlPage;
import dev.baton.cli.print.HtmlTable;
import dev.baton.cli.print.MarkdownTables;
import dev.baton.cli.print.Numbers;
import dev.baton.cli.print.TextTable;
import dev.baton.cli.process.Build;
import dev.baton.cli.report.Charts;
import dev.baton.cli.report.Curve;
import dev.baton.cli.report.PolicyMap;
import dev.baton.env.CostComponent;
import dev.baton.env.EnvSpec;
import dev.baton.exact.ExactResults;
import dev.baton.exact.ExactSolver;
import dev.baton.files.Method;
import dev.baton.files.TrainedPolicy;
import dev.baton.files.text.JsonWriter;
import dev.baton.files.text.YamlNode;
import dev.baton.nn.MlpSpec;
import dev.baton.policy.MlpPolicy;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** The page that {@code report} writes, from every kind of output folder. */
class ReportTest {
    private static final int MOST_BYTES = 2_000_000;
    private static final String NASTY = "<script>alert(1)</script> & \"b\"";
    private static final Pattern FIGURE = Pattern.compile("<figure>(.*?)</figure>", Pattern.DOTALL);
    private static final Pattern SVG = Pattern.compile("<svg .*?</svg>", Pattern.DOTALL);
    private static final Pattern JSON =
            Pattern.compile("<script type=\"application/json\">(.*?)</script>", Pattern.DOTALL);
    private static final Path CASCADE = Path.of("..", "environments", "cascade.yaml");

    @TempDir
    private static Path folder;

    @TempDir
    private Path scratch;

    @BeforeAll
    static void makeRuns() throws IOException {
        Path env = Files.writeString(
                folder.resolve("nasty.yaml"),
                Files.readString(CommandRun.PAPER)
                        .replace("name: paper", "name: " + JsonWriter.quote(NASTY))
                        .replace("name: retriever,", "name: \"<b>retriever\","));
        Object[] small = {"--episodes", 96, "--eval-episodes", 20, "--hidden", 4, "--seeds", 2};
        succeed("train", CommandRun.words(small, new Object[] {"--env", env, "--output", folder.resolve("train")}));
        succeed("train", CommandRun.words(small, new Object[] {"--output", folder.resolve("<i>other")}));
        succeed("train", CommandRun.words(
                small, new Object[] {"--method", "ppo", "--env", CASCADE, "--output", folder.resolve("hidden")}));
        succeed("reproduce", CommandRun.words(small, new Object[] {"--output", folder.resolve("reproduce")}));
        succeed("ablate", CommandRun.words(small, new Object[] {"--output", folder.resolve("ablate")}));
        succeed("frontier", CommandRun.words(small, new Object[] {
            "--weight", "constraint,monetary", "--from", 0.5, "--to", 3, "--points", 2, "--output",
            folder.resolve("frontier")
        }));
        succeed("robustness", "--policy", "cost-aware", "--episodes", 20, "--seeds", 2, "--output",
                folder.resolve("shifted"));
        Path sweep = Files.writeString(folder.resolve("sweep.yaml"), """
                seeds: 2
                config: {episodes: 32, evalEpisodes: 5}
                random:
                  count: 14
                  seed: 3
                  keys:
                    hidden: [[4], [3, 3]]
                    learningRate: {from: 0.0001, to: 0.1, log: true}
                """);
        succeed("sweep", sweep, "--output", folder.resolve("sweep"));
    }

    private static void succeed(String command, Object... words) {
        CommandRun run = CommandRun.of(CommandRun.words(new Object[] {command}, words));
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
    }

    private String page(Object... runs) throws IOException {
        Path file = scratch.resolve("page.html");
        succeed("report", CommandRun.words(runs, new Object[] {"--output", file}));
        return Files.readString(file);
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group).toList();
    }

    private static List<String> headings(String page) {
        return Pattern.compile("<h2>(.*?)</h2>").matcher(page).results().map(r -> r.group(1)).toList();
    }

    static Stream<Arguments> kinds() {
        return Stream.of(
                Arguments.of(
                        List.of("train"),
                        List.of(
                                "Results", "Learning curves", "What the cost consists of", "What the policy does first",
                                "Where this comes from"),
                        4),
                Arguments.of(List.of("train/seed-1"),
                        List.of("Results", "Learning curves", "What the policy does first", "Where this comes from"),
                        3),
                Arguments.of(
                        List.of("reproduce"),
                        List.of(
                                "Results", "What the cost consists of", "Regret by seed", "What the policy does first",
                                "Where this comes from"),
                        3),
                Arguments.of(
                        List.of("ablate"),
                        List.of("Results", "Learning curves", "Regret by seed", "Where this comes from"), 3),
                Arguments.of(
                        List.of("frontier"), List.of("Results", "Frontier", "Regret by seed", "Where this comes from"),
                        3),
                Arguments.of(
                        List.of("hidden"),
                        List.of(
                                "Results", "Learning curves", "What the cost consists of", "Playbook",
                                "Where this comes from"),
                        3),
                Arguments.of(
                        List.of("shifted"), List.of("Results", "Shifted environments", "Where this comes from"), 1),
                Arguments.of(
                        List.of("sweep"), List.of("Results", "What each setting does", "Where this comes from"), 2),
                Arguments.of(
                        List.of("sweep", "frontier"),
                        List.of("Results", "What each setting does", "Frontier", "Regret by seed",
                                "Where this comes from"), 5),
                Arguments.of(
                        List.of("train", "<i>other"),
                        List.of(
                                "Results", "Learning curves", "What the cost consists of", "What the policy does first",
                                "Where this comes from"),
                        5),
                Arguments.of(
                        List.of("ablate", "frontier"),
                        List.of("Results", "Learning curves", "Frontier", "Regret by seed", "Where this comes from"),
                        5));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyFolderGivesAPageWithItsParts(List<String> runs, List<String> sections, int figures) throws Exception {
        String page = page(runs.stream().map(folder::resolve).toArray());

        assertThat(page.length()).isLessThan(MOST_BYTES);
        assertThat(headings(page)).isEqualTo(sections);
        List<String> found = all(FIGURE, page);
        assertThat(found).hasSize(figures);
        for (String figure : found) {
            assertThat(figure).containsPattern("<h3>.+</h3>").containsPattern("<figcaption>.+</figcaption>");
            assertThat(figure).containsPattern("(?s)<details><summary>Numbers</summary>.*<tbody>\n<tr><td");
            List<String> pictures = all(SVG, figure);
            assertThat(pictures).isNotEmpty();
            for (String picture : pictures) {
                Element svg = parse(picture);
                assertThat(svg.getAttribute("role")).isEqualTo("img");
                assertThat(svg.getElementsByTagName("title").item(0).getTextContent())
                        .isNotBlank()
                        .isEqualTo(svg.getAttribute("aria-label"));
                assertThat(svg.getElementsByTagName("g").getLength()).isPositive();
            }
            assertThat(picture(figure)).doesNotContain("NaN", "Infinity");
        }
        requireSelfContained(page);
        // Every reference within leads somewhere.
        for (MatchResult link : Pattern.compile("href=\"#([^\"]+)\"").matcher(page).results().toList()) {
            assertThat(page).contains("id=\"" + link.group(1) + "\"");
        }
    }

    private static String picture(String figure) {
        return String.join("", all(SVG, figure));
    }

    private static Element parse(String svg) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(svg))).getDocumentElement();
    }

    private static void requireSelfContained(String page) {
        assertThat(page).contains("default-src 'none'");
        assertThat(page).doesNotContainPattern("(?i)\\b(?:src|href|action|poster|data|srcset)\\s*=\\s*\"(?!#)");
        assertThat(page).doesNotContainPattern("(?i)<(?:link|img|iframe|object|embed|base|form)\\b");
        assertThat(page).doesNotContainPattern("(?i)url\\(|@import|\\bfetch\\(|XMLHttpRequest|WebSocket|import\\(");
    }

    @Test
    void namesFromFilesAreTextWhereverTheyStand() throws IOException {
        String page = page(folder.resolve("train"), folder.resolve("<i>other"));

        assertThat(page)
                .doesNotContain("<script>alert", "<b>retriever", "<i>other")
                .contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;b&quot;", "&lt;b&gt;retriever",
                        "&lt;i&gt;other");
        List<MatchResult> islands = JSON.matcher(page).results().toList();
        assertThat(islands).hasSize(2);
        for (MatchResult island : islands) {
            assertThat(island.group(1)).doesNotContain("<");
            YamlNode.Sequence series = (YamlNode.Sequence) Json.parse(island.group(1)).get("series").node();
            assertThat(series.items().stream().map(item -> new Json(item).get("name").text()))
                    .containsExactly("train", "<i>other");
        }
    }

    @Test
    void theBarsAddUpToTheCostThatTheRunSays() throws IOException {
        Json run = Json.parse(Files.readString(folder.resolve("train/run.json")));
        EnvSpec spec = EnvFile.read(folder.resolve("train/environment.yaml"));
        double total = 0;
        for (CostComponent each : CostComponent.ALL) {
            Json component = run.get("result").get("components").get(each.key());
            total += spec.weights().get(each) * component.get("mean").number();
        }
        assertThat(total).isCloseTo(run.get("result").get("totalCost").get("mean").number(), within(1e-3));
        String bars = all(FIGURE, page(folder.resolve("train"))).stream()
                .filter(figure -> figure.contains("<h3>Cost by component</h3>"))
                .findFirst()
                .orElseThrow();
        assertThat(bars).contains("<tr><td>learned</td><td class=\"n\">" + Numbers.fixed(total) + "</td>");
    }

    @Test
    void thePapersFiguresStandBesideThePresetOnly() throws IOException {
        // λ · the paper's components of the learned policy: 0.25, 0.1, 2, 0.85 and 0.5 times Table 2's means.
        String paper = Numbers.fixed(
                0.25 * 25.2705 + 0.1 * 8.2974 + 2 * 0.4607 + 0.85 * 0.5896 + 0.5 * 3.3124);
        assertThat(page(folder.resolve("reproduce")))
                .contains("<td>learned, paper</td><td class=\"n\">" + paper + "</td>", "<td>latency, paper</td>")
                .contains("<td>Optimum (exact)</td>");
        assertThat(page(folder.resolve("hidden"))).doesNotContain(", paper</td>");
    }

    @Test
    void whatTheProgramWasIsTold() throws IOException {
        for (String run : List.of("train", "reproduce", "ablate", "frontier")) {
            assertThat(page(folder.resolve(run)))
                    .as(run)
                    .contains("<td>command</td><td>baton " + run + " ", "<td>processor</td>", "<td>kernels</td>")
                    .contains(
                            "<td>java</td>", "<td>fingerprint</td>", "config.yaml", "environment.yaml", "horizon: 10");
        }
    }

    @Test
    void thePlaybookIsATreeThatFolds() throws IOException {
        String page = page(folder.resolve("hidden"));
        String text = CommandRun.of("playbook", "--env", CASCADE, "--depth", 5, "--min-probability", 0.03).out();
        List<String> places = text.lines().skip(3).map(String::strip).toList();
        assertThat(places).hasSizeGreaterThan(5);
        for (String place : places) {
            assertThat(page).contains(HtmlPage.escaped(place));
        }
        assertThat(Pattern.compile("<details class=\"branch\"").matcher(page).results().count()).isGreaterThan(3);
    }

    @Test
    void aSweepIsItsConfigurationsTheBestFirstAndADotForEachOfThem() throws IOException {
        String page = page(folder.resolve("sweep"));
        List<String> costs = Pattern.compile("<tr><td>\\[(?:4|3, 3)\\]</td><td>[0-9.E-]+</td><td class=\"n\">2</td>"
                        + "<td class=\"n\">0</td><td class=\"n\">([0-9.]+) ± ")
                .matcher(page).results().map(row -> row.group(1)).toList();

        assertThat(costs).hasSize(14).isSortedAccordingTo(Comparator.comparingDouble(Double::parseDouble));
        List<String> figures = all(FIGURE, page);
        assertThat(figures.get(0)).contains("<h3>Total cost by hidden</h3>", ">[4]</text>", ">[3, 3]</text>");
        assertThat(figures.get(0).split("<circle class=\"mark\"", -1)).hasSize(15);
        assertThat(figures.get(1)).contains("<h3>Total cost by learningRate</h3>", ">log10 of learningRate</text>");
        assertThat(figures.get(1).split("<circle class=\"mark\"", -1)).hasSize(15);
        assertThat(page).contains("<summary>sweep.yaml</summary>", "<td>command</td><td>baton sweep ",
                "<td>kernels</td><td>plain Java</td>");
    }

    @Test
    void shiftedEnvironmentsAreOptimumAndRegret() throws IOException {
        Json run = Json.parse(Files.readString(folder.resolve("shifted/summary.json")));
        String page = page(folder.resolve("shifted"));
        String figure = all(FIGURE, page).getFirst();
        List<Json> rows = ((YamlNode.Sequence) run.get("rows").node()).items().stream().map(Json::new).toList();

        assertThat(rows).hasSize(7);
        for (Json row : rows) {
            double optimum = row.get("optimum").get("totalCost").number();
            double regret = row.get("regret").get("mean").number();
            assertThat(figure).contains("<tr><td>" + row.get("shift").text()
                    + "</td><td class=\"n\">" + Numbers.fixed(optimum + regret)
                    + "</td><td class=\"n\">" + Numbers.fixed(optimum)
                    + "</td><td class=\"n\">" + Numbers.fixed(regret) + "</td></tr>");
        }
        assertThat(page)
                .contains("<td>command</td><td>baton robustness --policy cost-aware ", "Policy cost-aware, mean");
        assertThat(Files.readString(folder.resolve("shifted/per-seed.csv")).lines()).hasSize(15)
                .startsWith("shift,seed,totalCost,successRate");
        CommandRun again = CommandRun.of("robustness", "--policy", "random", "--output", folder.resolve("shifted"));
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err()).contains("summary.json").hasLineCount(1);
    }

    @Test
    void cellsInQuotesAreReadAsTheyWereWritten() {
        for (List<String> cells : List.of(List.of("a,b", "", "c\"d\"", "\"", ","), List.of(""), List.of("\"\"", "x"))) {
            String line = cells.stream().map(Csv::cell).collect(Collectors.joining(","));
            assertThat(Csv.cells(line)).isEqualTo(cells);
        }
    }

    /** The pictures of the page by themselves, and no picture of an earlier page. */
    @Test
    void everyChartIsAPictureByItself() throws Exception {
        Path plots = Files.createDirectories(scratch.resolve("page-plots"));
        Files.writeString(plots.resolve("07-earlier.svg"), "");
        Files.writeString(plots.resolve("notes.txt"), "");
        String page = page(folder.resolve("train"), "--plots");

        List<String> names =
                List.of("01-learning-total-cost", "02-learning-success-rate", "03-cost-by-component", "04-policy-map");
        try (Stream<Path> files = Files.list(plots)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                    Stream.of("notes.txt"),
                                    names.stream().flatMap(name -> Stream.of(name + ".svg", name + ".png")))
                            .toList());
        }
        List<String> figures = all(FIGURE, page);
        for (int f = 0; f < names.size(); f++) {
            String text = Files.readString(plots.resolve(names.get(f) + ".svg"));
            Element svg = parse(text);
            assertThat(svg.getNamespaceURI() == null ? svg.getAttribute("xmlns") : svg.getNamespaceURI())
                    .isEqualTo("http://www.w3.org/2000/svg");
            assertThat(text).doesNotContain("var(", "currentColor");
            for (String drawn : all(Pattern.compile("points=\"[^\"]+\"|<rect class[^>]+>"), picture(figures.get(f)))) {
                assertThat(text).contains(drawn);
            }
            BufferedImage image = ImageIO.read(plots.resolve(names.get(f) + ".png").toFile());
            assertThat(image.getWidth()).isEqualTo(3 * Integer.parseInt(svg.getAttribute("width")));
            assertThat(image.getHeight()).isEqualTo(3 * Integer.parseInt(svg.getAttribute("height")));
            // Every colour of a series that the file names is in the picture, and so are dark letters on white.
            int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
            Set<Integer> colors =
                    Arrays.stream(pixels).map(pixel -> pixel & 0xffffff).boxed().collect(Collectors.toSet());
            assertThat(colors).contains(0xffffff, 0x515a64);
            Pattern swatch = Pattern.compile("height=\"12\" fill=\"#([0-9a-f]{6})\"");
            for (MatchResult entry : swatch.matcher(text).results().toList()) {
                assertThat(colors).contains(Integer.parseInt(entry.group(1), 16));
            }
            assertThat(colors).containsAnyOf(0x0b61a4, 0xb3261e, 0x1b7a3d);
        }
        assertThat(Files.readString(plots.resolve(names.get(3) + ".svg")))
                .contains(">1 cached_lookup</text>", "3 &lt;b&gt;retriever</text>");
    }

    /** As TensorBoard's own reader takes them; the first bytes are those of any such file. */
    @Test
    void tensorBoardReadsTheCurvesOfEverySeed() throws IOException {
        page(folder.resolve("train"), "--tensorboard");
        for (String seed : List.of("seed-0", "seed-1")) {
            CsvTable metrics = CsvTable.read(folder.resolve("train").resolve(seed).resolve("metrics.csv"));
            List<String> curves = List.of("totalCost", "successRate", "steps", "gradientNorm");
            ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(
                            scratch.resolve("page-tensorboard/train")
                                    .resolve(seed)
                                    .resolve("events.out.tfevents.0.baton")))
                    .order(ByteOrder.LITTLE_ENDIAN);
            byte[] start = new byte[13];
            file.get(0, start);
            assertThat(HexFormat.of().formatHex(start)).isEqualTo("1800000000000000a37f4b2209");
            assertThat(record(file)).endsWith("\u001a\rbrain.Event:2".getBytes(StandardCharsets.UTF_8));
            for (int row = 0; row < metrics.rows().size(); row++) {
                for (String curve : curves) {
                    ByteBuffer event = ByteBuffer.wrap(record(file)).order(ByteOrder.LITTLE_ENDIAN);
                    assertThat(event.get()).as("double, wall_time").isEqualTo((byte) (1 << 3 | 1));
                    assertThat(event.getDouble()).isBetween(1.7e9, 1e10);
                    assertThat(event.get()).as("varint, step").isEqualTo((byte) (2 << 3));
                    assertThat(varint(event)).isEqualTo(Integer.parseInt(metrics.text(row, "episodes")));
                    assertThat(event.get()).as("message, summary").isEqualTo((byte) (5 << 3 | 2));
                    assertThat(varint(event)).isEqualTo(event.remaining());
                    assertThat(event.get()).as("message, value").isEqualTo((byte) (1 << 3 | 2));
                    assertThat(varint(event)).isEqualTo(event.remaining());
                    assertThat(event.get()).as("string, tag").isEqualTo((byte) (1 << 3 | 2));
                    byte[] tag = new byte[varint(event)];
                    event.get(tag);
                    assertThat(new String(tag, StandardCharsets.UTF_8)).isEqualTo(curve);
                    assertThat(event.get()).as("float, simple_value").isEqualTo((byte) (2 << 3 | 5));
                    assertThat(event.getFloat()).isEqualTo((float) metrics.number(row, curve));
                    assertThat(event.hasRemaining()).isFalse();
                }
            }
            assertThat(file.hasRemaining()).isFalse();
        }
        CommandRun without = CommandRun.of(
                "report", folder.resolve("reproduce"), "--output", scratch.resolve("none.html"), "--tensorboard");
        assertThat(without.err())
                .startsWith("baton: --tensorboard: ")
                .contains("no metrics.csv of updates here")
                .hasLineCount(1);
        assertThat(scratch.resolve("none.html")).doesNotExist();
    }

    /** Takes a record with the checksums of its length and itself, computed bit by bit. */
    private static byte[] record(ByteBuffer file) {
        byte[] length = new byte[8];
        file.get(file.position(), length);
        int size = (int) file.getLong();
        assertThat(file.getInt()).isEqualTo(masked(length));
        byte[] record = new byte[size];
        file.get(record);
        assertThat(file.getInt()).isEqualTo(masked(record));
        return record;
    }

    private static int masked(byte[] bytes) {
        int crc = ~0;
        for (byte b : bytes) {
            crc ^= b & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ 0x82f63b78;
            }
        }
        return (~crc >>> 15 | ~crc << 17) + 0xa282ead8;
    }

    private static int varint(ByteBuffer event) {
        int value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = event.get();
            value |= (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    @Test
    void theSameFolderGivesTheSameBytesAndNothingIsLeftBeside() throws IOException {
        Path run = folder.resolve("frontier");
        succeed("report", run);
        byte[] first = Files.readAllBytes(run.resolve("report.html"));
        succeed("report", run);
        assertThat(Files.readAllBytes(run.resolve("report.html"))).isEqualTo(first);
        succeed("report", run, folder.resolve("ablate"));
        assertThat(run.resolve("comparison.html")).isRegularFile();
        try (Stream<Path> files = Files.list(run)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.contains("partial"));
        }
    }

    @Test
    void aMapShowsWhatAPolicyDoesAndWhatIsOptimal() {
        EnvSpec spec = EnvFile.read(CommandRun.PAPER);
        MlpSpec shape = new MlpSpec(spec.observationSize(), List.of(2), spec.actionCount(), Activation.TANH);
        float[] parameters = new float[shape.parameterCount()];
        // All weights are 0 and the last bias but two is the greatest: always action 2.
        parameters[parameters.length - 3] = 1;
        TrainedPolicy always = TrainedPolicy.of(
                new MlpPolicy(shape, parameters), spec, Build.provenance(Method.REINFORCE, 0, 1, ""));

        PolicyMap map = PolicyMap.of(spec, List.of(always), 0, 3);

        assertThat(Arrays.stream(map.learned()).distinct()).containsExactly(2);
        int cells = PolicyMap.SIDE * PolicyMap.SIDE;
        ExactResults results = new ExactResults(1);
        double[] task = {3.75, 3.75, 3.75, 3.75};
        for (int cell = 0; cell < cells; cell += 37) {
            task[0] = map.ranges()[0]
                    + (map.ranges()[1] - map.ranges()[0]) * (cell % PolicyMap.SIDE + 0.5) / PolicyMap.SIDE;
            int row = cell / PolicyMap.SIDE;
            task[3] = map.ranges()[2] + (map.ranges()[3] - map.ranges()[2]) * (row + 0.5) / PolicyMap.SIDE;
            ExactSolver.of(spec, Backend.SCALAR).solveAll(task, null, results);
            // Of equally good actions it shows the learned one.
            boolean tie = map.optimal()[cell] == 2 && map.excess()[cell] == 0;
            assertThat(tie || map.optimal()[cell] == results.firstAction[0]).as("cell %d", cell).isTrue();
            assertThat(map.excess()[cell]).isGreaterThanOrEqualTo(0);
        }
        long others = Arrays.stream(map.optimal()).filter(k -> k != 2).count();
        assertThat(map.disagreement()).isEqualTo((double) others / cells);
        assertThat(map.figure("x").pictures().get(0).split("class=\"differs\"", -1)).hasSize((int) others + 1);
    }

    @Test
    void aCurveIsTheMeanOverSeedsWithTheirLeastAndGreatest() {
        CsvTable one = csv(List.of("32", "64"), List.of("4.0", "2.0"));
        CsvTable other = csv(List.of("32", "64", "96"), List.of("8.0", "1.0", "0.5"));
        Curve curve = Curve.of("a", List.of(one, other), "x", "y");
        assertThat(curve.x()).containsExactly(32.0, 64.0);
        assertThat(curve.mean()).containsExactly(6.0, 1.5);
        assertThat(curve.low()).containsExactly(4.0, 1.0);
        assertThat(curve.high()).containsExactly(8.0, 2.0);
        assertThat(Curve.of("a", List.of(one), "x", "y").hasBand()).isFalse();

        List<String> many = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= 2 * Curve.MOST_POINTS; i++) {
            many.add(Integer.toString(i));
            values.add(Integer.toString(i % 2 == 0 ? 10 : 20));
        }
        Curve averaged = Curve.of("a", List.of(csv(many, values)), "x", "y");
        assertThat(averaged.x()).hasSize(Curve.MOST_POINTS).startsWith(2.0, 4.0);
        assertThat(averaged.mean()).containsOnly(15.0);
    }

    private static CsvTable csv(List<String> x, List<String> y) {
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < x.size(); i++) {
            rows.add(List.of(x.get(i), y.get(i)));
        }
        return new CsvTable("t.csv", List.of("x", "y"), rows);
    }

    @Test
    void axesEndAtRoundNumbers() {
        Axis axis = Axis.over(List.of(0.13, 9.2), false, 0, 100);
        assertThat(axis.ticks()).containsExactly(0.0, 2.0, 4.0, 6.0, 8.0, 10.0);
        assertThat(axis.at(5)).isEqualTo(50);
        assertThat(Axis.over(List.of(), false, 0, 1).ticks()).isNotEmpty();
        assertThat(Axis.over(List.of(3.0, 3.0), false, 0, 1).ticks()).hasSizeGreaterThan(1);
        assertThat(Axis.over(List.of(0.0), true, 0, 1).at(0)).isZero();
        assertThat(Axis.over(List.of(1.0, 2.0), true, 0, 1).least()).isZero();
    }

    @Test
    void aHistogramStandsForManySeeds() {
        List<String> seeds = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        for (int s = 0; s < 40; s++) {
            seeds.add(Integer.toString(s));
            values.add(s < 30 ? 0.05 : 0.95);
        }
        String picture = Charts.perSeed("t", "regret", List.of("learned"), List.of(seeds), List.of(values), "")
                .pictures().get(0);
        assertThat(picture).contains(": 30 seeds</title>", ": 10 seeds</title>").doesNotContain("<circle");
    }

    @Test
    void markdownBarsWithinCellsStay() {
        HtmlPage page = new HtmlPage("t");
        TextTable table = new TextTable(List.of("name", ">value"));
        table.row(List.of("a|b", "1"));
        MarkdownTables.write("# title\n\nsome\nwords\n\n" + table.markdown(), page);
        assertThat(page.finish())
                .contains("<p>some words</p>", "<td>a|b</td><td class=\"n\">1</td>",
                        "<th scope=\"col\" class=\"n\">value</th>");
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("missing", "missing: no such folder; expected the output folder of a run"),
                Arguments.of("nasty.yaml", "nasty.yaml: is not a folder; expected the output folder of a run"),
                Arguments.of(
                        "empty",
                        "empty: holds no run; expected the output folder of 'baton train', 'reproduce', 'ablate',"
                                + " 'frontier', 'robustness' or 'sweep'"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatIsNoRunIsRefusedInOneLine(String name, String message) throws IOException {
        Files.createDirectories(folder.resolve("empty"));
        CommandRun run = CommandRun.of("report", folder.resolve(name));
        assertThat(run.err()).isEqualTo("baton: " + folder + "/" + message + "\n");
        assertThat(run.out()).isEmpty();
        assertThat(run.code()).isEqualTo(1);
    }

    @Test
    void noFileOfSomebodyElseIsOverwritten() throws IOException {
        Path notes = Files.writeString(scratch.resolve("notes.html"), "<p>mine</p>");
        CommandRun run = CommandRun.of("report", folder.resolve("train"), "--output", notes);
        assertThat(run.err())
                .isEqualTo("baton: " + notes + ": is there already and is not a page of 'baton report'; choose another"
                        + " name or remove it first\n");
        assertThat(notes).hasContent("<p>mine</p>");
        assertThat(CommandRun.of("report", folder.resolve("train"), "--output", scratch).err())
                .isEqualTo("baton: " + scratch + ": is a folder; expected the name of a file to write\n");
        Path nowhere = scratch.resolve("no/page.html");
        assertThat(CommandRun.of("report", folder.resolve("train"), "--output", nowhere).err())
                .isEqualTo("baton: " + nowhere + ": cannot be written: no such file or folder\n");
    }

    @Test
    void wrongWordsAreUsageErrors() {
        Map<List<Object>, String> wrong = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
        wrong.put(List.of(), "missing required parameter: 'DIR'");
        wrong.put(List.of(folder.resolve("train"), "--dimensions", "1,1"),
                "invalid value for option '--dimensions': expected two different dimensions, counted from 1, such as"
                        + " 1,2, found \"1,1\"");
        wrong.put(List.of(folder.resolve("train"), "--dimensions", "1,5"),
                "--dimensions: expected two of the 4 dimensions of " + folder.resolve("train") + ", found 1,5");
        wrong.forEach((words, message) -> {
            CommandRun run = CommandRun.of(CommandRun.words(new Object[] {"report"}, words.toArray()));
            assertThat(run.err()).isEqualTo("baton report: " + message + "; try 'baton report --help'\n");
            assertThat(run.code()).isEqualTo(2);
        });
    }

    @Test
    void brokenFilesAreOneLineEach() throws IOException {
        Path run = Files.createDirectory(scratch.resolve("run"));
        Files.writeString(run.resolve("run.json"), "{}");
        Files.writeString(run.resolve("metrics.csv"), "update,episodes,totalCost\n1,32,x\n");
        assertThat(CommandRun.of("report", run).err())
                .isEqualTo("baton: " + run.resolve("metrics.csv")
                        + ", line 2: totalCost: expected a number, found \"x\"\n");
        Files.writeString(run.resolve("metrics.csv"), "update,episodes,totalCost\n1,32\n");
        assertThat(CommandRun.of("report", run).err())
                .isEqualTo("baton: " + run.resolve("metrics.csv")
                        + ", line 2: expected 3 values, as many as the header has, found 2\n");
        Files.writeString(run.resolve("metrics.csv"), "");
        Files.writeString(run.resolve("run.json"), "{\"result\": {\"totalCost\": {\"perSeed\": [true]}}}");
        assertThat(CommandRun.of("report", run).err())
                .isEqualTo("baton: " + run.resolve("run.json") + ", line 1: expected a number, found true\n");
        Files.writeString(run.resolve("run.json"), "{}");
        assertThat(CommandRun.of("report", run).code()).isZero();
        assertThat(headings(Files.readString(run.resolve("report.html"))))
                .containsExactly("Results", "Where this comes from");
    }

    @Test
    void tablesRefuseRowsOfAnotherLength() {
        HtmlTable table = new HtmlTable(List.of("a", "b"));
        assertThatThrownBy(() -> table.row(List.of("1"))).hasMessage("cells: expected 2, found 1");
        assertThat(table.isEmpty()).isTrue();
    }
}
