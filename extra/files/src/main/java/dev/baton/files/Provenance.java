package dev.baton.files;

import dev.baton.offline.EpisodeRanges;

/**
 * How a policy came about.
 *
 * @param method of learning
 * @param seed of the training
 * @param episodes trained on
 * @param config the method's configuration, a line of YAML for each setting
 * @param program what trained it: name and version
 * @param loggedEpisodes which episodes of a log it was learned from, such as {@code 0:0+20000}: seed, first, count,
 *     more of them after commas; empty where it met its own
 */
public record Provenance(
        Method method, long seed, long episodes, String config, String program, String loggedEpisodes) {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if {@code loggedEpisodes} is neither empty nor ranges of episodes
     */
    public Provenance {
        if (!loggedEpisodes.isEmpty()) {
            EpisodeRanges.parse(loggedEpisodes);
        }
    }
}
