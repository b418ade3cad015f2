package dev.baton.cli;

import dev.baton.env.CostVector;
import dev.baton.env.EnvSpec;
import dev.baton.policy.Policy;
import dev.baton.train.LoggedEpisode;
import dev.baton.train.OffPolicyEstimate;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
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
final class EvaluateCommand implements Callable<Integer> {
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
            description = "Run nothing: estimate from this log, by importance weights, what the policy would cost.")
    private @Nullable Path log;

    @Mixin
    private Compute compute = new Compute();

    @Option(names = "--json", description = "Print JSON and nothing else.")
    private boolean json;

    EvaluateCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        EnvSpec environment = EnvFile.read(inputs.environment(evaluated.policy()));
        PolicyChoice choice = PolicyChoice.of(evaluated.policy(), environment, session);
        if (log != null) {
            return estimate(environment, choice.policy(), log);
        }
        double episodes = (double) evaluated.episodes() * evaluated.seeds().count();
        Work work = Work.evaluation(environment, choice.multiplyAdds(), episodes);
        OptionalInt code = VectorLaunch.handOver(
                session, compute.backend(), work, BatonCommand.arguments(spec));
        if (code.isPresent()) {
            return code.getAsInt();
        }
        PolicyResult result = evaluate(environment, choice.policy());
        session.out().print(json ? json(environment, result) : text(environment, result));
        return 0;
    }

    private int estimate(EnvSpec environment, Policy chosen, Path file) {
        for (String option : List.of("--episodes", "--seeds")) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new ParameterException(
                        spec.commandLine(), "option '" + option + "' does not go with --log, which runs no episodes");
            }
        }
        List<LoggedEpisode> episodes = LogFile.read(file, environment);
        if (episodes.size() < 2) {
            throw new BatonException(
                    InputFile.name(file) + ": expected at least two episodes for a standard error, found one");
        }
        OffPolicyEstimate estimate =
                OffPolicyEstimate.of(environment, episodes, chosen, compute.execution(1).backend());
        if (estimate.effectiveSampleSize() == 0) {
            throw new BatonException(InputFile.name(file) + ": says nothing about the policy "
                    + Quoted.of(evaluated.policy())
                    + ": expected episodes that it could have run, found none; log with --explore");
        }
        session.out().print(json ? estimateJson(environment, estimate) : estimateText(environment, estimate, file));
        return 0;
    }

    private String estimateJson(EnvSpec environment, OffPolicyEstimate estimate) {
        JsonWriter writer = new JsonWriter().begin();
        writer.key("environment").value(environment.name());
        writer.key("policy").value(evaluated.policy());
        writer.key("episodes").value(estimate.episodes());
        writer.key("effectiveSampleSize").value(estimate.effectiveSampleSize());
        writer.key("loggedTotalCost").value(estimate.loggedCost());
        writer.key("perDecision").begin();
        writer.key("totalCost").value(estimate.perDecision());
        writer.key("standardError").value(estimate.perDecisionError());
        writer.end();
        writer.key("weighted").begin();
        writer.key("totalCost").value(estimate.weighted());
        writer.key("standardError").value(estimate.weightedError());
        writer.end();
        return writer.end().finish();
    }

    private String estimateText(EnvSpec environment, OffPolicyEstimate estimate, Path file) {
        TextTable table = new TextTable(List.of("estimator", ">total cost", ">standard error"));
        table.row(List.of(
                "per decision", Numbers.fixed(estimate.perDecision()), Numbers.fixed(estimate.perDecisionError())));
        table.row(List.of(
                "weighted", Numbers.fixed(estimate.weighted()), Numbers.fixed(estimate.weightedError())));
        return "Policy " + Quoted.plain(evaluated.policy()) + " in the environment " + Quoted.plain(environment.name())
                + ", estimated from the " + Numbers.count(estimate.episodes()) + " episodes of "
                + InputFile.name(file) + ", whose mean cost is " + Numbers.fixed(estimate.loggedCost())
                + ".\nThey are worth " + Numbers.fixed(estimate.effectiveSampleSize())
                + " episodes of the policy itself.\n\n" + table.text();
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
        return writer.end().finish();
    }

    private String text(EnvSpec environment, PolicyResult result) {
        TextTable table = new TextTable(List.of("", evaluated.seeds().count() == 1 ? ">mean" : ">mean ± std over seeds"));
        table.row(List.of("total cost", Numbers.of(result.totalCost())));
        table.row(List.of("success rate", Numbers.of(result.successRate())));
        table.row(List.of("steps", Numbers.of(result.steps())));
        for (int i = 0; i < CostVector.SIZE; i++) {
            table.row(List.of(PolicyResult.LABELS.get(i), Numbers.of(result.component(i))));
        }
        return "Policy " + Quoted.plain(evaluated.policy()) + " in the environment "
                + Quoted.plain(environment.name()) + ", " + Numbers.count(evaluated.episodes())
                + (evaluated.seeds().count() == 1 ? " episodes under " : " episodes under each of the ")
                + Numbers.seeds(evaluated.seeds()) + ".\nPer episode:\n\n" + table.text();
    }
}
