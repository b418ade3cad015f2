package dev.baton.ops;

import static dev.baton.ops.BatchOps.COLUMNS;
import static dev.baton.ops.BatchOps.RECTIFIED_COLUMNS;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.NE;

import dev.baton.simd.SimdSpecies;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The register tiles of {@link SimdForward}: V vectors of the batch by R outputs, {@code forwardVxR}; or by R hidden values at a time, which go on into five outputs, {@code rectifiedVxR}.
 *
 * <p>Written by {@code TileSource}, which says why; {@code TileSourceTest} compares. Do not edit.
 */
final class SimdForwardTiles {
    private static final VectorSpecies<Float> S = SimdSpecies.FLOATS;
    private static final int L = SimdSpecies.LANES;

    private SimdForwardTiles() {}

    static void forward3x7(float[] p, int w, int inputs, float[] in, int x, float[] out, int y) {
        FloatVector s0a = FloatVector.broadcast(S, p[w]);
        FloatVector s0b = s0a;
        FloatVector s0c = s0a;
        FloatVector s1a = FloatVector.broadcast(S, p[w + 1]);
        FloatVector s1b = s1a;
        FloatVector s1c = s1a;
        FloatVector s2a = FloatVector.broadcast(S, p[w + 2]);
        FloatVector s2b = s2a;
        FloatVector s2c = s2a;
        FloatVector s3a = FloatVector.broadcast(S, p[w + 3]);
        FloatVector s3b = s3a;
        FloatVector s3c = s3a;
        FloatVector s4a = FloatVector.broadcast(S, p[w + 4]);
        FloatVector s4b = s4a;
        FloatVector s4c = s4a;
        FloatVector s5a = FloatVector.broadcast(S, p[w + 5]);
        FloatVector s5b = s5a;
        FloatVector s5c = s5a;
        FloatVector s6a = FloatVector.broadcast(S, p[w + 6]);
        FloatVector s6b = s6a;
        FloatVector s6c = s6a;
        for (int i = 0; i < inputs; i++) {
            int column = x + i * COLUMNS;
            int row = w + 7 + i * 7;
            FloatVector va = FloatVector.fromArray(S, in, column);
            FloatVector vb = FloatVector.fromArray(S, in, column + L);
            FloatVector vc = FloatVector.fromArray(S, in, column + 2 * L);
            FloatVector n0 = FloatVector.broadcast(S, p[row]);
            s0a = va.fma(n0, s0a);
            s0b = vb.fma(n0, s0b);
            s0c = vc.fma(n0, s0c);
            FloatVector n1 = FloatVector.broadcast(S, p[row + 1]);
            s1a = va.fma(n1, s1a);
            s1b = vb.fma(n1, s1b);
            s1c = vc.fma(n1, s1c);
            FloatVector n2 = FloatVector.broadcast(S, p[row + 2]);
            s2a = va.fma(n2, s2a);
            s2b = vb.fma(n2, s2b);
            s2c = vc.fma(n2, s2c);
            FloatVector n3 = FloatVector.broadcast(S, p[row + 3]);
            s3a = va.fma(n3, s3a);
            s3b = vb.fma(n3, s3b);
            s3c = vc.fma(n3, s3c);
            FloatVector n4 = FloatVector.broadcast(S, p[row + 4]);
            s4a = va.fma(n4, s4a);
            s4b = vb.fma(n4, s4b);
            s4c = vc.fma(n4, s4c);
            FloatVector n5 = FloatVector.broadcast(S, p[row + 5]);
            s5a = va.fma(n5, s5a);
            s5b = vb.fma(n5, s5b);
            s5c = vc.fma(n5, s5c);
            FloatVector n6 = FloatVector.broadcast(S, p[row + 6]);
            s6a = va.fma(n6, s6a);
            s6b = vb.fma(n6, s6b);
            s6c = vc.fma(n6, s6c);
        }
        s0a.intoArray(out, y);
        s0b.intoArray(out, y + L);
        s0c.intoArray(out, y + 2 * L);
        s1a.intoArray(out, y + COLUMNS);
        s1b.intoArray(out, y + COLUMNS + L);
        s1c.intoArray(out, y + COLUMNS + 2 * L);
        s2a.intoArray(out, y + 2 * COLUMNS);
        s2b.intoArray(out, y + 2 * COLUMNS + L);
        s2c.intoArray(out, y + 2 * COLUMNS + 2 * L);
        s3a.intoArray(out, y + 3 * COLUMNS);
        s3b.intoArray(out, y + 3 * COLUMNS + L);
        s3c.intoArray(out, y + 3 * COLUMNS + 2 * L);
        s4a.intoArray(out, y + 4 * COLUMNS);
        s4b.intoArray(out, y + 4 * COLUMNS + L);
        s4c.intoArray(out, y + 4 * COLUMNS + 2 * L);
        s5a.intoArray(out, y + 5 * COLUMNS);
        s5b.intoArray(out, y + 5 * COLUMNS + L);
        s5c.intoArray(out, y + 5 * COLUMNS + 2 * L);
        s6a.intoArray(out, y + 6 * COLUMNS);
        s6b.intoArray(out, y + 6 * COLUMNS + L);
        s6c.intoArray(out, y + 6 * COLUMNS + 2 * L);
    }

