package dev.baton.env;

import dev.baton.ops.Backend;
import dev.baton.ops.FloatMath;
import dev.baton.ops.SimdFloatMath;
import dev.baton.rng.CounterRng;
import dev.baton.simd.SimdSpecies;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Stepper} with one episode per lane. A step is four passes over a tile that stays in the first-level cache:
 * draw the outcome, move the task vector, pay, charge; few enough vector operations each for every compiler tier.
 *
 * <p>Table entries are looked up by action or outcome: with one permutation where the table fits a vector (the
 * {@code …Small} passes), else by gathering (the {@code …Large} passes).
 */
final class SimdStepper extends Stepper {
    private static final VectorSpecies<Float> F = SimdSpecies.FLOATS;
    private static final VectorSpecies<Integer> I = SimdSpecies.INTS;
    private static final int L = SimdSpecies.LANES;
    private static final IntVector COLUMNS = IntVector.zero(I).addIndex(1);

    // The float tables as raw bits: a permutation of ints by ints needs no conversion of the index.
    private final int[] cumulativeBits;
    private final int[] latencyBits;
    private final int[] monetaryBits;
    private final int[] latencyCostBits;
    private final int[] monetaryCostBits;
    private final int[] scaleBits;
    private final int[] shiftBits;
    private final int[] failureBits;
    private final int[] divergenceBits;
    private final int[] baseCostBits;
    private final int[] predictedScaleBits;
    private final int[] predictedShiftBits;
    private final boolean small;

    SimdStepper(EnvTables tables) {
        super(tables, CounterRng.of(Backend.SIMD));
        cumulativeBits = bits(tables.cumulative);
        latencyBits = bits(tables.latency);
        monetaryBits = bits(tables.monetary);
        latencyCostBits = bits(tables.latencyCost);
        monetaryCostBits = bits(tables.monetaryCost);
        scaleBits = bits(tables.scale);
        shiftBits = bits(tables.shift);
        failureBits = bits(tables.failure);
        divergenceBits = bits(tables.divergence);
        baseCostBits = bits(tables.baseCost);
        predictedScaleBits = bits(tables.predictedScale);
        predictedShiftBits = bits(tables.predictedShift);
        small = tables.actions * tables.outcomes <= L;
    }

    private static int[] bits(float[] table) {
        int[] bits = new int[table.length];
        for (int i = 0; i < table.length; i++) {
            bits[i] = Float.floatToRawIntBits(table[i]);
        }
        return bits;
    }

    @Override
    void difficulty(EpisodeBatch batch, float sigma, float mean, int from, int to) {
        SimdFloatMath.normal(batch.actionWord, batch.outcomeWord, batch.cost, from, to);
        for (int n = from; n < to; n += L) {
            FloatVector.broadcast(F, sigma)
                    .fma(FloatVector.fromArray(F, batch.cost, n), FloatVector.broadcast(F, mean))
                    .intoArray(batch.cost, n);
        }
        SimdFloatMath.exp(batch.cost, from, to);
    }

    @Override
    void startDimension(EpisodeBatch batch, int i, int[] word, int from, int to) {
        float offset = tables.spec.start().offset().get(i).floatValue();
        float scale = tables.spec.start().scale().get(i).floatValue();
        float jitter = (float) tables.spec.start().jitter();
        int row = i * batch.stride;
        for (int n = from; n < to; n += L) {
            FloatVector uniform = ((FloatVector) IntVector.fromArray(I, word, n)
                            .lanewise(VectorOperators.LSHR, 8)
                            .convert(VectorOperators.I2F, 0))
                    .mul(FloatMath.UNIFORM_SCALE);
            FloatVector u = uniform.fma(FloatVector.broadcast(F, 2f), FloatVector.broadcast(F, -1f));
            FloatVector factor = u.fma(FloatVector.broadcast(F, jitter), FloatVector.broadcast(F, 1f));
            FloatVector.fromArray(F, batch.cost, n)
                    .mul(scale)
                    .fma(factor, FloatVector.broadcast(F, offset))
                    .intoArray(batch.task, row + n);
        }
    }

    @Override
    void assess(EpisodeBatch batch, int from, int to) {
        for (int n = from; n < to; n += L) {
            FloatVector g = FloatVector.zero(F);
            for (int i = 0; i < tables.dimension; i++) {
                FloatVector excess =
                        FloatVector.fromArray(F, batch.task, i * batch.stride + n).sub(tables.tolerance[i]);
                g = g.add(excess.blend(0f, excess.compare(VectorOperators.LE, 0f)));
            }
            g.intoArray(batch.constraint, n);
            IntVector.zero(I)
                    .blend(1, g.reinterpretAsInts().compare(VectorOperators.EQ, 0))
                    .intoArray(batch.ended, n);
        }
    }

