package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Activation;
import dev.baton.cli.process.Build;
import dev.baton.cli.process.OutOfMemory;
import dev.baton.cli.process.Session;
import dev.baton.env.EnvSpec;
import dev.baton.files.Environments;
import dev.baton.files.Method;
import dev.baton.files.TrainedPolicy;
import dev.baton.files.text.InputFile;
import dev.baton.nn.MlpSpec;
import dev.baton.policy.MlpPolicy;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.ParseResult;

/** Everything a user can get wrong ends in one clear line and exit code 1 or 2. */
class BadInputTest {
    @TempDir
    private Path folder;

    private static void assertFailure(CommandRun run, String message) {
        assertThat(run.err()).isEqualTo("baton: " + message + "\n");
        assertThat(run.out()).isEmpty();
        assertThat(run.code()).isEqualTo(1);
    }

    /** Each row: the paper's preset with one text replaced, and the end of the message. */
    static Stream<Arguments> environments() {
        return Stream.of(
                Arguments.of("horizon: 10", "horizon: 0",
                        "line 3: horizon: expected a whole number from 1 to 1024, found 0"),
                Arguments.of("horizon: 10", "horizon: 2000",
                        "line 3: horizon: expected a whole number from 1 to 1024, found 2000"),
                Arguments.of("dimension: 4", "dimension: 100",
                        "line 5: task.dimension: expected a whole number from 0 to 64, found 100"),
                Arguments.of(
                        "tolerance", "tolerence", "line 8: task.tolerence: unknown key; did you mean \"tolerance\"?"),
                Arguments.of("horizon: 10", "horizon: 10\nspeed: 3", "line 4: speed: unknown key; expected one of name,"
                        + " horizon, context, task, phases, limits, cost, observation, actions"),
                Arguments.of("drift: 0.13", "drift: [0.1, 0.2]", "line 7: task.drift: expected one number or a list of"
                        + " 4 numbers (task.dimension is 4), found a list of 2"),
                Arguments.of("drift: 0.13", "drift: .nan",
                        "line 7: task.drift: expected a finite number within ±1e9, found .nan"),
                Arguments.of("drift: 0.13", "drift: .inf",
                        "line 7: task.drift: expected a finite number within ±1e9, found .inf"),
                Arguments.of("monetary: 0.1,  failure", "monetary: -1,  failure",
                        "line 14: actions[0].monetary: expected a finite number from 0 to 1e9, found -1"),
                Arguments.of("failureProbability: 0.1,   shift: [-0.62, 2.21, 0, 0]",
                        "outcomes: [{probability: 0.3, failure: true}, {probability: 0.6}]",
                        "line 14: actions[0].outcomes: expected probabilities that sum to 1 (within 1e-6), found a sum"
                                + " of 0.8999999999999999"));
    }