    static void forward3x7Relu(float[] p, int w, int inputs, float[] in, int x, float[] out, int y) {
        FloatVector s0a = FloatVector.broadcast(S, p[w]);
        FloatVector s0b = s0a;
        FloatVector s0c = s0a;
        FloatVector s1a = FloatVector.broadcast(S, p[w + 1]);
        FloatVector s1b = s1a;
        FloatVector s1c = s1a;
        FloatVector s2a = FloatVector.broadcast(S, p[w + 2]);
        FloatVector s2b = s2a;
        FloatVector s2c = s2a;
        FloatVector s3a = FloatVector.broadcast(S, p[w + 3]);
        FloatVector s3b = s3a;
        FloatVector s3c = s3a;
        FloatVector s4a = FloatVector.broadcast(S, p[w + 4]);
        FloatVector s4b = s4a;
        FloatVector s4c = s4a;
        FloatVector s5a = FloatVector.broadcast(S, p[w + 5]);
        FloatVector s5b = s5a;
        FloatVector s5c = s5a;
        FloatVector s6a = FloatVector.broadcast(S, p[w + 6]);
        FloatVector s6b = s6a;
        FloatVector s6c = s6a;
        for (int i = 0; i < inputs; i++) {
            int column = x + i * COLUMNS;
            int row = w + 7 + i * 7;
            FloatVector va = FloatVector.fromArray(S, in, column);
            FloatVector vb = FloatVector.fromArray(S, in, column + L);
            FloatVector vc = FloatVector.fromArray(S, in, column + 2 * L);
            FloatVector n0 = FloatVector.broadcast(S, p[row]);
            s0a = va.fma(n0, s0a);
            s0b = vb.fma(n0, s0b);
            s0c = vc.fma(n0, s0c);
            FloatVector n1 = FloatVector.broadcast(S, p[row + 1]);
            s1a = va.fma(n1, s1a);
            s1b = vb.fma(n1, s1b);
            s1c = vc.fma(n1, s1c);
            FloatVector n2 = FloatVector.broadcast(S, p[row + 2]);
            s2a = va.fma(n2, s2a);
            s2b = vb.fma(n2, s2b);
            s2c = vc.fma(n2, s2c);
            FloatVector n3 = FloatVector.broadcast(S, p[row + 3]);
            s3a = va.fma(n3, s3a);
            s3b = vb.fma(n3, s3b);
            s3c = vc.fma(n3, s3c);
            FloatVector n4 = FloatVector.broadcast(S, p[row + 4]);
            s4a = va.fma(n4, s4a);
            s4b = vb.fma(n4, s4b);
            s4c = vc.fma(n4, s4c);
            FloatVector n5 = FloatVector.broadcast(S, p[row + 5]);
            s5a = va.fma(n5, s5a);
            s5b = vb.fma(n5, s5b);
            s5c = vc.fma(n5, s5c);
            FloatVector n6 = FloatVector.broadcast(S, p[row + 6]);
            s6a = va.fma(n6, s6a);
            s6b = vb.fma(n6, s6b);
            s6c = vc.fma(n6, s6c);
        }
        FloatVector zero = FloatVector.zero(S);
        zero.blend(s0a, s0a.compare(GT, 0f)).intoArray(out, y);
        zero.blend(s0b, s0b.compare(GT, 0f)).intoArray(out, y + L);
        zero.blend(s0c, s0c.compare(GT, 0f)).intoArray(out, y + 2 * L);
        zero.blend(s1a, s1a.compare(GT, 0f)).intoArray(out, y + COLUMNS);
        zero.blend(s1b, s1b.compare(GT, 0f)).intoArray(out, y + COLUMNS + L);
        zero.blend(s1c, s1c.compare(GT, 0f)).intoArray(out, y + COLUMNS + 2 * L);
        zero.blend(s2a, s2a.compare(GT, 0f)).intoArray(out, y + 2 * COLUMNS);
        zero.blend(s2b, s2b.compare(GT, 0f)).intoArray(out, y + 2 * COLUMNS + L);
        zero.blend(s2c, s2c.compare(GT, 0f)).intoArray(out, y + 2 * COLUMNS + 2 * L);
        zero.blend(s3a, s3a.compare(GT, 0f)).intoArray(out, y + 3 * COLUMNS);
        zero.blend(s3b, s3b.compare(GT, 0f)).intoArray(out, y + 3 * COLUMNS + L);
        zero.blend(s3c, s3c.compare(GT, 0f)).intoArray(out, y + 3 * COLUMNS + 2 * L);
        zero.blend(s4a, s4a.compare(GT, 0f)).intoArray(out, y + 4 * COLUMNS);
        zero.blend(s4b, s4b.compare(GT, 0f)).intoArray(out, y + 4 * COLUMNS + L);
        zero.blend(s4c, s4c.compare(GT, 0f)).intoArray(out, y + 4 * COLUMNS + 2 * L);
        zero.blend(s5a, s5a.compare(GT, 0f)).intoArray(out, y + 5 * COLUMNS);
        zero.blend(s5b, s5b.compare(GT, 0f)).intoArray(out, y + 5 * COLUMNS + L);
        zero.blend(s5c, s5c.compare(GT, 0f)).intoArray(out, y + 5 * COLUMNS + 2 * L);
        zero.blend(s6a, s6a.compare(GT, 0f)).intoArray(out, y + 6 * COLUMNS);
        zero.blend(s6b, s6b.compare(GT, 0f)).intoArray(out, y + 6 * COLUMNS + L);
        zero.blend(s6c, s6c.compare(GT, 0f)).intoArray(out, y + 6 * COLUMNS + 2 * L);
    }

    static void forward3x5(float[] p, int w, int inputs, float[] in, int x, float[] out, int y) {
        FloatVector s0a = FloatVector.broadcast(S, p[w]);
        FloatVector s0b = s0a;
        FloatVector s0c = s0a;
        FloatVector s1a = FloatVector.broadcast(S, p[w + 1]);
        FloatVector s1b = s1a;
        FloatVector s1c = s1a;
        FloatVector s2a = FloatVector.broadcast(S, p[w + 2]);
        FloatVector s2b = s2a;
        FloatVector s2c = s2a;
        FloatVector s3a = FloatVector.broadcast(S, p[w + 3]);
        FloatVector s3b = s3a;
        FloatVector s3c = s3a;
        FloatVector s4a = FloatVector.broadcast(S, p[w + 4]);
        FloatVector s4b = s4a;
        FloatVector s4c = s4a;
        for (int i = 0; i < inputs; i++) {
            int column = x + i * COLUMNS;
            int row = w + 5 + i * 5;
            FloatVector va = FloatVector.fromArray(S, in, column);
            FloatVector vb = FloatVector.fromArray(S, in, column + L);
            FloatVector vc = FloatVector.fromArray(S, in, column + 2 * L);
            FloatVector n0 = FloatVector.broadcast(S, p[row]);
            s0a = va.fma(n0, s0a);
            s0b = vb.fma(n0, s0b);
            s0c = vc.fma(n0, s0c);
            FloatVector n1 = FloatVector.broadcast(S, p[row + 1]);
            s1a = va.fma(n1, s1a);
            s1b = vb.fma(n1, s1b);
            s1c = vc.fma(n1, s1c);
            FloatVector n2 = FloatVector.broadcast(S, p[row + 2]);
            s2a = va.fma(n2, s2a);
            s2b = vb.fma(n2, s2b);
            s2c = vc.fma(n2, s2c);
            FloatVector n3 = FloatVector.broadcast(S, p[row + 3]);
            s3a = va.fma(n3, s3a);
            s3b = vb.fma(n3, s3b);
            s3c = vc.fma(n3, s3c);
            FloatVector n4 = FloatVector.broadcast(S, p[row + 4]);
            s4a = va.fma(n4, s4a);
            s4b = vb.fma(n4, s4b);
            s4c = vc.fma(n4, s4c);
        }
        s0a.intoArray(out, y);
        s0b.intoArray(out, y + L);
        s0c.intoArray(out, y + 2 * L);
        s1a.intoArray(out, y + COLUMNS);
        s1b.intoArray(out, y + COLUMNS + L);
        s1c.intoArray(out, y + COLUMNS + 2 * L);
        s2a.intoArray(out, y + 2 * COLUMNS);
        s2b.intoArray(out, y + 2 * COLUMNS + L);
        s2c.intoArray(out, y + 2 * COLUMNS + 2 * L);
        s3a.intoArray(out, y + 3 * COLUMNS);
        s3b.intoArray(out, y + 3 * COLUMNS + L);
        s3c.intoArray(out, y + 3 * COLUMNS + 2 * L);
        s4a.intoArray(out, y + 4 * COLUMNS);
        s4b.intoArray(out, y + 4 * COLUMNS + L);
        s4c.intoArray(out, y + 4 * COLUMNS + 2 * L);
    }

