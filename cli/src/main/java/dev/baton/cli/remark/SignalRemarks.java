package dev.baton.cli.remark;

import dev.baton.env.Action;
import dev.baton.env.EnvSpec;
import dev.baton.env.Outcome;
import dev.baton.env.Phases;
import dev.baton.env.Signals;
import dev.baton.files.text.Quoted;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Remarks on what is hidden and what is told of it.
 *
 * @param spec the environment
 */
record SignalRemarks(EnvSpec spec) {
    private static final double SAME = 1e-9;

    void addTo(List<String> remarks) {
        for (int k = 0; k < spec.actionCount(); k++) {
            addSilentSignals(remarks, k);
        }
        Phases phases = spec.phases();
        if (phases != null) {
            BitSet reached = reached();
            for (int x = 0; x < phases.count(); x++) {
                if (!reached.get(x)) {
                    remarks.add("The phase " + Quoted.of(phases.names().get(x))
                            + " is never reached: no episode starts in it, and no move or transition leads to it.");
                }
            }
        }
    }

    /** Says whether an action's signals change the belief in some phase. */
    boolean informs(int k) {
        return IntStream.range(0, new Signals(spec).names(k).size()).anyMatch(s -> !isSilent(k, s));
    }

    private void addSilentSignals(List<String> remarks, int k) {
        Action action = spec.actions().get(k);
        List<String> names = new Signals(spec).names(k);
        for (int s = 0; s < names.size(); s++) {
            Outcome outcome = outcomes(k, s).get(0);
            boolean hasTwin = false;
            for (int other = 0; other < names.size(); other++) {
                Outcome its = outcomes(k, other).get(0);
                hasTwin |= other != s && its.possible() && outcome.visibleDifference(its) == null;
            }
            if (outcome.signal() != null && hasTwin && isSilent(k, s)) {
                remarks.add("The signal " + Quoted.of(outcome.signal()) + " of " + Quoted.of(action.name())
                        + " says nothing: it comes as often whatever the phase, and looks like another.");
            }
        }
    }

    private List<Outcome> outcomes(int k, int signal) {
        Signals signals = new Signals(spec);
        List<Outcome> all = spec.actions().get(k).outcomes();
        return IntStream.range(0, all.size())
                .filter(j -> signals.of(k, j) == signals.first(k) + signal)
                .mapToObj(all::get)
                .toList();
    }

    /**
     * Says whether phases before and after are as likely with a signal as with any: its table is a multiple of the sum.
     */
    private boolean isSilent(int k, int signal) {
        List<Outcome> own = outcomes(k, signal);
        List<Outcome> all = spec.actions().get(k).outcomes();
        int phases = spec.phaseCount();
        double share = Double.NaN;
        for (int x = 0; x < phases; x++) {
            for (int y = 0; y < phases; y++) {
                double any = probability(all, x, y);
                double its = probability(own, x, y);
                if (any <= SAME) {
                    continue;
                }
                share = Double.isNaN(share) ? its / any : share;
                if (Math.abs(its - share * any) > SAME) {
                    return false;
                }
            }
        }
        return true;
    }

    /** P(one of some outcomes, phase y afterwards | phase x). */
    private static double probability(List<Outcome> outcomes, int x, int y) {
        return outcomes.stream()
                .filter(outcome -> outcome.moved(x) == y)
                .mapToDouble(outcome -> outcome.probability(x))
                .sum();
    }

    /** Returns the phases that some episode is in at some time. */
    private BitSet reached() {
        int phases = spec.phaseCount();
        BitSet present = new BitSet();
        IntStream.range(0, phases).filter(x -> spec.startBelief().get(x) > 0).forEach(present::set);
        BitSet reached = (BitSet) present.clone();
        for (int t = 0; t < spec.horizon(); t++) {
            BitSet next = new BitSet();
            for (Action action : spec.actions()) {
                BitSet moved = moved(action, present);
                reached.or(moved);
                if (!action.kind().endsEpisode()) {
                    next.or(changed(action, moved));
                }
            }
            reached.or(t + 1 < spec.horizon() ? next : new BitSet());
            present = next;
        }
        return reached;
    }

    private static BitSet moved(Action action, BitSet present) {
        BitSet moved = new BitSet();
        for (Outcome outcome : action.outcomes()) {
            present.stream().filter(x -> outcome.probability(x) > 0).forEach(x -> moved.set(outcome.moved(x)));
        }
        return moved;
    }

    private BitSet changed(Action action, BitSet moved) {
        Phases phases = spec.phases();
        List<List<Double>> rows = action.transition().isEmpty() && phases != null
                ? phases.transition()
                : action.transition();
        if (rows.isEmpty()) {
            return moved;
        }
        BitSet changed = new BitSet();
        moved.stream()
                .forEach(x -> IntStream.range(0, rows.size())
                        .filter(y -> rows.get(x).get(y) > 0)
                        .forEach(changed::set));
        return changed;
    }
}
