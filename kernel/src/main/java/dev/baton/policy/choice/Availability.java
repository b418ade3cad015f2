package dev.baton.policy.choice;

import org.jspecify.annotations.Nullable;

/** Reads availability masks: bit k of a column says that action k may be chosen. */
public final class Availability {
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
    public static long of(long @Nullable [] available, int n, int actions) {
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

    /**
     * Returns one of the actions of a mask.
     *
     * @param mask bit k stands for action k
     * @param rank which, counted from 0 in ascending order; less than the number of bits that are set
     * @return the action
     */
    public static int nth(long mask, int rank) {
        long rest = mask;
        for (int i = 0; i < rank; i++) {
            rest &= rest - 1;
        }
        return Long.numberOfTrailingZeros(rest);
    }
}
