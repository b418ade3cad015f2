package dev.baton.cli.command;

import dev.baton.cli.folder.OutputFolder;
import dev.baton.cli.folder.RunFiles;
import dev.baton.cli.print.Csv;
import dev.baton.cli.print.Numbers;
import dev.baton.cli.print.Progress;
import dev.baton.cli.print.RuleWords;
import dev.baton.cli.print.TextTable;
import dev.baton.cli.process.Build;
import dev.baton.cli.process.Session;
import dev.baton.cli.process.Work;
import dev.baton.cli.study.Beside;
import dev.baton.cli.study.Contender;
import dev.baton.cli.study.Disagreements;
import dev.baton.cli.study.Evaluated;
import dev.baton.cli.study.Exact;
import dev.baton.cli.study.PolicyResult;
import dev.baton.cli.study.Regrets;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvVariants;
import dev.baton.env.InvalidSpecException;
import dev.baton.files.Environments;
import dev.baton.files.text.JsonWriter;
import dev.baton.files.text.Quoted;
import dev.baton.policy.Policy;
import dev.baton.study.Comparison;
import dev.baton.study.Margins;
import dev.baton.study.Optimum;
import dev.baton.study.Statistic;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "robustness",
        description = {
            "Run a policy where failure rates, prices and drift are not those it was made for.",
            "",
            "Failure rates, prices (latency and money) and drift are multiplied by 0.5 and by 1.5, one at a time. Each"
                    + " row has the policy, the exact optimum of that environment and the regret, all on the same start"
                    + " states. What observations are divided by stays as it is. The folder of several seeds stands for"
                    + " its method."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  baton robustness --policy runs/first --episodes 200 --output runs/shifted",
            "  baton robustness --policy cost-aware --env environments/assistant.yaml --episodes 200 --json"
        })
