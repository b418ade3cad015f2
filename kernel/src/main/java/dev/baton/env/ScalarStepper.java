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
                g += excess(batch.task[i * batch.stride + n], tables.tolerance[i]);
            }
            batch.constraint[n] = g;
            batch.ended[n] = g == 0 ? 1 : 0;
        }
    }

    // max(0, z − ε), but a NaN stays one, so that a task vector that overflowed cannot pass for a success.
    private static float excess(float z, float tolerance) {
        float excess = z - tolerance;
        return excess <= 0 ? 0 : excess;
    }

    @Override
    public void observe(EpisodeBatch batch, int from, int to, float[] out, int start, int stride) {
        int d = tables.dimension;
        for (int i = 0; i < d; i++) {
            for (int n = from; n < to; n++) {
                float z = batch.task[i * batch.stride + n];
                out[start + i * stride + n] = z * tables.taskFactor;
                out[start + (d + 2 + i) * stride + n] = z > tables.tolerance[i] ? 1 : 0;
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
            float divergence = move(batch, n, k, e);
            charge(batch, n, k, e, divergence);
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

    /** z ← a ⊙ z + b + δ, and g; returns ‖ẑ − z‖₂, clipped. */
    private float move(EpisodeBatch batch, int n, int k, int e) {
        float g = 0;
        float squares = 0;
        for (int i = 0; i < tables.dimension; i++) {
            float z = batch.task[i * batch.stride + n];
            int table = i * tables.outcomeStride + e;
            float next = tables.additive ? z + tables.shift[table] : Math.fma(tables.scale[table], z, tables.shift[table]);
            batch.task[i * batch.stride + n] = next;
            g += excess(next, tables.tolerance[i]);
            if (!tables.constantDivergence) {
                int prediction = i * tables.actionStride + k;
                float predicted = Math.fma(tables.predictedScale[prediction], z, tables.predictedShift[prediction]);
                float difference = predicted - next;
                squares = Math.fma(difference, difference, squares);
            }
        }
        batch.constraint[n] = g;
        if (tables.constantDivergence) {
            return tables.divergence[e];
        }
        float divergence = (float) Math.sqrt(squares);
        return divergence > tables.divergenceClip ? tables.divergenceClip : divergence;
    }

    private void charge(EpisodeBatch batch, int n, int k, int e, float divergence) {
        int stride = batch.stride;
        batch.latency[n] += tables.latency[k];
        batch.monetary[n] += tables.monetary[k];
        int t = batch.step[n] + 1;
        batch.step[n] = t;
        float g = batch.constraint[n];
        boolean ended = g == 0 || t >= tables.horizon || tables.ends[k] != 0;
        batch.ended[n] = ended ? 1 : 0;
        float constraint = g > tables.constraintClip ? tables.constraintClip : g;
        if (!tables.chargedEveryStep && !ended) {
            constraint = 0;
        }
        batch.components[n] += tables.latencyCost[k];
        batch.components[stride + n] += tables.monetaryCost[k];
        batch.components[2 * stride + n] += constraint;
        batch.components[3 * stride + n] += tables.failure[e];
        batch.components[4 * stride + n] += divergence;
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
