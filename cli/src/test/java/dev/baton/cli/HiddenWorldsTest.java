package dev.baton.cli;

import static dev.baton.cli.CommandRun.succeed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.baton.cli.folder.RunFiles;
import dev.baton.cli.log.FrameReader;
import dev.baton.cli.log.LogFormat;
import dev.baton.cli.option.EnvFile;
import dev.baton.env.EnvSpec;
import dev.baton.files.TrainedPolicy;
import dev.baton.files.text.YamlNode;
import dev.baton.offline.EpisodeRange;
import dev.baton.offline.LogShape;
import dev.baton.offline.LoggedEpisode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands in worlds where something is hidden, limited or paid for again. */
class HiddenWorldsTest {
    private static final Path CASCADE = CommandRun.PAPER.resolveSibling("cascade.yaml");
    private static final Path TOOL_HEALTH = CommandRun.PAPER.resolveSibling("tool-health.yaml");
    private static final Path AGENT_LOOP = CommandRun.PAPER.resolveSibling("agent-loop.yaml");
    private static final Path TIGER = CommandRun.PAPER.resolveSibling("tiger.yaml");
    private static final double DIGITS = 5e-9;

    @TempDir
    private Path folder;

    private static void assertFailure(int code, String message, Object... args) {
        CommandRun run = CommandRun.of(args);
        assertThat(run.err()).startsWith("baton").contains(message);
        assertThat(run.out()).isEmpty();
        assertThat(run.code()).isEqualTo(code);
    }

    private static Json item(Json list, int index) {
        return new Json(((YamlNode.Sequence) list.node()).items().get(index));
    }

    private static List<String> words(Json list) {
        return ((YamlNode.Sequence) list.node())
                .items().stream().map(item -> new Json(item).text()).toList();
    }

    private Path log(Path environment, String policy, int episodes) {
        Path file = folder.resolve(environment.getFileName() + ".log");
        succeed("log", "--env", environment, "--policy", policy, "--episodes", episodes, "--output", file);
        return file;
    }

    /**
     * What was logged at random costs what it costs, by weights that are all 1: the logged probabilities are the true
     * ones.
     */
    @ParameterizedTest
    @ValueSource(strings = {"cascade", "tool-health", "agent-loop", "tiger"})
    void aLogSaysWhatItsOwnPolicyCosts(String world) {
        Path environment = CommandRun.PAPER.resolveSibling(world + ".yaml");
        Path file = log(environment, "random", 400);
        Json json = Json.parse(
                succeed("evaluate", "--env", environment, "--policy", "random", "--log", file, "--json").out());
        double logged = json.get("loggedTotalCost").number();
        assertThat(json.get("episodes").number()).isEqualTo(400);
        assertThat(json.get("worthEpisodes").number()).isCloseTo(400, within(0.01));
        assertThat(json.get("meanWeight").get("mean").number()).isCloseTo(1, within(1e-5));
        assertThat(json.get("perDecision").get("totalCost").number()).isCloseTo(logged, within(1e-5 * logged));
        double truth = Json.parse(succeed(
                                "evaluate", "--env", environment, "--policy", "random", "--episodes", 4000, "--json")
                        .out())
                .get("result")
                .get("totalCost")
                .get("mean")
                .number();
        // The log's standard error alone, five of them.
        assertThat(logged).isCloseTo(truth, within(5 * json.get("loggedStandardError").number()));
    }

