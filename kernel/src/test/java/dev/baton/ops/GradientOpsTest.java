package dev.baton.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

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
    private static final int CHUNK = GradientOps.CHUNK;
    private static final int START = GradientOps.START;
    private static final float CANARY = -123.25f;
    private static final float[] SPECIAL = {
        0f, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, -Float.MAX_VALUE
    };
    private static final int[] SAMPLES = {0, 1, 5, 6, 7, 15, 16, 17, 31, 47, 48};
    private static final int[] WIDTHS = {32, 64, 96, 128};

    private final SplittableRandom random = TestSeed.random(GradientOpsTest.class);

    /** A test of one shape. */
    private interface ShapeTest {
        void run(int rows, int width, int samples);
    }

    private static void forShapes(ShapeTest test) {
        for (int width : WIDTHS) {
            for (int samples : SAMPLES) {
                for (int rows : new int[] {1, 2, 5, 6, 7, 11, 12, 13, 64}) {
                    test.run(rows, width, samples);
                }
            }
        }
    }

    private float[] numbers(int length, boolean special) {
        float[] numbers = new float[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = special && random.nextInt(8) == 0
                    ? SPECIAL[random.nextInt(SPECIAL.length)]
                    : (float) random.nextDouble(-2, 2);
        }
        return numbers;
    }

    /** (R, 48) with room for whole register tiles, and finite rubbish behind the samples. */
    private float[] operand(int rows, int samples, boolean special) {
        float[] operand = numbers(GradientOps.rows(rows) * CHUNK, special);
        for (int r = 0; r < GradientOps.rows(rows); r++) {
            Arrays.fill(operand, r * CHUNK + samples, (r + 1) * CHUNK, 7e5f);
        }
        return operand;
    }

    private static void assertSameBits(float expected, float actual, int... shape) {
        // A NaN is a NaN: its payload is no result.
        if (Float.floatToIntBits(expected) != Float.floatToIntBits(actual)) {
            fail("expected %a, found %a; shape: %s", expected, actual, Arrays.toString(shape));
        }
    }

    private static void assertUntouched(float[] array, int from) {
        for (int i = from; i < array.length; i++) {
            assertThat(array[i]).as("element %d, outside of the output", i).isEqualTo(CANARY);
        }
    }

    @ParameterizedTest
    @EnumSource
    void affine(Backend backend) {
        forShapes((inputs, width, samples) -> {
            boolean special = random.nextBoolean();
            boolean relu = random.nextBoolean();
            float[] in = operand(inputs, samples, special);
            float[] w = numbers(START + (inputs + 1) * width, special);
            float[] out = new float[START + CHUNK * width + 64];
            Arrays.fill(out, CANARY);
            GradientOps.of(backend).affine(in, inputs, w, out, width, samples, relu);
            assertUntouched(out, START + GradientOps.rows(samples) * width);
            for (int n = 0; n < samples; n++) {
                for (int j = 0; j < width; j++) {
                    float expected = w[START + inputs * width + j];
                    for (int i = 0; i < inputs; i++) {
                        expected = Math.fma(w[START + i * width + j], in[i * CHUNK + n], expected);
                    }
                    if (relu && !(expected > 0)) {
                        expected = 0;
                    }
                    assertSameBits(expected, out[START + n * width + j], inputs, width, samples, n, j);
                }
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void backwardInput(Backend backend) {
        forShapes((outputs, width, samples) -> {
            boolean special = random.nextBoolean();
            boolean relu = random.nextBoolean();
            float[] d = operand(outputs, samples, special);
            float[] w = numbers(START + outputs * width, special);
            float[] y = numbers(START + CHUNK * width + 64, special);
            Arrays.fill(y, START + CHUNK * width, y.length, CANARY);
            float[] before = y.clone();
            GradientOps.of(backend).backwardInput(d, outputs, w, y, width, samples, relu);
            for (int i = START + GradientOps.rows(samples) * width; i < y.length; i++) {
                assertSameBits(before[i], y[i], i);
            }
            for (int n = 0; n < samples; n++) {
                for (int j = 0; j < width; j++) {
                    float s = 0;
                    for (int o = 0; o < outputs; o++) {
                        s = Math.fma(w[START + o * width + j], d[o * CHUNK + n], s);
                    }
                    float v = before[START + n * width + j];
                    float expected = relu ? (v > 0 ? s : 0) : s * v;
                    assertSameBits(expected, y[START + n * width + j], outputs, width, samples, n, j);
                }
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void addProducts(Backend backend) {
        forShapes((rows, width, samples) -> {
            boolean special = random.nextBoolean();
            float[] operand = operand(rows, samples, special);
            float[] b = numbers(START + CHUNK * width, special);
            float[] g = numbers(START + GradientOps.rows(rows) * width + 64, special);
            Arrays.fill(g, START + GradientOps.rows(rows) * width, g.length, CANARY);
            float[] before = g.clone();
            GradientOps.of(backend).addProducts(operand, rows, b, width, samples, g);
            assertUntouched(g, START + GradientOps.rows(rows) * width);
            for (int r = 0; r < rows; r++) {
                for (int j = 0; j < width; j++) {
                    float expected = before[START + r * width + j];
                    for (int n = 0; n < samples; n++) {
                        expected = Math.fma(operand[r * CHUNK + n], b[START + n * width + j], expected);
                    }
                    assertSameBits(expected, g[START + r * width + j], rows, width, samples, r, j);
                }
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void addSums(Backend backend) {
        forShapes((rows, width, samples) -> {
            boolean special = random.nextBoolean();
            float[] d = operand(rows, samples, special);
            for (int r = 0; r < rows; r++) {
                Arrays.fill(d, r * CHUNK + samples, (r + 1) * CHUNK, 0);
            }
            float[] partials = numbers((rows + 1) * 16, special);
            float[] expected = partials.clone();
            GradientOps.of(backend).addSums(d, rows, samples, partials);
            for (int r = 0; r < rows; r++) {
                for (int n = 0; n < BatchOps.padded(samples); n++) {
                    expected[r * 16 + n % 16] += d[r * CHUNK + n];
                }
            }
            for (int i = 0; i < partials.length; i++) {
                // What adding 0 does to −0 is no result.
                assertSameBits(expected[i] + 0f, partials[i] + 0f, rows, samples, i);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void copy(Backend backend) {
        forShapes((rows, width, samples) -> {
            int start = random.nextInt(9);
            int stride = BatchOps.padded(samples) + random.nextInt(40);
            float[] in = numbers(start + rows * stride + 16, true);
            float[] out = new float[(rows + 1) * CHUNK];
            Arrays.fill(out, CANARY);
            GradientOps.of(backend).copy(in, start, stride, rows, out, samples);
            for (int r = 0; r <= rows; r++) {
                for (int n = 0; n < CHUNK; n++) {
                    boolean copied = r < rows && n < BatchOps.padded(samples);
                    assertSameBits(copied ? in[start + r * stride + n] : CANARY, out[r * CHUNK + n], rows, samples, r, n);
                }
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void transpose(Backend backend) {
        forShapes((rows, width, samples) -> {
            int r = Math.min(rows, width);
            int start = 32;
            int stride = CHUNK * (1 + random.nextInt(2)) + random.nextInt(2);
            float[] in = numbers(start + r * stride, true);
            float[] out = new float[START + CHUNK * width + 64];
            Arrays.fill(out, CANARY);
            GradientOps.of(backend).transpose(in, start, stride, r, out, width, samples);
            assertUntouched(out, START + BatchOps.padded(samples) * width);
            for (int n = 0; n < BatchOps.padded(samples); n++) {
                for (int j = n < samples ? 0 : r; j < width; j++) {
                    float expected = j < r ? in[start + j * stride + n] : CANARY;
                    assertSameBits(expected, out[START + n * width + j], r, width, samples, n, j);
                }
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void tanhAndItsSlope(Backend backend) {
        for (int length : new int[] {0, 32, 96, 48 * 64}) {
            for (boolean special : new boolean[] {false, true}) {
                float[] before = numbers(START + length + 64, special);
                float[] x = before.clone();
                GradientOps.of(backend).tanh(x, length);
                float[] y = x.clone();
                GradientOps.of(backend).tanhSlope(y, length);
                for (int i = 0; i < x.length; i++) {
                    float tanh = i >= START && i < START + length ? FloatMath.tanh(before[i]) : before[i];
                    assertSameBits(tanh, x[i], i);
                    assertSameBits(i >= START && i < START + length ? Math.fma(-tanh, tanh, 1f) : tanh, y[i], i);
                }
            }
        }
    }

    @Test
    void roundsUpToTilesAndVectors() {
        assertThat(new int[] {GradientOps.rows(0), GradientOps.rows(1), GradientOps.rows(12), GradientOps.rows(13)})
                .containsExactly(0, 12, 12, 24);
        assertThat(new int[] {GradientOps.width(1), GradientOps.width(32), GradientOps.width(33)})
                .containsExactly(32, 32, 64);
        assertThat(CHUNK % GradientOps.ROWS).isZero();
        assertThat(CHUNK % 16).isZero();
    }
}
