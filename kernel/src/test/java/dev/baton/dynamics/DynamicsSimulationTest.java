package dev.baton.dynamics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Backend;
import dev.baton.EpisodeKind;
import dev.baton.rng.Normals;
import dev.baton.rng.Stream;
import dev.baton.rng.Threefry;
import dev.baton.rng.Uniforms;
import dev.baton.testing.Allocations;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is run of a host's dynamics, and the chance that they get. */
class DynamicsSimulationTest {
    /** Writes down what the simulation promises to a step. */
    private static final class Witness extends Walk {
        @Override
        public void step(DynamicsBatch batch, Draws draws, int from, int to) {
            for (int n = from; n < to; n++) {
                assertThat(batch.cost[n]).isZero();
                assertThat(batch.ended[n]).isEqualTo(DynamicsBatch.RUNNING);
            }
            super.step(batch, draws, from, to);
        }
    }

    @ParameterizedTest
    @EnumSource
    void episodesAreThoseOfTheDynamicsStepByStep(Backend backend) {
        DynamicsSimulation simulation = new DynamicsSimulation(new Witness(), backend);
        DynamicsBatch batch = simulation.newBatch(40, false);
        batch.assign(5, EpisodeKind.TRAINING, 100, 37);
        simulation.start(batch, 0, 37);
        long key = Stream.TRAINING_DYNAMICS.key(5);
        long actions = Stream.TRAINING_STEP.key(5);
        for (int n = 0; n < 37; n++) {
            float u = Uniforms.of(Threefry.word0(Threefry.block(key, 100 + n, 0)));
            assertThat(batch.floats[n]).isEqualTo(u);
            assertThat(batch.available).isNotNull();
            assertThat(batch.available[n]).isEqualTo(0b111);
        }
        float[] place = batch.floats.clone();
        double[] paid = new double[37];
        for (int t = 0; t < 9; t++) {
            simulation.draw(batch, 0, 37);
            for (int n = 0; n < 37; n++) {
                assertThat(batch.actionWord[n]).isEqualTo(Threefry.word0(Threefry.block(actions, 100 + n, t)));
                // Away from the ends, so that the episode goes on to the horizon or is thrown out by chance.
                batch.action[n] = place[n] > 0 ? 0 : 2;
            }
            simulation.step(batch, 0, 37);
            for (int n = 0; n < 37; n++) {
                long normal = Threefry.block(key, 100 + n, 7 << 20 | 1 + t);
                long uniform = Threefry.block(key, 100 + n, 8 << 20 | 1 + t);
                float noise = Normals.of(Threefry.word0(normal), Threefry.word1(normal));
                place[n] = place[n] + (batch.action[n] - 1) + 0.5f * noise;
                assertThat(batch.floats[n]).isEqualTo(place[n]);
                float cost = 0.25f + (Uniforms.of(Threefry.word0(uniform)) < 0.5f ? 0.125f : 0);
                cost += place[n] <= -3 ? 2 : 0;
                assertThat(batch.cost[n]).isEqualTo(cost);
                paid[n] += cost;
                assertThat(batch.totalCost(n)).isEqualTo(paid[n]);
                int end = place[n] >= 3
                        ? DynamicsBatch.SUCCEEDED
                        : place[n] <= -3
                                ? DynamicsBatch.TERMINATED
                                : t == 8 ? DynamicsBatch.TRUNCATED : DynamicsBatch.RUNNING;
                assertThat(batch.ended[n]).isEqualTo(end);
                assertThat(batch.step[n]).isEqualTo(t + 1);
                assertThat(batch.succeeded(n)).isEqualTo(end == DynamicsBatch.SUCCEEDED);
                assertThat(batch.truncated(n)).isEqualTo(end == DynamicsBatch.TRUNCATED);
            }
        }
    }

