package dev.baton.cli.sweep;

import dev.baton.Backend;
import dev.baton.cli.print.Progress;
import dev.baton.cli.process.VectorModule;
import dev.baton.files.text.Source;
import dev.baton.run.Execution;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The cells of a sweep as something that can be sent to other processes: the texts of its two files and nothing else.
 * What it computes depends on these and on the cell's number alone.
 */
public final class SweepCells implements Serializable {
    private static final long serialVersionUID = 1;

    // Every task brings its own copy of the texts, and they are the same for all of a run.
    private static @Nullable Parsed last;

    private final String[] texts;

    /**
     * Keeps the texts.
     *
     * @param sweepName what to call the sweep file in messages
     * @param sweep its text
     * @param environmentName what to call the environment file
     * @param environment its text, whatever file the sweep names
     */
    public SweepCells(String sweepName, String sweep, String environmentName, String environment) {
        this.texts = new String[] {sweepName, sweep, environmentName, environment};
    }

    /**
     * Trains and evaluates some cells on the calling thread, by SIMD where this machine's Java has it; the lines are
     * the same without.
     *
     * @param numbers of the cells, from 0, not modified
     * @return the lines of results.jsonl in the same order, each with its line break
     * @throws dev.baton.files.BatonException if the texts are no sweep and environment
     */
    public List<String> lines(int[] numbers) {
        Parsed parsed = parsed();
        Sweep sweep = parsed.sweep;
        Execution execution = new Execution(parsed.kernels, 1, Execution.DEFAULT_TILE);
        List<String> lines = new ArrayList<>(numbers.length);
        try (Progress progress = Progress.unseen()) {
            SweepRun run = new SweepRun(sweep, execution, progress, line -> {}, new AtomicInteger());
            Sweep.Configuration configuration = null;
            for (int cell : numbers) {
                configuration = run.configuration(cell, configuration);
                lines.add(run.line(configuration, sweep.seedOf(cell)));
            }
        }
        return lines;
    }

    private Parsed parsed() {
        synchronized (SweepCells.class) {
            Parsed known = last;
            if (known == null || !known.texts.equals(List.of(texts))) {
                Sweep sweep = Sweep.of(new Source(texts[0], texts[1]), new Source(texts[2], texts[3]));
                known = new Parsed(List.of(texts), sweep, kernels());
                last = known;
            }
            return known;
        }
    }

    private static Backend kernels() {
        Optional<String> reason = Backend.simdObstacle().or(VectorModule::load);
        // Where an executor writes what it has to say.
        reason.ifPresent(
                text -> System.err.println("baton: note: plain Java in place of vectors, which takes longer: " + text));
        return reason.isEmpty() ? Backend.SIMD : Backend.SCALAR;
    }

    private record Parsed(List<String> texts, Sweep sweep, Backend kernels) {}
}
