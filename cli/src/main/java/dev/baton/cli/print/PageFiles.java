package dev.baton.cli.print;

import dev.baton.files.text.InputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The files of a page, and those that stand beside it. */
public final class PageFiles {
    private PageFiles() {}

    /** Returns what stands beside a page under its name without the ending. */
    public static Path beside(Path page, String ending) {
        return page.resolveSibling(page.getFileName().toString().replaceFirst("\\.html?$", "") + ending);
    }

    /** Writes beside the target and moves it there, so that nobody ever reads half of it. */
    public static void write(Path target, byte[] contents) {
        Path beside = target.resolveSibling(
                target.getFileName() + ".partial-" + ProcessHandle.current().pid());
        try {
            Files.write(beside, contents);
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            try {
                Files.deleteIfExists(beside);
            } catch (IOException more) {
                e.addSuppressed(more);
            }
            throw InputFile.failure(target, "cannot be written", e);
        }
    }
}
