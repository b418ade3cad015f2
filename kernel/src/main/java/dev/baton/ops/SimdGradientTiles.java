package dev.baton.ops;

import static dev.baton.ops.GradientOps.CHUNK;
import static jdk.incubator.vector.VectorOperators.GT;

import dev.baton.simd.SimdSpecies;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The register tiles of {@link SimdGradientOps}: R samples or rows by V vectors of values, {@code affineRxV}, {@code backwardRxV} and {@code productsRxV}.
 *
 * <p>Written by {@code TileSource}, which says why; {@code TileSourceTest} compares. Do not edit.
 */
final class SimdGradientTiles {
    private static final VectorSpecies<Float> S = SimdSpecies.FLOATS;
    private static final int L = SimdSpecies.LANES;

    private SimdGradientTiles() {}

    static void affine4x4(float[] in, int n, int count, float[] w, int j, int width, float[] out, int y) {
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
        for (int i = 0; i < count; i++) {
            int x = n + i * CHUNK;
            int row = j + i * width;
            FloatVector va = FloatVector.fromArray(S, w, row);
            FloatVector vb = FloatVector.fromArray(S, w, row + L);
            FloatVector vc = FloatVector.fromArray(S, w, row + 2 * L);
            FloatVector vd = FloatVector.fromArray(S, w, row + 3 * L);
            FloatVector n0 = FloatVector.broadcast(S, in[x]);
            s0a = va.fma(n0, s0a);
            s0b = vb.fma(n0, s0b);
            s0c = vc.fma(n0, s0c);
            s0d = vd.fma(n0, s0d);
            FloatVector n1 = FloatVector.broadcast(S, in[x + 1]);
            s1a = va.fma(n1, s1a);
            s1b = vb.fma(n1, s1b);
            s1c = vc.fma(n1, s1c);
            s1d = vd.fma(n1, s1d);
            FloatVector n2 = FloatVector.broadcast(S, in[x + 2]);
            s2a = va.fma(n2, s2a);
            s2b = vb.fma(n2, s2b);
            s2c = vc.fma(n2, s2c);
            s2d = vd.fma(n2, s2d);
            FloatVector n3 = FloatVector.broadcast(S, in[x + 3]);
            s3a = va.fma(n3, s3a);
            s3b = vb.fma(n3, s3b);
            s3c = vc.fma(n3, s3c);
            s3d = vd.fma(n3, s3d);
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
    }

    static void affine4x4Relu(float[] in, int n, int count, float[] w, int j, int width, float[] out, int y) {
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
        for (int i = 0; i < count; i++) {
            int x = n + i * CHUNK;
            int row = j + i * width;
            FloatVector va = FloatVector.fromArray(S, w, row);
            FloatVector vb = FloatVector.fromArray(S, w, row + L);
            FloatVector vc = FloatVector.fromArray(S, w, row + 2 * L);
            FloatVector vd = FloatVector.fromArray(S, w, row + 3 * L);
            FloatVector n0 = FloatVector.broadcast(S, in[x]);
            s0a = va.fma(n0, s0a);
            s0b = vb.fma(n0, s0b);
            s0c = vc.fma(n0, s0c);
            s0d = vd.fma(n0, s0d);
            FloatVector n1 = FloatVector.broadcast(S, in[x + 1]);
            s1a = va.fma(n1, s1a);
            s1b = vb.fma(n1, s1b);
            s1c = vc.fma(n1, s1c);
            s1d = vd.fma(n1, s1d);
            FloatVector n2 = FloatVector.broadcast(S, in[x + 2]);
            s2a = va.fma(n2, s2a);
            s2b = vb.fma(n2, s2b);
            s2c = vc.fma(n2, s2c);
            s2d = vd.fma(n2, s2d);
            FloatVector n3 = FloatVector.broadcast(S, in[x + 3]);
            s3a = va.fma(n3, s3a);
            s3b = vb.fma(n3, s3b);
            s3c = vc.fma(n3, s3c);
            s3d = vd.fma(n3, s3d);
        }
        FloatVector zero = FloatVector.zero(S);
        zero.blend(s0a, s0a.compare(GT, 0f)).intoArray(out, y);
        zero.blend(s0b, s0b.compare(GT, 0f)).intoArray(out, y + L);
        zero.blend(s0c, s0c.compare(GT, 0f)).intoArray(out, y + 2 * L);
        zero.blend(s0d, s0d.compare(GT, 0f)).intoArray(out, y + 3 * L);
        zero.blend(s1a, s1a.compare(GT, 0f)).intoArray(out, y + width);
        zero.blend(s1b, s1b.compare(GT, 0f)).intoArray(out, y + width + L);
        zero.blend(s1c, s1c.compare(GT, 0f)).intoArray(out, y + width + 2 * L);
        zero.blend(s1d, s1d.compare(GT, 0f)).intoArray(out, y + width + 3 * L);
        zero.blend(s2a, s2a.compare(GT, 0f)).intoArray(out, y + 2 * width);
        zero.blend(s2b, s2b.compare(GT, 0f)).intoArray(out, y + 2 * width + L);
        zero.blend(s2c, s2c.compare(GT, 0f)).intoArray(out, y + 2 * width + 2 * L);
        zero.blend(s2d, s2d.compare(GT, 0f)).intoArray(out, y + 2 * width + 3 * L);
        zero.blend(s3a, s3a.compare(GT, 0f)).intoArray(out, y + 3 * width);
        zero.blend(s3b, s3b.compare(GT, 0f)).intoArray(out, y + 3 * width + L);
        zero.blend(s3c, s3c.compare(GT, 0f)).intoArray(out, y + 3 * width + 2 * L);
        zero.blend(s3d, s3d.compare(GT, 0f)).intoArray(out, y + 3 * width + 3 * L);
    }

    static void affine6x2(float[] in, int n, int count, float[] w, int j, int width, float[] out, int y) {
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
            FloatVector va = FloatVector.fromArray(S, w, row);
            FloatVector vb = FloatVector.fromArray(S, w, row + L);
            FloatVector n0 = FloatVector.broadcast(S, in[x]);
            s0a = va.fma(n0, s0a);
            s0b = vb.fma(n0, s0b);
            FloatVector n1 = FloatVector.broadcast(S, in[x + 1]);
            s1a = va.fma(n1, s1a);
            s1b = vb.fma(n1, s1b);
            FloatVector n2 = FloatVector.broadcast(S, in[x + 2]);
            s2a = va.fma(n2, s2a);
            s2b = vb.fma(n2, s2b);
            FloatVector n3 = FloatVector.broadcast(S, in[x + 3]);
            s3a = va.fma(n3, s3a);
            s3b = vb.fma(n3, s3b);
            FloatVector n4 = FloatVector.broadcast(S, in[x + 4]);
            s4a = va.fma(n4, s4a);
            s4b = vb.fma(n4, s4b);
            FloatVector n5 = FloatVector.broadcast(S, in[x + 5]);
            s5a = va.fma(n5, s5a);
            s5b = vb.fma(n5, s5b);
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

    static void affine6x2Relu(float[] in, int n, int count, float[] w, int j, int width, float[] out, int y) {
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
            FloatVector va = FloatVector.fromArray(S, w, row);
            FloatVector vb = FloatVector.fromArray(S, w, row + L);
            FloatVector n0 = FloatVector.broadcast(S, in[x]);
            s0a = va.fma(n0, s0a);
            s0b = vb.fma(n0, s0b);
            FloatVector n1 = FloatVector.broadcast(S, in[x + 1]);
            s1a = va.fma(n1, s1a);
            s1b = vb.fma(n1, s1b);
            FloatVector n2 = FloatVector.broadcast(S, in[x + 2]);
            s2a = va.fma(n2, s2a);
            s2b = vb.fma(n2, s2b);
            FloatVector n3 = FloatVector.broadcast(S, in[x + 3]);
            s3a = va.fma(n3, s3a);
            s3b = vb.fma(n3, s3b);
            FloatVector n4 = FloatVector.broadcast(S, in[x + 4]);
            s4a = va.fma(n4, s4a);
            s4b = vb.fma(n4, s4b);
            FloatVector n5 = FloatVector.broadcast(S, in[x + 5]);
            s5a = va.fma(n5, s5a);
            s5b = vb.fma(n5, s5b);
        }
        FloatVector zero = FloatVector.zero(S);
        zero.blend(s0a, s0a.compare(GT, 0f)).intoArray(out, y);
        zero.blend(s0b, s0b.compare(GT, 0f)).intoArray(out, y + L);
        zero.blend(s1a, s1a.compare(GT, 0f)).intoArray(out, y + width);
        zero.blend(s1b, s1b.compare(GT, 0f)).intoArray(out, y + width + L);
        zero.blend(s2a, s2a.compare(GT, 0f)).intoArray(out, y + 2 * width);
        zero.blend(s2b, s2b.compare(GT, 0f)).intoArray(out, y + 2 * width + L);
        zero.blend(s3a, s3a.compare(GT, 0f)).intoArray(out, y + 3 * width);
        zero.blend(s3b, s3b.compare(GT, 0f)).intoArray(out, y + 3 * width + L);
        zero.blend(s4a, s4a.compare(GT, 0f)).intoArray(out, y + 4 * width);
        zero.blend(s4b, s4b.compare(GT, 0f)).intoArray(out, y + 4 * width + L);
        zero.blend(s5a, s5a.compare(GT, 0f)).intoArray(out, y + 5 * width);
        zero.blend(s5b, s5b.compare(GT, 0f)).intoArray(out, y + 5 * width + L);
    }

    static void backward4x4Relu(float[] in, int n, int count, float[] w, int j, int width, float[] out, int y) {
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
        for (int i = 0; i < count; i++) {
            int x = n + i * CHUNK;
            int row = j + i * width;
            FloatVector va = FloatVector.fromArray(S, w, row);
            FloatVector vb = FloatVector.fromArray(S, w, row + L);
            FloatVector vc = FloatVector.fromArray(S, w, row + 2 * L);
            FloatVector vd = FloatVector.fromArray(S, w, row + 3 * L);
            FloatVector n0 = FloatVector.broadcast(S, in[x]);
            s0a = va.fma(n0, s0a);
            s0b = vb.fma(n0, s0b);
            s0c = vc.fma(n0, s0c);
            s0d = vd.fma(n0, s0d);
            FloatVector n1 = FloatVector.broadcast(S, in[x + 1]);
            s1a = va.fma(n1, s1a);
            s1b = vb.fma(n1, s1b);
            s1c = vc.fma(n1, s1c);
            s1d = vd.fma(n1, s1d);
            FloatVector n2 = FloatVector.broadcast(S, in[x + 2]);
            s2a = va.fma(n2, s2a);
            s2b = vb.fma(n2, s2b);
            s2c = vc.fma(n2, s2c);
            s2d = vd.fma(n2, s2d);
            FloatVector n3 = FloatVector.broadcast(S, in[x + 3]);
            s3a = va.fma(n3, s3a);
            s3b = vb.fma(n3, s3b);
            s3c = vc.fma(n3, s3c);
            s3d = vd.fma(n3, s3d);
        }
        FloatVector zero = FloatVector.zero(S);
        zero.blend(s0a, FloatVector.fromArray(S, out, y).compare(GT, 0f)).intoArray(out, y);
        zero.blend(s0b, FloatVector.fromArray(S, out, y + L).compare(GT, 0f)).intoArray(out, y + L);
        zero.blend(s0c, FloatVector.fromArray(S, out, y + 2 * L).compare(GT, 0f)).intoArray(out, y + 2 * L);
        zero.blend(s0d, FloatVector.fromArray(S, out, y + 3 * L).compare(GT, 0f)).intoArray(out, y + 3 * L);
        zero.blend(s1a, FloatVector.fromArray(S, out, y + width).compare(GT, 0f)).intoArray(out, y + width);
        zero.blend(s1b, FloatVector.fromArray(S, out, y + width + L).compare(GT, 0f)).intoArray(out, y + width + L);
        zero.blend(s1c, FloatVector.fromArray(S, out, y + width + 2 * L).compare(GT, 0f)).intoArray(out, y + width + 2 * L);
        zero.blend(s1d, FloatVector.fromArray(S, out, y + width + 3 * L).compare(GT, 0f)).intoArray(out, y + width + 3 * L);
        zero.blend(s2a, FloatVector.fromArray(S, out, y + 2 * width).compare(GT, 0f)).intoArray(out, y + 2 * width);
        zero.blend(s2b, FloatVector.fromArray(S, out, y + 2 * width + L).compare(GT, 0f)).intoArray(out, y + 2 * width + L);
        zero.blend(s2c, FloatVector.fromArray(S, out, y + 2 * width + 2 * L).compare(GT, 0f)).intoArray(out, y + 2 * width + 2 * L);
        zero.blend(s2d, FloatVector.fromArray(S, out, y + 2 * width + 3 * L).compare(GT, 0f)).intoArray(out, y + 2 * width + 3 * L);
        zero.blend(s3a, FloatVector.fromArray(S, out, y + 3 * width).compare(GT, 0f)).intoArray(out, y + 3 * width);
        zero.blend(s3b, FloatVector.fromArray(S, out, y + 3 * width + L).compare(GT, 0f)).intoArray(out, y + 3 * width + L);
        zero.blend(s3c, FloatVector.fromArray(S, out, y + 3 * width + 2 * L).compare(GT, 0f)).intoArray(out, y + 3 * width + 2 * L);
        zero.blend(s3d, FloatVector.fromArray(S, out, y + 3 * width + 3 * L).compare(GT, 0f)).intoArray(out, y + 3 * width + 3 * L);
    }

    static void backward4x4Slope(float[] in, int n, int count, float[] w, int j, int width, float[] out, int y) {
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
        for (int i = 0; i < count; i++) {
            int x = n + i * CHUNK;
            int row = j + i * width;
            FloatVector va = FloatVector.fromArray(S, w, row);
            FloatVector vb = FloatVector.fromArray(S, w, row + L);
            FloatVector vc = FloatVector.fromArray(S, w, row + 2 * L);
            FloatVector vd = FloatVector.fromArray(S, w, row + 3 * L);
            FloatVector n0 = FloatVector.broadcast(S, in[x]);
            s0a = va.fma(n0, s0a);
            s0b = vb.fma(n0, s0b);
            s0c = vc.fma(n0, s0c);
            s0d = vd.fma(n0, s0d);
            FloatVector n1 = FloatVector.broadcast(S, in[x + 1]);
            s1a = va.fma(n1, s1a);
            s1b = vb.fma(n1, s1b);
            s1c = vc.fma(n1, s1c);
            s1d = vd.fma(n1, s1d);
            FloatVector n2 = FloatVector.broadcast(S, in[x + 2]);
            s2a = va.fma(n2, s2a);
            s2b = vb.fma(n2, s2b);
            s2c = vc.fma(n2, s2c);
            s2d = vd.fma(n2, s2d);
            FloatVector n3 = FloatVector.broadcast(S, in[x + 3]);
            s3a = va.fma(n3, s3a);
            s3b = vb.fma(n3, s3b);
            s3c = vc.fma(n3, s3c);
            s3d = vd.fma(n3, s3d);
        }
        s0a.mul(FloatVector.fromArray(S, out, y)).intoArray(out, y);
        s0b.mul(FloatVector.fromArray(S, out, y + L)).intoArray(out, y + L);
        s0c.mul(FloatVector.fromArray(S, out, y + 2 * L)).intoArray(out, y + 2 * L);
        s0d.mul(FloatVector.fromArray(S, out, y + 3 * L)).intoArray(out, y + 3 * L);
        s1a.mul(FloatVector.fromArray(S, out, y + width)).intoArray(out, y + width);
        s1b.mul(FloatVector.fromArray(S, out, y + width + L)).intoArray(out, y + width + L);
        s1c.mul(FloatVector.fromArray(S, out, y + width + 2 * L)).intoArray(out, y + width + 2 * L);
        s1d.mul(FloatVector.fromArray(S, out, y + width + 3 * L)).intoArray(out, y + width + 3 * L);
        s2a.mul(FloatVector.fromArray(S, out, y + 2 * width)).intoArray(out, y + 2 * width);
        s2b.mul(FloatVector.fromArray(S, out, y + 2 * width + L)).intoArray(out, y + 2 * width + L);
        s2c.mul(FloatVector.fromArray(S, out, y + 2 * width + 2 * L)).intoArray(out, y + 2 * width + 2 * L);
        s2d.mul(FloatVector.fromArray(S, out, y + 2 * width + 3 * L)).intoArray(out, y + 2 * width + 3 * L);
        s3a.mul(FloatVector.fromArray(S, out, y + 3 * width)).intoArray(out, y + 3 * width);
        s3b.mul(FloatVector.fromArray(S, out, y + 3 * width + L)).intoArray(out, y + 3 * width + L);
        s3c.mul(FloatVector.fromArray(S, out, y + 3 * width + 2 * L)).intoArray(out, y + 3 * width + 2 * L);
        s3d.mul(FloatVector.fromArray(S, out, y + 3 * width + 3 * L)).intoArray(out, y + 3 * width + 3 * L);
    }

    static void backward6x2Relu(float[] in, int n, int count, float[] w, int j, int width, float[] out, int y) {
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
            FloatVector va = FloatVector.fromArray(S, w, row);
            FloatVector vb = FloatVector.fromArray(S, w, row + L);
            FloatVector n0 = FloatVector.broadcast(S, in[x]);
            s0a = va.fma(n0, s0a);
            s0b = vb.fma(n0, s0b);
            FloatVector n1 = FloatVector.broadcast(S, in[x + 1]);
            s1a = va.fma(n1, s1a);
            s1b = vb.fma(n1, s1b);
            FloatVector n2 = FloatVector.broadcast(S, in[x + 2]);
            s2a = va.fma(n2, s2a);
            s2b = vb.fma(n2, s2b);
            FloatVector n3 = FloatVector.broadcast(S, in[x + 3]);
            s3a = va.fma(n3, s3a);
            s3b = vb.fma(n3, s3b);
            FloatVector n4 = FloatVector.broadcast(S, in[x + 4]);
            s4a = va.fma(n4, s4a);
            s4b = vb.fma(n4, s4b);
            FloatVector n5 = FloatVector.broadcast(S, in[x + 5]);
            s5a = va.fma(n5, s5a);
            s5b = vb.fma(n5, s5b);
        }
        FloatVector zero = FloatVector.zero(S);
        zero.blend(s0a, FloatVector.fromArray(S, out, y).compare(GT, 0f)).intoArray(out, y);
        zero.blend(s0b, FloatVector.fromArray(S, out, y + L).compare(GT, 0f)).intoArray(out, y + L);
        zero.blend(s1a, FloatVector.fromArray(S, out, y + width).compare(GT, 0f)).intoArray(out, y + width);
        zero.blend(s1b, FloatVector.fromArray(S, out, y + width + L).compare(GT, 0f)).intoArray(out, y + width + L);
        zero.blend(s2a, FloatVector.fromArray(S, out, y + 2 * width).compare(GT, 0f)).intoArray(out, y + 2 * width);
        zero.blend(s2b, FloatVector.fromArray(S, out, y + 2 * width + L).compare(GT, 0f)).intoArray(out, y + 2 * width + L);
        zero.blend(s3a, FloatVector.fromArray(S, out, y + 3 * width).compare(GT, 0f)).intoArray(out, y + 3 * width);
        zero.blend(s3b, FloatVector.fromArray(S, out, y + 3 * width + L).compare(GT, 0f)).intoArray(out, y + 3 * width + L);
        zero.blend(s4a, FloatVector.fromArray(S, out, y + 4 * width).compare(GT, 0f)).intoArray(out, y + 4 * width);
        zero.blend(s4b, FloatVector.fromArray(S, out, y + 4 * width + L).compare(GT, 0f)).intoArray(out, y + 4 * width + L);
        zero.blend(s5a, FloatVector.fromArray(S, out, y + 5 * width).compare(GT, 0f)).intoArray(out, y + 5 * width);
        zero.blend(s5b, FloatVector.fromArray(S, out, y + 5 * width + L).compare(GT, 0f)).intoArray(out, y + 5 * width + L);
    }

