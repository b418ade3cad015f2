package dev.baton.ops;

import static dev.baton.ops.GradientOps.STRIDE;
import static dev.baton.ops.Lanes.WIDEST;
import static jdk.incubator.vector.VectorOperators.GT;

import dev.baton.simd.SimdSpecies;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * The register tiles of {@link SimdGradientOps}: four rows by V vectors of samples, {@code backward4xV}; sums of
 * products of four rows with C others, {@code products4xC}; both at once, of two rows with O outputs, {@code
 * backwardProducts2xO}; sums of L rows, {@code foldL}; and products with their sums, for sixteen lanes, {@code
 * foldedRxC}.
 *
 * <p>Written by {@code TileSource}, which says why; {@code TileSourceTest} compares. Do not edit.
 */
final class SimdGradientTiles {
    private static final VectorSpecies<Float> S = SimdSpecies.FLOATS;
    private static final int L = SimdSpecies.LANES;
    private static final VectorSpecies<Integer> I = SimdSpecies.INTS;

    private SimdGradientTiles() {}

    static void backward4x4Tanh(float[] d, int x, int outputs, float[] w, int i, int width, float[] y, float[] e, int h,
            int to) {
        FloatVector s0a = FloatVector.zero(S);
        FloatVector s0b = FloatVector.zero(S);
        FloatVector s0c = FloatVector.zero(S);
        FloatVector s0d = FloatVector.zero(S);
        FloatVector s1a = FloatVector.zero(S);
        FloatVector s1b = FloatVector.zero(S);
        FloatVector s1c = FloatVector.zero(S);
        FloatVector s1d = FloatVector.zero(S);
        FloatVector s2a = FloatVector.zero(S);
        FloatVector s2b = FloatVector.zero(S);
        FloatVector s2c = FloatVector.zero(S);
        FloatVector s2d = FloatVector.zero(S);
        FloatVector s3a = FloatVector.zero(S);
        FloatVector s3b = FloatVector.zero(S);
        FloatVector s3c = FloatVector.zero(S);
        FloatVector s3d = FloatVector.zero(S);
        int at = i;
        int end = x + outputs * STRIDE;
        for (int row = x; row < end; row += STRIDE) {
            FloatVector va = FloatVector.fromArray(S, d, row);
            FloatVector vb = FloatVector.fromArray(S, d, row + L);
            FloatVector vc = FloatVector.fromArray(S, d, row + 2 * L);
            FloatVector vd = FloatVector.fromArray(S, d, row + 3 * L);
            FloatVector n0 = FloatVector.broadcast(S, w[at]);
            s0a = va.fma(n0, s0a);
            s0b = vb.fma(n0, s0b);
            s0c = vc.fma(n0, s0c);
            s0d = vd.fma(n0, s0d);
            FloatVector n1 = FloatVector.broadcast(S, w[at + 1]);
            s1a = va.fma(n1, s1a);
            s1b = vb.fma(n1, s1b);
            s1c = vc.fma(n1, s1c);
            s1d = vd.fma(n1, s1d);
            FloatVector n2 = FloatVector.broadcast(S, w[at + 2]);
            s2a = va.fma(n2, s2a);
            s2b = vb.fma(n2, s2b);
            s2c = vc.fma(n2, s2c);
            s2d = vd.fma(n2, s2d);
            FloatVector n3 = FloatVector.broadcast(S, w[at + 3]);
            s3a = va.fma(n3, s3a);
            s3b = vb.fma(n3, s3b);
            s3c = vc.fma(n3, s3c);
            s3d = vd.fma(n3, s3d);
            at += width;
        }
        FloatVector one = FloatVector.broadcast(S, 1f);
        FloatVector.fromArray(S, y, h).neg().fma(FloatVector.fromArray(S, y, h), one).mul(s0a).intoArray(e, to);
        FloatVector.fromArray(S, y, h + L).neg().fma(FloatVector.fromArray(S, y, h + L), one).mul(s0b)
                .intoArray(e, to + L);
        FloatVector.fromArray(S, y, h + 2 * L).neg().fma(FloatVector.fromArray(S, y, h + 2 * L), one).mul(s0c)
                .intoArray(e, to + 2 * L);
        FloatVector.fromArray(S, y, h + 3 * L).neg().fma(FloatVector.fromArray(S, y, h + 3 * L), one).mul(s0d)
                .intoArray(e, to + 3 * L);
        FloatVector.fromArray(S, y, h + STRIDE).neg().fma(FloatVector.fromArray(S, y, h + STRIDE), one).mul(s1a)
                .intoArray(e, to + STRIDE);
        FloatVector.fromArray(S, y, h + STRIDE + L).neg().fma(FloatVector.fromArray(S, y, h + STRIDE + L), one).mul(s1b)
                .intoArray(e, to + STRIDE + L);
        FloatVector.fromArray(S, y, h + STRIDE + 2 * L).neg().fma(FloatVector.fromArray(S, y, h + STRIDE + 2 * L), one)
                .mul(s1c).intoArray(e, to + STRIDE + 2 * L);
        FloatVector.fromArray(S, y, h + STRIDE + 3 * L).neg().fma(FloatVector.fromArray(S, y, h + STRIDE + 3 * L), one)
                .mul(s1d).intoArray(e, to + STRIDE + 3 * L);
        FloatVector.fromArray(S, y, h + 2 * STRIDE).neg().fma(FloatVector.fromArray(S, y, h + 2 * STRIDE), one).mul(s2a)
                .intoArray(e, to + 2 * STRIDE);
        FloatVector.fromArray(S, y, h + 2 * STRIDE + L).neg().fma(FloatVector.fromArray(S, y, h + 2 * STRIDE + L), one)
                .mul(s2b).intoArray(e, to + 2 * STRIDE + L);
        FloatVector.fromArray(S, y, h + 2 * STRIDE + 2 * L).neg()
                .fma(FloatVector.fromArray(S, y, h + 2 * STRIDE + 2 * L), one).mul(s2c)
                .intoArray(e, to + 2 * STRIDE + 2 * L);
        FloatVector.fromArray(S, y, h + 2 * STRIDE + 3 * L).neg()
                .fma(FloatVector.fromArray(S, y, h + 2 * STRIDE + 3 * L), one).mul(s2d)
                .intoArray(e, to + 2 * STRIDE + 3 * L);
        FloatVector.fromArray(S, y, h + 3 * STRIDE).neg().fma(FloatVector.fromArray(S, y, h + 3 * STRIDE), one).mul(s3a)
                .intoArray(e, to + 3 * STRIDE);
        FloatVector.fromArray(S, y, h + 3 * STRIDE + L).neg().fma(FloatVector.fromArray(S, y, h + 3 * STRIDE + L), one)
                .mul(s3b).intoArray(e, to + 3 * STRIDE + L);
        FloatVector.fromArray(S, y, h + 3 * STRIDE + 2 * L).neg()
                .fma(FloatVector.fromArray(S, y, h + 3 * STRIDE + 2 * L), one).mul(s3c)
                .intoArray(e, to + 3 * STRIDE + 2 * L);
        FloatVector.fromArray(S, y, h + 3 * STRIDE + 3 * L).neg()
                .fma(FloatVector.fromArray(S, y, h + 3 * STRIDE + 3 * L), one).mul(s3d)
                .intoArray(e, to + 3 * STRIDE + 3 * L);
    }

    static void backward4x2Tanh(float[] d, int x, int outputs, float[] w, int i, int width, float[] y, float[] e, int h,
            int to) {
        FloatVector s0a = FloatVector.zero(S);
        FloatVector s0b = FloatVector.zero(S);
        FloatVector s1a = FloatVector.zero(S);
        FloatVector s1b = FloatVector.zero(S);
        FloatVector s2a = FloatVector.zero(S);
        FloatVector s2b = FloatVector.zero(S);
        FloatVector s3a = FloatVector.zero(S);
        FloatVector s3b = FloatVector.zero(S);
        int at = i;
        int end = x + outputs * STRIDE;
        for (int row = x; row < end; row += STRIDE) {
            FloatVector va = FloatVector.fromArray(S, d, row);
            FloatVector vb = FloatVector.fromArray(S, d, row + L);
            FloatVector n0 = FloatVector.broadcast(S, w[at]);
            s0a = va.fma(n0, s0a);
            s0b = vb.fma(n0, s0b);
            FloatVector n1 = FloatVector.broadcast(S, w[at + 1]);
            s1a = va.fma(n1, s1a);
            s1b = vb.fma(n1, s1b);
            FloatVector n2 = FloatVector.broadcast(S, w[at + 2]);
            s2a = va.fma(n2, s2a);
            s2b = vb.fma(n2, s2b);
            FloatVector n3 = FloatVector.broadcast(S, w[at + 3]);
            s3a = va.fma(n3, s3a);
            s3b = vb.fma(n3, s3b);
            at += width;
        }
        FloatVector one = FloatVector.broadcast(S, 1f);
        FloatVector.fromArray(S, y, h).neg().fma(FloatVector.fromArray(S, y, h), one).mul(s0a).intoArray(e, to);
        FloatVector.fromArray(S, y, h + L).neg().fma(FloatVector.fromArray(S, y, h + L), one).mul(s0b)
                .intoArray(e, to + L);
        FloatVector.fromArray(S, y, h + STRIDE).neg().fma(FloatVector.fromArray(S, y, h + STRIDE), one).mul(s1a)
                .intoArray(e, to + STRIDE);
        FloatVector.fromArray(S, y, h + STRIDE + L).neg().fma(FloatVector.fromArray(S, y, h + STRIDE + L), one).mul(s1b)
                .intoArray(e, to + STRIDE + L);
        FloatVector.fromArray(S, y, h + 2 * STRIDE).neg().fma(FloatVector.fromArray(S, y, h + 2 * STRIDE), one).mul(s2a)
                .intoArray(e, to + 2 * STRIDE);
        FloatVector.fromArray(S, y, h + 2 * STRIDE + L).neg().fma(FloatVector.fromArray(S, y, h + 2 * STRIDE + L), one)
                .mul(s2b).intoArray(e, to + 2 * STRIDE + L);
        FloatVector.fromArray(S, y, h + 3 * STRIDE).neg().fma(FloatVector.fromArray(S, y, h + 3 * STRIDE), one).mul(s3a)
                .intoArray(e, to + 3 * STRIDE);
        FloatVector.fromArray(S, y, h + 3 * STRIDE + L).neg().fma(FloatVector.fromArray(S, y, h + 3 * STRIDE + L), one)
                .mul(s3b).intoArray(e, to + 3 * STRIDE + L);
    }

    static void backwardProducts2x1Tanh(float[] d, int x, float[] w, int i, int width, float[] y, float[] e, int h,
            int to, int samples, float[] g, int at) {
        FloatVector w0to0 = FloatVector.broadcast(S, w[i]);
        FloatVector s0by0 = FloatVector.fromArray(S, g, at);
        FloatVector w1to0 = FloatVector.broadcast(S, w[i + 1]);
        FloatVector s1by0 = FloatVector.fromArray(S, g, at + WIDEST);
        FloatVector one = FloatVector.broadcast(S, 1f);
        for (int n = 0; n < samples; n += WIDEST) {
            FloatVector u0 = FloatVector.fromArray(S, y, h + n);
            FloatVector s0 = FloatVector.zero(S);
            FloatVector u1 = FloatVector.fromArray(S, y, h + n + STRIDE);
            FloatVector s1 = FloatVector.zero(S);
            FloatVector v0 = FloatVector.fromArray(S, d, x + n);
            s0 = v0.fma(w0to0, s0);
            s0by0 = u0.fma(v0, s0by0);
            s1 = v0.fma(w1to0, s1);
            s1by0 = u1.fma(v0, s1by0);
            u0.neg().fma(u0, one).mul(s0).intoArray(e, to + n);
            u1.neg().fma(u1, one).mul(s1).intoArray(e, to + n + STRIDE);
        }
        s0by0.intoArray(g, at);
        s1by0.intoArray(g, at + WIDEST);
    }

    static void backwardProducts2x2Tanh(float[] d, int x, float[] w, int i, int width, float[] y, float[] e, int h,
            int to, int samples, float[] g, int at) {
        FloatVector w0to0 = FloatVector.broadcast(S, w[i]);
        FloatVector s0by0 = FloatVector.fromArray(S, g, at);
        FloatVector w0to1 = FloatVector.broadcast(S, w[i + width]);
        FloatVector s0by1 = FloatVector.fromArray(S, g, at + WIDEST);
        FloatVector w1to0 = FloatVector.broadcast(S, w[i + 1]);
        FloatVector s1by0 = FloatVector.fromArray(S, g, at + 2 * WIDEST);
        FloatVector w1to1 = FloatVector.broadcast(S, w[i + width + 1]);
        FloatVector s1by1 = FloatVector.fromArray(S, g, at + 3 * WIDEST);
        FloatVector one = FloatVector.broadcast(S, 1f);
        for (int n = 0; n < samples; n += WIDEST) {
            FloatVector u0 = FloatVector.fromArray(S, y, h + n);
            FloatVector s0 = FloatVector.zero(S);
            FloatVector u1 = FloatVector.fromArray(S, y, h + n + STRIDE);
            FloatVector s1 = FloatVector.zero(S);
            FloatVector v0 = FloatVector.fromArray(S, d, x + n);
            s0 = v0.fma(w0to0, s0);
            s0by0 = u0.fma(v0, s0by0);
            s1 = v0.fma(w1to0, s1);
            s1by0 = u1.fma(v0, s1by0);
            FloatVector v1 = FloatVector.fromArray(S, d, x + n + STRIDE);
            s0 = v1.fma(w0to1, s0);
            s0by1 = u0.fma(v1, s0by1);
            s1 = v1.fma(w1to1, s1);
            s1by1 = u1.fma(v1, s1by1);
            u0.neg().fma(u0, one).mul(s0).intoArray(e, to + n);
            u1.neg().fma(u1, one).mul(s1).intoArray(e, to + n + STRIDE);
        }
        s0by0.intoArray(g, at);
        s0by1.intoArray(g, at + WIDEST);
        s1by0.intoArray(g, at + 2 * WIDEST);
        s1by1.intoArray(g, at + 3 * WIDEST);
    }

    static void backwardProducts2x3Tanh(float[] d, int x, float[] w, int i, int width, float[] y, float[] e, int h,
            int to, int samples, float[] g, int at) {
        FloatVector w0to0 = FloatVector.broadcast(S, w[i]);
        FloatVector s0by0 = FloatVector.fromArray(S, g, at);
        FloatVector w0to1 = FloatVector.broadcast(S, w[i + width]);
        FloatVector s0by1 = FloatVector.fromArray(S, g, at + WIDEST);
        FloatVector w0to2 = FloatVector.broadcast(S, w[i + 2 * width]);
        FloatVector s0by2 = FloatVector.fromArray(S, g, at + 2 * WIDEST);
        FloatVector w1to0 = FloatVector.broadcast(S, w[i + 1]);
        FloatVector s1by0 = FloatVector.fromArray(S, g, at + 3 * WIDEST);
        FloatVector w1to1 = FloatVector.broadcast(S, w[i + width + 1]);
        FloatVector s1by1 = FloatVector.fromArray(S, g, at + 4 * WIDEST);
        FloatVector w1to2 = FloatVector.broadcast(S, w[i + 2 * width + 1]);
        FloatVector s1by2 = FloatVector.fromArray(S, g, at + 5 * WIDEST);
        FloatVector one = FloatVector.broadcast(S, 1f);
        for (int n = 0; n < samples; n += WIDEST) {
            FloatVector u0 = FloatVector.fromArray(S, y, h + n);
            FloatVector s0 = FloatVector.zero(S);
            FloatVector u1 = FloatVector.fromArray(S, y, h + n + STRIDE);
            FloatVector s1 = FloatVector.zero(S);
            FloatVector v0 = FloatVector.fromArray(S, d, x + n);
            s0 = v0.fma(w0to0, s0);
            s0by0 = u0.fma(v0, s0by0);
            s1 = v0.fma(w1to0, s1);
            s1by0 = u1.fma(v0, s1by0);
            FloatVector v1 = FloatVector.fromArray(S, d, x + n + STRIDE);
            s0 = v1.fma(w0to1, s0);
            s0by1 = u0.fma(v1, s0by1);
            s1 = v1.fma(w1to1, s1);
            s1by1 = u1.fma(v1, s1by1);
            FloatVector v2 = FloatVector.fromArray(S, d, x + n + 2 * STRIDE);
            s0 = v2.fma(w0to2, s0);
            s0by2 = u0.fma(v2, s0by2);
            s1 = v2.fma(w1to2, s1);
            s1by2 = u1.fma(v2, s1by2);
            u0.neg().fma(u0, one).mul(s0).intoArray(e, to + n);
            u1.neg().fma(u1, one).mul(s1).intoArray(e, to + n + STRIDE);
        }
        s0by0.intoArray(g, at);
        s0by1.intoArray(g, at + WIDEST);
        s0by2.intoArray(g, at + 2 * WIDEST);
        s1by0.intoArray(g, at + 3 * WIDEST);
        s1by1.intoArray(g, at + 4 * WIDEST);
        s1by2.intoArray(g, at + 5 * WIDEST);
    }

