package dev.baton.cli;

/** A failure the user can do something about: one line, printed without a stack trace, exit code 1. */
final class BatonException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BatonException(String message) {
        super(message);
    }

    BatonException(String message, Throwable cause) {
        super(message, cause);
    }
}
