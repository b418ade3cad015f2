package dev.baton.cli.command;

import dev.baton.cli.option.EnvFile;
import dev.baton.cli.option.StartState;
import dev.baton.cli.option.Values;
import dev.baton.cli.print.PlaybookText;
import dev.baton.cli.print.RuleWords;
import dev.baton.cli.process.Session;
import dev.baton.cli.study.PolicyChoice;
import dev.baton.cli.study.PolicyInputs;
import dev.baton.env.EnvSpec;
import dev.baton.exact.NotSolvableException;
import dev.baton.exact.Playbook;
import dev.baton.exact.StartStates;
import dev.baton.files.BatonException;
import dev.baton.files.text.InputFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

@Command(
        name = "playbook",
        description = {
            "Write a policy down as a tree that people can read: what to do after which signal.",
            "",
            "Every place in the tree has the probability of getting there, the cost that is still to be expected, what"
                    + " is believed of the hidden phases, and what is done. All of it is exact over outcomes and"
                    + " phases."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  baton playbook --env environments/cascade.yaml --min-probability 0.05",
            "  baton playbook --env environments/tool-health.yaml --policy latency --depth 2",
            "  baton playbook --env environments/tiger.yaml --format mermaid"
        })
public final class PlaybookCommand implements Callable<Integer> {
    private static final String OPTIMUM = "optimum";

    private final Session session;

    @Option(
            names = "--env",
            paramLabel = "FILE",
            description = "The environment file. Default: that of the run which left the policy, or"
                    + " environments/paper.yaml, the paper's preset.")
    private @Nullable Path env;

    @Option(
            names = "--policy",
            paramLabel = "POLICY",
            description = "optimum, " + RuleWords.LISTED + ", or the path of a policy file or of a folder that"
                    + " 'baton train' left. Default: ${DEFAULT-VALUE}.")
    private String policy = OPTIMUM;

    @Option(
            names = "--depth",
            paramLabel = "N",
            converter = Values.Steps.class,
            description = "How many actions deep the tree goes. Default: the horizon.")
    private int depth = EnvSpec.MAX_HORIZON;

    @Option(
            names = "--min-probability",
            paramLabel = "P",
            converter = Values.Lambda.class,
            description = "Leave out places that are less probable, 0 to 1. Default: ${DEFAULT-VALUE}.")
    private double least = 0.01;

    @Option(
            names = "--start",
            paramLabel = "Z1,…,ZD",
            converter = StartState.Converter.class,
            description = "The task vector to start from. Default: one of mean difficulty.")
    private @Nullable StartState start;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            converter = FormatWord.class,
            description = "text, mermaid (a flowchart) or json. Default: text.")
    private Format format = Format.TEXT;

    public PlaybookCommand(Session session) {
        this.session = session;
    }

    /** How a playbook is printed. */
    public enum Format {
        TEXT,
        MERMAID,
        JSON;

        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public Integer call() {
        Path file = env != null ? env : PolicyInputs.ofPolicy(policy.equals(OPTIMUM) ? null : policy);
        EnvSpec environment = EnvFile.read(file);
        double[] task = start == null ? StartStates.typical(environment) : start.of(environment);
        Playbook.Node root = tree(environment, file, task);
        PlaybookText text = new PlaybookText(environment, policy, task, root);
        session.out().print(
                switch (format) {
                    case TEXT -> text.text();
                    case MERMAID -> text.mermaid();
                    case JSON -> text.json();
                });
        return 0;
    }

    private Playbook.Node tree(EnvSpec environment, Path file, double[] task) {
        int levels = Math.min(depth, environment.horizon());
        try {
            return policy.equals(OPTIMUM)
                    ? Playbook.optimum(environment, task, levels, least)
                    : Playbook.of(
                            environment, PolicyChoice.of(policy, environment, session).policy(), task, levels, least);
        } catch (NotSolvableException e) {
            throw new BatonException(InputFile.name(file) + ": cannot be written down: " + e.getMessage(), e);
        }
    }

    /** A way to print a playbook. */
    public static final class FormatWord implements ITypeConverter<PlaybookCommand.Format> {
        @Override
        public PlaybookCommand.Format convert(String value) {
            return Values.word(value, List.of(PlaybookCommand.Format.values()), PlaybookCommand.Format::key);
        }
    }
}
