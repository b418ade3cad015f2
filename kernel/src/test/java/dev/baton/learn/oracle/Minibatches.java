package dev.baton.learn.oracle;

import dev.baton.rng.Stream;
import dev.baton.rng.Threefry;
import java.util.ArrayList;
import java.util.List;

/** The order in which an update goes through its samples: chunks of at most 48, shuffled anew for every epoch. */
final class Minibatches {
    /** Samples that stay together. */
    static final int CHUNK = 48;

    private final long seed;
    private int pass;

    Minibatches(long seed) {
        this.seed = seed;
    }

    /**
     * Shuffles the chunks (Fisher and Yates, from the last position down; counter (position, pass) of the stream) and
     * cuts them into minibatches of as equal numbers of chunks as possible, none of them empty.
     */
    <T> List<List<T>> epoch(List<T> chunks, int minibatches) {
        for (int i = chunks.size() - 1; i > 0; i--) {
            long word = Threefry.word0(Threefry.block(Stream.MINIBATCH.key(seed), i, pass)) & 0xFFFFFFFFL;
            int j = (int) Math.floor(word / 0x1p32 * (i + 1));
            T kept = chunks.get(i);
            chunks.set(i, chunks.get(j));
            chunks.set(j, kept);
        }
        pass++;
        int parts = Math.min(minibatches, chunks.size());
        List<List<T>> epoch = new ArrayList<>();
        for (int m = 0; m < parts; m++) {
            epoch.add(chunks.subList(chunks.size() * m / parts, chunks.size() * (m + 1) / parts));
        }
        return epoch;
    }
}
