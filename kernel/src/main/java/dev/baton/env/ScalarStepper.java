package dev.baton.env;

import dev.baton.Backend;
import dev.baton.ops.FloatMath;
import dev.baton.rng.CounterRng;
import dev.baton.rng.Normals;
import dev.baton.rng.Uniforms;

/** {@link Stepper} in plain Java: the model's formulas, one episode after another. */
final class ScalarStepper extends Stepper {
    ScalarStepper(EnvTables tables) {
        super(tables, CounterRng.of(Backend.SCALAR));
    }

    @Override
    void difficulty(EpisodeBatch batch, float sigma, float mean, int from, int to) {
        for (int n = from; n < to; n++) {
            float normal = Normals.of(batch.actionWord[n], batch.outcomeWord[n]);
            batch.difficulty[n] = FloatMath.exp(Math.fma(sigma, normal, mean));
        }
    }

    @Override
    void startDimension(EpisodeBatch batch, int i, int[] word, int from, int to) {
        float offset = tables.spec.start().offset().get(i).floatValue();
        float scale = tables.spec.start().scale().get(i).floatValue();
        float jitter = (float) tables.spec.start().jitter();
        int row = i * batch.stride;
        for (int n = from; n < to; n++) {
            float u = Math.fma(2f, Uniforms.of(word[n]), -1f);
            float factor = Math.fma(jitter, u, 1f);
            batch.task[row + n] = Math.fma(scale * batch.difficulty[n], factor, offset);
        }
    }

