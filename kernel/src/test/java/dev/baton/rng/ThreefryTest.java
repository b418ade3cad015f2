package dev.baton.rng;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Backend;
import dev.baton.testing.Statistics;
import dev.baton.testing.TestSeed;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("bits")
class ThreefryTest {
    private static final int CANARY = 0x5ca1ab1e;

    /** The lines "threefry2x32 20" of Random123's kat_vectors. */
    @ParameterizedTest
    @CsvSource({
        "00000000, 00000000, 00000000, 00000000, 6b200159, 99ba4efe",
        "ffffffff, ffffffff, ffffffff, ffffffff, 1cb996fc, bb002be7",
        "243f6a88, 85a308d3, 13198a2e, 03707344, c4923a9c, 483df7a0",
    })
    void knownAnswers(String ctr0, String ctr1, String key0, String key1, String word0, String word1) {
        long key = Threefry.pack(hex(key0), hex(key1));
        long block = Threefry.block(key, hex(ctr0), hex(ctr1));
        assertThat(Integer.toHexString(Threefry.word0(block))).isEqualTo(word0);
        assertThat(Integer.toHexString(Threefry.word1(block))).isEqualTo(word1);
        for (Backend backend : Backend.values()) {
            int[] x0 = filled(16, hex(ctr0));
            int[] x1 = filled(16, hex(ctr1));
            CounterRng.of(backend).fill(key, x0, x1, 0, 1, x0, x1);
            assertThat(x0[0]).isEqualTo(hex(word0));
            assertThat(x1[0]).isEqualTo(hex(word1));
        }
    }

    @Test
    void packsTwoWords() {
        long words = Threefry.pack(0x89abcdef, 0xfedcba98);
        assertThat(words).isEqualTo(0xfedcba98_89abcdefL);
        assertThat(Threefry.word0(words)).isEqualTo(0x89abcdef);
        assertThat(Threefry.word1(words)).isEqualTo(0xfedcba98);
    }

    @ParameterizedTest
    @EnumSource
    void fillEqualsBlocksOnEveryRange(Backend backend) {
        SplittableRandom random = TestSeed.random(ThreefryTest.class);
        CounterRng rng = CounterRng.of(backend);
        for (int from : new int[] {0, 16, 48}) {
            for (int count : new int[] {0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 96, 255, 257}) {
                long key = random.nextLong();
                int[] counter0 = randomWords(random, 320);
                int[] counter1 = randomWords(random, 320);
                int[] word0 = filled(320, CANARY);
                int[] word1 = filled(320, CANARY);
                int[] copy0 = counter0.clone();
                int[] copy1 = counter1.clone();
                rng.fill(key, counter0, counter1, from, from + count, word0, word1);
                assertThat(counter0).isEqualTo(copy0);
                assertThat(counter1).isEqualTo(copy1);
                int end = (from + count + 15) / 16 * 16;
                for (int i = 0; i < 320; i++) {
                    if (i >= from && i < from + count) {
                        long block = Threefry.block(key, counter0[i], counter1[i]);
                        assertThat(word0[i]).isEqualTo(Threefry.word0(block));
                        assertThat(word1[i]).isEqualTo(Threefry.word1(block));
                    } else if (i < from || i >= end) {
                        assertThat(word0[i]).isEqualTo(CANARY);
                        assertThat(word1[i]).isEqualTo(CANARY);
                    }
                }
                rng.fill(key, copy0, copy1, from, from + count, copy0, copy1);
                for (int i = from; i < from + count; i++) {
                    assertThat(copy0[i]).as("in place").isEqualTo(word0[i]);
                    assertThat(copy1[i]).as("in place").isEqualTo(word1[i]);
                }
            }
        }
    }

