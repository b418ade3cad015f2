package dev.baton.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.baton.simd.SimdSpecies;
import dev.baton.testing.TestSeed;
import java.util.Arrays;
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
    private static final float[] SPECIAL = {
        0f, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, -Float.MAX_VALUE
    };

    private final SplittableRandom random = TestSeed.random(BatchOpsTest.class);

    /** Lane tails, primes and the production tile of 64. */
    private static final int[] AWKWARD_COLUMNS = {0, 1, L - 1, L, L + 1, 2 * L + 3, 17, 31, 64, 96, 257};

    private static final int[] SOME_ROWS = {1, 3, 4, 7, 13, 33};

    /** A test of one shape. */
    private interface ShapeTest {
        void run(int rows, int columns);
    }

    /** Every number of rows that fills register tiles differently by every number of vectors, then awkward columns. */
    private static void forShapes(ShapeTest test) {
        for (int vectors = 1; vectors <= 7; vectors++) {
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
            stride = BatchOps.padded(columns) + 16 * random.nextInt(3);
            data = new float[start + rows * stride + 64];
            Arrays.fill(data, CANARY);
        }

        /** Numbers, some of them special if asked for, in the columns; finite rubbish in the padding. */
        Matrix fill(boolean special) {
            for (int r = 0; r < rows; r++) {
                for (int n = 0; n < BatchOps.padded(columns); n++) {
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
                boolean inside = i >= start && row < rows && column < BatchOps.padded(columns);
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
        affineForward(backend, 64, 11, 64);
        affineForward(backend, 5, 64, 61);
    }

    private void affineForward(Backend backend, int outputs, int inputs, int columns) {
        for (boolean relu : new boolean[] {false, true}) {
            boolean special = random.nextBoolean();
            int weights = random.nextInt(9);
            int bias = weights + outputs * inputs + random.nextInt(9);
            float[] parameters = numbers(bias + outputs + random.nextInt(9), special);
            Matrix in = new Matrix(inputs, columns).fill(special);
            Matrix out = new Matrix(outputs, columns);
            float[] parametersBefore = parameters.clone();
            float[] inBefore = in.data.clone();
            float[] outBefore = out.data.clone();
            BatchOps.of(backend)
                    .affineForward(
                            parameters, weights, bias, in.data, in.start, in.stride,
                            out.data, out.start, out.stride, outputs, inputs, columns, relu);
            assertThat(parameters).isEqualTo(parametersBefore);
            assertThat(in.data).isEqualTo(inBefore);
            out.assertCanariesUntouched(outBefore);
            for (int o = 0; o < outputs; o++) {
                for (int n = 0; n < columns; n++) {
                    float expected = parameters[bias + o];
                    for (int i = 0; i < inputs; i++) {
                        expected = Math.fma(parameters[weights + o * inputs + i], in.get(i, n), expected);
                    }
                    if (relu && !(expected > 0)) {
                        expected = 0;
                    }
                    assertSameBits(expected, out.get(o, n), outputs, inputs, columns);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void affineBackwardInputForEveryNumberOfInputs(Backend backend) {
        forShapes((inputs, columns) -> affineBackwardInput(backend, other(inputs, columns, 13), inputs, columns));
        affineBackwardInput(backend, 5, 64, 64);
        affineBackwardInput(backend, 64, 11, 61);
    }

    private void affineBackwardInput(Backend backend, int outputs, int inputs, int columns) {
        boolean special = random.nextBoolean();
        int weights = random.nextInt(9);
        float[] parameters = numbers(weights + outputs * inputs + random.nextInt(9), special);
        Matrix dOut = new Matrix(outputs, columns).fill(special);
        Matrix dIn = new Matrix(inputs, columns);
        float[] parametersBefore = parameters.clone();
        float[] dOutBefore = dOut.data.clone();
        float[] dInBefore = dIn.data.clone();
        BatchOps.of(backend)
                .affineBackwardInput(
                        parameters, weights, dOut.data, dOut.start, dOut.stride,
                        dIn.data, dIn.start, dIn.stride, outputs, inputs, columns);
        assertThat(parameters).isEqualTo(parametersBefore);
        assertThat(dOut.data).isEqualTo(dOutBefore);
        dIn.assertCanariesUntouched(dInBefore);
        for (int i = 0; i < inputs; i++) {
            for (int n = 0; n < columns; n++) {
                float expected = 0;
                for (int o = 0; o < outputs; o++) {
                    expected = Math.fma(parameters[weights + o * inputs + i], dOut.get(o, n), expected);
                }
                assertSameBits(expected, dIn.get(i, n), outputs, inputs, columns);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void affineBackwardActivationForEveryNumberOfInputs(Backend backend) {
        forShapes((inputs, columns) -> affineBackwardActivation(backend, other(inputs, columns, 11), inputs, columns));
        affineBackwardActivation(backend, 5, 64, 64);
        affineBackwardActivation(backend, 64, 11, 61);
    }

    private void affineBackwardActivation(Backend backend, int outputs, int inputs, int columns) {
        for (boolean relu : new boolean[] {false, true}) {
            boolean special = random.nextBoolean();
            int weights = random.nextInt(9);
            float[] parameters = numbers(weights + outputs * inputs + random.nextInt(9), special);
            Matrix dOut = new Matrix(outputs, columns).fill(special);
            Matrix y = new Matrix(inputs, columns).fill(special);
            Matrix dIn = new Matrix(inputs, columns);
            float[] parametersBefore = parameters.clone();
            float[] dOutBefore = dOut.data.clone();
            float[] yBefore = y.data.clone();
            float[] dInBefore = dIn.data.clone();
            BatchOps.of(backend)
                    .affineBackwardActivation(
                            parameters, weights, dOut.data, dOut.start, dOut.stride, y.data, y.start, y.stride,
                            dIn.data, dIn.start, dIn.stride, outputs, inputs, columns, relu);
            assertThat(parameters).isEqualTo(parametersBefore);
            assertThat(dOut.data).isEqualTo(dOutBefore);
            assertThat(y.data).isEqualTo(yBefore);
            dIn.assertCanariesUntouched(dInBefore);
            for (int i = 0; i < inputs; i++) {
                for (int n = 0; n < columns; n++) {
                    float expected = 0;
                    for (int o = 0; o < outputs; o++) {
                        expected = Math.fma(parameters[weights + o * inputs + i], dOut.get(o, n), expected);
                    }
                    if (relu) {
                        expected = y.get(i, n) > 0 ? expected : 0;
                    } else {
                        expected *= Math.fma(-y.get(i, n), y.get(i, n), 1f);
                    }
                    assertSameBits(expected, dIn.get(i, n), outputs, inputs, columns);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void affineBackwardParametersForEveryShape(Backend backend) {
        forShapes((inputs, columns) -> affineBackwardParameters(backend, other(inputs, columns, 9), inputs, columns));
        forShapes((outputs, columns) ->
                affineBackwardParameters(backend, outputs, other(outputs, columns, 9), columns));
        affineBackwardParameters(backend, 64, 11, 64);
        affineBackwardParameters(backend, 5, 64, 61);
    }

    /** Columns in one tile or in several, the tiles of both matrices at different distances. */
    private void affineBackwardParameters(Backend backend, int outputs, int inputs, int columns) {
        boolean special = random.nextBoolean();
        int tile = 16 * random.nextInt(1, 7);
        int tiles = (columns + tile - 1) / tile;
        int inStart = random.nextInt(40);
        int dOutStart = random.nextInt(40);
        int inStride = tile + 16 * random.nextInt(3);
        int dOutStride = tile + 16 * random.nextInt(3);
        int inStep = inputs * inStride + 16 * random.nextInt(3);
        int dOutStep = outputs * dOutStride + 16 * random.nextInt(3);
        float[] in = numbers(inStart + tiles * inStep + 64, false);
        float[] dOut = numbers(dOutStart + tiles * dOutStep + 64, false);
        for (int n = 0; n < BatchOps.padded(columns); n++) {
            int inAt = inStart + n / tile * inStep + n % tile;
            int dOutAt = dOutStart + n / tile * dOutStep + n % tile;
            for (int i = 0; i < inputs && n < columns; i++) {
                in[inAt + i * inStride] = number(special);
            }
            for (int o = 0; o < outputs; o++) {
                dOut[dOutAt + o * dOutStride] = n < columns ? number(special) : 0;
            }
        }
        int weights = random.nextInt(9);
        int bias = weights + outputs * inputs + random.nextInt(9);
        int parameters = bias + outputs + random.nextInt(9);
        float[] partials = numbers(parameters * BatchOps.PARTIALS, special);
        float[] expected = partials.clone();
        float[] inBefore = in.clone();
        float[] dOutBefore = dOut.clone();
        BatchOps.of(backend)
                .affineBackwardParameters(
                        in, inStart, inStride, inStep, dOut, dOutStart, dOutStride, dOutStep,
                        partials, weights, bias, outputs, inputs, columns, tile);
        assertThat(in).isEqualTo(inBefore);
        assertThat(dOut).isEqualTo(dOutBefore);
        for (int n = 0; n < BatchOps.padded(columns); n++) {
            int inAt = inStart + n / tile * inStep + n % tile;
            int dOutAt = dOutStart + n / tile * dOutStep + n % tile;
            for (int o = 0; o < outputs; o++) {
                float d = dOut[dOutAt + o * dOutStride];
                for (int i = 0; i < inputs; i++) {
                    int p = (weights + o * inputs + i) * 16 + n % 16;
                    expected[p] = Math.fma(in[inAt + i * inStride], d, expected[p]);
                }
                expected[(bias + o) * 16 + n % 16] += d;
            }
        }
        for (int p = 0; p < partials.length; p++) {
            assertSameBits(expected[p], partials[p], outputs, inputs, columns, tile);
        }
    }

    @ParameterizedTest
    @EnumSource
    void tanhForward(Backend backend) {
        for (int columns : AWKWARD_COLUMNS) {
            for (int rows : new int[] {1, 2, 5}) {
                for (boolean special : new boolean[] {false, true}) {
                    Matrix x = new Matrix(rows, columns).fill(special);
                    for (int n = 0; n < columns; n++) {
                        x.data[x.at(0, n)] *= 10;
                    }
                    float[] before = x.data.clone();
                    BatchOps.of(backend).tanhForward(x.data, x.start, x.stride, rows, columns);
                    x.assertCanariesUntouched(before);
                    for (int r = 0; r < rows; r++) {
                        for (int n = 0; n < columns; n++) {
                            assertSameBits(FloatMath.tanh(before[x.at(r, n)]), x.get(r, n), rows, columns);
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void tanhBackward(Backend backend) {
        for (int columns : AWKWARD_COLUMNS) {
            for (int rows : new int[] {1, 2, 5}) {
                for (boolean special : new boolean[] {false, true}) {
                    Matrix y = new Matrix(rows, columns).fill(special);
                    Matrix d = new Matrix(rows, columns).fill(special);
                    float[] yBefore = y.data.clone();
                    float[] dBefore = d.data.clone();
                    BatchOps.of(backend)
                            .tanhBackward(y.data, y.start, y.stride, d.data, d.start, d.stride, rows, columns);
                    assertThat(y.data).isEqualTo(yBefore);
                    d.assertCanariesUntouched(dBefore);
                    for (int r = 0; r < rows; r++) {
                        for (int n = 0; n < columns; n++) {
                            float expected = dBefore[d.at(r, n)] * Math.fma(-y.get(r, n), y.get(r, n), 1f);
                            assertSameBits(expected, d.get(r, n), rows, columns);
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void reluBackward(Backend backend) {
        for (int columns : AWKWARD_COLUMNS) {
            for (int rows : new int[] {1, 2, 5}) {
                for (boolean special : new boolean[] {false, true}) {
                    Matrix y = new Matrix(rows, columns).fill(special);
                    Matrix d = new Matrix(rows, columns).fill(special);
                    float[] yBefore = y.data.clone();
                    float[] dBefore = d.data.clone();
                    BatchOps.of(backend)
                            .reluBackward(y.data, y.start, y.stride, d.data, d.start, d.stride, rows, columns);
                    assertThat(y.data).isEqualTo(yBefore);
                    d.assertCanariesUntouched(dBefore);
                    for (int r = 0; r < rows; r++) {
                        for (int n = 0; n < columns; n++) {
                            float expected = y.get(r, n) > 0 ? dBefore[d.at(r, n)] : 0;
                            assertSameBits(expected, d.get(r, n), rows, columns);
                        }
                    }
                }
            }
        }
    }

    @Test
    void foldsPartialSumsInAscendingOrder() {
        float[] partials = numbers(5 * 16, false);
        float[] out = numbers(7, false);
        float[] before = out.clone();
        BatchOps.foldPartials(partials, out, 5);
        for (int p = 0; p < 5; p++) {
            float expected = 0;
            for (int l = 0; l < 16; l++) {
                expected += partials[p * 16 + l];
            }
            assertSameBits(expected, out[p], p);
        }
        assertThat(Arrays.copyOfRange(out, 5, 7)).isEqualTo(Arrays.copyOfRange(before, 5, 7));
        // The order shows: ascending, the small number is lost; folded in a tree it would not be.
        float[] order = new float[16];
        order[0] = 1e8f;
        order[8] = 1f;
        order[9] = 1f;
        order[15] = -1e8f;
        BatchOps.foldPartials(order, out, 1);
        assertThat(out[0]).isZero();
    }

    @Test
    void padsToSixteen() {
        int[] columns = {0, 1, 15, 16, 17, 32, 257};
        assertThat(Arrays.stream(columns).map(BatchOps::padded)).containsExactly(0, 16, 16, 16, 32, 32, 272);
    }
}
