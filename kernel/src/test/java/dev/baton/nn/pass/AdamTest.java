package dev.baton.nn.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.baton.testing.TestSeed;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AdamTest {
    /** With ε = 0 the first step would be α · sign(g); ε = 1e-8 shows only on tiny gradients. */
    @Test
    void firstStepsByHand() {
        Adam adam = new Adam(4);
        float[] parameters = {1, 1, 1, 1};
        adam.step(parameters, new float[] {2, -3, 0, 1e-8f}, 1, 0.25);
        assertThat((double) parameters[0]).isCloseTo(0.75, within(1e-6));
        assertThat((double) parameters[1]).isCloseTo(1.25, within(1e-6));
        assertThat(parameters[2]).isEqualTo(1);
        // m̂ = √v̂ = ε: half a step.
        assertThat((double) parameters[3]).isCloseTo(0.875, within(1e-5));
        // Second step, g = −2 after 2: m̂ = (0.9 · 0.2 − 0.2) / 0.19, v̂ = 4.
        adam.step(parameters, new float[] {-2, 0, 0, 0}, 1, 0.25);
        assertThat((double) parameters[0]).isCloseTo(0.75 + 0.25 * (0.02 / 0.19) / 2, within(1e-6));
    }

    /** Algorithm 1 of the paper, literally, in double. */
    @Test
    void followsTheAlgorithm() {
        SplittableRandom random = TestSeed.random(AdamTest.class);
        int count = 23;
        Adam adam = new Adam(count);
        float[] parameters = new float[count];
        double[] theta = new double[count];
        double[] m = new double[count];
        double[] v = new double[count];
        for (int t = 1; t <= 500; t++) {
            float[] gradient = new float[count];
            float scale = (float) random.nextDouble(0.1, 2);
            double alpha = 0.01 * (1 - t / 600.0);
            for (int p = 0; p < count; p++) {
                gradient[p] = (float) (random.nextDouble(-1, 1.5) * Math.pow(10, p % 7 - 4));
                double g = gradient[p] * (double) scale;
                m[p] = 0.9 * m[p] + 0.1 * g;
                v[p] = 0.999 * v[p] + 0.001 * g * g;
                double mHat = m[p] / (1 - Math.pow(0.9, t));
                double vHat = v[p] / (1 - Math.pow(0.999, t));
                theta[p] -= alpha * mHat / (Math.sqrt(vHat) + 1e-8);
            }
            float[] before = gradient.clone();
            adam.step(parameters, gradient, scale, alpha);
            assertThat(gradient).isEqualTo(before);
        }
        for (int p = 0; p < count; p++) {
            assertThat((double) parameters[p]).isCloseTo(theta[p], within(2e-5 * (1 + Math.abs(theta[p]))));
        }
    }
}
