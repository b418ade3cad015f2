package dev.baton.cli;

import static dev.baton.cli.CommandRun.succeed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.baton.Activation;
import dev.baton.cli.option.EnvFile;
import dev.baton.cli.study.PaperFigures;
import dev.baton.env.CostComponent;
import dev.baton.files.TrainedPolicy;
import dev.baton.files.text.YamlNode;
import dev.baton.study.Statistic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {
    private static final List<String> MEASURES = List.of("totalCost", "successRate", "steps", "components");

    @TempDir
    private Path folder;

    private static void assertPolicyObject(Json policy, int seeds) {
        assertThat(policy.keys()).isEqualTo(MEASURES);
        assertThat(policy.get("components").keys()).isEqualTo(CostComponent.keys());
        Stream<Json> statistics = Stream.concat(
                MEASURES.stream().limit(3).map(policy::get),
                CostComponent.keys().stream().map(policy.get("components")::get));
        statistics.forEach(statistic -> {
            assertThat(statistic.keys()).containsExactly("mean", "std", "perSeed");
            List<Double> perSeed = statistic.get("perSeed").numbers();
            assertThat(perSeed).hasSize(seeds);
            double mean = perSeed.stream().mapToDouble(x -> x).average().orElseThrow();
            assertThat(statistic.get("mean").number()).isCloseTo(mean, within(1e-9));
            if (seeds == 1) {
                assertThat(statistic.get("std").text()).as("one seed has no spread").isEqualTo("null");
            } else {
                assertThat(statistic.get("std").number()).isNotNegative();
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "--help", "help", "help train", "--version", "train --help", "evaluate -h", "check --help",
                "reproduce --help", "optimum --help", "ablate --help", "frontier --help", "robustness --help",
                "compare --help"
            })
    void helpSucceeds(String words) {
        CommandRun run = succeed((Object[]) (words.isEmpty() ? new String[0] : words.split(" ", -1)));

        assertThat(run.out()).containsAnyOf("Usage: baton", "Kernels: ");
    }

    @Test
    void checkDescribesThePreset() {
        assertThat(succeed("check", CommandRun.PAPER).out())
                .contains("is valid.", "at most 10 steps", "4 dimensions", "5 actions:", "cached_lookup   tool")
                .doesNotContain("Remarks");
    }

    @Test
    void checkDescribesEveryKindOfAction() throws IOException {
        Path file = Files.writeString(
                folder.resolve("env.json"),
                """
                {"name": "all", "horizon": 1, "task": {"dimension": 1, "drift": 0, "tolerance": 1,
                  "start": {"offset": 0, "scale": 2, "difficultySigma": 0, "jitter": 0}},
                 "cost": {"weights": {"latency": 1, "monetary": 0, "constraint": 0, "failure": 0, "divergence": 1},
                  "charge": "step", "predictor": "none", "clip": {"failure": 1}},
                 "actions": [
                  {"name": "ask", "kind": "reason", "latency": 1, "monetary": 1, "outcomes": [
                    {"probability": 0.2, "failure": true, "shift": 1}, {"probability": 0.5, "shift": -1},
                    {"probability": 0.3, "scale": 0.5}]},
                  {"name": "stop", "kind": "terminate", "latency": 0, "monetary": 0}]}
                """);

        assertThat(succeed("check", file).out())
                .contains("at most 1 step;", "1 dimension:", "charged at every step", "per step at most failure 1")
                .contains("20 % (failure): plus 1", "50 %: plus -1", "30 %: times 0.5", "none; ends the episode")
                .contains("cost.weights.constraint is 0", "there is no predictor");
    }

    @Test
    void evaluatePrintsJsonAndNothingElse() {
        CommandRun run = succeed(
                "evaluate", "--env", CommandRun.PAPER, "--policy", "latency", "--episodes", 50, "--seeds", "3..4",
                "--json");
        Json json = Json.parse(run.out());

        assertThat(json.keys()).containsExactly("environment", "policy", "result", "totalCostInterval95");
        assertThat(json.get("environment").text()).isEqualTo("paper");
        assertThat(json.get("policy").text()).isEqualTo("latency");
        assertPolicyObject(json.get("result"), 2);
        assertThat(json.get("result").get("components").get("latency").get("mean").number())
                .isCloseTo(5.0, within(1e-6));
        assertThat(json.get("result").get("successRate").get("perSeed").numbers()).containsExactly(0.0, 0.0);
        // Student's interval of two means with one degree of freedom: 12.7062 times half their distance.
        List<Double> costs = json.get("result").get("totalCost").get("perSeed").numbers();
        double half = 12.706204736 * Math.abs(costs.get(0) - costs.get(1)) / 2;
        List<Double> interval = json.get("totalCostInterval95").numbers();
        assertThat(interval.get(1) - interval.get(0))
                .isCloseTo(2 * half, within(1e-6 * half));
        assertThat(Json.parse(succeed("evaluate", "--policy", "latency", "--episodes", 9, "--seeds", 1, "--json").out())
                        .get("totalCostInterval95").text())
                .isEqualTo("null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"latency", "cost-aware", "random"})
    void evaluateDoesNotDependOnTheThreads(String policy) {
        String one = succeed("evaluate", "--policy", policy, "--episodes", 300, "--threads", 1, "--json").out();

        assertThat(succeed("evaluate", "--policy", policy, "--episodes", 300, "--threads", 3, "--json").out())
                .isEqualTo(one);
        assertThat(succeed("evaluate", "--policy", policy, "--episodes", 300, "--backend", "scalar", "--json").out())
                .isEqualTo(one);
    }

    @Test
    void evaluatePrintsATableForPeople() {
        assertThat(succeed("evaluate", "--policy", "latency", "--episodes", 20, "--seeds", 2).out())
                .startsWith("Policy latency in the environment paper, 20 episodes under each of the seeds 0 to 1.")
                .contains("total cost", "±", "divergence", "that of the episodes alone", "95 % interval");
        assertThat(succeed("evaluate", "--policy", "latency", "--episodes", 20, "--seeds", 1).out())
                .contains("under seed 0.")
                .doesNotContain("±");
    }

    /** Prices as providers state them, and anything between 1e-9 and 1e9. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-9, 1.5e-5, 1e-3, 1, 1e5, 1e9})
    void figuresOfAnySizeShowTheirLeadingDigits(double price) throws IOException {
        Path env = Files.writeString(
                folder.resolve("small.yaml"),
                """
                name: small-model
                horizon: 4
                task: {dimension: 1, start: {offset: 1.0, scale: 1.0, difficultySigma: 0, jitter: 0}, drift: 0, \
                tolerance: 0.5}
                cost: {weights: {latency: 0, monetary: 1, constraint: CONSTRAINT, failure: 0, divergence: 0}}
                observation: {monetaryScale: 1}
                actions:
                  - {name: small, kind: tool, latency: 0.4, monetary: PRICE, failureProbability: 0.2, shift: -1}
                  - {name: large, kind: tool, latency: 1.5, monetary: PRICE, failureProbability: 0.01, shift: -1}
                """
                        .replace("CONSTRAINT", Double.toString(Math.min(1e9, 7 * price)))
                        .replace("PRICE", Double.toString(price)));
        Object[] evaluate = {"evaluate", "--env", env, "--policy", "random", "--episodes", 200};
        Object[] optimum = {"optimum", "--env", env, "--policy", "random", "--episodes", 200};

        Json json = Json.parse(succeed(CommandRun.words(evaluate, new Object[] {"--json"})).out());
        String table = succeed(evaluate).out();
        String compared = succeed(optimum).out();

        double mean = json.get("result").get("totalCost").get("mean").number();
        Matcher shown = Pattern.compile("total cost +(\\S+) +± +(\\S+)\n").matcher(table);
        assertThat(shown.find()).as(table).isTrue();
        assertThat(Double.parseDouble(shown.group(1))).isCloseTo(mean, withinPercentage(0.1));
        assertThat(Double.parseDouble(shown.group(2)))
                .isCloseTo(json.get("result").get("totalCost").get("std").number(), withinPercentage(5));
        Json exact = Json.parse(succeed(CommandRun.words(optimum, new Object[] {"--json"})).out());
        Matcher regret = Pattern.compile("\nregret +(\\S+)\n").matcher(compared);
        assertThat(regret.find()).as(compared).isTrue();
        assertThat(Double.parseDouble(regret.group(1)))
                .isCloseTo(exact.get("regret").get("mean").number(), withinPercentage(5));
    }

    @Test
    void unitsAreNamed() {
        assertThat(succeed("check", CommandRun.PAPER).out())
                .contains("latency 0.25 per second, monetary 0.1 per cost unit", "latency (s)", "money (cost units)")
                .contains("latency 31.52 s, money 9.94 cost units");
        assertThat(succeed("evaluate", "--policy", "random", "--episodes", 10).out())
                .contains("latency (s)", "monetary (cost units)");
        assertThat(succeed("optimum", "--episodes", 10).out()).contains("latency (s)", "monetary (cost units)");
    }

    @Test
    void oneStartStateHasNoSpread() {
        Object[] args = {"optimum", "--start", "4.5,2,3.25,6"};
        assertThat(Json.parse(succeed(CommandRun.words(args, new Object[] {"--json"})).out())
                        .get("totalCost")
                        .get("std")
                        .text())
                .isEqualTo("null");
        assertThat(succeed(args).out()).containsPattern("total cost +9\\.9214\n");
    }

    @Test
    void trainLeavesAPolicyThatEvaluatesTheSame() throws IOException {
        Path output = folder.resolve("runs/one");
        Json trained = Json.parse(
                succeed("train", "--output", output, "--episodes", 96, "--eval-episodes", 40, "--hidden", "8,4",
                        "--activation", "relu", "--json").out());

        try (Stream<Path> files = Files.list(output)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "policy.safetensors", "environment.yaml", "config.yaml", "metrics.csv", "run.json");
        }
        assertThat(trained.keys())
                .containsExactly("environment", "seeds", "episodes", "evalEpisodes", "result", "wallSeconds");
        assertPolicyObject(trained.get("result"), 1);
        assertThat(EnvFile.read(output.resolve("environment.yaml"))).isEqualTo(EnvFile.read(CommandRun.PAPER));
        assertThat(Files.readAllLines(output.resolve("metrics.csv"))).hasSize(4);
        assertThat(Files.readString(output.resolve("config.yaml")))
                .contains("seeds: [0]\n", "episodes: 96\n", "hidden: [8, 4]\n", "activation: relu\n",
                        "baselineDecay: 0.97\n", "baseline: true\n", "rewardToGo: true\n");
        assertThat(Json.parse(Files.readString(output.resolve("run.json"))).keys())
                .startsWith("version", "commit", "java", "flags", "command", "settingsHash", "environment")
                .contains("result");

        for (Path policy : List.of(output, output.resolve("policy.safetensors"))) {
            Json evaluated = Json.parse(
                    succeed("evaluate", "--policy", policy, "--env", output.resolve("environment.yaml"), "--episodes",
                            40, "--seeds", 1, "--json").out());
            for (String measure : List.of("totalCost", "successRate", "steps")) {
                assertThat(evaluated.get("result").get(measure).get("mean").text())
                        .isEqualTo(trained.get("result").get(measure).get("mean").text());
            }
        }
    }

    @Test
    void furtherActivationsAreTrainedWithAndReadBack() {
        Set<String> costs = new TreeSet<>();
        for (Activation activation : List.of(Activation.SILU, Activation.LEAKY_RELU)) {
            Path output = folder.resolve(activation.key());
            Json trained = Json.parse(
                    succeed("train", "--output", output, "--episodes", 64, "--eval-episodes", 40, "--hidden", "6,4",
                            "--activation", activation.key(), "--learning-rate", 0.1, "--json").out());
            String cost = trained.get("result").get("totalCost").get("mean").text();
            assertThat(TrainedPolicy.read(output.resolve("policy.safetensors")).network().spec().activation())
                    .isEqualTo(activation);
            costs.add(cost);
        }
        assertThat(costs).hasSize(2);
        assertThat(succeed("train", "--help").out())
                .containsPattern("hidden\\s+layers:\\s+tanh,\\s+relu,\\s+silu,\\s+leaky-relu\\.");
    }

    @Test
    void trainWithSeveralSeedsLeavesAFolderForEach() throws IOException {
        Path output = folder.resolve("two");
        String text = succeed("train", "--output", output, "--episodes", 32, "--eval-episodes", 10, "--seeds", "4..5",
                "--batch", 16, "--learning-rate", 0.02).out();

        assertThat(text).contains("Trained with 32 episodes per seed", "--policy " + output.resolve("seed-4"));
        for (String name : List.of(
                "seed-4/policy.safetensors", "seed-5/policy.safetensors", "seed-4/metrics.csv", "environment.yaml",
                "config.yaml", "run.json")) {
            assertThat(output.resolve(name)).isRegularFile();
        }
        assertThat(Files.readAllBytes(output.resolve("seed-4/policy.safetensors")))
                .isNotEqualTo(Files.readAllBytes(output.resolve("seed-5/policy.safetensors")));
        CommandRun ambiguous = CommandRun.of("evaluate", "--policy", output);
        assertThat(ambiguous.err()).contains("holds the policies of several seeds; name one of them, such as ");
        assertThat(ambiguous.code()).isEqualTo(1);
        succeed("evaluate", "--policy", output.resolve("seed-5"), "--episodes", 10);
        assertThat(CommandRun.of("train", "--output", output).code()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"ppo, 120, 0.003, clip: 0.2", "supervised, 480, 0.005, epochs: 8"})
    void otherMethodsLeaveAPolicyThatEvaluates(String method, int batch, double rate, String special)
            throws IOException {
        Path output = folder.resolve(method);
        Object[] args = {
            "train", "--method", method, "--output", output, "--episodes", 130, "--eval-episodes", 40, "--json"
        };
        Json trained = Json.parse(succeed(args).out());
        assertThat(Files.readAllLines(output.resolve("config.yaml")))
                .startsWith("seeds: [0]", "method: " + method, "episodes: 130", "episodesPerUpdate: " + batch)
                .contains("learningRate: " + rate, special)
                .noneMatch(line -> line.startsWith("baseline") || line.startsWith("rewardToGo"))
                .areExactly(method.equals("ppo") ? 1 : 0, new Condition<>("entropyBonus: 0.02"::equals, "bonus"));
        List<String> metrics = Files.readAllLines(output.resolve("metrics.csv"));
        assertThat(metrics).hasSize(1 + (130 + batch - 1) / batch).startsWith(
                "update,episodes,totalCost,successRate,steps,gradientNorm"
                        + (method.equals("ppo") ? ",approximateKl,clipFraction,explainedVariance" : ""));
        assertThat(metrics.get(1)).startsWith("1," + Math.min(130, batch) + ",");
        Json evaluated = Json.parse(
                succeed("evaluate", "--policy", output, "--episodes", 40, "--seeds", 1, "--json").out());
        assertThat(evaluated.get("result").get("totalCost").get("mean").text())
                .isEqualTo(trained.get("result").get("totalCost").get("mean").text());
    }

    @Test
    void ppoFollowsTheNumberOfEpisodes() throws IOException {
        Path output = folder.resolve("longer");
        succeed("train", "--method", "ppo", "--output", output, "--episodes", 24_000, "--eval-episodes", 10, "--hidden",
                2, "--epochs", 1);
        assertThat(Files.readAllLines(output.resolve("config.yaml")))
                .contains("episodesPerUpdate: 240", "learningRate: 0.005", "minibatches: 8", "clip: 0.1", "lambda: 0.9",
                        "valueHidden: [32]");
        Path own = folder.resolve("own");
        succeed("train", "--method", "ppo", "--output", own, "--episodes", 24_000, "--eval-episodes", 10, "--hidden", 2,
                "--epochs", 1, "--batch", 480, "--learning-rate", 0.002, "--clip", 0.3);
        assertThat(Files.readAllLines(own.resolve("config.yaml")))
                .contains("episodesPerUpdate: 480", "learningRate: 0.002", "minibatches: 16", "clip: 0.3");
    }

    @Test
    void anyPolicyCanTeach() throws IOException {
        Path teacher = folder.resolve("teacher");
        succeed("train", "--method", "ppo", "--output", teacher, "--episodes", 32, "--eval-episodes", 10, "--epochs", 1,
                "--minibatches", 2, "--clip", 0.3, "--lambda", 1);
        for (Object name : List.of("random", "latency", teacher)) {
            Path output = folder.resolve("by-" + name.hashCode());
            succeed("train", "--method", "supervised", "--teacher", name, "--output", output, "--episodes", 32,
                    "--eval-episodes", 10);
            assertThat(Files.readAllLines(output.resolve("config.yaml")))
                    .as("its labels are measured from a running baseline")
                    .contains("baselineDecay: 0.97")
                    .doesNotContain("baseline: true", "rewardToGo: true");
        }
    }

    @Test
    void reproducePrintsJsonThatOnlyDiffersInTheWallTime() {
        Object[] args = {"reproduce", "--seeds", 3, "--episodes", 64, "--eval-episodes", 30, "--json", "--threads"};
        String one = succeed(append(args, 1)).out();
        String three = succeed(append(args, 3)).out();
        Json json = Json.parse(one);

        assertThat(json.keys()).containsExactly(
                "environment", "seeds", "evalEpisodes", "policies", "optimum", "wallSeconds");
        assertThat(json.get("seeds").numbers()).containsExactly(0.0, 1.0, 2.0);
        assertThat(json.get("evalEpisodes").text()).isEqualTo("30");
        assertThat(json.get("policies").keys()).containsExactly("latency", "cost-aware", "random", "learned");
        json.get("policies").keys().forEach(name -> assertPolicyObject(json.get("policies").get(name), 3));
        Json optimum = json.get("optimum");
        assertPolicyObject(optimum.get("result"), 3);
        assertThat(optimum.keys()).containsExactly("result", "commonSeeds", "regret");
        assertThat(optimum.get("regret").keys()).containsExactly("latency", "cost-aware", "random", "learned");
        double best = optimum.get("result").get("totalCost").get("mean").number();
        for (String name : optimum.get("regret").keys()) {
            Json regret = optimum.get("regret").get(name);
            assertThat(regret.keys()).startsWith("mean", "std", "episodes", "interval95", "luck");
            assertThat(regret.get("episodes").text()).isEqualTo("90");
            double mean = regret.get("mean").number();
            double half = STUDENT_89 * regret.get("std").number() / Math.sqrt(90);
            assertThat(regret.get("interval95").numbers().get(0)).isCloseTo(Math.max(0, mean - half), within(1e-6));
            assertThat(regret.get("interval95").numbers().get(1)).isCloseTo(mean + half, within(1e-6));
            if (!name.equals("learned")) {
                // A rule meets the same episodes in Table 1: what is not regret there is luck.
                double total = json.get("policies").get(name).get("totalCost").get("mean").number();
                assertThat(mean + regret.get("luck").get("mean").number())
                        .isCloseTo(total - best, within(1e-9 * total));
                assertThat(regret.keys()).doesNotContain("method");
            }
        }
        Json learned = optimum.get("regret").get("learned");
        Json method = learned.get("method");
        assertThat(method.keys()).containsExactly("interval95", "bySeed", "worstSeed", "interquartileMean");
        List<Double> bySeed = method.get("bySeed").get("perSeed").numbers();
        assertThat(bySeed).hasSize(3).allMatch(x -> x >= 0);
        assertThat(bySeed.get((int) method.get("worstSeed").number())).isEqualTo(java.util.Collections.max(bySeed));
        assertThat(method.get("bySeed").get("mean").number()).isCloseTo(learned.get("mean").number(), within(1e-9));
        // The interval for the method has that of three seeds alone within it: 4.30265 standard errors.
        double spread = method.get("bySeed").get("std").number() / Math.sqrt(3);
        assertThat(method.get("interval95").numbers().get(1))
                .isGreaterThan(learned.get("interval95").numbers().get(1))
                .isGreaterThan(learned.get("mean").number() + 0.99 * 4.30265 * spread);
        assertThat(method.get("interval95").numbers().get(0)).isNotNegative();
        assertThat(withoutWallTime(three)).isEqualTo(withoutWallTime(one)).isNotEqualTo(one);
    }

    /** The quantile of Student's t for 89 degrees of freedom, from a table. */
    private static final double STUDENT_89 = 1.986978657;

    /** With more seeds than five, all policies meet the episodes of the first five; the optimum is that of all. */
    @Test
    void commonEpisodesDoNotGrowWithTheSeeds() {
        Json json = Json.parse(
                succeed("reproduce", "--seeds", "2..8", "--episodes", 32, "--eval-episodes", 20, "--json").out());
        Json optimum = json.get("optimum");
        assertThat(optimum.get("commonSeeds").numbers()).containsExactly(2.0, 3.0, 4.0, 5.0, 6.0);
        assertThat(optimum.get("regret").get("learned").get("episodes").text()).isEqualTo("100");
        assertThat(optimum.get("regret").get("learned").get("method").get("bySeed").get("perSeed").numbers())
                .hasSize(7);
        Json alone = Json.parse(succeed("optimum", "--episodes", 20, "--seeds", "8..8", "--json").out());
        assertThat(optimum.get("result").get("totalCost").get("perSeed").numbers()).hasSize(7).endsWith(
                alone.get("totalCost").get("mean").number());
    }

    private static Object[] append(Object[] args, Object last) {
        return Stream.concat(Stream.of(args), Stream.of(last)).toArray();
    }

    private static String withoutWallTime(String json) {
        return json.replaceAll("\"wallSeconds\": [0-9.E-]+", "");
    }

    @Test
    void reproduceShowsThePaperBesideThePresetOnly() throws IOException {
        String preset = succeed("reproduce", "--seeds", 2, "--episodes", 32, "--eval-episodes", 10).out();
        assertThat(preset)
                .contains("Table 1.", "Table 2.", "69.5754 ± 0.4427", "distance", "Wall time: ")
                .contains("Not like for like: ", "calibration", "not the authors' file", "printed spreads (±) were")
                .contains("training and\nepisodes together for the learned policy", "entropy bonus")
                .contains("these 2 policies as they are", "the method, over training seeds", "worst seed",
                        "by training seed: ");

        Path copy = Files.copy(CommandRun.PAPER, folder.resolve("copy.yaml"));
        assertThat(succeed("reproduce", "--env", copy, "--seeds", 1, "--episodes", 32, "--eval-episodes", 10).out())
                .contains("69.5754");

        Path other = Files.writeString(
                folder.resolve("other.yaml"), Files.readString(CommandRun.PAPER).replace("drift: 0.13", "drift: 0.14"));
        assertThat(succeed("reproduce", "--env", other, "--seeds", 1, "--episodes", 32, "--eval-episodes", 10).out())
                .contains("Table 2.")
                .doesNotContain("69.5754", "distance", "Not like");
    }

    @Test
    void reproduceWritesItsResults() throws IOException {
        Path output = folder.resolve("tables");
        String json = succeed("reproduce", "--seeds", 2, "--episodes", 32, "--eval-episodes", 10, "--output", output,
                "--json").out();

        assertThat(Files.readString(output.resolve("summary.json"))).isEqualTo(json);
        assertThat(Files.readAllLines(output.resolve("per-seed.csv")))
                .hasSize(9)
                .startsWith("policy,seed,totalCost,successRate,steps,latency,monetary,constraint,failure,divergence");
        assertThat(Files.readString(output.resolve("table.md"))).contains("| latency | total cost |", "calibration");
        assertThat(output.resolve("seed-1/policy.safetensors")).isRegularFile();
        assertThat(EnvFile.read(output.resolve("environment.yaml"))).isEqualTo(EnvFile.read(CommandRun.PAPER));
    }

    @Test
    void optimumDoesNotDependOnTheThreadsOrTheBackend() {
        Object[] args = {"optimum", "--episodes", 1000, "--seeds", "1..2", "--json"};
        String one = succeed(append(append(args, "--threads"), 1)).out();
        Json json = Json.parse(one);

        assertThat(json.keys())
                .containsExactly("environment", "startStates", "totalCost", "successRate", "steps", "components");
        assertThat(json.get("startStates").text()).isEqualTo("2000");
        assertThat(json.get("totalCost").keys()).containsExactly("mean", "std");
        // An independent solver has 9.905 and 9.759 for the episodes of these seeds, to three digits.
        assertThat(json.get("totalCost").get("mean").number()).isCloseTo((9.905 + 9.759) / 2, within(0.0005));
        assertThat(json.get("components").keys()).isEqualTo(CostComponent.keys());
        assertThat(succeed(append(append(args, "--threads"), 3)).out()).isEqualTo(one);
        assertThat(succeed(append(append(args, "--backend"), "simd")).out()).isEqualTo(one);
        assertThat(succeed("optimum", "--episodes", 1000, "--seeds", "3..4", "--json").out()).isNotEqualTo(one);
    }

    @Test
    void optimumOfGivenStarts() {
        Json json = Json.parse(
                succeed("optimum", "--start", "4.5,2,3.25,6", "--start=-1,0,1,0.5", "--json").out());

        assertThat(json.keys()).endsWith("perStart");
        Json first = new Json(((YamlNode.Sequence) json.get("perStart").node()).items().get(0));
        Json second = new Json(((YamlNode.Sequence) json.get("perStart").node()).items().get(1));
        assertThat(first.keys()).containsExactly("start", "totalCost", "successRate", "firstAction");
        assertThat(first.get("start").numbers()).containsExactly(4.5, 2.0, 3.25, 6.0);
        assertThat(first.get("firstAction").text()).isEqualTo("code_runner");
        assertThat(second.get("totalCost").number()).isZero();
        assertThat(second.get("firstAction").text()).isEqualTo("null");
        assertThat(json.get("totalCost").get("mean").number())
                .isCloseTo(first.get("totalCost").number() / 2, within(1e-12));
        assertThat(succeed("optimum", "--start", "4.5,2,3.25,6").out())
                .contains("1 start state.", "code_runner", "9.9214", "std over start states");
        assertThat(succeed("optimum", "--episodes", 20, "--seeds", 2).out())
                .startsWith("Exact optimum in the environment paper, the start states of 20 episodes under each of the"
                        + " seeds 0 to 1.");
    }

    @Test
    void reproduceSaysWhyThereIsNoOptimum() throws IOException {
        Path other = Files.writeString(
                folder.resolve("scales.yaml"),
                Files.readString(CommandRun.PAPER).replace("shift: [-0.62, 2.21, 0, 0]", "scale: 0.9"));
        Object[] args = {"reproduce", "--env", other, "--seeds", 1, "--episodes", 32, "--eval-episodes", 10};

        assertThat(succeed(args).out())
                .contains("Optimum (exact)",
                        "Not known: the optimum cannot be solved exactly: information states: expected at most 64 MiB");
        assertThat(Json.parse(succeed(append(args, "--json")).out()).get("optimum").keys())
                .containsExactly("unavailable");
    }

    /** Ours 11 ± 1 over 5 seeds, the paper's 10 ± 0.5: √(1 / 5 + 0.25 / 5) = 0.5. */
    @Test
    void distancesCountBothErrors() {
        PaperFigures.Figure spread = new PaperFigures.Figure(10, 0.5);
        PaperFigures.Figure exact = new PaperFigures.Figure(5, 0);
        List<Double> ours = List.of(11 - 1.0, 11 - 1.0, 11.0, 11 + 1.0, 11 + 1.0);
        assertThat(new Statistic(ours).std()).isEqualTo(1);

        assertThat(spread.distance(new Statistic(ours))).isEqualTo("+2.0 SE");
        // Welch's degrees of freedom are 0.25² / (0.2² / 4 + 0.05² / 4) = 5.88, whose quantile is 2.459.
        List<Double> near = ours.stream().map(x -> x + 0.22).toList();
        List<Double> far = ours.stream().map(x -> x + 0.24).toList();
        assertThat(spread.distance(new Statistic(near))).isEqualTo("+2.4 SE");
        assertThat(spread.distance(new Statistic(far))).isEqualTo("* +2.5 SE");
        assertThat(spread.distance(new Statistic(List.of(9.9999, 9.9999)))).isEqualTo("+0.0 SE");
        assertThat(exact.distance(new Statistic(List.of(5.00004, 5.00004)))).isEqualTo("=");
        assertThat(exact.distance(new Statistic(List.of(4.5, 4.5)))).isEqualTo("-0.5000");
        assertThat(spread.distance(new Statistic(List.of(11.0)))).as("one seed").isEqualTo("+1.0000");
    }
}
