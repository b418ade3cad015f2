package dev.baton.env;

/** A description that the model does not allow; names the key, what was expected and what was found. */
public final class InvalidSpecException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String key;

    /**
     * Makes the exception.
     *
     * @param key where, in the notation of the environment file: {@code actions[2].latency}
     * @param expected what is allowed there
     * @param found what stands there
     */
    public InvalidSpecException(String key, String expected, String found) {
        super(key + ": expected " + expected + ", found " + found);
        this.key = key;
    }

    /**
     * Returns where the mistake is.
     *
     * @return a path such as {@code actions[2].latency}
     */
    public String key() {
        return key;
    }
}
