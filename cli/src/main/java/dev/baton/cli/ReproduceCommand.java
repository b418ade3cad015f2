package dev.baton.cli;

import dev.baton.env.CostVector;
import dev.baton.env.EnvSpec;
import dev.baton.policy.CostAwarePolicy;
import dev.baton.policy.LatencyPolicy;
import dev.baton.policy.Policy;
import dev.baton.policy.RandomPolicy;
import dev.baton.train.EvaluationResult;
import dev.baton.train.Execution;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "reproduce",
        description = {
            "Print the paper's Tables 1 and 2 with our figures beside the paper's.",
            "",
            "For each seed a policy is trained; then the latency, cost-aware, random and learned policies meet the same"
                    + " evaluation episodes. Figures are mean ± sample standard deviation over the seeds; the distance"
                    + " is counted in the paper's standard deviations. The exact optimum of the same start states and"
                    + " every policy's regret against it follow where the environment can be solved exactly."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  baton reproduce",
            "  baton reproduce --seeds 10 --output runs/tables",
            "  baton reproduce --env environments/assistant.yaml --seeds 2 --episodes 2000 --json"
        })
final class ReproduceCommand implements Callable<Integer> {
    private static final String LEARNED = "learned";
    private static final Seeds PAPER_SEEDS = new Seeds(0, 4);
    private static final List<String> ENTRIES = List.of(
            RunFiles.SUMMARY, RunFiles.TABLES, RunFiles.PER_SEED, RunFiles.ENVIRONMENT, RunFiles.CONFIG);
    private static final String HONESTY =
            """
            The paper does not print its environment's constants. environments/paper.yaml was recovered by
            calibration from the paper's two tables; it is not the authors' file.
            """;

    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private Inputs inputs = new Inputs();

    @Option(
            names = "--seeds",
            paramLabel = "SEEDS",
            converter = Seeds.Converter.class,
            description = "Seeds, of training and of evaluation: a count N (0 to N-1) or a range A..B. Default: 5.")
    private Seeds seeds = PAPER_SEEDS;

    @Mixin
    private Network network = new Network();

