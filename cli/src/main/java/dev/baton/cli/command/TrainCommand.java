package dev.baton.cli.command;

import dev.baton.cli.folder.Checkpoints;
import dev.baton.cli.folder.MetricsFile;
import dev.baton.cli.folder.OutputFolder;
import dev.baton.cli.folder.RunFiles;
import dev.baton.cli.folder.RunIdentity;
import dev.baton.cli.folder.SeedCheckpoints;
import dev.baton.cli.folder.StoredLog;
import dev.baton.cli.log.LogEstimate;
import dev.baton.cli.option.Compute;
import dev.baton.cli.option.ConfigFile;
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
import dev.baton.cli.process.Machine;
import dev.baton.cli.process.Session;
import dev.baton.cli.process.Work;
import dev.baton.cli.study.Learning;
import dev.baton.cli.study.LeastSuccess;
import dev.baton.cli.study.PolicyResult;
import dev.baton.cli.study.Training;
import dev.baton.env.EnvSpec;
import dev.baton.files.BatonException;
import dev.baton.files.Environments;
import dev.baton.files.Provenance;
import dev.baton.files.TrainedPolicy;
import dev.baton.files.TrainingCheckpoint;
import dev.baton.files.text.InputFile;
import dev.baton.files.text.JsonWriter;
import dev.baton.files.text.Quoted;
import dev.baton.files.text.StoredJson;
import dev.baton.run.EvaluationResult;
import dev.baton.run.Execution;
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
                    + " update) and run.json; with several seeds, policies and metrics lie in seed-0, seed-1 and so"
                    + " on.",
            "",
            "Until the run is done it is in NAME.partial-run, with a checkpoint of every training. Whatever ends it,"
                    + " the same command goes on from there to the same bits, on any number of threads."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  baton train --output runs/first",
            "  baton train --env environments/assistant.yaml --hidden 128 --episodes 4000 --output runs/wide",
            "  baton train --output runs/ten --seeds 10 --episodes 2000",
            "  baton train --output runs/ten --seeds 10 --episodes 2000 --force --quiet",
            "  baton train --method ppo --output runs/ppo",
            "  baton train --method ppo --env environments/cascade.yaml --min-success 0.8 --output runs/often",
            "  baton train --method supervised --teacher optimum --episodes 4000 --output runs/taught",
            "  baton log --policy random --output any.log",
            "  baton train --method offline --log any.log --hold-out 0.2 --iterations 10 --output runs/offline",
            "  baton train --method supervised --log any.log --epochs 2 --output runs/imitated"
        })