    static void backward6x2Slope(float[] in, int n, int count, float[] w, int j, int width, float[] out, int y) {
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
            FloatVector va = FloatVector.fromArray(S, w, row);
            FloatVector vb = FloatVector.fromArray(S, w, row + L);
            FloatVector n0 = FloatVector.broadcast(S, in[x]);
            s0a = va.fma(n0, s0a);
            s0b = vb.fma(n0, s0b);
            FloatVector n1 = FloatVector.broadcast(S, in[x + 1]);
            s1a = va.fma(n1, s1a);
            s1b = vb.fma(n1, s1b);
            FloatVector n2 = FloatVector.broadcast(S, in[x + 2]);
            s2a = va.fma(n2, s2a);
            s2b = vb.fma(n2, s2b);
            FloatVector n3 = FloatVector.broadcast(S, in[x + 3]);
            s3a = va.fma(n3, s3a);
            s3b = vb.fma(n3, s3b);
            FloatVector n4 = FloatVector.broadcast(S, in[x + 4]);
            s4a = va.fma(n4, s4a);
            s4b = vb.fma(n4, s4b);
            FloatVector n5 = FloatVector.broadcast(S, in[x + 5]);
            s5a = va.fma(n5, s5a);
            s5b = vb.fma(n5, s5b);
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

    static void products4x4(float[] a, int x, float[] b, int j, int width, int samples, float[] g, int at) {
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
        for (int n = 0; n < samples; n++) {
            int row = j + n * width;
            FloatVector va = FloatVector.fromArray(S, b, row);
            FloatVector vb = FloatVector.fromArray(S, b, row + L);
            FloatVector vc = FloatVector.fromArray(S, b, row + 2 * L);
            FloatVector vd = FloatVector.fromArray(S, b, row + 3 * L);
            FloatVector n0 = FloatVector.broadcast(S, a[x + n]);
            s0a = va.fma(n0, s0a);
            s0b = vb.fma(n0, s0b);
            s0c = vc.fma(n0, s0c);
            s0d = vd.fma(n0, s0d);
            FloatVector n1 = FloatVector.broadcast(S, a[x + n + CHUNK]);
            s1a = va.fma(n1, s1a);
            s1b = vb.fma(n1, s1b);
            s1c = vc.fma(n1, s1c);
            s1d = vd.fma(n1, s1d);
            FloatVector n2 = FloatVector.broadcast(S, a[x + n + 2 * CHUNK]);
            s2a = va.fma(n2, s2a);
            s2b = vb.fma(n2, s2b);
            s2c = vc.fma(n2, s2c);
            s2d = vd.fma(n2, s2d);
            FloatVector n3 = FloatVector.broadcast(S, a[x + n + 3 * CHUNK]);
            s3a = va.fma(n3, s3a);
            s3b = vb.fma(n3, s3b);
            s3c = vc.fma(n3, s3c);
            s3d = vd.fma(n3, s3d);
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
    }

    static void products5x4(float[] a, int x, float[] b, int j, int width, int samples, float[] g, int at) {
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
        for (int n = 0; n < samples; n++) {
            int row = j + n * width;
            FloatVector va = FloatVector.fromArray(S, b, row);
            FloatVector vb = FloatVector.fromArray(S, b, row + L);
            FloatVector vc = FloatVector.fromArray(S, b, row + 2 * L);
            FloatVector vd = FloatVector.fromArray(S, b, row + 3 * L);
            FloatVector n0 = FloatVector.broadcast(S, a[x + n]);
            s0a = va.fma(n0, s0a);
            s0b = vb.fma(n0, s0b);
            s0c = vc.fma(n0, s0c);
            s0d = vd.fma(n0, s0d);
            FloatVector n1 = FloatVector.broadcast(S, a[x + n + CHUNK]);
            s1a = va.fma(n1, s1a);
            s1b = vb.fma(n1, s1b);
            s1c = vc.fma(n1, s1c);
            s1d = vd.fma(n1, s1d);
            FloatVector n2 = FloatVector.broadcast(S, a[x + n + 2 * CHUNK]);
            s2a = va.fma(n2, s2a);
            s2b = vb.fma(n2, s2b);
            s2c = vc.fma(n2, s2c);
            s2d = vd.fma(n2, s2d);
            FloatVector n3 = FloatVector.broadcast(S, a[x + n + 3 * CHUNK]);
            s3a = va.fma(n3, s3a);
            s3b = vb.fma(n3, s3b);
            s3c = vc.fma(n3, s3c);
            s3d = vd.fma(n3, s3d);
            FloatVector n4 = FloatVector.broadcast(S, a[x + n + 4 * CHUNK]);
            s4a = va.fma(n4, s4a);
            s4b = vb.fma(n4, s4b);
            s4c = vc.fma(n4, s4c);
            s4d = vd.fma(n4, s4d);
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
    }

    static void products4x2(float[] a, int x, float[] b, int j, int width, int samples, float[] g, int at) {
        FloatVector s0a = FloatVector.fromArray(S, g, at);
        FloatVector s0b = FloatVector.fromArray(S, g, at + L);
        FloatVector s1a = FloatVector.fromArray(S, g, at + width);
        FloatVector s1b = FloatVector.fromArray(S, g, at + width + L);
        FloatVector s2a = FloatVector.fromArray(S, g, at + 2 * width);
        FloatVector s2b = FloatVector.fromArray(S, g, at + 2 * width + L);
        FloatVector s3a = FloatVector.fromArray(S, g, at + 3 * width);
        FloatVector s3b = FloatVector.fromArray(S, g, at + 3 * width + L);
        for (int n = 0; n < samples; n++) {
            int row = j + n * width;
            FloatVector va = FloatVector.fromArray(S, b, row);
            FloatVector vb = FloatVector.fromArray(S, b, row + L);
            FloatVector n0 = FloatVector.broadcast(S, a[x + n]);
            s0a = va.fma(n0, s0a);
            s0b = vb.fma(n0, s0b);
            FloatVector n1 = FloatVector.broadcast(S, a[x + n + CHUNK]);
            s1a = va.fma(n1, s1a);
            s1b = vb.fma(n1, s1b);
            FloatVector n2 = FloatVector.broadcast(S, a[x + n + 2 * CHUNK]);
            s2a = va.fma(n2, s2a);
            s2b = vb.fma(n2, s2b);
            FloatVector n3 = FloatVector.broadcast(S, a[x + n + 3 * CHUNK]);
            s3a = va.fma(n3, s3a);
            s3b = vb.fma(n3, s3b);
        }
        s0a.intoArray(g, at);
        s0b.intoArray(g, at + L);
        s1a.intoArray(g, at + width);
        s1b.intoArray(g, at + width + L);
        s2a.intoArray(g, at + 2 * width);
        s2b.intoArray(g, at + 2 * width + L);
        s3a.intoArray(g, at + 3 * width);
        s3b.intoArray(g, at + 3 * width + L);
    }

    static void products5x2(float[] a, int x, float[] b, int j, int width, int samples, float[] g, int at) {
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
        for (int n = 0; n < samples; n++) {
            int row = j + n * width;
            FloatVector va = FloatVector.fromArray(S, b, row);
            FloatVector vb = FloatVector.fromArray(S, b, row + L);
            FloatVector n0 = FloatVector.broadcast(S, a[x + n]);
            s0a = va.fma(n0, s0a);
            s0b = vb.fma(n0, s0b);
            FloatVector n1 = FloatVector.broadcast(S, a[x + n + CHUNK]);
            s1a = va.fma(n1, s1a);
            s1b = vb.fma(n1, s1b);
            FloatVector n2 = FloatVector.broadcast(S, a[x + n + 2 * CHUNK]);
            s2a = va.fma(n2, s2a);
            s2b = vb.fma(n2, s2b);
            FloatVector n3 = FloatVector.broadcast(S, a[x + n + 3 * CHUNK]);
            s3a = va.fma(n3, s3a);
            s3b = vb.fma(n3, s3b);
            FloatVector n4 = FloatVector.broadcast(S, a[x + n + 4 * CHUNK]);
            s4a = va.fma(n4, s4a);
            s4b = vb.fma(n4, s4b);
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
    }

    static void products1x2(float[] a, int x, float[] b, int j, int width, int samples, float[] g, int at) {
        FloatVector s0a = FloatVector.fromArray(S, g, at);
        FloatVector s0b = FloatVector.fromArray(S, g, at + L);
        for (int n = 0; n < samples; n++) {
            int row = j + n * width;
            FloatVector va = FloatVector.fromArray(S, b, row);
            FloatVector vb = FloatVector.fromArray(S, b, row + L);
            FloatVector n0 = FloatVector.broadcast(S, a[x + n]);
            s0a = va.fma(n0, s0a);
            s0b = vb.fma(n0, s0b);
        }
        s0a.intoArray(g, at);
        s0b.intoArray(g, at + L);
    }
}