    static void backwardProducts2x4Tanh(float[] d, int x, float[] w, int i, int width, float[] y, float[] e, int h,
            int to, int samples, float[] g, int at) {
        FloatVector w0to0 = FloatVector.broadcast(S, w[i]);
        FloatVector s0by0 = FloatVector.fromArray(S, g, at);
        FloatVector w0to1 = FloatVector.broadcast(S, w[i + width]);
        FloatVector s0by1 = FloatVector.fromArray(S, g, at + WIDEST);
        FloatVector w0to2 = FloatVector.broadcast(S, w[i + 2 * width]);
        FloatVector s0by2 = FloatVector.fromArray(S, g, at + 2 * WIDEST);
        FloatVector w0to3 = FloatVector.broadcast(S, w[i + 3 * width]);
        FloatVector s0by3 = FloatVector.fromArray(S, g, at + 3 * WIDEST);
        FloatVector w1to0 = FloatVector.broadcast(S, w[i + 1]);
        FloatVector s1by0 = FloatVector.fromArray(S, g, at + 4 * WIDEST);
        FloatVector w1to1 = FloatVector.broadcast(S, w[i + width + 1]);
        FloatVector s1by1 = FloatVector.fromArray(S, g, at + 5 * WIDEST);
        FloatVector w1to2 = FloatVector.broadcast(S, w[i + 2 * width + 1]);
        FloatVector s1by2 = FloatVector.fromArray(S, g, at + 6 * WIDEST);
        FloatVector w1to3 = FloatVector.broadcast(S, w[i + 3 * width + 1]);
        FloatVector s1by3 = FloatVector.fromArray(S, g, at + 7 * WIDEST);
        FloatVector one = FloatVector.broadcast(S, 1f);
        for (int n = 0; n < samples; n += WIDEST) {
            FloatVector u0 = FloatVector.fromArray(S, y, h + n);
            FloatVector s0 = FloatVector.zero(S);
            FloatVector u1 = FloatVector.fromArray(S, y, h + n + STRIDE);
            FloatVector s1 = FloatVector.zero(S);
            FloatVector v0 = FloatVector.fromArray(S, d, x + n);
            s0 = v0.fma(w0to0, s0);
            s0by0 = u0.fma(v0, s0by0);
            s1 = v0.fma(w1to0, s1);
            s1by0 = u1.fma(v0, s1by0);
            FloatVector v1 = FloatVector.fromArray(S, d, x + n + STRIDE);
            s0 = v1.fma(w0to1, s0);
            s0by1 = u0.fma(v1, s0by1);
            s1 = v1.fma(w1to1, s1);
            s1by1 = u1.fma(v1, s1by1);
            FloatVector v2 = FloatVector.fromArray(S, d, x + n + 2 * STRIDE);
            s0 = v2.fma(w0to2, s0);
            s0by2 = u0.fma(v2, s0by2);
            s1 = v2.fma(w1to2, s1);
            s1by2 = u1.fma(v2, s1by2);
            FloatVector v3 = FloatVector.fromArray(S, d, x + n + 3 * STRIDE);
            s0 = v3.fma(w0to3, s0);
            s0by3 = u0.fma(v3, s0by3);
            s1 = v3.fma(w1to3, s1);
            s1by3 = u1.fma(v3, s1by3);
            u0.neg().fma(u0, one).mul(s0).intoArray(e, to + n);
            u1.neg().fma(u1, one).mul(s1).intoArray(e, to + n + STRIDE);
        }
        s0by0.intoArray(g, at);
        s0by1.intoArray(g, at + WIDEST);
        s0by2.intoArray(g, at + 2 * WIDEST);
        s0by3.intoArray(g, at + 3 * WIDEST);
        s1by0.intoArray(g, at + 4 * WIDEST);
        s1by1.intoArray(g, at + 5 * WIDEST);
        s1by2.intoArray(g, at + 6 * WIDEST);
        s1by3.intoArray(g, at + 7 * WIDEST);
    }

    static void backwardProducts2x5Tanh(float[] d, int x, float[] w, int i, int width, float[] y, float[] e, int h,
            int to, int samples, float[] g, int at) {
        FloatVector w0to0 = FloatVector.broadcast(S, w[i]);
        FloatVector s0by0 = FloatVector.fromArray(S, g, at);
        FloatVector w0to1 = FloatVector.broadcast(S, w[i + width]);
        FloatVector s0by1 = FloatVector.fromArray(S, g, at + WIDEST);
        FloatVector w0to2 = FloatVector.broadcast(S, w[i + 2 * width]);
        FloatVector s0by2 = FloatVector.fromArray(S, g, at + 2 * WIDEST);
        FloatVector w0to3 = FloatVector.broadcast(S, w[i + 3 * width]);
        FloatVector s0by3 = FloatVector.fromArray(S, g, at + 3 * WIDEST);
        FloatVector w0to4 = FloatVector.broadcast(S, w[i + 4 * width]);
        FloatVector s0by4 = FloatVector.fromArray(S, g, at + 4 * WIDEST);
        FloatVector w1to0 = FloatVector.broadcast(S, w[i + 1]);
        FloatVector s1by0 = FloatVector.fromArray(S, g, at + 5 * WIDEST);
        FloatVector w1to1 = FloatVector.broadcast(S, w[i + width + 1]);
        FloatVector s1by1 = FloatVector.fromArray(S, g, at + 6 * WIDEST);
        FloatVector w1to2 = FloatVector.broadcast(S, w[i + 2 * width + 1]);
        FloatVector s1by2 = FloatVector.fromArray(S, g, at + 7 * WIDEST);
        FloatVector w1to3 = FloatVector.broadcast(S, w[i + 3 * width + 1]);
        FloatVector s1by3 = FloatVector.fromArray(S, g, at + 8 * WIDEST);
        FloatVector w1to4 = FloatVector.broadcast(S, w[i + 4 * width + 1]);
        FloatVector s1by4 = FloatVector.fromArray(S, g, at + 9 * WIDEST);
        FloatVector one = FloatVector.broadcast(S, 1f);
        for (int n = 0; n < samples; n += WIDEST) {
            FloatVector u0 = FloatVector.fromArray(S, y, h + n);
            FloatVector s0 = FloatVector.zero(S);
            FloatVector u1 = FloatVector.fromArray(S, y, h + n + STRIDE);
            FloatVector s1 = FloatVector.zero(S);
            FloatVector v0 = FloatVector.fromArray(S, d, x + n);
            s0 = v0.fma(w0to0, s0);
            s0by0 = u0.fma(v0, s0by0);
            s1 = v0.fma(w1to0, s1);
            s1by0 = u1.fma(v0, s1by0);
            FloatVector v1 = FloatVector.fromArray(S, d, x + n + STRIDE);
            s0 = v1.fma(w0to1, s0);
            s0by1 = u0.fma(v1, s0by1);
            s1 = v1.fma(w1to1, s1);
            s1by1 = u1.fma(v1, s1by1);
            FloatVector v2 = FloatVector.fromArray(S, d, x + n + 2 * STRIDE);
            s0 = v2.fma(w0to2, s0);
            s0by2 = u0.fma(v2, s0by2);
            s1 = v2.fma(w1to2, s1);
            s1by2 = u1.fma(v2, s1by2);
            FloatVector v3 = FloatVector.fromArray(S, d, x + n + 3 * STRIDE);
            s0 = v3.fma(w0to3, s0);
            s0by3 = u0.fma(v3, s0by3);
            s1 = v3.fma(w1to3, s1);
            s1by3 = u1.fma(v3, s1by3);
            FloatVector v4 = FloatVector.fromArray(S, d, x + n + 4 * STRIDE);
            s0 = v4.fma(w0to4, s0);
            s0by4 = u0.fma(v4, s0by4);
            s1 = v4.fma(w1to4, s1);
            s1by4 = u1.fma(v4, s1by4);
            u0.neg().fma(u0, one).mul(s0).intoArray(e, to + n);
            u1.neg().fma(u1, one).mul(s1).intoArray(e, to + n + STRIDE);
        }
        s0by0.intoArray(g, at);
        s0by1.intoArray(g, at + WIDEST);
        s0by2.intoArray(g, at + 2 * WIDEST);
        s0by3.intoArray(g, at + 3 * WIDEST);
        s0by4.intoArray(g, at + 4 * WIDEST);
        s1by0.intoArray(g, at + 5 * WIDEST);
        s1by1.intoArray(g, at + 6 * WIDEST);
        s1by2.intoArray(g, at + 7 * WIDEST);
        s1by3.intoArray(g, at + 8 * WIDEST);
        s1by4.intoArray(g, at + 9 * WIDEST);
    }

    static void backwardProductsTanh(int outputs, float[] d, int x, float[] w, int i, int width, float[] y, float[] e,
            int h, int to, int samples, float[] g, int at) {
        switch (outputs) {
            case 1 -> backwardProducts2x1Tanh(d, x, w, i, width, y, e, h, to, samples, g, at);
            case 2 -> backwardProducts2x2Tanh(d, x, w, i, width, y, e, h, to, samples, g, at);
            case 3 -> backwardProducts2x3Tanh(d, x, w, i, width, y, e, h, to, samples, g, at);
            case 4 -> backwardProducts2x4Tanh(d, x, w, i, width, y, e, h, to, samples, g, at);
            default -> backwardProducts2x5Tanh(d, x, w, i, width, y, e, h, to, samples, g, at);
        }
    }

    static void backward4x4Relu(float[] d, int x, int outputs, float[] w, int i, int width, float[] y, float[] e, int h,
            int to) {
        FloatVector s0a = FloatVector.zero(S);
        FloatVector s0b = FloatVector.zero(S);
        FloatVector s0c = FloatVector.zero(S);
        FloatVector s0d = FloatVector.zero(S);
        FloatVector s1a = FloatVector.zero(S);
        FloatVector s1b = FloatVector.zero(S);
        FloatVector s1c = FloatVector.zero(S);
        FloatVector s1d = FloatVector.zero(S);
        FloatVector s2a = FloatVector.zero(S);
        FloatVector s2b = FloatVector.zero(S);
        FloatVector s2c = FloatVector.zero(S);
        FloatVector s2d = FloatVector.zero(S);
        FloatVector s3a = FloatVector.zero(S);
        FloatVector s3b = FloatVector.zero(S);
        FloatVector s3c = FloatVector.zero(S);
        FloatVector s3d = FloatVector.zero(S);
        int at = i;
        int end = x + outputs * STRIDE;
        for (int row = x; row < end; row += STRIDE) {
            FloatVector va = FloatVector.fromArray(S, d, row);
            FloatVector vb = FloatVector.fromArray(S, d, row + L);
            FloatVector vc = FloatVector.fromArray(S, d, row + 2 * L);
            FloatVector vd = FloatVector.fromArray(S, d, row + 3 * L);
            FloatVector n0 = FloatVector.broadcast(S, w[at]);
            s0a = va.fma(n0, s0a);
            s0b = vb.fma(n0, s0b);
            s0c = vc.fma(n0, s0c);
            s0d = vd.fma(n0, s0d);
            FloatVector n1 = FloatVector.broadcast(S, w[at + 1]);
            s1a = va.fma(n1, s1a);
            s1b = vb.fma(n1, s1b);
            s1c = vc.fma(n1, s1c);
            s1d = vd.fma(n1, s1d);
            FloatVector n2 = FloatVector.broadcast(S, w[at + 2]);
            s2a = va.fma(n2, s2a);
            s2b = vb.fma(n2, s2b);
            s2c = vc.fma(n2, s2c);
            s2d = vd.fma(n2, s2d);
            FloatVector n3 = FloatVector.broadcast(S, w[at + 3]);
            s3a = va.fma(n3, s3a);
            s3b = vb.fma(n3, s3b);
            s3c = vc.fma(n3, s3c);
            s3d = vd.fma(n3, s3d);
            at += width;
        }
        FloatVector zero = FloatVector.zero(S);
        zero.blend(s0a, FloatVector.fromArray(S, y, h).compare(GT, 0f)).intoArray(e, to);
        zero.blend(s0b, FloatVector.fromArray(S, y, h + L).compare(GT, 0f)).intoArray(e, to + L);
        zero.blend(s0c, FloatVector.fromArray(S, y, h + 2 * L).compare(GT, 0f)).intoArray(e, to + 2 * L);
        zero.blend(s0d, FloatVector.fromArray(S, y, h + 3 * L).compare(GT, 0f)).intoArray(e, to + 3 * L);
        zero.blend(s1a, FloatVector.fromArray(S, y, h + STRIDE).compare(GT, 0f)).intoArray(e, to + STRIDE);
        zero.blend(s1b, FloatVector.fromArray(S, y, h + STRIDE + L).compare(GT, 0f)).intoArray(e, to + STRIDE + L);
        zero.blend(s1c, FloatVector.fromArray(S, y, h + STRIDE + 2 * L).compare(GT, 0f))
                .intoArray(e, to + STRIDE + 2 * L);
        zero.blend(s1d, FloatVector.fromArray(S, y, h + STRIDE + 3 * L).compare(GT, 0f))
                .intoArray(e, to + STRIDE + 3 * L);
        zero.blend(s2a, FloatVector.fromArray(S, y, h + 2 * STRIDE).compare(GT, 0f)).intoArray(e, to + 2 * STRIDE);
        zero.blend(s2b, FloatVector.fromArray(S, y, h + 2 * STRIDE + L).compare(GT, 0f))
                .intoArray(e, to + 2 * STRIDE + L);
        zero.blend(s2c, FloatVector.fromArray(S, y, h + 2 * STRIDE + 2 * L).compare(GT, 0f))
                .intoArray(e, to + 2 * STRIDE + 2 * L);
        zero.blend(s2d, FloatVector.fromArray(S, y, h + 2 * STRIDE + 3 * L).compare(GT, 0f))
                .intoArray(e, to + 2 * STRIDE + 3 * L);
        zero.blend(s3a, FloatVector.fromArray(S, y, h + 3 * STRIDE).compare(GT, 0f)).intoArray(e, to + 3 * STRIDE);
        zero.blend(s3b, FloatVector.fromArray(S, y, h + 3 * STRIDE + L).compare(GT, 0f))
                .intoArray(e, to + 3 * STRIDE + L);
        zero.blend(s3c, FloatVector.fromArray(S, y, h + 3 * STRIDE + 2 * L).compare(GT, 0f))
                .intoArray(e, to + 3 * STRIDE + 2 * L);
        zero.blend(s3d, FloatVector.fromArray(S, y, h + 3 * STRIDE + 3 * L).compare(GT, 0f))
                .intoArray(e, to + 3 * STRIDE + 3 * L);
    }

    static void backward4x2Relu(float[] d, int x, int outputs, float[] w, int i, int width, float[] y, float[] e, int h,
            int to) {
        FloatVector s0a = FloatVector.zero(S);
        FloatVector s0b = FloatVector.zero(S);
        FloatVector s1a = FloatVector.zero(S);
        FloatVector s1b = FloatVector.zero(S);
        FloatVector s2a = FloatVector.zero(S);
        FloatVector s2b = FloatVector.zero(S);
        FloatVector s3a = FloatVector.zero(S);
        FloatVector s3b = FloatVector.zero(S);
        int at = i;
        int end = x + outputs * STRIDE;
        for (int row = x; row < end; row += STRIDE) {
            FloatVector va = FloatVector.fromArray(S, d, row);
            FloatVector vb = FloatVector.fromArray(S, d, row + L);
            FloatVector n0 = FloatVector.broadcast(S, w[at]);
            s0a = va.fma(n0, s0a);
            s0b = vb.fma(n0, s0b);
            FloatVector n1 = FloatVector.broadcast(S, w[at + 1]);
            s1a = va.fma(n1, s1a);
            s1b = vb.fma(n1, s1b);
            FloatVector n2 = FloatVector.broadcast(S, w[at + 2]);
            s2a = va.fma(n2, s2a);
            s2b = vb.fma(n2, s2b);
            FloatVector n3 = FloatVector.broadcast(S, w[at + 3]);
            s3a = va.fma(n3, s3a);
            s3b = vb.fma(n3, s3b);
            at += width;
        }
        FloatVector zero = FloatVector.zero(S);
        zero.blend(s0a, FloatVector.fromArray(S, y, h).compare(GT, 0f)).intoArray(e, to);
        zero.blend(s0b, FloatVector.fromArray(S, y, h + L).compare(GT, 0f)).intoArray(e, to + L);
        zero.blend(s1a, FloatVector.fromArray(S, y, h + STRIDE).compare(GT, 0f)).intoArray(e, to + STRIDE);
        zero.blend(s1b, FloatVector.fromArray(S, y, h + STRIDE + L).compare(GT, 0f)).intoArray(e, to + STRIDE + L);
        zero.blend(s2a, FloatVector.fromArray(S, y, h + 2 * STRIDE).compare(GT, 0f)).intoArray(e, to + 2 * STRIDE);
        zero.blend(s2b, FloatVector.fromArray(S, y, h + 2 * STRIDE + L).compare(GT, 0f))
                .intoArray(e, to + 2 * STRIDE + L);
        zero.blend(s3a, FloatVector.fromArray(S, y, h + 3 * STRIDE).compare(GT, 0f)).intoArray(e, to + 3 * STRIDE);
        zero.blend(s3b, FloatVector.fromArray(S, y, h + 3 * STRIDE + L).compare(GT, 0f))
                .intoArray(e, to + 3 * STRIDE + L);
    }

    static void backwardProducts2x1Relu(float[] d, int x, float[] w, int i, int width, float[] y, float[] e, int h,
            int to, int samples, float[] g, int at) {
        FloatVector w0to0 = FloatVector.broadcast(S, w[i]);
        FloatVector s0by0 = FloatVector.fromArray(S, g, at);
        FloatVector w1to0 = FloatVector.broadcast(S, w[i + 1]);
        FloatVector s1by0 = FloatVector.fromArray(S, g, at + WIDEST);
        FloatVector zero = FloatVector.zero(S);
        for (int n = 0; n < samples; n += WIDEST) {
            FloatVector u0 = FloatVector.fromArray(S, y, h + n);
            FloatVector s0 = FloatVector.zero(S);
            FloatVector u1 = FloatVector.fromArray(S, y, h + n + STRIDE);
            FloatVector s1 = FloatVector.zero(S);
            FloatVector v0 = FloatVector.fromArray(S, d, x + n);
            s0 = v0.fma(w0to0, s0);
            s0by0 = u0.fma(v0, s0by0);
            s1 = v0.fma(w1to0, s1);
            s1by0 = u1.fma(v0, s1by0);
            zero.blend(s0, u0.compare(GT, 0f)).intoArray(e, to + n);
            zero.blend(s1, u1.compare(GT, 0f)).intoArray(e, to + n + STRIDE);
        }
        s0by0.intoArray(g, at);
        s1by0.intoArray(g, at + WIDEST);
    }

    static void backwardProducts2x2Relu(float[] d, int x, float[] w, int i, int width, float[] y, float[] e, int h,
            int to, int samples, float[] g, int at) {
        FloatVector w0to0 = FloatVector.broadcast(S, w[i]);
        FloatVector s0by0 = FloatVector.fromArray(S, g, at);
        FloatVector w0to1 = FloatVector.broadcast(S, w[i + width]);
        FloatVector s0by1 = FloatVector.fromArray(S, g, at + WIDEST);
        FloatVector w1to0 = FloatVector.broadcast(S, w[i + 1]);
        FloatVector s1by0 = FloatVector.fromArray(S, g, at + 2 * WIDEST);
        FloatVector w1to1 = FloatVector.broadcast(S, w[i + width + 1]);
        FloatVector s1by1 = FloatVector.fromArray(S, g, at + 3 * WIDEST);
        FloatVector zero = FloatVector.zero(S);
        for (int n = 0; n < samples; n += WIDEST) {
            FloatVector u0 = FloatVector.fromArray(S, y, h + n);
            FloatVector s0 = FloatVector.zero(S);
            FloatVector u1 = FloatVector.fromArray(S, y, h + n + STRIDE);
            FloatVector s1 = FloatVector.zero(S);
            FloatVector v0 = FloatVector.fromArray(S, d, x + n);
            s0 = v0.fma(w0to0, s0);
            s0by0 = u0.fma(v0, s0by0);
            s1 = v0.fma(w1to0, s1);
            s1by0 = u1.fma(v0, s1by0);
            FloatVector v1 = FloatVector.fromArray(S, d, x + n + STRIDE);
            s0 = v1.fma(w0to1, s0);
            s0by1 = u0.fma(v1, s0by1);
            s1 = v1.fma(w1to1, s1);
            s1by1 = u1.fma(v1, s1by1);
            zero.blend(s0, u0.compare(GT, 0f)).intoArray(e, to + n);
            zero.blend(s1, u1.compare(GT, 0f)).intoArray(e, to + n + STRIDE);
        }
        s0by0.intoArray(g, at);
        s0by1.intoArray(g, at + WIDEST);
        s1by0.intoArray(g, at + 2 * WIDEST);
        s1by1.intoArray(g, at + 3 * WIDEST);
    }

