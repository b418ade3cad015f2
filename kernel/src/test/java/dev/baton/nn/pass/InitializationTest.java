package dev.baton.nn.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.baton.nn.Activation;
import dev.baton.nn.MlpSpec;
import dev.baton.rng.Stream;
import dev.baton.rng.Threefry;
import dev.baton.testing.Statistics;
import dev.baton.testing.TestSeed;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class InitializationTest {
    private static final MlpSpec SPEC = new MlpSpec(11, List.of(64, 33), 5, Activation.TANH);

    @Test
    void weightsAreWithinGlorotsBoundsAndBiasesAreZero() {
        float[] parameters = Initialization.glorotUniform(SPEC, 3);
        assertThat(parameters).hasSize(SPEC.parameterCount());
        for (int l = 0; l < 3; l++) {
            double bound = Math.sqrt(6.0 / (SPEC.inputsOf(l) + SPEC.outputsOf(l))) * (l == 2 ? 0.1 : 1);
            double greatest = 0;
            for (int p = SPEC.weightsOf(l); p < SPEC.biasOf(l); p++) {
                greatest = Math.max(greatest, Math.abs(parameters[p]));
            }
            assertThat(greatest).as("layer %d", l).isBetween(0.9 * bound, bound * (1 + 1e-6));
            assertThat(Arrays.copyOfRange(parameters, SPEC.biasOf(l), SPEC.weightsOf(l + 1))).containsOnly(0f);
        }
    }

    /** Chi-square of the 704 weights of the first layer, and their mean within 5 σ (false alarm 6e-7). */
    @Test
    void weightsAreUniform() {
        float[] parameters = Initialization.glorotUniform(SPEC, TestSeed.value(InitializationTest.class));
        double bound = Math.sqrt(6.0 / 75);
        long[] cells = new long[16];
        double mean = 0;
        for (int p = 0; p < 704; p++) {
            cells[(int) ((parameters[p] / bound + 1) * 7.999999)]++;
            mean += parameters[p] / 704;
        }
        assertThat(Statistics.chiSquareUniform(cells)).isGreaterThan(Statistics.FALSE_ALARM);
        assertThat(mean).isCloseTo(0, within(5 * bound / Math.sqrt(3 * 704)));
    }

    /** Stored policies depend on the counters: (index within the layer, layer), a stream for either network. */
    @Test
    void weightsComeFromTheDocumentedCounters() {
        assertFromCounters(Initialization.glorotUniform(SPEC, 8), Stream.PARAMETERS);
        assertFromCounters(Initialization.glorotUniformValue(SPEC, 8), Stream.VALUE_PARAMETERS);
    }

    private static void assertFromCounters(float[] parameters, Stream stream) {
        for (int l = 0; l < 3; l++) {
            long block = Threefry.block(stream.key(8), 7, l);
            double u = 2 * ((Threefry.word0(block) >>> 8) / 16_777_216.0) - 1;
            double bound = Math.sqrt(6.0 / (SPEC.inputsOf(l) + SPEC.outputsOf(l))) * (l == 2 ? 0.1 : 1);
            assertThat((double) parameters[SPEC.weightsOf(l) + 7]).isCloseTo(u * bound, within(1e-7));
        }
    }

    @Test
    void otherSeedOtherWeights() {
        float[] parameters = Initialization.glorotUniform(SPEC, 1);
        assertThat(Initialization.glorotUniform(SPEC, 1)).isEqualTo(parameters);
        assertThat(Initialization.glorotUniform(SPEC, 2)).isNotEqualTo(parameters);
        assertThatThrownBy(() -> Initialization.glorotUniform(SPEC, -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
