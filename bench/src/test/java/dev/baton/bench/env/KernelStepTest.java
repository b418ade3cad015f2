package dev.baton.bench.env;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Backend;
import dev.baton.bench.Environments;
import dev.baton.bench.KernelBenchmark;
import dev.baton.bench.Work;
import dev.baton.dynamics.VectorStep;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The two rows that are compared do the same steps of the same episodes. */
class KernelStepTest {
    @ParameterizedTest
    @CsvSource({"PAPER, 257", "FIVE_KINDS, 257", "PAPER, 4096"})
    void stepsWhatAHostSteps(Environments environment, int batch) {
        EnvironmentStepBenchmark host = new EnvironmentStepBenchmark();
        KernelStepBenchmark kernel = new KernelStepBenchmark();
        host.environment = environment;
        kernel.environment = environment;
        host.batch = batch;
        kernel.batch = batch;
        host.implementation = Backend.SIMD;
        kernel.implementation = Backend.SIMD;
        host.setup(KernelBenchmark.SEED);
        kernel.setup(KernelBenchmark.SEED);
        Work work = new Work();
        int ended = 0;
        for (int t = 0; t < 12; t++) {
            host.step(work);
            kernel.step(work);
            VectorStep seen = host.buffers;
            assertThat(Arrays.copyOf(kernel.episodeCosts, batch)).isEqualTo(seen.episodeCost);
            assertThat(Arrays.copyOf(kernel.costs, batch)).isEqualTo(Arrays.copyOf(seen.costs, batch));
            for (int f = 0; f < environment.spec().observationSize(); f++) {
                int row = f * seen.stride;
                assertThat(Arrays.copyOfRange(kernel.observations, row, row + batch))
                        .isEqualTo(Arrays.copyOfRange(seen.observations, row, row + batch));
                for (int n = 0; n < batch; n++) {
                    if (seen.terminated[n]) {
                        assertThat(kernel.finalObservations[row + n]).isEqualTo(seen.finalObservations[row + n]);
                        ended++;
                    }
                }
            }
        }
        assertThat(ended).isPositive();
        assertThat(work.samples).isEqualTo(24L * batch);
    }
}