    @Override
    public void observe(EpisodeBatch batch, int from, int to, float[] out, int start, int stride) {
        int d = tables.dimension;
        for (int i = 0; i < d; i++) {
            float tolerance = tables.tolerance[i];
            int scaled = start + i * stride;
            int indicator = start + (d + 2 + i) * stride;
            for (int n = from; n < to; n += L) {
                FloatVector z = FloatVector.fromArray(F, batch.task, i * batch.stride + n);
                z.mul(tables.taskFactor).intoArray(out, scaled + n);
                FloatVector.zero(F)
                        .blend(1f, z.compare(VectorOperators.GT, tolerance))
                        .intoArray(out, indicator + n);
            }
        }
        for (int n = from; n < to; n += L) {
            FloatVector.fromArray(F, batch.latency, n)
                    .mul(tables.latencyFactor)
                    .intoArray(out, start + d * stride + n);
            FloatVector.fromArray(F, batch.monetary, n)
                    .mul(tables.monetaryFactor)
                    .intoArray(out, start + (d + 1) * stride + n);
            ((FloatVector) IntVector.fromArray(I, batch.step, n).convert(VectorOperators.I2F, 0))
                    .mul(tables.stepFactor)
                    .intoArray(out, start + (2 * d + 2) * stride + n);
        }
    }

    @Override
    public void step(EpisodeBatch batch, int from, int to) {
        if (small) {
            drawSmall(batch, from, to);
            if (!tables.constantDivergence) {
                divergeSmall(batch, from, to);
            }
            if (tables.additive) {
                moveAdditiveSmall(batch, from, to);
            } else {
                moveAffineSmall(batch, from, to);
            }
            paySmall(batch, from, to);
            chargeSmall(batch, from, to);
        } else {
            drawLarge(batch, from, to);
            if (!tables.constantDivergence) {
                divergeLarge(batch, from, to);
            }
            if (tables.additive) {
                moveAdditiveLarge(batch, from, to);
            } else {
                moveAffineLarge(batch, from, to);
            }
            payLarge(batch, from, to);
            chargeLarge(batch, from, to);
        }
    }

    private void drawSmall(EpisodeBatch batch, int from, int to) {
        for (int n = from; n < to; n += L) {
            IntVector k = IntVector.fromArray(I, batch.action, n);
            FloatVector u = ((FloatVector) IntVector.fromArray(I, batch.outcomeWord, n)
                            .lanewise(VectorOperators.LSHR, 8)
                            .convert(VectorOperators.I2F, 0))
                    .mul(FloatMath.UNIFORM_SCALE);
            IntVector e = k;
            for (int j = 0; j < tables.outcomes - 1; j++) {
                FloatVector limit = k.selectFrom(IntVector.fromArray(I, cumulativeBits, j * tables.actionStride)).reinterpretAsFloats();
                e = e.add(tables.actions, u.compare(VectorOperators.GE, limit).cast(I));
            }
            e.intoArray(batch.outcome, n);
        }
    }

    private void moveAdditiveSmall(EpisodeBatch batch, int from, int to) {
        for (int n = from; n < to; n += L) {
            IntVector e = IntVector.fromArray(I, batch.outcome, n);
            FloatVector g = FloatVector.zero(F);
            for (int i = 0; i < tables.dimension; i++) {
                FloatVector shift = e.selectFrom(IntVector.fromArray(I, shiftBits, i * tables.outcomeStride)).reinterpretAsFloats();
                FloatVector next = FloatVector.fromArray(F, batch.task, i * batch.stride + n).add(shift);
                next.intoArray(batch.task, i * batch.stride + n);
                FloatVector excess = next.sub(tables.tolerance[i]);
                g = g.add(excess.blend(0f, excess.compare(VectorOperators.LE, 0f)));
            }
            g.intoArray(batch.constraint, n);
        }
    }

    private void moveAffineSmall(EpisodeBatch batch, int from, int to) {
        for (int n = from; n < to; n += L) {
            IntVector e = IntVector.fromArray(I, batch.outcome, n);
            FloatVector g = FloatVector.zero(F);
            for (int i = 0; i < tables.dimension; i++) {
                FloatVector scale = e.selectFrom(IntVector.fromArray(I, scaleBits, i * tables.outcomeStride)).reinterpretAsFloats();
                FloatVector shift = e.selectFrom(IntVector.fromArray(I, shiftBits, i * tables.outcomeStride)).reinterpretAsFloats();
                FloatVector next = scale.fma(FloatVector.fromArray(F, batch.task, i * batch.stride + n), shift);
                next.intoArray(batch.task, i * batch.stride + n);
                FloatVector excess = next.sub(tables.tolerance[i]);
                g = g.add(excess.blend(0f, excess.compare(VectorOperators.LE, 0f)));
            }
            g.intoArray(batch.constraint, n);
        }
    }

