package dev.baton.descent;

import dev.baton.rng.Threefry;

/** The random order in which a pass goes through stored chunks. */
public final class ChunkOrder {
    private ChunkOrder() {}

    /**
     * Shuffles (Fisher and Yates).
     *
     * @param chunks the first {@code length} are shuffled
     * @param length how many
     * @param key of {@link dev.baton.rng.Stream#MINIBATCH}
     * @param pass number of the pass
     */
    public static void shuffle(int[] chunks, int length, long key, int pass) {
        for (int i = length - 1; i > 0; i--) {
            long word = Threefry.word0(Threefry.block(key, i, pass)) & 0xFFFFFFFFL;
            int j = (int) (word * (i + 1) >>> 32);
            int kept = chunks[i];
            chunks[i] = chunks[j];
            chunks[j] = kept;
        }
    }
}
