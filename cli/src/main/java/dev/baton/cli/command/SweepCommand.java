package dev.baton.cli.command;

import dev.baton.cli.folder.RunFiles;
import dev.baton.cli.option.Compute;
import dev.baton.cli.option.EnvFile;
import dev.baton.cli.option.Shard;
import dev.baton.cli.print.Numbers;
import dev.baton.cli.print.Progress;
import dev.baton.cli.print.TextTable;
import dev.baton.cli.process.Build;
import dev.baton.cli.process.Session;
import dev.baton.cli.process.Work;
import dev.baton.cli.sweep.SparkFolder;
import dev.baton.cli.sweep.Sweep;
import dev.baton.cli.sweep.SweepEngine;
import dev.baton.cli.sweep.SweepFolder;
import dev.baton.cli.sweep.SweepIndex;
import dev.baton.cli.sweep.SweepRun;
import dev.baton.cli.sweep.SweepSummary;
import dev.baton.env.EnvSpec;
import dev.baton.files.text.InputFile;
import dev.baton.files.text.JsonWriter;
import dev.baton.files.text.Quoted;
import dev.baton.run.Execution;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

@Command(
        name = "sweep",
        description = {
            "Train and evaluate many configurations under many seeds, as a file says.",
            "",
            "The file is YAML: environment (a path from where the file is; default: the paper's), method (reinforce or"
                    + " ppo), seeds (N or A..B), config (settings that all share), and one of",
            "grid: every combination of lists of values by key;",
            "list: configurations one by one;",
            "random: count, seed, and keys with a list of choices or with from, to and log: true.",
            "",
            "Keys are those of config.yaml, evalEpisodes, and env. with a path in the environment file, such as"
                    + " env.horizon, env.cost.weights.failure or env.actions.NAME.latency.",
            "",
            "The folder gets results.jsonl, a line for each cell (a configuration under a seed) as soon as it is done,"
                    + " summary.csv and DONE at the end. Whatever ends it, the same command goes on where it was; lines"
                    + " do not depend on threads, order or interruptions. 'baton table' makes tables of them."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  baton sweep docs/examples/sweep.yaml --dry-run",
            "  baton sweep docs/examples/sweep.yaml --shard 1/2 --output runs/part-1",
            "  baton sweep docs/examples/sweep.yaml --shard 2/2 --output runs/part-2"
        })
