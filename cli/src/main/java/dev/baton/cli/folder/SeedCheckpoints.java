package dev.baton.cli.folder;

import dev.baton.cli.print.Progress;
import dev.baton.files.BatonException;
import dev.baton.files.TrainingCheckpoint;
import dev.baton.learn.ResumableTraining;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Keeps the checkpoints of one seed of a run in its folder, each in the place of the one before. */
public final class SeedCheckpoints implements Checkpoints {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final String REMEDY = "; start over with --force, which keeps the folder aside";

    private final OutputFolder folder;
    private final String name;
    private final String settings;
    private final long seed;
    private final double everySeconds;
    private final boolean keepsLast;
    private final MetricsFile metrics;
    private final @Nullable TrainingCheckpoint from;
    private final Progress progress;
    private long last = System.nanoTime();

    /**
     * Makes what keeps checkpoints.
     *
     * @param prefix of the seed's files in the folder
     * @param settings hash of the run's identity
     * @param everySeconds how much time passes between two checkpoints
     * @param keepsLast whether the state at the end is kept, too: it says what the policy does not
     * @param metrics of the seed, which are brought to the disk before what counts on them
     * @param from what to go on from, if there is something
     * @param progress is told what was done before
     */
    public SeedCheckpoints(
            OutputFolder folder,
            String prefix,
            String settings,
            long seed,
            double everySeconds,
            boolean keepsLast,
            MetricsFile metrics,
            @Nullable TrainingCheckpoint from,
            Progress progress) {
        this.folder = folder;
        this.name = prefix + RunFiles.CHECKPOINT;
        this.settings = settings;
        this.seed = seed;
        this.everySeconds = everySeconds;
        this.keepsLast = keepsLast;
        this.metrics = metrics;
        this.from = from;
        this.progress = progress;
    }

    /**
     * Reads what to go on from.
     *
     * @param settings hash of the run's identity
     * @param seed of the training
     */
    public static TrainingCheckpoint read(Path file, String settings, long seed) {
        try {
            return TrainingCheckpoint.read(file, settings, seed);
        } catch (BatonException e) {
            // What cannot be opened now may be fine.
            throw e.getCause() instanceof IOException ? e : new BatonException(e.getMessage() + REMEDY, e);
        }
    }

    @Override
    public void begin(ResumableTraining training) {
        if (from == null) {
            return;
        }
        try {
            training.restore(from.state());
            progress.doneBefore(training.episodes());
        } catch (IllegalArgumentException e) {
            throw new BatonException(
                    folder.shownPartial(name) + ": does not fit this training: " + e.getMessage() + REMEDY, e);
        }
    }

    @Override
    public void updated(ResumableTraining training) {
        boolean due = (System.nanoTime() - last) / NANOS_PER_SECOND >= everySeconds
                || keepsLast && training.finished();
        if (due) {
            long length = metrics.sync();
            folder.put(name, new TrainingCheckpoint(settings, seed, length, training.save()).bytes());
            last = System.nanoTime();
        }
    }
}
