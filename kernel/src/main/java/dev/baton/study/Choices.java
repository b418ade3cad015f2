package dev.baton.study;

import dev.baton.env.Action;
import dev.baton.env.ActionKind;
import dev.baton.env.EnvSpec;

/** How policies' choices compare with the optimum's, summed over the states that they visited. */
public final class Choices {
    private final EnvSpec spec;
    /** (H, K, K) visited states by step, optimal action and the policy's action. */
    private final long[] count;
    /** (H) Σ (Q(s, a) − V(s)) over the states visited at a step, a the policy's action. */
    private final double[] regret;

    /**
     * Starts with no states.
     *
     * @param spec the environment
     */
    public Choices(EnvSpec spec) {
        this.spec = spec;
        count = new long[spec.horizon() * spec.actionCount() * spec.actionCount()];
        regret = new double[spec.horizon()];
    }

    void add(int t, int optimal, int chosen, double gap) {
        int actions = spec.actionCount();
        count[(t * actions + optimal) * actions + chosen]++;
        regret[t] += gap;
    }

    /**
     * Adds the states of other policies or episodes.
     *
     * @param other of the same environment, not modified
     */
    public void add(Choices other) {
        for (int i = 0; i < count.length; i++) {
            count[i] += other.count[i];
        }
        for (int t = 0; t < regret.length; t++) {
            regret[t] += other.regret[t];
        }
    }

    /** Returns the same states, to be added to. */
    Choices copy() {
        Choices copy = new Choices(spec);
        copy.add(this);
        return copy;
    }

    /**
     * Returns the environment.
     *
     * @return the environment whose states these are
     */
    public EnvSpec spec() {
        return spec;
    }

    /**
     * Returns in how many states a pair of actions met.
     *
     * @param t step index, 0 … H − 1
     * @param optimal the optimal action; the policy's own where that is one of several
     * @param chosen the policy's action
     * @return the states visited at that step
     */
    public long count(int t, int optimal, int chosen) {
        return count[(t * spec.actionCount() + optimal) * spec.actionCount() + chosen];
    }

    /**
     * Returns in how many states, at any step, a pair of actions met.
     *
     * @param optimal the optimal action
     * @param chosen the policy's action
     * @return the states visited
     */
    public long count(int optimal, int chosen) {
        long states = 0;
        for (int t = 0; t < spec.horizon(); t++) {
            states += count(t, optimal, chosen);
        }
        return states;
    }

    /**
     * Returns the summed regret of the choices at a step.
     *
     * @param t step index, 0 … H − 1
     * @return Σ (Q(s, a) − V(s)) over the states visited there, ≥ 0
     */
    public double regret(int t) {
        return regret[t];
    }

    /**
     * Says whether some action hands over.
     *
     * @return true if an action escalates
     */
    public boolean canHandOver() {
        return spec.actions().stream().map(Action::kind).anyMatch(ActionKind.ESCALATE::equals);
    }

    /**
     * Returns the visited states of a step by who hands over.
     *
     * @param t step index, 0 … H − 1
     * @return the counts
     */
    public Counts at(int t) {
        return counts(t, t + 1);
    }

    /**
     * Returns all visited states by who hands over.
     *
     * @return the counts
     */
    public Counts overall() {
        return counts(0, spec.horizon());
    }

    private Counts counts(int from, int to) {
        long[][] hands = new long[2][2];
        long same = 0;
        for (int t = from; t < to; t++) {
            for (int optimal = 0; optimal < spec.actionCount(); optimal++) {
                for (int chosen = 0; chosen < spec.actionCount(); chosen++) {
                    long states = count(t, optimal, chosen);
                    hands[handsOver(optimal) ? 1 : 0][handsOver(chosen) ? 1 : 0] += states;
                    same += optimal == chosen ? states : 0;
                }
            }
        }
        return new Counts(hands[1][1], hands[1][0], hands[0][1], hands[0][0], same);
    }

    private boolean handsOver(int action) {
        return spec.actions().get(action).kind() == ActionKind.ESCALATE;
    }

    /**
     * Visited states by whether the optimum and the policy hand over (escalate).
     *
     * @param both hand over
     * @param optimumOnly the optimum hands over and the policy does not
     * @param policyOnly the policy hands over and the optimum does not
     * @param neither hands over
     * @param sameAction states in which the policy's action is optimal
     */
    public record Counts(long both, long optimumOnly, long policyOnly, long neither, long sameAction) {
        /**
         * Returns the number of states.
         *
         * @return all four counts
         */
        public long states() {
            return both + optimumOnly + policyOnly + neither;
        }

        /**
         * Returns the share of states in which the policy's action is optimal.
         *
         * @return the share; 1 for no states
         */
        public double actionAgreement() {
            return share(sameAction, states());
        }

        /**
         * Returns the share of states in which both hand over or neither does. Where the optimum rarely hands over, a
         * policy that never does agrees nearly always: recall and precision say more.
         *
         * @return the share; 1 for no states
         */
        public double handOverAgreement() {
            return share(both + neither, states());
        }

        /**
         * Returns the share of the states where handing over is optimal in which the policy does.
         *
         * @return the share; 1 for no such states
         */
        public double handOverRecall() {
            return share(both, both + optimumOnly);
        }

        /**
         * Returns the share of the states where the policy hands over in which that is optimal.
         *
         * @return the share; 1 for no such states
         */
        public double handOverPrecision() {
            return share(both, both + policyOnly);
        }

        private static double share(long part, long whole) {
            return whole == 0 ? 1 : (double) part / whole;
        }
    }
}
