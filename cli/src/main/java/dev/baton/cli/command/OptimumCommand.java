package dev.baton.cli.command;

import dev.baton.Backend;
import dev.baton.cli.option.Compute;
import dev.baton.cli.option.EnvFile;
import dev.baton.cli.option.Episodes;
import dev.baton.cli.option.Seeds;
import dev.baton.cli.option.StartState;
import dev.baton.cli.option.Values;
import dev.baton.cli.print.Numbers;
import dev.baton.cli.print.Progress;
import dev.baton.cli.print.RuleWords;
import dev.baton.cli.print.TextTable;
import dev.baton.cli.process.Session;
import dev.baton.cli.process.Work;
import dev.baton.cli.remark.Bounds;
import dev.baton.cli.report.ComparisonReport;
import dev.baton.cli.study.Beside;
import dev.baton.cli.study.Contender;
import dev.baton.cli.study.Exact;
import dev.baton.cli.study.PolicyInputs;
import dev.baton.env.CostComponent;
import dev.baton.env.EnvSpec;
import dev.baton.exact.ExactResults;
import dev.baton.exact.ExactSolver;
import dev.baton.files.text.JsonWriter;
import dev.baton.files.text.Quoted;
import dev.baton.study.Moments;
import dev.baton.study.Optimum;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "optimum",
        description = {
            "Print what the optimal policy costs, exactly, by dynamic programming.",
            "",
            "Nothing is sampled but the start states: those that 'evaluate' meets under the same seeds, or the ones"
                    + " given with --start. Where something is hidden the optimum knows no more than a policy can, and"
                    + " two numbers stand beside it: what one would pay who saw the hidden phase before every action"
                    + " (informed), and what the best sequence of actions costs that is fixed in advance (plan).",
            "",
            "With --policy the policy runs on those start states and every state that it visits is compared: which"
                    + " action each would take, where each hands over, and what the policy's choice costs above the"
                    + " best."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  baton optimum",
            "  baton optimum --env environments/assistant.yaml --episodes 2000 --seeds 100..104 --json",
            "  baton optimum --start 4.5,2,3.25,6 --start 2,2,2,2",
            "  baton optimum --env environments/cascade.yaml",
            "  baton optimum --policy runs/first"
        })
public final class OptimumCommand implements Callable<Integer> {
    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private PolicyInputs inputs = new PolicyInputs();

    @Option(
            names = "--episodes",
            paramLabel = "N",
            converter = Values.Episodes.class,
            description = "Start states per seed. Default: ${DEFAULT-VALUE}.")
    private int episodes = 1_000;

    @Option(
            names = "--seeds",
            paramLabel = "SEEDS",
            converter = Seeds.Converter.class,
            description = "Evaluation seeds: a count N (0 to N-1) or a range A..B. Default: 5.")
    private Seeds seeds = new Seeds(0, 4);

    @Option(
            names = "--start",
            paramLabel = "Z1,…,ZD",
            converter = StartState.Converter.class,
            description = "A task vector to start from, instead of the start states of seeds; may be repeated.")
    private List<StartState> starts = new ArrayList<>();

    @Option(
            names = "--policy",
            paramLabel = "POLICY",
            description = "Compare this policy with the optimum state by state: " + RuleWords.LISTED + ", or the path"
                    + " of a policy file or of a folder that 'baton train' left; the policies of several seeds"
                    + " together.")
    private @Nullable String policy;

    @Mixin
    private Compute compute = new Compute();

    @Option(names = "--json", description = "Print JSON and nothing else.")
    private boolean json;