    /** A log of a world with limited calls, from which a policy is learned that then is judged by another log. */
    @Test
    void policiesAreLearnedFromLogsOfLimitedCalls() {
        Path file = log(AGENT_LOOP, "random", 6000);
        Path offline = folder.resolve("offline");
        CommandRun run = CommandRun.of(
                "train", "--env", AGENT_LOOP, "--method", "offline", "--log", file, "--iterations", 30, "--epochs", 10,
                "--eval-episodes", 4000, "--output", offline);
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        double learned = Json.parse(succeed(
                                "evaluate", "--env", AGENT_LOOP, "--policy", offline, "--episodes", 4000, "--json")
                        .out())
                .get("result")
                .get("totalCost")
                .get("mean")
                .number();
        // The log costs 2.3, the optimum 1.029.
        assertThat(learned).isBetween(1.0, 1.6);

        Path fresh = folder.resolve("fresh.log");
        succeed("log", "--env", AGENT_LOOP, "--policy", offline, "--explore", 0.3, "--seed", 1, "--episodes", 2000,
                "--output", fresh);
        Json estimate = Json.parse(
                succeed("evaluate", "--env", AGENT_LOOP, "--policy", offline, "--log", fresh, "--json").out());
        // Wider than the interval's 5 % of misses: four half-widths.
        double lower = estimate.get("doublyRobust").get("lower").number();
        double upper = estimate.get("doublyRobust").get("upper").number();
        assertThat(estimate.get("doublyRobust").get("totalCost").number())
                .isCloseTo(learned, within(2 * (upper - lower)));
        assertThat(upper - lower).isBetween(0.001, 0.5);

        Path imitating = folder.resolve("imitating");
        succeed("train", "--env", AGENT_LOOP, "--method", "supervised", "--log", file, "--epochs", 10,
                "--eval-episodes", 4000, "--output", imitating);
        assertThat(Json.parse(succeed(
                                "evaluate", "--env", AGENT_LOOP, "--policy", imitating, "--episodes", 4000, "--json")
                        .out())
                .get("result")
                .get("totalCost")
                .get("mean")
                .number())
                .isBetween(1.0, 2.2);
    }

    @Test
    void aLogOfOtherLimitsIsRefused() throws IOException {
        Path file = log(AGENT_LOOP, "random", 10);
        String text = Files.readString(AGENT_LOOP);
        assertThat(text).contains("maxCalls: 3");
        Path other = Files.writeString(folder.resolve("other.yaml"), text.replace("maxCalls: 3", "maxCalls: 2"));
        assertFailure(
                1, "fingerprint of what actions do and cost", "evaluate", "--env", other, "--policy", "random", "--log",
                file);
    }

