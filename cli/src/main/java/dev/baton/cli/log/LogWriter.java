package dev.baton.cli.log;

import dev.baton.cli.process.ExitHook;
import dev.baton.cli.process.Session;
import dev.baton.cli.process.WholeBuffer;
import dev.baton.env.EnvSpec;
import dev.baton.files.BatonException;
import dev.baton.files.text.InputFile;
import dev.baton.offline.EpisodeRange;
import dev.baton.offline.LoggedEpisode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes one block of episodes to a log, all or nothing: to a neighbour first, which is a log of its own, and from
 * there into place. Whatever ends the writing earlier, Ctrl-C included, leaves the log as it was.
 *
 * <p>Several processes may add to a log at once: each takes the log's lock for the moment in which its block is copied,
 * and looks again whether its episodes are in the log by then. A new log is made by whoever is first.
 */
public final class LogWriter implements AutoCloseable {
    private static final int BUFFER = 1 << 16;
    /** Threads of this process; the system's locks are for processes. */
    private static final Object MERGE = new Object();

    private final Path shown;
    private final Path target;
    private final EnvSpec environment;
    private final EpisodeRange range;
    private final boolean append;
    private final LogNeighbour neighbour;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    private final byte[] header;
    private final ExitHook hook = new ExitHook(this::discard);
    private long bytes;
    private boolean over;

    /**
     * Checks that the episodes can be written and opens the neighbour.
     *
     * @param file the log; links are followed
     * @param environment of the log
     * @param range the episodes that will be written, in this order
     * @param append whether the log is there already, and not to be made
     * @param session is told of what earlier writers have left behind
     */
    public LogWriter(Path file, EnvSpec environment, EpisodeRange range, boolean append, Session session) {
        this.shown = file;
        this.environment = environment;
        this.range = range;
        this.append = append;
        header = LogFormat.header(environment);
        try {
            target = resolve(file.toAbsolutePath().normalize());
            if (append) {
                InputFile.requireFile(file, LogFormat.WHAT);
                requireNew(LogIndex.of(target, environment));
            } else {
                requireMissing();
                if (target.getParent() != null) {
                    Files.createDirectories(target.getParent());
                }
            }
            LogNeighbour.sweep(target, session);
            neighbour = LogNeighbour.open(target);
        } catch (IOException e) {
            throw InputFile.failure(file, "cannot be written", e);
        }
        hook.set();
        try {
            put(header);
            put(LogFormat.announce(new LogFormat.Block(range, 0, false)));
        } catch (BatonException e) {
            close();
            throw e;
        }
    }

    /** Follows links, the last of which may lead to nothing. */
    private static Path resolve(Path file) throws IOException {
        Path path = file;
        for (int i = 0; Files.isSymbolicLink(path); i++) {
            if (i == 40) {
                throw new IOException("too many links, one to another");
            }
            path = path.resolveSibling(Files.readSymbolicLink(path)).normalize();
        }
        return path;
    }

    private void requireMissing() {
        if (Files.exists(target)) {
            throw new BatonException(
                    InputFile.name(shown) + ": exists already; choose another name, or add to it with --append");
        }
    }

    private void requireNew(LogIndex index) {
        index.ranges().overlap(range).ifPresent(twice -> {
            throw new BatonException(InputFile.name(shown) + ": holds " + twice + " already, and " + range
                    + " would be in it twice, so that estimates from it would claim too much; choose another --seed");
        });
    }

    /** Writes the next episode. */
    public synchronized void write(LoggedEpisode episode) {
        byte[] frame = LogFormat.encode(episode, environment.dimension());
        bytes += frame.length;
        put(frame);
    }

    private synchronized void put(byte[] frame) {
        if (over) {
            return; // the process is ending
        }
        try {
            if (frame.length > buffer.remaining()) {
                flush();
            }
            if (frame.length > buffer.capacity()) {
                neighbour.write(ByteBuffer.wrap(frame));
            } else {
                buffer.put(frame);
            }
        } catch (IOException e) {
            throw InputFile.failure(shown, "cannot be written", e);
        }
    }

    private void flush() throws IOException {
        neighbour.write(buffer.flip());
        buffer.clear();
    }

    /**
     * Puts the episodes into place.
     *
     * @param session is told of what was mended
     * @return how many episodes the log holds then
     */
    public synchronized long publish(Session session) {
        if (over) {
            throw new BatonException(InputFile.name(shown) + ": the process was told to end before it was written");
        }
        byte[] announcement = LogFormat.announce(new LogFormat.Block(range, bytes, true));
        try {
            flush();
            neighbour.writeAt(ByteBuffer.wrap(announcement), header.length);
        } catch (IOException e) {
            throw InputFile.failure(shown, "cannot be written", e);
        }
        try {
            long episodes = append ? merge(announcement, session) : create();
            over = true;
            return episodes;
        } catch (FileAlreadyExistsException e) {
            over = true; // finished episodes are not thrown away
            throw new BatonException(
                    InputFile.name(shown) + ": exists already, another process has made it meanwhile; the finished log"
                            + " is in " + neighbour.keep(),
                    e);
        } catch (IOException e) {
            over = true;
            throw new BatonException(
                    InputFile.name(shown) + ": cannot be moved into place: " + InputFile.reason(e)
                            + "; the finished log is in " + neighbour.keep(),
                    e);
        }
    }

    private long create() throws IOException {
        // Whoever makes the file has it; what takes its place then is whole.
        Files.createFile(target);
        try {
            neighbour.moveTo(target);
        } catch (IOException e) {
            Files.deleteIfExists(target);
            throw e;
        }
        return range.count();
    }

    private long merge(byte[] announcement, Session session) throws IOException {
        synchronized (MERGE) {
            Object before = key();
            try (FileChannel log =
                            FileChannel.open(target, StandardOpenOption.READ, StandardOpenOption.WRITE);
                    FileLock lock = log.lock()) {
                if (!lock.isValid() || !Objects.equals(before, key())) {
                    throw new IOException("another file has taken its place meanwhile");
                }
                LogIndex index = LogIndex.of(InputFile.name(shown), log, environment);
                requireNew(index);
                if (index.unfinished()) {
                    session.note(InputFile.name(shown) + ": episodes whose adding was not finished have been cut off");
                }
                long end = index.end();
                log.truncate(end);
                try {
                    log.position(end);
                    WholeBuffer.write(
                            log, ByteBuffer.wrap(LogFormat.announce(new LogFormat.Block(range, bytes, false))));
                    neighbour.copyTo(log, header.length + (long) announcement.length);
                    log.force(true);
                    // Only now are the episodes in the log.
                    log.position(end);
                    WholeBuffer.write(log, ByteBuffer.wrap(announcement));
                    log.force(true);
                } catch (IOException e) {
                    log.truncate(end);
                    throw e;
                }
                neighbour.remove();
                return index.episodes() + range.count();
            }
        }
    }

    /** Tells one file from another of the same name; null where the system cannot. */
    private @Nullable Object key() throws IOException {
        return Files.readAttributes(target, BasicFileAttributes.class).fileKey();
    }

    private synchronized void discard() {
        if (!over) {
            over = true;
            neighbour.remove();
        }
    }

    /** Removes the neighbour if it was not put into place. */
    @Override
    public void close() {
        discard();
        neighbour.close();
        hook.unset();
    }
}
