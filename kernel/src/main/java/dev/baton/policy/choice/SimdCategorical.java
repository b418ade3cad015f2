package dev.baton.policy.choice;

import dev.baton.ops.FloatMath;
import dev.baton.ops.Lanes;
import dev.baton.ops.SimdFloatMath;
import dev.baton.rng.Uniforms;
import dev.baton.simd.SimdSpecies;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/** {@link Categorical} with one distribution per lane. Batches with availability masks go the scalar way. */
final class SimdCategorical implements Categorical {
    private static final VectorSpecies<Float> F = SimdSpecies.FLOATS;
    private static final VectorSpecies<Integer> I = SimdSpecies.INTS;
    private static final int L = SimdSpecies.LANES;

    private final ScalarCategorical masked = new ScalarCategorical();

    @Override
    public void argmax(
            float[] logits,
            int start,
            int stride,
            int actions,
            long @Nullable [] available,
            int[] action,
            int from,
            int to) {
        if (available != null) {
            masked.argmax(logits, start, stride, actions, available, action, from, to);
            return;
        }
        for (int n = from; n < to; n += L) {
            FloatVector greatest = FloatVector.fromArray(F, logits, start + n);
            IntVector best = IntVector.zero(I);
            for (int k = 1; k < actions; k++) {
                FloatVector logit = FloatVector.fromArray(F, logits, start + k * stride + n);
                VectorMask<Float> greater = logit.compare(VectorOperators.GT, greatest);
                greatest = greatest.blend(logit, greater);
                best = best.blend(k, greater.cast(I));
            }
            best.intoArray(action, n);
        }
    }

    @Override
    public void sample(
            float[] logits,
            int start,
            int stride,
            int actions,
            long @Nullable [] available,
            int[] word,
            int[] action,
            int from,
            int to) {
        if (available != null) {
            masked.sample(logits, start, stride, actions, available, word, action, from, to);
            return;
        }
        exponentials(logits, start, stride, actions, from, to);
        for (int n = from; n < to; n += L) {
            FloatVector sum = FloatVector.zero(F);
            for (int k = 0; k < actions; k++) {
                sum = sum.add(FloatVector.fromArray(F, logits, start + k * stride + n));
            }
            FloatVector high = (FloatVector) IntVector.fromArray(I, word, n)
                    .lanewise(VectorOperators.LSHR, 8)
                    .convert(VectorOperators.I2F, 0);
            FloatVector threshold = high.blend(Uniforms.LEAST, high.compare(VectorOperators.EQ, 0f))
                    .mul(Uniforms.SCALE)
                    .mul(sum);
            FloatVector inverse = FloatVector.broadcast(F, 1f).div(sum);
            FloatVector cumulative = FloatVector.zero(F);
            IntVector chosen = IntVector.zero(I);
            for (int k = 0; k < actions; k++) {
                int at = start + k * stride + n;
                FloatVector e = FloatVector.fromArray(F, logits, at);
                cumulative = cumulative.add(e);
                chosen = chosen.add(1, threshold.compare(VectorOperators.GE, cumulative).cast(I));
                e.mul(inverse).intoArray(logits, at);
            }
            chosen.blend(actions - 1, chosen.compare(VectorOperators.GE, actions))
                    .intoArray(action, n);
        }
    }

    private static void exponentials(float[] logits, int start, int stride, int actions, int from, int to) {
        int n = from;
        for (; n + 3 * L <= to; n += 3 * L) {
            exponentials3(logits, start + n, stride, actions);
        }
        for (; n < to; n += L) {
            exponentials1(logits, start + n, stride, actions);
        }
    }

