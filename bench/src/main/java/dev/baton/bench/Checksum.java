package dev.baton.bench;

/** A running 64-bit checksum of arrays, sensitive to every bit and to the order. */
public final class Checksum {
    private long value = 0x9E3779B97F4A7C15L;

    /** Starts with nothing. */
    public Checksum() {}

    /**
     * Takes in a number.
     *
     * @param bits any
     * @return this
     */
    public Checksum add(long bits) {
        // The mixing step of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
        long z = value ^ bits;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        value = (z ^ (z >>> 31)) + 0x9E3779B97F4A7C15L;
        return this;
    }

    /**
     * Takes in part of an array.
     *
     * @param array floats
     * @param from first index
     * @param to index after the last
     * @return this
     */
    public Checksum add(float[] array, int from, int to) {
        for (int i = from; i < to; i++) {
            add(Float.floatToRawIntBits(array[i]));
        }
        return this;
    }

    /**
     * Takes in part of an array.
     *
     * @param array ints
     * @param from first index
     * @param to index after the last
     * @return this
     */
    public Checksum add(int[] array, int from, int to) {
        for (int i = from; i < to; i++) {
            add(array[i]);
        }
        return this;
    }

    /**
     * Takes in the first columns of every row of a matrix.
     *
     * @param matrix rows one after the other
     * @param start index of row 0, column 0
     * @param stride from row to row
     * @param rows how many rows
     * @param columns how many columns of each
     * @return this
     */
    public Checksum add(float[] matrix, int start, int stride, int rows, int columns) {
        for (int row = 0; row < rows; row++) {
            add(matrix, start + row * stride, start + row * stride + columns);
        }
        return this;
    }

    /**
     * Takes in the first columns of every row of a matrix.
     *
     * @param matrix rows one after the other
     * @param start index of row 0, column 0
     * @param stride from row to row
     * @param rows how many rows
     * @param columns how many columns of each
     * @return this
     */
    public Checksum add(double[] matrix, int start, int stride, int rows, int columns) {
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                add(Double.doubleToRawLongBits(matrix[start + row * stride + column]));
            }
        }
        return this;
    }

    /**
     * Returns the checksum of all that was taken in.
     *
     * @return 64 bits
     */
    public long value() {
        return value;
    }
}
