package dev.baton.policy.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.baton.Backend;
import dev.baton.ops.FloatMath;
import dev.baton.ops.Lanes;
import dev.baton.rng.Threefry;
import dev.baton.rng.Uniforms;
import dev.baton.testing.Statistics;
import dev.baton.testing.TestSeed;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("bits")
class CategoricalTest {
    private static final int[] COUNTS = {1, 3, 4, 15, 16, 17, 33, 64};
    private static final int[] ACTIONS = {1, 2, 5, 16, 17, 64};
    private static final int[] EXTREME_WORDS = {0, 255, 256, -1, -256, 1 << 31, Integer.MAX_VALUE};
    private static final float CANARY = 321f;

    private final SplittableRandom random = TestSeed.random(CategoricalTest.class);

    /** A matrix (K,N) of logits that starts inside of a larger array. */
    private final class Logits {
        final int actions;
        final int start;
        final int stride;
        final float[] data;

        Logits(int actions, int count, double spread) {
            this.actions = actions;
            start = random.nextInt(20);
            stride = Lanes.roundUp(count) + 16 * random.nextInt(2);
            data = new float[start + actions * stride + 16];
            Arrays.fill(data, CANARY);
            for (int k = 0; k < actions; k++) {
                for (int n = 0; n < Lanes.roundUp(count); n++) {
                    data[at(k, n)] = (float) (spread * random.nextDouble(-1, 1));
                }
            }
        }

        int at(int k, int n) {
            return start + k * stride + n;
        }

        double[] column(int n) {
            double[] column = new double[actions];
            Arrays.setAll(column, k -> data[at(k, n)]);
            return column;
        }
    }

    private int[] words(int length) {
        int[] words = new int[length];
        Arrays.setAll(words, i -> i % 3 == 0 ? EXTREME_WORDS[random.nextInt(7)] : random.nextInt());
        return words;
    }

    /** Masks with at least one action; the bits beyond the actions are arbitrary. */
    private long[] masks(int actions, int length) {
        long[] masks = new long[length];
        Arrays.setAll(masks, i -> random.nextLong() | 1L << random.nextInt(actions));
        return masks;
    }

    private static void assertClose(double expected, double actual, double tolerance) {
        if (!(Math.abs(actual - expected) <= tolerance)) {
            assertThat(actual).isCloseTo(expected, within(tolerance));
        }
    }

