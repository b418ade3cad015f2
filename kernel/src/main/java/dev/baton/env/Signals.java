package dev.baton.env;

import java.util.ArrayList;
import java.util.List;

/**
 * What a policy can tell apart of the steps of an environment (model, section 10.3): the signals of each action, by
 * first appearance in the model's order of its outcomes, numbered through the actions in file order.
 */
public final class Signals {
    private final List<List<String>> names = new ArrayList<>();
    private final List<int[]> ofOutcome = new ArrayList<>();
    private final int count;

    /**
     * Lists the signals of an environment.
     *
     * @param spec the environment
     */
    public Signals(EnvSpec spec) {
        int next = 0;
        for (Action action : spec.actions()) {
            List<String> own = new ArrayList<>();
            int[] signals = new int[action.outcomes().size()];
            for (int j = 0; j < signals.length; j++) {
                signals[j] = next + place(action.outcomes(), j, signals, next, own);
            }
            next += own.size();
            names.add(List.copyOf(own));
            ofOutcome.add(signals);
        }
        count = next;
    }

    /** Returns the number of an outcome's signal among its action's, and adds it to the names where it is new. */
    private static int place(List<Outcome> outcomes, int j, int[] signals, int first, List<String> own) {
        String signal = outcomes.get(j).signal();
        if (signal != null) {
            for (int i = 0; i < j; i++) {
                if (signal.equals(outcomes.get(i).signal())) {
                    return signals[i] - first;
                }
            }
        }
        own.add(signal != null ? signal : ownName(outcomes, j));
        return own.size() - 1;
    }

    /**
     * An outcome without a signal is told by what it is: the failure, the success, or its place where there are more.
     */
    private static String ownName(List<Outcome> outcomes, int j) {
        boolean failure = outcomes.get(j).failure();
        long alike = outcomes.stream()
                .filter(outcome -> outcome.signal() == null && outcome.failure() == failure)
                .count();
        String kind = failure ? "failure" : "success";
        return alike == 1 ? kind : kind + " " + (j + 1);
    }

    /**
     * Returns S, the number of signals of all actions.
     *
     * @return at least K
     */
    public int count() {
        return count;
    }

    /**
     * Returns the signal of an outcome.
     *
     * @param k the action
     * @param j the outcome, in the model's order
     * @return its number, 0 … S − 1
     */
    public int of(int k, int j) {
        return ofOutcome.get(k)[j];
    }

    /**
     * Returns the first signal of an action; the others follow it.
     *
     * @param k the action, 0 … K; K gives S
     * @return its number
     */
    public int first(int k) {
        int sum = 0;
        for (int i = 0; i < k; i++) {
            sum += names.get(i).size();
        }
        return sum;
    }

    /**
     * Returns the words for an action's signals.
     *
     * @param k the action
     * @return one name per signal
     */
    public List<String> names(int k) {
        return names.get(k);
    }
}
