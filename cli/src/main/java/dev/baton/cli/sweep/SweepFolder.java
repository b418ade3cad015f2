package dev.baton.cli.sweep;

import dev.baton.cli.folder.FolderClaim;
import dev.baton.cli.folder.RunFiles;
import dev.baton.cli.process.ExitHook;
import dev.baton.cli.process.WholeBuffer;
import dev.baton.files.BatonException;
import dev.baton.files.Environments;
import dev.baton.files.text.InputFile;
import dev.baton.files.text.Quoted;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a sweep, which grows line by line and can be left at any moment. One process writes to it; a folder in
 * it says which, and holds what is not yet in place. Results are given to the system as they come, and to the disk
 * every second.
 */
public final class SweepFolder implements AutoCloseable {
    /** The copy of the sweep file; what has it has been checked. */
    public static final String SWEEP = "sweep.yaml";
    /** One line for each finished cell, in the order in which they were finished. */
    public static final String RESULTS = "results.jsonl";
    /** One line for each configuration. */
    public static final String CONFIGURATIONS = "summary.csv";
    /** Says that every cell is there. */
    public static final String DONE = "DONE";
    /** The folder of the process that writes. */
    public static final String WRITING = ".writing";

    /** The file in it that says who. */
    public static final String WRITER = "writer.json";

    private final Path shown;
    private final Path folder;
    private final List<Path> made;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ExitHook hook;
    private @Nullable FolderClaim claim;
    private @Nullable FileChannel results;
    private @Nullable IOException lost;
    private long size;
    private boolean synced = true;
    private boolean closed;

    private SweepFolder(Path shown, Path folder, List<Path> made, Runnable atTheEnd) {
        this.shown = shown;
        this.folder = folder;
        this.made = made;
        this.hook = new ExitHook(() -> {
            release();
            atTheEnd.run();
        });
    }

