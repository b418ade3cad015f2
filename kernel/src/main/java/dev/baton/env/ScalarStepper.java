package dev.baton.env;

import dev.baton.ops.Backend;
import dev.baton.ops.FloatMath;
import dev.baton.rng.CounterRng;

/** {@link Stepper} in plain Java: the model's formulas, one episode after another. */
final class ScalarStepper extends Stepper {
    ScalarStepper(EnvTables tables) {
        super(tables, CounterRng.of(Backend.SCALAR));
    }

    @Override
    void difficulty(EpisodeBatch batch, float sigma, float mean, int from, int to) {
        for (int n = from; n < to; n++) {
            float normal = FloatMath.normal(batch.actionWord[n], batch.outcomeWord[n]);
            batch.cost[n] = FloatMath.exp(Math.fma(sigma, normal, mean));
        }
    }

    @Override
    void startDimension(EpisodeBatch batch, int i, int[] word, int from, int to) {
        float offset = tables.spec.start().offset().get(i).floatValue();
        float scale = tables.spec.start().scale().get(i).floatValue();
        float jitter = (float) tables.spec.start().jitter();
        int row = i * batch.stride;
        for (int n = from; n < to; n++) {
            float u = Math.fma(2f, FloatMath.uniform(word[n]), -1f);
            float factor = Math.fma(jitter, u, 1f);
            batch.task[row + n] = Math.fma(scale * batch.cost[n], factor, offset);
        }
    }

    @Override
    void assess(EpisodeBatch batch, int from, int to) {
        for (int n = from; n < to; n++) {
            float g = 0;
            for (int i = 0; i < tables.dimension; i++) {
                g += excess(batch.task[i * batch.stride + n], i);
            }
            batch.constraint[n] = g;
            batch.ended[n] = g == 0 ? 1 : 0;
        }
    }

    // A NaN stays one, so that a task vector that overflowed cannot pass for a success.
    private float excess(float z, int i) {
        return z <= tables.doneThreshold[i] ? 0 : z - tables.tolerance[i];
    }

    @Override
    public void observe(EpisodeBatch batch, int from, int to, float[] out, int start, int stride) {
        int d = tables.dimension;
        for (int i = 0; i < d; i++) {
            for (int n = from; n < to; n++) {
                float z = batch.task[i * batch.stride + n];
                out[start + i * stride + n] = z * tables.taskFactor;
                out[start + (d + 2 + i) * stride + n] = z > tables.doneThreshold[i] ? 1 : 0;
            }
        }
        for (int n = from; n < to; n++) {
            out[start + d * stride + n] = batch.latency[n] * tables.latencyFactor;
            out[start + (d + 1) * stride + n] = batch.monetary[n] * tables.monetaryFactor;
            out[start + (2 * d + 2) * stride + n] = batch.step[n] * tables.stepFactor;
        }
    }

    @Override
    public void step(EpisodeBatch batch, int from, int to) {
        for (int n = from; n < to; n++) {
            int k = batch.action[n];
            int e = drawOutcome(k, FloatMath.uniform(batch.outcomeWord[n]));
            batch.outcome[n] = e;
            float divergence = tables.constantDivergence ? tables.divergence[e] : diverge(batch, n, k, e);
            if (tables.twofold) {
                moveTwofold(batch, n, e);
            } else {
                move(batch, n, e);
            }
            pay(batch, n, k, e);
            end(batch, n, k);
            charge(batch, n, e, divergence);
        }
    }

    private int drawOutcome(int k, float u) {
        int e = k;
        for (int j = 0; j < tables.outcomes - 1; j++) {
            if (u >= tables.cumulative[j * tables.actionStride + k]) {
                e += tables.actions;
            }
        }
        return e;
    }

    /** ‖ẑ − z'‖₂, clipped. */
    private float diverge(EpisodeBatch batch, int n, int k, int e) {
        float squares = 0;
        for (int i = 0; i < tables.dimension; i++) {
            float z = batch.task[i * batch.stride + n];
            int table = i * tables.outcomeStride + e;
            int prediction = i * tables.actionStride + k;
            float next = Math.fma(tables.scale[table], z, tables.shift[table]);
            float difference = Math.fma(tables.predictedScale[prediction], z, tables.predictedShift[prediction]) - next;
            squares = Math.fma(difference, difference, squares);
        }
        float divergence = (float) Math.sqrt(squares);
        return divergence > tables.divergenceClip ? tables.divergenceClip : divergence;
    }

