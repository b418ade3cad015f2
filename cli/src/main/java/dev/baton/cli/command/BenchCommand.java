package dev.baton.cli.command;

import dev.baton.Activation;
import dev.baton.Backend;
import dev.baton.cli.option.Compute;
import dev.baton.cli.option.EnvFile;
import dev.baton.cli.option.HiddenLayers;
import dev.baton.cli.option.Values;
import dev.baton.cli.print.Numbers;
import dev.baton.cli.print.TextTable;
import dev.baton.cli.process.Inputs;
import dev.baton.cli.process.Session;
import dev.baton.cli.process.Work;
import dev.baton.env.EnvSpec;
import dev.baton.files.text.JsonWriter;
import dev.baton.files.text.Quoted;
import dev.baton.learn.TrainConfig;
import dev.baton.nn.MlpSpec;
import dev.baton.run.Execution;
import dev.baton.study.Throughput;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "bench",
        description = "Measure this machine in about 20 seconds: steps per second on one thread and on all.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  baton bench",
            "  baton bench --env environments/assistant.yaml --hidden 16 --backend scalar --json",
            "",
            "BENCHMARKS.md has the careful measurement and how to repeat it."
        })
public final class BenchCommand implements Callable<Integer> {
    private static final int EPISODES_PER_UPDATE = 4096;
    // Two thread counts and the round before them, three and a half figures each, warm-ups of that length or longer.
    private static final double SECONDS_PER_FIGURE = 0.6;
    // For a look at what the command prints, as tests take.
    private static final String SECONDS_PROPERTY = "dev.baton.benchSeconds";

    private final Session session;

    @Mixin
    private Inputs inputs = new Inputs();

    @Option(
            names = "--hidden",
            paramLabel = "WIDTHS",
            converter = Values.Hidden.class,
            description = "Widths of the hidden layers. Default: ${DEFAULT-VALUE}.")
    private HiddenLayers hidden = new HiddenLayers(List.of(64));

    @Option(
            names = "--activation",
            paramLabel = "NAME",
            converter = Values.ActivationWord.class,
            completionCandidates = Values.ActivationWords.class,
            description = "Activation of the hidden layers: ${COMPLETION-CANDIDATES}. Default: relu.")
    private Activation activation = Activation.RELU;

    @Mixin
    private Compute compute = new Compute();

    @Option(names = "--json", description = "Print JSON and nothing else.")
    private boolean json;

    public BenchCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        EnvSpec environment = EnvFile.read(inputs.environment());
        compute.choose(session, Work.UNBOUNDED);
        TrainConfig config = TrainConfig.paper(0)
                .withHidden(hidden.widths())
                .withActivation(activation)
                .withEpisodesPerUpdate(EPISODES_PER_UPDATE);
        List<Throughput.Run> runs = new ArrayList<>();
        List<Integer> threads = compute.threads() == 1 ? List.of(1) : List.of(1, compute.threads());
        Backend backend = Backend.SCALAR;
        // Not kept: by its end everything is compiled, and the compiler's threads take no core from a measurement.
        String given = System.getProperty(SECONDS_PROPERTY, "");
        double seconds = given.isEmpty() ? SECONDS_PER_FIGURE : Double.parseDouble(given);
        Throughput.measure(environment, config, compute.execution(compute.threads()), seconds);
        for (int count : threads) {
            Execution execution = compute.execution(count);
            backend = execution.backend();
            runs.add(Throughput.measure(environment, config, execution, seconds));
        }
        session.out().print(json ? json(environment, runs) : text(environment, config, backend, runs));
        return 0;
    }

    private static String json(EnvSpec environment, List<Throughput.Run> runs) {
        JsonWriter writer = new JsonWriter().begin();
        writer.key("environment").value(environment.name());
        writer.key("runs").beginList();
        for (Throughput.Run run : runs) {
            writer.beginItem();
            writer.key("threads").value(run.threads());
            writer.key("fmaPeakGflops").value(run.fmaPeakGflops());
            writer.key("envOnlyStepsPerSecond").value(run.envOnlyStepsPerSecond());
            writer.key("rolloutStepsPerSecond").value(run.rolloutStepsPerSecond());
            writer.key("trainStepsPerSecond").value(run.trainStepsPerSecond());
            writer.end();
        }
        return writer.endList().end().finish();
    }

    private static String text(
            EnvSpec environment, TrainConfig config, Backend backend, List<Throughput.Run> runs) {
        MlpSpec shape = new MlpSpec(
                environment.observationSize(), config.hidden(), environment.actionCount(), config.activation());
        List<String> header = new ArrayList<>(List.of(""));
        List<String> peak = new ArrayList<>(List.of("FMA peak, GFLOP/s"));
        List<String> env = new ArrayList<>(List.of("environment only, M steps/s"));
        List<String> rollout = new ArrayList<>(List.of("rollout, M steps/s"));
        List<String> rolloutShare = new ArrayList<>(List.of("  its multiply-adds, share of the peak"));
        List<String> train = new ArrayList<>(List.of("training, M steps/s"));
        List<String> trainShare = new ArrayList<>(List.of("  its multiply-adds, share of the peak"));
        double forward = 2.0 * shape.multiplyAdds();
        double backward = 2.0 * forward - 2.0 * shape.inputsOf(0) * shape.outputsOf(0);
        for (Throughput.Run run : runs) {
            header.add(">" + (run.threads() == 1 ? "1 thread" : run.threads() + " threads"));
            peak.add(Numbers.plain(run.fmaPeakGflops(), 1));
            env.add(millions(run.envOnlyStepsPerSecond()));
            rollout.add(millions(run.rolloutStepsPerSecond()));
            rolloutShare.add(share(run.rolloutStepsPerSecond() * forward, run));
            train.add(millions(run.trainStepsPerSecond()));
            trainShare.add(share(run.trainStepsPerSecond() * (forward + backward), run));
        }
        TextTable table = new TextTable(header);
        for (List<String> row : List.of(peak, env, rollout, rolloutShare, train, trainShare)) {
            table.row(row);
        }
        String kernels = backend == Backend.SIMD
                ? "Vector API, " + backend.lanes() + " float lanes (" + 32 * backend.lanes() + " bits)"
                : "plain Java, no vectors";
        return "Environment " + Quoted.plain(environment.name()) + ", network " + layers(shape) + " ("
                + config.activation().key() + "), " + EPISODES_PER_UPDATE + " episodes per update; kernels: " + kernels
                + ", Java " + Runtime.version() + ".\nSteps are live episode-steps; each figure is the median of 11"
                + " windows.\n\n" + table.text();
    }

    private static String layers(MlpSpec shape) {
        StringBuilder text = new StringBuilder().append(shape.inputs());
        shape.hidden().forEach(width -> text.append('-').append(width));
        return text.append('-').append(shape.outputs()).toString();
    }

    private static String share(double flops, Throughput.Run run) {
        return Numbers.rough(100 * flops / (run.fmaPeakGflops() * 1e9)) + " %";
    }

    private static String millions(double rate) {
        return Numbers.plain(rate / 1e6, 2);
    }
}
