package dev.baton.files;

import java.util.Locale;

/** The way of learning that a policy came about by. */
public enum Method {
    /** Policy gradient with a running baseline. */
    REINFORCE,
    /** Proximal policy optimisation. */
    PPO,
    /** Cost-sensitive classification by a teacher's costs, or of logged actions. */
    SUPERVISED,
    /** Batch-constrained fitted Q iteration on a log. */
    OFFLINE;

    /**
     * Returns the method's word in files and on the command line.
     *
     * @return the name in lower case
     */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
