package dev.baton.study;

import java.util.List;
import java.util.Optional;

/**
 * The two margins of a table of S policies by N common episodes: what each policy comes to over the episodes, and what
 * each episode comes to over the policies. A method is one policy per training seed; a policy that was not trained, or
 * that stands for itself, is a table of one row.
 *
 * <p>Both margins have the same mean, but they answer different questions. <em>These policies as they are</em>: only
 * start states and outcomes are left to chance, and the episodes say how much. <em>The method</em>: had it been trained
 * with other seeds, other policies would stand here, and only the policies can say how different.
 *
 * @param byPolicy (S) mean over the episodes, in the order of the training seeds; not modified
 * @param byEpisode (N) mean over the policies, in the order of the episodes; not modified
 */
public record Margins(double[] byPolicy, double[] byEpisode) {
    /**
     * Checks that there is something to average.
     *
     * @throws IllegalArgumentException if a margin is empty
     */
    public Margins {
        if (byPolicy.length == 0 || byEpisode.length == 0) {
            throw new IllegalArgumentException("margins: expected at least one policy and one episode, found "
                    + byPolicy.length + " and " + byEpisode.length);
        }
    }

    /**
     * Returns the margins of a table.
     *
     * @param table one row per policy, all of the same length; not modified
     * @return its margins
     */
    public static Margins of(List<double[]> table) {
        int episodes = table.get(0).length;
        double[] byPolicy = new double[table.size()];
        double[] byEpisode = new double[episodes];
        for (int p = 0; p < byPolicy.length; p++) {
            double[] row = table.get(p);
            byPolicy[p] = Moments.of(row).mean();
            for (int n = 0; n < episodes; n++) {
                byEpisode[n] += row[n] / byPolicy.length;
            }
        }
        return new Margins(byPolicy, byEpisode);
    }

    /**
     * Returns the margins of the tables of the same policies side by side.
     *
     * @param parts in the order of their episodes, at least one
     * @return the margins of all episodes
     */
    static Margins join(List<Margins> parts) {
        int episodes = parts.stream().mapToInt(part -> part.byEpisode.length).sum();
        double[] byEpisode = new double[episodes];
        double[] byPolicy = new double[parts.get(0).byPolicy.length];
        int at = 0;
        for (Margins part : parts) {
            int n = part.byEpisode.length;
            System.arraycopy(part.byEpisode, 0, byEpisode, at, n);
            at += n;
            for (int p = 0; p < byPolicy.length; p++) {
                byPolicy[p] += part.byPolicy[p] * n / episodes;
            }
        }
        return new Margins(byPolicy, byEpisode);
    }

    /**
     * Returns the number of policies.
     *
     * @return S
     */
    public int policies() {
        return byPolicy.length;
    }

    /**
     * Returns the mean of the table.
     *
     * @return the mean over the policies and episodes
     */
    public double mean() {
        return overEpisodes().mean();
    }

    /**
     * Returns the moments over the episodes. Their interval is for the expectation of these policies as they are.
     *
     * @return the moments of the margin by episode
     */
    public Moments overEpisodes() {
        return Moments.of(byEpisode);
    }

    /**
     * Returns the numbers by training seed.
     *
     * @return the margin by policy
     */
    public Statistic overSeeds() {
        return Statistic.of(byPolicy);
    }

    /**
     * Returns the interval for the expectation of these policies as they are: Student's over the episodes.
     *
     * @return the interval; everything for a single episode
     */
    public Interval asTheyAre() {
        return overEpisodes().interval();
    }