    static void forward3x5Relu(float[] p, int w, int inputs, float[] in, int x, float[] out, int y) {
        FloatVector s0a = FloatVector.broadcast(S, p[w]);
        FloatVector s0b = s0a;
        FloatVector s0c = s0a;
        FloatVector s1a = FloatVector.broadcast(S, p[w + 1]);
        FloatVector s1b = s1a;
        FloatVector s1c = s1a;
        FloatVector s2a = FloatVector.broadcast(S, p[w + 2]);
        FloatVector s2b = s2a;
        FloatVector s2c = s2a;
        FloatVector s3a = FloatVector.broadcast(S, p[w + 3]);
        FloatVector s3b = s3a;
        FloatVector s3c = s3a;
        FloatVector s4a = FloatVector.broadcast(S, p[w + 4]);
        FloatVector s4b = s4a;
        FloatVector s4c = s4a;
        for (int i = 0; i < inputs; i++) {
            int column = x + i * COLUMNS;
            int row = w + 5 + i * 5;
            FloatVector va = FloatVector.fromArray(S, in, column);
            FloatVector vb = FloatVector.fromArray(S, in, column + L);
            FloatVector vc = FloatVector.fromArray(S, in, column + 2 * L);
            FloatVector n0 = FloatVector.broadcast(S, p[row]);
            s0a = va.fma(n0, s0a);
            s0b = vb.fma(n0, s0b);
            s0c = vc.fma(n0, s0c);
            FloatVector n1 = FloatVector.broadcast(S, p[row + 1]);
            s1a = va.fma(n1, s1a);
            s1b = vb.fma(n1, s1b);
            s1c = vc.fma(n1, s1c);
            FloatVector n2 = FloatVector.broadcast(S, p[row + 2]);
            s2a = va.fma(n2, s2a);
            s2b = vb.fma(n2, s2b);
            s2c = vc.fma(n2, s2c);
            FloatVector n3 = FloatVector.broadcast(S, p[row + 3]);
            s3a = va.fma(n3, s3a);
            s3b = vb.fma(n3, s3b);
            s3c = vc.fma(n3, s3c);
            FloatVector n4 = FloatVector.broadcast(S, p[row + 4]);
            s4a = va.fma(n4, s4a);
            s4b = vb.fma(n4, s4b);
            s4c = vc.fma(n4, s4c);
        }
        FloatVector zero = FloatVector.zero(S);
        zero.blend(s0a, s0a.compare(GT, 0f)).intoArray(out, y);
        zero.blend(s0b, s0b.compare(GT, 0f)).intoArray(out, y + L);
        zero.blend(s0c, s0c.compare(GT, 0f)).intoArray(out, y + 2 * L);
        zero.blend(s1a, s1a.compare(GT, 0f)).intoArray(out, y + COLUMNS);
        zero.blend(s1b, s1b.compare(GT, 0f)).intoArray(out, y + COLUMNS + L);
        zero.blend(s1c, s1c.compare(GT, 0f)).intoArray(out, y + COLUMNS + 2 * L);
        zero.blend(s2a, s2a.compare(GT, 0f)).intoArray(out, y + 2 * COLUMNS);
        zero.blend(s2b, s2b.compare(GT, 0f)).intoArray(out, y + 2 * COLUMNS + L);
        zero.blend(s2c, s2c.compare(GT, 0f)).intoArray(out, y + 2 * COLUMNS + 2 * L);
        zero.blend(s3a, s3a.compare(GT, 0f)).intoArray(out, y + 3 * COLUMNS);
        zero.blend(s3b, s3b.compare(GT, 0f)).intoArray(out, y + 3 * COLUMNS + L);
        zero.blend(s3c, s3c.compare(GT, 0f)).intoArray(out, y + 3 * COLUMNS + 2 * L);
        zero.blend(s4a, s4a.compare(GT, 0f)).intoArray(out, y + 4 * COLUMNS);
        zero.blend(s4b, s4b.compare(GT, 0f)).intoArray(out, y + 4 * COLUMNS + L);
        zero.blend(s4c, s4c.compare(GT, 0f)).intoArray(out, y + 4 * COLUMNS + 2 * L);
    }