    static void backwardProducts2x3Relu(float[] d, int x, float[] w, int i, int width, float[] y, float[] e, int h,
            int to, int samples, float[] g, int at) {
        FloatVector w0to0 = FloatVector.broadcast(S, w[i]);
        FloatVector s0by0 = FloatVector.fromArray(S, g, at);
        FloatVector w0to1 = FloatVector.broadcast(S, w[i + width]);
        FloatVector s0by1 = FloatVector.fromArray(S, g, at + WIDEST);
        FloatVector w0to2 = FloatVector.broadcast(S, w[i + 2 * width]);
        FloatVector s0by2 = FloatVector.fromArray(S, g, at + 2 * WIDEST);
        FloatVector w1to0 = FloatVector.broadcast(S, w[i + 1]);
        FloatVector s1by0 = FloatVector.fromArray(S, g, at + 3 * WIDEST);
        FloatVector w1to1 = FloatVector.broadcast(S, w[i + width + 1]);
        FloatVector s1by1 = FloatVector.fromArray(S, g, at + 4 * WIDEST);
        FloatVector w1to2 = FloatVector.broadcast(S, w[i + 2 * width + 1]);
        FloatVector s1by2 = FloatVector.fromArray(S, g, at + 5 * WIDEST);
        FloatVector zero = FloatVector.zero(S);
        for (int n = 0; n < samples; n += WIDEST) {
            FloatVector u0 = FloatVector.fromArray(S, y, h + n);
            FloatVector s0 = FloatVector.zero(S);
            FloatVector u1 = FloatVector.fromArray(S, y, h + n + STRIDE);
            FloatVector s1 = FloatVector.zero(S);
            FloatVector v0 = FloatVector.fromArray(S, d, x + n);
            s0 = v0.fma(w0to0, s0);
            s0by0 = u0.fma(v0, s0by0);
            s1 = v0.fma(w1to0, s1);
            s1by0 = u1.fma(v0, s1by0);
            FloatVector v1 = FloatVector.fromArray(S, d, x + n + STRIDE);
            s0 = v1.fma(w0to1, s0);
            s0by1 = u0.fma(v1, s0by1);
            s1 = v1.fma(w1to1, s1);
            s1by1 = u1.fma(v1, s1by1);
            FloatVector v2 = FloatVector.fromArray(S, d, x + n + 2 * STRIDE);
            s0 = v2.fma(w0to2, s0);
            s0by2 = u0.fma(v2, s0by2);
            s1 = v2.fma(w1to2, s1);
            s1by2 = u1.fma(v2, s1by2);
            zero.blend(s0, u0.compare(GT, 0f)).intoArray(e, to + n);
            zero.blend(s1, u1.compare(GT, 0f)).intoArray(e, to + n + STRIDE);
        }
        s0by0.intoArray(g, at);
        s0by1.intoArray(g, at + WIDEST);
        s0by2.intoArray(g, at + 2 * WIDEST);
        s1by0.intoArray(g, at + 3 * WIDEST);
        s1by1.intoArray(g, at + 4 * WIDEST);
        s1by2.intoArray(g, at + 5 * WIDEST);
    }

    static void backwardProducts2x4Relu(float[] d, int x, float[] w, int i, int width, float[] y, float[] e, int h,
            int to, int samples, float[] g, int at) {
        FloatVector w0to0 = FloatVector.broadcast(S, w[i]);
        FloatVector s0by0 = FloatVector.fromArray(S, g, at);
        FloatVector w0to1 = FloatVector.broadcast(S, w[i + width]);
        FloatVector s0by1 = FloatVector.fromArray(S, g, at + WIDEST);
        FloatVector w0to2 = FloatVector.broadcast(S, w[i + 2 * width]);
        FloatVector s0by2 = FloatVector.fromArray(S, g, at + 2 * WIDEST);
        FloatVector w0to3 = FloatVector.broadcast(S, w[i + 3 * width]);
        FloatVector s0by3 = FloatVector.fromArray(S, g, at + 3 * WIDEST);
        FloatVector w1to0 = FloatVector.broadcast(S, w[i + 1]);
        FloatVector s1by0 = FloatVector.fromArray(S, g, at + 4 * WIDEST);
        FloatVector w1to1 = FloatVector.broadcast(S, w[i + width + 1]);
        FloatVector s1by1 = FloatVector.fromArray(S, g, at + 5 * WIDEST);
        FloatVector w1to2 = FloatVector.broadcast(S, w[i + 2 * width + 1]);
        FloatVector s1by2 = FloatVector.fromArray(S, g, at + 6 * WIDEST);
        FloatVector w1to3 = FloatVector.broadcast(S, w[i + 3 * width + 1]);
        FloatVector s1by3 = FloatVector.fromArray(S, g, at + 7 * WIDEST);
        FloatVector zero = FloatVector.zero(S);
        for (int n = 0; n < samples; n += WIDEST) {
            FloatVector u0 = FloatVector.fromArray(S, y, h + n);
            FloatVector s0 = FloatVector.zero(S);
            FloatVector u1 = FloatVector.fromArray(S, y, h + n + STRIDE);
            FloatVector s1 = FloatVector.zero(S);
            FloatVector v0 = FloatVector.fromArray(S, d, x + n);
            s0 = v0.fma(w0to0, s0);
            s0by0 = u0.fma(v0, s0by0);
            s1 = v0.fma(w1to0, s1);
            s1by0 = u1.fma(v0, s1by0);
            FloatVector v1 = FloatVector.fromArray(S, d, x + n + STRIDE);
            s0 = v1.fma(w0to1, s0);
            s0by1 = u0.fma(v1, s0by1);
            s1 = v1.fma(w1to1, s1);
            s1by1 = u1.fma(v1, s1by1);
            FloatVector v2 = FloatVector.fromArray(S, d, x + n + 2 * STRIDE);
            s0 = v2.fma(w0to2, s0);
            s0by2 = u0.fma(v2, s0by2);
            s1 = v2.fma(w1to2, s1);
            s1by2 = u1.fma(v2, s1by2);
            FloatVector v3 = FloatVector.fromArray(S, d, x + n + 3 * STRIDE);
            s0 = v3.fma(w0to3, s0);
            s0by3 = u0.fma(v3, s0by3);
            s1 = v3.fma(w1to3, s1);
            s1by3 = u1.fma(v3, s1by3);
            zero.blend(s0, u0.compare(GT, 0f)).intoArray(e, to + n);
            zero.blend(s1, u1.compare(GT, 0f)).intoArray(e, to + n + STRIDE);
        }
        s0by0.intoArray(g, at);
        s0by1.intoArray(g, at + WIDEST);
        s0by2.intoArray(g, at + 2 * WIDEST);
        s0by3.intoArray(g, at + 3 * WIDEST);
        s1by0.intoArray(g, at + 4 * WIDEST);
        s1by1.intoArray(g, at + 5 * WIDEST);
        s1by2.intoArray(g, at + 6 * WIDEST);
        s1by3.intoArray(g, at + 7 * WIDEST);
    }

    static void backwardProducts2x5Relu(float[] d, int x, float[] w, int i, int width, float[] y, float[] e, int h,
            int to, int samples, float[] g, int at) {
        FloatVector w0to0 = FloatVector.broadcast(S, w[i]);
        FloatVector s0by0 = FloatVector.fromArray(S, g, at);
        FloatVector w0to1 = FloatVector.broadcast(S, w[i + width]);
        FloatVector s0by1 = FloatVector.fromArray(S, g, at + WIDEST);
        FloatVector w0to2 = FloatVector.broadcast(S, w[i + 2 * width]);
        FloatVector s0by2 = FloatVector.fromArray(S, g, at + 2 * WIDEST);
        FloatVector w0to3 = FloatVector.broadcast(S, w[i + 3 * width]);
        FloatVector s0by3 = FloatVector.fromArray(S, g, at + 3 * WIDEST);
        FloatVector w0to4 = FloatVector.broadcast(S, w[i + 4 * width]);
        FloatVector s0by4 = FloatVector.fromArray(S, g, at + 4 * WIDEST);
        FloatVector w1to0 = FloatVector.broadcast(S, w[i + 1]);
        FloatVector s1by0 = FloatVector.fromArray(S, g, at + 5 * WIDEST);
        FloatVector w1to1 = FloatVector.broadcast(S, w[i + width + 1]);
        FloatVector s1by1 = FloatVector.fromArray(S, g, at + 6 * WIDEST);
        FloatVector w1to2 = FloatVector.broadcast(S, w[i + 2 * width + 1]);
        FloatVector s1by2 = FloatVector.fromArray(S, g, at + 7 * WIDEST);
        FloatVector w1to3 = FloatVector.broadcast(S, w[i + 3 * width + 1]);
        FloatVector s1by3 = FloatVector.fromArray(S, g, at + 8 * WIDEST);
        FloatVector w1to4 = FloatVector.broadcast(S, w[i + 4 * width + 1]);
        FloatVector s1by4 = FloatVector.fromArray(S, g, at + 9 * WIDEST);
        FloatVector zero = FloatVector.zero(S);
        for (int n = 0; n < samples; n += WIDEST) {
            FloatVector u0 = FloatVector.fromArray(S, y, h + n);
            FloatVector s0 = FloatVector.zero(S);
            FloatVector u1 = FloatVector.fromArray(S, y, h + n + STRIDE);
            FloatVector s1 = FloatVector.zero(S);
            FloatVector v0 = FloatVector.fromArray(S, d, x + n);
            s0 = v0.fma(w0to0, s0);
            s0by0 = u0.fma(v0, s0by0);
            s1 = v0.fma(w1to0, s1);
            s1by0 = u1.fma(v0, s1by0);
            FloatVector v1 = FloatVector.fromArray(S, d, x + n + STRIDE);
            s0 = v1.fma(w0to1, s0);
            s0by1 = u0.fma(v1, s0by1);
            s1 = v1.fma(w1to1, s1);
            s1by1 = u1.fma(v1, s1by1);
            FloatVector v2 = FloatVector.fromArray(S, d, x + n + 2 * STRIDE);
            s0 = v2.fma(w0to2, s0);
            s0by2 = u0.fma(v2, s0by2);
            s1 = v2.fma(w1to2, s1);
            s1by2 = u1.fma(v2, s1by2);
            FloatVector v3 = FloatVector.fromArray(S, d, x + n + 3 * STRIDE);
            s0 = v3.fma(w0to3, s0);
            s0by3 = u0.fma(v3, s0by3);
            s1 = v3.fma(w1to3, s1);
            s1by3 = u1.fma(v3, s1by3);
            FloatVector v4 = FloatVector.fromArray(S, d, x + n + 4 * STRIDE);
            s0 = v4.fma(w0to4, s0);
            s0by4 = u0.fma(v4, s0by4);
            s1 = v4.fma(w1to4, s1);
            s1by4 = u1.fma(v4, s1by4);
            zero.blend(s0, u0.compare(GT, 0f)).intoArray(e, to + n);
            zero.blend(s1, u1.compare(GT, 0f)).intoArray(e, to + n + STRIDE);
        }
        s0by0.intoArray(g, at);
        s0by1.intoArray(g, at + WIDEST);
        s0by2.intoArray(g, at + 2 * WIDEST);
        s0by3.intoArray(g, at + 3 * WIDEST);
        s0by4.intoArray(g, at + 4 * WIDEST);
        s1by0.intoArray(g, at + 5 * WIDEST);
        s1by1.intoArray(g, at + 6 * WIDEST);
        s1by2.intoArray(g, at + 7 * WIDEST);
        s1by3.intoArray(g, at + 8 * WIDEST);
        s1by4.intoArray(g, at + 9 * WIDEST);
    }

    static void backwardProductsRelu(int outputs, float[] d, int x, float[] w, int i, int width, float[] y, float[] e,
            int h, int to, int samples, float[] g, int at) {
        switch (outputs) {
            case 1 -> backwardProducts2x1Relu(d, x, w, i, width, y, e, h, to, samples, g, at);
            case 2 -> backwardProducts2x2Relu(d, x, w, i, width, y, e, h, to, samples, g, at);
            case 3 -> backwardProducts2x3Relu(d, x, w, i, width, y, e, h, to, samples, g, at);
            case 4 -> backwardProducts2x4Relu(d, x, w, i, width, y, e, h, to, samples, g, at);
            default -> backwardProducts2x5Relu(d, x, w, i, width, y, e, h, to, samples, g, at);
        }
    }

    static void backward4x4Slope(float[] d, int x, int outputs, float[] w, int i, int width, float[] y, float[] e,
            int h, int to) {
        FloatVector s0a = FloatVector.zero(S);
        FloatVector s0b = FloatVector.zero(S);
        FloatVector s0c = FloatVector.zero(S);
        FloatVector s0d = FloatVector.zero(S);
        FloatVector s1a = FloatVector.zero(S);
        FloatVector s1b = FloatVector.zero(S);
        FloatVector s1c = FloatVector.zero(S);
        FloatVector s1d = FloatVector.zero(S);
        FloatVector s2a = FloatVector.zero(S);
        FloatVector s2b = FloatVector.zero(S);
        FloatVector s2c = FloatVector.zero(S);
        FloatVector s2d = FloatVector.zero(S);
        FloatVector s3a = FloatVector.zero(S);
        FloatVector s3b = FloatVector.zero(S);
        FloatVector s3c = FloatVector.zero(S);
        FloatVector s3d = FloatVector.zero(S);
        int at = i;
        int end = x + outputs * STRIDE;
        for (int row = x; row < end; row += STRIDE) {
            FloatVector va = FloatVector.fromArray(S, d, row);
            FloatVector vb = FloatVector.fromArray(S, d, row + L);
            FloatVector vc = FloatVector.fromArray(S, d, row + 2 * L);
            FloatVector vd = FloatVector.fromArray(S, d, row + 3 * L);
            FloatVector n0 = FloatVector.broadcast(S, w[at]);
            s0a = va.fma(n0, s0a);
            s0b = vb.fma(n0, s0b);
            s0c = vc.fma(n0, s0c);
            s0d = vd.fma(n0, s0d);
            FloatVector n1 = FloatVector.broadcast(S, w[at + 1]);
            s1a = va.fma(n1, s1a);
            s1b = vb.fma(n1, s1b);
            s1c = vc.fma(n1, s1c);
            s1d = vd.fma(n1, s1d);
            FloatVector n2 = FloatVector.broadcast(S, w[at + 2]);
            s2a = va.fma(n2, s2a);
            s2b = vb.fma(n2, s2b);
            s2c = vc.fma(n2, s2c);
            s2d = vd.fma(n2, s2d);
            FloatVector n3 = FloatVector.broadcast(S, w[at + 3]);
            s3a = va.fma(n3, s3a);
            s3b = vb.fma(n3, s3b);
            s3c = vc.fma(n3, s3c);
            s3d = vd.fma(n3, s3d);
            at += width;
        }
        FloatVector.fromArray(S, y, h).mul(s0a).intoArray(e, to);
        FloatVector.fromArray(S, y, h + L).mul(s0b).intoArray(e, to + L);
        FloatVector.fromArray(S, y, h + 2 * L).mul(s0c).intoArray(e, to + 2 * L);
        FloatVector.fromArray(S, y, h + 3 * L).mul(s0d).intoArray(e, to + 3 * L);
        FloatVector.fromArray(S, y, h + STRIDE).mul(s1a).intoArray(e, to + STRIDE);
        FloatVector.fromArray(S, y, h + STRIDE + L).mul(s1b).intoArray(e, to + STRIDE + L);
        FloatVector.fromArray(S, y, h + STRIDE + 2 * L).mul(s1c).intoArray(e, to + STRIDE + 2 * L);
        FloatVector.fromArray(S, y, h + STRIDE + 3 * L).mul(s1d).intoArray(e, to + STRIDE + 3 * L);
        FloatVector.fromArray(S, y, h + 2 * STRIDE).mul(s2a).intoArray(e, to + 2 * STRIDE);
        FloatVector.fromArray(S, y, h + 2 * STRIDE + L).mul(s2b).intoArray(e, to + 2 * STRIDE + L);
        FloatVector.fromArray(S, y, h + 2 * STRIDE + 2 * L).mul(s2c).intoArray(e, to + 2 * STRIDE + 2 * L);
        FloatVector.fromArray(S, y, h + 2 * STRIDE + 3 * L).mul(s2d).intoArray(e, to + 2 * STRIDE + 3 * L);
        FloatVector.fromArray(S, y, h + 3 * STRIDE).mul(s3a).intoArray(e, to + 3 * STRIDE);
        FloatVector.fromArray(S, y, h + 3 * STRIDE + L).mul(s3b).intoArray(e, to + 3 * STRIDE + L);
        FloatVector.fromArray(S, y, h + 3 * STRIDE + 2 * L).mul(s3c).intoArray(e, to + 3 * STRIDE + 2 * L);
        FloatVector.fromArray(S, y, h + 3 * STRIDE + 3 * L).mul(s3d).intoArray(e, to + 3 * STRIDE + 3 * L);
    }

    static void backward4x2Slope(float[] d, int x, int outputs, float[] w, int i, int width, float[] y, float[] e,
            int h, int to) {
        FloatVector s0a = FloatVector.zero(S);
        FloatVector s0b = FloatVector.zero(S);
        FloatVector s1a = FloatVector.zero(S);
        FloatVector s1b = FloatVector.zero(S);
        FloatVector s2a = FloatVector.zero(S);
        FloatVector s2b = FloatVector.zero(S);
        FloatVector s3a = FloatVector.zero(S);
        FloatVector s3b = FloatVector.zero(S);
        int at = i;
        int end = x + outputs * STRIDE;
        for (int row = x; row < end; row += STRIDE) {
            FloatVector va = FloatVector.fromArray(S, d, row);
            FloatVector vb = FloatVector.fromArray(S, d, row + L);
            FloatVector n0 = FloatVector.broadcast(S, w[at]);
            s0a = va.fma(n0, s0a);
            s0b = vb.fma(n0, s0b);
            FloatVector n1 = FloatVector.broadcast(S, w[at + 1]);
            s1a = va.fma(n1, s1a);
            s1b = vb.fma(n1, s1b);
            FloatVector n2 = FloatVector.broadcast(S, w[at + 2]);
            s2a = va.fma(n2, s2a);
            s2b = vb.fma(n2, s2b);
            FloatVector n3 = FloatVector.broadcast(S, w[at + 3]);
            s3a = va.fma(n3, s3a);
            s3b = vb.fma(n3, s3b);
            at += width;
        }
        FloatVector.fromArray(S, y, h).mul(s0a).intoArray(e, to);
        FloatVector.fromArray(S, y, h + L).mul(s0b).intoArray(e, to + L);
        FloatVector.fromArray(S, y, h + STRIDE).mul(s1a).intoArray(e, to + STRIDE);
        FloatVector.fromArray(S, y, h + STRIDE + L).mul(s1b).intoArray(e, to + STRIDE + L);
        FloatVector.fromArray(S, y, h + 2 * STRIDE).mul(s2a).intoArray(e, to + 2 * STRIDE);
        FloatVector.fromArray(S, y, h + 2 * STRIDE + L).mul(s2b).intoArray(e, to + 2 * STRIDE + L);
        FloatVector.fromArray(S, y, h + 3 * STRIDE).mul(s3a).intoArray(e, to + 3 * STRIDE);
        FloatVector.fromArray(S, y, h + 3 * STRIDE + L).mul(s3b).intoArray(e, to + 3 * STRIDE + L);
    }

