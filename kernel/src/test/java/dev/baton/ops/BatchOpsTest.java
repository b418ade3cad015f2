package dev.baton.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.baton.Activation;
import dev.baton.Backend;
import dev.baton.simd.SimdSpecies;
import dev.baton.testing.TestSeed;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every operation of both implementations against the plainest loop of its formula, bit for bit. */
@Tag("bits")
class BatchOpsTest {
    private static final int L = SimdSpecies.LANES;
    private static final float CANARY = -123.25f;
    private static final float NEGATIVE_NAN = Float.intBitsToFloat(0xffc00000);
    private static final float[] SPECIAL = {
        0f, -0f, Float.NaN, NEGATIVE_NAN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE,
        -Float.MAX_VALUE
    };

    private final SplittableRandom random = TestSeed.random(BatchOpsTest.class);

    /** Lane tails, primes and the production size. */
    private static final int[] AWKWARD_COLUMNS = {0, 1, L - 1, L, L + 1, 2 * L + 3, 17, 31, 43, Lanes.TILE};

    private static final int[] SOME_ROWS = {1, 3, 4, 7, 13, 33};

    /** A test of one shape. */
    private interface ShapeTest {
        void run(int rows, int columns);
    }

    /** Every number of rows that fills register tiles differently by every number of vectors, then awkward columns. */
    private static void forShapes(ShapeTest test) {
        for (int vectors = 1; vectors <= Math.min(7, Lanes.TILE / L); vectors++) {
            for (int rows = 1; rows <= 40; rows++) {
                test.run(rows, vectors * L - vectors % 2);
            }
        }
        for (int columns : AWKWARD_COLUMNS) {
            for (int rows : SOME_ROWS) {
                test.run(rows, columns);
            }
        }
    }

    /** A matrix inside a larger array of canaries, with room of its own before, behind and between the rows. */
    private final class Matrix {
        final int rows;
        final int columns;
        final int start;
        final int stride;
        final float[] data;

        Matrix(int rows, int columns) {
            this.rows = rows;
            this.columns = columns;
            start = random.nextInt(40);
            stride = Lanes.TILE + random.nextInt(2) * random.nextInt(70);
            data = new float[start + rows * stride + 64];
            Arrays.fill(data, CANARY);
        }

        /** Numbers, some of them special if asked for, in the columns; finite rubbish in the padding. */
        Matrix fill(boolean special) {
            for (int r = 0; r < rows; r++) {
                for (int n = 0; n < stride; n++) {
                    data[at(r, n)] = n < columns ? number(special) : 7e5f;
                }
            }
            return this;
        }

        int at(int row, int column) {
            return start + row * stride + column;
        }

        float get(int row, int column) {
            return data[at(row, column)];
        }

        void assertCanariesUntouched(float[] before) {
            for (int i = 0; i < data.length; i++) {
                int row = Math.floorDiv(i - start, Math.max(stride, 1));
                int column = i - start - row * stride;
                boolean inside = i >= start && row < rows && column < stride;
                if (!inside && Float.floatToRawIntBits(before[i]) != Float.floatToRawIntBits(data[i])) {
                    assertThat(data[i]).as("element %d, outside of the output", i).isEqualTo(before[i]);
                }
            }
        }
    }

    private float number(boolean special) {
        if (special && random.nextInt(8) == 0) {
            return SPECIAL[random.nextInt(SPECIAL.length)];
        }
        return (float) random.nextDouble(-2, 2);
    }

    private float[] numbers(int length, boolean special) {
        float[] numbers = new float[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = number(special);
        }
        return numbers;
    }

    /** A size from 1 to about {@code most} that is not the given one. */
    private static int other(int rows, int columns, int most) {
        int size = 1 + (rows * 7 + columns) % most;
        return size == rows ? size + 1 : size;
    }

    private static void assertSameBits(float expected, float actual, int... shape) {
        // A NaN is a NaN: its payload is no result.
        if (Float.floatToIntBits(expected) != Float.floatToIntBits(actual)) {
            fail("expected %a, found %a; rows, columns: %s", expected, actual, Arrays.toString(shape));
        }
    }

