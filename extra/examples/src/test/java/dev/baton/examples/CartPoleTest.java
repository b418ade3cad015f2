package dev.baton.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.baton.Backend;
import dev.baton.EpisodeKind;
import dev.baton.dynamics.DynamicsBatch;
import dev.baton.dynamics.DynamicsSimulation;
import dev.baton.dynamics.EnvironmentChecker;
import dev.baton.run.EpisodeTotals;
import dev.baton.run.Evaluation;
import dev.baton.run.Execution;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CartPoleTest {
    private static final int COLUMNS = 61;

    @Test
    void vectorsGiveTheBitsOfPlainJava() {
        DynamicsSimulation scalar = new DynamicsSimulation(new CartPole(Backend.SCALAR), Backend.SCALAR);
        DynamicsSimulation simd = new DynamicsSimulation(new CartPole(Backend.SIMD), Backend.SIMD);
        DynamicsBatch expected = started(scalar);
        DynamicsBatch found = started(simd);
        boolean ended = false;
        for (int t = 0; t < 60; t++) {
            for (int n = 0; n < COLUMNS; n++) {
                expected.action[n] = (n + t / (1 + n % 5)) % 2;
                found.action[n] = expected.action[n];
            }
            scalar.step(expected, 0, COLUMNS);
            simd.step(found, 0, COLUMNS);
            for (int n = 0; n < COLUMNS; n++) {
                for (int r = 0; r < CartPole.ROWS; r++) {
                    assertThat(found.floats[found.row(r) + n]).isEqualTo(expected.floats[expected.row(r) + n]);
                }
                assertThat(found.ended[n]).isEqualTo(expected.ended[n]);
                assertThat(found.cost[n]).isEqualTo(expected.cost[n]).isEqualTo(-1);
                ended |= found.ended[n] == DynamicsBatch.TERMINATED;
            }
        }
        assertThat(ended).isTrue();
    }

    private static DynamicsBatch started(DynamicsSimulation simulation) {
        DynamicsBatch batch = simulation.newBatch(COLUMNS, false);
        batch.assign(1, EpisodeKind.EVALUATION, 0, COLUMNS);
        simulation.start(batch, 0, COLUMNS);
        return batch;
    }

    /** The equations as the literature has them, in double with the JDK's sine and cosine. */
    @ParameterizedTest
    @EnumSource
    void aStepIsThatOfTheEquations(Backend backend) {
        DynamicsSimulation simulation = new DynamicsSimulation(new CartPole(backend), backend);
        DynamicsBatch batch = started(simulation);
        float[] s = batch.floats;
        for (int n = 0; n < COLUMNS; n++) {
            assertThat(Math.abs(s[n])).isLessThanOrEqualTo(0.05f);
            // From end to end of what a pole that still stands can do.
            double share = n / (COLUMNS - 1.0) * 2 - 1;
            s[n] = (float) (2.4 * share);
            s[batch.row(1) + n] = (float) (-3 * share);
            s[batch.row(2) + n] = (float) (0.2 * share);
            s[batch.row(3) + n] = (float) (2 - share);
            batch.action[n] = n % 2;
        }
        float[] before = s.clone();
        simulation.step(batch, 0, COLUMNS);
        for (int n = 0; n < COLUMNS; n++) {
            double x = before[n];
            double xDot = before[batch.row(1) + n];
            double theta = before[batch.row(2) + n];
            double thetaDot = before[batch.row(3) + n];
            double force = n % 2 == 1 ? 10 : -10;
            double temp = (force + 0.05 * thetaDot * thetaDot * Math.sin(theta)) / 1.1;
            double thetaAcc = (9.8 * Math.sin(theta) - Math.cos(theta) * temp)
                    / (0.5 * (4.0 / 3 - 0.1 * Math.cos(theta) * Math.cos(theta) / 1.1));
            double xAcc = temp - 0.05 * thetaAcc * Math.cos(theta) / 1.1;
            x += 0.02 * xDot;
            theta += 0.02 * thetaDot;
            assertThat((double) s[n]).isCloseTo(x, within(1e-6));
            assertThat((double) s[batch.row(1) + n]).isCloseTo(xDot + 0.02 * xAcc, within(2e-6));
            assertThat((double) s[batch.row(2) + n]).isCloseTo(theta, within(1e-6));
            assertThat((double) s[batch.row(3) + n]).isCloseTo(thetaDot + 0.02 * thetaAcc, within(2e-6));
            boolean fallen = Math.abs(x) > 2.4 || Math.abs(theta) > 12 * Math.PI / 180;
            assertThat(batch.ended[n]).isEqualTo(fallen ? DynamicsBatch.TERMINATED : DynamicsBatch.RUNNING);
        }
    }

    @Test
    void whoPushesToOneSideFallsAndWhoBalancesIsTruncated() {
        CartPole problem = new CartPole(Backend.preferred());
        EpisodeTotals right = Evaluation.episodes(
                problem, (batch, from, to) -> Arrays.fill(batch.action, from, to, 1), 3, 0, 200, Execution.of(1));
        assertThat(right.meanSteps()).isBetween(8.5, 10.5);
        assertThat(right.meanCost()).isEqualTo(-right.meanSteps());
        assertThat(right.truncated).containsOnly(false);
        EpisodeTotals balanced = Evaluation.episodes(
                problem,
                (batch, from, to) -> {
                    for (int n = from; n < to; n++) {
                        float[] s = batch.floats;
                        float lean = 3 * s[batch.row(2) + n] + s[batch.row(3) + n];
                        lean += 0.1f * s[n] + 0.3f * s[batch.row(1) + n];
                        batch.action[n] = lean > 0 ? 1 : 0;
                    }
                },
                3, 0, 50, Execution.of(1));
        assertThat(balanced.steps).containsOnly(500);
        assertThat(balanced.truncated).containsOnly(true);
        assertThat(balanced.succeeded).containsOnly(false);
    }

    @ParameterizedTest
    @EnumSource
    void theCheckerFindsNothing(Backend backend) {
        assertThat(EnvironmentChecker.check(new CartPole(backend), 2, 40)).isEmpty();
    }

    @Test
    void ppoLearnsToBalance() {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            CartPole.main(new String[] {"1"});
        } finally {
            System.setOut(before);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .matches("seed 1: mean return (47[5-9]|4[89]\\d|500)\\.\\d over 100 evaluation episodes\\R");
    }
}
