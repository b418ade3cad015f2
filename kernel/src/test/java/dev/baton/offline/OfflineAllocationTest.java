package dev.baton.offline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Activation;
import dev.baton.Backend;
import dev.baton.env.EnvSpec;
import dev.baton.env.TestEnvironments;
import dev.baton.policy.LatencyPolicy;
import dev.baton.policy.RandomPolicy;
import dev.baton.run.Execution;
import dev.baton.testing.Allocations;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Warm passes over a log and logged episodes allocate nothing but what they return. */
class OfflineAllocationTest {
    @ParameterizedTest
    @EnumSource
    void iterations(Backend backend) {
        EnvSpec spec = TestEnvironments.paper();
        EpisodeLog log = Logs.of(spec, new RandomPolicy(spec), 0, 1, 10);
        OfflineConfig config = new OfflineConfig(1, List.of(8), Activation.TANH, 100_000, 2, 20, 1e-6, 1);
        try (OfflineTrainer trainer =
                new OfflineTrainer(log, config, new Execution(backend, 1, 64), share -> {})) {
            Allocations.assertNothing("iteration of fitted Q", trainer::iterate);
        }
    }

    /** An episode is five arrays and an object; nothing else may be allocated. */
    @ParameterizedTest
    @EnumSource
    void logging(Backend backend) {
        EnvSpec spec = TestEnvironments.paper();
        EpisodeLogger logger =
                new EpisodeLogger(spec, new LatencyPolicy(spec), 0.5, new Execution(backend, 1, 64));
        long[] bytes = new long[1];
        Consumer<LoggedEpisode> counter = episode -> bytes[0] += bytes(episode);
        long excess = Long.MAX_VALUE;
        long deadline = System.nanoTime() + Allocations.MOST_NANOS;
        while (excess > 0 && System.nanoTime() < deadline) {
            bytes[0] = 0;
            excess = Allocations.by(() -> logger.run(3, 0, 5, counter)) - bytes[0];
        }
        assertThat(excess).as("bytes beside the episodes").isZero();
    }

    private static long bytes(LoggedEpisode episode) {
        long floats = array(episode.state().length) + array(episode.cost().length)
                + array(episode.probability().length);
        // Header of 12 bytes, five references, a float.
        return floats + array(episode.action().length) + array(episode.outcome().length) + 40;
    }

    private static long array(int length) {
        return (16 + 4L * length + 7) & -8;
    }
}