    /** Columns that are left give their place to the last ones, whole. */
    @ParameterizedTest
    @EnumSource
    void columnsMoveWhole(Backend backend) {
        DynamicsSimulation simulation = new DynamicsSimulation(new Walk(), backend);
        DynamicsBatch batch = simulation.newBatch(20, false);
        DynamicsBatch other = simulation.newBatch(1, false);
        batch.assign(9, EpisodeKind.EVALUATION, 3, 20);
        simulation.start(batch, 0, 20);
        for (int n = 0; n < 20; n++) {
            batch.action[n] = n % 3;
        }
        simulation.step(batch, 0, 20);
        other.assign(9, EpisodeKind.EVALUATION, 0, 1);
        simulation.copy(other, 0, batch, 19);
        assertThat(other.totalCost(0)).isEqualTo(batch.totalCost(19)).isPositive();
        assertThat(other.action[0]).isEqualTo(19 % 3);
        batch.remove(new int[] {4, 18}, 2);
        assertThat(batch.count).isEqualTo(18);
        assertThat(batch.slot[4]).isEqualTo(19);
        assertThat(batch.episode[4]).isEqualTo(22);
        simulation.step(other, 0, 1);
        batch.action[4] = other.action[0];
        simulation.step(batch, 0, 18);
        assertThat(batch.floats[4]).isEqualTo(other.floats[0]);
        assertThat(batch.ints[4]).isEqualTo(other.ints[0]);
        assertThat(batch.totalCost(4)).isEqualTo(other.totalCost(0));
        assertThat(batch.available).isNotNull();
        assertThat(other.available).isNotNull();
        assertThat(batch.available[4]).isEqualTo(other.available[0]);
        assertThat(batch.floats[18]).as("behind the live columns").isZero();
    }

    @ParameterizedTest
    @EnumSource
    void warmStepsAllocateNothing(Backend backend) {
        DynamicsSimulation simulation = new DynamicsSimulation(new Walk(), backend);
        DynamicsBatch batch = simulation.newBatch(64, false);
        int[] ended = new int[80];
        float[] out = new float[2 * batch.stride];
        Allocations.assertNothing("walk", () -> {
            if (batch.count == 0) {
                batch.assign(1, EpisodeKind.EVALUATION, 0, 61);
                simulation.start(batch, 0, 61);
            }
            simulation.observe(batch, 0, batch.count, out, 0, batch.stride);
            simulation.draw(batch, 0, batch.count);
            simulation.step(batch, 0, batch.count);
            batch.remove(ended, simulation.listEnded(batch, ended));
        });
    }

    @ParameterizedTest
    @EnumSource
    void whatIsImpossibleIsRefusedByName(Backend backend) {
        refused(backend, "horizon of walk: expected 1 to 1000000, found 0", new Walk() {
            @Override
            public int horizon() {
                return 0;
            }
        });
        refused(backend, "actionCount of walk: expected 1 to 64, found 65", new Walk() {
            @Override
            public int actionCount() {
                return 65;
            }
        });
        refused(backend, "observationSize of walk: expected 1 to 65536, found 0", new Walk() {
            @Override
            public int observationSize() {
                return 0;
            }
        });
        refused(backend, "discount of walk: expected a number above 0, at most 1, found NaN", new Walk() {
            @Override
            public double discount() {
                return Double.NaN;
            }
        });
        refused(backend, "floatRows of walk: expected 0 to 65536, found -1", new Walk() {
            @Override
            public int floatRows() {
                return -1;
            }
        });
        refused(backend, "name: expected a text, found \" \"", new Walk() {
            @Override
            public String name() {
                return " ";
            }
        });
        DynamicsSimulation simulation = new DynamicsSimulation(new Walk(), backend);
        assertThatThrownBy(() -> simulation.newBatch(0, false))
                .hasMessage("capacity: expected 1 to 536870912 episodes, found 0");
        DynamicsBatch batch = simulation.newBatch(1, false);
        assertThatThrownBy(() -> batch.draws.uniform(4096, 0))
                .hasMessage("draw: expected a number from 0 to 4095, found 4096");
        assertThatThrownBy(() -> batch.draws.normals(-1, 0, 1, batch.floats, 0))
                .hasMessage("draw: expected a number from 0 to 4095, found -1");
    }

    private static void refused(Backend backend, String message, BatchDynamics dynamics) {
        assertThatThrownBy(() -> new DynamicsSimulation(dynamics, backend))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
