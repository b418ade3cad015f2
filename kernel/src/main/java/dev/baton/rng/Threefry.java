package dev.baton.rng;

/**
 * The block function Threefry-2x32 with 20 rounds: 64 bits of counter to 64 random bits under a 64-bit key (Salmon et
 * al., SC 2011). Two 32-bit words make a {@code long}, word 0 in the low half.
 */
public final class Threefry {
    static final int PARITY = 0x1BD11BDA;

    private Threefry() {}

    /**
     * Encrypts a counter.
     *
     * @param key two words
     * @param counter0 counter word 0
     * @param counter1 counter word 1
     * @return two random words
     */
    public static long block(long key, int counter0, int counter1) {
        int k0 = word0(key);
        int k1 = word1(key);
        int k2 = PARITY ^ k0 ^ k1;
        int x0 = counter0 + k0;
        int x1 = counter1 + k1;
        // Rotations 13, 15, 26, 6 and 17, 29, 16, 24 in turn, a key injection after every four rounds.
        x0 += x1;
        x1 = Integer.rotateLeft(x1, 13) ^ x0;
        x0 += x1;
        x1 = Integer.rotateLeft(x1, 15) ^ x0;
        x0 += x1;
        x1 = Integer.rotateLeft(x1, 26) ^ x0;
        x0 += x1;
        x1 = Integer.rotateLeft(x1, 6) ^ x0;
        x0 += k1;
        x1 += k2 + 1;
        x0 += x1;
        x1 = Integer.rotateLeft(x1, 17) ^ x0;
        x0 += x1;
        x1 = Integer.rotateLeft(x1, 29) ^ x0;
        x0 += x1;
        x1 = Integer.rotateLeft(x1, 16) ^ x0;
        x0 += x1;
        x1 = Integer.rotateLeft(x1, 24) ^ x0;
        x0 += k2;
        x1 += k0 + 2;
        x0 += x1;
        x1 = Integer.rotateLeft(x1, 13) ^ x0;
        x0 += x1;
        x1 = Integer.rotateLeft(x1, 15) ^ x0;
        x0 += x1;
        x1 = Integer.rotateLeft(x1, 26) ^ x0;
        x0 += x1;
        x1 = Integer.rotateLeft(x1, 6) ^ x0;
        x0 += k0;
        x1 += k1 + 3;
        x0 += x1;
        x1 = Integer.rotateLeft(x1, 17) ^ x0;
        x0 += x1;
        x1 = Integer.rotateLeft(x1, 29) ^ x0;
        x0 += x1;
        x1 = Integer.rotateLeft(x1, 16) ^ x0;
        x0 += x1;
        x1 = Integer.rotateLeft(x1, 24) ^ x0;
        x0 += k1;
        x1 += k2 + 4;
        x0 += x1;
        x1 = Integer.rotateLeft(x1, 13) ^ x0;
        x0 += x1;
        x1 = Integer.rotateLeft(x1, 15) ^ x0;
        x0 += x1;
        x1 = Integer.rotateLeft(x1, 26) ^ x0;
        x0 += x1;
        x1 = Integer.rotateLeft(x1, 6) ^ x0;
        x0 += k2;
        x1 += k0 + 5;
        return pack(x0, x1);
    }

    /**
     * Returns the first word of a block or key.
     *
     * @param words two words
     * @return word 0
     */
    public static int word0(long words) {
        return (int) words;
    }

    /**
     * Returns the second word of a block or key.
     *
     * @param words two words
     * @return word 1
     */
    public static int word1(long words) {
        return (int) (words >>> 32);
    }

    /**
     * Makes a block or key of two words.
     *
     * @param word0 word 0
     * @param word1 word 1
     * @return both
     */
    public static long pack(int word0, int word1) {
        return word0 & 0xFFFFFFFFL | (long) word1 << 32;
    }
}