    public OptimumCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (!starts.isEmpty() && (isGiven("--episodes") || isGiven("--seeds"))) {
            throw new ParameterException(
                    spec.commandLine(), "--start gives the start states; leave out --episodes and --seeds");
        }
        if (!starts.isEmpty() && policy != null) {
            throw new ParameterException(
                    spec.commandLine(), "--policy is compared on the start states of seeds; leave out --start");
        }
        Path file = inputs.environment(policy);
        EnvSpec environment = EnvFile.read(file);
        starts.forEach(start -> start.of(environment));
        if (environment.dimension() == 0 && policy == null) {
            starts = List.of(new StartState("the only one", List.of()));
        }
        // Refused before anything is computed.
        long states = Exact.states(environment, file);
        Contender contender = policy == null ? null : Contender.of(policy, environment, session);
        double startStates = starts.isEmpty() ? (double) episodes * seeds.count() : starts.size();
        Work work = Work.exact(environment, states, startStates);
        if (contender != null) {
            work = work.plus(Work.evaluation(
                    environment, contender.multiplyAdds(), startStates * contender.policies().size()));
        }
        compute.choose(session, work);
        if (contender != null) {
            ComparisonReport report = compare(environment, contender);
            session.out().print(json ? report.json() : report.text(Episodes.describe(episodes, seeds)));
        } else if (starts.isEmpty()) {
            Optimum optimum = solveEpisodes(environment);
            Optional<Bounds> bounds = Bounds.ofEpisodes(environment, seeds, episodes);
            session.out().print(
                    json
                            ? json(environment, optimum, null, bounds)
                            : text(environment, optimum) + bounds.map(b -> "\n" + b.text()).orElse(""));
        } else {
            ExactResults results = solveStarts(environment);
            Optimum optimum = Optimum.of(results);
            Optional<Bounds> bounds = Bounds.of(environment, tasks(environment), starts.size());
            session.out().print(
                    json
                            ? json(environment, optimum, results, bounds)
                            : text(environment, optimum) + "\n" + perStart(environment, results, bounds).text()
                                    + bounds.map(b -> "\n" + b.text()).orElse(""));
        }
        return 0;
    }

    private boolean isGiven(String option) {
        return spec.commandLine().getParseResult().hasMatchedOption(option);
    }

    private Backend backend() {
        return compute.kernels();
    }

    private Optimum solveEpisodes(EnvSpec environment) {
        try (Progress progress = new Progress(session, "solving", (long) episodes * seeds.count())) {
            return Exact.optimum(environment, seeds, episodes, backend(), compute.threads(), progress).stream()
                    .reduce(Optimum.NONE, Optimum::plus);
        }
    }

    private ComparisonReport compare(EnvSpec environment, Contender contender) {
        try (Progress progress = new Progress(session, "comparing", (long) episodes * seeds.count())) {
            Beside beside = Exact.compare(
                    environment, List.of(contender), seeds, episodes, backend(), compute.threads(), progress);
            return new ComparisonReport(contender, beside.comparisons().get(0), beside.optimum());
        }
    }

    /** Returns the start states, (d, N). */
    private double[] tasks(EnvSpec environment) {
        int n = starts.size();
        double[] task = new double[environment.dimension() * n];
        for (int s = 0; s < n; s++) {
            for (int i = 0; i < environment.dimension(); i++) {
                task[i * n + s] = starts.get(s).task().get(i);
            }
        }
        return task;
    }

    private ExactResults solveStarts(EnvSpec environment) {
        ExactResults results = new ExactResults(starts.size());
        ExactSolver.of(environment, backend()).solveAll(tasks(environment), null, results);
        return results;
    }

    private String json(
            EnvSpec environment, Optimum optimum, @Nullable ExactResults results, Optional<Bounds> bounds) {
        JsonWriter writer = new JsonWriter().begin();
        writer.key("environment").value(environment.name());
        writer.key("startStates").value(optimum.totalCost().count());
        writer.key("totalCost").begin();
        writer.key("mean").value(optimum.totalCost().mean());
        if (optimum.totalCost().count() > 1) {
            writer.key("std").value(optimum.totalCost().std());
        } else {
            writer.key("std").nothing();
        }
        writer.end();
        writer.key("successRate").value(optimum.successRate().mean());
        writer.key("steps").value(optimum.steps().mean());
        writer.key("components").begin();
        CostComponent.ALL.forEach(
                component -> writer.key(component.key()).value(optimum.component(component).mean()));
        writer.end();
        bounds.ifPresent(b -> b.writeTo(writer));
        if (results != null) {
            writer.key("perStart").beginList();
            for (int n = 0; n < starts.size(); n++) {
                writer.beginItem();
                writer.key("start").values(starts.get(n).task());
                writer.key("totalCost").value(results.totalCost[n]);
                writer.key("successRate").value(results.successRate[n]);
                int action = results.firstAction[n];
                if (action == ExactResults.NO_ACTION) {
                    writer.key("firstAction").nothing();
                } else {
                    writer.key("firstAction").value(environment.actions().get(action).name());
                }
                int start = n;
                bounds.ifPresent(b -> b.writeTo(writer, start));
                writer.end();
            }
            writer.endList();
        }
        return writer.end().finish();
    }

    private String text(EnvSpec environment, Optimum optimum) {
        TextTable table = new TextTable(List.of("", ">mean", ">std over start states"));
        row(table, "total cost", optimum.totalCost());
        row(table, "success rate", optimum.successRate());
        row(table, "steps", optimum.steps());
        CostComponent.ALL.forEach(component -> row(table, component.label(), optimum.component(component)));
        String from = !starts.isEmpty()
                ? starts.size() + (starts.size() == 1 ? " start state" : " start states")
                : "the start states of " + Episodes.describe(episodes, seeds);
        return "Exact optimum in the environment " + Quoted.plain(environment.name()) + ", " + from
                + ".\nExpected per episode:\n\n" + table.text();
    }

    private static void row(TextTable table, String name, Moments measure) {
        String std = measure.count() > 1 ? Numbers.fixed(measure.std()) : "";
        table.row(List.of(name, Numbers.fixed(measure.mean()), std));
    }

    private TextTable perStart(EnvSpec environment, ExactResults results, Optional<Bounds> bounds) {
        List<String> header = new ArrayList<>(List.of("start", ">total cost", ">success rate", "first action"));
        bounds.ifPresent(b -> header.addAll(List.of(">informed", ">plan's cost", "plan")));
        TextTable table = new TextTable(header);
        for (int n = 0; n < starts.size(); n++) {
            int action = results.firstAction[n];
            List<String> row = new ArrayList<>(List.of(
                    Quoted.plain(starts.get(n).text()),
                    Numbers.fixed(results.totalCost[n]),
                    Numbers.fixed(results.successRate[n]),
                    action == ExactResults.NO_ACTION
                            ? "none, it is solved"
                            : Quoted.plain(environment.actions().get(action).name())));
            int start = n;
            bounds.ifPresent(b -> row.addAll(b.cells(start)));
            table.row(row);
        }
        return table;
    }
}
