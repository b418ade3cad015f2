package dev.baton.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Tables of the distributions, so that the statistical tests reject at the rate they state. */
class StatisticsTest {
    @Test
    void chiSquareMatchesTables() {
        // Critical values at 5 %: 3.841 for 1 degree of freedom, 18.307 for 10, 293.248 for 255.
        assertThat(Statistics.upperGamma(0.5, 3.841459 / 2)).isCloseTo(0.05, within(1e-6));
        assertThat(Statistics.upperGamma(5, 18.307038 / 2)).isCloseTo(0.05, within(1e-6));
        assertThat(Statistics.upperGamma(127.5, 293.247835 / 2)).isCloseTo(0.05, within(1e-5));
        assertThat(Statistics.chiSquareUniform(new long[] {10, 10, 10})).isEqualTo(1);
    }

    @Test
    void normalMatchesTables() {
        assertThat(Statistics.normalCdf(0)).isCloseTo(0.5, within(1e-12));
        assertThat(Statistics.normalCdf(1.959963985)).isCloseTo(0.975, within(1e-9));
        assertThat(Statistics.normalCdf(-3)).isCloseTo(0.0013498980316, within(1e-12));
    }

    @Test
    void kolmogorovMatchesTables() {
        // The 5 % point of √n D is 1.358 for large n.
        assertThat(Statistics.kolmogorov(1.3581 / 1000, 1_000_000)).isCloseTo(0.05, within(1e-4));
    }
}
