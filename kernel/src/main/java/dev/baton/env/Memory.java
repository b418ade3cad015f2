package dev.baton.env;

/**
 * What of an episode's history an observation holds beside the state that is seen (model, section 10.3).
 *
 * @param belief the probability of each phase given what was seen; where there are phases
 * @param counts how often each signal of each action was seen, divided by H
 */
public record Memory(boolean belief, boolean counts) {
    /** The belief alone, the default. */
    public static final Memory BELIEF = new Memory(true, false);
}
