package dev.baton.rng;

import dev.baton.simd.SimdSpecies;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link CounterRng} with one counter per lane. The rounds are those of {@link Threefry#block}. */
final class SimdCounterRng implements CounterRng {
    private static final VectorSpecies<Integer> S = SimdSpecies.INTS;
    private static final int L = SimdSpecies.LANES;

    @Override
    public void fill(long key, int[] counter0, int[] counter1, int from, int to, int[] word0, int[] word1) {
        int n = from;
        for (; n + 4 * L <= to; n += 4 * L) {
            blocks4(key, counter0, counter1, n, word0, word1);
        }
        for (; n < to; n += L) {
            blocks1(key, counter0, counter1, n, word0, word1);
        }
    }

    /** Four vectors side by side: a single one is a chain in which every operation waits for the one before. */
    private static void blocks4(
            long key, int[] counter0, int[] counter1, int n, int[] word0, int[] word1) {
        int k0 = Threefry.word0(key);
        int k1 = Threefry.word1(key);
        int k2 = Threefry.PARITY ^ k0 ^ k1;
        IntVector a0 = IntVector.fromArray(S, counter0, n).add(k0);
        IntVector a1 = IntVector.fromArray(S, counter1, n).add(k1);
        IntVector b0 = IntVector.fromArray(S, counter0, n + L).add(k0);
        IntVector b1 = IntVector.fromArray(S, counter1, n + L).add(k1);
        IntVector c0 = IntVector.fromArray(S, counter0, n + 2 * L).add(k0);
        IntVector c1 = IntVector.fromArray(S, counter1, n + 2 * L).add(k1);
        IntVector d0 = IntVector.fromArray(S, counter0, n + 3 * L).add(k0);
        IntVector d1 = IntVector.fromArray(S, counter1, n + 3 * L).add(k1);
        int rotate0 = 13;
        int rotate1 = 15;
        int rotate2 = 26;
        int rotate3 = 6;
        for (int injection = 1; injection <= 5; injection++) {
            a0 = a0.add(a1);
            a1 = a1.lanewise(VectorOperators.ROL, rotate0).lanewise(VectorOperators.XOR, a0);
            b0 = b0.add(b1);
            b1 = b1.lanewise(VectorOperators.ROL, rotate0).lanewise(VectorOperators.XOR, b0);
            c0 = c0.add(c1);
            c1 = c1.lanewise(VectorOperators.ROL, rotate0).lanewise(VectorOperators.XOR, c0);
            d0 = d0.add(d1);
            d1 = d1.lanewise(VectorOperators.ROL, rotate0).lanewise(VectorOperators.XOR, d0);
            a0 = a0.add(a1);
            a1 = a1.lanewise(VectorOperators.ROL, rotate1).lanewise(VectorOperators.XOR, a0);
            b0 = b0.add(b1);
            b1 = b1.lanewise(VectorOperators.ROL, rotate1).lanewise(VectorOperators.XOR, b0);
            c0 = c0.add(c1);
            c1 = c1.lanewise(VectorOperators.ROL, rotate1).lanewise(VectorOperators.XOR, c0);
            d0 = d0.add(d1);
            d1 = d1.lanewise(VectorOperators.ROL, rotate1).lanewise(VectorOperators.XOR, d0);
            a0 = a0.add(a1);
            a1 = a1.lanewise(VectorOperators.ROL, rotate2).lanewise(VectorOperators.XOR, a0);
            b0 = b0.add(b1);
            b1 = b1.lanewise(VectorOperators.ROL, rotate2).lanewise(VectorOperators.XOR, b0);
            c0 = c0.add(c1);
            c1 = c1.lanewise(VectorOperators.ROL, rotate2).lanewise(VectorOperators.XOR, c0);
            d0 = d0.add(d1);
            d1 = d1.lanewise(VectorOperators.ROL, rotate2).lanewise(VectorOperators.XOR, d0);
            a0 = a0.add(a1);
            a1 = a1.lanewise(VectorOperators.ROL, rotate3).lanewise(VectorOperators.XOR, a0);
            b0 = b0.add(b1);
            b1 = b1.lanewise(VectorOperators.ROL, rotate3).lanewise(VectorOperators.XOR, b0);
            c0 = c0.add(c1);
            c1 = c1.lanewise(VectorOperators.ROL, rotate3).lanewise(VectorOperators.XOR, c0);
            d0 = d0.add(d1);
            d1 = d1.lanewise(VectorOperators.ROL, rotate3).lanewise(VectorOperators.XOR, d0);
            int previous = k0;
            k0 = k1;
            k1 = k2;
            k2 = previous;
            a0 = a0.add(k0);
            a1 = a1.add(k1 + injection);
            b0 = b0.add(k0);
            b1 = b1.add(k1 + injection);
            c0 = c0.add(k0);
            c1 = c1.add(k1 + injection);
            d0 = d0.add(k0);
            d1 = d1.add(k1 + injection);
            rotate0 = 30 - rotate0;
            rotate1 = 44 - rotate1;
            rotate2 = 42 - rotate2;
            rotate3 = 30 - rotate3;
        }
        a0.intoArray(word0, n);
        a1.intoArray(word1, n);
        b0.intoArray(word0, n + L);
        b1.intoArray(word1, n + L);
        c0.intoArray(word0, n + 2 * L);
        c1.intoArray(word1, n + 2 * L);
        d0.intoArray(word0, n + 3 * L);
        d1.intoArray(word1, n + 3 * L);
    }

    /** One vector. */
    private static void blocks1(
            long key, int[] counter0, int[] counter1, int n, int[] word0, int[] word1) {
        int k0 = Threefry.word0(key);
        int k1 = Threefry.word1(key);
        int k2 = Threefry.PARITY ^ k0 ^ k1;
        IntVector a0 = IntVector.fromArray(S, counter0, n).add(k0);
        IntVector a1 = IntVector.fromArray(S, counter1, n).add(k1);
        int rotate0 = 13;
        int rotate1 = 15;
        int rotate2 = 26;
        int rotate3 = 6;
        for (int injection = 1; injection <= 5; injection++) {
            a0 = a0.add(a1);
            a1 = a1.lanewise(VectorOperators.ROL, rotate0).lanewise(VectorOperators.XOR, a0);
            a0 = a0.add(a1);
            a1 = a1.lanewise(VectorOperators.ROL, rotate1).lanewise(VectorOperators.XOR, a0);
            a0 = a0.add(a1);
            a1 = a1.lanewise(VectorOperators.ROL, rotate2).lanewise(VectorOperators.XOR, a0);
            a0 = a0.add(a1);
            a1 = a1.lanewise(VectorOperators.ROL, rotate3).lanewise(VectorOperators.XOR, a0);
            int previous = k0;
            k0 = k1;
            k1 = k2;
            k2 = previous;
            a0 = a0.add(k0);
            a1 = a1.add(k1 + injection);
            rotate0 = 30 - rotate0;
            rotate1 = 44 - rotate1;
            rotate2 = 42 - rotate2;
            rotate3 = 30 - rotate3;
        }
        a0.intoArray(word0, n);
        a1.intoArray(word1, n);
    }
}