    static void backward4x4LeakyRelu(float[] d, int x, int outputs, float[] w, int i, int width, float[] y, float[] e,
            int h, int to) {
        FloatVector s0a = FloatVector.zero(S);
        FloatVector s0b = FloatVector.zero(S);
        FloatVector s0c = FloatVector.zero(S);
        FloatVector s0d = FloatVector.zero(S);
        FloatVector s1a = FloatVector.zero(S);
        FloatVector s1b = FloatVector.zero(S);
        FloatVector s1c = FloatVector.zero(S);
        FloatVector s1d = FloatVector.zero(S);
        FloatVector s2a = FloatVector.zero(S);
        FloatVector s2b = FloatVector.zero(S);
        FloatVector s2c = FloatVector.zero(S);
        FloatVector s2d = FloatVector.zero(S);
        FloatVector s3a = FloatVector.zero(S);
        FloatVector s3b = FloatVector.zero(S);
        FloatVector s3c = FloatVector.zero(S);
        FloatVector s3d = FloatVector.zero(S);
        int at = i;
        int end = x + outputs * STRIDE;
        for (int row = x; row < end; row += STRIDE) {
            FloatVector va = FloatVector.fromArray(S, d, row);
            FloatVector vb = FloatVector.fromArray(S, d, row + L);
            FloatVector vc = FloatVector.fromArray(S, d, row + 2 * L);
            FloatVector vd = FloatVector.fromArray(S, d, row + 3 * L);
            FloatVector n0 = FloatVector.broadcast(S, w[at]);
            s0a = va.fma(n0, s0a);
            s0b = vb.fma(n0, s0b);
            s0c = vc.fma(n0, s0c);
            s0d = vd.fma(n0, s0d);
            FloatVector n1 = FloatVector.broadcast(S, w[at + 1]);
            s1a = va.fma(n1, s1a);
            s1b = vb.fma(n1, s1b);
            s1c = vc.fma(n1, s1c);
            s1d = vd.fma(n1, s1d);
            FloatVector n2 = FloatVector.broadcast(S, w[at + 2]);
            s2a = va.fma(n2, s2a);
            s2b = vb.fma(n2, s2b);
            s2c = vc.fma(n2, s2c);
            s2d = vd.fma(n2, s2d);
            FloatVector n3 = FloatVector.broadcast(S, w[at + 3]);
            s3a = va.fma(n3, s3a);
            s3b = vb.fma(n3, s3b);
            s3c = vc.fma(n3, s3c);
            s3d = vd.fma(n3, s3d);
            at += width;
        }
        s0a.mul(Activations.LEAK).blend(s0a, FloatVector.fromArray(S, y, h).compare(GT, 0f)).intoArray(e, to);
        s0b.mul(Activations.LEAK).blend(s0b, FloatVector.fromArray(S, y, h + L).compare(GT, 0f)).intoArray(e, to + L);
        s0c.mul(Activations.LEAK).blend(s0c, FloatVector.fromArray(S, y, h + 2 * L).compare(GT, 0f))
                .intoArray(e, to + 2 * L);
        s0d.mul(Activations.LEAK).blend(s0d, FloatVector.fromArray(S, y, h + 3 * L).compare(GT, 0f))
                .intoArray(e, to + 3 * L);
        s1a.mul(Activations.LEAK).blend(s1a, FloatVector.fromArray(S, y, h + STRIDE).compare(GT, 0f))
                .intoArray(e, to + STRIDE);
        s1b.mul(Activations.LEAK).blend(s1b, FloatVector.fromArray(S, y, h + STRIDE + L).compare(GT, 0f))
                .intoArray(e, to + STRIDE + L);
        s1c.mul(Activations.LEAK).blend(s1c, FloatVector.fromArray(S, y, h + STRIDE + 2 * L).compare(GT, 0f))
                .intoArray(e, to + STRIDE + 2 * L);
        s1d.mul(Activations.LEAK).blend(s1d, FloatVector.fromArray(S, y, h + STRIDE + 3 * L).compare(GT, 0f))
                .intoArray(e, to + STRIDE + 3 * L);
        s2a.mul(Activations.LEAK).blend(s2a, FloatVector.fromArray(S, y, h + 2 * STRIDE).compare(GT, 0f))
                .intoArray(e, to + 2 * STRIDE);
        s2b.mul(Activations.LEAK).blend(s2b, FloatVector.fromArray(S, y, h + 2 * STRIDE + L).compare(GT, 0f))
                .intoArray(e, to + 2 * STRIDE + L);
        s2c.mul(Activations.LEAK).blend(s2c, FloatVector.fromArray(S, y, h + 2 * STRIDE + 2 * L).compare(GT, 0f))
                .intoArray(e, to + 2 * STRIDE + 2 * L);
        s2d.mul(Activations.LEAK).blend(s2d, FloatVector.fromArray(S, y, h + 2 * STRIDE + 3 * L).compare(GT, 0f))
                .intoArray(e, to + 2 * STRIDE + 3 * L);
        s3a.mul(Activations.LEAK).blend(s3a, FloatVector.fromArray(S, y, h + 3 * STRIDE).compare(GT, 0f))
                .intoArray(e, to + 3 * STRIDE);
        s3b.mul(Activations.LEAK).blend(s3b, FloatVector.fromArray(S, y, h + 3 * STRIDE + L).compare(GT, 0f))
                .intoArray(e, to + 3 * STRIDE + L);
        s3c.mul(Activations.LEAK).blend(s3c, FloatVector.fromArray(S, y, h + 3 * STRIDE + 2 * L).compare(GT, 0f))
                .intoArray(e, to + 3 * STRIDE + 2 * L);
        s3d.mul(Activations.LEAK).blend(s3d, FloatVector.fromArray(S, y, h + 3 * STRIDE + 3 * L).compare(GT, 0f))
                .intoArray(e, to + 3 * STRIDE + 3 * L);
    }

    static void backward4x2LeakyRelu(float[] d, int x, int outputs, float[] w, int i, int width, float[] y, float[] e,
            int h, int to) {
        FloatVector s0a = FloatVector.zero(S);
        FloatVector s0b = FloatVector.zero(S);
        FloatVector s1a = FloatVector.zero(S);
        FloatVector s1b = FloatVector.zero(S);
        FloatVector s2a = FloatVector.zero(S);
        FloatVector s2b = FloatVector.zero(S);
        FloatVector s3a = FloatVector.zero(S);
        FloatVector s3b = FloatVector.zero(S);
        int at = i;
        int end = x + outputs * STRIDE;
        for (int row = x; row < end; row += STRIDE) {
            FloatVector va = FloatVector.fromArray(S, d, row);
            FloatVector vb = FloatVector.fromArray(S, d, row + L);
            FloatVector n0 = FloatVector.broadcast(S, w[at]);
            s0a = va.fma(n0, s0a);
            s0b = vb.fma(n0, s0b);
            FloatVector n1 = FloatVector.broadcast(S, w[at + 1]);
            s1a = va.fma(n1, s1a);
            s1b = vb.fma(n1, s1b);
            FloatVector n2 = FloatVector.broadcast(S, w[at + 2]);
            s2a = va.fma(n2, s2a);
            s2b = vb.fma(n2, s2b);
            FloatVector n3 = FloatVector.broadcast(S, w[at + 3]);
            s3a = va.fma(n3, s3a);
            s3b = vb.fma(n3, s3b);
            at += width;
        }
        s0a.mul(Activations.LEAK).blend(s0a, FloatVector.fromArray(S, y, h).compare(GT, 0f)).intoArray(e, to);
        s0b.mul(Activations.LEAK).blend(s0b, FloatVector.fromArray(S, y, h + L).compare(GT, 0f)).intoArray(e, to + L);
        s1a.mul(Activations.LEAK).blend(s1a, FloatVector.fromArray(S, y, h + STRIDE).compare(GT, 0f))
                .intoArray(e, to + STRIDE);
        s1b.mul(Activations.LEAK).blend(s1b, FloatVector.fromArray(S, y, h + STRIDE + L).compare(GT, 0f))
                .intoArray(e, to + STRIDE + L);
        s2a.mul(Activations.LEAK).blend(s2a, FloatVector.fromArray(S, y, h + 2 * STRIDE).compare(GT, 0f))
                .intoArray(e, to + 2 * STRIDE);
        s2b.mul(Activations.LEAK).blend(s2b, FloatVector.fromArray(S, y, h + 2 * STRIDE + L).compare(GT, 0f))
                .intoArray(e, to + 2 * STRIDE + L);
        s3a.mul(Activations.LEAK).blend(s3a, FloatVector.fromArray(S, y, h + 3 * STRIDE).compare(GT, 0f))
                .intoArray(e, to + 3 * STRIDE);
        s3b.mul(Activations.LEAK).blend(s3b, FloatVector.fromArray(S, y, h + 3 * STRIDE + L).compare(GT, 0f))
                .intoArray(e, to + 3 * STRIDE + L);
    }

    static void backwardProducts2x1LeakyRelu(float[] d, int x, float[] w, int i, int width, float[] y, float[] e, int h,
            int to, int samples, float[] g, int at) {
        FloatVector w0to0 = FloatVector.broadcast(S, w[i]);
        FloatVector s0by0 = FloatVector.fromArray(S, g, at);
        FloatVector w1to0 = FloatVector.broadcast(S, w[i + 1]);
        FloatVector s1by0 = FloatVector.fromArray(S, g, at + WIDEST);
        for (int n = 0; n < samples; n += WIDEST) {
            FloatVector u0 = FloatVector.fromArray(S, y, h + n);
            FloatVector s0 = FloatVector.zero(S);
            FloatVector u1 = FloatVector.fromArray(S, y, h + n + STRIDE);
            FloatVector s1 = FloatVector.zero(S);
            FloatVector v0 = FloatVector.fromArray(S, d, x + n);
            s0 = v0.fma(w0to0, s0);
            s0by0 = u0.fma(v0, s0by0);
            s1 = v0.fma(w1to0, s1);
            s1by0 = u1.fma(v0, s1by0);
            s0.mul(Activations.LEAK).blend(s0, u0.compare(GT, 0f)).intoArray(e, to + n);
            s1.mul(Activations.LEAK).blend(s1, u1.compare(GT, 0f)).intoArray(e, to + n + STRIDE);
        }
        s0by0.intoArray(g, at);
        s1by0.intoArray(g, at + WIDEST);
    }

    static void backwardProducts2x2LeakyRelu(float[] d, int x, float[] w, int i, int width, float[] y, float[] e, int h,
            int to, int samples, float[] g, int at) {
        FloatVector w0to0 = FloatVector.broadcast(S, w[i]);
        FloatVector s0by0 = FloatVector.fromArray(S, g, at);
        FloatVector w0to1 = FloatVector.broadcast(S, w[i + width]);
        FloatVector s0by1 = FloatVector.fromArray(S, g, at + WIDEST);
        FloatVector w1to0 = FloatVector.broadcast(S, w[i + 1]);
        FloatVector s1by0 = FloatVector.fromArray(S, g, at + 2 * WIDEST);
        FloatVector w1to1 = FloatVector.broadcast(S, w[i + width + 1]);
        FloatVector s1by1 = FloatVector.fromArray(S, g, at + 3 * WIDEST);
        for (int n = 0; n < samples; n += WIDEST) {
            FloatVector u0 = FloatVector.fromArray(S, y, h + n);
            FloatVector s0 = FloatVector.zero(S);
            FloatVector u1 = FloatVector.fromArray(S, y, h + n + STRIDE);
            FloatVector s1 = FloatVector.zero(S);
            FloatVector v0 = FloatVector.fromArray(S, d, x + n);
            s0 = v0.fma(w0to0, s0);
            s0by0 = u0.fma(v0, s0by0);
            s1 = v0.fma(w1to0, s1);
            s1by0 = u1.fma(v0, s1by0);
            FloatVector v1 = FloatVector.fromArray(S, d, x + n + STRIDE);
            s0 = v1.fma(w0to1, s0);
            s0by1 = u0.fma(v1, s0by1);
            s1 = v1.fma(w1to1, s1);
            s1by1 = u1.fma(v1, s1by1);
            s0.mul(Activations.LEAK).blend(s0, u0.compare(GT, 0f)).intoArray(e, to + n);
            s1.mul(Activations.LEAK).blend(s1, u1.compare(GT, 0f)).intoArray(e, to + n + STRIDE);
        }
        s0by0.intoArray(g, at);
        s0by1.intoArray(g, at + WIDEST);
        s1by0.intoArray(g, at + 2 * WIDEST);
        s1by1.intoArray(g, at + 3 * WIDEST);
    }

    static void backwardProducts2x3LeakyRelu(float[] d, int x, float[] w, int i, int width, float[] y, float[] e, int h,
            int to, int samples, float[] g, int at) {
        FloatVector w0to0 = FloatVector.broadcast(S, w[i]);
        FloatVector s0by0 = FloatVector.fromArray(S, g, at);
        FloatVector w0to1 = FloatVector.broadcast(S, w[i + width]);
        FloatVector s0by1 = FloatVector.fromArray(S, g, at + WIDEST);
        FloatVector w0to2 = FloatVector.broadcast(S, w[i + 2 * width]);
        FloatVector s0by2 = FloatVector.fromArray(S, g, at + 2 * WIDEST);
        FloatVector w1to0 = FloatVector.broadcast(S, w[i + 1]);
        FloatVector s1by0 = FloatVector.fromArray(S, g, at + 3 * WIDEST);
        FloatVector w1to1 = FloatVector.broadcast(S, w[i + width + 1]);
        FloatVector s1by1 = FloatVector.fromArray(S, g, at + 4 * WIDEST);
        FloatVector w1to2 = FloatVector.broadcast(S, w[i + 2 * width + 1]);
        FloatVector s1by2 = FloatVector.fromArray(S, g, at + 5 * WIDEST);
        for (int n = 0; n < samples; n += WIDEST) {
            FloatVector u0 = FloatVector.fromArray(S, y, h + n);
            FloatVector s0 = FloatVector.zero(S);
            FloatVector u1 = FloatVector.fromArray(S, y, h + n + STRIDE);
            FloatVector s1 = FloatVector.zero(S);
            FloatVector v0 = FloatVector.fromArray(S, d, x + n);
            s0 = v0.fma(w0to0, s0);
            s0by0 = u0.fma(v0, s0by0);
            s1 = v0.fma(w1to0, s1);
            s1by0 = u1.fma(v0, s1by0);
            FloatVector v1 = FloatVector.fromArray(S, d, x + n + STRIDE);
            s0 = v1.fma(w0to1, s0);
            s0by1 = u0.fma(v1, s0by1);
            s1 = v1.fma(w1to1, s1);
            s1by1 = u1.fma(v1, s1by1);
            FloatVector v2 = FloatVector.fromArray(S, d, x + n + 2 * STRIDE);
            s0 = v2.fma(w0to2, s0);
            s0by2 = u0.fma(v2, s0by2);
            s1 = v2.fma(w1to2, s1);
            s1by2 = u1.fma(v2, s1by2);
            s0.mul(Activations.LEAK).blend(s0, u0.compare(GT, 0f)).intoArray(e, to + n);
            s1.mul(Activations.LEAK).blend(s1, u1.compare(GT, 0f)).intoArray(e, to + n + STRIDE);
        }
        s0by0.intoArray(g, at);
        s0by1.intoArray(g, at + WIDEST);
        s0by2.intoArray(g, at + 2 * WIDEST);
        s1by0.intoArray(g, at + 3 * WIDEST);
        s1by1.intoArray(g, at + 4 * WIDEST);
        s1by2.intoArray(g, at + 5 * WIDEST);
    }

    static void backwardProducts2x4LeakyRelu(float[] d, int x, float[] w, int i, int width, float[] y, float[] e, int h,
            int to, int samples, float[] g, int at) {
        FloatVector w0to0 = FloatVector.broadcast(S, w[i]);
        FloatVector s0by0 = FloatVector.fromArray(S, g, at);
        FloatVector w0to1 = FloatVector.broadcast(S, w[i + width]);
        FloatVector s0by1 = FloatVector.fromArray(S, g, at + WIDEST);
        FloatVector w0to2 = FloatVector.broadcast(S, w[i + 2 * width]);
        FloatVector s0by2 = FloatVector.fromArray(S, g, at + 2 * WIDEST);
        FloatVector w0to3 = FloatVector.broadcast(S, w[i + 3 * width]);
        FloatVector s0by3 = FloatVector.fromArray(S, g, at + 3 * WIDEST);
        FloatVector w1to0 = FloatVector.broadcast(S, w[i + 1]);
        FloatVector s1by0 = FloatVector.fromArray(S, g, at + 4 * WIDEST);
        FloatVector w1to1 = FloatVector.broadcast(S, w[i + width + 1]);
        FloatVector s1by1 = FloatVector.fromArray(S, g, at + 5 * WIDEST);
        FloatVector w1to2 = FloatVector.broadcast(S, w[i + 2 * width + 1]);
        FloatVector s1by2 = FloatVector.fromArray(S, g, at + 6 * WIDEST);
        FloatVector w1to3 = FloatVector.broadcast(S, w[i + 3 * width + 1]);
        FloatVector s1by3 = FloatVector.fromArray(S, g, at + 7 * WIDEST);
        for (int n = 0; n < samples; n += WIDEST) {
            FloatVector u0 = FloatVector.fromArray(S, y, h + n);
            FloatVector s0 = FloatVector.zero(S);
            FloatVector u1 = FloatVector.fromArray(S, y, h + n + STRIDE);
            FloatVector s1 = FloatVector.zero(S);
            FloatVector v0 = FloatVector.fromArray(S, d, x + n);
            s0 = v0.fma(w0to0, s0);
            s0by0 = u0.fma(v0, s0by0);
            s1 = v0.fma(w1to0, s1);
            s1by0 = u1.fma(v0, s1by0);
            FloatVector v1 = FloatVector.fromArray(S, d, x + n + STRIDE);
            s0 = v1.fma(w0to1, s0);
            s0by1 = u0.fma(v1, s0by1);
            s1 = v1.fma(w1to1, s1);
            s1by1 = u1.fma(v1, s1by1);
            FloatVector v2 = FloatVector.fromArray(S, d, x + n + 2 * STRIDE);
            s0 = v2.fma(w0to2, s0);
            s0by2 = u0.fma(v2, s0by2);
            s1 = v2.fma(w1to2, s1);
            s1by2 = u1.fma(v2, s1by2);
            FloatVector v3 = FloatVector.fromArray(S, d, x + n + 3 * STRIDE);
            s0 = v3.fma(w0to3, s0);
            s0by3 = u0.fma(v3, s0by3);
            s1 = v3.fma(w1to3, s1);
            s1by3 = u1.fma(v3, s1by3);
            s0.mul(Activations.LEAK).blend(s0, u0.compare(GT, 0f)).intoArray(e, to + n);
            s1.mul(Activations.LEAK).blend(s1, u1.compare(GT, 0f)).intoArray(e, to + n + STRIDE);
        }
        s0by0.intoArray(g, at);
        s0by1.intoArray(g, at + WIDEST);
        s0by2.intoArray(g, at + 2 * WIDEST);
        s0by3.intoArray(g, at + 3 * WIDEST);
        s1by0.intoArray(g, at + 4 * WIDEST);
        s1by1.intoArray(g, at + 5 * WIDEST);
        s1by2.intoArray(g, at + 6 * WIDEST);
        s1by3.intoArray(g, at + 7 * WIDEST);
    }

