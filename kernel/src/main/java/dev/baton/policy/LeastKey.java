package dev.baton.policy;

/**
 * Chooses the available action with the least of fixed numbers, ties to the lowest index, from the first of some sets of
 * actions that has an available one, and from all actions where none has.
 */
final class LeastKey {
    private final double[] key;
    private final long[] preferred;

    /**
     * Keeps the rule.
     *
     * @param key (K) a number per action
     * @param preferred sets of actions, bit k for action k, the most preferred first
     */
    LeastKey(double[] key, long... preferred) {
        this.key = key;
        this.preferred = preferred;
    }

    /** Returns K. */
    int actions() {
        return key.length;
    }

    /**
     * Chooses.
     *
     * @param available bit k says that action k may be chosen; at least one of 0 … K − 1
     * @return the action
     */
    int choose(long available) {
        for (long set : preferred) {
            if ((available & set) != 0) {
                return least(key, available & set);
            }
        }
        return least(key, available);
    }

    /** The available index of the least number; the mask has at least one bit of 0 … K − 1. */
    static int least(double[] key, long available) {
        int best = -1;
        for (int k = 0; k < key.length; k++) {
            if ((available >>> k & 1) != 0 && (best < 0 || key[k] < key[best])) {
                best = k;
            }
        }
        return best;
    }
}
