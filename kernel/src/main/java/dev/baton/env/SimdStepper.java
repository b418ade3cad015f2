package dev.baton.env;

import dev.baton.ops.Backend;
import dev.baton.ops.BatchOps;
import dev.baton.ops.FloatMath;
import dev.baton.ops.SimdFloatMath;
import dev.baton.rng.CounterRng;
import dev.baton.simd.SimdSpecies;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Stepper} with one episode per lane. A step is a handful of passes over a tile: draw the outcome, move the task
 * vector, pay, end, charge. One pass over everything was tried and takes half as long again: short loops leave the compiler
 * all tables in registers and nothing to check.
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
                FloatVector z = FloatVector.fromArray(F, batch.task, i * batch.stride + n);
                FloatVector excess = z.sub(tables.tolerance[i]);
                g = g.add(excess.blend(0f, z.compare(VectorOperators.LE, tables.doneThreshold[i])));
            }
            g.intoArray(batch.constraint, n);
            IntVector.zero(I)
                    .blend(1, g.reinterpretAsInts().compare(VectorOperators.EQ, 0))
                    .intoArray(batch.ended, n);
        }
    }

    @Override
    public void observe(EpisodeBatch batch, int from, int to, float[] out, int start, int stride) {
        int n = from;
        for (; n + 3 * L <= to; n += 3 * L) {
            observe3(batch, n, out, start + n, stride);
        }
        for (; n < to; n += L) {
            observe1(batch, n, out, start + n, stride);
        }
    }

    private void observe3(EpisodeBatch batch, int n, float[] out, int at, int stride) {
        int d = tables.dimension;
        float[] task = batch.task;
        FloatVector factor = FloatVector.broadcast(F, tables.taskFactor);
        for (int i = 0; i < d; i++) {
            float done = tables.doneThreshold[i];
            int z = i * batch.stride + n;
            int scaled = at + i * stride;
            int indicator = at + (d + 2 + i) * stride;
            FloatVector a = FloatVector.fromArray(F, task, z);
            FloatVector b = FloatVector.fromArray(F, task, z + L);
            FloatVector c = FloatVector.fromArray(F, task, z + 2 * L);
            a.mul(factor).intoArray(out, scaled);
            b.mul(factor).intoArray(out, scaled + L);
            c.mul(factor).intoArray(out, scaled + 2 * L);
            FloatVector.zero(F).blend(1f, a.compare(VectorOperators.GT, done)).intoArray(out, indicator);
            FloatVector.zero(F).blend(1f, b.compare(VectorOperators.GT, done)).intoArray(out, indicator + L);
            FloatVector.zero(F).blend(1f, c.compare(VectorOperators.GT, done)).intoArray(out, indicator + 2 * L);
        }
        int latency = at + d * stride;
        int monetary = latency + stride;
        int time = at + (2 * d + 2) * stride;
        FloatVector.fromArray(F, batch.latency, n).mul(tables.latencyFactor).intoArray(out, latency);
        FloatVector.fromArray(F, batch.monetary, n).mul(tables.monetaryFactor).intoArray(out, monetary);
        ((FloatVector) IntVector.fromArray(I, batch.step, n).convert(VectorOperators.I2F, 0))
                .mul(tables.stepFactor)
                .intoArray(out, time);
        FloatVector.fromArray(F, batch.latency, n + L).mul(tables.latencyFactor).intoArray(out, latency + L);
        FloatVector.fromArray(F, batch.monetary, n + L).mul(tables.monetaryFactor).intoArray(out, monetary + L);
        ((FloatVector) IntVector.fromArray(I, batch.step, n + L).convert(VectorOperators.I2F, 0))
                .mul(tables.stepFactor)
                .intoArray(out, time + L);
        FloatVector.fromArray(F, batch.latency, n + 2 * L).mul(tables.latencyFactor).intoArray(out, latency + 2 * L);
        FloatVector.fromArray(F, batch.monetary, n + 2 * L).mul(tables.monetaryFactor).intoArray(out, monetary + 2 * L);
        ((FloatVector) IntVector.fromArray(I, batch.step, n + 2 * L).convert(VectorOperators.I2F, 0))
                .mul(tables.stepFactor)
                .intoArray(out, time + 2 * L);
    }

    private void observe1(EpisodeBatch batch, int n, float[] out, int at, int stride) {
        int d = tables.dimension;
        float[] task = batch.task;
        FloatVector factor = FloatVector.broadcast(F, tables.taskFactor);
        for (int i = 0; i < d; i++) {
            float done = tables.doneThreshold[i];
            int z = i * batch.stride + n;
            int scaled = at + i * stride;
            int indicator = at + (d + 2 + i) * stride;
            FloatVector a = FloatVector.fromArray(F, task, z);
            a.mul(factor).intoArray(out, scaled);
            FloatVector.zero(F).blend(1f, a.compare(VectorOperators.GT, done)).intoArray(out, indicator);
        }
        int latency = at + d * stride;
        int monetary = latency + stride;
        int time = at + (2 * d + 2) * stride;
        FloatVector.fromArray(F, batch.latency, n).mul(tables.latencyFactor).intoArray(out, latency);
        FloatVector.fromArray(F, batch.monetary, n).mul(tables.monetaryFactor).intoArray(out, monetary);
        ((FloatVector) IntVector.fromArray(I, batch.step, n).convert(VectorOperators.I2F, 0))
                .mul(tables.stepFactor)
                .intoArray(out, time);
    }

    @Override
    public void step(EpisodeBatch batch, int from, int to) {
        if (tables.twofold) {
            drawLarge(batch, from, to);
            if (!tables.constantDivergence) {
                divergeLarge(batch, from, to);
            }
            moveTwofold(batch, from, to);
            payTwofold(batch, from, to);
            endLarge(batch, from, to);
            chargeTwofold(batch, from, to);
        } else if (small) {
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
            endSmall(batch, from, to);
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
            endLarge(batch, from, to);
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
        Arrays.fill(batch.constraint, from, BatchOps.padded(to), 0);
        int i = 0;
        for (; i + 1 < tables.dimension; i += 2) {
            moveAdditiveSmall2(batch, i, from, to);
        }
        if (i < tables.dimension) {
            moveAdditiveSmall1(batch, i, from, to);
        }
    }

    /** Dimensions i and i + 1; adds to g. */
    private void moveAdditiveSmall2(EpisodeBatch batch, int i, int from, int to) {
        float[] task = batch.task;
        float[] constraint = batch.constraint;
        int row0 = i * batch.stride;
        int row1 = row0 + batch.stride;
        IntVector shifts0 = IntVector.fromArray(I, shiftBits, i * tables.outcomeStride);
        IntVector shifts1 = IntVector.fromArray(I, shiftBits, (i + 1) * tables.outcomeStride);
        float tolerance0 = tables.tolerance[i];
        float tolerance1 = tables.tolerance[i + 1];
        float done0 = tables.doneThreshold[i];
        float done1 = tables.doneThreshold[i + 1];
        for (int n = from; n < to; n += L) {
            IntVector e = IntVector.fromArray(I, batch.outcome, n);
            FloatVector z0 = FloatVector.fromArray(F, task, row0 + n).add(e.selectFrom(shifts0).reinterpretAsFloats());
            FloatVector z1 = FloatVector.fromArray(F, task, row1 + n).add(e.selectFrom(shifts1).reinterpretAsFloats());
            z0.intoArray(task, row0 + n);
            z1.intoArray(task, row1 + n);
            FloatVector excess0 = z0.sub(tolerance0);
            FloatVector excess1 = z1.sub(tolerance1);
            FloatVector.fromArray(F, constraint, n)
                    .add(excess0.blend(0f, z0.compare(VectorOperators.LE, done0)))
                    .add(excess1.blend(0f, z1.compare(VectorOperators.LE, done1)))
                    .intoArray(constraint, n);
        }
    }

    /** Dimension i; adds to g. */
    private void moveAdditiveSmall1(EpisodeBatch batch, int i, int from, int to) {
        float[] task = batch.task;
        float[] constraint = batch.constraint;
        int row = i * batch.stride;
        IntVector shifts = IntVector.fromArray(I, shiftBits, i * tables.outcomeStride);
        float tolerance = tables.tolerance[i];
        float done = tables.doneThreshold[i];
        for (int n = from; n < to; n += L) {
            IntVector e = IntVector.fromArray(I, batch.outcome, n);
            FloatVector z = FloatVector.fromArray(F, task, row + n).add(e.selectFrom(shifts).reinterpretAsFloats());
            z.intoArray(task, row + n);
            FloatVector excess = z.sub(tolerance);
            FloatVector.fromArray(F, constraint, n)
                    .add(excess.blend(0f, z.compare(VectorOperators.LE, done)))
                    .intoArray(constraint, n);
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
                g = g.add(excess.blend(0f, next.compare(VectorOperators.LE, tables.doneThreshold[i])));
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
        float[] components = batch.components;
        IntVector latencies = IntVector.fromArray(I, latencyBits, 0);
        IntVector moneys = IntVector.fromArray(I, monetaryBits, 0);
        IntVector latencyCosts = IntVector.fromArray(I, latencyCostBits, 0);
        IntVector moneyCosts = IntVector.fromArray(I, monetaryCostBits, 0);
        for (int n = from; n < to; n += L) {
            IntVector k = IntVector.fromArray(I, batch.action, n);
            FloatVector.fromArray(F, batch.latency, n)
                    .add(k.selectFrom(latencies).reinterpretAsFloats())
                    .intoArray(batch.latency, n);
            FloatVector.fromArray(F, batch.monetary, n)
                    .add(k.selectFrom(moneys).reinterpretAsFloats())
                    .intoArray(batch.monetary, n);
            FloatVector.fromArray(F, components, n)
                    .add(k.selectFrom(latencyCosts).reinterpretAsFloats())
                    .intoArray(components, n);
            FloatVector.fromArray(F, components, stride + n)
                    .add(k.selectFrom(moneyCosts).reinterpretAsFloats())
                    .intoArray(components, stride + n);
        }
    }

    private void endSmall(EpisodeBatch batch, int from, int to) {
        IntVector endings = IntVector.fromArray(I, tables.ends, 0);
        for (int n = from; n < to; n += L) {
            IntVector t = IntVector.fromArray(I, batch.step, n).add(1);
            t.intoArray(batch.step, n);
            IntVector ends = IntVector.fromArray(I, batch.action, n).selectFrom(endings);
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
                g = g.add(excess.blend(0f, next.compare(VectorOperators.LE, tables.doneThreshold[i])));
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
                g = g.add(excess.blend(0f, next.compare(VectorOperators.LE, tables.doneThreshold[i])));
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
        }
    }

    private void endLarge(EpisodeBatch batch, int from, int to) {
        for (int n = from; n < to; n += L) {
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

    private void moveTwofold(EpisodeBatch batch, int from, int to) {
        Arrays.fill(batch.constraint, from, BatchOps.padded(to), 0);
        Arrays.fill(batch.constraintRest, from, BatchOps.padded(to), 0);
        for (int i = 0; i < tables.dimension; i++) {
            moveTwofold(batch, i, from, to);
            exceedTwofold(batch, i, from, to);
        }
    }

    /** z ← a ⊙ z + b + δ in dimension i, each a sum of two floats. */
    private void moveTwofold(EpisodeBatch batch, int i, int from, int to) {
        int row = i * batch.stride;
        int table = i * tables.outcomeStride;
        for (int n = from; n < to; n += L) {
            FloatVector z = FloatVector.fromArray(F, batch.task, row + n);
            FloatVector a = FloatVector.fromArray(F, tables.scale, table, batch.outcome, n);
            FloatVector b = FloatVector.fromArray(F, tables.shift, table, batch.outcome, n);
            FloatVector product = a.mul(z);
            FloatVector rest = a.fma(z, product.neg());
            rest = a.fma(FloatVector.fromArray(F, batch.taskRest, row + n), rest);
            rest = FloatVector.fromArray(F, tables.scaleRest, table, batch.outcome, n).fma(z, rest);
            FloatVector sum = product.add(b);
            FloatVector second = sum.sub(product);
            rest = rest.add(product.sub(sum.sub(second)).add(b.sub(second)));
            rest = rest.add(FloatVector.fromArray(F, tables.shiftRest, table, batch.outcome, n));
            FloatVector next = sum.add(rest);
            rest.sub(next.sub(sum)).intoArray(batch.taskRest, row + n);
            next.intoArray(batch.task, row + n);
        }
    }

    /** Adds what dimension i exceeds its ε by to g, a sum of two floats. */
    private void exceedTwofold(EpisodeBatch batch, int i, int from, int to) {
        int row = i * batch.stride;
        float minus = -tables.tolerance[i];
        float threshold = tables.doneThreshold[i];
        for (int n = from; n < to; n += L) {
            FloatVector z = FloatVector.fromArray(F, batch.task, row + n);
            VectorMask<Float> done = z.compare(VectorOperators.LE, threshold);
            FloatVector tolerance = FloatVector.broadcast(F, minus);
            FloatVector excess = z.add(tolerance);
            FloatVector second = excess.sub(z);
            FloatVector rest = z.sub(excess.sub(second)).add(tolerance.sub(second));
            rest = rest.add(FloatVector.fromArray(F, batch.taskRest, row + n)).blend(0f, done);
            FloatVector more = excess.blend(0f, done);
            FloatVector g = FloatVector.fromArray(F, batch.constraint, n);
            FloatVector total = g.add(more);
            second = total.sub(g);
            rest = g.sub(total.sub(second)).add(more.sub(second)).add(rest);
            total.intoArray(batch.constraint, n);
            FloatVector.fromArray(F, batch.constraintRest, n).add(rest).intoArray(batch.constraintRest, n);
        }
    }

    private void payTwofold(EpisodeBatch batch, int from, int to) {
        int stride = batch.stride;
        int[] k = batch.action;
        float[] sums = batch.components;
        float[] rests = batch.componentsRest;
        addTwofold(batch.latency, batch.latencyRest, 0, tables.latency, tables.latencyRest, k, from, to);
        addTwofold(batch.monetary, batch.monetaryRest, 0, tables.monetary, tables.monetaryRest, k, from, to);
        addTwofold(sums, rests, 0, tables.latencyCost, tables.latencyCostRest, k, from, to);
        addTwofold(sums, rests, stride, tables.monetaryCost, tables.monetaryCostRest, k, from, to);
        addTwofold(sums, rests, 3 * stride, tables.failure, tables.failureRest, batch.outcome, from, to);
    }

    /** Adds the entries of a table to sums of two floats. */
    private static void addTwofold(
            float[] sums, float[] rests, int row, float[] table, float[] tableRest, int[] entry, int from, int to) {
        for (int n = from; n < to; n += L) {
            FloatVector before = FloatVector.fromArray(F, sums, row + n);
            FloatVector value = FloatVector.fromArray(F, table, 0, entry, n);
            FloatVector sum = before.add(value);
            FloatVector second = sum.sub(before);
            FloatVector rest = before.sub(sum.sub(second)).add(value.sub(second));
            rest = rest.add(FloatVector.fromArray(F, tableRest, 0, entry, n));
            sum.intoArray(sums, row + n);
            FloatVector.fromArray(F, rests, row + n).add(rest).intoArray(rests, row + n);
        }
    }

    private void chargeTwofold(EpisodeBatch batch, int from, int to) {
        int stride = batch.stride;
        float[] sums = batch.components;
        float[] rests = batch.componentsRest;
        if (tables.constantDivergence) {
            addTwofold(sums, rests, 4 * stride, tables.divergence, tables.divergenceRest, batch.outcome, from, to);
        }
        for (int n = from; n < to; n += L) {
            FloatVector g = FloatVector.fromArray(F, batch.constraint, n);
            VectorMask<Float> clipped = g.compare(VectorOperators.GT, tables.constraintClip);
            FloatVector constraint = g.blend(tables.constraintClip, clipped);
            FloatVector constraintRest =
                    FloatVector.fromArray(F, batch.constraintRest, n).blend(0f, clipped);
            if (!tables.chargedEveryStep) {
                VectorMask<Integer> goesOn = IntVector.fromArray(I, batch.ended, n).compare(VectorOperators.EQ, 0);
                constraint = constraint.reinterpretAsInts().blend(0, goesOn).reinterpretAsFloats();
                constraintRest = constraintRest.reinterpretAsInts().blend(0, goesOn).reinterpretAsFloats();
            }
            FloatVector before = FloatVector.fromArray(F, sums, 2 * stride + n);
            FloatVector sum = before.add(constraint);
            FloatVector second = sum.sub(before);
            FloatVector rest = before.sub(sum.sub(second)).add(constraint.sub(second)).add(constraintRest);
            sum.intoArray(sums, 2 * stride + n);
            FloatVector.fromArray(F, rests, 2 * stride + n).add(rest).intoArray(rests, 2 * stride + n);
            FloatVector base = FloatVector.fromArray(F, tables.baseCost, 0, batch.outcome, n);
            FloatVector cost = constraint.fma(FloatVector.broadcast(F, tables.constraintWeight), base);
            if (!tables.constantDivergence) {
                FloatVector divergence = FloatVector.fromArray(F, batch.cost, n);
                cost = divergence.fma(FloatVector.broadcast(F, tables.divergenceWeight), cost);
                FloatVector paid = FloatVector.fromArray(F, sums, 4 * stride + n);
                FloatVector total = paid.add(divergence);
                FloatVector part = total.sub(paid);
                FloatVector lost = paid.sub(total.sub(part)).add(divergence.sub(part));
                total.intoArray(sums, 4 * stride + n);
                FloatVector.fromArray(F, rests, 4 * stride + n).add(lost).intoArray(rests, 4 * stride + n);
            }
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