    static void forward1x7(float[] p, int w, int inputs, float[] in, int x, float[] out, int y) {
        FloatVector s0a = FloatVector.broadcast(S, p[w]);
        FloatVector s1a = FloatVector.broadcast(S, p[w + 1]);
        FloatVector s2a = FloatVector.broadcast(S, p[w + 2]);
        FloatVector s3a = FloatVector.broadcast(S, p[w + 3]);
        FloatVector s4a = FloatVector.broadcast(S, p[w + 4]);
        FloatVector s5a = FloatVector.broadcast(S, p[w + 5]);
        FloatVector s6a = FloatVector.broadcast(S, p[w + 6]);
        for (int i = 0; i < inputs; i++) {
            int column = x + i * COLUMNS;
            int row = w + 7 + i * 7;
            FloatVector va = FloatVector.fromArray(S, in, column);
            FloatVector n0 = FloatVector.broadcast(S, p[row]);
            s0a = va.fma(n0, s0a);
            FloatVector n1 = FloatVector.broadcast(S, p[row + 1]);
            s1a = va.fma(n1, s1a);
            FloatVector n2 = FloatVector.broadcast(S, p[row + 2]);
            s2a = va.fma(n2, s2a);
            FloatVector n3 = FloatVector.broadcast(S, p[row + 3]);
            s3a = va.fma(n3, s3a);
            FloatVector n4 = FloatVector.broadcast(S, p[row + 4]);
            s4a = va.fma(n4, s4a);
            FloatVector n5 = FloatVector.broadcast(S, p[row + 5]);
            s5a = va.fma(n5, s5a);
            FloatVector n6 = FloatVector.broadcast(S, p[row + 6]);
            s6a = va.fma(n6, s6a);
        }
        s0a.intoArray(out, y);
        s1a.intoArray(out, y + COLUMNS);
        s2a.intoArray(out, y + 2 * COLUMNS);
        s3a.intoArray(out, y + 3 * COLUMNS);
        s4a.intoArray(out, y + 4 * COLUMNS);
        s5a.intoArray(out, y + 5 * COLUMNS);
        s6a.intoArray(out, y + 6 * COLUMNS);
    }

    static void forward1x7Relu(float[] p, int w, int inputs, float[] in, int x, float[] out, int y) {
        FloatVector s0a = FloatVector.broadcast(S, p[w]);
        FloatVector s1a = FloatVector.broadcast(S, p[w + 1]);
        FloatVector s2a = FloatVector.broadcast(S, p[w + 2]);
        FloatVector s3a = FloatVector.broadcast(S, p[w + 3]);
        FloatVector s4a = FloatVector.broadcast(S, p[w + 4]);
        FloatVector s5a = FloatVector.broadcast(S, p[w + 5]);
        FloatVector s6a = FloatVector.broadcast(S, p[w + 6]);
        for (int i = 0; i < inputs; i++) {
            int column = x + i * COLUMNS;
            int row = w + 7 + i * 7;
            FloatVector va = FloatVector.fromArray(S, in, column);
            FloatVector n0 = FloatVector.broadcast(S, p[row]);
            s0a = va.fma(n0, s0a);
            FloatVector n1 = FloatVector.broadcast(S, p[row + 1]);
            s1a = va.fma(n1, s1a);
            FloatVector n2 = FloatVector.broadcast(S, p[row + 2]);
            s2a = va.fma(n2, s2a);
            FloatVector n3 = FloatVector.broadcast(S, p[row + 3]);
            s3a = va.fma(n3, s3a);
            FloatVector n4 = FloatVector.broadcast(S, p[row + 4]);
            s4a = va.fma(n4, s4a);
            FloatVector n5 = FloatVector.broadcast(S, p[row + 5]);
            s5a = va.fma(n5, s5a);
            FloatVector n6 = FloatVector.broadcast(S, p[row + 6]);
            s6a = va.fma(n6, s6a);
        }
        FloatVector zero = FloatVector.zero(S);
        zero.blend(s0a, s0a.compare(GT, 0f)).intoArray(out, y);
        zero.blend(s1a, s1a.compare(GT, 0f)).intoArray(out, y + COLUMNS);
        zero.blend(s2a, s2a.compare(GT, 0f)).intoArray(out, y + 2 * COLUMNS);
        zero.blend(s3a, s3a.compare(GT, 0f)).intoArray(out, y + 3 * COLUMNS);
        zero.blend(s4a, s4a.compare(GT, 0f)).intoArray(out, y + 4 * COLUMNS);
        zero.blend(s5a, s5a.compare(GT, 0f)).intoArray(out, y + 5 * COLUMNS);
        zero.blend(s6a, s6a.compare(GT, 0f)).intoArray(out, y + 6 * COLUMNS);
    }

    static void forward1x5(float[] p, int w, int inputs, float[] in, int x, float[] out, int y) {
        FloatVector s0a = FloatVector.broadcast(S, p[w]);
        FloatVector s1a = FloatVector.broadcast(S, p[w + 1]);
        FloatVector s2a = FloatVector.broadcast(S, p[w + 2]);
        FloatVector s3a = FloatVector.broadcast(S, p[w + 3]);
        FloatVector s4a = FloatVector.broadcast(S, p[w + 4]);
        for (int i = 0; i < inputs; i++) {
            int column = x + i * COLUMNS;
            int row = w + 5 + i * 5;
            FloatVector va = FloatVector.fromArray(S, in, column);
            FloatVector n0 = FloatVector.broadcast(S, p[row]);
            s0a = va.fma(n0, s0a);
            FloatVector n1 = FloatVector.broadcast(S, p[row + 1]);
            s1a = va.fma(n1, s1a);
            FloatVector n2 = FloatVector.broadcast(S, p[row + 2]);
            s2a = va.fma(n2, s2a);
            FloatVector n3 = FloatVector.broadcast(S, p[row + 3]);
            s3a = va.fma(n3, s3a);
            FloatVector n4 = FloatVector.broadcast(S, p[row + 4]);
            s4a = va.fma(n4, s4a);
        }
        s0a.intoArray(out, y);
        s1a.intoArray(out, y + COLUMNS);
        s2a.intoArray(out, y + 2 * COLUMNS);
        s3a.intoArray(out, y + 3 * COLUMNS);
        s4a.intoArray(out, y + 4 * COLUMNS);
    }