    private static double[] softmax(double[] logits, long mask) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < logits.length; k++) {
            greatest = (mask >>> k & 1) != 0 ? Math.max(greatest, logits[k]) : greatest;
        }
        double sum = 0;
        double[] p = new double[logits.length];
        for (int k = 0; k < logits.length; k++) {
            p[k] = (mask >>> k & 1) != 0 ? Math.exp(logits[k] - greatest) : 0;
            sum += p[k];
        }
        for (int k = 0; k < logits.length; k++) {
            p[k] /= sum;
        }
        return p;
    }

    @ParameterizedTest
    @EnumSource
    void sampleFollowsItsFormula(Backend backend) {
        for (int actions : ACTIONS) {
            for (int count : COUNTS) {
                for (double spread : new double[] {0, 2, 200}) {
                    for (boolean masked : new boolean[] {false, true}) {
                        sample(backend, actions, count, spread, masked);
                    }
                }
            }
        }
    }

    private void sample(Backend backend, int actions, int count, double spread, boolean masked) {
        Logits logits = new Logits(actions, count, spread);
        float[] before = logits.data.clone();
        int[] word = words(Lanes.roundUp(count));
        int[] wordBefore = word.clone();
        long[] masks = masked ? masks(actions, Lanes.roundUp(count)) : null;
        int[] action = new int[Lanes.roundUp(count)];
        Categorical.of(backend).sample(
                logits.data, logits.start, logits.stride, actions, masks, word, action, 0, count);
        assertThat(word).isEqualTo(wordBefore);
        for (int n = 0; n < count; n++) {
            long mask = masks == null ? -1L : masks[n];
            double[] column = new double[actions];
            float greatest = Float.NEGATIVE_INFINITY;
            int last = 0;
            for (int k = 0; k < actions; k++) {
                column[k] = before[logits.at(k, n)];
                if ((mask >>> k & 1) != 0) {
                    greatest = Math.max(greatest, before[logits.at(k, n)]);
                    last = k;
                }
            }
            float[] e = new float[actions];
            float sum = 0;
            for (int k = 0; k < actions; k++) {
                e[k] = (mask >>> k & 1) != 0 ? FloatMath.exp(before[logits.at(k, n)] - greatest) : 0;
                sum += e[k];
            }
            float threshold = Uniforms.positive(word[n]) * sum;
            int expected = last;
            float cumulative = 0;
            for (int k = actions - 1; k >= 0; k--) {
                cumulative = 0;
                for (int j = 0; j <= k; j++) {
                    cumulative += e[j];
                }
                expected = threshold < cumulative ? k : expected;
            }
            assertThat(action[n]).isEqualTo(expected).isBetween(0, actions - 1);
            assertThat(mask >>> action[n] & 1).as("available").isEqualTo(1);
            double[] p = softmax(column, mask);
            for (int k = 0; k < actions; k++) {
                assertClose(p[k], logits.data[logits.at(k, n)], 1e-5 * p[k] + 1e-37);
            }
        }
        for (int i = 0; i < before.length; i++) {
            int n = Math.floorMod(i - logits.start, logits.stride);
            boolean inside = i >= logits.start
                    && i < logits.start + actions * logits.stride
                    && n < Lanes.roundUp(count);
            assertClose(CANARY, inside ? CANARY : logits.data[i], 0);
        }
        for (int n = count; n < action.length; n++) {
            assertThat(action[n]).as("padding").isBetween(0, actions - 1);
        }
    }

    @Test
    void sampleAndArgmaxHaveTheSameBitsInBothBackends() {
        for (int actions : ACTIONS) {
            for (int count : COUNTS) {
                for (boolean masked : new boolean[] {false, true}) {
                    Logits logits = new Logits(actions, count, 5);
                    for (int i = 0; i < logits.data.length; i += 11) {
                        logits.data[i] = 0;
                    }
                    int[] word = words(Lanes.roundUp(count));
                    long[] masks = masked ? masks(actions, Lanes.roundUp(count)) : null;
                    float[][] data = {logits.data.clone(), logits.data.clone()};
                    int[][] sampled = new int[2][word.length];
                    int[][] greatest = new int[2][word.length];
                    for (Backend backend : Backend.values()) {
                        int b = backend == Backend.SCALAR ? 0 : 1;
                        Categorical categorical = Categorical.of(backend);
                        categorical.argmax(
                                data[b], logits.start, logits.stride, actions, masks, greatest[b], 0, count);
                        categorical.sample(
                                data[b], logits.start, logits.stride, actions, masks, word, sampled[b], 0, count);
                    }
                    assertThat(Arrays.copyOf(greatest[1], count)).isEqualTo(Arrays.copyOf(greatest[0], count));
                    assertThat(Arrays.copyOf(sampled[1], count)).isEqualTo(Arrays.copyOf(sampled[0], count));
                    for (int k = 0; k < actions; k++) {
                        for (int n = 0; n < count; n++) {
                            assertClose(data[0][logits.at(k, n)], data[1][logits.at(k, n)], 0);
                        }
                    }
                }
            }
        }
    }

    /** Chi-square with {@link Statistics#FALSE_ALARM} for each of the two distributions and back ends. */
    @ParameterizedTest
    @EnumSource
    void sampleFrequenciesAreTheProbabilities(Backend backend) {
        long key = Threefry.pack((int) TestSeed.value(CategoricalTest.class), 17);
        float[] logit = {0.5f, -1f, 2f, 0f, -0.25f, 1f, -2f};
        for (long mask : new long[] {-1L, 0b1011011L}) {
            double[] p = softmax(new double[] {0.5, -1, 2, 0, -0.25, 1, -2}, mask);
            long[] counts = new long[7];
            int samples = 64_000;
            float[] data = new float[7 * 64];
            int[] word = new int[64];
            int[] action = new int[64];
            long[] masks = new long[64];
            Arrays.fill(masks, mask);
            for (int i = 0; i < samples; i += 64) {
                for (int n = 0; n < 64; n++) {
                    word[n] = Threefry.word0(Threefry.block(key, i + n, 0));
                    for (int k = 0; k < 7; k++) {
                        data[k * 64 + n] = logit[k];
                    }
                }
                Categorical.of(backend).sample(data, 0, 64, 7, mask == -1L ? null : masks, word, action, 0, 64);
                for (int a : action) {
                    counts[a]++;
                }
            }
            int cells = 0;
            long[] observed = new long[7];
            double[] expected = new double[7];
            for (int k = 0; k < 7; k++) {
                if (p[k] > 0) {
                    observed[cells] = counts[k];
                    expected[cells++] = p[k] * samples;
                } else {
                    assertThat(counts[k]).isZero();
                }
            }
            assertThat(Statistics.chiSquare(Arrays.copyOf(observed, cells), Arrays.copyOf(expected, cells)))
                    .isGreaterThan(Statistics.FALSE_ALARM);
        }
    }

    @ParameterizedTest
    @EnumSource
    void argmaxTakesTheLowestOfTheGreatestAvailable(Backend backend) {
        for (int actions : ACTIONS) {
            for (int count : COUNTS) {
                for (boolean masked : new boolean[] {false, true}) {
                    Logits logits = new Logits(actions, count, 1);
                    for (int k = 0; k < actions; k++) {
                        for (int n = 0; n < count; n++) {
                            // Four values only, one of them −0: ties everywhere.
                            float[] values = {-1f, -0f, 0f, 2f};
                            logits.data[logits.at(k, n)] = values[random.nextInt(4)];
                        }
                    }
                    long[] masks = masked ? masks(actions, Lanes.roundUp(count)) : null;
                    float[] before = logits.data.clone();
                    int[] action = new int[Lanes.roundUp(count)];
                    Categorical.of(backend)
                            .argmax(logits.data, logits.start, logits.stride, actions, masks, action, 0, count);
                    assertThat(logits.data).isEqualTo(before);
                    for (int n = 0; n < count; n++) {
                        long mask = masks == null ? -1L : masks[n];
                        assertThat(action[n]).isEqualTo(lowestGreatest(logits.column(n), mask));
                    }
                }
            }
        }
    }

    private static int lowestGreatest(double[] logits, long mask) {
        int best = -1;
        for (int k = logits.length - 1; k >= 0; k--) {
            if ((mask >>> k & 1) != 0 && (best < 0 || logits[k] >= logits[best])) {
                best = k;
            }
        }
        return best;
    }

    /** Against central differences of w log π(a) − β H(π) in double. */
    @ParameterizedTest
    @EnumSource
    void backwardEqualsCentralDifferences(Backend backend) {
        for (int actions : ACTIONS) {
            for (int count : actions < 20 ? COUNTS : new int[] {5}) {
                for (float bonus : new float[] {0, 0.3f}) {
                    backward(backend, actions, count, bonus);
                }
            }
        }
    }

    private void backward(Backend backend, int actions, int count, float bonus) {
        Logits logits = new Logits(actions, count, 3);
        int padded = Lanes.roundUp(count);
        double[][] columns = new double[count][];
        Arrays.setAll(columns, logits::column);
        int[] action = new int[padded];
        float[] weight = new float[padded];
        Arrays.setAll(action, n -> random.nextInt(actions));
        for (int n = 0; n < padded; n++) {
            weight[n] = (float) random.nextDouble(-2, 2);
        }
        int[] word = words(padded);
        Categorical.of(backend)
                .sample(logits.data, logits.start, logits.stride, actions, null, word, new int[padded], 0, count);
        int outStride = padded + 16;
        float[] out = new float[3 + actions * outStride];
        Arrays.fill(out, CANARY);
        float[] probabilities = logits.data.clone();
        Categorical.of(backend)
                .backward(
                        logits.data, logits.start, logits.stride, actions, action, weight, bonus,
                        out, 3, outStride, 0, count);
        assertThat(logits.data).isEqualTo(probabilities);
        double step = 1e-6;
        for (int n = 0; n < count; n++) {
            for (int k = 0; k < actions; k++) {
                double kept = columns[n][k];
                columns[n][k] = kept + step;
                double above = objective(columns[n], action[n], weight[n], bonus);
                columns[n][k] = kept - step;
                double below = objective(columns[n], action[n], weight[n], bonus);
                columns[n][k] = kept;
                double expected = (above - below) / (2 * step);
                assertClose(expected, out[3 + k * outStride + n], 5e-6);
            }
        }
        for (int i = 0; i < out.length; i++) {
            int n = Math.floorMod(i - 3, outStride);
            if (i >= 3 && n >= count && n < padded) {
                assertClose(0, out[i], 0);
            } else if (i < 3 || n >= padded) {
                assertClose(CANARY, out[i], 0);
            }
        }
    }

    private static double objective(double[] logits, int action, double weight, double bonus) {
        double[] p = softmax(logits, -1L);
        double entropy = 0;
        for (double probability : p) {
            entropy -= probability * Math.log(probability);
        }
        return weight * Math.log(p[action]) - bonus * entropy;
    }

    @Test
    void backwardHasTheSameBitsInBothBackends() {
        for (int actions : ACTIONS) {
            for (int count : COUNTS) {
                for (float bonus : new float[] {0, 0.3f}) {
                    // A spread of 300 gives probabilities of 0 and of 1.
                    Logits logits = new Logits(actions, count, count % 2 == 0 ? 3 : 300);
                    int padded = Lanes.roundUp(count);
                    int[] action = new int[padded];
                    float[] weight = new float[padded];
                    Arrays.setAll(action, n -> random.nextInt(actions));
                    for (int n = 0; n < padded; n++) {
                        weight[n] = (float) random.nextDouble(-2, 2);
                    }
                    Categorical.of(Backend.SCALAR)
                            .sample(
                                    logits.data, logits.start, logits.stride, actions, null, words(padded),
                                    new int[padded], 0, padded);
                    float[][] out = new float[2][actions * padded];
                    for (Backend backend : Backend.values()) {
                        Categorical.of(backend)
                                .backward(
                                        logits.data, logits.start, logits.stride, actions, action, weight, bonus,
                                        out[backend == Backend.SCALAR ? 0 : 1], 0, padded, 0, count);
                    }
                    assertThat(out[1]).isEqualTo(out[0]);
                    for (float d : out[0]) {
                        assertThat(Float.isFinite(d)).isTrue();
                    }
                }
            }
        }
    }

    /** A tile of columns 32 … 54 whose matrix begins with column 32: the start index points before the array. */
    @ParameterizedTest
    @EnumSource
    void startMayPointBeforeTheArray(Backend backend) {
        int from = 32;
        int to = 55;
        int actions = 5;
        float[] tile = new float[actions * 32];
        for (int i = 0; i < tile.length; i++) {
            tile[i] = (float) random.nextDouble(-3, 3);
        }
        float[] whole = new float[actions * 64];
        for (int k = 0; k < actions; k++) {
            System.arraycopy(tile, k * 32, whole, k * 64 + from, 32);
        }
        int[] word = words(64);
        int[] expected = new int[64];
        int[] action = new int[64];
        Arrays.fill(action, 0, from, -5);
        Categorical categorical = Categorical.of(backend);
        categorical.argmax(whole, 0, 64, actions, null, expected, from, to);
        categorical.argmax(tile, -from, 32, actions, null, action, from, to);
        assertThat(Arrays.copyOfRange(action, from, to)).isEqualTo(Arrays.copyOfRange(expected, from, to));
        categorical.sample(whole, 0, 64, actions, null, word, expected, from, to);
        categorical.sample(tile, -from, 32, actions, null, word, action, from, to);
        assertThat(Arrays.copyOfRange(action, from, to)).isEqualTo(Arrays.copyOfRange(expected, from, to));
        assertThat(Arrays.copyOf(action, from)).as("earlier columns").containsOnly(-5);
        float[] weight = new float[64];
        Arrays.fill(weight, 0.5f);
        float[] wholeOut = new float[actions * 64];
        float[] tileOut = new float[actions * 32];
        categorical.backward(whole, 0, 64, actions, action, weight, 0.1f, wholeOut, 0, 64, from, to);
        categorical.backward(tile, -from, 32, actions, action, weight, 0.1f, tileOut, -from, 32, from, to);
        for (int k = 0; k < actions; k++) {
            for (int n = 0; n < 32; n++) {
                if (from + n < to) {
                    assertThat(tile[k * 32 + n]).isEqualTo(whole[k * 64 + from + n]);
                }
                assertThat(tileOut[k * 32 + n]).isEqualTo(wholeOut[k * 64 + from + n]);
            }
        }
    }

    /**
     * What the stated probability excludes is not drawn, least of all by the uniform number 0, which is 2⁻²⁴ of them.
     */
    @ParameterizedTest
    @EnumSource
    void anActionFarBelowTheOthersIsNeverDrawn(Backend backend) {
        for (float low : new float[] {-20, -60, -88, -100, -120, -1e30f}) {
            for (int place = 0; place < 3; place++) {
                float[] logits = new float[3 * 16];
                int[] action = new int[16];
                int[] word = new int[16];
                Arrays.fill(logits, place * 16, place * 16 + 16, low);
                word[1] = -1;
                word[2] = 0x80000000;
                word[3] = 0x7fffffff;
                for (long[] masks : new long[][] {null, masks(3, 16)}) {
                    if (masks != null) {
                        Arrays.fill(masks, -1L);
                    }
                    float[] p = logits.clone();
                    Categorical.of(backend).sample(p, 0, 16, 3, masks, word, action, 0, 16);
                    for (int n = 0; n < 16; n++) {
                        assertThat(action[n]).as("%s at %d", low, place).isNotEqualTo(place);
                        assertThat((double) p[place * 16 + n])
                                .isCloseTo(Math.exp(low) / 2, within(5e-39 + 1e-6 * Math.exp(low)));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMaskThatLeavesNothingIsRefused(Backend backend) {
        long[] masks = new long[16];
        Arrays.fill(masks, 0b101);
        masks[3] = 0b11000; // bits that name no action
        Categorical categorical = Categorical.of(backend);
        String message = "available[3]: expected at least one of the 3 actions, found none; a policy cannot choose";
        assertThatThrownBy(() -> categorical.argmax(new float[48], 0, 16, 3, masks, new int[16], 0, 16))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        assertThatThrownBy(() ->
                        categorical.sample(new float[48], 0, 16, 3, masks, new int[16], new int[16], 0, 16))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
