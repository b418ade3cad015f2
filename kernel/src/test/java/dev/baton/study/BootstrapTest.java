package dev.baton.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.baton.testing.TestSeed;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BootstrapTest {
    /** All 27 equally likely resamples of three seeds, by hand. */
    @Test
    void studentisedIntervalOfThreeSeedsAgainstAllResamples() {
        double[] seeds = {1, 2, 6};
        double mean = 3;
        double error = Math.sqrt(14 / 2.0 / 3);
        double[] ratios = new double[24];
        int count = 0;
        for (double a : seeds) {
            for (double b : seeds) {
                for (double c : seeds) {
                    double m = (a + b + c) / 3;
                    double squares = (a - m) * (a - m) + (b - m) * (b - m) + (c - m) * (c - m);
                    if (squares > 0) {
                        ratios[count++] = (m - mean) / Math.sqrt(squares / 2 / 3);
                    }
                }
            }
        }
        Arrays.sort(ratios);
        // 24 resamples have a spread; the least ratio alone is 3 of them, 12.5 %.
        assertThat(ratios[0]).isEqualTo(ratios[2]).isLessThan(ratios[3]);
        assertThat(ratios[0]).isCloseTo((4 / 3.0 - 3) / (1 / 3.0), within(1e-12));
        Interval interval = Bootstrap.ofMean(seeds);
        assertThat(interval.upper()).isCloseTo(mean + 5 * error, within(1e-9));
        // The greatest ratio is 1.25, less than Student's 4.30.
        assertThat(ratios[23]).isCloseTo((14 / 3.0 - 3) / (4 / 3.0), within(1e-12));
        assertThat(interval.lower()).isCloseTo(mean - 4.30265 * error, within(1e-4));
    }

    @Test
    void fewOrEqualSeeds() {
        assertThat(Bootstrap.ofMean(new double[] {1, 3})).isEqualTo(Moments.of(new double[] {1, 3}).interval());
        assertThat(Bootstrap.ofMean(new double[] {0.1, 0.1, 0.1, 0.1})).isEqualTo(new Interval(0.1, 0.1));
    }

    @Test
    void interquartileMean() {
        assertThat(Bootstrap.interquartileMean(List.of(new double[] {9, 1, 2, 3, 100})))
                .isCloseTo((2 + 3 + 9) / 3.0, within(1e-14));
        assertThat(Bootstrap.interquartileMean(List.of(new double[] {5}))).isEqualTo(5);
        // Over all strata together: 1 2 | 3 4 5 6 | 7 8.
        assertThat(Bootstrap.interquartileMean(List.of(new double[] {8, 1, 6, 3}, new double[] {2, 7, 4, 5})))
                .isEqualTo(4.5);
    }

    /** Within a stratum that does not vary, nothing is drawn: the interval is that of the other's draws. */
    @Test
    void strataAreDrawnApart() {
        double[] low = new double[12];
        double[] high = new double[12];
        Arrays.fill(high, 100);
        Interval interval = Bootstrap.ofInterquartileMean(List.of(low, high));
        // A quarter of 24 at either end leaves six zeros and six hundreds, whatever is drawn.
        assertThat(interval).isEqualTo(new Interval(50, 50));
    }

    @Test
    void probabilityOfImprovement() {
        double[] a = {1, 2, 5};
        double[] b = {2, 4, 6};
        // 1 < 2 4 6; 2 = 2, < 4 6; 5 < 6: 3 + 2.5 + 1 of 9.
        assertThat(Bootstrap.probabilityOfImprovement(a, b)).isCloseTo(6.5 / 9, within(1e-15));
        assertThat(Bootstrap.probabilityOfImprovement(b, a)).isCloseTo(2.5 / 9, within(1e-15));
        assertThat(Bootstrap.probabilityOfImprovement(a, a)).isEqualTo(0.5);
        assertThat(Bootstrap.probabilityOfImprovement(new double[] {0}, b)).isEqualTo(1);
    }

    @Test
    void percentilesNeedTenSeeds() {
        double[] nine = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        double[] ten = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
        assertThatThrownBy(() -> Bootstrap.ofInterquartileMean(List.of(ten, nine)))
                .hasMessage("seeds: expected at least 10, found 9");
        assertThatThrownBy(() -> Bootstrap.ofProbabilityOfImprovement(nine, nine))
                .hasMessage("seeds: expected at least 10, found 9");
        assertThatThrownBy(() -> Bootstrap.ofProbabilityOfImprovement(ten, nine))
                .hasMessage("seeds: expected pairs, found 10 and 9");
        assertThat(Bootstrap.ofProbabilityOfImprovement(ten, ten)).isEqualTo(new Interval(0.5, 0.5));
        Interval iqm = Bootstrap.ofInterquartileMean(List.of(ten));
        assertThat(iqm.lower()).isBetween(2.5, 4.0);
        assertThat(iqm.upper()).isBetween(7.0, 8.5);
    }

    /**
     * How often the intervals cover where the truth is known: costs that are lognormal with a skewness of 1.9, like the
     * regrets of training seeds, and pairs of them. scripts/coverage counts the same with trained policies.
     */
    @Test
    void coverage() {
        SplittableRandom random = TestSeed.random(BootstrapTest.class);
        double sigma = 0.52;
        int repetitions = 250;
        for (int seeds : new int[] {5, 12}) {
            int method = 0;
            int difference = 0;
            int middle = 0;
            int improvement = 0;
            double[] a = new double[seeds];
            double[] b = new double[seeds];
            double[] d = new double[seeds];
            for (int r = 0; r < repetitions; r++) {
                for (int i = 0; i < seeds; i++) {
                    double common = 0.6 * random.nextGaussian();
                    a[i] = Math.exp(sigma * (common + 0.8 * random.nextGaussian()));
                    b[i] = Math.exp(sigma * (common + 0.8 * random.nextGaussian()));
                    d[i] = a[i] - b[i];
                }
                method += Bootstrap.ofMean(a).contains(Math.exp(sigma * sigma / 2)) ? 1 : 0;
                difference += Moments.of(d).interval().contains(0) ? 1 : 0;
                if (seeds >= Bootstrap.FEWEST_SEEDS) {
                    middle += Bootstrap.ofInterquartileMean(List.of(a)).contains(MIDDLE_OF_LOGNORMAL) ? 1 : 0;
                    improvement += Bootstrap.ofProbabilityOfImprovement(a, b).contains(0.5) ? 1 : 0;
                }
            }
            System.out.printf(
                    "BootstrapTest: %d seeds: method %d, difference %d, interquartile mean %d, improvement %d%n",
                    seeds, method, difference, middle, improvement);
            assertCovers("method", method, repetitions);
            assertCovers("difference", difference, repetitions);
            if (seeds >= Bootstrap.FEWEST_SEEDS) {
                assertCovers("interquartile mean", middle, repetitions);
                assertCovers("improvement", improvement, repetitions);
            }
        }
    }

    /** E(X | X between its quartiles) of exp(0.52 n): e^(σ²/2) (Φ(q − σ) − Φ(−q − σ)) / 0.5, q = 0.6744898. */
    private static final double MIDDLE_OF_LOGNORMAL = Math.exp(0.52 * 0.52 / 2)
            * (StudentT.normalCdf(0.6744897501960817 - 0.52) - StudentT.normalCdf(-0.6744897501960817 - 0.52))
            / 0.5;

    /** 92 to 98 %, and what counting so few repetitions may add: four standard deviations. */
    private static void assertCovers(String what, int covered, int repetitions) {
        double share = (double) covered / repetitions;
        double noise = 4 * Math.sqrt(0.95 * 0.05 / repetitions);
        assertThat(share).as(what).isBetween(0.92 - noise, Math.min(1, 0.98 + noise));
    }
}
