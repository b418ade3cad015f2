package dev.baton.cli.log;

import dev.baton.cli.folder.StoredLog;
import dev.baton.cli.print.Progress;
import dev.baton.cli.process.Session;
import dev.baton.env.EnvSpec;
import dev.baton.files.BatonException;
import dev.baton.files.text.InputFile;
import dev.baton.files.text.Quoted;
import dev.baton.offline.EpisodeLog;
import dev.baton.offline.EpisodeRange;
import dev.baton.offline.EpisodeRanges;
import dev.baton.offline.EpisodeRules;
import dev.baton.offline.LogShape;
import dev.baton.offline.LoggedEpisode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads a log from its start to its end and checks every episode, one at a time. */
public final class LogReader {
    private static final int BUFFER = 1 << 16;
    /** A pipe may hold anything. */
    private static final long UNKNOWN_SIZE = Long.MAX_VALUE / 1000;

    private final Path file;
    private final String name;
    private final Session session;
    private final EpisodeRanges seen = new EpisodeRanges();
    private final List<EpisodeRange> blocks = new ArrayList<>();
    private long read;

    private LogReader(Path file, Session session) {
        this.file = file;
        this.session = session;
        name = InputFile.name(file);
    }

    /**
     * Reads a log of an environment into memory.
     *
     * @param file a file or a pipe
     * @param environment the log was made in
     * @param session is told of episodes that are left out, and where policies do not see the belief
     */
    public static StoredLog read(Path file, EnvSpec environment, Session session) {
        InputFile.requireFile(file, LogFormat.WHAT);
        if (environment.phases() != null && !environment.memory().belief()) {
            session.note("environment " + Quoted.of(environment.name())
                    + ": observation.belief is false, so what a policy sees is not all that can be known; costs to come"
                    + " are fitted to what it sees and the belief together");
        }
        LogReader reader = new LogReader(file, session);
        try {
            return reader.read(environment);
        } catch (OutOfMemoryError e) {
            throw tooLarge(InputFile.name(file), e);
        } catch (IOException e) {
            throw InputFile.failure(file, "cannot be read", e);
        }
    }

    /** Returns the size of a log, 0 for a pipe or what cannot be read. */
    public static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0; // reading says what is wrong
        }
    }

    private StoredLog read(EnvSpec environment) throws IOException {
        EpisodeLog.Builder builder = new EpisodeLog.Builder(environment);
        if (Files.isRegularFile(file)) {
            LogIndex index = LogIndex.of(file, environment);
            builder.expect(index.episodes(), index.steps());
        }
        EpisodeRules rules = new EpisodeRules(environment);
        long size = Files.isRegularFile(file) ? Files.size(file) : UNKNOWN_SIZE;
        try (Progress progress = new Progress(session, "reading", size);
                InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
            FrameReader frames = new FrameReader(name, in);
            LogShape shape = LogIndex.shape(name, frames, environment);
            boolean more = true;
            while (more) {
                Optional<LogFormat.Block> block = LogIndex.block(name, frames, seen);
                block.ifPresent(announced -> blocks.add(announced.episodes()));
                more = block.isPresent() && readBlock(block.get(), frames, shape, rules, builder, progress);
            }
        }
        if (read == 0) {
            throw new BatonException(name + ": truncated: expected whole episodes, found none");
        }
        return new StoredLog(builder.build(), seen, blocks);
    }

    /** Says whether the block was whole, so that others may follow. */
    private boolean readBlock(
            LogFormat.Block block,
            FrameReader frames,
            LogShape shape,
            EpisodeRules rules,
            EpisodeLog.Builder builder,
            Progress progress)
            throws IOException {
        if (!block.whole()) {
            blocks.removeLast();
            session.note(name + ": " + block.episodes() + " are left out, because adding them was not finished");
            return false;
        }
        seen.add(block.episodes());
        long end = frames.position() + block.bytes();
        for (long i = 0; i < block.episodes().count(); i++) {
            String what = String.format(Locale.ROOT, "episode %,d", read);
            byte[] payload = frames.next(what, LogFormat.longest(shape));
            if (payload.length == 0) {
                throw new BatonException(String.format(
                        Locale.ROOT, "%s: truncated: it ends after %,d episodes with %,d more announced", name, read,
                        block.episodes().count() - i));
            }
            LoggedEpisode episode = LogFormat.decode(name + ": " + what, payload, shape);
            try {
                rules.check(episode);
            } catch (IllegalArgumentException e) {
                throw new BatonException(name + ": " + what + ", " + e.getMessage(), e);
            }
            builder.add(episode);
            progress.add(LogFormat.FRAME + (long) payload.length);
            read++;
        }
        if (frames.position() != end) {
            throw new BatonException(name + ": " + block.episodes() + ": damaged: expected " + block.bytes()
                    + " bytes, found " + (frames.position() - end + block.bytes()));
        }
        return true;
    }

    /** Returns one line that speaks of the log. */
    public static BatonException tooLarge(String log, OutOfMemoryError cause) {
        String size = "";
        try {
            Path path = Path.of(log);
            size = Files.isRegularFile(path) ? " of " + InputFile.bytes(Files.size(path)) : "";
        } catch (IOException | InvalidPathException e) {
            size = ""; // the message does without
        }
        return new BatonException(
                String.format(
                        Locale.ROOT,
                        "%s: the log%s and what is computed from it do not fit in memory, which is limited to %,d MB;"
                                + " use a shorter log, or allow more, as in BATON_JAVA_OPTS=-Xmx4g",
                        log, size, Runtime.getRuntime().maxMemory() / 1_000_000),
                cause);
    }
}