    /** ‖ẑ − z'‖₂, clipped, to {@code cost}; runs before the move, so it works out z' for itself. */
    private void divergeSmall(EpisodeBatch batch, int from, int to) {
        for (int n = from; n < to; n += L) {
            IntVector e = IntVector.fromArray(I, batch.outcome, n);
            IntVector k = IntVector.fromArray(I, batch.action, n);
            FloatVector squares = FloatVector.zero(F);
            for (int i = 0; i < tables.dimension; i++) {
                FloatVector z = FloatVector.fromArray(F, batch.task, i * batch.stride + n);
                FloatVector scale = e.selectFrom(IntVector.fromArray(I, scaleBits, i * tables.outcomeStride)).reinterpretAsFloats();
                FloatVector shift = e.selectFrom(IntVector.fromArray(I, shiftBits, i * tables.outcomeStride)).reinterpretAsFloats();
                FloatVector predictedScale = k.selectFrom(IntVector.fromArray(I, predictedScaleBits, i * tables.actionStride)).reinterpretAsFloats();
                FloatVector predictedShift = k.selectFrom(IntVector.fromArray(I, predictedShiftBits, i * tables.actionStride)).reinterpretAsFloats();
                FloatVector difference = predictedScale.fma(z, predictedShift).sub(scale.fma(z, shift));
                squares = difference.fma(difference, squares);
            }
            FloatVector divergence = squares.sqrt();
            divergence.blend(
                            tables.divergenceClip,
                            divergence.compare(VectorOperators.GT, tables.divergenceClip))
                    .intoArray(batch.cost, n);
        }
    }

    private void paySmall(EpisodeBatch batch, int from, int to) {
        int stride = batch.stride;
        for (int n = from; n < to; n += L) {
            IntVector k = IntVector.fromArray(I, batch.action, n);
            FloatVector latency = k.selectFrom(IntVector.fromArray(I, latencyBits, 0)).reinterpretAsFloats();
            FloatVector monetary = k.selectFrom(IntVector.fromArray(I, monetaryBits, 0)).reinterpretAsFloats();
            FloatVector.fromArray(F, batch.latency, n).add(latency).intoArray(batch.latency, n);
            FloatVector.fromArray(F, batch.monetary, n).add(monetary).intoArray(batch.monetary, n);
            FloatVector latencyCost = k.selectFrom(IntVector.fromArray(I, latencyCostBits, 0)).reinterpretAsFloats();
            FloatVector monetaryCost = k.selectFrom(IntVector.fromArray(I, monetaryCostBits, 0)).reinterpretAsFloats();
            FloatVector.fromArray(F, batch.components, n).add(latencyCost).intoArray(batch.components, n);
            FloatVector.fromArray(F, batch.components, stride + n)
                    .add(monetaryCost)
                    .intoArray(batch.components, stride + n);
            IntVector t = IntVector.fromArray(I, batch.step, n).add(1);
            t.intoArray(batch.step, n);
            IntVector ends = k.selectFrom(IntVector.fromArray(I, tables.ends, 0));
            // g is a sum from +0 of numbers that are not −0, so its bits are 0 exactly when it is 0.
            IntVector g = FloatVector.fromArray(F, batch.constraint, n).reinterpretAsInts();
            VectorMask<Integer> ended = g.compare(VectorOperators.EQ, 0)
                    .or(t.compare(VectorOperators.GE, tables.horizon))
                    .or(ends.compare(VectorOperators.NE, 0));
            IntVector.zero(I).blend(1, ended).intoArray(batch.ended, n);
        }
    }

