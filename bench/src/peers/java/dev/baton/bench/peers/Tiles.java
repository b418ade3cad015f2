package dev.baton.bench.peers;

import dev.baton.ops.BatchOps;

/** A matrix (R, N) cut into tiles of some columns, one after the other from {@link BatchOps#START} on. */
final class Tiles {
    /** Tiles. */
    final int count;
    /** Floats from row to row of a tile, and the columns of all tiles but the last. */
    final int stride;

    final float[] values;
    private final int rows;
    private final int batch;

    Tiles(int rows, int batch, int stride) {
        this.rows = rows;
        this.batch = batch;
        this.stride = stride;
        count = (batch + stride - 1) / stride;
        values = new float[BatchOps.START + count * rows * stride];
    }

    /** Returns where a tile starts. */
    int start(int tile) {
        return BatchOps.START + tile * rows * stride;
    }

    /** Returns the columns of a tile. */
    int columns(int tile) {
        return Math.min(stride, batch - tile * stride);
    }

    /** Copies a matrix (R, N) in. */
    void fill(float[] matrix) {
        for (int tile = 0; tile < count; tile++) {
            for (int r = 0; r < rows; r++) {
                System.arraycopy(
                        matrix, r * batch + tile * stride, values, start(tile) + r * stride, columns(tile));
            }
        }
    }

    /** Returns a copy of the first rows as a matrix (R, N). */
    float[] matrix(int first) {
        float[] matrix = new float[first * batch];
        for (int tile = 0; tile < count; tile++) {
            for (int r = 0; r < first; r++) {
                System.arraycopy(
                        values, start(tile) + r * stride, matrix, r * batch + tile * stride, columns(tile));
            }
        }
        return matrix;
    }
}
