package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.process.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.OptionSpec;

/** What every command does alike: version, colours, quiet, completion. */
class MannersTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"--version --json", "--json --version", "-V --json", "train --version --json"})
    void theVersionIsForMachinesToo(String words) {
        Json version = Json.parse(CommandRun.succeed((Object[]) words.split(" ", -1)).out());
        assertThat(version.keys()).containsExactly("version", "commit", "java", "simd", "lanes", "obstacle");
        assertThat(version.get("java").text()).isEqualTo(Machine.java());
        assertThat(version.get("lanes").number()).isPositive();
    }

    @Test
    void jsonAloneIsNoCommand() {
        CommandRun run = CommandRun.of("--json");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo("baton: option '--json' goes with --version, or behind a command that has it; try 'baton"
                        + " --help'\n");
        assertThat(CommandRun.succeed("--version").out()).startsWith("baton ").contains("Java: ");
    }

    /** A note is told, and is not with --quiet, before the command's name or behind it. */
    @Test
    void quietLeavesOutNotesAndNothingElse() throws IOException {
        Path sweep = Files.writeString(
                folder.resolve("sweep.yaml"),
                "seeds: 2\nconfig: {episodes: 32, evalEpisodes: 10}\nlist: [{hidden: [4]}]\n");
        Object[] words = {"sweep", sweep, "--shard", "1/2", "--output", folder.resolve("s")};
        CommandRun.succeed(words);
        Object[] rest = {"sweep", sweep, "--output", folder.resolve("s")};
        CommandRun told = CommandRun.of(rest);
        assertThat(told.err()).isEqualTo("baton: note: 1 of 2 cells are there already; going on with 1\n");
        for (Object[] quiet : List.of(
                CommandRun.words(new Object[] {"--quiet"}, words), CommandRun.words(words, new Object[] {"--quiet"}))) {
            CommandRun.succeed("train", "--episodes", 32, "--output", folder.resolve("n"), "--force", "--quiet");
            assertThat(CommandRun.succeed(quiet).out()).contains("2 cells: 1 configuration");
        }
        CommandRun failure = CommandRun.of("evaluate", "--quiet", "--policy", folder.resolve("nothing"));
        assertThat(failure.code()).isEqualTo(1);
        assertThat(failure.err()).contains("no such file").hasLineCount(1);
    }

    @Test
    void quietShowsNoProgress() {
        CommandRun loud = run(Map.of(), "-Ddev.baton.progress=lines", "train", "--help");
        assertThat(loud.err()).isEmpty();
        CommandRun run = run(
                Map.of(), "-Ddev.baton.progress=true", "train", "--method", "ppo", "--episodes", "12000", "--backend",
                "scalar", "--output", "n", "--quiet");
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
    }

    private CommandRun run(Map<String, String> environment, String option, Object... words) {
        return BatonProcess.start(folder, environment, BatonProcess.command(BatonProcess.java(option), words)).end();
    }

    /** CLICOLOR_FORCE stands for a terminal. */
    @Test
    void noColourWhereNobodyWantsIt() {
        String escape = "\u001b[";
        assertThat(run(Map.of("CLICOLOR_FORCE", "1"), "-Dx=y", "train", "--help").out()).contains(escape);
        assertThat(run(Map.of("CLICOLOR_FORCE", "1", "NO_COLOR", "1"), "-Dx=y", "train", "--help").out())
                .doesNotContain(escape)
                .contains("--output");
        assertThat(run(Map.of(), "-Dx=y", "train", "--help").out()).doesNotContain(escape);
    }

    private static boolean has(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
    }

    @ParameterizedTest
    @CsvSource({"'baton tr', 1, train", "'baton train --outp', 2, --output", "'baton sweep --dry', 2, --dry-run"})
    void bashCompletes(String line, int word, String expected) throws IOException {
        Assumptions.assumeTrue(has("bash"), "bash is not installed");
        Path script = Files.writeString(folder.resolve("baton.bash"), CommandRun.succeed("completion", "bash").out());
        String words = "compopt() { :; }; source " + script + "; COMP_LINE='" + line + "'; COMP_POINT=" + line.length()
                + "; COMP_WORDS=(" + line + "); COMP_CWORD=" + word + "; _complete_baton; echo \"${COMPREPLY[@]}\"";
        CommandRun bash = BatonProcess.start(folder, Map.of(), List.of("bash", "--norc", "-c", words)).end();
        assertThat(bash.err()).isEmpty();
        assertThat(bash.out().strip().split(" ")).containsExactly(expected);
    }

    @Test
    void zshTakesTheSameScript() {
        assertThat(CommandRun.succeed("completion", "zsh").out())
                .isEqualTo(CommandRun.succeed("completion", "bash").out())
                .contains("ZSH_VERSION", "bashcompinit");
    }

    /** Every command and every option that help shows is there, with a description, on a line of its own. */
    @Test
    void fishKnowsEveryOption() {
        List<String> lines = CommandRun.succeed("completion", "fish").out().lines().toList();
        assertThat(lines).allMatch(line -> line.startsWith("complete -c baton "));
        HelpTest.commands().filter(command -> command.getParent() != null).forEach(command -> {
            String name = command.getCommandName();
            assertThat(lines)
                    .anyMatch(
                            line -> line.startsWith("complete -c baton -n __fish_use_subcommand -a " + name + " -d '"));
            for (OptionSpec option : command.getCommandSpec().options()) {
                String longest = option.longestName();
                assertThat(lines.stream()
                                .filter(line -> line.contains("from " + name + "'"))
                                .filter(line -> line.contains(" -l " + longest.substring(2) + " "))
                                .count())
                        .as(name + " " + longest)
                        .isEqualTo(option.hidden() ? 0 : 1);
            }
        });
        assertThat(lines).anyMatch(line -> line.contains("from train' -l output -r -F -d 'The folder to write"));
        assertThat(lines).as("quotes are closed").allMatch(line -> quotes(line) % 2 == 0);
    }

    private static long quotes(String line) {
        return line.replace("\\\\", "").replace("\\'", "").chars().filter(c -> c == '\'').count();
    }

    @Test
    void anUnknownShellIsNamed() {
        CommandRun run = CommandRun.of("completion", "tcsh");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("expected bash, zsh or fish, found \"tcsh\"").hasLineCount(1);
    }
}