    @ParameterizedTest
    @MethodSource("environments")
    void brokenEnvironments(String before, String after, String message) throws IOException {
        String paper = Files.readString(CommandRun.PAPER);
        assertThat(paper).contains(before);
        Path file = Files.writeString(folder.resolve("env.yaml"), paper.replace(before, after));

        for (CommandRun run : List.of(
                CommandRun.of("check", file),
                CommandRun.of("evaluate", "--policy", "latency", "--env", file),
                CommandRun.of("optimum", "--env", file),
                CommandRun.of("train", "--env", file, "--output", folder.resolve("run")),
                CommandRun.of("reproduce", "--env", file))) {
            assertThat(run.err()).startsWith("baton: ").endsWith("env.yaml, " + message + "\n").hasLineCount(1);
            assertThat(run.out()).isEmpty();
            assertThat(run.code()).isEqualTo(1);
        }
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void filesThatAreNoEnvironments() throws IOException {
        Path missing = folder.resolve("missing.yaml");
        assertFailure(CommandRun.of("check", missing),
                InputFile.name(missing) + ": no such file; expected an environment file");
        assertFailure(
                CommandRun.of("check", folder), InputFile.name(folder) + ": is a folder; expected an environment file");

        Path empty = Files.createFile(folder.resolve("empty.yaml"));
        assertFailure(
                CommandRun.of("check", empty), InputFile.name(empty) + ": is empty; expected an environment file");

        byte[] rubbish = new byte[5_000];
        new SplittableRandom(1).nextBytes(rubbish);
        Path binary = Files.write(folder.resolve("binary.yaml"), rubbish);
        CommandRun run = CommandRun.of("check", binary);
        assertThat(run.err()).startsWith("baton: ").contains("not a text file: ").hasLineCount(1);
        assertThat(run.code()).isEqualTo(1);

        Path zeros = Files.write(folder.resolve("zeros.yaml"), new byte[100]);
        assertFailure(CommandRun.of("check", zeros), InputFile.name(zeros)
                + ", line 1: not a text file: expected an environment file, found the control character U+0000");

        Path below = Files.writeString(folder.resolve("file"), "x").resolve("env.yaml");
        assertFailure(
                CommandRun.of("check", below), InputFile.name(below) + ": no such file; expected an environment file");
        assertFailure(
                CommandRun.of("check", ""), "a file name: expected the name of an environment file, found nothing");
    }

    @Test
    void aHugeFileIsRefusedBeforeItIsRead() throws IOException {
        Path huge = folder.resolve("huge.yaml");
        try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
            file.setLength(1L << 33); // more than an array can hold
        }

        assertFailure(CommandRun.of("check", huge), InputFile.name(huge) + ": too large for an environment file:"
                + " expected at most 1,048,576 bytes, found 8,589,934,592 bytes");
        CommandRun policy = CommandRun.of("evaluate", "--policy", huge);

        assertThat(policy.err()).contains("not a policy file").hasLineCount(1);
        assertThat(policy.code()).isEqualTo(1);
    }

    @Test
    void theUpperLimitItselfIsRead() throws IOException {
        String paper = Files.readString(CommandRun.PAPER);
        int padding = Environments.MAX_BYTES - paper.length();
        Path file = Files.writeString(folder.resolve("env.yaml"), paper + "#".repeat(padding));
        assertThat(CommandRun.of("check", file).code()).isZero();

        Files.writeString(file, paper + "#".repeat(padding + 1));
        assertThat(CommandRun.of("check", file).code()).isEqualTo(1);
    }

