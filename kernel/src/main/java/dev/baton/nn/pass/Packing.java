package dev.baton.nn.pass;

import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.IntUnaryOperator;

/**
 * A network's parameters in the order in which a pass reads them, and the table by which they get there. The table is
 * what packing makes of the parameters' numbers, so the order is written in one place and taking over parameters is one
 * flat loop.
 */
final class Packing {
    /** Numbers from 1 to this, and a digit of them, are floats. */
    private static final int DIGIT = 1 << 16;
    /** Stands for a number that fills up a tile, whatever the parameters. */
    private static final int FILLER = -1;

    /** What passes read; not to be changed but by {@link #load}. */
    final float[] packed;
    /** By place in {@link #packed}: the parameter that stands there. */
    private final int[] source;

    /**
     * Makes the table, and packs parameters of 0.
     *
     * @param parameters P
     * @param length of the packed array
     * @param pack writes parameters, its first argument, to its second, which is all 0
     */
    Packing(int parameters, int length, BiConsumer<float[], float[]> pack) {
        int[] low = packed(parameters, length, pack, p -> p % DIGIT);
        int[] high = packed(parameters, length, pack, p -> p / DIGIT);
        source = new int[length];
        Arrays.setAll(source, k -> low[k] == FILLER ? FILLER : high[k] * DIGIT + low[k]);
        packed = new float[length];
        pack.accept(new float[parameters], packed);
    }

    /** Packs a digit of every parameter's number. */
    private static int[] packed(
            int parameters, int length, BiConsumer<float[], float[]> pack, IntUnaryOperator digit) {
        float[] digits = new float[parameters];
        for (int p = 0; p < parameters; p++) {
            digits[p] = digit.applyAsInt(p) + 1;
        }
        float[] places = new float[length];
        pack.accept(digits, places);
        int[] found = new int[length];
        Arrays.setAll(found, k -> places[k] == 0 ? FILLER : (int) places[k] - 1);
        return found;
    }

    /**
     * Takes over parameters.
     *
     * @param parameters (P) copied
     */
    void load(float[] parameters) {
        for (int k = 0; k < source.length; k++) {
            int p = source[k];
            if (p != FILLER) {
                packed[k] = parameters[p];
            }
        }
    }
}
