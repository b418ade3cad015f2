package dev.baton.cli.option;

import dev.baton.cli.print.Numbers;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The options that say on which episodes something is judged. */
public final class Episodes {
    @Option(
            names = "--episodes",
            paramLabel = "N",
            converter = Values.Episodes.class,
            description = "Episodes per seed. Default: ${DEFAULT-VALUE}.")
    private int count = 1_000;

    @Option(
            names = "--seeds",
            paramLabel = "SEEDS",
            converter = Seeds.Converter.class,
            description = "Evaluation seeds: a count N (0 to N-1) or a range A..B. Default: 5.")
    private Seeds seeds = new Seeds(0, 4);

    public int count() {
        return count;
    }

    public Seeds seeds() {
        return seeds;
    }

    /** Returns the number of episodes of all seeds together. */
    public long total() {
        return (long) count * seeds.count();
    }

    /** Returns the names of the options. */
    public static Stream<String> names() {
        return Stream.of("--episodes", "--seeds");
    }

    /** Returns the episodes in words. */
    public String describe() {
        return describe(count, seeds);
    }

    /** Returns some episodes under each of some seeds in words. */
    public static String describe(int count, Seeds seeds) {
        return Numbers.count(count) + (seeds.count() == 1 ? " episodes under " : " episodes under each of the ")
                + seeds.words();
    }
}
