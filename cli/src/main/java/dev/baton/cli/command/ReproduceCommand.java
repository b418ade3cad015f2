package dev.baton.cli.command;

import dev.baton.cli.folder.OutputFolder;
import dev.baton.cli.folder.RunFiles;
import dev.baton.cli.option.Compute;
import dev.baton.cli.option.ConfigFile;
import dev.baton.cli.option.EnvFile;
import dev.baton.cli.option.Network;
import dev.baton.cli.option.Seeds;
import dev.baton.cli.print.Numbers;
import dev.baton.cli.print.Progress;
import dev.baton.cli.process.Build;
import dev.baton.cli.process.Inputs;
import dev.baton.cli.process.Jobs;
import dev.baton.cli.process.Session;
import dev.baton.cli.process.Work;
import dev.baton.cli.study.Beside;
import dev.baton.cli.study.Contender;
import dev.baton.cli.study.Exact;
import dev.baton.cli.study.PaperFigures;
import dev.baton.cli.study.PolicyResult;
import dev.baton.cli.study.Regrets;
import dev.baton.cli.study.Tables;
import dev.baton.cli.study.Training;
import dev.baton.env.CostComponent;
import dev.baton.env.EnvSpec;
import dev.baton.files.Environments;
import dev.baton.files.Method;
import dev.baton.files.TrainedPolicy;
import dev.baton.files.text.InputFile;
import dev.baton.files.text.JsonWriter;
import dev.baton.files.text.Quoted;
import dev.baton.policy.Policy;
import dev.baton.policy.Rule;
import dev.baton.run.EvaluationResult;
import dev.baton.run.Execution;
import dev.baton.study.Optimum;
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
        name = "reproduce",
        description = {
            "Print the paper's Tables 1 and 2 with our figures beside the paper's.",
            "",
            "As in the paper, each seed trains a policy and has evaluation episodes of its own, which the"
                    + " ${bundle:rules} and learned policies meet. Figures are mean ± sample standard deviation over"
                    + " the seeds: of training and episodes together for the learned policy, of the episodes alone for"
                    + " the others. The distance is counted in standard errors of the difference, ours and the"
                    + " paper's.",
            "",
            "Where the environment can be solved exactly, every policy's regret follows, on episodes that are the same"
                    + " for all: those of the first five seeds. Five seeds say little about the method; 50 take some"
                    + " seconds."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  baton reproduce",
            "  baton reproduce --seeds 50 --output runs/tables",
            "  baton reproduce --env environments/assistant.yaml --seeds 2 --episodes 2000 --json"
        })
