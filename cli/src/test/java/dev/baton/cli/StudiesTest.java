package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.baton.cli.option.EnvFile;
import dev.baton.cli.study.Disagreements;
import dev.baton.env.ActionKind;
import dev.baton.files.text.YamlNode;
import dev.baton.study.Choices;
import dev.baton.study.Comparison;
import dev.baton.study.Margins;
import dev.baton.study.Moments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands that compare with the exact optimum: state by state, ablations, shifts, frontiers. */
class StudiesTest {
    private static final Path ASSISTANT = Path.of("..", "environments", "assistant.yaml");

    @TempDir
    private Path folder;

    private static String succeed(Object... args) {
        CommandRun run = CommandRun.of(args);
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        return run.out();
    }

    private static String with(Object[] args, Object... more) {
        return succeed(Stream.concat(Stream.of(args), Stream.of(more)).toArray());
    }

    private static List<Json> items(Json list) {
        return ((YamlNode.Sequence) list.node()).items().stream().map(Json::new).toList();
    }

    @Test
    void theAssistantHasEveryKindAndHandsOverInSomeStatesOnly() {
        assertThat(EnvFile.read(ASSISTANT).actions())
                .extracting(action -> action.kind())
                .containsExactlyInAnyOrder(ActionKind.values());
        String table = succeed(
                "optimum", "--env", ASSISTANT, "--start", "6,9", "--start", "1,3", "--start=3,1", "--start=1,1.01");
        assertThat(table).containsSubsequence("6,9", "hand_over", "1,3", "\n3,1", "ask_user");
        assertThat(table.lines().filter(line -> line.contains("hand_over"))).hasSize(1);
    }

    /** The settings that the README states. */
    @Test
    void learningComesCloseToTheOptimumOfTheAssistant() {
        Path run = folder.resolve("run");
        succeed("train", "--env", ASSISTANT, "--output", run, "--hidden", "64,64", "--episodes", 100_000, "--batch", 64,
                "--learning-rate", 0.01, "--entropy-bonus", 0.1, "--eval-episodes", 10);
        Json json = Json.parse(succeed(
                "optimum", "--env", ASSISTANT, "--policy", run, "--seeds", "100..101", "--json"));
        double regret = json.get("regret").get("mean").number();
        assertThat(regret / json.get("optimum").get("totalCost").number()).isBetween(0.0, 0.03);
        assertThat(json.get("handOverAgreement").number()).isGreaterThanOrEqualTo(0.95);
        // Never handing over would agree nearly as often, so it must also be found where it is right.
        Json handOver = json.get("handOver");
        assertThat(handOver.get("both").number()).isGreaterThan(10 * handOver.get("optimumOnly").number());
    }

    @Test
    void aPolicyBesideTheOptimum() {
        Object[] args = {"optimum", "--env", ASSISTANT, "--policy", "random", "--episodes", 300, "--seeds", "1..2"};
        String one = with(args, "--json", "--threads", 1);
        Json json = Json.parse(one);
        assertThat(json.keys()).containsExactly(
                "environment", "policy", "episodes", "optimum", "regret", "states", "actionAgreement",
                "handOverAgreement", "handOverRecall", "handOverPrecision", "handOver", "perStep", "perAction");
        double both = json.get("handOver").get("both").number();
        assertThat(json.get("handOverRecall").number())
                .isEqualTo(both / (both + json.get("handOver").get("optimumOnly").number()));
        assertThat(json.get("handOverPrecision").number())
                .isEqualTo(both / (both + json.get("handOver").get("policyOnly").number()));
        assertThat(json.get("episodes").text()).isEqualTo("600");
        double states = json.get("states").number();
        double agree = json.get("handOver").get("both").number() + json.get("handOver").get("neither").number();
        double differ = json.get("handOver").get("optimumOnly").number()
                + json.get("handOver").get("policyOnly").number();
        assertThat(agree + differ).isEqualTo(states);
        assertThat(json.get("handOverAgreement").number()).isEqualTo(agree / states);
        assertThat(items(json.get("perStep")).stream().mapToDouble(step -> step.get("states").number()).sum())
                .isEqualTo(states);
        double regret = items(json.get("perStep")).stream()
                .mapToDouble(step -> step.get("states").number() * step.get("regretPerState").number())
                .sum();
        assertThat(json.get("regret").get("mean").number()).isPositive().isCloseTo(regret / 600, within(1e-9));
        double diagonal = 0;
        for (int k = 0; k < 5; k++) {
            diagonal += items(json.get("perAction")).get(k).get("statesByPolicyAction").numbers().get(k);
        }
        assertThat(json.get("actionAgreement").number()).isEqualTo(diagonal / states);
        assertThat(with(args, "--json", "--threads", 3)).isEqualTo(one);
        assertThat(with(args, "--json", "--backend", "simd")).isEqualTo(one);
        assertThat(with(args)).contains("agree on handing over", "only optimum", "hand_over", "regret per state")
                .contains("(recall)", "(precision)", "luck of the episodes", "simulated total cost");
        assertThat(succeed("optimum", "--policy", "latency", "--episodes", 10, "--seeds", 1))
                .contains("action is optimal").doesNotContain("handing over");
    }

