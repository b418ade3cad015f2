package dev.baton.cli.command;

import dev.baton.cli.folder.OutputFolder;
import dev.baton.cli.folder.RunFiles;
import dev.baton.cli.option.Compute;
import dev.baton.cli.option.ConfigFile;
import dev.baton.cli.option.Descent;
import dev.baton.cli.option.EnvFile;
import dev.baton.cli.option.Network;
import dev.baton.cli.option.Seeds;
import dev.baton.cli.print.Numbers;
import dev.baton.cli.print.Progress;
import dev.baton.cli.print.TextTable;
import dev.baton.cli.process.Build;
import dev.baton.cli.process.Inputs;
import dev.baton.cli.process.Jobs;
import dev.baton.cli.process.Session;
import dev.baton.cli.process.Work;
import dev.baton.cli.study.Ablated;
import dev.baton.cli.study.Contender;
import dev.baton.cli.study.Contest;
import dev.baton.cli.study.Exact;
import dev.baton.cli.study.Regrets;
import dev.baton.cli.study.Trial;
import dev.baton.env.EnvSpec;
import dev.baton.files.Environments;
import dev.baton.files.Method;
import dev.baton.files.text.InputFile;
import dev.baton.files.text.JsonWriter;
import dev.baton.files.text.Quoted;
import dev.baton.learn.TrainConfig;
import dev.baton.learn.UpdateMetrics;
import dev.baton.run.Execution;
import dev.baton.study.Statistic;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "ablate",
        description = {
            "Train without the baseline, the reward-to-go and the entropy bonus, one at a time and all at once.",
            "",
            "Every variant is trained with every seed and judged on the same episodes, those of the first seed, so that"
                    + " the spread over seeds is that of learning alone, and variants are compared with the whole"
                    + " algorithm seed by seed. Without baseline the return itself weighs log π; without reward-to-go"
                    + " every action answers for the costs of the whole episode. The scale that weights are divided by"
                    + " is that of the advantages in every variant.",
            "",
            "Baseline and reward-to-go are the paper's. The entropy bonus is ours, and so are the clipped gradient, the"
                    + " learning rate and bonus that fall to 0, and that scale.",
            "",
            "With --over memory the algorithm is whole in every variant, and what a policy sees of the episode so far"
                    + " differs: its belief, the probability of each phase; or counts, how often each signal of each"
                    + " action was seen; or nothing of it. What a variant costs above belief is the price of"
                    + " forgetting. It takes an environment with phases, whatever its file says about memory."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  baton ablate --seeds 3",
            "  baton ablate --env environments/assistant.yaml --episodes 2000 --output runs/ablation --json",
            "  baton ablate --env environments/cascade.yaml --over memory --episodes 30000 --seeds 2"
        })
public final class AblateCommand implements Callable<Integer> {
    private static final List<String> ENTRIES = List.of(
            RunFiles.SUMMARY, RunFiles.PER_SEED, RunFiles.CURVES, RunFiles.ENVIRONMENT, RunFiles.CONFIG,
            RunFiles.PROGRAM);

    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private Inputs inputs = new Inputs();

    @Option(
            names = "--over",
            paramLabel = "WHAT",
            converter = Ablated.Word.class,
            description = "What to take away: algorithm (default) or memory.")
    private Ablated over = Ablated.ALGORITHM;

    @Option(
            names = "--seeds",
            paramLabel = "SEEDS",
            converter = Seeds.Converter.class,
            description = "Training seeds: a count N (0 to N-1) or a range A..B. Default: 5.")
    private Seeds seeds = new Seeds(0, 4);

    @Mixin
    private Network network = new Network();

    @Mixin
    private Descent descent = new Descent();

    @Mixin
    private Compute compute = new Compute();

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Also write summary.json, per-seed.csv, learning-curves.csv (mean, least and greatest"
                    + " training cost over the seeds by update), environment.yaml, config.yaml and program.json to this"
                    + " folder; it must not hold a run yet. 'baton report' makes a page with charts of it.")
    private @Nullable Path output;

    @Option(names = "--json", description = "Print JSON and nothing else.")
    private boolean json;

