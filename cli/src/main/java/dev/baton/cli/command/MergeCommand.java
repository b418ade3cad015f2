package dev.baton.cli.command;

import dev.baton.cli.folder.FolderClaim;
import dev.baton.cli.folder.OutputFolder;
import dev.baton.cli.folder.RunFiles;
import dev.baton.cli.option.Shard;
import dev.baton.cli.print.Numbers;
import dev.baton.cli.process.Session;
import dev.baton.cli.sweep.Sweep;
import dev.baton.cli.sweep.SweepFolder;
import dev.baton.cli.sweep.SweepIndex;
import dev.baton.cli.sweep.SweepLine;
import dev.baton.cli.sweep.SweepSummary;
import dev.baton.files.BatonException;
import dev.baton.files.Environments;
import dev.baton.files.text.InputFile;
import dev.baton.files.text.Quoted;
import dev.baton.files.text.Sha256;
import dev.baton.files.text.Source;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "merge",
        description = {
            "Join the folders of the shards of a sweep.",
            "",
            "All must be of the same sweep file and environment. A cell that is in several of them must have the same"
                    + " result in each. If cells are missing, 'baton sweep FILE --output DIR' computes them."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  baton merge runs/part-1 runs/part-2 --output runs/parts"})
public final class MergeCommand implements Callable<Integer> {
    private static final List<String> ENTRIES = List.of(
            SweepFolder.SWEEP, RunFiles.ENVIRONMENT, SweepFolder.RESULTS, SweepFolder.CONFIGURATIONS, SweepFolder.DONE);

    private final Session session;

    @Parameters(paramLabel = "DIR", arity = "1..*", description = "The folders of 'baton sweep'.")
    private List<Path> folders = List.of();

    @Option(
            names = "--output", paramLabel = "DIR", required = true,
            description = "The folder to write; it must not hold a run yet.")
    private Path output = Path.of("");

    public MergeCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Sweep sweep = sweep(folders.getFirst());
        for (Path folder : folders) {
            requireFree(folder);
            requireSame(folder, sweep);
        }
        SweepIndex index = SweepIndex.of(sweep, configuration -> {});
        try (OutputFolder merged = OutputFolder.prepare(session, output, ENTRIES, SweepFolder.CONFIGURATIONS)) {
            BitSet done = join(sweep, index, merged);
            merged.write(RunFiles.ENVIRONMENT, sweep.environmentText());
            merged.write(SweepFolder.SWEEP, sweep.text());
            SweepSummary summary = SweepSummary.read(sweep, index, merged.partial(SweepFolder.RESULTS));
            boolean whole = done.cardinality() == sweep.cells();
            if (whole) {
                merged.write(SweepFolder.DONE, SweepSummary.done(Shard.WHOLE, sweep, summary));
            }
            merged.write(SweepFolder.CONFIGURATIONS, summary.csv());
            merged.publish();
            session.out().print(Numbers.count(done.cardinality()) + " of " + Numbers.count(sweep.cells())
                    + " cells are in " + InputFile.name(output)
                    + (whole ? ".\n" : "; 'baton sweep FILE --output " + Quoted.shell(output)
                            + "' computes the others.\n"));
        }
        return 0;
    }

    private static Sweep sweep(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new BatonException(InputFile.name(folder) + ": no such folder; expected a folder of 'baton sweep'");
        }
        return Sweep.of(copy(folder, SweepFolder.SWEEP), copy(folder, RunFiles.ENVIRONMENT));
    }

    private static Source copy(Path folder, String name) {
        Path file = folder.resolve(name);
        return new Source(
                InputFile.name(file), InputFile.readText(file, Environments.MAX_BYTES, "a folder of 'baton sweep'"));
    }

    private static void requireFree(Path folder) {
        try {
            FolderClaim.requireFree(folder.resolve(SweepFolder.WRITING), SweepFolder.WRITER, folder);
        } catch (IOException e) {
            throw InputFile.failure(folder, "cannot be read", e);
        }
    }

    private void requireSame(Path folder, Sweep sweep) {
        if (!Files.isDirectory(folder)) {
            sweep(folder);
        }
        boolean same = copy(folder, SweepFolder.SWEEP).text().equals(sweep.text())
                && copy(folder, RunFiles.ENVIRONMENT).text().equals(sweep.environmentText());
        if (!same) {
            throw new BatonException(InputFile.name(folder) + ": is of another sweep than "
                    + InputFile.name(folders.getFirst()) + ": expected the same " + SweepFolder.SWEEP + " and "
                    + RunFiles.ENVIRONMENT);
        }
    }

    /** Copies every cell once, in the order of the folders, and returns which there are. */
    private BitSet join(Sweep sweep, SweepIndex index, OutputFolder merged) {
        BitSet done = new BitSet(sweep.cells());
        // Two lines are the same if their digests are.
        long[] digests = new long[sweep.cells()];
        try (BufferedWriter writer = new BufferedWriter(
                Channels.newWriter(merged.open(SweepFolder.RESULTS, 0), StandardCharsets.UTF_8))) {
            for (Path folder : folders) {
                Path results = folder.resolve(SweepFolder.RESULTS);
                if (!Files.exists(results)) {
                    continue; // it was left before its first cell
                }
                SweepLine.forEach(results, line -> {
                    int cell = index.cell(line).orElseThrow(() -> SweepSummary.foreign(results, line));
                    long digest = digest(line.text());
                    if (!done.get(cell)) {
                        done.set(cell);
                        digests[cell] = digest;
                        write(writer, line, merged);
                    } else if (digests[cell] != digest) {
                        throw new BatonException(InputFile.name(results) + ", line " + line.number()
                                + ": configuration "
                                + line.hash() + " under seed " + line.seed() + " has another result than in an earlier"
                                + " folder; expected the same from the same version of Baton; remove the wrong one");
                    }
                });
            }
        } catch (IOException e) {
            throw merged.failure(SweepFolder.RESULTS, e);
        }
        return done;
    }

    private static void write(BufferedWriter writer, SweepLine line, OutputFolder merged) {
        try {
            writer.write(line.text() + "\n");
        } catch (IOException e) {
            throw merged.failure(SweepFolder.RESULTS, e);
        }
    }

    private static long digest(String text) {
        return ByteBuffer.wrap(Sha256.of(text.getBytes(StandardCharsets.UTF_8))).getLong();
    }
}