    /**
     * Makes or finds a folder and claims it.
     *
     * @param shown where it is to be
     * @param atTheEnd what to do when a signal ends the process
     * @throws BatonException if another process has it, or it holds something else
     */
    public static SweepFolder open(Path shown, Runnable atTheEnd) {
        if (shown.toString().isEmpty()) {
            throw new BatonException("the output folder: expected a name, found nothing");
        }
        Path folder = shown.toAbsolutePath().normalize();
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(folder)) {
            throw new BatonException(InputFile.name(shown) + ": is not a folder; choose another name for the output");
        }
        SweepFolder sweep = new SweepFolder(shown, folder, missing(folder), atTheEnd);
        try {
            sweep.requireNothingElse();
            Files.createDirectories(folder);
            sweep.hook.set();
            sweep.take();
            return sweep;
        } catch (IOException e) {
            sweep.close();
            throw InputFile.failure(shown, "cannot write to this folder", e);
        } catch (BatonException e) {
            sweep.close();
            throw e;
        }
    }

    private static List<Path> missing(Path folder) {
        List<Path> missing = new ArrayList<>();
        for (Path path = folder; path != null && !Files.exists(path); path = path.getParent()) {
            missing.add(path);
        }
        return missing;
    }

    private void requireNothingElse() throws IOException {
        if (!Files.isDirectory(folder) || Files.exists(folder.resolve(SWEEP))) {
            return;
        }
        List<String> ours = List.of(WRITING, RunFiles.ENVIRONMENT, DONE);
        try (Stream<Path> entries = Files.list(folder)) {
            entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !ours.contains(name))
                    .sorted()
                    .findFirst()
                    .ifPresent(name -> {
                        throw new BatonException(InputFile.name(shown) + ": holds something that is not a sweep's ("
                                + Quoted.plain(name) + "); choose another folder or remove it first");
                    });
        }
    }

    private synchronized void take() throws IOException {
        Path writing = folder.resolve(WRITING);
        claim = FolderClaim.take(writing, WRITER, shown);
        // What a process that is gone had not put into place.
        try (Stream<Path> entries = Files.list(writing)) {
            for (Path entry : entries.toList()) {
                if (!entry.endsWith(WRITER)) {
                    Files.delete(entry);
                }
            }
        }
    }

    /** Says whether an earlier process has begun the same sweep here; refuses another one. */
    public boolean begun(Sweep sweep) {
        if (!Files.exists(folder.resolve(SWEEP))) {
            return false;
        }
        requireSame(SWEEP, sweep.text(), "sweep");
        requireSame(RunFiles.ENVIRONMENT, sweep.environmentText(), "environment");
        return true;
    }

    private void requireSame(String name, String text, String what) {
        Path file = folder.resolve(name);
        List<String> there = InputFile.readText(file, Environments.MAX_BYTES, "the copy of a file").lines().toList();
        List<String> here = text.lines().toList();
        if (there.equals(here)) {
            return;
        }
        int line = 0;
        while (line < there.size() && line < here.size() && there.get(line).equals(here.get(line))) {
            line++;
        }
        throw new BatonException(InputFile.name(shown) + ": holds results of another " + what + " file: its copy, "
                + InputFile.name(shown.resolve(name)) + ", differs from line " + (line + 1)
                + " on; choose another folder or restore the file");
    }

    /** Copies what the sweep is made of. */
    public void begin(Sweep sweep) {
        put(RunFiles.ENVIRONMENT, sweep.environmentText());
        put(SWEEP, sweep.text());
    }

    /** Writes a file beside and moves it into place. */
    public synchronized void put(String name, String text) {
        try {
            requireHere();
            if (results != null) {
                // What is said of them is never there before them.
                results.force(false);
            }
            Path file = folder.resolve(WRITING).resolve(name);
            try (FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                write(channel, text);
                channel.force(true);
            }
            Files.move(file, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failure(name, e);
        }
    }

    /** Takes away the mark that every cell is there. */
    public void remove(String name) {
        try {
            Files.deleteIfExists(folder.resolve(name));
        } catch (IOException e) {
            throw failure(name, e);
        }
    }

    /** Says whether a file is there. */
    public boolean has(String name) {
        return Files.exists(folder.resolve(name));
    }

    /** Returns the file with the results. */
    public Path results() {
        return folder.resolve(RESULTS);
    }

    /** Drops a line that a killed process has cut, and makes ready for more. */
    public synchronized void openResults() {
        try {
            FileChannel channel = FileChannel.open(
                    results(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            results = channel;
            size = SweepLine.completeBytes(results());
            channel.truncate(size);
            channel.position(size);
            Thread.ofPlatform().name("baton-results").daemon().start(this::sync);
        } catch (IOException e) {
            throw failure(RESULTS, e);
        }
    }

    private void sync() {
        try {
            while (!closing.await(1, TimeUnit.SECONDS)) {
                force();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void force() {
        FileChannel channel;
        synchronized (this) {
            if (synced || closed || results == null) {
                return;
            }
            synced = true;
            channel = results;
        }
        try {
            // Not under the lock: cells are finished meanwhile.
            channel.force(false);
        } catch (IOException e) {
            remember(e);
        }
    }

    private synchronized void remember(IOException e) {
        lost = closed ? lost : e;
    }

    /** Appends a line; any thread may call it. */
    public synchronized void append(String line) {
        FileChannel channel = results;
        if (closed || channel == null) {
            throw new IllegalStateException(folder + ": not open");
        }
        try {
            if (lost != null) {
                throw lost;
            }
            requireHere();
            write(channel, line);
            size = channel.position();
            synced = false;
        } catch (IOException e) {
            cut(channel);
            throw failure(RESULTS, e);
        }
    }

    /** Appends some lines and returns when they are on the disk. */
    public synchronized void appendForced(List<String> lines) {
        append(String.join("", lines));
        force();
        if (lost != null) {
            throw failure(RESULTS, lost);
        }
    }

    /** Takes back the part of a line that still found room. */
    private void cut(FileChannel channel) {
        try {
            channel.truncate(size);
        } catch (IOException e) {
            return; // it has no line break, so whoever reads it drops it
        }
    }

    private static void write(FileChannel channel, String text) throws IOException {
        WholeBuffer.write(channel, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void requireHere() {
        if (claim == null || !claim.holds()) {
            throw new BatonException(InputFile.name(shown) + ": cannot be written: it was removed or changed by"
                    + " somebody else; the same command goes on with what is left");
        }
    }

    private BatonException failure(String name, IOException e) {
        return InputFile.failure(shown.resolve(name), "cannot be written", e);
    }

    /** Leaves everything that is finished on the disk and gives the folder up. */
    @Override
    public void close() {
        release();
        hook.unset();
    }

    private synchronized void release() {
        if (closed) {
            return;
        }
        closed = true;
        closing.countDown();
        try {
            if (results != null) {
                results.force(false);
                results.close();
            }
            if (claim != null) {
                giveUp(claim);
            }
        } catch (IOException e) {
            return; // the lock ends with the process at the latest
        } finally {
            made.forEach(SweepFolder::removeEmpty);
        }
    }

    private void giveUp(FolderClaim held) throws IOException {
        Path writing = folder.resolve(WRITING);
        boolean ours = held.holds();
        if (ours) {
            Files.deleteIfExists(writing.resolve(WRITER));
        }
        held.close();
        if (ours) {
            removeEmpty(writing);
        }
    }

    private static void removeEmpty(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            return; // it is in use
        }
    }
}
