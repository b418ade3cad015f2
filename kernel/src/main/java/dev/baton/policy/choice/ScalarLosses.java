package dev.baton.policy.choice;

import dev.baton.ops.FloatMath;
import dev.baton.ops.Lanes;

/** {@link Losses} in plain Java. */
final class ScalarLosses implements Losses {
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
            for (int n = 0; n < padded; n++) {
                logits[at + n] = allowed[may + n] == 0 ? EXCLUDED : logits[at + n];
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
        for (int n = 0; n < padded; n++) {
            int at = sampleStart + n;
            float action = sample[at];
            float old = sample[at + sampleStride];
            float advantage = (sample[at + 2 * sampleStride] - shift) * factor;
            float weight = sample[at + (rows - 1) * sampleStride];
            float greatest = greatest(logits, start + n, stride, actions);
            float sum = 0;
            float moment = 0;
            float taken = 0;
            for (int k = 0; k < actions; k++) {
                float x = logits[start + k * stride + n] - greatest;
                float e = FloatMath.exp(x);
                out[start + k * stride + n] = e;
                sum += e;
                moment = Math.fma(e, x, moment);
                taken = k == action ? e : taken;
            }
            float inverse = 1f / sum;
            float logSum = FloatMath.log(sum);
            float entropy = Math.fma(-moment, inverse, logSum);
            float ratio = taken * inverse / old;
            boolean clipped = advantage < 0 ? ratio > 1 + clip : ratio < 1 - clip;
            float g = clipped ? 0 : ratio * advantage;
            float offset = greatest + logSum;
            for (int k = 0; k < actions; k++) {
                int o = start + k * stride + n;
                float p = out[o] * inverse;
                float d = g * ((k == action ? 1f : 0f) - p);
                float logP = logits[start + k * stride + n] - offset;
                out[o] = weight * Math.fma(entropyBonus * p, logP + entropy, d);
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
        for (int n = 0; n < padded; n++) {
            float weight = sample[sampleStart + (rows - 1) * sampleStride + n];
            float greatest = greatest(logits, start + n, stride, actions);
            float sum = 0;
            float total = 0;
            for (int k = 0; k < actions; k++) {
                float e = FloatMath.exp(logits[start + k * stride + n] - greatest);
                out[start + k * stride + n] = e;
                sum += e;
                total = Math.fma(e, sample[sampleStart + k * sampleStride + n], total);
            }
            float inverse = 1f / sum;
            float mean = total * inverse;
            float scale = weight * inverse;
            for (int k = 0; k < actions; k++) {
                int o = start + k * stride + n;
                out[o] = out[o] * scale * (sample[sampleStart + k * sampleStride + n] - mean);
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
        for (int n = 0; n < padded; n++) {
            float action = actions == 1 ? 0 : sample[sampleStart + n];
            float target = sample[sampleStart + (rows - 2) * sampleStride + n];
            float weight = sample[sampleStart + (rows - 1) * sampleStride + n];
            for (int k = 0; k < actions; k++) {
                float error = outputs[start + k * stride + n] - target;
                out[start + k * stride + n] = k == action ? weight * error : 0;
            }
        }
    }

    private static float greatest(float[] logits, int at, int stride, int actions) {
        float greatest = logits[at];
        for (int k = 1; k < actions; k++) {
            float logit = logits[at + k * stride];
            greatest = logit > greatest ? logit : greatest;
        }
        return greatest;
    }
}
