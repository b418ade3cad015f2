package dev.baton.files.text;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Replaces files in one piece: whoever opens the name finds the old bytes or the new ones. */
public final class WholeFile {
    /**
     * What is added to a file's name while its new bytes are written. A process that is killed may leave such a file.
     */
    public static final String NEW = ".new";

    private WholeFile() {}

    /**
     * Writes a file beside its name, forces it to the disk and moves it into place; what was there stays if that fails.
     */
    public static void replace(Path file, byte[] bytes) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + NEW);
        try {
            try (FileChannel channel = FileChannel.open(
                            beside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE);
                    OutputStream out = Channels.newOutputStream(channel)) {
                out.write(bytes);
                channel.force(true);
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(beside);
            throw e;
        }
    }
}
