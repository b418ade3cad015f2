package dev.baton.cli.command;

import dev.baton.cli.folder.OutputFolder;
import dev.baton.cli.folder.RunFiles;
import dev.baton.cli.option.Compute;
import dev.baton.cli.option.ConfigFile;
import dev.baton.cli.option.Descent;
import dev.baton.cli.option.EnvFile;
import dev.baton.cli.option.Network;
import dev.baton.cli.option.Seeds;
import dev.baton.cli.option.Values;
import dev.baton.cli.print.Numbers;
import dev.baton.cli.print.Progress;
import dev.baton.cli.print.TextTable;
import dev.baton.cli.process.Build;
import dev.baton.cli.process.Inputs;
import dev.baton.cli.process.Jobs;
import dev.baton.cli.process.Session;
import dev.baton.cli.process.Work;
import dev.baton.cli.study.Beside;
import dev.baton.cli.study.ConstrainedFrontier;
import dev.baton.cli.study.Contender;
import dev.baton.cli.study.Disagreements;
import dev.baton.cli.study.Exact;
import dev.baton.cli.study.LimitFrontier;
import dev.baton.cli.study.Regrets;
import dev.baton.cli.study.StartTasks;
import dev.baton.cli.study.Trial;
import dev.baton.env.CostComponent;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvVariants;
import dev.baton.files.Environments;
import dev.baton.files.Method;
import dev.baton.files.text.InputFile;
import dev.baton.files.text.JsonWriter;
import dev.baton.files.text.Quoted;
import dev.baton.learn.TrainConfig;
import dev.baton.run.Execution;
import dev.baton.study.Comparison;
import dev.baton.study.Margins;
import dev.baton.study.Optimum;
import dev.baton.study.Statistic;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "frontier",
        description = {
            "Trade success against latency and money: train along a weight of the cost, beside the exact frontier.",
            "",
            "At each value of the weight a policy is trained with every seed and the environment is solved exactly; all"
                    + " are judged on the same start states, those of the first seed. Several weights are gone along"
                    + " one after the other, the rest as the environment has them.",
            "",
            "With --min-success or --limit nothing is trained: what success, time and money are worth, exactly."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  baton frontier --weight constraint --from 0 --to 4",
            "  baton frontier --weight latency,monetary --from 0 --to 1 --points 3 --output runs/frontier",
            "  baton frontier --env environments/assistant.yaml --weight latency --from 0 --to 1 --points 2",
            "  baton frontier --env environments/cascade.yaml --min-success 0.90,0.95,0.99",
            "  baton frontier --env environments/cascade.yaml --limit latency --from 10 --to 60 --points 6"
        })
public final class FrontierCommand implements Callable<Integer> {
    private static final List<String> ENTRIES =
            List.of(RunFiles.SUMMARY, RunFiles.FRONTIER, RunFiles.ENVIRONMENT, RunFiles.CONFIG, RunFiles.PROGRAM);

    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private Inputs inputs = new Inputs();

    @Option(
            names = "--weight",
            paramLabel = "NAME",
            split = ",",
            converter = Values.Component.class,
            description = "The weight to go along: ${bundle:components-or}; several with"
                    + " commas or by repeating the option.")
    private List<CostComponent> weights = new ArrayList<>();

    @Option(
            names = "--from",
            paramLabel = "X",
            converter = Values.Weight.class,
            description = "The first value of the weight, 0 or more, or of the limit, above 0.")
    private double from = Double.NaN;

    @Option(
            names = "--to",
            paramLabel = "Y",
            converter = Values.Weight.class,
            description = "Its last value.")
    private double to = Double.NaN;

    @Option(
            names = "--limit",
            paramLabel = "NAME",
            converter = LimitFrontier.LimitWord.class,
            description = "Train nothing: the exact optimum along a deadline (latency) or a budget (monetary), and what"
                    + " one more second or cost unit of it is worth.")
    private LimitFrontier.@Nullable Limited limit;

    @Option(
            names = "--min-success",
            paramLabel = "P",
            split = ",",
            converter = Values.Lambda.class,
            description = "Train nothing: the least cost, that of the constraint left out, at which tasks succeed with"
                    + " at least this probability; several with commas.")
    private List<Double> leastSuccess = new ArrayList<>();

    @Option(
            names = "--points",
            paramLabel = "N",
            converter = Values.Points.class,
            description = "How many values, evenly spaced from the first to the last. Default: ${DEFAULT-VALUE}; 1"
                    + " where these are the same.")
    private int points = 5;