    static void backwardProducts2x5LeakyRelu(float[] d, int x, float[] w, int i, int width, float[] y, float[] e, int h,
            int to, int samples, float[] g, int at) {
        FloatVector w0to0 = FloatVector.broadcast(S, w[i]);
        FloatVector s0by0 = FloatVector.fromArray(S, g, at);
        FloatVector w0to1 = FloatVector.broadcast(S, w[i + width]);
        FloatVector s0by1 = FloatVector.fromArray(S, g, at + WIDEST);
        FloatVector w0to2 = FloatVector.broadcast(S, w[i + 2 * width]);
        FloatVector s0by2 = FloatVector.fromArray(S, g, at + 2 * WIDEST);
        FloatVector w0to3 = FloatVector.broadcast(S, w[i + 3 * width]);
        FloatVector s0by3 = FloatVector.fromArray(S, g, at + 3 * WIDEST);
        FloatVector w0to4 = FloatVector.broadcast(S, w[i + 4 * width]);
        FloatVector s0by4 = FloatVector.fromArray(S, g, at + 4 * WIDEST);
        FloatVector w1to0 = FloatVector.broadcast(S, w[i + 1]);
        FloatVector s1by0 = FloatVector.fromArray(S, g, at + 5 * WIDEST);
        FloatVector w1to1 = FloatVector.broadcast(S, w[i + width + 1]);
        FloatVector s1by1 = FloatVector.fromArray(S, g, at + 6 * WIDEST);
        FloatVector w1to2 = FloatVector.broadcast(S, w[i + 2 * width + 1]);
        FloatVector s1by2 = FloatVector.fromArray(S, g, at + 7 * WIDEST);
        FloatVector w1to3 = FloatVector.broadcast(S, w[i + 3 * width + 1]);
        FloatVector s1by3 = FloatVector.fromArray(S, g, at + 8 * WIDEST);
        FloatVector w1to4 = FloatVector.broadcast(S, w[i + 4 * width + 1]);
        FloatVector s1by4 = FloatVector.fromArray(S, g, at + 9 * WIDEST);
        for (int n = 0; n < samples; n += WIDEST) {
            FloatVector u0 = FloatVector.fromArray(S, y, h + n);
            FloatVector s0 = FloatVector.zero(S);
            FloatVector u1 = FloatVector.fromArray(S, y, h + n + STRIDE);
            FloatVector s1 = FloatVector.zero(S);
            FloatVector v0 = FloatVector.fromArray(S, d, x + n);
            s0 = v0.fma(w0to0, s0);
            s0by0 = u0.fma(v0, s0by0);
            s1 = v0.fma(w1to0, s1);
            s1by0 = u1.fma(v0, s1by0);
            FloatVector v1 = FloatVector.fromArray(S, d, x + n + STRIDE);
            s0 = v1.fma(w0to1, s0);
            s0by1 = u0.fma(v1, s0by1);
            s1 = v1.fma(w1to1, s1);
            s1by1 = u1.fma(v1, s1by1);
            FloatVector v2 = FloatVector.fromArray(S, d, x + n + 2 * STRIDE);
            s0 = v2.fma(w0to2, s0);
            s0by2 = u0.fma(v2, s0by2);
            s1 = v2.fma(w1to2, s1);
            s1by2 = u1.fma(v2, s1by2);
            FloatVector v3 = FloatVector.fromArray(S, d, x + n + 3 * STRIDE);
            s0 = v3.fma(w0to3, s0);
            s0by3 = u0.fma(v3, s0by3);
            s1 = v3.fma(w1to3, s1);
            s1by3 = u1.fma(v3, s1by3);
            FloatVector v4 = FloatVector.fromArray(S, d, x + n + 4 * STRIDE);
            s0 = v4.fma(w0to4, s0);
            s0by4 = u0.fma(v4, s0by4);
            s1 = v4.fma(w1to4, s1);
            s1by4 = u1.fma(v4, s1by4);
            s0.mul(Activations.LEAK).blend(s0, u0.compare(GT, 0f)).intoArray(e, to + n);
            s1.mul(Activations.LEAK).blend(s1, u1.compare(GT, 0f)).intoArray(e, to + n + STRIDE);
        }
        s0by0.intoArray(g, at);
        s0by1.intoArray(g, at + WIDEST);
        s0by2.intoArray(g, at + 2 * WIDEST);
        s0by3.intoArray(g, at + 3 * WIDEST);
        s0by4.intoArray(g, at + 4 * WIDEST);
        s1by0.intoArray(g, at + 5 * WIDEST);
        s1by1.intoArray(g, at + 6 * WIDEST);
        s1by2.intoArray(g, at + 7 * WIDEST);
        s1by3.intoArray(g, at + 8 * WIDEST);
        s1by4.intoArray(g, at + 9 * WIDEST);
    }

    static void backwardProductsLeakyRelu(int outputs, float[] d, int x, float[] w, int i, int width, float[] y,
            float[] e, int h, int to, int samples, float[] g, int at) {
        switch (outputs) {
            case 1 -> backwardProducts2x1LeakyRelu(d, x, w, i, width, y, e, h, to, samples, g, at);
            case 2 -> backwardProducts2x2LeakyRelu(d, x, w, i, width, y, e, h, to, samples, g, at);
            case 3 -> backwardProducts2x3LeakyRelu(d, x, w, i, width, y, e, h, to, samples, g, at);
            case 4 -> backwardProducts2x4LeakyRelu(d, x, w, i, width, y, e, h, to, samples, g, at);
            default -> backwardProducts2x5LeakyRelu(d, x, w, i, width, y, e, h, to, samples, g, at);
        }
    }

    static void products4x1(float[] a, int x, float[] b, int y, int samples, float[] g, int at, int width) {
        FloatVector s0by0 = FloatVector.fromArray(S, g, at);
        FloatVector s1by0 = FloatVector.fromArray(S, g, at + width);
        FloatVector s2by0 = FloatVector.fromArray(S, g, at + 2 * width);
        FloatVector s3by0 = FloatVector.fromArray(S, g, at + 3 * width);
        for (int n = 0; n < samples; n += WIDEST) {
            FloatVector v0 = FloatVector.fromArray(S, b, y + n);
            FloatVector u0 = FloatVector.fromArray(S, a, x + n);
            s0by0 = u0.fma(v0, s0by0);
            FloatVector u1 = FloatVector.fromArray(S, a, x + n + STRIDE);
            s1by0 = u1.fma(v0, s1by0);
            FloatVector u2 = FloatVector.fromArray(S, a, x + n + 2 * STRIDE);
            s2by0 = u2.fma(v0, s2by0);
            FloatVector u3 = FloatVector.fromArray(S, a, x + n + 3 * STRIDE);
            s3by0 = u3.fma(v0, s3by0);
        }
        s0by0.intoArray(g, at);
        s1by0.intoArray(g, at + width);
        s2by0.intoArray(g, at + 2 * width);
        s3by0.intoArray(g, at + 3 * width);
    }

    static void products4x1Sums(float[] a, int x, float[] b, int y, int samples, float[] g, int at, int width,
            float[] d, int to) {
        FloatVector s0by0 = FloatVector.fromArray(S, g, at);
        FloatVector s0 = FloatVector.fromArray(S, d, to);
        FloatVector s1by0 = FloatVector.fromArray(S, g, at + width);
        FloatVector s1 = FloatVector.fromArray(S, d, to + WIDEST);
        FloatVector s2by0 = FloatVector.fromArray(S, g, at + 2 * width);
        FloatVector s2 = FloatVector.fromArray(S, d, to + 2 * WIDEST);
        FloatVector s3by0 = FloatVector.fromArray(S, g, at + 3 * width);
        FloatVector s3 = FloatVector.fromArray(S, d, to + 3 * WIDEST);
        for (int n = 0; n < samples; n += WIDEST) {
            FloatVector v0 = FloatVector.fromArray(S, b, y + n);
            FloatVector u0 = FloatVector.fromArray(S, a, x + n);
            s0by0 = u0.fma(v0, s0by0);
            s0 = s0.add(u0);
            FloatVector u1 = FloatVector.fromArray(S, a, x + n + STRIDE);
            s1by0 = u1.fma(v0, s1by0);
            s1 = s1.add(u1);
            FloatVector u2 = FloatVector.fromArray(S, a, x + n + 2 * STRIDE);
            s2by0 = u2.fma(v0, s2by0);
            s2 = s2.add(u2);
            FloatVector u3 = FloatVector.fromArray(S, a, x + n + 3 * STRIDE);
            s3by0 = u3.fma(v0, s3by0);
            s3 = s3.add(u3);
        }
        s0by0.intoArray(g, at);
        s0.intoArray(d, to);
        s1by0.intoArray(g, at + width);
        s1.intoArray(d, to + WIDEST);
        s2by0.intoArray(g, at + 2 * width);
        s2.intoArray(d, to + 2 * WIDEST);
        s3by0.intoArray(g, at + 3 * width);
        s3.intoArray(d, to + 3 * WIDEST);
    }

    static void products4x2(float[] a, int x, float[] b, int y, int samples, float[] g, int at, int width) {
        FloatVector s0by0 = FloatVector.fromArray(S, g, at);
        FloatVector s0by1 = FloatVector.fromArray(S, g, at + WIDEST);
        FloatVector s1by0 = FloatVector.fromArray(S, g, at + width);
        FloatVector s1by1 = FloatVector.fromArray(S, g, at + width + WIDEST);
        FloatVector s2by0 = FloatVector.fromArray(S, g, at + 2 * width);
        FloatVector s2by1 = FloatVector.fromArray(S, g, at + 2 * width + WIDEST);
        FloatVector s3by0 = FloatVector.fromArray(S, g, at + 3 * width);
        FloatVector s3by1 = FloatVector.fromArray(S, g, at + 3 * width + WIDEST);
        for (int n = 0; n < samples; n += WIDEST) {
            FloatVector v0 = FloatVector.fromArray(S, b, y + n);
            FloatVector v1 = FloatVector.fromArray(S, b, y + n + STRIDE);
            FloatVector u0 = FloatVector.fromArray(S, a, x + n);
            s0by0 = u0.fma(v0, s0by0);
            s0by1 = u0.fma(v1, s0by1);
            FloatVector u1 = FloatVector.fromArray(S, a, x + n + STRIDE);
            s1by0 = u1.fma(v0, s1by0);
            s1by1 = u1.fma(v1, s1by1);
            FloatVector u2 = FloatVector.fromArray(S, a, x + n + 2 * STRIDE);
            s2by0 = u2.fma(v0, s2by0);
            s2by1 = u2.fma(v1, s2by1);
            FloatVector u3 = FloatVector.fromArray(S, a, x + n + 3 * STRIDE);
            s3by0 = u3.fma(v0, s3by0);
            s3by1 = u3.fma(v1, s3by1);
        }
        s0by0.intoArray(g, at);
        s0by1.intoArray(g, at + WIDEST);
        s1by0.intoArray(g, at + width);
        s1by1.intoArray(g, at + width + WIDEST);
        s2by0.intoArray(g, at + 2 * width);
        s2by1.intoArray(g, at + 2 * width + WIDEST);
        s3by0.intoArray(g, at + 3 * width);
        s3by1.intoArray(g, at + 3 * width + WIDEST);
    }

    static void products4x2Sums(float[] a, int x, float[] b, int y, int samples, float[] g, int at, int width,
            float[] d, int to) {
        FloatVector s0by0 = FloatVector.fromArray(S, g, at);
        FloatVector s0by1 = FloatVector.fromArray(S, g, at + WIDEST);
        FloatVector s0 = FloatVector.fromArray(S, d, to);
        FloatVector s1by0 = FloatVector.fromArray(S, g, at + width);
        FloatVector s1by1 = FloatVector.fromArray(S, g, at + width + WIDEST);
        FloatVector s1 = FloatVector.fromArray(S, d, to + WIDEST);
        FloatVector s2by0 = FloatVector.fromArray(S, g, at + 2 * width);
        FloatVector s2by1 = FloatVector.fromArray(S, g, at + 2 * width + WIDEST);
        FloatVector s2 = FloatVector.fromArray(S, d, to + 2 * WIDEST);
        FloatVector s3by0 = FloatVector.fromArray(S, g, at + 3 * width);
        FloatVector s3by1 = FloatVector.fromArray(S, g, at + 3 * width + WIDEST);
        FloatVector s3 = FloatVector.fromArray(S, d, to + 3 * WIDEST);
        for (int n = 0; n < samples; n += WIDEST) {
            FloatVector v0 = FloatVector.fromArray(S, b, y + n);
            FloatVector v1 = FloatVector.fromArray(S, b, y + n + STRIDE);
            FloatVector u0 = FloatVector.fromArray(S, a, x + n);
            s0by0 = u0.fma(v0, s0by0);
            s0by1 = u0.fma(v1, s0by1);
            s0 = s0.add(u0);
            FloatVector u1 = FloatVector.fromArray(S, a, x + n + STRIDE);
            s1by0 = u1.fma(v0, s1by0);
            s1by1 = u1.fma(v1, s1by1);
            s1 = s1.add(u1);
            FloatVector u2 = FloatVector.fromArray(S, a, x + n + 2 * STRIDE);
            s2by0 = u2.fma(v0, s2by0);
            s2by1 = u2.fma(v1, s2by1);
            s2 = s2.add(u2);
            FloatVector u3 = FloatVector.fromArray(S, a, x + n + 3 * STRIDE);
            s3by0 = u3.fma(v0, s3by0);
            s3by1 = u3.fma(v1, s3by1);
            s3 = s3.add(u3);
        }
        s0by0.intoArray(g, at);
        s0by1.intoArray(g, at + WIDEST);
        s0.intoArray(d, to);
        s1by0.intoArray(g, at + width);
        s1by1.intoArray(g, at + width + WIDEST);
        s1.intoArray(d, to + WIDEST);
        s2by0.intoArray(g, at + 2 * width);
        s2by1.intoArray(g, at + 2 * width + WIDEST);
        s2.intoArray(d, to + 2 * WIDEST);
        s3by0.intoArray(g, at + 3 * width);
        s3by1.intoArray(g, at + 3 * width + WIDEST);
        s3.intoArray(d, to + 3 * WIDEST);
    }

    static void products4x3(float[] a, int x, float[] b, int y, int samples, float[] g, int at, int width) {
        FloatVector s0by0 = FloatVector.fromArray(S, g, at);
        FloatVector s0by1 = FloatVector.fromArray(S, g, at + WIDEST);
        FloatVector s0by2 = FloatVector.fromArray(S, g, at + 2 * WIDEST);
        FloatVector s1by0 = FloatVector.fromArray(S, g, at + width);
        FloatVector s1by1 = FloatVector.fromArray(S, g, at + width + WIDEST);
        FloatVector s1by2 = FloatVector.fromArray(S, g, at + width + 2 * WIDEST);
        FloatVector s2by0 = FloatVector.fromArray(S, g, at + 2 * width);
        FloatVector s2by1 = FloatVector.fromArray(S, g, at + 2 * width + WIDEST);
        FloatVector s2by2 = FloatVector.fromArray(S, g, at + 2 * width + 2 * WIDEST);
        FloatVector s3by0 = FloatVector.fromArray(S, g, at + 3 * width);
        FloatVector s3by1 = FloatVector.fromArray(S, g, at + 3 * width + WIDEST);
        FloatVector s3by2 = FloatVector.fromArray(S, g, at + 3 * width + 2 * WIDEST);
        for (int n = 0; n < samples; n += WIDEST) {
            FloatVector v0 = FloatVector.fromArray(S, b, y + n);
            FloatVector v1 = FloatVector.fromArray(S, b, y + n + STRIDE);
            FloatVector v2 = FloatVector.fromArray(S, b, y + n + 2 * STRIDE);
            FloatVector u0 = FloatVector.fromArray(S, a, x + n);
            s0by0 = u0.fma(v0, s0by0);
            s0by1 = u0.fma(v1, s0by1);
            s0by2 = u0.fma(v2, s0by2);
            FloatVector u1 = FloatVector.fromArray(S, a, x + n + STRIDE);
            s1by0 = u1.fma(v0, s1by0);
            s1by1 = u1.fma(v1, s1by1);
            s1by2 = u1.fma(v2, s1by2);
            FloatVector u2 = FloatVector.fromArray(S, a, x + n + 2 * STRIDE);
            s2by0 = u2.fma(v0, s2by0);
            s2by1 = u2.fma(v1, s2by1);
            s2by2 = u2.fma(v2, s2by2);
            FloatVector u3 = FloatVector.fromArray(S, a, x + n + 3 * STRIDE);
            s3by0 = u3.fma(v0, s3by0);
            s3by1 = u3.fma(v1, s3by1);
            s3by2 = u3.fma(v2, s3by2);
        }
        s0by0.intoArray(g, at);
        s0by1.intoArray(g, at + WIDEST);
        s0by2.intoArray(g, at + 2 * WIDEST);
        s1by0.intoArray(g, at + width);
        s1by1.intoArray(g, at + width + WIDEST);
        s1by2.intoArray(g, at + width + 2 * WIDEST);
        s2by0.intoArray(g, at + 2 * width);
        s2by1.intoArray(g, at + 2 * width + WIDEST);
        s2by2.intoArray(g, at + 2 * width + 2 * WIDEST);
        s3by0.intoArray(g, at + 3 * width);
        s3by1.intoArray(g, at + 3 * width + WIDEST);
        s3by2.intoArray(g, at + 3 * width + 2 * WIDEST);
    }