public final class ReproduceCommand implements Callable<Integer> {
    private static final String LEARNED = "learned";
    private static final Seeds PAPER_SEEDS = new Seeds(0, 4);
    private static final List<String> ENTRIES = List.of(
            RunFiles.SUMMARY, RunFiles.TABLES, RunFiles.PER_SEED, RunFiles.ENVIRONMENT, RunFiles.CONFIG,
            RunFiles.PROGRAM);
    // The common episodes need not grow with the seeds: their share of the error is the smaller one already.
    private static final int MOST_COMMON_SEEDS = 5;
    private static final String OURS =
            """
            The learner is the paper's policy gradient (reward-to-go, running baseline, Adam) with what the paper does
            not have or does not print: an entropy bonus, clipped gradients, a learning rate and a bonus that fall to 0,
            returns divided by their running scale.
            """;
    private static final String DISTANCE =
            """
            Distance: (Baton - paper) in standard errors of that difference, sqrt(s^2 / n + s_paper^2 / 5), so that the
            chance of both counts; * where chance goes so far in less than 1 of 20 rows (Welch); = means equal as
            printed.
            """;
    private static final String HONESTY =
            """
            The paper does not print its environment's constants. environments/paper.yaml is a calibration from its two
            tables, not the authors' file: about 28 constants against about a dozen printed means, the horizon (10) and
            the grid of the weights (0.05) being choices. The means agree because they were fitted;
            the printed spreads (±) were not, and are not reproduced.
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
            description = "Also write summary.json, table.md, per-seed.csv, environment.yaml, config.yaml,"
                    + " program.json and the policies to this folder; it must not hold a run yet. 'baton report'"
                    + " makes a page with charts of it.")
    private @Nullable Path output;

    @Option(names = "--json", description = "Print JSON and nothing else.")
    private boolean json;

    public ReproduceCommand(Session session) {
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
        compute.choose(session, work(environment));
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
        Outcome outcome = run(environment);
        Map<String, PolicyResult> results = outcome.results;
        Tables tables = new Tables(results, outcome.optimum, EnvFile.isPreset(environment));
        double seconds = (System.nanoTime() - start) / 1e9;
        String summary = json(environment, outcome, seconds);
        if (folder != null) {
            for (TrainedPolicy policy : outcome.learned) {
                folder.write(RunFiles.seedFolder(policy.seed()) + "/" + RunFiles.POLICY, policy.bytes());
            }
            folder.write(RunFiles.ENVIRONMENT, Environments.write(environment));
            folder.write(
                    RunFiles.CONFIG,
                    ConfigFile.write(Method.REINFORCE, network.config(seeds.first()), Set.of(), seeds.list()));
            folder.write(RunFiles.PER_SEED, perSeed(results));
            folder.write(RunFiles.TABLES, markdown(environment, outcome, tables));
            folder.write(RunFiles.PROGRAM, Build.program(spec, compute.kernels()));
            folder.write(RunFiles.SUMMARY, summary);
            folder.publish();
        }
        session.out().print(json ? summary : text(environment, outcome, tables, seconds));
    }

    private Seeds commonSeeds() {
        return new Seeds(seeds.first(), Math.min(seeds.last(), seeds.first() + MOST_COMMON_SEEDS - 1));
    }

    private Outcome run(EnvSpec environment) {
        Map<String, Policy> rules = new LinkedHashMap<>();
        for (Rule rule : Rule.values()) {
            rules.put(rule.key(), rule.policy(environment));
        }
        Execution execution = compute.execution(seeds.count() == 1 ? compute.threads() : 1);
        int episodes = network.evalEpisodes();
        String refusal = Exact.refusal(environment, (double) episodes * seeds.count());
        long perSeed = network.episodes() + (rules.size() + 1L) * episodes + (refusal.isEmpty() ? episodes : 0);
        try (Progress progress = new Progress(session, "training and evaluating", perSeed * seeds.count())) {
            Map<String, EvaluationResult[]> results = new LinkedHashMap<>();
            rules.keySet().forEach(name -> results.put(name, new EvaluationResult[seeds.count()]));
            EvaluationResult[] ofLearned = new EvaluationResult[seeds.count()];
            results.put(LEARNED, ofLearned);
            TrainedPolicy[] learned = new TrainedPolicy[seeds.count()];
            // The long ones first, so that the threads end together.
            List<Runnable> tasks = new ArrayList<>();
            for (int i = 0; i < learned.length; i++) {
                int n = i;
                long seed = seeds.first() + n;
                tasks.add(() -> {
                    learned[n] = Training.train(environment, network.config(seed), execution, progress, metrics -> {});
                    ofLearned[n] = Training.evaluate(
                            environment, learned[n].network(), seed, episodes, execution, progress);
                });
            }
            rules.forEach((name, rule) -> {
                EvaluationResult[] ofRule = results.getOrDefault(name, ofLearned);
                for (int i = 0; i < ofRule.length; i++) {
                    int n = i;
                    tasks.add(() -> ofRule[n] = Training.evaluate(
                            environment, rule, seeds.first() + n, episodes, execution, progress));
                }
            });
            Jobs.runAll(compute.threads(), tasks);
            Map<String, PolicyResult> all = new LinkedHashMap<>();
            results.forEach((name, perSeedResults) -> all.put(name, new PolicyResult(List.of(perSeedResults))));
            List<TrainedPolicy> policies = List.of(learned);
            if (!refusal.isEmpty()) {
                return new Outcome(policies, all, null, null, refusal);
            }
            Regrets regrets = regrets(environment, rules, policies, progress);
            List<Optimum> optima = new ArrayList<>(regrets.beside().optima());
            if (commonSeeds().last() < seeds.last()) {
                optima.addAll(Exact.optimum(
                        environment, new Seeds(commonSeeds().last() + 1, seeds.last()), episodes,
                        execution.backend(), compute.threads(), progress));
            }
            PolicyResult optimum =
                    new PolicyResult(optima.stream().map(Optimum::evaluation).toList());
            return new Outcome(policies, all, optimum, regrets, "");
        }
    }

    private Regrets regrets(
            EnvSpec environment, Map<String, Policy> rules, List<TrainedPolicy> learned, Progress progress) {
        List<Contender> contenders = new ArrayList<>();
        rules.forEach((name, rule) -> contenders.add(new Contender(name, List.of(), List.of(rule), 0)));
        contenders.add(new Contender(
                LEARNED,
                seeds.list(),
                learned.stream().<Policy>map(TrainedPolicy::network).toList(),
                network.shape(environment).multiplyAdds()));
        Beside beside = Exact.compare(
                environment, contenders, commonSeeds(), network.evalEpisodes(), compute.kernels(),
                compute.threads(), progress);
        return new Regrets(contenders, beside);
    }

    private List<String> entries() {
        List<String> entries = new ArrayList<>(ENTRIES);
        seeds.list().forEach(seed -> entries.add(RunFiles.seedFolder(seed)));
        return entries;
    }

    private Work work(EnvSpec environment) {
        long multiplyAdds = network.shape(environment).multiplyAdds();
        int episodes = network.evalEpisodes();
        Work work = Work.training(environment, network.shape(environment), network.episodes())
                .plus(Work.evaluation(environment, multiplyAdds, episodes))
                .plus(Work.evaluation(environment, 0, (double) Rule.values().length * episodes))
                .times(seeds.count());
        double common = (double) episodes * commonSeeds().count();
        return Exact.refusal(environment, (double) episodes * seeds.count()).isEmpty()
                ? work.plus(Exact.work(environment, (double) episodes * seeds.count()))
                        .plus(Work.evaluation(environment, multiplyAdds, common * seeds.count()))
                        .plus(Work.evaluation(environment, 0, common * Rule.values().length))
                : work;
    }

    private String json(EnvSpec environment, Outcome outcome, double seconds) {
        JsonWriter writer = new JsonWriter().begin();
        writer.key("environment").value(environment.name());
        writer.key("seeds").values(seeds.list());
        writer.key("evalEpisodes").value(network.evalEpisodes());
        writer.key("policies").begin();
        outcome.results.forEach((name, result) -> {
            writer.key(name);
            result.writeTo(writer);
        });
        writer.end();
        writer.key("optimum").begin();
        if (outcome.optimum == null || outcome.regrets == null) {
            writer.key("unavailable").value(outcome.refusal);
        } else {
            writer.key("result");
            outcome.optimum.writeTo(writer);
            writer.key("commonSeeds").values(commonSeeds().list());
            writer.key("regret");
            outcome.regrets.writeTo(writer);
        }
        writer.end();
        writer.key("wallSeconds").value(seconds);
        return writer.end().finish();
    }

    private String text(EnvSpec environment, Outcome outcome, Tables tables, double seconds) {
        String saved =
                output == null ? "" : "Tables, figures per seed and policies are in " + InputFile.name(output) + ".\n";
        String regrets = outcome.regrets == null
                ? "Not known: " + outcome.refusal + ".\n"
                : outcome.regrets.table().text() + "\n" + outcome.regrets.notes();
        return setting(environment) + "\nTable 1. Execution cost and success rate\n\n" + tables.first().text()
                + "\nTable 2. Cost components\n\n" + tables.second().text() + "\n" + regretTitle() + "\n\n" + regrets
                + "\n" + notes(tables) + saved
                + "Wall time: " + Numbers.seconds(seconds) + "\n";
    }

    private String markdown(EnvSpec environment, Outcome outcome, Tables tables) {
        String regrets = outcome.regrets == null
                ? "Not known: " + outcome.refusal + ".\n"
                : outcome.regrets.table().markdown() + "\n" + outcome.regrets.notes();
        return "# " + environment.name() + "\n\n" + setting(environment)
                + "\n## Table 1. Execution cost and success rate\n\n" + tables.first().markdown()
                + "\n## Table 2. Cost components\n\n" + tables.second().markdown()
                + "\n## " + regretTitle() + "\n\n" + regrets + "\n" + notes(tables);
    }

    private String regretTitle() {
        Seeds common = commonSeeds();
        return "Regret: cost above the exact optimum, all policies on the same "
                + Numbers.count((long) network.evalEpisodes() * common.count()) + " episodes (" + common.words()
                + ")";
    }

    private String setting(EnvSpec environment) {
        return "Environment " + Quoted.plain(environment.name()) + ", " + seeds.words() + ": "
                + network.describe() + ".\n"
                + (seeds.count() == 1
                        ? ""
                        : "Mean ± sample standard deviation over the seeds, each with evaluation episodes of its own:"
                                + " of training and\nepisodes together for the learned policy, of the episodes alone"
                                + " for the others.\n");
    }

    private String notes(Tables tables) {
        if (!tables.withPaper()) {
            return OURS;
        }
        boolean alike = network.isPapers() && seeds.count() == PaperFigures.SEEDS;
        return DISTANCE
                + (alike ? "" : "Not like for like: the paper has 5 seeds with 12,000 training and 1,000 evaluation"
                        + " episodes each, hidden layer 64 (tanh).\n")
                + OURS + HONESTY;
    }

    private String perSeed(Map<String, PolicyResult> results) {
        StringBuilder csv = new StringBuilder("policy,seed,totalCost,successRate,steps");
        CostComponent.ALL.forEach(component -> csv.append(',').append(component.key()));
        csv.append('\n');
        results.forEach((name, policy) -> {
            for (int s = 0; s < seeds.count(); s++) {
                EvaluationResult result = policy.perSeed().get(s);
                csv.append(name).append(',').append(seeds.first() + s);
                csv.append(',').append(result.totalCost());
                csv.append(',').append(result.successRate());
                csv.append(',').append(result.steps());
                CostComponent.ALL.forEach(
                        component -> csv.append(',').append(result.components().get(component)));
                csv.append('\n');
            }
        });
        return csv.toString();
    }

    /**
     * What all seeds gave.
     *
     * @param learned the trained policies
     * @param results by the name of the policy, the learned one last
     * @param optimum of every seed's start states; null where it is not computed
     * @param regrets of the same policies on common episodes; null where the optimum is not computed
     * @param refusal why it is not computed, or nothing
     */
    private record Outcome(
            List<TrainedPolicy> learned,
            Map<String, PolicyResult> results,
            @Nullable PolicyResult optimum,
            @Nullable Regrets regrets,
            String refusal) {}
}
