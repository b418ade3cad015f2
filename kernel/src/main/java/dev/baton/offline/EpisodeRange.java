package dev.baton.offline;

import java.util.Locale;

/**
 * Consecutive training episodes of one seed. Two runs of the same episode share its start state and its outcome
 * numbers, whatever policies ran them, so a log must not count it twice.
 *
 * @param seed of the episodes, ≥ 0
 * @param first index of the first, ≥ 0
 * @param count how many, ≥ 1
 */
public record EpisodeRange(long seed, long first, long count) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException naming the number that is out of range
     */
    public EpisodeRange {
        require(seed >= 0, "seed", seed);
        require(first >= 0, "first", first);
        require(count >= 1 && first + count > first, "count", count);
    }

    private static void require(boolean holds, String name, long found) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": expected a range of episodes of a seed, found " + found);
        }
    }

    /**
     * Returns the index of the last episode.
     *
     * @return first + count − 1
     */
    public long last() {
        return first + count - 1;
    }

    /**
     * Says whether two ranges have an episode in common.
     *
     * @param other the other range
     * @return true if they have
     */
    public boolean overlaps(EpisodeRange other) {
        return seed == other.seed && first <= other.last() && other.first <= last();
    }

    /** Returns the range in words: seed 0, episodes 0 to 19,999. */
    @Override
    public String toString() {
        return count == 1
                ? String.format(Locale.ROOT, "seed %d, episode %,d", seed, first)
                : String.format(Locale.ROOT, "seed %d, episodes %,d to %,d", seed, first, last());
    }
}