    static void forward1x5Relu(float[] p, int w, int inputs, float[] in, int x, float[] out, int y) {
        FloatVector s0a = FloatVector.broadcast(S, p[w]);
        FloatVector s1a = FloatVector.broadcast(S, p[w + 1]);
        FloatVector s2a = FloatVector.broadcast(S, p[w + 2]);
        FloatVector s3a = FloatVector.broadcast(S, p[w + 3]);
        FloatVector s4a = FloatVector.broadcast(S, p[w + 4]);
        for (int i = 0; i < inputs; i++) {
            int column = x + i * COLUMNS;
            int row = w + 5 + i * 5;
            FloatVector va = FloatVector.fromArray(S, in, column);
            FloatVector n0 = FloatVector.broadcast(S, p[row]);
            s0a = va.fma(n0, s0a);
            FloatVector n1 = FloatVector.broadcast(S, p[row + 1]);
            s1a = va.fma(n1, s1a);
            FloatVector n2 = FloatVector.broadcast(S, p[row + 2]);
            s2a = va.fma(n2, s2a);
            FloatVector n3 = FloatVector.broadcast(S, p[row + 3]);
            s3a = va.fma(n3, s3a);
            FloatVector n4 = FloatVector.broadcast(S, p[row + 4]);
            s4a = va.fma(n4, s4a);
        }
        FloatVector zero = FloatVector.zero(S);
        zero.blend(s0a, s0a.compare(GT, 0f)).intoArray(out, y);
        zero.blend(s1a, s1a.compare(GT, 0f)).intoArray(out, y + COLUMNS);
        zero.blend(s2a, s2a.compare(GT, 0f)).intoArray(out, y + 2 * COLUMNS);
        zero.blend(s3a, s3a.compare(GT, 0f)).intoArray(out, y + 3 * COLUMNS);
        zero.blend(s4a, s4a.compare(GT, 0f)).intoArray(out, y + 4 * COLUMNS);
    }