    @ParameterizedTest
    @EnumSource
    void affineForwardForEveryNumberOfOutputs(Backend backend) {
        forShapes((outputs, columns) -> affineForward(backend, outputs, other(outputs, columns, 13), columns));
        affineForward(backend, 64, 11, 48);
        affineForward(backend, 5, 64, 45);
    }

    private void affineForward(Backend backend, int outputs, int inputs, int columns) {
        // None, the one that is done in registers, and one that is not.
        Activation other = Activation.values()[random.nextInt(Activation.values().length)];
        for (Optional<Activation> activation : List.of(
                Optional.<Activation>empty(), Optional.of(Activation.RELU), Optional.of(other))) {
            boolean special = random.nextBoolean();
            int weights = random.nextInt(9);
            int bias = weights + outputs * inputs + random.nextInt(9);
            float[] parameters = numbers(bias + outputs + random.nextInt(9), special);
            int start = random.nextInt(9);
            float[] packed = new float[start + BatchOps.rows(outputs) * (inputs + 1)];
            BatchOps.pack(parameters, weights, bias, outputs, inputs, packed, start);
            Matrix in = new Matrix(inputs, columns).fill(special);
            Matrix out = new Matrix(BatchOps.rows(outputs), columns);
            float[] packedBefore = packed.clone();
            float[] inBefore = in.data.clone();
            float[] outBefore = out.data.clone();
            BatchOps ops = BatchOps.of(backend);
            if (activation.isEmpty()) {
                ops.affineForward(
                        packed, start, in.data, in.start, in.stride, out.data, out.start, out.stride, outputs, inputs,
                        columns);
            } else {
                ops.hiddenForward(
                        activation.get(), packed, start, in.data, in.start, in.stride, out.data, out.start, out.stride,
                        outputs, inputs, columns);
            }
            assertThat(packed).isEqualTo(packedBefore);
            assertThat(in.data).isEqualTo(inBefore);
            out.assertCanariesUntouched(outBefore);
            for (int o = 0; o < outputs; o++) {
                for (int n = 0; n < columns; n++) {
                    float expected = parameters[bias + o];
                    for (int i = 0; i < inputs; i++) {
                        expected = Math.fma(parameters[weights + o * inputs + i], in.get(i, n), expected);
                    }
                    if (activation.isPresent()) {
                        expected = value(activation.get(), expected);
                    }
                    assertSameBits(expected, out.get(o, n), outputs, inputs, columns);
                }
            }
        }
    }

    private static float value(Activation activation, float x) {
        return switch (activation) {
            case TANH -> FloatMath.tanh(x);
            case RELU -> x > 0 ? x : 0;
            case SILU -> Activations.silu(x);
            case LEAKY_RELU -> x > 0 ? x : 0.01f * x;
        };
    }