public final class TrainCommand implements Callable<Integer> {
    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private Inputs inputs = new Inputs();

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "The folder to write, or to go on with; it must not hold another run. 'baton report' makes a"
                    + " page with charts of it. Default: runs/ENVIRONMENT-HASH, the hash that of all settings.")
    private @Nullable Path output;

    @Option(
            names = "--checkpoint-every",
            paramLabel = "SECONDS",
            converter = Values.Duration.class,
            description = "How much time passes between two checkpoints of a training; 0 for one after every update."
                    + " Default: ${DEFAULT-VALUE}. Learning from a log has none: it goes on seed by seed.")
    private double checkpointEvery = 10;

    @Option(
            names = "--resume",
            description = "Go on with a run that was interrupted, or refuse: without this, a run that is not there is"
                    + " begun.")
    private boolean resume;

    @Option(
            names = "--force",
            description = "Start over, and keep what is in the way aside, as NAME.old-1, NAME.old-2 and so on.")
    private boolean force;

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

    private boolean resumed;

    public TrainCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        long start = System.nanoTime();
        learning.check(spec);
        EnvSpec environment = EnvFile.read(inputs.environment());
        // Refused before anything is computed.
        Learning.Prepared prepared = learning.prepare(environment, network, spec, session);
        RunIdentity identity = identity(environment, prepared);
        Path target = output == null ? identity.folder(environment) : output;
        if (force) {
            OutputFolder.setAside(session, target, RunFiles.RUN);
        }
        if (identity.isIn(target)) {
            return finished(target);
        }
        try (OutputFolder folder = OutputFolder.resume(session, target, entries(), RunFiles.RUN, identity)) {
            if (folder.finished()) {
                folder.publish();
                return finished(target);
            }
            resumed = folder.hasProgress();
            if (resume && !resumed) {
                throw new BatonException(InputFile.name(target) + ": expected a run that was interrupted, for --resume,"
                        + " found none; leave --resume out to begin it");
            }
            compute.choose(session, work(environment, prepared.episodes()));
            List<Run> runs = train(environment, prepared, new Folder(target, folder, identity.hash()));
            PolicyResult result =
                    new PolicyResult(runs.stream().map(Run::evaluation).toList());
            double seconds = (System.nanoTime() - start) / 1e9;
            folder.write(RunFiles.ENVIRONMENT, Environments.write(environment));
            folder.write(RunFiles.CONFIG, ConfigFile.write(
                    learning.method(), learning.config(network, seeds.first()), learning.unused(), seeds.list()));
            folder.write(RunFiles.RUN, runJson(environment, prepared.episodes(), runs, result, seconds, identity));
            folder.publish();
            for (Run run : runs) {
                String missed = run.least == null ? "" : run.least.missed(run.seed);
                if (!missed.isEmpty()) {
                    session.note(missed);
                }
            }
            session.out().print(json
                            ? json(environment, prepared.episodes(), runs, result, seconds)
                            : text(target, runs, prepared.episodes(), seconds));
        }
        return 0;
    }

    private RunIdentity identity(EnvSpec environment, Learning.Prepared prepared) {
        return RunIdentity.of(
                environment,
                "evalEpisodes: " + network.evalEpisodes() + "\n" + prepared.source()
                        + ConfigFile.write(
                                learning.method(), learning.config(network, seeds.first()), learning.unused(),
                                seeds.list()));
    }

    private int finished(Path target) {
        if (!json) {
            session.note(InputFile.name(target) + ": this run is finished; --force would start it over");
        }
        session.out().print(json ? stored(target) : evaluateHint(target));
        return 0;
    }

    private static String stored(Path target) {
        return InputFile.readText(target.resolve(RunFiles.RUN), StoredJson.MOST_BYTES, "what a run leaves (JSON)");
    }

    private List<Run> train(EnvSpec environment, Learning.Prepared prepared, Folder folder) {
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
            Folder target,
            Progress progress) {
        String prefix = seeds.count() == 1 ? "" : RunFiles.seedFolder(seed) + "/";
        LeastSuccess least = learning.leastSuccess(environment, network, seed);
        TrainedPolicy policy = trained(
                environment, prepared, least == null ? prepared.trainer() : least, seed, prefix, execution, target,
                progress);
        EvaluationResult evaluation = Training.evaluate(
                environment, policy.network(), seed, network.evalEpisodes(), execution, progress);
        StoredLog heldOut = prepared.heldOut();
        return new Run(
                seed, evaluation, least,
                heldOut == null ? null : judge(environment, policy, seed, target.path, heldOut, execution));
    }

    /** Trains the policy of a seed, or finishes what an earlier process has begun, or finds what it has finished. */
    private TrainedPolicy trained(
            EnvSpec environment,
            Learning.Prepared prepared,
            Learning.Trainer trainer,
            long seed,
            String prefix,
            Execution execution,
            Folder target,
            Progress progress) {
        OutputFolder folder = target.folder;
        String policyName = prefix + RunFiles.POLICY;
        String checkpointName = prefix + RunFiles.CHECKPOINT;
        boolean there = folder.has(policyName);
        // What a least success was learned by is in its last state alone.
        if (there && !trainer.tellsMore()) {
            progress.doneBefore(prepared.episodes());
            progress.add(prepared.episodes());
            return TrainedPolicy.read(folder.partial(policyName));
        }
        TrainingCheckpoint from = folder.has(checkpointName)
                ? SeedCheckpoints.read(folder.partial(checkpointName), target.settings, seed)
                : null;
        TrainedPolicy policy;
        try (MetricsFile metrics =
                new MetricsFile(folder, prefix + RunFiles.METRICS, from == null ? 0 : from.metricsBytes())) {
            Provenance provenance = Build.provenance(
                    learning.method(),
                    seed,
                    prepared.episodes(),
                    ConfigFile.settings(learning.config(network, seed), learning.unused()),
                    prepared.logged());
            Checkpoints checkpoints =
                    new SeedCheckpoints(
                            folder, prefix, target.settings, seed, checkpointEvery, trainer.tellsMore(), metrics, from,
                            progress);
            policy = Training.train(environment, trainer, provenance, execution, progress, metrics, checkpoints);
            metrics.sync();
        } catch (BatonException e) {
            if (e.getCause() instanceof ArithmeticException) {
                folder.giveUpProgress(); // it would fail there again
            }
            throw e;
        }
        folder.put(policyName, policy.bytes());
        return policy;
    }

    /** Estimates what a policy would cost from what was held back of the log. */
    private LogEstimate judge(
            EnvSpec environment, TrainedPolicy policy, long seed, Path target, StoredLog heldOut, Execution execution) {
        String name = seeds.count() == 1 ? target.toString() : target.resolve(RunFiles.seedFolder(seed)).toString();
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
            EnvSpec environment,
            long episodes,
            List<Run> runs,
            PolicyResult result,
            double seconds,
            RunIdentity identity) {
        JsonWriter writer = new JsonWriter().begin();
        Build.writeTo(writer, spec);
        writer.key(RunIdentity.KEY).value(identity.hash());
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
        if (resumed) {
            writer.key("resumed").value(true);
        }
        writer.key("wallSeconds").value(seconds);
    }

    private String text(Path target, List<Run> runs, long episodes, double seconds) {
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
        return "Trained with " + Numbers.count(episodes) + " episodes per seed in "
                + Numbers.seconds(seconds) + (resumed ? " since it was resumed" : "") + "; means over "
                + Numbers.count(network.evalEpisodes())
                + " evaluation episodes:\n\n" + table.text() + more + "\n" + evaluateHint(target);
    }

    private String evaluateHint(Path target) {
        Path policy = seeds.count() == 1 ? target : target.resolve(RunFiles.seedFolder(seeds.first()));
        return "The run is in " + InputFile.name(target) + "; evaluate it with:\n  baton evaluate --policy "
                + Quoted.shell(policy) + "\n";
    }

    /**
     * Where a run is written.
     *
     * @param path its folder when it is done
     * @param folder writes to it
     * @param settings hash of its identity
     */
    private record Folder(Path path, OutputFolder folder, String settings) {}

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
