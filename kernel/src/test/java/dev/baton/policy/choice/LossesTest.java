package dev.baton.policy.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.baton.Backend;
import dev.baton.ops.Lanes;
import dev.baton.simd.SimdSpecies;
import dev.baton.testing.TestSeed;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LossesTest {
    private static final int[] ACTIONS = {1, 2, 5, 17, 64};
    private static final int L = SimdSpecies.LANES;
    private static final int[] COLUMNS = {0, 1, L - 1, L, L + 1, 2 * L + 3, 96, 101};
    private static final float CANARY = -1234.5f;
    private static final float SHIFT = 0.3f;
    private static final float FACTOR = 0.7f;
    private static final float CLIP = 0.2f;
    private static final float BONUS = 0.05f;

    /** Logits and sample rows of N columns at odd starts, with canaries around the output. */
    private static final class Case {
        final int actions;
        final int columns;
        final int stride;
        final int rows;
        final float[] logits;
        final float[] sample;
        final int start = 3;
        final int sampleStart = 7;

        Case(SplittableRandom random, int actions, int columns, int rows) {
            this.actions = actions;
            this.columns = columns;
            this.rows = rows;
            stride = Lanes.roundUp(columns) + 16;
            logits = new float[start + actions * stride];
            for (int i = 0; i < logits.length; i++) {
                logits[i] = (float) random.nextDouble(-3, 3);
            }
            sample = new float[sampleStart + rows * stride];
            for (int i = 0; i < sample.length; i++) {
                sample[i] = (float) random.nextDouble(-2, 2);
            }
        }

        void fill(SplittableRandom random, boolean probability) {
            for (int n = 0; n < stride; n++) {
                sample[sampleStart + n] = random.nextInt(actions);
                if (probability) {
                    sample[sampleStart + stride + n] = (float) random.nextDouble(0.05, 1);
                }
                sample[sampleStart + (rows - 1) * stride + n] = random.nextInt(4) == 0 ? 0 : 1.5f;
            }
        }

        float at(int row, int n) {
            return sample[sampleStart + row * stride + n];
        }

        double[] logits(int n) {
            double[] l = new double[actions];
            for (int k = 0; k < actions; k++) {
                l[k] = logits[start + k * stride + n];
            }
            return l;
        }

        Case copy() {
            Case copy = new Case(new SplittableRandom(0), actions, columns, rows);
            System.arraycopy(logits, 0, copy.logits, 0, logits.length);
            System.arraycopy(sample, 0, copy.sample, 0, sample.length);
            return copy;
        }

        float[] out() {
            float[] out = new float[start + actions * stride];
            Arrays.fill(out, CANARY);
            return out;
        }
    }

    private static float[] surrogate(Case c, Backend backend) {
        float[] out = c.out();
        Losses.of(backend).clippedSurrogate(
                c.logits, c.start, c.stride, c.actions, c.sample, c.sampleStart, c.stride, c.rows, SHIFT, FACTOR, CLIP,
                BONUS, out, c.columns);
        return out;
    }

    private static float[] expectedCost(Case c, Backend backend) {
        float[] out = c.out();
        Losses.of(backend).expectedCost(
                c.logits, c.start, c.stride, c.actions, c.sample, c.sampleStart, c.stride, c.rows, out, c.columns);
        return out;
    }

    private static float[] squaredError(Case c, Backend backend) {
        float[] out = c.out();
        Losses.of(backend).squaredError(
                c.logits, c.start, c.stride, c.actions, c.sample, c.sampleStart, c.stride, c.rows, out, c.columns);
        return out;
    }

    private static double[] softmax(double[] l) {
        double[] p = new double[l.length];
        double greatest = Arrays.stream(l).max().orElseThrow();
        double sum = 0;
        for (int k = 0; k < l.length; k++) {
            p[k] = Math.exp(l[k] - greatest);
            sum += p[k];
        }
        for (int k = 0; k < l.length; k++) {
            p[k] /= sum;
        }
        return p;
    }

    private static double surrogate(Case c, int n, double[] logits) {
        double[] p = softmax(logits);
        double advantage = (c.at(2, n) - SHIFT) * FACTOR;
        double ratio = p[(int) c.at(0, n)] / c.at(1, n);
        double entropy = 0;
        for (double q : p) {
            entropy -= q * Math.log(q);
        }
        double clipped = Math.clamp(ratio, 1 - CLIP, 1 + CLIP);
        return c.at(4, n) * (Math.max(ratio * advantage, clipped * advantage) - BONUS * entropy);
    }

    private static double expectedCost(Case c, int n, double[] logits) {
        double[] p = softmax(logits);
        double cost = 0;
        for (int k = 0; k < c.actions; k++) {
            cost += p[k] * c.at(k, n);
        }
        return c.at(c.actions, n) * cost;
    }

    private static double squaredError(Case c, int n, double[] outputs) {
        int action = c.actions == 1 ? 0 : (int) c.at(0, n);
        double error = outputs[action] - c.at(c.rows - 2, n);
        return c.at(c.rows - 1, n) * error * error / 2;
    }

    private static void assertDerivative(Case c, float[] out, int n, ToDoubleFunction<double[]> loss) {
        double[] l = c.logits(n);
        for (int k = 0; k < c.actions; k++) {
            double kept = l[k];
            l[k] = kept + 1e-5;
            double above = loss.applyAsDouble(l);
            l[k] = kept - 1e-5;
            double below = loss.applyAsDouble(l);
            l[k] = kept;
            assertThat((double) out[c.start + k * c.stride + n])
                    .as("K %d, column %d, derivative %d", c.actions, n, k)
                    .isCloseTo((above - below) / 2e-5, within(1e-4));
        }
    }

    @ParameterizedTest
    @EnumSource
    void derivativesAreThoseOfTheLosses(Backend backend) {
        SplittableRandom random = TestSeed.random(LossesTest.class);
        for (int actions : ACTIONS) {
            Case c = new Case(random, actions, 53, Losses.SURROGATE_ROWS);
            c.fill(random, true);
            Case cost = new Case(random, actions, 53, actions + 1);
            Case square = new Case(random, actions, 53, Losses.SQUARED_ROWS);
            square.fill(random, false);
            int clipped = 0;
            for (int n = 0; n < 53; n++) {
                int column = n;
                // The surrogate has a kink where clipping sets in; stay away from it.
                double ratio = softmax(c.logits(n))[(int) c.at(0, n)] / c.at(1, n);
                if (Math.abs(Math.abs(ratio - 1) - CLIP) > 1e-3) {
                    assertDerivative(c, surrogate(c, backend), n, l -> surrogate(c, column, l));
                }
                clipped += Math.abs(ratio - 1) > CLIP ? 1 : 0;
                assertDerivative(cost, expectedCost(cost, backend), n, l -> expectedCost(cost, column, l));
                assertDerivative(square, squaredError(square, backend), n, l -> squaredError(square, column, l));
            }
            assertThat(clipped).as("columns beyond the clip").isPositive();
        }
    }

    /**
     * With actions taken out the losses are, bit for bit, those of a choice among the others, and 0 for what was taken
     * out.
     */
    @ParameterizedTest
    @EnumSource
    void excludedActionsAreAsIfTheyWereNotThere(Backend backend) {
        SplittableRandom random = TestSeed.random(LossesTest.class);
        for (int actions : new int[] {2, 5, 17, 64}) {
            int columns = 53;
            Case c = new Case(random, actions, columns, Losses.SURROGATE_ROWS + actions);
            Case cost = new Case(random, actions, columns, 2 * actions + 1);
            for (int n = 0; n < c.stride; n++) {
                int taken = random.nextInt(actions);
                c.sample[c.sampleStart + n] = taken;
                c.sample[c.sampleStart + c.stride + n] = (float) random.nextDouble(0.05, 1);
                for (int k = 0; k < actions; k++) {
                    boolean may = k == taken || random.nextBoolean();
                    c.sample[c.sampleStart + (Losses.SURROGATE_ALLOWED + k) * c.stride + n] = may ? 1 : 0;
                    cost.sample[cost.sampleStart + (actions + k) * c.stride + n] = may ? 1 : 0;
                }
            }
            Case whole = c.copy();
            Case wholeCost = cost.copy();
            Losses losses = Losses.of(backend);
            losses.exclude(
                    c.logits, c.start, c.stride, actions, c.sample, c.sampleStart + Losses.SURROGATE_ALLOWED * c.stride,
                    c.stride, columns);
            losses.exclude(
                    cost.logits, cost.start, cost.stride, actions, cost.sample,
                    cost.sampleStart + actions * cost.stride, cost.stride, columns);
            assertThat(c.logits).contains(Losses.EXCLUDED);
            float[] surrogate = surrogate(c, backend);
            float[] expected = expectedCost(cost, backend);
            for (int n = 0; n < columns; n++) {
                assertLikeOthers(c, whole, Losses.SURROGATE_ALLOWED, n, surrogate, backend, true);
                assertLikeOthers(cost, wholeCost, actions, n, expected, backend, false);
            }
        }
    }

    /** Compares a column with the loss of a case that has only the actions that may be chosen. */
    private static void assertLikeOthers(
            Case c, Case whole, int allowed, int n, float[] found, Backend backend, boolean surrogate) {
        int[] kept = IntStream.range(0, c.actions)
                .filter(k -> c.at(allowed + k, n) != 0)
                .toArray();
        if (kept.length == 0) {
            return;
        }
        int rows = surrogate ? Losses.SURROGATE_ROWS : kept.length + 1;
        Case few = new Case(new SplittableRandom(0), kept.length, 1, rows);
        for (int i = 0; i < kept.length; i++) {
            few.logits[few.start + i * few.stride] = whole.logits[whole.start + kept[i] * whole.stride + n];
            if (surrogate) {
                if (kept[i] == (int) c.at(0, n)) {
                    few.sample[few.sampleStart] = i;
                }
            } else {
                few.sample[few.sampleStart + i * few.stride] = c.at(kept[i], n);
            }
        }
        if (surrogate) {
            few.sample[few.sampleStart + few.stride] = c.at(1, n);
            few.sample[few.sampleStart + 2 * few.stride] = c.at(2, n);
        }
        few.sample[few.sampleStart + (rows - 1) * few.stride] = c.at(c.rows - 1, n);
        float[] expected = surrogate ? surrogate(few, backend) : expectedCost(few, backend);
        int i = 0;
        for (int k = 0; k < c.actions; k++) {
            float d = found[c.start + k * c.stride + n];
            if (i < kept.length && kept[i] == k) {
                assertThat(d).as("K %d, column %d, action %d", c.actions, n, k)
                        .isEqualTo(expected[few.start + i * few.stride]);
                i++;
            } else {
                assertThat(d).as("K %d, column %d, excluded action %d", c.actions, n, k).isZero();
            }
        }
    }

    @Tag("bits")
    @Test
    void backendsAgreeInEveryBit() {
        SplittableRandom random = TestSeed.random(LossesTest.class);
        for (int actions : ACTIONS) {
            for (int columns : COLUMNS) {
                Case c = new Case(random, actions, columns, Losses.SURROGATE_ROWS);
                c.fill(random, true);
                assertSame(c, surrogate(c, Backend.SIMD), surrogate(c, Backend.SCALAR));
                assertSame(c, squaredError(c, Backend.SIMD), squaredError(c, Backend.SCALAR));
                Case cost = new Case(random, actions, columns, actions + 1);
                assertSame(cost, expectedCost(cost, Backend.SIMD), expectedCost(cost, Backend.SCALAR));
            }
        }
    }

    private static void assertSame(Case c, float[] found, float[] expected) {
        assertThat(found).as("K %d, N %d", c.actions, c.columns).isEqualTo(expected);
        int padded = Lanes.roundUp(c.columns);
        for (int k = 0; k < c.actions; k++) {
            for (int n = padded; n < c.stride; n++) {
                assertThat(found[c.start + k * c.stride + n]).as("beyond the columns").isEqualTo(CANARY);
            }
        }
    }
}
