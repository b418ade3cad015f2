package dev.baton.files;

/**
 * Something that whoever named a file, or asked for something, can mend: not readable, not as expected, not possible.
 * The message is one line for them: what and where, what was expected and what was found.
 */
public final class BatonException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Makes a failure.
     *
     * @param message one line
     */
    public BatonException(String message) {
        super(message);
    }

    /**
     * Makes a failure with what caused it.
     *
     * @param message one line
     * @param cause what was thrown
     */
    public BatonException(String message, Throwable cause) {
        super(message, cause);
    }
}
