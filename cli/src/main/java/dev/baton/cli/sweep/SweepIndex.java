package dev.baton.cli.sweep;

import dev.baton.cli.option.Seeds;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Finds the cell of a line: a few bytes for each configuration. */
public final class SweepIndex {
    private final Sweep sweep;
    private final Map<Long, Integer> configurations = new HashMap<>();

    private SweepIndex(Sweep sweep) {
        this.sweep = sweep;
    }

    /**
     * Goes through all configurations once and refuses two that are the same.
     *
     * @param look takes every one in their order
     */
    public static SweepIndex of(Sweep sweep, Consumer<Sweep.Configuration> look) {
        SweepIndex index = new SweepIndex(sweep);
        for (int c = 0; c < sweep.configurations(); c++) {
            Sweep.Configuration configuration = sweep.configuration(c);
            Integer earlier = index.configurations.putIfAbsent(key(configuration.hash()), c);
            if (earlier != null) {
                throw sweep.same(sweep.configuration(earlier), configuration);
            }
            look.accept(configuration);
        }
        return index;
    }

    private static long key(String hash) {
        return Long.parseUnsignedLong(hash, 16);
    }

    /** Returns the cell that a line is of, if the sweep has it. */
    public OptionalInt cell(SweepLine line) {
        Integer configuration = configurations.get(key(line.hash()));
        Seeds seeds = sweep.seeds();
        if (configuration == null || line.seed() < seeds.first() || line.seed() > seeds.last()) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(configuration * seeds.count() + (int) (line.seed() - seeds.first()));
    }
}