    /** Three searches and then the next in the file; a fourth search is refused by its step. */
    @Test
    void aCallThatThereWasNotIsRefused() throws IOException {
        EnvSpec spec = EnvFile.read(AGENT_LOOP);
        Path file = log(AGENT_LOOP, "always:search", 2);
        FrameReader frames = new FrameReader("log", new ByteArrayInputStream(Files.readAllBytes(file)));
        LogShape shape = LogFormat.shape("log", frames.next("header", LogFormat.MAX_HEADER));
        frames.next("block", LogFormat.ANNOUNCEMENT);
        ByteArrayOutputStream episodes = new ByteArrayOutputStream();
        for (int e = 0; e < 2; e++) {
            LoggedEpisode episode = LogFormat.decode("log", frames.next("episode", LogFormat.longest(shape)), shape);
            assertThat(episode.action()).startsWith(0, 0, 0, 1);
            episode.action()[3] = 0;
            episodes.write(LogFormat.encode(episode, spec.dimension()));
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(LogFormat.header(spec));
        whole.write(LogFormat.announce(new LogFormat.Block(new EpisodeRange(0, 0, 2), episodes.size(), true)));
        episodes.writeTo(whole);
        Files.write(file, whole.toByteArray());
        assertFailure(
                1,
                "episode 0, step 3: action: expected one that is available, which action 0 is not after 3 calls, found"
                        + " 0",
                "train", "--env", AGENT_LOOP, "--method", "offline", "--log", file, "--output",
                folder.resolve("never"));
        assertThat(folder.resolve("never")).doesNotExist();
    }

    @Test
    void aLogSaysWherePoliciesDoNotSeeTheBelief() throws IOException {
        Path blind = Files.writeString(
                folder.resolve("blind.yaml"), Files.readString(CASCADE) + "\nobservation: {belief: false}\n");
        Path file = log(blind, "random", 400);
        CommandRun run = CommandRun.of("evaluate", "--env", blind, "--policy", "random", "--log", file);
        assertThat(run.err())
                .isEqualTo("baton: note: environment \"cascade\": observation.belief is false, so what a policy sees is"
                        + " not all that can be known; costs to come are fitted to what it sees and the belief"
                        + " together\n");
        assertThat(run.code()).isZero();
    }

    /** The rule that retries what has failed is no function of the state, so no Q function is its own. */
    @Test
    void aRuleThatRemembersHasNoFittedQ() {
        Path file = log(AGENT_LOOP, "latency", 200);
        Json json = Json.parse(
                succeed("evaluate", "--env", AGENT_LOOP, "--policy", "latency", "--log", file, "--json").out());
        assertThat(json.get("fittedQ").get("refused").text())
                .isEqualTo("the policy remembers what happened before, which the states that Q is a function of do not"
                        + " say");
        assertThat(json.get("doublyRobust").get("totalCost").number())
                .isCloseTo(json.get("loggedTotalCost").number(), within(1e-5));
    }

    @Test
    void theOptimumHasItsBoundsBesideIt() {
        Json json = Json.parse(succeed("optimum", "--env", CASCADE, "--json").out());

        assertThat(json.get("startStates").number()).isEqualTo(1);
        assertThat(json.get("totalCost").get("mean").number()).isCloseTo(0.67255506, within(DIGITS));
        assertThat(json.get("informed").get("totalCost").number()).isCloseTo(0.12892223, within(DIGITS));
        assertThat(json.get("plan").get("totalCost").number()).isCloseTo(0.93188, within(DIGITS));
        assertThat(words(json.get("plan").get("actions"))).containsExactly("small", "large", "submit");
        Json only = item(json.get("perStart"), 0);
        assertThat(only.get("start").numbers()).isEmpty();
        assertThat(only.get("firstAction").text()).isEqualTo("ask");
        assertThat(only.get("totalCost").number()).isCloseTo(0.67255506, within(DIGITS));
        assertThat(only.get("informed").get("totalCost").number()).isCloseTo(0.12892223, within(DIGITS));
        assertThat(words(only.get("plan").get("actions"))).containsExactly("small", "large", "submit");
        assertThat(succeed("optimum", "--env", CASCADE).out())
                .contains(
                        "1 start state.",
                        "Informed, who sees the phase before every action: 0.1289.",
                        "Best plan, fixed in advance: 0.9319, small, large, submit.");
    }

    @Test
    void startStatesHaveBoundsOfTheirOwn() {
        Json json = Json.parse(succeed(
                        "optimum", "--env", TOOL_HEALTH, "--start", "3", "--start", "1", "--start", "0", "--json")
                .out());

        Json three = item(json.get("perStart"), 0);
        Json one = item(json.get("perStart"), 1);
        Json none = item(json.get("perStart"), 2);
        assertThat(three.get("totalCost").number()).isCloseTo(1.4252618, within(DIGITS));
        assertThat(three.get("informed").get("totalCost").number()).isCloseTo(0.80691068, within(DIGITS));
        assertThat(three.get("plan").get("totalCost").number()).isCloseTo(2.08832551, within(DIGITS));
        assertThat(one.get("informed").get("totalCost").number()).isLessThan(one.get("totalCost").number());
        assertThat(one.get("plan").get("totalCost").number()).isGreaterThan(one.get("totalCost").number());
        assertThat(none.get("plan").get("totalCost").number()).isZero();
        assertThat(words(none.get("plan").get("actions"))).isEmpty();
        assertThat(none.get("firstAction").text()).isEqualTo("null");
    }

    @Test
    void startStatesOfEpisodesThatDiffer() throws IOException {
        Path env = Files.writeString(
                folder.resolve("differ.yaml"),
                Files.readString(TOOL_HEALTH)
                        .replace("difficultySigma: 0,", "difficultySigma: 0.5,")
                        .replace("horizon: 7", "horizon: 4"));
        Json few = Json.parse(
                succeed("optimum", "--env", env, "--episodes", 20, "--seeds", 2, "--json").out());
        double optimum = few.get("totalCost").get("mean").number();
        assertThat(few.get("informed").get("totalCost").number()).isLessThan(optimum);
        assertThat(few.get("plan").get("totalCost").number()).isGreaterThan(optimum);

        Json many = Json.parse(
                succeed("optimum", "--env", env, "--episodes", 300, "--seeds", 1, "--json").out());
        assertThat(many.get("informed").keys()).containsExactly("totalCost");
        assertThat(many.get("plan").get("unavailable").text())
                .isEqualTo("plan: expected at most 200 start states that differ, found 300; give some with --start, or"
                        + " fewer --episodes");
    }

    @Test
    void whereNothingIsHiddenThereAreNoBounds() {
        assertThat(Json.parse(succeed("optimum", "--start", "2,2,2,2", "--json").out()).keys())
                .doesNotContain("informed", "plan");
    }

    @Test
    void aStartWithoutATaskVectorIsRefused() {
        assertFailure(
                1, "--start: expected none, because task.dimension is 0 and all episodes start alike, found \"1\"",
                "optimum", "--env", CASCADE, "--start", "1");
    }

    @Test
    void moreStatesThanFitAreRefusedWithTheirNumber() throws IOException {
        String irrational = Files.readString(AGENT_LOOP).replace("horizon: 8", "horizon: 400");
        Path env = Files.writeString(folder.resolve("long.yaml"), irrational);

        List<String> command = new ArrayList<>(BatonProcess.java("-Xmx128m", "--add-modules", "jdk.incubator.vector"));
        command.addAll(List.of("optimum", "--env", env.toString()));
        CommandRun run = BatonProcess.start(folder, Map.of(), command).end();

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err().lines().filter(line -> !line.startsWith("WARNING"))).hasSize(1);
        assertThat(run.err()).contains("long.yaml: cannot be solved exactly: information states: expected at"
                + " most ", " MiB of them, found ", " states within ");
    }