    static Stream<Arguments> usage() {
        return Stream.of(
                Arguments.of("trian", "baton: unknown command \"trian\"; did you mean train?"),
                Arguments.of("train --output x --episods 3",
                        "baton train: unknown option \"--episods\"; did you mean --episodes?"),
                Arguments.of("evaluate", "baton evaluate: missing required option: '--policy=POLICY'"),
                Arguments.of("check", "baton check: missing required parameter: 'FILE'"),
                Arguments.of("check a b", "baton check: unexpected argument \"b\""),
                Arguments.of("reproduce --seeds 0", "baton reproduce: invalid value for option '--seeds': expected a"
                        + " count N (seeds 0 to N-1) or a range A..B, at most 10000 seeds, found \"0\" (a count is at"
                        + " least 1)"),
                Arguments.of("reproduce --seeds 4..2", "baton reproduce: invalid value for option '--seeds': expected a"
                        + " count N (seeds 0 to N-1) or a range A..B, at most 10000 seeds, found \"4..2\" (the range"
                        + " ends before it starts)"),
                Arguments.of("evaluate --policy random --episodes 0", "baton evaluate: invalid value for option"
                        + " '--episodes': expected a whole number from 1 to 100,000,000, found \"0\""),
                Arguments.of("evaluate --policy random --episodes -5", "baton evaluate: invalid value for option"
                        + " '--episodes': expected a whole number from 1 to 100,000,000, found \"-5\""),
                Arguments.of("evaluate --policy random --episodes many", "baton evaluate: invalid value for option"
                        + " '--episodes': expected a whole number from 1 to 100,000,000, found \"many\""),
                Arguments.of("evaluate --policy random --episodes 99999999999", "baton evaluate: invalid value for"
                        + " option '--episodes': expected a whole number from 1 to 100,000,000, found \"99999999999\""),
                Arguments.of("reproduce --eval-episodes 0", "baton reproduce: invalid value for option"
                        + " '--eval-episodes': expected a whole number from 1 to 100,000,000, found \"0\""),
                Arguments.of("reproduce --threads 0", "baton reproduce: invalid value for option '--threads': expected"
                        + " a whole number from 1 to 1,024, found \"0\""),
                Arguments.of("reproduce --hidden 64,,64", "baton reproduce: invalid value for option '--hidden':"
                        + " expected a whole number from 1 to 4,096, found \"\""),
                Arguments.of("reproduce --activation sine", "baton reproduce: invalid value for option '--activation':"
                        + " expected tanh or relu or silu or leaky-relu, found \"sine\""),
                Arguments.of("train --output x --learning-rate nan", "baton train: invalid value for option"
                        + " '--learning-rate': expected a number above 0, at most 1, found \"nan\""),
                Arguments.of("train --output x --clip 0.1",
                        "baton train: option '--clip' does not belong to --method reinforce, but to ppo"),
                Arguments.of("train --output x --method ppo --teacher random",
                        "baton train: option '--teacher' does not belong to --method ppo, but to supervised"),
                Arguments.of("train --output x --method magic", "baton train: invalid value for option '--method':"
                        + " expected reinforce or ppo or supervised or offline, found \"magic\""),
                Arguments.of("train --output x --method ppo --lambda 2", "baton train: invalid value for option"
                        + " '--lambda': expected a number from 0 to 1, found \"2\""),
                Arguments.of("optimum --start 1,2,x,4", "baton optimum: invalid value for option '--start' (Z1,…,ZD):"
                        + " expected finite numbers within ±1e9 with commas between them, found \"x\""),
                Arguments.of("optimum --start 1,2,nan,4", "baton optimum: invalid value for option '--start' (Z1,…,ZD):"
                        + " expected finite numbers within ±1e9 with commas between them, found \"nan\""),
                Arguments.of("optimum --start 1,2,3,4 --seeds 3",
                        "baton optimum: --start gives the start states; leave out --episodes and --seeds"),
                Arguments.of("optimum --episodes 0", "baton optimum: invalid value for option '--episodes': expected a"
                        + " whole number from 1 to 100,000,000, found \"0\""),
                Arguments.of("optimum --policy random --start 1,2,3,4",
                        "baton optimum: --policy is compared on the start states of seeds; leave out --start"),
                Arguments.of("reproduce --entropy-bonus -1", "baton reproduce: invalid value for option"
                        + " '--entropy-bonus': expected a number from 0 to 100, found \"-1\""),
                Arguments.of("train --output x --method supervised --entropy-bonus 0.1", "baton train: option"
                        + " '--entropy-bonus' does not belong to --method supervised, but to reinforce or ppo"),
                Arguments.of("frontier --weight constraint --from -1 --to 2", "baton frontier: invalid value for option"
                        + " '--from': expected a weight from 0 to 1e9, found \"-1\""),
                Arguments.of("frontier --weight constraint --from 0 --to nan", "baton frontier: invalid value for"
                        + " option '--to': expected a weight from 0 to 1e9, found \"nan\""),
                Arguments.of("frontier --weight constraint --from 2 --to 1",
                        "baton frontier: --to: expected 2 or more, where --from starts, found 1"),
                Arguments.of("frontier --weight constraint --from 0 --to 1 --points 0", "baton frontier: invalid value"
                        + " for option '--points': expected a whole number from 1 to 1,000, found \"0\""),
                Arguments.of("train --ouput x", "baton train: unknown option \"--ouput\"; did you mean --output?"),
                Arguments.of(
                        "train --episdes 3", "baton train: unknown option \"--episdes\"; did you mean --episodes?"),
                Arguments.of("evaluate --polcy latency",
                        "baton evaluate: unknown option \"--polcy\"; did you mean --policy?"),
                Arguments.of("evaluate --polcy=latency",
                        "baton evaluate: unknown option \"--polcy\"; did you mean --policy?"),
                Arguments.of("evaluate --env --nonsense", "baton evaluate: missing required option: '--policy=POLICY'"),
                Arguments.of("help chek", "baton: unknown command \"chek\"; did you mean check?"),
                Arguments.of("help a\u001b[31mb", "baton: unknown command \"a\\u001b[31mb\"; expected one of reproduce,"
                        + " train, evaluate, log, optimum, playbook, check, compare, robustness, frontier, ablate,"
                        + " sweep, merge, table, report, bench, completion, help"),
                Arguments.of("train --output x --learning-rate 0.01f", "baton train: invalid value for option"
                        + " '--learning-rate': expected a number above 0, at most 1, found \"0.01f\""),
                Arguments.of("train --output x --learning-rate 0x1p-8", "baton train: invalid value for option"
                        + " '--learning-rate': expected a number above 0, at most 1, found \"0x1p-8\""),
                Arguments.of("train --output x --hidden ٣", "baton train: invalid value for option '--hidden': expected"
                        + " a whole number from 1 to 4,096, found \"٣\""),
                Arguments.of("evaluate --policy random --episodes ٣", "baton evaluate: invalid value for option"
                        + " '--episodes': expected a whole number from 1 to 100,000,000, found \"٣\""),
                Arguments.of("evaluate --policy random --seeds ٣", "baton evaluate: invalid value for option '--seeds':"
                        + " expected a count N (seeds 0 to N-1) or a range A..B, at most 10000 seeds, found \"٣\""),
                Arguments.of("log --policy random --output x --seed ٣", "baton log: invalid value for option '--seed':"
                        + " expected a whole number from 0 to 4294967295, found \"٣\""),
                Arguments.of("log --policy random --output x --explore 1d", "baton log: invalid value for option"
                        + " '--explore': expected a number from 0 to 1, found \"1d\""),
                Arguments.of("optimum --start 1,0x2,3,4", "baton optimum: invalid value for option '--start' (Z1,…,ZD):"
                        + " expected finite numbers within ±1e9 with commas between them, found \"0x2\""),
                Arguments.of("frontier --weight constraint --points 1 --from 1 --to 2", "baton frontier: --points 1 has"
                        + " one value, that of --from; expected the same for --to, found 2"),
                Arguments.of("frontier --weight constraint --points 3 --from 1 --to 1", "baton frontier: --points:"
                        + " expected 1 where --from and --to are the same value, found 3"),
                Arguments.of("check @pom.xml extra", "baton check: unexpected argument \"extra\""),
                Arguments.of("robustness", "baton robustness: missing required option: '--policy=POLICY'"),
                Arguments.of("ablate --seeds 0", "baton ablate: invalid value for option '--seeds': expected a count"
                        + " N (seeds 0 to N-1) or a range A..B, at most 10000 seeds, found \"0\" (a count is at least"
                        + " 1)"),
                Arguments.of("sweep", "baton sweep: missing required parameter: 'FILE'"),
                Arguments.of("sweep x --shard 3/2", "baton sweep: invalid value for option '--shard': expected i/n, the"
                        + " i-th of n parts, as in 1/4, found \"3/2\""),
                Arguments.of("merge x", "baton merge: missing required option: '--output=DIR'"),
                Arguments.of("table x --format html", "baton table: invalid value for option '--format': expected text"
                        + " or markdown or csv or latex, found \"html\""),
                Arguments.of("train --output x --batch 0", "baton train: invalid value for option '--batch': expected a"
                        + " whole number from 1 to 1,000,000, found \"0\""));
    }