    @Override
    void assess(EpisodeBatch batch, int from, int to) {
        for (int n = from; n < to; n++) {
            float g = 0;
            for (int i = 0; i < tables.dimension; i++) {
                g += excess(batch.task[i * batch.stride + n], i);
            }
            if (tables.hidden) {
                g += tables.unsolved[batch.phase[n]];
            }
            batch.constraint[n] = g;
            batch.ended[n] = g == 0 && !tables.solvedByPhase ? 1 : 0;
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
        if (!tables.plain) {
            observeWorld(batch, from, to, out, start + (2 * d + 3) * stride, stride);
        }
    }

    private void observeWorld(EpisodeBatch batch, int from, int to, float[] out, int start, int stride) {
        int row = start;
        if (tables.contextual) {
            for (int n = from; n < to; n++) {
                out[row + n] = batch.context[n] * tables.contextFactor;
            }
            row += stride;
        }
        for (int c = 0; c < tables.countedActions.length; c++) {
            float factor = 1f / tables.maxCalls[c];
            for (int n = from; n < to; n++) {
                out[row + n] = batch.calls[c * batch.stride + n] * factor;
            }
            row += stride;
        }
        for (int x = 0; x < tables.phases && tables.observesBelief; x++) {
            System.arraycopy(batch.belief, x * batch.stride + from, out, row + from, to - from);
            row += stride;
        }
        for (int s = 0; s < tables.countedSignals; s++) {
            for (int n = from; n < to; n++) {
                out[row + n] = batch.counts[s * batch.stride + n] * tables.stepFactor;
            }
            row += stride;
        }
    }

    @Override
    public void step(EpisodeBatch batch, int from, int to) {
        for (int n = from; n < to; n++) {
            int k = batch.action[n];
            int x = tables.hidden ? batch.phase[n] : 0;
            int e = drawOutcome(k, x, Uniforms.of(batch.outcomeWord[n]));
            batch.outcome[n] = e;
            float divergence = tables.constantDivergence ? 0 : diverge(batch, n, k, e);
            if (tables.twofold) {
                moveTwofold(batch, n, e);
            } else {
                move(batch, n, e);
            }
            float prices = tables.contextual ? payContext(batch, n, k, e) : pay(batch, n, e);
            boolean passed = pass(batch, n);
            if (tables.hidden) {
                batch.phase[n] = tables.movedPhase[x * tables.outcomeStride + e];
            }
            constrain(batch, n);
            end(batch, n, k, passed);
            charge(batch, n, e, divergence, prices);
            if (tables.hidden) {
                change(batch, n, k);
                believe(batch, n);
            }
        }
        count(batch, from, to);
    }

    private int drawOutcome(int k, int x, float u) {
        int e = k;
        for (int j = 0; j < tables.outcomes - 1; j++) {
            if (u >= tables.cumulative[j * tables.phaseStride + x * tables.actions + k]) {
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
            float next =
                    tables.additive ? z + tables.shift[table] : Math.fma(tables.scale[table], z, tables.shift[table]);
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

    /** Pays prices that do not depend on the context, whose cost is part of the outcome's; returns 0. */
    private float pay(EpisodeBatch batch, int n, int e) {
        add(batch.latency, batch.latencyRest, n, tables.latency, tables.latencyRest, e);
        add(batch.monetary, batch.monetaryRest, n, tables.monetary, tables.monetaryRest, e);
        return 0;
    }

    /** Pays at the present context, then changes it; returns λ_1 C_1 + λ_2 C_2. */
    private float payContext(EpisodeBatch batch, int n, int k, int e) {
        float context = batch.context[n];
        float latency = Math.fma(tables.latencyPerContext[k], context, tables.latency[e]);
        float monetary = Math.fma(tables.monetaryPerContext[k], context, tables.monetary[e]);
        float paidLatency = latency > tables.latencyClip ? tables.latencyClip : latency;
        float paidMonetary = monetary > tables.monetaryClip ? tables.monetaryClip : monetary;
        add(batch.latency, batch.latencyRest, n, latency, 0);
        add(batch.monetary, batch.monetaryRest, n, monetary, 0);
        charge(batch, CostComponent.LATENCY, n, paidLatency, 0);
        charge(batch, CostComponent.MONETARY, n, paidMonetary, 0);
        changeContext(batch, n, e);
        return Math.fma(paidLatency, tables.latencyWeight, paidMonetary * tables.monetaryWeight);
    }

    private void charge(EpisodeBatch batch, CostComponent component, int n, float value, float valueRest) {
        add(batch.components, batch.componentsRest, component.index() * batch.stride + n, value, valueRest);
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

    /** Adds 1 to g for each limit that is passed, and says whether one is. */
    private boolean pass(EpisodeBatch batch, int n) {
        if (!tables.limited) {
            return false;
        }
        float passed = batch.latency[n] > tables.latencyLimit ? 1 : 0;
        passed += batch.monetary[n] > tables.monetaryLimit ? 1 : 0;
        batch.constraint[n] += passed;
        return passed > 0;
    }

    /** Adds 1 to g where the task is not solved in the present phase. */
    private void constrain(EpisodeBatch batch, int n) {
        if (tables.solvedByPhase) {
            batch.constraint[n] += tables.unsolved[batch.phase[n]];
        }
    }

    private void end(EpisodeBatch batch, int n, int k, boolean passed) {
        int t = batch.step[n] + 1;
        batch.step[n] = t;
        boolean solved = batch.constraint[n] == 0 && !tables.solvedByPhase;
        boolean ended = solved || passed || t >= tables.horizon || tables.ends[k] != 0;
        batch.ended[n] = ended ? 1 : 0;
    }

    private void charge(EpisodeBatch batch, int n, int e, float divergence, float prices) {
        for (int c : tables.fixedRows) {
            add(
                    batch.components, batch.componentsRest, c * batch.stride + n, tables.charge, tables.chargeRest,
                    c * tables.outcomeStride + e);
        }
        float g = batch.constraint[n];
        boolean charged = tables.chargedEveryStep || batch.ended[n] != 0;
        boolean clipped = g > tables.constraintClip;
        float constraint = !charged ? 0 : clipped ? tables.constraintClip : g;
        float rest = tables.twofold && charged && !clipped ? batch.constraintRest[n] : 0;
        charge(batch, CostComponent.CONSTRAINT, n, constraint, rest);
        float cost = Math.fma(tables.constraintWeight, constraint, tables.baseCost[e]);
        if (!tables.constantDivergence) {
            charge(batch, CostComponent.DIVERGENCE, n, divergence, 0);
            cost = Math.fma(tables.divergenceWeight, divergence, cost);
        }
        batch.cost[n] = tables.contextual ? cost + prices : cost;
    }

    /** Draws the phase after the step. */
    private void change(EpisodeBatch batch, int n, int k) {
        if (!tables.transitions) {
            return;
        }
        float u = Uniforms.of(batch.phaseWord[n]);
        int entry = batch.phase[n] * tables.actions + k;
        int y = 0;
        for (int p = 0; p < tables.phases - 1; p++) {
            y += u >= tables.transitionCumulative[p * tables.phaseStride + entry] ? 1 : 0;
        }
        batch.phase[n] = y;
    }

    @Override
    void believe(EpisodeBatch batch, int from, int to) {
        for (int n = from; n < to; n++) {
            believe(batch, n);
        }
    }

    private void believe(EpisodeBatch batch, int n) {
        int e = batch.outcome[n];
        int phases = tables.phases;
        int stride = batch.stride;
        float total = 0;
        for (int y = 0; y < phases; y++) {
            float sum = 0;
            for (int x = 0; x < phases; x++) {
                float b = batch.belief[x * stride + n] * BELIEF_SCALE;
                sum = Math.fma(b, tables.beliefUpdate[(x * phases + y) * tables.outcomeStride + e], sum);
            }
            batch.nextBelief[y * stride + n] = sum;
            total += sum;
        }
        if (total == 0) {
            total = believeImpossible(batch, n);
        }
        for (int y = 0; y < phases; y++) {
            float b = batch.nextBelief[y * stride + n] / total;
            batch.belief[y * stride + n] = b < LEAST_BELIEF ? 0 : b;
        }
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

    @Override
    void growth(EpisodeBatch batch, int from, float[] sums, int to, float[] rests) {
        for (int n = 0; n < batch.count; n++) {
            float growth = batch.components[from + n] - sums[to + n];
            sums[to + n] = rests.length > 0 ? growth + (batch.componentsRest[from + n] - rests[from + n]) : growth;
        }
    }
}
