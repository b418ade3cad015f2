package dev.baton.cli.folder;

import dev.baton.cli.process.WholeBuffer;
import dev.baton.files.BatonException;
import dev.baton.files.text.InputFile;
import dev.baton.files.text.JsonWriter;
import dev.baton.files.text.Quoted;
import dev.baton.files.text.Source;
import dev.baton.files.text.YamlDocument;
import dev.baton.files.text.YamlNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The right to write to a folder, held by a lock of the operating system on one file in it, which ends with the process
 * whatever ends that. Until the run is done the file says who writes; then it is the run's own and last.
 */
public final class FolderClaim implements AutoCloseable {
    // A byte far behind the contents: where locks are mandatory the contents can still be read.
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;
    private static final int LARGEST_RECORD = 1 << 16;
    private static final int ATTEMPTS = 100;

    private final Path folder;
    private final Path file;
    private final FileChannel channel;
    private final @Nullable Object folderKey;
    private final Optional<Writer> left;
    private final boolean finished;

    private FolderClaim(Path folder, Path file, FileChannel channel, Optional<Writer> left, boolean finished)
            throws IOException {
        this.folder = folder;
        this.file = file;
        this.channel = channel;
        this.folderKey = key(folder);
        this.left = left;
        this.finished = finished;
    }

    /**
     * Makes a folder and claims it. What a process that is gone has left in it stays for the caller to remove.
     *
     * @param folder to be made; its parent is there
     * @param name of the file that says who writes
     * @param target what the folder will become
     * @throws BatonException if another process has the folder, or left a finished run in it
     */
    public static FolderClaim take(Path folder, String name, Path target) throws IOException {
        return take(folder, name, target, text -> false);
    }