    static void products4x3Sums(float[] a, int x, float[] b, int y, int samples, float[] g, int at, int width,
            float[] d, int to) {
        FloatVector s0by0 = FloatVector.fromArray(S, g, at);
        FloatVector s0by1 = FloatVector.fromArray(S, g, at + WIDEST);
        FloatVector s0by2 = FloatVector.fromArray(S, g, at + 2 * WIDEST);
        FloatVector s0 = FloatVector.fromArray(S, d, to);
        FloatVector s1by0 = FloatVector.fromArray(S, g, at + width);
        FloatVector s1by1 = FloatVector.fromArray(S, g, at + width + WIDEST);
        FloatVector s1by2 = FloatVector.fromArray(S, g, at + width + 2 * WIDEST);
        FloatVector s1 = FloatVector.fromArray(S, d, to + WIDEST);
        FloatVector s2by0 = FloatVector.fromArray(S, g, at + 2 * width);
        FloatVector s2by1 = FloatVector.fromArray(S, g, at + 2 * width + WIDEST);
        FloatVector s2by2 = FloatVector.fromArray(S, g, at + 2 * width + 2 * WIDEST);
        FloatVector s2 = FloatVector.fromArray(S, d, to + 2 * WIDEST);
        FloatVector s3by0 = FloatVector.fromArray(S, g, at + 3 * width);
        FloatVector s3by1 = FloatVector.fromArray(S, g, at + 3 * width + WIDEST);
        FloatVector s3by2 = FloatVector.fromArray(S, g, at + 3 * width + 2 * WIDEST);
        FloatVector s3 = FloatVector.fromArray(S, d, to + 3 * WIDEST);
        for (int n = 0; n < samples; n += WIDEST) {
            FloatVector v0 = FloatVector.fromArray(S, b, y + n);
            FloatVector v1 = FloatVector.fromArray(S, b, y + n + STRIDE);
            FloatVector v2 = FloatVector.fromArray(S, b, y + n + 2 * STRIDE);
            FloatVector u0 = FloatVector.fromArray(S, a, x + n);
            s0by0 = u0.fma(v0, s0by0);
            s0by1 = u0.fma(v1, s0by1);
            s0by2 = u0.fma(v2, s0by2);
            s0 = s0.add(u0);
            FloatVector u1 = FloatVector.fromArray(S, a, x + n + STRIDE);
            s1by0 = u1.fma(v0, s1by0);
            s1by1 = u1.fma(v1, s1by1);
            s1by2 = u1.fma(v2, s1by2);
            s1 = s1.add(u1);
            FloatVector u2 = FloatVector.fromArray(S, a, x + n + 2 * STRIDE);
            s2by0 = u2.fma(v0, s2by0);
            s2by1 = u2.fma(v1, s2by1);
            s2by2 = u2.fma(v2, s2by2);
            s2 = s2.add(u2);
            FloatVector u3 = FloatVector.fromArray(S, a, x + n + 3 * STRIDE);
            s3by0 = u3.fma(v0, s3by0);
            s3by1 = u3.fma(v1, s3by1);
            s3by2 = u3.fma(v2, s3by2);
            s3 = s3.add(u3);
        }
        s0by0.intoArray(g, at);
        s0by1.intoArray(g, at + WIDEST);
        s0by2.intoArray(g, at + 2 * WIDEST);
        s0.intoArray(d, to);
        s1by0.intoArray(g, at + width);
        s1by1.intoArray(g, at + width + WIDEST);
        s1by2.intoArray(g, at + width + 2 * WIDEST);
        s1.intoArray(d, to + WIDEST);
        s2by0.intoArray(g, at + 2 * width);
        s2by1.intoArray(g, at + 2 * width + WIDEST);
        s2by2.intoArray(g, at + 2 * width + 2 * WIDEST);
        s2.intoArray(d, to + 2 * WIDEST);
        s3by0.intoArray(g, at + 3 * width);
        s3by1.intoArray(g, at + 3 * width + WIDEST);
        s3by2.intoArray(g, at + 3 * width + 2 * WIDEST);
        s3.intoArray(d, to + 3 * WIDEST);
    }

    static void products4x4(float[] a, int x, float[] b, int y, int samples, float[] g, int at, int width) {
        FloatVector s0by0 = FloatVector.fromArray(S, g, at);
        FloatVector s0by1 = FloatVector.fromArray(S, g, at + WIDEST);
        FloatVector s0by2 = FloatVector.fromArray(S, g, at + 2 * WIDEST);
        FloatVector s0by3 = FloatVector.fromArray(S, g, at + 3 * WIDEST);
        FloatVector s1by0 = FloatVector.fromArray(S, g, at + width);
        FloatVector s1by1 = FloatVector.fromArray(S, g, at + width + WIDEST);
        FloatVector s1by2 = FloatVector.fromArray(S, g, at + width + 2 * WIDEST);
        FloatVector s1by3 = FloatVector.fromArray(S, g, at + width + 3 * WIDEST);
        FloatVector s2by0 = FloatVector.fromArray(S, g, at + 2 * width);
        FloatVector s2by1 = FloatVector.fromArray(S, g, at + 2 * width + WIDEST);
        FloatVector s2by2 = FloatVector.fromArray(S, g, at + 2 * width + 2 * WIDEST);
        FloatVector s2by3 = FloatVector.fromArray(S, g, at + 2 * width + 3 * WIDEST);
        FloatVector s3by0 = FloatVector.fromArray(S, g, at + 3 * width);
        FloatVector s3by1 = FloatVector.fromArray(S, g, at + 3 * width + WIDEST);
        FloatVector s3by2 = FloatVector.fromArray(S, g, at + 3 * width + 2 * WIDEST);
        FloatVector s3by3 = FloatVector.fromArray(S, g, at + 3 * width + 3 * WIDEST);
        for (int n = 0; n < samples; n += WIDEST) {
            FloatVector v0 = FloatVector.fromArray(S, b, y + n);
            FloatVector v1 = FloatVector.fromArray(S, b, y + n + STRIDE);
            FloatVector v2 = FloatVector.fromArray(S, b, y + n + 2 * STRIDE);
            FloatVector v3 = FloatVector.fromArray(S, b, y + n + 3 * STRIDE);
            FloatVector u0 = FloatVector.fromArray(S, a, x + n);
            s0by0 = u0.fma(v0, s0by0);
            s0by1 = u0.fma(v1, s0by1);
            s0by2 = u0.fma(v2, s0by2);
            s0by3 = u0.fma(v3, s0by3);
            FloatVector u1 = FloatVector.fromArray(S, a, x + n + STRIDE);
            s1by0 = u1.fma(v0, s1by0);
            s1by1 = u1.fma(v1, s1by1);
            s1by2 = u1.fma(v2, s1by2);
            s1by3 = u1.fma(v3, s1by3);
            FloatVector u2 = FloatVector.fromArray(S, a, x + n + 2 * STRIDE);
            s2by0 = u2.fma(v0, s2by0);
            s2by1 = u2.fma(v1, s2by1);
            s2by2 = u2.fma(v2, s2by2);
            s2by3 = u2.fma(v3, s2by3);
            FloatVector u3 = FloatVector.fromArray(S, a, x + n + 3 * STRIDE);
            s3by0 = u3.fma(v0, s3by0);
            s3by1 = u3.fma(v1, s3by1);
            s3by2 = u3.fma(v2, s3by2);
            s3by3 = u3.fma(v3, s3by3);
        }
        s0by0.intoArray(g, at);
        s0by1.intoArray(g, at + WIDEST);
        s0by2.intoArray(g, at + 2 * WIDEST);
        s0by3.intoArray(g, at + 3 * WIDEST);
        s1by0.intoArray(g, at + width);
        s1by1.intoArray(g, at + width + WIDEST);
        s1by2.intoArray(g, at + width + 2 * WIDEST);
        s1by3.intoArray(g, at + width + 3 * WIDEST);
        s2by0.intoArray(g, at + 2 * width);
        s2by1.intoArray(g, at + 2 * width + WIDEST);
        s2by2.intoArray(g, at + 2 * width + 2 * WIDEST);
        s2by3.intoArray(g, at + 2 * width + 3 * WIDEST);
        s3by0.intoArray(g, at + 3 * width);
        s3by1.intoArray(g, at + 3 * width + WIDEST);
        s3by2.intoArray(g, at + 3 * width + 2 * WIDEST);
        s3by3.intoArray(g, at + 3 * width + 3 * WIDEST);
    }

    static void products4x4Sums(float[] a, int x, float[] b, int y, int samples, float[] g, int at, int width,
            float[] d, int to) {
        FloatVector s0by0 = FloatVector.fromArray(S, g, at);
        FloatVector s0by1 = FloatVector.fromArray(S, g, at + WIDEST);
        FloatVector s0by2 = FloatVector.fromArray(S, g, at + 2 * WIDEST);
        FloatVector s0by3 = FloatVector.fromArray(S, g, at + 3 * WIDEST);
        FloatVector s0 = FloatVector.fromArray(S, d, to);
        FloatVector s1by0 = FloatVector.fromArray(S, g, at + width);
        FloatVector s1by1 = FloatVector.fromArray(S, g, at + width + WIDEST);
        FloatVector s1by2 = FloatVector.fromArray(S, g, at + width + 2 * WIDEST);
        FloatVector s1by3 = FloatVector.fromArray(S, g, at + width + 3 * WIDEST);
        FloatVector s1 = FloatVector.fromArray(S, d, to + WIDEST);
        FloatVector s2by0 = FloatVector.fromArray(S, g, at + 2 * width);
        FloatVector s2by1 = FloatVector.fromArray(S, g, at + 2 * width + WIDEST);
        FloatVector s2by2 = FloatVector.fromArray(S, g, at + 2 * width + 2 * WIDEST);
        FloatVector s2by3 = FloatVector.fromArray(S, g, at + 2 * width + 3 * WIDEST);
        FloatVector s2 = FloatVector.fromArray(S, d, to + 2 * WIDEST);
        FloatVector s3by0 = FloatVector.fromArray(S, g, at + 3 * width);
        FloatVector s3by1 = FloatVector.fromArray(S, g, at + 3 * width + WIDEST);
        FloatVector s3by2 = FloatVector.fromArray(S, g, at + 3 * width + 2 * WIDEST);
        FloatVector s3by3 = FloatVector.fromArray(S, g, at + 3 * width + 3 * WIDEST);
        FloatVector s3 = FloatVector.fromArray(S, d, to + 3 * WIDEST);
        for (int n = 0; n < samples; n += WIDEST) {
            FloatVector v0 = FloatVector.fromArray(S, b, y + n);
            FloatVector v1 = FloatVector.fromArray(S, b, y + n + STRIDE);
            FloatVector v2 = FloatVector.fromArray(S, b, y + n + 2 * STRIDE);
            FloatVector v3 = FloatVector.fromArray(S, b, y + n + 3 * STRIDE);
            FloatVector u0 = FloatVector.fromArray(S, a, x + n);
            s0by0 = u0.fma(v0, s0by0);
            s0by1 = u0.fma(v1, s0by1);
            s0by2 = u0.fma(v2, s0by2);
            s0by3 = u0.fma(v3, s0by3);
            s0 = s0.add(u0);
            FloatVector u1 = FloatVector.fromArray(S, a, x + n + STRIDE);
            s1by0 = u1.fma(v0, s1by0);
            s1by1 = u1.fma(v1, s1by1);
            s1by2 = u1.fma(v2, s1by2);
            s1by3 = u1.fma(v3, s1by3);
            s1 = s1.add(u1);
            FloatVector u2 = FloatVector.fromArray(S, a, x + n + 2 * STRIDE);
            s2by0 = u2.fma(v0, s2by0);
            s2by1 = u2.fma(v1, s2by1);
            s2by2 = u2.fma(v2, s2by2);
            s2by3 = u2.fma(v3, s2by3);
            s2 = s2.add(u2);
            FloatVector u3 = FloatVector.fromArray(S, a, x + n + 3 * STRIDE);
            s3by0 = u3.fma(v0, s3by0);
            s3by1 = u3.fma(v1, s3by1);
            s3by2 = u3.fma(v2, s3by2);
            s3by3 = u3.fma(v3, s3by3);
            s3 = s3.add(u3);
        }
        s0by0.intoArray(g, at);
        s0by1.intoArray(g, at + WIDEST);
        s0by2.intoArray(g, at + 2 * WIDEST);
        s0by3.intoArray(g, at + 3 * WIDEST);
        s0.intoArray(d, to);
        s1by0.intoArray(g, at + width);
        s1by1.intoArray(g, at + width + WIDEST);
        s1by2.intoArray(g, at + width + 2 * WIDEST);
        s1by3.intoArray(g, at + width + 3 * WIDEST);
        s1.intoArray(d, to + WIDEST);
        s2by0.intoArray(g, at + 2 * width);
        s2by1.intoArray(g, at + 2 * width + WIDEST);
        s2by2.intoArray(g, at + 2 * width + 2 * WIDEST);
        s2by3.intoArray(g, at + 2 * width + 3 * WIDEST);
        s2.intoArray(d, to + 2 * WIDEST);
        s3by0.intoArray(g, at + 3 * width);
        s3by1.intoArray(g, at + 3 * width + WIDEST);
        s3by2.intoArray(g, at + 3 * width + 2 * WIDEST);
        s3by3.intoArray(g, at + 3 * width + 3 * WIDEST);
        s3.intoArray(d, to + 3 * WIDEST);
    }

    static void products4x5(float[] a, int x, float[] b, int y, int samples, float[] g, int at, int width) {
        FloatVector s0by0 = FloatVector.fromArray(S, g, at);
        FloatVector s0by1 = FloatVector.fromArray(S, g, at + WIDEST);
        FloatVector s0by2 = FloatVector.fromArray(S, g, at + 2 * WIDEST);
        FloatVector s0by3 = FloatVector.fromArray(S, g, at + 3 * WIDEST);
        FloatVector s0by4 = FloatVector.fromArray(S, g, at + 4 * WIDEST);
        FloatVector s1by0 = FloatVector.fromArray(S, g, at + width);
        FloatVector s1by1 = FloatVector.fromArray(S, g, at + width + WIDEST);
        FloatVector s1by2 = FloatVector.fromArray(S, g, at + width + 2 * WIDEST);
        FloatVector s1by3 = FloatVector.fromArray(S, g, at + width + 3 * WIDEST);
        FloatVector s1by4 = FloatVector.fromArray(S, g, at + width + 4 * WIDEST);
        FloatVector s2by0 = FloatVector.fromArray(S, g, at + 2 * width);
        FloatVector s2by1 = FloatVector.fromArray(S, g, at + 2 * width + WIDEST);
        FloatVector s2by2 = FloatVector.fromArray(S, g, at + 2 * width + 2 * WIDEST);
        FloatVector s2by3 = FloatVector.fromArray(S, g, at + 2 * width + 3 * WIDEST);
        FloatVector s2by4 = FloatVector.fromArray(S, g, at + 2 * width + 4 * WIDEST);
        FloatVector s3by0 = FloatVector.fromArray(S, g, at + 3 * width);
        FloatVector s3by1 = FloatVector.fromArray(S, g, at + 3 * width + WIDEST);
        FloatVector s3by2 = FloatVector.fromArray(S, g, at + 3 * width + 2 * WIDEST);
        FloatVector s3by3 = FloatVector.fromArray(S, g, at + 3 * width + 3 * WIDEST);
        FloatVector s3by4 = FloatVector.fromArray(S, g, at + 3 * width + 4 * WIDEST);
        for (int n = 0; n < samples; n += WIDEST) {
            FloatVector v0 = FloatVector.fromArray(S, b, y + n);
            FloatVector v1 = FloatVector.fromArray(S, b, y + n + STRIDE);
            FloatVector v2 = FloatVector.fromArray(S, b, y + n + 2 * STRIDE);
            FloatVector v3 = FloatVector.fromArray(S, b, y + n + 3 * STRIDE);
            FloatVector v4 = FloatVector.fromArray(S, b, y + n + 4 * STRIDE);
            FloatVector u0 = FloatVector.fromArray(S, a, x + n);
            s0by0 = u0.fma(v0, s0by0);
            s0by1 = u0.fma(v1, s0by1);
            s0by2 = u0.fma(v2, s0by2);
            s0by3 = u0.fma(v3, s0by3);
            s0by4 = u0.fma(v4, s0by4);
            FloatVector u1 = FloatVector.fromArray(S, a, x + n + STRIDE);
            s1by0 = u1.fma(v0, s1by0);
            s1by1 = u1.fma(v1, s1by1);
            s1by2 = u1.fma(v2, s1by2);
            s1by3 = u1.fma(v3, s1by3);
            s1by4 = u1.fma(v4, s1by4);
            FloatVector u2 = FloatVector.fromArray(S, a, x + n + 2 * STRIDE);
            s2by0 = u2.fma(v0, s2by0);
            s2by1 = u2.fma(v1, s2by1);
            s2by2 = u2.fma(v2, s2by2);
            s2by3 = u2.fma(v3, s2by3);
            s2by4 = u2.fma(v4, s2by4);
            FloatVector u3 = FloatVector.fromArray(S, a, x + n + 3 * STRIDE);
            s3by0 = u3.fma(v0, s3by0);
            s3by1 = u3.fma(v1, s3by1);
            s3by2 = u3.fma(v2, s3by2);
            s3by3 = u3.fma(v3, s3by3);
            s3by4 = u3.fma(v4, s3by4);
        }
        s0by0.intoArray(g, at);
        s0by1.intoArray(g, at + WIDEST);
        s0by2.intoArray(g, at + 2 * WIDEST);
        s0by3.intoArray(g, at + 3 * WIDEST);
        s0by4.intoArray(g, at + 4 * WIDEST);
        s1by0.intoArray(g, at + width);
        s1by1.intoArray(g, at + width + WIDEST);
        s1by2.intoArray(g, at + width + 2 * WIDEST);
        s1by3.intoArray(g, at + width + 3 * WIDEST);
        s1by4.intoArray(g, at + width + 4 * WIDEST);
        s2by0.intoArray(g, at + 2 * width);
        s2by1.intoArray(g, at + 2 * width + WIDEST);
        s2by2.intoArray(g, at + 2 * width + 2 * WIDEST);
        s2by3.intoArray(g, at + 2 * width + 3 * WIDEST);
        s2by4.intoArray(g, at + 2 * width + 4 * WIDEST);
        s3by0.intoArray(g, at + 3 * width);
        s3by1.intoArray(g, at + 3 * width + WIDEST);
        s3by2.intoArray(g, at + 3 * width + 2 * WIDEST);
        s3by3.intoArray(g, at + 3 * width + 3 * WIDEST);
        s3by4.intoArray(g, at + 3 * width + 4 * WIDEST);
    }