    private void chargeSmall(EpisodeBatch batch, int from, int to) {
        int stride = batch.stride;
        boolean terminal = !tables.chargedEveryStep;
        boolean constant = tables.constantDivergence;
        for (int n = from; n < to; n += L) {
            IntVector e = IntVector.fromArray(I, batch.outcome, n);
            FloatVector g = FloatVector.fromArray(F, batch.constraint, n);
            FloatVector constraint =
                    g.blend(tables.constraintClip, g.compare(VectorOperators.GT, tables.constraintClip));
            if (terminal) {
                VectorMask<Integer> goesOn = IntVector.fromArray(I, batch.ended, n).compare(VectorOperators.EQ, 0);
                constraint = constraint.reinterpretAsInts().blend(0, goesOn).reinterpretAsFloats();
            }
            FloatVector failure = e.selectFrom(IntVector.fromArray(I, failureBits, 0)).reinterpretAsFloats();
            FloatVector base = e.selectFrom(IntVector.fromArray(I, baseCostBits, 0)).reinterpretAsFloats();
            FloatVector.fromArray(F, batch.components, 2 * stride + n)
                    .add(constraint)
                    .intoArray(batch.components, 2 * stride + n);
            FloatVector.fromArray(F, batch.components, 3 * stride + n)
                    .add(failure)
                    .intoArray(batch.components, 3 * stride + n);
            FloatVector cost = constraint.fma(FloatVector.broadcast(F, tables.constraintWeight), base);
            FloatVector divergence;
            if (constant) {
                divergence = e.selectFrom(IntVector.fromArray(I, divergenceBits, 0)).reinterpretAsFloats();
            } else {
                divergence = FloatVector.fromArray(F, batch.cost, n);
                cost = divergence.fma(FloatVector.broadcast(F, tables.divergenceWeight), cost);
            }
            FloatVector.fromArray(F, batch.components, 4 * stride + n)
                    .add(divergence)
                    .intoArray(batch.components, 4 * stride + n);
            cost.intoArray(batch.cost, n);
        }
    }

    private void drawLarge(EpisodeBatch batch, int from, int to) {
        for (int n = from; n < to; n += L) {
            IntVector k = IntVector.fromArray(I, batch.action, n);
            FloatVector u = ((FloatVector) IntVector.fromArray(I, batch.outcomeWord, n)
                            .lanewise(VectorOperators.LSHR, 8)
                            .convert(VectorOperators.I2F, 0))
                    .mul(FloatMath.UNIFORM_SCALE);
            IntVector e = k;
            for (int j = 0; j < tables.outcomes - 1; j++) {
                FloatVector limit = FloatVector.fromArray(F, tables.cumulative, j * tables.actionStride, batch.action, n);
                e = e.add(tables.actions, u.compare(VectorOperators.GE, limit).cast(I));
            }
            e.intoArray(batch.outcome, n);
        }
    }

    private void moveAdditiveLarge(EpisodeBatch batch, int from, int to) {
        for (int n = from; n < to; n += L) {
            FloatVector g = FloatVector.zero(F);
            for (int i = 0; i < tables.dimension; i++) {
                FloatVector shift = FloatVector.fromArray(F, tables.shift, i * tables.outcomeStride, batch.outcome, n);
                FloatVector next = FloatVector.fromArray(F, batch.task, i * batch.stride + n).add(shift);
                next.intoArray(batch.task, i * batch.stride + n);
                FloatVector excess = next.sub(tables.tolerance[i]);
                g = g.add(excess.blend(0f, excess.compare(VectorOperators.LE, 0f)));
            }
            g.intoArray(batch.constraint, n);
        }
    }

    private void moveAffineLarge(EpisodeBatch batch, int from, int to) {
        for (int n = from; n < to; n += L) {
            FloatVector g = FloatVector.zero(F);
            for (int i = 0; i < tables.dimension; i++) {
                FloatVector scale = FloatVector.fromArray(F, tables.scale, i * tables.outcomeStride, batch.outcome, n);
                FloatVector shift = FloatVector.fromArray(F, tables.shift, i * tables.outcomeStride, batch.outcome, n);
                FloatVector next = scale.fma(FloatVector.fromArray(F, batch.task, i * batch.stride + n), shift);
                next.intoArray(batch.task, i * batch.stride + n);
                FloatVector excess = next.sub(tables.tolerance[i]);
                g = g.add(excess.blend(0f, excess.compare(VectorOperators.LE, 0f)));
            }
            g.intoArray(batch.constraint, n);
        }
    }

    /** ‖ẑ − z'‖₂, clipped, to {@code cost}; runs before the move, so it works out z' for itself. */
    private void divergeLarge(EpisodeBatch batch, int from, int to) {
        for (int n = from; n < to; n += L) {
            FloatVector squares = FloatVector.zero(F);
            for (int i = 0; i < tables.dimension; i++) {
                FloatVector z = FloatVector.fromArray(F, batch.task, i * batch.stride + n);
                FloatVector scale = FloatVector.fromArray(F, tables.scale, i * tables.outcomeStride, batch.outcome, n);
                FloatVector shift = FloatVector.fromArray(F, tables.shift, i * tables.outcomeStride, batch.outcome, n);
                FloatVector predictedScale = FloatVector.fromArray(F, tables.predictedScale, i * tables.actionStride, batch.action, n);
                FloatVector predictedShift = FloatVector.fromArray(F, tables.predictedShift, i * tables.actionStride, batch.action, n);
                FloatVector difference = predictedScale.fma(z, predictedShift).sub(scale.fma(z, shift));
                squares = difference.fma(difference, squares);
            }
            FloatVector divergence = squares.sqrt();
            divergence.blend(
                            tables.divergenceClip,
                            divergence.compare(VectorOperators.GT, tables.divergenceClip))
                    .intoArray(batch.cost, n);
        }
    }