    public AblateCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        EnvSpec environment = EnvFile.read(inputs.environment());
        over.check(environment, inputs.environment());
        if (output != null) {
            // Refused before anything is computed.
            OutputFolder.check(session, output, ENTRIES, RunFiles.SUMMARY);
        }
        compute.choose(session, work(environment));
        if (output == null) {
            Ablation ablation = ablate(environment);
            session.out().print(json ? json(environment, ablation) : text(environment, ablation));
            return 0;
        }
        try (OutputFolder folder = OutputFolder.prepare(session, output, ENTRIES, RunFiles.SUMMARY)) {
            Ablation ablation = ablate(environment);
            String summary = json(environment, ablation);
            folder.write(RunFiles.ENVIRONMENT, Environments.write(environment));
            folder.write(
                    RunFiles.CONFIG,
                    ConfigFile.write(Method.REINFORCE, config(seeds.first()), Set.of(), seeds.list()));
            folder.write(RunFiles.PER_SEED, perSeed(ablation));
            folder.write(RunFiles.CURVES, curves(ablation));
            folder.write(RunFiles.PROGRAM, Build.program(spec, compute.kernels()));
            folder.write(RunFiles.SUMMARY, summary);
            folder.publish();
            session.out().print(json ? summary : text(environment, ablation));
        }
        return 0;
    }

    private TrainConfig config(long seed) {
        return descent.applyTo(network.config(seed));
    }

    private Ablation ablate(EnvSpec environment) {
        Map<String, Ablated.Variant> variants = over.variants(environment, config(seeds.first()));
        List<String> names = List.copyOf(variants.keySet());
        List<EnvSpec> environments =
                variants.values().stream().map(Ablated.Variant::environment).toList();
        long judged = environments.stream().distinct().count();
        int runs = names.size() * seeds.count();
        int episodes = network.evalEpisodes();
        Execution execution = compute.execution(1);
        try (Progress progress = new Progress(
                session,
                "training",
                (long) (network.episodes() + episodes) * runs + (long) episodes * judged)) {
            List<Callable<Trial>> tasks = new ArrayList<>();
            for (String name : names) {
                for (long seed : seeds.list()) {
                    Ablated.Variant variant = over.variants(environment, config(seed)).get(name);
                    if (variant != null) {
                        tasks.add(() -> Trial.run(
                                variant.environment(), variant.config(), seeds.first(), episodes, execution, progress));
                    }
                }
            }
            List<Trial> trials = Jobs.run(compute.threads(), tasks);
            Map<String, List<Trial>> byVariant = new LinkedHashMap<>();
            List<Contender> contenders = new ArrayList<>();
            for (int v = 0; v < names.size(); v++) {
                List<Trial> ofVariant = trials.subList(v * seeds.count(), (v + 1) * seeds.count());
                byVariant.put(names.get(v), ofVariant);
                contenders.add(Trial.contender(names.get(v), ofVariant));
            }
            Seeds judge = new Seeds(seeds.first(), seeds.first());
            return new Ablation(
                    byVariant, Ablated.contest(environments, contenders, judge, episodes, compute, progress));
        }
    }

    private Work work(EnvSpec environment) {
        int episodes = network.evalEpisodes();
        Work work = new Work(0, 0);
        for (Ablated.Variant variant : over.variants(environment, config(0)).values()) {
            EnvSpec seen = variant.environment();
            long multiplyAdds = network.shape(seen).multiplyAdds();
            work = work.plus(Work.training(seen, network.shape(seen), network.episodes()))
                    .plus(Work.evaluation(seen, multiplyAdds, 2.0 * episodes));
        }
        work = work.times(seeds.count());
        return Exact.refusal(environment, episodes).isEmpty() ? work.plus(Exact.work(environment, episodes)) : work;
    }

    private static double meanGradientNorm(Trial trial) {
        return trial.curve().stream().mapToDouble(UpdateMetrics::gradientNorm).average().orElse(0);
    }

    private String json(EnvSpec environment, Ablation ablation) {
        Contest contest = ablation.contest;
        JsonWriter writer = new JsonWriter().begin();
        writer.key("environment").value(environment.name());
        writer.key("seeds").values(seeds.list());
        writer.key("episodes").value(network.episodes());
        writer.key("evalEpisodes").value(network.evalEpisodes());
        writer.key("optimum");
        if (contest.regrets() == null) {
            writer.begin();
            writer.key("unavailable").value(contest.refusal());
            writer.end();
        } else {
            writer.value(contest.regrets().beside().optimum().totalCost().mean());
        }
        writer.key("variants").begin();
        int variant = 0;
        for (Map.Entry<String, List<Trial>> entry : ablation.trials.entrySet()) {
            List<Trial> trials = entry.getValue();
            writer.key(entry.getKey()).begin();
            writer.key("totalCost").value(Trial.statistic(trials, Trial::totalCost));
            writer.key("successRate").value(Trial.statistic(trials, Trial::successRate));
            if (contest.regrets() != null) {
                writer.key("regret").value(contest.margins().get(variant).overSeeds());
            }
            writer.key("gradientNorm").value(Trial.statistic(trials, AblateCommand::meanGradientNorm));
            if (variant > 0) {
                writer.key(over.differenceKey());
                contest.write(writer, variant, 0);
            }
            writer.end();
            variant++;
        }
        writer.end();
        return writer.end().finish();
    }

    private String text(EnvSpec environment, Ablation ablation) {
        Contest contest = ablation.contest;
        Regrets regrets = contest.regrets();
        List<String> header = new ArrayList<>(List.of("variant", ">total cost", ">worst seed", ">success"));
        if (regrets != null) {
            header.addAll(List.of(">regret", ">worst seed", ">of the optimum"));
        }
        header.add(">gradient norm");
        TextTable table = new TextTable(header);
        List<String> heads = new ArrayList<>(List.of("variant"));
        heads.addAll(Contest.PAIRED);
        TextTable pairs = new TextTable(heads);
        int variant = 0;
        for (Map.Entry<String, List<Trial>> entry : ablation.trials.entrySet()) {
            List<Trial> trials = entry.getValue();
            Statistic cost = Trial.statistic(trials, Trial::totalCost);
            List<String> row = new ArrayList<>(List.of(
                    entry.getKey(), Numbers.of(cost), worst(cost),
                    Numbers.of(Trial.statistic(trials, Trial::successRate))));
            if (regrets != null) {
                Statistic regret = contest.margins().get(variant).overSeeds();
                row.addAll(List.of(
                        Numbers.of(regret),
                        worst(regret),
                        Numbers.share(regret.mean(), regrets.beside().optimum().totalCost().mean())));
            }
            row.add(Numbers.of(Trial.statistic(trials, AblateCommand::meanGradientNorm)));
            table.row(row);
            if (variant > 0) {
                List<String> pair = new ArrayList<>(List.of(entry.getKey()));
                pair.addAll(Contest.cells(contest.paired(variant, 0)));
                pairs.row(pair);
            }
            variant++;
        }
        String optimum = regrets == null
                ? "No regret: " + contest.refusal() + ".\n"
                : "The exact optimum there is " + Numbers.fixed(regrets.beside().optimum().totalCost().mean()) + ".\n";
        String saved =
                output == null ? "" : "Learning curves and figures per seed are in " + InputFile.name(output) + ".\n";
        return "Environment " + Quoted.plain(environment.name()) + ", training " + seeds.words() + ": "
                + network.describe() + "; all judged on the same " + Numbers.count(network.evalEpisodes())
                + " episodes, those of seed " + seeds.first() + ".\n"
                + (seeds.count() == 1 ? "" : "Mean ± sample standard deviation over the training seeds; worst seed in"
                        + " parentheses.\n") + "\n"
                + table.text() + "\n" + optimum
                + "Gradient norm: before clipping, mean over the updates; how much of it is noise differs, its"
                + " expectation at a given policy does not.\n"
                + "\nThe " + contest.measure() + " of each variant minus that of "
                + ablation.trials.keySet().iterator().next() + over.meaning() + "\n\n" + pairs.text() + "\n"
                + Contest.PAIRED_NOTE + saved;
    }

    private String worst(Statistic statistic) {
        int seed = statistic.worst();
        return Numbers.fixed(statistic.perSeed().get(seed)) + " (" + (seeds.first() + seed) + ")";
    }

    private static String perSeed(Ablation ablation) {
        StringBuilder csv = new StringBuilder("variant,seed,totalCost,successRate,steps,regret,gradientNorm\n");
        int variant = 0;
        for (Map.Entry<String, List<Trial>> entry : ablation.trials.entrySet()) {
            double[] regret = ablation.contest.margins().get(variant++).byPolicy();
            for (int s = 0; s < regret.length; s++) {
                Trial trial = entry.getValue().get(s);
                csv.append(entry.getKey()).append(',').append(trial.seed());
                csv.append(',').append(trial.evaluation().totalCost());
                csv.append(',').append(trial.evaluation().successRate());
                csv.append(',').append(trial.evaluation().steps());
                csv.append(',').append(ablation.contest.regrets() == null ? "" : Double.toString(regret[s]));
                csv.append(',').append(meanGradientNorm(trial)).append('\n');
            }
        }
        return csv.toString();
    }

    private static String curves(Ablation ablation) {
        StringBuilder csv = new StringBuilder("variant,update,episodes,mean,least,greatest,successRate\n");
        ablation.trials.forEach((name, trials) -> {
            for (int u = 0; u < trials.get(0).curve().size(); u++) {
                int update = u;
                UpdateMetrics first = trials.get(0).curve().get(u);
                Statistic cost = Trial.statistic(trials, trial -> trial.curve().get(update).totalCost());
                Statistic success = Trial.statistic(trials, trial -> trial.curve().get(update).successRate());
                double least = cost.perSeed().stream().mapToDouble(x -> x).min().orElseThrow();
                csv.append(name).append(',').append(first.update()).append(',').append(first.episodes());
                csv.append(',').append(cost.mean());
                csv.append(',').append(least);
                csv.append(',').append(cost.perSeed().get(cost.worst()));
                csv.append(',').append(success.mean()).append('\n');
            }
        });
        return csv.toString();
    }

    /**
     * What all variants gave.
     *
     * @param trials by variant, one per seed
     * @param contest of the variants on common episodes, in the same order
     */
    private record Ablation(Map<String, List<Trial>> trials, Contest contest) {}
}
