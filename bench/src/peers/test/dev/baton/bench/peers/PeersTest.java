package dev.baton.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Activation;
import dev.baton.bench.Work;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every library, for all values of the parameters; the setup itself compares with the definition. */
class PeersTest {
    private static final int[] BATCHES = {1, 32, 256, 4096};

    @ParameterizedTest
    @EnumSource
    void forwardIsTheDefinitionAndFollowsTheSeed(ForwardLibrary library) {
        check(
                () -> {
                    PeerForwardBenchmark benchmark = new PeerForwardBenchmark();
                    benchmark.peer = library;
                    return benchmark;
                },
                benchmark -> ((PeerForwardBenchmark) benchmark).forward(new Work()));
    }

    @ParameterizedTest
    @EnumSource
    void stepIsTheDefinitionAndFollowsTheSeed(StepLibrary library) {
        check(
                () -> {
                    PeerPolicyGradientBenchmark benchmark = new PeerPolicyGradientBenchmark();
                    benchmark.peer = library;
                    return benchmark;
                },
                benchmark -> ((PeerPolicyGradientBenchmark) benchmark).step(new Work()));
    }

    private static void check(Supplier<PeerBenchmark> maker, Consumer<PeerBenchmark> run) {
        for (Activation activation : Activation.values()) {
            for (int batch : BATCHES) {
                float[] first = result(maker.get(), run, activation, batch, 1);
                float[] second = result(maker.get(), run, activation, batch, 2);
                assertThat(first).as("%s, batch %d", activation, batch).isNotEqualTo(second);
            }
        }
    }

    private static float[] result(
            PeerBenchmark benchmark, Consumer<PeerBenchmark> run, Activation activation, int batch, long seed) {
        benchmark.activation = activation;
        benchmark.batch = batch;
        benchmark.setup(seed);
        try {
            run.accept(benchmark);
            return benchmark.result().clone();
        } finally {
            benchmark.close();
        }
    }
}
