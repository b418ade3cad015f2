package dev.baton.cli.command;

import dev.baton.cli.folder.StoredLog;
import dev.baton.cli.log.LogEstimate;
import dev.baton.cli.log.LogReader;
import dev.baton.cli.option.Compute;
import dev.baton.cli.option.EnvFile;
import dev.baton.cli.print.Numbers;
import dev.baton.cli.print.Progress;
import dev.baton.cli.print.TextTable;
import dev.baton.cli.process.Session;
import dev.baton.cli.process.Work;
import dev.baton.cli.study.Evaluated;
import dev.baton.cli.study.PolicyChoice;
import dev.baton.cli.study.PolicyInputs;
import dev.baton.cli.study.PolicyResult;
import dev.baton.env.CostComponent;
import dev.baton.env.EnvSpec;
import dev.baton.files.text.InputFile;
import dev.baton.files.text.JsonWriter;
import dev.baton.files.text.Quoted;
import dev.baton.policy.Policy;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "evaluate",
        description = "Run a policy in an environment and print what it costs.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  baton evaluate --policy cost-aware",
            "  baton evaluate --policy runs/first --seeds 100..119",
            "  baton evaluate --env environments/assistant.yaml --policy random --episodes 10000 --json",
            "  baton evaluate --policy runs/first --log random.log"
        })
public final class EvaluateCommand implements Callable<Integer> {
    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private PolicyInputs inputs = new PolicyInputs();

    @Mixin
    private Evaluated evaluated = new Evaluated();

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "Run nothing: estimate from this log what the policy would cost, or say why it cannot be"
                    + " estimated.")
    private @Nullable Path log;

    @Mixin
    private Compute compute = new Compute();

    @Option(names = "--json", description = "Print JSON and nothing else.")
    private boolean json;

    public EvaluateCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        EnvSpec environment = EnvFile.read(inputs.environment(evaluated.policy()));
        PolicyChoice choice = PolicyChoice.of(evaluated.policy(), environment, session);
        if (log != null) {
            return estimate(environment, choice, log);
        }
        double episodes = (double) evaluated.episodes() * evaluated.seeds().count();
        Work work = Work.evaluation(environment, choice.multiplyAdds(), episodes);
        compute.choose(session, work);
        PolicyResult result = evaluate(environment, choice.policy());
        session.out().print(json ? json(environment, result) : text(environment, result));
        return 0;
    }

    private int estimate(EnvSpec environment, PolicyChoice choice, Path file) {
        for (String option : List.of("--episodes", "--seeds")) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new ParameterException(
                        spec.commandLine(), "option '" + option + "' does not go with --log, which runs no episodes");
            }
        }
        compute.choose(session, Work.estimate(environment, (double) LogReader.size(file)));
        StoredLog stored = LogReader.read(file, environment, session);
        boolean learnedFrom = choice.learnedFrom(stored, environment);
        if (learnedFrom) {
            session.note(Quoted.of(evaluated.policy()) + " was trained on logged episodes of the same seed and number"
                    + " as some of " + InputFile.name(file)
                    + ", so it may look better there than it is; log others, as with --seed, or train with --hold-out");
        }
        LogEstimate estimate = LogEstimate.of(
                evaluated.policy(), choice.policy(), environment, InputFile.name(file), stored,
                compute.execution(compute.threads()), session);
        estimate.requireSomething();
        session.out().print(json ? estimateJson(estimate, learnedFrom) : estimate.text());
        return 0;
    }

    private static String estimateJson(LogEstimate estimate, boolean learnedFrom) {
        JsonWriter writer = new JsonWriter().begin();
        writer.key("trainedOnLog").value(learnedFrom);
        estimate.writeTo(writer);
        return writer.end().finish();
    }

    private PolicyResult evaluate(EnvSpec environment, Policy chosen) {
        long runs = (long) evaluated.episodes() * evaluated.seeds().count();
        try (Progress progress = new Progress(session, "evaluating", runs)) {
            return evaluated.run(environment, chosen, compute, progress);
        }
    }

    private String json(EnvSpec environment, PolicyResult result) {
        JsonWriter writer = new JsonWriter().begin();
        writer.key("environment").value(environment.name());
        writer.key("policy").value(evaluated.policy());
        writer.key("result");
        result.writeTo(writer);
        writer.key("totalCostInterval95").value(result.totalCost().moments().interval());
        return writer.end().finish();
    }

    private String text(EnvSpec environment, PolicyResult result) {
        boolean one = evaluated.seeds().count() == 1;
        TextTable table = new TextTable(List.of("", one ? ">mean" : ">mean ± std over seeds"));
        table.row(List.of("total cost", Numbers.of(result.totalCost())));
        table.row(List.of("success rate", Numbers.of(result.successRate())));
        table.row(List.of("steps", Numbers.of(result.steps())));
        CostComponent.ALL.forEach(
                component -> table.row(List.of(component.label(), Numbers.of(result.component(component)))));
        String spread = one
                ? ""
                : "\nThe ± is that of the episodes alone, means of " + Numbers.count(evaluated.episodes())
                        + " each: one policy, no other training. 95 % interval of its\nexpected total cost, Student's"
                        + " over the evaluation seeds: " + Numbers.of(result.totalCost().moments().interval()) + ".\n";
        return "Policy " + Quoted.plain(evaluated.policy()) + " in the environment "
                + Quoted.plain(environment.name()) + ", " + evaluated.describe() + ".\nPer episode:\n\n" + table.text()
                + spread;
    }
}
