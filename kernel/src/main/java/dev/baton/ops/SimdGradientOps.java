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
import static dev.baton.ops.SimdGradientTiles.transpose16;
import static dev.baton.ops.SimdGradientTiles.transpose4;
import static dev.baton.ops.SimdGradientTiles.transpose8;

import dev.baton.simd.SimdSpecies;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link GradientOps} with the Vector API. A product is done in the register tiles of {@link SimdGradientTiles}: some samples or
 * rows by four vectors of values, or two for what is left; every accumulator stays in a register for the whole sum.
 */
final class SimdGradientOps implements GradientOps {
    private static final VectorSpecies<Float> S = SimdSpecies.FLOATS;
    private static final int L = SimdSpecies.LANES;

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

    @Override
    public void transpose(float[] in, int inStart, int inStride, int rows, float[] out, int width, int samples) {
        int whole = rows - rows % L;
        for (int n = 0; n < samples; n += L) {
            for (int j = 0; j < whole; j += L) {
                int x = inStart + j * inStride + n;
                int y = START + n * width + j;
                if (L == 16) {
                    transpose16(in, x, inStride, out, y, width);
                } else if (L == 8) {
                    transpose8(in, x, inStride, out, y, width);
                } else {
                    transpose4(in, x, inStride, out, y, width);
                }
            }
        }
        for (int j = whole; j < rows; j++) {
            for (int n = 0; n < samples; n++) {
                out[START + n * width + j] = in[inStart + j * inStride + n];
            }
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
