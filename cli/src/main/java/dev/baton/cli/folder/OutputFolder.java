package dev.baton.cli.folder;

import dev.baton.cli.process.ExitHook;
import dev.baton.cli.process.Session;
import dev.baton.files.BatonException;
import dev.baton.files.text.InputFile;
import dev.baton.files.text.WholeFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The output folder of a run, all or nothing. Everything is written to a neighbour first, which belongs to this process
 * alone, and moved into place by {@link #publish}; whatever ends the run earlier, Ctrl-C included, leaves the target as
 * it was, and the neighbour only where somebody can go on with it.
 */
public final class OutputFolder implements AutoCloseable {
    private static final String SUFFIX = ".partial-run";
    // File systems end names at 255 bytes.
    private static final int LONGEST_NAME = 200;
    private static final int SHORTENED = 25;

    private final Session session;
    private final Path shown;
    private final Path target;
    private final Path partial;
    private final boolean targetExisted;
    private final String marker;
    private final List<Path> createdParents = new ArrayList<>();
    private final Set<String> written = new LinkedHashSet<>();
    // Written when all is trained, and anew by a run that goes on.
    private final Set<String> lastFiles = new LinkedHashSet<>();
    private final @Nullable RunIdentity identity;
    private final ExitHook hook = new ExitHook(this::interrupt);
    private @Nullable FolderClaim claim;
    /** Whether there is something to go on with, so that what is written stays where the run ends early. */
    private boolean kept;
    private boolean over;

    private OutputFolder(Session session, Path shown, String marker, @Nullable RunIdentity identity) {
        this.session = session;
        this.identity = identity;
        this.shown = shown;
        this.target = shown.toAbsolutePath().normalize();
        this.targetExisted = Files.isDirectory(target);
        this.marker = marker;
        // Inside a folder that is there, because that may be a file system of its own.
        this.partial = targetExisted ? target.resolve(SUFFIX) : beside();
    }

    private Path beside() {
        String name = String.valueOf(target.getFileName());
        String start = name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME
                ? name
                : name.codePoints()
                                .limit(SHORTENED)
                                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        + "-" + Integer.toHexString(name.hashCode());
        return target.resolveSibling(start + SUFFIX);
    }

    /** Checks that a run can be written, and leaves nothing behind. */
    public static void check(Session session, Path target, List<String> entries, String marker) {
        prepare(session, target, entries, marker).close();
    }

    /**
     * Checks that a run can be written and makes the neighbour it is written to.
     *
     * @param session is told what an earlier process left and is removed
     * @param target the folder to be: missing, or a folder in which nothing would be overwritten
     * @param entries the top-level names that will be written
     * @param marker the one of them that is written last
     */
    public static OutputFolder prepare(Session session, Path target, List<String> entries, String marker) {
        return open(session, target, entries, marker, null);
    }

    /**
     * As the other does, for a run that can be interrupted: once {@link #put} has kept something, the neighbour stays
     * where the run ends early, and this finds it again.
     *
     * @param identity of the run; what one of another identity has left is refused
     */
    public static OutputFolder resume(
            Session session, Path target, List<String> entries, String marker, RunIdentity identity) {
        return open(session, target, entries, marker, identity);
    }

    private static OutputFolder open(
            Session session, Path target, List<String> entries, String marker, @Nullable RunIdentity identity) {
        if (target.toString().isEmpty()) {
            throw new BatonException("the output folder: expected a name, found nothing");
        }
        OutputFolder folder = new OutputFolder(session, target, marker, identity);
        if (!folder.targetExisted && Files.exists(folder.target, LinkOption.NOFOLLOW_LINKS)) {
            throw new BatonException(InputFile.name(target) + ": is not a folder; choose another name for the output");
        }
        if (folder.targetExisted) {
            requireNoRun(target, folder.target, entries, identity != null);
        }
        // First of all, so that nothing is made that would not be removed.
        folder.hook.set();
        try {
            folder.make();
            return folder;
        } catch (IOException e) {
            folder.close();
            throw InputFile.failure(target, "cannot write to this folder", e);
        } catch (BatonException e) {
            folder.close();
            throw e;
        }
    }

    private synchronized void make() throws IOException {
        requireGoingOn();
        if (targetExisted) {
            // It may have come to be after another process began to write beside it.
            FolderClaim.requireFree(beside(), marker, shown);
        } else {
            createFolders(partial.getParent() == null ? partial : partial.getParent(), createdParents);
        }
        FolderClaim taken = FolderClaim.take(partial, marker, shown, text -> identity != null && identity.isOf(text));
        claim = taken;
        kept = taken.finished() || (identity != null && taken.left().isPresent() && holdsProgress());
        if (kept) {
            if (identity != null && !taken.finished()) {
                identity.requireSame(partial.resolve(RunFiles.RESUME), shown);
                session.note("going on with " + shownPartial("") + ", which was left by "
                        + taken.left().map(String::valueOf).orElse(""));
            }
        } else if (taken.left().isPresent()) {
            Files.walkFileTree(partial, new Deletion(Set.of(partial, partial.resolve(marker))));
            session.note("removed " + InputFile.name(partial) + ", which a run that was killed had left: "
                    + taken.left().get());
        }
        if (identity != null && !kept) {
            Files.writeString(partial.resolve(RunFiles.RESUME), identity.text());
        }
    }

    private List<Path> foldersWithin() {
        List<Path> folders = new ArrayList<>(List.of(partial));
        folders.addAll(RunFiles.seedFolders(partial));
        return folders;
    }

    private boolean holdsProgress() {
        return foldersWithin().stream().anyMatch(folder ->
                Files.exists(folder.resolve(RunFiles.POLICY)) || Files.exists(folder.resolve(RunFiles.CHECKPOINT)));
    }

    /** Says whether there was something to go on with, or has been since. */
    public synchronized boolean hasProgress() {
        return kept;
    }

    /** Says whether an earlier process has finished the run and only has not moved it. */
    public synchronized boolean finished() {
        return claim().finished();
    }

    /** Says whether a file is there already. */
    public boolean has(String name) {
        return Files.isRegularFile(partial.resolve(name));
    }

    /** Returns the name of a file before the run is done, as messages show it. */
    public String shownPartial(String name) {
        Path folder = targetExisted ? shown.resolve(SUFFIX) : shown.resolveSibling(partial.getFileName());
        return InputFile.name(name.isEmpty() ? folder : folder.resolve(name));
    }

    /** From now on the run leaves nothing where it ends early. */
    public synchronized void giveUpProgress() {
        kept = false;
    }

    /** Writes a file beside and moves it into place; from then on what is there stays where the run ends early. */
    public synchronized void put(String name, byte[] bytes) {
        try {
            WholeFile.replace(file(name), bytes);
            kept = identity != null;
        } catch (IOException e) {
            throw failure(name, e);
        }
    }

    /** Removes what only a run that goes on needs. */
    private void removeProgress() throws IOException {
        for (Path folder : foldersWithin()) {
            for (String name : List.of(RunFiles.CHECKPOINT, RunFiles.RESUME)) {
                Files.deleteIfExists(folder.resolve(name));
            }
            for (String name : List.of(RunFiles.CHECKPOINT, RunFiles.POLICY)) {
                Files.deleteIfExists(folder.resolve(name + WholeFile.NEW));
            }
        }
        written.removeIf(name -> Path.of(name).endsWith(RunFiles.CHECKPOINT));
    }

    /**
     * Moves a run that is in the way, finished or not, to a neighbour that is not there yet.
     *
     * @param target the folder to be
     * @param marker the name that is written last
     */
    public static void setAside(Session session, Path target, String marker) {
        OutputFolder folder = new OutputFolder(session, target, marker, null);
        try {
            for (Path partial : List.of(folder.beside(), folder.target.resolve(SUFFIX))) {
                FolderClaim.requireFree(partial, marker, target);
            }
            if (folder.targetExisted && holdsRun(folder.target, List.of()) != null) {
                folder.moveAside(folder.target, target);
            }
            Path inside = folder.target.resolve(SUFFIX);
            for (Path partial : List.of(folder.beside(), inside)) {
                if (Files.isDirectory(partial)) {
                    Path shown = partial.equals(inside)
                            ? target.resolve(SUFFIX)
                            : target.resolveSibling(partial.getFileName());
                    folder.moveAside(partial, shown);
                }
            }
        } catch (IOException e) {
            throw InputFile.failure(target, "cannot be kept aside", e);
        }
    }

    private void moveAside(Path from, Path shownFrom) throws IOException {
        int number = 1;
        while (Files.exists(target.resolveSibling(asideName(number)), LinkOption.NOFOLLOW_LINKS)) {
            number++;
        }
        Files.move(from, target.resolveSibling(asideName(number)), StandardCopyOption.ATOMIC_MOVE);
        session.note(
                "kept " + InputFile.name(shownFrom) + " as " + InputFile.name(shown.resolveSibling(asideName(number))));
    }

    private String asideName(int number) {
        return target.getFileName() + ".old-" + number;
    }

    /** Writes a text file; folders in its name are made. */
    public void write(String name, String text) {
        write(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a file; folders in its name are made. */
    public synchronized void write(String name, byte[] bytes) {
        try {
            try {
                replace(name, bytes);
            } catch (IOException e) {
                // On a full file system the last files of a run get the room of what only a run that goes on needs.
                if (identity == null || !Files.deleteIfExists(partial.resolve(RunFiles.RESUME))) {
                    throw e;
                }
                replace(name, bytes);
            }
        } catch (IOException e) {
            keepResumable();
            throw failure(name, e);
        }
    }

    private void replace(String name, byte[] bytes) throws IOException {
        Path file = file(name);
        if (name.equals(marker)) {
            claim().write(bytes);
        } else {
            lastFiles.add(name);
            Files.write(file, bytes);
        }
    }

    /** Puts back what a run that goes on needs, in place of what it will write again, or gives up going on. */
    private void keepResumable() {
        if (identity == null || Files.exists(partial.resolve(RunFiles.RESUME))) {
            return;
        }
        try {
            for (String name : lastFiles) {
                Files.deleteIfExists(partial.resolve(name));
            }
            Files.writeString(partial.resolve(RunFiles.RESUME), identity.text());
        } catch (IOException e) {
            kept = false;
        }
    }

    /**
     * Opens a file for writing piece by piece; folders in its name are made.
     *
     * @param keep bytes of what is there that stay
     */
    public synchronized FileChannel open(String name, long keep) {
        try {
            FileChannel channel = FileChannel.open(file(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.size() < keep) {
                long size = channel.size();
                channel.close();
                throw new BatonException(shownPartial(name) + ": cut short: expected at least " + InputFile.bytes(keep)
                        + ", which the checkpoint beside it counts on, found " + InputFile.bytes(size)
                        + "; start over with --force, which keeps the folder aside");
            }
            channel.truncate(keep);
            return channel.position(keep);
        } catch (IOException e) {
            throw failure(name, e);
        }
    }

    /** Returns where a file that was written is until it is published. */
    public Path partial(String name) {
        return partial.resolve(name);
    }

    /** Returns a file to write, in a folder that is there. */
    private Path file(String name) throws IOException {
        requireGoingOn();
        requireHere(Set.of());
        Path file = partial.resolve(name);
        Files.createDirectories(file.getParent() == null ? partial : file.getParent());
        written.add(name);
        return file;
    }

    private void requireGoingOn() {
        if (over) {
            // After a failure other seeds still run for a while; what they write must not bring the neighbour back.
            throw new IllegalStateException(target + ": the run is over");
        }
    }

    /** Refuses to go on where somebody has tidied away what was written. */
    private void requireHere(Collection<String> names) {
        boolean here = claim().holds() && names.stream().map(partial::resolve).allMatch(Files::exists);
        if (!here) {
            throw new BatonException(InputFile.name(shown) + ": cannot be written: " + InputFile.name(partial)
                    + ", where the run was until it is done, was removed or changed by somebody else; the run is lost");
        }
    }

    private FolderClaim claim() {
        if (claim == null) {
            throw new IllegalStateException("nothing claimed");
        }
        return claim;
    }

    /** Turns an I/O exception into one line about a file of the folder. */
    public BatonException failure(String name, IOException e) {
        BatonException failure = InputFile.failure(target.resolve(name), "cannot be written", e);
        return hasProgress()
                ? new BatonException(
                        failure.getMessage() + "; what is finished is in " + shownPartial("")
                                + ", and the same command goes on from there",
                        e)
                : failure;
    }

    /** Moves everything into place, the marker last. */
    public synchronized void publish() {
        requireGoingOn();
        requireHere(written);
        if (identity != null) {
            try {
                removeProgress();
            } catch (IOException e) {
                throw failure(marker, e);
            }
        }
        over = true; // from here on it is a finished run, which is not thrown away
        try {
            if (targetExisted) {
                moveEntries();
            } else {
                moveWhole();
            }
        } catch (IOException e) {
            throw new BatonException(
                    InputFile.name(shown) + ": cannot be moved into place: " + InputFile.reason(e)
                            + "; the finished run is in " + InputFile.name(partial),
                    e);
        }
    }

    /** Removes the neighbour if it was not published, and gives the folder up. */
    @Override
    public void close() {
        discard();
        release();
        hook.unset();
    }

    private synchronized void release() {
        if (claim == null) {
            return;
        }
        try {
            claim.close();
        } catch (IOException e) {
            return; // the lock ends with the process at the latest
        }
    }

    private static void requireNoRun(Path shown, Path folder, List<String> entries, boolean canBeKeptAside) {
        String name = holdsRun(folder, entries);
        if (name != null) {
            throw new BatonException(InputFile.name(shown) + ": already holds a run (" + name
                    + "), which would be lost; choose another folder or "
                    + (canBeKeptAside ? "keep it aside with --force" : "remove it first"));
        }
    }

    /** Returns the name of what a folder holds of a run, or null. */
    private static @Nullable String holdsRun(Path folder, List<String> entries) {
        List<String> taken = new ArrayList<>(
                List.of(RunFiles.RUN, RunFiles.SUMMARY, RunFiles.POLICY, RunFiles.METRICS, RunFiles.PER_SEED));
        taken.addAll(entries);
        for (String name : taken) {
            if (Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                return name;
            }
        }
        return null;
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

    /** What a signal does. */
    private synchronized void interrupt() {
        if (over) {
            return;
        }
        discard();
        if (kept) {
            session.err().println("baton: interrupted; the run so far is in " + shownPartial("")
                    + ", and the same command goes on from there");
        }
    }

    private synchronized void discard() {
        if (over) {
            return;
        }
        over = true;
        if (kept) {
            return;
        }
        try {
            if (claim != null && claim.holds()) {
                Files.walkFileTree(partial, new Deletion(Set.of()));
            }
        } catch (IOException e) {
            return; // best effort: the folder says what it is
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

    /** Deletes a tree from its leaves, but for some of it. */
    private static final class Deletion extends SimpleFileVisitor<Path> {
        private final Set<Path> kept;

        Deletion(Set<Path> kept) {
            this.kept = kept;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
            delete(folder);
            return FileVisitResult.CONTINUE;
        }

        private void delete(Path path) throws IOException {
            if (!kept.contains(path)) {
                Files.deleteIfExists(path);
            }
        }
    }
}
