package dev.baton.cli.process;

/** What is cleaned up where a signal ends the process before it is closed. */
public final class ExitHook {
    private final Thread thread;

    public ExitHook(Runnable cleanUp) {
        thread = Thread.ofPlatform().unstarted(cleanUp);
    }

    /** From now on a signal cleans up. */
    public void set() {
        Runtime.getRuntime().addShutdownHook(thread);
    }

    /** From now on it does not, because that was done. */
    public void unset() {
        try {
            Runtime.getRuntime().removeShutdownHook(thread);
        } catch (IllegalStateException e) {
            return; // the process is ending and the hook has run
        }
    }
}
