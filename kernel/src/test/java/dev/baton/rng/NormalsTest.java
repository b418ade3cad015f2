package dev.baton.rng;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.baton.simd.SimdSpecies;
import dev.baton.testing.Statistics;
import dev.baton.testing.TestSeed;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class NormalsTest {
    @Test
    void normalIsBoundedAtTheExtremes() {
        for (int word0 : new int[] {0, 255, 256, -256, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            for (int word1 : new int[] {0, 1 << 30, 1 << 31, 3 << 30, -1}) {
                assertThat(Normals.of(word0, word1)).isBetween(-5.8f, 5.8f);
            }
        }
        assertThat(Normals.of(0, 0)).isCloseTo((float) Math.sqrt(2 * 24 * Math.log(2)), within(1e-5f));
    }

    /**
     * Moments within 5 standard errors (false alarm 2.3e-6 for the four together) and a Kolmogorov–Smirnov test at
     * {@link Statistics#FALSE_ALARM}.
     */
    @Test
    void normalHasANormalDistribution() {
        long key = Threefry.pack((int) TestSeed.value(NormalsTest.class), 99);
        int n = 200_000;
        double[] x = new double[n];
        double[] moment = new double[5];
        for (int i = 0; i < n; i++) {
            long block = Threefry.block(key, i, 0);
            x[i] = Normals.of(Threefry.word0(block), Threefry.word1(block));
            for (int m = 1; m <= 4; m++) {
                moment[m] += Math.pow(x[i], m) / n;
            }
        }
        // Variances of x, x², x³, x⁴ under the normal distribution: 1, 2, 15, 96.
        assertThat(moment[1]).isCloseTo(0, within(5 * Math.sqrt(1.0 / n)));
        assertThat(moment[2]).isCloseTo(1, within(5 * Math.sqrt(2.0 / n)));
        assertThat(moment[3]).isCloseTo(0, within(5 * Math.sqrt(15.0 / n)));
        assertThat(moment[4]).isCloseTo(3, within(5 * Math.sqrt(96.0 / n)));
        Arrays.sort(x);
        double distance = 0;
        for (int i = 0; i < n; i++) {
            double cdf = Statistics.normalCdf(x[i]);
            distance = Math.max(distance, Math.max((i + 1.0) / n - cdf, cdf - (double) i / n));
        }
        assertThat(Statistics.kolmogorov(distance, n)).isGreaterThan(Statistics.FALSE_ALARM);
    }

    @Tag("bits")
    @Test
    void simdNormalHasTheSameBits() {
        SplittableRandom random = TestSeed.random(NormalsTest.class);
        int[] extremes = {0, 255, 256, -1, -256, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 30};
        for (int count : new int[] {0, 1, 3, 4, 5, 15, 16, 17, 31, 100, 1_003}) {
            int from = count % 5;
            int[] word0 = new int[from + count + 64];
            int[] word1 = word0.clone();
            float[] out = new float[word0.length];
            Arrays.fill(out, 123f);
            for (int i = 0; i < word0.length; i++) {
                word0[i] = i % 5 == 0 ? extremes[random.nextInt(extremes.length)] : random.nextInt();
                word1[i] = i % 7 == 0 ? extremes[random.nextInt(extremes.length)] : random.nextInt();
            }
            SimdNormals.fill(word0, word1, out, from, from + count);
            int end = from + (count + SimdSpecies.LANES - 1) / SimdSpecies.LANES * SimdSpecies.LANES;
            for (int i = 0; i < out.length; i++) {
                if (i >= from && i < from + count) {
                    assertSameBits(Normals.of(word0[i], word1[i]), out[i], i);
                } else if (i < from || i >= end) {
                    assertSameBits(123f, out[i], i);
                }
            }
        }
    }

    private static void assertSameBits(float expected, float actual, int index) {
        if (Float.floatToIntBits(expected) != Float.floatToIntBits(actual)) {
            assertThat(actual).as("element %d", index).isEqualTo(expected);
        }
    }
}
