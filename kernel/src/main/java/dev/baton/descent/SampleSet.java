package dev.baton.descent;

import dev.baton.ops.Lanes;
import java.util.Arrays;

/**
 * Stored samples in chunks of {@value Lanes#TILE} columns, the unit that minibatches are drawn in: chunk c is a (F + E,
 * 48) matrix, first the F observation features, then E rows that the loss reads, the last of which is the sample's
 * weight. A column without a sample has the weight 0 and finite features. A chunk is what the network's passes work on
 * at once, so nothing is gathered or copied.
 */
public final class SampleSet {
    /** (chunks, F + E, 48). */
    public final float[] values;
    /** (chunks) columns behind which a chunk holds no sample; 48 unless it is set. */
    public final int[] columns;
    /** F. */
    public final int features;
    /** E ≥ 1. */
    public final int extras;

    /**
     * Makes room for samples.
     *
     * @param chunks how many chunks
     * @param features F
     * @param extras E ≥ 1
     * @throws IllegalArgumentException if they would not fit an array
     */
    public SampleSet(int chunks, int features, int extras) {
        long length = (long) chunks * (features + extras) * Lanes.TILE;
        if (length > Integer.MAX_VALUE - 64) {
            throw new IllegalArgumentException("samples: expected at most "
                    + (Integer.MAX_VALUE - 64) / ((features + extras) * Lanes.TILE) * (long) Lanes.TILE + " in memory,"
                    + " found " + (long) chunks * Lanes.TILE + "; use fewer episodes per update");
        }
        values = new float[(int) length];
        columns = new int[chunks];
        Arrays.fill(columns, Lanes.TILE);
        this.features = features;
        this.extras = extras;
    }

    /**
     * Returns how many chunks hold a number of samples one after another.
     *
     * @param samples how many samples
     * @return samples / {@value Lanes#TILE}, rounded up
     */
    public static int chunks(int samples) {
        return (samples + Lanes.TILE - 1) / Lanes.TILE;
    }

    /**
     * Returns where a row of a chunk starts.
     *
     * @param chunk the chunk
     * @param row 0 … F + E − 1
     * @return its index in {@link #values}
     */
    public int at(int chunk, int row) {
        return (chunk * (features + extras) + row) * Lanes.TILE;
    }
}