public final class RobustnessCommand extends StudyCommand<List<RobustnessCommand.Row>> {
    private static final List<String> ENTRIES =
            List.of(RunFiles.SUMMARY, RunFiles.PER_SEED, RunFiles.ENVIRONMENT, RunFiles.PROGRAM);
    private static final double LESS = 0.5;
    private static final double MORE = 1.5;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Also write summary.json, per-seed.csv, environment.yaml and program.json to this folder; it"
                    + " must not hold a run yet. 'baton report' makes a page with charts of it.")
    private @Nullable Path output;

    @Mixin
    private Evaluated evaluated = new Evaluated();

    private final List<String> leftOut = new ArrayList<>();
    private @Nullable Contender trained;
    private Map<String, EnvSpec> shifts = Map.of();

    public RobustnessCommand(Session session) {
        super(session);
    }

    @Override
    public String policy() {
        return evaluated.policy();
    }

    @Override
    public Work prepare(EnvSpec environment) {
        if (output != null) {
            OutputFolder.check(session, output, ENTRIES, RunFiles.SUMMARY);
        }
        Contender contender = Contender.of(evaluated.policy(), environment, session);
        trained = contender;
        shifts = shifts(environment);
        double startStates = (double) evaluated.episodes() * evaluated.seeds().count() * shifts.size();
        double runs = 2 * startStates * contender.policies().size();
        return Work.exact(
                        environment, Exact.states(environment, file()), startStates)
                .plus(Work.evaluation(environment, contender.multiplyAdds(), runs));
    }

    @Override
    public List<Row> study(EnvSpec environment) {
        Contender contender = Objects.requireNonNull(trained);
        long runs = (long) evaluated.episodes() * evaluated.seeds().count() * shifts.size();
        List<Row> rows = new ArrayList<>();
        try (Progress progress = new Progress(session, "comparing", runs * (1 + contender.policies().size()))) {
            shifts.forEach((name, shifted) -> rows.add(row(name, shifted, contender, progress)));
        }
        return rows;
    }

    @Override
    public void answer(EnvSpec environment) {
        if (output == null) {
            super.answer(environment);
            return;
        }
        try (OutputFolder folder = OutputFolder.prepare(session, output, ENTRIES, RunFiles.SUMMARY)) {
            List<Row> rows = study(environment);
            folder.write(RunFiles.ENVIRONMENT, Environments.write(environment));
            folder.write(RunFiles.PER_SEED, perSeed(rows));
            folder.write(RunFiles.PROGRAM, Build.program(spec, compute.kernels()));
            folder.write(RunFiles.SUMMARY, json(environment, rows));
            folder.publish();
            print(environment, rows);
        }
    }

    /** A line for each environment and evaluation seed. */
    private String perSeed(List<Row> rows) {
        StringBuilder csv = new StringBuilder("shift,seed,totalCost,successRate\n");
        List<Long> seeds = evaluated.seeds().list();
        for (Row row : rows) {
            double[] costs = row.statistic(PolicyResult::totalCost).values();
            double[] successes = row.statistic(PolicyResult::successRate).values();
            for (int s = 0; s < costs.length; s++) {
                csv.append(Csv.cell(row.name)).append(',').append(seeds.get(s)).append(',');
                csv.append(costs[s]).append(',').append(successes[s]).append('\n');
            }
        }
        return csv.toString();
    }

    /**
     * The environments by what is different in them, the given one first; those the model has no room for are left out.
     */
    private Map<String, EnvSpec> shifts(EnvSpec environment) {
        Map<String, EnvSpec> shifts = new LinkedHashMap<>();
        shifts.put("as given", environment);
        shift(shifts, "failure rates", factor -> EnvVariants.withFailureRates(environment, factor));
        shift(shifts, "prices", factor -> EnvVariants.withPrices(environment, factor));
        shift(shifts, "drift", factor -> EnvVariants.withDrift(environment, factor));
        return shifts;
    }

    private void shift(Map<String, EnvSpec> shifts, String what, DoubleFunction<EnvSpec> shifted) {
        shifts.put(what + " -50 %", shifted.apply(LESS));
        try {
            shifts.put(what + " +50 %", shifted.apply(MORE));
        } catch (InvalidSpecException e) {
            leftOut.add(what + " +50 %");
            session.note(what + " +50 % is left out, because numbers of more than 2/3 · 1e9 leave the model's range"
                    + " then: " + e.getMessage());
        }
    }

    private Row row(String name, EnvSpec shifted, Contender trainedHere, Progress progress) {
        // A rule is made for the environment it acts in; a network is the same everywhere.
        Contender contender = RuleWords.contain(evaluated.policy())
                ? Contender.of(evaluated.policy(), shifted, session)
                : trainedHere;
        List<PolicyResult> results = new ArrayList<>();
        for (Policy policy : contender.policies()) {
            results.add(evaluated.run(shifted, policy, compute, progress));
        }
        Beside beside = Exact.compare(
                shifted, List.of(contender), evaluated.seeds(), evaluated.episodes(), compute.kernels(),
                compute.threads(), progress);
        return new Row(name, contender, results, beside.optimum(), beside.comparisons().get(0));
    }

    @Override
    public void write(JsonWriter json, EnvSpec environment, List<Row> rows) {
        json.key("policy").value(evaluated.policy());
        json.key("seeds").values(evaluated.seeds().list());
        json.key("episodes").value(evaluated.episodes());
        json.key("rows").beginList();
        for (Row row : rows) {
            json.beginItem();
            json.key("shift").value(row.name);
            json.key("totalCost").value(row.statistic(PolicyResult::totalCost));
            json.key("successRate").value(row.statistic(PolicyResult::successRate));
            json.key("optimum").begin();
            json.key("totalCost").value(row.optimum.totalCost().mean());
            json.key("successRate").value(row.optimum.successRate().mean());
            json.end();
            json.key("regret");
            Regrets.write(json, row.contender, row.comparison);
            json.end();
        }
        json.endList();
        json.key("leftOut").values(leftOut);
    }

    @Override
    public String text(EnvSpec environment, List<Row> rows) {
        boolean method = rows.get(0).contender.isMethod();
        List<String> header = new ArrayList<>(List.of(
                "environment", ">total cost", ">success", ">optimum", ">its success", ">regret",
                method ? ">95 % interval, as they are" : ">95 % interval", ">of the optimum"));
        if (method) {
            header.addAll(List.of(">95 % interval, the method", ">worst seed"));
        }
        TextTable table = new TextTable(header);
        Disagreements words = new Disagreements();
        for (Row row : rows) {
            double best = row.optimum.totalCost().mean();
            Margins regret = row.comparison.regret();
            List<String> cells = new ArrayList<>(List.of(
                    row.name,
                    Numbers.of(row.statistic(PolicyResult::totalCost)),
                    Numbers.fixed(row.statistic(PolicyResult::successRate).mean()),
                    Numbers.fixed(best),
                    Numbers.fixed(row.optimum.successRate().mean()),
                    Numbers.fixed(regret.mean()),
                    Numbers.of(row.comparison.asTheyAre()),
                    Numbers.share(regret.mean(), best)));
            if (method) {
                int worst = regret.overSeeds().worst();
                cells.add(row.comparison.ofMethod().map(Numbers::of).orElse(""));
                cells.add(Numbers.fixed(regret.byPolicy()[worst]) + " (" + row.contender.seeds().get(worst) + ")");
            }
            table.row(cells);
            words.look(row.name, row.comparison, best);
        }
        return "Policy " + rows.get(0).contender.title() + " in shifted copies of the environment "
                + Quoted.plain(environment.name()) + ", " + evaluated.describe()
                + ".\nThe ± is that over the evaluation seeds.\n\n" + table.text()
                + "\nPrices are latency and money. Regret: what the policy's choices cost above the best, exact over"
                + " what would follow, on the same\nepisodes everywhere; intervals: Student's over the episodes"
                + (method ? "; for the method, over training seeds and episodes" : "")
                + " (docs/decisions/011-intervals.md).\n" + words.text();
    }

    /**
     * One environment.
     *
     * @param name what is different
     * @param contender that was run
     * @param results of each of its policies, by evaluation seed
     * @param optimum on the same start states
     * @param comparison with the optimum
     */
    public record Row(
            String name, Contender contender, List<PolicyResult> results, Optimum optimum, Comparison comparison) {
        public Row {
            results = List.copyOf(results);
        }

        /** Returns a measure by evaluation seed, mean over the policies. */
        public Statistic statistic(Function<PolicyResult, Statistic> measure) {
            double[] means = new double[results.get(0).perSeed().size()];
            for (PolicyResult result : results) {
                double[] values = measure.apply(result).values();
                for (int s = 0; s < means.length; s++) {
                    means[s] += values[s] / results.size();
                }
            }
            return Statistic.of(means);
        }
    }
}
