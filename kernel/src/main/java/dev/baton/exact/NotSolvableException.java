package dev.baton.exact;

/** An environment whose optimum this package cannot compute exactly; says why and what would work. */
public final class NotSolvableException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    NotSolvableException(String message) {
        super(message);
    }
}