public final class SweepCommand implements Callable<Integer> {
    private static final int SHOWN_CELLS = 3;
    private static final int TINY_EPISODES = 640;
    private static final int TINY_EVAL_EPISODES = 200;
    private static final double TIMED_SECONDS = 1;
    private static final double NANOS = 1e-9;

    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "The sweep file, - for standard input.")
    private Path file = Path.of("");

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "The folder to write, or to go on with. Default: runs/NAME-DIGEST of the sweep file.")
    private @Nullable Path output;

    @Option(
            names = "--dry-run",
            description = "Print how many cells there are, the first and the last, and about how long they take, and"
                    + " compute nothing else.")
    private boolean dryRun;

    @Option(
            names = "--shard",
            paramLabel = "I/N",
            converter = Shard.Converter.class,
            description = "Only every N-th cell from the I-th on, for N machines; 'baton merge' joins their folders.")
    private Shard shard = Shard.WHOLE;

    @Option(
            names = "--spark",
            paramLabel = "MASTER",
            description = "Compute the cells on Apache Spark 4, which SPARK_HOME names: local[*], local[N] or a"
                    + " cluster's master. On a cluster 'spark-submit' is the better way (docs/spark.md).")
    private @Nullable String spark;

    @Mixin
    private Compute compute = new Compute();

    @Option(names = "--json", order = Compute.LAST, description = "Print JSON and nothing else.")
    private boolean json;

    private Work work = new Work(0, 0);
    /** Of one cell by configuration, for training and evaluation. */
    private int[] episodes = {};

    public SweepCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        requireOneEngine();
        Sweep sweep = Sweep.read(file);
        if (dryRun) {
            index(sweep, true);
            session.out().print(dryRun(sweep));
            return 0;
        }
        // Before anything is written: what is missing is said at once.
        SweepEngine engine = spark == null ? null : SparkFolder.engine(System.getenv().getOrDefault("SPARK_HOME", ""));
        Path target = output == null ? target(sweep) : output;
        AtomicInteger finished = new AtomicInteger();
        try (SweepFolder folder = SweepFolder.open(target, () -> interrupted(target, finished))) {
            boolean begun = folder.begun(sweep);
            // What has been begun was checked then.
            SweepIndex index = index(sweep, !begun);
            if (!begun) {
                folder.begin(sweep);
            }
            folder.openResults();
            SweepSummary summary = SweepSummary.read(sweep, index, folder.results());
            BitSet cells = cells(sweep);
            cells.andNot(summary.done());
            if (!cells.isEmpty()) {
                folder.remove(SweepFolder.DONE);
                run(sweep, folder, summary.done().cardinality(), cells, finished, engine);
                summary = SweepSummary.read(sweep, index, folder.results());
            }
            finish(folder, sweep, summary);
            session.out().print(json ? json(target, summary) : text(target, sweep, summary));
            return failures(target, summary);
        }
    }

    /** Spark is told by its own words how many threads it has, and takes the fastest kernels. */
    private void requireOneEngine() {
        ParseResult words = spec.commandLine().getParseResult();
        for (String option : List.of("--threads", "--backend", "--dry-run")) {
            if (spark != null && words.hasMatchedOption(option)) {
                throw new ParameterException(spec.commandLine(), "option '" + option + "' does not go with --spark");
            }
        }
    }

    private Path target(Sweep sweep) {
        Path name = file.getFileName();
        String start = file.equals(EnvFile.STANDARD_INPUT) || name == null ? "sweep" : name.toString();
        return Path.of("runs", start.replaceFirst("\\.[^.]*$", "") + "-" + sweep.digest().substring(0, 8));
    }

    private SweepIndex index(Sweep sweep, boolean check) {
        episodes = new int[sweep.configurations()];
        int seeds = sweep.seeds().count();
        return SweepIndex.of(sweep, configuration -> {
            EnvSpec environment = check ? configuration.environment() : sweep.environment();
            work = work.plus(configuration.work(environment).times(seeds));
            episodes[configuration.number()] = configuration.episodes() + configuration.evalEpisodes();
        });
    }

    private BitSet cells(Sweep sweep) {
        BitSet cells = new BitSet(sweep.cells());
        for (int cell = shard.index() - 1; cell < sweep.cells(); cell += shard.count()) {
            cells.set(cell);
        }
        return cells;
    }

    private void run(
            Sweep sweep, SweepFolder folder, int there, BitSet cells, AtomicInteger finished,
            @Nullable SweepEngine engine) {
        if (there > 0) {
            session.note(Numbers.count(there) + " of " + Numbers.count(sweep.cells())
                    + " cells are there already; going on with " + Numbers.count(cells.cardinality()));
        }
        long total = cells.stream().mapToLong(cell -> episodes[sweep.configurationOf(cell)]).sum();
        if (engine != null && spark != null) {
            folder.put(RunFiles.PROGRAM, Build.program(spec, "Spark, " + spark));
            try (Progress progress = new Progress(session, "sweep", total)) {
                engine.run(spark, sweep.portable(), cells.stream().toArray(), (numbers, lines) -> {
                    folder.appendForced(lines);
                    finished.addAndGet(lines.size());
                    for (int cell : numbers) {
                        progress.add(episodes[sweep.configurationOf(cell)]);
                    }
                });
            }
            return;
        }
        compute.choose(session, work);
        folder.put(RunFiles.PROGRAM, Build.program(spec, compute.kernels()));
        try (Progress progress = new Progress(session, "sweep", total)) {
            int together = Math.min(compute.threads(), cells.cardinality());
            new SweepRun(sweep, compute.execution(compute.threads() / together), progress, folder::append, finished)
                    .run(cells, together);
        }
    }

    private void finish(SweepFolder folder, Sweep sweep, SweepSummary summary) {
        folder.put(SweepFolder.CONFIGURATIONS, summary.csv());
        folder.put(SweepFolder.DONE, SweepSummary.done(shard, sweep, summary));
    }

    private void interrupted(Path target, AtomicInteger finished) {
        session.err().println("baton: interrupted after " + Numbers.count(finished.get())
                + " cells, which are in " + InputFile.name(target) + "; the same command goes on from there");
    }

    private int failures(Path target, SweepSummary summary) {
        int failed = summary.failed();
        if (failed == 0) {
            return 0;
        }
        session.err().println("baton: " + Numbers.count(failed) + " of " + Numbers.count(summary.done().cardinality())
                + " cells failed; \"failed\" in " + InputFile.name(target.resolve(SweepFolder.RESULTS)) + " says why");
        return 1;
    }

    private static String json(Path target, SweepSummary summary) {
        JsonWriter writer = new JsonWriter().begin();
        writer.key("output").value(target.toString());
        summary.writeTo(writer);
        return writer.end().finish();
    }

    private static String text(Path target, Sweep sweep, SweepSummary summary) {
        return count(sweep) + (summary.done().cardinality() == sweep.cells()
                        ? ".\n"
                        : ", of which " + Numbers.count(summary.done().cardinality()) + " are here.\n")
                + "\n" + summary.text() + "The results are in " + InputFile.name(target) + "; tables of them:\n  baton"
                + " table " + Quoted.shell(target.resolve(SweepFolder.RESULTS)) + "\n";
    }

    private static String count(Sweep sweep) {
        return Numbers.count(sweep.cells()) + " cells: " + Numbers.count(sweep.configurations())
                + (sweep.configurations() == 1 ? " configuration, " : " configurations, ") + sweep.seeds().words()
                + ", " + sweep.method().key();
    }

    private String dryRun(Sweep sweep) {
        BitSet cells = cells(sweep);
        double seconds = estimate(sweep) * cells.cardinality() / sweep.cells();
        if (json) {
            JsonWriter writer = new JsonWriter().begin();
            writer.key("configurations").value(sweep.configurations());
            writer.key("seeds").values(sweep.seeds().list());
            writer.key("cells").value(sweep.cells());
            writer.key("ofShard").value(cells.cardinality());
            writer.key("estimatedSeconds").value(seconds);
            return writer.end().finish();
        }
        StringBuilder text = new StringBuilder(count(sweep));
        text.append(shard.equals(Shard.WHOLE)
                ? ".\n\n"
                : ", of which " + Numbers.count(cells.cardinality()) + " are in shard " + shard + ".\n\n");
        text.append(table(sweep, cells));
        text.append("\nAbout ").append(duration(seconds)).append(" or less on ").append(compute.threads());
        text.append(compute.threads() == 1 ? " thread" : " threads")
                .append(": estimated from the fastest of a few tiny");
        return text.append(" runs of the first cell, timed just now.\n").toString();
    }

    /** The first and the last of some cells. */
    private static String table(Sweep sweep, BitSet cells) {
        List<String> header = new ArrayList<>(List.of(">cell", ">seed", "configuration"));
        header.addAll(sweep.varied().stream().map(key -> ">" + key).toList());
        TextTable table = new TextTable(header);
        int count = cells.cardinality();
        int place = 0;
        for (int cell = cells.nextSetBit(0); cell >= 0; cell = cells.nextSetBit(cell + 1), place++) {
            if (place == SHOWN_CELLS && count > 2 * SHOWN_CELLS) {
                table.row(Collections.nCopies(header.size(), "…"));
            }
            if (place < SHOWN_CELLS || place >= count - SHOWN_CELLS) {
                table.row(row(sweep, cell));
            }
        }
        return table.text();
    }

    private static List<String> row(Sweep sweep, int cell) {
        Sweep.Configuration configuration = sweep.configuration(sweep.configurationOf(cell));
        List<String> row = new ArrayList<>(
                List.of(Integer.toString(cell), Long.toString(sweep.seedOf(cell)), configuration.hash()));
        for (String key : sweep.varied()) {
            row.add(configuration.varied().stream()
                    .filter(setting -> setting.key().equals(key))
                    .findFirst()
                    .map(setting -> Quoted.plain(setting.json()))
                    .orElse(""));
        }
        return row;
    }

    /** Returns the seconds that all cells take, by the fastest of a few tiny runs of the first. */
    private double estimate(Sweep sweep) {
        compute.choose(session, work);
        Execution execution = compute.execution(1);
        Sweep.Configuration tiny = sweep.configuration(0).shortened(TINY_EPISODES, TINY_EVAL_EPISODES);
        double spent = 0;
        double fastest = Double.POSITIVE_INFINITY;
        try (Progress progress = new Progress(session, "timing", 0)) {
            SweepRun run = new SweepRun(sweep, execution, progress, line -> {}, new AtomicInteger());
            while (spent < TIMED_SECONDS) {
                long start = System.nanoTime();
                run.line(tiny, sweep.seeds().first());
                double seconds = (System.nanoTime() - start) * NANOS;
                fastest = Math.min(fastest, seconds);
                spent += seconds;
            }
        }
        double share = work.scalarSeconds() / tiny.work(tiny.environment()).scalarSeconds();
        return fastest * share / Math.min(compute.threads(), sweep.cells());
    }

    private static String duration(double seconds) {
        if (seconds < 100) {
            return Numbers.seconds(seconds);
        }
        double minutes = seconds / 60;
        return minutes < 100
                ? String.format(Locale.ROOT, "%.0f minutes", minutes)
                : String.format(Locale.ROOT, "%,.1f hours", minutes / 60);
    }
}
