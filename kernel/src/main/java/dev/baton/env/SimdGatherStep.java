package dev.baton.env;

import dev.baton.ops.Lanes;
import dev.baton.rng.Uniforms;
import dev.baton.simd.SimdSpecies;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * A step with one episode per lane for every environment: large tables, sums of two floats, and everything of the
 * model's section 10. Table entries are gathered from memory. The passes and the arithmetic are those of
 * {@link ScalarStepper}.
 */
final class SimdGatherStep {
    private static final VectorSpecies<Float> F = SimdSpecies.FLOATS;
    private static final VectorSpecies<Integer> I = SimdSpecies.INTS;
    private static final int L = SimdSpecies.LANES;

    private final Stepper stepper;
    private final EnvTables tables;

    SimdGatherStep(Stepper stepper, EnvTables tables) {
        this.stepper = stepper;
        this.tables = tables;
    }

    void step(EpisodeBatch batch, int from, int to) {
        draw(batch, from, to);
        if (!tables.constantDivergence) {
            diverge(batch, from, to);
        }
        if (tables.twofold) {
            moveTwofold(batch, from, to);
        } else {
            move(batch, from, to);
        }
        if (tables.contextual) {
            payContext(batch, from, to);
        } else {
            pay(batch, from, to);
        }
        if (tables.limited) {
            pass(batch, from, to);
        }
        if (tables.hidden) {
            index(batch.phase, tables.outcomeStride, batch.outcome, batch.entry, from, to);
            lookUp(tables.movedPhase, batch.entry, batch.phase, from, to);
        }
        if (tables.solvedByPhase) {
            constrain(batch, from, to);
        }
        end(batch, from, to);
        charge(batch, from, to);
        if (tables.transitions) {
            index(batch.phase, tables.actions, batch.action, batch.entry, from, to);
            change(batch, from, to);
        }
        if (tables.hidden) {
            believe(batch, from, to);
        }
        stepper.count(batch, from, to);
    }

    /** Writes row · width + column. */
    private static void index(int[] row, int width, int[] column, int[] out, int from, int to) {
        for (int n = from; n < to; n += L) {
            IntVector.fromArray(I, row, n)
                    .mul(width)
                    .add(IntVector.fromArray(I, column, n))
                    .intoArray(out, n);
        }
    }

    private static void lookUp(int[] table, int[] entry, int[] out, int from, int to) {
        for (int n = from; n < to; n += L) {
            IntVector.fromArray(I, table, 0, entry, n).intoArray(out, n);
        }
    }

    private void draw(EpisodeBatch batch, int from, int to) {
        int[] entry = batch.action;
        if (tables.hidden) {
            index(batch.phase, tables.actions, batch.action, batch.entry, from, to);
            entry = batch.entry;
        }
        for (int n = from; n < to; n += L) {
            FloatVector u = ((FloatVector) IntVector.fromArray(I, batch.outcomeWord, n)
                            .lanewise(VectorOperators.LSHR, 8)
                            .convert(VectorOperators.I2F, 0))
                    .mul(Uniforms.SCALE);
            IntVector e = IntVector.fromArray(I, batch.action, n);
            for (int j = 0; j < tables.outcomes - 1; j++) {
                FloatVector limit = FloatVector.fromArray(F, tables.cumulative, j * tables.phaseStride, entry, n);
                e = e.add(tables.actions, u.compare(VectorOperators.GE, limit).cast(I));
            }
            e.intoArray(batch.outcome, n);
        }
    }