    @Mixin
    private Compute compute = new Compute();

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Also write summary.json, table.md, per-seed.csv, environment.yaml, config.yaml and the"
                    + " policies to this folder; it must not hold a run yet.")
    private @Nullable Path output;

    @Option(names = "--json", description = "Print JSON and nothing else.")
    private boolean json;

    ReproduceCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        long start = System.nanoTime();
        EnvSpec environment = EnvFile.read(inputs.environment());
        if (output != null) {
            // Refused before anything is computed.
            OutputFolder.check(session, output, entries(), RunFiles.SUMMARY);
        }
        OptionalInt code = VectorLaunch.handOver(
                session, compute.backend(), work(environment), BatonCommand.arguments(spec));
        if (code.isPresent()) {
            return code.getAsInt();
        }
        if (output == null) {
            reproduce(environment, null, start);
            return 0;
        }
        try (OutputFolder folder = OutputFolder.prepare(session, output, entries(), RunFiles.SUMMARY)) {
            reproduce(environment, folder, start);
            return 0;
        }
    }

    private void reproduce(EnvSpec environment, @Nullable OutputFolder folder, long start) {
        List<Run> runs = runAll(environment);
        Map<String, PolicyResult> results = new LinkedHashMap<>();
        for (String name : runs.get(0).results().keySet()) {
            results.put(
                    name,
                    new PolicyResult(
                            runs.stream().map(run -> run.result(name)).toList()));
        }
        Regrets regrets = Regrets.of(runs.stream().map(Run::regrets).toList());
        Tables tables = new Tables(results, regrets, isPreset(environment));
        double seconds = (System.nanoTime() - start) / 1e9;
        String summary = json(environment, results, regrets, seconds);
        if (folder != null) {
            for (Run run : runs) {
                folder.write(
                        RunFiles.seedFolder(run.policy().seed()) + "/" + PolicyFile.NAME,
                        PolicyFile.encode(run.policy()));
            }
            folder.write(RunFiles.ENVIRONMENT, EnvFile.write(environment));
            folder.write(
                    RunFiles.CONFIG,
                    ConfigFile.write(Method.REINFORCE, network.config(seeds.first()), Set.of(), seeds.list()));
            folder.write(RunFiles.PER_SEED, perSeed(runs));
            folder.write(RunFiles.TABLES, markdown(environment, tables));
            folder.write(RunFiles.SUMMARY, summary);
            folder.publish();
        }
        session.out().print(json ? summary : text(environment, tables, seconds));
    }

    private List<Run> runAll(EnvSpec environment) {
        Map<String, Policy> rules = new LinkedHashMap<>();
        rules.put("latency", new LatencyPolicy(environment));
        rules.put("cost-aware", new CostAwarePolicy(environment));
        rules.put("random", new RandomPolicy(environment));
        Execution execution = compute.execution(seeds.count() == 1 ? compute.threads() : 1);
        String refusal = Regrets.refusal(environment, (double) network.evalEpisodes() * seeds.count());
        long perSeed = network.episodes() + (rules.size() + 1L) * network.evalEpisodes();
        try (Progress progress = new Progress(session, "training and evaluating", perSeed * seeds.count())) {
            List<Long> list = seeds.list();
            LearnedPolicy[] learned = new LearnedPolicy[list.size()];
            Regrets[] regrets = new Regrets[list.size()];
            // Twice as many tasks as seeds, so that the threads end together.
            List<Runnable> tasks = new ArrayList<>();
            for (int i = 0; i < learned.length; i++) {
                int n = i;
                long seed = list.get(i);
                tasks.add(() -> learned[n] = Training.train(
                        environment, network.config(seed), execution, progress, metrics -> {}));
            }
            for (int i = 0; i < regrets.length; i++) {
                int n = i;
                long seed = list.get(i);
                tasks.add(() -> regrets[n] = refusal.isEmpty()
                        ? Regrets.solve(environment, seed, network.evalEpisodes(), execution.backend())
                        : Regrets.refused(refusal));
            }
            Jobs.runAll(compute.threads(), tasks);
            List<Callable<Run>> runs = new ArrayList<>();
            for (int i = 0; i < learned.length; i++) {
                int n = i;
                runs.add(() -> run(environment, rules, learned[n], regrets[n], execution, progress));
            }
            return Jobs.run(compute.threads(), runs);
        }
    }

    private Run run(
            EnvSpec environment,
            Map<String, Policy> rules,
            LearnedPolicy learned,
            Regrets regrets,
            Execution execution,
            Progress progress) {
        Map<String, Policy> policies = new LinkedHashMap<>(rules);
        policies.put(LEARNED, learned.network());
        Map<String, EvaluationResult> results = new LinkedHashMap<>();
        double[] costs = regrets.refusal().isEmpty() ? new double[network.evalEpisodes()] : null;
        policies.forEach((name, policy) -> {
            results.put(
                    name,
                    Training.evaluate(
                            environment, policy, learned.seed(), network.evalEpisodes(), execution, progress, costs));
            if (costs != null) {
                regrets.compare(name, costs);
            }
        });
        return new Run(learned, results, regrets);
    }

    private List<String> entries() {
        List<String> entries = new ArrayList<>(ENTRIES);
        seeds.list().forEach(seed -> entries.add(RunFiles.seedFolder(seed)));
        return entries;
    }

    private Work work(EnvSpec environment) {
        long multiplyAdds = network.shape(environment).multiplyAdds();
        return Work.training(environment, network.shape(environment), network.episodes())
                .plus(Work.evaluation(environment, multiplyAdds, network.evalEpisodes()))
                .plus(Work.evaluation(environment, 0, 3.0 * network.evalEpisodes()))
                .times(seeds.count());
    }

    /** Says whether this is the environment the paper's figures belong to, wherever its file lies. */
    private static boolean isPreset(EnvSpec environment) {
        Path preset = Inputs.preset();
        return Files.isRegularFile(preset) && EnvFile.read(preset).equals(environment);
    }

    private String json(
            EnvSpec environment, Map<String, PolicyResult> results, Regrets regrets, double seconds) {
        JsonWriter writer = new JsonWriter().begin();
        writer.key("environment").value(environment.name());
        writer.key("seeds").values(seeds.list());
        writer.key("evalEpisodes").value(network.evalEpisodes());
        writer.key("policies").begin();
        results.forEach((name, result) -> {
            writer.key(name);
            result.writeTo(writer);
        });
        writer.end();
        writer.key("optimum");
        regrets.writeTo(writer);
        writer.key("wallSeconds").value(seconds);
        return writer.end().finish();
    }

    private String text(EnvSpec environment, Tables tables, double seconds) {
        String saved = output == null ? "" : "Tables, figures per seed and policies are in " + InputFile.name(output) + ".\n";
        return setting(environment) + "\nTable 1. Execution cost and success rate\n\n" + tables.first().text()
                + "\nTable 2. Cost components\n\n" + tables.second().text()
                + "\nRegret: cost above the exact optimum on the same start states\n\n" + tables.regretTable().text() + "\n"
                + notes(tables) + saved
                + "Wall time: " + Numbers.seconds(seconds) + "\n";
    }

    private String markdown(EnvSpec environment, Tables tables) {
        return "# " + environment.name() + "\n\n" + setting(environment)
                + "\n## Table 1. Execution cost and success rate\n\n" + tables.first().markdown() + "\n## Table 2. Cost components\n\n" + tables.second().markdown()
                + "\n## Regret: cost above the exact optimum on the same start states\n\n"
                + tables.regretTable().markdown() + "\n" + notes(tables);
    }

    private String setting(EnvSpec environment) {
        return "Environment " + Quoted.plain(environment.name()) + ", " + Numbers.seeds(seeds) + ": "
                + network.describe() + ".\n"
                + (seeds.count() == 1 ? "" : "Mean ± sample standard deviation over the seeds.\n");
    }

    private String notes(Tables tables) {
        if (!tables.withPaper()) {
            return Regrets.NOTE;
        }
        boolean alike = network.isPapers() && seeds.count() == PAPER_SEEDS.count();
        return Regrets.NOTE + "Distance: (Baton - paper) in the paper's standard deviations σ; = means equal as printed.\n"
                + (alike ? "" : "Not like for like: the paper has 5 seeds with 12,000 training and 1,000 evaluation"
                        + " episodes each, hidden layer 64 (tanh).\n")
                + HONESTY;
    }

    private static String perSeed(List<Run> runs) {
        StringBuilder csv = new StringBuilder("policy,seed,totalCost,successRate,steps");
        PolicyResult.COMPONENTS.forEach(component -> csv.append(',').append(component));
        csv.append('\n');
        for (String name : runs.get(0).results().keySet()) {
            for (Run run : runs) {
                EvaluationResult result = run.result(name);
                csv.append(name).append(',').append(run.policy().seed());
                csv.append(',').append(result.totalCost());
                csv.append(',').append(result.successRate());
                csv.append(',').append(result.steps());
                for (int i = 0; i < CostVector.SIZE; i++) {
                    csv.append(',').append(result.components().get(i));
                }
                csv.append('\n');
            }
        }
        return csv.toString();
    }

    /**
     * What one seed gave.
     *
     * @param policy the trained policy
     * @param results by the name of the policy, the learned one last
     * @param regrets of the same policies
     */
    private record Run(LearnedPolicy policy, Map<String, EvaluationResult> results, Regrets regrets) {
        EvaluationResult result(String name) {
            EvaluationResult result = results.get(name);
            if (result == null) {
                throw new IllegalArgumentException("no result for " + name);
            }
            return result;
        }
    }
}
