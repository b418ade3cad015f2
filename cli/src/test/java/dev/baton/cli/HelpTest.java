package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.process.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What every command's help says, as it is printed. */
class HelpTest {
    private static final int WIDTH = 100;

    private static CommandLine baton() {
        return BatonCommand.commandLine(new Session(System.out, System.err, false));
    }

    static Stream<CommandLine> commands() {
        CommandLine baton = baton();
        // Of the words in 'help' itself none are ours.
        return Stream.concat(Stream.of(baton), baton.getSubcommands().values().stream())
                .filter(command -> !command.getCommandName().equals("help"));
    }

    /** Returns the examples of a help page as they are printed. */
    static List<String> examples(CommandLine command) {
        List<String> lines = command.getUsageMessage().lines().toList();
        int start = lines.indexOf("Examples:");
        List<String> examples = new ArrayList<>();
        for (int i = start + 1; start >= 0 && i < lines.size() && !lines.get(i).isBlank(); i++) {
            assertThat(lines.get(i)).as("an example on one line").startsWith("  baton ");
            examples.add(lines.get(i).strip());
        }
        return examples;
    }

    /** The list of commands shows the first line of each alone. */
    @ParameterizedTest
    @MethodSource("commands")
    void theFirstLineIsASentence(CommandLine command) {
        assertThat(command.getCommandSpec().usageMessage().description()[0]).endsWith(".");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void linesAreNotTooLong(CommandLine command) {
        assertThat(command.getUsageMessage().lines()).allMatch(line -> line.length() <= WIDTH);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void thereAreExamples(CommandLine command) {
        assertThat(examples(command)).isNotEmpty();
    }
}
