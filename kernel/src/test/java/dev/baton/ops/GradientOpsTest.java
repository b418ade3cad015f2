package dev.baton.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.baton.Activation;
import dev.baton.Backend;
import dev.baton.testing.TestSeed;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every operation of both implementations against the plainest loop of its formula, bit for bit. */
@Tag("bits")
class GradientOpsTest {
    private static final int STRIDE = GradientOps.STRIDE;
    private static final int ROWS = GradientOps.ROWS;
    private static final float CANARY = -123.25f;
    private static final float[] SPECIAL = {
        0f, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, -Float.MAX_VALUE
    };
    private static final int[] COLUMNS = {0, 1, 5, 15, 16, 17, 31, 47, 48, 63, 64, 65, 301, GradientOps.COLUMNS};
    private static final int[] COUNTS = {1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 64};

    private final SplittableRandom random = TestSeed.random(GradientOpsTest.class);

    private float[] numbers(int length, boolean special) {
        float[] numbers = new float[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = special && random.nextInt(8) == 0
                    ? SPECIAL[random.nextInt(SPECIAL.length)]
                    : (float) random.nextDouble(-2, 2);
        }
        return numbers;
    }

    /** (R, N) from an element on, with {@code behind} in the columns behind N. */
    private float[] matrix(int start, int rows, int columns, boolean special, float behind) {
        float[] matrix = numbers(start + rows * STRIDE, special);
        for (int r = 0; r < rows; r++) {
            Arrays.fill(matrix, start + r * STRIDE + columns, start + (r + 1) * STRIDE, behind);
        }
        return matrix;
    }

    private static void assertSameBits(float expected, float actual, int... shape) {
        // A NaN is a NaN: its payload is no result.
        if (Float.floatToIntBits(expected) != Float.floatToIntBits(actual)) {
            fail("expected %a, found %a; shape: %s", expected, actual, Arrays.toString(shape));
        }
    }

    @ParameterizedTest
    @EnumSource
    void backwardInput(Backend backend) {
        for (int columns : COLUMNS) {
            for (int outputs : new int[] {1, 2, 5, 13}) {
                for (Activation activation : Activation.values()) {
                    backwardInput(backend, columns, outputs, activation);
                }
            }
        }
    }

    private void backwardInput(Backend backend, int columns, int outputs, Activation activation) {
        boolean special = random.nextBoolean();
        int start = random.nextInt(30);
        int width = ROWS * (1 + random.nextInt(3));
        int first = ROWS * random.nextInt(width / ROWS);
        float[] d = matrix(start, outputs, columns, special, 7e5f);
        float[] w = numbers(outputs * width, special);
        float[] y = matrix(start, ROWS, columns, special, 7e5f);
        float[] e = new float[start + ROWS * STRIDE + 16];
        Arrays.fill(e, CANARY);
        float[] dBefore = d.clone();
        float[] yBefore = y.clone();
        GradientOps.of(backend)
                .backwardInput(d, start, outputs, w, first, width, y, start, e, start, columns, activation);
        assertThat(d).isEqualTo(dBefore);
        assertThat(y).isEqualTo(yBefore);
        for (int i = 0; i < start; i++) {
            assertSameBits(CANARY, e[i], i);
        }
        for (int i = start + ROWS * STRIDE; i < e.length; i++) {
            assertSameBits(CANARY, e[i], i);
        }
        for (int r = 0; r < ROWS; r++) {
            for (int n = 0; n < Lanes.roundUp(columns); n++) {
                float sum = 0;
                for (int o = 0; o < outputs; o++) {
                    sum = Math.fma(w[first + r + o * width], d[start + o * STRIDE + n], sum);
                }
                float value = y[start + r * STRIDE + n];
                float expected = switch (activation) {
                    case TANH -> sum * Math.fma(-value, value, 1f);
                    case RELU -> value > 0 ? sum : 0;
                    case SILU -> sum * value;
                    case LEAKY_RELU -> value > 0 ? sum : 0.01f * sum;
                };
                assertSameBits(expected, e[start + r * STRIDE + n], columns, outputs, r, n);
            }
        }
    }