    @Test
    void ablation() throws IOException {
        Path output = folder.resolve("ablation");
        Object[] args = {"ablate", "--env", ASSISTANT, "--seeds", "3..4", "--episodes", 96, "--eval-episodes", 40};
        String one = with(args, "--json", "--threads", 1, "--output", output);
        Json json = Json.parse(one);
        List<String> names =
                List.of("full", "no baseline", "no reward-to-go", "no entropy bonus", "none of them");
        assertThat(json.keys()).containsExactly(
                "environment", "seeds", "episodes", "evalEpisodes", "optimum", "variants");
        assertThat(json.get("variants").keys()).isEqualTo(names);
        for (String name : names) {
            Json variant = json.get("variants").get(name);
            assertThat(variant.keys()).startsWith("totalCost", "successRate", "regret", "gradientNorm");
            List<Double> regret = variant.get("regret").get("perSeed").numbers();
            assertThat(regret).hasSize(2).allMatch(x -> x >= 0);
            if (!name.equals("full")) {
                Json difference = variant.get("fromFull");
                List<Double> full = json.get("variants").get("full").get("regret").get("perSeed").numbers();
                for (int s = 0; s < 2; s++) {
                    assertThat(difference.get("method").get("bySeed").get("perSeed").numbers().get(s))
                            .isCloseTo(regret.get(s) - full.get(s), within(1e-12));
                }
                assertThat(difference.get("measure").text()).isEqualTo("regret");
                assertThat(difference.keys()).contains("interval95", "probabilityOfImprovement", "spreadPValue");
            }
        }
        assertThat(names.stream().map(name -> json.get("variants").get(name).get("gradientNorm").get("mean").text()))
                .doesNotHaveDuplicates();
        assertThat(with(args, "--json", "--threads", 3)).isEqualTo(one);
        assertThat(with(args)).contains("no baseline", "worst seed", "The exact optimum there is ")
                .contains("The regret of each variant minus that of full", "95 % interval, the methods");
        assertThat(Files.readString(output.resolve("summary.json"))).isEqualTo(one);
        assertThat(Files.readAllLines(output.resolve("per-seed.csv"))).hasSize(11);
        List<String> curves = Files.readAllLines(output.resolve("learning-curves.csv"));
        assertThat(curves).hasSize(16).startsWith("variant,update,episodes,mean,least,greatest,successRate");
        String[] last = curves.get(15).split(",", -1);
        assertThat(last).startsWith("none of them", "3", "96");
        assertThat(Double.parseDouble(last[3]))
                .isBetween(Double.parseDouble(last[4]), Double.parseDouble(last[5]));
    }

    @Test
    void ablationWithoutAnOptimum() throws IOException {
        Path env = Files.writeString(
                folder.resolve("scales.yaml"),
                Files.readString(CommandRun.PAPER).replace("shift: [-0.62, 2.21, 0, 0]", "scale: 0.9"));
        Object[] args = {"ablate", "--env", env, "--seeds", 1, "--episodes", 32, "--eval-episodes", 10};
        assertThat(with(args))
                .contains(
                        "No regret: the optimum cannot be solved exactly: information states: expected at most 64 MiB")
                .contains("The total cost of each variant minus that of full")
                .doesNotContain("of the optimum");
        Json json = Json.parse(with(args, "--json"));
        assertThat(json.get("optimum").keys()).containsExactly("unavailable");
        Json none = json.get("variants").get("none of them");
        double full = json.get("variants").get("full").get("totalCost").get("mean").number();
        assertThat(none.get("fromFull").get("mean").number())
                .isCloseTo(none.get("totalCost").get("mean").number() - full, within(1e-9));
        assertThat(none.get("fromFull").keys()).as("one seed says nothing about the method").doesNotContain("method");
    }