    @Option(
            names = "--seeds",
            paramLabel = "SEEDS",
            converter = Seeds.Converter.class,
            description = "Training seeds: a count N (0 to N-1) or a range A..B. Default: 1, which is seed 0.")
    private Seeds seeds = new Seeds(0, 0);

    @Mixin
    private Network network = new Network();

    @Mixin
    private Descent descent = new Descent();

    @Mixin
    private Compute compute = new Compute();

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "A folder to write frontier.csv, summary.json, config.yaml, environment.yaml and program.json"
                    + " to; it must not hold a run yet. 'baton report' makes a page with charts of it.")
    private @Nullable Path output;

    @Option(names = "--json", description = "Print JSON and nothing else.")
    private boolean json;

    public FrontierCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        requireOneFrontier();
        if (!leastSuccess.isEmpty()) {
            return atLeast();
        }
        requireRange();
        if (limit != null) {
            return alongLimit(limit);
        }
        EnvSpec environment = EnvFile.read(inputs.environment());
        return alongWeights(environment);
    }

    private boolean isGiven(String option) {
        return spec.commandLine().getParseResult().hasMatchedOption(option);
    }

    private void requireOneFrontier() {
        List<String> kinds = List.of("--weight", "--limit", "--min-success");
        List<String> given = kinds.stream().filter(this::isGiven).toList();
        if (given.size() != 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "expected one of --weight, --limit and --min-success, found "
                            + (given.isEmpty() ? "none" : String.join(" and ", given)));
        }
        List<String> foreign = new ArrayList<>();
        if (!given.contains("--weight")) {
            foreign.add("--output");
        }
        if (given.contains("--min-success")) {
            foreign.addAll(List.of("--from", "--to", "--points"));
        }
        for (String option : foreign) {
            if (isGiven(option)) {
                throw new ParameterException(
                        spec.commandLine(), "option '" + option + "' does not go with " + given.get(0));
            }
        }
    }

    private int atLeast() {
        EnvSpec environment = EnvFile.read(inputs.environment());
        StartTasks starts = StartTasks.of(environment, seeds.first(), network.evalEpisodes());
        ConstrainedFrontier frontier =
                ConstrainedFrontier.solve(environment, inputs.environment(), starts, leastSuccess);
        session.out().print(json ? frontier.json() : frontier.text());
        return 0;
    }

    private int alongLimit(LimitFrontier.Limited limited) {
        if (from == 0) {
            throw new ParameterException(spec.commandLine(), "--from: expected a limit above 0, found 0");
        }
        EnvSpec environment = EnvFile.read(inputs.environment());
        StartTasks starts = StartTasks.of(environment, seeds.first(), network.evalEpisodes());
        List<Double> limits =
                IntStream.range(0, points).mapToObj(this::value).distinct().toList();
        compute.choose(session, LimitFrontier.work(environment, inputs.environment(), limited, limits, starts));
        LimitFrontier frontier =
                LimitFrontier.solve(environment, inputs.environment(), limited, limits, starts, compute);
        session.out().print(json ? frontier.json() : frontier.text());
        return 0;
    }

    private void requireRange() {
        for (String option : List.of("--from", "--to")) {
            if (!isGiven(option)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "expected " + option + " beside " + (limit == null ? "--weight" : "--limit") + ", found none");
            }
        }
        if (to < from) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--to: expected " + Numbers.brief(from) + " or more, where --from starts, found "
                            + Numbers.brief(to));
        }
        if (points == 1 && to != from) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--points 1 has one value, that of --from; expected the same for --to, found " + Numbers.brief(to));
        }
        if (to == from) {
            if (points > 1 && isGiven("--points")) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--points: expected 1 where --from and --to are the same value, found "
                                + Numbers.count(points));
            }
            points = 1;
        }
    }

    private int alongWeights(EnvSpec environment) {
        // Refused before anything is computed: a frontier without the exact one beside it says little.
        long states = Exact.states(environment, inputs.environment());
        if (output != null) {
            OutputFolder.check(session, output, ENTRIES, RunFiles.SUMMARY);
        }
        compute.choose(session, work(environment, states));
        if (output == null) {
            List<Point> frontier = frontier(environment);
            session.out().print(json ? json(environment, frontier) : text(environment, frontier));
            return 0;
        }
        try (OutputFolder folder = OutputFolder.prepare(session, output, ENTRIES, RunFiles.SUMMARY)) {
            List<Point> frontier = frontier(environment);
            String summary = json(environment, frontier);
            folder.write(RunFiles.ENVIRONMENT, Environments.write(environment));
            folder.write(
                    RunFiles.CONFIG,
                    ConfigFile.write(Method.REINFORCE, config(seeds.first()), Set.of(), seeds.list()));
            folder.write(RunFiles.FRONTIER, csv(frontier));
            folder.write(RunFiles.PROGRAM, Build.program(spec, compute.kernels()));
            folder.write(RunFiles.SUMMARY, summary);
            folder.publish();
            session.out().print(json ? summary : text(environment, frontier));
        }
        return 0;
    }

    private TrainConfig config(long seed) {
        return descent.applyTo(network.config(seed));
    }

    private Work work(EnvSpec environment, long states) {
        int runs = weights.size() * points;
        return Work.training(environment, network.shape(environment), network.episodes())
                .plus(Work.evaluation(
                        environment, network.shape(environment).multiplyAdds(), 2.0 * network.evalEpisodes()))
                .times(runs * seeds.count())
                .plus(Work.exact(environment, states, (double) network.evalEpisodes() * runs));
    }

    private double value(int point) {
        return points == 1 ? from : from + (to - from) * point / (points - 1);
    }

    private static EnvSpec with(EnvSpec environment, CostComponent weight, double value) {
        return EnvVariants.withWeights(environment, environment.weights().with(weight, value));
    }

    private List<Point> frontier(EnvSpec environment) {
        int runs = weights.size() * points;
        int judged = network.evalEpisodes();
        Execution execution = compute.execution(1);
        Seeds judge = new Seeds(seeds.first(), seeds.first());
        long episodes = (long) (network.episodes() + judged) * runs * seeds.count() + (long) runs * judged;
        try (Progress progress = new Progress(session, "training", episodes)) {
            List<Callable<Trial>> tasks = new ArrayList<>();
            List<EnvSpec> environments = new ArrayList<>();
            for (CostComponent weight : weights) {
                for (int p = 0; p < points; p++) {
                    EnvSpec changed = with(environment, weight, value(p));
                    environments.add(changed);
                    for (long seed : seeds.list()) {
                        tasks.add(() ->
                                Trial.run(changed, config(seed), seeds.first(), judged, execution, progress));
                    }
                }
            }
            List<Trial> trials = Jobs.run(compute.threads(), tasks);
            List<Point> frontier = new ArrayList<>();
            for (int i = 0; i < runs; i++) {
                List<Trial> ofPoint = trials.subList(i * seeds.count(), (i + 1) * seeds.count());
                Contender contender = Trial.contender("learned", ofPoint);
                Beside beside = Exact.compare(
                        environments.get(i), List.of(contender), judge, judged, execution.backend(), compute.threads(),
                        progress);
                frontier.add(new Point(
                        weights.get(i / points).key(),
                        value(i % points),
                        ofPoint,
                        contender,
                        beside));
            }
            return frontier;
        }
    }

    private String text(EnvSpec environment, List<Point> frontier) {
        boolean method = seeds.count() > 1;
        List<String> header = new ArrayList<>(List.of(
                "weight", ">value", "policy", ">success", ">latency", ">monetary", ">total cost", ">regret",
                method ? ">95 % interval, the method" : ">95 % interval, as it is"));
        if (method) {
            header.add(">worst seed");
        }
        TextTable table = new TextTable(header);
        Disagreements words = new Disagreements();
        for (Point point : frontier) {
            Margins regret = point.comparison().regret();
            int worst = regret.overSeeds().worst();
            List<String> learned = new ArrayList<>(List.of(
                    point.weight,
                    Numbers.brief(point.value),
                    "learned",
                    Numbers.of(point.statistic(Trial::successRate)),
                    Numbers.of(point.statistic(Point.LATENCY)),
                    Numbers.of(point.statistic(Point.MONETARY)),
                    Numbers.of(point.statistic(Trial::totalCost)),
                    Numbers.of(regret.overSeeds()),
                    Numbers.of(point.comparison().ofMethod().orElse(point.comparison().asTheyAre()))));
            List<String> optimum = new ArrayList<>(List.of(
                    "",
                    "",
                    "optimum",
                    Numbers.fixed(point.optimum().successRate().mean()),
                    Numbers.fixed(point.optimum().component(CostComponent.LATENCY).mean()),
                    Numbers.fixed(point.optimum().component(CostComponent.MONETARY).mean()),
                    Numbers.fixed(point.optimum().totalCost().mean()),
                    "",
                    ""));
            if (method) {
                learned.add(Numbers.fixed(regret.byPolicy()[worst]) + " (" + (seeds.first() + worst) + ")");
                optimum.add("");
            }
            table.row(learned);
            table.row(optimum);
            words.look(
                    point.weight + " " + Numbers.brief(point.value), point.comparison(),
                    point.optimum().totalCost().mean());
        }
        String saved = output == null
                ? ""
                : "The frontier is in " + InputFile.name(output.resolve(RunFiles.FRONTIER)) + ".\n";
        return "Frontier of the environment " + Quoted.plain(environment.name()) + ", training " + seeds.words()
                + ": " + network.describe() + "; all judged on the episodes of seed " + seeds.first() + ".\n"
                + (method ? "Mean ± sample standard deviation over the training seeds.\n" : "") + "\n"
                + table.text() + "\nThe total cost is that of the row's own weights; the optimum's figures and the"
                + " regret are exact over outcomes. Interval of the regret:\n"
                + (method
                        ? "for the method, over training seeds and episodes"
                        : "for this policy as it is, over the episodes; --seeds trains more")
                + " (docs/decisions/011-intervals.md).\n" + words.text() + saved;
    }

    private static String csv(List<Point> frontier) {
        StringBuilder csv =
                new StringBuilder("weight,value,policy,seed,successRate,latency,monetary,totalCost,regret\n");
        for (Point point : frontier) {
            String start = point.weight + "," + point.value + ",";
            double[] regret = point.comparison().regret().byPolicy();
            for (int s = 0; s < regret.length; s++) {
                Trial trial = point.trials.get(s);
                csv.append(start).append("learned,").append(trial.seed());
                csv.append(',').append(trial.successRate());
                csv.append(',').append(Point.LATENCY.applyAsDouble(trial));
                csv.append(',').append(Point.MONETARY.applyAsDouble(trial));
                csv.append(',').append(trial.totalCost());
                csv.append(',').append(regret[s]).append('\n');
            }
            csv.append(start).append("optimum,");
            csv.append(',').append(point.optimum().successRate().mean());
            csv.append(',').append(point.optimum().component(CostComponent.LATENCY).mean());
            csv.append(',').append(point.optimum().component(CostComponent.MONETARY).mean());
            csv.append(',').append(point.optimum().totalCost().mean()).append(",0.0\n");
        }
        return csv.toString();
    }

    private String json(EnvSpec environment, List<Point> frontier) {
        JsonWriter writer = new JsonWriter().begin();
        writer.key("environment").value(environment.name());
        writer.key("seeds").values(seeds.list());
        writer.key("episodes").value(network.episodes());
        writer.key("evalEpisodes").value(network.evalEpisodes());
        writer.key("points").beginList();
        for (Point point : frontier) {
            writer.beginItem();
            writer.key("weight").value(point.weight);
            writer.key("value").value(point.value);
            writer.key("learned").begin();
            writer.key("successRate").value(point.statistic(Trial::successRate));
            writer.key("latency").value(point.statistic(Point.LATENCY));
            writer.key("monetary").value(point.statistic(Point.MONETARY));
            writer.key("totalCost").value(point.statistic(Trial::totalCost));
            writer.key("regret").value(point.comparison().regret().overSeeds());
            writer.key("regretInterval95").value(point.comparison().asTheyAre());
            if (point.contender.isMethod()) {
                writer.key("method");
                Regrets.writeMethod(writer, seeds.list(), point.comparison());
            }
            writer.end();
            writer.key("optimum").begin();
            writer.key("successRate").value(point.optimum().successRate().mean());
            writer.key("latency").value(point.optimum().component(CostComponent.LATENCY).mean());
            writer.key("monetary").value(point.optimum().component(CostComponent.MONETARY).mean());
            writer.key("totalCost").value(point.optimum().totalCost().mean());
            writer.end();
            writer.end();
        }
        writer.endList();
        return writer.end().finish();
    }

    /**
     * One value of one weight.
     *
     * @param weight its name
     * @param value the weight
     * @param trials one per seed
     * @param contender of the trials' policies
     * @param beside the optimum on the same start states, the comparison of the policies with it
     */
    private record Point(String weight, double value, List<Trial> trials, Contender contender, Beside beside) {
        static final ToDoubleFunction<Trial> LATENCY = trial -> trial.evaluation().components().latency();
        static final ToDoubleFunction<Trial> MONETARY = trial -> trial.evaluation().components().monetary();

        Statistic statistic(ToDoubleFunction<Trial> measure) {
            return Trial.statistic(trials, measure);
        }

        Optimum optimum() {
            return beside.optimum();
        }

        Comparison comparison() {
            return beside.comparisons().get(0);
        }
    }
}