    @ParameterizedTest
    @MethodSource("usage")
    void wrongUsage(String words, String message) {
        CommandRun run = CommandRun.of((Object[]) words.split(" ", -1));

        String command = message.substring(0, message.indexOf(':'));
        assertThat(run.err()).isEqualTo(message + "; try '" + command + " --help'\n");
        assertThat(run.out()).isEmpty();
        assertThat(run.code()).isEqualTo(2);
    }

    /** Words are words: no file is read for what starts with @. */
    @Test
    void optionsAreNotReadFromFiles() throws IOException {
        Path file = Files.writeString(folder.resolve("options"), "--policy\nrandom\n");

        assertThat(CommandRun.of("evaluate", "@" + file).code()).isEqualTo(2);
        assertFailure(CommandRun.of("check", "@" + file), "@" + file + ": no such file; expected an environment file");
    }

    @Test
    void namesThatNoFileCanHave() {
        assertFailure(CommandRun.of("check", "a\0b"), "a\\u0000b: not a file name here: a file name cannot have the"
                + " character U+0000");
        assertFailure(CommandRun.of("evaluate", "--policy", "a\0b"), "a\\u0000b: not a file name here: a file name"
                + " cannot have the character U+0000");
    }

    @Test
    void whatIsPrintedOfAPathIsNoEscapeSequenceAndCanBeCopied() {
        Path output = folder.resolve("it's \u001b[31m");

        CommandRun run = CommandRun.of("train", "--output", output, "--episodes", 32, "--eval-episodes", 1);

        assertThat(run.code()).isZero();
        assertThat(run.out())
                .doesNotContain("\u001b")
                .endsWith("baton evaluate --policy '" + folder + "/it'\\''s \\u001b[31m'\n");
    }

