package dev.baton.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.baton.Backend;
import dev.baton.EpisodeKind;
import dev.baton.descent.SampleSet;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.env.Stepper;
import dev.baton.env.TestEnvironments;
import dev.baton.ops.Lanes;
import dev.baton.policy.RandomPolicy;
import dev.baton.run.Execution;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EpisodeLogTest {
    @Test
    void holdsTheEpisodesInTheirOrder() {
        EnvSpec env = TestEnvironments.everything();
        List<LoggedEpisode> episodes =
                Logs.episodes(env, new RandomPolicy(env), 0, 4, 3000, Execution.of(1));
        EpisodeLog log = EpisodeLog.of(env, episodes);
        EpisodeLog.Builder grown = new EpisodeLog.Builder(env);
        episodes.forEach(grown::add);
        EpisodeLog other = grown.build();
        assertThat(log.episodes()).isEqualTo(3000);
        double[] costs = log.costs();
        double[] toGo = log.costsToGo();
        for (int e = 0; e < 3000; e++) {
            LoggedEpisode episode = episodes.get(e);
            assertThat(log.steps(e)).isEqualTo(episode.steps());
            assertThat(costs[e]).isCloseTo(episode.totalCost(), within(1e-9));
            if (episode.steps() > 0) {
                assertThat(toGo[log.start[e]]).isCloseTo(costs[e], within(1e-9));
                assertThat(toGo[log.start[e + 1] - 1]).isEqualTo(episode.cost()[episode.steps() - 1]);
            }
        }
        assertThat(log.longest()).isEqualTo(7);
        assertThat(other.state).isEqualTo(log.state);
        assertThat(other.action).isEqualTo(log.action);
        assertThat(other.start).isEqualTo(log.start);
        assertThat(log.taken()).hasSize(5).doesNotContain(0);
        assertThat(java.util.Arrays.stream(log.taken()).sum()).isEqualTo(log.steps());
    }

    @Test
    void selectsEpisodes() {
        EnvSpec env = TestEnvironments.paper();
        List<LoggedEpisode> episodes =
                Logs.episodes(env, new RandomPolicy(env), 0, 4, 50, Execution.of(1));
        EpisodeLog odd = EpisodeLog.of(env, episodes).select(e -> e % 2 == 1);
        List<LoggedEpisode> expected = java.util.stream.IntStream.range(0, 25)
                .mapToObj(i -> episodes.get(2 * i + 1))
                .toList();
        EpisodeLog other = EpisodeLog.of(env, expected);
        assertThat(odd.state).isEqualTo(other.state);
        assertThat(odd.cost).isEqualTo(other.cost);
        assertThat(odd.probability).isEqualTo(other.probability);
        assertThat(odd.start).isEqualTo(other.start);
    }

    /** What a policy would have seen while the episodes ran. */
    @ParameterizedTest
    @EnumSource
    void observationsAreThoseOfTheEpisodes(Backend backend) {
        EnvSpec env = TestEnvironments.everything();
        int count = 300;
        EpisodeLog log = Logs.of(env, new RandomPolicy(env), 0, 4, count);
        SampleSet observed = new LoggedStates(log, backend).observations(2);
        EnvTables tables = new EnvTables(env);
        Stepper stepper = Stepper.of(Backend.SCALAR, tables);
        EpisodeBatch batch = new EpisodeBatch(tables, count, false);
        batch.assign(4, EpisodeKind.TRAINING, 0, count);
        stepper.start(batch, 0, count);
        float[] out = new float[env.observationSize() * batch.stride];
        for (int t = 0; t < env.horizon(); t++) {
            stepper.observe(batch, 0, count, out, 0, batch.stride);
            for (int e = 0; e < count; e++) {
                int i = log.start[e] + t;
                if (i >= log.start[e + 1]) {
                    continue;
                }
                for (int f = 0; f < env.observationSize(); f++) {
                    int at = observed.at(i / Lanes.TILE, f) + i % Lanes.TILE;
                    assertThat(observed.values[at]).as("feature %d", f).isEqualTo(out[f * batch.stride + e]);
                }
            }
            stepper.draw(batch, 0, count);
            for (int e = 0; e < count; e++) {
                int i = log.start[e] + t;
                batch.action[e] = i < log.start[e + 1] ? log.action[i] : 0;
            }
            stepper.step(batch, 0, count);
        }
    }

    @Test
    void moreThanFitsIsRefused() {
        EpisodeLog.Builder builder = new EpisodeLog.Builder(TestEnvironments.paper());
        assertThatThrownBy(() -> builder.expect(10, 1L << 40))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("log: expected at most 268435456 steps");
    }
}
