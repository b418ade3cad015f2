package dev.baton.env;

import java.util.Locale;

/** When the constraint component g is charged (model, section 4). */
public enum Charge {
    /** At the last step of the episode only. */
    TERMINAL,
    /** At every step. */
    STEP;

    /**
     * Returns the word for this choice in an environment file.
     *
     * @return the lower-case name
     */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