    static void rectified3x4(float[] p, int tiles, int inputs, float[] in, int x, float[] out, int y) {
        FloatVector o0a = FloatVector.broadcast(S, p[0]);
        FloatVector o0b = o0a;
        FloatVector o0c = o0a;
        FloatVector o1a = FloatVector.broadcast(S, p[1]);
        FloatVector o1b = o1a;
        FloatVector o1c = o1a;
        FloatVector o2a = FloatVector.broadcast(S, p[2]);
        FloatVector o2b = o2a;
        FloatVector o2c = o2a;
        FloatVector o3a = FloatVector.broadcast(S, p[3]);
        FloatVector o3b = o3a;
        FloatVector o3c = o3a;
        FloatVector o4a = FloatVector.broadcast(S, p[4]);
        FloatVector o4b = o4a;
        FloatVector o4c = o4a;
        int at = 5;
        int end = at + tiles * 4 * (1 + inputs + 5);
        int lastColumn = x + inputs * RECTIFIED_COLUMNS;
        while (at < end) {
            FloatVector s0a = FloatVector.broadcast(S, p[at]);
            FloatVector s0b = s0a;
            FloatVector s0c = s0a;
            FloatVector s1a = FloatVector.broadcast(S, p[at + 1]);
            FloatVector s1b = s1a;
            FloatVector s1c = s1a;
            FloatVector s2a = FloatVector.broadcast(S, p[at + 2]);
            FloatVector s2b = s2a;
            FloatVector s2c = s2a;
            FloatVector s3a = FloatVector.broadcast(S, p[at + 3]);
            FloatVector s3b = s3a;
            FloatVector s3c = s3a;
            at += 4;
            for (int column = x; column < lastColumn; column += RECTIFIED_COLUMNS) {
                FloatVector va = FloatVector.fromArray(S, in, column);
                FloatVector vb = FloatVector.fromArray(S, in, column + L);
                FloatVector vc = FloatVector.fromArray(S, in, column + 2 * L);
                FloatVector n0 = FloatVector.broadcast(S, p[at]);
                s0a = va.fma(n0, s0a);
                s0b = vb.fma(n0, s0b);
                s0c = vc.fma(n0, s0c);
                FloatVector n1 = FloatVector.broadcast(S, p[at + 1]);
                s1a = va.fma(n1, s1a);
                s1b = vb.fma(n1, s1b);
                s1c = vc.fma(n1, s1c);
                FloatVector n2 = FloatVector.broadcast(S, p[at + 2]);
                s2a = va.fma(n2, s2a);
                s2b = vb.fma(n2, s2b);
                s2c = vc.fma(n2, s2c);
                FloatVector n3 = FloatVector.broadcast(S, p[at + 3]);
                s3a = va.fma(n3, s3a);
                s3b = vb.fma(n3, s3b);
                s3c = vc.fma(n3, s3c);
                at += 4;
            }
            s0a = s0a.reinterpretAsInts().max(0).reinterpretAsFloats();
            s0b = s0b.reinterpretAsInts().max(0).reinterpretAsFloats();
            s0c = s0c.reinterpretAsInts().max(0).reinterpretAsFloats();
            s1a = s1a.reinterpretAsInts().max(0).reinterpretAsFloats();
            s1b = s1b.reinterpretAsInts().max(0).reinterpretAsFloats();
            s1c = s1c.reinterpretAsInts().max(0).reinterpretAsFloats();
            s2a = s2a.reinterpretAsInts().max(0).reinterpretAsFloats();
            s2b = s2b.reinterpretAsInts().max(0).reinterpretAsFloats();
            s2c = s2c.reinterpretAsInts().max(0).reinterpretAsFloats();
            s3a = s3a.reinterpretAsInts().max(0).reinterpretAsFloats();
            s3b = s3b.reinterpretAsInts().max(0).reinterpretAsFloats();
            s3c = s3c.reinterpretAsInts().max(0).reinterpretAsFloats();
            FloatVector n0to0 = FloatVector.broadcast(S, p[at]);
            o0a = s0a.fma(n0to0, o0a);
            o0b = s0b.fma(n0to0, o0b);
            o0c = s0c.fma(n0to0, o0c);
            FloatVector n0to1 = FloatVector.broadcast(S, p[at + 1]);
            o1a = s0a.fma(n0to1, o1a);
            o1b = s0b.fma(n0to1, o1b);
            o1c = s0c.fma(n0to1, o1c);
            FloatVector n0to2 = FloatVector.broadcast(S, p[at + 2]);
            o2a = s0a.fma(n0to2, o2a);
            o2b = s0b.fma(n0to2, o2b);
            o2c = s0c.fma(n0to2, o2c);
            FloatVector n0to3 = FloatVector.broadcast(S, p[at + 3]);
            o3a = s0a.fma(n0to3, o3a);
            o3b = s0b.fma(n0to3, o3b);
            o3c = s0c.fma(n0to3, o3c);
            FloatVector n0to4 = FloatVector.broadcast(S, p[at + 4]);
            o4a = s0a.fma(n0to4, o4a);
            o4b = s0b.fma(n0to4, o4b);
            o4c = s0c.fma(n0to4, o4c);
            FloatVector n1to0 = FloatVector.broadcast(S, p[at + 5]);
            o0a = s1a.fma(n1to0, o0a);
            o0b = s1b.fma(n1to0, o0b);
            o0c = s1c.fma(n1to0, o0c);
            FloatVector n1to1 = FloatVector.broadcast(S, p[at + 6]);
            o1a = s1a.fma(n1to1, o1a);
            o1b = s1b.fma(n1to1, o1b);
            o1c = s1c.fma(n1to1, o1c);
            FloatVector n1to2 = FloatVector.broadcast(S, p[at + 7]);
            o2a = s1a.fma(n1to2, o2a);
            o2b = s1b.fma(n1to2, o2b);
            o2c = s1c.fma(n1to2, o2c);
            FloatVector n1to3 = FloatVector.broadcast(S, p[at + 8]);
            o3a = s1a.fma(n1to3, o3a);
            o3b = s1b.fma(n1to3, o3b);
            o3c = s1c.fma(n1to3, o3c);
            FloatVector n1to4 = FloatVector.broadcast(S, p[at + 9]);
            o4a = s1a.fma(n1to4, o4a);
            o4b = s1b.fma(n1to4, o4b);
            o4c = s1c.fma(n1to4, o4c);
            FloatVector n2to0 = FloatVector.broadcast(S, p[at + 10]);
            o0a = s2a.fma(n2to0, o0a);
            o0b = s2b.fma(n2to0, o0b);
            o0c = s2c.fma(n2to0, o0c);
            FloatVector n2to1 = FloatVector.broadcast(S, p[at + 11]);
            o1a = s2a.fma(n2to1, o1a);
            o1b = s2b.fma(n2to1, o1b);
            o1c = s2c.fma(n2to1, o1c);
            FloatVector n2to2 = FloatVector.broadcast(S, p[at + 12]);
            o2a = s2a.fma(n2to2, o2a);
            o2b = s2b.fma(n2to2, o2b);
            o2c = s2c.fma(n2to2, o2c);
            FloatVector n2to3 = FloatVector.broadcast(S, p[at + 13]);
            o3a = s2a.fma(n2to3, o3a);
            o3b = s2b.fma(n2to3, o3b);
            o3c = s2c.fma(n2to3, o3c);
            FloatVector n2to4 = FloatVector.broadcast(S, p[at + 14]);
            o4a = s2a.fma(n2to4, o4a);
            o4b = s2b.fma(n2to4, o4b);
            o4c = s2c.fma(n2to4, o4c);
            FloatVector n3to0 = FloatVector.broadcast(S, p[at + 15]);
            o0a = s3a.fma(n3to0, o0a);
            o0b = s3b.fma(n3to0, o0b);
            o0c = s3c.fma(n3to0, o0c);
            FloatVector n3to1 = FloatVector.broadcast(S, p[at + 16]);
            o1a = s3a.fma(n3to1, o1a);
            o1b = s3b.fma(n3to1, o1b);
            o1c = s3c.fma(n3to1, o1c);
            FloatVector n3to2 = FloatVector.broadcast(S, p[at + 17]);
            o2a = s3a.fma(n3to2, o2a);
            o2b = s3b.fma(n3to2, o2b);
            o2c = s3c.fma(n3to2, o2c);
            FloatVector n3to3 = FloatVector.broadcast(S, p[at + 18]);
            o3a = s3a.fma(n3to3, o3a);
            o3b = s3b.fma(n3to3, o3b);
            o3c = s3c.fma(n3to3, o3c);
            FloatVector n3to4 = FloatVector.broadcast(S, p[at + 19]);
            o4a = s3a.fma(n3to4, o4a);
            o4b = s3b.fma(n3to4, o4b);
            o4c = s3c.fma(n3to4, o4c);
            at += 20;
        }
        // An integer maximum keeps a NaN of positive sign, which then is in every output; the rectifier makes it 0.
        if (o0a.compare(NE, o0a).anyTrue() || o0b.compare(NE, o0b).anyTrue() || o0c.compare(NE, o0c).anyTrue()) {
            ScalarBatchOps.rectified(p, tiles, inputs, in, x, out, y, 3 * L);
            return;
        }
        o0a.intoArray(out, y);
        o0b.intoArray(out, y + L);
        o0c.intoArray(out, y + 2 * L);
        o1a.intoArray(out, y + RECTIFIED_COLUMNS);
        o1b.intoArray(out, y + RECTIFIED_COLUMNS + L);
        o1c.intoArray(out, y + RECTIFIED_COLUMNS + 2 * L);
        o2a.intoArray(out, y + 2 * RECTIFIED_COLUMNS);
        o2b.intoArray(out, y + 2 * RECTIFIED_COLUMNS + L);
        o2c.intoArray(out, y + 2 * RECTIFIED_COLUMNS + 2 * L);
        o3a.intoArray(out, y + 3 * RECTIFIED_COLUMNS);
        o3b.intoArray(out, y + 3 * RECTIFIED_COLUMNS + L);
        o3c.intoArray(out, y + 3 * RECTIFIED_COLUMNS + 2 * L);
        o4a.intoArray(out, y + 4 * RECTIFIED_COLUMNS);
        o4b.intoArray(out, y + 4 * RECTIFIED_COLUMNS + L);
        o4c.intoArray(out, y + 4 * RECTIFIED_COLUMNS + 2 * L);
    }

