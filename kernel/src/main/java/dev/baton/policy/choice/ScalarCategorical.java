package dev.baton.policy.choice;

import dev.baton.ops.BatchOps;
import dev.baton.ops.FloatMath;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** {@link Categorical} in plain Java. */
final class ScalarCategorical implements Categorical {
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
        for (int n = from; n < to; n++) {
            long mask = Availability.of(available, n, actions);
            int best = -1;
            float greatest = 0;
            for (int k = 0; k < actions; k++) {
                float logit = logits[start + k * stride + n];
                if ((mask >>> k & 1) != 0 && (best < 0 || logit > greatest)) {
                    best = k;
                    greatest = logit;
                }
            }
            action[n] = best;
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
        for (int n = from; n < to; n++) {
            long mask = Availability.of(available, n, actions);
            int last = -1;
            float greatest = 0;
            for (int k = 0; k < actions; k++) {
                float logit = logits[start + k * stride + n];
                if ((mask >>> k & 1) != 0) {
                    greatest = last < 0 || logit > greatest ? logit : greatest;
                    last = k;
                }
            }
            float sum = 0;
            for (int k = 0; k < actions; k++) {
                int at = start + k * stride + n;
                float e = (mask >>> k & 1) != 0 ? FloatMath.exp(logits[at] - greatest) : 0;
                logits[at] = e;
                sum += e;
            }
            float threshold = FloatMath.positiveUniform(word[n]) * sum;
            float inverse = 1f / sum;
            float cumulative = 0;
            int chosen = 0;
            for (int k = 0; k < actions; k++) {
                int at = start + k * stride + n;
                cumulative += logits[at];
                chosen += threshold >= cumulative ? 1 : 0;
                logits[at] *= inverse;
            }
            action[n] = Math.min(chosen, last);
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
        for (int n = from; n < to; n++) {
            float entropy = 0;
            if (entropyBonus != 0) {
                for (int k = 0; k < actions; k++) {
                    float p = probabilities[start + k * stride + n];
                    entropy = Math.fma(-p, FloatMath.log(p), entropy);
                }
            }
            for (int k = 0; k < actions; k++) {
                float p = probabilities[start + k * stride + n];
                float d = weight[n] * ((k == action[n] ? 1f : 0f) - p);
                if (entropyBonus != 0) {
                    d = Math.fma(entropyBonus * p, FloatMath.log(p) + entropy, d);
                }
                out[outStart + k * outStride + n] = d;
            }
        }
        for (int k = 0; k < actions; k++) {
            int row = outStart + k * outStride;
            Arrays.fill(out, row + to, row + BatchOps.padded(to), 0);
        }
    }
}
