package dev.baton.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.baton.Backend;
import dev.baton.EpisodeKind;
import dev.baton.dynamics.VectorEnv;
import dev.baton.dynamics.VectorStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Environments stepped together by a host, against each of their episodes run alone; {@link VectorEnvTest} has the
 * rest.
 */
class VectorEpisodesTest {
    private static final long SEED = 9;
    private static final int STEPS = 40;

    /** One episode, run alone: what is observed before each step and after the last, and what each step costs. */
    private static final class Alone {
        final List<float[]> observations = new ArrayList<>();
        final List<Float> costs = new ArrayList<>();
        boolean success;

        Alone(EnvSpec spec, int episode) {
            Stepper stepper = Stepper.of(Backend.SCALAR, new EnvTables(spec));
            EpisodeBatch batch = new EpisodeBatch(new EnvTables(spec), 1, false);
            batch.assign(SEED, EpisodeKind.EVALUATION, episode, 1);
            stepper.start(batch, 0, 1);
            observe(spec, stepper, batch);
            while (batch.ended[0] == 0) {
                batch.action[0] = action(spec, episode, batch.step[0]);
                stepper.draw(batch, 0, 1);
                stepper.step(batch, 0, 1);
                costs.add(batch.cost[0]);
                observe(spec, stepper, batch);
            }
            success = batch.constraint[0] == 0;
        }

        private void observe(EnvSpec spec, Stepper stepper, EpisodeBatch batch) {
            float[] x = new float[spec.observationSize() * batch.stride];
            stepper.observe(batch, 0, 1, x, 0, batch.stride);
            float[] observation = new float[spec.observationSize()];
            for (int f = 0; f < observation.length; f++) {
                observation[f] = x[f * batch.stride];
            }
            observations.add(observation);
        }
    }

    /** Any action, by episode and step. */
    private static int action(EnvSpec spec, int episode, int step) {
        return Math.floorMod(episode * 7 + step * 3 + episode / 11, spec.actionCount());
    }

    private static float[] column(float[] matrix, VectorStep buffers, int features, int n) {
        float[] column = new float[features];
        for (int f = 0; f < features; f++) {
            column[f] = matrix[f * buffers.stride + n];
        }
        return column;
    }

    /** Environment n of N runs the episodes n, n + N, n + 2N, … without those that are solved at their start. */
    private static void assertEpisodesAreThoseRunAlone(EnvSpec spec, int environments, Backend backend) {
        VectorEnv batch = new VectorEnv(spec, environments, backend);
        assertThat(batch.environments()).isEqualTo(environments);
        assertThat(batch.observationSize()).isEqualTo(spec.observationSize());
        assertThat(batch.actionCount()).isEqualTo(spec.actionCount());
        VectorStep out = batch.newStep();
        // A first run leaves something behind in everything.
        batch.reset(SEED + 1, EpisodeKind.EVALUATION, 0, out);
        for (int t = 0; t < 3; t++) {
            batch.step(new int[environments], out);
        }
        batch.reset(SEED, EpisodeKind.EVALUATION, 0, out);
        assertThat(out.terminated).hasSize(environments).containsOnly(false);
        assertThat(out.costs).containsOnly(0);

        int features = spec.observationSize();
        int[] episode = new int[environments];
        int[] step = new int[environments];
        int passedOver = 0;
        Alone[] alone = new Alone[environments];
        for (int n = 0; n < environments; n++) {
            episode[n] = n - environments;
        }
        for (int t = 0; t <= STEPS; t++) {
            int[] actions = new int[environments];
            for (int n = 0; n < environments; n++) {
                while (alone[n] == null || step[n] == alone[n].costs.size()) {
                    passedOver += alone[n] != null && step[n] == 0 ? 1 : 0;
                    episode[n] += environments;
                    alone[n] = new Alone(spec, episode[n]);
                    step[n] = 0;
                }
                assertThat(column(out.observations, out, features, n))
                        .as("environment %d, episode %d, step %d", n, episode[n], step[n])
                        .isEqualTo(alone[n].observations.get(step[n]));
                actions[n] = action(spec, episode[n], step[n]);
            }
            batch.step(actions, out);
            for (int n = 0; n < environments; n++) {
                assertThat(out.costs[n]).isEqualTo(alone[n].costs.get(step[n]));
                step[n]++;
                boolean ended = step[n] == alone[n].costs.size();
                assertThat(out.terminated[n]).isEqualTo(ended);
                assertThat(out.succeeded[n]).isEqualTo(ended && alone[n].success);
                if (ended) {
                    assertThat(column(out.finalObservations, out, features, n))
                            .isEqualTo(alone[n].observations.getLast());
                }
            }
        }
        assertThat(passedOver).as("episodes that are solved at their start").isPositive();
    }

    /** Starts are solved often, and both ways to end are met. */
    private static EnvSpec often() {
        EnvSpec everything = TestEnvironments.everything();
        StartDistribution start = new StartDistribution(List.of(0.5, 0.9, 0.25), List.of(0.5, 0.3, 0.6), 0.6, 0.4);
        return new EnvSpec(
                "often", 7, start, everything.drift(), everything.tolerance(), everything.weights(), everything.clip(),
                everything.charge(), everything.predictor(), everything.observation(), everything.actions());
    }