    /**
     * As the other does, but takes over a finished run.
     *
     * @param ours says of what the file holds whether it is of a finished run that may be moved into place
     */
    public static FolderClaim take(Path folder, String name, Path target, Predicate<String> ours) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            boolean made = make(folder);
            try {
                Optional<FolderClaim> claim = tryTake(folder, folder.resolve(name), target, made, ours);
                if (claim.isPresent()) {
                    return claim.get();
                }
            } catch (IOException e) {
                if (made) {
                    remove(folder);
                }
                throw e;
            }
        }
        throw new IOException("other processes make and remove " + folder + " all the time");
    }

    /** Refuses to go on if a process is writing to a folder. */
    public static void requireFree(Path folder, String name, Path target) throws IOException {
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (lock(channel) == Lock.HELD) {
                throw held(target, channel);
            }
        } catch (NoSuchFileException e) {
            return; // just finished
        }
    }

    private static boolean make(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    private static void remove(Path folder) {
        try {
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            return; // somebody else uses it by now
        }
    }

    /** Returns nothing if the folder was removed or moved meanwhile. */
    private static Optional<FolderClaim> tryTake(
            Path folder, Path file, Path target, boolean made, Predicate<String> ours) throws IOException {
        FileChannel channel;
        Object before;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            before = key(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        boolean taken = false;
        try {
            Lock lock = lock(channel);
            if (lock == Lock.HELD) {
                throw held(target, channel);
            }
            String text = read(channel);
            if (!Files.exists(file) || !Objects.equals(before, key(file))) {
                return Optional.empty();
            }
            if (!made && lock == Lock.TAKEN && ours.test(text)) {
                FolderClaim claim = new FolderClaim(folder, file, channel, Optional.empty(), true);
                taken = true;
                return Optional.of(claim);
            }
            Optional<Writer> left = made ? Optional.empty() : Optional.of(leftBy(folder, target, text, lock));
            FolderClaim claim = new FolderClaim(folder, file, channel, left, false);
            claim.write(Writer.here().text(target).getBytes(StandardCharsets.UTF_8));
            taken = true;
            return Optional.of(claim);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } finally {
            if (!taken) {
                channel.close();
            }
        }
    }

    private static Writer leftBy(Path folder, Path target, String text, Lock lock) {
        Writer writer = Writer.parse(text).orElse(null);
        if (writer == null && !text.isEmpty()) {
            throw new BatonException(InputFile.name(target) + ": a finished run that could not be moved there is in "
                    + InputFile.name(folder) + "; move it or remove it first");
        }
        Writer known = writer == null ? Writer.UNKNOWN : writer;
        boolean elsewhere = writer != null && !writer.host.equals(Writer.here().host);
        if (elsewhere || lock == Lock.UNSUPPORTED) {
            // Locks of another machine need not be seen here.
            throw new BatonException(InputFile.name(target) + ": another run is being written there, or was left"
                    + " behind, by " + known + "; if that is gone, remove " + InputFile.name(folder));
        }
        return known;
    }

    private static BatonException held(Path target, FileChannel channel) throws IOException {
        return new BatonException(InputFile.name(target) + ": another run is being written there, by "
                + Writer.parse(read(channel)).orElse(Writer.UNKNOWN) + "; wait for it or choose another folder");
    }

    private static Lock lock(FileChannel channel) {
        try {
            return channel.tryLock(LOCKED_BYTE, 1, false) == null ? Lock.HELD : Lock.TAKEN;
        } catch (OverlappingFileLockException e) {
            return Lock.HELD; // by this process
        } catch (IOException e) {
            return Lock.UNSUPPORTED;
        }
    }

    /** What came of asking for the lock. */
    private enum Lock {
        /** It is ours until the channel is closed. */
        TAKEN,
        /** Somebody else has it. */
        HELD,
        /** The file system has none; then whoever makes the folder has it. */
        UNSUPPORTED
    }

    /** Says whether the folder holds a finished run, which has only to be moved. */
    public boolean finished() {
        return finished;
    }

    /** Returns who left the folder behind, if it was there. */
    public Optional<Writer> left() {
        return left;
    }

    /** Says whether the folder is still the one that was claimed. */
    public boolean holds() {
        try {
            return Objects.equals(folderKey, key(folder)) && Files.exists(file);
        } catch (IOException e) {
            return false;
        }
    }

    /** Replaces what the file says. */
    public void write(byte[] bytes) throws IOException {
        channel.position(0);
        WholeBuffer.write(channel, ByteBuffer.wrap(bytes));
        channel.truncate(bytes.length);
    }

    /** Gives the folder up. */
    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(channel.size(), LARGEST_RECORD));
        int read = 0;
        while (bytes.hasRemaining() && read >= 0) {
            read = channel.read(bytes, bytes.position());
        }
        return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
    }

    /** Tells one file from another of the same name; null where the system cannot. */
    private static @Nullable Object key(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    /**
     * A process that writes to a folder.
     *
     * @param process its number
     * @param host its machine
     * @param begun when it began
     */
    public record Writer(String process, String host, String begun) {
        private static final Writer UNKNOWN = new Writer("", "", "");
        private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

        /** Returns this process. */
        public static Writer here() {
            return new Writer(
                    Long.toString(ProcessHandle.current().pid()),
                    thisHost(),
                    Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        }

        // Asking the network for the name of this machine may take seconds.
        private static String thisHost() {
            try {
                return Files.readString(HOST_NAME).strip();
            } catch (IOException e) {
                String name = System.getenv("HOSTNAME");
                return name == null ? System.getenv().getOrDefault("COMPUTERNAME", "an unknown machine") : name;
            }
        }

        private String text(Path target) {
            JsonWriter json = new JsonWriter().begin();
            json.key("writing").value(target.toString());
            json.key("process").value(process);
            json.key("host").value(host);
            json.key("begun").value(begun);
            json.key("note")
                    .value("Baton writes here and moves the folder into place when the run is done."
                            + " If that process is gone, the folder can be removed.");
            return json.end().finish();
        }

        private static Optional<Writer> parse(String text) {
            try {
                if (YamlDocument.parse(new Source("", text)) instanceof YamlNode.Mapping record
                        && value(record, "writing").isPresent()) {
                    return Optional.of(new Writer(
                            value(record, "process").orElse(""),
                            value(record, "host").orElse(""),
                            value(record, "begun").orElse("")));
                }
            } catch (BatonException e) {
                return Optional.empty();
            }
            return Optional.empty();
        }

        private static Optional<String> value(YamlNode.Mapping record, String key) {
            return record.entries().stream()
                    .filter(entry -> entry.key().equals(key))
                    .findFirst()
                    .map(entry -> entry.value() instanceof YamlNode.Scalar scalar ? scalar.text() : "");
        }

        @Override
        public String toString() {
            return process.isEmpty()
                    ? "a process that did not say which"
                    : "process " + Quoted.plain(process) + " on " + Quoted.plain(host) + ", begun "
                            + Quoted.plain(begun);
        }
    }
}
