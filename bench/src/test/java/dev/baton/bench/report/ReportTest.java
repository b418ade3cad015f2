package dev.baton.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static Path results() {
        try {
            return Path.of(ReportTest.class.getResource("/results").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Row> rows(String suite) throws IOException {
        return Row.parse(suite, Files.readString(results().resolve(suite + ".json")));
    }

    private static String markdown() throws IOException {
        return Report.markdown(Suite.read(results()));
    }

    /** The lines of the section that begins with a heading. */
    private static List<String> section(String heading) throws IOException {
        return markdown()
                .lines()
                .dropWhile(line -> !line.equals(heading))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("| "))
                .skip(2)
                .toList();
    }

    @Test
    void throughputAndTimeAreOneAnothersInverse() throws IOException {
        Row rollout = rows("rollout").get(1);
        assertThat(rollout.perMicrosecond().value()).isEqualTo(20);
        assertThat(rollout.nanosPerSample().value()).isEqualTo(50);
        assertThat(rollout.nanosPerSample().error()).isCloseTo(1.25, within(1e-9));

        Row twoThreads = rows("rollout").get(3);
        assertThat(twoThreads.perMicrosecond().value()).isEqualTo(38);
        assertThat(twoThreads.nanosPerSample().value()).as("per core").isCloseTo(52.63, within(0.01));

        Row layer = rows("kernels").get(0);
        assertThat(layer.nanosPerSample().value()).isEqualTo(22);
        assertThat(layer.perMicrosecond().value()).isCloseTo(45.45, within(0.01));
    }

    @Test
    void sharesReferToTheYardsticksOfTheRun() throws IOException {
        Limits limits = Limits.of(rows("yardsticks"));
        // 2 · 11 · 64 operations in 22 ns of 96 GFLOP/s.
        assertThat(limits.share(rows("kernels").get(0))).hasValueCloseTo(1408 / 22.0 / 96, within(1e-9));
        // (7 + 11) floats in 0.72 ns of 200 GB/s.
        assertThat(limits.share(rows("kernels").get(1))).hasValueCloseTo(72 / 0.72 / 200, within(1e-9));
        // 5 forward passes of 1,408 weights, 4 backward passes of 1,408 and 352, in 1,000 ns of one of two cores;
        // beside its iterations the peak was 64 GFLOP/s.
        assertThat(limits.share(rows("ppo").get(0)))
                .hasValueCloseTo((5 * 2 * 1408 + 4 * 2 * (1408 + 352)) / 1000.0 / 64, within(1e-9));
        // 2 · 64 · 16 operations in 50 ns.
        assertThat(limits.share(rows("rollout").get(1))).hasValueCloseTo(2048 / 50.0 / 96, within(1e-9));
    }

    @Test
    void rolloutsCompareWithTheScalarKernelAndBetweenCores() throws IOException {
        assertThat(section("## Rollout"))
                .anySatisfy(line -> assertThat(line)
                        .contains("11-64-5 ReLU", "SIMD", "4096", "20.0 ± 0.50", "50.0", "43 %", "10.0 ×", "rollout"));
        assertThat(section("## Two cores over one")).singleElement().satisfies(line -> assertThat(line)
                .contains("20.0", "38.0", "1.90 ×"));
        assertThat(section("## Time per step over the batch")).singleElement().satisfies(line -> assertThat(line)
                .contains("45.5", "50.0", "10 %"));
    }

    /** The yardstick says 96 GFLOP/s of 192; beside PPO's own iterations it was 64. */
    @Test
    void targetsScaleWithThePeak() throws IOException {
        assertThat(section("## Targets"))
                .anySatisfy(line -> assertThat(line).contains("rollout, 11-64-5, ReLU", "40.0 | 55.0 | 40.0 | floor"))
                .anySatisfy(line -> assertThat(line).contains("PPO, 11-64-5 and 11-32-1", "3.00 | 8.00 | 6.00 | floor"))
                .anySatisfy(line -> assertThat(line).contains("first layer", "60.0 | 73.0 | 66.7 | floor"))
                .anySatisfy(line -> assertThat(line).contains("forward pass", "10.0 | floor"));
    }

    /**
     * 20 samples per microsecond for a second, and a median of 1,000 bytes an iteration; two threads count each
     * other's.
     */
    @Test
    void bytesAreThoseOfAnIterationOverItsSamples() throws IOException {
        Row rollout = rows("rollout").get(1);
        assertThat(rollout.allocatedPerSample(0)).isCloseTo(1000 / 20e6, within(1e-12));
        assertThat(rollout.allocatedPerSample(400)).isCloseTo(600 / 20e6, within(1e-12));
        assertThat(rollout.allocatedPerSample(1200)).isZero();
        Row twoThreads = rows("rollout").get(3);
        assertThat(twoThreads.threads()).isEqualTo(2);
        assertThat(twoThreads.allocatedPerSample(200)).isCloseTo(200 / 38e6, within(1e-12));
    }

    /** One core: 10 and 20, 20 and 10, 10 and 10 samples per microsecond; both: 27, 30, 18. Ratios 1.8, 2, 1.8. */
    @Test
    void whatRanInTurnIsOneRowAndComparesRoundByRound() {
        int[][] rounds = {{10, 20, 27}, {20, 10, 30}, {10, 10, 18}};
        String text = Arrays.stream(rounds)
                .flatMap(rates -> Stream.of(
                        trainingResult(1, rates[0]), trainingResult(1, rates[1]), trainingResult(2, rates[2])))
                .collect(Collectors.joining(",", "[", "]"));
        List<Row> rows = Row.parse("training-2-cores", text);
        assertThat(rows).hasSize(2);
        Row one = rows.get(0);
        Row two = rows.get(1);
        assertThat(two.cores()).isEqualTo(2);
        assertThat(one.rates()).containsExactly(10.0, 20.0, 20.0, 10.0, 10.0, 10.0);
        assertThat(two.over(one)).isCloseTo(1.8, within(1e-12));
        assertThat(Target.TWO_CORES_TRAINING.measured(rows, Limits.of(rows))).hasValueCloseTo(1.8, within(1e-12));
        // The mean of 24.3, 29.7, 27, 33, 16.2, 19.8.
        assertThat(two.perMicrosecond().value()).isCloseTo(25, within(1e-9));
        double[] iterations = {24.3, 29.7, 27, 33, 16.2, 19.8};
        double variance =
                Arrays.stream(iterations).map(x -> Math.pow(x - 25, 2)).sum() / 5;
        // Student's t with 5 degrees of freedom, two-sided 99.9 %.
        assertThat(two.perMicrosecond().error()).isCloseTo(6.869 * Math.sqrt(variance / 6), within(0.001));
        assertThat(two.forks()).hasSize(3);
        assertThat(two.peak()).isEqualTo(100);
    }

    @Test
    void forksThatDoNotPairUpCompareByTheirMeans() {
        Row one = Row.parse("a", "[" + trainingResult(1, 10) + "," + trainingResult(1, 30) + "]").getFirst();
        Row two = Row.parse(
                        "b",
                        Stream.of(30, 30, 60)
                                .map(rate -> trainingResult(2, rate))
                                .collect(Collectors.joining(",", "[", "]")))
                .getFirst();
        assertThat(two.over(one)).isCloseTo(2, within(1e-12));
    }

    /** A fork of two iterations around a rate. */
    private static String trainingResult(int threads, int rate) {
        return """
                {"benchmark": "dev.baton.bench.train.PolicyGradientBenchmark.update", "threads": 1, "jvmArgs": [],
                 "params": {"implementation": "SIMD", "batch": "4096", "hidden": "64", "activation": "RELU",
                  "threads": "%1$d"}, "measurementTime": "120 ms",
                 "primaryMetric": {"score": 1, "scoreError": "NaN", "scoreUnit": "ops/us", "rawData": [[1, 1]]},
                 "secondaryMetrics": {
                  "samples": {"score": %2$d, "scoreError": "NaN", "scoreUnit": "ops/us", "rawData": [[%3$s, %4$s]]},
                  "fmaGflopsSum": {"score": 200, "scoreError": "NaN", "scoreUnit": "#", "rawData": [[100, 100]]}}}
                """.formatted(threads, rate, rate * 0.9, rate * 1.1);
    }

    /**
     * 30 M steps/s beside a peak of 96 GFLOP/s is 60 beside 192; what is hidden has a target and a limit of its own.
     */
    @Test
    void hiddenWorldsHaveATargetOfTheirOwn() {
        List<Row> rows = Row.parse(
                "environment-phases",
                "[" + environmentResult("CASCADE", 30) + "," + environmentResult("AGENT_LOOP", 40) + "]");
        Limits limits = Limits.of(rows);
        assertThat(Target.HIDDEN.measured(rows, limits)).hasValueCloseTo(60.0, within(1e-12));
        assertThat(Target.HIDDEN.verdict(60, 60, 60)).isEqualTo("goal");
        assertThat(Target.ENVIRONMENT.measured(rows, limits)).as("the paper's alone").isEmpty();
        assertThat(Target.FLATNESS.measured(rows, limits)).isEmpty();
        // Latency, money, five sums, step, phase and four beliefs both ways; 1, 10 and 2 words that go one way.
        assertThat(Limits.bytes(rows.get(0))).isEqualTo(4 * (2 * (2 + 5 + 1 + 1 + 4) + 13));
        // The task's one dimension, context, calls and two beliefs in place of four.
        assertThat(Limits.bytes(rows.get(1))).isEqualTo(4 * (2 * (2 + 5 + 1 + 1 + 2 + 3) + 13));
    }

    private static String environmentResult(String environment, int rate) {
        return """
                {"benchmark": "dev.baton.bench.train.EnvironmentRolloutBenchmark.rollout", "threads": 1, "jvmArgs": [],
                 "params": {"implementation": "SIMD", "batch": "4096", "environment": "%1$s"},
                 "measurementTime": "120 ms",
                 "primaryMetric": {"score": 1, "scoreError": "NaN", "scoreUnit": "ops/us", "rawData": [[1, 1]]},
                 "secondaryMetrics": {
                  "samples": {"score": %2$d, "scoreError": "NaN", "scoreUnit": "ops/us", "rawData": [[%2$d, %2$d]]},
                  "fmaGflopsSum": {"score": 200, "scoreError": "NaN", "scoreUnit": "#", "rawData": [[96, 96]]}}}
                """.formatted(environment, rate);
    }

    /** A host's rate is compared with the kernel's, components aside; an action in 320 ns is 3.125 million a second. */
    @Test
    void theDoorHasTargets() {
        String text = Stream.of(
                        hostResult("env.EnvironmentStepBenchmark.step", "WITH", 10, "ops/us"),
                        hostResult("env.EnvironmentStepBenchmark.step", "WITHOUT", 48, "ops/us"),
                        hostResult("env.KernelStepBenchmark.step", "", 50, "ops/us"),
                        hostResult("policy.PolicyRunnerBenchmark.act", "", 320, "ns/op"))
                .collect(Collectors.joining(",", "[", "]"));
        List<Row> rows = Row.parse("host", text);
        Limits limits = Limits.of(rows);
        assertThat(Target.HOST.measured(rows, limits)).hasValueCloseTo(96.0, within(1e-9));
        assertThat(Target.HOST.measured(rows.subList(0, 2), limits)).as("nothing to compare with").isEmpty();
        assertThat(Target.ACT.measured(rows, limits)).hasValueCloseTo(3.125, within(1e-9));
        assertThat(Target.ACT.verdict(3.125, 2.5, 5)).isEqualTo("floor");
    }

    private static String hostResult(String method, String components, int rate, String unit) {
        return """
                {"benchmark": "dev.baton.bench.%1$s", "threads": 1, "jvmArgs": [],
                 "params": {"implementation": "SIMD", "batch": "4096", "environment": "PAPER", "components": "%2$s"},
                 "measurementTime": "120 ms",
                 "primaryMetric": {"score": 1, "scoreError": "NaN", "scoreUnit": "%4$s", "rawData": [[1, 1]]},
                 "secondaryMetrics": {
                  "samples": {"score": %3$d, "scoreError": "NaN", "scoreUnit": "%4$s", "rawData": [[%3$d, %3$d]]},
                  "fmaGflopsSum": {"score": 200, "scoreError": "NaN", "scoreUnit": "#", "rawData": [[96, 96]]}}}
                """.formatted(method, components, rate, unit);
    }

    @Test
    void aBetterPeerIsMarked() throws IOException {
        assertThat(section("## Peers: forward pass"))
                .hasSize(3)
                .anySatisfy(line -> assertThat(line).contains("OPENBLAS", "**0.80 ×**"))
                .anySatisfy(line -> assertThat(line).contains("DJL", "10.0 ×").doesNotContain("**"));
    }

    @Test
    void everyRunNamesItsCommandCommitAndLoad() throws IOException {
        assertThat(section("## Machine and commands"))
                .anySatisfy(line -> assertThat(line).contains("`--add-modules jdk.incubator.vector -Xms2g`"))
                .anySatisfy(line -> assertThat(line)
                        .contains("| rollout | 0123456789ab |", "'A\\|B' -p batch=4096`", "| 0.05 |"))
                .anySatisfy(line -> assertThat(line).contains("| peers |", "**1.75**"));
    }

    @Test
    void resultsOfAnotherBuildAreRefused() {
        String text = "[" + trainingResult(1, 15) + "]";
        assertThat(Row.parse("training", text.replace("\"samples\"", "\"gc.count\""))).hasSize(1);
        assertThatThrownBy(() -> Row.parse("training", text.replace("fmaGflopsSum", "fmaGflops")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected the counters samples, fmaGflopsSum, allocatedBytesSum, found fmaGflops; another"
                        + " build has measured this: run scripts/bench-run --only training");
    }

    @Test
    void resultsOfTwoMachinesAreRefused(@TempDir Path folder) throws IOException {
        try (Stream<Path> files = Files.list(results())) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName().toString()));
            }
        }
        Path facts = folder.resolve("peers.properties");
        Files.writeString(facts, Files.readString(facts).replace("Some Processor", "Another Processor"));
        assertThatThrownBy(() -> Suite.read(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("different machines")
                .hasMessageContaining("Another Processor");
    }

    @Test
    void brokenResultsNameTheFile(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("a.json"), "[{\"benchmark\" 1}]");
        Files.writeString(folder.resolve("a.properties"), "date=2026-01-01\n");
        assertThatThrownBy(() -> Suite.read(folder))
                .hasMessageContaining("a.json: position 14: expected ':', found '1'");
    }

    @Test
    void missingResultsSayWhatToRun(@TempDir Path folder) throws IOException {
        for (Path missing : List.of(folder, folder.resolve("nothing"))) {
            assertThatThrownBy(() -> Suite.read(missing))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("found none; run scripts/bench-run first");
        }
        Files.writeString(folder.resolve("a.json"), "[]");
        assertThatThrownBy(() -> Suite.read(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "a.json: expected a.properties beside it, found none; run scripts/bench-run --only a");
    }
}