    // 1 = the least; 19 and 255 = a part of a vector; 513 = a tile and one more.
    @ParameterizedTest
    @EnumSource
    void episodesAreThoseRunAlone(Backend backend) {
        for (int environments : new int[] {1, 19, 255, 513}) {
            assertEpisodesAreThoseRunAlone(often(), environments, backend);
        }
    }

    @Test
    void theStepAfterAnEpisodeStartsFromNothing() {
        EnvSpec spec = TestEnvironments.tiny(
                3, 2, Charge.STEP, Predictor.NONE, TestEnvironments.sure("a", ActionKind.TOOL, 1, 2, -0.5));
        VectorEnv batch = new VectorEnv(spec, 1, Backend.SCALAR);
        VectorStep out = batch.newStep();
        batch.reset(SEED, EpisodeKind.EVALUATION, 0, out);
        for (int episode = 0; episode < 3; episode++) {
            // z 3 → 2.5 → 2; the features are z, L, M, c, t / H.
            assertThat(column(out.observations, out, 5, 0)).containsExactly(3, 0, 0, 1, 0);
            batch.step(new int[] {0}, out);
            assertThat(out.costs[0]).isEqualTo(1 + 2 + 1.5f);
            assertThat(column(out.components, out, 5, 0)).containsExactly(1, 2, 1.5f, 0, 0);
            assertThat(column(out.observations, out, 5, 0)).containsExactly(2.5f, 1, 2, 1, 0.5f);
            assertThat(out.terminated[0]).isFalse();
            batch.step(new int[] {0}, out);
            assertThat(out.costs[0]).isEqualTo(1 + 2 + 1);
            assertThat(column(out.components, out, 5, 0)).containsExactly(1, 2, 1, 0, 0);
            assertThat(column(out.finalObservations, out, 5, 0)).containsExactly(2, 2, 4, 1, 1);
            assertThat(out.terminated[0]).isTrue();
            assertThat(out.succeeded[0]).isFalse();
        }
    }

    /** Every step costs λ · C, clips included, and an episode's components are those of an evaluation. */
    @ParameterizedTest
    @EnumSource
    void componentsMakeUpTheCost(Backend backend) {
        for (EnvSpec spec : List.of(often(), KnownWorlds.agentLoop(8), TestEnvironments.waiting(1024))) {
            VectorEnv batch = new VectorEnv(spec, 300, backend);
            VectorStep out = batch.newStep();
            batch.reset(SEED, EpisodeKind.EVALUATION, 0, out);
            assertThat(out.components).hasSize(5 * out.stride).containsOnly(0);
            double[] sum = new double[300];
            int[] actions = new int[300];
            for (int t = 0; t < 40; t++) {
                for (int n = 0; n < 300; n++) {
                    actions[n] = Math.floorMod(n + t, spec.actionCount());
                    while ((out.available[n] >>> actions[n] & 1) == 0) {
                        actions[n] = (actions[n] + 1) % spec.actionCount();
                    }
                }
                batch.step(actions, out);
                for (int n = 0; n < 300; n++) {
                    float[] c = column(out.components, out, 5, n);
                    double cost = spec.weights().latency() * c[0] + spec.weights().monetary() * c[1]
                            + spec.weights().constraint() * c[2] + spec.weights().failure() * c[3]
                            + spec.weights().divergence() * c[4];
                    assertThat(cost).as("%s, environment %d, step %d", spec.name(), n, t)
                            .isCloseTo(out.costs[n], within(1e-5 + 1e-5 * Math.abs(out.costs[n])));
                    assertThat(c[3]).isIn(0f, (float) Math.min(1, spec.clip().failure()));
                    sum[n] += cost;
                    if (out.terminated[n]) {
                        assertThat(sum[n]).isCloseTo(out.episodeCost[n], within(1e-4 + 1e-5 * sum[n]));
                        sum[n] = 0;
                    }
                }
            }
        }
        assertThat(new EnvTables(TestEnvironments.waiting(1024)).twofold).as("sums are kept in two floats").isTrue();
    }

    @Test
    void theFirstActionIsCheckedToo() {
        VectorEnv batch = new VectorEnv(TestEnvironments.paper(), 2, Backend.SCALAR);
        VectorStep out = batch.newStep();
        batch.reset(SEED, EpisodeKind.EVALUATION, 0, out);
        for (int bad : new int[] {-1, 5}) {
            assertThatThrownBy(() -> batch.step(new int[] {bad, 0}, out))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("actions[0]: expected 0 to 4, found " + bad);
        }
    }

    @Test
    void sizesAreThoseAskedFor() {
        EnvSpec spec = TestEnvironments.paper();
        assertThatThrownBy(() -> new VectorEnv(spec, 0, Backend.SCALAR))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("environments")
                .hasMessageContaining("found 0");
        VectorStep out = new VectorEnv(spec, 17, Backend.SCALAR).newStep();
        assertThat(out.stride).isEqualTo(32);
        assertThat(out.observations).hasSize(11 * 32);
        assertThat(out.finalObservations).hasSize(11 * 32);
        assertThat(out.costs).hasSizeGreaterThanOrEqualTo(17);
        assertThat(out.terminated).hasSize(17);
        assertThat(out.succeeded).hasSize(17);
    }
}
