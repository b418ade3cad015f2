package dev.baton.ops;

import dev.baton.simd.SimdSpecies;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link GradientOps} with the Vector API. A product is done in register tiles of six samples or rows by four
 * vectors of values, or two for what is left; every accumulator stays in a register for the whole sum. The tiles are
 * written out because vectors must not cross a method call, and each has one ending because a method with several is too
 * large for the first compiler tier.
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
        for (int n = 0; n < samples; n += 6) {
            int y = n * width;
            int j = 0;
            for (; j + 4 * L <= width; j += 4 * L) {
                if (relu) {
                    affine6x4Relu(in, n, inputs, w, j, width, out, y + j);
                } else {
                    affine6x4(in, n, inputs, w, j, width, out, y + j);
                }
            }
            for (; j < width; j += 2 * L) {
                if (relu) {
                    affine6x2Relu(in, n, inputs, w, j, width, out, y + j);
                } else {
                    affine6x2(in, n, inputs, w, j, width, out, y + j);
                }
            }
        }
    }

    /**
     * Blocks of lanes by lanes, each by Eklundh's exchanges: for s = 1, 2, 4 … row r's elements whose column has bit s change
     * places with those of row r + s whose column has not. Two exchanges at a time stay in registers.
     */
    @Override
    public void transpose(float[] in, int inStart, int rows, float[] out, int width, int samples) {
        int whole = rows - rows % L;
        for (int n = 0; n < samples; n += L) {
            for (int j = 0; j < whole; j += L) {
                exchange1And2(in, inStart + j * CHUNK + n, out, n * width + j, width);
                if (L == 16) {
                    exchange4And8(out, n * width + j, width);
                } else if (L == 8) {
                    exchange4(out, n * width + j, width);
                }
            }
        }
        for (int j = whole; j < rows; j++) {
            for (int n = 0; n < samples; n++) {
                out[n * width + j] = in[inStart + j * CHUNK + n];
            }
        }
    }

    private static void exchange1And2(float[] in, int x, float[] out, int y, int width) {
        IntVector first1 = IntVector.fromArray(I, EXCHANGE, 0);
        IntVector second1 = IntVector.fromArray(I, EXCHANGE, L);
        IntVector first2 = IntVector.fromArray(I, EXCHANGE, 2 * L);
        IntVector second2 = IntVector.fromArray(I, EXCHANGE, 3 * L);
        for (int r = 0; r < L; r += 4) {
            int from = x + r * CHUNK;
            int to = y + r * width;
            IntVector a = FloatVector.fromArray(S, in, from).reinterpretAsInts();
            IntVector b = FloatVector.fromArray(S, in, from + CHUNK).reinterpretAsInts();
            IntVector c = FloatVector.fromArray(S, in, from + 2 * CHUNK).reinterpretAsInts();
            IntVector d = FloatVector.fromArray(S, in, from + 3 * CHUNK).reinterpretAsInts();
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
        SimdFloatMath.tanh(x, 0, length);
    }

    @Override
    public void tanhSlope(float[] y, int length) {
        for (int i = 0; i < length; i += L) {
            FloatVector value = FloatVector.fromArray(S, y, i);
            value.neg().fma(value, FloatVector.broadcast(S, 1f)).intoArray(y, i);
        }
    }

    @Override
    public void backwardInput(
            float[] d, int outputs, float[] w, float[] y, int width, int samples, boolean relu) {
        for (int n = 0; n < samples; n += 6) {
            for (int j = 0; j < width; j += 2 * L) {
                if (relu) {
                    backward6x2Relu(d, n, outputs, w, j, width, y, n * width + j);
                } else {
                    backward6x2Slope(d, n, outputs, w, j, width, y, n * width + j);
                }
            }
        }
    }

    @Override
    public void addProducts(float[] a, int aStart, int rows, float[] b, int width, int samples, float[] g) {
        if (rows == 1) {
            for (int j = 0; j < width; j += 2 * L) {
                products1x2(a, aStart, b, j, width, samples, g, j);
            }
            return;
        }
        for (int r = 0; r < rows; r += 6) {
            int x = aStart + r * CHUNK;
            int at = r * width;
            int j = 0;
            for (; j + 4 * L <= width; j += 4 * L) {
                products6x4(a, x, b, j, width, samples, g, at + j);
            }
            for (; j < width; j += 2 * L) {
                products6x2(a, x, b, j, width, samples, g, at + j);
            }
        }
    }

    /** One row by 2 vectors of values; see {@link #addProducts}. */
    private static void products1x2(
            float[] a, int x, float[] b, int j, int width, int samples, float[] g, int at) {
        FloatVector s0 = FloatVector.fromArray(S, g, at);
        FloatVector s1 = FloatVector.fromArray(S, g, at + L);
        for (int n = 0; n < samples; n++) {
            int y = j + n * width;
            FloatVector v = FloatVector.broadcast(S, a[x + n]);
            s0 = FloatVector.fromArray(S, b, y).fma(v, s0);
            s1 = FloatVector.fromArray(S, b, y + L).fma(v, s1);
        }
        s0.intoArray(g, at);
        s1.intoArray(g, at + L);
    }

    @Override
    public void addColumns(float[] b, int width, int samples, float[] g, int at) {
        int j = 0;
        for (; j + 4 * L <= width; j += 4 * L) {
            columns4(b, j, width, samples, g, at + j);
        }
        for (; j < width; j += 2 * L) {
            columns2(b, j, width, samples, g, at + j);
        }
    }

    private static void columns4(float[] b, int j, int width, int samples, float[] g, int at) {
        FloatVector s0 = FloatVector.fromArray(S, g, at);
        FloatVector s1 = FloatVector.fromArray(S, g, at + L);
        FloatVector s2 = FloatVector.fromArray(S, g, at + 2 * L);
        FloatVector s3 = FloatVector.fromArray(S, g, at + 3 * L);
        for (int n = 0; n < samples; n++) {
            int x = j + n * width;
            s0 = s0.add(FloatVector.fromArray(S, b, x));
            s1 = s1.add(FloatVector.fromArray(S, b, x + L));
            s2 = s2.add(FloatVector.fromArray(S, b, x + 2 * L));
            s3 = s3.add(FloatVector.fromArray(S, b, x + 3 * L));
        }
        s0.intoArray(g, at);
        s1.intoArray(g, at + L);
        s2.intoArray(g, at + 2 * L);
        s3.intoArray(g, at + 3 * L);
    }

    private static void columns2(float[] b, int j, int width, int samples, float[] g, int at) {
        FloatVector s0 = FloatVector.fromArray(S, g, at);
        FloatVector s1 = FloatVector.fromArray(S, g, at + L);
        for (int n = 0; n < samples; n++) {
            int x = j + n * width;
            s0 = s0.add(FloatVector.fromArray(S, b, x));
            s1 = s1.add(FloatVector.fromArray(S, b, x + L));
        }
        s0.intoArray(g, at);
        s1.intoArray(g, at + L);
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

    /** Samples 0 … 5 by 4 vectors of values; see {@link #affine}. */
    private static void affine6x4(
            float[] in, int n, int count, float[] w, int j, int width, float[] out, int y) {
        int bias = j + count * width;
        FloatVector s0a = FloatVector.fromArray(S, w, bias);
        FloatVector s0b = FloatVector.fromArray(S, w, bias + L);
        FloatVector s0c = FloatVector.fromArray(S, w, bias + 2 * L);
        FloatVector s0d = FloatVector.fromArray(S, w, bias + 3 * L);
        FloatVector s1a = s0a;
        FloatVector s1b = s0b;
        FloatVector s1c = s0c;
        FloatVector s1d = s0d;
        FloatVector s2a = s0a;
        FloatVector s2b = s0b;
        FloatVector s2c = s0c;
        FloatVector s2d = s0d;
        FloatVector s3a = s0a;
        FloatVector s3b = s0b;
        FloatVector s3c = s0c;
        FloatVector s3d = s0d;
        FloatVector s4a = s0a;
        FloatVector s4b = s0b;
        FloatVector s4c = s0c;
        FloatVector s4d = s0d;
        FloatVector s5a = s0a;
        FloatVector s5b = s0b;
        FloatVector s5c = s0c;
        FloatVector s5d = s0d;
        for (int i = 0; i < count; i++) {
            int x = n + i * CHUNK;
            int row = j + i * width;
            FloatVector wa = FloatVector.fromArray(S, w, row);
            FloatVector wb = FloatVector.fromArray(S, w, row + L);
            FloatVector wc = FloatVector.fromArray(S, w, row + 2 * L);
            FloatVector wd = FloatVector.fromArray(S, w, row + 3 * L);
            FloatVector v0 = FloatVector.broadcast(S, in[x]);
            s0a = wa.fma(v0, s0a);
            s0b = wb.fma(v0, s0b);
            s0c = wc.fma(v0, s0c);
            s0d = wd.fma(v0, s0d);
            FloatVector v1 = FloatVector.broadcast(S, in[x + 1]);
            s1a = wa.fma(v1, s1a);
            s1b = wb.fma(v1, s1b);
            s1c = wc.fma(v1, s1c);
            s1d = wd.fma(v1, s1d);
            FloatVector v2 = FloatVector.broadcast(S, in[x + 2]);
            s2a = wa.fma(v2, s2a);
            s2b = wb.fma(v2, s2b);
            s2c = wc.fma(v2, s2c);
            s2d = wd.fma(v2, s2d);
            FloatVector v3 = FloatVector.broadcast(S, in[x + 3]);
            s3a = wa.fma(v3, s3a);
            s3b = wb.fma(v3, s3b);
            s3c = wc.fma(v3, s3c);
            s3d = wd.fma(v3, s3d);
            FloatVector v4 = FloatVector.broadcast(S, in[x + 4]);
            s4a = wa.fma(v4, s4a);
            s4b = wb.fma(v4, s4b);
            s4c = wc.fma(v4, s4c);
            s4d = wd.fma(v4, s4d);
            FloatVector v5 = FloatVector.broadcast(S, in[x + 5]);
            s5a = wa.fma(v5, s5a);
            s5b = wb.fma(v5, s5b);
            s5c = wc.fma(v5, s5c);
            s5d = wd.fma(v5, s5d);
        }
        s0a.intoArray(out, y);
        s0b.intoArray(out, y + L);
        s0c.intoArray(out, y + 2 * L);
        s0d.intoArray(out, y + 3 * L);
        s1a.intoArray(out, y + width);
        s1b.intoArray(out, y + width + L);
        s1c.intoArray(out, y + width + 2 * L);
        s1d.intoArray(out, y + width + 3 * L);
        s2a.intoArray(out, y + 2 * width);
        s2b.intoArray(out, y + 2 * width + L);
        s2c.intoArray(out, y + 2 * width + 2 * L);
        s2d.intoArray(out, y + 2 * width + 3 * L);
        s3a.intoArray(out, y + 3 * width);
        s3b.intoArray(out, y + 3 * width + L);
        s3c.intoArray(out, y + 3 * width + 2 * L);
        s3d.intoArray(out, y + 3 * width + 3 * L);
        s4a.intoArray(out, y + 4 * width);
        s4b.intoArray(out, y + 4 * width + L);
        s4c.intoArray(out, y + 4 * width + 2 * L);
        s4d.intoArray(out, y + 4 * width + 3 * L);
        s5a.intoArray(out, y + 5 * width);
        s5b.intoArray(out, y + 5 * width + L);
        s5c.intoArray(out, y + 5 * width + 2 * L);
        s5d.intoArray(out, y + 5 * width + 3 * L);
    }

    /** Samples 0 … 5 by 4 vectors of values; see {@link #affine}. */
    private static void affine6x4Relu(
            float[] in, int n, int count, float[] w, int j, int width, float[] out, int y) {
        int bias = j + count * width;
        FloatVector s0a = FloatVector.fromArray(S, w, bias);
        FloatVector s0b = FloatVector.fromArray(S, w, bias + L);
        FloatVector s0c = FloatVector.fromArray(S, w, bias + 2 * L);
        FloatVector s0d = FloatVector.fromArray(S, w, bias + 3 * L);
        FloatVector s1a = s0a;
        FloatVector s1b = s0b;
        FloatVector s1c = s0c;
        FloatVector s1d = s0d;
        FloatVector s2a = s0a;
        FloatVector s2b = s0b;
        FloatVector s2c = s0c;
        FloatVector s2d = s0d;
        FloatVector s3a = s0a;
        FloatVector s3b = s0b;
        FloatVector s3c = s0c;
        FloatVector s3d = s0d;
        FloatVector s4a = s0a;
        FloatVector s4b = s0b;
        FloatVector s4c = s0c;
        FloatVector s4d = s0d;
        FloatVector s5a = s0a;
        FloatVector s5b = s0b;
        FloatVector s5c = s0c;
        FloatVector s5d = s0d;
        for (int i = 0; i < count; i++) {
            int x = n + i * CHUNK;
            int row = j + i * width;
            FloatVector wa = FloatVector.fromArray(S, w, row);
            FloatVector wb = FloatVector.fromArray(S, w, row + L);
            FloatVector wc = FloatVector.fromArray(S, w, row + 2 * L);
            FloatVector wd = FloatVector.fromArray(S, w, row + 3 * L);
            FloatVector v0 = FloatVector.broadcast(S, in[x]);
            s0a = wa.fma(v0, s0a);
            s0b = wb.fma(v0, s0b);
            s0c = wc.fma(v0, s0c);
            s0d = wd.fma(v0, s0d);
            FloatVector v1 = FloatVector.broadcast(S, in[x + 1]);
            s1a = wa.fma(v1, s1a);
            s1b = wb.fma(v1, s1b);
            s1c = wc.fma(v1, s1c);
            s1d = wd.fma(v1, s1d);
            FloatVector v2 = FloatVector.broadcast(S, in[x + 2]);
            s2a = wa.fma(v2, s2a);
            s2b = wb.fma(v2, s2b);
            s2c = wc.fma(v2, s2c);
            s2d = wd.fma(v2, s2d);
            FloatVector v3 = FloatVector.broadcast(S, in[x + 3]);
            s3a = wa.fma(v3, s3a);
            s3b = wb.fma(v3, s3b);
            s3c = wc.fma(v3, s3c);
            s3d = wd.fma(v3, s3d);
            FloatVector v4 = FloatVector.broadcast(S, in[x + 4]);
            s4a = wa.fma(v4, s4a);
            s4b = wb.fma(v4, s4b);
            s4c = wc.fma(v4, s4c);
            s4d = wd.fma(v4, s4d);
            FloatVector v5 = FloatVector.broadcast(S, in[x + 5]);
            s5a = wa.fma(v5, s5a);
            s5b = wb.fma(v5, s5b);
            s5c = wc.fma(v5, s5c);
            s5d = wd.fma(v5, s5d);
        }
        FloatVector zero = FloatVector.zero(S);
        zero.blend(s0a, s0a.compare(VectorOperators.GT, 0f)).intoArray(out, y);
        zero.blend(s0b, s0b.compare(VectorOperators.GT, 0f)).intoArray(out, y + L);
        zero.blend(s0c, s0c.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * L);
        zero.blend(s0d, s0d.compare(VectorOperators.GT, 0f)).intoArray(out, y + 3 * L);
        zero.blend(s1a, s1a.compare(VectorOperators.GT, 0f)).intoArray(out, y + width);
        zero.blend(s1b, s1b.compare(VectorOperators.GT, 0f)).intoArray(out, y + width + L);
        zero.blend(s1c, s1c.compare(VectorOperators.GT, 0f)).intoArray(out, y + width + 2 * L);
        zero.blend(s1d, s1d.compare(VectorOperators.GT, 0f)).intoArray(out, y + width + 3 * L);
        zero.blend(s2a, s2a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * width);
        zero.blend(s2b, s2b.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * width + L);
        zero.blend(s2c, s2c.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * width + 2 * L);
        zero.blend(s2d, s2d.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * width + 3 * L);
        zero.blend(s3a, s3a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 3 * width);
        zero.blend(s3b, s3b.compare(VectorOperators.GT, 0f)).intoArray(out, y + 3 * width + L);
        zero.blend(s3c, s3c.compare(VectorOperators.GT, 0f)).intoArray(out, y + 3 * width + 2 * L);
        zero.blend(s3d, s3d.compare(VectorOperators.GT, 0f)).intoArray(out, y + 3 * width + 3 * L);
        zero.blend(s4a, s4a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 4 * width);
        zero.blend(s4b, s4b.compare(VectorOperators.GT, 0f)).intoArray(out, y + 4 * width + L);
        zero.blend(s4c, s4c.compare(VectorOperators.GT, 0f)).intoArray(out, y + 4 * width + 2 * L);
        zero.blend(s4d, s4d.compare(VectorOperators.GT, 0f)).intoArray(out, y + 4 * width + 3 * L);
        zero.blend(s5a, s5a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 5 * width);
        zero.blend(s5b, s5b.compare(VectorOperators.GT, 0f)).intoArray(out, y + 5 * width + L);
        zero.blend(s5c, s5c.compare(VectorOperators.GT, 0f)).intoArray(out, y + 5 * width + 2 * L);
        zero.blend(s5d, s5d.compare(VectorOperators.GT, 0f)).intoArray(out, y + 5 * width + 3 * L);
    }

    /** Samples 0 … 5 by 2 vectors of values; see {@link #affine}. */
    private static void affine6x2(
            float[] in, int n, int count, float[] w, int j, int width, float[] out, int y) {
        int bias = j + count * width;
        FloatVector s0a = FloatVector.fromArray(S, w, bias);
        FloatVector s0b = FloatVector.fromArray(S, w, bias + L);
        FloatVector s1a = s0a;
        FloatVector s1b = s0b;
        FloatVector s2a = s0a;
        FloatVector s2b = s0b;
        FloatVector s3a = s0a;
        FloatVector s3b = s0b;
        FloatVector s4a = s0a;
        FloatVector s4b = s0b;
        FloatVector s5a = s0a;
        FloatVector s5b = s0b;
        for (int i = 0; i < count; i++) {
            int x = n + i * CHUNK;
            int row = j + i * width;
            FloatVector wa = FloatVector.fromArray(S, w, row);
            FloatVector wb = FloatVector.fromArray(S, w, row + L);
            FloatVector v0 = FloatVector.broadcast(S, in[x]);
            s0a = wa.fma(v0, s0a);
            s0b = wb.fma(v0, s0b);
            FloatVector v1 = FloatVector.broadcast(S, in[x + 1]);
            s1a = wa.fma(v1, s1a);
            s1b = wb.fma(v1, s1b);
            FloatVector v2 = FloatVector.broadcast(S, in[x + 2]);
            s2a = wa.fma(v2, s2a);
            s2b = wb.fma(v2, s2b);
            FloatVector v3 = FloatVector.broadcast(S, in[x + 3]);
            s3a = wa.fma(v3, s3a);
            s3b = wb.fma(v3, s3b);
            FloatVector v4 = FloatVector.broadcast(S, in[x + 4]);
            s4a = wa.fma(v4, s4a);
            s4b = wb.fma(v4, s4b);
            FloatVector v5 = FloatVector.broadcast(S, in[x + 5]);
            s5a = wa.fma(v5, s5a);
            s5b = wb.fma(v5, s5b);
        }
        s0a.intoArray(out, y);
        s0b.intoArray(out, y + L);
        s1a.intoArray(out, y + width);
        s1b.intoArray(out, y + width + L);
        s2a.intoArray(out, y + 2 * width);
        s2b.intoArray(out, y + 2 * width + L);
        s3a.intoArray(out, y + 3 * width);
        s3b.intoArray(out, y + 3 * width + L);
        s4a.intoArray(out, y + 4 * width);
        s4b.intoArray(out, y + 4 * width + L);
        s5a.intoArray(out, y + 5 * width);
        s5b.intoArray(out, y + 5 * width + L);
    }

    /** Samples 0 … 5 by 2 vectors of values; see {@link #affine}. */
    private static void affine6x2Relu(
            float[] in, int n, int count, float[] w, int j, int width, float[] out, int y) {
        int bias = j + count * width;
        FloatVector s0a = FloatVector.fromArray(S, w, bias);
        FloatVector s0b = FloatVector.fromArray(S, w, bias + L);
        FloatVector s1a = s0a;
        FloatVector s1b = s0b;
        FloatVector s2a = s0a;
        FloatVector s2b = s0b;
        FloatVector s3a = s0a;
        FloatVector s3b = s0b;
        FloatVector s4a = s0a;
        FloatVector s4b = s0b;
        FloatVector s5a = s0a;
        FloatVector s5b = s0b;
        for (int i = 0; i < count; i++) {
            int x = n + i * CHUNK;
            int row = j + i * width;
            FloatVector wa = FloatVector.fromArray(S, w, row);
            FloatVector wb = FloatVector.fromArray(S, w, row + L);
            FloatVector v0 = FloatVector.broadcast(S, in[x]);
            s0a = wa.fma(v0, s0a);
            s0b = wb.fma(v0, s0b);
            FloatVector v1 = FloatVector.broadcast(S, in[x + 1]);
            s1a = wa.fma(v1, s1a);
            s1b = wb.fma(v1, s1b);
            FloatVector v2 = FloatVector.broadcast(S, in[x + 2]);
            s2a = wa.fma(v2, s2a);
            s2b = wb.fma(v2, s2b);
            FloatVector v3 = FloatVector.broadcast(S, in[x + 3]);
            s3a = wa.fma(v3, s3a);
            s3b = wb.fma(v3, s3b);
            FloatVector v4 = FloatVector.broadcast(S, in[x + 4]);
            s4a = wa.fma(v4, s4a);
            s4b = wb.fma(v4, s4b);
            FloatVector v5 = FloatVector.broadcast(S, in[x + 5]);
            s5a = wa.fma(v5, s5a);
            s5b = wb.fma(v5, s5b);
        }
        FloatVector zero = FloatVector.zero(S);
        zero.blend(s0a, s0a.compare(VectorOperators.GT, 0f)).intoArray(out, y);
        zero.blend(s0b, s0b.compare(VectorOperators.GT, 0f)).intoArray(out, y + L);
        zero.blend(s1a, s1a.compare(VectorOperators.GT, 0f)).intoArray(out, y + width);
        zero.blend(s1b, s1b.compare(VectorOperators.GT, 0f)).intoArray(out, y + width + L);
        zero.blend(s2a, s2a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * width);
        zero.blend(s2b, s2b.compare(VectorOperators.GT, 0f)).intoArray(out, y + 2 * width + L);
        zero.blend(s3a, s3a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 3 * width);
        zero.blend(s3b, s3b.compare(VectorOperators.GT, 0f)).intoArray(out, y + 3 * width + L);
        zero.blend(s4a, s4a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 4 * width);
        zero.blend(s4b, s4b.compare(VectorOperators.GT, 0f)).intoArray(out, y + 4 * width + L);
        zero.blend(s5a, s5a.compare(VectorOperators.GT, 0f)).intoArray(out, y + 5 * width);
        zero.blend(s5b, s5b.compare(VectorOperators.GT, 0f)).intoArray(out, y + 5 * width + L);
    }

    /** Samples 0 … 5 by 2 vectors of values; see {@link #backwardInput}. */
    private static void backward6x2Relu(
            float[] in, int n, int count, float[] w, int j, int width, float[] out, int y) {
        FloatVector s0a = FloatVector.zero(S);
        FloatVector s0b = FloatVector.zero(S);
        FloatVector s1a = FloatVector.zero(S);
        FloatVector s1b = FloatVector.zero(S);
        FloatVector s2a = FloatVector.zero(S);
        FloatVector s2b = FloatVector.zero(S);
        FloatVector s3a = FloatVector.zero(S);
        FloatVector s3b = FloatVector.zero(S);
        FloatVector s4a = FloatVector.zero(S);
        FloatVector s4b = FloatVector.zero(S);
        FloatVector s5a = FloatVector.zero(S);
        FloatVector s5b = FloatVector.zero(S);
        for (int i = 0; i < count; i++) {
            int x = n + i * CHUNK;
            int row = j + i * width;
            FloatVector wa = FloatVector.fromArray(S, w, row);
            FloatVector wb = FloatVector.fromArray(S, w, row + L);
            FloatVector v0 = FloatVector.broadcast(S, in[x]);
            s0a = wa.fma(v0, s0a);
            s0b = wb.fma(v0, s0b);
            FloatVector v1 = FloatVector.broadcast(S, in[x + 1]);
            s1a = wa.fma(v1, s1a);
            s1b = wb.fma(v1, s1b);
            FloatVector v2 = FloatVector.broadcast(S, in[x + 2]);
            s2a = wa.fma(v2, s2a);
            s2b = wb.fma(v2, s2b);
            FloatVector v3 = FloatVector.broadcast(S, in[x + 3]);
            s3a = wa.fma(v3, s3a);
            s3b = wb.fma(v3, s3b);
            FloatVector v4 = FloatVector.broadcast(S, in[x + 4]);
            s4a = wa.fma(v4, s4a);
            s4b = wb.fma(v4, s4b);
            FloatVector v5 = FloatVector.broadcast(S, in[x + 5]);
            s5a = wa.fma(v5, s5a);
            s5b = wb.fma(v5, s5b);
        }
        FloatVector zero = FloatVector.zero(S);
        zero.blend(s0a, FloatVector.fromArray(S, out, y).compare(VectorOperators.GT, 0f))
                .intoArray(out, y);
        zero.blend(s0b, FloatVector.fromArray(S, out, y + L).compare(VectorOperators.GT, 0f))
                .intoArray(out, y + L);
        zero.blend(s1a, FloatVector.fromArray(S, out, y + width).compare(VectorOperators.GT, 0f))
                .intoArray(out, y + width);
        zero.blend(s1b, FloatVector.fromArray(S, out, y + width + L).compare(VectorOperators.GT, 0f))
                .intoArray(out, y + width + L);
        zero.blend(s2a, FloatVector.fromArray(S, out, y + 2 * width).compare(VectorOperators.GT, 0f))
                .intoArray(out, y + 2 * width);
        zero.blend(s2b, FloatVector.fromArray(S, out, y + 2 * width + L).compare(VectorOperators.GT, 0f))
                .intoArray(out, y + 2 * width + L);
        zero.blend(s3a, FloatVector.fromArray(S, out, y + 3 * width).compare(VectorOperators.GT, 0f))
                .intoArray(out, y + 3 * width);
        zero.blend(s3b, FloatVector.fromArray(S, out, y + 3 * width + L).compare(VectorOperators.GT, 0f))
                .intoArray(out, y + 3 * width + L);
        zero.blend(s4a, FloatVector.fromArray(S, out, y + 4 * width).compare(VectorOperators.GT, 0f))
                .intoArray(out, y + 4 * width);
        zero.blend(s4b, FloatVector.fromArray(S, out, y + 4 * width + L).compare(VectorOperators.GT, 0f))
                .intoArray(out, y + 4 * width + L);
        zero.blend(s5a, FloatVector.fromArray(S, out, y + 5 * width).compare(VectorOperators.GT, 0f))
                .intoArray(out, y + 5 * width);
        zero.blend(s5b, FloatVector.fromArray(S, out, y + 5 * width + L).compare(VectorOperators.GT, 0f))
                .intoArray(out, y + 5 * width + L);
    }

    /** Samples 0 … 5 by 2 vectors of values; see {@link #backwardInput}. */
    private static void backward6x2Slope(
            float[] in, int n, int count, float[] w, int j, int width, float[] out, int y) {
        FloatVector s0a = FloatVector.zero(S);
        FloatVector s0b = FloatVector.zero(S);
        FloatVector s1a = FloatVector.zero(S);
        FloatVector s1b = FloatVector.zero(S);
        FloatVector s2a = FloatVector.zero(S);
        FloatVector s2b = FloatVector.zero(S);
        FloatVector s3a = FloatVector.zero(S);
        FloatVector s3b = FloatVector.zero(S);
        FloatVector s4a = FloatVector.zero(S);
        FloatVector s4b = FloatVector.zero(S);
        FloatVector s5a = FloatVector.zero(S);
        FloatVector s5b = FloatVector.zero(S);
        for (int i = 0; i < count; i++) {
            int x = n + i * CHUNK;
            int row = j + i * width;
            FloatVector wa = FloatVector.fromArray(S, w, row);
            FloatVector wb = FloatVector.fromArray(S, w, row + L);
            FloatVector v0 = FloatVector.broadcast(S, in[x]);
            s0a = wa.fma(v0, s0a);
            s0b = wb.fma(v0, s0b);
            FloatVector v1 = FloatVector.broadcast(S, in[x + 1]);
            s1a = wa.fma(v1, s1a);
            s1b = wb.fma(v1, s1b);
            FloatVector v2 = FloatVector.broadcast(S, in[x + 2]);
            s2a = wa.fma(v2, s2a);
            s2b = wb.fma(v2, s2b);
            FloatVector v3 = FloatVector.broadcast(S, in[x + 3]);
            s3a = wa.fma(v3, s3a);
            s3b = wb.fma(v3, s3b);
            FloatVector v4 = FloatVector.broadcast(S, in[x + 4]);
            s4a = wa.fma(v4, s4a);
            s4b = wb.fma(v4, s4b);
            FloatVector v5 = FloatVector.broadcast(S, in[x + 5]);
            s5a = wa.fma(v5, s5a);
            s5b = wb.fma(v5, s5b);
        }
        s0a.mul(FloatVector.fromArray(S, out, y)).intoArray(out, y);
        s0b.mul(FloatVector.fromArray(S, out, y + L)).intoArray(out, y + L);
        s1a.mul(FloatVector.fromArray(S, out, y + width)).intoArray(out, y + width);
        s1b.mul(FloatVector.fromArray(S, out, y + width + L)).intoArray(out, y + width + L);
        s2a.mul(FloatVector.fromArray(S, out, y + 2 * width)).intoArray(out, y + 2 * width);
        s2b.mul(FloatVector.fromArray(S, out, y + 2 * width + L)).intoArray(out, y + 2 * width + L);
        s3a.mul(FloatVector.fromArray(S, out, y + 3 * width)).intoArray(out, y + 3 * width);
        s3b.mul(FloatVector.fromArray(S, out, y + 3 * width + L)).intoArray(out, y + 3 * width + L);
        s4a.mul(FloatVector.fromArray(S, out, y + 4 * width)).intoArray(out, y + 4 * width);
        s4b.mul(FloatVector.fromArray(S, out, y + 4 * width + L)).intoArray(out, y + 4 * width + L);
        s5a.mul(FloatVector.fromArray(S, out, y + 5 * width)).intoArray(out, y + 5 * width);
        s5b.mul(FloatVector.fromArray(S, out, y + 5 * width + L)).intoArray(out, y + 5 * width + L);
    }

    /** Rows 0 … 5 by 4 vectors of values; see {@link #addProducts}. */
    private static void products6x4(
            float[] a, int x, float[] b, int j, int width, int samples, float[] g, int at) {
        FloatVector s0a = FloatVector.fromArray(S, g, at);
        FloatVector s0b = FloatVector.fromArray(S, g, at + L);
        FloatVector s0c = FloatVector.fromArray(S, g, at + 2 * L);
        FloatVector s0d = FloatVector.fromArray(S, g, at + 3 * L);
        FloatVector s1a = FloatVector.fromArray(S, g, at + width);
        FloatVector s1b = FloatVector.fromArray(S, g, at + width + L);
        FloatVector s1c = FloatVector.fromArray(S, g, at + width + 2 * L);
        FloatVector s1d = FloatVector.fromArray(S, g, at + width + 3 * L);
        FloatVector s2a = FloatVector.fromArray(S, g, at + 2 * width);
        FloatVector s2b = FloatVector.fromArray(S, g, at + 2 * width + L);
        FloatVector s2c = FloatVector.fromArray(S, g, at + 2 * width + 2 * L);
        FloatVector s2d = FloatVector.fromArray(S, g, at + 2 * width + 3 * L);
        FloatVector s3a = FloatVector.fromArray(S, g, at + 3 * width);
        FloatVector s3b = FloatVector.fromArray(S, g, at + 3 * width + L);
        FloatVector s3c = FloatVector.fromArray(S, g, at + 3 * width + 2 * L);
        FloatVector s3d = FloatVector.fromArray(S, g, at + 3 * width + 3 * L);
        FloatVector s4a = FloatVector.fromArray(S, g, at + 4 * width);
        FloatVector s4b = FloatVector.fromArray(S, g, at + 4 * width + L);
        FloatVector s4c = FloatVector.fromArray(S, g, at + 4 * width + 2 * L);
        FloatVector s4d = FloatVector.fromArray(S, g, at + 4 * width + 3 * L);
        FloatVector s5a = FloatVector.fromArray(S, g, at + 5 * width);
        FloatVector s5b = FloatVector.fromArray(S, g, at + 5 * width + L);
        FloatVector s5c = FloatVector.fromArray(S, g, at + 5 * width + 2 * L);
        FloatVector s5d = FloatVector.fromArray(S, g, at + 5 * width + 3 * L);
        for (int n = 0; n < samples; n++) {
            int row = j + n * width;
            FloatVector ba = FloatVector.fromArray(S, b, row);
            FloatVector bb = FloatVector.fromArray(S, b, row + L);
            FloatVector bc = FloatVector.fromArray(S, b, row + 2 * L);
            FloatVector bd = FloatVector.fromArray(S, b, row + 3 * L);
            FloatVector v0 = FloatVector.broadcast(S, a[x + n]);
            s0a = ba.fma(v0, s0a);
            s0b = bb.fma(v0, s0b);
            s0c = bc.fma(v0, s0c);
            s0d = bd.fma(v0, s0d);
            FloatVector v1 = FloatVector.broadcast(S, a[x + n + CHUNK]);
            s1a = ba.fma(v1, s1a);
            s1b = bb.fma(v1, s1b);
            s1c = bc.fma(v1, s1c);
            s1d = bd.fma(v1, s1d);
            FloatVector v2 = FloatVector.broadcast(S, a[x + n + 2 * CHUNK]);
            s2a = ba.fma(v2, s2a);
            s2b = bb.fma(v2, s2b);
            s2c = bc.fma(v2, s2c);
            s2d = bd.fma(v2, s2d);
            FloatVector v3 = FloatVector.broadcast(S, a[x + n + 3 * CHUNK]);
            s3a = ba.fma(v3, s3a);
            s3b = bb.fma(v3, s3b);
            s3c = bc.fma(v3, s3c);
            s3d = bd.fma(v3, s3d);
            FloatVector v4 = FloatVector.broadcast(S, a[x + n + 4 * CHUNK]);
            s4a = ba.fma(v4, s4a);
            s4b = bb.fma(v4, s4b);
            s4c = bc.fma(v4, s4c);
            s4d = bd.fma(v4, s4d);
            FloatVector v5 = FloatVector.broadcast(S, a[x + n + 5 * CHUNK]);
            s5a = ba.fma(v5, s5a);
            s5b = bb.fma(v5, s5b);
            s5c = bc.fma(v5, s5c);
            s5d = bd.fma(v5, s5d);
        }
        s0a.intoArray(g, at);
        s0b.intoArray(g, at + L);
        s0c.intoArray(g, at + 2 * L);
        s0d.intoArray(g, at + 3 * L);
        s1a.intoArray(g, at + width);
        s1b.intoArray(g, at + width + L);
        s1c.intoArray(g, at + width + 2 * L);
        s1d.intoArray(g, at + width + 3 * L);
        s2a.intoArray(g, at + 2 * width);
        s2b.intoArray(g, at + 2 * width + L);
        s2c.intoArray(g, at + 2 * width + 2 * L);
        s2d.intoArray(g, at + 2 * width + 3 * L);
        s3a.intoArray(g, at + 3 * width);
        s3b.intoArray(g, at + 3 * width + L);
        s3c.intoArray(g, at + 3 * width + 2 * L);
        s3d.intoArray(g, at + 3 * width + 3 * L);
        s4a.intoArray(g, at + 4 * width);
        s4b.intoArray(g, at + 4 * width + L);
        s4c.intoArray(g, at + 4 * width + 2 * L);
        s4d.intoArray(g, at + 4 * width + 3 * L);
        s5a.intoArray(g, at + 5 * width);
        s5b.intoArray(g, at + 5 * width + L);
        s5c.intoArray(g, at + 5 * width + 2 * L);
        s5d.intoArray(g, at + 5 * width + 3 * L);
    }

    /** Rows 0 … 5 by 2 vectors of values; see {@link #addProducts}. */
    private static void products6x2(
            float[] a, int x, float[] b, int j, int width, int samples, float[] g, int at) {
        FloatVector s0a = FloatVector.fromArray(S, g, at);
        FloatVector s0b = FloatVector.fromArray(S, g, at + L);
        FloatVector s1a = FloatVector.fromArray(S, g, at + width);
        FloatVector s1b = FloatVector.fromArray(S, g, at + width + L);
        FloatVector s2a = FloatVector.fromArray(S, g, at + 2 * width);
        FloatVector s2b = FloatVector.fromArray(S, g, at + 2 * width + L);
        FloatVector s3a = FloatVector.fromArray(S, g, at + 3 * width);
        FloatVector s3b = FloatVector.fromArray(S, g, at + 3 * width + L);
        FloatVector s4a = FloatVector.fromArray(S, g, at + 4 * width);
        FloatVector s4b = FloatVector.fromArray(S, g, at + 4 * width + L);
        FloatVector s5a = FloatVector.fromArray(S, g, at + 5 * width);
        FloatVector s5b = FloatVector.fromArray(S, g, at + 5 * width + L);
        for (int n = 0; n < samples; n++) {
            int row = j + n * width;
            FloatVector ba = FloatVector.fromArray(S, b, row);
            FloatVector bb = FloatVector.fromArray(S, b, row + L);
            FloatVector v0 = FloatVector.broadcast(S, a[x + n]);
            s0a = ba.fma(v0, s0a);
            s0b = bb.fma(v0, s0b);
            FloatVector v1 = FloatVector.broadcast(S, a[x + n + CHUNK]);
            s1a = ba.fma(v1, s1a);
            s1b = bb.fma(v1, s1b);
            FloatVector v2 = FloatVector.broadcast(S, a[x + n + 2 * CHUNK]);
            s2a = ba.fma(v2, s2a);
            s2b = bb.fma(v2, s2b);
            FloatVector v3 = FloatVector.broadcast(S, a[x + n + 3 * CHUNK]);
            s3a = ba.fma(v3, s3a);
            s3b = bb.fma(v3, s3b);
            FloatVector v4 = FloatVector.broadcast(S, a[x + n + 4 * CHUNK]);
            s4a = ba.fma(v4, s4a);
            s4b = bb.fma(v4, s4b);
            FloatVector v5 = FloatVector.broadcast(S, a[x + n + 5 * CHUNK]);
            s5a = ba.fma(v5, s5a);
            s5b = bb.fma(v5, s5b);
        }
        s0a.intoArray(g, at);
        s0b.intoArray(g, at + L);
        s1a.intoArray(g, at + width);
        s1b.intoArray(g, at + width + L);
        s2a.intoArray(g, at + 2 * width);
        s2b.intoArray(g, at + 2 * width + L);
        s3a.intoArray(g, at + 3 * width);
        s3b.intoArray(g, at + 3 * width + L);
        s4a.intoArray(g, at + 4 * width);
        s4b.intoArray(g, at + 4 * width + L);
        s5a.intoArray(g, at + 5 * width);
        s5b.intoArray(g, at + 5 * width + L);
    }
}