    @Test
    void robustness() {
        Path run = folder.resolve("run");
        succeed("train", "--output", run, "--episodes", 64, "--eval-episodes", 10);
        Object[] args = {"robustness", "--policy", run, "--episodes", 60, "--seeds", "2..3"};
        String one = with(args, "--json", "--threads", 1);
        List<Json> rows = items(Json.parse(one).get("rows"));
        assertThat(rows).extracting(row -> row.get("shift").text()).containsExactly(
                "as given", "failure rates -50 %", "failure rates +50 %", "prices -50 %", "prices +50 %", "drift -50 %",
                "drift +50 %");
        assertThat(rows).allMatch(row -> row.get("regret").get("mean").number() > 0);
        assertThat(rows).extracting(row -> row.get("optimum").get("totalCost").text()).doesNotHaveDuplicates();
        double asGiven = rows.get(0).get("optimum").get("totalCost").number();
        for (int i = 1; i < rows.size(); i++) {
            double shifted = rows.get(i).get("optimum").get("totalCost").number();
            assertThat(shifted < asGiven).as(rows.get(i).get("shift").text()).isEqualTo(i % 2 == 1);
        }
        // The same policy, episodes and environment as 'evaluate' and 'optimum'.
        Json evaluated = Json.parse(
                succeed("evaluate", "--policy", run, "--episodes", 60, "--seeds", "2..3", "--json"));
        assertThat(rows.get(0).get("totalCost").get("mean").text())
                .isEqualTo(evaluated.get("result").get("totalCost").get("mean").text());
        Json optimum = Json.parse(succeed("optimum", "--episodes", 60, "--seeds", "2..3", "--json"));
        assertThat(asGiven).isEqualTo(optimum.get("totalCost").get("mean").number());
        assertThat(with(args, "--json", "--threads", 3)).isEqualTo(one);
        assertThat(with(args)).contains("failure rates +50 %", "its success").doesNotContain("worst seed");
    }

    /** A folder of several seeds stands for their method. */
    @Test
    void robustnessOfAMethod() {
        Path run = folder.resolve("run");
        succeed("train", "--output", run, "--episodes", 64, "--eval-episodes", 10, "--seeds", "9..11");
        Object[] args = {"robustness", "--policy", run, "--episodes", 40, "--seeds", "2..2"};
        Json row = items(Json.parse(with(args, "--json")).get("rows")).get(0);
        Json method = row.get("regret").get("method");
        List<Double> bySeed = method.get("bySeed").get("perSeed").numbers();
        for (int s = 0; s < 3; s++) {
            Json alone = Json.parse(succeed("optimum", "--policy", run.resolve("seed-" + (9 + s)), "--episodes", 40,
                    "--seeds", "2..2", "--json"));
            assertThat(bySeed.get(s)).isCloseTo(alone.get("regret").get("mean").number(), within(1e-12));
        }
        int worst = bySeed.indexOf(java.util.Collections.max(bySeed));
        assertThat(method.get("worstSeed").number()).isEqualTo(9 + worst);
        assertThat(with(args)).contains("(3 training seeds)", "worst seed", "(" + (9 + worst) + ")");
        Object[] optimum = {"optimum", "--policy", run, "--episodes", 40, "--seeds", "2..2"};
        assertThat(Json.parse(with(optimum, "--json")).get("regret").get("mean").text())
                .isEqualTo(row.get("regret").get("mean").text());
        assertThat(with(optimum))
                .contains("(3 training seeds)", "95 % interval, the method", "worst seed " + (9 + worst));
    }

