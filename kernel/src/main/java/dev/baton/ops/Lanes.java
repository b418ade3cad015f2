package dev.baton.ops;

/**
 * Numbers of columns that everything is cut at, whatever the machine's vectors, so that no result depends on these. The
 * machine's own are in {@code SimdSpecies}.
 */
public final class Lanes {
    /**
     * Floats of the widest vector. Columns are worked on in multiples of this; and a sum over a batch that does not go
     * column by column is as many partial sums, column n going into number n mod {@value}.
     */
    public static final int WIDEST = 16;

    /** Columns that a network's passes usually work on at once, and then floats from row to row of their matrices. */
    public static final int TILE = 3 * WIDEST;

    private Lanes() {}

    /**
     * Rounds a number of columns up to a multiple of {@value #WIDEST}.
     *
     * @param columns ≥ 0
     * @return the smallest multiple that is not less
     */
    public static int roundUp(int columns) {
        return (columns + (WIDEST - 1)) & -WIDEST;
    }
}
