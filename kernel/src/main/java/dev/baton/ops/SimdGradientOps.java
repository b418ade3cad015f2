package dev.baton.ops;

import static dev.baton.ops.SimdGradientTiles.affine6x2;
import static dev.baton.ops.SimdGradientTiles.affine6x2Relu;
import static dev.baton.ops.SimdGradientTiles.affine6x4;
import static dev.baton.ops.SimdGradientTiles.affine6x4Relu;
import static dev.baton.ops.SimdGradientTiles.backward6x2Relu;
import static dev.baton.ops.SimdGradientTiles.backward6x2Slope;
import static dev.baton.ops.SimdGradientTiles.backward6x4Relu;
import static dev.baton.ops.SimdGradientTiles.backward6x4Slope;
import static dev.baton.ops.SimdGradientTiles.products1x2;
import static dev.baton.ops.SimdGradientTiles.products4x2;
import static dev.baton.ops.SimdGradientTiles.products4x4;
import static dev.baton.ops.SimdGradientTiles.products5x2;
import static dev.baton.ops.SimdGradientTiles.products5x4;

import dev.baton.simd.SimdSpecies;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link GradientOps} with the Vector API. A product is done in the register tiles of {@link SimdGradientTiles}: some samples or
 * rows by four vectors of values, or two for what is left; every accumulator stays in a register for the whole sum.
 */
final class SimdGradientOps implements GradientOps {
    private static final VectorSpecies<Float> S = SimdSpecies.FLOATS;
    private static final VectorSpecies<Integer> I = SimdSpecies.INTS;
    private static final int L = SimdSpecies.LANES;
    /** For s = 1, 2, 4, 8: which elements of two rows the first row has after an exchange, then those of the second. */
    private static final int[] EXCHANGE = exchange();

    private static int[] exchange() {
        int[] index = new int[8 * L];
        for (int s = 1, at = 0; s <= 8; s *= 2, at += 2 * L) {
            for (int c = 0; c < L; c++) {
                boolean set = (c & s) != 0;
                index[at + c] = set ? L + c - s : c;
                index[at + L + c] = set ? L + c : c + s;
            }
        }
        return index;
    }

    @Override
    public void affine(
            float[] in, int inputs, float[] w, float[] out, int width, int samples, boolean relu) {
        int j = 0;
        for (; j + 4 * L <= width; j += 4 * L) {
            for (int n = 0; n < samples; n += 6) {
                if (relu) {
                    affine6x4Relu(in, n, inputs, w, START + j, width, out, START + n * width + j);
                } else {
                    affine6x4(in, n, inputs, w, START + j, width, out, START + n * width + j);
                }
            }
        }
        for (; j < width; j += 2 * L) {
            for (int n = 0; n < samples; n += 6) {
                if (relu) {
                    affine6x2Relu(in, n, inputs, w, START + j, width, out, START + n * width + j);
                } else {
                    affine6x2(in, n, inputs, w, START + j, width, out, START + n * width + j);
                }
            }
        }
    }

    @Override
    public void copy(float[] in, int inStart, int inStride, int rows, float[] out, int samples) {
        int padded = BatchOps.padded(samples);
        for (int r = 0; r < rows; r++) {
            int from = inStart + r * inStride;
            int to = r * CHUNK;
            for (int n = 0; n < padded; n += L) {
                FloatVector.fromArray(S, in, from + n).intoArray(out, to + n);
            }
        }
    }

    /**
     * Blocks of lanes by lanes, each by Eklundh's exchanges: for s = 1, 2, 4 … row r's elements whose column has bit s change
     * places with those of row r + s whose column has not. Two exchanges at a time stay in registers.
     */
    @Override
    public void transpose(float[] in, int inStart, int inStride, int rows, float[] out, int width, int samples) {
        int whole = rows - rows % L;
        for (int n = 0; n < samples; n += L) {
            for (int j = 0; j < whole; j += L) {
                exchange1And2(in, inStart + j * inStride + n, inStride, out, START + n * width + j, width);
                if (L == 16) {
                    exchange4And8(out, START + n * width + j, width);
                } else if (L == 8) {
                    exchange4(out, START + n * width + j, width);
                }
            }
        }
        for (int j = whole; j < rows; j++) {
            for (int n = 0; n < samples; n++) {
                out[START + n * width + j] = in[inStart + j * inStride + n];
            }
        }
    }

    private static void exchange1And2(float[] in, int x, int stride, float[] out, int y, int width) {
        IntVector first1 = IntVector.fromArray(I, EXCHANGE, 0);
        IntVector second1 = IntVector.fromArray(I, EXCHANGE, L);
        IntVector first2 = IntVector.fromArray(I, EXCHANGE, 2 * L);
        IntVector second2 = IntVector.fromArray(I, EXCHANGE, 3 * L);
        for (int r = 0; r < L; r += 4) {
            int from = x + r * stride;
            int to = y + r * width;
            IntVector a = FloatVector.fromArray(S, in, from).reinterpretAsInts();
            IntVector b = FloatVector.fromArray(S, in, from + stride).reinterpretAsInts();
            IntVector c = FloatVector.fromArray(S, in, from + 2 * stride).reinterpretAsInts();
            IntVector d = FloatVector.fromArray(S, in, from + 3 * stride).reinterpretAsInts();
            IntVector ab0 = first1.selectFrom(a, b);
            IntVector ab1 = second1.selectFrom(a, b);
            IntVector cd0 = first1.selectFrom(c, d);
            IntVector cd1 = second1.selectFrom(c, d);
            first2.selectFrom(ab0, cd0).reinterpretAsFloats().intoArray(out, to);
            first2.selectFrom(ab1, cd1).reinterpretAsFloats().intoArray(out, to + width);
            second2.selectFrom(ab0, cd0).reinterpretAsFloats().intoArray(out, to + 2 * width);
            second2.selectFrom(ab1, cd1).reinterpretAsFloats().intoArray(out, to + 3 * width);
        }
    }