    @Test
    void aRefusedThreadIsNoLackOfMemory() {
        ParseResult train = BatonCommand.commandLine(new Session(System.out, System.err, false))
                .parseArgs("train", "--output", "x");
        String thread = OutOfMemory.describe(
                new OutOfMemoryError("unable to create native thread: possibly out of memory or process/resource limits"
                        + " reached"),
                train.subcommand());
        assertThat(thread)
                .isEqualTo("cannot start another thread: the system's limit on threads or processes is reached; use"
                        + " fewer --threads, or raise the limit ('ulimit -u' shows it)");
        assertThat(OutOfMemory.describe(new OutOfMemoryError("Java heap space"), train.subcommand()))
                .startsWith("not enough memory (the limit is ")
                .contains("smaller layers or batches");
    }

    @Test
    void anUnknownCommandListsTheKnownOnes() {
        CommandRun run = CommandRun.of("frobnicate");

        assertThat(run.err())
                .startsWith("baton: unknown command \"frobnicate\"; expected one of reproduce, train, evaluate, log,"
                        + " optimum, playbook, check, ")
                .endsWith("; try 'baton --help'\n")
                .hasLineCount(1);
        assertThat(run.code()).isEqualTo(2);
    }

    @Test
    void outputFoldersThatCannotBeUsed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        Path run = Files.createDirectory(folder.resolve("run"));
        Files.writeString(run.resolve("summary.json"), "earlier");
        for (String command : List.of("train", "reproduce")) {
            CommandRun unwritable = CommandRun.of(command, "--output", file.resolve("out"));
            assertThat(unwritable.err())
                    .startsWith("baton: ")
                    .contains("cannot write to this folder: ")
                    .hasLineCount(1);
            assertThat(unwritable.code()).isEqualTo(1);
            assertFailure(CommandRun.of(command, "--output", file),
                    InputFile.name(file) + ": is not a folder; choose another name for the output");
            assertFailure(CommandRun.of(command, "--output", run), InputFile.name(run) + ": already holds a run"
                    + " (summary.json), which would be lost; choose another folder or "
                    + (command.equals("train") ? "keep it aside with --force" : "remove it first"));
            assertFailure(CommandRun.of(command, "--output", ""), "the output folder: expected a name, found nothing");
        }
        assertThat(run.resolve("summary.json")).hasContent("earlier");
        assertThat(run).isDirectoryNotContaining("glob:**.partial*");
    }

    @Test
    void policiesThatCannotBeUsed() throws IOException {
        EnvSpec small = Environments.read(
                "small",
                Files.readString(CommandRun.PAPER)
                        .replace("dimension: 4", "dimension: 1")
                        .replaceAll("shift: \\[[^]]*]", "shift: -1"));
        MlpSpec shape = new MlpSpec(
                small.observationSize(), List.of(3), small.actionCount(), Activation.TANH);
        TrainedPolicy policy =
                TrainedPolicy.of(
                        new MlpPolicy(shape, new float[shape.parameterCount()]),
                        small,
                        Build.provenance(Method.REINFORCE, 0, 1, ""));
        byte[] bytes = policy.bytes();
        Path file = Files.write(folder.resolve("p.safetensors"), bytes);

        assertFailure(CommandRun.of("evaluate", "--policy", file), InputFile.name(file)
                + ": does not fit the environment"
                + " \"paper\": expected dimension 4 with 5 actions (11 features), found a policy for dimension 1 with 5"
                + " actions (5 features)");

        for (String command : List.of("optimum", "robustness")) {
            CommandRun unfit = CommandRun.of(command, "--policy", file);
            assertThat(unfit.err()).contains("does not fit the environment \"paper\": expected").hasLineCount(1);
            assertThat(unfit.code()).isEqualTo(1);
        }

        Files.write(file, Arrays.copyOf(bytes, bytes.length - 7));
        assertFailure(CommandRun.of("evaluate", "--policy", file), InputFile.name(file) + ": truncated: expected "
                + bytes.length + " bytes, found " + (bytes.length - 7));

        assertFailure(CommandRun.of("evaluate", "--policy", "randm"), "randm: no such file; expected latency,"
                + " cost-aware, random, always:NAME, plan:NAME,NAME,…, or the path of a policy; did you mean"
                + " \"random\"?");
        Path none = Files.createDirectory(folder.resolve("none"));
        assertFailure(CommandRun.of("evaluate", "--policy", none), InputFile.name(none) + ": no policy.safetensors in"
                + " this folder; expected the output folder of 'baton train', or a policy file (safetensors)");
    }

    @Test
    void anEnvironmentThatOverflowsFailsInOneLineAndLeavesNothing() throws IOException {
        String text = Files.readString(CommandRun.PAPER).replaceAll("shift: \\[[^]]*]", "scale: 1000000");
        Path env = Files.writeString(folder.resolve("env.yaml"), text);
        Path output = folder.resolve("run");
        for (CommandRun run : List.of(
                CommandRun.of("evaluate", "--policy", "latency", "--env", env, "--episodes", 10),
                CommandRun.of("reproduce", "--env", env, "--episodes", 64, "--output", output),
                CommandRun.of("train", "--env", env, "--episodes", 64, "--output", output, "--seeds", 3))) {
            assertThat(run.err()).startsWith("baton: ").contains("\"paper\"").hasLineCount(1);
            assertThat(run.out()).isEmpty();
            assertThat(run.code()).isEqualTo(1);
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(env);
        }
    }

    @Test
    void environmentsThatCannotBeSolvedExactly() throws IOException {
        String paper = Files.readString(CommandRun.PAPER);
        Path scales = Files.writeString(
                folder.resolve("scales.yaml"), paper.replace("shift: [-0.62, 2.21, 0, 0]", "scale: 0.9"));
        CommandRun refused = CommandRun.of("optimum", "--env", scales);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .hasLineCount(1)
                .startsWith("baton: " + InputFile.name(scales) + ": cannot be solved exactly: information states:"
                        + " expected at most 64 MiB of them, found ")
                .endsWith(" of 10 steps; a shorter horizon, fewer signals or rounder numbers would do\n");

        Path large = Files.writeString(folder.resolve("large.yaml"), paper.replace("horizon: 10", "horizon: 100"));
        assertFailure(CommandRun.of("optimum", "--env", large), InputFile.name(large) + ": cannot be solved exactly:"
                + " lattice: expected tables of at most 1024 MiB, found 2.23e+05 MiB for 1.71e+09 states (6 distinct"
                + " effects over 100 steps); a shorter horizon or fewer distinct effects would do");

        for (String command : List.of("optimum --policy random", "robustness --policy random",
                "frontier --weight constraint --from 0 --to 1")) {
            CommandRun run = CommandRun.of((Object[]) (command + " --env " + large).split(" ", -1));
            assertThat(run.err()).contains("large.yaml: cannot be solved exactly: lattice: ").hasLineCount(1);
            assertThat(run.code()).isEqualTo(1);
        }
        assertFailure(CommandRun.of("optimum", "--start", "1,2,3"), "--start: expected 4 numbers (task.dimension is 4),"
                + " found 3 in \"1,2,3\"");
    }
}
