package dev.baton.files.text;

import dev.baton.files.BatonException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/** Opens files that somebody named; every way that can go wrong is one line. */
public final class InputFile {
    private InputFile() {}

    /** Reads a UTF-8 text file of at most {@code maxBytes}; the size of a file is looked at before anything is read. */
    public static String readText(Path file, int maxBytes, String what) {
        try {
            return text(name(file), readBytes(file, maxBytes, what), maxBytes, what);
        } catch (IOException e) {
            throw failure(file, "cannot be read", e);
        }
    }

    /** Reads what a stream holds, as {@link #readText(Path, int, String)} does. */
    public static String readText(String name, InputStream in, int maxBytes, String what) {
        try {
            return text(name, in.readNBytes(maxBytes + 1), maxBytes, what);
        } catch (IOException e) {
            throw new BatonException(name + ": cannot be read: " + reason(e), e);
        }
    }

    private static String text(String name, byte[] bytes, int maxBytes, String what) {
        if (bytes.length > maxBytes) {
            throw tooLarge(name, what, maxBytes, "more");
        }
        return decode(name, bytes, what);
    }

    /** Returns the path that a word on the command line means. */
    public static Path path(String word) {
        try {
            return Path.of(word);
        } catch (InvalidPathException e) {
            String reason = word.indexOf('\0') >= 0
                    ? "a file name cannot have the character U+0000"
                    : "the locale's character set (" + System.getProperty("sun.jnu.encoding", "unknown")
                            + ") has no name for it; run with LC_ALL=C.UTF-8 or another UTF-8 locale";
            throw new BatonException(Quoted.plain(word, Quoted.LONGEST_PATH) + ": not a file name here: " + reason, e);
        }
    }

    /** Refuses what is missing or a folder. */
    public static void requireFile(Path file, String what) {
        if (file.toString().isEmpty()) {
            throw new BatonException("a file name: expected the name of " + what + ", found nothing");
        }
        if (Files.isDirectory(file)) {
            throw new BatonException(name(file) + ": is a folder; expected " + what);
        }
        if (Files.notExists(file)) {
            throw new BatonException(name(file) + ": no such file; expected " + what);
        }
    }

    /** Turns an I/O exception into one line about the file. */
    public static BatonException failure(Path file, String problem, IOException e) {
        return new BatonException(name(file) + ": " + problem + ": " + reason(e), e);
    }

    /** Returns the path as it may stand in a message. */
    public static String name(Path file) {
        return Quoted.plain(file.toString(), Quoted.LONGEST_PATH);
    }

    /** Returns what went wrong in words. */
    public static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "a file of this name is in the way";
        }
        String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        return reason == null || reason.isBlank() ? e.getClass().getSimpleName() : Quoted.plain(reason);
    }

    /** Returns a size in words. */
    public static String bytes(long size) {
        return String.format(Locale.ROOT, "%,d bytes", size);
    }

    private static byte[] readBytes(Path file, int maxBytes, String what) throws IOException {
        requireFile(file, what);
        long size = Files.isRegularFile(file) ? Files.size(file) : 0;
        if (size > maxBytes) {
            throw tooLarge(name(file), what, maxBytes, bytes(size));
        }
        // A pipe has no size: one byte more than allowed tells.
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(maxBytes + 1);
        }
    }

    private static BatonException tooLarge(String name, String what, int maxBytes, String size) {
        return new BatonException(
                name + ": too large for " + what + ": expected at most " + bytes(maxBytes) + ", found " + size);
    }

    private static String decode(String name, byte[] bytes, String what) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(buffer)
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BatonException(
                    name + ": not a text file: expected " + what + " in UTF-8, found byte " + buffer.position()
                            + " that is not UTF-8",
                    e);
        }
        int line = 1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                line++;
            } else if (c < ' ' && c != '\t' && c != '\r') {
                throw new BatonException(String.format(
                        "%s, line %d: not a text file: expected %s, found the control character U+%04X",
                        name, line, what, (int) c));
            }
        }
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
}
