package dev.baton.policy.choice;

import dev.baton.ops.FloatMath;
import dev.baton.ops.Lanes;
import dev.baton.simd.SimdSpecies;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link Losses} with one sample per lane. */
final class SimdLosses implements Losses {
    private static final VectorSpecies<Float> F = SimdSpecies.FLOATS;
    private static final int L = SimdSpecies.LANES;

    @Override
    public void exclude(
            float[] logits,
            int start,
            int stride,
            int actions,
            float[] allowed,
            int allowedStart,
            int allowedStride,
            int columns) {
        int padded = Lanes.roundUp(columns);
        for (int k = 0; k < actions; k++) {
            int at = start + k * stride;
            int may = allowedStart + k * allowedStride;
            for (int n = 0; n < padded; n += L) {
                FloatVector.fromArray(F, logits, at + n)
                        .blend(EXCLUDED, FloatVector.fromArray(F, allowed, may + n).compare(VectorOperators.EQ, 0f))
                        .intoArray(logits, at + n);
            }
        }
    }

    @Override
    public void clippedSurrogate(
            float[] logits,
            int start,
            int stride,
            int actions,
            float[] sample,
            int sampleStart,
            int sampleStride,
            int rows,
            float shift,
            float factor,
            float clip,
            float entropyBonus,
            float[] out,
            int columns) {
        int padded = Lanes.roundUp(columns);
        for (int n = 0; n < padded; n += L) {
            int at = sampleStart + n;
            FloatVector action = FloatVector.fromArray(F, sample, at);
            FloatVector greatest = FloatVector.fromArray(F, logits, start + n);
            for (int k = 1; k < actions; k++) {
                FloatVector logit = FloatVector.fromArray(F, logits, start + k * stride + n);
                greatest = greatest.blend(logit, logit.compare(VectorOperators.GT, greatest));
            }
            FloatVector sum = FloatVector.zero(F);
            FloatVector moment = FloatVector.zero(F);
            FloatVector taken = FloatVector.zero(F);
            for (int k = 0; k < actions; k++) {
                FloatVector x = FloatVector.fromArray(F, logits, start + k * stride + n).sub(greatest);
                // FloatMath.exp without its upper bound, which a number that is not positive cannot reach.
                FloatVector y = x.blend(FloatMath.EXP_LOW, x.compare(VectorOperators.LT, FloatMath.EXP_LOW));
                // Written by PolynomialSource: e = exp(y)
                FloatVector shifted = y.fma(FloatVector.broadcast(F, FloatMath.LOG2_E),
                        FloatVector.broadcast(F, FloatMath.ROUND));
                FloatVector power = shifted.sub(FloatMath.ROUND);
                FloatVector r = power.fma(FloatVector.broadcast(F, -FloatMath.LN2_HIGH), y);
                r = power.fma(FloatVector.broadcast(F, -FloatMath.LN2_LOW), r);
                FloatVector p = FloatVector.broadcast(F, FloatMath.EXP_5)
                        .fma(r, FloatVector.broadcast(F, FloatMath.EXP_4));
                p = p.fma(r, FloatVector.broadcast(F, FloatMath.EXP_3));
                p = p.fma(r, FloatVector.broadcast(F, FloatMath.EXP_2));
                p = p.fma(r, FloatVector.broadcast(F, 1f));
                p = p.fma(r, FloatVector.broadcast(F, 1f));
                FloatVector e = p.mul(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).add(0x3f800000)
                        .reinterpretAsFloats());
                // Written up to here.
                e.intoArray(out, start + k * stride + n);
                sum = sum.add(e);
                moment = e.fma(x, moment);
                taken = taken.blend(e, action.compare(VectorOperators.EQ, k));
            }
            // FloatMath.log of the sum, which is from 1 to K.
            // Written by PolynomialSource: logSum = log(sum)
            IntVector bits = sum.reinterpretAsInts().sub(FloatMath.SQRT_HALF_BITS);
            FloatVector exponent = (FloatVector) bits.lanewise(VectorOperators.ASHR, 23)
                    .convert(VectorOperators.I2F, 0);
            FloatVector f = bits.and(0x007fffff).add(FloatMath.SQRT_HALF_BITS).reinterpretAsFloats().sub(1f);
            FloatVector q = FloatVector.broadcast(F, FloatMath.LOG_9).fma(f, FloatVector.broadcast(F, FloatMath.LOG_8));
            q = q.fma(f, FloatVector.broadcast(F, FloatMath.LOG_7));
            q = q.fma(f, FloatVector.broadcast(F, FloatMath.LOG_6));
            q = q.fma(f, FloatVector.broadcast(F, FloatMath.LOG_5));
            q = q.fma(f, FloatVector.broadcast(F, FloatMath.LOG_4));
            q = q.fma(f, FloatVector.broadcast(F, FloatMath.LOG_3));
            FloatVector square = f.mul(f);
            FloatVector tail = square.mul(f).fma(q, square.mul(-0.5f));
            tail = exponent.fma(FloatVector.broadcast(F, FloatMath.LN2_LOW), tail);
            FloatVector logSum = exponent.fma(FloatVector.broadcast(F, FloatMath.LN2_HIGH), tail.add(f));
            // Written up to here.

            FloatVector inverse = FloatVector.broadcast(F, 1f).div(sum);
            FloatVector entropy = moment.neg().fma(inverse, logSum);
            FloatVector ratio = taken.mul(inverse).div(FloatVector.fromArray(F, sample, at + sampleStride));
            FloatVector advantage = FloatVector.fromArray(F, sample, at + 2 * sampleStride)
                    .sub(shift)
                    .mul(factor);
            VectorMask<Float> better = advantage.compare(VectorOperators.LT, 0f);
            VectorMask<Float> clipped = ratio.compare(VectorOperators.GT, 1 + clip)
                    .and(better)
                    .or(ratio.compare(VectorOperators.LT, 1 - clip).andNot(better));
            FloatVector g = ratio.mul(advantage).blend(0f, clipped);
            FloatVector weight = FloatVector.fromArray(F, sample, at + (rows - 1) * sampleStride);
            FloatVector offset = greatest.add(logSum);
            for (int k = 0; k < actions; k++) {
                int o = start + k * stride + n;
                FloatVector p = FloatVector.fromArray(F, out, o).mul(inverse);
                FloatVector indicator = FloatVector.zero(F).blend(1f, action.compare(VectorOperators.EQ, k));
                FloatVector logP = FloatVector.fromArray(F, logits, start + k * stride + n).sub(offset);
                p.mul(entropyBonus)
                        .fma(logP.add(entropy), g.mul(indicator.sub(p)))
                        .mul(weight)
                        .intoArray(out, o);
            }
        }
    }

    @Override
    public void expectedCost(
            float[] logits,
            int start,
            int stride,
            int actions,
            float[] sample,
            int sampleStart,
            int sampleStride,
            int rows,
            float[] out,
            int columns) {
        int padded = Lanes.roundUp(columns);
        for (int n = 0; n < padded; n += L) {
            FloatVector greatest = FloatVector.fromArray(F, logits, start + n);
            for (int k = 1; k < actions; k++) {
                FloatVector logit = FloatVector.fromArray(F, logits, start + k * stride + n);
                greatest = greatest.blend(logit, logit.compare(VectorOperators.GT, greatest));
            }
            FloatVector sum = FloatVector.zero(F);
            FloatVector total = FloatVector.zero(F);
            for (int k = 0; k < actions; k++) {
                FloatVector x = FloatVector.fromArray(F, logits, start + k * stride + n).sub(greatest);
                x = x.blend(FloatMath.EXP_LOW, x.compare(VectorOperators.LT, FloatMath.EXP_LOW));
                // Written by PolynomialSource: e = exp(x)
                FloatVector shifted = x.fma(FloatVector.broadcast(F, FloatMath.LOG2_E),
                        FloatVector.broadcast(F, FloatMath.ROUND));
                FloatVector power = shifted.sub(FloatMath.ROUND);
                FloatVector r = power.fma(FloatVector.broadcast(F, -FloatMath.LN2_HIGH), x);
                r = power.fma(FloatVector.broadcast(F, -FloatMath.LN2_LOW), r);
                FloatVector p = FloatVector.broadcast(F, FloatMath.EXP_5)
                        .fma(r, FloatVector.broadcast(F, FloatMath.EXP_4));
                p = p.fma(r, FloatVector.broadcast(F, FloatMath.EXP_3));
                p = p.fma(r, FloatVector.broadcast(F, FloatMath.EXP_2));
                p = p.fma(r, FloatVector.broadcast(F, 1f));
                p = p.fma(r, FloatVector.broadcast(F, 1f));
                FloatVector e = p.mul(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).add(0x3f800000)
                        .reinterpretAsFloats());
                // Written up to here.
                e.intoArray(out, start + k * stride + n);
                sum = sum.add(e);
                total = e.fma(FloatVector.fromArray(F, sample, sampleStart + k * sampleStride + n), total);
            }
            FloatVector inverse = FloatVector.broadcast(F, 1f).div(sum);
            FloatVector mean = total.mul(inverse);
            FloatVector scale =
                    FloatVector.fromArray(F, sample, sampleStart + (rows - 1) * sampleStride + n).mul(inverse);
            for (int k = 0; k < actions; k++) {
                int o = start + k * stride + n;
                FloatVector cost = FloatVector.fromArray(F, sample, sampleStart + k * sampleStride + n);
                FloatVector.fromArray(F, out, o).mul(scale).mul(cost.sub(mean)).intoArray(out, o);
            }
        }
    }

    @Override
    public void squaredError(
            float[] outputs,
            int start,
            int stride,
            int actions,
            float[] sample,
            int sampleStart,
            int sampleStride,
            int rows,
            float[] out,
            int columns) {
        int padded = Lanes.roundUp(columns);
        for (int n = 0; n < padded; n += L) {
            FloatVector action =
                    actions == 1 ? FloatVector.zero(F) : FloatVector.fromArray(F, sample, sampleStart + n);
            FloatVector target = FloatVector.fromArray(F, sample, sampleStart + (rows - 2) * sampleStride + n);
            FloatVector weight = FloatVector.fromArray(F, sample, sampleStart + (rows - 1) * sampleStride + n);
            for (int k = 0; k < actions; k++) {
                FloatVector error = FloatVector.fromArray(F, outputs, start + k * stride + n).sub(target);
                FloatVector.zero(F)
                        .blend(error.mul(weight), action.compare(VectorOperators.EQ, k))
                        .intoArray(out, start + k * stride + n);
            }
        }
    }
}
