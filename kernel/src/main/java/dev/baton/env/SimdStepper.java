package dev.baton.env;

import dev.baton.Backend;
import dev.baton.ops.Lanes;
import dev.baton.ops.SimdFloatMath;
import dev.baton.rng.CounterRng;
import dev.baton.rng.SimdNormals;
import dev.baton.rng.Uniforms;
import dev.baton.simd.SimdSpecies;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Stepper} with one episode per lane. A step is a handful of passes over a tile: draw the outcome, move the task
 * vector, pay, end, charge. One pass over everything was tried and takes half as long again: short loops leave the
 * compiler all tables in registers and nothing to check.
 *
 * <p>Table entries are looked up by action or outcome, with one permutation where the tables fit a vector and the
 * environment has nothing of the model's section 10; every other environment is stepped by {@link SimdGatherStep}.
 */
final class SimdStepper extends Stepper {
    private static final VectorSpecies<Float> F = SimdSpecies.FLOATS;
    private static final VectorSpecies<Integer> I = SimdSpecies.INTS;
    private static final int L = SimdSpecies.LANES;
    private static final IntVector COLUMNS = IntVector.zero(I).addIndex(1);
    /** The bits of +∞; those of every finite magnitude are less, those of what is no number are more. */
    private static final int INFINITE = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

    // The float tables as raw bits: a permutation of ints by ints needs no conversion of the index.
    private final int[] cumulativeBits;
    private final int[] latencyBits;
    private final int[] monetaryBits;
    private final int[] scaleBits;
    private final int[] shiftBits;
    private final int[] chargeBits;
    private final int[] baseCostBits;
    private final int[] predictedScaleBits;
    private final int[] predictedShiftBits;
    /** Whether the permuting passes do: the tables fit a vector, and there is nothing that they leave out. */
    private final boolean permuted;

    private final SimdGatherStep gather;

    SimdStepper(EnvTables tables) {
        super(tables, CounterRng.of(Backend.SIMD));
        cumulativeBits = bits(tables.cumulative);
        latencyBits = bits(tables.latency);
        monetaryBits = bits(tables.monetary);
        scaleBits = bits(tables.scale);
        shiftBits = bits(tables.shift);
        chargeBits = bits(tables.charge);
        baseCostBits = bits(tables.baseCost);
        predictedScaleBits = bits(tables.predictedScale);
        predictedShiftBits = bits(tables.predictedShift);
        permuted = tables.plain
                && !tables.twofold
                && tables.actions * tables.outcomes <= L
                && CostComponent.ALL.stream().allMatch(SimdStepper::permutes);
        gather = new SimdGatherStep(this, tables);
    }

    /** Whether the permuting passes charge a component; {@link SimdGatherStep} charges every one that has a table. */
    private static boolean permutes(CostComponent component) {
        return switch (component) {
            case LATENCY, MONETARY, CONSTRAINT, FAILURE, DIVERGENCE -> true;
        };
    }

