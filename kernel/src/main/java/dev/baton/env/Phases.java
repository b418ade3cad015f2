package dev.baton.env;

import java.util.List;

/**
 * The hidden phases of an environment: an easy or a hard request, a tool that is up or down, an answer that is right or
 * wrong (model, section 10.3).
 *
 * @param names P names, 2 … {@value #MAX_PHASES}, no two alike
 * @param start (P) the probability of each phase at the start
 * @param transition (P, P) row x is the distribution of the phase after x, where the episode goes on; empty if phases
 *     stay
 * @param solved (P) whether the task counts as done in a phase; empty if no phase says so
 */
public record Phases(List<String> names, List<Double> start, List<List<Double>> transition, List<Boolean> solved) {
    /** The largest number of phases. */
    public static final int MAX_PHASES = 16;

    /** Copies the lists. */
    public Phases {
        names = List.copyOf(names);
        start = List.copyOf(start);
        transition = transition.stream().map(List::copyOf).toList();
        solved = List.copyOf(solved);
    }

    /**
     * Returns P.
     *
     * @return the number of phases
     */
    public int count() {
        return names.size();
    }
}