    @Test
    void comparingTwoPolicies() throws IOException {
        Object[] args = {"compare", "latency", "cost-aware", "--episodes", 300, "--seeds", "1..2"};
        String one = with(args, "--json", "--threads", 1);
        Json json = Json.parse(one);
        assertThat(json.keys()).containsExactly("environment", "policies", "difference");
        Json difference = json.get("difference");
        double[] regrets = new double[2];
        for (int i = 0; i < 2; i++) {
            regrets[i] = Json.parse(succeed("optimum", "--policy", i == 0 ? "latency" : "cost-aware", "--episodes", 300,
                            "--seeds", "1..2", "--json"))
                    .get("regret").get("mean").number();
        }
        assertThat(difference.get("mean").number()).isCloseTo(regrets[0] - regrets[1], within(1e-9));
        assertThat(difference.get("interval95").numbers().get(0)).isLessThan(difference.get("mean").number());
        assertThat(difference.keys()).doesNotContain("method");
        assertThat(with(args, "--json", "--threads", 3)).isEqualTo(one);
        assertThat(with(args, "--json", "--backend", "scalar")).isEqualTo(one);
        assertThat(with(args)).contains(
                "latency and cost-aware in the environment paper, 300 episodes under each of the",
                "The regret of the first minus that of the second");

        Path env = Files.writeString(
                folder.resolve("scales.yaml"),
                Files.readString(CommandRun.PAPER).replace("shift: [-0.62, 2.21, 0, 0]", "scale: 0.9"));
        Object[] unsolved = {"compare", "random", "latency", "--env", env, "--episodes", 200, "--seeds", 2};
        Json costs = Json.parse(with(unsolved, "--json")).get("difference");
        assertThat(costs.get("measure").text()).isEqualTo("total cost");
        double[] totals = new double[2];
        for (int i = 0; i < 2; i++) {
            totals[i] = Json.parse(succeed("evaluate", "--policy", i == 0 ? "random" : "latency", "--env", env,
                            "--episodes", 200, "--seeds", 2, "--json"))
                    .get("result").get("totalCost").get("mean").number();
        }
        assertThat(costs.get("mean").number()).isCloseTo(totals[0] - totals[1], within(1e-9));
        assertThat(with(unsolved)).contains("No regret: the optimum cannot be solved exactly", "total cost");
    }

    @Test
    void comparingTwoMethods() {
        Path a = folder.resolve("a");
        Path b = folder.resolve("b");
        succeed("train", "--output", a, "--episodes", 64, "--eval-episodes", 10, "--seeds", 11, "--hidden", 4);
        succeed("train", "--output", b, "--episodes", 64, "--eval-episodes", 10, "--seeds", 11, "--hidden", 3);
        Json difference = Json.parse(
                succeed("compare", a, b, "--episodes", 50, "--seeds", 1, "--json")).get("difference");
        assertThat(difference.keys()).containsExactly(
                "measure", "mean", "interval95", "method", "probabilityOfImprovement", "improvementInterval95",
                "spreadRatio", "spreadPValue");
        assertThat(difference.get("method").get("bySeed").get("perSeed").numbers()).hasSize(11);
        assertThat(difference.get("method").keys()).contains("interval95", "interquartileMeanInterval95");
        String rule = succeed("compare", a, "random", "--episodes", 50, "--seeds", 1);
        assertThat(rule).contains("(11 training seeds) and random", "the method, over training seeds", "worst seed");
        CommandRun other = CommandRun.of("compare", a, a.resolve("seed-3"), "--episodes", 5);
        assertThat(other.code()).isZero();
        Path c = folder.resolve("c");
        succeed("train", "--output", c, "--episodes", 32, "--eval-episodes", 10, "--seeds", "1..2", "--hidden", 3);
        CommandRun refused = CommandRun.of("compare", a, c);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("expected policies of the same training seeds", "[1, 2]").hasLineCount(1);
    }

    /** A word for every kind of luck that is none; a regret itself cannot be below 0. */
    @Test
    void simulationAndOptimumThatDisagreeHaveAWord() {
        Choices choices = new Choices(EnvFile.read(ASSISTANT));
        Margins regret = new Margins(new double[] {0.25}, new double[] {0.25, 0.25});
        Disagreements words = new Disagreements();
        words.look("lucky", new Comparison(regret, Moments.of(new double[] {-1, 1.2}), choices), 3.75);
        assertThat(words.text()).isEmpty();
        words.look("small", new Comparison(regret, Moments.of(new double[] {-1, -1}), choices), 3.75);
        words.look("large", new Comparison(regret, Moments.of(new double[] {2, 2}), choices), 3.75);
        String apart =
                """
                Note: simulated episodes cost, beside J* and regret: small 1.00 less, large 2.00 more.
                That is beyond chance: an outcome is so rare that no episode had it, \
                or simulation and optimum disagree in this environment;
                trust neither before you know which.
                """;
        assertThat(words.text()).isEqualTo(apart);
        words.look("float", new Comparison(regret, Moments.of(new double[] {-0.0009, -0.0009}), choices), 100);
        String rounded =
                """
                Note: simulated episodes cost, beside J* and regret: float 0.000900 less.
                That is rounding, 1e-5 of the cost or less.
                """;
        assertThat(words.text()).isEqualTo(rounded + apart);
    }