    private void payLarge(EpisodeBatch batch, int from, int to) {
        int stride = batch.stride;
        for (int n = from; n < to; n += L) {
            FloatVector latency = FloatVector.fromArray(F, tables.latency, 0, batch.action, n);
            FloatVector monetary = FloatVector.fromArray(F, tables.monetary, 0, batch.action, n);
            FloatVector.fromArray(F, batch.latency, n).add(latency).intoArray(batch.latency, n);
            FloatVector.fromArray(F, batch.monetary, n).add(monetary).intoArray(batch.monetary, n);
            FloatVector latencyCost = FloatVector.fromArray(F, tables.latencyCost, 0, batch.action, n);
            FloatVector monetaryCost = FloatVector.fromArray(F, tables.monetaryCost, 0, batch.action, n);
            FloatVector.fromArray(F, batch.components, n).add(latencyCost).intoArray(batch.components, n);
            FloatVector.fromArray(F, batch.components, stride + n)
                    .add(monetaryCost)
                    .intoArray(batch.components, stride + n);
            IntVector t = IntVector.fromArray(I, batch.step, n).add(1);
            t.intoArray(batch.step, n);
            IntVector ends = IntVector.fromArray(I, tables.ends, 0, batch.action, n);
            // g is a sum from +0 of numbers that are not −0, so its bits are 0 exactly when it is 0.
            IntVector g = FloatVector.fromArray(F, batch.constraint, n).reinterpretAsInts();
            VectorMask<Integer> ended = g.compare(VectorOperators.EQ, 0)
                    .or(t.compare(VectorOperators.GE, tables.horizon))
                    .or(ends.compare(VectorOperators.NE, 0));
            IntVector.zero(I).blend(1, ended).intoArray(batch.ended, n);
        }
    }

    private void chargeLarge(EpisodeBatch batch, int from, int to) {
        int stride = batch.stride;
        boolean terminal = !tables.chargedEveryStep;
        boolean constant = tables.constantDivergence;
        for (int n = from; n < to; n += L) {
            FloatVector g = FloatVector.fromArray(F, batch.constraint, n);
            FloatVector constraint =
                    g.blend(tables.constraintClip, g.compare(VectorOperators.GT, tables.constraintClip));
            if (terminal) {
                VectorMask<Integer> goesOn = IntVector.fromArray(I, batch.ended, n).compare(VectorOperators.EQ, 0);
                constraint = constraint.reinterpretAsInts().blend(0, goesOn).reinterpretAsFloats();
            }
            FloatVector failure = FloatVector.fromArray(F, tables.failure, 0, batch.outcome, n);
            FloatVector base = FloatVector.fromArray(F, tables.baseCost, 0, batch.outcome, n);
            FloatVector.fromArray(F, batch.components, 2 * stride + n)
                    .add(constraint)
                    .intoArray(batch.components, 2 * stride + n);
            FloatVector.fromArray(F, batch.components, 3 * stride + n)
                    .add(failure)
                    .intoArray(batch.components, 3 * stride + n);
            FloatVector cost = constraint.fma(FloatVector.broadcast(F, tables.constraintWeight), base);
            FloatVector divergence;
            if (constant) {
                divergence = FloatVector.fromArray(F, tables.divergence, 0, batch.outcome, n);
            } else {
                divergence = FloatVector.fromArray(F, batch.cost, n);
                cost = divergence.fma(FloatVector.broadcast(F, tables.divergenceWeight), cost);
            }
            FloatVector.fromArray(F, batch.components, 4 * stride + n)
                    .add(divergence)
                    .intoArray(batch.components, 4 * stride + n);
            cost.intoArray(batch.cost, n);
        }
    }

    @Override
    public int listEnded(EpisodeBatch batch, int[] list) {
        int count = 0;
        for (int n = 0; n < batch.count; n += L) {
            VectorMask<Integer> ended = IntVector.fromArray(I, batch.ended, n)
                    .compare(VectorOperators.NE, 0)
                    .and(I.indexInRange(n, batch.count));
            COLUMNS.add(n).compress(ended).intoArray(list, count);
            count += ended.trueCount();
        }
        return count;
    }
}
