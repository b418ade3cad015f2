package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Every command that README and the help pages print, as it is printed, one after the other in a folder that looks like
 * the repository: what one leaves, the next may use.
 */
class ExamplesTest {
    /** The pages whose examples leave what others take, then the rest. */
    private static final List<String> FIRST = List.of("train", "log");

    /** README's commands from the first with this on need nothing of those before it. */
    private static final String OTHERS_START = "environments/assistant.yaml";

    private static final ExecutorService HELP = Executors.newSingleThreadExecutor();
    private static final Map<String, Future<?>> RUNS = new LinkedHashMap<>();

    @TempDir
    private static Path readme;

    @TempDir
    private static Path help;

    @TempDir
    private static Path others;

    @TestFactory
    Stream<DynamicTest> readme() throws IOException {
        prepare(readme);
        List<String> commands = commandsOfReadme();
        assertThat(commands).hasSizeGreaterThan(15);
        return Stream.concat(
                commands.subList(0, othersStart(commands)).stream()
                        .map(command -> DynamicTest.dynamicTest(command, () -> succeed(readme, command))),
                Stream.of(DynamicTest.dynamicTest("what they leave is nothing to git", ExamplesTest::nothingForGit)));
    }

    private static int othersStart(List<String> commands) {
        int start = 0;
        while (!commands.get(start).contains(OTHERS_START)) {
            start++;
        }
        return start;
    }

    /**
     * The examples of the help pages run beside README's, one after the other in a folder of their own; then README's
     * others.
     */
    @BeforeAll
    static void startHelp() throws IOException {
        prepare(help);
        List<CommandLine> pages = new ArrayList<>(HelpTest.commands().toList());
        pages.sort((one, other) -> rank(one) - rank(other));
        for (CommandLine page : pages) {
            for (String command : HelpTest.examples(page)) {
                RUNS.put(command, HELP.submit(() -> succeed(help, command)));
            }
        }
        prepare(others);
        List<String> commands = commandsOfReadme();
        for (String command : commands.subList(othersStart(commands), commands.size())) {
            RUNS.put(command, HELP.submit(() -> succeed(others, command)));
        }
        HELP.shutdown();
    }

    @AfterAll
    static void endHelp() {
        HELP.close();
    }

    @TestFactory
    Stream<DynamicTest> help() {
        return RUNS.entrySet().stream().map(run -> DynamicTest.dynamicTest(run.getKey(), () -> {
            try {
                run.getValue().get();
            } catch (ExecutionException e) {
                throw e.getCause();
            }
        }));
    }

    private static int rank(CommandLine page) {
        int index = FIRST.indexOf(page.getCommandName());
        return index < 0 ? FIRST.size() : index;
    }

    /** Returns the lines of README's code blocks that call Baton, continuation lines joined. */
    private static List<String> commandsOfReadme() throws IOException {
        List<String> commands = new ArrayList<>();
        boolean inBlock = false;
        StringBuilder command = new StringBuilder();
        for (String line : Files.readAllLines(BatonProcess.home().resolve("README.md"))) {
            if (line.startsWith("```")) {
                inBlock = !inBlock;
            } else if (inBlock && (line.startsWith("./baton ") || !command.isEmpty())) {
                command.append(line).append('\n');
                if (!line.endsWith("\\")) {
                    commands.add(command.toString().strip());
                    command.setLength(0);
                }
            }
        }
        return commands;
    }

    private static void prepare(Path folder) throws IOException {
        for (String name : List.of("environments", "docs/examples")) {
            Path copies = Files.createDirectories(folder.resolve(name));
            try (Stream<Path> files = Files.list(BatonProcess.home().resolve(name))) {
                for (Path file : files.toList()) {
                    Files.copy(file, copies.resolve(file.getFileName().toString()));
                }
            }
        }
        Files.copy(BatonProcess.home().resolve(".gitignore"), folder.resolve(".gitignore"));
        StringBuilder launcher = new StringBuilder("#!/bin/sh\nexec");
        // Benchmarks are looked at, not measured.
        for (String word : BatonProcess.java("-Ddev.baton.benchSeconds=0.001", "-Ddev.baton.progress=false")) {
            launcher.append(" '").append(word.replace("'", "'\\''")).append('\'');
        }
        launcher.append(" \"$@\"\n");
        Path file = Files.writeString(folder.resolve("baton"), launcher.toString());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void succeed(Path folder, String command) {
        String path = folder + ":" + System.getenv().getOrDefault("PATH", "");
        CommandRun run = BatonProcess.start(folder, Map.of("PATH", path), List.of("sh", "-c", command)).end();

        assertThat(run.code()).as("%s%nprinted %s", command, run.err()).isZero();
        assertThat(run.err()).as(command).isEmpty();
    }

    private static void nothingForGit() throws IOException {
        boolean hasGit = Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "git")));
        Assumptions.assumeTrue(hasGit, "git is not installed");
        CommandRun status = BatonProcess.start(
                        readme,
                        Map.of(),
                        List.of(
                                "sh",
                                "-c",
                                "git init -q . && git add .gitignore baton environments docs && git status --short"
                                        + " --untracked-files=all --porcelain | grep -v '^A '; exit 0"))
                .end();

        assertThat(status.err()).isEmpty();
        assertThat(status.out()).isEmpty();
    }
}
