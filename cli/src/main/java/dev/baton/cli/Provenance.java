package dev.baton.cli;

import dev.baton.offline.EpisodeRanges;

/**
 * How a policy came about.
 *
 * @param method of learning
 * @param seed of the training
 * @param episodes trained on
 * @param config the method's configuration, a line of YAML for each setting
 * @param program what trained it: name and version
 * @param logged which episodes of a log it was learned from; none where it met its own
 */
record Provenance(
        Method method, long seed, long episodes, String config, String program, EpisodeRanges logged) {
    /** Returns the provenance of what this program trains on episodes that it runs itself. */
    static Provenance of(Method method, long seed, long episodes, String config) {
        return of(method, seed, episodes, config, new EpisodeRanges());
    }

    /** Returns the provenance of what this program trains. */
    static Provenance of(Method method, long seed, long episodes, String config, EpisodeRanges logged) {
        return new Provenance(method, seed, episodes, config, "baton " + Build.version(), logged);
    }
}
