package dev.baton.offline;

import java.util.Comparator;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A set of training episodes, as ranges that have no episode in common. Not thread-safe. */
public final class EpisodeRanges {
    private static final int MOST_IN_TEXT = 1000;
    private static final String EVERYTHING = "*";

    private final TreeSet<EpisodeRange> ranges =
            new TreeSet<>(Comparator.comparingLong(EpisodeRange::seed).thenComparingLong(EpisodeRange::first));

    /** Whether the set was read from a text that stands for any episode. */
    private boolean everything;

    /** Makes an empty set. */
    public EpisodeRanges() {}

    /**
     * Adds a range; ranges that follow one another become one.
     *
     * @param range has no episode in common with the set
     * @throws IllegalArgumentException if it has
     */
    public void add(EpisodeRange range) {
        Optional<EpisodeRange> common = overlap(range);
        if (common.isPresent()) {
            throw new IllegalArgumentException(range + ": expected other episodes, found " + common.get() + " before");
        }
        EpisodeRange joined = range;
        EpisodeRange before = ranges.lower(range);
        if (before != null && before.seed() == range.seed() && before.last() + 1 == range.first()) {
            ranges.remove(before);
            joined = new EpisodeRange(range.seed(), before.first(), before.count() + range.count());
        }
        EpisodeRange after = ranges.higher(range);
        if (after != null && after.seed() == range.seed() && range.last() + 1 == after.first()) {
            ranges.remove(after);
            joined = new EpisodeRange(range.seed(), joined.first(), joined.count() + after.count());
        }
        ranges.add(joined);
    }

    /**
     * Finds a range of the set that has an episode in common with another range.
     *
     * @param range the other range
     * @return one that has, if there is one
     */
    public Optional<EpisodeRange> overlap(EpisodeRange range) {
        if (everything) {
            return Optional.of(range);
        }
        return common(ranges.floor(range), range).or(() -> common(ranges.higher(range), range));
    }

    private static Optional<EpisodeRange> common(@Nullable EpisodeRange candidate, EpisodeRange range) {
        return Optional.ofNullable(candidate).filter(range::overlaps);
    }

    /**
     * Says whether two sets have an episode in common.
     *
     * @param other the other set
     * @return true if they have
     */
    public boolean overlaps(EpisodeRanges other) {
        if (other.everything) {
            return everything || !ranges.isEmpty();
        }
        return other.ranges.stream().anyMatch(range -> overlap(range).isPresent());
    }

    /**
     * Says whether there is no episode in the set.
     *
     * @return true if there is none
     */
    public boolean isEmpty() {
        return ranges.isEmpty() && !everything;
    }

    /**
     * Writes the set: {@code seed:first+count}, separated by commas. A set of more than {@value #MOST_IN_TEXT} ranges
     * is written as {@code *}, which stands for any episode.
     *
     * @return what {@link #parse} reads
     */
    public String text() {
        if (everything || ranges.size() > MOST_IN_TEXT) {
            return EVERYTHING;
        }
        StringJoiner text = new StringJoiner(",");
        for (EpisodeRange range : ranges) {
            text.add(range.seed() + ":" + range.first() + "+" + range.count());
        }
        return text.toString();
    }

    /**
     * Reads a set.
     *
     * @param text as {@link #text} writes it; an empty text is an empty set
     * @return the set
     * @throws IllegalArgumentException if it is none
     */
    public static EpisodeRanges parse(String text) {
        EpisodeRanges set = new EpisodeRanges();
        if (text.equals(EVERYTHING)) {
            set.everything = true;
            return set;
        }
        if (text.isEmpty()) {
            return set;
        }
        for (String word : text.split(",", -1)) {
            int colon = word.indexOf(':');
            int plus = word.indexOf('+', colon);
            if (colon < 1 || plus < 0) {
                throw new IllegalArgumentException("expected ranges such as 0:0+20000, found \"" + word + "\"");
            }
            set.add(new EpisodeRange(
                    Long.parseLong(word.substring(0, colon)),
                    Long.parseLong(word.substring(colon + 1, plus)),
                    Long.parseLong(word.substring(plus + 1))));
        }
        return set;
    }
}
