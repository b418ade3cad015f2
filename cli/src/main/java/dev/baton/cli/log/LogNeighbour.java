package dev.baton.cli.log;

import dev.baton.cli.process.Session;
import dev.baton.cli.process.WholeBuffer;
import dev.baton.files.text.InputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The file beside a log that its next block is written to. The process that writes it holds the system's lock on it,
 * which ends with the process whatever ends that, so one that can be locked is a leftover.
 */
final class LogNeighbour {
    private static final String MARK = ".partial-";
    /** The file system allows 255; a number and other endings follow. */
    private static final int LONGEST_NAME = 100;
    /** A byte far behind the contents: where locks are mandatory the contents can still be read. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;
    /** Closing any channel of a file ends all of the process's locks on it, so these must not be looked at. */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel channel;

    private LogNeighbour(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Makes a neighbour of a log, as readable as any new file. */
    static LogNeighbour open(Path log) throws IOException {
        while (true) {
            String number = Long.toString(ThreadLocalRandom.current().nextLong(1L << 40), Character.MAX_RADIX);
            Path path = log.resolveSibling(prefix(log) + number);
            OURS.add(path);
            try {
                FileChannel channel = FileChannel.open(
                        path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
                // Another process may have taken it for a leftover before it was locked.
                if (isLocked(channel) && Files.exists(path)) {
                    return new LogNeighbour(path, channel);
                }
                channel.close();
                OURS.remove(path);
            } catch (FileAlreadyExistsException e) {
                OURS.remove(path); // another number, then
            } catch (IOException e) {
                OURS.remove(path);
                throw e;
            }
        }
    }

    /** Locks a file and says whether nobody else has. */
    private static boolean isLocked(FileChannel channel) throws IOException {
        FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
        return lock != null;
    }

    /** The start of the names of a log's neighbours: the log's own name, cut to a length that leaves room. */
    private static String prefix(Path log) {
        String name = log.getFileName().toString();
        int end = name.length();
        while (name.substring(0, end).getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            end = name.offsetByCodePoints(end, -1);
        }
        return name.substring(0, end) + MARK;
    }

    /** Removes what writers that are gone have left beside a log, and mentions what they had finished. */
    static void sweep(Path log, Session session) throws IOException {
        Path folder = log.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return;
        }
        String prefix = prefix(log);
        DirectoryStream.Filter<Path> neighbours =
                entry -> entry.getFileName().toString().startsWith(prefix) && Files.isRegularFile(entry);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, neighbours)) {
            for (Path entry : entries) {
                if (!OURS.contains(entry)) {
                    sweepOne(entry, session);
                }
            }
        }
    }

    private static void sweepOne(Path entry, Session session) {
        try (FileChannel channel =
                FileChannel.open(entry, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (!isLocked(channel)) {
                return;
            }
            if (LogIndex.isWhole(channel)) {
                session.note(InputFile.name(entry)
                        + ": a finished log that an earlier 'baton log' could not move into place");
            } else if (channel.size() == 0) {
                // Of a writer that was killed before it wrote, or of one that is about to lock it, see open: no news.
                Files.deleteIfExists(entry);
            } else if (Files.deleteIfExists(entry)) {
                session.note(InputFile.name(entry) + ": left behind by a 'baton log' that was killed; removed");
            }
        } catch (IOException e) {
            session.note(InputFile.name(entry) + ": of another 'baton log', or left behind by one");
        }
    }

    /** Writes at the end. */
    void write(ByteBuffer bytes) throws IOException {
        WholeBuffer.write(channel, bytes);
    }

    /** Writes over what is at a place. */
    void writeAt(ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    /** Copies everything from a place on to where a log's channel is. */
    void copyTo(FileChannel log, long from) throws IOException {
        long at = from;
        long size = channel.size();
        while (at < size) {
            at += channel.transferTo(at, size - at, log);
        }
    }

    /** Takes the place of a file. */
    void moveTo(Path target) throws IOException {
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
        OURS.remove(path);
    }

    /** Leaves the file where it is, and returns its name. */
    String keep() {
        return InputFile.name(path);
    }

    /** Removes the file. */
    void remove() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            return; // best effort: its name says what it is, and the next call removes it
        }
    }

    /** Gives up the lock. */
    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            return; // everything has been written
        } finally {
            OURS.remove(path);
        }
    }
}
