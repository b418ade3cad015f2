package dev.baton.study;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Ways to an interval for the mean regret of a method that were not taken, counted beside the one that was: groups are
 * drawn from the regrets of many training seeds, and the truth is the mean of all.
 */
final class Alternatives {
    private static final int REPETITIONS = 4_000;
    private static final int RESAMPLES = 1_999;

    private final SplittableRandom random = new SplittableRandom(1);
    private final Map<String, int[]> counts = new LinkedHashMap<>();
    private final Map<String, double[]> widths = new LinkedHashMap<>();
    private final double truth;
    private int repetition;

    private Alternatives(double truth) {
        this.truth = truth;
    }

    /** Prints how often each way covers, and its median width, for several numbers of seeds. */
    static void print(double[] regrets) {
        Moments all = Moments.of(regrets);
        double[] sorted = regrets.clone();
        Arrays.sort(sorted);
        double cubes = Arrays.stream(regrets).map(x -> Math.pow((x - all.mean()) / all.std(), 3)).sum();
        System.out.printf(
                Locale.ROOT, "%nRegrets of %d seeds: mean %.3f, median %.3f, skewness %.1f. Drawn from them:%n",
                regrets.length, all.mean(), sorted[sorted.length / 2], cubes / regrets.length);
        for (int seeds : new int[] {5, 10, 20}) {
            Alternatives alternatives = new Alternatives(all.mean());
            double[] drawn = new double[seeds];
            for (int r = 0; r < REPETITIONS; r++) {
                for (int i = 0; i < seeds; i++) {
                    drawn[i] = regrets[alternatives.random.nextInt(regrets.length)];
                }
                alternatives.repetition = r;
                alternatives.tryAll(drawn);
            }
            alternatives.counts.forEach((name, count) -> {
                double[] width = alternatives.widths.get(name);
                Arrays.sort(width);
                System.out.printf(
                        Locale.ROOT, "%2d seeds, %-46s covers %.1f %%, below %.1f %%, median width %.2f%n", seeds, name,
                        100.0 * count[0] / REPETITIONS, 100.0 * count[1] / REPETITIONS, width[REPETITIONS / 2]);
            });
        }
    }

    private void tryAll(double[] x) {
        Moments moments = Moments.of(x);
        double mean = moments.mean();
        double error = moments.standardError();
        int n = x.length;
        double t = StudentT.quantile(0.975, n - 1);
        add("± 1.96 standard errors", mean - 1.96 * error, mean + 1.96 * error);
        double[] means = new double[RESAMPLES];
        double[] ratios = new double[RESAMPLES];
        int ratioCount = 0;
        double[] resample = new double[n];
        for (int b = 0; b < RESAMPLES; b++) {
            for (int i = 0; i < n; i++) {
                resample[i] = x[random.nextInt(n)];
            }
            Moments of = Moments.of(resample);
            means[b] = of.mean();
            if (of.squares() > 0) {
                ratios[ratioCount++] = (of.mean() - mean) / of.standardError();
            }
        }
        Arrays.sort(means);
        add("percentile cluster bootstrap", means[49], means[1_949]);
        add("Student's t", mean - t * error, mean + t * error);
        add("Student's t of the logarithm of the mean",
                mean * Math.exp(-t * error / mean), mean * Math.exp(t * error / mean));
        Moments logs = Moments.of(Arrays.stream(x).map(Math::log).toArray());
        double variance = logs.std() * logs.std();
        double half = t * Math.sqrt(variance / n + variance * variance / (2 * (n - 1.0)));
        double centre = logs.mean() + variance / 2;
        add("lognormal mean", Math.exp(centre - half), Math.exp(centre + half));
        Arrays.sort(ratios, 0, ratioCount);
        add("studentised cluster bootstrap",
                mean - ratios[(int) (0.975 * ratioCount)] * error, mean - ratios[(int) (0.025 * ratioCount)] * error);
        Interval ours = Bootstrap.ofMean(x);
        add("the wider of this and Student's t: ours", ours.lower(), ours.upper());
    }

    private void add(String name, double lower, double upper) {
        int[] count = counts.computeIfAbsent(name, key -> new int[2]);
        count[0] += lower <= truth && truth <= upper ? 1 : 0;
        count[1] += upper < truth ? 1 : 0;
        widths.computeIfAbsent(name, key -> new double[REPETITIONS])[repetition] = upper - lower;
    }
}