    static void products4x5Sums(float[] a, int x, float[] b, int y, int samples, float[] g, int at, int width,
            float[] d, int to) {
        FloatVector s0by0 = FloatVector.fromArray(S, g, at);
        FloatVector s0by1 = FloatVector.fromArray(S, g, at + WIDEST);
        FloatVector s0by2 = FloatVector.fromArray(S, g, at + 2 * WIDEST);
        FloatVector s0by3 = FloatVector.fromArray(S, g, at + 3 * WIDEST);
        FloatVector s0by4 = FloatVector.fromArray(S, g, at + 4 * WIDEST);
        FloatVector s0 = FloatVector.fromArray(S, d, to);
        FloatVector s1by0 = FloatVector.fromArray(S, g, at + width);
        FloatVector s1by1 = FloatVector.fromArray(S, g, at + width + WIDEST);
        FloatVector s1by2 = FloatVector.fromArray(S, g, at + width + 2 * WIDEST);
        FloatVector s1by3 = FloatVector.fromArray(S, g, at + width + 3 * WIDEST);
        FloatVector s1by4 = FloatVector.fromArray(S, g, at + width + 4 * WIDEST);
        FloatVector s1 = FloatVector.fromArray(S, d, to + WIDEST);
        FloatVector s2by0 = FloatVector.fromArray(S, g, at + 2 * width);
        FloatVector s2by1 = FloatVector.fromArray(S, g, at + 2 * width + WIDEST);
        FloatVector s2by2 = FloatVector.fromArray(S, g, at + 2 * width + 2 * WIDEST);
        FloatVector s2by3 = FloatVector.fromArray(S, g, at + 2 * width + 3 * WIDEST);
        FloatVector s2by4 = FloatVector.fromArray(S, g, at + 2 * width + 4 * WIDEST);
        FloatVector s2 = FloatVector.fromArray(S, d, to + 2 * WIDEST);
        FloatVector s3by0 = FloatVector.fromArray(S, g, at + 3 * width);
        FloatVector s3by1 = FloatVector.fromArray(S, g, at + 3 * width + WIDEST);
        FloatVector s3by2 = FloatVector.fromArray(S, g, at + 3 * width + 2 * WIDEST);
        FloatVector s3by3 = FloatVector.fromArray(S, g, at + 3 * width + 3 * WIDEST);
        FloatVector s3by4 = FloatVector.fromArray(S, g, at + 3 * width + 4 * WIDEST);
        FloatVector s3 = FloatVector.fromArray(S, d, to + 3 * WIDEST);
        for (int n = 0; n < samples; n += WIDEST) {
            FloatVector v0 = FloatVector.fromArray(S, b, y + n);
            FloatVector v1 = FloatVector.fromArray(S, b, y + n + STRIDE);
            FloatVector v2 = FloatVector.fromArray(S, b, y + n + 2 * STRIDE);
            FloatVector v3 = FloatVector.fromArray(S, b, y + n + 3 * STRIDE);
            FloatVector v4 = FloatVector.fromArray(S, b, y + n + 4 * STRIDE);
            FloatVector u0 = FloatVector.fromArray(S, a, x + n);
            s0by0 = u0.fma(v0, s0by0);
            s0by1 = u0.fma(v1, s0by1);
            s0by2 = u0.fma(v2, s0by2);
            s0by3 = u0.fma(v3, s0by3);
            s0by4 = u0.fma(v4, s0by4);
            s0 = s0.add(u0);
            FloatVector u1 = FloatVector.fromArray(S, a, x + n + STRIDE);
            s1by0 = u1.fma(v0, s1by0);
            s1by1 = u1.fma(v1, s1by1);
            s1by2 = u1.fma(v2, s1by2);
            s1by3 = u1.fma(v3, s1by3);
            s1by4 = u1.fma(v4, s1by4);
            s1 = s1.add(u1);
            FloatVector u2 = FloatVector.fromArray(S, a, x + n + 2 * STRIDE);
            s2by0 = u2.fma(v0, s2by0);
            s2by1 = u2.fma(v1, s2by1);
            s2by2 = u2.fma(v2, s2by2);
            s2by3 = u2.fma(v3, s2by3);
            s2by4 = u2.fma(v4, s2by4);
            s2 = s2.add(u2);
            FloatVector u3 = FloatVector.fromArray(S, a, x + n + 3 * STRIDE);
            s3by0 = u3.fma(v0, s3by0);
            s3by1 = u3.fma(v1, s3by1);
            s3by2 = u3.fma(v2, s3by2);
            s3by3 = u3.fma(v3, s3by3);
            s3by4 = u3.fma(v4, s3by4);
            s3 = s3.add(u3);
        }
        s0by0.intoArray(g, at);
        s0by1.intoArray(g, at + WIDEST);
        s0by2.intoArray(g, at + 2 * WIDEST);
        s0by3.intoArray(g, at + 3 * WIDEST);
        s0by4.intoArray(g, at + 4 * WIDEST);
        s0.intoArray(d, to);
        s1by0.intoArray(g, at + width);
        s1by1.intoArray(g, at + width + WIDEST);
        s1by2.intoArray(g, at + width + 2 * WIDEST);
        s1by3.intoArray(g, at + width + 3 * WIDEST);
        s1by4.intoArray(g, at + width + 4 * WIDEST);
        s1.intoArray(d, to + WIDEST);
        s2by0.intoArray(g, at + 2 * width);
        s2by1.intoArray(g, at + 2 * width + WIDEST);
        s2by2.intoArray(g, at + 2 * width + 2 * WIDEST);
        s2by3.intoArray(g, at + 2 * width + 3 * WIDEST);
        s2by4.intoArray(g, at + 2 * width + 4 * WIDEST);
        s2.intoArray(d, to + 2 * WIDEST);
        s3by0.intoArray(g, at + 3 * width);
        s3by1.intoArray(g, at + 3 * width + WIDEST);
        s3by2.intoArray(g, at + 3 * width + 2 * WIDEST);
        s3by3.intoArray(g, at + 3 * width + 3 * WIDEST);
        s3by4.intoArray(g, at + 3 * width + 4 * WIDEST);
        s3.intoArray(d, to + 3 * WIDEST);
    }

    static void fold4(float[] p, int at, float[] out, int to, int[] exchange) {
        IntVector other2 = IntVector.fromArray(I, exchange, L);
        VectorMask<Float> set2 = VectorMask.fromLong(S, 0xc);
        IntVector other1 = IntVector.fromArray(I, exchange, 0);
        VectorMask<Float> set1 = VectorMask.fromLong(S, 0xa);
        FloatVector r0 = FloatVector.fromArray(S, p, at).add(FloatVector.fromArray(S, p, at + 8))
                .add(FloatVector.fromArray(S, p, at + 4).add(FloatVector.fromArray(S, p, at + 12)));
        FloatVector r2 = FloatVector.fromArray(S, p, at + 32).add(FloatVector.fromArray(S, p, at + 40))
                .add(FloatVector.fromArray(S, p, at + 36).add(FloatVector.fromArray(S, p, at + 44)));
        r0 = r0.blend(r2, set2)
                .add(other2.selectFrom(r0.reinterpretAsInts(), r2.reinterpretAsInts()).reinterpretAsFloats());
        FloatVector r1 = FloatVector.fromArray(S, p, at + 16).add(FloatVector.fromArray(S, p, at + 24))
                .add(FloatVector.fromArray(S, p, at + 20).add(FloatVector.fromArray(S, p, at + 28)));
        FloatVector r3 = FloatVector.fromArray(S, p, at + 48).add(FloatVector.fromArray(S, p, at + 56))
                .add(FloatVector.fromArray(S, p, at + 52).add(FloatVector.fromArray(S, p, at + 60)));
        r1 = r1.blend(r3, set2)
                .add(other2.selectFrom(r1.reinterpretAsInts(), r3.reinterpretAsInts()).reinterpretAsFloats());
        r0 = r0.blend(r1, set1)
                .add(other1.selectFrom(r0.reinterpretAsInts(), r1.reinterpretAsInts()).reinterpretAsFloats());
        r0.intoArray(out, to);
    }

    static void fold8(float[] p, int at, float[] out, int to, int[] exchange) {
        IntVector other4 = IntVector.fromArray(I, exchange, 2 * L);
        VectorMask<Float> set4 = VectorMask.fromLong(S, 0xf0);
        IntVector other2 = IntVector.fromArray(I, exchange, L);
        VectorMask<Float> set2 = VectorMask.fromLong(S, 0xcc);
        IntVector other1 = IntVector.fromArray(I, exchange, 0);
        VectorMask<Float> set1 = VectorMask.fromLong(S, 0xaa);
        FloatVector r0 = FloatVector.fromArray(S, p, at).add(FloatVector.fromArray(S, p, at + 8));
        FloatVector r4 = FloatVector.fromArray(S, p, at + 64).add(FloatVector.fromArray(S, p, at + 72));
        r0 = r0.blend(r4, set4)
                .add(other4.selectFrom(r0.reinterpretAsInts(), r4.reinterpretAsInts()).reinterpretAsFloats());
        FloatVector r2 = FloatVector.fromArray(S, p, at + 32).add(FloatVector.fromArray(S, p, at + 40));
        FloatVector r6 = FloatVector.fromArray(S, p, at + 96).add(FloatVector.fromArray(S, p, at + 104));
        r2 = r2.blend(r6, set4)
                .add(other4.selectFrom(r2.reinterpretAsInts(), r6.reinterpretAsInts()).reinterpretAsFloats());
        r0 = r0.blend(r2, set2)
                .add(other2.selectFrom(r0.reinterpretAsInts(), r2.reinterpretAsInts()).reinterpretAsFloats());
        FloatVector r1 = FloatVector.fromArray(S, p, at + 16).add(FloatVector.fromArray(S, p, at + 24));
        FloatVector r5 = FloatVector.fromArray(S, p, at + 80).add(FloatVector.fromArray(S, p, at + 88));
        r1 = r1.blend(r5, set4)
                .add(other4.selectFrom(r1.reinterpretAsInts(), r5.reinterpretAsInts()).reinterpretAsFloats());
        FloatVector r3 = FloatVector.fromArray(S, p, at + 48).add(FloatVector.fromArray(S, p, at + 56));
        FloatVector r7 = FloatVector.fromArray(S, p, at + 112).add(FloatVector.fromArray(S, p, at + 120));
        r3 = r3.blend(r7, set4)
                .add(other4.selectFrom(r3.reinterpretAsInts(), r7.reinterpretAsInts()).reinterpretAsFloats());
        r1 = r1.blend(r3, set2)
                .add(other2.selectFrom(r1.reinterpretAsInts(), r3.reinterpretAsInts()).reinterpretAsFloats());
        r0 = r0.blend(r1, set1)
                .add(other1.selectFrom(r0.reinterpretAsInts(), r1.reinterpretAsInts()).reinterpretAsFloats());
        r0.intoArray(out, to);
    }

    static void fold16(float[] p, int at, float[] out, int to, int[] exchange) {
        IntVector other8 = IntVector.fromArray(I, exchange, 3 * L);
        VectorMask<Float> set8 = VectorMask.fromLong(S, 0xff00);
        IntVector other4 = IntVector.fromArray(I, exchange, 2 * L);
        VectorMask<Float> set4 = VectorMask.fromLong(S, 0xf0f0);
        IntVector other2 = IntVector.fromArray(I, exchange, L);
        VectorMask<Float> set2 = VectorMask.fromLong(S, 0xcccc);
        IntVector other1 = IntVector.fromArray(I, exchange, 0);
        VectorMask<Float> set1 = VectorMask.fromLong(S, 0xaaaa);
        FloatVector r0 = FloatVector.fromArray(S, p, at);
        FloatVector r8 = FloatVector.fromArray(S, p, at + 128);
        r0 = r0.blend(r8, set8)
                .add(other8.selectFrom(r0.reinterpretAsInts(), r8.reinterpretAsInts()).reinterpretAsFloats());
        FloatVector r4 = FloatVector.fromArray(S, p, at + 64);
        FloatVector r12 = FloatVector.fromArray(S, p, at + 192);
        r4 = r4.blend(r12, set8)
                .add(other8.selectFrom(r4.reinterpretAsInts(), r12.reinterpretAsInts()).reinterpretAsFloats());
        r0 = r0.blend(r4, set4)
                .add(other4.selectFrom(r0.reinterpretAsInts(), r4.reinterpretAsInts()).reinterpretAsFloats());
        FloatVector r2 = FloatVector.fromArray(S, p, at + 32);
        FloatVector r10 = FloatVector.fromArray(S, p, at + 160);
        r2 = r2.blend(r10, set8)
                .add(other8.selectFrom(r2.reinterpretAsInts(), r10.reinterpretAsInts()).reinterpretAsFloats());
        FloatVector r6 = FloatVector.fromArray(S, p, at + 96);
        FloatVector r14 = FloatVector.fromArray(S, p, at + 224);
        r6 = r6.blend(r14, set8)
                .add(other8.selectFrom(r6.reinterpretAsInts(), r14.reinterpretAsInts()).reinterpretAsFloats());
        r2 = r2.blend(r6, set4)
                .add(other4.selectFrom(r2.reinterpretAsInts(), r6.reinterpretAsInts()).reinterpretAsFloats());
        r0 = r0.blend(r2, set2)
                .add(other2.selectFrom(r0.reinterpretAsInts(), r2.reinterpretAsInts()).reinterpretAsFloats());
        FloatVector r1 = FloatVector.fromArray(S, p, at + 16);
        FloatVector r9 = FloatVector.fromArray(S, p, at + 144);
        r1 = r1.blend(r9, set8)
                .add(other8.selectFrom(r1.reinterpretAsInts(), r9.reinterpretAsInts()).reinterpretAsFloats());
        FloatVector r5 = FloatVector.fromArray(S, p, at + 80);
        FloatVector r13 = FloatVector.fromArray(S, p, at + 208);
        r5 = r5.blend(r13, set8)
                .add(other8.selectFrom(r5.reinterpretAsInts(), r13.reinterpretAsInts()).reinterpretAsFloats());
        r1 = r1.blend(r5, set4)
                .add(other4.selectFrom(r1.reinterpretAsInts(), r5.reinterpretAsInts()).reinterpretAsFloats());
        FloatVector r3 = FloatVector.fromArray(S, p, at + 48);
        FloatVector r11 = FloatVector.fromArray(S, p, at + 176);
        r3 = r3.blend(r11, set8)
                .add(other8.selectFrom(r3.reinterpretAsInts(), r11.reinterpretAsInts()).reinterpretAsFloats());
        FloatVector r7 = FloatVector.fromArray(S, p, at + 112);
        FloatVector r15 = FloatVector.fromArray(S, p, at + 240);
        r7 = r7.blend(r15, set8)
                .add(other8.selectFrom(r7.reinterpretAsInts(), r15.reinterpretAsInts()).reinterpretAsFloats());
        r3 = r3.blend(r7, set4)
                .add(other4.selectFrom(r3.reinterpretAsInts(), r7.reinterpretAsInts()).reinterpretAsFloats());
        r1 = r1.blend(r3, set2)
                .add(other2.selectFrom(r1.reinterpretAsInts(), r3.reinterpretAsInts()).reinterpretAsFloats());
        r0 = r0.blend(r1, set1)
                .add(other1.selectFrom(r0.reinterpretAsInts(), r1.reinterpretAsInts()).reinterpretAsFloats());
        r0.intoArray(out, to);
    }

    static void folded1x4(float[] a, int x, float[] b, int y, int samples, float[] out, int to, int[] exchange) {
        FloatVector s0by0 = FloatVector.zero(S);
        FloatVector s0by1 = FloatVector.zero(S);
        FloatVector s0by2 = FloatVector.zero(S);
        FloatVector s0by3 = FloatVector.zero(S);
        for (int n = 0; n < samples; n += WIDEST) {
            FloatVector u0 = FloatVector.fromArray(S, a, x + n);
            s0by0 = u0.fma(FloatVector.fromArray(S, b, y + n), s0by0);
            s0by1 = u0.fma(FloatVector.fromArray(S, b, y + n + STRIDE), s0by1);
            s0by2 = u0.fma(FloatVector.fromArray(S, b, y + n + 2 * STRIDE), s0by2);
            s0by3 = u0.fma(FloatVector.fromArray(S, b, y + n + 3 * STRIDE), s0by3);
        }
        IntVector other8 = IntVector.fromArray(I, exchange, 3 * L);
        IntVector other4 = IntVector.fromArray(I, exchange, 2 * L);
        IntVector other2 = IntVector.fromArray(I, exchange, L);
        VectorMask<Float> set2 = VectorMask.fromLong(S, 0xcccc);
        IntVector other1 = IntVector.fromArray(I, exchange, 0);
        VectorMask<Float> set1 = VectorMask.fromLong(S, 0xaaaa);
        s0by0 = s0by0.add(other8.selectFrom(s0by0.reinterpretAsInts(), s0by0.reinterpretAsInts())
                .reinterpretAsFloats());
        s0by0 = s0by0.add(other4.selectFrom(s0by0.reinterpretAsInts(), s0by0.reinterpretAsInts())
                .reinterpretAsFloats());
        s0by2 = s0by2.add(other8.selectFrom(s0by2.reinterpretAsInts(), s0by2.reinterpretAsInts())
                .reinterpretAsFloats());
        s0by2 = s0by2.add(other4.selectFrom(s0by2.reinterpretAsInts(), s0by2.reinterpretAsInts())
                .reinterpretAsFloats());
        s0by0 = s0by0.blend(s0by2, set2)
                .add(other2.selectFrom(s0by0.reinterpretAsInts(), s0by2.reinterpretAsInts()).reinterpretAsFloats());
        s0by1 = s0by1.add(other8.selectFrom(s0by1.reinterpretAsInts(), s0by1.reinterpretAsInts())
                .reinterpretAsFloats());
        s0by1 = s0by1.add(other4.selectFrom(s0by1.reinterpretAsInts(), s0by1.reinterpretAsInts())
                .reinterpretAsFloats());
        s0by3 = s0by3.add(other8.selectFrom(s0by3.reinterpretAsInts(), s0by3.reinterpretAsInts())
                .reinterpretAsFloats());
        s0by3 = s0by3.add(other4.selectFrom(s0by3.reinterpretAsInts(), s0by3.reinterpretAsInts())
                .reinterpretAsFloats());
        s0by1 = s0by1.blend(s0by3, set2)
                .add(other2.selectFrom(s0by1.reinterpretAsInts(), s0by3.reinterpretAsInts()).reinterpretAsFloats());
        s0by0 = s0by0.blend(s0by1, set1)
                .add(other1.selectFrom(s0by0.reinterpretAsInts(), s0by1.reinterpretAsInts()).reinterpretAsFloats());
        s0by0.intoArray(out, to);
    }