    /** One flipped bit of counter or key flips each output bit with probability ½: 5 σ, false alarm 4e-5 in all. */
    @Test
    void everyInputBitChangesHalfOfTheOutput() {
        SplittableRandom random = TestSeed.random(ThreefryTest.class);
        int trials = 2_000;
        for (int bit = 0; bit < 128; bit++) {
            long flips = 0;
            for (int trial = 0; trial < trials; trial++) {
                long key = random.nextLong();
                long counter = random.nextLong();
                long otherKey = bit < 64 ? key : key ^ 1L << (bit - 64);
                long otherCounter = bit < 64 ? counter ^ 1L << bit : counter;
                long a = Threefry.block(key, Threefry.word0(counter), Threefry.word1(counter));
                long b = Threefry.block(otherKey, Threefry.word0(otherCounter), Threefry.word1(otherCounter));
                flips += Long.bitCount(a ^ b);
            }
            double sigma = Math.sqrt(trials * 16.0);
            assertThat((flips - trials * 32L) / sigma).as("input bit %d", bit).isBetween(-5.0, 5.0);
        }
    }

    /** The counters the kernels use: small episode and step numbers, the seeds next to each other. */
    @Test
    void wordsOfEpisodesAndStepsAreUniform() {
        long seed = TestSeed.value(ThreefryTest.class);
        long key = Stream.EVALUATION_STEP.key(seed);
        long[] word0 = new long[256];
        long[] word1 = new long[256];
        long[] low = new long[256];
        for (int episode = 0; episode < 20_000; episode++) {
            for (int step = 0; step < 10; step++) {
                long block = Threefry.block(key, episode, step);
                word0[Threefry.word0(block) >>> 24]++;
                word1[Threefry.word1(block) >>> 24]++;
                low[Threefry.word1(block) >>> 8 & 255]++;
            }
        }
        assertThat(Statistics.chiSquareUniform(word0)).isGreaterThan(Statistics.FALSE_ALARM);
        assertThat(Statistics.chiSquareUniform(word1)).isGreaterThan(Statistics.FALSE_ALARM);
        assertThat(Statistics.chiSquareUniform(low)).isGreaterThan(Statistics.FALSE_ALARM);
    }

    /** Pairs of the top four bits: the two words, neighbours in step, episode, seed and stream. */
    @Test
    void neighboursAreIndependent() {
        long seed = TestSeed.value(ThreefryTest.class) & 0x7fffffff;
        long key = Stream.EVALUATION_STEP.key(seed);
        long nextSeed = Stream.EVALUATION_STEP.key(seed + 1);
        long nextStream = Stream.TRAINING_START.key(seed);
        String[] names = {"two words", "next step", "next episode", "next seed", "next stream"};
        long[][] pairs = new long[names.length][256];
        for (int episode = 0; episode < 20_000; episode++) {
            for (int step = 0; step < 10; step++) {
                long block = Threefry.block(key, episode, step);
                int w = Threefry.word1(block);
                count(pairs[0], w, Threefry.word0(block));
                count(pairs[1], w, Threefry.word1(Threefry.block(key, episode, step + 1)));
                count(pairs[2], w, Threefry.word1(Threefry.block(key, episode + 1, step)));
                count(pairs[3], w, Threefry.word1(Threefry.block(nextSeed, episode, step)));
                count(pairs[4], w, Threefry.word1(Threefry.block(nextStream, episode, step)));
            }
        }
        for (int i = 0; i < names.length; i++) {
            assertThat(Statistics.chiSquareUniform(pairs[i])).as(names[i]).isGreaterThan(Statistics.FALSE_ALARM);
        }
    }

    private static void count(long[] pairs, int a, int b) {
        pairs[(a >>> 28) * 16 + (b >>> 28)]++;
    }

    private static int hex(String digits) {
        return Integer.parseUnsignedInt(digits, 16);
    }

    private static int[] filled(int length, int value) {
        int[] array = new int[length];
        java.util.Arrays.fill(array, value);
        return array;
    }

    private static int[] randomWords(SplittableRandom random, int length) {
        int[] words = new int[length];
        for (int i = 0; i < length; i++) {
            words[i] = random.nextInt();
        }
        return words;
    }
}
