package dev.baton.policy;

/**
 * Chooses the available action with the least of some numbers, ties to the lowest index, from the first of some sets of
 * actions that has an available one, and from all actions where none has.
 */
final class LeastKey {
    private LeastKey() {}

    /**
     * Chooses.
     *
     * @param key (K) a number per action
     * @param available bit k says that action k may be chosen; at least one of 0 … K − 1
     * @param preferred sets of actions, bit k for action k, the most preferred first
     * @return the action
     */
    static int choose(double[] key, long available, long[] preferred) {
        for (long set : preferred) {
            if ((available & set) != 0) {
                return least(key, available & set);
            }
        }
        return least(key, available);
    }

    /**
     * Chooses among all.
     *
     * @param key (K) a number per action
     * @param available bit k says that action k may be chosen; at least one of 0 … K − 1
     * @return the action
     */
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
