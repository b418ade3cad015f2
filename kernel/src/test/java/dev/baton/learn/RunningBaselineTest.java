package dev.baton.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RunningBaselineTest {
    @Test
    void startsAtZeroWithTheLeastScale() {
        RunningBaseline baseline = new RunningBaseline(3, 0.75);
        assertThat(baseline.at(0)).isZero();
        assertThat(baseline.at(2)).isZero();
        assertThat(baseline.scale()).isEqualTo(1e-6);
    }

    @Test
    void firstUpdateCountsInFull() {
        RunningBaseline baseline = new RunningBaseline(3, 0.75);
        baseline.update(new long[] {4, 2, 0}, new double[] {20, 6, 0}, 54);
        assertThat(baseline.at(0)).isEqualTo(5);
        assertThat(baseline.at(1)).isEqualTo(3);
        assertThat(baseline.at(2)).as("no episode came so far: the step before").isEqualTo(3);
        assertThat(baseline.scale()).isEqualTo(3);
    }

    @Test
    void laterUpdatesAreWeightedByTheDecay() {
        RunningBaseline baseline = new RunningBaseline(2, 0.75);
        baseline.update(new long[] {2, 1}, new double[] {20, 4}, 3 * 16);
        baseline.update(new long[] {2, 0}, new double[] {6, 0}, 2 * 2);
        // Weights ¼ · ¾ and ¼ of 10 and 3, of 16 and 2.
        assertThat(baseline.at(0)).isCloseTo((0.1875 * 10 + 0.25 * 3) / 0.4375, within(1e-12));
        assertThat(baseline.at(1)).as("not reached this time").isEqualTo(4);
        assertThat(baseline.scale()).isCloseTo(Math.sqrt((0.1875 * 16 + 0.25 * 2) / 0.4375), within(1e-12));
    }

    @Test
    void withoutDecayOnlyTheLastUpdateCounts() {
        RunningBaseline baseline = new RunningBaseline(1, 0);
        baseline.update(new long[] {1}, new double[] {7}, 49);
        baseline.update(new long[] {2}, new double[] {3}, 8);
        assertThat(baseline.at(0)).isEqualTo(1.5);
        assertThat(baseline.scale()).isEqualTo(2);
    }

    @Test
    void restartForgetsTheScaleOnly() {
        RunningBaseline baseline = new RunningBaseline(1, 0.75);
        baseline.update(new long[] {2}, new double[] {20}, 2 * 400);
        baseline.restartScale(new long[] {2}, 2 * 9);
        assertThat(baseline.at(0)).isEqualTo(10);
        assertThat(baseline.scale()).isEqualTo(3);
        baseline.update(new long[] {1}, new double[] {10}, 16);
        assertThat(baseline.scale()).isCloseTo(Math.sqrt((0.1875 * 9 + 0.25 * 16) / 0.4375), within(1e-12));
    }

    @Test
    void restartForgetsHoweverManyUpdatesCameBefore() {
        RunningBaseline baseline = new RunningBaseline(1, 0.75);
        for (int u = 0; u < 3; u++) {
            baseline.update(new long[] {2}, new double[] {20}, 2 * 400);
        }
        baseline.restartScale(new long[] {2}, 2 * 9);
        baseline.update(new long[] {1}, new double[] {10}, 16);
        assertThat(baseline.scale()).isCloseTo(Math.sqrt((0.1875 * 9 + 0.25 * 16) / 0.4375), within(1e-12));
    }

    @Test
    void restartWithoutSamplesLeavesTheLeastScale() {
        RunningBaseline baseline = new RunningBaseline(1, 0.75);
        baseline.update(new long[] {2}, new double[] {20}, 2 * 400);
        baseline.restartScale(new long[] {0}, 0);
        assertThat(baseline.scale()).isEqualTo(1e-6);
    }

    @Test
    void anUpdateWithoutSamplesChangesNothing() {
        RunningBaseline baseline = new RunningBaseline(2, 0.75);
        baseline.update(new long[] {2, 2}, new double[] {20, 10}, 4 * 9);
        baseline.update(new long[] {0, 0}, new double[] {0, 0}, 0);
        assertThat(baseline.at(0)).isEqualTo(10);
        assertThat(baseline.scale()).isEqualTo(3);
    }
}