    /** z ← a ⊙ z + b + δ, and g. */
    private void move(EpisodeBatch batch, int n, int e) {
        float g = 0;
        for (int i = 0; i < tables.dimension; i++) {
            float z = batch.task[i * batch.stride + n];
            int table = i * tables.outcomeStride + e;
            float next = tables.additive ? z + tables.shift[table] : Math.fma(tables.scale[table], z, tables.shift[table]);
            batch.task[i * batch.stride + n] = next;
            g += excess(next, i);
        }
        batch.constraint[n] = g;
    }

    /** The same where z and g are sums of two floats, of which the second holds what the first rounds away. */
    private void moveTwofold(EpisodeBatch batch, int n, int e) {
        float g = 0;
        float gRest = 0;
        for (int i = 0; i < tables.dimension; i++) {
            int at = i * batch.stride + n;
            int table = i * tables.outcomeStride + e;
            float z = batch.task[at];
            float a = tables.scale[table];
            float b = tables.shift[table];
            float product = a * z;
            float rest = Math.fma(a, z, -product);
            rest = Math.fma(a, batch.taskRest[at], rest);
            rest = Math.fma(tables.scaleRest[table], z, rest);
            float sum = product + b;
            rest += rounding(product, b, sum);
            rest += tables.shiftRest[table];
            float next = sum + rest;
            rest -= next - sum;
            batch.task[at] = next;
            batch.taskRest[at] = rest;
            float minus = -tables.tolerance[i];
            float excess = next + minus;
            float excessRest = rounding(next, minus, excess) + rest;
            boolean done = next <= tables.doneThreshold[i];
            float more = done ? 0 : excess;
            float total = g + more;
            gRest += rounding(g, more, total) + (done ? 0 : excessRest);
            g = total;
        }
        batch.constraint[n] = g;
        batch.constraintRest[n] = gRest;
    }

    /** What a + b has more than their rounded sum (Knuth's two-sum). */
    private static float rounding(float a, float b, float sum) {
        float second = sum - a;
        return (a - (sum - second)) + (b - second);
    }

    private void pay(EpisodeBatch batch, int n, int k, int e) {
        add(batch.latency, batch.latencyRest, n, tables.latency, tables.latencyRest, k);
        add(batch.monetary, batch.monetaryRest, n, tables.monetary, tables.monetaryRest, k);
        float[] sums = batch.components;
        float[] rests = batch.componentsRest;
        add(sums, rests, n, tables.latencyCost, tables.latencyCostRest, k);
        add(sums, rests, batch.stride + n, tables.monetaryCost, tables.monetaryCostRest, k);
        add(sums, rests, 3 * batch.stride + n, tables.failure, tables.failureRest, e);
    }

    private void add(float[] sums, float[] rests, int at, float[] table, float[] tableRest, int entry) {
        add(sums, rests, at, table[entry], tables.twofold ? tableRest[entry] : 0);
    }

    private void add(float[] sums, float[] rests, int at, float value, float valueRest) {
        float before = sums[at];
        float sum = before + value;
        sums[at] = sum;
        if (tables.twofold) {
            rests[at] += rounding(before, value, sum) + valueRest;
        }
    }

    private void end(EpisodeBatch batch, int n, int k) {
        int t = batch.step[n] + 1;
        batch.step[n] = t;
        boolean ended = batch.constraint[n] == 0 || t >= tables.horizon || tables.ends[k] != 0;
        batch.ended[n] = ended ? 1 : 0;
    }

    private void charge(EpisodeBatch batch, int n, int e, float divergence) {
        int stride = batch.stride;
        float g = batch.constraint[n];
        boolean charged = tables.chargedEveryStep || batch.ended[n] != 0;
        boolean clipped = g > tables.constraintClip;
        float constraint = !charged ? 0 : clipped ? tables.constraintClip : g;
        float rest = tables.twofold && charged && !clipped ? batch.constraintRest[n] : 0;
        add(batch.components, batch.componentsRest, 2 * stride + n, constraint, rest);
        float divergenceRest = tables.twofold && tables.constantDivergence ? tables.divergenceRest[e] : 0;
        add(batch.components, batch.componentsRest, 4 * stride + n, divergence, divergenceRest);
        float cost = Math.fma(tables.constraintWeight, constraint, tables.baseCost[e]);
        batch.cost[n] = tables.constantDivergence ? cost : Math.fma(tables.divergenceWeight, divergence, cost);
    }

    @Override
    public int listEnded(EpisodeBatch batch, int[] list) {
        int count = 0;
        for (int n = 0; n < batch.count; n++) {
            if (batch.ended[n] != 0) {
                list[count++] = n;
            }
        }
        return count;
    }
}