    static void rectified2x4(float[] p, int tiles, int inputs, float[] in, int x, float[] out, int y) {
        FloatVector o0a = FloatVector.broadcast(S, p[0]);
        FloatVector o0b = o0a;
        FloatVector o1a = FloatVector.broadcast(S, p[1]);
        FloatVector o1b = o1a;
        FloatVector o2a = FloatVector.broadcast(S, p[2]);
        FloatVector o2b = o2a;
        FloatVector o3a = FloatVector.broadcast(S, p[3]);
        FloatVector o3b = o3a;
        FloatVector o4a = FloatVector.broadcast(S, p[4]);
        FloatVector o4b = o4a;
        int at = 5;
        int end = at + tiles * 4 * (1 + inputs + 5);
        int lastColumn = x + inputs * RECTIFIED_COLUMNS;
        while (at < end) {
            FloatVector s0a = FloatVector.broadcast(S, p[at]);
            FloatVector s0b = s0a;
            FloatVector s1a = FloatVector.broadcast(S, p[at + 1]);
            FloatVector s1b = s1a;
            FloatVector s2a = FloatVector.broadcast(S, p[at + 2]);
            FloatVector s2b = s2a;
            FloatVector s3a = FloatVector.broadcast(S, p[at + 3]);
            FloatVector s3b = s3a;
            at += 4;
            for (int column = x; column < lastColumn; column += RECTIFIED_COLUMNS) {
                FloatVector va = FloatVector.fromArray(S, in, column);
                FloatVector vb = FloatVector.fromArray(S, in, column + L);
                FloatVector n0 = FloatVector.broadcast(S, p[at]);
                s0a = va.fma(n0, s0a);
                s0b = vb.fma(n0, s0b);
                FloatVector n1 = FloatVector.broadcast(S, p[at + 1]);
                s1a = va.fma(n1, s1a);
                s1b = vb.fma(n1, s1b);
                FloatVector n2 = FloatVector.broadcast(S, p[at + 2]);
                s2a = va.fma(n2, s2a);
                s2b = vb.fma(n2, s2b);
                FloatVector n3 = FloatVector.broadcast(S, p[at + 3]);
                s3a = va.fma(n3, s3a);
                s3b = vb.fma(n3, s3b);
                at += 4;
            }
            s0a = s0a.reinterpretAsInts().max(0).reinterpretAsFloats();
            s0b = s0b.reinterpretAsInts().max(0).reinterpretAsFloats();
            s1a = s1a.reinterpretAsInts().max(0).reinterpretAsFloats();
            s1b = s1b.reinterpretAsInts().max(0).reinterpretAsFloats();
            s2a = s2a.reinterpretAsInts().max(0).reinterpretAsFloats();
            s2b = s2b.reinterpretAsInts().max(0).reinterpretAsFloats();
            s3a = s3a.reinterpretAsInts().max(0).reinterpretAsFloats();
            s3b = s3b.reinterpretAsInts().max(0).reinterpretAsFloats();
            FloatVector n0to0 = FloatVector.broadcast(S, p[at]);
            o0a = s0a.fma(n0to0, o0a);
            o0b = s0b.fma(n0to0, o0b);
            FloatVector n0to1 = FloatVector.broadcast(S, p[at + 1]);
            o1a = s0a.fma(n0to1, o1a);
            o1b = s0b.fma(n0to1, o1b);
            FloatVector n0to2 = FloatVector.broadcast(S, p[at + 2]);
            o2a = s0a.fma(n0to2, o2a);
            o2b = s0b.fma(n0to2, o2b);
            FloatVector n0to3 = FloatVector.broadcast(S, p[at + 3]);
            o3a = s0a.fma(n0to3, o3a);
            o3b = s0b.fma(n0to3, o3b);
            FloatVector n0to4 = FloatVector.broadcast(S, p[at + 4]);
            o4a = s0a.fma(n0to4, o4a);
            o4b = s0b.fma(n0to4, o4b);
            FloatVector n1to0 = FloatVector.broadcast(S, p[at + 5]);
            o0a = s1a.fma(n1to0, o0a);
            o0b = s1b.fma(n1to0, o0b);
            FloatVector n1to1 = FloatVector.broadcast(S, p[at + 6]);
            o1a = s1a.fma(n1to1, o1a);
            o1b = s1b.fma(n1to1, o1b);
            FloatVector n1to2 = FloatVector.broadcast(S, p[at + 7]);
            o2a = s1a.fma(n1to2, o2a);
            o2b = s1b.fma(n1to2, o2b);
            FloatVector n1to3 = FloatVector.broadcast(S, p[at + 8]);
            o3a = s1a.fma(n1to3, o3a);
            o3b = s1b.fma(n1to3, o3b);
            FloatVector n1to4 = FloatVector.broadcast(S, p[at + 9]);
            o4a = s1a.fma(n1to4, o4a);
            o4b = s1b.fma(n1to4, o4b);
            FloatVector n2to0 = FloatVector.broadcast(S, p[at + 10]);
            o0a = s2a.fma(n2to0, o0a);
            o0b = s2b.fma(n2to0, o0b);
            FloatVector n2to1 = FloatVector.broadcast(S, p[at + 11]);
            o1a = s2a.fma(n2to1, o1a);
            o1b = s2b.fma(n2to1, o1b);
            FloatVector n2to2 = FloatVector.broadcast(S, p[at + 12]);
            o2a = s2a.fma(n2to2, o2a);
            o2b = s2b.fma(n2to2, o2b);
            FloatVector n2to3 = FloatVector.broadcast(S, p[at + 13]);
            o3a = s2a.fma(n2to3, o3a);
            o3b = s2b.fma(n2to3, o3b);
            FloatVector n2to4 = FloatVector.broadcast(S, p[at + 14]);
            o4a = s2a.fma(n2to4, o4a);
            o4b = s2b.fma(n2to4, o4b);
            FloatVector n3to0 = FloatVector.broadcast(S, p[at + 15]);
            o0a = s3a.fma(n3to0, o0a);
            o0b = s3b.fma(n3to0, o0b);
            FloatVector n3to1 = FloatVector.broadcast(S, p[at + 16]);
            o1a = s3a.fma(n3to1, o1a);
            o1b = s3b.fma(n3to1, o1b);
            FloatVector n3to2 = FloatVector.broadcast(S, p[at + 17]);
            o2a = s3a.fma(n3to2, o2a);
            o2b = s3b.fma(n3to2, o2b);
            FloatVector n3to3 = FloatVector.broadcast(S, p[at + 18]);
            o3a = s3a.fma(n3to3, o3a);
            o3b = s3b.fma(n3to3, o3b);
            FloatVector n3to4 = FloatVector.broadcast(S, p[at + 19]);
            o4a = s3a.fma(n3to4, o4a);
            o4b = s3b.fma(n3to4, o4b);
            at += 20;
        }
        // An integer maximum keeps a NaN of positive sign, which then is in every output; the rectifier makes it 0.
        if (o0a.compare(NE, o0a).anyTrue() || o0b.compare(NE, o0b).anyTrue()) {
            ScalarBatchOps.rectified(p, tiles, inputs, in, x, out, y, 2 * L);
            return;
        }
        o0a.intoArray(out, y);
        o0b.intoArray(out, y + L);
        o1a.intoArray(out, y + RECTIFIED_COLUMNS);
        o1b.intoArray(out, y + RECTIFIED_COLUMNS + L);
        o2a.intoArray(out, y + 2 * RECTIFIED_COLUMNS);
        o2b.intoArray(out, y + 2 * RECTIFIED_COLUMNS + L);
        o3a.intoArray(out, y + 3 * RECTIFIED_COLUMNS);
        o3b.intoArray(out, y + 3 * RECTIFIED_COLUMNS + L);
        o4a.intoArray(out, y + 4 * RECTIFIED_COLUMNS);
        o4b.intoArray(out, y + 4 * RECTIFIED_COLUMNS + L);
    }

