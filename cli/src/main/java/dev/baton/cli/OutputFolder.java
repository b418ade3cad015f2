package dev.baton.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The output folder of a run, all or nothing. Everything is written to a hidden neighbour first and moved into place by
 * {@link #publish}; whatever ends the run earlier, Ctrl-C included, leaves the target as it was.
 */
final class OutputFolder implements AutoCloseable {
    private final Path target;
    private final Path partial;
    private final boolean targetExisted;
    private final List<Path> createdParents;
    private final String marker;
    private final Thread hook;
    private boolean over;

    private OutputFolder(
            Path target, Path partial, boolean targetExisted, List<Path> createdParents, String marker) {
        this.target = target;
        this.partial = partial;
        this.targetExisted = targetExisted;
        this.createdParents = createdParents;
        this.marker = marker;
        this.hook = Thread.ofPlatform().unstarted(this::discard);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Checks that a run can be written, and leaves nothing behind. */
    static void check(Path target, List<String> entries, String marker) {
        prepare(target, entries, marker).discardAndForget();
    }

    /**
     * Checks that a run can be written and makes the neighbour it is written to.
     *
     * @param target the folder to be: missing, or a folder in which nothing would be overwritten
     * @param entries the top-level names that will be written
     * @param marker the one of them that is moved last
     */
    static OutputFolder prepare(Path target, List<String> entries, String marker) {
        if (target.toString().isEmpty()) {
            throw new BatonException("the output folder: expected a name, found nothing");
        }
        Path absolute = target.toAbsolutePath().normalize();
        boolean exists = Files.isDirectory(absolute);
        if (!exists && Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
            throw new BatonException(InputFile.name(target) + ": is not a folder; choose another name for the output");
        }
        if (exists) {
            requireNoRun(target, absolute, entries);
        }
        List<Path> created = new ArrayList<>();
        try {
            Path partial;
            if (exists) {
                // Inside, because the folder may be a file system of its own.
                partial = Files.createTempDirectory(absolute, ".partial-");
            } else {
                Path parent = absolute.getParent() == null ? absolute : absolute.getParent();
                createFolders(parent, created);
                partial = Files.createTempDirectory(parent, absolute.getFileName() + ".partial-");
            }
            return new OutputFolder(absolute, partial, exists, created, marker);
        } catch (IOException e) {
            removeEmpty(created);
            throw InputFile.failure(target, "cannot write to this folder", e);
        }
    }

    /** Writes a text file; folders in its name are made. */
    void write(String name, String text) {
        write(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a file; folders in its name are made. */
    synchronized void write(String name, byte[] bytes) {
        try {
            Files.write(file(name), bytes);
        } catch (IOException e) {
            throw failure(name, e);
        }
    }

    /** Opens a text file for writing piece by piece; folders in its name are made. */
    synchronized BufferedWriter open(String name) {
        try {
            return Files.newBufferedWriter(file(name));
        } catch (IOException e) {
            throw failure(name, e);
        }
    }

    /** Returns a file to write, in a folder that is there. */
    private Path file(String name) throws IOException {
        if (over) {
            // After a failure other seeds still run for a while; what they write must not bring the neighbour back.
            throw new IllegalStateException(target + ": the run is over");
        }
        Path file = partial.resolve(name);
        Files.createDirectories(file.getParent() == null ? partial : file.getParent());
        return file;
    }

    /** Turns an I/O exception into one line about a file of the folder. */
    BatonException failure(String name, IOException e) {
        return InputFile.failure(target.resolve(name), "cannot be written", e);
    }

    /** Moves everything into place, the marker last. */
    synchronized void publish() {
        try {
            // Temporary folders are private to their owner; a result is as readable as any new folder.
            openLikeNewFolder();
            if (targetExisted) {
                moveEntries();
            } else {
                moveWhole();
            }
            over = true;
        } catch (IOException e) {
            over = true; // a finished run is not thrown away
            throw new BatonException(
                    InputFile.name(target) + ": cannot be moved into place: " + InputFile.reason(e)
                            + "; the finished run is in " + partial,
                    e);
        }
    }

    /** Removes the neighbour if it was not published. */
    @Override
    public void close() {
        discardAndForget();
    }

    private void discardAndForget() {
        discard();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the process is ending and the hook has run
        }
    }

    private static void requireNoRun(Path shown, Path folder, List<String> entries) {
        List<String> taken = new ArrayList<>(
                List.of(RunFiles.RUN, RunFiles.SUMMARY, PolicyFile.NAME, RunFiles.METRICS, RunFiles.PER_SEED));
        taken.addAll(entries);
        for (String name : taken) {
            if (Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                throw new BatonException(InputFile.name(shown) + ": already holds a run (" + name
                        + "), which would be lost; choose another folder or remove it first");
            }
        }
    }

    private void moveEntries() throws IOException {
        List<Path> entries;
        try (Stream<Path> list = Files.list(partial)) {
            entries = new ArrayList<>(list.sorted().toList());
        }
        Path last = partial.resolve(marker);
        if (entries.remove(last)) {
            entries.add(last);
        }
        for (Path entry : entries) {
            Files.move(entry, target.resolve(entry.getFileName().toString()));
        }
        Files.delete(partial);
    }

    private void moveWhole() throws IOException {
        try {
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(partial, target);
        }
    }

    private void openLikeNewFolder() throws IOException {
        if (targetExisted || !Files.getFileStore(partial).supportsFileAttributeView("posix")) {
            return;
        }
        Path probe = Files.createDirectory(partial.resolve(".probe"));
        Files.setPosixFilePermissions(partial, Files.getPosixFilePermissions(probe));
        Files.delete(probe);
    }

    private synchronized void discard() {
        if (over) {
            return;
        }
        over = true;
        try {
            if (Files.exists(partial)) {
                Files.walkFileTree(partial, new Deletion());
            }
        } catch (IOException e) {
            return; // best effort: the folder's name says what it is
        } finally {
            removeEmpty(createdParents);
        }
    }

    private static void createFolders(Path folder, List<Path> created) throws IOException {
        List<Path> missing = new ArrayList<>();
        for (Path path = folder; path != null && !Files.exists(path); path = path.getParent()) {
            missing.add(path);
        }
        for (Path path : missing.reversed()) {
            Files.createDirectory(path);
            created.add(path);
        }
    }

    private static void removeEmpty(List<Path> folders) {
        for (Path folder : folders.reversed()) {
            try {
                Files.deleteIfExists(folder);
            } catch (IOException e) {
                return; // somebody else uses it by now
            }
        }
    }

    /** Deletes a tree from its leaves. */
    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
