package dev.baton.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.baton.testing.Statistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StudentTTest {
    /** The published table of t (Fisher and Yates), rounded to three decimals there; normal for 10⁹. */
    @ParameterizedTest
    @CsvSource({
        "0.975, 1, 12.706", "0.975, 2, 4.303", "0.975, 3, 3.182", "0.975, 4, 2.776", "0.975, 5, 2.571",
        "0.975, 7, 2.365",
        "0.975, 9, 2.262", "0.975, 19, 2.093", "0.975, 30, 2.042", "0.975, 60, 2.000", "0.975, 120, 1.980",
        "0.95, 4, 2.132", "0.995, 10, 3.169", "0.9995, 1, 636.619", "0.9, 1, 3.078", "0.975, 1e9, 1.960",
        "0.995, 1e9, 2.576", "0.5, 3, 0.000"
    })
    void quantilesAreThoseOfTheTable(double p, double degreesOfFreedom, double t) {
        assertThat(StudentT.quantile(p, degreesOfFreedom)).isCloseTo(t, within(5.1e-4));
        assertThat(StudentT.quantile(1 - p, degreesOfFreedom)).isCloseTo(-t, within(5.1e-4));
    }

    /** One and two degrees of freedom have closed forms: 1/2 + atan(t)/π and 1/2 + t / (2 √(2 + t²)). */
    @Test
    void closedForms() {
        for (double t : new double[] {-30, -2.5, -1e-3, 0, 0.7, 1, 4.3, 1e5}) {
            assertThat(StudentT.cdf(t, 1)).isCloseTo(0.5 + Math.atan(t) / Math.PI, within(1e-13));
            assertThat(StudentT.cdf(t, 2)).isCloseTo(0.5 + t / (2 * Math.sqrt(2 + t * t)), within(1e-13));
        }
        assertThat(StudentT.quantile(0.975, 1)).isCloseTo(Math.tan(Math.PI * 0.475), within(1e-11));
    }

    @Test
    void quantileAndDistributionAreInverse() {
        for (double v : new double[] {0.5, 1, 2.7, 4, 39, 999.5, 9_999}) {
            for (double p : new double[] {1e-6, 0.01, 0.3, 0.5, 0.8, 0.975, 0.9999995}) {
                assertThat(StudentT.cdf(StudentT.quantile(p, v), v)).isCloseTo(p, within(1e-11));
            }
        }
    }

    /** Both ways to the quantile, one on either side of the limit. */
    @Test
    void manyDegreesOfFreedomAreNearlyNormal() {
        for (double p : new double[] {0.6, 0.975, 0.9999995}) {
            double below = StudentT.quantile(p, 1e4);
            double above = StudentT.quantile(p, Math.nextUp(1e4));
            assertThat(above).isCloseTo(below, within(1e-9));
        }
        assertThat(StudentT.quantile(0.975, 5e6)).isCloseTo(1.959963984540054, within(1e-6));
    }

    @Test
    void normalDistribution() {
        for (double x : new double[] {-9, -8, -3.1, -1, 0, 0.3, 1.959963984540054, 5, 8.5}) {
            assertThat(StudentT.normalCdf(x)).isCloseTo(Statistics.normalCdf(x), within(1e-13));
        }
    }

    @Test
    void refusals() {
        assertThatThrownBy(() -> StudentT.quantile(1, 3)).hasMessage("p: expected a number between 0 and 1, found 1.0");
        assertThatThrownBy(() -> StudentT.quantile(0.5, 0))
                .hasMessage("degrees of freedom: expected more than 0, found 0.0");
        assertThatThrownBy(() -> StudentT.cdf(0.5, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Interval(1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Interval(Double.NaN, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