    /** A plan's exact cost is what it costs in simulation. */
    @Test
    void plansAndSingleActionsArePolicies() {
        Json plan = Json.parse(succeed(
                        "evaluate", "--env", CASCADE, "--policy", "plan:small,large,submit", "--seeds", 2, "--episodes",
                        20_000, "--json")
                .out());
        assertThat(plan.get("result").get("totalCost").get("mean").number()).isCloseTo(0.93188, within(0.02));

        Json always = Json.parse(succeed(
                        "evaluate", "--env", TIGER, "--policy", "always:listen", "--seeds", 1, "--episodes", 100,
                        "--json")
                .out());
        assertThat(always.get("result").get("totalCost").get("mean").number()).isEqualTo(33);

        assertThat(succeed(
                                "optimum", "--env", TOOL_HEALTH, "--policy", "plan:primary,wait", "--seeds", 1,
                                "--episodes", 50)
                        .out())
                .contains("plan:primary,wait", "egret");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "plan:smal,large | --policy plan: expected actions of the environment \"cascade\" (small, large, check, ask,"
                + " hand_over, submit), found \"smal\"; did you mean \"small\"?",
        "plan: | --policy plan: expected actions of the environment \"cascade\" (small, large, check, ask, hand_over,"
                + " submit), found nothing",
        "plan:small,,large | --policy plan: expected actions of the environment \"cascade\" (small, large, check, ask,"
                + " hand_over, submit), found nothing",
        "always: | --policy always: expected an action of the environment \"cascade\" (small, large, check, ask,"
                + " hand_over, submit), found nothing",
        "always:nonsense | found \"nonsense\"",
        "planned:small | no such file; expected latency, cost-aware, random, always:NAME, plan:NAME,NAME,…, or the path"
    })
    void plansOfWhatThereIsNot(String policy, String message) {
        for (String command : List.of("evaluate", "optimum", "playbook")) {
            assertFailure(1, message, command, "--env", CASCADE, "--policy", policy);
        }
    }

    @Test
    void atLeastSoOften() {
        Json json = Json.parse(succeed(
                        "frontier", "--env", CASCADE, "--min-success", "0.90,0.95,0.99", "--json")
                .out());
        Json point = item(json.get("points"), 1);
        assertThat(point.get("minSuccess").number()).isEqualTo(0.95);
        assertThat(point.get("cost").number()).isCloseTo(0.47466555, within(DIGITS));
        assertThat(point.get("successRate").number()).isCloseTo(0.95, within(1e-12));
        assertThat(point.get("first").get("successRate").number()).isCloseTo(0.93710986, within(DIGITS));
        assertThat(point.get("second").get("cost").number()).isCloseTo(0.52038133, within(DIGITS));
        assertThat(point.get("weight").number()).isCloseTo(0.51815815, within(1e-7));
        assertThat(item(json.get("points"), 0).get("cost").number()).isCloseTo(0.33743229, within(DIGITS));
        assertThat(item(json.get("points"), 2).get("cost").number()).isCloseTo(0.83203612, within(DIGITS));
        assertThat(succeed("frontier", "--env", CASCADE, "--min-success", "0,0.95").out())
                .contains("0.4747", "51.8158 %", "from the start that all episodes have");

        assertFailure(
                1,
                "--min-success: expected at most 0.99059003, the greatest probability that any policy reaches, found"
                        + " 0.995",
                "frontier", "--env", CASCADE, "--min-success", "0.995");
    }

    @Test
    void alongADeadline() {
        Json json = Json.parse(succeed(
                        "frontier", "--env", CASCADE, "--limit", "latency", "--from", 15, "--to", 45, "--points", 3,
                        "--json")
                .out());
        Json before = item(json.get("points"), 1);
        Json last = item(json.get("points"), 2);
        assertThat(last.get("totalCost").number()).isCloseTo(0.67255506, within(DIGITS));
        assertThat(last.get("firstAction").text()).isEqualTo("ask");
        assertThat(last.get("pricePerUnit").number())
                .isCloseTo(
                        (before.get("totalCost").number() - last.get("totalCost").number()) / 15, within(1e-12));
        assertThat(item(json.get("points"), 0).get("pricePerUnit").text()).isEqualTo("null");
        assertThat(succeed(
                                "frontier", "--env", TOOL_HEALTH, "--limit", "monetary", "--from", 1, "--to", 4,
                                "--points", 2)
                        .out())
                .contains("budget (cost units)", "one more cost unit is worth", "primary");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "--from 1 --to 2 | expected one of --weight, --limit and --min-success, found none",
        "--limit latency --min-success 0.9 | expected one of --weight, --limit and --min-success, found --limit and"
                + " --min-success",
        "--limit latency --to 2 | expected --from beside --limit, found none",
        "--weight latency --from 2 | expected --to beside --weight, found none",
        "--limit latency --from 0 --to 2 | --from: expected a limit above 0, found 0",
        "--limit latency --from 3 --to 2 | --to: expected 3 or more, where --from starts, found 2",
        "--limit latncy --from 3 --to 4 | expected latency or monetary, found \"latncy\"",
        "--min-success 1.5 | expected a number from 0 to 1, found \"1.5\"",
        "--min-success 0.5 --from 1 | option '--from' does not go with --min-success",
        "--limit latency --from 3 --to 4 --output out | option '--output' does not go with --limit"
    })
    void frontiersThatMakeNoSense(String options, String message) {
        assertFailure(
                2, message, CommandRun.words(new Object[] {"frontier", "--env", CASCADE}, options.split(" ", -1)));
    }

    @Test
    void aPlaybookOfTheOptimum() {
        assertThat(succeed("playbook", "--env", TIGER).out())
                .isEqualTo(
                        """
                        Playbook of the optimum in the environment tiger.
                        What is seen (how probable it is to get there): \
                        what is done; the cost still to come; what is believed.

                        start (100 %): listen; 27.2800 to come; left 50 %, right 50 %
                          hear-left (50 %): listen; 16.2800 to come; left 85 %, right 15 %
                            hear-left (37.2 %): open-right; 3.3221 to come; left 97 %, right 3 %
                              treasure (36.1 %): ends, done
                              tiger (1.1 %): ends, done
                            hear-right (12.8 %): listen; 11.0000 to come; left 50 %, right 50 %
                              hear-left (6.4 %): ends, done
                              hear-right (6.4 %): ends, done
                          hear-right (50 %): listen; 16.2800 to come; left 15 %, right 85 %
                            hear-right (37.2 %): open-left; 3.3221 to come; left 3 %, right 97 %
                              treasure (36.1 %): ends, done
                              tiger (1.1 %): ends, done
                            hear-left (12.8 %): listen; 11.0000 to come; left 50 %, right 50 %
                              hear-left (6.4 %): ends, done
                              hear-right (6.4 %): ends, done
                        """);
        Json json = Json.parse(
                succeed("playbook", "--env", CASCADE, "--format", "json", "--depth", 2).out());
        Json tree = json.get("tree");
        assertThat(tree.get("remainingCost").number()).isCloseTo(0.67255506, within(DIGITS));
        assertThat(tree.get("belief").get("hard-open").number()).isEqualTo(0.35);
        Json first = item(tree.get("actions"), 0);
        assertThat(first.get("action").text()).isEqualTo("ask");
        assertThat(item(first.get("next"), 0).get("signal").text()).isEqualTo("plain");
        assertThat(item(first.get("next"), 0).get("probability").number()).isCloseTo(0.655, within(1e-12));
    }

    @Test
    void aPlaybookAsAFlowchart() {
        List<String> lines = succeed("playbook", "--env", CASCADE, "--format", "mermaid", "--depth", 1)
                .out()
                .lines()
                .toList();

        assertThat(lines.get(0)).isEqualTo("flowchart TD");
        assertThat(lines).contains(
                "  n0[\"ask<br/>0.6726 to come<br/>easy-open 65 %, hard-open 35 %\"]",
                "  n0 -->|\"plain 65.5 %\"| n1",
                "  n0 -->|\"unclear 34.5 %\"| n2");
        assertThat(lines).hasSize(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"latency", "cost-aware", "random", "always:primary", "plan:primary,fallback"})
    void aPlaybookOfAnyRule(String policy) {
        String text = succeed("playbook", "--env", TOOL_HEALTH, "--policy", policy, "--depth", 2).out();
        assertThat(text).contains("the policy " + policy, "start (100 %): ", "to come; up 85 %, down 15 %");
        assertThat(Json.parse(succeed("playbook", "--env", TOOL_HEALTH, "--policy", policy, "--format", "json").out())
                        .get("tree")
                        .get("remainingCost")
                        .number())
                .isGreaterThan(1.4252618);
    }

    /** What a network does is not known without running it: its playbook costs what its evaluation does. */
    @Test
    void aPlaybookOfANetwork() {
        Path run = folder.resolve("run");
        succeed("train", "--env", TOOL_HEALTH, "--output", run, "--episodes", 640, "--eval-episodes", 10, "--seeds", 1);

        double exact = Json.parse(succeed("playbook", "--policy", run, "--format", "json").out())
                .get("tree")
                .get("remainingCost")
                .number();
        double simulated = Json.parse(
                        succeed("evaluate", "--policy", run, "--episodes", 20_000, "--seeds", 1, "--json").out())
                .get("result")
                .get("totalCost")
                .get("mean")
                .number();

        assertThat(simulated).isCloseTo(exact, within(0.05));
    }

    @Test
    void aPlaybookFromAStartOfOnesOwn() {
        assertThat(succeed("playbook", "--env", TOOL_HEALTH, "--start", "1", "--depth", 1).out()).contains(", from 1.");
        assertThat(succeed("playbook", "--env", TOOL_HEALTH, "--start", "0").out())
                .contains("start (100 %): ends, done");
        assertFailure(
                1, "--start: expected 1 numbers (task.dimension is 1), found 2 in \"1,2\"",
                "playbook", "--env", TOOL_HEALTH, "--start", "1,2");
        assertFailure(2, "expected text or mermaid or json", "playbook", "--env", TIGER, "--format", "pdf");
        assertFailure(2, "expected a whole number from 1 to 1,024", "playbook", "--env", TIGER, "--depth", "0");
    }

    @Test
    void checkSaysWhatIsHidden() {
        assertThat(succeed("check", CASCADE).out())
                .contains(
                        "ends early only by an action that ends it or a passed limit",
                        "no task vector; the phase says what is done",
                        "4 phases that no policy sees: easy-open, easy-right, hard-open, hard-right",
                        "easy-open 65 %, hard-open 35 %",
                        "45 s; a step that passes it is the last, without success",
                        "6 actions, prices and failures as expected at the start")
                .containsPattern("small +reason +2\\.24 +0\\.01 +4 % +60\\.4 %")
                .contains("95 % in easy-right, 30 % in hard-open, 90 % in hard-right \"pass\": none");
        assertThat(succeed("check", TOOL_HEALTH).out())
                .contains(
                        "up becomes up 92 %, down 8 %; down becomes up 15 %, down 85 %", "after it: up becomes up 85 %")
                .containsPattern("primary +tool +2\\.316 +0\\.02 +18\\.8 %");
        assertThat(succeed("check", AGENT_LOOP).out())
                .contains(
                        "2 at the start; later calls pay for it", "at most 3 calls in an episode",
                        "per unit of context 0.1 s and 0.008 cost units more",
                        "context times 0.2, plus 0.5; oriented becomes blind");
    }

    private Object[] training(String name, Object... more) {
        return CommandRun.words(
                new Object[] {
                    "train", "--env", CASCADE, "--output", folder.resolve(name), "--episodes", 400, "--batch", 100,
                    "--hidden", 4, "--eval-episodes", 20
                },
                more);
    }

    /** Any success will do, so the cheapest policy is the answer, and the multiplier falls. */
    @Test
    void trainsForALeastSuccess() throws IOException {
        Object[] ppo = {"--method", "ppo", "--epochs", 1, "--value-hidden", "5,3", "--value-learning-rate", 0.02};
        Json json = Json.parse(succeed(CommandRun.words(
                        training("any", "--min-success", 0, "--seeds", "3..4", "--json"), ppo))
                .out());
        for (int s = 0; s < 2; s++) {
            Json least = item(json.get("leastSuccess"), s);
            assertThat(least.keys())
                    .containsExactly("seed", "minSuccess", "reached", "successRate", "cost", "multiplier", "mixture");
            assertThat(least.get("seed").number()).isEqualTo(3 + s);
            assertThat(least.get("reached").text()).isEqualTo("true");
            assertThat(least.get("mixture").get("cost").number()).isEqualTo(least.get("cost").number());
        }
        Path output = folder.resolve("any");
        assertThat(Files.readAllLines(output.resolve("config.yaml")))
                .startsWith("seeds: [3, 4]", "method: ppo", "episodes: 400")
                .contains("valueHidden: [5, 3]", "valueLearningRate: 0.02", "minSuccess: 0.0");
        List<String> metrics = Files.readAllLines(output.resolve("seed-3").resolve("metrics.csv"));
        assertThat(metrics).hasSize(5);
        assertThat(metrics.getFirst()).endsWith(",approximateKl,clipFraction,explainedVariance,multiplier");
        List<Double> multipliers = new ArrayList<>();
        metrics.subList(1, 5)
                .forEach(line -> multipliers.add(Double.valueOf(line.substring(line.lastIndexOf(',') + 1))));
        assertThat(multipliers.getFirst()).as("the weight of the constraint").isEqualTo(4);
        assertThat(multipliers).isSortedAccordingTo((one, other) -> Double.compare(other, one));
        assertThat(multipliers.getLast()).isLessThan(4);
        succeed("evaluate", "--policy", output.resolve("seed-4"), "--episodes", 10);
        assertThat(TrainedPolicy.read(output.resolve("seed-3").resolve(RunFiles.POLICY)).provenance().config())
                .contains("minSuccess: 0.0");

        String text = succeed(training("half", "--min-success", 0)).out();
        assertThat(text).contains("Seed 0, at least 0 %: the policy succeeded in ", " without the constraint.\n")
                .contains("No mixture of two policies that were tried is cheaper.");
        assertThat(Files.readAllLines(folder.resolve("half").resolve("config.yaml"))).contains("minSuccess: 0.0");
    }

    @Test
    void aLeastSuccessThatIsNotReachedHasANote() {
        CommandRun run = CommandRun.of(training("certain", "--min-success", 1));
        assertThat(run.code()).isZero();
        assertThat(run.err())
                .startsWith("baton: note: seed 0: no policy that was tried succeeded in 100 % of its episodes; the one"
                        + " that is kept succeeded most often, in ")
                .hasLineCount(1);
        assertThat(run.out()).contains("Seed 0, at least 100 %: not reached; the policy that did best succeeded in ");
        assertThat(folder.resolve("certain").resolve(RunFiles.POLICY)).exists();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "--min-success 0.9 --method supervised | option '--min-success' does not belong to --method supervised, but to"
                + " reinforce or ppo",
        "--min-success 1.5 | invalid value for option '--min-success': expected a number from 0 to 1, found \"1.5\"",
        "--min-success -0.1 --method ppo | '--min-success': expected a number from 0 to 1, found \"-0.1\"",
        "--value-hidden 8 | option '--value-hidden' does not belong to --method reinforce, but to ppo"
    })
    void leastSuccessesThatCannotBeTrainedForAreRefused(String options, String message) {
        assertFailure(2, message, training("refused", (Object[]) options.split(" ", -1)));
        assertThat(folder.resolve("refused")).doesNotExist();
    }

    /** Counts are kept where the file asks for them; a belief is kept everywhere. */
    @Test
    void aPolicyThatSeesCountsNeedsAnEnvironmentThatKeepsThem() throws IOException {
        String cascade = Files.readString(CASCADE);
        Path counting = Files.writeString(folder.resolve("counting.yaml"), cascade + "observation: {counts: true}\n");
        Path run = folder.resolve("sees-counts");
        succeed("train", "--env", counting, "--episodes", 32, "--eval-episodes", 10, "--hidden", 4, "--output", run);
        succeed("evaluate", "--policy", run, "--episodes", 10);
        for (String command : List.of("evaluate", "optimum", "playbook")) {
            assertFailure(
                    1,
                    "does not fit the environment \"cascade\": expected observations without the counts of signals,"
                            + " which it keeps with observation: {counts: true} only, found a policy that sees them",
                    command, "--env", CASCADE, "--policy", run);
        }
    }

    /** Each variant is what training in an environment file that says so gives. */
    @Test
    void anAblationOverWhatIsSeen() throws IOException {
        Path output = folder.resolve("memory");
        Object[] settings = {"--episodes", 96, "--eval-episodes", 30, "--hidden", 4};
        Object[] args = CommandRun.words(
                new Object[] {"ablate", "--over", "memory", "--env", CASCADE, "--seeds", "3..4"}, settings);
        String one = succeed(CommandRun.words(args, new Object[] {"--json", "--threads", 1, "--output", output})).out();
        Json json = Json.parse(one);
        assertThat(json.get("optimum").number()).isCloseTo(0.67255506, within(DIGITS));
        Json variants = json.get("variants");
        assertThat(variants.keys()).containsExactly("belief", "counts", "nothing");
        Map<String, String> observations =
                Map.of("belief", "{belief: true}", "counts", "{belief: false, counts: true}",
                        "nothing", "{belief: false}");
        for (String name : variants.keys()) {
            Path env = Files.writeString(
                    folder.resolve(name + ".yaml"),
                    Files.readString(CASCADE) + "observation: " + observations.get(name) + "\n");
            Path run = folder.resolve(name);
            succeed(CommandRun.words(
                    new Object[] {"train", "--env", env, "--output", run, "--seeds", "3..4"}, settings));
            Json alone = Json.parse(succeed(
                            "optimum", "--env", env, "--policy", run, "--episodes", 30, "--seeds", "3..3", "--json")
                    .out());
            Json regret = variants.get(name).get("regret");
            assertThat(regret.get("mean").number())
                    .isPositive()
                    .isCloseTo(alone.get("regret").get("mean").number(), within(1e-12));
            if (!name.equals("belief")) {
                Json price = variants.get(name).get("priceOfForgetting");
                assertThat(price.get("measure").text()).isEqualTo("regret");
                assertThat(price.get("mean").number())
                        .isCloseTo(
                                regret.get("mean").number()
                                        - variants.get("belief").get("regret").get("mean").number(),
                                within(1e-12));
            }
        }
        assertThat(variants.get("belief").keys()).doesNotContain("priceOfForgetting");
        assertThat(succeed(CommandRun.words(args, new Object[] {"--json", "--threads", 3})).out()).isEqualTo(one);
        assertThat(succeed(args).out())
                .contains(
                        "The regret of each variant minus that of belief: the price of forgetting\n",
                        "The exact optimum there is 0.6726.");
        assertThat(Files.readAllLines(output.resolve("per-seed.csv"))).hasSize(7);
        assertFailure(
                1,
                "paper.yaml: --over memory: expected an environment with phases, which a policy may believe in, found"
                        + " none: nothing is hidden",
                "ablate", "--over", "memory", "--env", CommandRun.PAPER, "--output", folder.resolve("none"));
        assertThat(folder.resolve("none")).doesNotExist();
        assertFailure(2, "'--over': expected algorithm or memory, found \"nets\"", "ablate", "--over", "nets");
    }
}