    private static void exchange4And8(float[] m, int y, int width) {
        IntVector first4 = IntVector.fromArray(I, EXCHANGE, 4 * L);
        IntVector second4 = IntVector.fromArray(I, EXCHANGE, 5 * L);
        IntVector first8 = IntVector.fromArray(I, EXCHANGE, 6 * L);
        IntVector second8 = IntVector.fromArray(I, EXCHANGE, 7 * L);
        for (int r = 0; r < 4; r++) {
            int at = y + r * width;
            IntVector a = FloatVector.fromArray(S, m, at).reinterpretAsInts();
            IntVector b = FloatVector.fromArray(S, m, at + 4 * width).reinterpretAsInts();
            IntVector c = FloatVector.fromArray(S, m, at + 8 * width).reinterpretAsInts();
            IntVector d = FloatVector.fromArray(S, m, at + 12 * width).reinterpretAsInts();
            IntVector ab0 = first4.selectFrom(a, b);
            IntVector ab1 = second4.selectFrom(a, b);
            IntVector cd0 = first4.selectFrom(c, d);
            IntVector cd1 = second4.selectFrom(c, d);
            first8.selectFrom(ab0, cd0).reinterpretAsFloats().intoArray(m, at);
            first8.selectFrom(ab1, cd1).reinterpretAsFloats().intoArray(m, at + 4 * width);
            second8.selectFrom(ab0, cd0).reinterpretAsFloats().intoArray(m, at + 8 * width);
            second8.selectFrom(ab1, cd1).reinterpretAsFloats().intoArray(m, at + 12 * width);
        }
    }

    private static void exchange4(float[] m, int y, int width) {
        IntVector first = IntVector.fromArray(I, EXCHANGE, 4 * L);
        IntVector second = IntVector.fromArray(I, EXCHANGE, 5 * L);
        for (int r = 0; r < 4; r++) {
            int at = y + r * width;
            IntVector a = FloatVector.fromArray(S, m, at).reinterpretAsInts();
            IntVector b = FloatVector.fromArray(S, m, at + 4 * width).reinterpretAsInts();
            first.selectFrom(a, b).reinterpretAsFloats().intoArray(m, at);
            second.selectFrom(a, b).reinterpretAsFloats().intoArray(m, at + 4 * width);
        }
    }

    @Override
    public void tanh(float[] x, int length) {
        SimdFloatMath.tanh(x, START, START + length);
    }

    @Override
    public void tanhSlope(float[] y, int length) {
        for (int i = START; i < START + length; i += L) {
            FloatVector value = FloatVector.fromArray(S, y, i);
            value.neg().fma(value, FloatVector.broadcast(S, 1f)).intoArray(y, i);
        }
    }

    @Override
    public void backwardInput(
            float[] d, int outputs, float[] w, float[] y, int width, int samples, boolean relu) {
        int j = 0;
        for (; j + 4 * L <= width; j += 4 * L) {
            for (int n = 0; n < samples; n += 6) {
                if (relu) {
                    backward6x4Relu(d, n, outputs, w, START + j, width, y, START + n * width + j);
                } else {
                    backward6x4Slope(d, n, outputs, w, START + j, width, y, START + n * width + j);
                }
            }
        }
        for (; j < width; j += 2 * L) {
            for (int n = 0; n < samples; n += 6) {
                if (relu) {
                    backward6x2Relu(d, n, outputs, w, START + j, width, y, START + n * width + j);
                } else {
                    backward6x2Slope(d, n, outputs, w, START + j, width, y, START + n * width + j);
                }
            }
        }
    }

    @Override
    public void addProducts(float[] a, int rows, float[] b, int width, int samples, float[] g) {
        int tile;
        for (int r = 0; r < rows; r += tile) {
            tile = rows == 1 ? 1 : rowsOfTile(rows - r);
            int x = r * CHUNK;
            int at = START + r * width;
            int j = 0;
            if (tile > 1) {
                for (; j + 4 * L <= width; j += 4 * L) {
                    if (tile == 4) {
                        products4x4(a, x, b, START + j, width, samples, g, at + j);
                    } else {
                        products5x4(a, x, b, START + j, width, samples, g, at + j);
                    }
                }
            }
            for (; j < width; j += 2 * L) {
                switch (tile) {
                    case 1 -> products1x2(a, x, b, START + j, width, samples, g, at + j);
                    case 4 -> products4x2(a, x, b, START + j, width, samples, g, at + j);
                    default -> products5x2(a, x, b, START + j, width, samples, g, at + j);
                }
            }
        }
    }

    /** Returns 5 where fives alone fill what is left, else 4. */
    private static int rowsOfTile(int left) {
        return 5 * (left % 4) == left ? 5 : 4;
    }

    @Override
    public void addSums(float[] d, int rows, int samples, float[] partials) {
        for (int r = 0; r < rows; r++) {
            for (int l = 0; l < BatchOps.PARTIALS; l += L) {
                FloatVector s = FloatVector.fromArray(S, partials, r * BatchOps.PARTIALS + l);
                int row = r * CHUNK;
                for (int n = l; n < samples; n += BatchOps.PARTIALS) {
                    s = s.add(FloatVector.fromArray(S, d, row + n));
                }
                s.intoArray(partials, r * BatchOps.PARTIALS + l);
            }
        }
    }
}
