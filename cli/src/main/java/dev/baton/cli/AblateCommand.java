package dev.baton.cli;

import dev.baton.env.EnvSpec;
import dev.baton.train.Execution;
import dev.baton.train.TrainConfig;
import dev.baton.train.UpdateMetrics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
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
            "Every variant is trained with every seed and judged on the same episodes, those of the first seed, so that the"
                    + " spread over seeds is that of learning alone. Without baseline the return itself weighs log π;"
                    + " without reward-to-go every action answers for the costs of the whole episode. The scale that"
                    + " weights are divided by is that of the advantages in every variant."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  baton ablate --seeds 3",
            "  baton ablate --env environments/assistant.yaml --episodes 2000 --output runs/ablation --json"
        })
final class AblateCommand implements Callable<Integer> {
    private static final List<String> ENTRIES = List.of(
            RunFiles.SUMMARY, RunFiles.PER_SEED, RunFiles.CURVES, RunFiles.ENVIRONMENT, RunFiles.CONFIG);

    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private Inputs inputs = new Inputs();

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
            description = "Also write summary.json, per-seed.csv, learning-curves.csv (mean, least and greatest training"
                    + " cost over the seeds by update), environment.yaml and config.yaml to this folder; it must not"
                    + " hold a run yet.")
    private @Nullable Path output;

    @Option(names = "--json", description = "Print JSON and nothing else.")
    private boolean json;

    AblateCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        EnvSpec environment = EnvFile.read(inputs.environment());
        if (output != null) {
            // Refused before anything is computed.
            OutputFolder.check(session, output, ENTRIES, RunFiles.SUMMARY);
        }
        OptionalInt code = VectorLaunch.handOver(
                session, compute.backend(), work(environment), BatonCommand.arguments(spec));
        if (code.isPresent()) {
            return code.getAsInt();
        }
        if (output == null) {
            Ablation ablation = ablate(environment);
            session.out().print(json ? json(environment, ablation) : text(environment, ablation));
            return 0;
        }
        try (OutputFolder folder = OutputFolder.prepare(session, output, ENTRIES, RunFiles.SUMMARY)) {
            Ablation ablation = ablate(environment);
            String summary = json(environment, ablation);
            folder.write(RunFiles.ENVIRONMENT, EnvFile.write(environment));
            folder.write(
                    RunFiles.CONFIG,
                    ConfigFile.write(Method.REINFORCE, config(seeds.first()), Set.of(), seeds.list()));
            folder.write(RunFiles.PER_SEED, perSeed(ablation));
            folder.write(RunFiles.CURVES, curves(ablation));
            folder.write(RunFiles.SUMMARY, summary);
            folder.publish();
            session.out().print(json ? summary : text(environment, ablation));
        }
        return 0;
    }

    private TrainConfig config(long seed) {
        return descent.applyTo(network.config(seed));
    }

    /** The variants by their names, the whole algorithm first. */
    private Map<String, TrainConfig> variants(long seed) {
        TrainConfig whole = config(seed);
        Map<String, TrainConfig> variants = new LinkedHashMap<>();
        variants.put("full", whole);
        variants.put("no baseline", whole.withBaseline(false));
        variants.put("no reward-to-go", whole.withRewardToGo(false));
        variants.put("no entropy bonus", whole.withEntropyBonus(0));
        variants.put("none of them", whole.withBaseline(false).withRewardToGo(false).withEntropyBonus(0));
        return variants;
    }

    private Ablation ablate(EnvSpec environment) {
        List<String> names = List.copyOf(variants(seeds.first()).keySet());
        int runs = names.size() * seeds.count();
        String refusal = Regrets.refusal(environment, (double) network.evalEpisodes() * runs);
        Execution execution = compute.execution(1);
        try (Progress progress =
                new Progress(session, "training", (long) (network.episodes() + network.evalEpisodes()) * runs)) {
            List<Callable<Trial>> tasks = new ArrayList<>();
            for (String name : names) {
                for (long seed : seeds.list()) {
                    TrainConfig config = variants(seed).get(name);
                    if (config != null) {
                        tasks.add(() -> Trial.run(
                                environment, config, seeds.first(), network.evalEpisodes(), refusal.isEmpty(),
                                execution, progress));
                    }
                }
            }
            List<Trial> trials = Jobs.run(compute.threads(), tasks);
            Map<String, List<Trial>> byVariant = new LinkedHashMap<>();
            for (int v = 0; v < names.size(); v++) {
                byVariant.put(names.get(v), trials.subList(v * seeds.count(), (v + 1) * seeds.count()));
            }
            double optimum = Double.NaN;
            if (refusal.isEmpty()) {
                Seeds judge = new Seeds(seeds.first(), seeds.first());
                optimum = Optimum.ofEpisodes(
                                environment, judge, network.evalEpisodes(), execution.backend(), compute.threads(),
                                new Progress(session, "solving", network.evalEpisodes()))
                        .totalCost()
                        .mean();
            }
            return new Ablation(byVariant, optimum, refusal);
        }
    }

    private Work work(EnvSpec environment) {
        return Work.training(environment, network.shape(environment), network.episodes())
                .plus(Work.evaluation(
                        environment, network.shape(environment).multiplyAdds(), network.evalEpisodes()))
                .times(seeds.count() * variants(0).size());
    }

    private static Statistic statistic(List<Trial> trials, ToDoubleFunction<Trial> measure) {
        return new Statistic(trials.stream().mapToDouble(measure).boxed().toList());
    }

    private static double worst(Statistic statistic) {
        return statistic.perSeed().stream().mapToDouble(x -> x).max().orElseThrow();
    }

    private static double meanGradientNorm(Trial trial) {
        return trial.curve().stream().mapToDouble(UpdateMetrics::gradientNorm).average().orElse(0);
    }

    private String json(EnvSpec environment, Ablation ablation) {
        JsonWriter writer = new JsonWriter().begin();
        writer.key("environment").value(environment.name());
        writer.key("seeds").values(seeds.list());
        writer.key("episodes").value(network.episodes());
        writer.key("evalEpisodes").value(network.evalEpisodes());
        writer.key("optimum");
        if (ablation.refusal.isEmpty()) {
            writer.value(ablation.optimum);
        } else {
            writer.begin();
            writer.key("unavailable").value(ablation.refusal);
            writer.end();
        }
        writer.key("variants").begin();
        ablation.trials.forEach((name, trials) -> {
            writer.key(name).begin();
            writer.key("totalCost").value(statistic(trials, trial -> trial.evaluation().totalCost()));
            writer.key("successRate").value(statistic(trials, trial -> trial.evaluation().successRate()));
            if (ablation.refusal.isEmpty()) {
                writer.key("regret").value(statistic(trials, Trial::regret));
            }
            writer.key("gradientNorm").value(statistic(trials, AblateCommand::meanGradientNorm));
            writer.end();
        });
        writer.end();
        return writer.end().finish();
    }

    private String text(EnvSpec environment, Ablation ablation) {
        boolean solved = ablation.refusal.isEmpty();
        List<String> header = new ArrayList<>(List.of("variant", ">total cost", ">worst seed", ">success"));
        if (solved) {
            header.addAll(List.of(">regret", ">worst seed", ">of the optimum"));
        }
        header.add(">gradient norm");
        TextTable table = new TextTable(header);
        ablation.trials.forEach((name, trials) -> {
            Statistic cost = statistic(trials, trial -> trial.evaluation().totalCost());
            List<String> row = new ArrayList<>(List.of(
                    name,
                    Numbers.of(cost),
                    Numbers.fixed(worst(cost)),
                    Numbers.of(statistic(trials, trial -> trial.evaluation().successRate()))));
            if (solved) {
                Statistic regret = statistic(trials, Trial::regret);
                row.addAll(List.of(
                        Numbers.of(regret),
                        Numbers.fixed(worst(regret)),
                        ablation.optimum == 0
                                ? ""
                                : Numbers.share(regret.mean(), ablation.optimum)));
            }
            row.add(Numbers.of(statistic(trials, AblateCommand::meanGradientNorm)));
            table.row(row);
        });
        String optimum = solved
                ? "The exact optimum there is " + Numbers.fixed(ablation.optimum) + ".\n"
                : "No regret: the optimum is " + ablation.refusal + "\n";
        String saved = output == null ? "" : "Learning curves and figures per seed are in " + InputFile.name(output) + ".\n";
        return "Environment " + Quoted.plain(environment.name()) + ", training " + Numbers.seeds(seeds) + ": "
                + network.describe() + "; all judged on the episodes of seed " + seeds.first() + ".\n"
                + (seeds.count() == 1 ? "" : "Mean ± sample standard deviation over the training seeds.\n") + "\n"
                + table.text() + "\n" + optimum
                + "Gradient norm: before clipping, mean over the updates; how much of it is noise differs, its expectation"
                + " at a given policy does not.\n" + saved;
    }

    private static String perSeed(Ablation ablation) {
        StringBuilder csv = new StringBuilder("variant,seed,totalCost,successRate,steps,regret,gradientNorm\n");
        ablation.trials.forEach((name, trials) -> {
            for (Trial trial : trials) {
                csv.append(name).append(',').append(trial.seed());
                csv.append(',').append(trial.evaluation().totalCost());
                csv.append(',').append(trial.evaluation().successRate());
                csv.append(',').append(trial.evaluation().steps());
                csv.append(',').append(Double.isNaN(trial.regret()) ? "" : Double.toString(trial.regret()));
                csv.append(',').append(meanGradientNorm(trial)).append('\n');
            }
        });
        return csv.toString();
    }

    private static String curves(Ablation ablation) {
        StringBuilder csv = new StringBuilder("variant,update,episodes,mean,least,greatest,successRate\n");
        ablation.trials.forEach((name, trials) -> {
            for (int u = 0; u < trials.get(0).curve().size(); u++) {
                int update = u;
                UpdateMetrics first = trials.get(0).curve().get(u);
                Statistic cost = statistic(trials, trial -> trial.curve().get(update).totalCost());
                Statistic success = statistic(trials, trial -> trial.curve().get(update).successRate());
                double least = cost.perSeed().stream().mapToDouble(x -> x).min().orElseThrow();
                csv.append(name).append(',').append(first.update()).append(',').append(first.episodes());
                csv.append(',').append(cost.mean());
                csv.append(',').append(least);
                csv.append(',').append(worst(cost));
                csv.append(',').append(success.mean()).append('\n');
            }
        });
        return csv.toString();
    }

    /**
     * What all variants gave.
     *
     * @param trials by variant, one per seed
     * @param optimum J* on the same start states; NaN where it is not computed
     * @param refusal why it is not computed, or nothing
     */
    private record Ablation(Map<String, List<Trial>> trials, double optimum, String refusal) {}
}
