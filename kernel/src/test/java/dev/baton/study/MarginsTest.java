package dev.baton.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.baton.testing.TestSeed;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MarginsTest {
    private static final List<double[]> TABLE = List.of(new double[] {1, 2, 3, 6}, new double[] {3, 2, 5, 10});

    @Test
    void marginsOfATable() {
        Margins margins = Margins.of(TABLE);
        assertThat(margins.byPolicy()).containsExactly(3, 5);
        assertThat(margins.byEpisode()).containsExactly(2, 2, 4, 8);
        assertThat(margins.mean()).isEqualTo(4);
        assertThat(margins.policies()).isEqualTo(2);
        assertThat(margins.overSeeds().worst()).isEqualTo(1);
        Margins joined = Margins.join(List.of(
                Margins.of(List.of(new double[] {1}, new double[] {3})),
                Margins.of(List.of(new double[] {2, 3, 6}, new double[] {2, 5, 10}))));
        assertThat(joined.byPolicy()).containsExactly(3, 5);
        assertThat(joined.byEpisode()).containsExactly(2, 2, 4, 8);
    }

    /** Student's interval over episodes, and the seeds' beside it in squares. */
    @Test
    void intervalsAnswerDifferentQuestions() {
        Margins margins = Margins.of(TABLE);
        double episodes = 3.182446 * Math.sqrt(24.0 / 3 / 4);
        assertThat(margins.asTheyAre().lower()).isCloseTo(4 - episodes, within(1e-5));
        // The variances of the means are 1 by the two seeds and 2 by the four episodes: 9 / (1 + 4 / 3) degrees of
        // freedom.
        double both = StudentT.quantile(0.975, 27.0 / 7) * Math.sqrt(3);
        Interval method = margins.ofMethod().orElseThrow();
        assertThat(method.lower()).isCloseTo(4 - both, within(1e-12));
        assertThat(method.upper()).isCloseTo(4 + both, within(1e-12));
        // Episodes that do not vary leave the seeds' own interval, bootstrap and all.
        double[] seeds = {1, 2, 6};
        Interval own = new Margins(seeds, new double[] {3, 3}).ofMethod().orElseThrow();
        assertThat(own.lower()).isCloseTo(Bootstrap.ofMean(seeds).lower(), within(1e-12));
        assertThat(own.upper()).isCloseTo(Bootstrap.ofMean(seeds).upper(), within(1e-12));
        assertThat(new Margins(seeds, new double[] {3, 3}).overBoth()).contains(Moments.of(seeds).interval());
        assertThat(new Margins(new double[] {3, 3}, new double[] {3, 3}).ofMethod()).contains(new Interval(3, 3));
        assertThat(new Margins(new double[] {4}, margins.byEpisode()).ofMethod()).isEmpty();
        assertThat(new Margins(new double[] {3, 5}, new double[] {4}).ofMethod()).isEmpty();
    }

    @Test
    void differencesPairPoliciesOfTheSameSeed() {
        Margins a = Margins.of(TABLE);
        Margins b = Margins.of(List.of(new double[] {1, 1, 1, 1}, new double[] {0, 0, 0, 8}));
        Margins difference = a.minus(b);
        assertThat(difference.byPolicy()).containsExactly(2, 3);
        assertThat(difference.byEpisode()).containsExactly(1.5, 1.5, 3.5, 3.5);
        Margins rule = Margins.of(List.of(new double[] {1, 2, 3, 4}));
        assertThat(a.minus(rule).byPolicy()).containsExactly(0.5, 2.5);
        assertThat(rule.minus(a).byPolicy()).containsExactly(-0.5, -2.5);
        assertThat(rule.minus(a).byEpisode()).containsExactly(-1, 0, -1, -4);
        Margins three = new Margins(new double[3], new double[4]);
        assertThatThrownBy(() -> a.minus(three)).hasMessage("margins: expected pairs, found 2 by 4 and 3 by 4");
        assertThatThrownBy(() -> a.minus(new Margins(new double[2], new double[5])))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Margins(new double[0], new double[5]))
                .hasMessage("margins: expected at least one policy and one episode, found 0 and 5");
    }

    @Test
    void pairs() {
        double[] narrow = new double[12];
        double[] wide = new double[12];
        SplittableRandom random = TestSeed.random(MarginsTest.class);
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = random.nextGaussian();
            wide[i] = 20 * random.nextGaussian() + 100;
        }
        Paired paired = new Paired(new Margins(narrow, new double[] {1, 2}), new Margins(wide, new double[] {0, 3}));
        assertThat(paired.difference().byEpisode()).containsExactly(1, -1);
        assertThat(paired.ofMethods()).isEqualTo(paired.difference().overBoth());
        assertThat(paired.probabilityOfImprovement()).isEqualTo(1);
        assertThat(paired.improvementInterval()).contains(new Interval(1, 1));
        assertThat(paired.spreadRatio()).isLessThan(0.2);
        assertThat(paired.spreadPValue()).isLessThan(0.01);
        Paired same = new Paired(paired.one(), paired.one());
        assertThat(same.spreadPValue()).isEqualTo(1);
        assertThat(same.spreadRatio()).isEqualTo(1);
        Margins few = new Margins(new double[9], new double[] {0});
        assertThat(new Paired(few, few).improvementInterval()).isEmpty();
        assertThat(new Paired(few, few).spreadPValue()).isEqualTo(1);
        Margins rule = new Margins(new double[] {1}, new double[] {0});
        assertThat(new Paired(rule, few).spreadPValue()).isEqualTo(1);
        assertThat(new Paired(rule, few).probabilityOfImprovement()).isZero();
    }

    /** Three pairs have eight exchanges, by hand: {0 1 4} and {0 2 10} around their medians are −1 0 3 and −2 0 8. */
    @Test
    void spreadTestOfThreePairsAgainstAllExchanges() {
        double[] a = {0, 1, 4};
        double[] b = {0, 2, 10};
        double[][] centred = {{-1, 0, 3}, {-2, 0, 8}};
        double found = Math.log(Moments.of(centred[0]).squares() / Moments.of(centred[1]).squares());
        int extreme = 0;
        for (int exchange = 0; exchange < 8; exchange++) {
            double[] x = new double[3];
            double[] y = new double[3];
            for (int i = 0; i < 3; i++) {
                int swap = exchange >> i & 1;
                x[i] = centred[swap][i];
                y[i] = centred[1 - swap][i];
            }
            double ratio = Math.log(Moments.of(x).squares() / Moments.of(y).squares());
            extreme += Math.abs(ratio) >= Math.abs(found) - 1e-9 ? 1 : 0;
        }
        Paired paired = new Paired(new Margins(a, new double[] {0}), new Margins(b, new double[] {0}));
        assertThat(paired.spreadPValue()).isCloseTo(extreme / 8.0, within(0.02));
    }

    /**
     * Either end is as far from the interquartile mean as the seeds' bootstrap and the episodes' Student's interval
     * together.
     */
    @Test
    void interquartileMeanCountsTheEpisodesThatAllPoliciesMet() {
        double[] seeds = {1, 2, 3, 4, 5, 6, 7, 8, 9, 40};
        double[] episodes = {7, 10};
        Interval ofSeeds = Bootstrap.ofInterquartileMean(List.of(seeds));
        double ofEpisodes = new Margins(seeds, episodes).asTheyAre().width() / 2;
        Interval both = new Margins(seeds, episodes).ofInterquartileMean().orElseThrow();
        // The middle half of ten: 3 … 8.
        assertThat(both.lower()).isCloseTo(5.5 - Math.hypot(5.5 - ofSeeds.lower(), ofEpisodes), within(1e-12));
        assertThat(both.upper()).isCloseTo(5.5 + Math.hypot(ofSeeds.upper() - 5.5, ofEpisodes), within(1e-12));
        assertThat(new Margins(seeds, new double[] {8.5, 8.5}).ofInterquartileMean()).contains(ofSeeds);
        assertThat(new Margins(seeds, new double[] {8.5}).ofInterquartileMean()).isEmpty();
        assertThat(new Margins(new double[9], episodes).ofInterquartileMean()).isEmpty();
    }

    /**
     * Coverage where the truth is 0: seeds and episodes with their own effects and one of both together, as policies on
     * common episodes have them. The shares are wide of nothing: seeds of five, episodes of forty.
     */
    @Test
    void coverage() {
        SplittableRandom random = TestSeed.random(MarginsTest.class);
        int repetitions = 1_000;
        int method = 0;
        int asTheyAre = 0;
        for (int r = 0; r < repetitions; r++) {
            double[] seeds = new double[5];
            for (int s = 0; s < 5; s++) {
                seeds[s] = random.nextGaussian();
            }
            List<double[]> table = new ArrayList<>();
            double[] common = new double[40];
            for (int n = 0; n < 40; n++) {
                common[n] = 3 * random.nextGaussian();
            }
            for (double seed : seeds) {
                double[] row = new double[40];
                for (int n = 0; n < 40; n++) {
                    row[n] = seed + common[n] + 3 * random.nextGaussian();
                }
                table.add(row);
            }
            Margins margins = Margins.of(table);
            method += margins.ofMethod().orElseThrow().contains(0) ? 1 : 0;
            // Given these five, the truth is their own mean.
            asTheyAre += margins.asTheyAre().contains(Moments.of(seeds).mean()) ? 1 : 0;
        }
        System.out.printf("MarginsTest: method %d, as they are %d of %d%n", method, asTheyAre, repetitions);
        double noise = 4 * Math.sqrt(0.95 * 0.05 / repetitions);
        assertThat((double) method / repetitions).isBetween(0.92 - noise, Math.min(1, 0.98 + noise));
        assertThat((double) asTheyAre / repetitions).isBetween(0.95 - noise, 0.95 + noise);
    }
}