    @ParameterizedTest
    @EnumSource
    void hiddenForwardWithSlopesKeepsThoseThatValuesDoNotTell(Backend backend) {
        int stride = GradientOps.STRIDE;
        for (Activation activation : Activation.values()) {
            for (int columns : new int[] {0, 1, 15, 16, 17, 48, 61, 96}) {
                for (int[] shape : new int[][] {{1, 1}, {5, 3}, {13, 7}, {64, 11}}) {
                    boolean special = random.nextInt(3) == 0;
                    int outputs = shape[0];
                    int inputs = shape[1];
                    float[] parameters = numbers(outputs * (inputs + 1), special);
                    float[] packed = new float[BatchOps.rows(outputs) * (inputs + 1)];
                    BatchOps.pack(parameters, 0, outputs * inputs, outputs, inputs, packed, 0);
                    int start = random.nextInt(20);
                    float[] in = numbers(start + inputs * stride, special);
                    float[] out = new float[start + BatchOps.rows(outputs) * stride + 16];
                    float[] slopes = new float[out.length];
                    Arrays.fill(out, CANARY);
                    Arrays.fill(slopes, CANARY);
                    BatchOps.of(backend).hiddenForwardWithSlopes(
                            activation, packed, 0, in, start, out, start, outputs, inputs, columns, slopes);
                    for (int i = 0; i < out.length; i++) {
                        int o = Math.floorDiv(i - start, stride);
                        int n = i - start - o * stride;
                        if (o < 0 || o >= outputs || n >= Lanes.TILE * 2) {
                            assertSameBits(CANARY, slopes[i], i);
                        } else if (n < columns) {
                            float x = parameters[outputs * inputs + o];
                            for (int k = 0; k < inputs; k++) {
                                x = Math.fma(parameters[o * inputs + k], in[start + k * stride + n], x);
                            }
                            assertSameBits(value(activation, x), out[i], outputs, inputs, columns, n);
                            float slope = Activations.keepsSlope(activation) ? Activations.siluSlope(x) : CANARY;
                            assertSameBits(slope, slopes[i], outputs, inputs, columns, n);
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void rectifiedForwardEqualsTwoLayers(Backend backend) {
        int stride = BatchOps.RECTIFIED_COLUMNS;
        for (int columns : new int[] {0, 1, 15, 16, 17, 32, 33, 48, 61, 80, 95, 96}) {
            for (int[] shape : new int[][] {{1, 1, 1}, {5, 3, 7}, {2, 4, 1}, {5, 5, 3}, {3, 64, 11}, {5, 66, 13}}) {
                boolean special = random.nextInt(3) == 0;
                int outputs = shape[0];
                int hidden = shape[1];
                int inputs = shape[2];
                int bias1 = hidden * inputs;
                int weights2 = bias1 + hidden;
                int bias2 = weights2 + outputs * hidden;
                float[] parameters = numbers(bias2 + outputs, special);
                float[] packed = new float[BatchOps.rectifiedLength(hidden, inputs)];
                BatchOps.packRectified(parameters, 0, bias1, weights2, bias2, outputs, hidden, inputs, packed);
                int start = random.nextInt(20);
                float[] in = numbers(start + inputs * stride, special);
                float[] inBefore = in.clone();
                float[] out = new float[start + BatchOps.RECTIFIED_OUTPUTS * stride + 16];
                Arrays.fill(out, CANARY);
                BatchOps.of(backend).rectifiedForward(
                        packed, in, start, stride, out, start, stride, hidden, inputs, columns);
                int wide = GradientOps.STRIDE;
                float[] wideIn = new float[start + inputs * wide];
                for (int i = 0; i < inputs; i++) {
                    System.arraycopy(in, start + i * stride, wideIn, start + i * wide, stride);
                }
                float[] wideOut = new float[start + BatchOps.RECTIFIED_OUTPUTS * wide + 16];
                int rows = BatchOps.rectifiedTiles(hidden) * BatchOps.RECTIFIED_ROWS;
                float[] kept = new float[start + rows * wide + 16];
                Arrays.fill(wideOut, CANARY);
                Arrays.fill(kept, CANARY);
                BatchOps.of(backend).keptForward(
                        packed, wideIn, start, wideOut, start, hidden, inputs, columns, kept, start);
                assertThat(in).isEqualTo(inBefore);
                for (int i = 0; i < kept.length; i++) {
                    if (i < start || (i - start) % wide >= Lanes.roundUp(columns) || i >= kept.length - 16) {
                        assertSameBits(CANARY, kept[i], i);
                    }
                }
                for (int i = 0; i < wideOut.length; i++) {
                    if (i < start || (i - start) % wide >= Lanes.roundUp(columns) || i >= wideOut.length - 16) {
                        assertSameBits(CANARY, wideOut[i], i);
                    }
                }
                for (int i = 0; i < out.length; i++) {
                    if (i < start || (i - start) % stride >= Lanes.roundUp(columns) || i >= out.length - 16) {
                        assertSameBits(CANARY, out[i], i);
                    }
                }
                for (int n = 0; n < columns; n++) {
                    float[] h = new float[hidden];
                    for (int j = 0; j < hidden; j++) {
                        float sum = parameters[bias1 + j];
                        for (int i = 0; i < inputs; i++) {
                            sum = Math.fma(parameters[j * inputs + i], in[start + i * stride + n], sum);
                        }
                        h[j] = sum > 0 ? sum : 0;
                        assertSameBits(h[j], kept[start + j * wide + n], hidden, inputs, columns, n, j);
                    }
                    for (int o = 0; o < outputs; o++) {
                        float expected = parameters[bias2 + o];
                        for (int j = 0; j < hidden; j++) {
                            expected = Math.fma(parameters[weights2 + o * hidden + j], h[j], expected);
                        }
                        assertSameBits(expected, out[start + o * stride + n], outputs, hidden, inputs, columns, n, o);
                        assertSameBits(expected, wideOut[start + o * wide + n], outputs, hidden, inputs, columns, n, o);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHiddenNanOfEitherSignIsZero(Backend backend) {
        int hidden = 64;
        int outputs = 5;
        float[] parameters = numbers(2 * hidden + hidden * outputs + outputs, false);
        float[] packed = new float[BatchOps.rectifiedLength(hidden, 1)];
        BatchOps.packRectified(parameters, 0, hidden, 2 * hidden, 7 * hidden, outputs, hidden, 1, packed);
        for (float nan : new float[] {Float.NaN, NEGATIVE_NAN}) {
            for (int column = 0; column < BatchOps.RECTIFIED_COLUMNS; column++) {
                float[] in = numbers(BatchOps.RECTIFIED_COLUMNS, false);
                in[column] = nan;
                float[] out = new float[BatchOps.RECTIFIED_OUTPUTS * BatchOps.RECTIFIED_COLUMNS];
                BatchOps.of(backend).rectifiedForward(
                        packed, in, 0, BatchOps.RECTIFIED_COLUMNS, out, 0, BatchOps.RECTIFIED_COLUMNS, hidden, 1,
                        BatchOps.RECTIFIED_COLUMNS);
                for (int o = 0; o < outputs; o++) {
                    // Adding products with 0 changes no bias but −0.
                    assertSameBits(
                            parameters[7 * hidden + o] + 0f, out[o * BatchOps.RECTIFIED_COLUMNS + column], column, o);
                    int other = o * BatchOps.RECTIFIED_COLUMNS + (column + 1) % BatchOps.RECTIFIED_COLUMNS;
                    assertThat(out[other]).isNotNaN();
                }
            }
        }
    }

    @Test
    void fillingUpTheLastTileKeepsANegativeZero() {
        float[] packed = new float[BatchOps.rectifiedLength(2, 1)];
        BatchOps.packRectified(new float[] {-1f, -1f, 0f, 0f, -0f, -0f, -0f}, 0, 2, 4, 6, 1, 2, 1, packed);
        for (Backend backend : Backend.values()) {
            float[] in = new float[BatchOps.RECTIFIED_COLUMNS];
            Arrays.fill(in, 1f);
            float[] out = new float[BatchOps.RECTIFIED_OUTPUTS * BatchOps.RECTIFIED_COLUMNS];
            BatchOps.of(backend).rectifiedForward(
                    packed, in, 0, BatchOps.RECTIFIED_COLUMNS, out, 0, BatchOps.RECTIFIED_COLUMNS, 2, 1, 3);
            assertSameBits(-0f, out[2], 0);
        }
    }

    @Test
    void tilesCoverTheOutputsWithRoomForNoMoreThanFour() {
        for (int outputs = 1; outputs <= 100; outputs++) {
            assertThat(BatchOps.rows(outputs)).isBetween(outputs, outputs + 4);
        }
        assertThat(BatchOps.rows(64)).isEqualTo(64);
        assertThat(BatchOps.rows(5)).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource
    void activate(Backend backend) {
        for (Activation activation : Activation.values()) {
            for (int columns : AWKWARD_COLUMNS) {
                for (int rows : new int[] {1, 2, 5}) {
                    activate(backend, activation, columns, rows);
                }
            }
        }
    }

    private void activate(Backend backend, Activation activation, int columns, int rows) {
        for (boolean special : new boolean[] {false, true}) {
            Matrix x = new Matrix(rows, columns).fill(special);
            for (int n = 0; n < columns; n++) {
                x.data[x.at(0, n)] *= 60;
            }
            float[] before = x.data.clone();
            BatchOps.of(backend).activate(activation, x.data, x.start, x.stride, rows, columns);
            x.assertCanariesUntouched(before);
            for (int r = 0; r < rows; r++) {
                for (int n = 0; n < columns; n++) {
                    assertSameBits(value(activation, before[x.at(r, n)]), x.get(r, n), rows, columns);
                }
            }
        }
    }

    @Test
    void padsToSixteen() {
        int[] columns = {0, 1, 15, 16, 17, 32, 257};
        assertThat(Arrays.stream(columns).map(Lanes::roundUp)).containsExactly(0, 16, 16, 16, 32, 32, 272);
    }
}
