package dev.baton.cli;

import dev.baton.cli.command.AblateCommand;
import dev.baton.cli.command.BenchCommand;
import dev.baton.cli.command.CheckCommand;
import dev.baton.cli.command.CompareCommand;
import dev.baton.cli.command.CompletionCommand;
import dev.baton.cli.command.EvaluateCommand;
import dev.baton.cli.command.FrontierCommand;
import dev.baton.cli.command.LogCommand;
import dev.baton.cli.command.MergeCommand;
import dev.baton.cli.command.OptimumCommand;
import dev.baton.cli.command.PlaybookCommand;
import dev.baton.cli.command.ReportCommand;
import dev.baton.cli.command.ReproduceCommand;
import dev.baton.cli.command.RobustnessCommand;
import dev.baton.cli.command.SweepCommand;
import dev.baton.cli.command.TableCommand;
import dev.baton.cli.command.TrainCommand;
import dev.baton.cli.option.Values;
import dev.baton.cli.print.HelpWords;
import dev.baton.cli.process.Build;
import dev.baton.cli.process.Session;
import dev.baton.files.BatonException;
import dev.baton.files.text.NearestWord;
import dev.baton.files.text.Quoted;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

@Command(
        name = "baton",
        description = "Learn which tool an agent should call next, so that tasks get done at the least cost.",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = Build.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  baton reproduce                       # the paper's two tables beside ours",
            "  baton check environments/paper.yaml   # an environment file in words",
            "  baton train --output runs/one         # learn a policy, in the paper's environment or in --env",
            "  baton evaluate --policy runs/one      # what it costs, where it was trained or in --env",
            "  baton optimum --policy runs/one       # beside what the best possible policy costs, exactly",
            "",
            "'baton COMMAND --help' explains a command. Exit codes: 0 done, 1 failed, 2 wrong usage."
        })
final class BatonCommand implements Runnable {
    private static final int LONGEST_MESSAGE = 1000;
    private static final String HELP = "help";

    private static final Set<String> SPEAK_OF_OTHERS = Set.of(HELP, "completion");

    private static final String JSON = "--json";

