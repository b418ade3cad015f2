package dev.baton.files;

import dev.baton.files.text.InputFile;
import dev.baton.files.text.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes what a host keeps under a name of its choice. */
final class NamedFile {
    private NamedFile() {}

    /**
     * Writes a file beside its name and moves it into place.
     *
     * @param file replaced if it is there
     * @param what a message calls it, such as "a policy file"
     * @param bytes all of it
     * @throws BatonException if it cannot be written; what was there before is untouched
     */
    static void write(Path file, String what, byte[] bytes) {
        if (file.getFileName() == null || file.toString().isEmpty() || Files.isDirectory(file)) {
            throw new BatonException(
                    InputFile.name(file) + ": is a folder; expected the name of " + what + " to write");
        }
        try {
            WholeFile.replace(file, bytes);
        } catch (IOException e) {
            throw InputFile.failure(file, "cannot be written", e);
        }
    }
}
