package dev.baton.policy;

import org.jspecify.annotations.Nullable;

/** Reads availability masks: bit k of a column says that action k may be chosen. */
final class Availability {
    private Availability() {}

    /**
     * Returns the actions that may be chosen in a column.
     *
     * @param available (N) masks, or null if all actions may be chosen
     * @param n the column
     * @param actions K
     * @return bits 0 … K − 1, at least one of them set
     * @throws IllegalArgumentException if none is set
     */
    static long of(long @Nullable [] available, int n, int actions) {
        long all = -1L >>> (64 - actions);
        if (available == null) {
            return all;
        }
        long mask = available[n] & all;
        if (mask == 0) {
            throw new IllegalArgumentException("available[" + n + "]: expected at least one of the " + actions
                    + " actions, found none; a policy cannot choose");
        }
        return mask;
    }
}