    static void folded1x16(float[] a, int x, float[] b, int y, int samples, float[] out, int to, int[] exchange) {
        FloatVector s0by0 = FloatVector.zero(S);
        FloatVector s0by1 = FloatVector.zero(S);
        FloatVector s0by2 = FloatVector.zero(S);
        FloatVector s0by3 = FloatVector.zero(S);
        FloatVector s0by4 = FloatVector.zero(S);
        FloatVector s0by5 = FloatVector.zero(S);
        FloatVector s0by6 = FloatVector.zero(S);
        FloatVector s0by7 = FloatVector.zero(S);
        FloatVector s0by8 = FloatVector.zero(S);
        FloatVector s0by9 = FloatVector.zero(S);
        FloatVector s0by10 = FloatVector.zero(S);
        FloatVector s0by11 = FloatVector.zero(S);
        FloatVector s0by12 = FloatVector.zero(S);
        FloatVector s0by13 = FloatVector.zero(S);
        FloatVector s0by14 = FloatVector.zero(S);
        FloatVector s0by15 = FloatVector.zero(S);
        for (int n = 0; n < samples; n += WIDEST) {
            FloatVector u0 = FloatVector.fromArray(S, a, x + n);
            s0by0 = u0.fma(FloatVector.fromArray(S, b, y + n), s0by0);
            s0by1 = u0.fma(FloatVector.fromArray(S, b, y + n + STRIDE), s0by1);
            s0by2 = u0.fma(FloatVector.fromArray(S, b, y + n + 2 * STRIDE), s0by2);
            s0by3 = u0.fma(FloatVector.fromArray(S, b, y + n + 3 * STRIDE), s0by3);
            s0by4 = u0.fma(FloatVector.fromArray(S, b, y + n + 4 * STRIDE), s0by4);
            s0by5 = u0.fma(FloatVector.fromArray(S, b, y + n + 5 * STRIDE), s0by5);
            s0by6 = u0.fma(FloatVector.fromArray(S, b, y + n + 6 * STRIDE), s0by6);
            s0by7 = u0.fma(FloatVector.fromArray(S, b, y + n + 7 * STRIDE), s0by7);
            s0by8 = u0.fma(FloatVector.fromArray(S, b, y + n + 8 * STRIDE), s0by8);
            s0by9 = u0.fma(FloatVector.fromArray(S, b, y + n + 9 * STRIDE), s0by9);
            s0by10 = u0.fma(FloatVector.fromArray(S, b, y + n + 10 * STRIDE), s0by10);
            s0by11 = u0.fma(FloatVector.fromArray(S, b, y + n + 11 * STRIDE), s0by11);
            s0by12 = u0.fma(FloatVector.fromArray(S, b, y + n + 12 * STRIDE), s0by12);
            s0by13 = u0.fma(FloatVector.fromArray(S, b, y + n + 13 * STRIDE), s0by13);
            s0by14 = u0.fma(FloatVector.fromArray(S, b, y + n + 14 * STRIDE), s0by14);
            s0by15 = u0.fma(FloatVector.fromArray(S, b, y + n + 15 * STRIDE), s0by15);
        }
        IntVector other8 = IntVector.fromArray(I, exchange, 3 * L);
        VectorMask<Float> set8 = VectorMask.fromLong(S, 0xff00);
        IntVector other4 = IntVector.fromArray(I, exchange, 2 * L);
        VectorMask<Float> set4 = VectorMask.fromLong(S, 0xf0f0);
        IntVector other2 = IntVector.fromArray(I, exchange, L);
        VectorMask<Float> set2 = VectorMask.fromLong(S, 0xcccc);
        IntVector other1 = IntVector.fromArray(I, exchange, 0);
        VectorMask<Float> set1 = VectorMask.fromLong(S, 0xaaaa);
        s0by0 = s0by0.blend(s0by8, set8)
                .add(other8.selectFrom(s0by0.reinterpretAsInts(), s0by8.reinterpretAsInts()).reinterpretAsFloats());
        s0by4 = s0by4.blend(s0by12, set8)
                .add(other8.selectFrom(s0by4.reinterpretAsInts(), s0by12.reinterpretAsInts()).reinterpretAsFloats());
        s0by0 = s0by0.blend(s0by4, set4)
                .add(other4.selectFrom(s0by0.reinterpretAsInts(), s0by4.reinterpretAsInts()).reinterpretAsFloats());
        s0by2 = s0by2.blend(s0by10, set8)
                .add(other8.selectFrom(s0by2.reinterpretAsInts(), s0by10.reinterpretAsInts()).reinterpretAsFloats());
        s0by6 = s0by6.blend(s0by14, set8)
                .add(other8.selectFrom(s0by6.reinterpretAsInts(), s0by14.reinterpretAsInts()).reinterpretAsFloats());
        s0by2 = s0by2.blend(s0by6, set4)
                .add(other4.selectFrom(s0by2.reinterpretAsInts(), s0by6.reinterpretAsInts()).reinterpretAsFloats());
        s0by0 = s0by0.blend(s0by2, set2)
                .add(other2.selectFrom(s0by0.reinterpretAsInts(), s0by2.reinterpretAsInts()).reinterpretAsFloats());
        s0by1 = s0by1.blend(s0by9, set8)
                .add(other8.selectFrom(s0by1.reinterpretAsInts(), s0by9.reinterpretAsInts()).reinterpretAsFloats());
        s0by5 = s0by5.blend(s0by13, set8)
                .add(other8.selectFrom(s0by5.reinterpretAsInts(), s0by13.reinterpretAsInts()).reinterpretAsFloats());
        s0by1 = s0by1.blend(s0by5, set4)
                .add(other4.selectFrom(s0by1.reinterpretAsInts(), s0by5.reinterpretAsInts()).reinterpretAsFloats());
        s0by3 = s0by3.blend(s0by11, set8)
                .add(other8.selectFrom(s0by3.reinterpretAsInts(), s0by11.reinterpretAsInts()).reinterpretAsFloats());
        s0by7 = s0by7.blend(s0by15, set8)
                .add(other8.selectFrom(s0by7.reinterpretAsInts(), s0by15.reinterpretAsInts()).reinterpretAsFloats());
        s0by3 = s0by3.blend(s0by7, set4)
                .add(other4.selectFrom(s0by3.reinterpretAsInts(), s0by7.reinterpretAsInts()).reinterpretAsFloats());
        s0by1 = s0by1.blend(s0by3, set2)
                .add(other2.selectFrom(s0by1.reinterpretAsInts(), s0by3.reinterpretAsInts()).reinterpretAsFloats());
        s0by0 = s0by0.blend(s0by1, set1)
                .add(other1.selectFrom(s0by0.reinterpretAsInts(), s0by1.reinterpretAsInts()).reinterpretAsFloats());
        s0by0.intoArray(out, to);
    }

    static void folded4x4(float[] a, int x, float[] b, int y, int samples, float[] out, int to, int[] exchange) {
        FloatVector s0by0 = FloatVector.zero(S);
        FloatVector s0by1 = FloatVector.zero(S);
        FloatVector s0by2 = FloatVector.zero(S);
        FloatVector s0by3 = FloatVector.zero(S);
        FloatVector s1by0 = FloatVector.zero(S);
        FloatVector s1by1 = FloatVector.zero(S);
        FloatVector s1by2 = FloatVector.zero(S);
        FloatVector s1by3 = FloatVector.zero(S);
        FloatVector s2by0 = FloatVector.zero(S);
        FloatVector s2by1 = FloatVector.zero(S);
        FloatVector s2by2 = FloatVector.zero(S);
        FloatVector s2by3 = FloatVector.zero(S);
        FloatVector s3by0 = FloatVector.zero(S);
        FloatVector s3by1 = FloatVector.zero(S);
        FloatVector s3by2 = FloatVector.zero(S);
        FloatVector s3by3 = FloatVector.zero(S);
        for (int n = 0; n < samples; n += WIDEST) {
            FloatVector v0 = FloatVector.fromArray(S, b, y + n);
            FloatVector v1 = FloatVector.fromArray(S, b, y + n + STRIDE);
            FloatVector v2 = FloatVector.fromArray(S, b, y + n + 2 * STRIDE);
            FloatVector v3 = FloatVector.fromArray(S, b, y + n + 3 * STRIDE);
            FloatVector u0 = FloatVector.fromArray(S, a, x + n);
            s0by0 = u0.fma(v0, s0by0);
            s0by1 = u0.fma(v1, s0by1);
            s0by2 = u0.fma(v2, s0by2);
            s0by3 = u0.fma(v3, s0by3);
            FloatVector u1 = FloatVector.fromArray(S, a, x + n + STRIDE);
            s1by0 = u1.fma(v0, s1by0);
            s1by1 = u1.fma(v1, s1by1);
            s1by2 = u1.fma(v2, s1by2);
            s1by3 = u1.fma(v3, s1by3);
            FloatVector u2 = FloatVector.fromArray(S, a, x + n + 2 * STRIDE);
            s2by0 = u2.fma(v0, s2by0);
            s2by1 = u2.fma(v1, s2by1);
            s2by2 = u2.fma(v2, s2by2);
            s2by3 = u2.fma(v3, s2by3);
            FloatVector u3 = FloatVector.fromArray(S, a, x + n + 3 * STRIDE);
            s3by0 = u3.fma(v0, s3by0);
            s3by1 = u3.fma(v1, s3by1);
            s3by2 = u3.fma(v2, s3by2);
            s3by3 = u3.fma(v3, s3by3);
        }
        IntVector other8 = IntVector.fromArray(I, exchange, 3 * L);
        VectorMask<Float> set8 = VectorMask.fromLong(S, 0xff00);
        IntVector other4 = IntVector.fromArray(I, exchange, 2 * L);
        VectorMask<Float> set4 = VectorMask.fromLong(S, 0xf0f0);
        IntVector other2 = IntVector.fromArray(I, exchange, L);
        VectorMask<Float> set2 = VectorMask.fromLong(S, 0xcccc);
        IntVector other1 = IntVector.fromArray(I, exchange, 0);
        VectorMask<Float> set1 = VectorMask.fromLong(S, 0xaaaa);
        s0by0 = s0by0.blend(s2by0, set8)
                .add(other8.selectFrom(s0by0.reinterpretAsInts(), s2by0.reinterpretAsInts()).reinterpretAsFloats());
        s1by0 = s1by0.blend(s3by0, set8)
                .add(other8.selectFrom(s1by0.reinterpretAsInts(), s3by0.reinterpretAsInts()).reinterpretAsFloats());
        s0by0 = s0by0.blend(s1by0, set4)
                .add(other4.selectFrom(s0by0.reinterpretAsInts(), s1by0.reinterpretAsInts()).reinterpretAsFloats());
        s0by2 = s0by2.blend(s2by2, set8)
                .add(other8.selectFrom(s0by2.reinterpretAsInts(), s2by2.reinterpretAsInts()).reinterpretAsFloats());
        s1by2 = s1by2.blend(s3by2, set8)
                .add(other8.selectFrom(s1by2.reinterpretAsInts(), s3by2.reinterpretAsInts()).reinterpretAsFloats());
        s0by2 = s0by2.blend(s1by2, set4)
                .add(other4.selectFrom(s0by2.reinterpretAsInts(), s1by2.reinterpretAsInts()).reinterpretAsFloats());
        s0by0 = s0by0.blend(s0by2, set2)
                .add(other2.selectFrom(s0by0.reinterpretAsInts(), s0by2.reinterpretAsInts()).reinterpretAsFloats());
        s0by1 = s0by1.blend(s2by1, set8)
                .add(other8.selectFrom(s0by1.reinterpretAsInts(), s2by1.reinterpretAsInts()).reinterpretAsFloats());
        s1by1 = s1by1.blend(s3by1, set8)
                .add(other8.selectFrom(s1by1.reinterpretAsInts(), s3by1.reinterpretAsInts()).reinterpretAsFloats());
        s0by1 = s0by1.blend(s1by1, set4)
                .add(other4.selectFrom(s0by1.reinterpretAsInts(), s1by1.reinterpretAsInts()).reinterpretAsFloats());
        s0by3 = s0by3.blend(s2by3, set8)
                .add(other8.selectFrom(s0by3.reinterpretAsInts(), s2by3.reinterpretAsInts()).reinterpretAsFloats());
        s1by3 = s1by3.blend(s3by3, set8)
                .add(other8.selectFrom(s1by3.reinterpretAsInts(), s3by3.reinterpretAsInts()).reinterpretAsFloats());
        s0by3 = s0by3.blend(s1by3, set4)
                .add(other4.selectFrom(s0by3.reinterpretAsInts(), s1by3.reinterpretAsInts()).reinterpretAsFloats());
        s0by1 = s0by1.blend(s0by3, set2)
                .add(other2.selectFrom(s0by1.reinterpretAsInts(), s0by3.reinterpretAsInts()).reinterpretAsFloats());
        s0by0 = s0by0.blend(s0by1, set1)
                .add(other1.selectFrom(s0by0.reinterpretAsInts(), s0by1.reinterpretAsInts()).reinterpretAsFloats());
        s0by0.intoArray(out, to);
    }

    static void foldedPair4x4(float[] a, int x, float[] b, int y, float[] out, int to, int[] exchange) {
        FloatVector v0 = FloatVector.fromArray(S, b, y);
        FloatVector w0 = FloatVector.fromArray(S, b, y + WIDEST);
        FloatVector v1 = FloatVector.fromArray(S, b, y + STRIDE);
        FloatVector w1 = FloatVector.fromArray(S, b, y + STRIDE + WIDEST);
        FloatVector v2 = FloatVector.fromArray(S, b, y + 2 * STRIDE);
        FloatVector w2 = FloatVector.fromArray(S, b, y + 2 * STRIDE + WIDEST);
        FloatVector v3 = FloatVector.fromArray(S, b, y + 3 * STRIDE);
        FloatVector w3 = FloatVector.fromArray(S, b, y + 3 * STRIDE + WIDEST);
        FloatVector t0 = FloatVector.fromArray(S, a, x);
        FloatVector u0 = FloatVector.fromArray(S, a, x + WIDEST);
        FloatVector t1 = FloatVector.fromArray(S, a, x + STRIDE);
        FloatVector u1 = FloatVector.fromArray(S, a, x + STRIDE + WIDEST);
        FloatVector t2 = FloatVector.fromArray(S, a, x + 2 * STRIDE);
        FloatVector u2 = FloatVector.fromArray(S, a, x + 2 * STRIDE + WIDEST);
        FloatVector t3 = FloatVector.fromArray(S, a, x + 3 * STRIDE);
        FloatVector u3 = FloatVector.fromArray(S, a, x + 3 * STRIDE + WIDEST);
        FloatVector zero = FloatVector.zero(S);
        IntVector other8 = IntVector.fromArray(I, exchange, 3 * L);
        VectorMask<Float> set8 = VectorMask.fromLong(S, 0xff00);
        IntVector other4 = IntVector.fromArray(I, exchange, 2 * L);
        VectorMask<Float> set4 = VectorMask.fromLong(S, 0xf0f0);
        IntVector other2 = IntVector.fromArray(I, exchange, L);
        VectorMask<Float> set2 = VectorMask.fromLong(S, 0xcccc);
        IntVector other1 = IntVector.fromArray(I, exchange, 0);
        VectorMask<Float> set1 = VectorMask.fromLong(S, 0xaaaa);
        FloatVector s0by0 = u0.fma(w0, t0.fma(v0, zero));
        FloatVector s2by0 = u2.fma(w0, t2.fma(v0, zero));
        s0by0 = s0by0.blend(s2by0, set8)
                .add(other8.selectFrom(s0by0.reinterpretAsInts(), s2by0.reinterpretAsInts()).reinterpretAsFloats());
        FloatVector s1by0 = u1.fma(w0, t1.fma(v0, zero));
        FloatVector s3by0 = u3.fma(w0, t3.fma(v0, zero));
        s1by0 = s1by0.blend(s3by0, set8)
                .add(other8.selectFrom(s1by0.reinterpretAsInts(), s3by0.reinterpretAsInts()).reinterpretAsFloats());
        s0by0 = s0by0.blend(s1by0, set4)
                .add(other4.selectFrom(s0by0.reinterpretAsInts(), s1by0.reinterpretAsInts()).reinterpretAsFloats());
        FloatVector s0by2 = u0.fma(w2, t0.fma(v2, zero));
        FloatVector s2by2 = u2.fma(w2, t2.fma(v2, zero));
        s0by2 = s0by2.blend(s2by2, set8)
                .add(other8.selectFrom(s0by2.reinterpretAsInts(), s2by2.reinterpretAsInts()).reinterpretAsFloats());
        FloatVector s1by2 = u1.fma(w2, t1.fma(v2, zero));
        FloatVector s3by2 = u3.fma(w2, t3.fma(v2, zero));
        s1by2 = s1by2.blend(s3by2, set8)
                .add(other8.selectFrom(s1by2.reinterpretAsInts(), s3by2.reinterpretAsInts()).reinterpretAsFloats());
        s0by2 = s0by2.blend(s1by2, set4)
                .add(other4.selectFrom(s0by2.reinterpretAsInts(), s1by2.reinterpretAsInts()).reinterpretAsFloats());
        s0by0 = s0by0.blend(s0by2, set2)
                .add(other2.selectFrom(s0by0.reinterpretAsInts(), s0by2.reinterpretAsInts()).reinterpretAsFloats());
        FloatVector s0by1 = u0.fma(w1, t0.fma(v1, zero));
        FloatVector s2by1 = u2.fma(w1, t2.fma(v1, zero));
        s0by1 = s0by1.blend(s2by1, set8)
                .add(other8.selectFrom(s0by1.reinterpretAsInts(), s2by1.reinterpretAsInts()).reinterpretAsFloats());
        FloatVector s1by1 = u1.fma(w1, t1.fma(v1, zero));
        FloatVector s3by1 = u3.fma(w1, t3.fma(v1, zero));
        s1by1 = s1by1.blend(s3by1, set8)
                .add(other8.selectFrom(s1by1.reinterpretAsInts(), s3by1.reinterpretAsInts()).reinterpretAsFloats());
        s0by1 = s0by1.blend(s1by1, set4)
                .add(other4.selectFrom(s0by1.reinterpretAsInts(), s1by1.reinterpretAsInts()).reinterpretAsFloats());
        FloatVector s0by3 = u0.fma(w3, t0.fma(v3, zero));
        FloatVector s2by3 = u2.fma(w3, t2.fma(v3, zero));
        s0by3 = s0by3.blend(s2by3, set8)
                .add(other8.selectFrom(s0by3.reinterpretAsInts(), s2by3.reinterpretAsInts()).reinterpretAsFloats());
        FloatVector s1by3 = u1.fma(w3, t1.fma(v3, zero));
        FloatVector s3by3 = u3.fma(w3, t3.fma(v3, zero));
        s1by3 = s1by3.blend(s3by3, set8)
                .add(other8.selectFrom(s1by3.reinterpretAsInts(), s3by3.reinterpretAsInts()).reinterpretAsFloats());
        s0by3 = s0by3.blend(s1by3, set4)
                .add(other4.selectFrom(s0by3.reinterpretAsInts(), s1by3.reinterpretAsInts()).reinterpretAsFloats());
        s0by1 = s0by1.blend(s0by3, set2)
                .add(other2.selectFrom(s0by1.reinterpretAsInts(), s0by3.reinterpretAsInts()).reinterpretAsFloats());
        s0by0 = s0by0.blend(s0by1, set1)
                .add(other1.selectFrom(s0by0.reinterpretAsInts(), s0by1.reinterpretAsInts()).reinterpretAsFloats());
        s0by0.intoArray(out, to);
    }
}
