package dev.baton.exact;

import java.util.Arrays;

/**
 * The actions of a few of many states: a hash table with open addressing, cleared and filled again for every episode.
 */
final class ActionTable {
    private static final int EMPTY = -1;
    private static final int LEAST = 16;
    /** 2^32 over the golden ratio: neighbouring numbers go far apart. */
    private static final int SPREAD = 0x9e3779b9;

    /** A power of two, at least half of them {@link #EMPTY}. */
    private int[] states = new int[LEAST];

    private int[] actions = new int[LEAST];
    private int size;

    ActionTable() {
        Arrays.fill(states, EMPTY);
    }

    /** Forgets every state; keeps the memory. */
    void clear() {
        Arrays.fill(states, EMPTY);
        size = 0;
    }

    /** Remembers the action of a state ≥ 0 in place of the one that it had. */
    void put(int state, int action) {
        int at = find(state);
        if (states[at] == EMPTY) {
            if (2 * (size + 1) > states.length) {
                grow();
                at = find(state);
            }
            states[at] = state;
            size++;
        }
        actions[at] = action;
    }

    /** Returns the action of a state, {@link ExactResults#NO_ACTION} if it has none. */
    int get(int state) {
        int at = find(state);
        return states[at] == EMPTY ? ExactResults.NO_ACTION : actions[at];
    }

    /** Returns where a state is, or the empty place where it would go. */
    private int find(int state) {
        int mask = states.length - 1;
        int at = state * SPREAD >>> Integer.numberOfLeadingZeros(mask);
        while (states[at] != EMPTY && states[at] != state) {
            at = at + 1 & mask;
        }
        return at;
    }

    private void grow() {
        int[] oldStates = states;
        int[] oldActions = actions;
        states = new int[2 * oldStates.length];
        actions = new int[states.length];
        Arrays.fill(states, EMPTY);
        for (int i = 0; i < oldStates.length; i++) {
            if (oldStates[i] != EMPTY) {
                int at = find(oldStates[i]);
                states[at] = oldStates[i];
                actions[at] = oldActions[i];
            }
        }
    }
}
