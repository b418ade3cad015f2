package dev.baton.cli;

import dev.baton.env.Action;
import dev.baton.env.ActionKind;
import dev.baton.env.EnvSpec;
import dev.baton.ops.Backend;
import dev.baton.policy.Policy;
import dev.baton.train.ComparisonResults;
import dev.baton.train.OptimumComparison;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * A policy beside the exact optimum, state by state.
 *
 * @param spec the environment
 * @param results what both would do in the states that the policy visits
 */
record Comparison(EnvSpec spec, ComparisonResults results) {
    private static final int SLICE = 256;
    private static final double Z95 = 1.959963984540054;

    /** Compares on the evaluation episodes of some seeds, in slices that threads take in turn. */
    static Comparison run(
            EnvSpec spec, Policy policy, Seeds seeds, int episodes, Backend backend, int threads, Progress progress) {
        int perSeed = (episodes + SLICE - 1) / SLICE;
        long slices = (long) perSeed * seeds.count();
        int ranges = (int) Math.min(threads, slices);
        List<Callable<List<ComparisonResults>>> tasks = new ArrayList<>();
        for (int r = 0; r < ranges; r++) {
            long from = slices * r / ranges;
            long to = slices * (r + 1) / ranges;
            tasks.add(() -> {
                OptimumComparison comparison = new OptimumComparison(spec, policy, backend);
                List<ComparisonResults> parts = new ArrayList<>();
                for (long slice = from; slice < to; slice++) {
                    int first = (int) (slice % perSeed) * SLICE;
                    int count = Math.min(SLICE, episodes - first);
                    ComparisonResults part = new ComparisonResults(spec);
                    comparison.run(seeds.first() + slice / perSeed, first, count, part);
                    parts.add(part);
                    progress.add(count);
                }
                return parts;
            });
        }
        ComparisonResults all = new ComparisonResults(spec);
        for (List<ComparisonResults> parts : Jobs.run(threads, tasks)) {
            parts.forEach(all::add);
        }
        return new Comparison(spec, all);
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
    record Counts(long both, long optimumOnly, long policyOnly, long neither, long sameAction) {
        long states() {
            return both + optimumOnly + policyOnly + neither;
        }

        /** Returns the share of states in which the policy's action is optimal; 1 for no states. */
        double actionAgreement() {
            return states() == 0 ? 1 : (double) sameAction / states();
        }

        /** Returns the share of states in which both hand over or neither does; 1 for no states. */
        double handOverAgreement() {
            return states() == 0 ? 1 : (double) (both + neither) / states();
        }
    }

    /** Returns the counts at one step. */
    Counts at(int t) {
        return counts(t, t + 1);
    }

    /** Returns the counts over all steps. */
    Counts overall() {
        return counts(0, spec.horizon());
    }

    private Counts counts(int from, int to) {
        long[][] hands = new long[2][2];
        long same = 0;
        for (int t = from; t < to; t++) {
            for (int optimal = 0; optimal < spec.actionCount(); optimal++) {
                for (int chosen = 0; chosen < spec.actionCount(); chosen++) {
                    long states = results.count(t, optimal, chosen);
                    hands[handsOver(optimal) ? 1 : 0][handsOver(chosen) ? 1 : 0] += states;
                    same += optimal == chosen ? states : 0;
                }
            }
        }
        return new Counts(hands[1][1], hands[1][0], hands[0][1], hands[0][0], same);
    }

    /** Returns in how many states, at any step, a pair of actions met. */
    long met(int optimal, int chosen) {
        long states = 0;
        for (int t = 0; t < spec.horizon(); t++) {
            states += results.count(t, optimal, chosen);
        }
        return states;
    }

    /** Says whether some action hands over. */
    boolean canHandOver() {
        return spec.actions().stream().map(Action::kind).anyMatch(ActionKind.ESCALATE::equals);
    }

    /** Returns half the width of the 95 % confidence interval of the mean regret. */
    double halfWidth() {
        return Z95 * results.standardError();
    }

    private boolean handsOver(int action) {
        return spec.actions().get(action).kind() == ActionKind.ESCALATE;
    }
}
