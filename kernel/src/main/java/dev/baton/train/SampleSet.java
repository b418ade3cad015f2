package dev.baton.train;

import dev.baton.ops.BatchOps;

/**
 * Stored samples in chunks of {@value #CHUNK} columns, the unit that minibatches are drawn in: chunk c is a (F + E, 16)
 * matrix at {@code c · rows() · 16}, first the F observation features, then E rows that the loss reads, the last of
 * which is the sample's weight. A column without a sample has the weight 0 and finite features.
 */
final class SampleSet {
    /** Samples of a chunk: as many as there are partial sums, so that chunks in any tile give the same bits. */
    static final int CHUNK = BatchOps.PARTIALS;

    /** (chunks, F + E, 16). */
    final float[] values;
    /** F. */
    final int features;
    /** E ≥ 1. */
    final int extras;

    SampleSet(int chunks, int features, int extras) {
        long length = (long) chunks * (features + extras) * CHUNK;
        if (length > Integer.MAX_VALUE - 64) {
            throw new IllegalArgumentException("samples: expected at most "
                    + (Integer.MAX_VALUE - 64) / ((features + extras) * CHUNK) * (long) CHUNK + " in memory, found "
                    + (long) chunks * CHUNK + "; use fewer episodes per update");
        }
        values = new float[(int) length];
        this.features = features;
        this.extras = extras;
    }

    /** Returns where a row of a chunk starts. */
    int at(int chunk, int row) {
        return (chunk * (features + extras) + row) * CHUNK;
    }
}