    /** The two operations that it does at once are its oracle, and have oracles of their own. */
    @ParameterizedTest
    @EnumSource
    void backwardInputAndProducts(Backend backend) {
        for (int columns : COLUMNS) {
            for (int outputs : new int[] {1, 2, 3, 4, 5, 6, 13}) {
                for (Activation activation : Activation.values()) {
                    if (!Activations.keepsSlope(activation)) {
                        backwardInputAndProducts(backend, columns, outputs, activation);
                    }
                }
            }
        }
    }

    private void backwardInputAndProducts(Backend backend, int columns, int outputs, Activation activation) {
        boolean special = random.nextInt(4) == 0;
        int start = random.nextInt(30);
        int width = ROWS * (1 + random.nextInt(3));
        int first = ROWS * random.nextInt(width / ROWS);
        float[] d = matrix(start, outputs, columns, special, 0);
        float[] w = numbers(outputs * width, special);
        float[] y = matrix(start, ROWS, columns, special, 7e5f);
        float[] e = new float[start + ROWS * STRIDE + 16];
        Arrays.fill(e, CANARY);
        float[] expected = e.clone();
        float[] g = numbers(start + ROWS * outputs * 16 + 16, special);
        float[] expectedSums = g.clone();
        float[] dBefore = d.clone();
        float[] yBefore = y.clone();
        GradientOps ops = GradientOps.of(backend);
        ops.backwardInput(d, start, outputs, w, first, width, y, start, expected, start, columns, activation);
        ops.addProducts(y, start, d, start, outputs, columns, expectedSums, start);
        ops.backwardInputAndProducts(
                d, start, outputs, w, first, width, y, start, e, start, columns, activation, g, start);
        assertThat(d).isEqualTo(dBefore);
        assertThat(y).isEqualTo(yBefore);
        for (int i = 0; i < g.length; i++) {
            assertSameBits(expectedSums[i], g[i], columns, outputs, i - start);
        }
        for (int i = 0; i < e.length; i++) {
            int column = (i - start) % STRIDE;
            if (i < start || i >= start + ROWS * STRIDE || column < Lanes.roundUp(columns)) {
                assertSameBits(expected[i], e[i], columns, outputs, i - start);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void addProducts(Backend backend) {
        addProducts(backend, false);
    }

    @ParameterizedTest
    @EnumSource
    void addProductsAndSums(Backend backend) {
        addProducts(backend, true);
    }

    private void addProducts(Backend backend, boolean withSums) {
        for (int columns : COLUMNS) {
            for (int rows : COUNTS) {
                boolean special = random.nextInt(4) == 0;
                int start = random.nextInt(30);
                float[] a = matrix(start, ROWS, columns, special, 0);
                float[] b = matrix(start, rows, columns, special, 7e5f);
                int length = ROWS * rows * 16;
                float[] g = numbers(start + length + 16, special);
                float[] before = g.clone();
                float[] sums = numbers(start + ROWS * 16 + 16, special);
                float[] expectedSums = sums.clone();
                GradientOps ops = GradientOps.of(backend);
                if (withSums) {
                    ops.addSums(a, start, ROWS, columns, expectedSums, start);
                    ops.addProductsAndSums(a, start, b, start, rows, columns, g, start, sums, start);
                } else {
                    ops.addProducts(a, start, b, start, rows, columns, g, start);
                }
                for (int i = 0; i < sums.length; i++) {
                    assertSameBits(expectedSums[i], sums[i], columns, rows, i - start);
                }
                for (int i = 0; i < start; i++) {
                    assertSameBits(before[i], g[i], i);
                }
                for (int i = start + length; i < g.length; i++) {
                    assertSameBits(before[i], g[i], i);
                }
                for (int r = 0; r < ROWS; r++) {
                    for (int c = 0; c < rows; c++) {
                        float[] expected = Arrays.copyOfRange(
                                before, start + (r * rows + c) * 16, start + (r * rows + c + 1) * 16);
                        for (int n = 0; n < Lanes.roundUp(columns); n++) {
                            expected[n % 16] = Math.fma(
                                    a[start + r * STRIDE + n], b[start + c * STRIDE + n], expected[n % 16]);
                        }
                        for (int s = 0; s < 16; s++) {
                            assertSameBits(expected[s], g[start + (r * rows + c) * 16 + s], columns, rows, r, c, s);
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void addSums(Backend backend) {
        for (int columns : COLUMNS) {
            for (int rows : COUNTS) {
                boolean special = random.nextInt(4) == 0;
                int start = random.nextInt(30);
                float[] d = matrix(start, rows, columns, special, 0);
                float[] partials = numbers(start + rows * 16 + 16, special);
                float[] before = partials.clone();
                GradientOps.of(backend).addSums(d, start, rows, columns, partials, start);
                for (int i = start; i < start + rows * 16; i++) {
                    int row = (i - start) / 16;
                    for (int n = (i - start) % 16; n < Lanes.roundUp(columns); n += 16) {
                        before[i] += d[start + row * STRIDE + n];
                    }
                }
                for (int i = 0; i < partials.length; i++) {
                    assertSameBits(before[i], partials[i], columns, rows, i);
                }
            }
        }
    }

    /** What products added to partial sums of 0 are after folding, in (R, C) and nowhere else. */
    @ParameterizedTest
    @EnumSource
    void products(Backend backend) {
        for (int columns : COLUMNS) {
            for (int width : new int[] {0, 1, 2, 3, 4, 5, 11, 15, 16, 17, 21, 64}) {
                products(backend, columns, random.nextInt(10), width);
            }
        }
    }

    private void products(Backend backend, int columns, int height, int width) {
        boolean special = random.nextInt(4) == 0;
        int start = random.nextInt(30);
        int stride = width + random.nextInt(3);
        float[] a = matrix(start, GradientOps.rows(height), columns, special, 0);
        float[] b = matrix(start, GradientOps.rows(width), columns, special, 7e5f);
        float[] out = new float[start + height * stride + width];
        Arrays.fill(out, CANARY);
        float[] expected = out.clone();
        GradientOps ops = GradientOps.of(backend);
        float[] folded = new float[16];
        for (int r = 0; r < height; r++) {
            for (int c = 0; c < width; c++) {
                float[] partials = new float[16 * 16];
                for (int n = 0; n < Lanes.roundUp(columns); n++) {
                    partials[n % 16] =
                            Math.fma(a[start + r * STRIDE + n], b[start + c * STRIDE + n], partials[n % 16]);
                }
                ops.fold(partials, 0, 1, folded);
                expected[start + r * stride + c] = folded[0];
            }
        }
        float[] aBefore = a.clone();
        float[] bBefore = b.clone();
        float[] scratch = numbers(GradientOps.SCRATCH, true);
        ops.products(a, start, height, b, start, width, columns, out, start, stride, scratch);
        assertThat(a).isEqualTo(aBefore);
        assertThat(b).isEqualTo(bBefore);
        for (int i = 0; i < out.length; i++) {
            assertSameBits(expected[i], out[i], columns, height, width, stride, i - start);
        }
    }

    @ParameterizedTest
    @EnumSource
    void fold(Backend backend) {
        for (int rows : new int[] {1, 3, 5, 15, 16, 17, 31, 704}) {
            boolean special = random.nextInt(4) == 0;
            int start = random.nextInt(30);
            float[] partials = numbers(start + Lanes.roundUp(rows) * 16, special);
            float[] before = partials.clone();
            float[] out = new float[Lanes.roundUp(rows) + 16];
            Arrays.fill(out, CANARY);
            GradientOps.of(backend).fold(partials, start, rows, out);
            assertThat(partials).isEqualTo(before);
            for (int r = 0; r < rows; r++) {
                float[] halves = Arrays.copyOfRange(partials, start + r * 16, start + (r + 1) * 16);
                for (int s = 8; s > 0; s /= 2) {
                    for (int i = 0; i < s; i++) {
                        halves[i] += halves[i + s];
                    }
                }
                assertSameBits(halves[0], out[r], rows, r);
            }
            for (int i = Lanes.roundUp(rows); i < out.length; i++) {
                assertSameBits(CANARY, out[i], i);
            }
        }
    }

    @Test
    void roundsUpToTiles() {
        assertThat(new int[] {GradientOps.rows(0), GradientOps.rows(1), GradientOps.rows(12), GradientOps.rows(13)})
                .containsExactly(0, 4, 12, 16);
        assertThat(GradientOps.COLUMNS % Lanes.TILE).isZero();
        assertThat(GradientOps.COLUMNS % BatchOps.RECTIFIED_COLUMNS).isZero();
        // Four vectors of sixteen lanes at a time.
        assertThat(GradientOps.COLUMNS % 64).isZero();
    }
}
