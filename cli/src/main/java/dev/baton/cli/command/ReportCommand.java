package dev.baton.cli.command;

import dev.baton.cli.folder.RunFiles;
import dev.baton.cli.folder.RunFolder;
import dev.baton.cli.option.Dimensions;
import dev.baton.cli.print.HtmlPage;
import dev.baton.cli.print.PageFiles;
import dev.baton.cli.process.Session;
import dev.baton.cli.report.EventFiles;
import dev.baton.cli.report.PlotFiles;
import dev.baton.cli.report.RunReport;
import dev.baton.env.EnvSpec;
import dev.baton.files.BatonException;
import dev.baton.files.text.InputFile;
import dev.baton.files.text.Quoted;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "report",
        description = {
            "Write a page with the charts and tables of a run, or of two runs beside each other.",
            "",
            "One HTML file that needs no network: what the folder of 'train', 'reproduce', 'ablate', 'frontier',"
                    + " 'robustness' or 'sweep' holds, as learning curves with a band over the seeds, cost components"
                    + " beside the paper's and the optimum's, regret by seed, frontier, what each setting of a sweep"
                    + " does, tables, configuration and environment. Where policies are there, a map of their first"
                    + " action beside the optimal one; where something is hidden, the optimum's playbook.",
            "",
            "Those commands do not write the page themselves, because the maps and the optimum take longer than they"
                    + " may add to a run. A page that is there already is replaced."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  baton report runs/first",
            "  baton report runs/tables --output runs/tables.html",
            "  baton report runs/first runs/ppo --plots",
            "  baton report runs/ten --dimensions 1,3 --tensorboard"
        })
public final class ReportCommand implements Callable<Integer> {
    private static final String WHAT = "a page of 'baton report'";
    private static final int MOST_BYTES = 1 << 26;

    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "DIR", description = "The output folder of a run.")
    private String folder = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "OTHER", description = "Another, to compare it with.")
    private @Nullable String other;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "The file to write. Default: DIR/" + RunFiles.REPORT + ", or DIR/" + RunFiles.COMPARISON
                    + " of two runs.")
    private @Nullable Path output;

    @Option(
            names = "--dimensions",
            paramLabel = "I,J",
            converter = Dimensions.Converter.class,
            description = "The dimensions of the task vector that maps of policies show, counted from 1. Default: the"
                    + " first two in which episodes start differently.")
    private @Nullable Dimensions dimensions;

    @Option(
            names = "--plots",
            description = "Also write every chart by itself, for papers: as SVG and as PNG, into a folder beside the"
                    + " page.")
    private boolean plots;

    @Option(
            names = "--tensorboard",
            description = "Also write the learning curves as TensorBoard's event files, into a folder beside the page.")
    private boolean tensorboard;

    public ReportCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<RunFolder> runs = new ArrayList<>(List.of(RunFolder.open(folder)));
        if (other != null) {
            runs.add(RunFolder.open(other));
        }
        requireDimensions(runs);
        Path target = output != null
                ? output
                : runs.get(0).path().resolve(other == null ? RunFiles.REPORT : RunFiles.COMPARISON);
        requireReplaceable(target);
        Map<String, Path> metrics = tensorboard ? EventFiles.metrics(runs) : Map.of();
        RunReport report = new RunReport(runs, dimensions, session);
        PageFiles.write(target, report.html().getBytes(StandardCharsets.UTF_8));
        session.out().print("The report is in " + InputFile.name(target) + "; open it in a browser.\n");
        if (plots) {
            Path pictures = PlotFiles.folder(target);
            PlotFiles.write(pictures, report.figures());
            session.out().print("Its charts are in " + InputFile.name(pictures) + ", each as .svg and as .png.\n");
        }
        if (tensorboard) {
            Path events = EventFiles.folder(target);
            EventFiles.write(events, metrics);
            session.out().print("Its curves are in " + InputFile.name(events) + ": tensorboard --logdir "
                    + Quoted.shell(events) + "\n");
        }
        return 0;
    }

    private void requireDimensions(List<RunFolder> runs) {
        if (dimensions == null) {
            return;
        }
        for (RunFolder run : runs) {
            int most = run.environment().map(EnvSpec::dimension).orElse(0);
            if (Math.max(dimensions.first(), dimensions.second()) >= most) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--dimensions: expected two of the " + most + " dimensions of " + InputFile.name(run.path())
                                + ", found " + dimensions);
            }
        }
    }

    /** Refuses what is no page of this command, so that a slip of the keyboard costs nobody a file. */
    private static void requireReplaceable(Path target) {
        if (target.toString().isEmpty()) {
            throw new BatonException("--output: expected the name of a file, found nothing");
        }
        if (Files.isDirectory(target)) {
            throw new BatonException(InputFile.name(target) + ": is a folder; expected the name of a file to write");
        }
        if (Files.exists(target) && !InputFile.readText(target, MOST_BYTES, WHAT).contains(HtmlPage.GENERATOR)) {
            throw new BatonException(InputFile.name(target) + ": is there already and is not " + WHAT
                    + "; choose another name or remove it first");
        }
    }

}