    /** What is charged of a component by outcome, as bits. */
    private IntVector charges(CostComponent component) {
        return IntVector.fromArray(I, chargeBits, component.index() * tables.outcomeStride);
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
        SimdNormals.fill(batch.actionWord, batch.outcomeWord, batch.difficulty, from, to);
        for (int n = from; n < to; n += L) {
            FloatVector.broadcast(F, sigma)
                    .fma(FloatVector.fromArray(F, batch.difficulty, n), FloatVector.broadcast(F, mean))
                    .intoArray(batch.difficulty, n);
        }
        SimdFloatMath.exp(batch.difficulty, from, to);
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
                    .mul(Uniforms.SCALE);
            FloatVector u = uniform.fma(FloatVector.broadcast(F, 2f), FloatVector.broadcast(F, -1f));
            FloatVector factor = u.fma(FloatVector.broadcast(F, jitter), FloatVector.broadcast(F, 1f));
            FloatVector.fromArray(F, batch.difficulty, n)
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
        }
        if (tables.solvedByPhase) {
            gather.constrain(batch, from, to);
            Arrays.fill(batch.ended, from, Lanes.roundUp(to), 0);
        } else {
            endSolved(batch, from, to);
        }
    }

    private static void endSolved(EpisodeBatch batch, int from, int to) {
        for (int n = from; n < to; n += L) {
            IntVector g = FloatVector.fromArray(F, batch.constraint, n).reinterpretAsInts();
            IntVector.zero(I).blend(1, g.compare(VectorOperators.EQ, 0)).intoArray(batch.ended, n);
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
        if (!tables.plain) {
            observeWorld(batch, from, to, out, start + (2 * tables.dimension + 3) * stride, stride);
        }
    }

    private void observeWorld(EpisodeBatch batch, int from, int to, float[] out, int start, int stride) {
        int row = start;
        if (tables.contextual) {
            scale(batch.context, 0, tables.contextFactor, out, row, from, to);
            row += stride;
        }
        for (int c = 0; c < tables.countedActions.length; c++) {
            float factor = 1f / tables.maxCalls[c];
            for (int n = from; n < to; n += L) {
                ((FloatVector) IntVector.fromArray(I, batch.calls, c * batch.stride + n)
                                .convert(VectorOperators.I2F, 0))
                        .mul(factor)
                        .intoArray(out, row + n);
            }
            row += stride;
        }
        for (int x = 0; x < tables.phases && tables.observesBelief; x++) {
            System.arraycopy(batch.belief, x * batch.stride + from, out, row + from, Lanes.roundUp(to) - from);
            row += stride;
        }
        for (int s = 0; s < tables.countedSignals; s++) {
            scale(batch.counts, s * batch.stride, tables.stepFactor, out, row, from, to);
            row += stride;
        }
    }

    private static void scale(float[] in, int inRow, float factor, float[] out, int outRow, int from, int to) {
        for (int n = from; n < to; n += L) {
            FloatVector.fromArray(F, in, inRow + n).mul(factor).intoArray(out, outRow + n);
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
        if (permuted) {
            drawOutcome(batch, from, to);
            if (!tables.constantDivergence) {
                diverge(batch, from, to);
            }
            if (tables.additive) {
                moveAdditive(batch, from, to);
            } else {
                moveAffine(batch, from, to);
            }
            pay(batch, from, to);
            end(batch, from, to);
            charge(batch, from, to);
        } else {
            gather.step(batch, from, to);
        }
    }

    private void drawOutcome(EpisodeBatch batch, int from, int to) {
        for (int n = from; n < to; n += L) {
            IntVector k = IntVector.fromArray(I, batch.action, n);
            FloatVector u = ((FloatVector) IntVector.fromArray(I, batch.outcomeWord, n)
                            .lanewise(VectorOperators.LSHR, 8)
                            .convert(VectorOperators.I2F, 0))
                    .mul(Uniforms.SCALE);
            IntVector e = k;
            for (int j = 0; j < tables.outcomes - 1; j++) {
                FloatVector limit = k.selectFrom(IntVector.fromArray(I, cumulativeBits, j * tables.phaseStride))
                        .reinterpretAsFloats();
                e = e.add(tables.actions, u.compare(VectorOperators.GE, limit).cast(I));
            }
            e.intoArray(batch.outcome, n);
        }
    }

    private void moveAdditive(EpisodeBatch batch, int from, int to) {
        Arrays.fill(batch.constraint, from, Lanes.roundUp(to), 0);
        int i = 0;
        for (; i + 1 < tables.dimension; i += 2) {
            moveAdditive2(batch, i, from, to);
        }
        if (i < tables.dimension) {
            moveAdditive1(batch, i, from, to);
        }
    }

    /** Dimensions i and i + 1; adds to g. */
    private void moveAdditive2(EpisodeBatch batch, int i, int from, int to) {
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
    private void moveAdditive1(EpisodeBatch batch, int i, int from, int to) {
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

    private void moveAffine(EpisodeBatch batch, int from, int to) {
        for (int n = from; n < to; n += L) {
            IntVector e = IntVector.fromArray(I, batch.outcome, n);
            FloatVector g = FloatVector.zero(F);
            for (int i = 0; i < tables.dimension; i++) {
                FloatVector scale = e.selectFrom(IntVector.fromArray(I, scaleBits, i * tables.outcomeStride))
                        .reinterpretAsFloats();
                FloatVector shift = e.selectFrom(IntVector.fromArray(I, shiftBits, i * tables.outcomeStride))
                        .reinterpretAsFloats();
                FloatVector next = scale.fma(FloatVector.fromArray(F, batch.task, i * batch.stride + n), shift);
                next.intoArray(batch.task, i * batch.stride + n);
                FloatVector excess = next.sub(tables.tolerance[i]);
                g = g.add(excess.blend(0f, next.compare(VectorOperators.LE, tables.doneThreshold[i])));
            }
            g.intoArray(batch.constraint, n);
        }
    }

    /** Writes ‖ẑ − z'‖₂, clipped; runs before the move, so it works out z' for itself. */
    private void diverge(EpisodeBatch batch, int from, int to) {
        for (int n = from; n < to; n += L) {
            IntVector e = IntVector.fromArray(I, batch.outcome, n);
            IntVector k = IntVector.fromArray(I, batch.action, n);
            FloatVector squares = FloatVector.zero(F);
            for (int i = 0; i < tables.dimension; i++) {
                FloatVector z = FloatVector.fromArray(F, batch.task, i * batch.stride + n);
                FloatVector scale = e.selectFrom(IntVector.fromArray(I, scaleBits, i * tables.outcomeStride))
                        .reinterpretAsFloats();
                FloatVector shift = e.selectFrom(IntVector.fromArray(I, shiftBits, i * tables.outcomeStride))
                        .reinterpretAsFloats();
                FloatVector predictedScale =
                        k.selectFrom(IntVector.fromArray(I, predictedScaleBits, i * tables.actionStride))
                                .reinterpretAsFloats();
                FloatVector predictedShift =
                        k.selectFrom(IntVector.fromArray(I, predictedShiftBits, i * tables.actionStride))
                                .reinterpretAsFloats();
                FloatVector difference = predictedScale.fma(z, predictedShift).sub(scale.fma(z, shift));
                squares = difference.fma(difference, squares);
            }
            FloatVector divergence = squares.sqrt();
            divergence.blend(
                            tables.divergenceClip,
                            divergence.compare(VectorOperators.GT, tables.divergenceClip))
                    .intoArray(batch.divergence, n);
        }
    }

    private void pay(EpisodeBatch batch, int from, int to) {
        int latencyRow = CostComponent.LATENCY.index() * batch.stride;
        int monetaryRow = CostComponent.MONETARY.index() * batch.stride;
        float[] components = batch.components;
        IntVector latencies = IntVector.fromArray(I, latencyBits, 0);
        IntVector moneys = IntVector.fromArray(I, monetaryBits, 0);
        IntVector latencyCosts = charges(CostComponent.LATENCY);
        IntVector moneyCosts = charges(CostComponent.MONETARY);
        for (int n = from; n < to; n += L) {
            IntVector e = IntVector.fromArray(I, batch.outcome, n);
            FloatVector.fromArray(F, batch.latency, n)
                    .add(e.selectFrom(latencies).reinterpretAsFloats())
                    .intoArray(batch.latency, n);
            FloatVector.fromArray(F, batch.monetary, n)
                    .add(e.selectFrom(moneys).reinterpretAsFloats())
                    .intoArray(batch.monetary, n);
            FloatVector.fromArray(F, components, latencyRow + n)
                    .add(e.selectFrom(latencyCosts).reinterpretAsFloats())
                    .intoArray(components, latencyRow + n);
            FloatVector.fromArray(F, components, monetaryRow + n)
                    .add(e.selectFrom(moneyCosts).reinterpretAsFloats())
                    .intoArray(components, monetaryRow + n);
        }
    }

    private void end(EpisodeBatch batch, int from, int to) {
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

    private void charge(EpisodeBatch batch, int from, int to) {
        int constraintRow = CostComponent.CONSTRAINT.index() * batch.stride;
        int failureRow = CostComponent.FAILURE.index() * batch.stride;
        int divergenceRow = CostComponent.DIVERGENCE.index() * batch.stride;
        boolean terminal = !tables.chargedEveryStep;
        boolean constant = tables.constantDivergence;
        IntVector failures = charges(CostComponent.FAILURE);
        IntVector divergences = charges(CostComponent.DIVERGENCE);
        for (int n = from; n < to; n += L) {
            IntVector e = IntVector.fromArray(I, batch.outcome, n);
            FloatVector g = FloatVector.fromArray(F, batch.constraint, n);
            FloatVector constraint =
                    g.blend(tables.constraintClip, g.compare(VectorOperators.GT, tables.constraintClip));
            if (terminal) {
                VectorMask<Integer> goesOn = IntVector.fromArray(I, batch.ended, n).compare(VectorOperators.EQ, 0);
                constraint = constraint.reinterpretAsInts().blend(0, goesOn).reinterpretAsFloats();
            }
            FloatVector failure = e.selectFrom(failures).reinterpretAsFloats();
            FloatVector base = e.selectFrom(IntVector.fromArray(I, baseCostBits, 0)).reinterpretAsFloats();
            FloatVector.fromArray(F, batch.components, constraintRow + n)
                    .add(constraint)
                    .intoArray(batch.components, constraintRow + n);
            FloatVector.fromArray(F, batch.components, failureRow + n)
                    .add(failure)
                    .intoArray(batch.components, failureRow + n);
            FloatVector cost = constraint.fma(FloatVector.broadcast(F, tables.constraintWeight), base);
            FloatVector divergence;
            if (constant) {
                divergence = e.selectFrom(divergences).reinterpretAsFloats();
            } else {
                divergence = FloatVector.fromArray(F, batch.divergence, n);
                cost = divergence.fma(FloatVector.broadcast(F, tables.divergenceWeight), cost);
            }
            FloatVector.fromArray(F, batch.components, divergenceRow + n)
                    .add(divergence)
                    .intoArray(batch.components, divergenceRow + n);
            cost.intoArray(batch.cost, n);
        }
    }

    @Override
    void believe(EpisodeBatch batch, int from, int to) {
        gather.believe(batch, from, to);
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

    @Override
    public boolean allFinite(EpisodeBatch batch) {
        return greatest(batch.cost, batch.constraint, batch.count) < INFINITE;
    }

    /** The greatest magnitude in the first columns of two rows, as bits, whose order is that of the numbers. */
    private static int greatest(float[] x, float[] y, int count) {
        IntVector most = IntVector.zero(I);
        int n = 0;
        for (; n + L <= count; n += L) {
            most = most.lanewise(VectorOperators.MAX, magnitude(FloatVector.fromArray(F, x, n)))
                    .lanewise(VectorOperators.MAX, magnitude(FloatVector.fromArray(F, y, n)));
        }
        VectorMask<Float> rest = F.indexInRange(n, count);
        return most.lanewise(VectorOperators.MAX, magnitude(FloatVector.fromArray(F, x, n, rest)))
                .lanewise(VectorOperators.MAX, magnitude(FloatVector.fromArray(F, y, n, rest)))
                .reduceLanes(VectorOperators.MAX);
    }

    private static IntVector magnitude(FloatVector x) {
        return x.reinterpretAsInts().and(Integer.MAX_VALUE);
    }

    @Override
    void growth(EpisodeBatch batch, int from, float[] sums, int to, float[] rests) {
        if (rests.length > 0) {
            growthWithRests(batch, from, sums, to, rests);
            return;
        }
        for (int n = 0; n < batch.count; n += L) {
            FloatVector.fromArray(F, batch.components, from + n)
                    .sub(FloatVector.fromArray(F, sums, to + n))
                    .intoArray(sums, to + n);
        }
    }

    private static void growthWithRests(EpisodeBatch batch, int from, float[] sums, int to, float[] rests) {
        for (int n = 0; n < batch.count; n += L) {
            FloatVector rest = FloatVector.fromArray(F, batch.componentsRest, from + n)
                    .sub(FloatVector.fromArray(F, rests, from + n));
            FloatVector.fromArray(F, batch.components, from + n)
                    .sub(FloatVector.fromArray(F, sums, to + n))
                    .add(rest)
                    .intoArray(sums, to + n);
        }
    }
}