    /** Writes ‖ẑ − z'‖₂, clipped; runs before the move, so it works out z' for itself. */
    private void diverge(EpisodeBatch batch, int from, int to) {
        for (int n = from; n < to; n += L) {
            FloatVector squares = FloatVector.zero(F);
            for (int i = 0; i < tables.dimension; i++) {
                FloatVector z = FloatVector.fromArray(F, batch.task, i * batch.stride + n);
                FloatVector scale = FloatVector.fromArray(F, tables.scale, i * tables.outcomeStride, batch.outcome, n);
                FloatVector shift = FloatVector.fromArray(F, tables.shift, i * tables.outcomeStride, batch.outcome, n);
                FloatVector predictedScale =
                        FloatVector.fromArray(F, tables.predictedScale, i * tables.actionStride, batch.action, n);
                FloatVector predictedShift =
                        FloatVector.fromArray(F, tables.predictedShift, i * tables.actionStride, batch.action, n);
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

    private void move(EpisodeBatch batch, int from, int to) {
        Arrays.fill(batch.constraint, from, Lanes.roundUp(to), 0);
        for (int i = 0; i < tables.dimension; i++) {
            if (tables.additive) {
                add(batch.task, i * batch.stride, tables.shift, i * tables.outcomeStride, batch.outcome, from, to);
            } else {
                moveAffine(batch, i, from, to);
            }
            exceed(batch, i, from, to);
        }
    }

    private void moveAffine(EpisodeBatch batch, int i, int from, int to) {
        int row = i * batch.stride;
        int table = i * tables.outcomeStride;
        for (int n = from; n < to; n += L) {
            FloatVector scale = FloatVector.fromArray(F, tables.scale, table, batch.outcome, n);
            FloatVector shift = FloatVector.fromArray(F, tables.shift, table, batch.outcome, n);
            scale.fma(FloatVector.fromArray(F, batch.task, row + n), shift).intoArray(batch.task, row + n);
        }
    }

    /** Adds what dimension i exceeds its ε by to g. */
    private void exceed(EpisodeBatch batch, int i, int from, int to) {
        int row = i * batch.stride;
        float tolerance = tables.tolerance[i];
        float done = tables.doneThreshold[i];
        for (int n = from; n < to; n += L) {
            FloatVector z = FloatVector.fromArray(F, batch.task, row + n);
            FloatVector excess = z.sub(tolerance);
            FloatVector.fromArray(F, batch.constraint, n)
                    .add(excess.blend(0f, z.compare(VectorOperators.LE, done)))
                    .intoArray(batch.constraint, n);
        }
    }

    private void moveTwofold(EpisodeBatch batch, int from, int to) {
        Arrays.fill(batch.constraint, from, Lanes.roundUp(to), 0);
        Arrays.fill(batch.constraintRest, from, Lanes.roundUp(to), 0);
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

    /** Pays prices that do not depend on the context, whose cost is part of the outcome's. */
    private void pay(EpisodeBatch batch, int from, int to) {
        int[] e = batch.outcome;
        pay(batch.latency, batch.latencyRest, 0, tables.latency, tables.latencyRest, 0, e, from, to);
        pay(batch.monetary, batch.monetaryRest, 0, tables.monetary, tables.monetaryRest, 0, e, from, to);
    }

    /** Adds entries of a table to sums of one float or two. */
    private void pay(
            float[] sums,
            float[] rests,
            int row,
            float[] table,
            float[] tableRest,
            int tableRow,
            int[] entry,
            int from,
            int to) {
        if (tables.twofold) {
            addTwofold(sums, rests, row, table, tableRest, tableRow, entry, from, to);
        } else {
            add(sums, row, table, tableRow, entry, from, to);
        }
    }

    private static void add(float[] sums, int row, float[] table, int tableRow, int[] entry, int from, int to) {
        for (int n = from; n < to; n += L) {
            FloatVector value = FloatVector.fromArray(F, table, tableRow, entry, n);
            FloatVector.fromArray(F, sums, row + n).add(value).intoArray(sums, row + n);
        }
    }

    private static void addTwofold(
            float[] sums,
            float[] rests,
            int row,
            float[] table,
            float[] tableRest,
            int tableRow,
            int[] entry,
            int from,
            int to) {
        for (int n = from; n < to; n += L) {
            FloatVector before = FloatVector.fromArray(F, sums, row + n);
            FloatVector value = FloatVector.fromArray(F, table, tableRow, entry, n);
            FloatVector sum = before.add(value);
            FloatVector second = sum.sub(before);
            FloatVector rest = before.sub(sum.sub(second)).add(value.sub(second));
            rest = rest.add(FloatVector.fromArray(F, tableRest, tableRow, entry, n));
            sum.intoArray(sums, row + n);
            FloatVector.fromArray(F, rests, row + n).add(rest).intoArray(rests, row + n);
        }
    }

    /** Adds numbers to sums of one float or two. */
    private void pay(float[] sums, float[] rests, int row, float[] values, int from, int to) {
        if (tables.twofold) {
            addTwofold(sums, rests, row, values, from, to);
        } else {
            add(sums, row, values, from, to);
        }
    }

    private static void add(float[] sums, int row, float[] values, int from, int to) {
        for (int n = from; n < to; n += L) {
            FloatVector.fromArray(F, sums, row + n)
                    .add(FloatVector.fromArray(F, values, n))
                    .intoArray(sums, row + n);
        }
    }

    private static void addTwofold(float[] sums, float[] rests, int row, float[] values, int from, int to) {
        for (int n = from; n < to; n += L) {
            FloatVector before = FloatVector.fromArray(F, sums, row + n);
            FloatVector value = FloatVector.fromArray(F, values, n);
            FloatVector sum = before.add(value);
            FloatVector second = sum.sub(before);
            FloatVector rest = before.sub(sum.sub(second)).add(value.sub(second));
            sum.intoArray(sums, row + n);
            FloatVector.fromArray(F, rests, row + n).add(rest).intoArray(rests, row + n);
        }
    }

    /** Pays at the present context, then changes it. */
    private void payContext(EpisodeBatch batch, int from, int to) {
        float[] sums = batch.components;
        float[] rests = batch.componentsRest;
        Arrays.fill(batch.priceCost, from, Lanes.roundUp(to), 0);
        price(batch, tables.monetaryPerContext, tables.monetary, from, to);
        pay(batch.monetary, batch.monetaryRest, 0, batch.price, from, to);
        charge(batch, tables.monetaryClip, tables.monetaryWeight, from, to);
        pay(sums, rests, CostComponent.MONETARY.index() * batch.stride, batch.price, from, to);
        price(batch, tables.latencyPerContext, tables.latency, from, to);
        pay(batch.latency, batch.latencyRest, 0, batch.price, from, to);
        charge(batch, tables.latencyClip, tables.latencyWeight, from, to);
        pay(sums, rests, CostComponent.LATENCY.index() * batch.stride, batch.price, from, to);
        for (int n = from; n < to; n += L) {
            FloatVector keep = FloatVector.fromArray(F, tables.contextKeep, 0, batch.outcome, n);
            FloatVector more = FloatVector.fromArray(F, tables.contextAdd, 0, batch.outcome, n);
            keep.fma(FloatVector.fromArray(F, batch.context, n), more).intoArray(batch.context, n);
        }
    }

    /** Writes the price at the present context. */
    private static void price(EpisodeBatch batch, float[] perContext, float[] table, int from, int to) {
        for (int n = from; n < to; n += L) {
            FloatVector grows = FloatVector.fromArray(F, perContext, 0, batch.action, n);
            FloatVector fixed = FloatVector.fromArray(F, table, 0, batch.outcome, n);
            grows.fma(FloatVector.fromArray(F, batch.context, n), fixed).intoArray(batch.price, n);
        }
    }

    /** Clips the price and adds what it costs. */
    private static void charge(EpisodeBatch batch, float clip, float weight, int from, int to) {
        for (int n = from; n < to; n += L) {
            FloatVector price = FloatVector.fromArray(F, batch.price, n);
            price = price.blend(clip, price.compare(VectorOperators.GT, clip));
            price.intoArray(batch.price, n);
            price.fma(FloatVector.broadcast(F, weight), FloatVector.fromArray(F, batch.priceCost, n))
                    .intoArray(batch.priceCost, n);
        }
    }

    /** Adds 1 to g for each limit that is passed. */
    private void pass(EpisodeBatch batch, int from, int to) {
        for (int n = from; n < to; n += L) {
            FloatVector latency = FloatVector.fromArray(F, batch.latency, n);
            FloatVector monetary = FloatVector.fromArray(F, batch.monetary, n);
            FloatVector passed = FloatVector.zero(F)
                    .blend(1f, latency.compare(VectorOperators.GT, tables.latencyLimit));
            passed = passed.blend(passed.add(1f), monetary.compare(VectorOperators.GT, tables.monetaryLimit));
            passed.intoArray(batch.passed, n);
            FloatVector.fromArray(F, batch.constraint, n).add(passed).intoArray(batch.constraint, n);
        }
    }

    /** Adds 1 to g where the task is not solved in the present phase. */
    void constrain(EpisodeBatch batch, int from, int to) {
        add(batch.constraint, 0, tables.unsolved, 0, batch.phase, from, to);
    }

    private void end(EpisodeBatch batch, int from, int to) {
        for (int n = from; n < to; n += L) {
            IntVector t = IntVector.fromArray(I, batch.step, n).add(1);
            t.intoArray(batch.step, n);
            IntVector ends = IntVector.fromArray(I, tables.ends, 0, batch.action, n);
            VectorMask<Integer> ended =
                    t.compare(VectorOperators.GE, tables.horizon).or(ends.compare(VectorOperators.NE, 0));
            if (!tables.solvedByPhase) {
                // g is a sum from +0 of numbers that are not −0, so its bits are 0 exactly when it is 0.
                IntVector g = FloatVector.fromArray(F, batch.constraint, n).reinterpretAsInts();
                ended = ended.or(g.compare(VectorOperators.EQ, 0));
            }
            if (tables.limited) {
                IntVector passed = FloatVector.fromArray(F, batch.passed, n).reinterpretAsInts();
                ended = ended.or(passed.compare(VectorOperators.NE, 0));
            }
            IntVector.zero(I).blend(1, ended).intoArray(batch.ended, n);
        }
    }

    private void charge(EpisodeBatch batch, int from, int to) {
        int stride = batch.stride;
        float[] sums = batch.components;
        float[] rests = batch.componentsRest;
        for (int c : tables.fixedRows) {
            pay(
                    sums, rests, c * stride, tables.charge, tables.chargeRest, c * tables.outcomeStride, batch.outcome,
                    from, to);
        }
        if (!tables.constantDivergence) {
            pay(sums, rests, CostComponent.DIVERGENCE.index() * stride, batch.divergence, from, to);
        }
        int everyStep = tables.chargedEveryStep ? -1 : 0;
        chargeConstraint(batch, everyStep, from, to);
        if (tables.twofold) {
            addConstraintTwofold(batch, everyStep, from, to);
        } else {
            add(sums, CostComponent.CONSTRAINT.index() * stride, batch.charged, from, to);
        }
        sumCost(batch, from, to);
    }

    // Vectors never live across a branch on what an environment has: where profiles say that it is rarely taken, the
    // compiler makes objects of them.

    /**
     * Writes what is charged of g: all of it, clipped, where {@code everyStep} is −1; where it is 0, nothing of
     * episodes that go on.
     */
    private void chargeConstraint(EpisodeBatch batch, int everyStep, int from, int to) {
        float clip = tables.constraintClip;
        for (int n = from; n < to; n += L) {
            FloatVector g = FloatVector.fromArray(F, batch.constraint, n);
            VectorMask<Integer> goesOn =
                    IntVector.fromArray(I, batch.ended, n).or(everyStep).compare(VectorOperators.EQ, 0);
            g.blend(clip, g.compare(VectorOperators.GT, clip))
                    .reinterpretAsInts()
                    .blend(0, goesOn)
                    .reinterpretAsFloats()
                    .intoArray(batch.charged, n);
        }
    }

    /** Adds what is charged of g to its sum of two floats. */
    private void addConstraintTwofold(EpisodeBatch batch, int everyStep, int from, int to) {
        float[] sums = batch.components;
        float[] rests = batch.componentsRest;
        int row = CostComponent.CONSTRAINT.index() * batch.stride;
        for (int n = from; n < to; n += L) {
            FloatVector g = FloatVector.fromArray(F, batch.constraint, n);
            VectorMask<Integer> goesOn =
                    IntVector.fromArray(I, batch.ended, n).or(everyStep).compare(VectorOperators.EQ, 0);
            FloatVector rest = FloatVector.fromArray(F, batch.constraintRest, n)
                    .blend(0f, g.compare(VectorOperators.GT, tables.constraintClip))
                    .reinterpretAsInts()
                    .blend(0, goesOn)
                    .reinterpretAsFloats();
            FloatVector charged = FloatVector.fromArray(F, batch.charged, n);
            FloatVector before = FloatVector.fromArray(F, sums, row + n);
            FloatVector sum = before.add(charged);
            FloatVector second = sum.sub(before);
            rest = before.sub(sum.sub(second)).add(charged.sub(second)).add(rest);
            sum.intoArray(sums, row + n);
            FloatVector.fromArray(F, rests, row + n).add(rest).intoArray(rests, row + n);
        }
    }

    /** Writes λ · C of the step. */
    private void sumCost(EpisodeBatch batch, int from, int to) {
        float weight = tables.constraintWeight;
        float[] cost = batch.cost;
        if (tables.constantDivergence) {
            for (int n = from; n < to; n += L) {
                FloatVector base = FloatVector.fromArray(F, tables.baseCost, 0, batch.outcome, n);
                FloatVector.fromArray(F, batch.charged, n)
                        .fma(FloatVector.broadcast(F, weight), base)
                        .intoArray(cost, n);
            }
        } else {
            for (int n = from; n < to; n += L) {
                FloatVector base = FloatVector.fromArray(F, tables.baseCost, 0, batch.outcome, n);
                FloatVector rest = FloatVector.fromArray(F, batch.charged, n)
                        .fma(FloatVector.broadcast(F, weight), base);
                FloatVector.fromArray(F, batch.divergence, n)
                        .fma(FloatVector.broadcast(F, tables.divergenceWeight), rest)
                        .intoArray(cost, n);
            }
        }
        if (tables.contextual) {
            add(cost, 0, batch.priceCost, from, to);
        }
    }

    /** Draws the phase after the step. */
    private void change(EpisodeBatch batch, int from, int to) {
        for (int n = from; n < to; n += L) {
            FloatVector u = ((FloatVector) IntVector.fromArray(I, batch.phaseWord, n)
                            .lanewise(VectorOperators.LSHR, 8)
                            .convert(VectorOperators.I2F, 0))
                    .mul(Uniforms.SCALE);
            IntVector y = IntVector.zero(I);
            for (int p = 0; p < tables.phases - 1; p++) {
                FloatVector limit =
                        FloatVector.fromArray(F, tables.transitionCumulative, p * tables.phaseStride, batch.entry, n);
                y = y.add(1, u.compare(VectorOperators.GE, limit).cast(I));
            }
            y.intoArray(batch.phase, n);
        }
    }

    void believe(EpisodeBatch batch, int from, int to) {
        int phases = tables.phases;
        for (int n = from; n < to; n += L) {
            FloatVector total = FloatVector.zero(F);
            for (int y = 0; y < phases; y++) {
                FloatVector sum = FloatVector.zero(F);
                for (int x = 0; x < phases; x++) {
                    FloatVector b = FloatVector.fromArray(F, batch.belief, x * batch.stride + n)
                            .mul(Stepper.BELIEF_SCALE);
                    int table = (x * phases + y) * tables.outcomeStride;
                    sum = b.fma(FloatVector.fromArray(F, tables.beliefUpdate, table, batch.outcome, n), sum);
                }
                sum.intoArray(batch.nextBelief, y * batch.stride + n);
                total = total.add(sum);
            }
            total.intoArray(batch.beliefTotal, n);
            if (total.compare(VectorOperators.EQ, 0f).anyTrue()) {
                for (int c = n; c < n + L; c++) {
                    if (batch.beliefTotal[c] == 0) {
                        batch.beliefTotal[c] = stepper.believeImpossible(batch, c);
                    }
                }
            }
        }
        for (int y = 0; y < phases; y++) {
            int row = y * batch.stride;
            for (int n = from; n < to; n += L) {
                FloatVector b = FloatVector.fromArray(F, batch.nextBelief, row + n)
                        .div(FloatVector.fromArray(F, batch.beliefTotal, n));
                b.blend(0f, b.compare(VectorOperators.LT, Stepper.LEAST_BELIEF)).intoArray(batch.belief, row + n);
            }
        }
    }
}