    static void rectified1x4(float[] p, int tiles, int inputs, float[] in, int x, float[] out, int y) {
        FloatVector o0a = FloatVector.broadcast(S, p[0]);
        FloatVector o1a = FloatVector.broadcast(S, p[1]);
        FloatVector o2a = FloatVector.broadcast(S, p[2]);
        FloatVector o3a = FloatVector.broadcast(S, p[3]);
        FloatVector o4a = FloatVector.broadcast(S, p[4]);
        int at = 5;
        int end = at + tiles * 4 * (1 + inputs + 5);
        int lastColumn = x + inputs * RECTIFIED_COLUMNS;
        while (at < end) {
            FloatVector s0a = FloatVector.broadcast(S, p[at]);
            FloatVector s1a = FloatVector.broadcast(S, p[at + 1]);
            FloatVector s2a = FloatVector.broadcast(S, p[at + 2]);
            FloatVector s3a = FloatVector.broadcast(S, p[at + 3]);
            at += 4;
            for (int column = x; column < lastColumn; column += RECTIFIED_COLUMNS) {
                FloatVector va = FloatVector.fromArray(S, in, column);
                FloatVector n0 = FloatVector.broadcast(S, p[at]);
                s0a = va.fma(n0, s0a);
                FloatVector n1 = FloatVector.broadcast(S, p[at + 1]);
                s1a = va.fma(n1, s1a);
                FloatVector n2 = FloatVector.broadcast(S, p[at + 2]);
                s2a = va.fma(n2, s2a);
                FloatVector n3 = FloatVector.broadcast(S, p[at + 3]);
                s3a = va.fma(n3, s3a);
                at += 4;
            }
            s0a = s0a.reinterpretAsInts().max(0).reinterpretAsFloats();
            s1a = s1a.reinterpretAsInts().max(0).reinterpretAsFloats();
            s2a = s2a.reinterpretAsInts().max(0).reinterpretAsFloats();
            s3a = s3a.reinterpretAsInts().max(0).reinterpretAsFloats();
            FloatVector n0to0 = FloatVector.broadcast(S, p[at]);
            o0a = s0a.fma(n0to0, o0a);
            FloatVector n0to1 = FloatVector.broadcast(S, p[at + 1]);
            o1a = s0a.fma(n0to1, o1a);
            FloatVector n0to2 = FloatVector.broadcast(S, p[at + 2]);
            o2a = s0a.fma(n0to2, o2a);
            FloatVector n0to3 = FloatVector.broadcast(S, p[at + 3]);
            o3a = s0a.fma(n0to3, o3a);
            FloatVector n0to4 = FloatVector.broadcast(S, p[at + 4]);
            o4a = s0a.fma(n0to4, o4a);
            FloatVector n1to0 = FloatVector.broadcast(S, p[at + 5]);
            o0a = s1a.fma(n1to0, o0a);
            FloatVector n1to1 = FloatVector.broadcast(S, p[at + 6]);
            o1a = s1a.fma(n1to1, o1a);
            FloatVector n1to2 = FloatVector.broadcast(S, p[at + 7]);
            o2a = s1a.fma(n1to2, o2a);
            FloatVector n1to3 = FloatVector.broadcast(S, p[at + 8]);
            o3a = s1a.fma(n1to3, o3a);
            FloatVector n1to4 = FloatVector.broadcast(S, p[at + 9]);
            o4a = s1a.fma(n1to4, o4a);
            FloatVector n2to0 = FloatVector.broadcast(S, p[at + 10]);
            o0a = s2a.fma(n2to0, o0a);
            FloatVector n2to1 = FloatVector.broadcast(S, p[at + 11]);
            o1a = s2a.fma(n2to1, o1a);
            FloatVector n2to2 = FloatVector.broadcast(S, p[at + 12]);
            o2a = s2a.fma(n2to2, o2a);
            FloatVector n2to3 = FloatVector.broadcast(S, p[at + 13]);
            o3a = s2a.fma(n2to3, o3a);
            FloatVector n2to4 = FloatVector.broadcast(S, p[at + 14]);
            o4a = s2a.fma(n2to4, o4a);
            FloatVector n3to0 = FloatVector.broadcast(S, p[at + 15]);
            o0a = s3a.fma(n3to0, o0a);
            FloatVector n3to1 = FloatVector.broadcast(S, p[at + 16]);
            o1a = s3a.fma(n3to1, o1a);
            FloatVector n3to2 = FloatVector.broadcast(S, p[at + 17]);
            o2a = s3a.fma(n3to2, o2a);
            FloatVector n3to3 = FloatVector.broadcast(S, p[at + 18]);
            o3a = s3a.fma(n3to3, o3a);
            FloatVector n3to4 = FloatVector.broadcast(S, p[at + 19]);
            o4a = s3a.fma(n3to4, o4a);
            at += 20;
        }
        // An integer maximum keeps a NaN of positive sign, which then is in every output; the rectifier makes it 0.
        if (o0a.compare(NE, o0a).anyTrue()) {
            ScalarBatchOps.rectified(p, tiles, inputs, in, x, out, y, L);
            return;
        }
        o0a.intoArray(out, y);
        o1a.intoArray(out, y + RECTIFIED_COLUMNS);
        o2a.intoArray(out, y + 2 * RECTIFIED_COLUMNS);
        o3a.intoArray(out, y + 3 * RECTIFIED_COLUMNS);
        o4a.intoArray(out, y + 4 * RECTIFIED_COLUMNS);
    }
}
