package dev.baton.env;

import java.util.Locale;

/**
 * The five kinds of action of the paper [3.1]; they differ only in whether they end the episode and whether work
 * drifts.
 */
public enum ActionKind {
    /** Invoke a tool. */
    TOOL,
    /** Query the reasoning module. */
    REASON,
    /** Ask for clarification. */
    CLARIFY,
    /** Hand over to an external supervisor; ends the episode after its effect. */
    ESCALATE,
    /** Stop here; ends the episode, and nothing drifts any more. */
    TERMINATE;

    /**
     * Says whether an action of this kind ends the episode.
     *
     * @return true for {@link #ESCALATE} and {@link #TERMINATE}
     */
    public boolean endsEpisode() {
        return this == ESCALATE || this == TERMINATE;
    }

    /**
     * Says whether the drift δ is added after an action of this kind.
     *
     * @return true for every kind but {@link #TERMINATE}
     */
    public boolean drifts() {
        return this != TERMINATE;
    }

    /**
     * Returns the word for this kind in an environment file.
     *
     * @return the lower-case name
     */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