    @Option(names = JSON, description = "With --version: print JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Each command by its name, in the order of the help. */
    private static final List<Map.Entry<String, Function<Session, Object>>> COMMANDS = List.of(
            Map.entry("reproduce", ReproduceCommand::new),
            Map.entry("train", TrainCommand::new),
            Map.entry("evaluate", EvaluateCommand::new),
            Map.entry("log", LogCommand::new),
            Map.entry("optimum", OptimumCommand::new),
            Map.entry("playbook", PlaybookCommand::new),
            Map.entry("check", CheckCommand::new),
            Map.entry("compare", CompareCommand::new),
            Map.entry("robustness", RobustnessCommand::new),
            Map.entry("frontier", FrontierCommand::new),
            Map.entry("ablate", AblateCommand::new),
            Map.entry("sweep", SweepCommand::new),
            Map.entry("merge", MergeCommand::new),
            Map.entry("table", TableCommand::new),
            Map.entry("report", ReportCommand::new),
            Map.entry("bench", BenchCommand::new),
            Map.entry("completion", CompletionCommand::new),
            Map.entry("help", session -> new HelpCommand()));

    /** Makes the parser of some words: with the command that they begin with, or with all commands. */
    static CommandLine commandLine(Session session, String... arguments) {
        CommandLine line = new CommandLine(new BatonCommand());
        // Reading the options of all commands takes a tenth of a second.
        boolean one = nameOne(arguments);
        for (Map.Entry<String, Function<Session, Object>> command : COMMANDS) {
            if (!one || command.getKey().equals(arguments[0])) {
                line.addSubcommand(command.getValue().apply(session));
            }
        }
        line.setOut(new PrintWriter(session.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(session.err(), true, StandardCharsets.UTF_8));
        line.registerConverter(Path.class, new Values.PathName());
        // A word that starts with @ is a word; options are not read from files.
        line.setExpandAtFiles(false);
        line.setUsageHelpAutoWidth(false);
        line.setUsageHelpWidth(100);
        line.setColorScheme(CommandLine.Help.defaultColorScheme(session.process() ? Ansi.AUTO : Ansi.OFF));
        line.setParameterExceptionHandler((failure, words) -> usageError(failure, words, session));
        line.setExecutionStrategy(result -> execute(result, session));
        line.setExecutionExceptionHandler((failure, command, result) -> Main.report(failure, session));
        HelpWords words = new HelpWords();
        for (CommandLine command : allOf(line)) {
            command.getCommandSpec().mixinStandardHelpOptions(true);
            command.getCommandSpec().versionProvider(new Build());
            command.getCommandSpec().resourceBundle(words);
            addQuiet(command.getCommandSpec(), session);
            command.getCommandSpec()
                    .usageMessage()
                    .parameterListHeading("%nParameters:%n")
                    .optionListHeading("%nOptions:%n")
                    .commandListHeading("%nCommands:%n")
                    .sortOptions(false)
                    .sortSynopsis(false);
            command.setUsageHelpLongOptionsMaxWidth(28);
        }
        return line;
    }

    /** Says whether words are about the command that they begin with and no other. */
    private static boolean nameOne(String... arguments) {
        return arguments.length > 0
                && !SPEAK_OF_OTHERS.contains(arguments[0])
                && COMMANDS.stream().anyMatch(command -> command.getKey().equals(arguments[0]));
    }

    private static void addQuiet(CommandSpec spec, Session session) {
        spec.addOption(OptionSpec.builder("--quiet")
                .type(boolean.class)
                .arity("0")
                .description("No progress and no notes: nothing on standard error but failures.")
                // Each command begins with its own initial value, but the word counts wherever it stands.
                .setter(new ISetter() {
                    @Override
                    @SuppressWarnings("unchecked")
                    public <T> T set(T value) {
                        if (Boolean.TRUE.equals(value)) {
                            session.quiet().set(true);
                        }
                        return value;
                    }
                })
                .build());
    }

    /** Runs the command, or prints the version as JSON, which is an option of no command by itself. */
    private static int execute(ParseResult result, Session session) {
        for (CommandLine command : result.asCommandLineList()) {
            ParseResult words = command.getParseResult();
            if (words.isVersionHelpRequested() && words.hasMatchedOption(JSON)) {
                session.out().print(Build.json());
                return 0;
            }
        }
        return new RunLast().execute(result);
    }

    @Override
    public void run() {
        if (json) {
            throw new ParameterException(
                    spec.commandLine(), "option '--json' goes with --version, or behind a command that has it");
        }
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static List<CommandLine> allOf(CommandLine line) {
        List<CommandLine> all = new ArrayList<>(line.getSubcommands().values());
        all.add(line);
        return all;
    }

    private static int usageError(ParameterException failure, String[] arguments, Session session) {
        if (failure.getCause() instanceof BatonException cause) {
            return Main.report(cause, session); // the words were right, what they name is not
        }
        CommandLine command = failure.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println(name + ": " + message(failure, arguments) + "; try '" + name + " --help'");
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static String message(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        if (failure instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            return unknown(command, unmatched.getUnmatched().get(0));
        }
        if (command.getParent() == null && arguments.length > 1 && arguments[0].equals(HELP)) {
            return unknown(command, arguments[1]);
        }
        if (failure instanceof MissingParameterException) {
            // What is missing may be there, only misspelt.
            Optional<String> misspelt = firstUnknownOption(command, arguments);
            if (misspelt.isPresent()) {
                return unknown(command, misspelt.get());
            }
        }
        String message = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        String line = Quoted.plain(message, LONGEST_MESSAGE);
        return line.isEmpty() ? "wrong usage" : line.substring(0, 1).toLowerCase(Locale.ROOT) + line.substring(1);
    }

    private static Optional<String> firstUnknownOption(CommandLine command, String[] arguments) {
        Map<String, OptionSpec> known = command.getCommandSpec().optionsMap();
        boolean isValue = false;
        for (String argument : arguments) {
            String word = argument.split("=", 2)[0];
            OptionSpec option = known.get(word);
            if (!isValue && word.startsWith("--") && option == null) {
                return Optional.of(argument);
            }
            isValue = option != null && option.arity().max() > 0 && !argument.contains("=");
        }
        return Optional.empty();
    }

    private static String unknown(CommandLine command, String argument) {
        List<String> commands = List.copyOf(command.getSubcommands().keySet());
        boolean isOption = argument.startsWith("-");
        String word = isOption ? argument.split("=", 2)[0] : argument;
        List<String> known = new ArrayList<>(commands);
        command.getCommandSpec().options().forEach(option -> known.addAll(List.of(option.names())));
        String what = isOption ? "unknown option" : commands.isEmpty() ? "unexpected argument" : "unknown command";
        String hint = NearestWord.of(word, known)
                .map(nearest -> "; did you mean " + nearest + "?")
                .orElse(isOption || commands.isEmpty() ? "" : "; expected one of " + String.join(", ", commands));
        return what + " " + Quoted.of(word) + hint;
    }
}
