package dev.baton.cli;

import dev.baton.env.EnvSpec;
import dev.baton.files.Environments;
import dev.baton.files.Provenance;
import dev.baton.files.TrainedPolicy;
import dev.baton.files.text.InputFile;
import dev.baton.files.text.JsonWriter;
import dev.baton.files.text.Quoted;
import dev.baton.train.EvaluationResult;
import dev.baton.train.Execution;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "train",
        description = {
            "Learn a policy and evaluate it.",
            "",
            "The output folder gets policy.safetensors, environment.yaml, config.yaml, metrics.csv (one line per"
                    + " update) and run.json; with several seeds, policies and metrics lie in seed-0, seed-1 and so on."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  baton train --output runs/first",
            "  baton train --env environments/assistant.yaml --hidden 128 --episodes 4000 --output runs/wide",
            "  baton train --output runs/ten --seeds 10 --episodes 2000",
            "  baton train --method ppo --output runs/ppo",
            "  baton train --method ppo --env environments/cascade.yaml --min-success 0.8 --output runs/often",
            "  baton train --method supervised --teacher optimum --episodes 4000 --output runs/taught",
            "  baton log --policy random --output any.log",
            "  baton train --method offline --log any.log --hold-out 0.2 --iterations 10 --output runs/offline",
            "  baton train --method supervised --log any.log --epochs 2 --output runs/imitated"
        })
final class TrainCommand implements Callable<Integer> {
    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private Inputs inputs = new Inputs();

    @Option(
            names = "--output",
            paramLabel = "DIR",
            required = true,
            description = "The folder to write; it must not hold a run yet. 'baton report' makes a page with charts of"
                    + " it.")
    private Path output = Path.of("");

    @Option(
            names = "--seeds",
            paramLabel = "SEEDS",
            converter = Seeds.Converter.class,
            description = "Training seeds: a count N (0 to N-1) or a range A..B. Default: 1, which is seed 0.")
    private Seeds seeds = new Seeds(0, 0);

    @Mixin
    private Network network = new Network();

    @Mixin
    private Learning learning = new Learning();

    @Mixin
    private Compute compute = new Compute();

    @Option(names = "--json", description = "Print JSON and nothing else.")
    private boolean json;

    TrainCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        long start = System.nanoTime();
        learning.check(spec);
        EnvSpec environment = EnvFile.read(inputs.environment());
        // Refused before anything is computed.
        Learning.Prepared prepared = learning.prepare(environment, network, spec, session);
        OutputFolder.check(session, output, entries(), RunFiles.RUN);
        compute.choose(session, work(environment, prepared.episodes()));
        try (OutputFolder folder = OutputFolder.prepare(session, output, entries(), RunFiles.RUN)) {
            List<Run> runs = train(environment, prepared, folder);
            PolicyResult result =
                    new PolicyResult(runs.stream().map(Run::evaluation).toList());
            double seconds = (System.nanoTime() - start) / 1e9;
            folder.write(RunFiles.ENVIRONMENT, Environments.write(environment));
            folder.write(RunFiles.CONFIG, ConfigFile.write(
                    learning.method(), learning.config(network, seeds.first()), learning.unused(), seeds.list()));
            folder.write(RunFiles.RUN, runJson(environment, prepared.episodes(), runs, result, seconds));
            folder.publish();
            for (Run run : runs) {
                String missed = run.least == null ? "" : run.least.missed(run.seed);
                if (!missed.isEmpty()) {
                    session.note(missed);
                }
            }
            session.out().print(json
                            ? json(environment, prepared.episodes(), runs, result, seconds)
                            : text(runs, prepared.episodes(), seconds));
        }
        return 0;
    }

    private List<Run> train(EnvSpec environment, Learning.Prepared prepared, OutputFolder folder) {
        Execution execution = compute.execution(seeds.count() == 1 ? compute.threads() : 1);
        long episodes = (prepared.episodes() + network.evalEpisodes()) * seeds.count();
        try (Progress progress = new Progress(session, "training", episodes)) {
            List<Callable<Run>> tasks = new ArrayList<>();
            for (long seed : seeds.list()) {
                tasks.add(() -> train(environment, prepared, seed, execution, folder, progress));
            }
            return Jobs.run(compute.threads(), tasks);
        }
    }

    private Run train(
            EnvSpec environment,
            Learning.Prepared prepared,
            long seed,
            Execution execution,
            OutputFolder folder,
            Progress progress) {
        String prefix = seeds.count() == 1 ? "" : RunFiles.seedFolder(seed) + "/";
        LeastSuccess least = learning.leastSuccess(environment, network, seed);
        Learning.Trainer trainer = least == null ? prepared.trainer() : least;
        TrainedPolicy policy;
        try (MetricsFile metrics = new MetricsFile(folder, prefix + RunFiles.METRICS)) {
            Provenance provenance = Build.provenance(
                    learning.method(),
                    seed,
                    prepared.episodes(),
                    ConfigFile.settings(learning.config(network, seed), learning.unused()),
                    prepared.logged());
            policy = Training.train(environment, trainer, provenance, execution, progress, metrics);
        }
        folder.write(prefix + RunFiles.POLICY, policy.bytes());
        EvaluationResult evaluation = Training.evaluate(
                environment, policy.network(), seed, network.evalEpisodes(), execution, progress);
        StoredLog heldOut = prepared.heldOut();
        return new Run(
                seed, evaluation, least, heldOut == null ? null : judge(environment, policy, seed, heldOut, execution));
    }

    /** Estimates what a policy would cost from what was held back of the log. */
    private LogEstimate judge(
            EnvSpec environment, TrainedPolicy policy, long seed, StoredLog heldOut, Execution execution) {
        String name = seeds.count() == 1 ? output.toString() : output.resolve(RunFiles.seedFolder(seed)).toString();
        return LogEstimate.of(
                name, policy.network(), environment, "the log that were held back", heldOut, execution, session);
    }

    private List<String> entries() {
        List<String> entries = new ArrayList<>(List.of(RunFiles.ENVIRONMENT, RunFiles.CONFIG));
        seeds.list().forEach(seed -> entries.add(RunFiles.seedFolder(seed)));
        return entries;
    }

    private Work work(EnvSpec environment, long episodes) {
        return Work.training(environment, network.shape(environment), (double) episodes)
                .times(learning.passes())
                .plus(Work.evaluation(
                        environment,
                        network.shape(environment).multiplyAdds(),
                        network.evalEpisodes() + learning.trialEpisodes(network)))
                .times(seeds.count());
    }

    private String runJson(
            EnvSpec environment, long episodes, List<Run> runs, PolicyResult result, double seconds) {
        JsonWriter writer = new JsonWriter().begin();
        writer.key("version").value(Build.version());
        writer.key("java").value(Build.java());
        writer.key("command").values(BatonCommand.arguments(spec));
        writeTo(writer, environment, episodes, runs, result, seconds);
        Machine.writeTo(writer, compute.kernels());
        return writer.end().finish();
    }

    private String json(
            EnvSpec environment, long episodes, List<Run> runs, PolicyResult result, double seconds) {
        JsonWriter writer = new JsonWriter().begin();
        writeTo(writer, environment, episodes, runs, result, seconds);
        return writer.end().finish();
    }

    private void writeTo(
            JsonWriter writer,
            EnvSpec environment,
            long episodes,
            List<Run> runs,
            PolicyResult result,
            double seconds) {
        writer.key("environment").value(environment.name());
        writer.key("seeds").values(seeds.list());
        writer.key("episodes").value(episodes);
        writer.key("evalEpisodes").value(network.evalEpisodes());
        writer.key("result");
        result.writeTo(writer);
        if (runs.getFirst().least != null) {
            writer.key("leastSuccess").beginList();
            for (Run run : runs) {
                if (run.least != null) {
                    run.least.writeTo(writer, run.seed);
                }
            }
            writer.endList();
        }
        if (runs.getFirst().heldOut != null) {
            writer.key("heldOut").beginList();
            for (Run run : runs) {
                writer.beginItem();
                writer.key("seed").value(run.seed);
                if (run.heldOut != null) {
                    run.heldOut.writeTo(writer);
                }
                writer.end();
            }
            writer.endList();
        }
        writer.key("wallSeconds").value(seconds);
    }

    private String text(List<Run> runs, long episodes, double seconds) {
        TextTable table = new TextTable(List.of(">seed", ">total cost", ">success rate", ">steps"));
        for (Run run : runs) {
            table.row(List.of(
                    Long.toString(run.seed),
                    Numbers.fixed(run.evaluation.totalCost()),
                    Numbers.fixed(run.evaluation.successRate()),
                    Numbers.fixed(run.evaluation.steps())));
        }
        StringBuilder more = new StringBuilder();
        for (Run run : runs) {
            more.append(run.least == null ? "" : "\n" + run.least.text(run.seed));
            more.append(run.heldOut == null ? "" : "\n" + run.heldOut.text());
        }
        Path policy = seeds.count() == 1 ? output : output.resolve(RunFiles.seedFolder(seeds.first()));
        return "Trained with " + Numbers.count(episodes) + " episodes per seed in "
                + Numbers.seconds(seconds) + "; means over " + Numbers.count(network.evalEpisodes())
                + " evaluation episodes:\n\n" + table.text() + more + "\nThe run is in " + InputFile.name(output)
                + "; evaluate it with:\n  baton evaluate --policy " + Quoted.shell(policy) + "\n";
    }

    /**
     * What one seed gave.
     *
     * @param seed of training and evaluation
     * @param evaluation after the training
     * @param least what trained for a least success, if one was asked for
     * @param heldOut what the policy would cost by episodes of the log that were held back, if some were
     */
    private record Run(
            long seed, EvaluationResult evaluation, @Nullable LeastSuccess least, @Nullable LogEstimate heldOut) {}
}