    /**
     * Returns Student's interval for the expectation over training seeds, start states and outcomes. Policies differ,
     * and all of them met the same episodes, so the variances of both margins' means add up; the degrees of freedom of
     * the sum are those of Satterthwaite (1946). What a policy and an episode have in common is in both variances and
     * counts twice, to the safe side. It holds for numbers that spread evenly, such as differences of methods.
     *
     * @return the interval; none for a single policy or episode, which say nothing about others
     */
    public Optional<Interval> overBoth() {
        if (byPolicy.length < 2 || byEpisode.length < 2) {
            return Optional.empty();
        }
        double ofSeeds = variance(byPolicy);
        double ofEpisodes = variance(byEpisode);
        double sum = ofSeeds + ofEpisodes;
        if (sum == 0) {
            return Optional.of(new Interval(mean(), mean()));
        }
        double degrees = sum
                * sum
                / (ofSeeds * ofSeeds / (byPolicy.length - 1) + ofEpisodes * ofEpisodes / (byEpisode.length - 1));
        return Optional.of(Interval.student(mean(), Math.sqrt(sum), degrees));
    }

    /**
     * Returns the interval for the expectation of a method's cost over training seeds, start states and outcomes:
     * {@link #overBoth}, and on either side what the cluster bootstrap over the seeds ({@link Bootstrap#ofMean}) has
     * beyond Student's interval of the seeds, in the share that they have in the variance. A few bad trainings give
     * costs a long right tail, for which Student's interval alone ends too low.
     *
     * @return the interval; none for a single policy or episode, which say nothing about others
     */
    public Optional<Interval> ofMethod() {
        return overBoth().map(student -> {
            double ofSeeds = variance(byPolicy);
            if (ofSeeds == 0) {
                return student;
            }
            double share = ofSeeds / (ofSeeds + variance(byEpisode));
            Interval plain = Moments.of(byPolicy).interval();
            Interval bootstrap = Bootstrap.ofMean(byPolicy);
            return new Interval(
                    student.lower() - share * (plain.lower() - bootstrap.lower()),
                    student.upper() + share * (bootstrap.upper() - plain.upper()));
        });
    }

    /**
     * Returns the interval for the interquartile mean over training seeds, start states and outcomes. The seeds say how
     * policies differ ({@link Bootstrap#ofInterquartileMean}), and nothing of what their common episodes moved all of
     * them by, which the margin by episode says: either end is as far off as both together, independent as they are.
     *
     * @return the interval; none for a single episode or fewer than {@link Bootstrap#FEWEST_SEEDS} policies
     */
    public Optional<Interval> ofInterquartileMean() {
        if (byPolicy.length < Bootstrap.FEWEST_SEEDS || byEpisode.length < 2) {
            return Optional.empty();
        }
        List<double[]> seeds = List.of(byPolicy);
        double middle = Bootstrap.interquartileMean(seeds);
        Interval ofSeeds = Bootstrap.ofInterquartileMean(seeds);
        double ofEpisodes = asTheyAre().width() / 2;
        return Optional.of(new Interval(
                middle - Math.hypot(Math.max(0, middle - ofSeeds.lower()), ofEpisodes),
                middle + Math.hypot(Math.max(0, ofSeeds.upper() - middle), ofEpisodes)));
    }

    /** The variance of the mean of some numbers. */
    private static double variance(double[] x) {
        double error = Moments.of(x).standardError();
        return error * error;
    }

    /**
     * Returns the margins of the difference of two tables on the same episodes. Policies are paired in their order; a
     * table of one row is compared with every row of the other.
     *
     * @param other what is subtracted: as many policies or one, or any number where this one has one
     * @return this − other
     * @throws IllegalArgumentException if episodes or policies cannot be paired
     */
    public Margins minus(Margins other) {
        int policies = Math.max(policies(), other.policies());
        if (byEpisode.length != other.byEpisode.length
                || (policies() != 1 && other.policies() != 1 && policies() != other.policies())) {
            throw new IllegalArgumentException("margins: expected pairs, found " + policies() + " by "
                    + byEpisode.length + " and " + other.policies() + " by " + other.byEpisode.length);
        }
        double[] differences = new double[policies];
        for (int p = 0; p < policies; p++) {
            differences[p] = byPolicy[policies() == 1 ? 0 : p] - other.byPolicy[other.policies() == 1 ? 0 : p];
        }
        double[] perEpisode = new double[byEpisode.length];
        for (int n = 0; n < perEpisode.length; n++) {
            perEpisode[n] = byEpisode[n] - other.byEpisode[n];
        }
        return new Margins(differences, perEpisode);
    }
}