    /**
     * Replaces logits by exp(l_k − max l) in one vector of columns. The exponential is {@link FloatMath#exp} without
     * its upper bound, which a number that is not positive cannot reach.
     */
    private static void exponentials1(float[] logits, int start, int stride, int actions) {
        FloatVector greatest = FloatVector.fromArray(F, logits, start);
        for (int k = 1; k < actions; k++) {
            int at = start + k * stride;
            FloatVector logit = FloatVector.fromArray(F, logits, at);
            greatest = greatest.blend(logit, logit.compare(VectorOperators.GT, greatest));
        }
        for (int k = 0; k < actions; k++) {
            int at = start + k * stride;
            FloatVector x = FloatVector.fromArray(F, logits, at).sub(greatest);
            x = x.blend(FloatMath.EXP_LOW, x.compare(VectorOperators.LT, FloatMath.EXP_LOW));
            // Written by PolynomialSource: e = exp(x)
            FloatVector shifted = x.fma(FloatVector.broadcast(F, FloatMath.LOG2_E),
                    FloatVector.broadcast(F, FloatMath.ROUND));
            FloatVector power = shifted.sub(FloatMath.ROUND);
            FloatVector r = power.fma(FloatVector.broadcast(F, -FloatMath.LN2_HIGH), x);
            r = power.fma(FloatVector.broadcast(F, -FloatMath.LN2_LOW), r);
            FloatVector p = FloatVector.broadcast(F, FloatMath.EXP_5).fma(r, FloatVector.broadcast(F, FloatMath.EXP_4));
            p = p.fma(r, FloatVector.broadcast(F, FloatMath.EXP_3));
            p = p.fma(r, FloatVector.broadcast(F, FloatMath.EXP_2));
            p = p.fma(r, FloatVector.broadcast(F, 1f));
            p = p.fma(r, FloatVector.broadcast(F, 1f));
            FloatVector e = p.mul(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).add(0x3f800000)
                    .reinterpretAsFloats());
            // Written up to here.
            e.intoArray(logits, at);
        }
    }

    /** As {@link #exponentials1} in three vectors, whose long chains of dependent operations overlap. */
    private static void exponentials3(float[] logits, int start, int stride, int actions) {
        FloatVector greatesta = FloatVector.fromArray(F, logits, start);
        FloatVector greatestb = FloatVector.fromArray(F, logits, start + L);
        FloatVector greatestc = FloatVector.fromArray(F, logits, start + 2 * L);
        for (int k = 1; k < actions; k++) {
            int at = start + k * stride;
            FloatVector logita = FloatVector.fromArray(F, logits, at);
            greatesta = greatesta.blend(logita, logita.compare(VectorOperators.GT, greatesta));
            FloatVector logitb = FloatVector.fromArray(F, logits, at + L);
            greatestb = greatestb.blend(logitb, logitb.compare(VectorOperators.GT, greatestb));
            FloatVector logitc = FloatVector.fromArray(F, logits, at + 2 * L);
            greatestc = greatestc.blend(logitc, logitc.compare(VectorOperators.GT, greatestc));
        }
        for (int k = 0; k < actions; k++) {
            int at = start + k * stride;
            FloatVector xa = FloatVector.fromArray(F, logits, at).sub(greatesta);
            FloatVector xb = FloatVector.fromArray(F, logits, at + L).sub(greatestb);
            FloatVector xc = FloatVector.fromArray(F, logits, at + 2 * L).sub(greatestc);
            xa = xa.blend(FloatMath.EXP_LOW, xa.compare(VectorOperators.LT, FloatMath.EXP_LOW));
            xb = xb.blend(FloatMath.EXP_LOW, xb.compare(VectorOperators.LT, FloatMath.EXP_LOW));
            xc = xc.blend(FloatMath.EXP_LOW, xc.compare(VectorOperators.LT, FloatMath.EXP_LOW));
            // Written by PolynomialSource: ea, eb, ec = exp(xa, xb, xc)
            FloatVector shifteda = xa.fma(FloatVector.broadcast(F, FloatMath.LOG2_E),
                    FloatVector.broadcast(F, FloatMath.ROUND));
            FloatVector shiftedb = xb.fma(FloatVector.broadcast(F, FloatMath.LOG2_E),
                    FloatVector.broadcast(F, FloatMath.ROUND));
            FloatVector shiftedc = xc.fma(FloatVector.broadcast(F, FloatMath.LOG2_E),
                    FloatVector.broadcast(F, FloatMath.ROUND));
            FloatVector powera = shifteda.sub(FloatMath.ROUND);
            FloatVector powerb = shiftedb.sub(FloatMath.ROUND);
            FloatVector powerc = shiftedc.sub(FloatMath.ROUND);
            FloatVector ra = powera.fma(FloatVector.broadcast(F, -FloatMath.LN2_HIGH), xa);
            FloatVector rb = powerb.fma(FloatVector.broadcast(F, -FloatMath.LN2_HIGH), xb);
            FloatVector rc = powerc.fma(FloatVector.broadcast(F, -FloatMath.LN2_HIGH), xc);
            ra = powera.fma(FloatVector.broadcast(F, -FloatMath.LN2_LOW), ra);
            rb = powerb.fma(FloatVector.broadcast(F, -FloatMath.LN2_LOW), rb);
            rc = powerc.fma(FloatVector.broadcast(F, -FloatMath.LN2_LOW), rc);
            FloatVector pa = FloatVector.broadcast(F, FloatMath.EXP_5)
                    .fma(ra, FloatVector.broadcast(F, FloatMath.EXP_4));
            FloatVector pb = FloatVector.broadcast(F, FloatMath.EXP_5)
                    .fma(rb, FloatVector.broadcast(F, FloatMath.EXP_4));
            FloatVector pc = FloatVector.broadcast(F, FloatMath.EXP_5)
                    .fma(rc, FloatVector.broadcast(F, FloatMath.EXP_4));
            pa = pa.fma(ra, FloatVector.broadcast(F, FloatMath.EXP_3));
            pb = pb.fma(rb, FloatVector.broadcast(F, FloatMath.EXP_3));
            pc = pc.fma(rc, FloatVector.broadcast(F, FloatMath.EXP_3));
            pa = pa.fma(ra, FloatVector.broadcast(F, FloatMath.EXP_2));
            pb = pb.fma(rb, FloatVector.broadcast(F, FloatMath.EXP_2));
            pc = pc.fma(rc, FloatVector.broadcast(F, FloatMath.EXP_2));
            pa = pa.fma(ra, FloatVector.broadcast(F, 1f));
            pb = pb.fma(rb, FloatVector.broadcast(F, 1f));
            pc = pc.fma(rc, FloatVector.broadcast(F, 1f));
            pa = pa.fma(ra, FloatVector.broadcast(F, 1f));
            pb = pb.fma(rb, FloatVector.broadcast(F, 1f));
            pc = pc.fma(rc, FloatVector.broadcast(F, 1f));
            FloatVector ea = pa.mul(shifteda.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).add(0x3f800000)
                    .reinterpretAsFloats());
            FloatVector eb = pb.mul(shiftedb.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).add(0x3f800000)
                    .reinterpretAsFloats());
            FloatVector ec = pc.mul(shiftedc.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).add(0x3f800000)
                    .reinterpretAsFloats());
            // Written up to here.
            ea.intoArray(logits, at);
            eb.intoArray(logits, at + L);
            ec.intoArray(logits, at + 2 * L);
        }
    }

    @Override
    public void backward(
            float[] probabilities,
            int start,
            int stride,
            int actions,
            int[] action,
            float[] weight,
            float entropyBonus,
            float[] out,
            int outStart,
            int outStride,
            int from,
            int to) {
        if (entropyBonus == 0) {
            scores(probabilities, start, stride, actions, action, weight, out, outStart, outStride, from, to);
        } else {
            for (int k = 0; k < actions; k++) {
                int row = start + k * stride;
                SimdFloatMath.log(probabilities, row + from, out, outStart + k * outStride + from, to - from);
            }
            scoresAndEntropy(
                    probabilities, start, stride, actions, action, weight, entropyBonus,
                    out, outStart, outStride, from, to);
        }
        for (int k = 0; k < actions; k++) {
            int row = outStart + k * outStride;
            Arrays.fill(out, row + to, row + Lanes.roundUp(to), 0);
        }
    }

    private static void scores(
            float[] probabilities,
            int start,
            int stride,
            int actions,
            int[] action,
            float[] weight,
            float[] out,
            int outStart,
            int outStride,
            int from,
            int to) {
        for (int n = from; n < to; n += L) {
            FloatVector w = FloatVector.fromArray(F, weight, n);
            IntVector taken = IntVector.fromArray(I, action, n);
            for (int k = 0; k < actions; k++) {
                FloatVector p = FloatVector.fromArray(F, probabilities, start + k * stride + n);
                FloatVector indicator = FloatVector.zero(F).blend(1f, taken.compare(VectorOperators.EQ, k).cast(F));
                w.mul(indicator.sub(p)).intoArray(out, outStart + k * outStride + n);
            }
        }
    }

    /** Expects log π in {@code out}. */
    private static void scoresAndEntropy(
            float[] probabilities,
            int start,
            int stride,
            int actions,
            int[] action,
            float[] weight,
            float entropyBonus,
            float[] out,
            int outStart,
            int outStride,
            int from,
            int to) {
        for (int n = from; n < to; n += L) {
            FloatVector entropy = FloatVector.zero(F);
            for (int k = 0; k < actions; k++) {
                FloatVector p = FloatVector.fromArray(F, probabilities, start + k * stride + n);
                entropy = p.neg().fma(FloatVector.fromArray(F, out, outStart + k * outStride + n), entropy);
            }
            FloatVector w = FloatVector.fromArray(F, weight, n);
            IntVector taken = IntVector.fromArray(I, action, n);
            for (int k = 0; k < actions; k++) {
                FloatVector p = FloatVector.fromArray(F, probabilities, start + k * stride + n);
                FloatVector indicator = FloatVector.zero(F).blend(1f, taken.compare(VectorOperators.EQ, k).cast(F));
                FloatVector log = FloatVector.fromArray(F, out, outStart + k * outStride + n);
                p.mul(entropyBonus)
                        .fma(log.add(entropy), w.mul(indicator.sub(p)))
                        .intoArray(out, outStart + k * outStride + n);
            }
        }
    }
}
