package dev.baton.cli.command;

import dev.baton.cli.process.Session;
import dev.baton.files.text.Quoted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

@Command(
        name = "completion",
        description = {
            "Print what lets a shell complete commands and options.",
            "",
            "For bash and zsh: put 'source <(baton completion bash)' into ~/.bashrc, or the same with zsh into"
                    + " ~/.zshrc. For fish: baton completion fish > ~/.config/fish/completions/baton.fish"
        },
        footerHeading = "%nExamples:%n",
        footer = {"  baton completion bash", "  baton completion fish"})
public final class CompletionCommand implements Callable<Integer> {
    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "SHELL", converter = ShellWord.class, description = "bash, zsh or fish.")
    private Shell shell = Shell.BASH;

    /** A shell. */
    public enum Shell {
        /** As is zsh, by its own emulation. */
        BASH,
        ZSH,
        FISH
    }

    /** Makes a shell from its name. */
    public static final class ShellWord implements ITypeConverter<Shell> {
        @Override
        public Shell convert(String value) {
            for (Shell known : Shell.values()) {
                if (known.name().toLowerCase(Locale.ROOT).equals(value)) {
                    return known;
                }
            }
            throw new TypeConversionException(
                    "expected bash, zsh or fish, found " + Quoted.of(value));
        }
    }

    public CompletionCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        CommandLine baton = spec.root().commandLine();
        session.out().print(shell == Shell.FISH ? fish(baton) : AutoComplete.bash("baton", baton) + "\n");
        return 0;
    }

    private static String fish(CommandLine baton) {
        StringBuilder text = new StringBuilder("complete -c baton -f\n");
        List<OptionSpec> common = baton.getCommandSpec().options();
        options("__fish_use_subcommand", common, text);
        for (CommandLine command : baton.getSubcommands().values()) {
            String name = command.getCommandName();
            String[] description = command.getCommandSpec().usageMessage().description();
            text.append("complete -c baton -n __fish_use_subcommand -a ").append(name).append(" -d ")
                    .append(quoted(description.length == 0 ? "" : description[0])).append('\n');
            String condition = "'__fish_seen_subcommand_from " + name + "'";
            options(condition, command.getCommandSpec().options(), text);
            boolean takesFile =
                    command.getCommandSpec().positionalParameters().stream().anyMatch(CompletionCommand::isFile);
            if (takesFile) {
                text.append("complete -c baton -n ").append(condition).append(" -F\n");
            }
        }
        return text.toString();
    }

    private static void options(String condition, List<OptionSpec> options, StringBuilder text) {
        for (OptionSpec option : options) {
            if (option.hidden()) {
                continue;
            }
            List<String> words = new ArrayList<>(List.of("complete -c baton -n", condition));
            for (String name : option.names()) {
                words.add(name.startsWith("--") ? "-l " + name.substring(2) : "-s " + name.substring(1));
            }
            if (option.arity().max() > 0) {
                words.add(isFile(option) ? "-r -F" : "-x");
            }
            String[] description = option.description();
            words.add("-d " + quoted(description.length == 0 ? "" : option.description()[0]));
            text.append(String.join(" ", words)).append('\n');
        }
    }

    private static boolean isFile(ArgSpec argument) {
        return argument.type() == Path.class;
    }

    /** Fish's single quotes know two escapes. */
    private static String quoted(String text) {
        String first = text.split("(?<=[.;:]) ", 2)[0];
        return "'" + first.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
