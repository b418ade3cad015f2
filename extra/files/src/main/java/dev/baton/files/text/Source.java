package dev.baton.files.text;

import dev.baton.files.BatonException;

/**
 * A text to parse and what to call it in messages.
 *
 * @param name the file's name
 * @param text its contents
 */
public record Source(String name, String text) {
    /** Returns a failure in a line of this text; line 0 means the whole. */
    public BatonException failure(int line, String message) {
        return new BatonException(place(line) + message);
    }

    /** Returns a failure with what caused it. */
    public BatonException failure(int line, String message, Exception cause) {
        return new BatonException(place(line) + message, cause);
    }

    private String place(int line) {
        return name + (line > 0 ? ", line " + line : "") + ": ";
    }

    /** Returns a failure that names key, what was expected and what was found. */
    public BatonException wrong(int line, String key, String expected, String found) {
        return failure(line, key + ": expected " + expected + ", found " + found);
    }
}