    /** Above 2/3 · 1e9 there is no room for 50 % more. */
    @ParameterizedTest
    @CsvSource({
        "700000000, 0, prices, actions[0].latency, 1.05E9, a finite number from 0 to 1e9",
        "1, -700000000, drift, task.drift[0], -1.05E9, a finite number within ±1e9"
    })
    void shiftsThatLeaveTheModelsRangeAreLeftOut(
            String latency, String drift, String what, String key, String found, String expected) throws IOException {
        Path env = Files.writeString(
                folder.resolve("dear.yaml"),
                """
                name: dear
                horizon: 1
                task: {dimension: 1, start: {offset: 1, scale: 1, difficultySigma: 0, jitter: 0}, drift: DRIFT, \
                tolerance: 1}
                cost: {weights: {latency: 1, monetary: 1, constraint: 1, failure: 1, divergence: 0}}
                actions:
                  - {name: work, kind: tool, latency: LATENCY, monetary: 1, shift: -2}
                """
                        .replace("LATENCY", latency)
                        .replace("DRIFT", drift));
        Object[] args = {"robustness", "--env", env, "--policy", "latency", "--episodes", 1, "--seeds", 1};

        for (CommandRun run : List.of(
                CommandRun.of(args), CommandRun.of(CommandRun.words(args, new Object[] {"--json"})))) {
            assertThat(run.code()).isZero();
            assertThat(run.err())
                    .isEqualTo("baton: note: " + what + " +50 % is left out, because numbers of more than 2/3 · 1e9"
                            + " leave the model's range then: " + key + ": expected " + expected + ", found " + found
                            + "\n");
            assertThat(run.out()).contains(what + " -50 %");
        }
        Json json = Json.parse(
                CommandRun.of(CommandRun.words(args, new Object[] {"--json"})).out());
        assertThat(items(json.get("rows"))).hasSize(6);
        assertThat(items(json.get("leftOut"))).extracting(Json::text).containsExactly(what + " +50 %");
    }

    @Test
    void frontier() throws IOException {
        Path output = folder.resolve("frontier");
        Object[] args = {
            "frontier", "--env", ASSISTANT, "--weight", "constraint,latency", "--from", 0, "--to", 2, "--points", 3,
            "--seeds", 2, "--episodes", 64, "--eval-episodes", 50
        };
        String one = with(args, "--json", "--threads", 1, "--output", output);
        List<Json> points = items(Json.parse(one).get("points"));
        assertThat(points).extracting(point -> point.get("weight").text() + " " + point.get("value").number())
                .containsExactly(
                        "constraint 0.0", "constraint 1.0", "constraint 2.0", "latency 0.0", "latency 1.0",
                        "latency 2.0");
        // The exact frontier is monotone: what weighs more, the optimum has less of.
        assertThat(points.subList(0, 3).stream().map(point -> point.get("optimum").get("successRate").number()))
                .isSorted();
        assertThat(points.subList(3, 6).reversed().stream()
                        .map(point -> point.get("optimum").get("latency").number()))
                .isSorted();
        assertThat(points).allMatch(point -> point.get("learned").get("regret").get("mean").number() >= 0);
        assertThat(points.get(0).get("learned").keys()).containsExactly(
                "successRate", "latency", "monetary", "totalCost", "regret", "regretInterval95", "method");
        assertThat(Files.readAllLines(output.resolve("frontier.csv"))).hasSize(19).startsWith(
                "weight,value,policy,seed,successRate,latency,monetary,totalCost,regret");
        assertThat(with(args, "--json", "--threads", 3)).isEqualTo(one);
        assertThat(with(args)).contains("optimum", "learned", "constraint", "95 % interval, the method", "worst seed");
        CommandRun again = CommandRun.of(Stream.concat(Stream.of(args), Stream.of("--output", output)).toArray());
        assertThat(again.err()).contains("already holds a run").hasLineCount(1);
    }
}
