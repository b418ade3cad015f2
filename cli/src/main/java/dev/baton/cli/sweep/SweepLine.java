package dev.baton.cli.sweep;

import dev.baton.files.BatonException;
import dev.baton.files.text.Decimals;
import dev.baton.files.text.InputFile;
import dev.baton.files.text.JsonWriter;
import dev.baton.files.text.Quoted;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of results.jsonl: one finished cell. Of a million lines not every one can be taken apart; what every command
 * needs of them stands at their beginning, and numbers are found by their names, which no text in JSON can contain with
 * its quotes.
 *
 * @param number of the line, from 1
 * @param hash of the configuration
 * @param seed of the training and the evaluation
 * @param text the whole line
 */
public record SweepLine(int number, String hash, long seed, String text) {
    private static final Pattern START =
            Pattern.compile("\\{\"configHash\": \"([0-9a-f]{16})\", \"seed\": ([0-9]{1,10}), \"cell\": \\{.*}");
    private static final String FAILED = "\"failed\": \"";
    private static final int PIECE = 1 << 13;

    /** Says whether the training or the evaluation failed; then there are no numbers. */
    public boolean failed() {
        return text.contains(FAILED);
    }

    /** Returns one of the numbers of a cell that did not fail. */
    public double number(String key) {
        String name = JsonWriter.quote(key) + ": ";
        int start = text.lastIndexOf(name) + name.length();
        int end = start;
        while (end < text.length() && ",}".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return start < name.length() ? Double.NaN : Decimals.parse(text.substring(start, end));
    }

    /**
     * Reads the lines of a file one after the other.
     *
     * @throws BatonException naming the first that is no result
     */
    public static void forEach(Path file, Consumer<SweepLine> action) {
        forEach(file, completeBytes(file), action);
    }

    private static void forEach(Path file, long bytes, Consumer<SweepLine> action) {
        long left = bytes;
        int number = 0;
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            for (String text = reader.readLine(); text != null && left > 0; text = reader.readLine()) {
                left -= text.getBytes(StandardCharsets.UTF_8).length + 1L;
                number++;
                action.accept(parse(file, number, text));
            }
        } catch (IOException e) {
            throw InputFile.failure(file, "cannot be read", e);
        }
    }

    private static SweepLine parse(Path file, int number, String text) {
        Matcher start = START.matcher(text);
        if (!start.matches()) {
            throw new BatonException(InputFile.name(file) + ", line " + number + ": expected the result of a cell,"
                    + " found " + Quoted.of(text) + "; remove this line, and the cell is computed again");
        }
        return new SweepLine(number, start.group(1), Long.parseLong(start.group(2)), text);
    }

    /** Returns the number of bytes up to the last line break: what follows is a line that a killed process has cut. */
    public static long completeBytes(Path file) {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
            long end = bytes.length();
            byte[] piece = new byte[PIECE];
            while (end > 0) {
                int size = (int) Math.min(PIECE, end);
                bytes.seek(end - size);
                bytes.readFully(piece, 0, size);
                for (int i = size - 1; i >= 0; i--) {
                    if (piece[i] == '\n') {
                        return end - size + i + 1;
                    }
                }
                end -= size;
            }
            return 0;
        } catch (IOException e) {
            throw InputFile.failure(file, "cannot be read", e);
        }
    }
}
